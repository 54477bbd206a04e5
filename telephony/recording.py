"""What a recording is: policy, file names, the file's head, and its repair. Pure but for the files it is pointed at.

One file a leg: WAV, 16 bit PCM, 16 kHz, two channels, the agent's side left and the other side right. It is named by
the recording's UUID alone (``<32 hex digits>.wav``; ``.part`` while it is being written), so a folder listing tells
nothing of who spoke with whom.

    ┌──────┬────────┬──────────────────────────────┬──────┬──────────────
    │ RIFF │ fmt    │ wrml: a note in JSON, padded │ data │ samples …        one second is 64,000 bytes
    └──────┴────────┴──────────────────────────────┴──────┴──────────────
    0      12       36                             4088   4096

The note says which call this is and where it was paused, so that a file says itself what it is, whatever became of
the process that wrote it and of its journal. Players skip a chunk they do not know (RIFF, "Multimedia Programming
Interface and Data Specifications 1.0", 1991). The head has always the same length: it is written over in place.

A pause is silence of the same length. So an offset in the file is an offset in the call, and the files of a case lie
on one time line without a table of cuts; what it costs is 64 kB a second, nothing once it is compressed.
"""

import os
import re
import struct
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final

import msgspec

from telephony.call import CallId, Purpose

RATE: Final = 16_000
CHANNELS: Final = 2
WIDTH: Final = 2
"""Bytes of a sample."""
BLOCK: Final = CHANNELS * WIDTH
SECOND: Final = RATE * BLOCK
"""Bytes of a second."""
HEAD: Final = 4_096
"""Bytes before the first sample."""

_FORMAT = struct.Struct("<4sI4s4sIHHIIHH4sI")
_DATA = struct.Struct("<4sI")
_ROOM = HEAD - _FORMAT.size - _DATA.size
_SIZES = ((4, HEAD - 8), (HEAD - 4, 0))
"""Where the two lengths stand, and by how much each is more than the samples' bytes."""
_MOST = 0xFFFF_FFFF - HEAD
_NOTICE = r"^([a-z0-9_]{0,64}|(/|[A-Za-z]:)[^\x00]{1,4000}\.[wW][aA][vV])$"
_NAME = re.compile(r"([0-9a-f]{32})\.(part|wav)")


class Policy(StrEnum):
    """Of an account: which calls are recorded."""

    OFF = "off"
    ON_DEMAND = "on_demand"
    """Those that the agent says."""
    ALWAYS = "always"
    """Every customer's leg and every consult from its answer on; the agent can pause, and cannot stop it."""


class Recording(msgspec.Struct, frozen=True, kw_only=True):
    """How calls are recorded, as a console says it when it attaches.

    ``notice`` is what the other side hears when recording begins, a tone or spoken words: the absolute path of a WAV
    file (16 bit PCM), or the name of one in the folder of sounds, without ``.wav``. If it cannot be played nothing is
    recorded. ``notice_every``: again after so many seconds, 0 for once. ``measure``: tell ConductMeasured once a
    second, recorded or not.
    """

    policy: Policy = Policy.OFF
    notice: Annotated[str, msgspec.Meta(pattern=_NOTICE)] = ""
    notice_every: Annotated[float, msgspec.Meta(ge=0, le=3600)] = 0.0
    measure: bool = False


class Trouble(StrEnum):
    """Why not all of a call is in its recording."""

    NONE = ""
    """It is written again."""
    DISK_FULL = "disk_full"
    CANNOT_WRITE = "cannot_write"
    """No such folder, no right to it, a broken disk."""
    SLOW = "slow"
    """The disk has taken nothing for two seconds."""
    NO_NOTICE = "no_notice"
    """The notice that must be given cannot be played: the call is not recorded."""


class Pause(msgspec.Struct, frozen=True, array_like=True):
    """From ``begin`` to ``end`` in seconds of the file; ``end`` None while it lasts."""

    begin: float
    end: float | None = None


class Note(msgspec.Struct, frozen=True, kw_only=True):
    """What a file says of itself. ``parent`` is the customer's leg if this one is a consult.

    ``partial``: something of the call is missing (full disk). ``cut_off``: the engine was killed, the file repaired.
    ``told``: RecordingStopped was told some time ago.
    """

    recording: str
    call: CallId
    parent: CallId = ""
    purpose: Purpose = Purpose.CUSTOMER
    started_at: datetime
    pauses: tuple[Pause, ...] = ()
    partial: bool = False
    cut_off: bool = False
    told: bool = False


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """A file that an engine before has left. ``note`` None: its head cannot be read, the sound can."""

    recording: str
    path: str
    seconds: float
    cut_off: bool
    """It was not closed, as the engine was killed."""
    note: Note | None


class RecordingNow(msgspec.Struct, frozen=True, kw_only=True):
    """One that is under way, for a snapshot. ``parent`` is the customer's leg if this one is a consult."""

    recording: str
    call: CallId
    parent: CallId = ""
    path: str
    started_at: datetime
    paused: bool = False
    paused_at: datetime | None = None
    trouble: Trouble = Trouble.NONE


def part_path(folder: Path, recording: str) -> Path:
    """While it is written."""
    return folder / f"{recording}.part"


def whole_path(folder: Path, recording: str) -> Path:
    """Once it is closed."""
    return folder / f"{recording}.wav"


def head(note: Note, size: int) -> bytes:
    """The first 4,096 bytes of a file with ``size`` bytes of samples.

    Of more pauses than there is room for (about 200) the last are left out; the event has them all.
    """
    size = min(size, _MOST) // BLOCK * BLOCK
    encoded = msgspec.json.encode(note)
    while len(encoded) > _ROOM:
        note = msgspec.structs.replace(note, pauses=note.pauses[:-1])
        encoded = msgspec.json.encode(note)
    start = _FORMAT.pack(
        b"RIFF",
        size + HEAD - 8,
        b"WAVE",
        b"fmt ",
        16,
        1,
        CHANNELS,
        RATE,
        SECOND,
        BLOCK,
        WIDTH * 8,
        b"wrml",
        _ROOM,
    )
    return start + encoded.ljust(_ROOM) + _DATA.pack(b"data", size)


def sizes(size: int) -> tuple[tuple[int, bytes], ...]:
    """What to write over, and where, once there are ``size`` bytes of samples."""
    size = min(size, _MOST) // BLOCK * BLOCK
    return tuple((at, struct.pack("<I", size + more)) for at, more in _SIZES)


def read_note(start: bytes) -> Note | None:
    """The note of a file's first 4,096 bytes; None if they are not of ours."""
    if len(start) < HEAD or start[:4] != b"RIFF" or start[_FORMAT.size - 8 : _FORMAT.size - 4] != b"wrml":
        return None
    try:
        return msgspec.json.decode(start[_FORMAT.size : _FORMAT.size + _ROOM].rstrip(), type=Note)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return None


def left_behind(folder: Path) -> list[Path]:
    """Files in there that are ours by their names, oldest name first; none without such a folder."""
    if not folder.is_dir():
        return []
    return sorted(path for path in folder.iterdir() if _NAME.fullmatch(path.name))


def recover(path: Path) -> Found | None:
    """Repair one of :func:`left_behind`: every whole sample that is in the file is in the WAV afterwards.

    None: nothing of a call is in it, and it is removed; or it is whole and was told. OSError if the disk will not.
    """
    cut_off = path.suffix == ".part"
    recording = path.stem
    size = path.stat().st_size
    if size < HEAD:
        path.unlink()  # killed before its head was written, so nobody was told of it
        return None
    with path.open("r+b") as file:
        note = read_note(file.read(HEAD))
        if not cut_off and note is not None and note.told:
            return None
        size = (size - HEAD) // BLOCK * BLOCK
        seconds = size / SECOND
        if cut_off:
            if note is not None:
                pauses = _closed(note.pauses, seconds)
                note = msgspec.structs.replace(note, pauses=pauses, cut_off=True)
                file.seek(0)
                file.write(head(note, size))
            else:
                for at, length in sizes(size):
                    file.seek(at)
                    file.write(length)
            file.truncate(HEAD + size)
            file.flush()
            os.fsync(file.fileno())
    if cut_off:
        path = path.replace(whole_path(path.parent, recording))
    cut_off = cut_off or (note is not None and note.cut_off)
    return Found(recording=recording, path=str(path), seconds=seconds, cut_off=cut_off, note=note)


def mark_told(path: Path) -> None:
    """Write into a whole file that RecordingStopped was told: the next engine need not. Harmless if it is gone."""
    try:
        with path.open("r+b") as file:
            start = file.read(HEAD)
            note = read_note(start)
            if note is not None:
                size = int.from_bytes(start[HEAD - 4 :], "little")
                file.seek(0)
                file.write(head(msgspec.structs.replace(note, told=True), size))
    except FileNotFoundError:
        return  # whoever was told has taken it


def _closed(pauses: tuple[Pause, ...], seconds: float) -> tuple[Pause, ...]:
    """A pause that lasted when the engine died lasts to the end of the file; one that is not in it yet is none."""
    return tuple(
        Pause(pause.begin, min(seconds if pause.end is None else pause.end, seconds))
        for pause in pauses
        if pause.begin < seconds
    )
