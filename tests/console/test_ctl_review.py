"""`warmline ctl review`: from finding a call to what its agent says to the review."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from pytestqt.qtbot import QtBot

from console.desk import intents_review as ask
from store.changes import AnswerCall, EndCall, OpenCall, PutDirectory
from store.scorecard import USUAL
from store.ticket import Outcome
from store.values import replace
from tests.console.desk.desk_fixture import DIRECTORY
from tests.console.test_ctl import Ctl

DANIEL = "daniel.okafor"


@pytest.fixture
def ctl(qtbot: QtBot) -> Iterator[Ctl]:
    """Maya's desk; she reviews here, and what is about her own calls comes from Daniel."""
    made = Ctl(qtbot)
    people = tuple(replace(p, role="trainer") if p.key == "maya.torres" else p for p in DIRECTORY.people)
    book = made.office.book
    base: dict[str, Any] = {"at": datetime.now(UTC), "person": DANIEL}
    book.apply(PutDirectory(id=uuid4(), directory=replace(DIRECTORY, people=people), **base))
    call: dict[str, Any] = {"call": uuid4()}
    book.apply(OpenCall(id=uuid4(), ticket=uuid4(), direction="in", remote_number="+1555", **call, **base))
    book.apply(AnswerCall(id=uuid4(), **call, **base))
    book.apply(EndCall(id=uuid4(), outcome=Outcome.ANSWERED, **call, **base))
    made.office.desk.refresh()
    made.office.do(ask.SaveScorecard(card=USUAL, base_version=0))
    yield made
    made.close()


def test_R63_calls_are_found_assigned_opened_and_shared(ctl: Ctl) -> None:
    assert ctl("review", "find", "--span", "4w")["calls"] == []
    found = ctl("review", "find", "--span", "4w", "--pick", "all", "--unrecorded")["calls"]
    assert [(c["agent"], c["recorded"], c["reviews"]) for c in found] == [(DANIEL, False, [])]
    (review,) = ctl("review", "assign", found[0]["call"], "--days", "3", "--why", "all")["reviews"]
    (to_do,) = ctl("review", "list")["to_do"]
    assert (to_do["review"], to_do["agent"], to_do["state"], to_do["overdue"]) == (
        review,
        DANIEL,
        "assigned",
        False,
    )
    assert ctl.refused("review", "share") == "no_review"
    card = ctl("review", "open", review)
    assert (card["card"], card["version"], len(card["missing"])) == ("conduct", 1, 10)
    assert ctl.refused("review", "share") == "incomplete"
    ctl.office.do(ask.FillReview(answers={q.key: 1 for q in USUAL.questions}))
    assert ctl("review", "share")["state"] == "shared"
    assert [row["review"] for row in ctl("review", "list")["done"]] == [review]


def test_R61_what_cannot_be_is_refused(ctl: Ctl) -> None:
    assert ctl.refused("review", "assign", "nonsense") == "bad_value"
    assert ctl.refused("review", "assign", str(uuid4())) == "unknown_call"
    assert ctl.refused("review", "answer", str(uuid4()), "x") in {"rejected", "no_such_review"}
