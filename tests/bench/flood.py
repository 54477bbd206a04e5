"""A flood of 30 INVITE/s for a minute against a whole console: the window's longest stall, and the engine's life."""

import time

from PySide6.QtCore import QTimer

from tests.bench.figures import Aim, Figure
from tests.bench.peer import TimedPeer
from tests.bench.process import is_alive
from tests.bench.setup import Setup, copy_store
from tests.bench.window import WindowDesk
from tests.sip_peer import Dialog

SECONDS = 60.0
A_SECOND = 30
_TICK_MS = 5


class Stalls:
    """Longest time in which the window's event loop did not turn, in ms, by a timer of 5 ms."""

    def __init__(self) -> None:
        self.longest = 0.0
        self._last = time.monotonic()
        self._timer = QTimer()
        self._timer.timeout.connect(self._turn)
        self._timer.start(_TICK_MS)

    def _turn(self) -> None:
        now = time.monotonic()
        self.longest = max(self.longest, (now - self._last) * 1000 - _TICK_MS)
        self._last = now

    def stop(self) -> float:
        self._timer.stop()
        return self.longest


def measure(setup: Setup) -> list[Figure]:
    """Strangers call in direct mode, each another number, and give up after two seconds, while nobody answers.

    The peer lives in the window's process and takes some of its time: the window alone stalls less.
    """
    desk = WindowDesk(setup.folder / "f", copy_store(setup, "flood"))
    engine = desk.console.phone.engine_pid
    try:
        with TimedPeer("flood") as peer:
            flood(desk, peer, setup.seconds(3.0))  # the first ringing card of a window's life is made here
            stalls = Stalls()
            restarts = flood(desk, peer, setup.seconds(SECONDS))
            longest = stalls.stop()
            ghosts = left_over(desk)
        same = engine is not None and is_alive(engine) and desk.console.phone.engine_pid == engine
    finally:
        desk.close()
    name = f"{A_SECOND} INVITE/s for {SECONDS:.0f} s"
    return [
        Figure(
            title=f"longest stall of the window, {name}", unit="ms", samples=(longest,), aim=Aim("p50", 100)
        ),
        Figure(
            title=f"calls that ring on without a caller, {name}",
            unit="1",
            samples=(float(ghosts),),
            aim=Aim("p50", 0),
        ),
        Figure(
            title=f"engines lost, {name}", unit="1", samples=(float(not same) + restarts,), aim=Aim("p50", 0)
        ),
    ]


def flood(desk: WindowDesk, peer: TimedPeer, seconds: float) -> int:
    """Send, give up, acknowledge; how often the engine was lost meanwhile."""
    began, sent, lost = time.monotonic(), 0, 0
    waiting: list[tuple[float, Dialog]] = []
    engine = desk.console.phone.engine_pid
    while (now := time.monotonic()) < began + seconds:
        while sent < (now - began) * A_SECOND:
            dialog, _ = peer.call_as(f"+4420{sent:08d}", desk.uri)
            waiting.append((now + 2.0, dialog))
            sent += 1
        while waiting and waiting[0][0] < now:
            peer.give_up(waiting.pop(0)[1])
        peer.poll()
        settle(peer)
        lost += desk.console.phone.engine_pid != engine
        engine = desk.console.phone.engine_pid
        desk.rest(0.01)
    for _, dialog in waiting:
        peer.give_up(dialog)
    end = time.monotonic() + 3.0
    while time.monotonic() < end:
        peer.poll()
        settle(peer)
        desk.rest(0.01)
    return lost


def left_over(desk: WindowDesk) -> int:
    """How many calls still ring five seconds after everybody has given up: none of them exists any more."""
    end = time.monotonic() + 5.0
    while desk.board.cards and time.monotonic() < end:
        desk.rest(0.1)
    return len(desk.board.cards)


def settle(peer: TimedPeer) -> None:
    """ACK every final refusal, and forget what came."""
    dialogs = {dialog.call_id: dialog for dialog in peer.dialogs}
    for each in peer.log:
        words = each.message.start_line.split(" ")
        dialog = dialogs.get(each.message.first("call-id"))
        if (
            words[0] == "SIP/2.0"
            and words[1] >= "300"
            and dialog
            and each.message.first("cseq").endswith("INVITE")
        ):
            peer.acknowledge_refusal(dialog, each)
            peer.dialogs.remove(dialog)
            dialogs.pop(dialog.call_id)
    peer.log.clear()
