"""The tone or the words by which the other side is told that it is recorded."""

import logging
from collections.abc import Callable
from functools import partial
from pathlib import Path

from telephony.call import CallId
from telephony.engine.loop import Loop
from telephony.engine.patchbay import NOTICE, Patchbay
from telephony.engine.recording_legs import HeardLeg
from telephony.errors import EngineError

log = logging.getLogger("telephony.engine.recording")


class Notices:
    """``sounds`` is the folder of those that are named; None: there is none. ``failed`` is told of one given again."""

    def __init__(
        self, patchbay: Patchbay, loop: Loop, sounds: Path | None, failed: Callable[[CallId], None]
    ) -> None:
        self._patchbay, self._loop, self._sounds, self._failed = patchbay, loop, sounds, failed

    def there(self, name: str) -> bool:
        """Whether it can be given; no notice ("") always can."""
        return not name or self._file(name) is not None

    def give(self, call: CallId, leg: HeardLeg, name: str, every: float) -> bool:
        """Say it now, and again after ``every`` seconds (0: once) until :meth:`stop`; False if it cannot be played."""
        path = self._file(name) if name else None
        if path is None:
            return not name
        try:
            self._patchbay.play(NOTICE + call, path, loop=False, on_end=None)
        except EngineError as error:
            log.warning("no notice of the recording: %s", error.message)
            return False
        if every:
            leg.notice = self._loop.later(every, partial(self._again, call, leg, name, every))
        return True

    def stop(self, call: CallId, leg: HeardLeg) -> None:
        """It is recorded no more."""
        if leg.notice is not None:
            leg.notice.cancel()
            leg.notice = None
        self._patchbay.stop_playing(NOTICE + call)

    def _again(self, call: CallId, leg: HeardLeg, name: str, every: float) -> None:
        if not self.give(call, leg, name, every):
            self._failed(call)

    def _file(self, name: str) -> Path | None:
        named = Path(name)
        if not named.is_absolute():
            if self._sounds is None:
                return None
            named = self._sounds / f"{name}.wav"
        return named if named.is_file() else None
