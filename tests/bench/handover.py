"""The warm transfer: complete → REFER, return → the customer's re-INVITE, and the gap in what the customer hears."""

from itertools import pairwise
from random import Random

from console.desk.intents import Answer, Complete, Escalate, ReturnToCustomer, WrapUp
from telephony import commands
from telephony.events import CallRang, TransferStepped
from telephony.transfer import State
from tests.agents import Agent, make_tone, new_id
from tests.bench.figures import Aim, Figure
from tests.bench.peer import Stamped, TimedPeer, milliseconds, now
from tests.bench.setup import Setup, copy_store
from tests.bench.window import WindowDesk

CALLS = 12
RETURNS = 10
_WITHIN_A_SECOND = Aim("p95", 1000)


def measure(setup: Setup) -> list[Figure]:
    """With the window and the big store; then, for the audio, with two agents that speak."""
    return [*pressed(setup), *audio(setup)]


def pressed(setup: Setup) -> list[Figure]:
    """From ``Desk.do`` to the customer's socket. Each call is consulted twice: returned once, then completed."""
    desk = WindowDesk(setup.folder / "t", copy_store(setup, "handover"))
    target = Agent("3107", setup.folder / "target", answer_ms=50)
    callers, random = setup.callers(), Random(5)  # noqa: S311 - gaps
    refers, reinvites, answered = [], [], []
    try:
        with TimedPeer() as peer:
            peer.answers["REFER"] = 202
            for _ in range(setup.times(CALLS)):
                answer_call(desk, peer, next(callers))
                consult(desk, peer, target.uri)
                desk.rest(random.uniform(0.05, 0.12))
                asked, came = returned(desk, peer)
                reinvites.append(milliseconds(asked, came))
                answered.append(milliseconds(asked, peer.sent_at))
                consult(desk, peer, target.uri)
                desk.rest(random.uniform(0.05, 0.12))
                refers.append(completed(desk, peer))
    finally:
        desk.close()
        target.close()
    return [
        Figure(title="complete (Desk.do) → REFER on the wire", unit="ms", samples=tuple(refers)),
        Figure(title="return (Desk.do) → re-INVITE on the wire", unit="ms", samples=tuple(reinvites)),
        Figure(
            title="return (Desk.do) → the customer has answered it, off hold",
            unit="ms",
            samples=tuple(answered),
            aim=_WITHIN_A_SECOND,
        ),
    ]


def answer_call(desk: WindowDesk, peer: TimedPeer, number: str) -> None:
    peer.forget()
    dialog, _ = peer.call_as(number, desk.uri)
    desk.until(lambda: desk.board.ringing and desk.board.ringing.case, "it rings, and has a ticket")
    desk.do(Answer())

    def taken() -> Stamped | None:
        peer.poll()
        return peer.response(dialog, 200)

    answer = desk.until(taken, "200 OK")
    assert answer is not None
    peer.ack(dialog, answer.message)
    desk.until(lambda: desk.board.cards and desk.board.cards[0].answered_at, "the call is up")


def consult(desk: WindowDesk, peer: TimedPeer, target: str) -> None:
    fields = {"kind": "functional", "reason": "lacks_knowledge", "summary": "tried all", "expects": "a call"}

    def ready() -> bool:
        peer.poll()
        transfer = desk.board.transfer
        return transfer is not None and transfer.state is State.READY

    desk.do(Escalate(to=target, **fields))
    desk.until(ready, "the target has answered")


def returned(desk: WindowDesk, peer: TimedPeer) -> tuple[int, int]:
    """When it was asked for, and when the re-INVITE came; it is answered as soon as it is seen."""

    def came() -> list[Stamped]:
        peer.poll()
        return peer.requests("INVITE", asked)

    asked = now()
    desk.do(ReturnToCustomer())
    (first, *_) = desk.until(came, "re-INVITE")

    def back() -> bool:
        peer.poll()
        transfer = desk.board.transfer
        return not desk.board.cards[0].held and (transfer is None or not transfer.under_way)

    at = first.at
    desk.until(back, "the customer is back")
    return asked, at


def completed(desk: WindowDesk, peer: TimedPeer) -> float:
    """How long until the REFER, in ms; the peer then says that the target has answered."""

    def came() -> list[Stamped]:
        peer.poll()
        return peer.requests("REFER", asked)

    asked = now()
    desk.do(Complete())
    (refer, *_) = desk.until(came, "REFER")
    (dialog,) = [d for d in peer.dialogs if d.call_id == refer.message.first("call-id")]
    peer.notify(dialog, 200)

    def over() -> bool:
        peer.poll()
        return not desk.board.cards and bool(desk.board.wrapups)

    desk.until(over, "handed over")
    desk.do(WrapUp())
    desk.until(lambda: not desk.board.wrapups, "wrapped up")
    return milliseconds(asked, refer.at)


def audio(setup: Setup) -> list[Figure]:
    """Longest gap between two RTP packets at the customer's socket, from 0.2 s before to 1 s after the return.

    The agent is the engine's own softphone in a process that plays a file as its voice, since there is no
    microphone here: before the return the customer hears music, after it the voice. 20 ms is no gap at all.
    """
    folder = setup.folder
    sounds = {"voice": 440.0, "hold_music": 700.0}
    files = {name: str(make_tone(folder / f"{name}.wav", hertz)) for name, hertz in sounds.items()}
    agent = Agent("agent", folder / "agent", answer_ms=0, **files)
    target = Agent("3107", folder / "target2", answer_ms=50)
    try:
        with TimedPeer() as peer:
            dialog, _ = peer.invite(agent.uri)
            answer = peer.until(lambda: peer.response(dialog, 200), "200 OK")
            peer.ack(dialog, answer.message)
            line = agent.wait(CallRang).call
            gaps = [one_return(agent, peer, line, target.uri) for _ in range(setup.times(RETURNS))]
            peer.bye(dialog)
    finally:
        for each in (agent, target):
            each.ask_to_quit()
        for each in (agent, target):
            each.close()
    return [
        Figure(
            title="longest gap in the customer's audio at un-hold",
            unit="ms",
            samples=tuple(gaps),
            elsewhere="20 is the distance of two packets",
        )
    ]


def one_return(agent: Agent, peer: TimedPeer, line: str, target: str) -> float:
    """Consult, be answered, return; the longest gap in ms."""
    order = commands.BeginTransfer(
        id=new_id(), transfer=new_id(), customer=line, consult=new_id(), target=target
    )
    agent.obey(order)
    wait_step(agent, peer, order.transfer, State.READY)
    poll_for(peer, 0.3)
    peer.heard()
    poll_for(peer, 0.2)
    asked = now()
    agent.obey(commands.ReturnToCustomer(id=new_id(), transfer=order.transfer))
    peer.until(lambda: next(iter(peer.requests("INVITE", asked)), None), "re-INVITE")
    poll_for(peer, 1.0)
    stamps = peer.heard()
    assert stamps, "nothing was heard"
    return max(milliseconds(a, b) for a, b in pairwise(stamps))


def wait_step(agent: Agent, peer: TimedPeer, transfer: str, state: State) -> None:
    """Keep answering until the agent's transfer is there."""
    for _ in range(200):
        poll_for(peer, 0.05)
        if agent.seen(TransferStepped, transfer=transfer, state=state):
            return
    raise TimeoutError(f"the transfer is not {state}")


def poll_for(peer: TimedPeer, seconds: float) -> None:
    end = now() + int(seconds * 1e9)
    while now() < end:
        peer.poll(0.01)
