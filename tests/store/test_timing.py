"""Paths move on by their clock, once; and the thirty days."""

from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from store.calendar import ALWAYS, Calendar, weekly
from store.policy import Path, PathStep, Ref
from store.timing import Action, Due, Held, age_days, due, moves_at, next_due

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
OFFICE = weekly("office", "Europe/London", 9 * 60, 17 * 60)
TARGETS = [Ref.parse(t) for t in ("department:network", "level:2", "level:3")]
PATH = Path(
    key="tech",
    name="Tech",
    steps=tuple(PathStep(target=t, after=a) for t, a in zip(TARGETS, (2 * HOUR, 8 * HOUR, DAY), strict=True)),
)
OPEN_END = Path(key="open", name="Open", steps=(PathStep(target=TARGETS[0]),))


@pytest.mark.parametrize(
    ("step", "since", "calendar", "at"),
    [
        (0, NOON, ALWAYS, NOON + 2 * HOUR),
        (
            0,
            NOON + 4 * HOUR,
            OFFICE,
            NOON + 4 * HOUR + 2 * DAY + 18 * HOUR,
        ),  # an hour on Friday, one on Monday
        (1, NOON, ALWAYS, NOON + 8 * HOUR),
        (2, NOON, ALWAYS, NOON + DAY),
        (3, NOON, ALWAYS, None),
    ],
)
def test_R20_a_step_has_its_time_in_business_hours(
    step: int, since: datetime, calendar: Calendar, at: datetime | None
) -> None:
    assert moves_at(Held(created_at=NOON, since=since, step=step), PATH, calendar) == at


def test_R20_what_has_no_time_stays() -> None:
    held = Held(created_at=NOON, since=NOON)
    assert moves_at(held, OPEN_END, ALWAYS) is None
    assert next_due(held, OPEN_END, ALWAYS, NOON) == NOON + 20 * DAY


def test_R71_a_promised_call_back_is_waited_for() -> None:
    held = Held(created_at=NOON, since=NOON, paused_until=NOON + 5 * HOUR)
    assert moves_at(held, PATH, ALWAYS) == NOON + 5 * HOUR
    kept = Held(created_at=NOON, since=NOON, paused_until=NOON + HOUR)
    assert moves_at(kept, PATH, ALWAYS) == NOON + 2 * HOUR


def test_R20_a_clock_that_slept_moves_it_on_one_step_only() -> None:
    held = Held(created_at=NOON, since=NOON)
    assert due(held, PATH, ALWAYS, NOON + 2 * HOUR - timedelta(microseconds=1)) == ()
    assert due(held, PATH, ALWAYS, NOON + 9 * DAY) == (Due(NOON + 2 * HOUR, Action.MOVE_ON, 1, TARGETS[1]),)


def test_R20_at_the_end_of_the_path_somebody_is_told() -> None:
    held = Held(created_at=NOON, since=NOON, step=2)
    assert due(held, PATH, ALWAYS, NOON + 2 * DAY) == (Due(NOON + DAY, Action.END_OF_PATH, 3),)


def test_R24_reminders_after_20_and_27_days_and_overdue_after_30() -> None:
    held = Held(created_at=NOON, since=NOON)
    told = [(d.action, d.number) for d in due(held, OPEN_END, ALWAYS, NOON + 31 * DAY)]
    assert told == [(Action.REMIND, 20), (Action.REMIND, 27), (Action.OVERDUE, 30)]
    assert [age_days(NOON, NOON + d) for d in (-DAY, DAY - HOUR, DAY, 30 * DAY)] == [0, 0, 1, 30]


def test_R20_whoever_looks_and_however_late_each_thing_is_done_once() -> None:
    """Three clocks that sleep and wake as they like, over one table of what was done, as a store would keep it."""
    random = Random(20)  # noqa: S311 - not a secret
    for number in range(60):
        done: set[tuple[Action, int]] = set()
        held = Held(created_at=NOON + number * HOUR, since=NOON + number * HOUR)
        now = held.created_at
        while now < held.created_at + 40 * DAY:
            now += random.choice([timedelta(seconds=30), HOUR, 9 * HOUR, 3 * DAY])
            for _clock in range(3):
                for one in due(held, PATH, OFFICE, now):
                    if (one.action, one.number) in done:
                        continue  # the store's unique key
                    done.add((one.action, one.number))
                    assert one.at <= now
                    if one.action is Action.MOVE_ON:
                        held = Held(created_at=held.created_at, since=now, step=one.number)
        assert held.step == 2
        assert sorted(done) == sorted(
            [
                (Action.MOVE_ON, 1),
                (Action.MOVE_ON, 2),
                (Action.END_OF_PATH, 3),
                (Action.REMIND, 20),
                (Action.REMIND, 27),
                (Action.OVERDUE, 30),
            ]
        )
