"""Rules for an escalation from the side that sends it."""

from datetime import timedelta

from store.changes import BeginEscalation, CompleteSummary, RecordStep
from store.errors import Rejected
from store.escalation import SUCCESS, Escalation, Outcome
from store.rules.common import Work
from store.rules.tickets import add_step
from store.rules.timers import wound
from store.rules.updates import queue_update
from store.ticket import Status, Ticket
from store.timing import DAYS
from store.update import Occasion
from store.values import replace

DUE = timedelta(days=DAYS)
"""R24: every escalation is closed within 30 days."""


def begin_escalation(change: BeginEscalation, work: Work) -> None:
    """The record, before anything is dialled; for one that is known, a further try (R81): same hop, new target.

    One without a summary is known from the header of the consult only: in a shared store the target's console
    may be faster than ours. It is filled, and what happened to it meanwhile stays.
    """
    ticket = work.ticket(change.ticket)
    known = work.unit.escalation(change.escalation)
    if known is not None and known.ticket != ticket.id:
        return
    new = wound(_described(change, ticket, work), work)
    if known is None:
        work.unit.add_escalation(new)
        work.entry(ticket.id, "escalated", new.target_name or new.target, new.to_level)
    elif not known.summary:
        work.unit.put_escalation(
            replace(
                new, outcome=known.outcome, accepted_at=known.accepted_at, accepted_by=known.accepted_by,
                closed_at=known.closed_at, version=known.version + 1,
            )
        )  # fmt: skip
    elif known.outcome in SUCCESS:
        raise Rejected("not_now", "This escalation has reached its target already.")
    else:
        again = replace(
            new, created_at=known.created_at, due_at=known.due_at, hop=known.hop, version=known.version + 1
        )
        work.unit.put_escalation(again)
        work.entry(ticket.id, "escalated", new.target_name or new.target, new.to_level)
    # Also makes two who escalate one ticket at once meet at its row, so that each hop is counted once.
    work.touch(ticket)


def _described(change: BeginEscalation, ticket: Ticket, work: Work) -> Escalation:
    if not change.reason.strip() or not change.target.strip():
        raise Rejected("bad_value", "An escalation needs a reason and a target.")
    call = work.call(change.call) if change.call else None
    person = None if change.target_is_department else work.unit.person(change.target)
    hops = [e.hop for e in work.unit.escalations_of(ticket.id) if e.id != change.escalation]
    return Escalation(
        id=change.escalation, ticket=ticket.id, call=call.id if call else None, kind=change.kind,
        mode=change.mode, trigger=change.trigger, posture=change.posture, reason=change.reason,
        summary=change.summary, expects=change.expects, from_person=work.who, from_level=change.from_level,
        target=person.key if person else change.target,
        target_name=change.target_name or (person.name if person else ""),
        target_is_department=change.target_is_department, to_level=change.to_level,
        hop=max(hops, default=0) + 1, created_at=change.at, due_at=change.at + DUE, policy=change.policy,
        rule=change.rule, path=change.path, path_step=change.path_step, step_since=change.at,
        promised_at=change.promised_at,
    )  # fmt: skip


def find(work: Work, escalation: object) -> Escalation:
    """The escalation, or a refusal."""
    found = work.unit.escalation(escalation)  # type: ignore[arg-type]
    if found is None:
        raise Rejected("unknown_escalation", "This escalation is not in the store.")
    return found


def settled(now: Outcome, then: Outcome) -> Outcome:
    """The outcome after ``then`` was recorded on ``now``.

    A success overwrites anything (a late NOTIFY 200 wins, and a conference is told later than a hand-over);
    a retry puts a failure back to pending; a failure settles only what is pending.
    """
    if then in SUCCESS or now is Outcome.PENDING:
        return then
    if then is Outcome.PENDING and now not in SUCCESS:
        return then
    return now


def record_step(change: RecordStep, work: Work) -> None:
    """The row, and if it settles the attempt, who owns the ticket now."""
    escalation = find(work, change.escalation)
    add_step(work, escalation.id, change.step, change.code, change.reason)
    if change.outcome is None:
        return
    outcome = settled(escalation.outcome, change.outcome)
    if outcome is escalation.outcome:
        return
    came = outcome in SUCCESS
    failed = not came and outcome is not Outcome.PENDING
    # An attempt that failed waits for nobody and is closed; one that came to its target, when it is resolved.
    closed_at = change.at if failed else (escalation.closed_at if escalation.outcome in SUCCESS else None)
    after = replace(escalation, outcome=outcome, closed_at=closed_at, version=escalation.version + 1)
    work.unit.put_escalation(wound(after, work))
    if came and escalation.outcome not in SUCCESS:
        _hand_over(escalation, change, work)


def _hand_over(escalation: Escalation, change: RecordStep, work: Work) -> None:
    """Give the ticket to the target, unless somebody has taken it already (their console may be faster)."""
    work.entry(escalation.ticket, "handed_over", escalation.target_name or escalation.target, change.code)
    if escalation.accepted_at is not None:
        return
    ticket = work.ticket(escalation.ticket)
    queue_update(work, ticket, escalation, Occasion.ESCALATED)
    department = escalation.target if escalation.target_is_department else ""
    owner = "" if escalation.target_is_department else escalation.target
    work.write(ticket, owner=owner, owner_department=department, status=Status.ESCALATED, closed_at=None)


def complete_summary(change: CompleteSummary, work: Work) -> None:
    """Later words replace earlier ones; no words replace nothing."""
    escalation = find(work, change.escalation)
    summary = change.summary or escalation.summary
    expects = change.expects or escalation.expects
    if (summary, expects) == (escalation.summary, escalation.expects):
        return
    work.unit.put_escalation(
        replace(escalation, summary=summary, expects=expects, version=escalation.version + 1)
    )
    work.entry(escalation.ticket, "summary_completed", summary)
