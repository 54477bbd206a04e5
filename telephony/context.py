"""The case that travels with a consult: hand-over context ⇄ ``User-to-User`` header (RFC 7433).

    version 1 │ ticket 16 │ escalation 16 │ number 4 │ kind 1 │ level 1 │ reason 1 │ hop 1 │ time 4 │ nonce 8
    caller: form 1, octets ≤24 │ name: length 1, octets ≤22 │ seal 20                  (big endian, octets)

as hex, then ``;encoding=hex``: 163 characters without caller and name, typically about 200, at most 255. RFC
7433 wants no more than 128 octets where a network is known to be strict; two UUIDs and a seal do not fit
into that, and networks that strict lose the header anyway.
"""

import binascii
import re
import secrets
import struct
from datetime import UTC, datetime
from typing import Literal
from uuid import UUID

import msgspec

from telephony.errors import ContextError
from telephony.party import clean
from telephony.seal import SEAL_BYTES, check_seal, check_time, seal, seconds

MAX_HEADER = 256
OTHER_REASON = "other"

REASONS: dict[int, str] = {
    1: "lacks_knowledge",
    2: "lacks_authority",
    3: "customer_demands_manager",
    4: "overload",
    5: "sla_exceeded",
    6: "complexity",
    7: "customer_impact",
}
"""Reasons by their number on the wire; a number never gets a new meaning, and one not listed is "other"."""

KindWord = Literal["functional", "hierarchical"]
_KINDS: dict[int, KindWord] = {1: "functional", 2: "hierarchical"}

_VERSION = 0xE1
"""Version 1; the high half keeps off the protocol discriminators of ISDN user-to-user data (ITU-T Q.931)."""
_HEAD = struct.Struct(">B16s16sIBBBBI8s")
_LABEL = b"context"
_CALLER_BYTES = 24
_NAME_BYTES = 22
_NONE, _DIGITS, _PLUS_DIGITS, _TEXT, _CUT_TEXT = 0x00, 0x20, 0x40, 0x60, 0x80
"""Form of the caller in the high bits; the low five are how many octets follow."""
_LENGTH = 0x1F
_CUT = 0x80
_NIBBLES = "0123456789*#"
_FILLER = 0xF
_CUT_MARK = "…"
_LONGEST_READ = 1024
_UUI = re.compile(r'"?([0-9A-Fa-f]*)"?[ \t]*((?:;[ \t]*[A-Za-z0-9\-]+[ \t]*(?:=[ \t]*[^;\s]*[ \t]*)?)*)')


def _new_nonce() -> bytes:
    return secrets.token_bytes(8)


class HandoverContext(msgspec.Struct, frozen=True, kw_only=True):
    """What the target's console learns while it rings.

    ``level`` is the level that is asked (0 to 255), ``hop`` counts this ticket's escalations from 1.
    ``ticket_number`` is 0 while there is only a provisional one. ``reason`` is a word of :data:`REASONS` or
    "other". ``caller`` is the customer's number (+E.164 or extension) or URI, ``caller_name`` as the caller's
    side named them; what did not fit ends in "…" and is for showing, not for looking up. ``issued_at`` is
    UTC in whole seconds; ``nonce`` is 8 random octets.
    """

    ticket: UUID
    ticket_number: int = 0
    escalation: UUID
    kind: KindWord
    level: int
    reason: str
    hop: int = 1
    caller: str = ""
    caller_name: str = ""
    issued_at: datetime
    nonce: bytes = msgspec.field(default_factory=_new_nonce)


def pack(context: HandoverContext, key: bytes, target: str) -> str:
    """Write a context as the value of a ``User-to-User`` header, sealed for ``target`` (URI or user part).

    Caller and name are cut to fit. A number out of range is a bug and raises ValueError.
    """
    numbers = {word: number for number, word in REASONS.items()}
    kinds = {word: number for number, word in _KINDS.items()}
    try:
        head = _HEAD.pack(
            _VERSION,
            context.ticket.bytes,
            context.escalation.bytes,
            context.ticket_number,
            kinds[context.kind],
            context.level,
            numbers.get(context.reason, 0),
            context.hop,
            seconds(context.issued_at),
            context.nonce,
        )
    except struct.error as error:
        raise ValueError(f"not a context that can be packed: {error}") from error
    body = head + _pack_caller(context.caller) + _pack_name(context.caller_name)
    return f"{(body + seal(key, _LABEL, body, target)).hex()};encoding=hex"


def unpack(header: str, key: bytes, target: str | tuple[str, ...], now: datetime) -> HandoverContext:
    """Read the value of a ``User-to-User`` header that anyone may have written.

    ``target`` is whoever we are: our extension, or several (the queues that we answer for too). Raises
    ContextError with one of ``missing``, ``malformed``, ``forged``, ``not_for_us``, ``old`` and ``early``.
    Whether its nonce was used before is for the store to say.
    """
    if not header.strip():
        raise ContextError("missing", "No case came with this call.")
    octets = _octets(header)
    if len(octets) < _HEAD.size + 2 + SEAL_BYTES or octets[0] != _VERSION:
        raise _malformed()
    body, sealed = octets[:-SEAL_BYTES], octets[-SEAL_BYTES:]
    check_seal(key, _LABEL, body, sealed, (target,) if isinstance(target, str) else target)
    _, ticket, escalation, number, kind, level, reason, hop, issued_at, nonce = _HEAD.unpack_from(body)
    check_time(issued_at, now)
    caller, rest = _unpack_caller(body[_HEAD.size :])
    if kind not in _KINDS:
        raise _malformed()
    return HandoverContext(
        ticket=UUID(bytes=ticket),
        ticket_number=number,
        escalation=UUID(bytes=escalation),
        kind=_KINDS[kind],
        level=level,
        reason=REASONS.get(reason, OTHER_REASON),
        hop=hop,
        caller=caller,
        caller_name=_unpack_name(rest),
        issued_at=datetime.fromtimestamp(issued_at, UTC),
        nonce=nonce,
    )


def _malformed() -> ContextError:
    return ContextError("malformed", "The case that came with this call cannot be read.")


def _octets(header: str) -> bytes:
    """Decode the header's value: hex, as in RFC 7433 section 4.1, whatever parameters a proxy added."""
    found = _UUI.fullmatch(header.strip()) if len(header) <= _LONGEST_READ else None
    if found is None:
        raise _malformed()
    encodings = [
        p.partition("=")[2] for p in found.group(2).split(";") if p.strip().lower().startswith("encoding")
    ]
    if any(encoding.strip().lower() != "hex" for encoding in encodings):
        raise _malformed()
    try:
        return binascii.unhexlify(found.group(1))
    except binascii.Error:
        raise _malformed() from None


def _pack_caller(caller: str) -> bytes:
    digits = caller.removeprefix("+")
    if digits and all(c in _NIBBLES for c in digits) and len(digits) <= 2 * _CALLER_BYTES:
        nibbles = [_NIBBLES.index(c) for c in digits] + [_FILLER] * (len(digits) % 2)
        packed = bytes(high << 4 | low for high, low in zip(nibbles[::2], nibbles[1::2], strict=True))
        return bytes([(_PLUS_DIGITS if caller.startswith("+") else _DIGITS) | len(packed)]) + packed
    text, cut = _cut(caller, _CALLER_BYTES)
    if not text:
        return bytes([_NONE])
    return bytes([(_CUT_TEXT if cut else _TEXT) | len(text)]) + text


def _unpack_caller(data: bytes) -> tuple[str, bytes]:
    """Read the caller, and what stands behind it."""
    form, length = data[0] & ~_LENGTH, data[0] & _LENGTH
    octets, rest = data[1 : 1 + length], data[1 + length :]
    if len(octets) != length:
        raise _malformed()
    if form in {_DIGITS, _PLUS_DIGITS}:
        nibbles = [n for octet in octets for n in (octet >> 4, octet & 0xF)]
        if nibbles and nibbles[-1] == _FILLER:
            nibbles.pop()
        if any(n >= len(_NIBBLES) for n in nibbles):
            raise _malformed()
        return ("+" if form == _PLUS_DIGITS else "") + "".join(_NIBBLES[n] for n in nibbles), rest
    if form == _NONE:
        return "", rest
    return _text(octets) + (_CUT_MARK if form == _CUT_TEXT else ""), rest


def _pack_name(name: str) -> bytes:
    text, cut = _cut(name, _NAME_BYTES)
    return bytes([len(text) | (_CUT if cut else 0)]) + text


def _unpack_name(data: bytes) -> str:
    if not data or len(data) - 1 != data[0] & ~_CUT:
        raise _malformed()
    return _text(data[1:]) + (_CUT_MARK if data[0] & _CUT else "")


def _cut(text: str, limit: int) -> tuple[bytes, bool]:
    """``text`` in at most ``limit`` octets of whole UTF-8 characters, and whether something was cut off."""
    octets = clean(text, 10 * limit).encode()
    if len(octets) <= limit:
        return octets, False
    return octets[:limit].decode(errors="ignore").rstrip().encode(), True


def _text(octets: bytes) -> str:
    try:
        return clean(octets.decode(), len(octets))
    except UnicodeDecodeError:
        raise _malformed() from None
