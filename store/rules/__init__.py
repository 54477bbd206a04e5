"""The rules: how each change is carried out, written once for every book.

:func:`carry_out` works on a :class:`store.unit.Unit` (one transaction) and is pure otherwise: the same
changes in the same order give the same rows in every book, the ids of added rows included. Raises
:class:`store.errors.Rejected` for a change that the rules forbid; the book then rolls the transaction back.

Kinds of :class:`store.ticket.Entry`, the ticket's time line (``person`` is who did it):

======================  =====================================  ================
kind                    text                                   code
======================  =====================================  ================
ticket_opened           the caller's name or number            -
ticket_adopted          the number where it came from          -
call_rang               the caller's name or number            -
call_dialled            the other side's name or number        -
consult_rang            the colleague's name or number         -
call_answered           the other side's name or number        -
call_ended              an ``Outcome`` of the call             final SIP status
leg_opened              the other side's name or number        -
leg_answered            the other side's name or number        -
leg_ended               ``us``, ``them`` or ``network``        final SIP status
held                    the other side's name or number        -
resumed                 seconds on hold, with one decimal      -
edited                  ``field=value``, one row a field       -
note                    the note                               -
machine_failed          ``bot`` or ``ivr``                     -
manager_demanded        -                                      -
step_captured           the key of the step                    -
reopened                -                                      -
customer_linked         the customer's name                    -
customer_unlinked       the customer's name                    -
escalated               the target's name or key               level it goes to
summary_completed       the summary                            -
moved_on                the next owner's name or key           level it goes to
handed_over             the target's name or key               final SIP status
taken                   the signal (``key``: nobody confirmed) -
wrapped_up              the wrap-up code                       -
merged                  the number of the ticket that stays    -
accepted                -                                      -
returned                the advice                             -
passed_on               the target's name                      its level
resolved                what was done                          -
reopened                why                                    -
comment                 the comment, with ``@key``             -
value_seen              -                                      -
offered                 amount, currency and form              -
offer_withdrawn         amount, currency and form              -
update_queued           occasion, ``email`` or ``call``, to    -
update_sent             the address                            -
update_held             what was the last that is known        -
update_failed           what the server said                   SMTP status
update_called           the number                             -
update_again            the address                            -
update_dropped          the address                            -
feedback                ``customer`` or ``staff``              the score
moved_on                the next owner's name or key           their level
sla_warned              the clock: a ``store.sla.ClockKind``   -
sla_breached            the clock: a ``store.sla.ClockKind``   -
reminded                -                                      days
overdue                 -                                      days
end_of_path             -                                      steps
consent_given           -                                      -
consent_objected        -                                      -
consent_unknown         -                                      -
held_by_law             why                                    -
let_go                  why                                    -
nobody_to_escalate_to   the clock that was breached            -
======================  =====================================  ================

What happens during an escalation is not here but in its own rows (:class:`store.escalation.EscalationStep`):
the words of ``telephony.transfer.Step`` and of the desk, and from the rules ``taken`` (the target has the
customer, ``reason`` is the signal) and ``closed`` (the ticket was resolved).
"""

from collections.abc import Callable
from typing import Any

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
from store.rules import (
    adopting,
    calls,
    cases,
    comments,
    erasing,
    escalations,
    feedback,
    floor,
    grants,
    inbox,
    legs,
    moving,
    offers,
    policies,
    recommendations,
    recordings,
    rehearsals,
    reviews,
    scorecards,
    sla,
    taking,
    tickets,
    training,
    updates,
)
from store.rules.common import Work, cleaned
from store.unit import Unit

# Each rule takes its own kind of change; the table is the one place where kind and rule are joined.
RULES: dict[type[AnyChange], Callable[[Any, Work], None]] = {
    OpenCall: calls.open_call,
    AnswerCall: calls.answer_call,
    EndCall: calls.end_call,
    WrapUp: calls.wrap_up,
    AcceptEscalation: inbox.accept_escalation,
    ReturnEscalation: inbox.return_escalation,
    PassOn: inbox.pass_on,
    ResolveEscalation: inbox.resolve_escalation,
    ReopenEscalation: inbox.reopen_escalation,
    AddComment: comments.add_comment,
    ReadMentions: comments.read_mentions,
    LookAtValue: offers.look_at_value,
    MakeOffer: offers.make_offer,
    WithdrawOffer: offers.withdraw_offer,
    OpenLeg: legs.open_leg,
    AnswerLeg: legs.answer_leg,
    HoldLeg: legs.hold_leg,
    EndLeg: legs.end_leg,
    EditTicket: tickets.edit_ticket,
    AddNote: tickets.add_note,
    LinkCustomer: tickets.link_customer,
    DemandManager: cases.demand_manager,
    MachineFailed: cases.machine_failed,
    CaptureStep: cases.capture_step,
    SaveDraft: tickets.save_draft,
    BeginEscalation: escalations.begin_escalation,
    RecordStep: escalations.record_step,
    CompleteSummary: escalations.complete_summary,
    TakeCase: taking.take_case,
    AdoptCase: adopting.adopt_case,
    SetState: floor.set_state,
    PutDirectory: floor.put_directory,
    EditDirectory: floor.edit_directory,
    PutCustomers: floor.put_customers,
    SavePolicy: policies.save_policy,
    ApprovePolicy: policies.approve_policy,
    FireTimer: moving.fire_timer,
    QueueUpdate: updates.make_update,
    RecordUpdate: updates.record_update,
    RecordFeedback: feedback.record_feedback,
    SaveScorecard: scorecards.save_scorecard,
    AssignReview: reviews.assign_review,
    SaveReview: reviews.save_review,
    HandInReview: reviews.hand_in_review,
    ShareReview: reviews.share_review,
    ReviseReview: reviews.revise_review,
    DropReview: reviews.drop_review,
    AnswerReview: reviews.answer_review,
    AcknowledgeReview: reviews.acknowledge_review,
    GrantListening: grants.grant_listening,
    UseGrant: grants.use_grant,
    FireSla: sla.fire_sla,
    PutRecommendation: recommendations.put_recommendation,
    KeepTry: rehearsals.keep_try,
    KeepTrySounds: rehearsals.keep_try_sounds,
    DropTry: rehearsals.drop_try,
    DeletedTrySounds: rehearsals.deleted_try_sounds,
    BeginRecording: recordings.begin_recording,
    EndRecording: recordings.end_recording,
    PutConduct: recordings.put_conduct,
    TellConsent: recordings.tell_consent,
    KeptRecording: recordings.kept_recording,
    LostRecording: recordings.lost_recording,
    HoldRecording: recordings.hold_recording,
    HoldCase: recordings.hold_case,
    HeardRecording: recordings.heard_recording,
    PutRecordingRules: recordings.put_recording_rules,
    ExpireRecordings: recordings.expire_recordings,
    ErasedFiles: recordings.erased_files,
    EraseCustomer: erasing.erase_customer,
    EraseAgain: erasing.erase_again,
    PutCourse: training.put_course,
    PutSession: training.put_session,
    CallOffSession: training.call_off_session,
    RecordAttendance: training.record_attendance,
    PutPlan: training.put_plan,
    SettlePlan: training.settle_plan,
    TickStep: training.tick_step,
}


def carry_out(change: AnyChange, unit: Unit) -> None:
    """Carry a change out on this unit, or nothing if it was applied before. Raises Rejected."""
    if unit.applied(change.id):
        return
    change = cleaned(change)
    RULES[type(change)](change, Work(unit, change))
    unit.mark_applied(change.id, change.at)
