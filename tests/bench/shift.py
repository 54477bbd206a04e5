"""A thousand calls through one engine, one after the other: what it grows by, and what it keeps open."""

import re
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.bench.beside import finish, sipp
from tests.bench.figures import Aim, Figure
from tests.bench.phones import Phone, Warmline
from tests.bench.process import memory
from tests.bench.relay import Relay
from tests.bench.setup import Setup, wait_until

CALLS = 1000
FIRST = 100
"""After so many calls an engine has all that it ever needs; what comes on top is a leak."""


@dataclass(frozen=True)
class Kept:
    """What a process holds: RSS in MB, open descriptors, UDP sockets."""

    megabytes: float
    descriptors: int
    sockets: int


def measure(setup: Setup) -> list[Figure]:
    """About 10 calls a second, answered at once by way of the engine's socket; no sound device.

    Looked at after the first 100 and at the end, both when the last call's sockets are closed. pjsip keeps each ended
    call for 32 s, which at this rate are 300: most of what it grows by is that, and there by the 300th call.
    """
    if shutil.which("sipp") is None:
        print("shift: sipp is not installed (Debian package sip-tester)", file=sys.stderr)
        return []
    phone = Warmline(setup.folder / "w", {})
    phone.start()
    try:
        before = after_calls(phone, setup.times(FIRST))
        after = after_calls(phone, setup.times(CALLS - FIRST))
    finally:
        phone.close()
    title = f"the engine after {CALLS:,} calls, against {FIRST}"
    return [
        Figure(
            title=f"RSS more, {title}",
            unit="MB",
            samples=(after.megabytes - before.megabytes,),
            aim=Aim("p50", 10),
        ),
        Figure(
            title=f"descriptors more, {title}",
            unit="1",
            samples=(after.descriptors - before.descriptors,),
            aim=Aim("p50", 0),
        ),
    ]


def after_calls(phone: Phone, calls: int) -> Kept:
    """Let so many customers call, and see what is kept. AssertionError if one was not answered."""
    idle = kept(phone.pid)
    with Relay(("127.0.0.1", phone.port)) as relay:
        finish(sipp(relay, phone, calls, talk_ms=20), 30 + calls * 0.5)
        answered = [call for call in relay.calls.values() if 200 in call.answers]
    assert len(answered) == calls, f"{len(answered)} of {calls} were answered"
    # pjsip gives a closed call's sockets back half a second later.
    wait_until(lambda: kept(phone.pid).sockets <= max(idle.sockets, 1), "the last call's sockets are closed")
    return kept(phone.pid)


def kept(pid: int) -> Kept:
    """Look at it."""
    inodes = {
        match.group(1)
        for link in Path(f"/proc/{pid}/fd").iterdir()
        if (match := re.match(r"socket:\[(\d+)]", _target(link)))
    }
    udp = {line.split()[9] for line in Path("/proc/net/udp").read_text().splitlines()[1:]}
    return Kept(
        megabytes=memory(pid)[1],
        descriptors=len(list(Path(f"/proc/{pid}/fd").iterdir())),
        sockets=len(inodes & udp),
    )


def _target(link: Path) -> str:
    try:
        return str(link.readlink())
    except OSError:  # closed meanwhile
        return ""
