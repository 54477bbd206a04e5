"""The clock of the floor: carries out what is due of every escalation, once, whoever else does the same.

A console runs it while it is open, ``warmline clock`` runs it alone. Each thing that is due has an id of its own
(:func:`store.timing.timer_id`) that the store takes once, so any number of clocks may look at the same book; a clock
that slept does at its next look what it has missed.
"""

import logging
from datetime import datetime

from store.book import Book
from store.changes import FireTimer
from store.errors import Rejected
from store.timing import clock_of, due, timer_id

log = logging.getLogger("store.clock")

PERSON = "clock"
"""Who did it, in the records."""
_AT_A_TIME = 100


def tick(book: Book, now: datetime) -> int:
    """Do everything that is due at ``now``; how many things this clock has done. Raises StoreUnavailable."""
    versions = {saved.version: saved for saved in book.policies()}
    done = 0
    while escalations := book.due(now, limit=_AT_A_TIME):
        before = done
        for escalation in escalations:
            for one in due(*clock_of(escalation, versions.get(escalation.policy)), now):
                change = FireTimer(
                    id=timer_id(escalation.id, one),
                    at=now,
                    person=PERSON,
                    escalation=escalation.id,
                    action=one.action,
                    number=one.number,
                )
                try:
                    book.apply(change)
                except Rejected as rejected:  # resolved, or moved on by another clock, since it was read
                    log.debug("%s of %s: %s", one.action, escalation.id, rejected.message)
                else:
                    done += 1
        if done == before:
            break  # another clock is at it
    return done
