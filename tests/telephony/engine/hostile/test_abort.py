"""What the wheel itself does not survive: the engine is back at once, and everyone knows what was cut off.

pjsip parses a packet before any Python runs, and the wheel is built with its asserts on, so this cannot be stopped
from here: pjsip's own hook for it, a module in C, is not part of pjsua2. What can be done is what is shown here.
"""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from telephony import commands as c
from telephony import events as e
from telephony.call import CallState
from telephony.engine.headers import Message
from tests.agents import StartAgent, new_id
from tests.engines import allowed
from tests.sip_peer import Dialog, RawPeer
from tests.telephony.engine.hostile.mutations import Where, good, join
from tests.telephony.stages import RealStage

pytestmark = [pytest.mark.sip, pytest.mark.allow_logs, pytest.mark.usefixtures("alone")]

PROMISED = 1.0
FACTOR = 5
"""The machine of the tests is slow; `make bench` measures the promise."""


@pytest.fixture
def stage(alone: None, warmline_home: Path, qtbot: QtBot, sip_agents: StartAgent) -> Iterator[RealStage]:
    real = RealStage(warmline_home, qtbot, sip_agents)
    yield real
    real.close()


@pytest.fixture
def customer(alone: None) -> Iterator[RawPeer]:
    with RawPeer("customer") as raw:
        yield raw


def answers(customer: RawPeer, dialog: Dialog) -> list[Message]:
    """The 200s to the customer's INVITE."""
    came = [r for r in [*customer.responses] if r.first("call-id") == dialog.call_id]
    return [r for r in came if r.start_line.startswith("SIP/2.0 200")]


def talk(stage: RealStage, customer: RawPeer) -> tuple[str, Dialog]:
    """The customer calls and is answered; no softphone, since its other side is going to die."""
    before = len(stage.ear.all(e.CallRang))
    dialog = customer.start_call(stage.uri)
    stage.until(lambda: len(stage.ear.all(e.CallRang)) > before)
    call = stage.ear.all(e.CallRang)[-1].call
    stage.send(c.Answer(id=new_id(), call=call))
    stage.until(lambda: answers(customer, dialog))
    customer.ack(dialog, answers(customer, dialog)[0])
    stage.told(e.CallAnswered, call=call)
    return call, dialog


def deadly_contact(stage: RealStage, customer: RawPeer, _dialog: Dialog) -> None:
    """An INVITE from anybody."""
    host, _, port = stage.uri.removeprefix("sip:agent@").partition(":")
    where = Where(host, int(port), "127.0.0.1", customer.port)
    line, headers = good(where, 1)
    headers = [(name, b"<sip:[]>" if name == b"Contact" else value) for name, value in headers]
    customer.send(join(line, headers), (host, int(port)))


def deadly_digit(_stage: RealStage, customer: RawPeer, dialog: Dialog) -> None:
    """An INFO of the call's other side whose body ends where pjsip looks for the end of its line."""
    customer.request(dialog, "INFO", body="Signal=5", kind="application/dtmf-relay")


@pytest.mark.parametrize("blow", [deadly_contact, deadly_digit])
def test_an_engine_that_a_packet_has_ended_is_back_at_once_and_the_call_is_cut_off(
    stage: RealStage, customer: RawPeer, blow: object
) -> None:
    assert callable(blow)
    stage.opened()
    call, dialog = talk(stage, customer)
    began = time.monotonic()
    blow(stage, customer, dialog)
    stage.until(lambda: len(stage.ear.snapshots) == 2)
    seconds = time.monotonic() - began
    print(f"back after {seconds * 1000:.0f} ms")
    assert seconds < allowed(PROMISED * FACTOR)
    before, after = stage.ear.snapshots
    assert len(stage.ear.lost) == 1
    assert (after.legs, after.registration.state) == ((), e.RegistrationState.DIRECT)
    assert after.pid != before.pid
    assert not [end for end in stage.ear.all(e.CallEnded) if end.call == call]
    again, _ = talk(stage, customer)
    assert again != call
    stage.phone.close()
    (leg,) = stage.opened().legs
    assert (leg.call, leg.state) == (again, CallState.UP)
    assert len(stage.ear.all(e.CallMissed)) == 0
