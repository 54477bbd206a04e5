"""R64: a try of a rehearsal on the time line of a case, with and without its sound."""

from console.replay.line import Sound, Span
from console.replay.rehearsed import REHEARSED, case_of, line_of
from console.ui import invented_rehearsals as r
from store.values import replace

MAIN, CONSULT = (s.id for s in r.SOUNDS)


def test_R64_legs_moments_and_holds_of_a_try_are_on_one_line() -> None:
    line = line_of(r.HEARD)
    assert [(t.recording, t.letter, t.begin, t.seconds) for t in line.shown] == [
        (MAIN, "A", 0.0, 73.0), (CONSULT, "B", 56.9, 16.0),
    ]  # fmt: skip
    assert (line.shown[0].other, line.shown[1].other) == ("Anna Petrova", "Daniel Okafor")
    assert line.shown[0].customer_from == 0.0
    assert line.shown[1].customer_from is None
    assert [m.kind for m in line.markers if m.text == "busy"] == ["try.step"]
    assert "try.agent_speaks" not in {m.kind for m in line.markers}
    said = next(m for m in line.markers if m.kind == "try.says")
    assert round(said.at, 3) == 0.9, "since the answer, where the sound begins"
    first, _ = line.shown[0].holds
    assert (round(first.begin, 3), round(first.end, 3)) == (37.9, 39.2)
    assert isinstance(first, Span)
    assert {x.purpose for x in case_of(r.HEARD).recordings} == {REHEARSED}


def test_R64_a_try_without_sound_has_its_line_all_the_same() -> None:
    line = line_of(r.TRIES[0])
    (track,) = line.shown
    assert (track.sound, track.recording) == (Sound.NONE, None)
    assert len(line.markers) == len(line_of(r.HEARD).markers)
    assert line.seconds > 80


def test_R64_a_leg_whose_file_is_missing_damaged_or_was_never_kept_says_so() -> None:
    for found in (Sound.NO_FILE, Sound.BROKEN):
        line = line_of(r.HEARD, {MAIN: found})
        assert [t.sound for t in line.shown] == [found, Sound.READY]
    lost = replace(r.HEARD, sounds=(replace(r.SOUNDS[0], name=""), r.SOUNDS[1]))
    assert [t.sound for t in line_of(lost).shown] == [Sound.LOST, Sound.READY]


def test_R64_a_try_in_which_nobody_called_has_an_empty_line() -> None:
    line = line_of(replace(r.TRIES[0], moments=(), seconds=0.0))
    assert line.markers == ()
    assert line.seconds < 1
