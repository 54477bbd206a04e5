"""`warmline verify`: whether an exported case is as it was written, and if not, which file, and where in it."""

import hashlib
import json
import os
import re
import struct
import zipfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import IO, Any, Final, Protocol

import msgspec

from console.errors import ConsoleError
from console.exporting.bundle import (
    COMMENT,
    MANIFEST,
    PIECE,
    SUMS,
    TAIL,
    Sums,
    container_hash,
    pieces_of,
    sums_text,
)

_LINE: Final = re.compile(r"([0-9a-f]{64})  ([^\n\r\0]+)")
_MOST_TEXT: Final = 1 << 28
_BROKEN: Final = (
    zipfile.BadZipFile, EOFError, ValueError, NotImplementedError, RuntimeError, struct.error, OSError
)  # fmt: skip
"""What zipfile says to a ZIP that somebody has changed; whether the disk gives it at all is known by then."""


class Fault(StrEnum):
    """What is wrong with a file."""

    CHANGED = "changed"
    ADDED = "added"
    MISSING = "missing"


class Finding(msgspec.Struct, frozen=True):
    """``file`` is "" for the ZIP around them; changed from byte ``begin`` up to ``end``, if that is known."""

    file: str
    fault: Fault
    begin: int | None = None
    end: int | None = None


class Verified(msgspec.Struct, frozen=True):
    """What was found: nothing, if every byte is as it was written. ``seal`` is what the writer was told."""

    findings: tuple[Finding, ...]
    files: int
    seal: str


def verify(path: Path) -> Verified:
    """Look at all of an export. ConsoleError ``not_read``, or ``no_export`` if it is none."""
    try:
        with _opened(path) as bundle:
            return _verified(bundle)
    except OSError as error:
        raise ConsoleError("not_read", f"{path} cannot be read: {error.strerror or error}.") from error


class _Bundle(Protocol):
    """Folder or ZIP. ``odd``: names of what no export has. ``broken``: errors that say that somebody has changed it."""

    odd: frozenset[str]
    broken: tuple[type[Exception], ...]

    def names(self) -> frozenset[str]:
        """All files."""

    def open(self, name: str) -> IO[bytes]:
        """One of them."""

    def shell(self) -> Iterator[Finding]:
        """What is wrong around the files."""


def _verified(bundle: _Bundle) -> Verified:
    names = bundle.names()
    if SUMS not in names:
        if MANIFEST not in names:
            raise ConsoleError(
                "no_export", "This is no exported case: it has neither SHA256SUMS nor manifest.json."
            )
        return Verified((Finding(SUMS, Fault.MISSING),), len(names), "")
    text = _text(bundle, SUMS)
    told = _told(text)
    if told is None:
        return Verified((Finding(SUMS, Fault.CHANGED),), len(names), "")
    listed = _listed(bundle, told) if MANIFEST in names else {}
    findings: list[Finding] = []
    for name in sorted(names | told.keys()):
        if name == SUMS:
            continue
        if name not in told or name in bundle.odd:
            findings.append(Finding(name, Fault.ADDED))
        elif name not in names:
            findings.append(Finding(name, Fault.MISSING))
        else:
            findings += _compared(bundle, name, told[name], listed.get(name))
    return Verified(tuple(findings or bundle.shell()), len(names), hashlib.sha256(text).hexdigest())


def _compared(bundle: _Bundle, name: str, sha256: str, listed: dict[str, Any] | None) -> Iterator[Finding]:
    sums = _sums(bundle, name)
    if sums is None:
        yield Finding(name, Fault.CHANGED)
    elif sums.sha256 != sha256:
        if listed is not None and listed.get("sha256") == sums.sha256:
            yield Finding(SUMS, Fault.CHANGED)  # the manifest agrees with the file
        elif listed is None:
            yield Finding(name, Fault.CHANGED)
        else:
            yield from _where(name, sums, listed)


def _where(name: str, sums: Sums, listed: dict[str, Any]) -> Iterator[Finding]:
    """Stretches of pieces that differ; what was cut off or put on at the end is one of them."""
    before: list[str] = listed["pieces"]
    size: int = listed["size"]
    length = max(size, sums.size)
    begin: int | None = None
    for n in range(max(len(before), len(sums.pieces)) + 1):
        same = n < min(len(before), len(sums.pieces)) and before[n] == sums.pieces[n]
        over = n * PIECE >= length
        if not same and not over and begin is None:
            begin = n * PIECE
        elif (same or over) and begin is not None:
            yield Finding(name, Fault.CHANGED, begin, min(n * PIECE, length))
            begin = None


def _sums(bundle: _Bundle, name: str) -> Sums | None:
    """None if the ZIP itself knows that what it gives is not what was put in."""
    sums = Sums()
    try:
        with bundle.open(name) as file:
            for piece in pieces_of(file):
                sums.add(piece)
    except bundle.broken:
        return _raw_sums(bundle, name)
    return sums


def _raw_sums(bundle: _Bundle, name: str) -> Sums | None:
    """A CRC that is wrong is known to us by the hashes: where, is worth knowing too."""
    sums = Sums()
    try:
        with bundle.open(name) as file:
            file._expected_crc = None  # type: ignore[attr-defined]  # noqa: SLF001 - zipfile has no other way
            for piece in pieces_of(file):
                sums.add(piece)
    except bundle.broken:
        return None
    return sums


def _text(bundle: _Bundle, name: str) -> bytes:
    try:
        with bundle.open(name) as file:
            return file.read(_MOST_TEXT)
    except bundle.broken:
        return b""


def _told(text: bytes) -> dict[str, str] | None:
    """Hash by name; None if this is not exactly what was written."""
    try:
        lines = text.decode().split("\n")
    except UnicodeDecodeError:
        return None
    found = [_LINE.fullmatch(line) for line in lines[:-1]]
    told = {match[2]: match[1] for match in found if match is not None}
    return told if told and sums_text(told.items()) == text else None


def _listed(bundle: _Bundle, told: dict[str, str]) -> dict[str, dict[str, Any]]:
    """The manifest's rows by name; none if it is not the one that was written."""
    text = _text(bundle, MANIFEST)
    if hashlib.sha256(text).hexdigest() != told.get(MANIFEST):
        return {}
    try:
        return {row["name"]: row for row in json.loads(text)["files"]}
    except (ValueError, KeyError, TypeError):
        return {}  # not ours, but hashed like ours


@contextmanager
def _opened(path: Path) -> Iterator[_Bundle]:
    if path.is_dir():
        yield _Folder(path)
        return
    with path.open("rb") as file:
        intact = _is_intact(file)
        try:
            found = zipfile.ZipFile(file)
        except _BROKEN as error:
            raise ConsoleError(
                "no_export", f"{path} is no exported case: neither a folder nor a whole ZIP."
            ) from error
        with found:
            yield _Zip(found, intact=intact)


def _is_intact(file: IO[bytes]) -> bool:
    """Whether ZIP's own bytes, and whatever stands before, between or behind the files, are as they were."""
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - TAIL))
    comment = file.read()
    return comment == COMMENT + container_hash(file).encode()


class _Folder:
    broken: tuple[type[Exception], ...] = ()

    def __init__(self, root: Path) -> None:
        self._root = root
        everything = [path for path in root.rglob("*") if path.is_symlink() or not path.is_dir()]
        self._names = frozenset(path.relative_to(root).as_posix() for path in everything)
        self.odd = frozenset(
            path.relative_to(root).as_posix()
            for path in everything
            if path.is_symlink() or not path.is_file()
        )

    def names(self) -> frozenset[str]:
        return self._names

    def open(self, name: str) -> IO[bytes]:
        return (self._root / name).open("rb")

    def shell(self) -> Iterator[Finding]:
        return iter(())


class _Zip:
    broken: tuple[type[Exception], ...] = _BROKEN

    def __init__(self, found: zipfile.ZipFile, *, intact: bool) -> None:
        self._zip, self._intact = found, intact
        times = Counter(found.namelist())
        self.odd = frozenset(name for name, n in times.items() if n > 1)

    def names(self) -> frozenset[str]:
        return frozenset(self._zip.namelist())

    def open(self, name: str) -> IO[bytes]:
        if self._zip.getinfo(name).compress_type != zipfile.ZIP_STORED:
            raise zipfile.BadZipFile  # not as it was written, and it may unpack to anything
        return self._zip.open(name)

    def shell(self) -> Iterator[Finding]:
        if not self._intact:
            yield Finding("", Fault.CHANGED)
