"""What a person asks for, by a button, a key or `warmline ctl`: the one way into the desk.

``call`` None means the obvious one (the call that rings, the current call). An intent that cannot be done now
is refused with a :class:`Refusal`, at once and with nothing changed.
"""

from dataclasses import dataclass, field
from uuid import UUID

from console.desk.intents_export import ExportIntent
from console.desk.intents_inbox import InboxIntent
from console.desk.intents_keeping import KeepingIntent
from console.desk.intents_learning import LearningIntent
from console.desk.intents_policy import PolicyIntent
from console.desk.intents_recording import RecordingIntent
from console.desk.intents_rehearsal import RehearsalIntent
from console.desk.intents_replay import ReplayIntent
from console.desk.intents_reports import ReportIntent
from console.desk.intents_review import ReviewIntent
from console.desk.intents_updates import UpdateIntent
from telephony.call import CallId
from telephony.commands import Sound


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why not: ``code`` for programs, ``message`` for people."""

    code: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Take the call that rings."""

    call: CallId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Decline:
    """Refuse the call that rings (603)."""

    call: CallId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HangUp:
    """End a call. During a consult, ``call`` must be named: the customer's or the consult."""

    call: CallId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """Hold with music."""

    call: CallId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Resume:
    """Back to a held call."""

    call: CallId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Mute:
    """The microphone, off or on."""

    on: bool
    call: CallId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Digits:
    """DTMF."""

    digits: str
    call: CallId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Dial:
    """Call somebody: a number, an extension, a SIP address. ``ticket``: about this case (a call-back)."""

    target: str
    ticket: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Select:
    """Work with this call."""

    call: CallId


@dataclass(frozen=True, slots=True, kw_only=True)
class AddNote:
    """A note on the current ticket's time line."""

    text: str
    ticket: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EditTicket:
    """Set fields of the current ticket (see store.changes.EditTicket)."""

    fields: dict[str, str]
    ticket: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TypeDraft:
    """Something is being typed; kept as a draft, sent by another intent.

    ``scope``: ticket, escalation, wrapup, update.
    """

    ticket: UUID
    scope: str
    fields: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkCustomer:
    """The current ticket is about that customer; None: a wrong match."""

    ticket: UUID
    customer: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenEscalate:
    """Open the escalate panel, prefilled from the notes and the draft."""

    call: CallId | None = None
    ticket: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DemandManager:
    """The customer wants a manager: counted, and the panel opens filled in as far as it can be."""

    call: CallId | None = None
    ticket: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowProposal:
    """Open the panel for what :attr:`Board.proposals` proposes; ``key`` names it."""

    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaveProposal:
    """Not now: it is not proposed again while this console is open."""

    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NextCandidate:
    """Nobody has answered: ring whoever comes next, with the same reason and summary (R81)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaptureStep:
    """What was asked at the start of a call (R41); "" takes it back."""

    step: str
    text: str
    ticket: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseEscalate:
    """Close the panel; what was typed stays as a draft."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EditEscalate:
    """Fill in the panel: any of kind, target, reason, summary, expects, promised, credit."""

    fields: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Escalate:
    """Send it. ``to`` is a directory key, an extension, a number or an address; ``mode`` warm, blind or no_call.

    Fields that are "" are taken from the open panel.
    """

    mode: str = "warm"
    to: str = ""
    kind: str = ""
    reason: str = ""
    summary: str = ""
    expects: str = ""
    trigger: str = ""
    promised: str = ""
    """ISO 8601 with its zone: by when the customer was promised to hear of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmSpeaking:
    """A person speaks at the queue's end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Complete:
    """Hand over now (from a consult or a three-way), or try again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Conference:
    """All three together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SplitConference:
    """The customer back on hold, agent and target alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnToCustomer:
    """Back to the customer; the consult is dropped unless it is to be kept."""

    keep_consult: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsultAgain:
    """Back to the consult that was kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeCase:
    """On the target's side: the customer is here, though no signal said so."""

    call: CallId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WrapUp:
    """Finish a call with its code. ``call`` None: the oldest one waiting."""

    code: str = "solved"
    call: CallId | None = None
    fields: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class SetPresence:
    """``available``, ``away`` (with a reason of the settings) or ``dnd``."""

    presence: str
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Swap:
    """To the other customer's line; the one that is up is held."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Redial:
    """The number dialled last."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtendWrapUp:
    """More time before the wrap-up ends by itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowHistory:
    """Fill :attr:`Board.history`. ``kind``: "" (all), ``in``, ``out``, ``missed``. ``more``: the next page."""

    query: str = ""
    kind: str = ""
    more: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FindContacts:
    """Customers by name, company or number, for the dial field; "" lists the first."""

    query: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportContacts:
    """Read a CSV or vCard file and say what would change; with ``apply`` take it in. Path None: close the report."""

    path: str | None
    apply: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferDial:
    """A link was opened; the person is asked."""

    link: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SettleOffer:
    """Dial what the link asks for, or not."""

    dial: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterAgain:
    """Try now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UseSound:
    """Other devices or volumes, at once; the choice is remembered for the devices that are there."""

    sound: Sound


@dataclass(frozen=True, slots=True, kw_only=True)
class TrySound:
    """``tone``, ``ring``, ``record``, ``play`` or ``off`` (see telephony.commands.TestSound)."""

    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchLevels:
    """A page with meters was opened or closed."""

    on: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TestCall:
    """Call the echo service of the settings; no ticket comes of it."""

    __test__ = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Listen:
    """Hear a colleague's call (R52). ``person`` is a directory key, ``ear`` ``listen``, ``whisper`` or ``join``."""

    person: str
    ear: str = "listen"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeEar:
    """Hear the call that I listen to in another way: ``listen``, ``whisper`` or ``join``."""

    ear: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StopListening:
    """Leave the call that I listen to; the agent and the customer go on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SendToSurvey:
    """Take leave of the customer, who is asked by the telephone how it was (R31)."""

    call: CallId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenTicket:
    """Look at a ticket without a call; None closes it."""

    ticket: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """Find tickets; "" ends the search."""

    query: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Dismiss:
    """A notice was read."""

    notice: int


Intent = (
    PolicyIntent
    | Answer
    | Decline
    | HangUp
    | Hold
    | Resume
    | Mute
    | Digits
    | Dial
    | Select
    | AddNote
    | EditTicket
    | TypeDraft
    | LinkCustomer
    | OpenEscalate
    | DemandManager
    | FollowProposal
    | LeaveProposal
    | NextCandidate
    | CaptureStep
    | CloseEscalate
    | EditEscalate
    | Escalate
    | ConfirmSpeaking
    | Complete
    | Conference
    | SplitConference
    | ReturnToCustomer
    | ConsultAgain
    | TakeCase
    | WrapUp
    | SetPresence
    | Swap
    | Redial
    | ExtendWrapUp
    | ShowHistory
    | FindContacts
    | ImportContacts
    | OfferDial
    | SettleOffer
    | RegisterAgain
    | UseSound
    | TrySound
    | WatchLevels
    | TestCall
    | Listen
    | ChangeEar
    | StopListening
    | SendToSurvey
    | OpenTicket
    | Search
    | Dismiss
    | InboxIntent
    | RecordingIntent
    | ReplayIntent
    | KeepingIntent
    | ExportIntent
    | ReportIntent
    | ReviewIntent
    | RehearsalIntent
    | LearningIntent
    | UpdateIntent
)
