"""The dial field: digits are grouped as they are typed, and whatever is pasted is reduced to what can be dialled."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from console.ui.phone import numbers
from console.ui.widgets.fields import LineField

_PASTED = 2
"""So many characters more at once were not typed."""


class DialField(LineField):
    """``country`` is the home country; ``chosen`` is called for the arrows (-1, 1) and ``entered`` for Enter."""

    def __init__(self, name: str, label: str, placeholder: str) -> None:
        super().__init__(name, label, placeholder=placeholder, icon="phone")
        self.country = "GB"
        self.entered: Callable[[], object] = lambda: None
        self.chosen: Callable[[int], object] = lambda _: None
        self._before = ""
        self.setMaxLength(256)
        self.textEdited.connect(self._edited)
        self.textChanged.connect(self._remember)  # told after textEdited

    def press(self, digit: str) -> None:
        """A key of the pad, where the caret stands."""
        self.insert(digit)
        self._regroup()

    def fill(self, text: str) -> None:
        """Put a whole number there, ready to be dialled or typed over."""
        self.setText(numbers.as_typed(text, self.country))
        self.selectAll()

    def _remember(self) -> None:
        self._before = self.text()

    def _edited(self, text: str) -> None:
        grown = len(text) - len(self._before)
        if grown >= _PASTED:
            self.setText(numbers.from_paste(text, self.country))
        else:
            self._regroup()

    def _regroup(self) -> None:
        text, at = self.text(), self.cursorPosition()
        made = numbers.as_typed(text, self.country)
        if made != text:
            left = numbers.significant(text[:at])
            self.setText(made)
            self.setCursorPosition(len(made) if at == len(text) else numbers.caret_after(made, left))

    def keyPressEvent(self, event: QKeyEvent, /) -> None:
        """Enter dials, the arrows choose; a digit is deleted also where a space stands between."""
        key = event.key()
        if key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            if not event.isAutoRepeat() and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                self.entered()
                return
            event.ignore()
            return
        if key in {Qt.Key.Key_Down, Qt.Key.Key_Up}:
            self.chosen(1 if key == Qt.Key.Key_Down else -1)
            return
        if key in {Qt.Key.Key_Backspace, Qt.Key.Key_Delete} and not self.hasSelectedText():
            self._skip(back=key == Qt.Key.Key_Backspace)
        super().keyPressEvent(event)

    def _skip(self, *, back: bool) -> None:
        """Over what only separates: deleting it would bring it back at once."""
        text = self.text()
        if numbers.kind(text) is not numbers.Typed.NUMBER:
            return
        at = self.cursorPosition()
        while back and at > 0 and not numbers.significant(text[at - 1]):
            at -= 1
        while not back and at < len(text) and not numbers.significant(text[at]):
            at += 1
        self.setCursorPosition(at)
