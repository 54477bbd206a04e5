"""A file sealed in blocks: any part of it can be read alone, and nothing of it can be changed unseen.

    ┌──────────────────────────────────────────────┬─────────────────┬─────────────────┬─────┬──────────────────┐
    │ head: WRMLSEAL, version, kind, recording     │ block 0 │ tag   │ block 1 │ tag   │  …  │ last block │ tag │
    └──────────────────────────────────────────────┴─────────────────┴─────────────────┴─────┴──────────────────┘
    32 bytes                                        65,536 + 16        65,536 + 16              0 to 65,536 + 16

AES-256-GCM by `cryptography`; the nonce is the block's number and whether it is the last one (the STREAM construction
of Hoang, Reyhanitabar, Rogaway and Vizár, "Online Authenticated-Encryption and its Nonce-Reuse Misuse-Resistance",
2015). So a block that was changed, moved, repeated or left out does not open, and a file that was cut off ends with a
block that is not the last. The head is mixed into the key: a block of another recording does not open either. The key
is made anew for every file that is written, so no nonce ever comes twice.
"""

import io
import struct
from collections import OrderedDict
from collections.abc import Iterator
from typing import IO, TYPE_CHECKING, Final
from uuid import UUID

from store.archive.errors import ArchiveError

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

BLOCK: Final = 65_536
HEAD: Final = 32
AUDIO: Final = 1
PEAKS: Final = 2
"""What a file is."""

_TAG = 16
_SEALED = BLOCK + _TAG
_HEAD = struct.Struct(">8sBB6x16s")
_MAGIC = b"WRMLSEAL"
_VERSION = 1
_NONCE = struct.Struct(">7xIB")
_KEPT_BLOCKS = 16
"""So many blocks that were opened stay at hand: a player reads on, and libsndfile goes to and fro in a seek."""


def sealed(source: IO[bytes], key: bytes, recording: UUID, kind: int) -> Iterator[bytes]:
    """The sealed file of what is read from ``source``, piece by piece."""
    head = _head(recording, kind)
    cipher = _cipher(key, head)
    yield head
    number, block = 0, source.read(BLOCK)
    while True:
        following = source.read(BLOCK)
        yield cipher.encrypt(_NONCE.pack(number, not following), block, None)
        if not following:
            return
        number, block = number + 1, following


class Unsealed(io.RawIOBase):
    """Reads a sealed file as if it were not, from anywhere in it. Not for two threads at once.

    ``size``: how long the sealed file is. ArchiveError ``changed`` when it is opened if it was cut off or is not this
    recording's, and in a read for whatever block is not as it was written; what that read would have given is lost,
    nothing wrong is given.
    """

    def __init__(self, file: IO[bytes], size: int, key: bytes, recording: UUID, kind: int) -> None:
        super().__init__()
        self._file = file
        head = _head(recording, kind)
        if file.read(HEAD) != head:
            raise _changed()
        body = size - HEAD
        self._last = max(0, (body - 1) // _SEALED)
        rest = body - self._last * _SEALED - _TAG
        if rest < 0:
            raise _changed()
        self._size = self._last * BLOCK + rest
        self._cipher = _cipher(key, head)
        self._at = 0
        self._open: OrderedDict[int, bytes] = OrderedDict()
        self._block(self._last)

    def readable(self) -> bool:
        """Io's own."""
        return True

    def seekable(self) -> bool:
        """Io's own."""
        return True

    def tell(self) -> int:
        """Io's own."""
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        """Io's own."""
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        self._at = max(0, base + offset)
        return self._at

    def readinto(self, buffer: "WriteableBuffer", /) -> int:
        """Io's own; as much as is wanted unless the file ends."""
        view = memoryview(buffer).cast("B")
        wanted = min(len(view), max(0, self._size - self._at))
        done = 0
        while done < wanted:
            number, offset = divmod(self._at, BLOCK)
            piece = self._block(number)[offset : offset + wanted - done]
            view[done : done + len(piece)] = piece
            done += len(piece)
            self._at += len(piece)
        return done

    def close(self) -> None:
        """Io's own; closes the sealed file too."""
        if not self.closed:
            self._file.close()
        super().close()

    def _block(self, number: int) -> bytes:
        if number in self._open:
            self._open.move_to_end(number)
            return self._open[number]
        from cryptography.exceptions import InvalidTag  # noqa: PLC0415 - only if something is sealed

        self._file.seek(HEAD + number * _SEALED)
        raw = self._file.read(_SEALED)
        try:
            block = self._cipher.decrypt(_NONCE.pack(number, number == self._last), raw, None)
        except (InvalidTag, ValueError) as error:  # ValueError: shorter than a tag
            raise _changed() from error
        self._open[number] = block
        if len(self._open) > _KEPT_BLOCKS:
            self._open.popitem(last=False)
        return block


def _head(recording: UUID, kind: int) -> bytes:
    return _HEAD.pack(_MAGIC, _VERSION, kind, recording.bytes)


def _cipher(key: bytes, head: bytes) -> "AESGCM":
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415 - only if something is sealed
    from cryptography.hazmat.primitives.hashes import SHA256  # noqa: PLC0415 - likewise
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF  # noqa: PLC0415 - likewise

    return AESGCM(HKDF(algorithm=SHA256(), length=32, salt=None, info=head).derive(key))


def _changed() -> ArchiveError:
    return ArchiveError(
        "changed", "This recording was changed or cut off in the archive, and cannot be trusted."
    )
