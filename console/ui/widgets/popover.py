"""A small surface that opens at a button and closes on Esc or a click elsewhere. What was typed in it stays."""

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLayout, QWidget

from console.ui.widgets.floating import Floating
from console.ui.widgets.layout import invalidate_all


class Popover(Floating):
    """``anchor`` is the button that opens it; pressed again it closes it."""

    def __init__(self, parent: QWidget, anchor: QWidget, layout: QLayout, name: str) -> None:
        super().__init__(parent, layout, "edge", name)
        self.anchor = anchor
        self.first: QWidget | None = None
        """What takes the focus on opening."""
        self.below: QWidget | None = None
        """It opens under this one, so that it covers no button of it; None: under the anchor."""
        self.hide()

    def toggle(self) -> None:
        """Open, or close."""
        if self.isVisible():
            self.dismiss()
        else:
            self.open_()

    def open_(self) -> None:
        """Open at the anchor, inside the window."""
        self.settle()
        self.show()
        self.raise_()
        app = QApplication.instance()
        if app is not None:
            app.installEventFilter(self)
        if self.first is not None:
            self.first.setFocus(Qt.FocusReason.PopupFocusReason)

    def settle(self) -> None:
        """Find the place again, after a resize."""
        root = self.parentWidget()
        if root is None:
            return
        invalidate_all(self)
        size = self.sizeHint()
        wide, high = size.width() - 2 * self.PAD, size.height() - 2 * self.PAD
        corner = self.anchor.mapTo(root, QPoint(0, self.anchor.height() + 8))
        x = max(8, min(corner.x(), root.width() - wide - 8))
        y = (
            corner.y()
            if self.below is None
            else self.below.mapTo(root, QPoint(0, self.below.height() - 8)).y()
        )
        if y + high > root.height() - 8:
            y = self.anchor.mapTo(root, QPoint(0, 0)).y() - high - 8
            y = max(8, min(y, root.height() - high - 8))  # the anchor may itself be scrolled out of sight
        self.place(QRect(x, y, wide, high))

    def dismiss(self) -> None:
        """Close; the focus goes back to the anchor if it was in here."""
        app = QApplication.instance()
        if app is not None:
            app.removeEventFilter(self)
        focused = QApplication.focusWidget()
        inside = focused is not None and self.isAncestorOf(focused)
        self.hide()
        root = self.parentWidget()
        back = root if self.anchor.focusPolicy() == Qt.FocusPolicy.NoFocus else self.anchor
        if inside and back is not None:
            back.setFocus(Qt.FocusReason.PopupFocusReason)

    def primary(self) -> bool:
        """Ctrl+Enter in here; True if there was something to do."""
        return False

    def eventFilter(self, watched: QObject, event: QEvent, /) -> bool:
        """A press elsewhere closes; the press itself goes where it was meant."""
        if event.type() is QEvent.Type.MouseButtonPress and isinstance(watched, QWidget) and self.isVisible():
            inside = watched is self or self.isAncestorOf(watched)
            on_anchor = watched is self.anchor or self.anchor.isAncestorOf(watched)
            if not inside and not on_anchor and watched.window() is self.window():
                self.dismiss()
        return False

    def keyPressEvent(self, event: QKeyEvent, /) -> None:
        """Esc closes."""
        if event.key() == Qt.Key.Key_Escape:
            self.dismiss()
            event.accept()
            return
        super().keyPressEvent(event)
