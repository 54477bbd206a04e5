"""R60: for how long recordings are kept is seen, counted and changed by managers, none of whom overwrites another."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
import uuid6

from console.desk.intents_keeping import KeepRules, ShowRetention, TryRules
from console.desk.retaining import Going, RetentionCard
from store.changes import PutDirectory
from store.changes_recordings import BeginRecording, EndRecording, PutRecordingRules
from store.directory import Person
from store.memory import MemoryBook
from store.recording import RecordingRules
from store.values import replace
from tests.console.desk.desk_fixture import DIRECTORY, Office

USUAL = RecordingRules()
SHORT = RecordingRules(days={"customer": 30})


class Floor:
    """With recordings of 10, 20, 50 and 400 days ago."""

    def __init__(self, me: str = "ines.vidal", *, shown: bool = True) -> None:
        self.book = MemoryBook()
        self.office = Office(me=me, role="escalation_manager", book=self.book)
        people = (*DIRECTORY.people, Person(key="ines.vidal", name="Ines Vidal", role="escalation_manager"))
        self.tell(PutDirectory, directory=replace(DIRECTORY, people=people))
        self.office.desk.refresh()
        for days in (10, 20, 50, 400):
            one, began = uuid4(), datetime.now(UTC) - timedelta(days=days)
            self.tell(BeginRecording, recording=one, call=None, started_at=began)
            self.tell(EndRecording, recording=one, seconds=3.0)
        if shown:
            self.office.do(ShowRetention(on=True))

    def tell(self, kind: Any, person: str = "ines.vidal", **values: Any) -> None:
        self.book.apply(kind(id=uuid6.uuid7(), at=datetime.now(UTC), person=person, **values))

    @property
    def rules(self) -> RetentionCard:
        assert self.office.board.retention is not None
        return self.office.board.retention


def test_R60_the_rules_are_shown_with_what_they_delete() -> None:
    floor = Floor()
    assert (floor.rules.loading, floor.rules.rules, floor.rules.going) == (
        False,
        USUAL,
        Going(now=1, ahead=1),
    )
    floor.office.do(ShowRetention(on=False))
    assert floor.office.board.retention is None


def test_R60_what_other_rules_would_delete_is_counted_and_nothing_is_changed() -> None:
    floor = Floor()
    floor.office.do(TryRules(rules=SHORT))
    assert floor.rules.would == Going(now=2, ahead=4)
    assert floor.book.recording_rules() == USUAL
    floor.office.do(TryRules(rules=None))
    assert floor.rules.tried is None
    assert floor.rules.would is None


def test_a_newer_trial_drops_the_older_ones_count() -> None:
    floor = Floor()
    floor.office.keeper.held = True
    floor.office.do(TryRules(rules=SHORT))
    floor.office.do(TryRules(rules=RecordingRules(days={})))
    floor.office.keeper.release()
    assert floor.rules.would == Going(now=0, ahead=0)


def test_R60_they_are_kept_with_who_and_when() -> None:
    floor = Floor()
    floor.office.do(TryRules(rules=SHORT))
    floor.office.do(KeepRules(rules=SHORT, base=floor.rules.rules))
    assert floor.book.recording_rules() == floor.rules.rules == SHORT
    assert floor.rules.rules.changed_by == "ines.vidal"
    assert (floor.rules.saving, floor.rules.tried, floor.rules.would) == (False, None, None)
    assert floor.rules.going is not None
    assert "rules_kept" in floor.office.notices()


def test_R60_somebody_else_s_rules_are_not_overwritten_and_are_shown() -> None:
    floor = Floor()
    seen = floor.rules.rules
    floor.tell(PutRecordingRules, agents_hear_own=False, days={"consult": 7})
    floor.office.do(KeepRules(rules=SHORT, base=seen))
    assert floor.book.recording_rules() == RecordingRules(agents_hear_own=False, days={"consult": 7})
    assert floor.rules.rules == floor.book.recording_rules()
    (told,) = (n for n in floor.office.board.notices if n.code == "rejected")
    assert "Somebody else" in told.values["why"]


@pytest.mark.parametrize("me", ["maya.torres", "daniel.okafor", "nobody.known"])
def test_R60_only_managers_see_and_change_them(me: str) -> None:
    floor = Floor(me=me, shown=False)
    assert floor.office.refused(ShowRetention(on=True)) == "not_allowed"
    assert floor.office.refused(KeepRules(rules=SHORT, base=USUAL)) == "not_allowed"
    assert floor.office.refused(TryRules(rules=SHORT)) == "not_shown"
    assert floor.book.recording_rules() == USUAL


@pytest.mark.parametrize(
    ("days", "code"),
    [({"moon": 1}, "bad_kind"), ({"customer": -1}, "bad_days"), ({"consult": 36_501}, "bad_days")],
)
def test_what_is_no_rule_is_refused_at_once(days: dict[str, int], code: str) -> None:
    floor = Floor()
    rules = RecordingRules(days=days)
    assert floor.office.refused(TryRules(rules=rules)) == code
    assert floor.office.refused(KeepRules(rules=rules, base=USUAL)) == code
    assert floor.rules.tried is None


def test_while_the_store_is_away_they_wait() -> None:
    floor = Floor(shown=False)
    floor.office.keeper.held = True
    floor.office.do(ShowRetention(on=True))
    assert floor.rules.loading
    floor.office.keeper.release()
    floor.office.keeper.held = True
    floor.office.do(KeepRules(rules=SHORT, base=floor.rules.rules))
    assert floor.rules.saving
    assert floor.office.refused(KeepRules(rules=SHORT, base=floor.rules.rules)) == "busy"
    floor.office.keeper.release()
    assert floor.book.recording_rules() == SHORT
