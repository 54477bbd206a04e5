"""The window on a real desk, with a telephone in memory: what is asked comes back as a board."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from console.contacts import take_in
from console.desk import intents as ask
from telephony import commands
from telephony.call import CallState
from tests.console.desk.desk_fixture import Office
from tests.console.ui import seats


@dataclass
class Seat(seats.Seat):
    """A person's window and desk."""

    bot: QtBot

    def dial(self, text: str) -> str:
        """Type it into the popover and press Enter; the address that the engine was told."""
        QTest.keySequence(self.window, "F5")
        field = self.find("quick.field")
        QTest.keyClicks(field, text)
        QTest.keyClick(field, Qt.Key.Key_Return)
        sent = self.office.sent(commands.Dial)
        return str(sent[-1].target) if sent else ""


@pytest.fixture
def seat(qtbot: QtBot) -> Iterator[Seat]:
    office = Office(
        policy={"host": "pbx.example"},
        means={
            "read_contacts": lambda book, path, apply: take_in(
                book, path, apply=apply, country="GB", person="maya.torres"
            )
        },
    )
    with seats.window_on(qtbot, office) as window:
        yield Seat(window, office, qtbot)


def test_a_typed_number_becomes_a_call_and_is_dialled_again(seat: Seat) -> None:
    assert seat.dial("+14155550132") == "sip:+14155550132@pbx.example"
    card = seat.office.card
    assert card.state in {CallState.DIALLING, CallState.RINGING}
    assert seat.find("call.name").text() == "Anna Petrova"
    seat.office.do(ask.HangUp(call=card.call))
    seat.window.go("calls")
    assert seat.find("dial.redial").caption == "+1 415-555-0132"


def test_a_name_calls_who_is_found(seat: Seat) -> None:
    assert seat.dial("daniel") == "sip:3107@127.0.0.1:5070"


def test_whoever_was_found_before_is_never_called_for_what_is_typed_now(seat: Seat) -> None:
    QTest.keySequence(seat.window, "F5")
    field = seat.find("quick.field")
    QTest.keyClicks(field, "anna")
    seat.bot.waitUntil(lambda: seat.office.board.contacts_query == "anna", timeout=30_000)
    seat.office.keeper.held = True
    field.clear()
    QTest.keyClicks(field, "zoe")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert seat.office.sent(commands.Dial) == []
    seat.office.keeper.release()
    assert seat.find("quick.none").text() == "Nobody is found by “zoe”."


def test_an_emergency_number_is_known_without_any_setting(seat: Seat) -> None:
    QTest.keySequence(seat.window, "F5")
    QTest.keyClicks(seat.find("quick.field"), "999")
    assert seat.find("quick.call").caption == "Emergency call"
    QTest.keyClick(seat.find("quick.field"), Qt.Key.Key_Return)
    assert seat.office.sent(commands.Dial)[-1].emergency
    assert seat.find("call.title").text() == "Emergency call"


def test_what_was_called_stands_in_the_history_and_opens(seat: Seat) -> None:
    seat.dial("+14155550132")
    seat.office.do(ask.HangUp(call=seat.office.card.call))
    seat.window.go("calls")
    history = seat.window.pages.calls.history
    seat.bot.waitUntil(lambda: len(history.model.rows) == 1, timeout=30_000)
    history.list.setCurrentIndex(history.model.index(0))
    assert seat.find("history.chosen").text() == "Anna Petrova"
    seat.press("history.open")
    assert seat.office.board.opened is not None
    assert seat.window.place == "desk"


def test_contacts_are_found_and_taken_in_from_a_file(seat: Seat, tmp_path: Path) -> None:
    file = tmp_path / "contacts.csv"
    file.write_text("name,company,phone\nNadia Ferro,Ferro Ceramica,020 7946 0321\nNobody,,none\n")
    seat.window.go("calls")
    seat.press("calls.contacts")
    contacts = seat.window.pages.calls.contacts
    assert [c.name for c in contacts.model.rows] == ["Anna Petrova"]
    contacts.choose_file = lambda: str(file)
    seat.press("contacts.import")
    seat.bot.waitUntil(lambda: seat.office.board.importing is not None, timeout=30_000)
    report = seat.office.board.importing
    assert report is not None
    assert (report.new, report.error) == (1, "")
    assert "Line 3" in seat.find("import.problems").text()
    seat.press("import.apply")
    seat.press("import.close")
    seat.bot.waitUntil(lambda: len(contacts.model.rows) == 2, timeout=30_000)


def test_a_link_is_offered_and_dialled_by_its_button_only(seat: Seat) -> None:
    seat.office.do(ask.OfferDial(link="tel:+1-415-555-0132"))
    assert seat.find("offer.number").text() == "+1 415-555-0132"
    assert seat.find("offer.name").text() == "Anna Petrova"
    assert seat.office.sent(commands.Dial) == []
    seat.press("offer.dial")
    assert seat.office.sent(commands.Dial)[-1].target == "sip:+14155550132@pbx.example"
    assert not seat.find("offer").isVisible()


@pytest.mark.parametrize(
    "link", ["sip:2041@pbx.example?X-A=1", "tel:+44%0d%0aX: 1", "http://evil.example", "tel:"]
)
def test_a_hostile_link_is_shown_and_never_dialled(seat: Seat, link: str) -> None:
    seat.office.do(ask.OfferDial(link=link))
    assert seat.find("offer.problem").text()
    assert not seat.find("offer.dial").isVisible()
    seat.press("offer.close")
    assert seat.office.board.offer is None
    assert seat.office.sent(commands.Dial) == []


def test_two_lines_are_swapped_by_one_key(seat: Seat) -> None:
    first = seat.office.phone.ring("", "+14155550132")
    seat.office.do(ask.Answer())
    second = seat.office.phone.ring("Yara Haddad", "+442079460420")
    seat.office.do(ask.Answer())
    held = {c.call: c.held for c in seat.office.board.cards}
    assert held == {first: True, second: False}
    assert seat.find("lines.state").text().startswith("On hold")
    QTest.keySequence(seat.window, "Ctrl+L")
    held = {c.call: c.held for c in seat.office.board.cards}
    assert held == {first: False, second: True}
