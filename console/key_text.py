"""The keys of recordings as text, for a file of settings, a terminal or a keyring: 14 groups of four.

Base 32 (RFC 4648) of the key's 32 bytes and of 3 bytes of a checksum, which differs for a public key and a private
one: neither is ever taken for the other, and a letter that is typed wrongly is noticed.
"""

import base64
import binascii
import hashlib
from typing import Final

_KEY: Final = 32
_CHECK: Final = 3
_LETTERS: Final = (_KEY + _CHECK) * 8 // 5
_GROUP: Final = 4
_PUBLIC: Final = b"warmline recordings public"
_PRIVATE: Final = b"warmline recordings private"


def public_to_text(key: bytes) -> str:
    """For anybody's eyes."""
    return _to_text(key, _PUBLIC)


def public_from_text(text: str) -> bytes | None:
    """None if this is no public key of recordings; case, blanks and dashes do not matter."""
    return _from_text(text, _PUBLIC)


def private_to_text(key: bytes) -> str:
    """For a keyring, or whoever has none."""
    return _to_text(key, _PRIVATE)


def private_from_text(text: str) -> bytes | None:
    """None if this is no private key of recordings."""
    return _from_text(text, _PRIVATE)


def _to_text(key: bytes, label: bytes) -> str:
    letters = base64.b32encode(key + _checksum(key, label)).decode()
    return "-".join(letters[i : i + _GROUP] for i in range(0, len(letters), _GROUP))


def _from_text(text: str, label: bytes) -> bytes | None:
    letters = "".join(text[:1024].split()).replace("-", "").upper()
    if len(letters) != _LETTERS:
        return None
    try:
        whole = base64.b32decode(letters)
    except (binascii.Error, ValueError):
        return None
    key, check = whole[:_KEY], whole[_KEY:]
    return key if check == _checksum(key, label) else None


def _checksum(key: bytes, label: bytes) -> bytes:
    return hashlib.sha256(label + key).digest()[:_CHECK]
