"""[recording] of the settings: what of it goes to the engine, what the desk goes by, and what is refused."""

from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

import resources
from console.bootstrap import Console
from console.errors import SettingsError
from console.settings import load
from console.settings_recording_policy import RecordingPolicy, to_desk, to_engine
from store.values import replace
from telephony.recording import Policy, Recording
from tests.console.test_bootstrap import make

__all__ = ["make"]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "config.toml"


def read(file: Path, text: str) -> RecordingPolicy:
    file.write_text(f"[recording]\n{text}\n", encoding="utf-8")
    return load(file).recording


def test_without_a_word_nothing_is_recorded_and_conduct_is_measured(file: Path) -> None:
    found = read(file, "")
    assert to_engine(found) == Recording(policy=Policy.OFF, measure=True)
    desk = to_desk(found)
    assert (desk.policy, desk.hints, desk.silent_seconds, desk.hold_seconds) == (Policy.OFF, True, 20.0, 60.0)


def test_who_is_not_measured_is_given_no_hints(file: Path) -> None:
    found = read(file, "measure = false")
    assert not to_engine(found).measure
    assert not to_desk(found).hints


def test_the_tone_is_warmlines_own_and_can_be_played_without_a_folder_of_sounds(file: Path) -> None:
    notice = to_engine(read(file, 'policy = "always"\nnotice = "tone"')).notice
    assert Path(notice) == resources.path("sounds/recording.wav")
    msgspec.convert({"notice": notice}, Recording)


def test_a_notice_of_the_centers_own_is_beside_the_settings(file: Path) -> None:
    (file.parent / "notice.wav").touch()
    found = read(file, 'policy = "always"\nnotice = "notice.wav"\nnotice_every = 15')
    assert to_engine(found) == Recording(
        policy=Policy.ALWAYS, notice=str(file.parent / "notice.wav"), notice_every=15, measure=True
    )


def test_a_notice_that_is_not_there_is_refused_at_once(file: Path) -> None:
    with pytest.raises(SettingsError, match=r"recording\.notice.*there is no file .*notice\.wav"):
        read(file, 'notice = "notice.wav"')


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('policy = "sometimes"', "on_demand"),
        ('notice = "beep"', "WAV"),
        ('sensitive = ["Card number"]', "step.card"),
        ('on_objection = "ignore"', "pause"),
        ("silent_seconds = -1", "600"),
    ],
)
def test_what_is_not_allowed_is_told_with_what_is(file: Path, line: str, said: str) -> None:
    with pytest.raises(SettingsError, match=said):
        read(file, line)


def test_sensitive_fields_are_the_desks(file: Path) -> None:
    found = read(file, 'sensitive = ["step.card", "ticket.notes", "escalate.summary"]')
    assert to_desk(found).sensitive == ("step.card", "ticket.notes", "escalate.summary")


def test_what_is_changed_in_the_window_holds_from_the_next_call_on(make: Callable[..., Console]) -> None:
    console = make(headless=True)
    assert console.phone.recording == Recording(measure=True)
    now = console.preferences.settings
    other = replace(now.recording, policy="always", sensitive=("step.card",))
    console.preferences.change(replace(now, recording=other))
    assert console.phone.recording.policy is Policy.ALWAYS
    assert console.desk.board.recording.policy is Policy.ALWAYS
    assert console.desk.board.recording.sensitive == ("step.card",)


def test_the_engine_writes_into_the_profiles_own_folder(make: Callable[..., Console]) -> None:
    console = make(headless=True)
    assert console.phone._launch.recordings == console.places.recordings


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('url = "calls"\nrehearsals = "calls"', r"recording\.rehearsals.*a place of their own"),
        ('rehearsals = "s3://me:hidden@bucket/x"', r"recording\.rehearsals.*a password is never kept"),
        ("rehearsal_days = 0", r"recording\.rehearsal_days"),
    ],
)
def test_R64_where_rehearsals_cannot_be_kept_is_refused(file: Path, text: str, problem: str) -> None:
    with pytest.raises(SettingsError, match=problem):
        read(file, text)


def test_R64_rehearsals_have_a_place_of_their_own(file: Path) -> None:
    read(file, 'rehearsals = "practice"')
    assert load(file).recording.rehearsals == str(file.parent / "practice")
