"""Long lists: a model that tells only what has changed, and a view whose rows carry buttons painted by a delegate.

A hundred thousand rows cost no widget; only what is seen is painted.
"""

from collections.abc import Callable, Hashable, Sequence
from typing import Generic, NamedTuple, TypeVar

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPixmap
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from console.ui import icons
from console.ui.widgets.labels import tip
from console.ui.widgets.paint import paint_ground

T = TypeVar("T")
Index = QModelIndex | QPersistentModelIndex
ITEM = int(Qt.ItemDataRole.UserRole)
_SIDE = 28
_ROOT = QModelIndex()


class RowsModel(QAbstractListModel, Generic[T]):
    """``key`` is what stays the same of a row; ``said`` is the row in words, for screen readers."""

    def __init__(self, key: Callable[[T], Hashable], said: Callable[[T], str]) -> None:
        super().__init__()
        self._key, self._said = key, said
        self._rows: tuple[T, ...] = ()

    @property
    def rows(self) -> tuple[T, ...]:
        """All of them, from the top."""
        return self._rows

    def put(self, rows: Sequence[T]) -> None:
        """Show these: what begins and ends as before stays as it is, with its place and its selection."""
        old, new = self._rows, tuple(rows)
        if old is new:
            return
        first = _same(old, new)
        last = _same(old[first:][::-1], new[first:][::-1])
        gone, come = len(old) - first - last, len(new) - first - last
        if gone == come and all(
            self._key(a) == self._key(b)
            for a, b in zip(old[first : first + gone], new[first : first + come], strict=True)
        ):
            self._rows = new
            if gone:
                self.dataChanged.emit(self.index(first), self.index(first + gone - 1))
            return
        if gone:
            self.beginRemoveRows(_ROOT, first, first + gone - 1)
            self._rows = old[:first] + old[first + gone :]
            self.endRemoveRows()
        if come:
            self.beginInsertRows(_ROOT, first, first + come - 1)
            self._rows = new
            self.endInsertRows()

    def rowCount(self, parent: Index = _ROOT) -> int:
        """Qt's own."""
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> object:
        """The row itself, or its words."""
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        row = self._rows[index.row()]
        if role == ITEM:
            return row
        if role in {int(Qt.ItemDataRole.DisplayRole), int(Qt.ItemDataRole.AccessibleTextRole)}:
            return self._said(row)
        return None


def _same(one: tuple[T, ...], other: tuple[T, ...]) -> int:
    """How many rows at the beginning are equal."""
    count = min(len(one), len(other))
    if one[:count] == other[:count]:
        return count
    return next(i for i in range(count) if one[i] != other[i])


class Action(NamedTuple):
    """A button in a row: its icon and what it does."""

    name: str
    icon: str
    tip: str


class RowDelegate(QStyledItemDelegate):
    """Paints a row and its buttons; the subclass paints what stands left of them."""

    height = 54

    def __init__(self, view: "RowList") -> None:
        super().__init__(view)
        self._view = view

    def actions(self, item: object) -> Sequence[Action]:
        """The buttons of that row, from the left."""
        raise NotImplementedError

    def paint_item(self, painter: QPainter, area: QRectF, item: object) -> bool:
        """Everything but ground and buttons; whether all of it is to be read."""
        raise NotImplementedError

    def is_whole(self, area: QRect, item: object) -> bool:
        """Whether a row of that size says everything."""
        nowhere = QPixmap(1, 1)
        painter = QPainter(nowhere)
        whole = self.paint_item(painter, self._inside(QRectF(area).adjusted(2, 1, -2, -1), item), item)
        painter.end()
        return whole

    def _inside(self, area: QRectF, item: object) -> QRectF:
        return area.adjusted(10, 0, -10 - len(self.actions(item)) * (_SIDE + 6), 0)

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index, /) -> QSize:
        """All rows are equally high."""
        return QSize(200, self.height)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index, /) -> None:
        """Qt's own."""
        item = index.data(ITEM)
        if item is None:
            return
        area = QRectF(option.rect).adjusted(2, 1, -2, -1)
        state = option.state
        chosen, over = (
            bool(state & QStyle.StateFlag.State_Selected),
            bool(state & QStyle.StateFlag.State_MouseOver),
        )
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if chosen:
            paint_ground(painter, area, "accentS", "accent" if self._view.hasFocus() else "", 8)
        elif over:
            paint_ground(painter, area, "sunk", "line", 8)
        actions = self.actions(item)
        self.paint_item(painter, self._inside(area, item), item)
        for place, action in enumerate(actions):
            where = self.place(option.rect, place, len(actions))
            under = over and self._view.under(where)
            if under:
                paint_ground(painter, QRectF(where), "accentS", "accent", 6)
            painter.drawPixmap(
                where.topLeft() + QPoint(6, 6), icons.pixmap(action.icon, "accentT" if under else "muted", 16)
            )
        painter.restore()

    @staticmethod
    def place(area: QRect, number: int, count: int) -> QRect:
        """Where a button stands in its row."""
        left = area.right() - 8 - (count - number) * (_SIDE + 6) + 6
        return QRect(left, area.center().y() - _SIDE // 2 + 1, _SIDE, _SIDE)

    def action_at(self, index: Index, at: QPoint) -> Action | None:
        """The button under the pointer."""
        item = index.data(ITEM)
        if item is None:
            return None
        actions = self.actions(item)
        area = self._view.visualRect(index)
        return next(
            (a for i, a in enumerate(actions) if self.place(area, i, len(actions)).contains(at)), None
        )


class RowList(QListView):
    """``acted`` is told a row and the name of its button, "" for Enter or a double click.

    ``near_end`` asks for more, ``chosen`` is told the row that is chosen.
    """

    def __init__(self, name: str, label: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(label)
        self.acted: Callable[[object, str], object] = lambda _item, _name: None
        self.chosen: Callable[[object], object] = lambda _item: None
        self.near_end: Callable[[], object] = lambda: None
        self.setUniformItemSizes(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setMouseTracking(True)
        self.setTabKeyNavigation(False)
        self.viewport().setAutoFillBackground(False)
        self.verticalScrollBar().setSingleStep(18)
        self.verticalScrollBar().valueChanged.connect(self._scrolled)
        self.verticalScrollBar().rangeChanged.connect(lambda _low, _high: self._scrolled())

    def watch(self) -> None:
        """Tell ``chosen`` from now on; after the model is set."""
        self.selectionModel().currentChanged.connect(lambda now, _: self.chosen(now.data(ITEM)))

    def current(self) -> object:
        """The row that is chosen, or None."""
        return self.currentIndex().data(ITEM)

    def under(self, area: QRect) -> bool:
        """Whether the pointer is there."""
        return area.contains(self.viewport().mapFromGlobal(self.cursor().pos()))

    def _scrolled(self) -> None:
        bar = self.verticalScrollBar()
        if bar.maximum() - bar.value() < 2 * bar.pageStep():
            self.near_end()

    def _delegate(self) -> RowDelegate | None:
        made = self.itemDelegate()
        return made if isinstance(made, RowDelegate) else None

    def mouseMoveEvent(self, event: QMouseEvent, /) -> None:
        """The button under the pointer lights up."""
        super().mouseMoveEvent(event)
        index = self.indexAt(event.position().toPoint())
        if index.isValid():
            self.viewport().update(self.visualRect(index))

    def mouseReleaseEvent(self, event: QMouseEvent, /) -> None:
        """A press on a row's button."""
        super().mouseReleaseEvent(event)
        at, delegate = event.position().toPoint(), self._delegate()
        index = self.indexAt(at)
        if delegate is None or not index.isValid() or event.button() is not Qt.MouseButton.LeftButton:
            return
        action = delegate.action_at(index, at)
        if action is not None:
            self.acted(index.data(ITEM), action.name)

    def mouseDoubleClickEvent(self, event: QMouseEvent, /) -> None:
        """As Enter; on a button it is the button's second press and does nothing."""
        super().mouseDoubleClickEvent(event)
        at, delegate = event.position().toPoint(), self._delegate()
        index = self.indexAt(at)
        if delegate is not None and index.isValid() and delegate.action_at(index, at) is None:
            self.acted(index.data(ITEM), "")

    def keyPressEvent(self, event: QKeyEvent, /) -> None:
        """Enter acts on the chosen row; with Ctrl it is the region's."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            item = self.current()
            if (
                item is None
                or event.isAutoRepeat()
                or event.modifiers() & Qt.KeyboardModifier.ControlModifier
            ):
                event.ignore()
                return
            self.acted(item, "")
            return
        super().keyPressEvent(event)

    def viewportEvent(self, event: QEvent, /) -> bool:
        """A button's tip, or a row that is cut in full; as plain text."""
        if isinstance(event, QHelpEvent):
            tip(self.viewport(), self._told_at(event.pos()))
        return super().viewportEvent(event)

    def _told_at(self, at: QPoint) -> str:
        delegate, index = self._delegate(), self.indexAt(at)
        if delegate is None or not index.isValid():
            return ""
        action = delegate.action_at(index, at)
        if action is not None:
            return action.tip
        whole = delegate.is_whole(self.visualRect(index), index.data(ITEM))
        return "" if whole else str(index.data(int(Qt.ItemDataRole.AccessibleTextRole)) or "")
