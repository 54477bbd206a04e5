"""kill -9 → ready again: the console in a call, then the engine; and the engine by the packet that aborts it."""

import os
import signal
import socket
import time
from typing import Any

from tests.bench.figures import Aim, Figure
from tests.bench.peer import TimedPeer
from tests.bench.process import BenchConsole
from tests.bench.setup import Setup, copy_store

ROUNDS = 8


def measure(setup: Setup) -> list[Figure]:
    """From the kill to an answer of `warmline ctl status` that shows all as before, asked every 5 ms.

    The console: the engine starts a new one, which shows the same call with its ticket. The engine: the console starts
    a new one, which can be called; the call is cut off. Consoles without a window, warm file cache; the first
    round is not counted. The packet: an INVITE with ``Contact: <sip:[]>``, by which the SIP library aborts itself.
    """
    consoles, engines, packets = [], [], []
    store = copy_store(setup, "crashes")
    for at in range(setup.times(ROUNDS) + 1):
        desk = BenchConsole(setup.folder / f"k{at}", store, headless=True)
        try:
            with TimedPeer("+442000000002") as peer:
                desk.answered(peer)
                consoles.append(kill_console(desk))
                engines.append(kill_engine(desk))
            desk.ctl("wrapup")
            packets.append(kill_by_packet(desk))
        finally:
            desk.close()
    return [
        Figure(
            title="kill -9 of the console in a call → the same state in a new one",
            unit="ms",
            samples=tuple(consoles[1:]),
            elsewhere="160–210, a bare console in a trial",
        ),
        Figure(
            title="kill -9 of the engine in a call → can be called again",
            unit="ms",
            samples=tuple(engines[1:]),
        ),
        Figure(
            title="a packet that aborts the engine → can be called again",
            unit="ms",
            samples=tuple(packets[1:]),
            aim=Aim("p50", 1000),
        ),
    ]


def kill_console(desk: BenchConsole) -> float:
    before = desk.until(bool, "a console")
    pid = int(before["console"]["pid"])
    began = time.monotonic()
    os.kill(pid, signal.SIGKILL)
    if pid == desk.process.pid:
        desk.process.wait(5)
    desk.until(lambda s: s["console"]["pid"] != pid and core(s) == core(before), "the same state again")
    return (time.monotonic() - began) * 1000


def kill_engine(desk: BenchConsole) -> float:
    pid, _ = desk.pids()
    began = time.monotonic()
    os.kill(pid, signal.SIGKILL)
    desk.until(lambda s: s["registered"] and s["engine"]["pid"] not in {0, pid}, "a new engine")
    return (time.monotonic() - began) * 1000


def kill_by_packet(desk: BenchConsole) -> float:
    pid, _ = desk.pids()
    host, _, port = desk.uri.rpartition("@")[2].partition(":")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger:
        stranger.bind(("127.0.0.1", 0))
        own = stranger.getsockname()[1]
        packet = (
            f"INVITE {desk.uri} SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:{own};rport;branch=z9hG4bK{pid}\r\n"
            f"Max-Forwards: 70\r\nFrom: <sip:x@127.0.0.1:{own}>;tag=1\r\nTo: <{desk.uri}>\r\n"
            f"Call-ID: {pid}\r\nCSeq: 1 INVITE\r\nContact: <sip:[]>\r\nContent-Length: 0\r\n\r\n"
        )
        began = time.monotonic()
        stranger.sendto(packet.encode(), (host, int(port)))
        desk.until(lambda s: s["registered"] and s["engine"]["pid"] not in {0, pid}, "a new engine")
    return (time.monotonic() - began) * 1000


def core(status: dict[str, Any]) -> list[dict[str, Any]]:
    """What must be the same before and after."""
    return [
        {key: call[key] for key in ("id", "state", "held", "muted", "ticket")} for call in status["calls"]
    ]
