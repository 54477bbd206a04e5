"""Voices that are played, changed and stopped while their file ends again and again.

pjmedia tells the end of a file on a thread of its own, some time after it. A file that was let go meanwhile took the
process along: a segmentation fault on a busy machine, at the close of a telephone whose voice is a loop, for one.
"""

import wave
from pathlib import Path

import pytest

from telephony.commands import Dial
from telephony.events import CallAnswered
from tests.agents import RATE, StartAgent, new_id, wait_until

pytestmark = pytest.mark.sip


def click(path: Path) -> str:
    """A file of two frames: its end comes 25 times a second."""
    with wave.open(str(path), "wb") as wav:
        wav.setnchannels(1)
        wav.setsampwidth(2)
        wav.setframerate(RATE)
        wav.writeframes(b"\x00\x10" * (RATE // 25))
    return str(path)


def test_a_voice_may_be_changed_at_any_moment(sip_agents: StartAgent, tmp_path: Path) -> None:
    agent = sip_agents("agent", answer_ms=0)
    customer = sip_agents("customer")
    customer.obey(Dial(id=new_id(), call=new_id(), target=agent.uri))
    call = agent.wait(CallAnswered).call
    path = click(tmp_path / "click.wav")
    agent.do("hammer", call=call, path=path, times=12)
    wait_until(lambda: agent.do("status")["hammered"] == 12, 60)
    assert agent.legs()[0].call == call
    # Not more is left than what was let go within half a second.
    wait_until(lambda: agent.do("status")["ports"] <= 5)
