"""The assistant: each step can be skipped and gone back, it tries before it saves, and it writes once, at the end."""

from pathlib import Path

import pytest

from console.desk import intents as ask
from console.desk.board import Board
from console.errors import SettingsError
from console.settings import Settings
from console.ui import invented
from console.ui import invented_settings as made
from console.ui.scenes_settings import BOARD, FIRST, OVER, unregistered
from console.ui.settings.port import InMemory
from store.values import replace
from telephony.events import LevelsMeasured, RegistrationProblem, RegistrationState
from tests.console.ui.screens import Screen


@pytest.fixture
def first(screen: Screen) -> InMemory:
    """A window that was never set up; its port."""
    port = screen.window._port
    assert isinstance(port, InMemory)
    port._settings = Settings()
    screen.show(FIRST)
    screen.window.go("assistant")
    screen.settle()
    screen.desk.take()
    return port


def fill(screen: Screen) -> None:
    screen.type("assistant.sip.id", "2041")
    screen.type("assistant.sip.registrar", "pbx.example")
    screen.type("assistant.sip.password", "hush")


def registered(board: Board = BOARD) -> Board:
    return replace(board, phone=replace(invented.PHONE, registration=RegistrationState.REGISTERED))


def test_the_account_is_tried_before_anything_is_saved(screen: Screen, first: InMemory) -> None:
    fill(screen)
    screen.press("assistant.next")
    assert first.settings == Settings()
    assert [s.sip.registrar for s in first.tried] == ["pbx.example"]
    assert first.accounts == ["hush"]
    assert screen.text("assistant.told.what") == "Registering …"
    screen.show(registered())
    assert screen.text("assistant.told.what") == "Registered as sip:2041@pbx.example."
    assert screen.find("assistant.next").caption == "Next"


def test_what_is_wrong_is_said_with_what_to_do(screen: Screen, first: InMemory) -> None:
    fill(screen)
    screen.press("assistant.next")
    for problem in RegistrationProblem:
        if problem is RegistrationProblem.NONE:
            continue
        screen.show(unregistered(problem, RegistrationState.LOST, 0))
        assert screen.visible("assistant.told.what"), problem
        assert screen.text("assistant.told.remedy"), problem
        assert screen.find("assistant.next").caption == "Register"
        assert screen.find("assistant.sip.id").text() == "2041"


def test_an_account_without_a_pbx_is_asked_for_one(screen: Screen, first: InMemory) -> None:
    screen.type("assistant.sip.id", "2041")
    screen.press("assistant.next")
    assert "Which PBX?" in screen.text("assistant.sip.registrar.problem")
    assert first.tried == []


def test_what_cannot_be_saved_is_said_at_its_field_and_stays(
    screen: Screen, first: InMemory, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: Settings) -> None:
        raise SettingsError(Path("config.toml"), "sip.registrar", "is no host.")

    monkeypatch.setattr(first, "check", refuse)
    fill(screen)
    screen.press("assistant.next")
    assert screen.text("assistant.sip.registrar.problem") == "Is no host."
    assert screen.find("assistant.sip.registrar").text() == "pbx.example"
    assert first.tried == []


def test_every_step_can_be_skipped_and_gone_back(screen: Screen, first: InMemory) -> None:
    titles = [screen.text("assistant.title")]
    for _ in range(3):
        screen.press("assistant.skip")
        titles.append(screen.text("assistant.title"))
    assert len(set(titles)) == 4
    assert not screen.visible("assistant.skip")
    for title in reversed(titles[:-1]):
        screen.press("assistant.back")
        assert screen.text("assistant.title") == title
    assert not screen.visible("assistant.back")


def test_skipping_everything_writes_the_file_so_that_it_does_not_come_again(
    screen: Screen, first: InMemory
) -> None:
    for _ in range(3):
        screen.press("assistant.skip")
    assert not first.finished
    screen.press("assistant.next")
    assert first.finished
    assert first.settings == Settings()
    assert screen.window.place == "desk"


def test_at_the_end_the_settings_are_written_and_the_password_is_kept(
    screen: Screen, first: InMemory
) -> None:
    fill(screen)
    screen.press("assistant.next")
    screen.show(registered())
    screen.press("assistant.next")
    screen.press("assistant.skip")
    screen.press("assistant.skip")
    screen.press("assistant.next")
    assert first.finished
    assert first.settings.sip.registrar == "pbx.example"
    assert first.accounts == ["hush", "hush"]


def test_later_saves_nothing_and_goes_back_to_the_account_that_was(screen: Screen, first: InMemory) -> None:
    fill(screen)
    screen.press("assistant.next")
    screen.press("assistant.later")
    assert first.settings == Settings()
    assert not first.finished
    assert first.accounts == ["hush", ""]
    assert screen.window.place == "desk"


def test_a_disk_that_is_full_is_said_and_nobody_is_sent_away(
    screen: Screen, first: InMemory, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: Settings) -> None:
        raise SettingsError(Path("config.toml"), "", "cannot be written (No space left on device).")

    monkeypatch.setattr(first, "finish", refuse)
    for _ in range(3):
        screen.press("assistant.skip")
    screen.press("assistant.next")
    assert "No space left" in screen.text("assistant.problem.what")
    assert screen.window.place == "assistant"


def test_without_a_pbx_it_tells_the_address(screen: Screen, first: InMemory) -> None:
    screen.press("assistant.mode.direct")
    assert screen.text("assistant.address") == "sip:maya@192.0.2.17"
    assert not screen.visible("assistant.sip.id")
    screen.press("assistant.next")
    assert screen.window.pages.assistant.step == 1
    assert first.tried == []


def test_a_pbx_can_be_given_up_for_direct_mode(screen: Screen, first: InMemory) -> None:
    first._settings = made.SETTINGS
    screen.window.go("desk")
    screen.window.go("assistant")
    screen.press("assistant.mode.direct")
    screen.press("assistant.next")
    assert [s.sip.registrar for s in first.tried] == [""]


def test_the_microphone_is_open_only_in_its_step(screen: Screen, first: InMemory) -> None:
    screen.press("assistant.skip")
    screen.press("assistant.skip")
    screen.press("assistant.back")
    screen.window.go("desk")
    assert [i.on for i in screen.desk.take(ask.WatchLevels)] == [True, False, True, False]


def test_levels_move_the_meter_of_the_step(screen: Screen, first: InMemory) -> None:
    screen.press("assistant.skip")
    screen.clock.pass_(1)
    screen.window.show_reading(LevelsMeasured(microphone_db=-14, speaker_db=-90))
    assert screen.text("assistant.input.word") == "good, −14 dB"


def test_devices_and_test_call_are_asked_of_the_desk(screen: Screen, first: InMemory) -> None:
    screen.press("assistant.skip")
    screen.press("assistant.tone")
    assert ask.TrySound(what="tone") in screen.desk.take()
    screen.press("assistant.skip")
    calls = replace(first.settings.calls, echo="*43")
    screen.window.pages.assistant._port.change(replace(first.settings, calls=calls))
    screen.show(replace(FIRST, notices=()))
    screen.window.pages.assistant._echo._again()
    screen.press("assistant.test.call")
    assert ask.TestCall() in screen.desk.take()


def test_the_last_step_sums_up(screen: Screen, first: InMemory) -> None:
    for _ in range(3):
        screen.press("assistant.skip")
    screen.show(registered(replace(BOARD, echo_test=OVER)))
    assert screen.text("assistant.ready.account") == "sip:2041@pbx.example"
    assert screen.text("assistant.ready.microphone") == made.HEADSET
    assert screen.text("assistant.ready.test") == "reached"


def test_ctrl_enter_is_the_primary_action(screen: Screen, first: InMemory) -> None:
    screen.press("assistant.skip")
    screen.key("Ctrl+Return")
    assert screen.window.pages.assistant.step == 2
