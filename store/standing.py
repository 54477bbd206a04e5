"""How a ticket stands against what was promised: its facts, its clocks, and their moments (R40, R42). Pure.

The promises are those of the policy that was followed when the ticket was opened (``Ticket.policy``); a version
that is not known, and version 0, promise nothing.
"""

from datetime import datetime
from uuid import UUID, uuid5

from store.policy import Policy
from store.sla import Clock, Facts, Moment, attention, clocks, moments
from store.ticket import Status, Ticket, Wait
from store.values import replace

_TIMERS = UUID("0b6a1d64-0f0e-5d5e-8f63-3f7c7e0a9d21")


def facts_of(ticket: Ticket, tier: str = "") -> Facts:
    """What its clocks run by; ``tier`` is its customer's."""
    return Facts(
        opened_at=ticket.opened_at,
        severity=ticket.severity,
        tier=tier,
        responded_at=ticket.responded_at,
        told_at=ticket.told_at,
        resolved_at=ticket.closed_at,
        waits=ticket.waits,
    )


def clocks_of(ticket: Ticket, tier: str, policy: Policy, now: datetime) -> tuple[Clock, ...]:
    """All its clocks, those that have ended too."""
    return clocks(policy.sla, facts_of(ticket, tier), now)


def urgent(ticket: Ticket, tier: str, policy: Policy, now: datetime) -> Clock | None:
    """The clock that needs attention first; None if nothing is promised, or all of it is kept."""
    return attention(clocks_of(ticket, tier, policy, now))


def moments_of(ticket: Ticket, tier: str, policy: Policy) -> tuple[Moment, ...]:
    """Every warning and breach that comes, or came, as things stand."""
    return moments(policy.sla, facts_of(ticket, tier))


def moment_id(ticket: UUID, moment: Moment) -> UUID:
    """The id of the change that carries it out: the same for every clock, so that the store does it once."""
    return uuid5(_TIMERS, f"{ticket.hex}:{moment.kind}:{moment.mark}:{moment.at.isoformat()}")


def waited(before: Ticket, after: Ticket, at: datetime) -> Ticket:
    """``after`` with its waits for the customer: one begins, or ends, with the status."""
    waits = (before.status is Status.WAITING, after.status is Status.WAITING)
    if waits[0] == waits[1]:
        return after
    if waits[1]:
        return replace(after, waits=(*after.waits, Wait(at)))
    last = after.waits[-1] if after.waits else None
    if last is None or last.end is not None:
        return after  # it waited before anybody kept account of it
    return replace(after, waits=(*after.waits[:-1], Wait(last.begin, max(at, last.begin))))
