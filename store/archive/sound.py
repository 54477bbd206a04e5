"""A finished WAV made smaller: FLAC, which loses nothing, and the points of its picture in the same pass."""

import io
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Self

import msgspec

from store.archive.errors import ArchiveError, of_disk
from store.archive.peaks import PER_SECOND, Peaks, measured

if TYPE_CHECKING:
    import numpy as np
    from _typeshed import WriteableBuffer
    from numpy.typing import NDArray

_STEP_SECONDS = 20
"""What is in memory at a time: 1.3 MB."""


class Sound(msgspec.Struct, frozen=True, kw_only=True):
    """What a file holds."""

    frames: int
    rate: int
    channels: int

    @property
    def seconds(self) -> float:
        """How long."""
        return self.frames / self.rate


def nobody_stops() -> bool:
    """Go on."""
    return False


def compress(wav: Path, flac: Path, *, stopping: Callable[[], bool] = nobody_stops) -> tuple[Sound, Peaks]:
    """Write ``flac``; what was in ``wav``, and its picture.

    ArchiveError: ``gone``, ``damaged``, or ``stopped`` if ``stopping`` says so. OSError if ``flac`` cannot be written.
    """
    import numpy as np  # noqa: PLC0415 - 100 ms, only when something is kept
    import soundfile  # noqa: PLC0415 - likewise

    if not wav.is_file():
        raise ArchiveError("gone", f"The recording {wav.name} is not in {wav.parent} any more.")
    points: list[NDArray[np.int16]] = []
    try:
        with soundfile.SoundFile(wav) as source:
            rate, channels = source.samplerate, source.channels
            if not source.frames:
                raise _damaged(wav, "there is no sound in it")
            if rate % PER_SECOND:
                raise _damaged(wav, f"{rate} Hz is no rate of a telephone")
            blocks = _measured(
                source.blocks(_STEP_SECONDS * rate, dtype="int16", always_2d=True), rate, points
            )
            frames = _write(blocks, flac, rate, channels, stopping)
    except soundfile.LibsndfileError as error:
        raise _damaged(wav, error.error_string) from error
    if stopping():
        raise ArchiveError("stopped", "The console is being closed.")
    if not frames:
        raise _damaged(wav, "there is no sound in it")
    sound = Sound(frames=frames, rate=rate, channels=channels)
    return sound, Peaks(np.concatenate(points), PER_SECOND, sound.seconds)


def _measured(
    blocks: "Iterable[NDArray[np.int16]]", rate: int, points: "list[NDArray[np.int16]]"
) -> "Iterator[NDArray[np.int16]]":
    for block in blocks:
        points.append(measured(block, rate))
        yield block


def _write(
    blocks: "Iterable[NDArray[np.int16]]", flac: Path, rate: int, channels: int, stopping: Callable[[], bool]
) -> int:
    """How many frames were written; OSError of the disk, which soundfile could not tell."""
    import soundfile  # noqa: PLC0415 - there by now

    frames = 0
    with flac.open("w+b") as target:
        sink = _Sink(target)
        try:
            with soundfile.SoundFile(sink, "w", rate, channels, "PCM_16", format="FLAC") as out:
                for block in blocks:
                    out.write(block)
                    frames += len(block)
                    if stopping():
                        break
        except (AssertionError, soundfile.LibsndfileError):  # soundfile asserts that all of a block was taken
            if sink.failed is None:
                raise
        if sink.failed is not None:
            raise sink.failed
    return frames


class Reading:
    """A FLAC that is read as samples, from anywhere. Not for two threads at once. Close it, which closes ``file`` too.

    ArchiveError ``changed`` and the like, also from the midst of a read: what is wrong with a block is told here, where
    libsndfile, which calls back for it, could only give less.
    """

    def __init__(self, file: IO[bytes]) -> None:
        import soundfile  # noqa: PLC0415 - only when something is opened

        self._source = _Source(file)
        try:
            self._sound = soundfile.SoundFile(self._source)
        except soundfile.LibsndfileError as error:
            self._source.close()
            raise self._source.failed or ArchiveError("changed", _NO_RECORDING) from error
        self.sound = Sound(
            frames=self._sound.frames, rate=self._sound.samplerate, channels=self._sound.channels
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def at(self) -> int:
        """The frame that is read next."""
        return int(self._sound.tell())

    def seek(self, frame: int) -> None:
        """Go there; beyond the end is the end."""
        import soundfile  # noqa: PLC0415 - there by now

        try:
            self._sound.seek(min(max(0, frame), self.sound.frames))
        except soundfile.LibsndfileError as error:
            raise self._source.failed or ArchiveError("changed", _NO_RECORDING) from error
        self._check()

    def read(self, frames: int) -> "NDArray[np.int16]":
        """So many frames, fewer only at the end: int16 of shape (frames, channels)."""
        import soundfile  # noqa: PLC0415 - there by now

        try:
            found: NDArray[np.int16] = self._sound.read(frames, "int16", always_2d=True)
        except soundfile.LibsndfileError as error:
            raise self._source.failed or ArchiveError("changed", _NO_RECORDING) from error
        self._check()
        return found

    def close(self) -> None:
        """Done with it."""
        self._sound.close()
        self._source.close()

    def _check(self) -> None:
        if self._source.failed is not None:
            raise self._source.failed


_NO_RECORDING = "What is in the archive is no recording."


class _Source(io.RawIOBase):
    """libsndfile calls back and cannot be raised through: the first error is kept, and nothing more is given."""

    def __init__(self, file: IO[bytes]) -> None:
        super().__init__()
        self._file = file
        self.failed: ArchiveError | None = None

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def readinto(self, buffer: "WriteableBuffer", /) -> int:
        if self.failed is None:
            view = memoryview(buffer).cast("B")
            try:
                piece = self._file.read(len(view))
            except ArchiveError as error:
                self.failed = error
            except OSError as error:
                self.failed = of_disk(error, "the archive")
            else:
                view[: len(piece)] = piece
                return len(piece)
        return 0

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        return self._file.tell()

    def close(self) -> None:
        if not self.closed:
            self._file.close()
        super().close()


class _Sink(io.RawIOBase):
    """libsndfile calls back and cannot be raised through: the first error is kept, and nothing more is taken."""

    def __init__(self, file: IO[bytes]) -> None:
        super().__init__()
        self._file = file
        self.failed: OSError | None = None

    def writable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def write(self, data: Any, /) -> int:
        if self.failed is None:
            try:
                written = self._file.write(data)
                self._file.flush()
            except OSError as error:
                self.failed = error
            else:
                return written
        return 0

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        return self._file.tell()


def _damaged(wav: Path, why: str) -> ArchiveError:
    return ArchiveError("damaged", f"The recording {wav.name} in {wav.parent} cannot be read: {why.strip()}.")
