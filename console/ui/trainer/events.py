"""Everything that happened in a case, as a list: what the time line paints, for the keyboard and for screen readers."""

from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSizePolicy

from console.replay.line import CaseLine, Marker
from console.ui import format as fmt
from console.ui.trainer.words import LineWords
from console.ui.widgets.labels import Elided, Icon, Label
from console.ui.widgets.layout import Box, Scroller, column, row, wrap
from console.ui.widgets.row_button import RowButton
from console.ui.widgets.rows import Rows
from store.directory import Directory

_MOST = 400
"""Rows; a case with more shows its first ones here, and all of them on the line."""


class EventLine(NamedTuple):
    """A row."""

    key: str
    at: float
    when: str
    tone: str
    icon: str
    what: str
    who: str


class EventRow(RowButton):
    """Goes there."""

    def __init__(self, go: Callable[[float], None]) -> None:
        self._icon = Icon("circle-dot", "muted", 15)
        self._at = Label("", "time")
        self._what = Elided("", "med")
        self._who = Elided("", "meta")
        first = row(self._icon, (self._what, 1), self._at, gap=8)
        super().__init__(column(first, row(23, (self._who, 1), gap=0), gap=1, margins=(10, 6, 10, 6)))
        self._line: EventLine | None = None
        self.clicked.connect(lambda: go(self._line.at) if self._line is not None else None)

    def show_item(self, item: EventLine, /) -> None:
        """See Rows."""
        self._line = item
        self.setObjectName(f"replay.event.{item.key}")
        tone = "muted" if item.tone == "n" else item.tone + "T"
        self._icon.put(item.icon, tone)
        self._at.put(fmt.duration(item.at))
        self._what.put(item.what)
        self._who.put(" · ".join(t for t in (item.when, item.who) if t))
        self.setAccessibleName(f"{fmt.duration(item.at)}, {item.what}, {item.who}")


class EventList(Box):
    """``go`` is told the second of the line."""

    def __init__(self, words: LineWords, name_of: Callable[[str], str], go: Callable[[float], None]) -> None:
        super().__init__("card", name="replay.events")
        self._words, self._name_of = words, name_of
        self._count = Label("", "muted")
        self._empty = Label(self.tr("Nothing was noted in this case."), "muted", wrap=True)
        self._rows: Rows[EventLine] = Rows(lambda: EventRow(go), gap=1)
        inside = wrap(column(self._empty, self._rows.layout, None, gap=4))
        head = row(Label(self.tr("Events"), "title"), None, self._count)
        self.setLayout(
            column(head, (Scroller(inside, "replay.events.scroll"), 1), gap=8, margins=(16, 14, 8, 10))
        )
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)

    def put(self, line: CaseLine, directory: Directory) -> None:
        """Of another case."""
        self._count.put(str(len(line.markers)))
        self._empty.setVisible(not line.markers)
        self._rows.put([self._line(m, directory) for m in line.markers[:_MOST]], lambda item: item.key)

    def _line(self, marker: Marker, directory: Directory) -> EventLine:
        said = self._words.marker(marker, directory)
        when = fmt.clock_seconds(marker.when)
        if marker.outside:
            when = self.tr("{time}, nobody on the line").format(
                time=f"{marker.when.astimezone():%Y-%m-%d %H:%M}"
            )
        who = self._name_of(marker.person) if marker.person else ""
        return EventLine(marker.id.hex, marker.at, when, said.tone, said.icon, said.long, who)
