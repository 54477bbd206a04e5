"""R64: what happens becomes moments, and these become tasks, live."""

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QObject, Signal

from console.desk import intents as ask
from console.rehearsal.drawing import draw
from console.rehearsal.known import TRAINEE
from console.rehearsal.scenario import read
from console.rehearsal.scoring import HOLD, OUTCOME
from console.rehearsal.session import Session
from telephony.floor.ear import MUSIC_ENDS
from tests.console.desk.desk_fixture import Office

YARA = "+442079460420"


class Floor(QObject):
    """Nobody is there; the test tells what they experience."""

    told = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.called: list[tuple[Path, str]] = []
        self.problem = ""
        self.customer_is_gone = False

    def call(self, scenario: Path, to: str) -> None:
        self.called.append((scenario, to))

    def tell(self, event: str, **values: Any) -> None:
        self.told.emit(json.dumps({"event": event, "party": YARA, **values}))


def session_of(office: Office, floor: Floor, scenario: str) -> Session:
    rehearsal = read(scenario)
    parts: list[Any] = [office.desk, office.keeper, floor, rehearsal, draw(rehearsal, 1), 1]
    return Session(*parts)


class Try:
    """A session at a desk in memory; ``at`` is the time at which the floor tells something."""

    def __init__(self) -> None:
        self.floor = Floor()
        self.office = Office(me=TRAINEE)
        self.session = session_of(self.office, self.floor, "expert_declines")
        self.call = self.office.phone.ring("Yara Haddad", YARA)
        self.zero = self.session._zero

    def answer(self) -> None:
        self.office.do(ask.Answer())

    def tell(self, at: float, event: str, **values: Any) -> None:
        self.floor.tell(event, at=self.zero + at, **values)

    def heard(self, at: float, *, sound: bool) -> None:
        self.tell(at, "Hears", sound=sound)

    def held(self, at: float, *, on: bool) -> None:
        self.tell(at, "CallHoldChanged", held=on, by="them")

    def moments(self) -> list[tuple[float, str]]:
        return [(m.at, m.what) for m in self.session._moments if m.what not in {"rang", "answered"}]

    def had(self, check: str) -> float:
        return next(step.points for step in self.session.tasks if step.check == check)


@pytest.fixture
def tried(qapp: QCoreApplication) -> Try:
    return Try()


def test_R64_tasks_follow_what_is_done(tried: Try) -> None:
    assert {step.points for step in tried.session.tasks} == {0.0}
    tried.answer()
    assert tried.had("answered") == 1.0
    tried.office.do(ask.CaptureStep(step="name", text="Yara"))
    assert tried.had("contact") == 0.5
    tried.office.do(ask.CaptureStep(step="number", text=YARA))
    tried.office.do(ask.EditTicket(fields={"subject": "Key refused", "category": "licensing"}))
    assert (tried.had("contact"), tried.had("case")) == (1.0, 1.0)


def test_R64_music_on_hold_is_nobody_s_voice(tried: Try) -> None:
    tried.answer()
    tried.held(10.0, on=True)
    tried.heard(10.4, sound=True)
    tried.held(20.0, on=False)
    tried.heard(20.2, sound=True)
    tried.heard(20.0 + MUSIC_ENDS - 0.1, sound=False)
    assert tried.moments() == [(10.0, "held"), (20.0, "resumed")]
    assert (tried.had("hold_announced"), tried.had("outcome_told")) == (0.0, 0.0)
    tried.heard(21.0, sound=True)
    assert tried.moments()[-1] == (21.0, "agent_speaks")
    assert tried.had("outcome_told") == 1.0


def test_R64_a_voice_up_to_the_hold_was_just_before_it(tried: Try) -> None:
    tried.answer()
    tried.heard(2.0, sound=True)
    tried.held(30.0, on=True)
    tried.heard(30.3, sound=False)
    assert tried.moments() == [(2.0, "agent_speaks"), (30.0, "agent_silent"), (30.0, "held")]
    assert tried.had("hold_announced") == 1.0


def test_R64_a_colleague_is_not_the_agent(tried: Try) -> None:
    tried.answer()
    tried.tell(5.0, "Transferred")
    tried.heard(6.0, sound=True)
    tried.held(7.0, on=True)
    assert tried.moments() == [(5.0, "transferred")]


def test_R64_what_was_said_can_be_ticked(tried: Try) -> None:
    tried.answer()
    tried.session.tick(HOLD)
    tried.held(900.0, on=True)
    tried.held(905.0, on=False)
    assert tried.had("hold_announced") == 1.0
    assert tried.had("outcome_told") == 0.0
    tried.session._zero -= 1000  # a quarter of an hour later
    tried.session.tick(OUTCOME)
    assert tried.had("outcome_told") == 1.0


def test_R64_lines_are_subtitles_with_whoever_says_them(tried: Try) -> None:
    told: list[tuple[str, str]] = []
    tried.session.changed.connect(lambda: told.append(tried.session.said))
    tried.tell(1.0, "Said", text="My key is refused.")
    tried.floor.tell("Said", party="3107", text="Daniel here.", at=tried.zero + 2.0)
    tried.floor.tell("Said", party="3100", text="Please hold.", at=tried.zero + 3.0)
    assert told[-3:] == [
        ("Yara Haddad", "My key is refused."),
        ("Daniel Okafor", "Daniel here."),
        ("Network support", "Please hold."),
    ]


def test_R64_a_try_that_is_broken_off_is_scored_as_far_as_it_went(tried: Try) -> None:
    over: list[bool] = []
    tried.session.over.connect(lambda: over.append(True))
    tried.answer()
    tried.session.finish(broken_off=True)
    tried.session.finish()
    result = tried.session.result
    assert result is not None
    assert over == [True]
    assert (result.broken_off, result.scenario, result.seed) == (True, "expert_declines", 1)
    assert 0 < result.score < 20
    assert [m.what for m in result.moments] == ["rang", "answered", "ended"]
    tried.tell(9.0, "Said", text="Hello?")
    assert tried.session.said == ("", ""), "nothing is told any more"


def test_R64_a_try_without_a_call_has_no_points(qapp: QCoreApplication, tmp_path: Path) -> None:
    floor = Floor()
    session = session_of(Office(me=TRAINEE), floor, "expert_helps")
    home: Any = SimpleNamespace(folder=tmp_path)
    session.begin(home)
    assert floor.called[0][0].parent == tmp_path
    session.finish(broken_off=True)
    assert session.result is not None
    assert (session.result.score, session.result.seconds) == (0, 0.0)


def test_a_customer_who_cannot_call_ends_it_with_the_reason(qapp: QCoreApplication) -> None:
    tried = Try()
    over: list[str] = []
    tried.session.over.connect(lambda: over.append(tried.session.problem))
    tried.floor.problem = "The customer did not start."
    tried.session._look()
    assert over == ["The customer did not start."]
    assert tried.session.result is None
