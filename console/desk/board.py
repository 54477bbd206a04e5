"""What is on the agent's desk now: one immutable value that the window paints and `warmline ctl` prints.

The desk replaces the board whenever something changes; nobody else writes it. Values are raw (datetimes,
codes, E.164): the window formats and translates. All texts that come from outside are hostile and are shown
as plain text only.
"""

import msgspec

from console.desk.calling import CallCard, EchoTest, Listener, Listening, SurveyCard, WrapUpCard
from console.desk.composing import Composing
from console.desk.drafting import DraftCard
from console.desk.erasing import ErasingCard
from console.desk.escalating import EscalateForm, Proposal, TransferCard
from console.desk.recorded import RecordingBoard
from console.desk.rehearsing import RehearsalCard
from console.desk.replaying import ReplayCard
from console.desk.reporting import ReportCard
from console.desk.retaining import RetentionCard
from console.desk.reviewing import Reviewing
from console.desk.schooling import LearningCard, OwnLearning
from console.desk.seat import Headset, Me, PhoneLine
from store.adviser import Advice
from store.book import CallRow, Case, CauseRow, DayFigures, EscalationRow, TicketRow, UpdateRow
from store.customer import Customer
from store.directory import Directory
from store.floor import FloorView
from store.inbox import Inbox
from store.policy import Policy, PolicyVersion
from telephony.call import CallId, CallState, Direction
from telephony.commands import Sound
from telephony.events import SoundChanged, SoundTested


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
