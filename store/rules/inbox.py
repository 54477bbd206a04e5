"""Rules for whoever has an escalated case: take it up, give it back, pass it on, resolve it (R53)."""

from store.changes_inbox import (
    AcceptEscalation,
    PassOn,
    ReopenEscalation,
    ResolveEscalation,
    ReturnEscalation,
)
from store.directory import Person
from store.errors import Rejected
from store.escalation import ENDS, SUCCESS, Escalation, Outcome, Resolution
from store.inbox import SENIORS
from store.passing import budget, level_of, why_not
from store.policy import Policy
from store.rules.comments import ask_to_read
from store.rules.common import Work, bad_value
from store.rules.escalations import find
from store.rules.offers import settle_offers
from store.rules.tickets import add_step, set_fields
from store.rules.timers import wound
from store.rules.updates import queue_update
from store.ticket import Status, Ticket
from store.update import Occasion
from store.values import replace

_TOLD = {Resolution.SOLVED: Occasion.RESOLVED, Resolution.NOT_SOLVED: Occasion.SURVEY}
"""What the customer hears of it; who has withdrawn it knows."""

_WHY_NOT = {
    "unknown": "Nobody in the directory has this key.",
    "self": "It is with you already.",
    "there": "It is there already.",
    "sender": "It came from there: return it with advice.",
    "level": "The policy does not let a hierarchical escalation go down to this level.",
}


def accept_escalation(change: AcceptEscalation, work: Work) -> None:
    """The ticket is theirs; the first who accepts has it."""
    escalation = _open(change.escalation, work)
    if escalation.accepted_by == work.who:
        return
    if escalation.accepted_by:
        ticket = work.ticket(escalation.ticket)
        raise Rejected("already_taken", f"{escalation.accepted_by} has taken {ticket.shown_number} already.")
    _theirs(escalation, work)
    accepted = replace(escalation, accepted_at=work.at, accepted_by=work.who, version=escalation.version + 1)
    work.unit.put_escalation(wound(accepted, work))
    add_step(work, escalation.id, "accepted")
    work.entry(escalation.ticket, "accepted")
    _give(work.ticket(escalation.ticket), work, owner=work.who)
    queue_update(work, work.ticket(escalation.ticket), accepted, Occasion.ACCEPTED)


def return_escalation(change: ReturnEscalation, work: Work) -> None:
    """With the advice on top, to the one who sent it."""
    escalation = _open(change.escalation, work)
    advice = change.advice.strip()
    if not advice:
        raise Rejected("bad_value", "Say what the sender is to do.")
    _theirs(escalation, work)
    sender = work.unit.person(escalation.from_person)
    if sender is None:
        raise Rejected("no_sender", "No person sent it: pass it on, or resolve it.")
    _close(escalation, work, "returned_with_advice", resolution=Resolution.ADVICE, advice=advice)
    told = work.entry(escalation.ticket, "returned", advice)
    ask_to_read(work, escalation.ticket, told, [(sender.key, False)])
    _give(work.ticket(escalation.ticket), work, owner=sender.key, status=Status.OPEN)


def pass_on(change: PassOn, work: Work) -> None:
    """One hop more; whoever gets it has yet to accept it."""
    escalation = _open(change.escalation, work)
    _theirs(escalation, work)
    directory = work.unit.directory()
    why = why_not(
        escalation, change.target, is_department=change.target_is_department, me=work.who,
        directory=directory,
    )  # fmt: skip
    if why:
        raise Rejected("forbidden" if why != "unknown" else "bad_value", _WHY_NOT[why])
    hop = max((e.hop for e in work.unit.escalations_of(escalation.ticket)), default=0) + 1
    saved = work.unit.policy(escalation.policy)
    most = budget(escalation, saved.policy if saved else Policy(version=0))
    if most is not None and hop > most:
        raise Rejected("hops", f"Its rule allows {most} hops, and it has made {hop - 1}.")
    department = directory.department(change.target) if change.target_is_department else None
    person = None if department else directory.person(change.target)
    key, name = (department.key, department.name) if department else _named(person, change.target)
    level = level_of(key, is_department=department is not None, directory=directory)
    passed = replace(
        escalation, target=key, target_name=name, target_is_department=department is not None,
        to_level=level, hop=hop, accepted_at=None, accepted_by="", step_since=work.at, paused_until=None,
        version=escalation.version + 1,
    )  # fmt: skip
    work.unit.put_escalation(wound(passed, work))
    add_step(work, escalation.id, "passed_on", code=level, reason=key)
    work.entry(escalation.ticket, "passed_on", name, level)
    if change.why.strip():
        work.entry(escalation.ticket, "comment", change.why.strip())
    ticket = work.ticket(escalation.ticket)
    _give(ticket, work, owner="" if department else key, department=key if department else "")


def _named(person: Person | None, key: str) -> tuple[str, str]:
    return (person.key, person.name) if person is not None else (key, "")


def resolve_escalation(change: ResolveEscalation, work: Work) -> None:
    """The end of it, and of its ticket."""
    escalation = _open(change.escalation, work)
    if change.resolution not in ENDS:
        raise bad_value("resolution", change.resolution, ENDS)
    cause = " ".join(change.root_cause.split())
    if not cause:
        raise Rejected("bad_value", "Say what the root cause was.")
    _theirs(escalation, work)
    _close(escalation, work, "resolved", resolution=change.resolution, root_cause=cause)
    told = work.entry(escalation.ticket, "resolved", change.text.strip())
    sender = work.unit.person(escalation.from_person)
    if sender is not None and sender.key != work.who:
        ask_to_read(work, escalation.ticket, told, [(sender.key, False)])
    wanted = change.resolution in {Resolution.SOLVED, Resolution.NOT_SOLVED}
    settle_offers(escalation.ticket, work, granted=wanted)
    ticket = work.ticket(escalation.ticket)
    if not ticket.owner:
        ticket = work.write(ticket, owner=work.who, owner_department="")
    set_fields(ticket, {"status": Status.RESOLVED.value}, work)
    occasion = _TOLD.get(change.resolution)
    if change.update and occasion is not None:
        queue_update(work, work.ticket(ticket.id), escalation, occasion)


def reopen_escalation(change: ReopenEscalation, work: Work) -> None:
    """Again with whoever had it; what was promised for the thirty days stays."""
    escalation = find(work, change.escalation)
    if escalation.closed_at is None:
        raise Rejected("not_now", "This escalation is open.")
    if escalation.outcome not in SUCCESS:
        raise Rejected("not_now", "This escalation never reached anybody: escalate anew.")
    why = change.why.strip()
    if not why:
        raise Rejected("bad_value", "Say why it is opened again.")
    again = replace(
        escalation, closed_at=None, resolution="", reopened=escalation.reopened + 1, step_since=work.at,
        version=escalation.version + 1,
    )  # fmt: skip
    work.unit.put_escalation(wound(again, work))
    add_step(work, escalation.id, "reopened", reason=why)
    work.entry(escalation.ticket, "reopened", why)
    ticket = work.ticket(escalation.ticket)
    owner = escalation.accepted_by or ("" if escalation.target_is_department else escalation.target)
    department = escalation.target if not owner and escalation.target_is_department else ""
    _give(ticket, work, owner=owner, department=department)


# --- what they share


def _open(key: object, work: Work) -> Escalation:
    """The escalation, if it can be worked on now."""
    escalation = find(work, key)
    if escalation.closed_at is not None:
        raise Rejected("not_now", "This escalation is closed; it can be reopened.")
    if escalation.outcome is Outcome.PENDING:
        raise Rejected("not_now", "The call that brings it is still under way.")
    return escalation


def _theirs(escalation: Escalation, work: Work) -> None:
    """Whether this person may do it: it waits for them, they have it, or they answer for others' cases."""
    me = work.unit.person(work.who)
    if me is None or me.role in SENIORS:  # a desk of one person needs no directory
        return
    waits = (
        escalation.target == me.department if escalation.target_is_department else escalation.target == me.key
    )
    if escalation.accepted_by != me.key and (escalation.accepted_by or not waits):
        raise Rejected("not_yours", "This case is somebody else's.")


def _close(
    escalation: Escalation,
    work: Work,
    step: str,
    *,
    resolution: Resolution,
    root_cause: str = "",
    advice: str = "",
) -> None:
    """Whoever closes what nobody has accepted has accepted it by that."""
    closed = replace(
        escalation, closed_at=work.at, resolution=resolution.value,
        root_cause=root_cause or escalation.root_cause, advice=advice or escalation.advice,
        accepted_at=escalation.accepted_at or work.at, accepted_by=escalation.accepted_by or work.who,
        version=escalation.version + 1,
    )  # fmt: skip
    work.unit.put_escalation(wound(closed, work))
    add_step(work, escalation.id, step, reason=advice or root_cause)


def _give(
    ticket: Ticket, work: Work, *, owner: str, department: str = "", status: Status = Status.ESCALATED
) -> None:
    reopened = ticket.reopened + (ticket.closed_at is not None)
    work.write(
        ticket, owner=owner, owner_department=department, status=status, closed_at=None, reopened=reopened
    )
