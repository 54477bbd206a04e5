"""A new policy tried on what has happened: what it would have advised, against what was done (R82). Pure.

Of each escalation of the past the new policy is asked as the adviser would have been then: with the case as it was
and the hours of that day. Who sat at their desk then is not on record, so that everybody whose department was open
counts as free. Of every ticket, escalated or not, it is worked out when one of its promises would have been broken,
since that escalates by itself (R21). Nothing is written.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

import msgspec

from store.adviser import Candidate, advise, floor_of
from store.customer import Customer
from store.directory import Directory
from store.escalation import Escalation
from store.policy import Policy, Situation
from store.sla import ClockState, Mark
from store.standing import clocks_of, moments_of
from store.ticket import Ticket
from store.values import replace

LAST_MONTH = timedelta(days=30)
MOST_CASES = 5000
"""Cases of one trial; of more only the newest."""

_WORST = (ClockState.BREACHED, ClockState.WARNED, ClockState.RUNNING, ClockState.PAUSED)


class PastCase(msgspec.Struct, frozen=True, kw_only=True):
    """A ticket with its customer, its escalations (oldest first), and when it was spoken about (the calls' starts)."""

    ticket: Ticket
    customer: Customer | None = None
    escalations: tuple[Escalation, ...] = ()
    contacts: tuple[datetime, ...] = ()


class Verdict(StrEnum):
    """What the new policy says of an escalation, or of a ticket that was never escalated."""

    SAME = "same"
    """It leads where the case went."""
    OTHER = "other"
    """It leads elsewhere."""
    NOBODY = "nobody"
    """No rule leads anywhere, or those that do are forbidden there."""
    CLOSED = "closed"
    """It leads to people of whom nobody was at work."""
    OFF = "off"
    """The sender's department does not escalate."""
    ADDED = "added"
    """It was never escalated, and would have been by a broken promise."""


class Tried(msgspec.Struct, frozen=True, kw_only=True):
    """One case. ``was`` and ``would`` are directory keys; ``sooner`` by how much it would have been escalated before.

    ``rule`` and ``path`` are those that lead there; ``why`` is the clock that would have broken its promise.
    """

    ticket: UUID
    number: str
    subject: str
    at: datetime
    verdict: Verdict
    escalation: UUID | None = None
    was: str = ""
    would: str = ""
    rule: str = ""
    path: str = ""
    sooner: timedelta | None = None
    why: str = ""


class Trial(msgspec.Struct, frozen=True, kw_only=True):
    """All of it, newest first. ``cases`` and ``escalations`` were looked at; ``more``: there were older ones."""

    since: datetime
    until: datetime
    cases: int = 0
    escalations: int = 0
    rows: tuple[Tried, ...] = ()
    more: bool = False

    def count(self, verdict: Verdict) -> int:
        """How many of that verdict."""
        return Counter(row.verdict for row in self.rows)[verdict]

    @property
    def sooner(self) -> int:
        """How many would have been escalated before they were."""
        return sum(row.sooner is not None for row in self.rows)

    @property
    def telling(self) -> tuple[Tried, ...]:
        """Those for which something would have been different."""
        return tuple(r for r in self.rows if r.verdict is not Verdict.SAME or r.sooner is not None)


def try_policy(
    policy: Policy, directory: Directory, past: Iterable[PastCase], since: datetime, until: datetime
) -> Trial:
    """What it would have done from ``since`` to ``until`` (UTC). ``past`` has up to one case more than counts."""
    cases = sorted(past, key=lambda case: case.ticket.number, reverse=True)
    more = len(cases) > MOST_CASES
    cases = cases[:MOST_CASES]
    people = tuple(replace(p, state="", absent_until="") for p in directory.people)
    then = replace(directory, people=people)
    rows = [row for case in cases for row in _of_case(policy, then, case, since, until)]
    rows.sort(key=lambda row: row.at, reverse=True)
    return Trial(
        since=since,
        until=until,
        cases=len(cases),
        escalations=sum(row.escalation is not None for row in rows),
        rows=tuple(rows),
        more=more,
    )


def _of_case(
    policy: Policy, directory: Directory, case: PastCase, since: datetime, until: datetime
) -> Iterator[Tried]:
    breach, clock = _first_breach(policy, case)
    if breach is not None and breach > until:
        breach = None
    for escalation in case.escalations:
        if since <= escalation.created_at <= until:
            row = _of_escalation(policy, directory, case, escalation)
            first = escalation is case.escalations[0]
            if first and breach is not None and breach < escalation.created_at:
                row = replace(row, sooner=escalation.created_at - breach, why=clock)
            yield row
    if not case.escalations and breach is not None and breach >= since:
        ticket = case.ticket
        found = _best(policy, directory, _situation(policy, directory, case, None, breach))
        yield Tried(
            ticket=ticket.id,
            number=ticket.shown_number,
            subject=ticket.subject,
            at=breach,
            verdict=Verdict.ADDED,
            would=found.target if found else "",
            rule=found.rule if found else "",
            path=found.path if found else "",
            why=clock,
        )


def _of_escalation(policy: Policy, directory: Directory, case: PastCase, escalation: Escalation) -> Tried:
    at = escalation.created_at
    situation = _situation(policy, directory, case, escalation, at)
    found = _best(policy, directory, situation)
    if situation.from_department in policy.off_for:
        verdict = Verdict.OFF
    elif found is None:
        verdict = Verdict.NOBODY
    elif not found.free:
        verdict = Verdict.CLOSED
    else:
        verdict = Verdict.SAME if _leads_to(found, escalation.target, directory) else Verdict.OTHER
    return Tried(
        ticket=case.ticket.id,
        number=case.ticket.shown_number,
        subject=case.ticket.subject,
        at=at,
        verdict=verdict,
        escalation=escalation.id,
        was=escalation.target,
        would=found.target if found else "",
        rule=found.rule if found else "",
        path=found.path if found else "",
    )


def _best(policy: Policy, directory: Directory, situation: Situation) -> Candidate | None:
    advice = advise(situation, policy, floor_of(directory, policy, situation.at))
    return advice.candidates[0] if advice.candidates else None


def _leads_to(candidate: Candidate, target: str, directory: Directory) -> bool:
    """Whether that is where it went: the same key, or a person of the department, or the department of the person."""
    if candidate.target == target:
        return True
    person = directory.person(target)
    if candidate.is_department:
        return person is not None and person.department == candidate.target
    advised = directory.person(candidate.target)
    return advised is not None and advised.department == target


def _situation(
    policy: Policy, directory: Directory, case: PastCase, escalation: Escalation | None, at: datetime
) -> Situation:
    """The case as it was then; without an escalation as the clock would have put it."""
    ticket, customer = case.ticket, case.customer
    sender = escalation.from_person if escalation else ticket.owner
    person = directory.person(sender)
    tier = customer.tier if customer else ""
    return Situation(
        at=at,
        from_person=sender,
        from_level=escalation.from_level if escalation else person.level if person else 1,
        from_department=person.department if person else ticket.owner_department,
        category=ticket.category,
        severity=ticket.severity,
        tier=tier,
        value_cents=customer.value_cents if customer else None,
        languages=customer.languages if customer else (),
        reason=escalation.reason if escalation else "sla_exceeded",
        trigger=escalation.trigger if escalation else "sla",
        sla=_sla_state(policy, ticket, tier, at),
        contacts=max(0, sum(started <= at for started in case.contacts) - 1),
        impact=ticket.impact,
        hops=escalation.hop - 1 if escalation else 0,
    )


def _sla_state(policy: Policy, ticket: Ticket, tier: str, at: datetime) -> str:
    """The worst of its clocks at that time, by the new promises."""
    open_then = replace(ticket, closed_at=None, responded_at=_before(ticket.responded_at, at), told_at=None)
    states = {clock.state for clock in clocks_of(open_then, tier, policy, at)}
    return next((state.value for state in _WORST if state in states), "")


def _before(moment: datetime | None, at: datetime) -> datetime | None:
    return moment if moment is not None and moment <= at else None


def _first_breach(policy: Policy, case: PastCase) -> tuple[datetime | None, str]:
    tier = case.customer.tier if case.customer else ""
    found = moments_of(case.ticket, tier, policy)
    first = next((m for m in found if m.mark is Mark.BREACH), None)
    return (first.at, first.kind.value) if first is not None else (None, "")
