"""Finished WAVs as the engine leaves them, and file systems that go wrong."""

import math
from array import array
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ClassVar
from uuid import UUID

from fsspec.implementations.memory import MemoryFileSystem

from telephony.recording import RATE, SECOND, Note, head

RECORDING = UUID("0190a000-0000-7000-8000-0000000000a1")
OTHER = UUID("0190a000-0000-7000-8000-0000000000b2")


def write_wav(folder: Path, recording: UUID = RECORDING, seconds: float = 3.0) -> Path:
    """The agent's side a tone that grows louder, the other side a tone of another pitch in every other second."""
    samples = array("h")
    for n in range(round(seconds * RATE)):
        t = n / RATE
        left = int(12_000 * t / seconds * math.sin(2 * math.pi * 440 * t))
        right = int(8_000 * math.sin(2 * math.pi * 700 * t)) if int(t) % 2 else 0
        samples.extend((left, right))
    note = Note(recording=recording.hex, call="c" * 32, started_at=datetime(2026, 3, 2, 9, 0, tzinfo=UTC))
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{recording.hex}.wav"
    content = samples.tobytes()
    assert abs(len(content) - seconds * SECOND) < 4
    path.write_bytes(head(note, len(content)) + content)
    return path


class FaultyFileSystem(MemoryFileSystem):  # type: ignore[misc]
    """fsspec's memory, and errors of one's choice: ``faults`` by the name of a method, raised once for each."""

    protocol = "faulty"
    store: ClassVar[dict[str, Any]] = {}
    pseudo_dirs: ClassVar[list[str]] = [""]
    faults: ClassVar[dict[str, list[BaseException]]] = {}
    calls: ClassVar[list[str]] = []

    @classmethod
    def reset(cls) -> None:
        cls.store.clear()
        cls.pseudo_dirs[:] = [""]
        cls.faults.clear()
        cls.calls.clear()

    @classmethod
    def _strip_protocol(cls, path: str) -> str:
        return MemoryFileSystem._strip_protocol(path.replace("faulty://", "memory://"))  # type: ignore[no-any-return]

    def _fail(self, method: str) -> None:
        self.calls.append(method)
        if self.faults.get(method):
            raise self.faults[method].pop(0)

    def _open(self, path: str, mode: str = "rb", **kwargs: Any) -> Any:
        self._fail("write" if "w" in mode else "read")
        file = super()._open(path, mode, **kwargs)
        if "w" in mode and self.faults.get("midst"):
            raise _after_some(file, self.faults["midst"].pop(0))
        return file

    def mv(self, path1: str, path2: str, **kwargs: Any) -> None:
        self._fail("mv")
        super().mv(path1, path2, **kwargs)
        self._fail("moved")

    def rm_file(self, path: str) -> None:
        self._fail("rm")
        super().rm_file(path)


def _after_some(file: Any, error: BaseException) -> BaseException:
    """What was written up to the error stays there, as with a place that is cut off."""
    file.write(b"some of it")
    return error
