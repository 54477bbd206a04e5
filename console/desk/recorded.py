"""What the board says of recording: which calls are recorded, why one is paused, and what is gently hinted at."""

from datetime import datetime
from enum import StrEnum

import msgspec

from store.recording import Consent
from telephony.call import CallId
from telephony.recording import Policy, Trouble


class PausedBy(StrEnum):
    """Why a recording is paused; of several reasons the first of these."""

    NOBODY = ""
    OBJECTION = "objection"
    """The caller objects, and policy says to pause."""
    HAND = "hand"
    """The person pressed the button: only a person undoes it."""
    BEFORE = "before"
    """It was paused when this window came, and nobody knows why any more: only a person undoes it."""
    FIELD = "field"
    """A sensitive field has the keyboard; it goes on by itself."""


class RecordedCall(msgspec.Struct, frozen=True, kw_only=True):
    """The recording of one call, its consult included; ``legs`` are those that are, or should be, recorded.

    ``paused_at`` is when the last of them fell silent; None: not paused, or ordered and not confirmed yet.
    """

    call: CallId
    legs: tuple[CallId, ...] = ()
    since: datetime | None = None
    """When its first file began; None: nothing is being written."""
    paused_by: PausedBy = PausedBy.NOBODY
    paused_at: datetime | None = None
    trouble: Trouble = Trouble.NONE
    gaps: bool = False
    """There was trouble: something may be missing."""
    consent: Consent = Consent.UNKNOWN

    @property
    def running(self) -> bool:
        """A file is being written, silence in a pause included."""
        return self.since is not None


class HintKind(StrEnum):
    """What is worth a quiet line on the card."""

    SILENT = "silent"
    """The agent has said nothing for a while."""
    HOLD = "hold"
    """The customer has been on hold for a while."""


class ConductHint(msgspec.Struct, frozen=True, kw_only=True):
    """``since`` is when it began, so the window can count."""

    call: CallId
    kind: HintKind
    since: datetime


class RecordingBoard(msgspec.Struct, frozen=True, kw_only=True):
    """All of it. ``field`` is the sensitive field that has the keyboard, as it is called on the screen; "" none."""

    policy: Policy = Policy.OFF
    asks_first: bool = True
    """On demand, a call is recorded once the caller has agreed."""
    sensitive: tuple[str, ...] = ()
    """Names of the fields that pause a recording."""
    field: str = ""
    calls: tuple[RecordedCall, ...] = ()
    hints: tuple[ConductHint, ...] = ()

    def of(self, call: CallId) -> RecordedCall:
        """That call's, by its own leg or its consult's; an empty one if nothing is known of it."""
        found = (r for r in self.calls if call == r.call or call in r.legs)
        return next(found, None) or RecordedCall(call=call)

    def hint(self, call: CallId) -> ConductHint | None:
        """What is hinted at in that call."""
        return next((h for h in self.hints if h.call == call), None)
