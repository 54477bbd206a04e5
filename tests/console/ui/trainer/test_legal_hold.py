"""R60 in the window: who holds a case and why is seen by everybody; who may, begins and ends it with a reason."""

from typing import Any

import pytest

from console.desk import intents_review as review
from console.desk.intents import Refusal
from console.desk.intents_keeping import HoldByLaw
from console.desk.seat import Me
from console.ui import invented as i
from console.ui import invented_rehearsals as practice
from console.ui import invented_replay as r
from console.ui import invented_reviews as v
from store.recording import Keeping
from store.values import replace
from tests.console.ui.screens import Screen

TICKET = r.CASE.ticket.id
MAYA = Me(key="maya.torres", name="Maya Torres")


@pytest.fixture
def replay(screen: Screen) -> Screen:
    screen.window.resize(1440, 900)
    screen.window.go("review")
    show(screen, r.CARD)
    return screen


def show(screen: Screen, card: Any, me: Me = r.VERA) -> None:
    screen.show(r.board(card, me=me))
    screen.desk.take()


def test_a_case_is_put_on_hold_with_a_reason(replay: Screen) -> None:
    assert not replay.visible("replay.held")
    replay.press("replay.hold")
    assert "No rule deletes its recordings" in replay.find("hold.follows").text()
    replay.type("hold.why", "Claim of the insurer")
    replay.key("Ctrl+Return")
    assert replay.desk.take() == [HoldByLaw(ticket=TICKET, on=True, why="Claim of the insurer")]
    assert not replay.visible("hold")


def test_everybody_sees_who_holds_it_since_when_and_why(replay: Screen) -> None:
    for me in (r.VERA, r.INES, MAYA):
        show(replay, r.HELD, me)
        assert replay.text("replay.held") == "On legal hold since 22 Nov, 14:02, by Vera Lund"
        assert replay.text("replay.held_why") == "Claim of the insurer, file 24-1177"
        assert not replay.visible("replay.hold")


@pytest.mark.parametrize(
    ("me", "begins", "ends"),
    [(r.VERA, True, True), (i.DANIEL, True, False), (r.INES, False, False), (MAYA, False, False)],
    ids=lambda x: getattr(x, "key", None),
)  # fmt: skip
def test_buttons_are_there_for_who_may(replay: Screen, me: Me, begins: bool, ends: bool) -> None:
    show(replay, r.CARD, me)
    assert replay.visible("replay.hold") is begins
    show(replay, r.HELD, me)
    assert replay.visible("replay.let_go") is ends


def test_a_hold_is_ended_with_a_reason_and_what_follows_is_said(replay: Screen) -> None:
    show(replay, r.OVERDUE)
    replay.press("replay.let_go")
    assert "4 of its 4 recordings is over: they are deleted" in replay.find("let_go.follows").text()
    replay.type("let_go.why", "Settled")
    replay.press("let_go.yes")
    assert replay.desk.take() == [HoldByLaw(ticket=TICKET, on=False, why="Settled")]


def test_a_refusal_stands_at_the_field_and_what_was_typed_stays(replay: Screen) -> None:
    replay.desk.refusals[HoldByLaw] = Refusal("no_reason", "Say why: the reason is kept with the ticket.")
    replay.press("replay.hold")
    replay.type("hold.why", "x")
    replay.press("hold.yes")
    assert replay.visible("hold")
    assert replay.text("hold.why.problem") == "Say why: the reason is kept with the ticket."
    assert replay.find("hold.why").value() == "x"
    replay.press("hold.no")
    replay.press("replay.hold")
    assert replay.find("hold.why").value() == "x"
    show(replay, r.HOUR)
    assert replay.find("hold.why").value() == "", "another case's reason is not for this one"


def test_it_closes_when_somebody_else_was_faster_and_waits_while_it_is_stored(replay: Screen) -> None:
    replay.press("replay.hold")
    show(replay, r.HELD)
    assert not replay.visible("hold")
    show(replay, replace(r.HELD, settling=True))
    assert not replay.find("replay.let_go").isEnabled()


@pytest.mark.parametrize(
    "card", [r.UNRECORDED, r.unheard(Keeping.ERASED), r.MISSING, r.LOADING, practice.replayed(practice.HEARD)]
)
def test_what_has_no_recording_is_not_held(replay: Screen, card: Any) -> None:
    show(replay, card)
    assert not replay.visible("replay.hold")
    assert not replay.visible("replay.held")


def test_calls_on_hold_are_marked_and_found(screen: Screen) -> None:
    screen.show(v.board(v.ALL))
    screen.window.go("review")
    screen.press("queue.tab.find")
    held = next(c for c in v.FOUND if c.held)
    assert "Legal hold" in screen.find(f"queue.call.{held.call.hex}").accessibleName()
    screen.desk.take()
    choice = screen.find("queue.recorded")
    choice.setCurrentIndex(choice.findData("held"))
    choice.activated.emit(choice.currentIndex())
    (asked,) = screen.desk.take(review.ShowReviewQueue)
    assert (asked.asked.held, asked.asked.recorded) == (True, False)
