"""A floor's key, a WAV, and memory that is a place of its own for each test."""

from collections.abc import Iterator
from pathlib import Path

import fsspec
import pytest
from fsspec.implementations.memory import MemoryFileSystem

from store.archive.keys import Unlock, new_key, public_of, unwrap
from store.recordings import Archive
from tests.store.archive.wavs import FaultyFileSystem, write_wav


@pytest.fixture(autouse=True)
def _empty_memory() -> Iterator[None]:
    fsspec.register_implementation("faulty", FaultyFileSystem, clobber=True)
    MemoryFileSystem.store.clear()
    MemoryFileSystem.pseudo_dirs[:] = [""]
    FaultyFileSystem.reset()
    yield
    MemoryFileSystem.store.clear()
    FaultyFileSystem.reset()


@pytest.fixture
def private() -> bytes:
    return new_key()


@pytest.fixture
def unlock(private: bytes) -> Unlock:
    return lambda recording, wrapped: unwrap(wrapped, private, recording)


@pytest.fixture
def wav(tmp_path: Path) -> Path:
    return write_wav(tmp_path / "engine")


@pytest.fixture(params=["folder", "memory"])
def archive(request: pytest.FixtureRequest, tmp_path: Path, private: bytes) -> Archive:
    """A sealed one, on a disk and elsewhere."""
    url = str(tmp_path / "archive") if request.param == "folder" else "memory://floor/recordings"
    return Archive(url, work=tmp_path / "work", public_key=public_of(private))
