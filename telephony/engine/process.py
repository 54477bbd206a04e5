"""The engine process: ``python -P -m telephony.engine --socket … --lock … --journal …``.

Standard output and error are no channels (pjlib prints before it is told not to): what is to be known
stands in the log, and in the exit code (telephony.launch.Exit). No secret is on the command line; the
account comes through the socket.
"""

import argparse
import gc
import logging
import os
import sys
from collections.abc import Callable, Sequence
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QCoreApplication, QSocketNotifier, QTimer

from telephony.engine.door import Door, take_lock
from telephony.engine.journal import Journal
from telephony.engine.keeper import Make, Telephone
from telephony.engine.last_words import LastWords
from telephony.engine.preference import Preference
from telephony.engine.revival import Revival
from telephony.engine.server import Server
from telephony.errors import EngineError
from telephony.events import Event, Reading
from telephony.launch import Exit
from telephony.platform_specific import keep_files_private, limit_core_dumps, watch_for_end

log = logging.getLogger("telephony.engine")

_LOG_BYTES = 1_000_000
_LOG_FILES = 3
_CODES = {"already_running": Exit.ALREADY_RUNNING, "no_lock": Exit.NO_LOCK, "no_socket": Exit.NO_SOCKET}
_TRIM_MS = 60_000


def parse(argv: Sequence[str]) -> argparse.Namespace:
    """Read the command line; ends the process with code 2 if it cannot be read."""
    parser = argparse.ArgumentParser(
        prog="telephony.engine", description="Warmline's telephone, without a window."
    )
    parser.add_argument("--socket", type=Path, required=True, help="where to listen for the console")
    parser.add_argument("--lock", type=Path, required=True, help="held while the engine lives")
    parser.add_argument("--journal", type=Path, required=True, help="events that nobody has acknowledged")
    parser.add_argument("--log", type=Path, help="default: engine.log beside the journal")
    parser.add_argument("--hold-music", type=Path, help="a WAV file")
    parser.add_argument("--sounds", type=Path, help="the folder of ring and cues; default: silence")
    parser.add_argument("--recordings", type=Path, help="the folder for recordings; default: none are made")
    parser.add_argument("--linger", type=float, default=60.0, help="seconds to stay without console and call")
    return parser.parse_args(argv)


def softphone(hold_music: Path | None, sounds: Path | None, recordings: Path | None = None) -> Make:
    """Build the real telephone; pjsua2 is imported only when the first console has attached."""

    def make(tell: Callable[[Event], None], sense: Callable[[Reading], None]) -> Telephone:
        from telephony.engine.softphone import Softphone  # noqa: PLC0415 - see above

        return Softphone(tell, sense=sense, hold_music=hold_music, sounds=sounds, recordings=recordings)

    return make


def run(options: argparse.Namespace, make: Make) -> int:
    """Live, and say with what to end. Must be called once, on the main thread."""
    preference = Preference()
    umask = keep_files_private()
    limit_core_dumps()
    words = keep_log(options.log or options.journal.with_name("engine.log"))
    environment = dict(os.environ)
    application = QCoreApplication(["warmline-engine"])
    gc.disable()  # Server collects, on this thread
    try:
        lock = take_lock(options.lock, options.socket)
    except EngineError as error:
        log.error("not started: %s", error)  # noqa: TRY400 - told by its code
        return _CODES[error.code]
    journal = Journal(options.journal)
    server = Server(journal, make, Revival(environment, umask), linger=options.linger)
    door = Door(options.socket, server.meet)
    server.leaving.connect(door.close)
    server.left.connect(application.quit)
    try:
        door.open()
    except EngineError as error:
        log.error("not started: %s", error)  # noqa: TRY400 - told by its code
        journal.close()
        lock.unlock()
        return _CODES[error.code]
    asked_to_end = watch_for_end()
    if asked_to_end >= 0:
        notifier = QSocketNotifier(asked_to_end, QSocketNotifier.Type.Read, application)
        notifier.activated.connect(server.leave_when_told)
    trimming = QTimer(application, interval=_TRIM_MS)
    trimming.timeout.connect(words.trim)
    trimming.start()
    log.info("listening at %s as process %d", options.socket, os.getpid())
    preference.keep()
    application.exec()
    if not journal.close():
        log.error("the journal was not written to its end: %s", journal.trouble)
    lock.unlock()
    log.info("ended in order")
    return Exit.ORDERLY


def keep_log(path: Path) -> LastWords:
    """Log into a file that turns over, exceptions in slots included; crashes and Qt's own words beside it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handler = RotatingFileHandler(path, maxBytes=_LOG_BYTES, backupCount=_LOG_FILES, encoding="utf-8")
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=logging.INFO, handlers=[handler])
    logging.captureWarnings(capture=True)
    sys.excepthook = _log_exception
    return LastWords(path.with_suffix(".crash"))


def _log_exception(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    log.critical("a bug", exc_info=(kind, error, trace))


def end(code: int) -> None:
    """Leave without Python's clearing up, in which pjsua2's objects would be finalised in any order."""
    logging.shutdown()
    os._exit(code)


def main(argv: Sequence[str]) -> None:
    """Run the real engine."""
    options = parse(argv)
    end(run(options, softphone(options.hold_music, options.sounds, options.recordings)))
