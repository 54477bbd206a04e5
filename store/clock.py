"""The clock of the floor: carries out what is due of every escalation, once, whoever else does the same.

A console runs it while it is open, ``warmline clock`` runs it alone. Each thing that is due has an id of its own
(:func:`store.timing.timer_id`) that the store takes once, so any number of clocks may look at the same book; a clock
that slept does at its next look what it has missed.
"""

import logging
from collections.abc import Mapping
from datetime import datetime

from store.book import Book
from store.changes import FireSla, FireTimer
from store.errors import Rejected
from store.policy import PolicyVersion
from store.standing import moment_id, moments_of
from store.timing import clock_of, due, timer_id

log = logging.getLogger("store.clock")

PERSON = "clock"
"""Who did it, in the records."""
_AT_A_TIME = 100


def tick(book: Book, now: datetime, *, most: int | None = None) -> int:
    """Do what is due at ``now``, ``most`` things or all of them; how many were done. Raises StoreUnavailable."""
    versions = {saved.version: saved for saved in book.policies()}
    done = _escalations(book, versions, now, most)
    left = None if most is None else most - done
    return done + (_promises(book, versions, now, left) if left is None or left > 0 else 0)


def _promises(book: Book, versions: Mapping[int, PolicyVersion], now: datetime, most: int | None) -> int:
    """What was promised by the SLA of each ticket."""
    done = 0
    while tickets := book.tickets_due(now, limit=min(_AT_A_TIME, most or _AT_A_TIME)):
        before = done
        for ticket, tier in tickets:
            saved = versions.get(ticket.policy)
            for moment in moments_of(ticket, tier, saved.policy) if saved else ():
                if ticket.next_at is None or not ticket.next_at <= moment.at <= now:
                    continue  # what was before is done
                fire = FireSla(
                    id=moment_id(ticket.id, moment),
                    at=now,
                    person=PERSON,
                    ticket=ticket.id,
                    clock=moment.kind,
                    mark=moment.mark,
                    due=moment.at,
                )
                done += _done(book, fire)
        if done == before or (most is not None and done >= most):
            break
    return done


def _escalations(book: Book, versions: Mapping[int, PolicyVersion], now: datetime, most: int | None) -> int:
    """The paths, and the thirty days."""
    done = 0
    while escalations := book.due(now, limit=min(_AT_A_TIME, most or _AT_A_TIME)):
        before = done
        for escalation in escalations:
            for one in due(*clock_of(escalation, versions.get(escalation.policy)), now):
                if escalation.next_at is None or one.at < escalation.next_at:
                    continue
                change = FireTimer(
                    id=timer_id(escalation.id, one),
                    at=now,
                    person=PERSON,
                    escalation=escalation.id,
                    action=one.action,
                    number=one.number,
                )
                done += _done(book, change)
        if done == before or (most is not None and done >= most):
            break  # another clock is at it, or it is enough for now
    return done


def _done(book: Book, change: FireTimer | FireSla) -> bool:
    """Whether there was something to be done; that another clock has done it meanwhile makes no difference."""
    try:
        book.apply(change)
    except Rejected as rejected:  # resolved, or moved on, since it was read
        log.debug("%s: %s", change, rejected.message)
        return False
    return True
