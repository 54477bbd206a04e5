"""Rules for a case: what the customer demands, what was asked (R41), which machine has failed before (R26)."""

from store.changes_case import CaptureStep, DemandManager, MachineFailed
from store.errors import Rejected
from store.escalation import Escalation, Kind, Mode, Outcome, Reason
from store.policy import CallStep, Policy
from store.rules.common import Work, bad_value
from store.rules.escalations import DUE
from store.rules.tickets import add_step
from store.rules.timers import wound
from store.ticket import Call, Ticket
from store.values import replace

_LONGEST = 500


def demand_manager(change: DemandManager, work: Work) -> None:
    """Each time is a row of the time line, so that it can be counted; the ticket keeps the first."""
    ticket = work.ticket(change.ticket)
    work.entry(ticket.id, "manager_demanded")
    work.write(ticket, demanded_at=ticket.demanded_at or work.at)


def capture_step(change: CaptureStep, work: Work) -> None:
    """Only what was asked is on the time line: what the customer said can be erased with the ticket."""
    ticket = work.ticket(change.ticket)
    text = " ".join(change.text.split())
    if not change.step.strip() or len(text) > _LONGEST:
        raise Rejected("bad_value", f"A step has a name, and its text has at most {_LONGEST} characters.")
    if ticket.captured.get(change.step, "") == text:
        return
    captured = {key: said for key, said in ticket.captured.items() if key != change.step}
    if text:
        captured[change.step] = text
        work.entry(ticket.id, "step_captured", change.step)
    work.write(ticket, captured=captured)


def missing_steps(ticket: Ticket, policy: Policy, work: Work) -> tuple[CallStep, ...]:
    """The required steps of this case that nobody has captured, and that its customer does not tell either."""
    lines = [call.dialled for call in work.unit.calls_of(ticket.id)]
    customer = work.unit.customer(ticket.customer) if ticket.customer else None
    return policy.missing(ticket, customer, lines)


def hold_wrap_up(ticket: Ticket, work: Work) -> None:
    """Rejected if a required step is missing: the paper waits for it, the call never did."""
    missing = missing_steps(ticket, work.unit.policy_at(work.at), work)
    if missing:
        names = ", ".join(step.name or step.key for step in missing)
        raise Rejected("steps_missing", f"Not captured yet: {names}.")


MACHINES = ("bot", "ivr")


def machine_failed(change: MachineFailed, work: Work) -> None:
    """An escalation from level 0 to whoever it rings at. No person has moved it, so it is no hop of their budget."""
    if change.by not in MACHINES:
        raise bad_value("machine that can fail", change.by, MACHINES)
    call = work.call(change.call)
    if work.unit.escalation(change.escalation) is not None:
        return
    person = work.unit.person(work.who)
    made = Escalation(
        id=change.escalation, ticket=call.ticket, call=call.id, kind=Kind.HIERARCHICAL, mode=Mode.BLIND,
        trigger=change.by, reason=Reason.LACKS_KNOWLEDGE, summary=change.said, from_person=change.by, from_level=0,
        target=work.who, target_name=person.name if person else "", to_level=person.level if person else 1, hop=0,
        created_at=work.at, due_at=work.at + DUE, policy=change.policy, rule=change.rule, path=change.path,
        path_step=change.path_step, step_since=work.at,
    )  # fmt: skip
    work.unit.add_escalation(wound(made, work))
    work.entry(call.ticket, "machine_failed", change.by)
    add_step(work, made.id, "blind_started", reason=made.target_name or made.target)
    if call.answered_at is not None or call.ended_at is not None:  # told late
        settle_machine(call, work, answered=call.answered_at is not None)


def settle_machine(call: Call, work: Work, *, answered: bool) -> None:
    """A person has answered in the machine's place, or nobody has."""
    for escalation in work.unit.escalations_of(call.ticket):
        waits = escalation.outcome is Outcome.PENDING and escalation.call == call.id
        if not waits or escalation.trigger not in MACHINES:
            continue
        if answered:
            after = replace(
                escalation, outcome=Outcome.HANDED_OVER, accepted_at=work.at, accepted_by=work.who
            )
        else:
            after = replace(escalation, outcome=Outcome.NO_ANSWER, closed_at=work.at)
        work.unit.put_escalation(wound(replace(after, version=escalation.version + 1), work))
        add_step(work, escalation.id, "taken" if answered else "no_answer")
