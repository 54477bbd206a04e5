"""A console as a process of its own: one a profile, its window first, until it is closed or told to end."""

import gc
import signal
from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QEvent, QLockFile, QObject, QTimer

from console.bootstrap import Console
from console.desk.board import Board
from console.desk.intents import OfferDial
from console.desk.seat import EngineState
from console.errors import ConsoleError
from console.garbage import Garbage
from console.places import Places
from console.settings import Settings

_SETTLED_MS = 5000
"""By then all that a console is made of has been imported, on the store's thread too."""
_UNSEEN_MS = 500
"""A window that nobody sees (minimised, another desktop) is not painted: then the rest starts after so long."""


def run_console(
    settings: Settings, places: Places, *, headless: bool = False, link: str = "", assistant: bool = False
) -> int:
    """Run a console until it is closed; the exit code. One console a profile: a second one is not started.

    ``link`` asks to be dialled as soon as the desk is open. The assistant comes if it is asked for, and while there
    are no settings yet.
    """
    app = application(headless=headless)
    places.prepare()
    lock = QLockFile(str(places.console_lock))
    lock.setStaleLockTime(0)
    if not lock.tryLock(200):
        raise ConsoleError("already_running", "A console of this profile is running already.")
    console = Console(settings, places, headless=headless)
    console.phone.prepare()

    def open_all() -> None:
        console.open()
        QTimer.singleShot(_SETTLED_MS, settle)
        if link:
            console.desk.do(OfferDial(link=link))
        elif assistant or not places.config.exists():
            _welcome(console)

    if headless:
        QTimer.singleShot(0, open_all)
    else:
        _FirstPaint(console.show(), then=open_all)
        # Closing the last window ends Qt's loop.
    quit_on_signals(app)
    code = app.exec()
    console.close()
    lock.unlock()
    return code


def settle() -> None:
    """Spare Python's collector what is there for good: classes, functions, the window, and all that they hold.

    It looked through it now and then, for 50 ms and more in which nothing was painted.
    """
    gc.collect(1)
    gc.freeze()


def _welcome(console: Console) -> None:
    """The assistant, once the telephone is there; not in a call, which a window that was started anew has at once."""

    def look(board: Board) -> None:
        if board.phone.engine is EngineState.ATTACHED and console.window is not None:
            stop()
            if not board.cards:
                console.window.go("assistant")

    stop = console.desk.watch(look)
    look(console.desk.board)


class _FirstPaint(QObject):
    """Does ``then`` once the window has been painted; the store's and the telephone's start would delay that."""

    def __init__(self, window: QObject, *, then: Callable[[], None]) -> None:
        super().__init__(window)
        self._then: Callable[[], None] | None = then
        window.installEventFilter(self)
        QTimer.singleShot(_UNSEEN_MS, self, self._go)

    def eventFilter(self, window: QObject, event: QEvent, /) -> bool:
        """Qt's own; the paint itself is still to come, so the loop turns once more."""
        if event.type() is QEvent.Type.Paint:
            window.removeEventFilter(self)
            QTimer.singleShot(0, self, self._go)
        return False

    def _go(self) -> None:
        then, self._then = self._then, None
        if then is not None:
            then()


def application(*, headless: bool) -> QCoreApplication:
    """This process's Qt application; with a window unless ``headless``."""
    existing = QCoreApplication.instance()
    if existing is not None:
        return existing
    QCoreApplication.setApplicationName("warmline")
    app = QCoreApplication(["warmline"]) if headless else _with_windows()
    Garbage(app)
    return app


def _with_windows() -> QCoreApplication:
    from PySide6.QtWidgets import QApplication  # noqa: PLC0415 - needs a display

    return QApplication(["warmline"])  # the window's class on X11, by which a desktop groups windows


def quit_on_signals(app: QCoreApplication) -> None:
    """SIGTERM and Ctrl-C close the console as its window's button does."""
    # Python's handlers run between bytecodes, so something of Python's must run now and then: Garbage does.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: app.quit())
