"""With a registrar only the PBX may ring: strangers get 403 after 250 ms and are neither seen nor written down."""

import contextlib
import logging
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from telephony.commands import Account, Answer, HangUp
from telephony.engine.headers import Message
from telephony.engine.loop import Later
from telephony.engine.network_names import Found, host_of
from telephony.engine.strangers import Gate, Trusted, refusal
from telephony.events import (
    CallAnswered,
    CallEnded,
    CallMissed,
    CallRang,
    MessageReceived,
    RegistrationChanged,
    RegistrationState,
)
from tests.agents import Agent, StartAgent, new_id, wait_until
from tests.registrar import Registrar, StreamRegistrar
from tests.sip_peer import RawPeer

SOON = 20.0
A_STRANGER = "127.0.0.2"
NAMES = {"pbx.example": ("10.1.0.1", "2001:db8::1"), "edge.example": ("10.2.0.1",), "gone.example": ()}


# Who is trusted.


def find(name: str, found: Found) -> Callable[[], None]:
    found(NAMES.get(name, ()))
    return lambda: None


def trusted(**account: object) -> Trusted:
    made = Trusted(find)
    made.begin(Account(uri="sip:2041@pbx.example", **account))  # type: ignore[arg-type]
    return made


def test_in_direct_mode_everybody_may_ring() -> None:
    assert trusted().knows("203.0.113.9:5060")


@pytest.mark.parametrize(
    ("source", "known"),
    [
        ("10.1.0.1:5060", True),
        ("10.1.0.1", True),
        ("[2001:db8::1]:5060", True),
        ("[::ffff:10.1.0.1]:5060", True),
        ("10.2.0.1:31000", True),
        ("10.3.0.1:5060", True),
        ("10.4.7.200:5060", True),
        ("10.5.0.1:5060", False),
        ("10.1.0.2:5060", False),
        ("", False),
        ("nonsense", False),
    ],
)
def test_the_registrar_the_proxy_and_whom_the_settings_name(source: str, known: bool) -> None:
    among = trusted(
        registrar="sip:pbx.example:5070",
        proxy="sip:edge.example;lr",
        trusted=("10.3.0.1", "10.4.0.0/16", "gone.example"),
    )
    assert among.knows(source) is known


def test_who_registered_us_may_ring_and_a_name_that_is_lost_keeps_its_address() -> None:
    among = trusted(registrar="sip:pbx.example")
    assert not among.knows("10.9.0.1")
    among.add("10.9.0.1:5060")
    assert among.knows("10.9.0.1")

    def find_nobody(_name: str, found: Found) -> Callable[[], None]:
        found(())
        return lambda: None

    among._find = find_nobody
    among.refresh()
    assert among.knows("10.1.0.1")


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("pbx", ("pbx", 0)),
        ("sip:pbx.example:5070;lr", ("pbx.example", 5070)),
        ("sips:user@pbx:70", ("pbx", 70)),
        ("[2001:db8::1]:5061", ("2001:db8::1", 5061)),
        ("2001:db8::1", ("2001:db8::1", 0)),
    ],
)
def test_host_and_port_of_an_address(address: str, host: tuple[str, int]) -> None:
    assert host_of(address) == host


# What a stranger is answered.


def request(
    method: str = "INVITE", via: str = "SIP/2.0/UDP 1.2.3.4:7000;branch=z9hG4bKx;rport", to: str = ""
) -> bytes:
    return (
        f"{method} sip:2041@h SIP/2.0\r\nVia: {via}\r\nFrom: <sip:s@x>;tag=f\r\nTo: <sip:2041@h>{to}\r\n"
        f"Call-ID: c1\r\nCSeq: 1 {method}\r\n\r\n"
    ).encode()


def test_a_refusal_goes_where_the_request_came_from() -> None:
    source = ("198.51.100.7", 4000)
    found = refusal(Message(request().decode()), source)
    assert found is not None
    answer = Message(found[0].decode())
    assert answer.start_line == "SIP/2.0 403 Forbidden"
    assert answer.first("via").endswith(";branch=z9hG4bKx;rport=4000;received=198.51.100.7")
    assert (answer.first("cseq"), answer.first("call-id")) == ("1 INVITE", "c1")
    assert ";tag=" in answer.first("to")
    assert found[1] == source
    plain = refusal(Message(request(via="SIP/2.0/UDP 1.2.3.4:7000;branch=b, SIP/2.0/UDP z").decode()), source)
    assert plain is not None
    assert plain[1] == ("198.51.100.7", 7000)
    assert refusal(Message("INVITE sip:x SIP/2.0\r\nTo: x\r\n\r\n"), source) is None


class Clock:
    def __init__(self) -> None:
        self.due: list[Callable[[], None]] = []

    def later(self, seconds: float, do: Callable[[], None]) -> Later:
        assert seconds == 0.25
        self.due.append(do)
        return Later(lambda: None)


@pytest.fixture
def ends() -> Iterator[tuple[socket.socket, socket.socket]]:
    """The telephone's socket, and a stranger's."""
    with contextlib.ExitStack() as stack:
        ours, theirs = (
            stack.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)) for _ in range(2)
        )
        ours.bind(("127.0.0.1", 0))
        theirs.bind((A_STRANGER, 0))
        theirs.connect(ours.getsockname())
        theirs.settimeout(SOON)
        yield ours, theirs


def gate_before(ours: socket.socket, clock: Clock) -> Gate:
    gate = Gate(trusted(registrar="sip:127.0.0.1"), clock.later)
    gate.watch([ours.fileno()])
    return gate


def left_in(ours: socket.socket) -> list[bytes]:
    found = []
    with contextlib.suppress(BlockingIOError):
        while True:
            found.append(ours.recv(65536, socket.MSG_DONTWAIT))
    return found


def test_only_what_begins_something_is_taken_out(ends: tuple[socket.socket, socket.socket]) -> None:
    ours, theirs = ends
    clock = Clock()
    gate = gate_before(ours, clock)
    kept = [
        request("BYE", to=";tag=ours"),
        request("ACK"),
        request("CANCEL"),
        b"SIP/2.0 200 OK\r\n\r\n",
        b"\r\n\r\n",
        b"\0",
    ]
    passed = []
    for data in kept:
        theirs.send(request())
        theirs.send(data)
        theirs.send(request("MESSAGE", via="SIP/2.0/UDP x;branch=m;rport"))
        gate.guard()  # what is behind a datagram of pjsip's is taken once that one was read
        passed.append(ours.recv(65536, socket.MSG_DONTWAIT))
        gate.guard()
    assert passed == kept
    assert left_in(ours) == []
    assert gate.refused == 2 * len(kept)
    assert len(clock.due) == 2  # each of the two requests was repeated, and waits for one answer
    for do in clock.due:
        do()
    assert theirs.recv(4096).startswith(b"SIP/2.0 403 ")
    gate.close()


def test_a_flood_leaves_a_bounded_number_of_answers_and_one_line_in_the_log(
    ends: tuple[socket.socket, socket.socket], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "telephony.engine")
    ours, theirs = ends
    clock = Clock()
    gate = gate_before(ours, clock)
    for at in range(300):
        theirs.send(request(via=f"SIP/2.0/UDP x;branch={at};rport"))
        if at % 50 == 49:
            gate.guard()
    assert gate.refused == 300
    assert len(clock.due) == 64
    assert [r.message for r in caplog.records] == ["1 requests of strangers refused, the last from 127.0.0.2"]
    gate.close()


# On real SIP.


@pytest.fixture
def registrar() -> Iterator[Registrar]:
    with Registrar() as raw:
        yield raw


@pytest.fixture
def stranger() -> Iterator[RawPeer]:
    with RawPeer("stranger", A_STRANGER) as raw:
        yield raw


def registered(sip_agents: StartAgent, registrar: Registrar, **more: Any) -> Agent:
    agent = sip_agents("agent", account=registrar.account(**more))
    agent.wait(RegistrationChanged, SOON, state=RegistrationState.REGISTERED)
    return agent


@pytest.mark.sip
def test_a_stranger_is_refused_after_a_while_without_a_trace(
    sip_agents: StartAgent, registrar: Registrar, stranger: RawPeer
) -> None:
    agent = registered(sip_agents, registrar)
    began = time.monotonic()
    dialog = stranger.start_call(registrar.contact)
    stranger.wait_response("INVITE", 403, dialog, SOON)
    assert time.monotonic() - began >= 0.25
    stranger.request(dialog, "MESSAGE", body="cheap pills", kind="text/plain")
    stranger.wait_response("MESSAGE", 403, dialog, SOON)
    call = registrar.start_call(registrar.contact)
    agent.wait(CallRang, SOON)
    registrar.wait_response("INVITE", 180, call, SOON)
    assert len(agent.seen(CallRang)) == 1
    assert agent.seen(CallMissed) == []
    assert agent.seen(MessageReceived) == []


@pytest.mark.sip
def test_whom_the_settings_trust_may_ring(
    sip_agents: StartAgent, registrar: Registrar, stranger: RawPeer
) -> None:
    agent = registered(sip_agents, registrar, trusted=[f"{A_STRANGER}/31"])
    stranger.start_call(registrar.contact)
    assert agent.wait(CallRang, SOON).remote.user == "stranger"


class TcpStranger(StreamRegistrar):
    """Calls over one TCP connection from another address."""

    def __init__(self, target: tuple[str, int]) -> None:
        super().__init__()
        self.address = A_STRANGER
        way = socket.create_connection(target, source_address=(A_STRANGER, 0))
        self._connections[target] = way
        self._reading = threading.Thread(target=self._serve, args=(way, target), daemon=True)
        self._reading.start()


def flood_and_call(agent: Agent, registrar: Registrar, send: Callable[[], object], seconds: float) -> None:
    """30 INVITEs a second of strangers; in the middle of it the PBX calls, is answered, and hangs up."""
    start = time.monotonic()
    dialog = None
    for at in range(int(30 * seconds)):
        send()
        if at == int(15 * seconds):
            dialog = registrar.start_call(registrar.contact)
        time.sleep(max(0.0, start + at / 30 - time.monotonic()))
    assert dialog is not None
    rang = agent.wait(CallRang, SOON)
    agent.obey(Answer(id=new_id(), call=rang.call))
    registrar.ack(dialog, registrar.wait_response("INVITE", 200, dialog, SOON))
    agent.wait(CallAnswered, SOON, call=rang.call)
    agent.obey(HangUp(id=new_id(), call=rang.call))
    agent.wait(CallEnded, SOON, call=rang.call)
    assert len(agent.seen(CallRang)) == 1
    assert agent.seen(CallMissed) == []
    wait_until(lambda: agent.do("status")["calls"] == 0, SOON)


FLOODS = [4, pytest.param(60, marks=pytest.mark.soak)]


@pytest.mark.sip
@pytest.mark.parametrize("seconds", FLOODS)
def test_a_call_of_the_pbx_gets_through_a_flood_of_strangers(
    sip_agents: StartAgent, registrar: Registrar, stranger: RawPeer, seconds: float
) -> None:
    agent = registered(sip_agents, registrar)
    flood_and_call(agent, registrar, lambda: stranger.start_call(registrar.contact), seconds)
    codes = Counter(m.start_line.split(" ")[1] for m in stranger.responses)
    # One that comes between our look and pjsip's is the switchboard's to refuse, and hears pjsip's 100 first.
    assert codes["403"] > codes.total() / 2
    assert set(codes) <= {"100", "403", "486"}


@pytest.mark.sip
@pytest.mark.parametrize("seconds", FLOODS)
def test_and_through_one_over_tcp(sip_agents: StartAgent, registrar: Registrar, seconds: float) -> None:
    agent = registered(sip_agents, registrar, transport="udp+tcp")
    target = tuple(agent.ready["addresses"]["tcp"])
    with TcpStranger(target) as stranger:
        uri = f"sip:agent@{target[0]}:{target[1]};transport=tcp"
        flood_and_call(agent, registrar, lambda: stranger.start_call(uri), seconds)
        refused = [m for m in stranger.responses if " 403 " in m.start_line]
        assert refused
