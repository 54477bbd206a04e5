"""The window on a real desk, with a telephone in memory: a sensitive field in it really pauses the recording."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from pytestqt.qtbot import QtBot

from console.desk import intents as ask
from console.desk.terms import RecordingTerms
from telephony.recording import Policy, Recording, Trouble
from tests.console.desk.desk_fixture import Office
from tests.console.ui import seats


@dataclass
class Seat(seats.Seat):
    """Maya's window in a call that is recorded."""

    call: str

    @property
    def paused(self) -> bool:
        (now,) = self.office.phone.recordings()
        return now.paused


@pytest.fixture
def seat(qtbot: QtBot) -> Iterator[Seat]:
    office = Office(
        policy={"recording": RecordingTerms(policy=Policy.ALWAYS, sensitive=("ticket.notes",))}, start=False
    )
    office.phone.recording = Recording(policy=Policy.ALWAYS)
    office.seed()
    office.desk.start()
    with seats.window_on(qtbot, office) as window:
        call = office.phone.ring("", "+14155550132")
        office.do(ask.Answer())
        yield Seat(window, office, call)


def test_a_field_pauses_while_it_has_the_keyboard_and_a_key_s_pause_stays(seat: Seat) -> None:
    assert seat.find("call.recorded").text().startswith("Recording")
    seat.find("ticket.notes").setFocus()
    assert seat.paused
    assert seat.find("call.recorded").text().startswith("Paused")
    assert "Notes" in seat.find("call.recorded_note").text()
    seat.find("ticket.subject").setFocus()
    assert not seat.paused
    seat.find("ticket.notes").setFocus()
    seat.find("call.record").click()
    seat.find("ticket.subject").setFocus()
    assert seat.paused
    seat.find("call.record").click()
    assert not seat.paused


def test_trouble_is_told_above_the_page_in_the_same_turn_and_the_call_goes_on(seat: Seat) -> None:
    seat.office.phone.recording_fails(seat.call, Trouble.DISK_FULL)
    assert seat.find("banner.notice0").isVisible()
    assert "disk is full" in seat.find("banner.notice0.what").text()
    assert seat.office.board.cards
    seat.office.phone.recording_fails(seat.call, Trouble.NONE)
    assert not seat.find("banner.notice0").isVisible()
    assert "missing" in seat.find("call.recorded_note").text()


def test_an_objection_in_the_window_ends_the_file(seat: Seat) -> None:
    seat.find("call.consent").click()
    seat.find("consent.objected").click()
    assert seat.office.phone.recordings() == ()
    assert "they object" in seat.find("call.recorded").text()
