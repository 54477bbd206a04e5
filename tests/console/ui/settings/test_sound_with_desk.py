"""Sound on a real desk, with a telephone in memory: what is chosen, lost and measured comes back to the window."""

from collections.abc import Iterator
from dataclasses import dataclass

import msgspec
import pytest
from PySide6.QtWidgets import QComboBox
from pytestqt.qtbot import QtBot

from console.ui import invented_settings as made
from telephony import commands
from telephony.call import Purpose
from telephony.commands import Sound
from telephony.events import LevelsMeasured, QualityMeasured, SoundChanged
from telephony.quality import Quality
from tests.console.desk.desk_fixture import Office
from tests.console.ui import seats


@dataclass
class Seat(seats.Seat):
    saved: list[Sound]

    def choose(self, name: str, device: str) -> None:
        combo = self.find(name)
        assert isinstance(combo, QComboBox)
        combo.setCurrentIndex(combo.findData(device))
        combo.activated.emit(combo.currentIndex())

    def there_is(self, sound: SoundChanged) -> None:
        self.office.phone.sounds(sound)


@pytest.fixture
def seat(qtbot: QtBot) -> Iterator[Seat]:
    saved: list[Sound] = []
    office = Office(
        policy={"host": "pbx.example", "echo": "*43"},
        means={"sound": Sound(), "save_sound": saved.append},
    )
    with seats.window_on(qtbot, office, settings=made.port()) as window:
        office.desk.watch_readings(window.show_reading)
        office.phone.sounds(made.SOUND)
        yield Seat(window, office, saved)


def test_a_choice_reaches_the_telephone_and_is_kept(seat: Seat) -> None:
    seat.window.go("settings")
    seat.choose("settings.speaker", made.MONITOR)
    order = seat.office.sent(commands.ChangeSound)[-1]
    assert order.sound.speaker == made.MONITOR
    assert seat.saved[-1] == order.sound
    assert seat.find("settings.speaker").value() == made.MONITOR


def test_each_set_of_devices_shows_its_own_choice(seat: Seat) -> None:
    seat.window.go("settings")
    seat.choose("settings.microphone", made.HEADSET)
    seat.choose("settings.speaker", made.HEADSET)
    seat.there_is(made.UNPLUGGED)
    seat.press("banner.sound.use0")
    assert seat.office.board.sound_chosen.speaker == made.LAPTOP
    seat.there_is(made.SOUND)
    assert seat.find("settings.speaker").value() == made.HEADSET
    seat.choose("settings.ringer", made.MONITOR)
    chosen = seat.office.board.sound_chosen
    assert (chosen.microphone, chosen.speaker, chosen.ringer) == (made.HEADSET, made.HEADSET, made.MONITOR)


def test_an_unplugged_headset_asks_nothing_of_the_telephone(seat: Seat) -> None:
    before = len(seat.office.sent(commands.ChangeSound))
    seat.there_is(made.UNPLUGGED)
    assert seat.find("banner.sound.what").isVisible()
    assert not seat.find("banner.notice0.what").isVisible()
    assert len(seat.office.sent(commands.ChangeSound)) == before


def test_the_meter_is_asked_for_and_moves(seat: Seat) -> None:
    seat.window.go("settings")
    assert seat.office.sent(commands.MeasureLevels)[-1].on
    seat.office.phone.senses(LevelsMeasured(microphone_db=-14.0, speaker_db=-90.0))
    assert seat.find("settings.input").peak_db == -14.0
    seat.window.go("desk")
    assert not seat.office.sent(commands.MeasureLevels)[-1].on


def test_a_test_call_fills_the_checklist(seat: Seat) -> None:
    seat.window.go("settings")
    seat.press("settings.test.call")
    order = seat.office.sent(commands.Dial)[-1]
    assert order.purpose is Purpose.TEST
    assert seat.find("settings.test.call").caption == "End test call"
    seat.office.phone.answers(order.call)
    measured = Quality(seconds=5.0, rtt_ms=22.0, mos_in=4.3)
    seat.office.phone.senses(QualityMeasured(call=order.call, quality=measured))
    assert seat.find("settings.test.server").text() == "22 ms, 0 % lost"
    seat.press("settings.test.yes")
    assert seat.office.sent(commands.HangUp)[-1].call == order.call
    assert seat.find("settings.test.call").caption == "Test call"
    assert seat.find("settings.test.speaker").text() == "heard: you pressed Yes"


def test_a_slider_is_heard_at_once(seat: Seat, qtbot: QtBot) -> None:
    seat.window.go("settings")
    seat.find("settings.volume").setValue(40)
    qtbot.waitUntil(lambda: bool(seat.saved), timeout=15_000)
    assert seat.saved[-1].speaker_volume == pytest.approx(0.4)
    assert msgspec.structs.asdict(seat.office.board.sound_chosen)["speaker_volume"] == pytest.approx(0.4)
