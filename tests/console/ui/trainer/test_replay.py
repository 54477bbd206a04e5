"""R61 in the window: the line is painted, a click goes there, keys are a player's, and all of it is said in words."""

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from console.desk import intents_replay as ask
from console.desk.board import Notice
from console.desk.intents import OpenTicket
from console.desk.intents_export import ExportCase
from console.replay.line import Side, Sound, Span
from console.replay.shape import PER_SECOND, Shape
from console.replay.sources import Played
from console.ui import invented as i
from console.ui import invented_replay as r
from console.ui.trainer.canvas import Canvas
from store.values import replace
from tests.console.ui.screens import Screen


@pytest.fixture
def review(screen: Screen) -> Screen:
    screen.window.resize(1440, 900)
    screen.window.go("review")
    screen.show(r.board(r.CARD))
    screen.desk.take()
    return screen


def canvas(screen: Screen) -> Canvas:
    found = screen.window.pages.review.replay.canvas
    assert isinstance(found, Canvas)
    return found


def click(screen: Screen, x: float, y: float) -> list[Any]:
    QTest.mouseClick(canvas(screen), Qt.MouseButton.LeftButton, pos=QPoint(round(x), round(y)))
    return screen.desk.take(ask.SeekReplay)


def press(screen: Screen, key: Qt.Key) -> list[Any]:
    QTest.keyClick(canvas(screen), key)
    return screen.desk.take()


def test_R61_a_click_goes_there(review: Screen) -> None:
    scale = canvas(review)._scale()
    (asked,) = click(review, scale.x(600), 300)
    assert asked.at == pytest.approx(600, abs=1.5)
    (first,) = click(review, scale.x(-20), 300) or [ask.SeekReplay(at=0.0)]
    assert first.at == 0.0


def test_a_click_on_a_marker_goes_to_its_very_moment(review: Screen) -> None:
    line = canvas(review)
    for pill in line.pills:
        area = line._backdrop.area(pill, line._scale())
        (asked,) = click(review, area.center().x(), area.center().y())
        assert asked.at == pill.markers[0].at
        line.zoom(0)


def test_events_that_stand_together_are_spread_out(review: Screen) -> None:
    review.show(r.board(r.CROWDED))
    review.desk.take()
    line = canvas(review)
    line.zoom(0)
    pill = max(line.pills, key=lambda p: len(p.markers))
    assert len(pill.markers) > 5
    area = line._backdrop.area(pill, line._scale())
    click(review, area.center().x(), area.center().y())
    assert line.view.seconds < r.CROWDED.line.seconds / 4
    assert line.view.begin <= pill.markers[0].at <= pill.markers[-1].at <= line.view.end
    assert review.visible("replay.bar")


@pytest.mark.parametrize(
    ("key", "at"),
    [
        (Qt.Key.Key_Left, 731), (Qt.Key.Key_Right, 741), (Qt.Key.Key_J, 726), (Qt.Key.Key_L, 746),
        (Qt.Key.Key_Comma, 735.5), (Qt.Key.Key_Period, 736.5), (Qt.Key.Key_Home, 0),
    ],
)  # fmt: skip
def test_keys_move_as_in_a_player(review: Screen, key: Qt.Key, at: float) -> None:
    assert press(review, key) == [ask.SeekReplay(at=at)]


def test_keys_play_and_go_to_the_events(review: Screen) -> None:
    assert press(review, Qt.Key.Key_Space) == [ask.PlayReplay(on=True)]
    assert press(review, Qt.Key.Key_K) == [ask.PlayReplay(on=True)]
    review.show(r.board(replace(r.CARD, playing=True)))
    assert press(review, Qt.Key.Key_Space) == [ask.PlayReplay(on=False)]
    markers = r.LINE.markers
    after = next(m for m in markers if m.at > 736)
    before = [m for m in markers if m.at < 734][-1]
    assert press(review, Qt.Key.Key_Down) == [ask.SeekReplay(at=after.at)]
    assert press(review, Qt.Key.Key_Up) == [ask.SeekReplay(at=before.at)]
    assert press(review, Qt.Key.Key_End) == [ask.SeekReplay(at=r.LINE.seconds)]
    assert press(review, Qt.Key.Key_Greater) == [ask.TuneReplay(speed=1.25)]
    assert press(review, Qt.Key.Key_Less) == [ask.TuneReplay(speed=0.75)]


def test_keys_zoom_round_the_place_where_it_stands(review: Screen) -> None:
    line = canvas(review)
    press(review, Qt.Key.Key_Plus)
    assert line.view.seconds == pytest.approx(r.LINE.seconds / 1.5)
    assert line.view.covers(736)
    press(review, Qt.Key.Key_0)
    assert line.view == Span(0.0, r.LINE.seconds)


def test_what_is_drawn_is_played_again_and_again(review: Screen) -> None:
    line = canvas(review)
    scale = line._scale()
    a, b = QPoint(round(scale.x(600)), 300), QPoint(round(scale.x(640)), 300)
    QTest.mousePress(line, Qt.MouseButton.LeftButton, pos=a)
    QTest.mouseMove(line, b)
    QTest.mouseRelease(line, Qt.MouseButton.LeftButton, pos=b)
    loop, seek = review.desk.take()
    assert (loop.span.begin, loop.span.end) == (pytest.approx(600, abs=2), pytest.approx(640, abs=2))
    assert seek == ask.SeekReplay(at=loop.span.begin)
    review.show(r.board(replace(r.CARD, tuning=replace(r.CARD.tuning, loop=loop.span))))
    review.press("replay.loop")
    assert review.desk.take() == [ask.LoopReplay(span=None)]


def test_the_player_s_row_asks_for_what_it_says(review: Screen) -> None:
    review.press("replay.side.customer")
    review.press("replay.skip")
    speed = review.find("replay.speed")
    speed.setCurrentIndex(speed.findData("2"))
    speed.activated.emit(speed.currentIndex())
    assert review.desk.take() == [
        ask.TuneReplay(side=Side.CUSTOMER), ask.TuneReplay(skip=True), ask.TuneReplay(speed=2.0),
    ]  # fmt: skip
    review.press("replay.ticket")
    assert OpenTicket(ticket=r.CASE.ticket.id) in review.desk.take()


def test_where_it_plays_moves_without_a_board(review: Screen) -> None:
    review.show(r.board(replace(r.CARD, playing=True)))
    review.window.show_played(Played(at=800.0))
    assert review.find("replay.at").text() == "13:20"
    line = canvas(review)
    line.zoom(8, 800)
    before = line.view
    review.window.show_played(Played(at=before.end + 0.1))
    assert line.view.covers(before.end + 0.1)


def test_the_painted_line_follows_the_theme_while_it_is_open(review: Screen) -> None:
    light = canvas(review).grab().toImage()
    review.window.theme.choose("dark")
    review.settle()
    dark = canvas(review).grab().toImage()
    review.show(r.board(replace(r.CARD, shapes={})))  # painted anew in any case
    review.show(r.board(r.CARD))
    assert canvas(review).grab().toImage() == dark
    review.window.theme.choose("light")
    review.settle()
    assert canvas(review).grab().toImage() == light != dark


def test_the_painted_line_is_said_in_words(review: Screen) -> None:
    line = canvas(review)
    assert line.accessibleName().startswith("Time line of 18:39: 3 legs, 10 events. At 12:16.")
    marker = r.LINE.markers[0]
    review.show(r.board(replace(r.CARD, at=marker.at)))
    assert "Depot closes at 18:00" in line.accessibleName()
    names = [row.accessibleName() for row in review.window.pages.review.replay.events.findChildren(type(review.find(
        f"replay.event.{marker.id.hex}")))]  # fmt: skip
    assert len([n for n in names if n]) == len(r.LINE.markers)


def test_an_event_of_the_list_goes_there(review: Screen) -> None:
    marker = r.LINE.markers[3]
    review.press("replay.tab.events")
    review.press(f"replay.event.{marker.id.hex}")
    assert review.desk.take() == [ask.SeekReplay(at=marker.at)]


def test_a_tip_shows_a_strangers_text_as_it_is(review: Screen) -> None:
    review.show(r.board(r.LONG))
    line = canvas(review)
    pill = next(p for p in line.pills if any(i.HOSTILE in m.text for m in p.markers))
    line.tip_at(line._backdrop.area(pill, line._scale()).center())
    assert "<img" not in line.toolTip()
    assert "&lt;img" in line.toolTip()


def test_R62_the_conduct_is_that_of_the_chosen_leg(review: Screen) -> None:
    talk = review.find("replay.measure.talk")
    assert talk.accessibleName() == "Talk ratio, 54 : 46, in range, Goal 40 to 60, staff to other side"
    review.press("replay.conduct.leg.1")
    assert talk.accessibleName().startswith("Talk ratio, 72 : 28, talks much")
    assert review.find("replay.measure.silence").accessibleName().startswith("Longest silence, 26 s, long")
    assert "interruptions: 6" in review.find("replay.conduct.more").text().lower()


def test_R62_the_tiles_say_the_goals_that_the_policy_had_then(review: Screen) -> None:
    review.show(r.board(r.OWN_GOALS))
    said = {
        n: review.find(f"replay.measure.{n}").accessibleName() for n in ("talk", "silence", "over", "hold")
    }
    assert said == {
        "talk": "Talk ratio, 54 : 46, talks much, Goal 30 to 50, staff to other side",
        "silence": "Longest silence, 14 s, long, Goal under 10 s, hold not counted",
        "over": "Talk-over, 2.1 %, in range, Goal under 2.5 % of talk time",
        "hold": "Hold, 03:17, in range, Goal under 04:00 without check-in",
    }


def test_R62_on_a_small_window_the_conduct_stands_at_the_top_of_its_card(review: Screen) -> None:
    review.window.resize(1024, 700)
    review.settle()
    review.press("replay.tab.conduct")
    card, last = review.find("replay.conduct"), review.find("replay.conduct.more")
    legs = review.find("replay.conduct.leg.0").parentWidget()
    assert legs.height() < 60, "no taller than its buttons"
    assert last.mapTo(card, last.rect().bottomLeft()).y() < card.height() / 2


def test_without_measures_it_says_so(review: Screen) -> None:
    recordings = tuple(replace(x, conduct=None) for x in r.CASE.recordings)
    review.show(r.board(r.card_of(replace(r.CASE, recordings=recordings))))
    assert review.visible("replay.conduct.empty")
    assert not review.visible("replay.measure.talk")


@pytest.mark.parametrize("sound", [s for s in Sound if s is not Sound.READY])
def test_each_reason_why_a_leg_is_silent_is_said(review: Screen, sound: Sound) -> None:
    track = replace(r.LINE.tracks[0], sound=sound)
    assert canvas(review)._words.sound(track)


@pytest.mark.parametrize(
    ("card", "words"),
    [
        (r.NO_CALLS, "Nobody has spoken"),
        (r.MISSING, "not in the store any more"),
    ],
)
def test_without_a_line_it_says_why(review: Screen, card: Any, words: str) -> None:
    review.show(r.board(card))
    assert words in review.find("replay.fact").text()
    assert not canvas(review).isVisible()


def test_nothing_plays_on_when_another_page_is_opened(review: Screen) -> None:
    review.window.go("desk")
    assert ask.ShowReplay(ticket=None) in review.desk.take()


def test_a_case_is_opened_by_its_place(screen: Screen) -> None:
    screen.show(r.board(None))
    screen.window.go(f"review.{r.CASE.ticket.id.hex}")
    assert ask.ShowReplay(ticket=r.CASE.ticket.id) in screen.desk.take()
    assert screen.window.place == "review"


def test_only_who_reviews_has_the_place(screen: Screen) -> None:
    screen.show(i.IDLE)
    assert not screen.visible("rail.review")
    screen.show(r.board(None))
    assert screen.visible("rail.review")


def test_a_trainer_without_an_account_has_no_telephone_in_sight(screen: Screen) -> None:
    from console.desk.seat import EngineState, PhoneLine

    screen.show(r.board(None, phone=PhoneLine(engine=EngineState.NONE)))
    for name in ("top.dial", "top.phone", "rail.calls"):
        assert not screen.visible(name), name


def test_a_marker_stands_over_its_sound_to_the_pixel(review: Screen) -> None:
    """Sound that begins at the marker's second is painted from the marker's pixel on."""
    marker = next(m for m in r.LINE.markers if m.kind == "note")
    values = bytearray(int(581.8 * PER_SECOND))
    for n in range(int((marker.at + 0.1) * PER_SECOND), len(values)):
        values[n] = 200
    shapes = {**r.SHAPES, r.A: Shape(bytes(values), bytes(len(values)))}
    review.show(r.board(replace(r.CARD, shapes=shapes, at=r.LINE.seconds)))
    line = canvas(review)
    line.show_view(Span(marker.at - 2, marker.at + 2))
    picture = line.grab().toImage()
    rows, scale = line._rows(), line._scale()
    y = rows.tops[0] + 28 + rows.voice // 2 + rows.voice // 4
    loud = [x for x in range(int(scale.left), line.width() - 16) if picture.pixelColor(x, y).blue() > 200
            and picture.pixelColor(x, y).red() < 120]  # fmt: skip
    assert scale.at(loud[0]) == pytest.approx(marker.at + 0.1, abs=0.1)
    assert line.pill_at(QPointF(scale.x(marker.at) + 5, 45)) is not None


def test_R60_a_case_is_taken_along_where_the_person_says(review: Screen, tmp_path: Path) -> None:
    view = review.window.pages.review.replay
    asked: list[str] = []

    def where(_parent: object, _title: str, name: str, _kind: str) -> str:
        asked.append(name)
        return answers.pop()

    answers = [str(tmp_path / "case.zip"), ""]
    view._save = where
    review.press("replay.export")
    assert review.desk.take() == []  # thought better of it
    review.press("replay.export")
    assert review.desk.take() == [ExportCase(ticket=r.CARD.ticket, out=tmp_path / "case.zip")]
    assert asked[0].endswith(".zip")
    assert asked[0].startswith("TK-")


@pytest.mark.parametrize(
    "code", ["exporting", "exported", "not_exported", "left_out", "recordings_wait", "recording_lost"]
)
def test_R60_what_becomes_of_recordings_is_said_in_the_window(code: str, review: Screen) -> None:
    kind = {"exporting": "info", "exported": "ok", "not_exported": "error", "recording_lost": "error"}.get(
        code, "warn"
    )
    values = {"path": "a.zip", "why": "No route.", "seal": "ab12", "count": "2"}
    board = r.board(r.CARD)
    notice = Notice(
        id=1, kind=kind, code=code, values=values, sticky=code in {"exporting", "recordings_wait"}
    )
    review.show(replace(board, notices=(notice,)))
    said = {label.text() for label in review.window.findChildren(QLabel)}
    wanted = "a.zip" if code.startswith("export") else "No route."
    assert any(wanted in text for text in said)
