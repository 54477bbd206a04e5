"""Rows, columns and frames, said briefly. ``None`` is a stretch, a number a gap, ``(thing, n)`` stretches by n."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QRect, QSize, Qt, QTimer
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLayout,
    QLayoutItem,
    QScrollArea,
    QScrollBar,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

Thing = QWidget | QLayout
Item = Thing | int | None | tuple[Thing, int]
Margins = tuple[int, int, int, int]
NO_MARGINS: Margins = (0, 0, 0, 0)


def row(*items: Item, gap: int = 8, margins: Margins = NO_MARGINS) -> QHBoxLayout:
    """Beside each other."""
    made = QHBoxLayout()
    _fill(made, items, gap, margins)
    return made


def column(*items: Item, gap: int = 8, margins: Margins = NO_MARGINS) -> QVBoxLayout:
    """Below each other."""
    made = QVBoxLayout()
    _fill(made, items, gap, margins)
    return made


def _fill(layout: QBoxLayout, items: Sequence[Item], gap: int, margins: Margins) -> None:
    layout.setSpacing(gap)
    layout.setContentsMargins(*margins)
    for item in items:
        if item is None:
            layout.addStretch(1)
        elif isinstance(item, int):
            layout.addSpacing(item)
        else:
            thing, stretch = item if isinstance(item, tuple) else (item, 0)
            if isinstance(thing, QLayout):
                layout.addLayout(thing, stretch)
            else:
                layout.addWidget(thing, stretch)


def grid(
    *rows: Sequence[Thing], across: int = 16, down: int = 12, stretch: Sequence[int] = ()
) -> QGridLayout:
    """A table of things."""
    made = QGridLayout()
    made.setContentsMargins(0, 0, 0, 0)
    made.setHorizontalSpacing(across)
    made.setVerticalSpacing(down)
    for r, things in enumerate(rows):
        for c, thing in enumerate(things):
            if isinstance(thing, QLayout):
                made.addLayout(thing, r, c)
            else:
                made.addWidget(thing, r, c)
    for c in stretch:
        made.setColumnStretch(c, 1)
    return made


class Box(QFrame):
    """A frame of one of the kinds in qss.py."""

    def __init__(self, kind: str, layout: QLayout | None = None, name: str = "") -> None:
        super().__init__()
        self.setProperty("k", kind)
        if name:
            self.setObjectName(name)
        if layout is not None:
            self.setLayout(layout)

    def set_kind(self, kind: str) -> None:
        """Look like another kind."""
        if self.property("k") != kind:
            self.setProperty("k", kind)
            self.style().unpolish(self)
            self.style().polish(self)
            self.update()


def card(*items: Item, gap: int = 12, margins: Margins = (20, 16, 20, 16), name: str = "") -> Box:
    """A card with a hairline."""
    return Box("card", column(*items, gap=gap, margins=margins), name)


def hairline() -> Box:
    """One pixel, across."""
    made = Box("line")
    made.setFixedHeight(1)
    return made


def upright() -> Box:
    """One pixel, down."""
    made = Box("line")
    made.setFixedWidth(1)
    return made


def wrap(layout: QLayout, name: str = "") -> QWidget:
    """A bare widget around a layout."""
    made = QWidget()
    made.setLayout(layout)
    if name:
        made.setObjectName(name)
    return made


BAR = 10
"""How wide a scroll bar is (qss.py)."""


class _SteadyBar(QScrollBar):
    """Always has its room, and is seen only where there is something to scroll.

    One that comes and goes makes what is beside it narrower, thus higher, and may need itself for that alone.
    """

    def paintEvent(self, event: QPaintEvent, /) -> None:
        """Qt's own."""
        if self.maximum() > self.minimum():
            super().paintEvent(event)


class Scroller(QScrollArea):
    """Scrolls down only, and is never narrower than what it holds can bear.

    With ``steady`` the bar's room is kept free, so that nothing moves aside when it appears.
    """

    def __init__(self, inside: QWidget, name: str, *, steady: bool = False) -> None:
        super().__init__()
        self._bar = BAR if steady else 0
        if steady:
            self.setVerticalScrollBar(_SteadyBar())
            self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.inside = inside
        self.setObjectName(name)
        inside.setProperty("k", "column")
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidget(inside)
        self.viewport().setAutoFillBackground(False)
        inside.setAutoFillBackground(False)

    def minimumSizeHint(self) -> QSize:
        """Any height will do."""
        return QSize(self.inside.minimumSizeHint().width() + self._bar, 60)

    def sizeHint(self) -> QSize:
        """As much as what it holds wants."""
        return self.inside.sizeHint()


_AROUND = 14
"""So much is seen above and below what is scrolled to, in pixels."""


def reveal(widget: QWidget) -> None:
    """Scroll what holds it until it is seen, as soon as the layout has given it its place."""

    def scroll() -> None:
        above = widget.parentWidget()
        while above is not None and not isinstance(above, Scroller):
            above = above.parentWidget()
        if above is not None and widget.isVisible():
            QCoreApplication.sendPostedEvents(
                None, QEvent.Type.LayoutRequest
            )  # a layout may ask for another one
            above.ensureWidgetVisible(widget, 0, _AROUND)

    QTimer.singleShot(0, widget, scroll)


def invalidate_all(widget: QWidget) -> None:
    """Forget every cached size in there, so that what is asked next is true at once and not after the next event."""
    for inside in (*widget.findChildren(QWidget), widget):
        inside.updateGeometry()  # also where nothing has changed: the layout item around it keeps sizes of its own
        layout = inside.layout()
        if layout is not None:
            _invalidate(layout)


def _invalidate(layout: QLayout) -> None:
    for i in range(layout.count()):
        item = layout.itemAt(i)
        inner = item.layout() if item is not None else None
        if inner is not None:
            _invalidate(inner)
    layout.invalidate()


class Flow(QLayout):
    """Beside each other, and on the next line when there is no room left.

    ``end`` puts lines at the right edge, ``fill`` widens what is on a line until the line is full.
    """

    def __init__(self, *things: QWidget, gap: int = 8, end: bool = False, fill: bool = False) -> None:
        super().__init__()
        self._items: list[QLayoutItem] = []
        self._gap = gap
        self._end, self._fill = end, fill
        self.setContentsMargins(0, 0, 0, 0)
        for thing in things:
            self.addWidget(thing)

    def addItem(self, item: QLayoutItem) -> None:
        """Qt's own."""
        self._items.append(item)

    def count(self) -> int:
        """Qt's own."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        """Qt's own."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        """Qt's own."""
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        """Qt's own."""
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        """Qt's own."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Qt's own."""
        return self._place(QRect(0, 0, width, 0), move=False)

    def setGeometry(self, rect: QRect) -> None:
        """Qt's own."""
        super().setGeometry(rect)
        self._place(rect, move=True)

    def sizeHint(self) -> QSize:
        """All beside each other."""
        shown = [i.sizeHint() for i in self._items if not i.isEmpty()]
        width = sum(s.width() for s in shown) + self._gap * max(0, len(shown) - 1)
        return QSize(width, max((s.height() for s in shown), default=0))

    def minimumSize(self) -> QSize:
        """The widest by itself."""
        made = QSize(0, 0)
        for item in self._items:
            if not item.isEmpty():
                made = made.expandedTo(item.minimumSize())
        return made

    def _place(self, rect: QRect, *, move: bool) -> int:
        lines: list[list[tuple[QLayoutItem, QSize]]] = []
        used = 0
        for item in self._items:
            if item.isEmpty():
                continue
            size = item.sizeHint()
            if not lines or used + self._gap + size.width() > rect.width():
                lines.append([])
                used = -self._gap
            lines[-1].append((item, size))
            used += self._gap + size.width()
        y = rect.y()
        for line in lines:
            height = max(s.height() for _, s in line)
            wide = sum(s.width() for _, s in line) + self._gap * (len(line) - 1)
            room = max(0, rect.width() - wide)
            x = rect.x() + (room if self._end else 0)
            more = room // len(line) if self._fill else 0
            for item, size in line:
                across = min(size.width() + more, rect.width())
                if move:
                    item.setGeometry(QRect(QPoint(x, y), QSize(across, height)))
                x += across + self._gap
            y += height + self._gap
        return max(0, y - self._gap - rect.y())


def flow_box(*things: QWidget, gap: int = 8, end: bool = False, fill: bool = False) -> QWidget:
    """A widget around a :class:`Flow`, so that its height follows its width in any layout."""
    made = QWidget()
    made.setLayout(Flow(*things, gap=gap, end=end, fill=fill))
    policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
    policy.setHeightForWidth(True)
    made.setSizePolicy(policy)
    return made
