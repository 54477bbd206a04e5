"""Keeps the telephone: starts it with its account, and tries again when it cannot start.

One telephone that has started is all a process has: after a call pjsua2 cannot be counted on to be set up a
second time (something of it may still be referred to, and then it aborts). Another account needs another engine.
"""

import gc
import logging
from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QObject, QTimer

from telephony.call import Leg
from telephony.commands import Account, Command
from telephony.errors import EngineError, TelephonyError
from telephony.events import Event, RegistrationChanged, RegistrationState, Transfer

log = logging.getLogger("telephony.engine.keeper")

RETRY_MS = 3_000
"""Between attempts to start a telephone that could not be started (its port is taken, no network yet)."""


class Telephone(Protocol):
    """What is needed of ``softphone.Softphone``; there is its description."""

    attended: bool

    @property
    def registration(self) -> RegistrationChanged:
        """As last told."""

    @property
    def busy(self) -> bool:
        """A leg is there, or a transfer under way."""

    def start(self, account: Account) -> None:
        """Listen and register; EngineError with words."""

    def obey(self, command: Command) -> None:
        """Carry it out, or tell that it is refused."""

    def legs(self) -> tuple[Leg, ...]:
        """All that have not ended."""

    def transfers(self) -> tuple[Transfer, ...]:
        """All under way."""

    def close(self) -> None:
        """Hang up, unregister, end."""


Make = Callable[[Callable[[Event], None]], Telephone]


class Keeper(QObject):
    """Holds at most one telephone. ``make`` builds one that tells its events to what it is given."""

    def __init__(self, make: Make, tell: Callable[[Event], None]) -> None:
        super().__init__()
        self._make = make
        self._tell = tell
        self._telephone: Telephone | None = None
        self._account: Account | None = None
        self._failure = ""
        self._attended = False
        self._retry = QTimer(self, singleShot=True, interval=RETRY_MS)
        self._retry.timeout.connect(self._start)

    @property
    def busy(self) -> bool:
        """A leg is there, or a transfer under way."""
        return self._telephone is not None and self._telephone.busy

    @property
    def registration(self) -> RegistrationChanged:
        """As last told; LOST with the reason when the telephone could not be started."""
        if self._telephone is not None:
            return self._telephone.registration
        return RegistrationChanged(state=RegistrationState.LOST, reason=self._failure)

    def legs(self) -> tuple[Leg, ...]:
        """All that have not ended."""
        return self._telephone.legs() if self._telephone is not None else ()

    def transfers(self) -> tuple[Transfer, ...]:
        """All under way."""
        return self._telephone.transfers() if self._telephone is not None else ()

    def attend(self, attended: bool) -> None:  # noqa: FBT001 - the one thing it says
        """Let calls ring, or refuse them all with 480."""
        self._attended = attended
        if self._telephone is not None:
            self._telephone.attended = attended

    def use(self, account: Account) -> bool:
        """Use this account; False if a telephone has started with another one."""
        if self._telephone is not None:
            return account == self._account
        self._account = account
        self._start()
        return True

    def obey(self, command: Command) -> None:
        """Pass it on; EngineError ``no_line`` without a telephone."""
        if self._telephone is None:
            raise EngineError("no_line", self._failure or "The telephone has not started yet.")
        self._telephone.obey(command)

    def close(self) -> None:
        """Hang up, unregister, end."""
        self._retry.stop()
        if self._telephone is not None:
            self._telephone.close()
            self._telephone = None

    def _start(self) -> None:
        if self._account is None:
            return
        self._retry.stop()
        why = self._attempt(self._account)
        if why:
            # Now that no frame holds it: while one pjsua2 object lives, making another aborts the process.
            gc.collect()
            self._fail(why)
        else:
            self._failure = ""
            log.info("the telephone has started")

    def _attempt(self, account: Account) -> str:
        """Make and start one; why it could not be, for a person, "" if it could."""
        try:
            telephone = self._make(self._tell)
            try:
                telephone.start(account)
            except TelephonyError:
                telephone.close()
                raise
        except TelephonyError as error:
            return error.message
        except Exception:
            log.exception("the telephone cannot be started")  # a bug; the console must be told all the same
            return "The telephone could not be started; the engine's log says why."
        telephone.attended = self._attended
        self._telephone = telephone
        return ""

    def _fail(self, why: str) -> None:
        self._retry.start()
        if why == self._failure:
            return
        log.error("the telephone cannot be started: %s", why)
        self._failure = why
        self._tell(RegistrationChanged(state=RegistrationState.LOST, reason=why))
