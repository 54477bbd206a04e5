"""The agent's own reviews: read, answered, acknowledged (R61)."""

from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from console.desk import intents_review as ask
from console.desk.intents_replay import ShowReplay
from console.desk.reviewing import Reviewing
from console.ui import invented as i
from console.ui import invented_replay as r
from console.ui import invented_reviews as v
from console.ui.trainer.own import OwnReviews
from store.values import replace
from tests.console.ui.screens import Recorder, Screen

ROW = v.row(v.SHARED, shown=v.SHOWN)


@pytest.fixture
def own(screen: Screen, qtbot: QtBot) -> Iterator[OwnReviews]:
    made = OwnReviews(screen.window.kit)
    qtbot.addWidget(made)
    made.resize(1000, 760)
    made.show()
    yield made
    made.close()


def put(own: OwnReviews, *rows: Any, card: Any = None) -> None:
    own.put(v.board(Reviewing(cards=v.CARDS, about_me=rows, review=card), i.ME), i.NOW)


def press(own: OwnReviews, name: str) -> None:
    button: Any = own.findChild(QWidget, name)
    assert button is not None, name
    assert button.isVisible(), name
    button.click()


def test_R61_the_agent_opens_a_review_of_the_own_call(own: OwnReviews, screen: Screen) -> None:
    put(own, ROW)
    assert not own.panel.isVisible()
    press(own, f"own.review.{v.SHARED.id.hex}")
    desk: Recorder = screen.desk
    assert desk.take(ask.OpenReview) == [ask.OpenReview(review=v.SHARED.id)]


def test_R61_the_agent_reads_answers_and_acknowledges(own: OwnReviews, screen: Screen) -> None:
    put(own, ROW, card=v.TO_READ)
    assert own.panel.isVisible()
    screen.desk.take()
    field: Any = own.findChild(QWidget, "score.answer")
    field.setPlainText("Thank you.")
    press(own, "score.answer.send")
    assert screen.desk.take(ask.AnswerReview) == [ask.AnswerReview(review=v.SHARED.id, text="Thank you.")]
    field.setPlainText("One more thing.")
    assert own.primary()
    asked = screen.desk.take()
    assert asked == [
        ask.AnswerReview(review=v.SHARED.id, text="One more thing."),
        ask.AcknowledgeReview(review=v.SHARED.id),
    ]


def test_R61_what_is_acknowledged_asks_for_nothing_more(own: OwnReviews) -> None:
    done = replace(v.SHOWN, acknowledged_at=i.NOW)
    file = replace(v.TO_READ.file, row=replace(ROW, shown=done))
    put(own, replace(ROW, shown=done), card=replace(v.TO_READ, file=file))
    assert not own.findChild(QWidget, "score.answer").isVisible()
    assert not own.primary()


def seek(own: OwnReviews) -> float:
    """Press the time of the first comment; its offset."""
    place = min(range(len(v.SHOWN.comments)), key=lambda n: v.SHOWN.comments[n].offset)
    press(own, f"score.comment.{place}.seek")
    return v.SHOWN.comments[place].offset


def test_R61_a_comment_opens_the_replay_at_its_moment_with_the_review_beside_it(
    own: OwnReviews, screen: Screen
) -> None:
    put(own, ROW, card=v.TO_READ)
    assert not own.findChild(QWidget, "score.silent").isVisible()
    screen.desk.take()
    at = seek(own)
    asked = [a for a in screen.desk.take() if isinstance(a, ask.OpenReview | ShowReplay)]
    assert asked == [ShowReplay(ticket=v.SHARED.ticket, at=at), ask.OpenReview(review=v.SHARED.id)]
    assert screen.window.place == "review"


@pytest.mark.parametrize("why", ["forbidden", "not_recorded", "gone", "not_kept"])
def test_R61_a_comment_on_what_cannot_be_heard_says_why(own: OwnReviews, screen: Screen, why: str) -> None:
    put(own, ROW, card=replace(v.TO_READ, silent=why))
    said = own.w.silent(why)
    assert said != why
    shown: Any = own.findChild(QWidget, "score.silent")
    assert (shown.isVisible(), shown.text()) == (True, said)
    screen.desk.take()
    seek(own)
    assert screen.desk.take(ShowReplay) == []
    assert screen.window.place == "desk"


def test_R61_the_replay_of_the_own_review_leads_back_to_learning(screen: Screen) -> None:
    reviewing = Reviewing(about_me=(ROW,), review=v.TO_READ)
    screen.window.go("review")
    screen.show(replace(i.IDLE, replay=r.CARD, reviewing=reviewing))
    screen.press("replay.close")
    assert screen.window.place == "learning"
