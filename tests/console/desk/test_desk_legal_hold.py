"""R60: the case that is replayed is put on legal hold and let go, by who may, with a reason that is kept."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
import uuid6

from console.desk import intents_replay as ask
from console.desk.intents_keeping import HoldByLaw
from console.ui import invented_replay as r
from store.changes_recordings import HoldCase
from store.recording import Keeping
from tests.console.desk.test_desk_replay import TICKET, Review

HOLD = HoldByLaw(ticket=TICKET, on=True, why=" Claim of the insurer ")
END = HoldByLaw(ticket=TICKET, on=False, why="Settled")


def held_in_store(review: Review) -> set[bool]:
    return {x.legal_hold for x in review.book.recordings(TICKET)}


def by_somebody_else(review: Review, *, on: bool) -> None:
    hold = HoldCase(
        id=uuid6.uuid7(), at=datetime.now(UTC), person="ines.vidal", ticket=TICKET, on=on, why="Another claim"
    )
    review.book.apply(hold)


def opened(**values: Any) -> Review:
    review = Review(**values)
    review.office.desk.refresh()
    review.open()
    return review


def test_R60_a_case_is_held_with_who_when_and_why_and_let_go() -> None:
    review = opened()
    assert not review.card.held
    review.office.do(HOLD)
    assert held_in_store(review) == {True}
    assert review.card.held
    assert (review.card.hold.person, review.card.hold.text) == ("ines.vidal", "Claim of the insurer")
    assert {t.legal_hold for t in review.card.line.heard} == {True}
    assert "case_held" in review.office.notices()
    review.office.do(END)
    assert held_in_store(review) == {False}
    assert (review.card.held, review.card.hold) == (False, None)
    assert "case_let_go" in review.office.notices()


def test_what_is_heard_goes_on_when_the_case_is_held() -> None:
    review = opened()
    review.office.do(ask.PlayReplay(on=True))
    review.office.do(HOLD)
    assert len(review.player.opened) == 1
    review.office.do(ask.PlayReplay(on=True))
    heard = review.heard()[r.A]
    assert len(heard) == 1, "no second listening is on record"


@pytest.mark.parametrize(
    ("me", "asked", "code"),
    [
        ("maya.torres", HOLD, "not_allowed"),
        ("nobody.known", HOLD, "not_allowed"),
        ("maya.torres", END, "not_allowed"),
        ("daniel.okafor", END, "not_allowed"),
        ("ines.vidal", HoldByLaw(ticket=TICKET, on=True, why=" \n"), "no_reason"),
        ("ines.vidal", HoldByLaw(ticket=UUID(int=77), on=True, why="x"), "no_replay"),
    ],
)
def test_R60_who_may_not_or_says_nothing_holds_nothing(me: str, asked: HoldByLaw, code: str) -> None:
    review = opened(me=me)
    if not asked.on:
        by_somebody_else(review, on=True)
        review.office.desk.refresh()
    before = held_in_store(review)
    assert review.office.refused(asked) == code
    assert held_in_store(review) == before


def test_R60_a_supervisor_holds() -> None:
    review = opened(me="daniel.okafor")
    review.office.do(HOLD)
    assert held_in_store(review) == {True}


def test_a_case_with_nothing_recorded_is_not_held() -> None:
    case = r.UNRECORDED.case
    review = opened(case=case)
    assert review.office.refused(HOLD) == "no_recording"
    review = opened(case=r.unheard(Keeping.ERASED).case)
    assert review.office.refused(HOLD) == "no_recording"


def test_R60_somebody_else_was_faster_and_their_reason_stands() -> None:
    review = opened()
    by_somebody_else(review, on=True)
    review.office.do(HOLD)
    assert "rejected" in review.office.notices()
    (told,) = (n for n in review.office.board.notices if n.code == "rejected")
    assert "somebody else" in told.values["why"]
    assert review.card.hold.text == "Another claim"
    assert not review.card.settling


def test_while_the_store_is_away_it_waits_and_is_not_asked_twice() -> None:
    review = opened()
    review.office.keeper.held = True
    review.office.do(HOLD)
    assert (review.card.settling, review.card.held) == (True, False)
    assert review.office.refused(HOLD) == "busy"
    review.office.keeper.release()
    assert (review.card.settling, review.card.held) == (False, True)


def test_a_case_that_was_left_meanwhile_is_held_all_the_same() -> None:
    review = opened()
    review.office.keeper.held = True
    review.office.do(HOLD)
    review.office.do(ask.ShowReplay(ticket=None))
    review.office.keeper.release()
    assert held_in_store(review) == {True}
    assert review.office.board.replay is None
