"""R31: the survey by telephone with real sound: what the customer hears, and how an answer comes."""

from pathlib import Path
from typing import NamedTuple

import pytest

from telephony.call import EndedBy
from telephony.commands import BeginSurvey, BeginTransfer, Dial, HangUp, Hold, SendDigits
from telephony.engine.surveys import endings
from telephony.events import (
    CallAnswered,
    CallEnded,
    CallHoldChanged,
    CallRang,
    CommandRefused,
    DigitReceived,
    SurveyAnswered,
    SurveyBegun,
)
from tests.agents import Agent, StartAgent, make_tone, new_id, read_samples, tones_in, wait_until

pytestmark = pytest.mark.sip

AGENT, CUSTOMER, QUESTION, AGAIN, THANKS = 440.0, 700.0, 1000.0, 1300.0, 1600.0
GERMAN = 1900.0
_PIECE = 16000 // 5
TONES = (AGENT, CUSTOMER, QUESTION, AGAIN, THANKS)


class Scene(NamedTuple):
    agent: Agent
    customer: Agent
    line: str
    """The customer's leg at the agent."""
    far: str
    """The same at the customer."""

    def survey(self, **values: object) -> str:
        order = {
            "call": self.line,
            "question": "question",
            "again": "again",
            "thanks": "thanks",
            "seconds": 20.0,
        }
        command = BeginSurvey(id=new_id(), **(order | values))  # type: ignore[arg-type]
        return self.agent.obey(command)

    def presses(self, digit: str) -> None:
        self.customer.obey(SendDigits(id=new_id(), call=self.far, digits=digit))

    def heard(self) -> set[float]:
        """Every tone that the customer has heard in the whole call."""
        samples = read_samples(self.customer.folder / f"{self.far}.wav")
        pieces = (samples[at : at + _PIECE] for at in range(0, len(samples), _PIECE))
        return {tone for piece in pieces for tone in tones_in(piece, TONES)}


def scene(start: StartAgent, folder: Path, *, question: float = 1.0, dtmf: str = "auto") -> Scene:
    make_tone(folder / "question.wav", QUESTION, question)
    make_tone(folder / "again.wav", AGAIN, 0.5)
    make_tone(folder / "thanks.wav", THANKS, 0.5)
    agent = start("agent", voice=AGENT, answer_ms=0, sounds=str(folder))
    customer = start("customer", voice=CUSTOMER, account={"dtmf": dtmf})
    far = new_id()
    customer.obey(Dial(id=new_id(), call=far, target=agent.uri))
    line = agent.wait(CallRang).call
    agent.wait(CallAnswered, call=line)
    customer.wait(CallAnswered, call=far)
    return Scene(agent, customer, line, far)


@pytest.mark.parametrize("dtmf", ["rfc2833", "info"])
def test_R31_the_question_is_heard_and_the_agent_is_not_and_a_digit_answers(
    sip_agents: StartAgent, tmp_path: Path, dtmf: str
) -> None:
    s = scene(sip_agents, tmp_path, question=30.0, dtmf=dtmf)
    s.agent.do("record", call="", path=str(s.agent.folder / "ear.wav"))
    s.agent.hears_only("ear", {CUSTOMER}, TONES)
    s.survey()
    s.agent.wait(SurveyBegun, call=s.line)
    s.customer.hears_only(s.far, {QUESTION}, TONES)
    before = len(read_samples(s.agent.folder / "ear.wav"))
    s.presses("4")
    assert s.agent.wait(SurveyAnswered) == SurveyAnswered(call=s.line, score=4, tries=1)
    assert s.agent.wait(CallEnded, call=s.line).by is EndedBy.US
    s.customer.wait(CallEnded, call=s.far)
    assert THANKS in s.heard()
    assert tones_in(read_samples(s.agent.folder / "ear.wav")[before:], TONES) == set(), "the agent is out"
    assert s.agent.seen(DigitReceived) == []


def test_R31_silence_is_asked_twice_thanked_and_ended(sip_agents: StartAgent, tmp_path: Path) -> None:
    s = scene(sip_agents, tmp_path)
    s.survey(seconds=0.2)
    assert s.agent.wait(SurveyAnswered) == SurveyAnswered(call=s.line, score=None, tries=2)
    s.customer.wait(CallEnded, call=s.far)
    assert s.heard() >= {QUESTION, AGAIN, THANKS}


def test_R31_a_wrong_key_and_then_a_right_one(sip_agents: StartAgent, tmp_path: Path) -> None:
    s = scene(sip_agents, tmp_path, question=30.0)
    s.survey()
    s.customer.hears_only(s.far, {QUESTION}, TONES)
    s.presses("0")
    wait_until(lambda: AGAIN in s.heard(), what="asked again")
    s.presses("1")
    assert s.agent.wait(SurveyAnswered) == SurveyAnswered(call=s.line, score=1, tries=2)


def test_R31_a_customer_on_hold_is_taken_off_it_to_be_asked(sip_agents: StartAgent, tmp_path: Path) -> None:
    s = scene(sip_agents, tmp_path, question=30.0)
    s.agent.obey(Hold(id=new_id(), call=s.line))
    s.agent.wait(CallHoldChanged, call=s.line, held=True)
    s.survey()
    s.agent.wait(CallHoldChanged, call=s.line, held=False)
    s.customer.hears_only(s.far, {QUESTION}, TONES)


def test_R31_who_hangs_up_has_said_nothing(sip_agents: StartAgent, tmp_path: Path) -> None:
    s = scene(sip_agents, tmp_path, question=30.0)
    s.survey()
    s.customer.hears_only(s.far, {QUESTION}, TONES)
    s.customer.obey(HangUp(id=new_id(), call=s.far))
    assert s.agent.wait(SurveyAnswered) == SurveyAnswered(call=s.line, score=None, tries=1)
    assert s.agent.legs() == ()


def test_R31_what_cannot_be_asked_is_refused_and_the_call_goes_on(
    sip_agents: StartAgent, tmp_path: Path
) -> None:
    s = scene(sip_agents, tmp_path)

    def refused(command: str) -> str:
        return s.agent.wait(CommandRefused, command=command).code

    assert refused(s.survey(question="nothing")) == "no_sound_file"
    assert refused(s.survey(question="../question")) == "no_sound_file"
    assert refused(s.survey(call=new_id())) == "no_such_call"
    expert = sip_agents("expert", answer_ms=50)
    order = BeginTransfer(
        id=new_id(), transfer=new_id(), customer=s.line, consult=new_id(), target=expert.uri
    )
    s.agent.obey(order)
    s.agent.wait(CallAnswered, call=order.consult)
    assert refused(s.survey()) == "transfer_under_way"
    assert s.agent.seen(SurveyBegun) == []


@pytest.mark.parametrize(
    ("languages", "tried"),
    [
        ((), [""]),
        (("de",), ["_de", ""]),
        (("de-AT", "de-CH"), ["_de_at", "_de", "_de_ch", ""]),
        (("fr", "en-GB", "de"), ["_fr", "_en_gb", ""]),
        (("EN",), [""]),
        (("zh_Hant_TW",), ["_zh_hant_tw", "_zh_hant", "_zh", ""]),
        (("", "../etc", "a/b", "d\u00e9", "x" * 9), [""]),
    ],
)
def test_R31_languages_lose_their_last_part_until_english_is_left(
    languages: tuple[str, ...], tried: list[str]
) -> None:
    assert endings(languages) == tried


def test_R31_the_customer_is_asked_in_the_first_language_that_has_all_of_it(
    sip_agents: StartAgent, tmp_path: Path
) -> None:
    s = scene(sip_agents, tmp_path)
    (tmp_path / "question_fr.wav").write_bytes((tmp_path / "question.wav").read_bytes())  # and no thanks
    make_tone(tmp_path / "question_de.wav", GERMAN, 30.0)
    make_tone(tmp_path / "again_de.wav", AGAIN, 0.5)
    make_tone(tmp_path / "thanks_de.wav", THANKS, 0.5)
    s.survey(languages=("fr", "de-AT"))
    s.customer.hears_only(s.far, {GERMAN}, (*TONES, GERMAN))
    s.presses("4")
    assert s.agent.wait(SurveyAnswered, call=s.line).score == 4
