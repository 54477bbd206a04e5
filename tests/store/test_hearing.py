"""Whom one may listen to, and how long what one may hear is kept: pure rules (R60, R61)."""

from datetime import timedelta
from uuid import UUID

import pytest

from store.directory import Directory, Person
from store.hearing import heard_by, listening, may_hear
from store.recording import Consent, Keeping, Recording, RecordingRules, keep_until
from store.ticket import Ticket
from store.values import replace
from store.views import drawn
from tests.store.story import START

ANN = Person(key="ann", name="Ann", extension="2001", department="network")
BEN = Person(key="ben", name="Ben", extension="2002", department="billing")
SUE = Person(key="sue", name="Sue", role="supervisor", extension="2003", department="network")
TIM = Person(key="tim", name="Tim", role="trainer", extension="2004", department="network")
MAX = Person(key="max", name="Max", role="escalation_manager")
FLOOR = Directory(people=(ANN, BEN, SUE, TIM, MAX))
RULES = RecordingRules()
HERS = Recording(id=UUID(int=1), person="ann", started_at=START)


@pytest.mark.parametrize(
    ("who", "assigned", "may"),
    [
        (ANN, False, True),
        (BEN, False, False),
        (BEN, True, False),  # an agent reviews nobody
        (SUE, False, True),
        (TIM, False, False),
        (TIM, True, True),
        (MAX, False, True),
    ],
)
def test_R61_who_may_hear_whom(who: Person, assigned: bool, may: bool) -> None:
    assert may_hear(who, HERS, speaker=ANN, rules=RULES, assigned=assigned) is may


def test_R61_a_supervisor_of_another_team_hears_what_is_assigned_only() -> None:
    other = replace(SUE, department="billing")
    assert not may_hear(other, HERS, speaker=ANN, rules=RULES)
    assert may_hear(other, HERS, speaker=ANN, rules=RULES, assigned=True)
    assert not may_hear(SUE, HERS, speaker=None, rules=RULES), "whoever is not in the directory is in no team"


def test_R61_what_is_erased_nobody_hears() -> None:
    gone = replace(HERS, state=Keeping.ERASED)
    assert not any(may_hear(who, gone, speaker=ANN, rules=RULES, assigned=True) for who in FLOOR.people)


def test_R61_whose_recordings_are_in_somebodys_list() -> None:
    own = {who.key: heard_by(who, FLOOR, RULES) for who in FLOOR.people}
    assert own == {
        "ann": {"ann"}, "ben": {"ben"}, "sue": {"sue", "ann", "tim"}, "tim": {"tim"}, "max": None,
    }  # fmt: skip
    none = replace(RULES, agents_hear_own=False)
    assert heard_by(ANN, FLOOR, none) == frozenset()
    assert heard_by(SUE, FLOOR, none) == frozenset({"ann", "tim"})


def test_R61_whoever_is_not_in_the_directory_is_an_agent() -> None:
    assert listening("2003", FLOOR) is SUE
    stranger = listening("2099", FLOOR)
    assert (stranger.key, stranger.role) == ("2099", "agent")
    assert may_hear(stranger, replace(HERS, person="2099"), speaker=None, rules=RULES)


def kept(recording: Recording, *, category: str = "general", **facts: bool) -> int | None:
    ticket = Ticket(id=UUID(int=2), number=1, opened_at=START, updated_at=START, category=category)
    rules = RecordingRules(
        days={"customer": 10, "consult": 5, "complaint": 20, "escalated": 30, "emergency": 40, "objected": 0}
    )
    until = keep_until(
        recording, ticket, escalated=facts.get("escalated", False), emergency=facts.get("emergency", False),
        rules=rules,
    )  # fmt: skip
    return None if until is None else (until - START) // timedelta(days=1)


def test_R60_of_several_kinds_the_longest_counts_but_for_an_objection() -> None:
    assert kept(HERS) == 10
    assert kept(replace(HERS, purpose="consult")) == 5
    assert kept(HERS, category="complaint") == 20
    assert kept(HERS, category="complaint", escalated=True) == 30
    assert kept(HERS, emergency=True, escalated=True) == 40
    assert kept(replace(HERS, consent=Consent.OBJECTED), emergency=True) == 0


def test_R60_a_kind_without_a_rule_says_nothing() -> None:
    none = RecordingRules(days={"complaint": 3})
    assert keep_until(HERS, None, escalated=True, emergency=True, rules=none) is None
    objected = replace(HERS, consent=Consent.OBJECTED)
    assert keep_until(objected, None, escalated=False, emergency=False, rules=none) is None


def test_R63_a_lot_is_drawn_evenly_and_one_more_moves_nobody() -> None:
    ids = list(range(60))
    often = dict.fromkeys(ids, 0)
    for week in range(400):
        for which in drawn({"ann": ids}, 6, f"week {week}"):
            often[which] += 1
    assert min(often.values()) > 10, "40 expected of each"
    assert max(often.values()) < 90
    before = drawn({"ann": ids}, 6, "w")
    after = drawn({"ann": [*ids, 99]}, 6, "w")
    assert len(set(before) - set(after)) <= 1
