from collections.abc import Callable
from pathlib import Path

from telephony.floor.scenario import Line
from telephony.floor.speaker import Speaker


class FakeStage:
    """A clock that is turned by hand; a line takes two seconds to say."""

    def __init__(self) -> None:
        self.now = 0.0
        self.due: list[tuple[float, Callable[[], None]]] = []
        self.said: list[tuple[float, str]] = []

    def later(self, seconds: float, do: Callable[[], None]) -> Callable[[], None]:
        entry = (self.now + seconds, do)
        self.due.append(entry)
        return lambda: self.due.remove(entry) if entry in self.due else None

    def say(self, _call: str, _wav: Path, text: str, then: Callable[[], None]) -> None:
        self.said.append((round(self.now, 3), text))
        self.later(2.0, then)

    def pass_time(self, seconds: float) -> None:
        end = self.now + seconds
        while self.due and min(self.due, key=lambda e: e[0])[0] <= end:
            entry = min(self.due, key=lambda e: e[0])
            self.due.remove(entry)
            self.now = entry[0]
            entry[1]()
        self.now = end


LINES = (
    Line(when="answered", after=1.0, text="problem"),
    Line(when="then", after=0.5, text="more"),
    Line(when="heard", after=1.0, or_after=15.0, text="answer"),
    Line(when="transferred", after=0.5, text="hello"),
)


def speaker(lines: tuple[Line, ...] = LINES) -> tuple[Speaker, FakeStage, list[str]]:
    stage, done = FakeStage(), list[str]()
    return Speaker(stage, Path("x.toml"), "", lines, done.append), stage, done  # type: ignore[arg-type]


def test_lines_follow_one_another() -> None:
    says, stage, done = speaker()
    says.begin("answered", "a")
    stage.pass_time(6.0)
    assert stage.said == [(1.0, "problem"), (3.5, "more")]
    assert done == []


def test_answer_comes_when_the_other_side_has_ended() -> None:
    says, stage, done = speaker()
    says.begin("answered", "a")
    stage.pass_time(6.0)
    says.heard(sound=True)
    stage.pass_time(3.0)
    says.heard(sound=False)
    stage.pass_time(4.0)
    assert stage.said[2:] == [(10.0, "answer")]
    assert done == ["answered"]


def test_answer_comes_at_last_to_silence_too() -> None:
    says, stage, _ = speaker()
    says.begin("answered", "a")
    stage.pass_time(30.0)
    assert stage.said[2:] == [(20.5, "answer")]


def test_word_in_between_counts() -> None:
    says, stage, _ = speaker()
    says.begin("answered", "a")
    stage.pass_time(4.0)
    says.heard(sound=True)
    says.heard(sound=False)
    stage.pass_time(5.0)
    assert stage.said[2:] == [(6.5, "answer")]


def test_word_before_the_line_does_not_count() -> None:
    says, stage, _ = speaker()
    says.begin("answered", "a")
    stage.pass_time(3.2)
    says.heard(sound=True)
    says.heard(sound=False)
    stage.pass_time(10.0)
    assert len(stage.said) == 2


def test_nothing_is_said_on_hold_and_music_is_no_answer() -> None:
    says, stage, _ = speaker()
    says.begin("answered", "a")
    stage.pass_time(6.0)
    says.hold(on=True)
    says.heard(sound=True)
    stage.pass_time(40.0)
    says.heard(sound=False)
    stage.pass_time(40.0)
    assert len(stage.said) == 2
    says.hold(on=False)
    assert stage.said[2:] == [(86.0, "answer")]


def test_new_beginning_ends_the_old_one() -> None:
    says, stage, done = speaker()
    says.begin("answered", "a")
    stage.pass_time(2.0)
    says.begin("transferred", "b")
    stage.pass_time(60.0)
    assert stage.said == [(1.0, "problem"), (2.5, "hello")]
    assert done == ["transferred"]


def test_stopped_speaker_is_silent() -> None:
    says, stage, done = speaker()
    says.begin("answered", "a")
    says.stop()
    stage.pass_time(60.0)
    assert (stage.said, done) == ([], [])


def test_beginning_without_lines_is_done_at_once() -> None:
    says, _, done = speaker(())
    says.begin("answered", "a")
    assert done == ["answered"]
