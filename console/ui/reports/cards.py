"""The cards of the page: key figures, charts with their legend, what is shown while nothing is there."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from console.ui.reports.figures import KeyFigure
from console.ui.reports.pencil import Chart
from console.ui.reports.view import ChartView
from console.ui.theme import ink
from console.ui.widgets.labels import Dot, Elided, Icon, Label
from console.ui.widgets.layout import Box, Item, card, column, flow_box, row, wrap
from console.ui.widgets.row_button import RowButton
from store.reports import Slice

_FEW = 2
"""Keys of a legend that need no more room than what stands beside them."""
Open = Callable[[Slice], object]


class FigureTile(RowButton):
    """A key figure; one that counts cases opens them."""

    def __init__(self, name: str, open_: Open) -> None:
        self._label = Elided("", "meta")
        self._value = Label("", "num", name=f"{name}.value")
        self._note = Elided("", "meta")
        inside = column(self._label, row(self._value, (self._note, 1), gap=8), gap=2, margins=(16, 9, 10, 9))
        super().__init__(inside, "tile", name=name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._part: Slice | None = None
        self.clicked.connect(lambda _=False: open_(self._part) if self._part is not None else None)

    def put(self, figure: KeyFigure) -> None:
        """Show it."""
        self._label.put(figure.label)
        self._value.put(figure.value)
        self._note.put(figure.note, figure.tone)
        self._part = figure.part
        self.setEnabled(figure.part is not None)
        self.setAccessibleName(", ".join(t for t in (figure.label, figure.value, figure.note) if t))


class FigureLine(RowButton):
    """A figure in a list."""

    def __init__(self, name: str, open_: Open) -> None:
        self._label = Elided("", "")
        self._value = Label("", "b")
        self._note = Label("", "meta")
        inside = row((self._label, 1), self._value, self._note, gap=10, margins=(8, 5, 8, 5))
        super().__init__(inside, name=name)
        self._part: Slice | None = None
        self.clicked.connect(lambda _=False: open_(self._part) if self._part is not None else None)

    def show_item(self, figure: KeyFigure, /) -> None:
        """Show it."""
        self.setObjectName(f"reports.figure.{figure.key}")
        self._label.put(figure.label)
        self._value.put(figure.value)
        self._note.put_or_hide(figure.note, figure.tone)
        self._part = figure.part
        self.setEnabled(figure.part is not None)
        self.setAccessibleName(", ".join(t.strip() for t in (figure.label, figure.value, figure.note) if t))


class ChartCard(Box):
    """A title, what is measured, a legend, and the chart; ``none`` is said where there is nothing to draw."""

    def __init__(
        self,
        name: str,
        title: str,
        open_: Open,
        none: str,
        *,
        legend: Sequence[tuple[str, str]] = (),
        height: int = 170,
        corner: QWidget | None = None,
    ) -> None:
        self._title = Elided(title, "title")
        self._sub = Elided("", "meta")
        self.view = ChartView(name, open_, height)
        self._none = Label(none, "muted", wrap=True)
        self._none.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._none.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        keys = [wrap(row(Dot(tone), Label(word, "meta"), gap=6)) for word, tone in legend]
        below: list[Item] = [(self._sub, 2)]
        if keys:
            below.append((flow_box(*keys, gap=14, end=True), 2 if len(keys) <= _FEW else 5))
        head: list[Item] = [(self._title, 1)] if corner is None else [Label(title, "title"), (corner, 1)]
        inside = column(
            column(row(*head, gap=8), row(*below, gap=14), gap=3),
            self._none,
            (self.view, 1),
            gap=8,
            margins=(18, 14, 18, 12),
        )
        super().__init__("card", inside)

    def put(self, chart: Chart, sub: str) -> None:
        """Another chart."""
        self._sub.put(sub)
        self.view.put(chart, self._title.text())
        self._none.setVisible(not chart.marks)
        self.view.setVisible(bool(chart.marks))


class GreyBars(QWidget):
    """While a report is worked out for longer than a glance."""

    def __init__(self, said: str) -> None:
        super().__init__()
        self.setObjectName("reports.loading")
        self.setAccessibleName(said)
        self.setMinimumHeight(320)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def paintEvent(self, _: QPaintEvent, /) -> None:
        """Qt's own."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(ink("line"))
        wide, gap = self.width(), 14.0
        tile = (wide - 5 * gap) / 6
        areas = [QRectF(n * (tile + gap), 0, tile, 62) for n in range(6)]
        high = max(160.0, (self.height() - 62 - 2 * gap) / 2)
        left = (wide - gap) * 0.63
        areas += [QRectF(0, 76, left, high), QRectF(left + gap, 76, wide - left - gap, high)]
        low = 76 + high + gap
        part = (wide - 3 * gap) / 4
        areas += [QRectF(n * (part + gap), low, part, self.height() - low) for n in range(4)]
        for area in areas:
            painter.setBrush(ink("card"))
            painter.setPen(ink("line"))
            painter.drawRoundedRect(area.adjusted(0.5, 0.5, -0.5, -0.5), 12, 12)
            painter.setPen(ink("track"))
            painter.setBrush(ink("track"))
            painter.drawRoundedRect(QRectF(area.x() + 18, area.y() + 16, area.width() * 0.4, 10), 5, 5)
            if area.height() > 100:  # noqa: PLR2004 - a chart's card
                painter.drawRoundedRect(
                    QRectF(area.x() + 18, area.y() + 40, area.width() - 36, area.height() - 60), 8, 8
                )


def said_card(icon: str, tone: str) -> tuple[Box, Label, Label]:
    """A card that says one fact and one next step, and its two texts."""
    fact, step = Label("", "title", name="reports.said"), Label("", "muted", name="reports.next")
    made = card(
        None,
        row(None, Icon(icon, tone, 28), None),
        row(None, fact, None),
        row(None, step, None),
        None,
        gap=10,
    )
    return made, fact, step
