from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telephony import wire
from telephony.call import EndedBy
from telephony.commands import PROTOCOL, Account, Attach, BeginTransfer, Decline
from telephony.errors import EngineError
from telephony.events import CallEnded, Envelope, RegistrationChanged, RegistrationState, Snapshot

COMMANDS: list[wire.ToEngine] = [
    Attach(id="a", protocol=PROTOCOL, account=Account(uri="sip:a@h", username="x"), console=("warmline",)),
    Decline(id="b", call="c", code=486),
    BeginTransfer(id="c", transfer="t", customer="c", consult="d", target="sip:s@h", case=("one", "two")),
    wire.Ping(number=7),
]


def _envelope(seq: int) -> Envelope:
    event = CallEnded(call="c", code=200, reason="OK", by=EndedBy.THEM, answered=True)
    return Envelope(seq=seq, id="e", at=datetime(2025, 1, 2, 3, 4, 5, 678901, UTC), boottime=1.5, event=event)


def test_every_message_of_the_console_comes_back_as_it_was() -> None:
    for command in COMMANDS:
        (body,) = wire.Splitter().feed(wire.encode(command))
        assert wire.for_engine(body) == command


def test_every_message_of_the_engine_comes_back_as_it_was() -> None:
    registration = RegistrationChanged(state=RegistrationState.LOST, reason="no route")
    messages: list[wire.ToConsole] = [
        Snapshot(protocol=1, pid=2, boot_id="b", registration=registration),
        wire.Told(envelope=_envelope(3)),
        wire.Dismissed(code="replaced", message="Another one."),
        wire.Pong(number=7),
    ]
    for message in messages:
        (body,) = wire.Splitter().feed(wire.encode(message))
        assert wire.for_console(body) == message


@given(cuts=st.lists(st.integers(min_value=1, max_value=40), max_size=60))
def test_messages_survive_any_tearing_and_joining(cuts: list[int]) -> None:
    stream = b"".join(wire.encode(command) for command in COMMANDS)
    splitter = wire.Splitter()
    bodies = []
    for cut in cuts:
        bodies += splitter.feed(stream[:cut])
        stream = stream[cut:]
    bodies += splitter.feed(stream)
    assert [wire.for_engine(body) for body in bodies] == COMMANDS


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"GET / HTTP/1.1\r\n\r\n", "too_long"),
        (b"\x00\x00\x00\x00", "garbage"),
        ((wire.LONGEST + 1).to_bytes(4, "big"), "too_long"),
        (b"\xff" * 4, "too_long"),
    ],
)
def test_an_impossible_length_is_refused_before_its_message_has_come(data: bytes, code: str) -> None:
    with pytest.raises(EngineError) as refused:
        wire.Splitter().feed(data)
    assert refused.value.code == code


def test_a_message_too_long_to_be_read_is_not_sent() -> None:
    with pytest.raises(EngineError) as refused:
        wire.encode(Decline(id="x" * wire.LONGEST, call="c"))
    assert refused.value.code == "too_long"


@given(st.binary(min_size=1, max_size=200))
def test_garbage_is_told_as_garbage(body: bytes) -> None:
    codes = set()
    for read in (wire.for_engine, wire.for_console, wire.greeting):
        try:
            read(body)
        except EngineError as error:
            codes.add(error.code)
    assert codes <= {"garbage"}


def test_a_message_for_the_other_side_is_garbage() -> None:
    (body,) = wire.Splitter().feed(wire.encode(wire.Told(envelope=_envelope(1))))
    with pytest.raises(EngineError):
        wire.for_engine(body)


def test_the_protocol_of_another_version_s_greeting_can_be_read() -> None:
    body = wire._encoder.encode({"type": "Attach", "protocol": 99, "profile": ["of", "tomorrow"]})
    assert wire.greeting(body).protocol == 99
    with pytest.raises(EngineError):
        wire.for_engine(body)
