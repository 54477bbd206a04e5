"""Rules for what was promised to a customer: its clocks, and what happens when one of them runs out (R21, R40)."""

from uuid import uuid5

from store.adviser import advise, floor_of
from store.changes import BeginEscalation, FireSla, RecordStep
from store.directory import Directory, Person
from store.errors import Rejected
from store.escalation import SUCCESS, Kind, Mode, Outcome, Reason
from store.policy import Policy, Situation, fitting
from store.rules.comments import ask_to_read
from store.rules.common import Work
from store.rules.escalations import begin_escalation, record_step
from store.rules.moving import move_now, superiors
from store.rules.updates import queue_update
from store.sla import ClockKind, ClockState, Mark
from store.standing import moments_of
from store.ticket import Ticket
from store.update import Occasion

TRIGGER = "sla"


def fire_sla(change: FireSla, work: Work) -> None:
    """Carry out one moment of a ticket; that it is done once is the change's id's business."""
    ticket = work.ticket(change.ticket)
    saved = work.unit.policy(ticket.policy)
    policy = saved.policy if saved else Policy(version=0)
    wanted = (change.clock, change.mark, change.due)
    found = [m for m in moments_of(ticket, work.tier(ticket), policy) if (m.kind, m.mark, m.at) == wanted]
    if not found or change.due > work.at:
        raise Rejected("not_due", "No promise of this ticket has run out so.")
    if change.mark is Mark.WARN:
        entry = work.entry(ticket.id, "sla_warned", change.clock)
        whom = (ticket.owner, False) if ticket.owner else (ticket.owner_department, True)
        ask_to_read(work, ticket.id, entry, [whom] if whom[0] else [])
        if change.clock is ClockKind.NEXT_UPDATE:  # they hear of us before we are late
            queue_update(work, ticket, None, Occasion.NEXT_UPDATE)
    else:
        work.entry(ticket.id, "sla_breached", change.clock)
        _escalate(ticket, change, work)
    work.wind(work.ticket(ticket.id), done=change.id)


def _escalate(ticket: Ticket, change: FireSla, work: Work) -> None:
    """A breach always escalates: what is under way moves on, else the rules say to whom."""
    open_ones = [e for e in work.unit.escalations_of(ticket.id) if e.closed_at is None]
    if open_ones:
        if any(e.outcome in SUCCESS for e in open_ones):
            move_now(next(e for e in reversed(open_ones) if e.outcome in SUCCESS), "sla_breached", work)
        return  # an attempt that is on the telephone at this moment is the escalation
    policy, directory = work.unit.policy_at(work.at), work.unit.directory()
    if ticket.owner_department in policy.off_for and ticket.owner_department:
        return
    sender = work.unit.person(ticket.owner) if ticket.owner else None
    begun = _advised(ticket, sender, policy, directory, change, work) or _above(
        ticket, sender, directory, change, work
    )
    if begun is None:
        work.entry(ticket.id, "nobody_to_escalate_to", change.clock)
        return
    # Works of their own: the owner is the sender, and each has its rows' ids.
    begin_escalation(begun, Work(work.unit, begun))
    sent = RecordStep(
        id=uuid5(change.id, "sent"), at=change.at, person=change.person, escalation=begun.escalation,
        step="sent", outcome=Outcome.SENT,
    )  # fmt: skip
    record_step(sent, Work(work.unit, sent))


def _advised(
    ticket: Ticket, sender: Person | None, policy: Policy, directory: Directory, change: FireSla, work: Work
) -> BeginEscalation | None:
    """As the first rule that fits leads, from the beginning of its path: nobody waits on the telephone."""
    customer = work.unit.customer(ticket.customer) if ticket.customer else None
    escalations = work.unit.escalations_of(ticket.id)
    case = Situation(
        at=work.at,
        from_person=ticket.owner or work.who,
        from_level=sender.level if sender else 1,
        from_department=sender.department if sender else ticket.owner_department,
        category=ticket.category,
        severity=ticket.severity,
        tier=customer.tier if customer else "",
        value_cents=customer.value_cents if customer else None,
        languages=customer.languages if customer else (),
        reason=Reason.SLA_EXCEEDED,
        trigger=TRIGGER,
        sla=ClockState.BREACHED,
        contacts=len(work.unit.calls_of(ticket.id)),
        impact=ticket.impact,
        hops=len([e for e in escalations if e.outcome in SUCCESS]),
    )
    found = advise(case, policy, floor_of(directory, policy, work.at)).candidates
    order = {rule.key: at for at, rule in enumerate(fitting(policy, case))}
    best = min(
        found, key=lambda c: (order[c.rule], c.step), default=None
    )  # the first of equals is the freest
    if best is None:
        return None
    return _begin(
        ticket, sender, change, kind=best.kind, target=best.target, is_department=best.is_department,
        level=best.level, policy=policy.version, path=best.path, path_step=best.step, rule=best.rule,
    )  # fmt: skip


def _above(
    ticket: Ticket, sender: Person | None, directory: Directory, change: FireSla, work: Work
) -> BeginEscalation | None:
    """Without a rule that fits: the nearest level above the owner."""
    above = superiors(sender.level if sender else 1, ticket.owner, directory)
    if not above:
        return None
    version = work.unit.policy_at(work.at).version
    return _begin(ticket, sender, change, target=above[0].key, level=above[0].level, policy=version)


def _begin(  # noqa: PLR0913 - a change has many fields
    ticket: Ticket,
    sender: Person | None,
    change: FireSla,
    *,
    kind: Kind = Kind.HIERARCHICAL,
    target: str,
    is_department: bool = False,
    level: int,
    policy: int,
    path: str = "",
    path_step: int = 0,
    rule: str = "",
) -> BeginEscalation:
    return BeginEscalation(
        id=uuid5(change.id, "begun"),
        at=change.at,
        person=ticket.owner or change.person,
        escalation=uuid5(change.id, "escalation"),
        ticket=ticket.id,
        call=None,
        kind=kind,
        mode=Mode.NO_CALL,
        reason=Reason.SLA_EXCEEDED,
        summary=ticket.notes or ticket.subject,
        trigger=TRIGGER,
        target=target,
        target_is_department=is_department,
        from_level=sender.level if sender else 1,
        to_level=level,
        policy=policy,
        path=path,
        path_step=path_step,
        rule=rule,
    )
