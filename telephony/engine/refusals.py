"""INVITEs that wait for their refusal, in one of the four places that pjsua has; and who waits for a place."""

import logging
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from itertools import count

import pjsua2 as pj

from telephony.engine.graves import Graves
from telephony.engine.library import words
from telephony.engine.loop import Later, Loop
from telephony.engine.sip_call import SipCall, with_status
from telephony.engine.strangers import FORBIDDEN

log = logging.getLogger("telephony.engine")

REJECT_SECONDS = 0.25
"""A final rejection at once aborts pjsua2 under a quick churn of INVITEs."""
_STRANGERS = 2


@dataclass
class _Waiting:
    call: SipCall
    code: int
    due: Later
    answered: bool = False


class Refusals:
    """Calls that no line knows of.

    What is to be done later holds a number and not the call: a function that held it would be held by itself, so
    that pjsua2's object died at some garbage collection, when another call has its place (graves.py).
    """

    def __init__(self, loop: Loop, graves: Graves) -> None:
        self._loop, self._graves = loop, graves
        self._numbers = count()
        self._refused: dict[int, _Waiting] = {}
        self._strangers: deque[int] = deque()
        self._waiting: list[Callable[[], None]] = []

    def stranger(self, call: SipCall) -> None:
        """Strangers whom the gate has let slip wait too, but never more than two: four calls is all we have."""
        self._strangers.append(self.later(call, FORBIDDEN))
        if len(self._strangers) > _STRANGERS:
            self._loop.post(partial(self._refuse, self._strangers.popleft()))

    def later(self, call: SipCall, code: int) -> int:
        """Refuse after a while; its number."""
        number = next(self._numbers)
        due = self._loop.later(REJECT_SECONDS, partial(self._refuse, number))
        self._refused[number] = _Waiting(call, code, due)
        return number

    def _refuse(self, number: int) -> None:
        waiting = self._refused.get(number)
        if waiting is None or waiting.answered:
            return
        waiting.answered = True
        waiting.due.cancel()
        try:
            waiting.call.answer(with_status(waiting.code))
        except pj.Error as error:
            log.info("refusing a call that is gone: %s", words(error))
        self.place_is_free()  # at once: in a flood the next INVITE takes it
        self._loop.post(partial(self._drop, number))

    def _drop(self, number: int) -> None:
        if number in self._strangers:
            self._strangers.remove(number)
        waiting = self._refused.pop(number, None)
        if waiting is not None:
            self._graves.retire(waiting.call)

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
