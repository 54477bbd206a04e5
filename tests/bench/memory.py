"""What both processes cost: memory by smaps_rollup, processor time by /proc/PID/stat; idle and in a call."""

import time

from tests.bench.figures import Aim, Figure
from tests.bench.peer import CODECS, TimedPeer
from tests.bench.process import BenchConsole, memory, processor_seconds
from tests.bench.setup import Setup, copy_store, wait_until

SETTLE = 5.0
WINDOW = 10.0
LOOKS = 5


def measure(setup: Setup) -> list[Figure]:
    """The console with its window (offscreen) and its engine, the store with its 100,000 tickets.

    PSS shares what other processes on the machine map too: nothing else with Qt should run meanwhile, and this
    process maps none. In a call the peer speaks without a pause, and the engine decodes it; without a microphone
    the engine sends nothing but what pjmedia sends by itself.
    """
    console = BenchConsole(setup.folder / "m", copy_store(setup, "memory"), headless=False)
    figures = []
    try:
        pids = console.pids()
        time.sleep(setup.seconds(SETTLE))
        figures += memory_of(pids, "idle", Aim("p50", 220))
        figures += processor_of(pids, "idle", setup.seconds(WINDOW), "")
        for payload, elsewhere in (
            (0, "engine: pjsua2 1.7, baresip 0.9, linphonec 2.2, twinkle 2.75"),
            (9, ""),
        ):
            name = CODECS[payload].partition("/")[0]
            with TimedPeer("+442000000001", payload) as peer:
                figures += in_call(console, peer, pids, f"in a {name} call", setup, elsewhere)
    finally:
        console.close()
    return sorted(figures, key=lambda figure: figure.unit == "%")


def in_call(
    console: BenchConsole, peer: TimedPeer, pids: tuple[int, int], name: str, setup: Setup, elsewhere: str
) -> list[Figure]:
    """One call, measured when it has gone on for a while."""
    speaking = peer.speak(console.answered(peer))
    try:
        time.sleep(setup.seconds(SETTLE))
        figures = memory_of(pids, name, Aim("p50", 220)) if peer.payload == 0 else []
        figures += processor_of(pids, name, setup.seconds(WINDOW), elsewhere)
    finally:
        speaking.close()
    peer.bye(peer.dialogs[-1])
    wait_until(lambda: not (console.status() or {"calls": 1})["calls"], "the call is over")
    console.ctl("wrapup")
    return figures


def memory_of(pids: tuple[int, int], name: str, aim: Aim) -> list[Figure]:
    """PSS and RSS of each, and the sum of PSS, looked at a few times."""
    looks = []
    for _ in range(LOOKS):
        looks.append(tuple(memory(pid) for pid in pids))
        time.sleep(0.2)
    engine, console = (tuple(each) for each in zip(*looks, strict=True))
    both = tuple(e[0] + c[0] for e, c in zip(engine, console, strict=True))
    figures = [
        Figure(
            title=f"PSS of both, {name}",
            unit="MB",
            samples=both,
            aim=aim,
            elsewhere="twinkle 107, Linphone Desktop 250",
        )
    ]
    for who, seen in (("engine", engine), ("console", console)):
        for at, what in enumerate(("PSS", "RSS")):
            samples = tuple(look[at] for look in seen)
            figures.append(Figure(title=f"{what} of the {who}, {name}", unit="MB", samples=samples))
    return figures


def processor_of(pids: tuple[int, int], name: str, seconds: float, elsewhere: str) -> list[Figure]:
    """Share of one core, over the whole time."""
    began, before = time.monotonic(), [processor_seconds(pid) for pid in pids]
    time.sleep(seconds)
    passed, after = time.monotonic() - began, [processor_seconds(pid) for pid in pids]
    shares = [100 * (b - a) / passed for a, b in zip(before, after, strict=True)]
    return [
        Figure(title=f"CPU of the {who}, {name}", unit="%", samples=(share,), elsewhere=said)
        for who, share, said in zip(("engine", "console"), shares, (elsewhere, ""), strict=True)
    ]
