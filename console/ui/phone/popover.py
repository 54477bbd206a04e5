"""The dial field over whatever page the person is on: one key, a number, Enter."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from console.desk.board import Board
from console.ui.keys import cap
from console.ui.kit import Kit
from console.ui.phone.dialler import Dialler
from console.ui.widgets.buttons import Button
from console.ui.widgets.labels import Label
from console.ui.widgets.layout import column, row
from console.ui.widgets.popover import Popover

_WIDE, _HIGH = 372, 330


class DialPopover(Popover):
    """Closed with Esc, what was typed is still there."""

    def __init__(self, root: QWidget, anchor: QWidget, kit: Kit) -> None:
        self._kit = kit
        self.clear_of: Callable[[], int] = lambda: 0
        """Left of this, in the window's coordinates, are buttons in use."""
        self.dialler = Dialler(kit, "quick", pad=False, went=self._went)
        self.dialler.setFixedWidth(_WIDE)
        self.dialler.setFixedHeight(_HIGH)
        pad = Button(
            "quick.page",
            self.tr("Pad, history, contacts"),
            variant="link",
            on=self._to_page,
            tip_text=self.tr("To the calls ({key})").replace("{key}", cap("page_calls")),
        )
        inside = column(
            row(Label(self.tr("Dial"), "title"), None, pad), self.dialler, gap=12, margins=(18, 14, 18, 16)
        )
        super().__init__(root, anchor, inside, "quick")
        self.setAccessibleName(self.tr("Dial"))
        self.first = self.dialler.field

    def settle(self) -> None:
        """Under its button, but over no button of a call, if there is room beside them."""
        super().settle()
        root = self.parentWidget()
        area = self.geometry().adjusted(self.PAD, self.PAD, -self.PAD, -self.PAD)
        left = self.clear_of() + 12
        if root is not None and area.left() < left <= root.width() - area.width() - 8:
            area.moveLeft(left)
            self.place(area)

    def put(self, board: Board) -> None:
        """The desk, as it is now."""
        self.dialler.put(board)

    def _went(self) -> None:
        self.dismiss()
        self._kit.go("desk")

    def _to_page(self) -> None:
        self.dismiss()
        self._kit.go("calls")
