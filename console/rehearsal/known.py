"""Which names a scenario may use: those of the demo's people, its house, and the store's own words."""

from functools import cache

import msgspec

from console.demo import people
from store.escalation import Reason
from store.ticket import CATEGORIES, WRAPUP_CODES
from telephony.floor.scenario import read_house

TRAINEE, PLACE_OF = "trainee", "maya.torres"
"""The trainee's key there, and whose desk it is."""


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """``users`` are extensions of the simulated house."""

    targets: frozenset[str]
    users: frozenset[str]
    reasons: frozenset[str]
    categories: frozenset[str]
    codes: frozenset[str]


@cache
def known_names() -> Known:
    """Read once."""
    everybody = people.directory("127.0.0.1")
    keys = {p.key for p in everybody.people if p.key != PLACE_OF} | {d.key for d in everybody.departments}
    return Known(
        targets=frozenset(keys),
        users=frozenset(p.user for p in read_house().parties),
        reasons=frozenset(r.value for r in Reason),
        categories=frozenset(CATEGORIES),
        codes=frozenset(WRAPUP_CODES),
    )
