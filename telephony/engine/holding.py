"""Hold and un-hold of one leg: one re-INVITE at a time, confirmed by its answer, 491 tried again.

Pure but for a timer and a function that sends. A REFER, or a new INVITE for the same customer, must wait
until the last re-INVITE has its answer, or the other side says 491 (RFC 3261 section 14).
"""

import random
from collections.abc import Callable

from telephony.engine.loop import Later

Done = Callable[[bool, int], None]
"""Whether it is now as wished, and the SIP status that said so (0: superseded, or the leg is over)."""

_SUCCESS, _FAILURE, _PENDING = 200, 300, 491
_CHALLENGES = (401, 407)
_CHALLENGE_SECONDS = 1.0
_BLOCKED_SECONDS = 0.1
_MAX_TRIES = 20


class Holding:
    """``held`` is what the other side has confirmed, ``wanted`` what we shall have.

    ``send(hold)`` sends the re-INVITE and says whether it could; ``changed(held)`` is told each confirmed
    change. ``owner``: we made the Call-ID, so after 491 we wait longer than they do. RFC 3261 section 14.1
    gives the owner 2.1 to 4 s and the other 0 to 2 s; both are cut here, still apart, because a customer must
    be off hold within a second of a failure.
    """

    def __init__(
        self,
        send: Callable[[bool], bool],
        changed: Callable[[bool], None],
        later: Callable[[float, Callable[[], None]], Later],
        *,
        owner: bool,
    ) -> None:
        self.held = False
        self.wanted = False
        self._send, self._changed, self._later, self._owner = send, changed, later, owner
        self._asked: bool | None = None
        self._timer: Later | None = None
        self._tries = 0
        self._closed = False
        self._waiting: list[tuple[bool, Done]] = []
        self._when_idle: list[Callable[[], None]] = []

    @property
    def idle(self) -> bool:
        """No re-INVITE is under way or about to be."""
        return self._asked is None and self.wanted == self.held

    def want(self, *, held: bool, done: Done | None = None) -> None:
        """Hold or un-hold; ``done`` is called when that is confirmed, refused or superseded."""
        self.wanted = held
        self._tries = 0
        if done is not None:
            self._waiting.append((held, done))
        self._advance()

    def when_idle(self, do: Callable[[], None]) -> None:
        """Do it as soon as no re-INVITE is under way; at once if none is."""
        if self.idle or self._closed:
            do()
        else:
            self._when_idle.append(do)

    def answered(self, code: int) -> None:
        """The final answer to a re-INVITE; one that we did not wait for changes nothing."""
        if self._asked is None or self._closed:
            return
        if code in _CHALLENGES:  # pjsip answers the challenge by itself, and then comes another answer
            self._after(_CHALLENGE_SECONDS, lambda: self._refused(code))
            return
        self._stop_timer()
        if _SUCCESS <= code < _FAILURE:
            self.held, self._asked = self._asked, None
            self._changed(self.held)
            self._advance(code)
        elif code == _PENDING and self._tries <= _MAX_TRIES:
            self._asked = None
            low, high = (0.8, 2.0) if self._owner else (0.1, 0.7)
            self._after(random.uniform(low, high), self._advance)  # noqa: S311 - not a secret
        else:
            self._refused(code)

    def close(self) -> None:
        """The leg is over: everyone who waits is told so."""
        self._closed = True
        self._stop_timer()
        waiting, self._waiting = self._waiting, []
        for _, done in waiting:
            done(False, 0)
        self._run_idle()

    def _refused(self, code: int) -> None:
        self._stop_timer()
        self._asked = None
        self.wanted = self.held
        self._advance(code)

    def _advance(self, code: int = _SUCCESS) -> None:
        if self._asked is not None or self._timer is not None or self._closed:
            return
        if self.wanted == self.held:
            waiting, self._waiting = self._waiting, []
            refused = code >= _FAILURE
            for wish, done in waiting:
                done(wish == self.held, code if refused or wish == self.held else 0)
            if self.idle:
                self._run_idle()
            return
        self._tries += 1
        self._asked = self.wanted
        if not self._send(self.wanted):  # their re-INVITE, or an UPDATE of pjsip's own, is under way
            self._asked = None
            if self._tries > _MAX_TRIES:
                self._refused(_PENDING)
            else:
                self._after(_BLOCKED_SECONDS, self._advance)

    def _after(self, seconds: float, do: Callable[[], None]) -> None:
        self._stop_timer()

        def due() -> None:
            self._timer = None
            do()

        self._timer = self._later(seconds, due)

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _run_idle(self) -> None:
        todo, self._when_idle = self._when_idle, []
        for do in todo:
            do()
