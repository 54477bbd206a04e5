"""One of every kind of change, in an order in which each is allowed."""

from datetime import timedelta
from uuid import uuid4

from store.changes import (
    AddNote,
    AdoptCase,
    AnswerCall,
    AnswerLeg,
    AnyChange,
    ApprovePolicy,
    BeginEscalation,
    CompleteSummary,
    EditTicket,
    EndCall,
    EndLeg,
    FireSla,
    FireTimer,
    HoldLeg,
    LinkCustomer,
    OpenCall,
    OpenLeg,
    PutCustomers,
    PutDirectory,
    RecordStep,
    SaveDraft,
    SavePolicy,
    SetState,
    TakeCase,
    WrapUp,
)
from store.changes_case import CaptureStep, DemandManager, MachineFailed
from store.changes_directory import EditDirectory
from store.changes_feedback import RecordFeedback
from store.changes_inbox import (
    AcceptEscalation,
    AddComment,
    LookAtValue,
    MakeOffer,
    PassOn,
    ReadMentions,
    ReopenEscalation,
    ResolveEscalation,
    ReturnEscalation,
    WithdrawOffer,
)
from store.changes_listening import GrantListening, UseGrant
from store.changes_recommendations import PutRecommendation
from store.changes_recordings import (
    BeginRecording,
    EndRecording,
    EraseAgain,
    EraseCustomer,
    ErasedFiles,
    ExpireRecordings,
    HeardRecording,
    HoldCase,
    HoldRecording,
    KeptRecording,
    LostRecording,
    PutConduct,
    PutRecordingRules,
    TellConsent,
)
from store.changes_rehearsal import DeletedTrySounds, DropTry, KeepTry, KeepTrySounds
from store.changes_reviews import (
    AcknowledgeReview,
    AnswerReview,
    AssignReview,
    DropReview,
    HandInReview,
    ReviseReview,
    SaveReview,
    SaveScorecard,
    ShareReview,
)
from store.changes_training import (
    CallOffSession,
    PutCourse,
    PutPlan,
    PutSession,
    RecordAttendance,
    SettlePlan,
    TickStep,
)
from store.changes_updates import QueueUpdate, RecordUpdate
from store.escalation import Kind, Mode, Outcome
from store.feedback import Asked
from store.grant import Ear
from store.offer import OfferForm
from store.policy import Authority
from store.recommendation import Aim
from store.recording import Conduct, Consent
from store.rehearsal import TriedStep, TrySound
from store.scorecard import USUAL
from store.sla import ClockKind, Mark, Sla, Target
from store.ticket import Outcome as CallOutcome
from store.ticket import Severity
from store.timing import Action
from store.training import PlanState, PlanStep, Presence
from store.update import UpdateState
from store.values import replace
from tests.store.story import DIRECTORY, HELEN, SOUND, START, Story

PROMISED = timedelta(hours=1)
EVERY = replace(
    SOUND,
    authorities=(Authority(level=2, credit_cents=50_000),),
    sla=Sla(targets=(Target(severity=Severity.NORMAL, first_response=PROMISED),)),
)
DANIEL = {"person": "daniel.okafor"}


def one_of_each(story: Story) -> list[AnyChange]:
    """Made, and not applied."""
    made = [*_telephone(story), *_paper(story), *_inbox(story), *_aside(story), *_recorded(story)]
    return [*made, *_training(story), *_reviewed(story)]


def _telephone(story: Story) -> list[AnyChange]:
    call, ticket, leg, escalation, consult = (uuid4() for _ in range(5))
    make = story.make
    return [
        make(PutDirectory, directory=DIRECTORY),
        make(PutCustomers, customers=(replace(HELEN, email="helen@northwind.example"),)),
        make(SavePolicy, policy=EVERY, base_version=0),
        make(ApprovePolicy, version=1, valid_from=START, person="daniel.okafor"),
        make(OpenCall, call=call, ticket=ticket, direction="in", remote_number="+442079460420"),
        make(AnswerCall, call=call),
        make(EditTicket, ticket=ticket, fields={"subject": "Line down", "severity": "high"}),
        make(AddNote, ticket=ticket, text="Reset it."),
        make(LinkCustomer, ticket=ticket, customer=None),
        make(SaveDraft, ticket=ticket, scope="escalation", fields={"summary": "x"}),
        make(CaptureStep, ticket=ticket, step="name", text="Helen"),
        make(HoldLeg, leg=call, held=True),
        make(BeginEscalation, escalation=escalation, ticket=ticket, call=call, kind=Kind.HIERARCHICAL,
             mode=Mode.WARM, reason="complexity", summary="s", target="2090"),
        make(OpenLeg, leg=leg, call=call, parent=call),
        make(AnswerLeg, leg=leg),
        make(RecordStep, escalation=escalation, step="answered", code=200),
        make(CompleteSummary, escalation=escalation, summary="Long.", expects="Much."),
        make(HoldLeg, leg=call, held=False, seconds=4.0),
        make(OpenCall, call=consult, ticket=ticket, direction="in", escalation=escalation, person="2090"),
        make(TakeCase, ticket=ticket, escalation=escalation, call=consult, person="2090", by="replaces"),
        make(RecordStep, escalation=escalation, step="handed_over", outcome=Outcome.HANDED_OVER),
        make(EndLeg, leg=leg, ended_by="us", code=200),
        make(EndCall, call=call, outcome=CallOutcome.HANDED_OVER),
        make(WrapUp, call=call, code="escalated", fields={"notes": "n"}),
        make(FireTimer, escalation=escalation, action=Action.REMIND, number=20, at=START + timedelta(days=21)),
    ]  # fmt: skip


def _paper(story: Story) -> list[AnyChange]:
    """A call that nobody took; its promise runs out."""
    call, ticket, failed = uuid4(), uuid4(), uuid4()
    make = story.make
    rings = make(OpenCall, call=call, ticket=ticket, direction="in", remote_number="+1555")
    warned = {"clock": ClockKind.FIRST_RESPONSE, "mark": Mark.WARN, "due": rings.at + PROMISED * 0.75}
    return [
        rings,
        make(MachineFailed, escalation=failed, call=call, by="bot", said="gave up"),
        make(DemandManager, ticket=ticket),
        make(FireSla, ticket=ticket, **warned, at=START + timedelta(days=1)),
        make(SetState, state="available"),
        make(AdoptCase, ticket=uuid4(), escalation=uuid4(), origin="TK-9", caller="+1"),
    ]


def _inbox(story: Story) -> list[AnyChange]:
    """An escalation without a call, and all that its owner may do with it."""
    call, ticket, first, second, offer, update = (uuid4() for _ in range(6))
    make = story.make

    def send(escalation: object, target: str) -> list[AnyChange]:
        return [
            make(BeginEscalation, escalation=escalation, ticket=ticket, call=None, kind=Kind.HIERARCHICAL,
                 mode=Mode.NO_CALL, reason="complexity", summary="s", target=target),
            make(RecordStep, escalation=escalation, step="sent", outcome=Outcome.SENT),
        ]  # fmt: skip

    return [
        make(OpenCall, call=call, ticket=ticket, direction="in", remote_number="+442079460420"),
        *send(first, "daniel.okafor"),
        make(AddComment, ticket=ticket, text="@daniel.okafor please read"),
        make(ReadMentions, ticket=ticket, **DANIEL),
        make(AcceptEscalation, escalation=first, **DANIEL),
        make(LookAtValue, ticket=ticket, **DANIEL),
        make(MakeOffer, offer=offer, ticket=ticket, amount_cents=100, form=OfferForm.REFUND, why="w", **DANIEL),
        make(WithdrawOffer, offer=offer, **DANIEL),
        make(PassOn, escalation=first, target="ines.weber", **DANIEL),
        make(ResolveEscalation, escalation=first, root_cause="cable", person="ines.weber"),
        make(ReopenEscalation, escalation=first, why="again", person="ines.weber"),
        make(ReturnEscalation, escalation=first, advice="Try this.", person="ines.weber"),
        make(RecordFeedback, ticket=ticket, score=4, asked=Asked.CUSTOMER, via="dtmf"),
        make(QueueUpdate, update=update, ticket=ticket, subject="s", body="b"),
        make(RecordUpdate, update=update, was=UpdateState.QUEUED, tries=0, state=UpdateState.DROPPED),
        *send(second, "daniel.okafor"),
    ]  # fmt: skip


def _aside(story: Story) -> list[AnyChange]:
    grant, attempt, make = uuid4(), uuid4(), story.make
    sound = TrySound(id=uuid4(), at=1.0, seconds=9.0)
    fewer = replace(DIRECTORY, levels=DIRECTORY.levels[:1])
    given = make(GrantListening, grant=grant, agent="maria.lopez", ear=Ear.LISTEN, **DANIEL)
    return [
        given,
        make(UseGrant, grant=grant, call=uuid4()),
        make(EditDirectory, base=DIRECTORY, directory=fewer),
        make(PutRecommendation, recommendation=uuid4(), aim=Aim.PROCESS, text="Ask twice.", **DANIEL),
        make(
            KeepTry, attempt=attempt, scenario="busy_expert", title="Busy", edition="1", seed=1, started_at=START,
            seconds=60.0, steps=(TriedStep(check="answered", weight=10, points=1.0),), sounds=(sound,),
        ),
        make(KeepTrySounds, attempt=attempt, sounds=(replace(sound, name="a.flac", size=9),)),
        make(DropTry, attempt=attempt, **DANIEL),
        make(DeletedTrySounds, attempts=(attempt,)),
    ]  # fmt: skip


def _recorded(story: Story) -> list[AnyChange]:
    """A call of a year ago, and its customer, who is forgotten in the end."""
    call, ticket, one, other, make = uuid4(), uuid4(), uuid4(), uuid4(), story.make
    file = {"name": "a.flac", "size": 9, "sha256": "00", "peaks": "a.peaks", "key": "k"}
    forgotten = replace(HELEN, id=uuid4(), numbers=("+15550199",))
    begun = {"call": call, "started_at": START}
    return [
        make(PutCustomers, customers=(forgotten,)),
        make(OpenCall, call=call, ticket=ticket, direction="in", remote_number="+15550199"),
        make(BeginRecording, recording=one, **begun),
        make(BeginRecording, recording=other, **begun),
        make(PutConduct, leg=call, conduct=Conduct(seconds=3.0, turns=1)),
        make(EndRecording, recording=one, seconds=3.5, pauses=((1.0, 2.0),)),
        make(KeptRecording, recording=one, **file),
        make(LostRecording, recording=other, why="No space left on device"),
        make(TellConsent, call=call, consent=Consent.GIVEN),
        make(HeardRecording, listening=uuid4(), recording=one, end=3.0),
        make(HoldRecording, recording=one, on=True, why="A claim.", **DANIEL),
        make(HoldRecording, recording=one, on=False, why="Settled.", **DANIEL),
        make(HoldCase, ticket=ticket, on=True, why="A claim.", **DANIEL),
        make(HoldCase, ticket=ticket, on=False, why="Settled.", **DANIEL),
        make(PutRecordingRules, agents_hear_own=True, days={"customer": 1}),
        make(EndCall, call=call, outcome=CallOutcome.ANSWERED),
        make(ExpireRecordings, at=START + timedelta(days=2)),
        make(ErasedFiles, recordings=(one, other)),
        make(EraseCustomer, customer=forgotten.id),
        make(EraseAgain, erasure=uuid4(), customer=forgotten.id, by="", erased_at=START, tickets=(uuid4(),)),
    ]  # fmt: skip


def _training(story: Story) -> list[AnyChange]:
    course, session, other, plan = (uuid4() for _ in range(4))
    make = story.make
    begins = {"begins_at": START, "course": course, "people": ("maria.lopez",)}
    return [
        make(PutCourse, course=course, name="Refunds", areas=("authority",), **DANIEL),
        make(PutSession, session=session, **begins, **DANIEL),
        make(RecordAttendance, session=session, presences={"maria.lopez": Presence.ATTENDED}, **DANIEL),
        make(PutSession, session=other, **begins, **DANIEL),
        make(CallOffSession, session=other, why="Ill.", **DANIEL),
        make(PutPlan, plan=plan, whose="maria.lopez", goal="g", steps=(PlanStep(),), **DANIEL),
        make(TickStep, plan=plan, step=0),
        make(SettlePlan, plan=plan, state=PlanState.DONE, **DANIEL),
    ]


def _reviewed(story: Story) -> list[AnyChange]:
    """A call that is reviewed, shared, answered, changed and acknowledged; and one that is to be compared."""
    call, review, other, make = uuid4(), uuid4(), uuid4(), story.make
    daniel = {"person": "daniel.okafor"}
    filled = {"card": USUAL.key, "card_version": 1, "answers": {q.key: 1 for q in USUAL.questions}}
    others = {"person": "ines.weber"}
    directory = replace(
        DIRECTORY,
        people=tuple(replace(p, role="trainer") if p.key == "ines.weber" else p for p in DIRECTORY.people),
    )
    return [
        make(PutDirectory, directory=directory),
        make(OpenCall, call=call, ticket=uuid4(), direction="in", remote_number="+15550177"),
        make(AnswerCall, call=call),
        make(EndCall, call=call, outcome=CallOutcome.ANSWERED),
        make(SaveScorecard, card=USUAL, base_version=0, **others),
        make(AssignReview, review=review, call=call, reviewer="daniel.okafor", **daniel),
        make(SaveReview, review=review, **filled, **daniel),
        make(ShareReview, review=review, **daniel),
        make(AnswerReview, review=review, text="Thank you."),
        make(ReviseReview, review=review, **daniel),
        make(DropReview, review=review, **daniel),
        make(AcknowledgeReview, review=review),
        make(AssignReview, review=other, call=call, reviewer="ines.weber", calibration=uuid4(), **others),
        make(SaveReview, review=other, **filled, **others),
        make(HandInReview, review=other, **others),
    ]
