"""What Python keeps of pjmedia's clock thread. In a process of its own: pjsua2 can be opened once in each."""

import json
import subprocess
import sys

import pytest

pytestmark = pytest.mark.sip

PROGRAM = """
import json, threading
from PySide6.QtCore import QCoreApplication
from telephony.commands import Account
from telephony.engine.conference_port import ConferencePort, tick
from telephony.engine.library import Library
from telephony.engine.loop import Loop

application = QCoreApplication([])
library = Library()
loop = Loop(library.endpoint.libHandleEvents)
library.endpoint.loop = loop
library.open(Account(uri="sip:2041@127.0.0.1"), "Warmline")
of_thread = threading.local()
ticked = threading.Condition()
counts = []

class Port(ConferencePort):
    @tick
    def onFrameReceived(self, frame):
        with ticked:
            # It goes with the thread's state: a new state begins at 1.
            of_thread.count = getattr(of_thread, "count", 0) + 1
            counts.append(of_thread.count)
            ticked.notify()

def ticks(count):
    with ticked:
        counts.clear()
        assert ticked.wait_for(lambda: len(counts) >= count, 20)
        return counts[:count]

port = Port(loop, "test")
found = {}
library.run_clock(on=True)
found["left alone"] = ticks(5)
loop.clock.keep(on=True)
ticks(2)
found["kept"] = ticks(5)
loop.clock.keep(on=False)
ticks(2)
found["let go"] = ticks(5)
loop.clock.keep(on=True)
ticks(2)
library.run_clock(on=False)
loop.clock.ended()
loop.clock.keep(on=True)
library.run_clock(on=True)
ticks(2)
found["another clock"] = ticks(5)
loop.clock.keep(on=False)
ticks(2)
library.run_clock(on=False)
loop.clock.ended()
found["failures"] = loop.failures
print(json.dumps(found), flush=True)
del port
library.close()
"""


def test_the_clocks_thread_keeps_its_state_while_it_is_wanted_and_only_then() -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout.splitlines()[-1])
    assert found["left alone"] == [1] * 5
    kept = found["kept"]
    assert kept == list(range(kept[0], kept[0] + 5))
    assert kept[0] > 1
    assert found["let go"] == [1] * 5
    another = found["another clock"]
    assert another == list(range(another[0], another[0] + 5))
    assert not found["failures"]
