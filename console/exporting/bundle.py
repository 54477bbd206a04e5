"""A folder, or a ZIP, whose every byte is accounted for.

    audio/01.flac …      what it is about, whatever it is
    manifest.json        of each file its size, its SHA-256, and that of every 64 KiB of it, to say where it was changed
    SHA256SUMS           of all of these, as ``sha256sum --check`` reads it; its own SHA-256 is the bundle's seal

A ZIP ends with a comment: the SHA-256 of everything before it, so that what ZIP itself writes is accounted for too.
Whoever changes a file can also write these anew; that is what the seal is for, kept or sent by another way.
"""

import hashlib
import json
import os
import shutil
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Final, Protocol

import msgspec

from console.errors import ConsoleError

MANIFEST: Final = "manifest.json"
SUMS: Final = "SHA256SUMS"
FORMAT: Final = "warmline export 1"
PIECE: Final = 65_536
COMMENT: Final = b"warmline sha256 "
TAIL: Final = len(COMMENT) + 64
_PART = ".part"
_WHEN = (1980, 1, 1, 0, 0, 0)
"""ZIP has no time zone; the time line has the times."""


class Item(msgspec.Struct, frozen=True):
    """A file to be written: its name in there, with / between folders, and how it is opened."""

    name: str
    open: Callable[[], IO[bytes]]


@dataclass(slots=True)
class Sums:
    """What is known of a file while it is read."""

    size: int = 0
    pieces: list[str] = field(default_factory=list)
    whole: "hashlib._Hash" = field(default_factory=hashlib.sha256)

    @property
    def sha256(self) -> str:
        """In hex."""
        return self.whole.hexdigest()

    def add(self, piece: bytes) -> None:
        """The next 64 KiB, fewer only at the end."""
        self.size += len(piece)
        self.whole.update(piece)
        self.pieces.append(hashlib.sha256(piece).hexdigest())


def pieces_of(file: IO[bytes]) -> Iterator[bytes]:
    """64 KiB each but the last, however little the file gives at a time."""
    while True:
        piece = file.read(PIECE)
        while 0 < len(piece) < PIECE and (more := file.read(PIECE - len(piece))):
            piece += more
        if not piece:
            return
        yield piece


def sums_text(sums: Iterable[tuple[str, str]]) -> bytes:
    """SHA256SUMS, of names and hashes, by name."""
    return "".join(f"{sha256}  {name}\n" for name, sha256 in sorted(sums)).encode()


def write(items: Iterable[Item], out: Path, *, about: dict[str, object]) -> str:
    """Write a folder, or a ZIP if ``out`` ends with .zip; the seal. ``about`` goes into the manifest.

    ConsoleError ``exists`` rather than write over anything, ``not_written``; then nothing is left of it.
    """
    if out.exists() or out.is_symlink():
        raise ConsoleError("exists", f"{out} is there already. Name another one, or delete it first.")
    part = out.with_name(f".{out.name}{_PART}")
    try:
        _remove(part)
        target: _Target = _Zip(part) if out.suffix.lower() == ".zip" else _Folder(part)
        try:
            seal = _write_all(items, target, about)
            target.close()
        except BaseException:
            target.abandon()
            raise
        part.replace(out)
    except OSError as error:
        _remove(part)
        raise ConsoleError("not_written", f"{out} cannot be written: {error.strerror or error}.") from error
    except BaseException:
        _remove(part)
        raise
    return seal


def _write_all(items: Iterable[Item], target: "_Target", about: dict[str, object]) -> str:
    files: dict[str, Sums] = {}
    for item in items:
        with item.open() as source:
            files[item.name] = target.add(item.name, pieces_of(source))
    listed = [
        {"name": n, "size": s.size, "sha256": s.sha256, "pieces": s.pieces} for n, s in sorted(files.items())
    ]
    manifest = {"format": FORMAT, **about, "piece": PIECE, "files": listed}
    content = (json.dumps(manifest, ensure_ascii=False, indent=1) + "\n").encode()
    files[MANIFEST] = target.add(MANIFEST, _cut(content))
    text = sums_text((name, sums.sha256) for name, sums in files.items())
    return target.add(SUMS, _cut(text)).sha256


def _cut(content: bytes) -> Iterator[bytes]:
    for at in range(0, len(content), PIECE):
        yield content[at : at + PIECE]


class _Target(Protocol):
    """Takes one file after the other."""

    def add(self, name: str, pieces: Iterable[bytes]) -> Sums:
        """Write a file."""

    def close(self) -> None:
        """All are there."""

    def abandon(self) -> None:
        """Something went wrong."""


class _Folder:
    def __init__(self, root: Path) -> None:
        self._root = root
        root.mkdir(mode=0o700)

    def add(self, name: str, pieces: Iterable[bytes]) -> Sums:
        path = self._root / name
        path.parent.mkdir(mode=0o700, exist_ok=True)
        sums = Sums()
        with path.open("xb") as file:
            for piece in pieces:
                file.write(piece)
                sums.add(piece)
            file.flush()
            os.fsync(file.fileno())
        return sums

    def close(self) -> None:
        pass

    def abandon(self) -> None:
        pass


class _Zip:
    """Stored, not deflated: audio is as small as it gets, and the rest is little."""

    def __init__(self, path: Path) -> None:
        self._path = path
        path.touch(mode=0o600, exist_ok=False)
        self._zip = zipfile.ZipFile(path, "w", zipfile.ZIP_STORED)

    def add(self, name: str, pieces: Iterable[bytes]) -> Sums:
        sums = Sums()
        entry = zipfile.ZipInfo(name, _WHEN)
        entry.external_attr = 0o600 << 16
        with self._zip.open(entry, "w", force_zip64=True) as file:
            for piece in pieces:
                file.write(piece)
                sums.add(piece)
        return sums

    def close(self) -> None:
        self._zip.comment = COMMENT + b"0" * 64
        self._zip.close()
        with self._path.open("r+b") as file:
            sha256 = container_hash(file)
            file.seek(-64, os.SEEK_END)
            file.write(sha256.encode())
            file.flush()
            os.fsync(file.fileno())

    def abandon(self) -> None:
        self._zip.close()


def container_hash(file: IO[bytes]) -> str:
    """Of all of a ZIP but its comment."""
    left = file.seek(0, os.SEEK_END) - TAIL
    file.seek(0)
    digest = hashlib.sha256()
    while left > 0 and (piece := file.read(min(PIECE, left))):
        digest.update(piece)
        left -= len(piece)
    return digest.hexdigest()


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
