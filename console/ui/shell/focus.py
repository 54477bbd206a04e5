"""Where the keyboard's focus is, where it goes when what had it is gone, and in which order Tab goes."""

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QPlainTextEdit, QWidget

from console.ui.shell.top import SearchField
from console.ui.widgets.buttons import AnswerButton
from console.ui.widgets.order import order_focus

_REORDER_MS = 250
"""So long after the last board new rows are put where they belong in the order of Tab."""


class Focus(QObject):
    """The focus in ``root``, which takes it itself when nobody else is to have it."""

    def __init__(self, root: QWidget) -> None:
        super().__init__(root)
        self._root = root
        self._reorder = QTimer(self)
        self._reorder.setSingleShot(True)
        self._reorder.setInterval(_REORDER_MS)
        self._reorder.timeout.connect(self.reorder)

    def reorder(self) -> None:
        """Tab goes as one reads, from now on."""
        order_focus(self._root)

    def reorder_soon(self) -> None:
        """Something has moved, and more may follow."""
        self._reorder.start()

    def free(self) -> None:
        """Nothing has it: no key presses anything."""
        self._root.setFocus(Qt.FocusReason.OtherFocusReason)

    def left_by(self, before: QWidget | None) -> None:
        """``before`` had it; gone, Qt gives it to whatever comes next, which nobody chose."""
        if before is None or before.isVisible() or not self._root.window().isAncestorOf(before):
            return
        if not isinstance(QApplication.focusWidget(), AnswerButton):
            self.free()


def is_typing() -> bool:
    """Whether the keyboard's focus is in something that is typed in."""
    focused = QApplication.focusWidget()
    if isinstance(focused, SearchField):
        return bool(focused.text())
    if isinstance(focused, (QLineEdit, QPlainTextEdit)):
        return not focused.isReadOnly()
    return isinstance(focused, QComboBox) and focused.isEditable()
