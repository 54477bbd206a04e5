"""INVITE on the wire → 180 on the wire, while a whole console is attached and writes each call to its store."""

from random import Random

from tests.bench.figures import Aim, Figure
from tests.bench.peer import TimedPeer, milliseconds
from tests.bench.process import BenchConsole
from tests.bench.setup import Setup, copy_store, pause

CALLS = 80


def measure(setup: Setup) -> list[Figure]:
    """Sequential calls, each given up once it has rung: both ends by the peer's clock, nothing of ours between."""
    console = BenchConsole(setup.folder / "h", copy_store(setup, "ringing"), headless=True)
    samples, random, callers = [], Random(1), setup.callers()  # noqa: S311 - gaps
    try:
        uri = console.uri
        with TimedPeer() as peer:
            for _ in range(setup.times(CALLS)):
                dialog, sent = peer.call_as(next(callers), uri)
                rang = peer.until(lambda d=dialog: peer.response(d, 180), "180")  # type: ignore[misc]
                samples.append(milliseconds(sent, rang.at))
                pause(random)
                peer.give_up(dialog)
                peer.acknowledge_refusal(
                    dialog,
                    peer.until(lambda d=dialog: peer.response(d, 487), "487"),  # type: ignore[misc]
                )
                peer.forget()
                pause(random)
    finally:
        console.close()
    return [
        Figure(
            title="INVITE → 180 on the wire",
            unit="ms",
            samples=tuple(samples),
            aim=Aim("p50", 1.5),
            elsewhere="pjsua2 alone 0.56, baresip 0.29, twinkle 1.4, linphonec 8.0",
        )
    ]
