"""The places: only those that this person has (places.py)."""

from collections.abc import Callable, Collection

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QWidget

from console.ui import icons
from console.ui.keys import cap
from console.ui.theme import font, ink
from console.ui.widgets.buttons import check_one
from console.ui.widgets.labels import Label, tip
from console.ui.widgets.layout import column, row
from console.ui.widgets.paint import paint_line
from console.ui.widgets.row_button import RowButton


class RailButton(RowButton):
    """A place, with a red count if something there needs the person."""

    def __init__(self, name: str, word: str, icon: str) -> None:
        super().__init__(column(gap=0), "nav", name=f"rail.{name}", checkable=True)
        self._name, self._word, self._icon, self._count = name, word, icon, -1
        self.setFixedSize(68, 56)
        self.tell_key()
        self.count(0)

    def tell_key(self) -> None:
        """Say which key leads here now."""
        tip(self, f"{self._word} ({cap('page_' + self._name)})")

    def count(self, count: int) -> None:
        """How many things need the person."""
        if count == self._count:
            return
        self._count = count
        said = self.tr("{place}, {n} need you").format(place=self._word, n=count) if count else self._word
        self.setAccessibleName(said)
        self.update()

    def sizeHint(self) -> QSize:
        """Fixed."""
        return QSize(68, 56)

    def paintEvent(self, event: QPaintEvent, /) -> None:
        """Qt's own."""
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        on = self.isChecked()
        tone = "accentT" if on else "muted"
        painter.drawPixmap(24, 9, icons.pixmap(self._icon, tone, 20))
        below = QRectF(1, 33, 66, 16)
        paint_line(painter, below, self._word, 11, 600 if on else 500, tone, Qt.AlignmentFlag.AlignCenter)
        if self._count:
            shown = str(self._count) if self._count < 100 else "99"  # noqa: PLR2004 - what fits the disc
            painter.setPen(QPen(ink("card"), 2))
            painter.setBrush(ink("badF"))
            painter.drawEllipse(QRectF(39, 2, 19, 19))
            painter.setFont(font(11, 600))
            painter.setPen(ink("white"))
            painter.drawText(QRectF(39, 2, 19, 19), int(Qt.AlignmentFlag.AlignCenter), shown)


class Mark(QWidget):
    """Warmline's own sign."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedSize(38, 38)

    def paintEvent(self, _: QPaintEvent, /) -> None:
        """Qt's own."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ink("accentF"))
        painter.drawRoundedRect(self.rect(), 9, 9)
        painter.drawPixmap(9, 9, icons.pixmap("headphones", "white", 20))


class Rail(QFrame):
    """``go`` is told which place was chosen; ``demo`` says beneath that everything here is invented."""

    def __init__(self, go: Callable[[str], None], *, demo: bool = False) -> None:
        super().__init__()
        self.setObjectName("rail")
        self.setFixedWidth(84)
        places = (
            ("desk", self.tr("Desk"), "monitor"),
            ("calls", self.tr("Calls"), "phone"),
            ("escalations", self.tr("Escalations"), "inbox"),
            ("floor", self.tr("Floor"), "layout-grid"),
            ("review", self.tr("Review"), "audio-lines"),
            ("learning", self.tr("Learning"), "graduation-cap"),
            ("reports", self.tr("Reports"), "chart-column"),
            ("directory", self.tr("Directory"), "book"),
        )
        self._buttons = {name: RailButton(name, word, icon) for name, word, icon in places}
        for name, button in self._buttons.items():
            button.clicked.connect(lambda _=False, place=name: go(place))
        last = RailButton("settings", self.tr("Settings"), "sliders-horizontal")
        last.clicked.connect(lambda: go("settings"))
        rows = [row(None, b, None) for b in self._buttons.values()]
        self._buttons["settings"] = last
        invented = Label(self.tr("Demo data"), "meta", wrap=True, name="rail.demo")
        invented.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        if not demo:
            invented.hide()
        foot = column(row(None, last, None), invented, gap=4, margins=(0, 0, 0, 10))
        self.setLayout(column(row(None, Mark(), None, margins=(0, 11, 0, 11)), 8, *rows, None, foot, gap=4))

    def put(self, place: str, places: Collection[str], *, needs: int = 0, learning: int = 0) -> None:
        """Where we are, which places this person has, how many escalations and trainings wait (R33).

        The place that is looked at is there in any case: a search leads to a ticket's desk whose role has none.
        """
        for name, button in self._buttons.items():
            button.setVisible(name in places or name == place)
        check_one(self._buttons, place)
        self._buttons["escalations"].count(needs)
        self._buttons["learning"].count(learning)
