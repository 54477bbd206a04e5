"""What the settings make of a console, before anything is opened."""

from collections.abc import Callable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from console import places
from console import settings as settings_
from console.bootstrap import Console
from console.desk import intents as ask
from console.devices import write_choices
from store.values import replace
from telephony.commands import Sound, SoundChoice

TEXT = """
[sip]
id = "2041"
registrar = "pbx.example:5070"
[floor]
country = "DE"
[sound]
microphone = "Headset"
[calls]
auto_answer = "asked"
[states]
reasons = ["lunch"]
wrapup_seconds = 45
ring_no_answer = "ignore"
[queue]
login = "*51"
"""


@pytest.fixture
def make(warmline_home: Path, qtbot: QtBot) -> Callable[..., Console]:
    def make_one(*, headless: bool, choices: tuple[SoundChoice, ...] = ()) -> Console:
        file = warmline_home / "desk.toml"
        file.write_text(TEXT)
        where = places.of(config=file).prepare()
        if choices:
            write_choices(where.data / "devices.json", choices)
        return Console(settings_.load(file), where, headless=headless)

    return make_one


def test_the_desks_policy_is_that_of_the_settings(make: Callable[..., Console]) -> None:
    console = make(headless=True)
    policy = console.desk._core.terms
    assert (policy.host, policy.port, policy.country) == ("pbx.example", 5070, "DE")
    assert (policy.auto_answer, policy.missed_is_away, policy.wrapup_seconds) == ("asked", False, 45)
    assert policy.queue.login == "*51"
    assert console.desk.board.reasons == ("lunch",)
    assert console.desk.board.country == "DE"


def test_a_pbx_at_a_port_of_its_own_is_dialled_there(make: Callable[..., Console]) -> None:
    console = make(headless=True)
    console.desk.do(ask.OfferDial(link="tel:2044"))
    offer = console.desk.board.offer
    assert offer is not None
    assert offer.target == "sip:2044@pbx.example:5070"


def test_only_a_console_with_a_window_has_sound(make: Callable[..., Console]) -> None:
    assert make(headless=True).phone._sound is None
    refusal = make(headless=True).desk.do(ask.TrySound(what="tone"))
    assert refusal is not None
    assert refusal.code == "no_sound"


def test_devices_are_those_of_the_settings_and_of_the_memory(make: Callable[..., Console]) -> None:
    dock = SoundChoice(present=("Dock",), microphone="Dock")
    console = make(headless=False, choices=(dock,))
    expected = Sound(microphone="Headset", remembered=(dock,))
    assert console.phone._sound == expected
    assert console.desk.board.sound_chosen == expected


def test_a_choice_of_devices_is_in_the_file_after_it(
    make: Callable[..., Console], warmline_home: Path
) -> None:
    console = make(headless=False)
    console.desk.do(ask.UseSound(sound=Sound(microphone="Other", speaker_volume=0.5)))
    console.devices.flush()
    saved = settings_.load(warmline_home / "desk.toml")
    assert (saved.sound.microphone, saved.sound.speaker_volume) == ("Other", 0.5)
    assert console.settings.sound == saved.sound


def test_changed_settings_are_in_force_at_once(make: Callable[..., Console]) -> None:
    console = make(headless=True)
    now = console.preferences.settings
    states = replace(now.states, reasons=("tea",))
    console.preferences.change(replace(now, states=states))
    assert console.desk.board.reasons == ("tea",)
    assert console.desk.do(ask.SetPresence(presence="away", reason="tea")) is None


def test_time_passes_for_the_desk(make: Callable[..., Console], qtbot: QtBot) -> None:
    console = make(headless=True)
    told: list[str] = []
    call_off = console._later(0.01, lambda: told.append("called off"))
    call_off()
    call_off()
    console._later(0.02, lambda: told.append("due"))
    qtbot.waitUntil(lambda: bool(told), timeout=30_000)
    assert told == ["due"]


def test_a_refusal_is_said_in_the_window_that_the_console_shows(make: Callable[..., Console]) -> None:
    console = make(headless=False)
    window = console.show()
    intent = ask.EditEscalate(fields={"target": "nobody"})
    refusal = console.desk.do(intent)
    assert refusal is not None
    assert window.kit.do(intent) == refusal
    window.close()


@pytest.mark.parametrize(
    ("role", "place"),
    [("agent", "desk"), ("trainer", "review"), ("supervisor", "escalations"), ("administrator", "directory")],
)
def test_the_window_begins_where_the_role_works_and_follows_the_desk(
    warmline_home: Path, qtbot: QtBot, role: str, place: str
) -> None:
    assert qtbot is not None
    file = warmline_home / "desk.toml"
    file.write_text(f'[person]\nrole = "{role}"\n')
    console = Console(settings_.load(file), places.of(config=file).prepare(), headless=False)
    window = console.show()
    assert window.place == place
    console.desk.tell("warn", "refused", why="No.")
    assert [n.code for n in window.board.notices] == ["refused"]
    window.close()
