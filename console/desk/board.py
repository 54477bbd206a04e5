"""What is on the agent's desk now: one immutable value that the window paints and `warmline ctl` prints.

The desk replaces the board whenever something changes; nobody else writes it. Values are raw (datetimes,
codes, E.164): the window formats and translates. All texts that come from outside are hostile and are shown
as plain text only.
"""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

import msgspec

from console.desk.composing import Composing
from console.desk.drafting import DraftCard
from console.desk.erasing import ErasingCard
from console.desk.recorded import RecordingBoard
from console.desk.rehearsing import RehearsalCard
from console.desk.replaying import ReplayCard
from console.desk.reporting import ReportCard
from console.desk.retaining import RetentionCard
from console.desk.reviewing import Reviewing
from console.desk.schooling import LearningCard, OwnLearning
from store.adviser import Advice
from store.book import CallRow, Case, CauseRow, DayFigures, EscalationRow, TicketRow, UpdateRow
from store.customer import Customer
from store.directory import Directory
from store.floor import FloorView
from store.grant import Ear
from store.inbox import Inbox
from store.policy import Policy, PolicyVersion
from telephony.call import CallId, CallState, Direction
from telephony.commands import Sound
from telephony.events import RegistrationProblem, RegistrationState, SoundChanged, SoundTested
from telephony.quality import Quality
from telephony.transfer import State, Step


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


class Trust(StrEnum):
    """What is known of the hand-over context that came with a call."""

    NONE = "none"
    CHECKING = "checking"
    VERIFIED = "verified"
    MATCHED = "matched"
    """Nothing came with the call (a PBX took it off), but the shared store has an escalation from there to us."""
    UNVERIFIED = "unverified"


class Arrival(StrEnum):
    """On the target's side: whether the customer is there yet."""

    WAITING = "waiting"
    """A colleague consults us; their customer hears music."""
    HERE = "here"
    """A signal came: the case is ours."""
    UNCONFIRMED = "unconfirmed"
    """The colleague's leg looks handed over, but no signal came: one key takes the case."""


class Handover(msgspec.Struct, frozen=True, kw_only=True):
    """A consult that came to us, from its signed context, the store and the signed message."""

    trust: Trust
    why: str = ""
    """The ContextError code if unverified."""
    escalation: UUID | None = None
    from_name: str = ""
    from_number: str = ""
    kind: str = ""
    reason: str = ""
    summary: str = ""
    expects: str = ""
    level: int = 0
    hop: int = 0
    customer_name: str = ""
    customer_number: str = ""
    arrival: Arrival = Arrival.WAITING

    @property
    def known(self) -> bool:
        """Whether it is known which case this is about: signed, or matched by the store."""
        return self.trust in {Trust.VERIFIED, Trust.MATCHED}


class CallCard(msgspec.Struct, frozen=True, kw_only=True):
    """One call at this desk, the consult of a transfer excepted (that is in :class:`TransferCard`).

    ``case`` is None until the store has answered; ``matches`` holds the customers when several have the
    number. ``since`` is when it rang or was dialled, ``answered_at`` when it was answered, UTC.
    """

    call: CallId
    direction: Direction
    state: CallState
    name: str
    number: str
    """As shown: international format, an extension, "" if withheld."""
    dialled: str = ""
    held: bool = False
    held_since: datetime | None = None
    held_by_remote: bool = False
    muted: bool = False
    codec: str = ""
    since: datetime
    answered_at: datetime | None = None
    ticket: UUID | None = None
    case: Case | None = None
    matches: tuple[Customer, ...] = ()
    handover: Handover | None = None
    emergency: bool = False
    early_media: bool = False
    """The other side sends sound before it answers: a tone, or an announcement."""
    auto_answered: bool = False
    """Nobody pressed Answer: the PBX or the settings had it answered."""
    failed_before: str = ""
    """``bot`` or ``ivr``: the machine that could not help this caller (R26)."""
    quality: Quality | None = None
    """The last five seconds; None until measured."""


class TransferCard(msgspec.Struct, frozen=True, kw_only=True):
    """An escalation by telephone that is under way, or has just failed and can be tried again.

    ``state`` is already :func:`telephony.transfer.shown`. ``step``, ``code`` and ``reason`` are the last thing
    that happened; ``failed`` names the step that brought the customer back.
    """

    transfer: str
    escalation: UUID
    customer: CallId
    consult: CallId
    state: State
    step: Step | None = None
    code: int = 0
    reason: str = ""
    failed: Step | None = None
    target: str
    """What is dialled."""
    key: str = ""
    """Its directory key, or what was typed."""
    target_name: str
    target_number: str = ""
    target_level: int = 0
    target_department: str = ""
    is_queue: bool = False
    since: datetime
    answered_at: datetime | None = None
    consult_alive: bool = False
    kind: str = ""
    why: str = ""
    """The reason that was given."""
    trigger: str = "agent"
    tried: tuple[str, ...] = ()
    """Directory keys that this escalation has rung, this one included."""
    next: str = ""
    """Directory key of whom one key rings next (R81); "" if nobody is left who could take it."""
    next_name: str = ""
    summary_complete: bool = True
    """What was tried and what is expected are both there; due before completing."""

    @property
    def under_way(self) -> bool:
        """Something is still to come of it."""
        return self.state not in (State.HANDED_OVER, State.LOST, State.RETURNED)


class EscalateForm(msgspec.Struct, frozen=True, kw_only=True):
    """The escalate panel, open for one ticket; saved as a draft at most a second after a change."""

    ticket: UUID
    call: CallId | None
    kind: str = "functional"
    target: str = ""
    """Directory key of a person or department, or what was typed."""
    reason: str = ""
    summary: str = ""
    expects: str = ""
    promised: str = ""
    """By when the customer was promised to hear of it: ISO 8601, UTC."""
    credit: str = ""
    """What the customer is to get, as it was typed; ``currency`` ISO 4217."""
    currency: str = "EUR"
    trigger: str = "agent"
    """What set it off: ``agent``, ``customer`` (demands a manager), ``pattern``, ``reopened``, ``bot``, ``ivr``."""
    posture: str = "reactive"
    """``proactive``: before anyone complained (R16)."""
    saved_at: datetime | None = None
    problem: str = ""
    """Code of why it was refused: ``no_target``, ``no_reason``, ``no_summary``, ``no_expects``, ``bad_target``,
    ``bad_promise``, or ``forbidden``; then ``why`` is the policy's reason (see :func:`console.desk.advice.why_not`).
    """
    why: str = ""


class Proposal(msgspec.Struct, frozen=True, kw_only=True):
    """A case that is better escalated before anyone complains, or that has come up again (R16).

    ``code`` is ``cause`` (many tickets of one fault), ``risk`` (a customer who may leave), ``reopened``, ``bot`` or
    ``ivr``; ``values`` fill its sentence. ``key`` is the same each time it is worked out.
    """

    key: str
    code: str
    ticket: UUID
    number: str
    trigger: str
    posture: str
    kind: str
    reason: str
    target: str = ""
    values: tuple[tuple[str, str], ...] = ()


class WrapUpCard(msgspec.Struct, frozen=True, kw_only=True):
    """A call that is over and not finished yet."""

    call: CallId
    name: str
    number: str
    ended_at: datetime
    talk_seconds: float
    outcome: str
    """A word of store.ticket.Outcome."""
    ticket: UUID | None = None
    case: Case | None = None
    call_back: str = ""
    """What to dial to call back, if there is a number."""


class Notice(msgspec.Struct, frozen=True, kw_only=True):
    """Something to tell: ``kind`` is ``info``, ``ok``, ``warn`` or ``error``; ``code`` names the sentence.

    ``values`` fill it. ``sticky`` ones are banners until what they tell is over, others are toasts.
    """

    id: int
    kind: str
    code: str
    values: dict[str, str] = msgspec.field(default_factory=dict)
    sticky: bool = False


class History(msgspec.Struct, frozen=True, kw_only=True):
    """The list of calls as it was asked for: words, kind, and how far down. ``rows`` are newest first.

    ``kind`` is "" (all), ``in``, ``out`` or ``missed``. ``more``: there are older ones.
    """

    query: str = ""
    kind: str = ""
    rows: tuple[CallRow, ...] = ()
    more: bool = False
    loading: bool = False


class DialOffer(msgspec.Struct, frozen=True, kw_only=True):
    """A link (``tel:``, ``sip:``, ``callto:``) that asks to be dialled; nothing is until the person says so.

    ``target`` is what would be dialled, "" with a ``problem`` (an AddressError code) if it must not be.
    """

    link: str
    target: str = ""
    shown: str = ""
    name: str = ""
    """Of a customer or colleague with that number."""
    problem: str = ""


class Import(msgspec.Struct, frozen=True, kw_only=True):
    """A file of contacts: read and compared (``applied`` False, nothing written yet), then taken in.

    ``problems`` are rows that cannot be read: line number and why, in words; the others can still be taken.
    """

    path: str
    new: int = 0
    changed: int = 0
    same: int = 0
    problems: tuple[tuple[int, str], ...] = ()
    applied: bool = False
    error: str = ""
    """Why the file cannot be read at all."""


class EchoTest(msgspec.Struct, frozen=True, kw_only=True):
    """The test call to the echo service: the one under way, or the last one. It is on no card."""

    call: CallId
    state: CallState
    since: datetime
    answered_at: datetime | None = None
    ended_at: datetime | None = None
    code: int = 0
    """SIP status it ended with; 200 after a normal end."""
    quality: Quality | None = None
    """While it is up the last five seconds, after it the whole call."""


class Listening(msgspec.Struct, frozen=True, kw_only=True):
    """Whose call I hear, as a supervisor (R52). ``person`` is their directory key.

    ``state`` is UP once I hear it. ``wanted`` is the ear that was asked for and is not given yet. ``by_pbx``: by a code
    of the PBX and not by the agent's console.
    """

    call: CallId
    person: str
    name: str
    ear: Ear
    wanted: Ear | None = None
    state: CallState
    since: datetime
    answered_at: datetime | None = None
    by_pbx: bool = False


class Listener(msgspec.Struct, frozen=True, kw_only=True):
    """A supervisor who hears me: who, in which of my calls (``customer``), since when, and how."""

    call: CallId
    customer: CallId
    person: str
    name: str
    ear: Ear
    since: datetime


class SurveyCard(msgspec.Struct, frozen=True, kw_only=True):
    """A customer whom I have left to the survey; ``tries`` is 0 until it is over, ``score`` None without an answer."""

    call: CallId
    name: str
    since: datetime
    score: int | None = None
    tries: int = 0


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


class Board(msgspec.Struct, frozen=True, kw_only=True):
    """The whole desk. ``cards`` are in order of their start, the selected one is ``selected``."""

    me: Me
    phone: PhoneLine = msgspec.field(default_factory=PhoneLine)
    cards: tuple[CallCard, ...] = ()
    selected: CallId | None = None
    transfer: TransferCard | None = None
    form: EscalateForm | None = None
    wrapups: tuple[WrapUpCard, ...] = ()
    opened: Case | None = None
    """A ticket that the person looks at without a call."""
    today: tuple[CallRow, ...] = ()
    sent: tuple[EscalationRow, ...] = ()
    """My open escalations (R27)."""
    inbox: tuple[EscalationRow, ...] = ()
    """Escalations that wait for me."""
    cases: Inbox = msgspec.field(default_factory=Inbox)
    """Every escalated case that is this person's business, and what they are to read."""
    floor: FloorView | None = None
    """Everybody, while the page of the floor is looked at."""
    reports: ReportCard | None = None
    """While the page of reports is looked at."""
    reviewing: Reviewing = msgspec.field(default_factory=Reviewing)
    """What I have to review, and what was said of my calls."""
    rehearsals: RehearsalCard | None = None
    """While their page is looked at, or one is open."""
    retention: RetentionCard | None = None
    """While the rules for how long recordings are kept are looked at."""
    erasing: ErasingCard | None = None
    """The customer who may be erased, or is being."""
    replay: ReplayCard | None = None
    """The case that is replayed."""
    learning: LearningCard | None = None
    """While the page of learning is looked at."""
    own_learning: OwnLearning = msgspec.field(default_factory=OwnLearning)
    figures: DayFigures = msgspec.field(default_factory=DayFigures)
    found: tuple[TicketRow, ...] = ()
    query: str = ""
    directory: Directory = msgspec.field(default_factory=Directory)
    policy: Policy = msgspec.field(default_factory=lambda: Policy(version=0))
    """The escalation policy that is followed now; version 0: none is."""
    policies: tuple[PolicyVersion, ...] = ()
    """All versions, newest first."""
    advice: Advice | None = None
    """Whom to escalate to, for the open form; None without one."""
    causes: tuple[CauseRow, ...] = ()
    """The faults of the last month's tickets, that with most open tickets first."""
    proposals: tuple[Proposal, ...] = ()
    draft: DraftCard | None = None
    """What a manager makes of the next one; None: nothing is edited."""
    history: History = msgspec.field(default_factory=History)
    contacts: tuple[Customer, ...] = ()
    """Customers found for what is typed in the dial field or the contacts page."""
    contacts_query: str = ""
    offer: DialOffer | None = None
    importing: Import | None = None
    seen: dict[str, str] = msgspec.field(default_factory=dict)
    """Presence by directory key, from the PBX where it serves it, else as the store has it."""
    sound: SoundChanged = msgspec.field(default_factory=SoundChanged)
    sound_chosen: Sound = msgspec.field(default_factory=Sound)
    """What UseSound said last, or what the settings and the memory of devices say; the settings page begins there."""
    sound_test: SoundTested | None = None
    echo_test: EchoTest | None = None
    listening: Listening | None = None
    """Whose call I hear."""
    listeners: tuple[Listener, ...] = ()
    """Who hears me; empty where the settings hide it."""
    surveys: tuple[SurveyCard, ...] = ()
    """Customers who are being asked; their calls are in the wrap-up already."""
    recording: RecordingBoard = msgspec.field(default_factory=RecordingBoard)
    """What is recorded, and what is hinted at."""
    headset: Headset = msgspec.field(default_factory=Headset)
    background_keys: tuple[str, ...] = ()
    """Names of the keys (see ui.keys) that work while another window is in front; () where the system allows none."""
    reasons: tuple[str, ...] = ("break", "training")
    """Why one may be away, from the settings."""
    last_dialled: str = ""
    country: str = "GB"
    """Home country (ISO 3166): how numbers without a country code are read and grouped."""
    emergency: tuple[str, ...] = ()
    """Numbers that pass every policy, as they are dialled; from the settings."""
    updates: tuple[UpdateRow, ...] = ()
    """Customers whom I am to call, and messages that are held or have failed."""
    composing: Composing | None = None
    to_rate: tuple[EscalationRow, ...] = ()
    """Escalations that are over, of which I am asked how they went."""
    notices: tuple[Notice, ...] = ()
    store_down: str = ""
    """Why the store cannot be reached; "" if all is well."""

    def card(self, call: CallId | None) -> CallCard | None:
        """The card of that call."""
        return next((c for c in self.cards if c.call == call), None)

    @property
    def ringing(self) -> CallCard | None:
        """The oldest incoming call that rings."""
        return next(
            (c for c in self.cards if c.state is CallState.RINGING and c.direction is Direction.IN), None
        )

    @property
    def current(self) -> CallCard | None:
        """The call that the person works with: the selected one, else the one that is up and not held."""
        chosen = self.card(self.selected)
        if chosen is not None:
            return chosen
        up = [c for c in self.cards if c.state is not CallState.RINGING or c.direction is Direction.OUT]
        return next((c for c in up if not c.held), up[0] if up else None)
