"""R60: a recorded call on real SIP: paused by a sensitive field, and cut off when the engine is killed (-9)."""

import time
import wave
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from console.desk import intents_recording as rec
from console.desk.recorded import PausedBy
from console.desk.terms import RecordingTerms
from store.recording import Keeping, Recording
from telephony.call import CallState
from telephony.commands import Dial, HangUp
from telephony.recording import HEAD, RATE, SECOND, Policy, Trouble
from telephony.recording import Recording as ToEngine
from tests.agents import Agent, new_id, tones_in, wait_until
from tests.end_to_end.conftest import ANNA_HZ, TONES, Answered
from tests.end_to_end.console_process import ConsoleProcess, StartConsole, consoles
from tests.end_to_end.real_desk import RealDesk
from tests.telephony.engine.test_recorder_faults import small_disk

__all__ = ["consoles", "small_disk"]
pytestmark = pytest.mark.sip

ALWAYS = {
    "record": ToEngine(policy=Policy.ALWAYS, measure=True),
    "recording": RecordingTerms(policy=Policy.ALWAYS, sensitive=("step.card",)),
}
CARD = rec.EnterField(field="step.card", name="Card number")
LEFT = rec.EnterField(field="")


def right(path: Path) -> NDArray[np.float64]:
    """The customer's channel of a whole file."""
    with wave.open(str(path)) as wav:
        data = np.frombuffer(wav.readframes(wav.getnframes()), dtype="<i2")
    return data[1::2].astype(float)


def lasts(maya: RealDesk, seconds: float) -> None:
    """Until so much more of the call is in the file."""

    def there() -> float:
        return sum((path.stat().st_size - HEAD) / SECOND for path in maya.recordings.glob("*.part"))

    end = there() + seconds
    maya.until(lambda: there() >= end, "the file grows")


def paused(maya: RealDesk) -> bool:
    return maya.board.recording.of(maya.card.call).paused_at is not None


def rows(maya: RealDesk) -> tuple[Recording, ...]:
    return maya.only_case().recordings


@pytest.mark.allow_logs  # the engine has died
def test_R60_a_sensitive_field_pauses_it_and_an_engine_that_is_killed_leaves_it_cut_off(
    answered: Answered,
) -> None:
    maya, _anna, _call = answered(**ALWAYS)
    maya.until(lambda: maya.board.recording.of(maya.card.call).running, "it is recorded")
    lasts(maya, 1.0)
    maya.do(CARD)
    maya.until(lambda: paused(maya), "paused")
    lasts(maya, 1.0)
    maya.do(LEFT)
    maya.until(lambda: not paused(maya), "it goes on")
    lasts(maya, 1.0)
    maya.do(CARD)
    maya.until(lambda: paused(maya), "paused again")
    lasts(maya, 0.5)
    (begun,) = rows(maya)
    assert (begun.ended, begun.person, begun.purpose) == (False, "maya.torres", "customer")
    killed = maya.kill_engine()
    maya.until(lambda: maya.phone.engine_pid not in {None, killed}, "a new engine")
    maya.until(lambda: rows(maya)[0].ended, "the file that was left is told")
    (row,) = rows(maya)
    assert (row.id, row.cut_off, row.partial, row.state) == (begun.id, True, False, Keeping.RECORDED)
    assert maya.board.recording.calls == ()
    first, last = row.pauses
    assert last[1] == pytest.approx(row.seconds, abs=0.02)
    assert 0.9 < first[0] < first[1] < last[0] < last[1]
    sound = right(maya.recordings / f"{row.id.hex}.wav")
    assert len(sound) / RATE == pytest.approx(row.seconds, abs=0.02)
    for begin, end in row.pauses:
        assert not sound[round(begin * RATE) : round(end * RATE)].any()
    for begin, end in ((0.3, first[0]), (first[1] + 0.1, last[0])):
        assert tones_in(sound[round(begin * RATE) : round(end * RATE)], TONES) == {ANNA_HZ}


def test_R62_the_conduct_of_a_call_is_kept_with_its_recording(answered: Answered) -> None:
    maya, anna, call = answered(**ALWAYS)
    maya.until(lambda: maya.board.recording.of(maya.card.call).running, "it is recorded")
    lasts(maya, 2.5)
    anna.obey(HangUp(id=new_id(), call=call))
    maya.until(lambda: maya.only_case().conducts and rows(maya)[0].ended, "all of it is told")
    (conduct,) = maya.only_case().conducts
    assert conduct.seconds > 2
    assert rows(maya)[0].conduct is not None
    assert not rows(maya)[0].cut_off


def test_a_full_disk_is_on_the_board_while_the_call_goes_on_and_the_row_says_partial(
    answered: Answered, small_disk: Path
) -> None:
    maya, anna, call = answered(**ALWAYS, recordings=small_disk)
    maya.until(lambda: maya.board.recording.of(maya.card.call).running, "it is recorded")
    began = time.monotonic()
    maya.until(lambda: "recording_disk_full" in {n.code for n in maya.board.notices}, "it is told")
    # The disk holds 4.03 s of sound.
    print(f"told {time.monotonic() - began - 4.03:.2f} s after the disk was full")
    assert maya.board.recording.of(maya.card.call).trouble is Trouble.DISK_FULL
    assert maya.card.state is CallState.UP
    anna.obey(HangUp(id=new_id(), call=call))
    maya.until(lambda: rows(maya)[0].ended, "it is stored")
    assert rows(maya)[0].partial
    assert maya.board.notices == ()


class Scene:
    """Maya's console is a process of its own; Anna's call is up, and recorded."""

    def __init__(self, consoles: StartConsole, sip_agents: Callable[..., Agent]) -> None:
        self.maya: ConsoleProcess = consoles("maya", "2041", recording='policy = "always"')
        anna = sip_agents("anna", voice=ANNA_HZ)
        uri = self.maya.until(lambda s: s["registration"]["uri"])["registration"]["uri"]
        anna.obey(Dial(id=new_id(), call=new_id(), target=uri))
        self.maya.until(lambda s: s["calls"] and s["calls"][0]["ticket"], "it rings")
        assert "error" not in self.maya.ctl("answer")
        self.maya.until(lambda s: [r for r in s["recording"]["calls"] if r["running"]], "it is recorded")

    def recorded(self) -> Any:
        return self.maya.until(lambda s: s["recording"]["calls"])["recording"]["calls"][0]

    def stored(self) -> Any:
        (found,) = self.maya.ctl("ticket", number="1")["recordings"]
        return found


def test_R60_a_pause_outlives_the_window_and_the_recording_outlives_the_engine(
    consoles: StartConsole, sip_agents: Callable[..., Agent]
) -> None:
    scene = Scene(consoles, sip_agents)
    assert scene.maya.ctl("pause-recording")["paused_by"] == PausedBy.HAND
    killed = scene.maya.kill_console()
    scene.maya.until(lambda s: s["console"]["pid"] != killed and s["recording"]["calls"], "a new window")
    again = scene.recorded()
    assert (again["paused_by"], again["running"]) == (PausedBy.BEFORE, True)
    assert again["paused_at"]
    assert scene.maya.ctl("resume-recording")["paused_at"] is None
    assert not scene.stored()["ended"]
    engine = scene.maya.kill_engine()
    scene.maya.until(lambda s: s["engine"]["pid"] not in {0, engine}, "a new engine")
    wait_until(lambda: scene.stored()["ended"], what="what the engine has left is told")
    row = scene.stored()
    assert (row["cut_off"], row["partial"], len(row["pauses"])) == (True, False, 1)
    assert row["seconds"] > row["pauses"][0][1] > row["pauses"][0][0]


def test_R60_an_objection_stops_what_policy_always_records(
    consoles: StartConsole, sip_agents: Callable[..., Agent]
) -> None:
    scene = Scene(consoles, sip_agents)
    assert scene.maya.ctl("stop-recording")["error"]["code"] == "recording_required"
    assert scene.maya.ctl("consent", said="objected")["consent"] == "objected"
    scene.maya.until(lambda s: not s["recording"]["calls"][0]["running"], "it has stopped")
    assert scene.maya.until(lambda s: s["calls"])["calls"][0]["state"] == "up"
    wait_until(lambda: scene.stored()["ended"], what="the file is closed")
    assert scene.stored()["consent"] == "objected"
