"""The case in words, for a target that shares no store with us: signed SIP MESSAGEs (RFC 3428).

A case is JSON, cut into parts that fit a MESSAGE over UDP (RFC 3428 section 8 keeps it under 1,300 octets
with its headers). Each part is JSON too, says which part of how many it is, and carries a seal of its own
for its target. Parts may come in any order, twice, or never.
"""

import base64
import binascii
import secrets
from collections import OrderedDict
from datetime import UTC, datetime
from uuid import UUID

import msgspec

from telephony.context import KindWord
from telephony.errors import ContextError
from telephony.party import clean
from telephony.seal import MAX_AGE, SEAL_BYTES, check_seal, check_time, seal, seconds

CASE_TYPE = "application/vnd.warmline.case+json"
"""Content type of the MESSAGEs."""
MAX_BODY = 1000
"""Octets of one part."""
MAX_PARTS = 16

_LABEL = b"case"
_CHUNK = 570
"""Octets of a case in one part: 760 in base 64, and the frame around them needs 200 at most."""
_LIMITS = {
    "subject": 120,
    "tried": 900,
    "expects": 300,
    "reason": 40,
    "customer_name": 120,
    "customer_company": 120,
    "customer_number": 64,
    "customer_tier": 40,
    "customer_language": 20,
    "category": 40,
    "severity": 20,
    "from_person": 120,
    "from_extension": 64,
}
"""Characters of each text; more is cut off when packing and refused when reading."""
_LONG = frozenset({"tried", "expects"})
_MAX_STEPS = 12
_STEP_CHARACTERS = 60


def is_case(content_type: str, body: str) -> bool:
    """Whether a MESSAGE may be part of a case; some PBXs (Asterisk) pass it on only as text."""
    return content_type == CASE_TYPE or (content_type == "text/plain" and body.startswith('{"case":'))


class CaseSummary(msgspec.Struct, frozen=True, kw_only=True):
    """What the target reads about the case. Texts are plain; ``path`` is its way so far, a line each.

    ``tried`` and ``expects`` may hold line breaks. ``issued_at`` is UTC, in whole seconds once packed.
    """

    ticket: UUID
    ticket_number: int = 0
    escalation: UUID
    kind: KindWord
    level: int
    hop: int = 1
    reason: str
    subject: str = ""
    tried: str = ""
    expects: str = ""
    category: str = ""
    severity: str = ""
    customer_name: str = ""
    customer_company: str = ""
    customer_number: str = ""
    customer_tier: str = ""
    customer_language: str = ""
    path: tuple[str, ...] = ()
    from_person: str = ""
    from_extension: str = ""
    issued_at: datetime


class _Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One MESSAGE. ``case`` is 16 random octets in hex, ``part`` counts from 1."""

    case: str
    part: int
    of: int
    at: int
    data: str
    seal: str

    def signed(self) -> bytes:
        """Put everything that the seal is over into one unmistakable order."""
        return f"{self.case}\n{self.part}\n{self.of}\n{self.at}\n{self.data}".encode()


def pack_case(case: CaseSummary, key: bytes, target: str) -> tuple[str, ...]:
    """Write a case as the bodies of one or more MESSAGEs of at most 1,000 octets, sealed for ``target``.

    Texts are cleaned and cut to their limits first; long cases in scripts of four octets a character lose
    the end of their longest texts.
    """
    whole = msgspec.json.encode(_fitted(case))
    chunks = [whole[i : i + _CHUNK] for i in range(0, len(whole), _CHUNK)]
    name, at = secrets.token_hex(16), seconds(case.issued_at)
    bodies = []
    for number, chunk in enumerate(chunks, 1):
        part = _Part(name, number, len(chunks), at, base64.b64encode(chunk).decode(), "")
        sealed = seal(key, _LABEL, part.signed(), target).hex()
        bodies.append(msgspec.json.encode(msgspec.structs.replace(part, seal=sealed)).decode())
    return tuple(bodies)


class CaseAssembler:
    """Puts cases together out of MESSAGEs that anyone may have written. Bounded in memory.

    ``targets`` is who we are, as in ``context.unpack``. Nothing is kept of a part whose seal is not good.
    """

    def __init__(self, key: bytes, targets: tuple[str, ...], *, limit: int = 16) -> None:
        self._key = key
        self._targets = targets
        self._limit = limit
        self._open: OrderedDict[tuple[str, int, int], dict[int, str]] = OrderedDict()
        self._told: OrderedDict[str, int] = OrderedDict()

    def add(self, body: str, now: datetime) -> CaseSummary | None:
        """Take one MESSAGE's body: the case if it is now whole (told once), else None.

        Raises ContextError: ``malformed``, ``forged``, ``not_for_us``, ``old`` or ``early``.
        """
        part = _read(body)
        check_seal(self._key, _LABEL, part.signed(), _unhex(part.seal), self._targets)
        check_time(part.at, now)
        self._forget(seconds(now))
        if part.case in self._told:
            return None
        parts = self._open.setdefault((part.case, part.of, part.at), {})
        parts[part.part] = part.data
        if len(parts) < part.of:
            return None
        del self._open[part.case, part.of, part.at]
        self._told[part.case] = part.at
        return _decode(b"".join(_unbase64(parts[i + 1]) for i in range(part.of)))

    def _forget(self, moment: int) -> None:
        """Drop what is over, and the oldest where there is too much."""
        for name in [n for n in self._open if moment - n[2] > MAX_AGE]:
            del self._open[name]
        while len(self._open) >= self._limit:
            self._open.popitem(last=False)
        # What has been told is too old to be believed again by the time it is forgotten.
        for case in [c for c, at in self._told.items() if moment - at > MAX_AGE]:
            del self._told[case]


def _fitted(case: CaseSummary) -> CaseSummary:
    """``case`` with every text within its limit and the whole within the parts there may be."""
    texts = {name: _lines(getattr(case, name), limit, name in _LONG) for name, limit in _LIMITS.items()}
    path = tuple(clean(line, _STEP_CHARACTERS) for line in case.path[-_MAX_STEPS:])
    issued = case.issued_at.astimezone(UTC).replace(microsecond=0)
    fitted = msgspec.structs.replace(case, **texts, path=path, issued_at=issued)
    while (
        excess := len(msgspec.json.encode(fitted)) - _CHUNK * MAX_PARTS
    ) > 0:  # no character has over 4 octets
        fitted = msgspec.structs.replace(fitted, tried=fitted.tried[: -(excess // 4 + 1)].rstrip())
    return fitted


def _lines(text: str, limit: int, several: bool) -> str:  # noqa: FBT001 - private, called once
    """``text`` cleaned and cut; its line breaks are kept if it may have several lines."""
    if not several:
        return clean(text, limit)
    return "\n".join(clean(line, limit) for line in text[: 4 * limit].splitlines())[:limit].strip()


def _malformed() -> ContextError:
    return ContextError("malformed", "The message with the case cannot be read.")


def _read(body: str) -> _Part:
    if len(body) > MAX_BODY:
        raise _malformed()
    try:
        part = msgspec.json.decode(body, type=_Part)
    except (msgspec.DecodeError, UnicodeEncodeError):
        raise _malformed() from None
    if not 1 <= part.part <= part.of <= MAX_PARTS or not part.data.isascii() or not part.case.isalnum():
        raise _malformed()
    return part


def _unhex(text: str) -> bytes:
    try:
        octets = binascii.unhexlify(text)
    except (binascii.Error, ValueError):
        raise _malformed() from None
    if len(octets) != SEAL_BYTES:
        raise _malformed()
    return octets


def _unbase64(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise _malformed() from None


def _decode(whole: bytes) -> CaseSummary:
    """Read a whole case. Sealed by our floor, yet perhaps by a newer or broken console: still checked."""
    try:
        case = msgspec.json.decode(whole, type=CaseSummary)
    except msgspec.DecodeError:
        raise _malformed() from None
    if _fitted(case) != case:
        raise _malformed()
    return case
