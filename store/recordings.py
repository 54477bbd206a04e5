"""The archive of recordings: where their audio is kept, at any address that fsspec knows, and how it is got back.

    finished WAV ──► FLAC + picture ──► sealed (a key of its own, wrapped to the floor's public key) ──► address
                     in a work folder                                                          <32 hex>.flac[.enc]

A file is named by the recording's UUID alone, so a listing tells nothing of who spoke with whom. :class:`Kept` is
what the store has to remember of it; without that nobody finds the key. Nothing here knows who may hear what: ask
first (:mod:`store.hearing`).

Each call does its work on the thread that calls, and an archive may be used by one thread at a time.
"""

import hashlib
import io
import secrets
from collections.abc import Callable, Iterable, Iterator
from enum import StrEnum
from pathlib import Path
from typing import IO, Final, Protocol
from uuid import UUID

import msgspec

from store.archive import keys, peaks, sealed, sound
from store.archive.errors import ArchiveError, of_disk
from store.archive.keys import Unlock
from store.archive.peaks import Peaks
from store.archive.place import Place

_AUDIO: Final = ".flac"
_PEAKS: Final = ".peaks"
_SEALED: Final = ".enc"
_PIECE: Final = 1 << 20


class Stored(Protocol):
    """What the store knows of a recording that is kept; ``store.recording.Recording`` has it."""

    @property
    def id(self) -> UUID:
        """Its name in the archive."""

    @property
    def name(self) -> str:
        """The file with the audio."""

    @property
    def size(self) -> int:
        """Of that file, in bytes."""

    @property
    def sha256(self) -> str:
        """Of that file, in hex."""

    @property
    def peaks(self) -> str:
        """The file with the picture."""

    @property
    def key(self) -> str:
        """Wrapped; "" if the files are not sealed."""


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """For the store to remember; see :class:`Stored`."""

    name: str
    size: int
    sha256: str
    peaks: str
    key: str
    seconds: float


class State(StrEnum):
    """Of a file in the archive."""

    WHOLE = "whole"
    CHANGED = "changed"
    GONE = "gone"


def no_unlock(_recording: UUID, _wrapped: str, /) -> bytes:
    """For whoever has no keys."""
    raise ArchiveError("no_key", "This recording is encrypted, and there is no key here to open it with.")


class Archive:
    """``url``: a folder or an fsspec URL. ``public_key``: of the floor; whoever only reads needs none.

    Without one nothing is sealed, which a shared place refuses, and any place with ``sealed_only``. ``work`` is a
    folder of this archive alone, on this machine; what a process that was killed has left there :meth:`tidy` removes.
    """

    def __init__(self, url: str, *, work: Path, public_key: bytes = b"", sealed_only: bool = False) -> None:
        self._place = Place(url)
        self._sealed_only = sealed_only or self._place.shared
        self._work = work
        self._public_key = public_key

    @property
    def url(self) -> str:
        """Where it is."""
        return self._place.url

    @property
    def shared(self) -> bool:
        """Whether other machines have it too, as far as an address can tell."""
        return self._place.shared

    @property
    def seals(self) -> bool:
        """Whether what is kept from now on is sealed."""
        return bool(self._public_key)

    def check(self) -> None:
        """ArchiveError ``not_encrypted`` where everything must be sealed, and there is no key to seal with."""
        if self._sealed_only and not self._public_key:
            why = (
                "is shared, so recordings are"
                if self._place.shared
                else "is set to encrypt always: recordings are"
            )
            raise ArchiveError(
                "not_encrypted",
                f"{self.url} {why} kept there only encrypted, and this floor has no key for them. "
                "Make one with `warmline key recordings new`, or give [recording] public_key.",
            )

    def try_out(self) -> None:
        """Write a small file there and remove it again. ArchiveError says what would keep a recording from there."""
        name = f"trial-{secrets.token_hex(8)}"
        self._place.put(name, [b"Warmline looks whether recordings can be kept here.\n"])
        self._place.remove(name)

    def tidy(self) -> None:
        """Remove what a process that was killed has left in the work folder; nobody else may be using it."""
        try:
            for path in self._work.iterdir() if self._work.is_dir() else ():
                path.unlink()
        except OSError as error:
            raise of_disk(error, str(self._work)) from error

    def keep(self, wav: Path, recording: UUID, *, stopping: Callable[[], bool] = sound.nobody_stops) -> Kept:
        """Put a finished WAV into the archive; the WAV stays. Again after an error or a crash: nothing is left twice.

        ArchiveError as in its table.
        """
        self.check()
        flac = self._work / f"{recording.hex}{_AUDIO}"
        try:
            self._work.mkdir(mode=0o700, parents=True, exist_ok=True)
            try:
                found, picture = sound.compress(wav, flac, stopping=stopping)
                return self._put(flac, picture, found, recording, stopping)
            finally:
                flac.unlink(missing_ok=True)
        except OSError as error:
            raise of_disk(error, str(self._work)) from error

    def open(self, row: Stored, unlock: Unlock = no_unlock) -> IO[bytes]:
        """A FLAC, decrypted as it is read, from anywhere in it. Close it. ArchiveError as in its table.

        For soundfile take :meth:`audio`: what a read raises is lost in libsndfile's callbacks.
        """
        file, size = self._place.open(_checked(row.name, row.id))
        try:
            if size != row.size:
                raise ArchiveError(
                    "changed", f"{row.name} has {size} bytes in the archive, and had {row.size}."
                )
            return self._unsealed(file, size, row, unlock, sealed.AUDIO)
        except BaseException:
            file.close()
            raise

    def audio(self, row: Stored, unlock: Unlock = no_unlock) -> sound.Reading:
        """Its samples, from anywhere in it. Close it. ArchiveError as in :meth:`open`."""
        return sound.Reading(self.open(row, unlock))

    def peaks(self, row: Stored, unlock: Unlock = no_unlock) -> Peaks:
        """Its picture. ArchiveError as in :meth:`open`."""
        file, size = self._place.open(_checked(row.peaks, row.id))
        with file, self._unsealed(file, size, row, unlock, sealed.PEAKS) as plain:
            return peaks.from_bytes(plain.read())

    def delete(self, recording: UUID) -> bool:
        """Remove all that is, or may be, in the archive of it; whether there was anything."""
        removed = [self._place.remove(name) for name in _names(recording)]
        return any(removed)

    def verify(self, row: Stored) -> State:
        """Whether the file is the one that was put there. It reads all of it, and needs no key."""
        try:
            file, size = self._place.open(_checked(row.name, row.id))
        except ArchiveError as error:
            if error.code != "gone":
                raise
            return State.GONE
        with file:
            digest = hashlib.sha256()
            for piece in _pieces(file):
                digest.update(piece)
        return State.WHOLE if size == row.size and digest.hexdigest() == row.sha256 else State.CHANGED

    def holds(self, row: Stored) -> bool:
        """Whether a file of that name and size is there, so that the WAV is not needed any more."""
        return bool(row.name) and self._place.size(_checked(row.name, row.id)) == row.size

    def names(self) -> list[str]:
        """Every file in the archive."""
        return self._place.names()

    def _put(
        self, flac: Path, picture: Peaks, found: sound.Sound, recording: UUID, stopping: Callable[[], bool]
    ) -> Kept:
        key = keys.new_key() if self._public_key else b""
        wrapped = keys.wrap(key, self._public_key, recording) if key else ""
        end = _SEALED if key else ""
        name, picture_name = f"{recording.hex}{_AUDIO}{end}", f"{recording.hex}{_PEAKS}{end}"
        drawn = io.BytesIO(peaks.to_bytes(picture))
        self._place.put(picture_name, _stream(drawn, key, recording, sealed.PEAKS))
        with flac.open("rb") as file:
            pieces = _stream(file, key, recording, sealed.AUDIO)
            put = self._place.put(name, _until(pieces, stopping))
        kept = Kept(
            name=name,
            size=put.size,
            sha256=put.sha256,
            peaks=picture_name,
            key=wrapped,
            seconds=found.seconds,
        )
        self._look_again(kept, recording, key, found)
        for other in _names(recording):  # of a try under other settings
            if other not in {name, picture_name}:
                self._place.remove(other)
        return kept

    def _look_again(self, kept: Kept, recording: UUID, key: bytes, found: sound.Sound) -> None:
        """The WAV will be deleted: what is there must open, and be as long."""
        file, size = self._place.open(kept.name)
        plain: IO[bytes] = file
        if key:
            plain = io.BufferedReader(sealed.Unsealed(file, size, key, recording, sealed.AUDIO))
        with sound.Reading(plain) as again:
            if again.sound != found:
                raise ArchiveError("unreachable", f"{self.url} does not give back what was put there.")

    def _unsealed(self, file: IO[bytes], size: int, row: Stored, unlock: Unlock, kind: int) -> IO[bytes]:
        if not row.key:
            return file
        reader = sealed.Unsealed(file, size, unlock(row.id, row.key), row.id, kind)
        return io.BufferedReader(reader, buffer_size=sealed.BLOCK)


def _names(recording: UUID) -> Iterable[str]:
    """All that there may be of it."""
    return [f"{recording.hex}{kind}{end}" for kind in (_AUDIO, _PEAKS) for end in ("", _SEALED)]


def _checked(name: str, recording: UUID) -> str:
    """A row that names another recording's file, or a path, is not believed."""
    if name not in _names(recording):
        raise ArchiveError("gone", "This recording is not in the archive.")
    return name


def _stream(file: IO[bytes], key: bytes, recording: UUID, kind: int) -> Iterator[bytes]:
    return sealed.sealed(file, key, recording, kind) if key else _pieces(file)


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    while piece := file.read(_PIECE):
        yield piece


def _until(pieces: Iterator[bytes], stopping: Callable[[], bool]) -> Iterator[bytes]:
    for piece in pieces:
        if stopping():
            raise ArchiveError("stopped", "The console is being closed.")
        yield piece
