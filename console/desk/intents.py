"""What a person asks for, by a button, a key or `warmline ctl`: the one way into the desk.

``call`` None means the obvious one (the call that rings, the current call). An intent that cannot be done now
is refused with a :class:`Refusal`, at once and with nothing changed.
"""

from uuid import UUID

from msgspec import Struct, field

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


class Refusal(Struct, frozen=True):
    """Why not: ``code`` for programs, ``message`` for people."""

    code: str
    message: str


class Answer(Struct, frozen=True, kw_only=True):
    """Take the call that rings."""

    call: CallId | None = None


class Decline(Struct, frozen=True, kw_only=True):
    """Refuse the call that rings (603)."""

    call: CallId | None = None


class HangUp(Struct, frozen=True, kw_only=True):
    """End a call. During a consult, ``call`` must be named: the customer's or the consult."""

    call: CallId | None = None


class Hold(Struct, frozen=True, kw_only=True):
    """Hold with music."""

    call: CallId | None = None


class Resume(Struct, frozen=True, kw_only=True):
    """Back to a held call."""

    call: CallId | None = None


class Mute(Struct, frozen=True, kw_only=True):
    """The microphone, off or on."""

    on: bool
    call: CallId | None = None


class Digits(Struct, frozen=True, kw_only=True):
    """DTMF."""

    digits: str
    call: CallId | None = None


class Dial(Struct, frozen=True, kw_only=True):
    """Call somebody: a number, an extension, a SIP address. ``ticket``: about this case (a call-back)."""

    target: str
    ticket: UUID | None = None


class Select(Struct, frozen=True, kw_only=True):
    """Work with this call."""

    call: CallId


class AddNote(Struct, frozen=True, kw_only=True):
    """A note on the current ticket's time line."""

    text: str
    ticket: UUID | None = None


class EditTicket(Struct, frozen=True, kw_only=True):
    """Set fields of the current ticket (see store.changes.EditTicket)."""

    fields: dict[str, str]
    ticket: UUID | None = None


class TypeDraft(Struct, frozen=True, kw_only=True):
    """Something is being typed; kept as a draft, sent by another intent.

    ``scope``: ticket, escalation, wrapup, update.
    """

    ticket: UUID
    scope: str
    fields: dict[str, str]


class LinkCustomer(Struct, frozen=True, kw_only=True):
    """The current ticket is about that customer; None: a wrong match."""

    ticket: UUID
    customer: UUID | None


class OpenEscalate(Struct, frozen=True, kw_only=True):
    """Open the escalate panel, prefilled from the notes and the draft."""

    call: CallId | None = None
    ticket: UUID | None = None


class DemandManager(Struct, frozen=True, kw_only=True):
    """The customer wants a manager: counted, and the panel opens filled in as far as it can be."""

    call: CallId | None = None
    ticket: UUID | None = None


class FollowProposal(Struct, frozen=True, kw_only=True):
    """Open the panel for what :attr:`Board.proposals` proposes; ``key`` names it."""

    key: str


class LeaveProposal(Struct, frozen=True, kw_only=True):
    """Not now: it is not proposed again while this console is open."""

    key: str


class NextCandidate(Struct, frozen=True, kw_only=True):
    """Nobody has answered: ring whoever comes next, with the same reason and summary (R81)."""


class CaptureStep(Struct, frozen=True, kw_only=True):
    """What was asked at the start of a call (R41); "" takes it back."""

    step: str
    text: str
    ticket: UUID | None = None


class CloseEscalate(Struct, frozen=True, kw_only=True):
    """Close the panel; what was typed stays as a draft."""


class EditEscalate(Struct, frozen=True, kw_only=True):
    """Fill in the panel: any of kind, target, reason, summary, expects, promised, credit."""

    fields: dict[str, str]


class Escalate(Struct, frozen=True, kw_only=True):
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


class ConfirmSpeaking(Struct, frozen=True, kw_only=True):
    """A person speaks at the queue's end."""


class Complete(Struct, frozen=True, kw_only=True):
    """Hand over now (from a consult or a three-way), or try again."""


class Conference(Struct, frozen=True, kw_only=True):
    """All three together."""


class SplitConference(Struct, frozen=True, kw_only=True):
    """The customer back on hold, agent and target alone."""


class ReturnToCustomer(Struct, frozen=True, kw_only=True):
    """Back to the customer; the consult is dropped unless it is to be kept."""

    keep_consult: bool = False


class ConsultAgain(Struct, frozen=True, kw_only=True):
    """Back to the consult that was kept."""


class TakeCase(Struct, frozen=True, kw_only=True):
    """On the target's side: the customer is here, though no signal said so."""

    call: CallId | None = None


class WrapUp(Struct, frozen=True, kw_only=True):
    """Finish a call with its code. ``call`` None: the oldest one waiting."""

    code: str = "solved"
    call: CallId | None = None
    fields: dict[str, str] = field(default_factory=dict)


class SetPresence(Struct, frozen=True, kw_only=True):
    """``available``, ``away`` (with a reason of the settings) or ``dnd``."""

    presence: str
    reason: str = ""


class Swap(Struct, frozen=True, kw_only=True):
    """To the other customer's line; the one that is up is held."""


class Redial(Struct, frozen=True, kw_only=True):
    """The number dialled last."""


class ExtendWrapUp(Struct, frozen=True, kw_only=True):
    """More time before the wrap-up ends by itself."""


class ShowHistory(Struct, frozen=True, kw_only=True):
    """Fill :attr:`Board.history`. ``kind``: "" (all), ``in``, ``out``, ``missed``. ``more``: the next page."""

    query: str = ""
    kind: str = ""
    more: bool = False


class FindContacts(Struct, frozen=True, kw_only=True):
    """Customers by name, company or number, for the dial field; "" lists the first."""

    query: str


class ImportContacts(Struct, frozen=True, kw_only=True):
    """Read a CSV or vCard file and say what would change; with ``apply`` take it in. Path None: close the report."""

    path: str | None
    apply: bool = False


class OfferDial(Struct, frozen=True, kw_only=True):
    """A link was opened; the person is asked."""

    link: str


class SettleOffer(Struct, frozen=True, kw_only=True):
    """Dial what the link asks for, or not."""

    dial: bool


class RegisterAgain(Struct, frozen=True, kw_only=True):
    """Try now."""


class UseSound(Struct, frozen=True, kw_only=True):
    """Other devices or volumes, at once; the choice is remembered for the devices that are there."""

    sound: Sound


class TrySound(Struct, frozen=True, kw_only=True):
    """``tone``, ``ring``, ``record``, ``play`` or ``off`` (see telephony.commands.TestSound)."""

    what: str


class WatchLevels(Struct, frozen=True, kw_only=True):
    """A page with meters was opened or closed."""

    on: bool


class TestCall(Struct, frozen=True, kw_only=True):
    """Call the echo service of the settings; no ticket comes of it."""

    __test__ = False


class Listen(Struct, frozen=True, kw_only=True):
    """Hear a colleague's call (R52). ``person`` is a directory key, ``ear`` ``listen``, ``whisper`` or ``join``."""

    person: str
    ear: str = "listen"


class ChangeEar(Struct, frozen=True, kw_only=True):
    """Hear the call that I listen to in another way: ``listen``, ``whisper`` or ``join``."""

    ear: str


class StopListening(Struct, frozen=True, kw_only=True):
    """Leave the call that I listen to; the agent and the customer go on."""


class SendToSurvey(Struct, frozen=True, kw_only=True):
    """Take leave of the customer, who is asked by the telephone how it was (R31)."""

    call: CallId | None = None


class OpenTicket(Struct, frozen=True, kw_only=True):
    """Look at a ticket without a call; None closes it."""

    ticket: UUID | None


class Search(Struct, frozen=True, kw_only=True):
    """Find tickets; "" ends the search."""

    query: str


class Dismiss(Struct, frozen=True, kw_only=True):
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
