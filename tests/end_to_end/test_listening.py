"""R52 and R31 end to end: two desks with their engines and one store, and a customer; who hears whom by tones."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import numpy as np
import pytest

import resources
from console.desk import intents as ask
from console.desk.calling import Listening
from store.book import Book
from store.changes import AnyChange, PutDirectory
from store.changes_listening import GrantListening
from store.directory import Directory, Person
from store.grant import VALID_FOR, Ear
from telephony.call import CallState, Purpose
from telephony.commands import Dial, HangUp, SendDigits, Sound
from telephony.events import CallAnswered, CallEnded, CallProgressed
from tests.agents import PATIENCE, Agent, new_id, tones_in
from tests.end_to_end.conftest import Answered
from tests.end_to_end.real_desk import RealDesk
from tests.pulse import RATE, Pulse, pulse, tone

__all__ = ["pulse"]

pytestmark = pytest.mark.sip

StartDesk = Callable[..., RealDesk]
StartAgent = Callable[..., Agent]

ANNA, MAYA, DANIEL = 700.0, 440.0, 1000.0
TONES = (ANNA, MAYA, DANIEL)
_PIECE = RATE // 2


def store(desk: RealDesk, change: AnyChange) -> None:
    def apply(book: Book) -> bool:
        book.apply(change)
        return True

    assert desk.query(apply)


def meet(desk: RealDesk, maya: RealDesk) -> None:
    """The directory, in the store of both."""
    people = (
        Person(key="maya.torres", name="Maya Torres", extension="2041", target=maya.uri),
        Person(key="daniel.okafor", name="Daniel Okafor", role="supervisor", extension="3107"),
        Person(key="selin.kaya", name="Selin Kaya", extension="3201"),
    )
    put = PutDirectory(id=uuid4(), at=datetime.now(UTC), person="setup", directory=Directory(people=people))
    store(desk, put)
    desk.desk.refresh()
    desk.until(lambda: desk.board.directory.person("maya.torres"), "the directory is known")


def mine(desk: RealDesk) -> Listening:
    assert desk.board.listening is not None, desk.board.notices
    return desk.board.listening


def listener_has(maya: RealDesk, ear: Ear) -> bool:
    return [each.ear for each in maya.board.listeners] == [ear]


@pytest.fixture
def floor(
    pulse: Pulse, real_desks: StartDesk, sip_agents: StartAgent, monkeypatch: pytest.MonkeyPatch
) -> tuple[RealDesk, RealDesk, Agent, str]:
    """Maya speaks with Anna, Daniel is at his desk; both have headsets and say their tone all the time."""
    for name, value in pulse.variables.items():
        monkeypatch.setenv(name, value)
    for name, hertz in (("Maya", MAYA), ("Daniel", DANIEL)):
        pulse.add_speaker(name)
        pulse.add_microphone(name)
        pulse.say(name, tone(hertz, 300.0))
    maya = real_desks("maya.torres", "2041", sound=Sound(microphone="Maya", speaker="Maya"))
    daniel = real_desks(
        "daniel.okafor", "3107", role="supervisor", level=2, clock=True,
        sound=Sound(microphone="Daniel", speaker="Daniel"),
    )  # fmt: skip
    meet(daniel, maya)
    anna = sip_agents("anna", voice=ANNA)
    call = new_id()
    anna.obey(Dial(id=new_id(), call=call, target=maya.uri))
    maya.until(lambda: maya.board.ringing and maya.board.ringing.case, "the call rings and has a ticket")
    maya.do(ask.Answer())
    maya.until(lambda: maya.board.cards and maya.card.answered_at, "answered")
    return maya, daniel, anna, call


def in_ear(pulse: Pulse, name: str) -> set[float]:
    heard = pulse.heard(name, max(0, pulse.now(name) - _PIECE))
    return tones_in(np.asarray(heard), TONES)


@pytest.mark.allow_logs
def test_R52_listen_whisper_join_between_two_desks_by_tones_in_every_ear(
    floor: tuple[RealDesk, RealDesk, Agent, str], pulse: Pulse
) -> None:
    maya, daniel, anna, call = floor

    def hear(*, by_maya: set[float], by_anna: set[float], by_daniel: set[float]) -> None:
        maya.until(lambda: in_ear(pulse, "Daniel") == by_daniel, f"Daniel hears {by_daniel}")
        maya.until(lambda: in_ear(pulse, "Maya") == by_maya, f"Maya hears {by_maya}")
        anna.hears_only(call, by_anna, TONES)

    hear(by_maya={ANNA}, by_anna={MAYA}, by_daniel=set())
    daniel.do(ask.Listen(person="maya.torres"))
    daniel.until(lambda: mine(daniel).state is CallState.UP, "Daniel is in")
    maya.until(lambda: listener_has(maya, Ear.LISTEN), "Maya is told")
    (listener,) = maya.board.listeners
    assert (listener.name, listener.customer) == ("Daniel Okafor", maya.card.call)
    hear(by_maya={ANNA}, by_anna={MAYA}, by_daniel={MAYA, ANNA})
    for ear, by_maya, by_anna in (
        (Ear.WHISPER, {ANNA, DANIEL}, {MAYA}),
        (Ear.JOIN, {ANNA, DANIEL}, {MAYA, DANIEL}),
        (Ear.LISTEN, {ANNA}, {MAYA}),
    ):
        daniel.do(ask.ChangeEar(ear=ear.value))
        maya.until(lambda ear=ear: listener_has(maya, ear), f"Maya is told of {ear}")  # type: ignore[misc]
        daniel.until(lambda ear=ear: mine(daniel).ear is ear, f"Daniel knows of {ear}")  # type: ignore[misc]
        hear(by_maya=by_maya, by_anna=by_anna, by_daniel={MAYA, ANNA})
    assert len(maya.board.cards) == 1
    assert len(maya.query(lambda book: book.tickets())) == 1, "of the listening there is no ticket"
    daniel.do(ask.StopListening())
    maya.until(lambda: not maya.board.listeners, "the badge is gone")
    hear(by_maya={ANNA}, by_anna={MAYA}, by_daniel=set())


def test_R52_the_end_of_the_customers_call_ends_it_at_both_desks(
    answered: Answered, real_desks: StartDesk
) -> None:
    maya, anna, call = answered()
    daniel = real_desks("daniel.okafor", "3107", role="supervisor", level=2)
    meet(daniel, maya)
    daniel.do(ask.Listen(person="maya.torres", ear="whisper"))
    daniel.until(lambda: mine(daniel).state is CallState.UP, "Daniel is in")
    maya.until(lambda: maya.board.listeners, "Maya is told")
    anna.obey(HangUp(id=new_id(), call=call))
    daniel.until(lambda: daniel.board.listening is None, "Daniel is out")
    maya.until(lambda: not maya.board.listeners and not maya.board.cards, "all over at Maya's")
    assert [notice.code for notice in daniel.board.notices] == ["listen_over"]
    assert daniel.board.wrapups == ()
    assert [each.call for each in maya.board.wrapups] == [maya.board.wrapups[0].call]


def test_R52_without_a_call_there_is_nothing_to_hear(real_desks: StartDesk) -> None:
    maya = real_desks("maya.torres", "2041")
    daniel = real_desks("daniel.okafor", "3107", role="supervisor", level=2)
    meet(daniel, maya)
    daniel.do(ask.Listen(person="maya.torres"))
    daniel.until(lambda: daniel.board.listening is None, "refused")
    assert [notice.code for notice in daniel.board.notices] == ["listen_nothing"]
    assert maya.query(lambda book: book.tickets()) == ()


def test_R52_whatever_is_no_leave_gets_403_and_no_sound(answered: Answered, sip_agents: StartAgent) -> None:
    maya, anna, call = answered()
    meet(maya, maya)
    other = sip_agents("3107", voice=DANIEL)

    def grant(agent: str = "maya.torres", *, age: timedelta = timedelta()) -> UUID:
        given = uuid4()
        change = GrantListening(
            id=uuid4(), at=datetime.now(UTC) - age, person="daniel.okafor", grant=given, agent=agent,
            ear=Ear.JOIN,
        )  # fmt: skip
        store(maya, change)
        return given

    def comes(leave: UUID) -> str:
        own = new_id()
        other.obey(Dial(id=new_id(), call=own, target=maya.uri, purpose=Purpose.MONITOR, grant=leave.hex))
        return own

    once = grant()
    first = comes(once)
    maya.until(lambda: other.seen(CallAnswered, call=first), "the right one is let in")
    other.obey(HangUp(id=new_id(), call=first))
    maya.until(lambda: not maya.board.listeners, "and has left")
    for what, leave in (
        ("forged", uuid4()),
        ("used before", once),
        ("expired", grant(age=VALID_FOR + timedelta(seconds=30))),
        ("of another agent", grant("selin.kaya")),
    ):
        own = comes(leave)
        maya.until(lambda own=own: other.seen(CallEnded, call=own), f"{what}: refused")  # type: ignore[misc]
        (ended,) = other.seen(CallEnded, call=own)
        assert (ended.code, ended.answered) == (403, False), what
        assert maya.board.listeners == (), what
    assert len(other.seen(CallAnswered)) == 1
    anna.hears_only(call, set(), TONES)  # the desk of this test has no microphone
    assert len(maya.query(lambda book: book.tickets())) == 1


def test_R31_the_customer_answers_the_survey_and_the_ticket_has_the_score(answered: Answered) -> None:
    maya, anna, call = answered(sounds=resources.path("sounds"))
    maya.do(ask.SendToSurvey())
    maya.until(lambda: maya.board.surveys and maya.board.wrapups, "the agent is free")
    assert maya.board.cards == ()
    anna.obey(SendDigits(id=new_id(), call=call, digits="5"))
    maya.until(lambda: anna.seen(CallEnded, call=call), "thanked and ended", PATIENCE)
    maya.until(lambda: not maya.board.surveys, "over")
    case = maya.only_case()
    (kept,) = case.feedback
    assert (kept.score, kept.asked, kept.via) == (5, "customer", "dtmf")
    assert case.calls[0].outcome == "answered"
    assert anna.seen(CallProgressed)
