"""R3, R4 through Asterisk: sign-in, calls, hold, digits, codes, early media, encryption, on Warmline's engine."""

import pytest

from telephony.call import CallState, EndedBy, Purpose
from telephony.commands import Answer, HangUp, Hold, Resume, SendDigits, WatchPresence
from telephony.events import (
    CallAnswered,
    CallEnded,
    CallHoldChanged,
    CallMissed,
    CallProgressed,
    CallRang,
    DigitReceived,
    PresenceSeen,
    RegistrationChanged,
    RegistrationState,
)
from tests.agents import StartAgent, new_id, wait_until
from tests.peers.asterisk import NUMBERS, Asterisk
from tests.peers.conftest import Phones, dial, dial_code
from tests.peers.people import ANNA_HZ, ANNOUNCEMENT_HZ, MAYA_HZ, MUSIC_HZ, TONES

pytestmark = pytest.mark.sip


def test_registers_with_digest_and_is_gone_when_it_closes(asterisk: Asterisk, phones: Phones) -> None:
    maya = phones("2041")
    assert "2041/sip:" in asterisk.cli("pjsip show contacts")
    maya.close()
    asterisk.peer.until(lambda: "2041/sip:" not in asterisk.cli("pjsip show contacts"), "unregistered")


def test_wrong_password_is_told(asterisk: Asterisk, sip_agents: StartAgent) -> None:
    agent = sip_agents("2041", account=asterisk.account("2041", password="guessed"))
    told = agent.wait(RegistrationChanged, state=RegistrationState.REFUSED)
    assert told.code in {401, 403}


def test_account_that_the_pbx_does_not_know_is_told(asterisk: Asterisk, sip_agents: StartAgent) -> None:
    account = asterisk.account("2041", uri=asterisk.uri("2999"), username="2999")
    agent = sip_agents("2999", account=account)
    agent.wait(RegistrationChanged, state=RegistrationState.REFUSED)


def test_caller_is_shown_by_number_and_name_and_both_hear_each_other(
    asterisk: Asterisk, phones: Phones
) -> None:
    maya = phones("2041", voice=MAYA_HZ, answer_ms=50)
    anna = phones("7001", voice=ANNA_HZ)
    call = dial(anna, asterisk.uri("2041"))
    rang = maya.wait(CallRang)
    assert (rang.remote.name, rang.remote.user) == ("Anna Petrova", NUMBERS["7001"])
    assert rang.dialled == "2041"
    answered = anna.wait(CallAnswered, call=call)
    assert answered.codec.startswith("G722")
    maya.hears_only(rang.call, {ANNA_HZ}, TONES)
    anna.hears_only(call, {MAYA_HZ}, TONES)
    anna.obey(HangUp(id=new_id(), call=call))
    ended = maya.wait(CallEnded, call=rang.call)
    assert (ended.by, ended.answered, ended.elsewhere) == (EndedBy.THEM, True, False)


def test_r4_queue_rings_all_and_who_loses_has_missed_nothing(asterisk: Asterisk, phones: Phones) -> None:
    losers = [phones("2042"), phones("2043")]
    maya = phones("2041", voice=MAYA_HZ)
    for agent in (maya, *losers):
        dial_code(agent, asterisk, "*51")
    anna = phones("7001", voice=ANNA_HZ)
    call = dial(anna, asterisk.uri("8000"))
    rang = [agent.wait(CallRang) for agent in (maya, *losers)]
    assert {each.remote.user for each in rang} == {NUMBERS["7001"]}
    anna.hears_only(call, {MUSIC_HZ}, TONES)
    maya.obey(Answer(id=new_id(), call=rang[0].call))
    maya.wait(CallAnswered, call=rang[0].call)
    for agent, ring in zip(losers, rang[1:], strict=True):
        ended = agent.wait(CallEnded, call=ring.call)
        assert (ended.elsewhere, ended.answered, ended.by) == (True, False, EndedBy.THEM)
        assert not agent.seen(CallMissed)
    anna.hears_only(call, {MAYA_HZ}, TONES)


def test_caller_who_leaves_the_queue_is_a_missed_call(asterisk: Asterisk, phones: Phones) -> None:
    maya = phones("2041")
    dial_code(maya, asterisk, "*51")
    anna = phones("7001")
    call = dial(anna, asterisk.uri("8001"))
    rang = maya.wait(CallRang)
    anna.obey(HangUp(id=new_id(), call=call))
    ended = maya.wait(CallEnded, call=rang.call)
    assert (ended.elsewhere, ended.answered) == (False, False)


def test_feature_codes_log_in_pause_and_unpause_in_the_queue(asterisk: Asterisk, phones: Phones) -> None:
    maya = phones("2041")
    dial_code(maya, asterisk, "*51")
    asterisk.until("queue show support", "PJSIP/2041", "Not in use")
    dial_code(maya, asterisk, "*532")
    asterisk.until("queue show support", "PJSIP/2041", "paused:2")
    dial_code(maya, asterisk, "*54")
    asterisk.peer.until(lambda: "paused" not in asterisk.cli("queue show support"), "unpaused")
    dial_code(maya, asterisk, "*52")
    asterisk.until("queue show support", "No Members")


def test_feature_code_leaves_a_call_that_is_up_alone(asterisk: Asterisk, phones: Phones) -> None:
    maya = phones("2041", voice=MAYA_HZ, answer_ms=0)
    anna = phones("7001", voice=ANNA_HZ)
    call = dial(anna, asterisk.uri("2041"))
    anna.wait(CallAnswered, call=call)
    dial_code(maya, asterisk, "*51")
    assert not maya.seen(CallHoldChanged)
    anna.hears_only(call, {MAYA_HZ}, TONES)


def test_held_customer_hears_music_and_then_the_agent_again(asterisk: Asterisk, phones: Phones) -> None:
    maya = phones("2041", voice=MAYA_HZ, answer_ms=0)
    anna = phones("7001", voice=ANNA_HZ)
    call = dial(anna, asterisk.uri("2041"))
    line = maya.wait(CallAnswered).call
    asterisk.connected()
    maya.obey(Hold(id=new_id(), call=line))
    maya.wait(CallHoldChanged, call=line, held=True, by=EndedBy.US)
    anna.hears_only(call, {MUSIC_HZ}, TONES)
    maya.obey(Resume(id=new_id(), call=line))
    maya.wait(CallHoldChanged, call=line, held=False, by=EndedBy.US)
    anna.hears_only(call, {MAYA_HZ}, TONES)
    maya.hears_only(line, {ANNA_HZ}, TONES)


def test_early_announcement_is_heard_before_anybody_answers(asterisk: Asterisk, phones: Phones) -> None:
    maya = phones("2041")
    call = dial(maya, asterisk.uri("8100"))
    told = maya.wait(CallProgressed, call=call)
    assert (told.code, told.early_media) == (183, True)
    maya.do("record", call=call, path=str(maya.folder / f"{call}.wav"))
    maya.hears_only(call, {ANNOUNCEMENT_HZ}, TONES)
    ended = maya.wait(CallEnded, call=call)
    assert (ended.answered, ended.code) == (False, 486)


@pytest.mark.parametrize(
    ("extension", "way"),
    [("2041", "rfc2833"), ("2041", "auto"), ("2041-info", "info"), ("2041-info", "auto")],
)
def test_digits_arrive_and_come_back(asterisk: Asterisk, phones: Phones, extension: str, way: str) -> None:
    maya = phones(extension, account={"dtmf": way})
    call = dial(maya, asterisk.uri("8200"))
    maya.wait(CallAnswered, call=call)
    maya.obey(SendDigits(id=new_id(), call=call, digits="47*0"))
    assert [maya.wait(DigitReceived, call=call).digit for _ in range(4)] == list("47*0")


@pytest.mark.parametrize(
    ("extension", "codes"), [("8486", {486}), ("8603", {403, 603}), ("8503", {503}), ("8404", {404})]
)
def test_refusal_keeps_its_status(
    asterisk: Asterisk, phones: Phones, extension: str, codes: set[int]
) -> None:
    maya = phones("2041")
    call = dial(maya, asterisk.uri(extension))
    ended = maya.wait(CallEnded, call=call)
    assert ended.code in codes
    assert (ended.answered, ended.by) == (False, EndedBy.THEM)


@pytest.mark.parametrize("transport", ["udp", "tcp"])
def test_encrypted_call(asterisk: Asterisk, phones: Phones, transport: str) -> None:
    maya = phones("2041-sdes", account={"srtp": "mandatory", "transport": transport}, voice=MAYA_HZ)
    call = dial(maya, asterisk.uri("*43"))
    maya.wait(CallAnswered, call=call)
    maya.hears_only(call, {MAYA_HZ}, TONES)


def test_pbx_that_wants_encryption_is_not_spoken_to_in_clear(asterisk: Asterisk, phones: Phones) -> None:
    maya = phones("2041-sdes", account={"srtp": "off"})
    call = dial(maya, asterisk.uri("*43"))
    ended = maya.wait(CallEnded, call=call)
    assert (ended.code, ended.answered) == (488, False)


def test_echo(asterisk: Asterisk, phones: Phones) -> None:
    maya = phones("2041", voice=MAYA_HZ)
    call = dial(maya, asterisk.uri("*43"), Purpose.TEST)
    maya.wait(CallAnswered, call=call)
    maya.hears_only(call, {MAYA_HZ}, TONES)
    maya.obey(HangUp(id=new_id(), call=call))
    maya.wait(CallEnded, call=call)
    wait_until(lambda: not maya.legs(), what="over")


def test_customer_hangs_up_in_the_queue_before_an_agent_is_there(asterisk: Asterisk, phones: Phones) -> None:
    anna = phones("7001")
    call = dial(anna, asterisk.uri("8000"))
    anna.hears_only(anna.wait(CallAnswered).call, {MUSIC_HZ}, TONES)
    anna.obey(HangUp(id=new_id(), call=call))
    assert anna.wait(CallEnded, call=call).by is EndedBy.US
    assert all(leg.state is not CallState.UP for leg in anna.legs())


def test_presence_of_colleagues_follows_the_hints(asterisk: Asterisk, phones: Phones) -> None:
    def shown(state: str) -> bool:
        seen = [r for r in maya.readings if isinstance(r, PresenceSeen)]
        return bool(seen) and seen[-1].state == state

    maya = phones("2041")
    maya.obey(WatchPresence(id=new_id(), targets=(asterisk.uri("3107"),)))
    wait_until(lambda: shown("offline"), 20, "not registered: offline")
    daniel = phones("3107", answer_ms=0)
    wait_until(lambda: shown("available"), 20, "registered: available")
    call = dial(daniel, asterisk.uri("*43"))
    wait_until(lambda: shown("busy"), 20, "in a call: busy")
    daniel.obey(HangUp(id=new_id(), call=call))
    wait_until(lambda: shown("available"), 20, "available again")
