"""One recording's file as the recorder's thread writes it; nothing here waits for anybody but the disk.

Everything has its place in the file by the call's time, and is written there: what the disk would not take in time
is a hole (silence), and what follows is where it belongs.
"""

import errno
import logging
import os
import time
from collections.abc import Callable
from functools import partial
from io import FileIO
from pathlib import Path

import msgspec

from telephony.engine.recording_track import EMPTY, STEREO_BYTES, TICK, Frame, Track, interleaved
from telephony.recording import HEAD, SECOND, Note, Pause, Trouble, head, part_path, sizes, whole_path

log = logging.getLogger("telephony.engine.recording")

_RETRY_SECONDS = 1.0
_BACKLOG = 10 * SECOND
"""Bytes kept for a disk that may take them yet."""
_LATE_FRAMES = 4
"""80 ms behind the clock on the wall for a second: pjmedia has left out ticks (a stall of more than 500 ms)."""
_JUDGED = 4
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


class Opened(msgspec.Struct, frozen=True):
    """The file is there."""

    recording: str
    path: str


class Paused(msgspec.Struct, frozen=True):
    """``seconds`` is where in the file it begins (``on``) or ends."""

    recording: str
    on: bool
    seconds: float


class Troubled(msgspec.Struct, frozen=True):
    """Of the disk, or no longer."""

    recording: str
    trouble: Trouble
    seconds: float


class Closed(msgspec.Struct, frozen=True):
    """``path`` is "" if there never was a file."""

    recording: str
    path: str
    seconds: float
    partial: bool
    pauses: tuple[Pause, ...]


News = Opened | Paused | Troubled | Closed


class Tape:
    """Used on the recorder's thread only. ``post`` is given what is to be told."""

    def __init__(self, folder: Path, note: Note, track: Track, post: Callable[[News], None]) -> None:
        self.note, self.track, self._post = note, track, post
        self._path = part_path(folder, note.recording)
        self._file: FileIO | None = None
        self._backlog = bytearray()
        self._at = self._end = 0
        """Where in the file's samples the backlog begins, and what was written ends, in bytes."""
        self._frames = 0
        self._begun = 0.0
        self._behind: list[int] = []
        self._pauses: list[Pause] = []
        self._paused = self._partial = False
        self._trouble = Trouble.NONE
        self._next_try = self._next_sizes = 0.0

    @property
    def pausing(self) -> bool:
        """A pause was asked for, or its end, and its frame has not come yet."""
        return self.track.paused != self._paused

    def feed(self, frames: list[Frame], now: float) -> None:
        """Take the frames of the time that has passed, and write."""
        if frames and not self._begun:
            self._begun = now - len(frames) * TICK
        missed = self._missed(len(frames), now)
        if missed:
            log.info("%d frames never came; silence stands for them", missed)
            frames = [EMPTY] * missed + frames
        self._mark(frames)
        self._backlog += interleaved(frames)
        self._frames += len(frames)
        self._write(now)

    def close(self) -> None:
        """Finish the file, and give it its name; told with Closed."""
        self._next_try = 0.0
        self._write(time.monotonic())
        if self._paused:
            self._pauses[-1] = Pause(self._pauses[-1].begin, self._seconds)
        self._partial = self._partial or bool(self._backlog)
        path = self._finish(self._file) if self._file is not None else None
        self._post(
            Closed(
                recording=self.note.recording,
                path=str(path or ""),
                seconds=round(self._end / SECOND, 2),
                partial=self._partial,
                pauses=tuple(self._pauses),
            )
        )

    @property
    def _seconds(self) -> float:
        return round(self._frames * TICK, 2)

    def _missed(self, came: int, now: float) -> int:
        if not self._begun:
            return 0
        self._behind.append(round((now - self._begun) / TICK) - self._frames - came)
        if len(self._behind) <= _JUDGED:
            return 0
        del self._behind[0]
        least = min(self._behind)
        if least < _LATE_FRAMES:
            return 0
        self._behind.clear()
        return least

    def _mark(self, frames: list[Frame]) -> None:
        """Where pauses begin and end."""
        for number, frame in enumerate(frames):
            if frame.paused == self._paused:
                continue
            if frame is EMPTY:
                continue  # in place of one that was lost, in a pause or not
            self._paused = frame.paused
            seconds = round((self._frames + number) * TICK, 2)
            if frame.paused:
                self._pauses.append(Pause(seconds))
            else:
                self._pauses[-1] = Pause(self._pauses[-1].begin, seconds)
            if self._file is not None:
                self._attempt(self._write_head)
            self._post(Paused(self.note.recording, frame.paused, seconds))

    def _write(self, now: float) -> None:
        if self._trouble and now < self._next_try:
            self._forget_oldest()
        elif self._attempt(partial(self._write_all, now)):
            self._say(Trouble.NONE)
        else:
            self._next_try = now + _RETRY_SECONDS
            self._forget_oldest()
            if self._file is not None:
                self._attempt(self._write_head)  # "partial", should nothing better come

    def _forget_oldest(self) -> None:
        surplus = len(self._backlog) - _BACKLOG
        if surplus > 0:
            surplus -= surplus % STEREO_BYTES
            del self._backlog[:surplus]
            self._at += surplus
            self._partial = True

    def _attempt(self, work: Callable[[], None]) -> bool:
        try:
            work()
        except OSError as error:
            full = error.errno in _FULL
            if self._say(Trouble.DISK_FULL if full else Trouble.CANNOT_WRITE):
                log.warning("%s cannot be written: %s. The call goes on.", self._path, error)
            return False
        return True

    def _say(self, trouble: Trouble) -> bool:
        changed = trouble is not self._trouble
        if changed:
            self._trouble = trouble
            self._post(Troubled(self.note.recording, trouble, self._seconds))
        return changed

    def _write_all(self, now: float) -> None:
        file = self._file or self._open()
        while self._backlog:
            file.seek(HEAD + self._at)
            written = file.write(self._backlog)
            if not written:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            del self._backlog[:written]
            self._at += written
            self._end = self._at
        if now >= self._next_sizes:
            self._next_sizes = now + 1.0
            for at, length in sizes(self._end):
                file.seek(at)
                file.write(length)

    def _open(self) -> FileIO:
        """Make the file with its head, or none."""
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
        file = FileIO(os.open(self._path, flags, 0o600), "r+b")
        start = head(self.note, 0)
        try:
            if file.write(start) != len(start):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        except OSError:
            file.close()
            self._path.unlink()
            raise
        self._file = file
        self._post(Opened(self.note.recording, str(self._path.with_suffix(".wav"))))
        return file

    def _write_head(self) -> None:
        if self._file is not None:
            partial_ = self._partial or bool(self._trouble)
            note = msgspec.structs.replace(self.note, pauses=tuple(self._pauses), partial=partial_)
            self._file.seek(0)
            self._file.write(head(note, self._end))

    def _finish(self, file: FileIO) -> Path:
        """The whole file under its name; what the disk refuses now, the next engine repairs."""
        try:
            self._trouble = Trouble.NONE  # whether something is missing is known now
            self._write_head()
            file.truncate(HEAD + self._end)
            os.fsync(file.fileno())
        except OSError as error:
            log.warning("%s cannot be finished: %s", self._path, error)
        self._file = None
        try:
            file.close()
            whole = whole_path(self._path.parent, self.note.recording)
            return self._path.replace(whole)
        except OSError as error:
            log.warning("%s cannot be closed: %s", self._path, error)
            return self._path
