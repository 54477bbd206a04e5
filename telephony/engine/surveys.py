"""The survey by telephone (R31): a customer is asked, presses a digit from 1 to 5, is thanked, and is hung up on."""

import logging
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Protocol

from telephony.call import CallId, Purpose
from telephony.commands import BeginSurvey
from telephony.engine.line import Line
from telephony.engine.loop import Later, Loop
from telephony.engine.patchbay import Patchbay
from telephony.engine.refusal import Refusal
from telephony.errors import EngineError
from telephony.events import CallEnded, Event, SurveyAnswered, SurveyBegun

log = logging.getLogger("telephony.engine")

TRIES = 2
_SCORES = frozenset("12345")
_NAME = re.compile(r"[a-z0-9_]{1,64}")
_ENDING = re.compile(r"(_[a-z0-9]{1,8}){1,4}")
_ENGLISH = "en"
_MAX_SECONDS = 60.0
_MOST = 2
"""At a time: the customers' lines and a consult need places too."""


class Board(Protocol):
    """What a survey needs of the switchboard."""

    lines: dict[CallId, Line]
    loop: Loop
    patchbay: Patchbay

    def tell(self, event: Event) -> None:
        """Tell everyone outside."""


@dataclass
class _Asking:
    """``tries`` is how often it was asked; ``told``: the answer is known, or that there is none."""

    again: Path
    thanks: Path
    seconds: float
    tries: int = 0
    told: bool = False
    timer: Later | None = None


class Surveys:
    """``folder`` has the sounds; ``is_transferred`` tells whether a leg takes part in a transfer.

    ``left`` is told the leg that the agent is out of. Implements followers.Followers.
    """

    def __init__(
        self,
        board: Board,
        folder: Path | None,
        is_transferred: Callable[[CallId], bool],
        left: Callable[[CallId], None],
    ) -> None:
        self._board, self._folder, self._is_transferred, self._left = board, folder, is_transferred, left
        self._asked: dict[CallId, _Asking] = {}

    def begin(self, command: BeginSurvey) -> None:
        """Take the agent out of the call, and ask."""
        line = self._board.lines.get(command.call)
        if line is None or not line.alive:
            raise Refusal("no_such_call", "This call is over, or never was.")
        if not line.up or line.purpose is not Purpose.CUSTOMER:
            raise Refusal("not_now", "This call is not up.")
        if self._is_transferred(line.id):
            raise Refusal("transfer_under_way", "This call is being transferred: go back to it first.")
        if len(self._asked) >= _MOST:
            raise Refusal("no_line", "Two customers are being asked already: wait for one of them.")
        question, again, thanks = self._files(command)
        asking = _Asking(again, thanks, min(max(command.seconds, 0.0), _MAX_SECONDS))
        self._asked[line.id] = asking
        line.purpose = Purpose.SURVEY
        self._board.patchbay.stop_playing(line.id)
        self._left(line.id)
        self._board.tell(SurveyBegun(call=line.id))
        self._board.patchbay.refresh(self._board.lines.values())
        if line.holding.wanted or line.holding.held:
            line.holding.want(held=False, done=lambda _ok, _code: self._ask(line.id, question))
        else:
            self._ask(line.id, question)

    def digit(self, line: Line, digit: str) -> bool:
        """A key of somebody who is asked; False if they are not."""
        asking = self._asked.get(line.id)
        if asking is None:
            return line.purpose is Purpose.SURVEY
        if not asking.told and asking.tries:
            if digit in _SCORES:
                self._settle(line.id, asking, int(digit))
            else:
                self._miss(line.id)
        return True

    def _files(self, command: BeginSurvey) -> list[Path]:
        """All three in one language: a question that is understood, and thanks that are not, please nobody."""
        names = (command.question, command.again, command.thanks)
        folder = self._folder
        for end in endings(command.languages):
            missing = [
                n
                for n in names
                if not (folder and _NAME.fullmatch(n) and (folder / f"{n}{end}.wav").is_file())
            ]
            if folder and not missing:
                return [folder / f"{name}{end}.wav" for name in names]
        raise Refusal("no_sound_file", f"There is no sound “{missing[0]}”.")

    def _ask(self, call: CallId, file: Path) -> None:
        asking = self._asked.get(call)
        if asking is None or asking.told:
            return
        asking.tries += 1
        self._say(call, file, partial(self._wait, call))

    def _wait(self, call: CallId) -> None:
        asking = self._asked.get(call)
        if asking is not None and not asking.told:
            asking.timer = self._board.loop.later(asking.seconds, partial(self._miss, call))

    def _miss(self, call: CallId) -> None:
        """No digit, or none of ours."""
        asking = self._asked.get(call)
        if asking is None or asking.told:
            return
        _stop(asking)
        if asking.tries < TRIES:
            self._ask(call, asking.again)
        else:
            self._settle(call, asking, None)

    def _settle(self, call: CallId, asking: _Asking, score: int | None) -> None:
        """It is told before the thanks: they may hang up over those."""
        _stop(asking)
        asking.told = True
        self._board.tell(SurveyAnswered(call=call, score=score, tries=asking.tries))
        self._say(call, asking.thanks, partial(self._hang_up, call))

    def _say(self, call: CallId, file: Path, then: Callable[[], None]) -> None:
        line = self._board.lines.get(call)
        if line is None or not line.up:
            return
        try:
            self._board.patchbay.play(call, file, loop=False, on_end=then)
        except EngineError as error:
            log.error("the survey is silent: %s", error.message)  # noqa: TRY400 - its traceback tells no more
            then()

    def _hang_up(self, call: CallId) -> None:
        line = self._board.lines.get(call)
        if line is not None:
            line.hang_up()

    # What legs do.

    def line_rings(self, line: Line) -> None:
        """Nothing of it."""

    def line_up(self, line: Line) -> None:
        """Nothing of it."""

    def line_ended(self, line: Line, _end: CallEnded) -> None:
        """The customer has gone, perhaps without an answer."""
        asking = self._asked.pop(line.id, None)
        if asking is not None:
            _stop(asking)
            if not asking.told:
                self._board.tell(SurveyAnswered(call=line.id, score=None, tries=asking.tries))

    def line_moved(self, old: CallId, new: CallId) -> None:
        """The customer goes on under another leg."""
        asking = self._asked.pop(old, None)
        if asking is not None:
            self._asked[new] = asking

    def line_refer(self, line: Line, code: int, reason: str, *, final: bool) -> None:
        """Nothing of it."""


def endings(languages: Sequence[str]) -> list[str]:
    """What may follow a file's name, best first; "" is English, and the last resort.

    BCP 47 tags lose their last part until something is found (RFC 4647 section 3.4).
    """
    found: dict[str, None] = {}
    for tag in languages:
        parts = re.split("[-_]", tag.lower())
        for count in range(len(parts), 0, -1):
            if parts[:count] == [_ENGLISH]:
                return [*found, ""]
            end = "".join(f"_{part}" for part in parts[:count])
            if _ENDING.fullmatch(end):
                found[end] = None
    return [*found, ""]


def _stop(asking: _Asking) -> None:
    if asking.timer is not None:
        asking.timer.cancel()
        asking.timer = None
