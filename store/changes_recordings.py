"""What is done to recordings: begun, ended, kept, heard, held, expired; and the erasure of a customer.

``person`` is whose console says it. A recording that the store does not know is ``Rejected("unknown_recording")``.
"""

from datetime import datetime
from uuid import UUID

from store.change import Change
from store.recording import Conduct, Consent, RecordingRules


class BeginRecording(Change, frozen=True, kw_only=True):
    """A leg is being recorded from ``started_at`` on; ``person`` is whose headset. One that is known stays as it is.

    ``call`` None, or one that is not in the store: nobody knows whose it is, and it belongs to no ticket.
    """

    recording: UUID
    call: UUID | None
    leg: UUID | None = None
    purpose: str = "customer"
    started_at: datetime


class EndRecording(Change, frozen=True, kw_only=True):
    """Its WAV is closed; the first end stands."""

    recording: UUID
    seconds: float
    pauses: tuple[tuple[float, float], ...] = ()
    partial: bool = False
    cut_off: bool = False


class PutConduct(Change, frozen=True, kw_only=True):
    """How the two spoke on a leg, measured whole; recorded or not. The newest stands."""

    leg: UUID
    conduct: Conduct


class TellConsent(Change, frozen=True, kw_only=True):
    """The caller has agreed to be recorded, or objects: for all recordings of the call, those to come included."""

    call: UUID
    consent: Consent


class KeptRecording(Change, frozen=True, kw_only=True):
    """It is in the archive. If it was erased meanwhile, it stays so, and these files are to be deleted."""

    recording: UUID
    name: str
    size: int
    sha256: str
    peaks: str = ""
    key: str = ""


class LostRecording(Change, frozen=True, kw_only=True):
    """It could not be kept, ``why`` says it in a sentence; kept later after all, it is kept."""

    recording: UUID
    why: str


class HoldRecording(Change, frozen=True, kw_only=True):
    """Keep it for a matter of law, whatever the rules say, until a manager lets it go.

    ``Rejected``: ``not_allowed`` for who is no supervisor or manager, or no manager if ``on`` is False; ``bad_value``
    without a reason.
    """

    recording: UUID
    on: bool
    why: str


class HoldCase(Change, frozen=True, kw_only=True):
    """All recordings of a ticket at once, as :class:`HoldRecording` says of one; told once on its time line.

    ``Rejected`` besides: ``unknown_ticket``; ``no_recording`` if nothing of it is recorded any more; ``changed`` if
    somebody else has just said so of all of them.
    """

    ticket: UUID
    on: bool
    why: str


class HeardRecording(Change, frozen=True, kw_only=True):
    """``person`` is about to listen, or has listened up to ``end``: one ``listening`` is told as often as it goes on.

    Nothing is played before this is accepted: ``Rejected("not_allowed")`` for who may not hear it
    (:mod:`store.hearing`), ``Rejected("erased")`` if there is nothing to hear.
    """

    listening: UUID
    recording: UUID
    begin: float = 0.0
    end: float = 0.0


class PutRecordingRules(Change, frozen=True, kw_only=True):
    """For how long recordings are kept, and whether agents hear their own: managers only (``not_allowed``).

    ``base`` are the rules that were seen before: ``Rejected("changed")`` if they are others by now; None asks nothing.
    """

    agents_hear_own: bool
    days: dict[str, int]
    base: RecordingRules | None = None


class ExpireRecordings(Change, frozen=True, kw_only=True):
    """What the rules let nobody keep any longer than ``at`` is erased: its files are to be deleted next.

    ``limit`` at a time, so that no other waits for long; say it again while there are some.
    """

    limit: int = 500


class ErasedFiles(Change, frozen=True, kw_only=True):
    """The files of these erased recordings are deleted, in the archive and in the engine's folder."""

    recordings: tuple[UUID, ...]


class EraseCustomer(Change, frozen=True, kw_only=True):
    """Nothing of the customer stays but ids: their row, tickets, calls, texts; recordings' files are to be deleted.

    ``Rejected``: ``not_allowed`` for who is no manager, ``unknown_customer``, ``legal_hold`` while one of their
    recordings is held.
    """

    customer: UUID


class EraseAgain(Change, frozen=True, kw_only=True):
    """What was erased by this list, and a backup has brought back, is erased again; what is not there is no error.

    ``recordings`` are those of the erasure; ``erasure`` is its id.
    """

    erasure: UUID
    customer: UUID
    by: str
    erased_at: datetime
    tickets: tuple[UUID, ...] = ()
    recordings: tuple[UUID, ...] = ()


RecordingChange = (
    BeginRecording
    | EndRecording
    | PutConduct
    | TellConsent
    | KeptRecording
    | LostRecording
    | HoldRecording
    | HoldCase
    | HeardRecording
    | PutRecordingRules
    | ExpireRecordings
    | ErasedFiles
    | EraseCustomer
    | EraseAgain
)
