"""What every button of ours does, however it is painted."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QEnterEvent, QKeyEvent
from PySide6.QtWidgets import QPushButton


class BareButton(QPushButton):
    """A button that is painted by its class: it knows whether the pointer is over it, and Enter presses it."""

    _over = False

    def keyPressEvent(self, event: QKeyEvent, /) -> None:
        """Enter presses too, not only the space bar."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and not event.isAutoRepeat():
            self.click()
            return
        super().keyPressEvent(event)

    def nextCheckState(self) -> None:
        """A press checks nothing by itself: what is checked comes from the board."""

    def enterEvent(self, event: QEnterEvent, /) -> None:
        """Qt's own."""
        self._over = True
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent, /) -> None:
        """Qt's own."""
        self._over = False
        super().leaveEvent(event)
        self.update()
