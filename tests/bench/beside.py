"""Side by side, in one run and by one sipp scenario (caller.xml): Warmline's engine, baresip, linphonec and twinkle."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.bench.figures import Figure
from tests.bench.peer import Speaking
from tests.bench.phones import ALL, Phone
from tests.bench.process import memory, processor_seconds
from tests.bench.relay import Relay
from tests.bench.setup import Setup, wait_until
from tests.pulse import Pulse

CALLS = 50
TALK = 12.0
"""Seconds of the call in which memory and processor time are looked at, the first two of them not counted."""
SCENARIO = Path(__file__).with_name("caller.xml")


def measure(setup: Setup) -> list[Figure]:
    """The INVITE at the softphone's port → 180 and 200 from it, sequential calls; then one call with speech.

    Every softphone answers at once, Warmline's by way of its socket, as a console does. CPU is the share of one core
    while the customer speaks without a pause, RSS at the end of that.
    """
    if shutil.which("sipp") is None:
        print("beside: sipp is not installed (Debian package sip-tester)", file=sys.stderr)
        return []
    figures: list[Figure] = []
    with sound(setup.folder / "p") as variables:
        for kind in ALL:
            why = kind.missing()
            if why:
                print(f"beside: without {kind.name}: {why}", file=sys.stderr)
                continue
            try:
                figures += of_one(kind(setup.folder / kind.__name__.lower(), variables), setup)
            except (
                TimeoutError,
                subprocess.TimeoutExpired,
            ) as error:  # one that does not answer spoils no others
                print(f"beside: without {kind.name}: {error}", file=sys.stderr)
    return sorted(figures, key=lambda figure: ORDER.index(figure.title.partition(", ")[0]))


ORDER = ("INVITE → 180", "INVITE → 200", "RSS in a call", "CPU in a PCMU call")


def of_one(phone: Phone, setup: Setup) -> list[Figure]:
    """Four figures of one softphone."""
    phone.start()
    try:
        with Relay(("127.0.0.1", phone.port)) as relay:
            finish(sipp(relay, phone, setup.times(CALLS) + 1, talk_ms=60), 120)
            calls = list(relay.calls.values())[1:]  # the first one warms up
            rss, share = in_call(relay, phone, setup.seconds(TALK))
    finally:
        phone.close()
    samples = {
        ORDER[0]: ("ms", [t for call in calls if (t := call.after(180)) is not None]),
        ORDER[1]: ("ms", [t for call in calls if (t := call.after(200)) is not None]),
        ORDER[2]: ("MB", [rss]),
        ORDER[3]: ("%", [share]),
    }
    return [
        Figure(title=f"{title}, {phone.name}", unit=unit, samples=tuple(found))
        for title, (unit, found) in samples.items()
        if found
    ]


def in_call(relay: Relay, phone: Phone, seconds: float) -> tuple[float, float]:
    """RSS (MB) and share of a core (%) in one call in which the customer speaks."""
    relay.rtp_port, before = 0, len(relay.calls)
    running = sipp(relay, phone, 1, talk_ms=round(seconds * 1000) + 3000)
    wait_until(lambda: len(relay.calls) > before and relay.rtp_port, f"a call with {phone.name}")
    mouth = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    speaking = Speaking(mouth, ("127.0.0.1", relay.rtp_port), 0)
    try:
        time.sleep(min(2.0, seconds / 2))
        began, used = time.monotonic(), processor_seconds(phone.pid)
        time.sleep(seconds - min(2.0, seconds / 2))
        share = 100 * (processor_seconds(phone.pid) - used) / (time.monotonic() - began)
        rss = memory(phone.pid)[1]
    finally:
        speaking.close()
        mouth.close()
        finish(running, 20)
    return rss, share


def sipp(relay: Relay, phone: Phone, calls: int, *, talk_ms: int) -> "subprocess.Popen[bytes]":
    """The customer: so many calls, one after the other."""
    words = ["sipp", f"127.0.0.1:{relay.entry}", "-sf", str(SCENARIO), "-s", "bench", "-i", "127.0.0.1"]
    keys = {"relay": relay.port, "media": relay.media.getsockname()[1], "phone": phone.port}
    for name, value in keys.items():
        words += ["-key", name, str(value)]
    words += ["-m", str(calls), "-l", "1", "-r", "20", "-d", str(talk_ms), "-nostdin"]
    words += ["-timeout", f"{60 + calls}s"]
    return subprocess.Popen(
        words,
        cwd=phone.folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def finish(running: "subprocess.Popen[bytes]", seconds: float) -> None:
    """Wait for the last call. TimeoutExpired if some call never came to its end."""
    try:
        running.wait(seconds)
    finally:
        running.kill()
        running.wait()


@contextmanager
def sound(folder: Path) -> Iterator[dict[str, str]]:
    """A sound server of our own; without pulseaudio nobody has one."""
    if shutil.which("pulseaudio") is None:
        print("beside: without sound: pulseaudio is not installed", file=sys.stderr)
        yield {}
        return
    folder.mkdir()
    server = Pulse(folder)
    try:
        server.start()
        server.add_speaker("Headset")
        server.add_microphone("Headset")
        with held_open(server.variables):
            yield server.variables
    finally:
        server.close()


@contextmanager
def held_open(variables: dict[str, str]) -> Iterator[None]:
    """A microphone that nobody else listens to would need over a second to start, and Twinkle waits for it."""
    ear = subprocess.Popen(
        ["parec", "--latency-msec=10"], env={**os.environ, **variables}, stdout=subprocess.DEVNULL
    )
    try:
        yield
    finally:
        ear.terminate()
        ear.wait()
