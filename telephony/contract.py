"""The port between the console and a telephone; ``phone.py`` is the real one, ``scripted.py`` the one in memory.

Both pass the same suite (tests/telephony/test_phone_contract.py, test_phone_*_contract.py).
"""

from typing import Protocol

from telephony.commands import Command
from telephony.events import Envelope, Reading, Snapshot


class Listener(Protocol):
    """Who is told. All four are called on the thread that called :meth:`PhonePort.open`."""

    def phone_attached(self, snapshot: Snapshot) -> None:
        """Attached, at first or again. What the snapshot does not hold is no longer true."""

    def phone_told(self, envelope: Envelope) -> None:
        """One event, in order; possibly one that was told before (see :class:`Envelope`)."""

    def phone_sensed(self, reading: Reading) -> None:
        """What is true for a moment only; nothing follows if it is missed."""

    def phone_lost(self, why: str) -> None:
        """The engine has died; a new one is being started, and ``phone_attached`` follows.

        Every leg it had is cut off.
        """


class PhonePort(Protocol):
    """A telephone that can be told commands and tells events."""

    def open(self, listener: Listener) -> None:
        """Start or find the engine and attach to it. Returns at once; raises EngineError if it cannot ever."""

    def send(self, command: Command) -> None:
        """Hand a command over. Never blocks; an answer, if any, is an event (CommandRefused or what it caused).

        While no engine is attached a command is refused at once, with code ``no_engine``.
        """

    def close(self, *, quit_engine: bool = False, hang_up: bool = False) -> None:
        """Detach on purpose. ``quit_engine`` ends the engine too, with its calls only if ``hang_up``."""
