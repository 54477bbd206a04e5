"""The parts that a desk is made of, and what they may use: put together in one place."""

from collections.abc import Callable

import msgspec

from console.desk.advice import Adviser
from console.desk.aside import CodeCalls, EchoTests
from console.desk.autoanswer import AutoAnswer
from console.desk.calls import Calls
from console.desk.caring import Caring
from console.desk.clock import FloorClock
from console.desk.conduct import ConductHints
from console.desk.core import Core
from console.desk.dialling import Dialling
from console.desk.erasing import Erase, no_erase
from console.desk.erasures import Erasures
from console.desk.escalate import Escalations
from console.desk.exports import Export, Exports, no_export
from console.desk.floor import FloorDesk
from console.desk.handling import Handling
from console.desk.handovers import Handovers
from console.desk.heard import Heard
from console.desk.inbox import InboxDesk
from console.desk.learning import LearningDesk
from console.desk.legal_hold import LegalHolds
from console.desk.lists import Lists, ReadContacts, no_import
from console.desk.monitoring import Monitoring
from console.desk.paper import Paper
from console.desk.policies import Drafts, NoDrafts, Policies, no_template
from console.desk.proposals import Proposals
from console.desk.queue import Queue
from console.desk.recording import Recordings
from console.desk.rehearsals import Rehearsals
from console.desk.rehearsing import NoRehearsals, Rehearse
from console.desk.replay import Replay
from console.desk.reports import Reports
from console.desk.retention import Retention
from console.desk.reviews import Reviews
from console.desk.sound import SaveSound, Sounds, not_saved
from console.desk.states import States
from console.desk.steps import Steps
from console.desk.surveys import Surveys
from console.desk.terms import Later, never
from console.desk.transfers import Transfers
from console.desk.triggers import Triggers
from console.desk.trying import Trying
from console.desk.updates import Updates
from console.desk.watching import Watching
from console.replay.sources import NoPlayer, PlayerPort
from store.policy import Policy as EscalationPolicy
from telephony.commands import Sound


class Means(msgspec.Struct, frozen=True, kw_only=True):
    """What a desk may do beyond its telephone and its store.

    ``later`` is the clock by which things happen by themselves, ``sound`` the devices that were chosen (None: this
    console has no sound), ``save_sound`` is told another choice, ``read_contacts`` reads files of contacts.
    ``drafts`` keeps the draft of a policy, ``template`` reads the policy that a new one can begin with.
    """

    later: Later = never
    sound: Sound | None = None
    save_sound: SaveSound = not_saved
    read_contacts: ReadContacts = no_import
    drafts: Drafts = msgspec.field(default_factory=NoDrafts)
    template: Callable[[], EscalationPolicy] = no_template
    nudge_mail: Callable[[], None] = lambda: None
    """Tells whoever sends e-mail that something may be there."""
    nudge_archive: Callable[[], None] = lambda: None
    """Tells whoever keeps recordings that one may be finished, or that something was erased."""
    player: PlayerPort = msgspec.field(default_factory=NoPlayer)
    """Plays what was recorded."""
    export: Export = no_export
    """Writes a case with its recordings."""
    erase: Erase = no_erase
    """Erases a customer."""
    center: str = "Warmline"
    """The call center's name."""
    rehearse: Rehearse = msgspec.field(default_factory=NoRehearsals)
    """Opens rehearsals."""


class Parts:
    """All of them, on one core. What is further down may know what is further up."""

    def __init__(self, core: Core, means: Means) -> None:
        self.codes = CodeCalls(core)
        self.queue = Queue(core, self.codes)
        self.states = States(core, self.queue)
        self.echo = EchoTests(core)
        self.sounds = Sounds(core, means.sound, means.save_sound)
        self.watching = Watching(core, self.echo)
        self.lists = Lists(core, means.read_contacts)
        self.handovers = Handovers(core)
        self.calls = Calls(core, self.handovers)
        self.handling = Handling(core)
        self.recordings = Recordings(core, self.handling, means.nudge_archive)
        self.conduct = ConductHints(core)
        self.monitoring = Monitoring(core)
        self.heard = Heard(core)
        self.surveys = Surveys(core, self.calls, self.handling)
        self.dialling = Dialling(core, self.calls, self.handling, self.states)
        self.auto_answer = AutoAnswer(core, self.states, self.handling)
        self.transfers = Transfers(core, self.calls)
        self.escalations = Escalations(core, self.transfers)
        self.trying = Trying(core, self.transfers, self.escalations)
        self.triggers = Triggers(core)
        self.proposals = Proposals(core, self.escalations)
        self.steps = Steps(core)
        core.derive = Adviser().derive
        self.policies = Policies(core, means.drafts, means.template)
        self.paper = Paper(core, self.handovers, self.lists, self.watching, self.policies)
        self.inbox = InboxDesk(core, self.dialling)
        self.floor = FloorDesk(core)
        self.reports = Reports(core)
        self.reviews = Reviews(core)
        self.rehearsals = Rehearsals(core, self.states, means.rehearse, means.nudge_archive)
        self.replay = Replay(core, means.player)
        self.holds = LegalHolds(core)
        self.retention = Retention(core)
        self.erasures = Erasures(core, means.erase, self.lists, means.nudge_archive)
        self.exports = Exports(core, means.export)
        self.learning = LearningDesk(core)
        self.caring = Caring(core)
        self.updates = Updates(core, self.dialling, means.nudge_mail, means.center)
        self.clock = FloorClock(core, means.later)
