"""The engine goes before other programs: by right, by RealtimeKit, or not at all and says why."""

import contextlib
import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from telephony.launch import ENGINE, environment
from telephony.platform_specific import NICE
from telephony.recording import Policy, Recording
from tests.agents import sip_agents
from tests.engines import Engines, engines, eventually
from tests.pulse import Pulse, pulse, tone
from tests.system_bus import (
    UNPRIVILEGED,
    RealtimeKit,
    SystemBus,
    can_lower_nice,
    real_kit,
    system_bus,
)
from tests.telephony.engine.sound.desk import SoundDesk, desk

__all__ = ["desk", "engines", "pulse", "sip_agents", "system_bus"]

pytestmark = [
    pytest.mark.sip,
    pytest.mark.skipif(sys.platform != "linux", reason="nice values of threads are Linux's"),
]
_PATIENCE = 30.0

may_go_first = pytest.mark.skipif(not can_lower_nice(), reason="only who may lower a nice can see it lowered")


def threads(process: int) -> list[tuple[int, str, int]]:
    """Id, name and nice of each, as the kernel says it: fields 2 and 19 of its stat (proc(5))."""
    found = []
    for task in Path(f"/proc/{process}/task").iterdir():
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            begin, _, rest = (task / "stat").read_text().rpartition(")")
            found.append((int(task.name), begin.partition("(")[2], int(rest.split()[16])))
    return sorted(found)


IN_LINE = 3
"""Journal, recorder, and who listens for devices."""
SOUND = {"sound", "clock", "media", "QPulseAudioEngi"}
"""Threads as the kernel knows them: ours, pjmedia's clock, who receives RTP, and Qt's."""


def sound_goes_first(process: int) -> bool:
    """And with it the main thread, and all but those that are in line on purpose."""
    found = threads(process)
    first = [name for _, name, nice in found if nice == NICE]
    others = [nice for _, _, nice in found if nice != NICE]
    return (
        found[0][::2] == (process, NICE)
        and set(first) >= SOUND
        and len(others) == IN_LINE
        and min(others) >= 0
    )


def talk(desk: SoundDesk, pulse: Pulse) -> str:
    """Call somebody, with a headset: the call."""
    pulse.add_speaker("Headset")
    pulse.add_microphone("Headset")
    pulse.say("Headset", tone(440))
    desk.recording = Recording(policy=Policy.ALWAYS)
    desk.start()
    call, _, _ = desk.call(voice=1000)
    pulse.wait_for_tone("Headset", 1000)
    return call


@may_go_first
def test_who_may_go_first_does_so_with_sound(desk: SoundDesk, pulse: Pulse) -> None:
    call = talk(desk, pulse)
    eventually(lambda: sound_goes_first(desk.process.pid), "all threads of a call", _PATIENCE)
    assert "before other programs: its threads are at nice -11" in desk.engines.log
    desk.hang_up(call)


Kit = Callable[[SystemBus], AbstractContextManager[object]]


@may_go_first
@pytest.mark.parametrize("kit", [RealtimeKit, real_kit], ids=["by its contract", "the real one"])
def test_who_may_not_goes_first_by_realtime_kit_with_sound(
    desk: SoundDesk, pulse: Pulse, system_bus: SystemBus, kit: Kit
) -> None:
    desk.command = (*UNPRIVILEGED, *ENGINE)
    desk.variables |= system_bus.variables
    with kit(system_bus):
        call = talk(desk, pulse)
        eventually(lambda: sound_goes_first(desk.process.pid), "all threads of a call", _PATIENCE)
        assert os.sched_getscheduler(desk.process.pid) == os.SCHED_OTHER | os.SCHED_RESET_ON_FORK
        desk.hang_up(call)
        eventually(lambda: "clock" not in {name for _, name, _ in threads(desk.process.pid)}, "no clock")
        again, _, _ = desk.call()
        eventually(lambda: sound_goes_first(desk.process.pid), "those too", _PATIENCE)
        desk.hang_up(again)
    assert desk.engines.log.count("goes before other programs by RealtimeKit: at nice -11") == 1


@pytest.mark.skipif(can_lower_nice() and not UNPRIVILEGED, reason="this user may go first")
def test_who_may_not_and_has_no_realtime_kit_takes_its_turn_and_says_so_once(
    engines: Engines, system_bus: SystemBus
) -> None:
    process = engines.start(60.0, (*UNPRIVILEGED, *ENGINE), **system_bus.variables)
    client = engines.client()
    client.attach()
    why = "while other programs keep the processors busy: RealtimeKit is not installed, or cannot be started."
    eventually(lambda: why in engines.log, "the reason", _PATIENCE)
    client.answered()
    assert min(nice for _, _, nice in threads(process.pid)) >= 0
    assert engines.log.count("keep the processors busy") == 1


@pytest.mark.skipif(can_lower_nice() and not UNPRIVILEGED, reason="this user may go first")
def test_a_realtime_kit_that_never_answers_delays_nothing(engines: Engines, system_bus: SystemBus) -> None:
    with RealtimeKit(system_bus, lambda _call: None):
        engines.start(60.0, (*UNPRIVILEGED, *ENGINE), **system_bus.variables)
        client = engines.client()
        client.attach()
        client.answered()
        eventually(lambda: "has not answered within 2 s." in engines.log, "the reason", _PATIENCE)
        client.answered()


_START_ANOTHER = """
import os, sys
from telephony.platform_specific import NICE, Detached, go_first
assert go_first() and os.getpriority(os.PRIO_PROCESS, 0) == NICE
other = Detached([sys.executable, "-c", "import sys; sys.exit(0)"], os.environ)
print(os.getpriority(os.PRIO_PROCESS, other.pid))
other.let_go()
"""


@may_go_first
def test_a_console_that_the_engine_starts_takes_its_turn() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _START_ANOTHER], env=environment(), capture_output=True, text=True, check=True
    )
    assert int(done.stdout) == 0
