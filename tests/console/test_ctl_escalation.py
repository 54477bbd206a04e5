"""`warmline ctl` for what the agent has of escalation: advice, the next candidate, demands, call steps, and off."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from pytestqt.qtbot import QtBot

from store.policy import CallStep
from store.values import replace
from tests.console.desk.test_desk_advice import PEOPLE, POLICY, follow
from tests.console.test_ctl import Ctl

TO_DANIEL = (
    "escalate", "--to", "daniel.okafor", "--kind", "functional", "--reason", "lacks_knowledge", "--summary", "Tried",
)  # fmt: skip


@pytest.fixture
def ctl(qtbot: QtBot) -> Iterator[Ctl]:
    ctl = Ctl(qtbot)
    tables = ctl.office.book._tables
    tables.directory = replace(tables.directory, people=PEOPLE)
    follow(ctl.office, POLICY)
    yield ctl
    ctl.close()


def test_R18_advice_says_whom_and_why(ctl: Ctl) -> None:
    ctl.a_call()
    told = ctl("advice", "--reason", "lacks_knowledge")
    assert told["policy"] == 1
    candidates = told["advice"]["candidates"]
    assert [c["target"] for c in candidates] == ["daniel.okafor", "priya.nolan", "lin.chen"]
    assert candidates[0]["rule"] == "N-12"


def test_R81_next_rings_the_next_until_nobody_is_left(ctl: Ctl) -> None:
    ctl.a_call()
    ctl(*TO_DANIEL)
    for _ in range(2):
        busy(ctl)
        assert ctl("next")["state"] in {"holding", "consulting"}
    busy(ctl)
    assert ctl.refused("next") == "nobody_left"


def busy(ctl: Ctl) -> None:
    """The one who is rung is busy."""
    ctl.phone.hang_up_remote(ctl.office.last_begin().consult, 486)


def test_R16_demand_is_counted(ctl: Ctl) -> None:
    ctl.a_call()
    assert ctl("demand")["form"]["trigger"] == "customer"
    assert ctl("ticket", "1")["ticket"]["demanded_at"]


def test_a_promise_goes_with_it(ctl: Ctl) -> None:
    ctl.a_call()
    by = ctl.office.desk._core.now() + timedelta(hours=1)
    told = ctl(*TO_DANIEL, "--no-call", "--promised", by.isoformat())
    assert told["escalation"]["promised_at"]
    assert ctl.refused(*TO_DANIEL, "--no-call", "--promised", "soon") == "bad_promise"


def test_R41_capture_and_what_holds_the_wrap_up(ctl: Ctl) -> None:
    follow(ctl.office, replace(POLICY, steps=(CallStep(key="serial", required=True),)))
    ctl.a_call()
    ctl("hangup")
    assert ctl.refused("wrapup", "solved") == "steps_missing"
    assert ctl("capture", "serial", " QX  17 ")["captured"] == {"serial": "QX 17"}
    ctl("wrapup", "solved")


def test_R17_impact_and_cause_are_set_as_other_fields(ctl: Ctl) -> None:
    ctl.a_call()
    assert ctl("set", "impact=14", "cause=Fibre  CUT")["cause"] == "fibre cut"
    assert ctl.refused("set", "impact=many") == "bad_value"


def test_R33_escalate_says_that_it_is_off(ctl: Ctl) -> None:
    department = ctl.office.board.me.department
    follow(ctl.office, replace(POLICY, off_for=frozenset({department})))
    ctl.a_call()
    for verb in (TO_DANIEL, ("demand",), ("advice",)):
        assert ctl.refused(*verb) == "off"
