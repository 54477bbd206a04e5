"""What the window shows of recording, and what its button and its sensitive fields ask for."""

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from console.desk import intents_recording as rec
from console.desk.board import Board
from console.desk.recorded import ConductHint, HintKind, PausedBy
from console.ui import gallery, invented
from console.ui.agent.recording_words import LONG_PAUSE_SECONDS
from console.ui.scenes import SCENES
from console.ui.scenes_recording import recorded, trouble
from store.policy import CallStep, Policy
from store.recording import Consent
from store.values import replace
from telephony.recording import Policy as Recorded
from telephony.recording import Trouble
from tests.console.ui.screens import Screen

CALL = invented.CALL.call
BUTTONS = ("call.hold", "call.mute", "call.escalate", "call.manager", "call.end", "call.record")


def places(screen: Screen) -> list[tuple[int, int]]:
    corner = screen.find("call")
    return [screen.find(n).mapTo(corner, screen.find(n).rect().topLeft()).toTuple() for n in BUTTONS]


def says(screen: Screen) -> str:
    return screen.text("call.recorded")


def test_where_calls_are_not_recorded_there_is_no_strip(screen: Screen) -> None:
    screen.show(invented.TALKING)
    assert not screen.visible("call.recording")


def test_recording_is_said_in_words_with_its_time_and_the_key_pauses_it(screen: Screen) -> None:
    screen.show(recorded())
    assert says(screen) == "Recording 04:12"
    screen.clock.pass_(3)
    screen.window.tick()
    assert says(screen) == "Recording 04:15"
    screen.key("F1")
    assert screen.desk.take() == [rec.PauseRecording(call=CALL)]
    assert screen.find("call.recording").accessibleName() == "Recording 04:15"


def test_nothing_of_it_moves_a_button(screen: Screen) -> None:
    screen.show(recorded())
    before = places(screen)
    for name, make in SCENES.items():
        if name.startswith("recording") and not make().board.notices:
            gallery.show(screen.window, make())
            screen.settle()
            assert [y for _, y in places(screen)] == [y for _, y in before], name
            assert places(screen)[:-1] == before[:-1], name


@pytest.mark.parametrize("by", [PausedBy.HAND, PausedBy.BEFORE])
def test_a_pause_that_a_person_ends_is_resumed_by_the_same_button(screen: Screen, by: PausedBy) -> None:
    screen.show(recorded(paused_by=by, paused_at=invented.ago(0.5)))
    assert says(screen) == "Paused 00:30"
    screen.press("call.record")
    assert screen.desk.take() == [rec.ResumeRecording(call=CALL)]


def test_a_pause_by_a_field_names_it_and_can_be_kept(screen: Screen) -> None:
    screen.show(recorded(paused_by=PausedBy.FIELD, paused_at=invented.ago(0.2)))
    assert "Card number" in screen.text("call.recorded_note")
    assert screen.find("call.record").caption == "Keep paused"
    screen.press("call.record")
    assert screen.desk.take() == [rec.PauseRecording(call=CALL)]


def test_a_pause_that_lasts_is_shown_plainly(screen: Screen) -> None:
    screen.show(recorded(paused_by=PausedBy.HAND, paused_at=screen.clock()))
    strip = screen.find("call.recording")
    assert strip.property("k") == "sunk"
    screen.clock.pass_(LONG_PAUSE_SECONDS)
    screen.window.tick()
    assert strip.property("k") == "warn"
    assert "forgotten" in screen.text("call.recorded_note")


def test_a_pause_found_by_a_new_window_is_shown_plainly_at_once(screen: Screen) -> None:
    screen.show(recorded(paused_by=PausedBy.BEFORE, paused_at=screen.clock()))
    assert screen.find("call.recording").property("k") == "warn"


def test_until_the_engine_has_confirmed_a_pause_it_is_not_said_to_be_one(screen: Screen) -> None:
    screen.show(recorded(paused_by=PausedBy.HAND))
    assert says(screen) == "Pausing …"


@pytest.mark.parametrize("problem", [p for p in Trouble if p])
def test_trouble_is_on_the_card_and_above_the_page(screen: Screen, problem: Trouble) -> None:
    screen.show(trouble(problem))
    assert screen.find("call.recording").property("k") == "bad"
    assert screen.text("call.recorded_note")
    assert screen.visible("banner.notice0")
    said = screen.text("banner.notice0.what")
    assert "record" in said
    assert "recording_" not in said, "there is a sentence for it"


def test_on_demand_asks_first_and_then_records(screen: Screen) -> None:
    screen.show(recorded(Recorded.ON_DEMAND, since=None, legs=()))
    assert says(screen) == "Not recorded"
    screen.key("F1")
    assert screen.desk.take() == []
    screen.press("consent.given")
    assert screen.desk.take() == [rec.Record(call=CALL, agreed=True)]
    assert not screen.visible("consent")
    screen.key("F1")
    screen.press("consent.objected")
    assert screen.desk.take() == [rec.SayConsent(consent="objected", call=CALL)]


def test_who_has_agreed_is_not_asked_again(screen: Screen) -> None:
    screen.show(recorded(Recorded.ON_DEMAND, since=None, legs=(), consent=Consent.GIVEN))
    screen.press("call.record")
    assert screen.desk.take() == [rec.Record(call=CALL)]
    screen.show(recorded(Recorded.ON_DEMAND, consent=Consent.GIVEN))
    screen.press("call.stop_recording")
    assert screen.desk.take() == [rec.StopRecording(call=CALL)]


def test_an_objection_is_taken_down_at_any_time_and_is_said(screen: Screen) -> None:
    screen.show(recorded())
    assert not screen.visible("call.stop_recording")
    screen.press("call.consent")
    screen.press("consent.objected")
    assert screen.desk.take() == [rec.SayConsent(consent="objected", call=CALL)]
    screen.show(recorded(since=None, legs=(), consent=Consent.OBJECTED))
    assert says(screen) == "Not recorded: they object"
    screen.press("call.record")
    assert screen.desk.take() == []
    screen.press("consent.given")
    assert screen.desk.take() == [rec.Record(call=CALL, agreed=True)]


def test_R62_a_hint_is_a_quiet_line_that_counts_and_no_popup(screen: Screen) -> None:
    screen.show(recorded())
    assert not screen.visible("call.hint")
    hint = ConductHint(call=CALL, kind=HintKind.SILENT, since=invented.ago(0.5))
    board = recorded()
    screen.show(replace(board, recording=replace(board.recording, hints=(hint,))))
    assert screen.text("call.hint") == "You have been silent for 00:30"
    screen.clock.pass_(1)
    screen.window.tick()
    assert screen.text("call.hint") == "You have been silent for 00:31"
    assert not screen.visible("toast0")
    other = replace(hint, call="f" * 32)
    screen.show(replace(board, recording=replace(board.recording, hints=(other,))))
    assert not screen.visible("call.hint")


class TestSensitiveFields:
    @pytest.fixture
    def board(self) -> Board:
        return recorded()  # ticket.notes and step.card are sensitive

    def test_the_desk_is_told_when_one_has_the_keyboard_and_when_it_is_left(
        self, screen: Screen, board: Board
    ) -> None:
        screen.show(board)
        screen.find("ticket.subject").setFocus()
        assert screen.desk.take(rec.EnterField) == []
        screen.find("ticket.notes").setFocus()
        assert screen.desk.take(rec.EnterField) == [rec.EnterField(field="ticket.notes", name="Notes")]
        screen.find("ticket.subject").setFocus()
        assert screen.desk.take(rec.EnterField) == [rec.EnterField(field="")]

    def test_another_program_in_front_does_not_leave_it(
        self, screen: Screen, board: Board, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        screen.show(board)
        notes = screen.find("ticket.notes")
        notes.setFocus()
        screen.desk.take()
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        with monkeypatch.context() as patched:
            patched.setattr(QApplication, "activeWindow", lambda: None)
            app.focusChanged.emit(notes, None)
        assert screen.desk.take(rec.EnterField) == []

    def test_with_the_keyboard_nowhere_it_is_left(self, screen: Screen, board: Board) -> None:
        screen.show(board)
        notes = screen.find("ticket.notes")
        notes.setFocus()
        screen.desk.take()
        notes.clearFocus()
        assert screen.desk.take(rec.EnterField) == [rec.EnterField(field="")]

    def test_one_that_is_put_away_is_left(self, screen: Screen, board: Board) -> None:
        screen.show(board)
        screen.find("ticket.notes").setFocus()
        screen.desk.take()
        screen.window.go("settings")
        screen.window.tick()
        assert rec.EnterField(field="") in screen.desk.take(rec.EnterField)

    def test_a_step_that_is_asked_is_known_by_its_key(self, screen: Screen, board: Board) -> None:
        policy = Policy(version=1, steps=(CallStep(key="card", name="Card number"),))
        screen.show(replace(board, policy=policy))
        screen.press("steps.ask")
        assert screen.desk.take(rec.EnterField) == [rec.EnterField(field="step.card", name="Card number")]
        QTest.keyClick(screen.find("steps.text"), Qt.Key.Key_Escape)
        screen.window.tick()
        assert screen.desk.take(rec.EnterField)[-1:] == [rec.EnterField(field="")]

    def test_marked_while_it_has_the_keyboard_it_pauses_at_once(self, screen: Screen, board: Board) -> None:
        screen.show(replace(board, recording=replace(board.recording, sensitive=())))
        screen.find("ticket.notes").setFocus()
        assert screen.desk.take(rec.EnterField) == []
        screen.show(board)
        assert screen.desk.take(rec.EnterField) == [rec.EnterField(field="ticket.notes", name="Notes")]


def test_the_settings_of_recording_are_saved_as_they_are_left(screen: Screen) -> None:
    screen.window.go("settings.recording")
    screen.settle()

    def choose(name: str, code: str) -> None:
        field: Any = screen.find(name)
        field.setCurrentIndex(field.findData(code))
        field.activated.emit(field.currentIndex())

    choose("settings.recording.policy", "always")
    choose("settings.recording.ask_first", "no")
    screen.type("settings.recording.sensitive", "step.card, ticket.notes")
    QTest.keyClick(screen.find("settings.recording.sensitive"), Qt.Key.Key_Return)
    silent = screen.find("settings.recording.silent_seconds")
    silent.clear()
    screen.type("settings.recording.silent_seconds", "soon")
    QTest.keyClick(silent, Qt.Key.Key_Return)
    assert "seconds" in screen.text("settings.recording.silent_seconds.problem")
    port = screen.window._settings_port()
    now = port.settings.recording
    assert (now.policy, now.ask_first, now.sensitive) == ("always", False, ("step.card", "ticket.notes"))
    assert now.silent_seconds == 20.0
    assert screen.text("settings.recording.pill") == "Always"
