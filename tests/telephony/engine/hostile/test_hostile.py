"""What no good telephone sends: the messages of RFC 4475, some hundred of our own, torn streams. Nothing comes of it.

After each message the telephone must answer an OPTIONS; after all of them the call that was up goes on with sound
both ways, nothing rang that is no call, and a real caller gets through.
"""

import re
import socket
import time
from collections.abc import Iterator
from itertools import chain, islice
from pathlib import Path

import pytest

from telephony.call import CallState
from telephony.commands import Dial
from telephony.events import CallAnswered, CallEnded, CallMissed, CallRang
from tests.agents import Agent, StartAgent, new_id, wait_until
from tests.sip_peer import Dialog, RawPeer
from tests.telephony.engine.hostile.mutations import Bad, Where, inside, requests, streams

pytestmark = [pytest.mark.sip, pytest.mark.usefixtures("alone")]

TORTURE = Path(__file__).parents[5] / "shared" / "sip-torture"
"""The 49 messages of RFC 4475, beside the project."""
AGENT_HZ, CUSTOMER_HZ = 440.0, 700.0
TONES = (AGENT_HZ, CUSTOMER_HZ)
CALL_SECONDS = 0.07
"""After one that rang: pjsip opens two sockets for it and has 64 places."""
STREAM_SECONDS = 0.03


class Target:
    """A telephone under attack, with or without a call that is up."""

    def __init__(self, start: StartAgent, peer: RawPeer, transport: str, *, talking: bool) -> None:
        self.agent: Agent = start("agent", voice=AGENT_HZ, decline=486)
        self._peer, self._transport = peer, transport
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", 0))
        self.where = Where("127.0.0.1", self.agent.port, "127.0.0.1", self._socket.getsockname()[1])
        self.address = ("127.0.0.1", self.agent.port)
        self._start = start
        self.calls = self.call() if talking else None
        self.sent: list[Bad] = []

    def call(self) -> tuple[Agent, str, str]:
        """A customer who is answered: who, their call, ours."""
        customer = self._start("customer", voice=CUSTOMER_HZ)
        self.agent.do("set", decline=None, answer_ms=0)
        far = new_id()
        customer.obey(Dial(id=new_id(), call=far, target=self.agent.uri))
        customer.wait(CallAnswered, call=far)
        call = self.agent.wait(CallAnswered).call
        self.agent.do("set", decline=486, answer_ms=None)
        return customer, far, call

    def attack(self, bad: Bad) -> None:
        """Send it, and see that the telephone lives."""
        before = self._told()
        if self._transport == "udp":
            self._socket.sendto(bad.data[:60_000], self.address)
        else:
            self.stream([bad.data.replace(b"SIP/2.0/UDP", b"SIP/2.0/TCP")])
        self.sent.append(bad)
        self.answers(bad.name)
        if self._told() > before:
            time.sleep(CALL_SECONDS)

    def stream(self, pieces: list[bytes]) -> None:
        """Write to a connection, and close it."""
        with socket.create_connection(self.address, timeout=5) as connection:
            try:
                for piece in pieces:
                    connection.sendall(piece)
                connection.settimeout(STREAM_SECONDS)
                connection.recv(1)
            except (TimeoutError, ConnectionError):
                pass

    def answers(self, after: str) -> None:
        """An OPTIONS is answered."""
        self._peer.responses.clear()
        uri = self.agent.uri
        dialog = Dialog(new_id(), f"<{self._peer.uri}>;tag={new_id()[:8]}", f"<{uri}>", uri, self.address)
        self._peer.request(dialog, "OPTIONS")

        def answered() -> bool:
            assert self.agent._process.poll() is None, f"dead after “{after}”:\n{self.agent.tail()}"
            return any(r.first("call-id") == dialog.call_id for r in [*self._peer.responses])

        end = time.monotonic() + 15
        while not answered():
            assert time.monotonic() < end, f"no answer after “{after}”"
            time.sleep(0.0005)

    def is_unharmed(self) -> None:
        """The call goes on with sound, what rang was a call, and a caller gets through."""
        alive = {self.calls[2]} if self.calls is not None else set()
        wait_until(lambda: {leg.call for leg in self.agent.legs()} == alive, 40, "only the call is left")
        no_calls = {found for bad in self.sent if not bad.rings for found in named(bad.data)}
        no_calls -= {found for bad in self.sent if bad.rings for found in named(bad.data)}
        told: list[CallRang | CallMissed] = [*self.agent.seen(CallRang), *self.agent.seen(CallMissed)]
        assert not [one for one in told if one.sip_call_id in no_calls]
        for one in told:
            shown = (one.remote.name, one.remote.user, one.remote.host, one.dialled, one.sip_call_id)
            assert all(text.isprintable() for text in shown), shown
            assert len(one.remote.name) <= 120
            assert len(one.remote.user) <= 64
        if self.calls is not None:
            customer, far, call = self.calls
            self.agent.hears_only(call, {CUSTOMER_HZ}, TONES)
            customer.hears_only(far, {AGENT_HZ}, TONES)
            assert not self.agent.seen(CallEnded, call=call)
            assert self.agent.legs()[0].state is CallState.UP
        self.call()

    def _told(self) -> int:
        return len(self.agent.seen(CallRang)) + len(self.agent.seen(CallMissed))

    def close(self) -> None:
        self._socket.close()


def named(data: bytes) -> set[str]:
    return {found.decode() for found in re.findall(rb"mutant-\w+", data)}


@pytest.fixture
def peer(alone: None) -> Iterator[RawPeer]:
    with RawPeer("probe") as raw:
        yield raw


def tortures() -> Iterator[Bad]:
    if not TORTURE.is_dir():
        pytest.skip(f"the messages of RFC 4475 are not at {TORTURE}")
    files = sorted(TORTURE.glob("*.dat"))
    assert len(files) == 49
    for file in files:
        yield Bad(file.stem, file.read_bytes())


@pytest.mark.parametrize("talking", [False, True], ids=["idle", "in a call"])
@pytest.mark.parametrize("transport", ["udp", "tcp"])
def test_the_messages_of_rfc_4475_do_no_harm(
    sip_agents: StartAgent, peer: RawPeer, transport: str, talking: bool
) -> None:
    messages = [*tortures()]
    target = Target(sip_agents, peer, transport, talking=talking)
    for bad in messages:
        target.attack(bad)
    target.is_unharmed()
    target.close()


@pytest.mark.parametrize(
    "every", [pytest.param(2, id="half"), pytest.param(1, marks=pytest.mark.soak, id="all")]
)
@pytest.mark.parametrize("talking", [False, True], ids=["idle", "in a call"])
@pytest.mark.parametrize("transport", ["udp", "tcp"])
def test_messages_that_are_a_little_wrong_do_no_harm(
    sip_agents: StartAgent, peer: RawPeer, transport: str, talking: bool, every: int
) -> None:
    target = Target(sip_agents, peer, transport, talking=talking)
    # Idle takes the other half, so that a short run sends each by UDP and by TCP.
    chosen = [*islice(requests(target.where), talking % every, None, every)]
    assert len(chosen) >= 200
    for bad in chosen:
        target.attack(bad)
    target.is_unharmed()
    target.close()


def test_there_are_enough_of_them_and_always_the_same() -> None:
    where = Where("127.0.0.1", 1, "127.0.0.1", 2)
    dialog = ("c", "<sip:a@b>;tag=1", "<sip:c@d>;tag=2", "sip:c@d")
    once, again = ([*chain(requests(where), inside(where, dialog))] for _ in range(2))
    assert once == again
    assert len({bad.data for bad in once}) > 400
    assert len({bad.name for bad in once}) == len(once)


@pytest.mark.parametrize("talking", [False, True], ids=["idle", "in a call"])
def test_torn_streams_do_no_harm(sip_agents: StartAgent, peer: RawPeer, talking: bool) -> None:
    target = Target(sip_agents, peer, "tcp", talking=talking)
    for name, pieces in streams(target.where):
        target.stream(pieces)
        target.answers(name)
    target.is_unharmed()
    target.close()


def test_the_other_side_of_a_call_can_say_what_it_likes(sip_agents: StartAgent, peer: RawPeer) -> None:
    agent = sip_agents("agent", answer_ms=0)
    dialog = peer.call(agent.uri)
    call = agent.wait(CallAnswered).call
    where = Where("127.0.0.1", agent.port, "127.0.0.1", peer.port)
    bad = [*inside(where, (dialog.call_id, dialog.local, dialog.remote, dialog.target))]
    for number, one in enumerate(bad, 1):
        peer.send(one.data, dialog.address)
        dialog.cseq = 5000 + number
        peer.request(dialog, "OPTIONS")

        def answered(after: str = one.name, cseq: str = f"{5000 + number} OPTIONS") -> bool:
            assert agent._process.poll() is None, f"dead after “{after}”:\n{agent.tail()}"
            return any(r.first("cseq") == cseq for r in [*peer.responses])

        wait_until(answered, 15, f"an answer after “{one.name}”")
    (leg,) = agent.legs()
    assert (leg.call, leg.state) == (call, CallState.UP)
    assert leg.remote.name.isprintable()
    assert agent.seen(CallEnded) == []
    assert len(agent.seen(CallRang)) == 1
