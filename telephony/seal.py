"""The floor key, and what it seals: who made a hand-over context, when, and for whom.

Every console of a floor holds the same 32 random bytes (in the keyring, never in a file of settings). What
it sends to another console carries a seal: 4 bytes of HMAC-SHA256 over the content alone, and 16 bytes over
content and target. The long one is what is believed; the short one only tells "made by this floor, but for
somebody else" (a forwarded call) from a forgery. A seal says which floor, not which person: it is no login.
"""

import hashlib
import hmac
import secrets
from collections.abc import Collection
from datetime import datetime

from telephony.address import user_of
from telephony.errors import ContextError

KEY_BYTES = 32
SEAL_BYTES = 20
MAX_AGE = 60
"""Seconds for which something sealed is accepted."""
MAX_SKEW = 5
"""Seconds by which the sender's clock may be ahead."""

_TAG_BYTES = 4
_CHECK_BYTES = 3
_GROUP = 4
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O and U, so that a key survives being read aloud."""
_HEARD_AS = str.maketrans({"I": "1", "L": "1", "O": "0", "-": None, " ": None})


def new_key() -> bytes:
    """Make the key of a new floor."""
    return secrets.token_bytes(KEY_BYTES)


def key_to_text(key: bytes) -> str:
    """Write a key for people: 14 groups of 4 letters and digits, the last 24 bits of it a checksum."""
    _require_key(key)
    number = int.from_bytes(key + _checksum(key))
    letters = ""
    for _ in range((KEY_BYTES + _CHECK_BYTES) * 8 // 5):
        number, low = divmod(number, 32)
        letters = _ALPHABET[low] + letters
    return "-".join(letters[i : i + _GROUP] for i in range(0, len(letters), _GROUP))


def key_from_text(text: str) -> bytes:
    """Read a key that a person typed or pasted; case, blanks, dashes and O for 0 do not matter.

    Raises ContextError ``key`` if it is none, or if a letter is wrong.
    """
    letters = "".join(text[:1024].split()).upper().translate(_HEARD_AS)
    length = (KEY_BYTES + _CHECK_BYTES) * 8 // 5
    if len(letters) != length:
        raise ContextError("key", f"A floor key has {length} letters and digits; this has {len(letters)}.")
    number = 0
    for letter in letters:
        if letter not in _ALPHABET:
            raise ContextError(
                "key", f"“{letter}” does not occur in a floor key." if letter.isprintable() else _WRONG
            )
        number = number * 32 + _ALPHABET.index(letter)
    whole = number.to_bytes(KEY_BYTES + _CHECK_BYTES)
    key, check = whole[:KEY_BYTES], whole[KEY_BYTES:]
    if check != _checksum(key):
        raise ContextError("key", _WRONG)
    return key


_WRONG = "This is no floor key, or a letter of it is wrong."


def seal(key: bytes, label: bytes, body: bytes, target: str) -> bytes:
    """Seal ``body`` for ``target`` (a URI or a user part): 20 bytes. ``label`` is the kind of thing."""
    _require_key(key)
    return _tag(key, label, body) + _mac(key, label, body, user_of(target))


def check_seal(key: bytes, label: bytes, body: bytes, sealed: bytes, targets: Collection[str]) -> None:
    """Believe ``body`` only if this floor sealed it for one of ``targets``.

    Raises ContextError: ``not_for_us`` if this floor sealed it for somebody else, otherwise ``forged``.
    """
    _require_key(key)
    mac = sealed[_TAG_BYTES:]
    matches = [hmac.compare_digest(mac, _mac(key, label, body, user_of(target))) for target in targets]
    ours = hmac.compare_digest(sealed[:_TAG_BYTES], _tag(key, label, body))
    if ours and any(matches):
        return
    if ours:
        raise ContextError("not_for_us", "This case was sent to somebody else.")
    raise ContextError("forged", "This case was not sent by a console of this floor.")


def check_time(issued_at: int, now: datetime) -> None:
    """Refuse what was sealed more than a minute ago (``old``) or in the future (``early``).

    ``issued_at`` in seconds since 1970, ``now`` with its time zone.
    """
    age = seconds(now) - issued_at
    if age > MAX_AGE:
        raise ContextError("old", f"This case was sent more than {MAX_AGE} seconds ago.")
    if age < -MAX_SKEW:
        raise ContextError("early", "This case comes from a console whose clock is ahead of this one's.")


def seconds(at: datetime) -> int:
    """Seconds since 1970. A time without its zone is a bug."""
    if at.tzinfo is None:
        raise ValueError("a time needs its zone")
    return int(at.timestamp())


def _tag(key: bytes, label: bytes, body: bytes) -> bytes:
    return hmac.digest(key, b"warmline tag " + label + b"\0" + body, hashlib.sha256)[:_TAG_BYTES]


def _mac(key: bytes, label: bytes, body: bytes, user: str) -> bytes:
    message = b"warmline mac " + label + b"\0" + len(body).to_bytes(4) + body + user.encode()
    return hmac.digest(key, message, hashlib.sha256)[: SEAL_BYTES - _TAG_BYTES]


def _checksum(key: bytes) -> bytes:
    return hashlib.sha256(b"warmline floor key" + key).digest()[:_CHECK_BYTES]


def _require_key(key: bytes) -> None:
    if len(key) != KEY_BYTES:
        raise ValueError(f"a floor key has {KEY_BYTES} bytes")
