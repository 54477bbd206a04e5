"""R52 by the codes of a PBX: Asterisk's ChanSpy, who hears whom by tones, and a desk that dials them."""

from collections.abc import Callable
from datetime import UTC, datetime
from uuid import uuid4

import pytest

from console.desk import intents as ask
from console.desk.terms import MonitorCodes
from store.changes import PutDirectory
from store.directory import Directory, Person
from store.grant import Ear
from telephony.call import CallState, Purpose
from telephony.commands import HangUp, SendDigits
from telephony.events import CallAnswered, CallEnded, CallRang
from tests.agents import Agent, new_id
from tests.end_to_end.real_desk import RealDesk
from tests.peers.asterisk import Asterisk
from tests.peers.conftest import Phones, dial
from tests.peers.people import ANNA_HZ, DANIEL_HZ, MAYA_HZ, TONES

pytestmark = pytest.mark.sip
CODES = MonitorCodes(
    listen="*221{extension}", whisper="*222{extension}", join="*223{extension}",
    listen_key="4", whisper_key="5", join_key="6",
)  # fmt: skip


@pytest.fixture
def talk(asterisk: Asterisk, phones: Phones) -> tuple[Agent, str, Agent, str]:
    """Maya speaks with Anna; each with the id of her leg."""
    maya = phones("2041", voice=MAYA_HZ, answer_ms=50)
    anna = phones("7001", voice=ANNA_HZ)
    theirs = dial(anna, asterisk.uri("2041"))
    anna.wait(CallAnswered, call=theirs)
    return maya, maya.wait(CallRang).call, anna, theirs


@pytest.mark.parametrize(
    ("code", "key", "maya_hears", "anna_hears"),
    [
        ("*2212041", "4", {ANNA_HZ}, {MAYA_HZ}),
        ("*2222041", "5", {ANNA_HZ, DANIEL_HZ}, {MAYA_HZ}),
        ("*2232041", "6", {ANNA_HZ, DANIEL_HZ}, {MAYA_HZ, DANIEL_HZ}),
    ],
    ids=["listen", "whisper", "join"],
)
def test_R52_asterisk_lets_a_supervisor_hear_as_the_code_and_the_key_say(
    asterisk: Asterisk,
    phones: Phones,
    talk: tuple[Agent, str, Agent, str],
    code: str,
    key: str,
    maya_hears: set[float],
    anna_hears: set[float],
) -> None:
    maya, hers, anna, theirs = talk
    daniel = phones("3107", voice=DANIEL_HZ)
    for first, pressed in ((code, ""), ("*2212041", key)):
        spy = dial(daniel, asterisk.uri(first), Purpose.MONITOR)
        daniel.wait(CallAnswered, call=spy)
        if pressed:
            daniel.obey(SendDigits(id=new_id(), call=spy, digits=pressed))
        daniel.hears_only(spy, {MAYA_HZ, ANNA_HZ}, TONES)
        maya.hears_only(hers, maya_hears, TONES)
        anna.hears_only(theirs, anna_hears, TONES)
        daniel.obey(HangUp(id=new_id(), call=spy))
        daniel.wait(CallEnded, call=spy)
        maya.hears_only(hers, {ANNA_HZ}, TONES)


def test_R52_a_desk_dials_the_codes_and_leaves_with_the_call(
    asterisk: Asterisk, talk: tuple[Agent, str, Agent, str], real_desks: Callable[..., RealDesk]
) -> None:
    _, _, anna, theirs = talk
    daniel = real_desks(
        "daniel", "3107", account=asterisk.account("3107"), host=asterisk.host, port=asterisk.port,
        role="supervisor", level=2, monitor=CODES,
    )  # fmt: skip
    people = (
        Person(key="maya.torres", name="Maya Torres", extension="2041"),
        Person(key="daniel", name="Daniel", role="supervisor", extension="3107"),
    )
    put = PutDirectory(id=uuid4(), at=datetime.now(UTC), person="setup", directory=Directory(people=people))
    daniel.keeper.run(lambda book: book.apply(put), lambda _: daniel.desk.refresh())
    daniel.until(lambda: daniel.board.directory.people, "everybody is known")
    daniel.do(ask.Listen(person="maya.torres", ear="listen"))
    daniel.until(
        lambda: daniel.board.listening and daniel.board.listening.state is CallState.UP, "Daniel hears them"
    )
    assert daniel.board.cards == (), "it is no call of his"
    daniel.do(ask.ChangeEar(ear="whisper"))
    daniel.until(lambda: daniel.board.listening.ear is Ear.WHISPER, "he whispers")
    anna.obey(HangUp(id=new_id(), call=theirs))
    daniel.until(lambda: daniel.board.listening is None, "the call is over, and so is listening")
