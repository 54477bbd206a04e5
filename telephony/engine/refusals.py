"""INVITEs that wait for their refusal, in one of the four places that pjsua has; and who waits for a place."""

import logging
from collections import deque
from collections.abc import Callable

import pjsua2 as pj

from telephony.engine.graves import Graves
from telephony.engine.library import words
from telephony.engine.loop import Loop
from telephony.engine.sip_call import SipCall, with_status
from telephony.engine.strangers import FORBIDDEN

log = logging.getLogger("telephony.engine")

REJECT_SECONDS = 0.25
"""A final rejection at once aborts pjsua2 under a quick churn of INVITEs."""
_STRANGERS = 2


class Refusals:
    """Calls that no line knows of."""

    def __init__(self, loop: Loop, graves: Graves) -> None:
        self._loop, self._graves = loop, graves
        self._refused: list[SipCall] = []
        self._strangers: deque[Callable[[], None]] = deque()
        self._waiting: list[Callable[[], None]] = []

    def stranger(self, call: SipCall) -> None:
        """Strangers whom the gate has let slip wait too, but never more than two: four calls is all we have."""
        self._strangers.append(self.later(call, FORBIDDEN))
        if len(self._strangers) > _STRANGERS:
            self._loop.post(self._strangers.popleft())

    def later(self, call: SipCall, code: int) -> Callable[[], None]:
        """Refuse after a while, or as soon as what is returned is called."""
        self._refused.append(call)

        def refuse() -> None:
            due.cancel()
            if call not in self._refused:
                return
            try:
                call.answer(with_status(code))
            except pj.Error as error:
                log.info("refusing a call that is gone: %s", words(error))
            self.place_is_free()  # at once: in a flood the next INVITE takes it
            self._loop.post(drop)

        def drop() -> None:
            if call in self._refused:
                self._refused.remove(call)
                self._graves.retire(call)
            if refuse in self._strangers:
                self._strangers.remove(refuse)

        due = self._loop.later(REJECT_SECONDS, refuse)
        return refuse

    def when_place_is_free(self, do: Callable[[], None], seconds: float) -> None:
        """Do it as soon as one of pjsua's calls may have become free, at the latest after ``seconds``."""
        self._waiting.append(do)
        self._loop.later(seconds, self.place_is_free)

    def place_is_free(self) -> None:
        """Let them try who wait; never inside a callback of pjsua2's."""
        waiting, self._waiting = self._waiting, []
        for do in waiting:
            do()

    def clear(self) -> None:
        """Drop every object of pjsua2's, for the end."""
        self._refused.clear()
        self._strangers.clear()
        self._waiting.clear()
