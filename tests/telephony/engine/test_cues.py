"""What is heard of calls and cues, that it costs nothing before, and that silence is no error."""

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from telephony.call import CallState, Direction, Leg, Party, Purpose
from telephony.commands import Answer, Decline, PlayCue
from telephony.engine.cues import Bell, bell
from telephony.events import CallAnswered, CallEnded, CallRang
from telephony.launch import ENGINE, environment
from tests.engines import Engines, engines, eventually, new_id
from tests.sip_peer import RawPeer
from tests.telephony.engine.sound_server import RATE, SoundServer, likeness, samples_of, sound_server

__all__ = ["engines", "sound_server"]

SOUNDS = Path(__file__).parents[3] / "resources" / "sounds"


def leg(call: str, state: CallState, direction: Direction = Direction.IN, **more: object) -> Leg:
    return Leg(
        **{
            "call": call,
            "direction": direction,
            "purpose": Purpose.CUSTOMER,
            "state": state,
            "remote": Party(user="x", host="h"),
            "started_at": datetime(2026, 1, 1, tzinfo=UTC),
            **more,
        }  # type: ignore[arg-type] # they are what they are
    )


RINGS = leg("r", CallState.RINGING)
RINGS_TOO = leg("s", CallState.RINGING)
UP = leg("u", CallState.UP)
HELD = leg("h", CallState.UP, held=True)
DIALLED = leg("d", CallState.RINGING, Direction.OUT)
CONSULT = leg("c", CallState.UP, Direction.OUT, purpose=Purpose.CONSULT)
REPLACES = leg("p", CallState.RINGING, replaces="u")
OVER = leg("o", CallState.ENDED)


@pytest.mark.parametrize(
    ("legs", "answered", "heard"),
    [
        ([], "", Bell.SILENT),
        ([UP], "", Bell.SILENT),
        ([RINGS], "", Bell.RING),
        ([RINGS, RINGS_TOO], "", Bell.RING),
        ([RINGS, OVER], "", Bell.RING),
        ([OVER], "", Bell.SILENT),
        ([UP, RINGS], "", Bell.KNOCK),
        ([HELD, RINGS], "", Bell.KNOCK),
        ([HELD, CONSULT, RINGS], "", Bell.KNOCK),
        ([DIALLED], "", Bell.SILENT),
        ([DIALLED, RINGS], "", Bell.KNOCK),
        ([UP, REPLACES], "", Bell.SILENT),
        ([REPLACES], "", Bell.SILENT),
        ([RINGS], "r", Bell.SILENT),
        ([RINGS, RINGS_TOO], "r", Bell.KNOCK),
        ([UP, RINGS], "r", Bell.SILENT),
    ],
)
def test_what_is_heard_of_calls(legs: list[Leg], answered: str, heard: Bell) -> None:
    assert bell(legs, answered=answered, attended=True) is heard
    assert bell(legs, answered=answered, attended=False) is Bell.SILENT


def run(code: str, *arguments: str, **variables: str) -> str:
    done = subprocess.run(
        [sys.executable, "-P", "-c", code, *arguments],
        env={**environment(), **variables},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_qt_multimedia_is_not_imported_before_the_first_sound() -> None:
    code = """
import sys
from pathlib import Path
from PySide6.QtCore import QCoreApplication
import telephony.engine.softphone
from telephony.engine.cues import Cues
app = QCoreApplication([])
cues = Cues(Path(sys.argv[1]))
cues.stop_ringing()
cues.close()
Cues(None).play("knock")
app.processEvents()
print("PySide6.QtMultimedia" in sys.modules)
"""
    assert run(code, str(SOUNDS)).split() == ["False"]


SILENT = """
import logging, sys
from pathlib import Path
from PySide6.QtCore import QCoreApplication, QTimer
from telephony.engine.cues import Cues
for name in sys.argv[2:]:
    sys.modules[name] = None
class Lines(logging.Handler):
    def emit(self, record):
        print(record.levelname, record.getMessage(), flush=True)
        QTimer.singleShot(300, app, app.quit)
logging.basicConfig(level=logging.INFO, handlers=[Lines()])
app = QCoreApplication([])
cues = Cues(Path(sys.argv[1]))
cues.ring()
cues.play("customer_here")
cues.stop_ringing()
cues.ring()
QTimer.singleShot(20_000, app.quit)
app.exec()
cues.close()
"""


def test_without_a_sound_output_it_is_silent_and_says_so_once(tmp_path: Path) -> None:
    said = run(SILENT, str(SOUNDS), PULSE_SERVER=f"unix:{tmp_path / 'none'}", PIPEWIRE_REMOTE="none")
    assert said.splitlines() == ["INFO no sound: there is no sound output"]


def test_without_qt_multimedia_it_is_silent_and_says_so_once() -> None:
    said = run(SILENT, str(SOUNDS), "PySide6.QtMultimedia").splitlines()
    assert len(said) == 1
    assert said[0].startswith("INFO no sound: ")


@pytest.fixture
def peer() -> Iterator[RawPeer]:
    with RawPeer("peer") as raw:
        yield raw


@pytest.mark.sip
def test_an_engine_rings_knocks_and_plays_cues(
    engines: Engines, peer: RawPeer, sound_server: SoundServer
) -> None:
    engines.launch = replace(engines.launch, sounds=SOUNDS)
    process = engines.start(
        command=ENGINE, PULSE_SERVER=f"unix:{sound_server.socket}", PIPEWIRE_REMOTE="none"
    )
    client = engines.client()
    uri = client.attach().registration.uri
    before = memory(process.pid)
    assert "QtMultimedia" not in Path(f"/proc/{process.pid}/maps").read_text()

    def now_heard(seconds: float, silence: float) -> dict[str, float]:
        """The likeness of what sounds from now on to each of the files."""
        since = sound_server.now()
        sound_server.wait_for_sound()
        eventually(lambda: sound_server.now() >= since + seconds * RATE)
        if silence:
            sound_server.wait_for_silence(silence)
        heard = sound_server.heard(since)
        return {f: likeness(heard, samples_of(SOUNDS / f"{f}.wav")) for f in FILES}

    client.send(PlayCue(id=new_id(), cue="customer_here"))
    like = now_heard(0.9, silence=0.3)
    print(f"customer_here {like}, memory {before} → {memory(process.pid)} kB")
    assert like["customer_here"] > 0.95
    assert max(like, key=lambda f: like[f]) == "customer_here"

    first = peer.start_call(uri)
    call = client.event(CallRang).event.call
    like = now_heard(2.0, silence=0)
    print(f"ring {like}")
    assert max(like, key=lambda f: like[f]) == "ring"
    sound_server.wait_for_silence(1.0)
    sound_server.wait_for_sound()  # again, after the ring's own pause
    stopped = sound_server.now()
    client.send(Answer(id=new_id(), call=call))
    quiet = sound_server.wait_for_silence(1.8)  # longer than the pause within it
    print(f"answered: silent after {(quiet - stopped) / RATE:.3f} s")
    assert quiet - stopped < RATE
    peer.ack(first, peer.wait_response("INVITE", 200, first))
    client.event(CallAnswered)

    peer.start_call(uri)
    second = client.event(CallRang).event.call
    like = now_heard(0.5, silence=1.0)
    print(f"knock {like}")
    assert max(like, key=lambda f: like[f]) == "knock"
    sound_server.wait_for_sound()  # the next knock
    client.send(Decline(id=new_id(), call=second))
    client.event(CallEnded)
    sound_server.wait_for_silence(4.2)
    assert "no sound" not in engines.log
    assert "ERROR" not in engines.log


FILES = ("ring", "knock", "customer_here", "error")


def memory(pid: int) -> int:
    """Resident, in kB."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0])
