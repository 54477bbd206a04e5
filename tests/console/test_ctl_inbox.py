"""`warmline ctl` and the inbox of escalated cases."""

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from tests.console.desk.test_desk_inbox import send
from tests.console.test_ctl import Ctl


@pytest.fixture
def ctl(qtbot: QtBot) -> Iterator[Ctl]:
    made = Ctl(qtbot)
    send(made.office, "maya.torres")  # to herself: one desk is enough to see what the verbs do
    made.office.desk.refresh()
    yield made
    made.close()


def test_R53_the_inbox_is_told_the_most_urgent_first(ctl: Ctl) -> None:
    told = ctl("inbox", "--tab", "needs")
    assert told["counts"] == {"needs": 1, "mine": 0, "waiting": 0, "all": 1}
    (one,) = told["cases"]
    assert (one["ticket"], one["customer"], one["hop"], one["clock"]["kind"]) == (
        "TK-0000001", "Anna Petrova", 1, "thirty_days",
    )  # fmt: skip
    assert ctl("inbox", "--tab", "mine")["cases"] == []


def test_R53_a_case_is_accepted_resolved_and_reopened_by_its_number(ctl: Ctl) -> None:
    assert ctl("accept", "TK-0000001")["escalation"]["accepted_by"] == "maya.torres"
    ended = ctl("resolve", "1", "--cause", "billing run", "--text", "Paid back.")
    assert (ended["escalation"]["resolution"], ended["escalation"]["root_cause"]) == ("solved", "billing run")
    assert ctl.refused("accept", "1") == "rejected"
    assert ctl("reopen", "1", "--why", "Again.")["escalation"]["reopened"] == 1
    assert ctl.refused("accept", "99") == "no_such_ticket"


def test_R53_a_case_is_returned_with_advice_and_passed_on(ctl: Ctl) -> None:
    assert ctl.refused("return", "--ticket", "1") == "no_advice"
    assert ctl.refused("return", "--advice", "x") == "no_ticket"
    assert ctl("return", "--ticket", "1", "--advice", "Credit it.")["escalation"]["advice"] == "Credit it."
    ctl("reopen", "1", "--why", "In vain.")
    assert ctl.refused("pass", "1", "--to", "nobody") == "no_target"
    assert ctl("pass", "1", "--to", "3107")["escalation"]["target"] == "daniel.okafor"


def test_R53_a_ticket_that_was_never_escalated_is_told(ctl: Ctl) -> None:
    ctl.a_call()
    assert ctl.refused("accept", "2") == "not_escalated"


def test_R28_a_comment_says_whom_it_mentions(ctl: Ctl) -> None:
    assert ctl("comment", "1", "@daniel.okafor see this")["mentions"] == ["daniel.okafor"]
    assert ctl.refused("comment", "1", " ") == "empty"
