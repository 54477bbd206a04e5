"""Rules for what a case has beside its calls: what the customer demands, and what was asked at the start (R41)."""

from store.changes_case import CaptureStep, DemandManager
from store.errors import Rejected
from store.policy import CallStep, Policy
from store.rules.common import Work
from store.ticket import Ticket

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
