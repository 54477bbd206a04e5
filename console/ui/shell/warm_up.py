"""Parts of the window that are made one at a time in the quiet after the first paint: the first call finds its card."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

_FIRST_MS = 60
"""By then the window is painted."""
_NEXT_MS = 20

Step = Callable[[], object]


class WarmUp(QObject):
    """``steps`` in their order, the last of which needs all others done."""

    def __init__(self, parent: QObject, *steps: Step) -> None:
        super().__init__(parent)
        self._steps = list(steps)
        QTimer.singleShot(_FIRST_MS, self, self._next)

    @property
    def is_done(self) -> bool:
        """Whether nothing is left to be made."""
        return not self._steps

    def add(self, step: Step) -> None:
        """One more, before the last."""
        self._steps.insert(-1, step)

    def clear(self) -> None:
        """Whoever needs something makes it."""
        self._steps.clear()

    def _next(self) -> None:
        if self._steps:
            self._steps.pop(0)()
            QTimer.singleShot(_NEXT_MS, self, self._next)
