"""The transfer as one pure table: what happened × where it stands → where it goes, what to do, what to record.

    TALKING → HOLDING → CONSULTING → READY ⇄ CONFERENCE → LEAVING ─┐
                 │          │  └→ QUEUED ─┐ │       │               ▼
                 │          │             └─┴──► COMPLETING ──► HANDED_OVER
                 ▼          ▼               │       │ └► TAKEN, UNCERTAIN
     RETURNED or KEPT ◄ RETURNING ◄─────────┘       └──► (refused) RETURNING, or CONFERENCE again
              LOST: the customer hung up; the consult, if it is alive, goes on as a plain call

Three states are finer than a person needs, and :func:`shown` folds them: ``TAKEN`` (the consult ended while
completing: usually the target's Replaces, before the final NOTIFY), ``UNCERTAIN`` (the customer's leg ended
while completing: the consult's end or a final NOTIFY tells whether they were handed over or hung up) and ``LEAVING``
(completing out of a conference; refused, the agent stays in it).

Every action is harmless when there is nothing left to act on (ending a consult that has ended, un-holding a
customer who is not held), so the table needs no conditions. REFER and NOTIFY: RFC 3515; Replaces: RFC 3891;
attended transfer: RFC 5589 section 7.
"""

from enum import StrEnum
from typing import NamedTuple


class State(StrEnum):
    """Where a transfer stands."""

    TALKING = "talking"
    HOLDING = "holding"
    CONSULTING = "consulting"
    QUEUED = "queued"
    """A queue answered; it may only be music."""
    READY = "ready"
    CONFERENCE = "conference"
    LEAVING = "leaving"
    COMPLETING = "completing"
    TAKEN = "taken"
    UNCERTAIN = "uncertain"
    RETURNING = "returning"
    KEPT = "kept"
    """The customer is back and the consult waits on hold."""
    RETURNED = "returned"
    HANDED_OVER = "handed_over"
    LOST = "lost"


class Input(StrEnum):
    """What can happen to a transfer: asked by the agent, told by SIP, or a timer."""

    BEGIN = "begin"
    BLIND = "blind"
    CONFIRM = "confirm"
    COMPLETE = "complete"
    CANCEL = "cancel"
    """Back to the customer, the consult dropped."""
    BACK = "back"
    """Back to the customer, the consult kept on hold."""
    AGAIN = "again"
    JOIN = "join"
    SPLIT = "split"
    HELD = "held"
    """The hold's 200."""
    HOLD_REFUSED = "hold_refused"
    UNHELD = "unheld"
    """The un-hold's 200, and no consult is left."""
    UNHELD_KEPT = "unheld_kept"
    """The un-hold's 200, and the consult is still up."""
    TARGET_RINGS = "target_rings"
    TARGET_ANSWERED = "target_answered"
    QUEUE_ANSWERED = "queue_answered"
    TARGET_DECLINED = "target_declined"
    """603, 480 and the other final answers of a person."""
    TARGET_BUSY = "target_busy"
    """486 or 600."""
    TARGET_UNREACHABLE = "target_unreachable"
    """404, 5xx, no route, a time-out of the INVITE."""
    RING_TIMEOUT = "ring_timeout"
    CONSULT_ENDED = "consult_ended"
    """The consult was up and has ended."""
    CUSTOMER_LEFT = "customer_left"
    DONE = "done"
    """Final NOTIFY 2xx."""
    REFUSED = "refused"
    """REFER refused, or final NOTIFY of 300 or above."""
    NOTIFY_TIMEOUT = "notify_timeout"
    SETTLE_TIMEOUT = "settle_timeout"
    """No NOTIFY within 2 s after the customer's leg had ended."""


class Action(StrEnum):
    """What the engine does; each is harmless when there is nothing left to act on."""

    HOLD_CUSTOMER = "hold_customer"
    UNHOLD_CUSTOMER = "unhold_customer"
    DIAL_TARGET = "dial_target"
    SEND_CASE = "send_case"
    START_RING_TIMER = "start_ring_timer"
    STOP_RING_TIMER = "stop_ring_timer"
    HOLD_CONSULT = "hold_consult"
    RESUME_CONSULT = "resume_consult"
    END_CONSULT = "end_consult"
    LEAVE_CONSULT = "leave_consult"
    """Wait a moment for the target's BYE before ours: whoever is replaced is told so by the replacing side (RFC 3891
    section 3), and a PBX that has said 200 may still be moving the customer into that very leg."""
    END_CUSTOMER = "end_customer"
    BRIDGE = "bridge"
    UNBRIDGE = "unbridge"
    REFER_REPLACES = "refer_replaces"
    REFER_BLIND = "refer_blind"
    START_NOTIFY_TIMER = "start_notify_timer"
    STOP_NOTIFY_TIMER = "stop_notify_timer"
    START_SETTLE_TIMER = "start_settle_timer"
    RELEASE_CONSULT = "release_consult"
    """The consult, if alive, becomes a plain call of the agent's."""


class Step(StrEnum):
    """What the record says happened; the SIP status goes beside it."""

    CONSULT_STARTED = "consult_started"
    HOLD_REFUSED = "hold_refused"
    RINGING = "ringing"
    ANSWERED = "answered"
    QUEUE_ANSWERED = "queue_answered"
    SPEAKING_CONFIRMED = "speaking_confirmed"
    DECLINED = "declined"
    BUSY = "busy"
    UNREACHABLE = "unreachable"
    NO_ANSWER = "no_answer"
    CANCELLED = "cancelled"
    RETURNED = "returned"
    CONSULT_KEPT = "consult_kept"
    CONSULT_RESUMED = "consult_resumed"
    CONSULT_LEFT = "consult_left"
    """The target left a consult that was kept, after the customer was back."""
    CONFERENCE_JOINED = "conference_joined"
    CONFERENCE_SPLIT = "conference_split"
    CONFERENCE_LEAVING = "conference_leaving"
    TARGET_LEFT = "target_left"
    COMPLETING = "completing"
    BLIND_STARTED = "blind_started"
    TRANSFER_REFUSED = "transfer_refused"
    NO_NOTIFY = "no_notify"
    CUSTOMER_BACK = "customer_back"
    CUSTOMER_LEFT = "customer_left"
    HANDED_OVER = "handed_over"


class Row(NamedTuple):
    """One cell of the table. ``step`` None: nothing worth recording (a sign of life, not an event)."""

    next: State
    step: Step | None
    do: tuple[Action, ...] = ()


S, I, A = State, Input, Action  # noqa: E741 - one letter each keeps a row of the table on one line

_BACK = (A.STOP_RING_TIMER, A.END_CONSULT, A.UNBRIDGE, A.UNHOLD_CUSTOMER)
_GONE = (A.STOP_RING_TIMER, A.STOP_NOTIFY_TIMER, A.UNBRIDGE, A.RESUME_CONSULT, A.RELEASE_CONSULT)
_DONE = (A.STOP_NOTIFY_TIMER, A.UNBRIDGE, A.LEAVE_CONSULT, A.END_CUSTOMER)
_REFER = (A.REFER_REPLACES, A.START_NOTIFY_TIMER)
_REFUSED = (A.STOP_NOTIFY_TIMER, A.HOLD_CONSULT, A.UNHOLD_CUSTOMER)
_TO_LOST = Row(S.LOST, Step.CUSTOMER_LEFT, _GONE)
_MAYBE_LOST = Row(S.UNCERTAIN, None, (A.STOP_NOTIFY_TIMER, A.START_SETTLE_TIMER))
_WON = Row(S.HANDED_OVER, Step.HANDED_OVER, _DONE)

# fmt: off
TABLE: dict[tuple[State, Input], Row] = {
    # Start.
    (S.TALKING, I.BEGIN): Row(S.HOLDING, Step.CONSULT_STARTED, (A.HOLD_CUSTOMER,)),
    (S.TALKING, I.BLIND): Row(S.COMPLETING, Step.BLIND_STARTED, (A.REFER_BLIND, A.START_NOTIFY_TIMER)),
    # The hold's 200 is waited for: an INVITE or a REFER before it is answered 491 by the customer's side.
    (S.HOLDING, I.HELD): Row(S.CONSULTING, None, (A.DIAL_TARGET, A.START_RING_TIMER)),
    (S.HOLDING, I.HOLD_REFUSED): Row(S.RETURNING, Step.HOLD_REFUSED, _BACK),
    (S.HOLDING, I.CANCEL): Row(S.RETURNING, Step.CANCELLED, _BACK),
    (S.HOLDING, I.CUSTOMER_LEFT): _TO_LOST,
    # Ringing at the target.
    (S.CONSULTING, I.TARGET_RINGS): Row(S.CONSULTING, Step.RINGING, (A.SEND_CASE,)),
    (S.CONSULTING, I.TARGET_ANSWERED): Row(S.READY, Step.ANSWERED, (A.STOP_RING_TIMER, A.SEND_CASE)),
    (S.CONSULTING, I.QUEUE_ANSWERED): Row(S.QUEUED, Step.QUEUE_ANSWERED, (A.STOP_RING_TIMER, A.SEND_CASE)),
    (S.CONSULTING, I.TARGET_DECLINED): Row(S.RETURNING, Step.DECLINED, _BACK),
    (S.CONSULTING, I.TARGET_BUSY): Row(S.RETURNING, Step.BUSY, _BACK),
    (S.CONSULTING, I.TARGET_UNREACHABLE): Row(S.RETURNING, Step.UNREACHABLE, _BACK),
    (S.CONSULTING, I.RING_TIMEOUT): Row(S.RETURNING, Step.NO_ANSWER, _BACK),
    (S.CONSULTING, I.CANCEL): Row(S.RETURNING, Step.CANCELLED, _BACK),
    (S.CONSULTING, I.BACK): Row(S.RETURNING, Step.CANCELLED, _BACK),
    (S.CONSULTING, I.CUSTOMER_LEFT): _TO_LOST,
    # A queue answered: music or a person, only the agent can hear which.
    (S.QUEUED, I.CONFIRM): Row(S.READY, Step.SPEAKING_CONFIRMED),
    (S.QUEUED, I.COMPLETE): Row(S.COMPLETING, Step.COMPLETING, _REFER),
    (S.QUEUED, I.CANCEL): Row(S.RETURNING, Step.CANCELLED, _BACK),
    (S.QUEUED, I.BACK): Row(S.RETURNING, Step.CONSULT_KEPT, (A.HOLD_CONSULT, A.UNHOLD_CUSTOMER)),
    (S.QUEUED, I.CONSULT_ENDED): Row(S.RETURNING, Step.TARGET_LEFT, _BACK),
    (S.QUEUED, I.CUSTOMER_LEFT): _TO_LOST,
    # The target speaks with the agent, the customer hears music.
    (S.READY, I.COMPLETE): Row(S.COMPLETING, Step.COMPLETING, _REFER),
    (S.READY, I.JOIN): Row(S.CONFERENCE, Step.CONFERENCE_JOINED, (A.UNHOLD_CUSTOMER, A.BRIDGE)),
    (S.READY, I.CANCEL): Row(S.RETURNING, Step.RETURNED, _BACK),
    (S.READY, I.BACK): Row(S.RETURNING, Step.CONSULT_KEPT, (A.HOLD_CONSULT, A.UNHOLD_CUSTOMER)),
    (S.READY, I.CONSULT_ENDED): Row(S.RETURNING, Step.TARGET_LEFT, _BACK),
    (S.READY, I.CUSTOMER_LEFT): _TO_LOST,
    # Three-way.
    (S.CONFERENCE, I.COMPLETE): Row(S.LEAVING, Step.CONFERENCE_LEAVING, _REFER),
    (S.CONFERENCE, I.SPLIT): Row(S.READY, Step.CONFERENCE_SPLIT, (A.UNBRIDGE, A.HOLD_CUSTOMER)),
    (S.CONFERENCE, I.CANCEL): Row(S.RETURNING, Step.RETURNED, _BACK),
    (S.CONFERENCE, I.BACK): Row(S.RETURNING, Step.CONSULT_KEPT, (A.UNBRIDGE, A.HOLD_CONSULT, A.UNHOLD_CUSTOMER)),
    (S.CONFERENCE, I.CONSULT_ENDED): Row(S.RETURNING, Step.TARGET_LEFT, _BACK),
    (S.CONFERENCE, I.CUSTOMER_LEFT): _TO_LOST,
    # Leaving the three-way: refused, the agent stays.
    (S.LEAVING, I.DONE): _WON,
    (S.LEAVING, I.REFUSED): Row(S.CONFERENCE, Step.TRANSFER_REFUSED, (A.STOP_NOTIFY_TIMER,)),
    (S.LEAVING, I.NOTIFY_TIMEOUT): Row(S.CONFERENCE, Step.NO_NOTIFY),
    (S.LEAVING, I.CONSULT_ENDED): Row(S.TAKEN, None),
    (S.LEAVING, I.CUSTOMER_LEFT): _MAYBE_LOST,
    # REFER sent. The consult's BYE often comes before the final NOTIFY and is no failure.
    (S.COMPLETING, I.DONE): _WON,
    (S.COMPLETING, I.REFUSED): Row(S.RETURNING, Step.TRANSFER_REFUSED, _REFUSED),
    (S.COMPLETING, I.NOTIFY_TIMEOUT): Row(S.RETURNING, Step.NO_NOTIFY, _REFUSED),
    (S.COMPLETING, I.CONSULT_ENDED): Row(S.TAKEN, None),
    (S.COMPLETING, I.CUSTOMER_LEFT): _MAYBE_LOST,
    (S.TAKEN, I.DONE): _WON,
    (S.TAKEN, I.REFUSED): Row(S.RETURNING, Step.TRANSFER_REFUSED, _REFUSED),
    (S.TAKEN, I.NOTIFY_TIMEOUT): Row(S.RETURNING, Step.NO_NOTIFY, _REFUSED),
    # Many telephones send BYE as soon as they are with the target, and NOTIFY then has no dialog left to come in:
    # that both legs ended after the REFER says that Replaces has worked.
    (S.TAKEN, I.CUSTOMER_LEFT): _WON,
    (S.UNCERTAIN, I.CONSULT_ENDED): _WON,
    (S.UNCERTAIN, I.DONE): _WON,
    (S.UNCERTAIN, I.REFUSED): _TO_LOST,
    (S.UNCERTAIN, I.SETTLE_TIMEOUT): _TO_LOST,
    # The customer's un-hold is on its way. A late NOTIFY 200 still wins, from here and after.
    (S.RETURNING, I.UNHELD): Row(S.RETURNED, Step.CUSTOMER_BACK),
    (S.RETURNING, I.UNHELD_KEPT): Row(S.KEPT, Step.CUSTOMER_BACK),
    (S.RETURNING, I.CUSTOMER_LEFT): _TO_LOST,
    (S.RETURNING, I.DONE): _WON,
    # The customer is back and the consult was kept: go back to it, join it, drop it, or hand over again.
    (S.KEPT, I.AGAIN): Row(S.READY, Step.CONSULT_RESUMED, (A.HOLD_CUSTOMER, A.RESUME_CONSULT)),
    (S.KEPT, I.COMPLETE): Row(S.COMPLETING, Step.COMPLETING, _REFER),
    (S.KEPT, I.JOIN): Row(S.CONFERENCE, Step.CONFERENCE_JOINED, (A.RESUME_CONSULT, A.BRIDGE)),
    (S.KEPT, I.CANCEL): Row(S.RETURNED, Step.RETURNED, (A.END_CONSULT,)),
    (S.KEPT, I.CONSULT_ENDED): Row(S.RETURNED, Step.CONSULT_LEFT),
    (S.KEPT, I.CUSTOMER_LEFT): Row(S.LOST, Step.CUSTOMER_LEFT, (A.RESUME_CONSULT, A.RELEASE_CONSULT)),
    # The late 200, wherever a retry or a change of mind has led meanwhile.
    (S.KEPT, I.DONE): _WON,
    (S.READY, I.DONE): _WON,
    (S.CONFERENCE, I.DONE): _WON,
    (S.RETURNED, I.DONE): _WON,
}
# fmt: on
"""Every pair that is missing changes nothing: see :func:`step`."""

ENDS = frozenset({State.HANDED_OVER, State.LOST})
"""Nothing leads out of these. From RETURNED only a late NOTIFY 200 does."""

ASKED = frozenset({I.BEGIN, I.BLIND, I.CONFIRM, I.COMPLETE, I.CANCEL, I.BACK, I.AGAIN, I.JOIN, I.SPLIT})
"""The inputs that a person gives; one that the table does not know is refused, not ignored."""

_SHOWN = {S.TAKEN: S.COMPLETING, S.UNCERTAIN: S.COMPLETING, S.LEAVING: S.COMPLETING}


def step(state: State, happened: Input) -> Row:
    """What comes of ``happened`` in ``state``; without a row in :data:`TABLE`, staying put.

    Both may be anything: the network repeats, crosses and delays, and a transfer that has ended stays ended.
    """
    return TABLE.get((state, happened), Row(state, None))


def allowed(state: State, asked: Input) -> bool:
    """Whether a person's wish has a row in this state (``asked`` is one of :data:`ASKED`)."""
    return (state, asked) in TABLE


def shown(state: State) -> State:
    """The state as a person reads it."""
    return _SHOWN.get(state, state)
