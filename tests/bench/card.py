"""INVITE on the wire → the ringing card painted → painted again with what the store knows of the caller."""

from random import Random

from tests.bench.figures import Aim, Figure
from tests.bench.peer import Stamped, TimedPeer, milliseconds
from tests.bench.setup import Setup, copy_store
from tests.bench.window import PaintWatch, WindowDesk

CALLS = 60


class Painted:
    """The samples, in ms since the INVITE was sent."""

    def __init__(self) -> None:
        self.rang: list[float] = []
        self.empty: list[float] = []
        self.filled: list[float] = []


def measure(setup: Setup) -> list[Figure]:
    """Sequential calls by customers of the store, each given up once its card is filled in."""
    desk = WindowDesk(setup.folder / "w", copy_store(setup, "card"))
    painted, random, callers = Painted(), Random(3), setup.callers()  # noqa: S311 - gaps
    try:
        watch = PaintWatch(desk.window.ringing.card, lambda: desk.board)
        with TimedPeer() as peer:
            for _ in range(setup.times(CALLS) + 1):
                one_call(desk, peer, watch, next(callers), painted)
                desk.rest(random.uniform(0.05, 0.12))
    finally:
        desk.close()
    tickets = f"{setup.tickets:,} tickets"
    return [
        Figure(title="INVITE → 180, with the window", unit="ms", samples=tuple(painted.rang[1:])),
        Figure(
            title=f"INVITE → ringing card painted, {tickets}",
            unit="ms",
            samples=tuple(painted.empty[1:]),
            aim=Aim("p95", 50),
        ),
        Figure(
            title=f"INVITE → card filled in from the store and painted, {tickets}",
            unit="ms",
            samples=tuple(painted.filled[1:]),
        ),
    ]


def one_call(desk: WindowDesk, peer: TimedPeer, watch: PaintWatch, number: str, painted: Painted) -> None:
    """The first call is not counted: a window paints its first card once in its life."""
    watch.painted.clear()
    dialog, sent = peer.call_as(number, desk.uri)

    def card_painted(*, filled: bool) -> int | None:
        for at, board in watch.painted:
            card = board.ringing
            if card is not None and (card.case is not None or not filled):
                return at
        return None

    def refused() -> Stamped | None:
        peer.poll()
        return peer.response(dialog, 487)

    filled = desk.until(lambda: card_painted(filled=True), "the card is filled in")
    empty = card_painted(filled=False)
    peer.poll()
    rang = peer.response(dialog, 180)
    assert empty is not None
    assert filled is not None
    assert rang is not None
    painted.empty.append(milliseconds(sent, empty))
    painted.filled.append(milliseconds(sent, filled))
    painted.rang.append(milliseconds(sent, rang.at))
    peer.give_up(dialog)
    answer = desk.until(refused, "487")
    assert answer is not None
    peer.acknowledge_refusal(dialog, answer)
    desk.until(lambda: not desk.board.cards, "the card is gone")
    peer.forget()
