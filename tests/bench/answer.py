"""Answer pressed → 200 OK on the wire: by the desk's intent, and by a click on the card's button."""

from collections.abc import Callable
from random import Random

from console.desk.intents import Answer, WrapUp
from tests.bench.figures import Aim, Figure
from tests.bench.peer import Stamped, TimedPeer, milliseconds, now
from tests.bench.setup import Setup, copy_store
from tests.bench.window import WindowDesk

CALLS = 40


def measure(setup: Setup) -> list[Figure]:
    """From right before ``Desk.do(Answer)``, or the button's ``click``, to the peer's stamp of the 200.

    The click goes through the window: the call's view is put in place of the card, and that is painted too.
    """
    desk = WindowDesk(setup.folder / "a", copy_store(setup, "answer"))
    random, callers = Random(4), setup.callers()  # noqa: S311 - gaps
    by_desk: list[float] = []
    by_click: list[float] = []
    presses: tuple[tuple[Callable[[], object], list[float]], ...] = (
        (lambda: desk.do(Answer()), by_desk),
        (desk.window.ringing.card.buttons.answer.click, by_click),
    )
    try:
        with TimedPeer() as peer:
            for at in range(2 * setup.times(CALLS) + 2):
                press, samples = presses[at % 2]
                samples.append(one_call(desk, peer, next(callers), press, random))
    finally:
        desk.close()
    return [
        Figure(
            title="answer (Desk.do) → 200 OK on the wire",
            unit="ms",
            samples=tuple(by_desk[1:]),
            aim=Aim("p95", 5),
        ),
        Figure(
            title="answer (button clicked) → 200 OK on the wire",
            unit="ms",
            samples=tuple(by_click[1:]),
            aim=Aim("p95", 5),
        ),
    ]


def one_call(
    desk: WindowDesk, peer: TimedPeer, number: str, press: Callable[[], object], random: Random
) -> float:
    """Ring, press, talk for a moment, BYE by the customer, wrap up."""
    dialog, _ = peer.call_as(number, desk.uri)
    desk.until(lambda: desk.board.ringing and desk.board.ringing.case, "the card is filled in")
    desk.rest(random.uniform(0.05, 0.12))

    def taken() -> Stamped | None:
        peer.poll()
        return peer.response(dialog, 200)

    pressed = now()
    press()
    answer = desk.until(taken, "200 OK")
    assert answer is not None
    peer.ack(dialog, answer.message)
    desk.until(lambda: desk.board.cards and desk.board.cards[0].answered_at, "the call is up")
    peer.bye(dialog)
    desk.until(lambda: desk.board.wrapups, "the call is over")
    desk.do(WrapUp())
    desk.until(lambda: not desk.board.wrapups, "wrapped up")
    peer.poll()
    peer.forget()
    return milliseconds(pressed, answer.at)
