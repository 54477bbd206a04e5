"""The key of a recording, wrapped to the floor's public key: whoever records needs no secret to keep what they record.

HPKE (RFC 9180, base mode) with DHKEM(X25519, HKDF-SHA256), HKDF-SHA256 and AES-256-GCM, by `cryptography`. The
wrapped key is base64 of

    version (1 byte, 1) │ which public key (8 bytes: the begin of its SHA-256) │ encapsulated key (32) │ sealed key (48)

and is bound to the recording by HPKE's ``info``: it does not open under another recording's id. All keys are 32 bytes.
"""

import base64
import binascii
import hashlib
import secrets
from collections.abc import Callable
from typing import TYPE_CHECKING, Final
from uuid import UUID

from store.archive.errors import ArchiveError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.hpke import Suite

KEY_BYTES: Final = 32
_VERSION: Final = b"\x01"
_NAME_BYTES: Final = 8
_WRAPPED_BYTES: Final = 1 + _NAME_BYTES + 32 + KEY_BYTES + 16
_INFO: Final = b"warmline recording "

Unlock = Callable[[UUID, str], bytes]
"""Of a recording and its wrapped key the key; ArchiveError ``no_key`` if it cannot be had. It may take its time.

On one desk it is unwrapped with what the keyring holds; on a floor the store may release it instead.
"""


def new_key() -> bytes:
    """A key for one recording, or a private key for a floor."""
    return secrets.token_bytes(KEY_BYTES)


def public_of(private: bytes) -> bytes:
    """The public key that belongs to a private one."""
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey  # noqa: PLC0415 - seldom needed

    return X25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()


def name_of(public: bytes) -> str:
    """What a key is called: 16 hex digits, the begin of its SHA-256."""
    return hashlib.sha256(public).hexdigest()[: 2 * _NAME_BYTES]


def wrap(key: bytes, public: bytes, recording: UUID) -> str:
    """Seal a recording's key. ArchiveError ``no_key`` if ``public`` is no public key."""
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey  # noqa: PLC0415 - as above

    try:
        sealed = _suite().encrypt(key, X25519PublicKey.from_public_bytes(public), info=_info(recording))
    except ValueError as error:
        raise ArchiveError("no_key", f"The public key of the recordings is none: {error}.") from error
    return base64.b64encode(_VERSION + bytes.fromhex(name_of(public)) + sealed).decode()


def wrapped_for(wrapped: str) -> str:
    """The name of the public key that it was wrapped for. ArchiveError ``changed`` if this is no wrapped key."""
    return _taken_apart(wrapped)[0]


def unwrap(wrapped: str, private: bytes, recording: UUID) -> bytes:
    """The recording's key. ArchiveError ``no_key`` with another private key, ``changed`` if it was tampered with."""
    from cryptography.exceptions import InvalidTag  # noqa: PLC0415 - as above
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey  # noqa: PLC0415 - as above

    name, sealed = _taken_apart(wrapped)
    if name != name_of(public_of(private)):
        raise ArchiveError(
            "no_key", f"This recording is encrypted for the key {name}, and this is another one."
        )
    try:
        return _suite().decrypt(sealed, X25519PrivateKey.from_private_bytes(private), info=_info(recording))
    except InvalidTag as error:
        raise ArchiveError(
            "changed", "The key of this recording was changed, or is another one's."
        ) from error


def _taken_apart(wrapped: str) -> tuple[str, bytes]:
    try:
        raw = base64.b64decode(wrapped, validate=True)
    except (ValueError, binascii.Error) as error:
        raise ArchiveError("changed", "The key of this recording cannot be read.") from error
    if len(raw) != _WRAPPED_BYTES or raw[:1] != _VERSION:
        raise ArchiveError("changed", "The key of this recording cannot be read, or needs a newer Warmline.")
    return raw[1 : 1 + _NAME_BYTES].hex(), raw[1 + _NAME_BYTES :]


def _suite() -> "Suite":
    from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite  # noqa: PLC0415 - as above

    return Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


def _info(recording: UUID) -> bytes:
    return _INFO + recording.bytes
