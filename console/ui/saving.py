"""Where a file goes, who writes it, and what is said of it; one way for every page that saves something."""

import threading
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from console.ui.widgets.buttons import Button

Save = Callable[[QWidget, str, str, str], str]
"""Asks where to save: title, proposed name, kind of file; "" if nowhere."""
_SAID_MS = 300
"""So long a file may take before the button says so."""


def ask_where(parent: QWidget, title: str, name: str, kind: str) -> str:
    """The system's own question."""
    return QFileDialog.getSaveFileName(parent, title, name, kind)[0]


def chosen(save: Save, parent: QWidget, title: str, name: str, kind: str) -> Path | None:
    """The path, with the ending of ``name`` if none was given; None: nowhere."""
    answer = save(parent, title, name, kind)
    if not answer:
        return None
    path = Path(answer)
    return path if path.suffix else path.with_suffix(Path(name).suffix)


class Saver(QObject):
    """Writes a page's files, one at a time, on a thread of its own: a slow disk must not hold up a call that rings.

    ``changed`` is told that :attr:`busy` is another: the page's buttons can then be pressed, or not.
    """

    _written = Signal(object)

    def __init__(self, changed: Callable[[], object]) -> None:
        super().__init__()
        self._changed = changed
        self._thread: threading.Thread | None = None
        self._then: Callable[[str], object] = str
        self._button: tuple[Button, str] | None = None
        self._late = QTimer(self)
        self._late.setSingleShot(True)
        self._late.setInterval(_SAID_MS)
        self._late.timeout.connect(self._say_so)
        self._written.connect(self._tell, Qt.ConnectionType.QueuedConnection)
        app = QCoreApplication.instance()
        if app is not None:
            app.aboutToQuit.connect(self._finish)  # nothing half-written is left behind

    @property
    def busy(self) -> bool:
        """A file is being written."""
        return self._thread is not None

    def save(self, button: Button, work: Callable[[], object], then: Callable[[str], object]) -> None:
        """Do ``work``, which raises OSError, and then say ``then`` here: "" if it was done, or why it was not.

        ``work`` has all that it needs with it: it must not look at a widget.
        """
        if self._thread is not None:
            return
        self._then, self._button = then, (button, button.caption)
        self._thread = threading.Thread(target=lambda: self._written.emit(_error_of(work)), name="saving")
        self._late.start()
        self._changed()
        self._thread.start()

    def _say_so(self) -> None:
        if self._button is not None:
            self._button[0].put(self.tr("Saving …"))

    def _tell(self, error: BaseException | None) -> None:
        self._late.stop()
        self._finish()
        self._thread = None
        if self._button is not None:
            button, caption = self._button
            button.put(caption)
        self._button = None
        self._changed()
        if error is not None and not isinstance(error, OSError):
            raise error
        self._then("" if error is None else error.strerror or str(error))

    def _finish(self) -> None:
        if self._thread is not None:
            self._thread.join()


def _error_of(work: Callable[[], object]) -> BaseException | None:
    """A bug is not to be lost with the thread that it was on."""
    try:
        work()
    except Exception as error:  # noqa: BLE001 - raised where the file was asked for
        return error
    return None
