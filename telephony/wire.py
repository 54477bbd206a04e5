"""What goes through the socket between console and engine: a length, then one message in MessagePack.

    ┌────────────────────────┬──────────────────┐
    │ length, 4 bytes, big-e.│ that many bytes  │
    └────────────────────────┴──────────────────┘

Console to engine: the commands, and :class:`Ping`. Engine to console: ``Snapshot``, :class:`Told` (an
envelope), :class:`Sensed` (a reading), :class:`Dismissed`, :class:`Pong`. :class:`Greeting` and
:class:`Dismissed` never change their shape, so that two versions can at least tell each other that they cannot talk.

Everything here is pure. What cannot be read raises :class:`~telephony.errors.EngineError` with the code
``garbage`` or ``too_long``; after it the connection is of no more use.
"""

from typing import Final

import msgspec

from telephony.commands import Command
from telephony.errors import EngineError
from telephony.events import Envelope, Reading, Snapshot

LONGEST: Final = 1 << 20
"""Bytes of one message without its length: 1 MiB. The longest real one, a full snapshot, has some 10 KiB."""

_PREFIX: Final = 4


class Ping(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Asks for a :class:`Pong` with the same number, to measure the way there and back."""

    number: int


class Pong(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """The answer to a :class:`Ping`, given by the thread that also does the calls."""

    number: int


class Told(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """One event on its way to the console."""

    envelope: Envelope


class Sensed(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """One reading on its way to the console: neither numbered nor kept."""

    reading: Reading


class Dismissed(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """The last message on a connection that the engine ends.

    ``code``: ``replaced`` (another console has attached), ``old_version`` (this engine makes way for one
    of the console's version), ``engine_busy_old_version`` (it will, when its call is over), ``restart`` (a new
    engine is needed for the account that was asked for, or for a sound server that has come back), ``garbage``.
    """

    code: str
    message: str


class Greeting(msgspec.Struct, frozen=True, kw_only=True, tag="Attach"):
    """What every version of the first message has: enough to see whether the rest can be understood."""

    protocol: int


ToEngine = Command | Ping
ToConsole = Snapshot | Told | Sensed | Dismissed | Pong

_encoder = msgspec.msgpack.Encoder()
_to_engine: msgspec.msgpack.Decoder[ToEngine] = msgspec.msgpack.Decoder(ToEngine)
_to_console: msgspec.msgpack.Decoder[ToConsole] = msgspec.msgpack.Decoder(ToConsole)
_greeting = msgspec.msgpack.Decoder(Greeting)


def encode(message: ToEngine | ToConsole) -> bytes:
    """Put the message's length before it; EngineError ``too_long`` above :data:`LONGEST`."""
    body = _encoder.encode(message)
    if len(body) > LONGEST:
        kind = type(message).__name__
        raise EngineError("too_long", f"A {kind} of {len(body)} bytes is too long to be sent.")
    return len(body).to_bytes(_PREFIX, "big") + body


def for_engine(body: bytes) -> ToEngine:
    """Read a message of the console's, given without its length."""
    try:
        return _to_engine.decode(body)
    except msgspec.MsgspecError as error:
        raise _garbage(error) from error


def for_console(body: bytes) -> ToConsole:
    """Read a message of the engine's, given without its length."""
    try:
        return _to_console.decode(body)
    except msgspec.MsgspecError as error:
        raise _garbage(error) from error


def greeting(body: bytes) -> Greeting:
    """Read the protocol of a first message, whatever else the version that sent it has put there."""
    try:
        return _greeting.decode(body)
    except msgspec.MsgspecError as error:
        raise _garbage(error) from error


def _garbage(error: Exception) -> EngineError:
    return EngineError("garbage", f"What came through the engine's socket is no message of ours: {error}")


class Splitter:
    """Cuts a stream of bytes into messages, however the socket has torn or joined them."""

    def __init__(self) -> None:
        self._held = bytearray()

    def feed(self, data: bytes) -> list[bytes]:
        """Return the bodies that are complete now; EngineError if a length is 0 or above :data:`LONGEST`.

        The length is checked as soon as it is there: nobody can make us hold more than one message.
        """
        self._held += data
        bodies = []
        start = 0
        while len(self._held) - start >= _PREFIX:
            length = int.from_bytes(self._held[start : start + _PREFIX], "big")
            if length == 0 or length > LONGEST:
                code = "too_long" if length else "garbage"
                raise EngineError(code, f"The engine's socket announced a message of {length} bytes.")
            end = start + _PREFIX + length
            if len(self._held) < end:
                break
            bodies.append(bytes(self._held[start + _PREFIX : end]))
            start = end
        del self._held[:start]
        return bodies
