"""The PBX's queue kept in step with the person's state, by feature codes (R72).

    available, on a call ──► logged in, not paused      good-bye ──► logged out
    away, do-not-disturb, wrap-up ──► logged in, paused

What the PBX has is only known as far as a code was answered. A code that fails is tried once more; then the
queue's state is UNKNOWN, which is told, until the next change of the person's state tries again.
"""

from collections.abc import Callable

import msgspec

from console.desk.aside import CodeCalls
from console.desk.core import Core
from console.desk.seat import QueueState
from store.values import replace

_TRIES = 2
_AGAIN_SECONDS = 2.0


class _Has(msgspec.Struct, frozen=True):
    """What the PBX has, as far as it is known. ``reason`` is the place in the list of reasons, 0 for none."""

    logged_in: bool | None = None
    paused: bool | None = None
    reason: int = 0


class _Step(msgspec.Struct, frozen=True):
    code: str
    then: _Has


def _less_sure(has: _Has, step: _Step) -> _Has:
    """What is still known when this step was dialled and not answered."""
    if step.then.logged_in is not has.logged_in:
        return _Has()
    return replace(has, paused=None)


class Queue:
    """Told by the states what is wanted; dials what is needed for it."""

    def __init__(self, core: Core, codes: CodeCalls) -> None:
        self._core = core
        self._codes = codes
        self._has = _Has()
        self._wanted: _Has | None = None
        self._tries = 0
        self._failed: _Has | None = None
        """What was wanted when it failed for good."""
        self._leaving = False
        self._when_out: Callable[[], None] | None = None
        self._waits: Callable[[], None] = lambda: None

    def want(self, *, ready: bool, reason: str = "") -> None:
        """What the person's state asks for; the same again does nothing."""
        reasons = self._core.terms.reasons
        place = reasons.index(reason) + 1 if reason in reasons else 0
        wanted = _Has(True, not ready, 0 if ready else place)
        if wanted == self._wanted or self._leaving:
            return
        self._wanted = wanted
        self._fresh_try()

    def log_out(self, done: Callable[[], None]) -> bool:
        """Say good-bye to the queue; False if there is nothing to wait for, else ``done`` follows."""
        if not self._core.terms.queue.logout or not self._core.board.phone.registered:
            return False
        if self._has.logged_in is False and not self._codes.busy:
            return False
        self._leaving = True
        self._wanted, self._when_out = _Has(False, None), done
        self._fresh_try()
        return True

    def codes_changed(self) -> None:
        """Other codes are of another queue: nothing is known of it."""
        if not self._leaving:
            self._has = _Has()
            self._core.untell("queue_unknown")
            self._fresh_try()

    def account_changed(self) -> None:
        """Nothing is known of another PBX's queue, or of another extension in it; it waits for the registration."""
        self._has, self._tries, self._failed = _Has(), 0, None

    def reachable(self) -> None:
        """The telephone is registered (again): what waited can be dialled, and what failed for good once more."""
        if self._failed is not None:
            self._tries, self._failed = 0, None
        self._go_on()

    def _fresh_try(self) -> None:
        self._tries, self._failed = 0, None
        self._waits()
        self._go_on()

    def _go_on(self) -> None:
        core = self._core
        if not core.terms.queue or self._wanted is None:
            core.put(phone=replace(core.board.phone, queue=QueueState.NONE))
            return
        if self._codes.busy or not core.board.phone.registered or self._failed == self._wanted:
            return
        step = self._next_step()
        if step is None:
            self._show()
            done, self._when_out = self._when_out, None
            if done is not None:
                done()
            return
        self._codes.dial(step.code, lambda taken: self._dialled(step, taken=taken))

    def _dialled(self, step: _Step, *, taken: bool) -> None:
        if taken:
            self._tries, self._has = 0, step.then
            self._core.untell("queue_unknown")
            self._show()
            self._go_on()
            return
        self._tries += 1
        self._has = _less_sure(self._has, step)  # its answer may be lost, and not the code
        if self._tries < _TRIES:
            self._waits = self._core.later(_AGAIN_SECONDS, self._go_on)
            return
        self._failed = self._wanted
        self._has = _Has()
        core = self._core
        core.put(phone=replace(core.board.phone, queue=QueueState.UNKNOWN))
        core.banner("warn", "queue_unknown", dialled=step.code)
        done, self._when_out = self._when_out, None
        if done is not None:
            done()

    def _next_step(self) -> _Step | None:
        """The next code that brings the queue nearer to what is wanted."""
        has, wanted, codes = self._has, self._wanted, self._core.terms.queue
        if wanted is None:
            return None
        if wanted.logged_in is False:
            out = _Has(False, None)
            return (
                _Step(self._filled(codes.logout, 0), out)
                if codes.logout and has.logged_in is not False
                else None
            )
        if codes.login and has.logged_in is not True:
            return _Step(self._filled(codes.login, 0), replace(has, logged_in=True))
        if wanted.paused:
            code = self._filled(codes.pause, wanted.reason)
            told = has.paused is True and (has.reason == wanted.reason or "{reason}" not in codes.pause)
            return _Step(code, replace(has, paused=True, reason=wanted.reason)) if code and not told else None
        if codes.unpause and has.paused is not False:
            return _Step(self._filled(codes.unpause, 0), replace(has, paused=False, reason=0))
        return None

    def _filled(self, code: str, reason: int) -> str:
        extension = self._core.board.me.extension
        return code.replace("{extension}", extension).replace("{reason}", str(reason))

    def _show(self) -> None:
        has = self._has
        if has.logged_in is False:
            state = QueueState.OUT
        elif has.paused:
            state = QueueState.PAUSED
        elif has.logged_in or has.paused is False:
            state = QueueState.IN
        else:
            state = QueueState.UNKNOWN
        core = self._core
        core.put(phone=replace(core.board.phone, queue=state))
