"""R61: a case's time line, out of what the store has of it."""

from datetime import timedelta
from uuid import UUID

import pytest

from console.replay.line import CaseLine, Sound, Span, Track
from console.replay.making import make_line
from console.ui import invented_replay as r
from store.coaching import ConductGoals
from store.recording import Keeping
from store.ticket import Entry
from store.values import replace


def track(line: CaseLine, recording: UUID) -> Track:
    found = line.track(recording)
    assert found is not None
    return found


def test_R61_each_leg_stands_where_it_was_recorded() -> None:
    line = make_line(r.CASE)
    assert [t.letter for t in line.shown] == ["A", "B", "C"]
    assert [t.recording for t in line.shown] == [r.A, r.B, r.C]
    assert [round(t.begin, 3) for t in line.shown] == [0.0, 398.1, 583.1]
    assert line.seconds == pytest.approx(1119.1)
    a, b, c = line.shown
    assert (a.person, a.other, a.customer_from) == ("maya.torres", "Anna Petrova", 0.0)
    assert (b.person, b.other, b.customer_from) == ("maya.torres", "Daniel Okafor", None)
    assert (c.person, c.customer_from) == ("daniel.okafor", c.begin)


def test_the_consult_as_its_target_recorded_it_is_heard_once() -> None:
    line = make_line(r.CASE)
    doubled = [t for t in line.tracks if t.doubled]
    assert [t.person for t in doubled] == ["daniel.okafor"]
    assert doubled[0] not in line.heard
    without = make_line(r.CASE, found={r.B: Sound.NO_FILE})
    assert [t.person for t in without.heard] == ["maya.torres", "daniel.okafor", "daniel.okafor"]


def test_a_leg_that_becomes_the_customers_says_from_when_on() -> None:
    daniels = r.CASE.recordings[2]
    case = replace(
        r.CASE,
        legs=tuple(leg for leg in r.CASE.legs if leg.kind != "handover"),
        recordings=(*r.CASE.recordings[:2], replace(daniels, seconds=721.0)),
    )
    last = make_line(case).tracks[-1]
    assert last.consult_first
    assert last.customer_from == pytest.approx(582.2)
    assert last.doubled_until == pytest.approx(582.2)
    assert not last.doubled


def test_a_hold_is_on_the_leg_that_was_held() -> None:
    line = make_line(r.CASE)
    (hold,) = track(line, r.A).holds
    assert (hold.begin, hold.end) == pytest.approx((384.9, 581.8))
    assert track(line, r.B).holds == track(line, r.C).holds == ()


def test_a_hold_that_nobody_ended_lasts_to_the_end_of_its_leg() -> None:
    entries = tuple(e for e in r.CASE.entries if e.kind != "resumed")
    (hold,) = track(make_line(replace(r.CASE, entries=entries)), r.A).holds
    assert hold.end == pytest.approx(track(make_line(r.CASE), r.A).end)


def test_two_legs_on_hold_are_told_apart_by_their_names_and_lengths() -> None:
    def entry(n: int, seconds: float, kind: str, text: str) -> Entry:
        return Entry(id=UUID(int=n), ticket=r.CASE.ticket.id, at=r.at(seconds), kind=kind, text=text)

    entries = (
        entry(1, 400, "held", "Anna Petrova"), entry(2, 410, "held", "Daniel Okafor"),
        entry(3, 430, "resumed", "30.0"), entry(4, 500, "resumed", "90.0"),
    )  # fmt: skip
    line = make_line(replace(r.CASE, entries=entries))
    (of_a,), (of_b,) = track(line, r.A).holds, track(line, r.B).holds
    assert (round(of_a.seconds), round(of_b.seconds)) == (30, 90)


def test_pauses_are_in_line_time() -> None:
    assert track(make_line(r.CASE), r.A).pauses == (Span(246.0, 268.0),)


@pytest.mark.parametrize(
    ("state", "sound"),
    [
        (Keeping.KEPT, Sound.READY), (Keeping.RECORDED, Sound.KEEPING), (Keeping.LOST, Sound.LOST),
        (Keeping.ERASED, Sound.ERASED),
    ],
)  # fmt: skip
def test_how_a_recording_stands_is_how_its_leg_sounds(state: Keeping, sound: Sound) -> None:
    recordings = tuple(replace(x, state=state) for x in r.CASE.recordings)
    line = make_line(replace(r.CASE, recordings=recordings))
    assert {t.sound for t in line.shown} == {sound}


def test_what_a_person_may_not_hear_is_on_the_line_and_silent() -> None:
    line = make_line(r.CASE, lambda recording: recording.id != r.C)
    assert track(line, r.C).sound is Sound.FORBIDDEN
    assert r.C not in {t.recording for t in line.heard}


def test_a_leg_that_was_not_recorded_is_on_the_line_too() -> None:
    case = replace(r.CASE, recordings=tuple(x for x in r.CASE.recordings if x.id != r.B))
    line = make_line(case)
    assert {(t.leg, t.sound) for t in line.tracks if t.recording is None} == {(r.CASE.legs[1].id, Sound.NONE)}
    assert line.heard


def test_the_days_between_two_calls_are_left_out() -> None:
    line = make_line(r.TWO_CALLS.case or r.CASE)
    first, second = line.stretches
    assert second.at == pytest.approx(first.seconds)
    assert second.began - first.began == timedelta(days=2) - timedelta(seconds=0.1)
    assert line.moment(second.at + 5) == second.began + timedelta(seconds=5)
    assert line.place(second.began + timedelta(seconds=5)) == pytest.approx((second.at + 5, True))
    assert line.place(first.began + timedelta(days=1)) == pytest.approx((first.end, False))


def test_a_case_without_calls_has_an_empty_line() -> None:
    line = make_line(replace(r.CASE, calls=(), legs=(), recordings=()))
    assert (line.seconds, line.tracks, line.moment(0.0)) == (0.0, (), None)
    assert {m.outside for m in line.markers} == {True}


def test_R62_each_call_is_held_against_the_goals_that_were_followed_when_it_began() -> None:
    before, after = ConductGoals(hold=60), ConductGoals(hold=300)
    first, second = (c.started_at for c in r.CASE.calls)
    assert first < second

    line = make_line(r.CASE, goals_at=lambda at: before if at < second else after)
    measured = {t.person: t.goals for t in line.tracks if t.conduct is not None}
    assert measured == {"maya.torres": before, "daniel.okafor": after}
    assert {t.goals for t in make_line(r.CASE).tracks} == {ConductGoals()}
