"""An hour of two voices in an encrypted archive: kept, its picture opened, gone to anywhere in it, taken along.

In a folder, so what is measured is ours: FLAC, the picture, encryption. A place behind a network adds its answers.
"""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from uuid import UUID

import numpy as np
from msgspec.structs import asdict

from store.archive.keys import new_key, public_of, unwrap
from store.recordings import Archive, Kept
from telephony.recording import RATE, Note, head
from tests.bench.books import timed
from tests.bench.figures import Aim, Figure
from tests.bench.setup import Setup

RECORDING = UUID(int=1)
SECONDS = 3600
QUICK_SECONDS = 60
SEEKS = 200
_CHUNK = 10


class Row(Kept, frozen=True, kw_only=True):
    """What the store would say."""

    id: UUID = RECORDING


def measure(setup: Setup) -> list[Figure]:
    """Keeping once; the rest as often as the set-up says."""
    seconds = QUICK_SECONDS if setup.quick else SECONDS
    wav = setup.folder / f"{RECORDING.hex}.wav"
    _talk(wav, seconds)
    private = new_key()
    archive = Archive(
        str(setup.folder / "archive"), work=setup.folder / "work", public_key=public_of(private)
    )
    began, worked = time.perf_counter(), time.thread_time()
    row = Row(**asdict(archive.keep(wav, RECORDING)))
    kept, busy = time.perf_counter() - began, time.thread_time() - worked

    def unlock(recording: UUID, wrapped: str) -> bytes:
        return unwrap(wrapped, private, recording)

    def opened() -> None:
        archive.peaks(row, unlock).level(2)
        archive.audio(row, unlock).close()

    def check() -> None:
        archive.verify(row)

    what = f"{seconds // 60} min, encrypted"
    chance = Random(4)  # noqa: S311 - places to go to
    with archive.audio(row, unlock) as audio:

        def sought() -> None:
            audio.seek(chance.randrange(seconds * RATE))
            audio.read(RATE // 10)

        seeks = _times(sought, setup.times(SEEKS))
    return [
        Figure(title=f"Archive.keep(), {what}", unit="s", samples=(kept,)),
        Figure(title=f"the same, of it at work on a core, {what}", unit="s", samples=(busy,)),
        Figure(title=f"smaller than the WAV, {what}", unit="times", samples=(wav.stat().st_size / row.size,)),
        Figure(
            title=f"Archive.peaks() and .audio(), {what}", unit="ms", aim=Aim(of="p95", limit=300),
            samples=_times(opened, setup.times(20)),
        ),
        Figure(
            title=f"to anywhere in it and 100 ms read, {what}", unit="ms", aim=Aim(of="p95", limit=50), samples=seeks
        ),
        Figure(title=f"Archive.verify(), {what}", unit="ms", samples=_times(check, setup.times(3))),
    ]  # fmt: skip


def _times(work: Callable[[], object], times: int) -> tuple[float, ...]:
    return tuple(timed(work) for _ in range(times))


def _talk(wav: Path, seconds: int) -> None:
    """Two who take turns of 2.5 s, in a room that is not quite quiet."""
    random = np.random.default_rng(1)
    note = Note(recording=RECORDING.hex, call="c" * 32, started_at=datetime.now(UTC))
    with wav.open("wb") as file:
        file.write(head(note, seconds * RATE * 4))
        for _ in range(seconds // _CHUNK):
            turns = np.arange(_CHUNK * RATE) // (RATE * 5 // 2) % 2 == 0
            loud = np.stack([turns, ~turns], axis=1) * 2500 + 20
            file.write((random.normal(0, 1, loud.shape) * loud).clip(-32768, 32767).astype("<i2").tobytes())
