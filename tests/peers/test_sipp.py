"""Scenarios of ours, played by sipp against Warmline's engine."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from telephony.call import EndedBy
from telephony.commands import HangUp, Hold, Resume
from telephony.events import CallAnswered, CallEnded, CallHoldChanged, CallProgressed, CallRang
from tests.agents import StartAgent, new_id, wait_until
from tests.peers.conftest import dial
from tests.peers.sipp import Sipp
from tests.peers.trees import Unavailable

pytestmark = pytest.mark.sip
StartSipp = Callable[..., Sipp]


@pytest.fixture
def start_sipp(tmp_path: Path) -> Iterator[StartSipp]:
    with ExitStack() as ends:

        def start(scenario: str, **options: object) -> Sipp:
            try:
                sipp = Sipp(scenario, tmp_path, **options)  # type: ignore[arg-type]
            except Unavailable as why:
                pytest.skip(str(why))
            ends.callback(sipp.close)
            return sipp

        yield start


def test_caller_after_caller(start_sipp: StartSipp, sip_agents: StartAgent) -> None:
    maya = sip_agents("maya", answer_ms=20, account={"transport": "udp"})
    callers = start_sipp("caller", target=f"127.0.0.1:{maya.port}", service="maya", calls=10)
    callers.done()
    wait_until(lambda: len(maya.seen(CallEnded)) == 10, what="all are over")
    assert {rang.remote.name for rang in maya.seen(CallRang)} == {f"Customer {n}" for n in range(1, 11)}
    assert {(e.by, e.answered) for e in maya.seen(CallEnded)} == {(EndedBy.THEM, True)}
    assert maya.legs() == ()


def test_callee_is_held_and_taken_back(start_sipp: StartSipp, sip_agents: StartAgent) -> None:
    callee = start_sipp("callee")
    maya = sip_agents("maya", account={"transport": "udp"})
    call = dial(maya, callee.uri)
    assert maya.wait(CallProgressed, call=call).code == 180
    assert maya.wait(CallAnswered, call=call).codec.startswith("PCMA")
    maya.obey(Hold(id=new_id(), call=call))
    maya.wait(CallHoldChanged, call=call, held=True, by=EndedBy.US)
    maya.obey(Resume(id=new_id(), call=call))
    maya.wait(CallHoldChanged, call=call, held=False, by=EndedBy.US)
    maya.obey(HangUp(id=new_id(), call=call))
    maya.wait(CallEnded, call=call)
    callee.done()
