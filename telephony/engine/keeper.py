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
from telephony.commands import Account, ChangeSound, Command, Register, Sound
from telephony.errors import EngineError, TelephonyError
from telephony.events import (
    Event,
    Reading,
    RegistrationChanged,
    RegistrationProblem,
    RegistrationState,
    SoundChanged,
    Transfer,
)
from telephony.recording import Recording, RecordingNow

log = logging.getLogger("telephony.engine.keeper")

RETRY_MS = 3_000
"""Between attempts to start a telephone that could not be started (its port is taken, no network yet)."""


_PROBLEMS = {"cannot_bind": RegistrationProblem.PORT, "bad_ca_file": RegistrationProblem.CERTIFICATE}
"""By the code of an EngineError."""


class Telephone(Protocol):
    """What is needed of ``softphone.Softphone``; there is its description."""

    attended: bool

    @property
    def registration(self) -> RegistrationChanged:
        """As last told."""

    @property
    def busy(self) -> bool:
        """A leg is there, or a transfer under way."""

    @property
    def sound(self) -> SoundChanged:
        """As last told."""

    @property
    def do_not_disturb(self) -> bool:
        """Whether new calls are refused."""

    @property
    def worn(self) -> bool:
        """Only a new process can do what this one no longer can."""

    def start(self, account: Account, sound: Sound | None) -> None:
        """Listen and register; EngineError with words."""

    def change_sound(self, sound: Sound | None) -> None:
        """Use these devices from now on; None: none at all."""

    def change_recording(self, recording: Recording) -> None:
        """Record so from now on; also before the start."""

    def recordings(self) -> tuple[RecordingNow, ...]:
        """All that are being written."""

    def obey(self, command: Command) -> None:
        """Carry it out, or tell that it is refused."""

    def legs(self) -> tuple[Leg, ...]:
        """All that have not ended."""

    def transfers(self) -> tuple[Transfer, ...]:
        """All under way."""

    def close(self) -> None:
        """Hang up, unregister, end."""


Make = Callable[[Callable[[Event], None], Callable[[Reading], None]], Telephone]


class Keeper(QObject):
    """Holds at most one telephone. ``make`` builds one that tells its events and readings to what it is given."""

    def __init__(self, make: Make, tell: Callable[[Event], None], sense: Callable[[Reading], None]) -> None:
        super().__init__()
        self._make = make
        self._tell, self._sense = tell, sense
        self._telephone: Telephone | None = None
        self._account: Account | None = None
        self._sound: Sound | None = None
        self._recording = Recording()
        self._failure: RegistrationChanged | None = None
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
        return self._failure or RegistrationChanged(state=RegistrationState.LOST)

    @property
    def sound(self) -> SoundChanged:
        """As last told; OFF without a telephone."""
        return self._telephone.sound if self._telephone is not None else SoundChanged()

    @property
    def do_not_disturb(self) -> bool:
        """Whether new calls are refused."""
        return self._telephone is not None and self._telephone.do_not_disturb

    @property
    def worn(self) -> bool:
        """A new engine should take this one's place when there is no call."""
        return self._telephone is not None and self._telephone.worn

    def legs(self) -> tuple[Leg, ...]:
        """All that have not ended."""
        return self._telephone.legs() if self._telephone is not None else ()

    def recordings(self) -> tuple[RecordingNow, ...]:
        """All that are being written."""
        return self._telephone.recordings() if self._telephone is not None else ()

    def transfers(self) -> tuple[Transfer, ...]:
        """All under way."""
        return self._telephone.transfers() if self._telephone is not None else ()

    def attend(self, attended: bool) -> None:  # noqa: FBT001 - the one thing it says
        """Let calls ring, or refuse them all with 480."""
        self._attended = attended
        if self._telephone is not None:
            self._telephone.attended = attended

    def use(self, account: Account, sound: Sound | None, recording: Recording) -> bool:
        """Use this account and sound, record so; False if a telephone has started with another account."""
        self._recording = recording
        if self._telephone is not None:
            self._telephone.change_recording(recording)
            if sound != self._sound:
                self._telephone.change_sound(sound)
            self._sound = sound
            return account == self._account
        self._account, self._sound = account, sound
        self._start()
        return True

    def obey(self, command: Command) -> None:
        """Pass it on; EngineError ``no_line`` without a telephone, which Register tries to start at once."""
        if self._telephone is None and isinstance(command, Register):
            self._start()
            return
        if self._telephone is None:
            why = self._failure.reason if self._failure is not None else "The telephone has not started yet."
            raise EngineError("no_line", why)
        if isinstance(command, ChangeSound):
            self._sound = command.sound
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
        failure = self._attempt(self._account)
        if failure is not None:
            # Now that no frame holds it: while one pjsua2 object lives, making another aborts the process.
            gc.collect()
            self._fail(failure)
        else:
            self._failure = None
            log.info("the telephone has started")

    def _attempt(self, account: Account) -> RegistrationChanged | None:
        """Make and start one; why it could not be, None if it could."""
        try:
            telephone = self._make(self._tell, self._sense)
            telephone.change_recording(self._recording)
            try:
                telephone.start(account, self._sound)
            except TelephonyError:
                telephone.close()
                raise
        except TelephonyError as error:
            return _failed(error.message, _PROBLEMS.get(error.code, RegistrationProblem.OTHER))
        except Exception:
            log.exception("the telephone cannot be started")  # a bug; the console must be told all the same
            return _failed("The telephone could not be started; the engine's log says why.")
        telephone.attended = self._attended
        self._telephone = telephone
        return None

    def _fail(self, failure: RegistrationChanged) -> None:
        self._retry.start()
        if failure == self._failure:
            return
        log.error("the telephone cannot be started: %s", failure.reason)
        self._failure = failure
        self._tell(failure)


def _failed(reason: str, problem: RegistrationProblem = RegistrationProblem.OTHER) -> RegistrationChanged:
    state, retry_seconds = RegistrationState.LOST, RETRY_MS / 1000
    return RegistrationChanged(state=state, reason=reason, problem=problem, retry_seconds=retry_seconds)
