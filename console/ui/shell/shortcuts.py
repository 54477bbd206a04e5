"""The keys of the window (keys.py): most press the button whose key they are, where it can be seen and pressed."""

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractButton, QWidget

from console.ui import keys
from console.ui.shell.rail import RailButton
from console.ui.widgets.buttons import AnswerButton, Button


class Shortcuts(QObject):
    """``search`` and ``primary`` are what the keys do that press no button."""

    def __init__(
        self, window: QWidget, *, search: Callable[[], object], primary: Callable[[], object]
    ) -> None:
        super().__init__(window)
        self._window = window
        self._made: dict[str, QShortcut] = {}
        for key in keys.KEYS:
            self._made[key.name] = self._make(keys.sequence(key.name), partial(self._press, key))
        self._made["search"] = self._make(keys.sequence("search"), search)
        for sequence in keys.PRIMARY:
            self._make(sequence, primary)

    def _make(self, sequence: str, then: Callable[[], object]) -> QShortcut:
        made = QShortcut(QKeySequence(sequence), self._window)
        made.setAutoRepeat(False)
        made.activated.connect(then)
        return made

    def use(self, changed: Mapping[str, str]) -> None:
        """Other keys from now on, also on the buttons."""
        before = {name: keys.cap(name) for name in self._made}
        keys.use(changed)
        for name, shortcut in self._made.items():
            shortcut.setKey(QKeySequence(keys.sequence(name)))
        others = {old: keys.cap(name) for name, old in before.items() if keys.cap(name) != old}
        for button in self._window.findChildren(Button):
            button.put_key(others.get(button.key, button.key))
        for place in self._window.findChildren(RailButton):
            place.tell_key()

    def _press(self, key: keys.Key) -> None:
        for name in key.buttons:
            button = self._window.findChild(QAbstractButton, name)
            if button is None or not button.isVisible() or not button.isEnabled():
                continue
            if isinstance(button, AnswerButton) and not button.takes_keys():
                return
            button.click()
            return
