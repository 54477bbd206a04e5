"""The crash rows: a window or an engine is killed (-9) in any state, and nothing acknowledged is lost.

How long it takes is measured by `make bench`.
"""

from collections.abc import Callable
from typing import Any

import pytest

from telephony.commands import Dial, HangUp
from telephony.events import CallEnded, CallRang
from tests.agents import Agent, new_id
from tests.end_to_end.conftest import ANNA_HZ, DANIEL_HZ, TONES
from tests.end_to_end.console_process import ConsoleProcess, StartConsole, consoles

__all__ = ["consoles"]
pytestmark = pytest.mark.sip
StartAgent = Callable[..., Agent]


class Scene:
    """Maya's console, Anna's call, and Daniel, brought into a state."""

    def __init__(self, consoles: StartConsole, sip_agents: StartAgent, state: str) -> None:
        self.maya: ConsoleProcess = consoles("maya", "2041")
        self.anna = sip_agents("anna", voice=ANNA_HZ, accept_refer=True)
        answer_ms = None if state == "consulting" else 50
        self.daniel = sip_agents("3107", voice=DANIEL_HZ, answer_ms=answer_ms)
        self.call = new_id()
        uri = self.maya.until(lambda s: s["registration"]["uri"])["registration"]["uri"]
        self.anna.obey(Dial(id=new_id(), call=self.call, target=uri))
        self.maya.until(lambda s: s["calls"] and s["calls"][0]["ticket"], "it rings")
        {"ringing": lambda: None, "up": self.up, "held": self.held}.get(state, lambda: self.consult(state))()

    def up(self) -> None:
        assert "error" not in self.maya.ctl("answer")
        assert "error" not in self.maya.ctl("set", fields={"notes": "half a sentence"})

    def held(self) -> None:
        self.up()
        assert "error" not in self.maya.ctl("hold")
        self.maya.until(lambda s: s["calls"][0]["held"], "the customer's 200 to the hold")

    def consult(self, state: str) -> None:
        self.up()
        done = self.maya.ctl(
            "escalate",
            to=self.daniel.uri,
            kind="functional",
            reason="complexity",
            summary="tried all",
            mode="warm",
        )
        assert "error" not in done, done
        self.daniel.wait(CallRang)
        # Daniel can ring before Maya's window has heard of it: what must be the same is what lasts.
        self.maya.until(lambda s: s["transfer"]["state"] in {"consulting", "ready"}, "it rings at Daniel's")
        if state != "consulting":
            self.maya.until(lambda s: s["transfer"]["state"] == "ready", "ready")
        if state == "conference":
            assert "error" not in self.maya.ctl("conference")
            # The three are joined before the un-hold has its answer; the state that lasts comes after it.
            self.maya.until(lambda s: not s["calls"][0]["held"], "the customer is off hold")


STATES = ("ringing", "up", "held", "consulting", "ready", "conference")


def core(status: dict[str, Any]) -> dict[str, Any]:
    """What must be the same before and after."""
    calls = [{k: c[k] for k in ("id", "state", "held", "muted", "ticket")} for c in status["calls"]]
    transfer = status["transfer"]
    return {"calls": calls, "transfer": transfer and (transfer["id"], transfer["state"])}


@pytest.mark.parametrize("state", STATES)
def test_window_killed_the_call_goes_on_and_a_new_window_shows_it(
    consoles: StartConsole, sip_agents: StartAgent, state: str
) -> None:
    scene = Scene(consoles, sip_agents, state)
    before = core(scene.maya.until(lambda s: state == "ringing" or s["calls"][0]["state"] == "up"))
    engine = scene.maya.engine
    killed = scene.maya.kill_console()
    after = scene.maya.until(
        lambda s: s["console"]["pid"] != killed and core(s) == before, f"the same state again: {before}"
    )
    assert after["engine"]["pid"] == engine
    assert not scene.anna.seen(CallEnded)
    if state != "ringing":
        case = scene.maya.ctl("ticket", number="1")
        assert "error" not in case, case
        notes = case["ticket"]["notes"]
        assert notes == "half a sentence"
    if state == "up":
        scene.anna.obey(HangUp(id=new_id(), call=scene.call))
        scene.maya.until(lambda s: not s["calls"] and s["wrapups"], "the new window goes on")
        assert scene.maya.ctl("ticket", number="1")["calls"][0]["outcome"] == "answered"


def test_window_killed_a_transfer_under_way_is_completed(
    consoles: StartConsole, sip_agents: StartAgent
) -> None:
    scene = Scene(consoles, sip_agents, "ready")
    killed = scene.maya.kill_console()
    scene.maya.until(
        lambda s: s["console"]["pid"] != killed and s["transfer"] and s["transfer"]["state"] == "ready"
    )
    assert "error" not in scene.maya.ctl("complete")
    scene.maya.until(lambda s: s["transfer"]["state"] == "handed_over" and not s["calls"], "handed over")
    joined = scene.daniel.wait(CallRang, replaces=scene.daniel.seen(CallRang)[0].call)
    scene.daniel.hears_only(joined.call, {ANNA_HZ}, TONES)
    (record,) = scene.maya.ctl("ticket", number="1")["escalations"]
    assert record["outcome"] == "handed_over"


@pytest.mark.parametrize("state", STATES)
def test_engine_killed_a_new_one_is_ready_and_the_ticket_says_cut_off(
    consoles: StartConsole, sip_agents: StartAgent, state: str
) -> None:
    scene = Scene(consoles, sip_agents, state)
    killed = scene.maya.kill_engine()
    after = scene.maya.until(
        lambda s: s["registered"] and s["engine"]["pid"] not in (0, killed), "a new engine"
    )
    assert after["calls"] == []
    case = scene.maya.ctl("ticket", number="1")
    assert case["calls"][0]["outcome"] == "cut_off"
    assert after["wrapups"][0]["call_back"]
    if state in {"consulting", "ready", "conference"}:
        assert case["escalations"][0]["outcome"] == "cut_off"


def test_engine_killed_one_press_calls_back_about_the_same_ticket(
    consoles: StartConsole, sip_agents: StartAgent
) -> None:
    scene = Scene(consoles, sip_agents, "up")
    killed = scene.maya.kill_engine()
    status = scene.maya.until(lambda s: s["registered"] and s["engine"]["pid"] not in (0, killed))
    assert "error" not in scene.maya.ctl("dial", target=scene.anna.uri)
    scene.anna.wait(CallRang)
    assert status["wrapups"][0]["ticket"] == "TK-0000001"
