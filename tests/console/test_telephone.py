"""Which telephone a desk gets, and what its engine is told at the start."""

import subprocess
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from console import places as places_
from console.account import account
from console.desk.seat import EngineState
from console.places import Places
from console.quiet_phone import QuietPhone
from console.settings import Person, Settings, Sip
from console.settings_recording import Recording
from console.telephone import line_of, make_phone, use_settings
from store.values import replace
from telephony.commands import Sound
from telephony.phone import Phone
from telephony.recording import Policy

AGENT = Settings(sip=Sip(id="2041"))
TRAINER = Settings(person=Person(key="ines.vidal", role="trainer"))


@pytest.fixture
def places(warmline_home: Path, qtbot: QtBot) -> Places:
    file = warmline_home / "desk.toml"
    file.write_text('[sip]\nid = "2041"\n')
    return places_.of(config=file).prepare()


def made(settings: Settings, places: Places, *, headless: bool = False, revive: bool = True) -> Phone:
    sound = None if headless else Sound()
    return make_phone(settings, places, account(settings), sound=sound, headless=headless, revive=revive)


def test_the_engine_s_files_are_those_of_the_profile(places: Places) -> None:
    launch = made(AGENT, places)._launch
    assert (launch.socket, launch.lock) == (places.engine_socket, places.engine_lock)
    assert (launch.journal, launch.recordings) == (places.journal, places.recordings)
    assert launch.log.parent == places.logs
    assert not places.engine_socket.exists(), "nothing is started yet"


def test_only_a_desk_with_a_window_rings_and_everybody_has_music_for_who_is_on_hold(places: Places) -> None:
    seen, unseen = made(AGENT, places)._launch, made(AGENT, places, headless=True)._launch
    assert seen.sounds is not None
    assert list(seen.sounds.glob("*.wav"))
    assert unseen.sounds is None
    for launch in (seen, unseen):
        assert launch.hold_music is not None
        assert launch.hold_music.is_file()


@pytest.mark.parametrize("headless", [False, True])
def test_the_command_that_brings_this_console_back_is_one_that_runs(places: Places, headless: bool) -> None:
    command = made(AGENT, places, headless=headless)._console
    assert ("--headless" in command) is headless
    assert command[5:7] == places.arguments
    asked = subprocess.run([*command, "--help"], capture_output=True, text=True, check=False, timeout=60)
    assert asked.returncode == 0, asked.stderr
    wrong = subprocess.run([*command, "--no-such"], capture_output=True, text=True, check=False, timeout=60)
    assert wrong.returncode != 0


def test_who_starts_consoles_by_itself_has_none_started(places: Places) -> None:
    assert made(AGENT, places, revive=False)._console == ()


def test_who_has_no_account_has_a_quiet_telephone_until_there_is_one(places: Places) -> None:
    assert type(made(AGENT, places)) is Phone
    assert line_of(AGENT).engine is EngineState.STARTING
    quiet = made(TRAINER, places)
    assert isinstance(quiet, QuietPhone)
    assert line_of(TRAINER).engine is EngineState.NONE
    use_settings(quiet, replace(TRAINER, sip=Sip(id="4012")))
    assert quiet._on


def test_other_rules_for_recording_reach_the_telephone_and_turn_nothing_on(places: Places) -> None:
    quiet = made(TRAINER, places)
    before = quiet.recording
    use_settings(quiet, replace(TRAINER, recording=Recording(policy="always")))
    assert (before.policy, quiet.recording.policy) == (Policy.OFF, Policy.ALWAYS)
    assert isinstance(quiet, QuietPhone)
    assert not quiet._on
