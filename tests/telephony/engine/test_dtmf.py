"""Digits out by the account's way, and in by both ways at once."""

import struct
from collections.abc import Iterator

import pytest

from telephony.commands import SendDigits
from telephony.events import CallAnswered, CommandRefused, DigitReceived
from tests.agents import Agent, StartAgent, new_id, wait_until
from tests.sip_peer import Dialog, RawPeer

pytestmark = pytest.mark.sip

EVENT = 101


@pytest.fixture
def peer() -> Iterator[RawPeer]:
    with RawPeer("peer") as raw:
        yield raw


def talking(
    sip_agents: StartAgent, peer: RawPeer, way: str = "auto", *, events: bool = True
) -> tuple[Agent, Dialog, str, str]:
    """The agent, the peer's dialog, the agent's SDP, and the call."""
    agent = sip_agents("agent", answer_ms=0, account={"dtmf": way})
    peer.events = events
    dialog = peer.call(agent.uri)
    sdp = peer.wait_response("INVITE", 200, dialog).body
    return agent, dialog, sdp, agent.wait(CallAnswered).call


@pytest.mark.parametrize(
    ("way", "events", "by_info"),
    [("auto", True, False), ("rfc2833", True, False), ("info", True, True), ("auto", False, True)],
)
def test_digits_go_out_by_the_account_s_way(
    sip_agents: StartAgent, peer: RawPeer, way: str, events: bool, by_info: bool
) -> None:
    agent, _, _, call = talking(sip_agents, peer, way, events=events)
    peer.rtp_kinds()
    agent.obey(SendDigits(id=new_id(), call=call, digits="4"))
    if by_info:
        assert "Signal=4" in peer.wait("INFO").body
        assert EVENT not in peer.rtp_kinds()
    else:
        wait_until(lambda: EVENT in peer.rtp_kinds(), what="an event in the stream")
        assert peer.seen("INFO") == []


def test_a_way_that_the_other_side_does_not_know_is_refused(sip_agents: StartAgent, peer: RawPeer) -> None:
    agent, _, _, call = talking(sip_agents, peer, "rfc2833", events=False)
    refused = agent.obey(SendDigits(id=new_id(), call=call, digits="4"))
    assert agent.wait(CommandRefused, command=refused).code == "sip_error"


def press(peer: RawPeer, sdp: str, digit: int, at: int) -> None:
    """A key of 60 ms in the stream, its end three times, as RFC 4733 wants it."""
    for number, (end, samples) in enumerate([(0, 160), (0, 320), (1, 480), (1, 480), (1, 480)]):
        event = struct.pack("!BBH", digit, end << 7 | 10, samples)
        peer.send_rtp(sdp, EVENT, event, at=at + number, mark=number == 0)


def test_a_digit_by_both_ways_is_told_once(sip_agents: StartAgent, peer: RawPeer) -> None:
    agent, dialog, sdp, call = talking(sip_agents, peer)
    for at in range(5):
        peer.send_rtp(sdp, 0, b"\xff" * 160, at=at)
    press(peer, sdp, 5, at=5)
    assert agent.wait(DigitReceived, call=call).digit == "5"
    peer.request(dialog, "INFO", body="Signal=5\r\nDuration=60\r\n", kind="application/dtmf-relay")
    peer.request(dialog, "INFO", body="8", kind="application/dtmf")
    assert agent.wait(DigitReceived, call=call).digit == "8"
    assert [told.digit for told in agent.seen(DigitReceived)] == ["5", "8"]


@pytest.mark.parametrize(
    "body", ["", "Signal=\r\n", "Signal=%s\r\n" % ("x" * 2000), "Duration=1", "Signal=\udcff\r\n"]
)
def test_an_info_that_makes_no_sense_is_no_digit(sip_agents: StartAgent, peer: RawPeer, body: str) -> None:
    agent, dialog, _, call = talking(sip_agents, peer)
    raw = body.encode("utf-8", "surrogateescape").decode("latin-1")
    peer.request(dialog, "INFO", body=raw, kind="application/dtmf-relay")
    peer.request(dialog, "INFO", body="Signal=3\r\n", kind="application/dtmf-relay")
    wait_until(lambda: [told.digit for told in agent.seen(DigitReceived, call=call)][-1:] == ["3"])
    assert all(told.digit in "0123456789ABCD*#" for told in agent.seen(DigitReceived))
