"""The simulated floor on real SIP: each party does what its scenario says, and nobody is left behind."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from telephony.commands import BeginTransfer, BlindTransfer, CompleteTransfer, Dial, Hold, Resume
from telephony.events import CallAnswered, CallEnded, CallProgressed, CallRang, TransferStepped
from telephony.floor import Floor, FloorError, Simulated
from telephony.launch import environment
from telephony.platform_specific import process_lives
from telephony.transfer import State, Step
from tests.agents import Agent, StartAgent, new_id, sip_agents, wait_until

__all__ = ["sip_agents"]

pytestmark = pytest.mark.sip

ANNA = "+14155550132"
QUICK = """
title = "In a hurry"
[customer]
name = "Anna Petrova"
number = "+14155550132"
[patience]
ring = {ring}
hold = {hold}
[leaves]
when = "{when}"
after = 0.3
[[says]]
when = "answered"
after = 0.1
text = "Hello."
[[says]]
when = "heard"
after = 0.2
or_after = 30.0
text = "Yes."
[[says]]
when = "transferred"
after = 0.1
text = "Ah."
"""
HOUSE = """
[[parties]]
user = "3107"
name = "Daniel"
does = "answers"
after = 0.1
stays = 20.0
[[parties.says]]
when = "answered"
after = 0.1
text = "Daniel."
[[parties.says]]
when = "transferred"
after = 0.1
text = "I have your case."
[[parties]]
user = "3100"
name = "Network support"
does = "queue"
after = 0.1
person_after = 1.5
[[parties.says]]
when = "person"
after = 0.1
text = "Jonas."
[[parties]]
user = "3122"
name = "Priya"
does = "busy"
after = 0.1
[[parties]]
user = "3110"
name = "Lin"
does = "declines"
after = 0.1
[[parties]]
user = "4012"
name = "Ines"
does = "unavailable"
after = 0.1
[[parties]]
user = "3302"
name = "Marta"
does = "never"
[[parties]]
user = "3390"
name = "Moved"
does = "gone"
after = 0.1
"""


def customer_file(folder: Path, *, ring: float = 20.0, hold: float = 20.0, when: str = "transferred") -> str:
    file = folder / "quick.toml"
    file.write_text(QUICK.format(ring=ring, hold=hold, when=when), encoding="utf-8")
    return str(file)


@pytest.fixture
def floor(tmp_path: Path) -> Iterator[Floor]:
    file = tmp_path / "house.toml"
    file.write_text(HOUSE, encoding="utf-8")
    with Floor(scenario=str(file)) as started:
        yield started
        bugs = [told for one in (started.house, *started.customers) for told in one.told("Bug")]
    assert not bugs


def sip(floor: Floor, user: str) -> str:
    return f"sip:{user}@{floor.address}"


@pytest.mark.parametrize(
    ("user", "code"),
    [("3122", 486), ("3110", 603), ("4012", 480), ("3390", 404), ("9999", 480), ("nobody", 480)],
)
def test_house_refuses_as_its_scenario_says(
    floor: Floor, sip_agents: StartAgent, user: str, code: int
) -> None:
    agent = sip_agents("agent")
    agent.obey(Dial(id=new_id(), call=new_id(), target=sip(floor, user)))
    assert agent.wait(CallEnded).code == code


def test_colleague_rings_answers_and_speaks(floor: Floor, sip_agents: StartAgent) -> None:
    agent = sip_agents("agent")
    agent.obey(Dial(id=new_id(), call=new_id(), target=sip(floor, "3107")))
    assert agent.wait(CallProgressed).code == 180
    agent.wait(CallAnswered)
    rang = floor.house.wait("CallRang", party="3107")
    assert rang["remote"]["user"] == "agent"
    assert floor.house.wait("Said", party="3107")["text"] == "Daniel."


def test_colleague_who_never_answers_only_rings(floor: Floor, sip_agents: StartAgent) -> None:
    agent = sip_agents("agent")
    agent.obey(Dial(id=new_id(), call=new_id(), target=sip(floor, "3302")))
    assert agent.wait(CallProgressed).code == 180
    floor.house.wait("CallRang", party="3302")
    assert not agent.seen(CallAnswered)


def test_queue_plays_music_until_a_person_comes(floor: Floor) -> None:
    customer = floor.call("vpn_drops", sip(floor, "3100"))
    customer.wait("CallAnswered")
    music = customer.wait("Hears", sound=True)
    person = floor.house.wait("PersonCame", party="3100")
    assert music["at"] < person["at"]
    assert floor.house.wait("Said", party="3100")["text"] == "Jonas."


def test_colleague_can_be_told_to_behave_otherwise(floor: Floor, sip_agents: StartAgent) -> None:
    floor.house.tell(do="behave", party="3107", does="declines", after=0.1)
    floor.house.wait("Behaves", party="3107")
    agent = sip_agents("agent")
    agent.obey(Dial(id=new_id(), call=new_id(), target=sip(floor, "3107")))
    assert agent.wait(CallEnded).code == 603


def test_customer_calls_tells_the_problem_and_waits_for_an_answer(
    floor: Floor, sip_agents: StartAgent, tmp_path: Path
) -> None:
    agent = sip_agents("agent", answer_ms=50)
    customer = floor.call(customer_file(tmp_path, when="said_all"), agent.uri)
    rang = agent.wait(CallRang)
    assert (rang.remote.name, rang.remote.user) == ("Anna Petrova", ANNA)
    customer.wait("Said", text="Hello.")
    assert not customer.told("Said", text="Yes.")
    agent.do("play", call=rang.call, path=str(speech(tmp_path)), loop=False)
    customer.wait("Hears", sound=True)
    customer.wait("Said", text="Yes.")
    assert customer.wait("HangsUp")["why"] == "leaves"
    assert agent.wait(CallEnded).code == 200
    customer.wait("Done")
    assert customer.stop() == 0


def test_customer_gives_up_ringing(floor: Floor, sip_agents: StartAgent, tmp_path: Path) -> None:
    agent = sip_agents("agent")
    customer = floor.call(customer_file(tmp_path, ring=0.5), agent.uri)
    agent.wait(CallRang)
    assert agent.wait(CallEnded).answered is False
    assert customer.wait("CallEnded")["code"] == 487


def test_customer_hangs_up_when_held_too_long(floor: Floor, sip_agents: StartAgent, tmp_path: Path) -> None:
    agent = sip_agents("agent", answer_ms=0, hold_music=500)
    customer = floor.call(customer_file(tmp_path, hold=0.5), agent.uri)
    call = agent.wait(CallRang).call
    agent.wait(CallAnswered)
    transfer = new_id()
    agent.obey(
        BeginTransfer(
            id=new_id(), transfer=transfer, customer=call, consult=new_id(), target=sip(floor, "3302")
        )
    )
    customer.wait("CallHoldChanged", held=True)
    assert customer.wait("HangsUp")["why"] == "hold"
    wait_until(lambda: agent.seen(TransferStepped, state=State.LOST), what="LOST")


def test_customer_is_handed_over_and_talks_to_the_colleague(
    floor: Floor, sip_agents: StartAgent, tmp_path: Path
) -> None:
    agent = sip_agents("agent", answer_ms=0, hold_music=500)
    customer = floor.call(customer_file(tmp_path), agent.uri)
    call = agent.wait(CallRang).call
    agent.wait(CallAnswered)
    transfer = new_id()
    agent.obey(
        BeginTransfer(
            id=new_id(), transfer=transfer, customer=call, consult=new_id(), target=sip(floor, "3107")
        )
    )
    agent.wait(TransferStepped, state=State.READY)
    agent.obey(CompleteTransfer(id=new_id(), transfer=transfer))
    agent.wait(TransferStepped, state=State.HANDED_OVER)
    floor.house.wait("Transferred", party="3107")
    floor.house.wait("Said", party="3107", text="I have your case.")
    customer.wait("Transferred")
    customer.wait("Said", text="Ah.")
    assert customer.wait("HangsUp")["why"] == "leaves"
    customer.wait("Done", why="the call is over")


def test_customer_follows_a_blind_transfer(floor: Floor, sip_agents: StartAgent, tmp_path: Path) -> None:
    agent = sip_agents("agent", answer_ms=0)
    customer = floor.call(customer_file(tmp_path), agent.uri)
    call = agent.wait(CallRang).call
    agent.wait(CallAnswered)
    agent.obey(BlindTransfer(id=new_id(), transfer=new_id(), customer=call, target=sip(floor, "3107")))
    agent.wait(TransferStepped, state=State.HANDED_OVER)
    assert floor.house.wait("CallRang", party="3107")["remote"]["user"] == ANNA
    customer.wait("Transferred")


def test_customer_whose_transfer_fails_is_still_there(
    floor: Floor, sip_agents: StartAgent, tmp_path: Path
) -> None:
    agent = sip_agents("agent", answer_ms=0)
    customer = floor.call(customer_file(tmp_path), agent.uri)
    call = agent.wait(CallRang).call
    agent.wait(CallAnswered)
    agent.obey(BlindTransfer(id=new_id(), transfer=new_id(), customer=call, target=sip(floor, "3110")))
    customer.wait("CallEnded", code=603)
    assert customer.alive
    assert not customer.told("Transferred")
    assert not agent.seen(CallEnded, call=call)


def test_customer_speaks_when_they_are_off_hold_again(
    floor: Floor, sip_agents: StartAgent, tmp_path: Path
) -> None:
    agent = sip_agents("agent", answer_ms=0, hold_music=500)
    file = Path(customer_file(tmp_path))
    line = '\n[[says]]\nwhen = "back"\nafter = 0.1\ntext = "There you are."\n'
    file.write_text(file.read_text(encoding="utf-8") + line, encoding="utf-8")
    customer = floor.call(str(file), agent.uri)
    call = agent.wait(CallRang).call
    agent.wait(CallAnswered)
    agent.obey(Hold(id=new_id(), call=call))
    customer.wait("CallHoldChanged", held=True)
    assert not customer.told("Said", text="There you are.")
    agent.obey(Resume(id=new_id(), call=call))
    customer.wait("Said", text="There you are.")


def consulting(floor: Floor, agent: Agent, file: str) -> tuple[Simulated, str]:
    """The customer is on hold, the colleague has answered: who calls, and the transfer."""
    customer = floor.call(file, agent.uri)
    call = agent.wait(CallRang).call
    agent.wait(CallAnswered)
    transfer = new_id()
    target = sip(floor, "3107")
    agent.obey(BeginTransfer(id=new_id(), transfer=transfer, customer=call, consult=new_id(), target=target))
    agent.wait(TransferStepped, state=State.READY)
    return customer, transfer


def test_customer_whose_telephone_cannot_be_transferred_is_back(
    floor: Floor, sip_agents: StartAgent, tmp_path: Path
) -> None:
    agent = sip_agents("agent", answer_ms=0, hold_music=500)
    file = Path(customer_file(tmp_path))
    file.write_text("accepts_transfer = false\n" + file.read_text(encoding="utf-8"), encoding="utf-8")
    customer, transfer = consulting(floor, agent, str(file))
    agent.obey(CompleteTransfer(id=new_id(), transfer=transfer))
    assert agent.wait(TransferStepped, step=Step.TRANSFER_REFUSED).code == 603
    customer.wait("CallHoldChanged", held=False)
    assert not customer.told("Transferred")


def test_colleague_whose_telephone_refuses_the_customer_keeps_the_consult(
    floor: Floor, sip_agents: StartAgent, tmp_path: Path
) -> None:
    agent = sip_agents("agent", answer_ms=0, hold_music=500)
    floor.house.tell(do="behave", party="3107", replaced="refuses")
    floor.house.wait("Behaves", party="3107")
    customer, transfer = consulting(floor, agent, customer_file(tmp_path))
    agent.obey(CompleteTransfer(id=new_id(), transfer=transfer))
    assert agent.wait(TransferStepped, step=Step.TRANSFER_REFUSED).code == 480
    agent.wait(TransferStepped, state=State.KEPT)
    assert not customer.told("Transferred")
    assert not floor.house.told("CallEnded", party="3107")


def test_what_was_heard_can_be_kept(tmp_path: Path, sip_agents: StartAgent) -> None:
    agent = sip_agents("agent", answer_ms=0)
    kept = tmp_path / "kept"
    kept.mkdir()
    with Floor(record=kept) as recording:
        customer = recording.call(customer_file(tmp_path, when="said_all"), agent.uri)
        call = customer.wait("CallAnswered")["call"]
        wait_until((kept / f"{call}.wav").exists, what="a recording")


@pytest.mark.parametrize(
    "order", [{"do": "dance"}, {"do": "hang_up", "party": "3107"}, {"do": "play", "wav": 7}, {"do": "behave"}]
)
def test_order_that_makes_no_sense_is_refused(floor: Floor, order: dict[str, object]) -> None:
    floor.house.tell(**order)
    assert floor.house.wait("Refused")["what"]
    assert floor.house.alive


def test_floor_that_cannot_start_says_why(tmp_path: Path) -> None:
    with Floor() as first, pytest.raises(FloorError, match="cannot listen"):
        Floor(port=first.port).start()
    with pytest.raises(FloorError, match="no scenario"):
        Floor(scenario="nothing_like_this").start()


def test_customer_who_cannot_dial_says_why(floor: Floor) -> None:
    with pytest.raises(FloorError, match="nothing to dial"):
        floor.call("vpn_drops", "")


def test_waiting_ends_when_the_process_does(floor: Floor, tmp_path: Path) -> None:
    customer = floor.call(customer_file(tmp_path), sip(floor, "3110"))
    with pytest.raises(FloorError, match="has ended"):
        customer.wait("CallAnswered", seconds=20)


def test_nobody_is_left_after_stop(tmp_path: Path) -> None:
    floor = Floor()
    floor.start()
    customer = floor.call(customer_file(tmp_path), sip(floor, "3107"))
    customer.wait("CallAnswered")
    pids = (floor.house.pid, customer.pid)
    floor.stop()
    assert not any(process_lives(pid) for pid in pids)
    floor.stop()


def test_nobody_is_left_when_the_parent_is_killed(tmp_path: Path) -> None:
    program = (
        "import sys, time; from telephony.floor import Floor; floor = Floor(); floor.start();"
        "customer = floor.call(sys.argv[1], f'sip:3107@{floor.address}'); customer.wait('CallAnswered');"
        "print(floor.house.pid, customer.pid, flush=True); time.sleep(60)"
    )
    parent = subprocess.Popen(
        [sys.executable, "-P", "-c", program, customer_file(tmp_path)],
        stdout=subprocess.PIPE,
        env=environment(),
        text=True,
    )
    assert parent.stdout is not None
    pids = [int(word) for word in parent.stdout.readline().split()]
    assert len(pids) == 2
    parent.kill()
    parent.wait()
    parent.stdout.close()
    wait_until(lambda: not any(process_lives(pid) for pid in pids), what="the end of all")


def test_house_alone_tells_people_whom_to_call_and_ends_with_a_signal() -> None:
    command = [sys.executable, "-P", "-m", "telephony.floor", "--port", "0"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, env=environment(), text=True
    ) as house:
        assert house.stdout is not None
        lines = [house.stdout.readline()]
        while lines[-1] and not lines[-1].startswith("Ctrl-C"):
            lines.append(house.stdout.readline())
        house.send_signal(signal.SIGINT)
        assert house.wait(10) == 0
    assert any("sip:3107@127.0.0.1:" in line for line in lines)


def test_process_that_hangs_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("telephony.floor.processes.STOP_SECONDS", 0.3)
    house = Simulated("the house", ["house", "--port", "0"])
    pid = house.ready["pid"]
    os.kill(pid, signal.SIGSTOP)
    assert house.stop() == -signal.SIGKILL


def speech(folder: Path) -> Path:
    """Half a second of something that is heard."""
    import wave

    import numpy as np

    file = folder / "speech.wav"
    with wave.open(str(file), "wb") as wav:
        wav.setparams((1, 2, 16000, 0, "NONE", ""))
        wav.writeframes((np.sin(np.arange(8000) / 5) * 9000).astype("<i2").tobytes())
    return file
