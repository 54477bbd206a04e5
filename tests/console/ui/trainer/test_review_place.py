"""The place Review: the scorecard with its keys, comments at the player's time, the queue, the editor (R61, R63)."""

from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from console.desk import intents_review as ask
from console.desk.intents import Refusal
from console.desk.reviewing import ReviewCard, Reviewing
from console.ui import gallery
from console.ui import invented_reviews as v
from console.ui.scenes_reviews import SCENES_REVIEWS
from store.review import CommentKind, Pick
from store.scorecard import Question
from store.values import replace
from tests.console.ui.screens import Screen


def shown(screen: Screen, scene: str) -> Screen:
    gallery.show(screen.window, SCENES_REVIEWS[scene]())
    screen.settle()
    screen.desk.take()
    return screen


def answers(screen: Screen) -> list[dict[str, int | None]]:
    """What was answered since the last time."""
    return [i.answers for i in screen.desk.take(ask.FillReview) if i.answers is not None]


def test_R61_a_question_is_answered_by_the_key_that_is_on_it(screen: Screen) -> None:
    shown(screen, "review_card_begun")
    scale, check = screen.find("score.empathy"), screen.find("score.hold_announced")
    for key, wanted in (("3", {"empathy": 3}), ("-", {"empathy": None}), ("9", None), ("y", None)):
        scale.setFocus()
        QTest.keyClicks(scale, key)
        assert answers(screen) == ([] if wanted is None else [wanted]), key
    for key, wanted in (("y", {"hold_announced": 1}), ("n", {"hold_announced": 0}), ("5", None)):
        QTest.keyClicks(check, key)
        assert answers(screen) == ([] if wanted is None else [wanted]), key
    QTest.keyClick(scale, Qt.Key.Key_Right)
    QTest.keyClick(scale, Qt.Key.Key_Left)
    assert answers(screen) == [{"empathy": 1}, {"empathy": 5}]


def test_R61_a_question_is_answered_by_pressing_its_square(screen: Screen) -> None:
    shown(screen, "review_card")
    row = screen.find("score.clarity")
    for value, area, _ in row._parts():
        spot = QPoint(int(area.center().x()), int(area.center().y()))
        QTest.mouseClick(row, Qt.MouseButton.LeftButton, pos=spot)
        assert answers(screen) == [{**v.ANSWERS, "clarity": value}]
    assert row.accessibleName() == "Clarity: 4 of 5"


def test_R61_a_shared_review_takes_no_answers(screen: Screen) -> None:
    shown(screen, "review_card_answered")
    row = screen.find("score.clarity")
    QTest.keyClicks(row, "2")
    for _, area, _ in row._parts():
        spot = QPoint(int(area.center().x()), int(area.center().y()))
        QTest.mouseClick(row, Qt.MouseButton.LeftButton, pos=spot)
    assert screen.desk.take(ask.FillReview) == []
    assert not screen.visible("score.comment.text")
    screen.press("score.revise")
    assert screen.desk.take(ask.ReviseReview) == [ask.ReviseReview()]


def test_R61_a_comment_is_about_the_moment_at_which_its_typing_began(screen: Screen) -> None:
    shown(screen, "review_card")
    told: list[Any] = []
    screen.window.pages.review.panel.commented.connect(lambda at, text: told.append((at, text)))
    screen.type("score.comment.text", "Offer a time")
    screen.window.pages.review.panel.put_time(800.0)  # the player went on
    screen.press("score.comment.well_done")
    screen.press("score.comment.add")
    made = screen.desk.take(ask.FillReview)[-1].comments[-1]
    assert (made.offset, made.text, made.kind) == (736.0, "Offer a time", CommentKind.WELL_DONE)
    assert told == [(736.0, "Offer a time")]
    assert screen.find("score.comment.text").text() == ""
    assert screen.find("score.comment.text").placeholderText() == "Comment at 13:20"


def test_R61_a_comment_that_the_desk_refuses_is_not_told_as_made(screen: Screen) -> None:
    shown(screen, "review_card")
    told: list[Any] = []
    screen.window.pages.review.panel.commented.connect(lambda *made: told.append(made))
    screen.desk.refusals[ask.FillReview] = Refusal("not_now", "It is shared.")
    screen.type("score.comment.text", "Too late")
    screen.press("score.comment.add")
    assert told == []


def test_R61_a_comment_goes_to_its_moment_and_can_be_taken_away(screen: Screen) -> None:
    shown(screen, "review_card")
    went: list[float] = []
    screen.window.pages.review.panel.sought.connect(went.append)
    screen.find("score.comment.1.seek").click()
    assert went == [385.0]
    screen.find("score.comment.0.drop").click()
    assert screen.desk.take(ask.FillReview)[-1].comments == v.COMMENTS[1:]


def test_R61_it_is_shared_by_ctrl_enter_once_it_is_complete(screen: Screen) -> None:
    shown(screen, "review_card_begun")
    assert not screen.find("score.go").isEnabled()
    screen.key("Ctrl+Return")
    assert screen.desk.take(ask.ShareReview) == []
    shown(screen, "review_card")
    assert screen.find("score.go").caption == "Share with Maya"
    screen.key("Ctrl+Return")
    assert screen.desk.take(ask.ShareReview) == [ask.ShareReview()]


def test_R61_the_ring_says_the_score_and_the_pass_mark(screen: Screen) -> None:
    shown(screen, "review_card")
    assert screen.find("score.ring").accessibleName() == "Score 82 %, the pass mark is 75 %"


def test_R61_two_reviews_stand_side_by_side_with_kappa(screen: Screen) -> None:
    shown(screen, "review_card_compared")
    assert screen.text("compared.kappa") == "κ 0.59"
    assert screen.find("compared.empathy").accessibleName() == "Empathy: 4, 3, not the same"
    assert screen.find("compared.clarity").accessibleName() == "Clarity: 4, 4"
    assert screen.find("score.go").caption == "Share with Maya"


def test_R61_of_three_reviews_any_two_stand_side_by_side(screen: Screen) -> None:
    shown(screen, "review_card_three")
    pair = screen.find("compared.pair")
    assert pair.count() == 3
    listed = [pair.itemText(n) for n in range(3)]
    assert listed[0].endswith("κ 0.59")
    assert "Daniel" in listed[1]
    assert "Daniel" in listed[2]
    kappas = [float(text.rpartition(" ")[2].replace("−", "-")) for text in listed]
    assert screen.text("compared.mean") == f"3 pairs, on average κ {sum(kappas) / 3:.2f}."
    assert screen.find("compared.clarity").accessibleName() == "Clarity: 4, 4"
    pair.setCurrentIndex(2)
    pair.activated.emit(2)
    assert screen.text("compared.kappa") == listed[2].rpartition(": ")[2]
    assert screen.find("compared.clarity").accessibleName() == "Clarity: 4, 2, not the same"
    screen.window.tick()
    assert pair.currentIndex() == 2, "the choice stays"


def test_R61_blind_until_both_are_in_is_said(screen: Screen) -> None:
    card = v.CALIBRATED
    waiting: ReviewCard = replace(card, pairs=(), waiting_for=("oskar.lindqvist",))
    scene = SCENES_REVIEWS["review_card"]()
    assert scene.board.replay is not None
    review = replace(waiting.review, ticket=scene.board.replay.ticket)
    file = replace(waiting.file, row=replace(waiting.file.row, review=review))
    board = replace(scene.board, reviewing=replace(v.ALL, review=replace(waiting, file=file)))
    screen.window.go("review")
    screen.show(board)
    assert "Oskar Lindqvist" in screen.window.pages.review.panel._blind.text()
    assert not screen.window.pages.review.panel._compared.isVisible()


def test_R61_where_nobody_reviews_the_call_it_can_be_taken(screen: Screen) -> None:
    shown(screen, "review_card_none")
    screen.press("score.take")
    (taken,) = screen.desk.take(ask.TakeReview)
    assert taken.call == v.REVIEW.call


def test_R63_the_queue_is_asked_for_when_it_is_first_looked_at(screen: Screen) -> None:
    screen.window.go("review")
    screen.show(v.board(Reviewing()))
    screen.desk.take()
    screen.press("queue.tab.find")
    (asked,) = screen.desk.take(ask.ShowReviewQueue)
    assert asked.asked == ask.AskedQueue()


def test_R63_calls_are_chosen_and_assigned_to_two_who_are_compared(screen: Screen) -> None:
    shown(screen, "review_find")
    screen.press("queue.pick.low_csat")
    (asked,) = screen.desk.take(ask.ShowReviewQueue)
    assert asked.asked.pick is Pick.LOW_CSAT
    for call in (v.FOUND[0], v.FOUND[1]):
        screen.press(f"queue.call.{call.call.hex}")
    screen.find("queue.second").put("oskar.lindqvist")
    screen.key("Ctrl+Return")
    (made,) = screen.desk.take(ask.AssignReviews)
    assert made.calls == (v.FOUND[0].call, v.FOUND[1].call)
    assert (made.reviewers, made.calibrate) == (("ines.vidal", "oskar.lindqvist"), True)
    assert not screen.find("queue.assign").isEnabled()


def test_R63_what_is_overdue_is_said(screen: Screen) -> None:
    shown(screen, "review_todo")
    assert screen.text("queue.said") == "3 to do, 1 overdue"
    screen.press(f"queue.todo.{v.MINE[0].review.id.hex}")
    assert screen.desk.take(ask.OpenReview) == [ask.OpenReview(review=v.MINE[0].review.id)]


def test_R61_a_scorecard_is_checked_where_it_is_typed_and_saved_as_a_version(screen: Screen) -> None:
    shown(screen, "review_cards")
    editor = screen.window.pages.review.queue.cards
    editor.open("warm_transfer")
    editor.edit(0, weight=0.0)
    screen.key("Ctrl+Return")
    assert screen.desk.take(ask.SaveScorecard) == []
    assert not screen.find("cards.save").isEnabled()
    editor.edit(0, weight=2.0)
    editor.add()
    editor.edit(9, text="Said goodbye")
    screen.key("Ctrl+Return")
    (saved,) = screen.desk.take(ask.SaveScorecard)
    assert saved.base_version == 3
    assert saved.card.questions[0] == replace(v.WARM.questions[0], weight=2.0)
    assert saved.card.questions[9] == Question(key="q10", text="Said goodbye")


@pytest.mark.parametrize("role", ["supervisor"])
def test_R61_who_does_not_edit_scorecards_has_no_place_for_it(screen: Screen, role: str) -> None:
    screen.window.go("review")
    screen.show(v.board(v.ALL, replace(v.INES, role=role)))
    assert not screen.visible("queue.tab.cards")
    assert screen.visible("queue.tab.find")
