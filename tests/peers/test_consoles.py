"""Whole consoles through Asterisk, driven by `warmline ctl`: two windows' worth of a hand-over, and the crash rows."""

import pytest

from telephony.events import CallEnded, CallRang
from tests.agents import Agent, wait_until
from tests.end_to_end.console_process import ConsoleProcess, StartConsole, consoles
from tests.peers.asterisk import NUMBERS, Asterisk
from tests.peers.conftest import Phones, dial
from tests.peers.people import ANNA_HZ, PASSWORD, TONES

__all__ = ["consoles"]
pytestmark = pytest.mark.sip


class Floor:
    """Maya's console has answered Anna."""

    def __init__(self, asterisk: Asterisk, phones: Phones, consoles: StartConsole) -> None:
        self._asterisk, self._consoles, self.phones = asterisk, consoles, phones
        self.maya = self.console("maya", "2041")
        self.anna: Agent = phones("7001", voice=ANNA_HZ)
        self.call = dial(self.anna, asterisk.uri("2041"))
        self.maya.until(lambda s: s["calls"] and s["calls"][0]["ticket"], "it rings")
        self.done(self.maya, "answer")

    def console(self, name: str, extension: str, **more: str) -> ConsoleProcess:
        return self._consoles(name, extension, registrar=self._asterisk.address, password=PASSWORD, **more)

    @staticmethod
    def done(console: ConsoleProcess, verb: str, **args: object) -> dict[str, object]:
        answer: dict[str, object] = console.ctl(verb, **args)
        assert "error" not in answer, answer
        return answer

    def escalate(self, to: str) -> None:
        self.done(
            self.maya,
            "escalate",
            to=to,
            kind="functional",
            reason="complexity",
            summary="tried all",
            mode="warm",
        )


@pytest.fixture
def floor(asterisk: Asterisk, phones: Phones, consoles: StartConsole) -> Floor:
    return Floor(asterisk, phones, consoles)


@pytest.mark.parametrize("store", ["floor", "other"], ids=["one store", "two stores"])
def test_second_console_has_the_customer_and_the_ticket(floor: Floor, store: str) -> None:
    daniel = floor.console("daniel", "3107", store=store)
    floor.escalate("3107")
    daniel.until(lambda s: s["calls"] and s["calls"][0]["ticket"], "it rings with its ticket")
    floor.done(daniel, "answer")
    floor.maya.until(lambda s: s["transfer"]["state"] == "ready", "ready")
    floor.done(floor.maya, "complete")
    after = daniel.until(
        lambda s: s["calls"] and s["calls"][0]["remote"]["name"] == "Anna Petrova", "the customer is there"
    )
    assert "".join(c for c in after["calls"][0]["remote"]["number"] if c in "+0123456789") == NUMBERS["7001"]
    floor.maya.until(lambda s: not s["calls"] and s["transfer"]["state"] == "handed_over", "handed over")
    case = floor.done(daniel, "ticket", number=after["calls"][0]["ticket"])
    assert case["ticket"]["owner"] == "daniel"  # type: ignore[index]
    assert not floor.anna.seen(CallEnded)


def test_window_killed_a_transfer_under_way_is_completed(floor: Floor) -> None:
    daniel = floor.phones("3107", answer_ms=50)
    floor.escalate("3107")
    floor.maya.until(lambda s: s["transfer"]["state"] == "ready", "ready")
    killed = floor.maya.kill_console()
    floor.maya.until(
        lambda s: s["console"]["pid"] != killed and s["transfer"] and s["transfer"]["state"] == "ready"
    )
    floor.done(floor.maya, "complete")
    floor.maya.until(lambda s: s["transfer"]["state"] == "handed_over" and not s["calls"], "handed over")
    wait_until(lambda: len(daniel.legs()) == 1, what="one call is left")
    daniel.hears_only(daniel.legs()[0].call, {ANNA_HZ}, TONES)


def test_engine_killed_a_new_one_registers_and_one_press_calls_back(floor: Floor, asterisk: Asterisk) -> None:
    killed = floor.maya.kill_engine()
    after = floor.maya.until(
        lambda s: s["registered"] and s["engine"]["pid"] not in (0, killed), "a new engine", 30
    )
    assert after["calls"] == []
    assert floor.maya.ctl("ticket", number="1")["calls"][0]["outcome"] == "cut_off"
    assert after["wrapups"][0]["call_back"]
    asterisk.cli("channel request hangup all")  # the PBX would find out by itself, in half a minute
    floor.anna.wait(CallEnded, call=floor.call)
    floor.done(floor.maya, "dial", target=asterisk.uri("7001"))
    assert floor.anna.wait(CallRang).remote.user == "2041"
