"""What was done, from the store's record of the case and the try's time line: pure, the same each time.

Each check gives points from 0 to 1 and what it found as data (:class:`store.rehearsal.TriedStep`):

==============  ====================================================================================================
answered        seconds until the call was answered
contact         the contact details that were captured
case            subject, category and severity of the ticket
demanded        “customer wants a manager” is on record
hold_announced  the agent spoke just before the first hold, or has ticked it before
reason          the escalation's reason
summary         what was tried, in five words at least, and what the customer expects
target          to whom, and of which kind
confirmed       of a queue: a person spoke before the customer was handed over
held            seconds that the customer was on hold altogether; none if they left for it
outcome_told    after coming back to the customer, or after sending it, the agent spoke, or has ticked it
ended           how the escalation came out
promised        by when the customer hears of it
wrapped_up      the code, in time
==============  ====================================================================================================
"""

from collections.abc import Callable

import msgspec

from console.rehearsal.scenario import Rehearsal, Step
from store.book import Case
from store.escalation import Escalation
from store.rehearsal import FULL, HALF, NONE, Moment, TriedStep
from store.ticket import Call

BEFORE_HOLD = 12.0
"""Seconds: what was said longer before the hold was not about it."""
_WORDS = 5
HOLD, OUTCOME = "hold", "outcome"
"""What a trainee can tick: I have said that I put you on hold; I have said how it goes on."""
_SPEAKS = frozenset({"agent_speaks", "agent_silent"})
_OFF_HOLD = frozenset({"resumed", "transferred", "left", "ended"})
_IMPATIENT = "hold"

Found = tuple[float, str]


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """All that is looked at. ``case`` None: no call has become a ticket yet. ``moments`` are in order of time."""

    person: str
    case: Case | None = None
    moments: tuple[Moment, ...] = ()

    @property
    def call(self) -> Call | None:
        """The customer's call at the trainee's desk."""
        calls = self.case.calls if self.case is not None else ()
        return next((c for c in calls if c.person == self.person and c.escalation is None), None)

    @property
    def escalation(self) -> Escalation | None:
        """The trainee's last one."""
        sent = self.case.escalations if self.case is not None else ()
        return next((e for e in reversed(sent) if e.from_person == self.person), None)

    def first(self, what: str) -> Moment | None:
        """The first moment of this kind."""
        return next((m for m in self.moments if m.what == what), None)


def score(rehearsal: Rehearsal, facts: Facts) -> tuple[TriedStep, ...]:
    """Every step of the scenario, in its order."""
    made = []
    for step in rehearsal.steps:
        points, measured = LOOKS[step.check](rehearsal, step, facts)
        made.append(
            TriedStep(
                check=step.check, weight=step.weight, points=points, measured=measured, better=step.better
            )
        )
    return tuple(made)


def _in_time(seconds: float, within: float) -> float:
    return FULL if seconds <= within else HALF if seconds <= 2 * within else NONE


def _answered(_: Rehearsal, step: Step, facts: Facts) -> Found:
    call = facts.call
    if call is None or call.answered_at is None:
        return NONE, ""
    seconds = max(0.0, (call.answered_at - call.started_at).total_seconds())
    return _in_time(seconds, step.within), f"{seconds:.1f}"


def _contact(rehearsal: Rehearsal, _: Step, facts: Facts) -> Found:
    captured = facts.case.ticket.captured if facts.case is not None else {}
    wanted = rehearsal.right.contact
    got = [key for key in wanted if captured.get(key)]
    return (FULL if len(got) == len(wanted) else HALF if got else NONE), ",".join(got)


def _case(rehearsal: Rehearsal, _: Step, facts: Facts) -> Found:
    if facts.case is None:
        return NONE, ""
    ticket, right = facts.case.ticket, rehearsal.right
    good = [bool(ticket.subject.strip())]
    good += [ticket.category == right.category] if right.category else []
    good += [ticket.severity == right.severity] if right.severity else []
    return (FULL if all(good) else HALF if good[0] else NONE), f"{ticket.category},{ticket.severity}"


def _demanded(_: Rehearsal, __: Step, facts: Facts) -> Found:
    done = facts.case is not None and facts.case.ticket.demanded_at is not None
    return (FULL if done else NONE), ""


def _hold_announced(_: Rehearsal, __: Step, facts: Facts) -> Found:
    held = facts.first("held")
    if held is None:
        return NONE, ""
    before = [m for m in facts.moments if m.at <= held.at]
    if any(m.what == "ticked" and m.text == HOLD for m in before):
        return FULL, "ticked"
    spoke = any(m.what in _SPEAKS and m.at >= held.at - BEFORE_HOLD for m in before)
    return (FULL, "spoke") if spoke else (NONE, "")


def _reason(rehearsal: Rehearsal, _: Step, facts: Facts) -> Found:
    last = facts.escalation
    if last is None:
        return NONE, ""
    return (FULL if last.reason == rehearsal.right.reason else NONE), last.reason


def _summary(_: Rehearsal, __: Step, facts: Facts) -> Found:
    last = facts.escalation
    tried = last is not None and len(last.summary.split()) >= _WORDS
    expects = last is not None and bool(last.expects.strip())
    return (tried + expects) / 2, ""


def _target(rehearsal: Rehearsal, _: Step, facts: Facts) -> Found:
    last, right = facts.escalation, rehearsal.right
    if last is None:
        return NONE, ""
    to, kind = last.target in right.targets, last.kind == right.kind
    return (FULL if to and kind else HALF if to else NONE), f"{last.target},{last.kind}"


def _confirmed(_: Rehearsal, __: Step, facts: Facts) -> Found:
    steps = [s.step for s in facts.case.steps] if facts.case is not None else []
    return (FULL if "speaking_confirmed" in steps else NONE), ""


def held_seconds(moments: tuple[Moment, ...]) -> float:
    """How long the customer was on hold altogether, up to the last moment if they still are."""
    since: float | None = None
    whole = 0.0
    for moment in moments:
        if moment.what == "held" and since is None:
            since = moment.at
        elif moment.what in _OFF_HOLD and since is not None:
            whole += moment.at - since
            since = None
    return whole + (moments[-1].at - since if since is not None else 0.0)


def _held(_: Rehearsal, step: Step, facts: Facts) -> Found:
    call, seconds = facts.call, held_seconds(facts.moments)
    if call is None or call.answered_at is None:
        return NONE, ""
    if any(m.what == "left" and m.text == _IMPATIENT for m in facts.moments):
        return NONE, f"{seconds:.1f}"
    return _in_time(seconds, step.within), f"{seconds:.1f}"


def _outcome_told(_: Rehearsal, __: Step, facts: Facts) -> Found:
    from_here = [m.at for m in facts.moments if m.what in {"resumed", "sent"}]
    if not from_here:
        return NONE, ""
    after = [m for m in facts.moments if m.at >= from_here[0]]
    if any(m.what == "ticked" and m.text == OUTCOME for m in after):
        return FULL, "ticked"
    return (FULL, "spoke") if any(m.what in _SPEAKS for m in after) else (NONE, "")


def _ended(rehearsal: Rehearsal, _: Step, facts: Facts) -> Found:
    last = facts.escalation
    if last is None:
        return NONE, ""
    return (FULL if last.outcome in rehearsal.right.ends else NONE), last.outcome.value


def _promised(_: Rehearsal, __: Step, facts: Facts) -> Found:
    last = facts.escalation
    at = last.promised_at if last is not None else None
    return (FULL, at.isoformat()) if at is not None else (NONE, "")


def _wrapped_up(rehearsal: Rehearsal, step: Step, facts: Facts) -> Found:
    call = facts.call
    if call is None or call.wrapped_up_at is None or call.ended_at is None:
        return NONE, ""
    seconds = max(0.0, (call.wrapped_up_at - call.ended_at).total_seconds())
    points = _in_time(seconds, step.within)
    if call.wrapup_code not in rehearsal.right.codes:
        points = min(points, HALF)
    return points, f"{call.wrapup_code},{seconds:.1f}"


LOOKS: dict[str, Callable[[Rehearsal, Step, Facts], Found]] = {
    "answered": _answered,
    "contact": _contact,
    "case": _case,
    "demanded": _demanded,
    "hold_announced": _hold_announced,
    "reason": _reason,
    "summary": _summary,
    "target": _target,
    "confirmed": _confirmed,
    "held": _held,
    "outcome_told": _outcome_told,
    "ended": _ended,
    "promised": _promised,
    "wrapped_up": _wrapped_up,
}
"""One function a check."""
