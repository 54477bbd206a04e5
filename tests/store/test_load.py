"""What lies on people, counted by hand (R66)."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from store.load import LONG, Load, Signs, Worked, loads, strains
from tests.store.story import DIRECTORY, START

MINUTE = timedelta(minutes=1)


def call(number: int, *, person: str = "maria.lopez", **more: Any) -> Worked:
    """Calls of five minutes, ten minutes apart, each of its own ticket."""
    at = START + 10 * number * MINUTE
    given: dict[str, Any] = {
        "ticket": UUID(int=number),
        "started_at": at,
        "answered_at": at,
        "ended_at": at + 5 * MINUTE,
    }
    return Worked(person=person, **(given | more))


def only(calls: list[Worked], signs: Signs | None = None) -> Load:
    (found,) = loads(calls, signs or Signs(), DIRECTORY)
    return found


def test_R66_hard_calls_in_a_row_are_those_up_to_the_last_one() -> None:
    demanded: dict[str, Any] = {"demanded_at": START + 12 * MINUTE}
    calls = [call(1, **demanded), call(2, emergency=True), call(3), call(4, emergency=True)]
    found = only(calls)
    assert (found.hard, found.longest, found.row, found.row_began) == (3, 2, 1, calls[3].started_at)
    found = only(calls[:2])
    assert (found.row, found.row_began) == (2, calls[0].started_at)
    assert only(calls[:3]).row_began is None


def test_R66_a_demand_of_another_day_makes_no_call_hard() -> None:
    assert only([call(1, demanded_at=START - timedelta(days=1))]).hard == 0


def test_R66_a_call_is_hard_if_it_was_escalated_scored_low_or_long() -> None:
    sent = Signs(escalations=(("2041", UUID(int=1), START + 14 * MINUTE),))
    assert only([call(1)], sent).hard == 1
    assert only([call(1)], Signs(escalations=(("maria.lopez", UUID(int=1), START + 40 * MINUTE),))).hard == 0
    low = only([call(1)], Signs(low=((UUID(int=1), START + 30 * MINUTE),)))
    assert (low.hard, low.low) == (1, 1)
    assert only([call(1, ended_at=START + 10 * MINUTE + LONG)]).hard == 1


def test_R66_names_and_extensions_are_one_person_and_times_are_added_up() -> None:
    found = only(
        [call(1, held_seconds=30.5), call(2, person="2041", held_seconds=60.0), call(3, ended_at=None)]
    )
    assert (found.person, found.calls, found.hold_seconds, found.talk_seconds) == ("maria.lopez", 3, 90, 600)


def test_R66_the_heaviest_comes_first_and_who_only_escalated_is_there_too() -> None:
    sent = Signs(escalations=(("daniel.okafor", UUID(int=9), START),))
    calls = [call(1), call(2, person="ines.weber", emergency=True)]
    assert [x.person for x in loads(calls, sent, DIRECTORY)] == ["ines.weber", "daniel.okafor", "maria.lopez"]


def test_R66_what_is_much_is_said_by_its_name() -> None:
    assert strains(Load(person="x")) == ()
    assert strains(Load(person="x", row=3, escalations=6, hold_seconds=1800)) == (
        "row",
        "escalations",
        "hold",
    )
