"""An empty page in place of one that is still to be made."""

from collections.abc import Callable

from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QWidget


class Blank(QWidget):
    """``then`` is called when it is first painted."""

    def __init__(self, *, then: Callable[[], object]) -> None:
        super().__init__()
        self._then: Callable[[], object] | None = then

    def paintEvent(self, event: QPaintEvent, /) -> None:
        """Qt's own."""
        super().paintEvent(event)
        then, self._then = self._then, None
        if then is not None:
            then()
