"""The floor as a table, where there are more colleagues than tiles: what stands out first, sorted as one likes."""

import html
from datetime import UTC, datetime
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    QSize,
    QSortFilterProxyModel,
    Qt,
)
from PySide6.QtGui import QFontMetrics, QHelpEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QToolTip,
)

from console.ui import format as fmt
from console.ui.supervisor.floor_rows import Tile, hold_seconds, talk_seconds, weight
from console.ui.theme import font, ink
from console.ui.widgets.paint import paint_line

Index = QModelIndex | QPersistentModelIndex
SORT = Qt.ItemDataRole.UserRole
TONE = Qt.ItemDataRole.UserRole + 1
_COLUMNS = 7
_FIGURES = frozenset({3, 5, 6})
"""Times and counts: their digits stand below each other."""


class FloorModel(QAbstractTableModel):
    """Name, team, state, since, customer, on hold, on the line, hops."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[Tile] = []
        self._now = datetime.min.replace(tzinfo=UTC)
        self._heads = (
            self.tr("Name"), self.tr("Team"), self.tr("State"), self.tr("Time"), self.tr("Customer"),
            self.tr("Hold"), self.tr("Hops"),
        )  # fmt: skip

    def put(self, rows: list[Tile], now: datetime) -> None:
        """These colleagues."""
        if [r.key for r in rows] == [r.key for r in self.rows]:
            self.rows, self._now = rows, now
            self.tick(now)
            return
        self.beginResetModel()
        self.rows, self._now = rows, now
        self.endResetModel()

    def tick(self, now: datetime) -> None:
        """Times have moved."""
        self._now = now
        if self.rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.rows) - 1, _COLUMNS - 1))

    def rowCount(self, parent: Index | None = None) -> int:
        """Qt's own."""
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index | None = None) -> int:
        """Qt's own."""
        return 0 if parent is not None and parent.isValid() else _COLUMNS

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:
        """Qt's own."""
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._heads[section]
        return None

    def data(self, index: Index, role: int = 0) -> Any:
        """Qt's own; ``SORT`` is what is sorted by."""
        tile = self.rows[index.row()]
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}:
            return self._texts(tile)[index.column()]
        if role == SORT:
            return self._sorts(tile)[index.column()]
        if role == TONE:
            if index.column() == 2:  # noqa: PLR2004 - the state
                return tile.tone
            return tile.edge if index.column() in {0, 5} else ""
        return None

    def _texts(self, tile: Tile) -> tuple[str, ...]:
        call, now = tile.call, self._now
        time = fmt.duration(talk_seconds(call, now)) if call else fmt.between(tile.since, now)
        hold = fmt.duration(hold_seconds(call, now)) if call else ""
        return tile.name, tile.team, tile.word, time, tile.about, hold, str(call.hops) if call else ""

    def _sorts(self, tile: Tile) -> tuple[Any, ...]:
        call, now = tile.call, self._now
        since = (now - tile.since).total_seconds() if tile.since is not None else 0.0
        time = talk_seconds(call, now) if call else since
        hold = hold_seconds(call, now) if call else -1.0
        return (
            tile.name.casefold(), tile.team.casefold(), tile.word, time, tile.about.casefold(), hold,
            call.hops if call else -1,
        )  # fmt: skip


class Cells(QStyledItemDelegate):
    """Plain text in the tokens' colours."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Qt's own."""
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        area = option.rect
        if chosen:
            painter.fillRect(area, ink("accentS"))
        painter.setPen(ink("line"))
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        tone = index.data(TONE)
        colour = f"{tone}T" if tone in {"ok", "warn", "bad", "vio", "accent"} else "text"
        strong = index.column() == 0 or (bool(tone) and index.column() == _COLUMNS - 2)
        inside = area.adjusted(10, 0, -8, 0).toRectF()
        weight = 600 if strong else 400
        figures = index.column() in _FIGURES
        paint_line(painter, inside, str(index.data() or ""), 13, weight, colour, figures=figures)

    def helpEvent(
        self, event: QHelpEvent, view: QAbstractItemView, option: QStyleOptionViewItem, index: Index
    ) -> bool:
        """What is cut is told in full, as plain text."""
        text = str(index.data() or "")
        cut = QFontMetrics(font(13, 600)).horizontalAdvance(text) > option.rect.width() - 18
        QToolTip.showText(event.globalPos(), f"<qt>{html.escape(text)}</qt>" if cut else "", view)
        return True

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        """Qt's own."""
        return QSize(80, 34)


class FloorTable(QTableView):
    """The rows come sorted by what stands out; a press on a heading sorts by that, a third press as before."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("floor.table")
        self.setAccessibleName(self.tr("Colleagues"))
        self.model_ = FloorModel()
        self._proxy = QSortFilterProxyModel(self)
        self._proxy.setSourceModel(self.model_)
        self._proxy.setSortRole(SORT)
        self.setModel(self._proxy)
        self.setItemDelegate(Cells(self))
        corner = self.findChild(QAbstractButton)
        if corner is not None:
            corner.setObjectName("")  # Qt's own, never seen here
        self.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QTableView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(34)
        head = self.horizontalHeader()
        head.setSortIndicatorClearable(True)
        head.setSectionsClickable(True)
        head.setHighlightSections(False)
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for column in range(_COLUMNS):
            head.setSectionResizeMode(column, QHeaderView.ResizeMode.Fixed)
        for column, wide in ((2, 138), (3, 66), (5, 62), (6, 54)):
            self.setColumnWidth(column, wide)
        head.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self.setSortingEnabled(True)
        self._proxy.sort(-1)

    def resizeEvent(self, event: QResizeEvent, /) -> None:
        """Names and teams first, for they tell one row from the next; whom they speak with takes what is left."""
        super().resizeEvent(event)
        rest = self.viewport().width() - sum(self.columnWidth(c) for c in (2, *_FIGURES))
        name, team = min(200, int(rest * 0.38)), min(150, int(rest * 0.28))
        for column, wide in ((0, name), (1, team), (4, rest - name - team)):
            self.setColumnWidth(column, wide)

    def put(self, rows: list[Tile], now: datetime) -> None:
        """These colleagues, what stands out first."""
        self.model_.put(sorted(rows, key=weight), now)

    def chosen(self) -> Tile | None:
        """The one that is selected."""
        at = self.selectionModel().currentIndex()
        row = self._proxy.mapToSource(at).row() if at.isValid() else -1
        return self.model_.rows[row] if 0 <= row < len(self.model_.rows) else None
