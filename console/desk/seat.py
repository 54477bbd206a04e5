"""Who sits at this desk, and what they have to telephone with: parts of the board."""

from datetime import datetime
from enum import StrEnum

import msgspec

from telephony.events import RegistrationProblem, RegistrationState


class Presence(StrEnum):
    """What this person's colleagues see. ``ON_CALL`` and ``WRAPUP`` are worked out, the others are chosen."""

    AVAILABLE = "available"
    AWAY = "away"
    """Not ready; :attr:`Me.reason` says why (break, training, an unanswered ring …)."""
    DND = "dnd"
    ON_CALL = "on_call"
    WRAPUP = "wrapup"


class Me(msgspec.Struct, frozen=True, kw_only=True):
    """Whose desk it is."""

    key: str
    name: str
    extension: str = ""
    role: str = "agent"
    level: int = 1
    department: str = ""
    presence: Presence = Presence.AVAILABLE
    reason: str = ""
    """Why away: a key of :attr:`Board.reasons`, or ``missed`` after an unanswered ring."""
    since: datetime | None = None
    wrapup_until: datetime | None = None
    """When the wrap-up ends by itself; None: when it is finished."""


class EngineState(StrEnum):
    """How the console stands with its engine."""

    STARTING = "starting"
    ATTACHED = "attached"
    LOST = "lost"
    NONE = "none"
    """This desk has no telephone (a trainer without an account)."""


class QueueState(StrEnum):
    """How the PBX's queue stands with this person, as far as the feature codes were answered."""

    NONE = ""
    """No feature codes are set."""
    OUT = "out"
    IN = "in"
    PAUSED = "paused"
    UNKNOWN = "unknown"
    """A code failed: the state and the queue may differ."""


class PhoneLine(msgspec.Struct, frozen=True, kw_only=True):
    """The telephone as a whole. ``why`` is what to tell when something is wrong."""

    engine: EngineState = EngineState.STARTING
    engine_pid: int = 0
    registration: RegistrationState = RegistrationState.TRYING
    code: int = 0
    why: str = ""
    uri: str = ""
    problem: RegistrationProblem = RegistrationProblem.NONE
    retry_at: datetime | None = None
    """When the engine tries again."""
    server: str = ""
    over: str = ""
    """Host, port and transport where SRV records have led, "" without them."""
    queue: QueueState = QueueState.NONE

    @property
    def registered(self) -> bool:
        """Can be called: registered, or listening in direct mode."""
        return self.engine is EngineState.ATTACHED and self.registration in (
            RegistrationState.REGISTERED,
            RegistrationState.DIRECT,
        )


class Headset(msgspec.Struct, frozen=True, kw_only=True):
    """The headset with keys (USB HID, telephony page) that Warmline listens to; ``name`` is "" without one.

    Keys and lamps are those that the device says it has.
    """

    name: str = ""
    hook_key: bool = False
    """Answers and hangs up."""
    mute_key: bool = False
    ring_lamp: bool = False
    call_lamp: bool = False
    mute_lamp: bool = False
    problem: str = ""
    """``no_access`` (the system keeps the device to itself), ``lost`` (it was there and is gone), ``failed``."""
    why: str = ""
    """What the system said, in words."""
