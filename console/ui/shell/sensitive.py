"""Tells the desk when a field that the settings call sensitive has the keyboard, and when it is left.

A window in the background keeps its field: whoever types a card number into another program has not left it.
"""

from collections.abc import Callable

import shiboken6
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QWidget

from console.desk.intents import Intent, Refusal
from console.desk.intents_recording import EnterField
from console.desk.recorded import RecordingBoard


class SensitiveFields(QObject):
    """``ask`` is the desk. A field is known by its property ``field``, else by its objectName."""

    def __init__(self, ask: Callable[[Intent], Refusal | None], parent: QObject) -> None:
        super().__init__(parent)
        self._ask = ask
        self._names: frozenset[str] = frozenset()
        self._inside: QWidget | None = None
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._moved)

    def put(self, recording: RecordingBoard) -> None:
        """Which fields they are now."""
        names = frozenset(recording.sensitive)
        if names != self._names:
            self._names = names
            self._look(QApplication.focusWidget())

    def check(self) -> None:
        """Whether the field is still there: one that was put away is left, wherever the keyboard is."""
        inside = self._inside
        if inside is not None and not (shiboken6.isValid(inside) and inside.isVisible()):
            self._leave()

    def _moved(self, _old: QWidget | None, now: QWidget | None) -> None:
        if now is None and QApplication.activeWindow() is None:
            self.check()  # another program is in front
        elif self._names or self._inside is not None:
            self._look(now)

    def _look(self, widget: QWidget | None) -> None:
        name = self._sensitive(widget)
        if widget is None or not name:
            if self._inside is not None:
                self._leave()
            return
        self._inside = widget
        self._ask(EnterField(field=name, name=widget.accessibleName()))

    def _leave(self) -> None:
        self._inside = None
        self._ask(EnterField(field=""))

    def _sensitive(self, widget: QWidget | None) -> str:
        while widget is not None:
            for name in (str(widget.property("field") or ""), widget.objectName()):
                if name in self._names:
                    return name
            widget = widget.parentWidget()
        return ""
