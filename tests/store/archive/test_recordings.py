"""R60: a finished WAV is kept in a folder or elsewhere, smaller, drawn, sealed, and comes back sample by sample."""

import errno
import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Self
from uuid import UUID

import msgspec
import numpy as np
import pytest
import soundfile
from fsspec.implementations.memory import MemoryFileSystem

from store.archive.errors import ArchiveError
from store.archive.keys import Unlock, new_key, public_of
from store.recordings import Archive, Kept, State
from store.values import replace
from tests.store.archive.wavs import OTHER, RECORDING, FaultyFileSystem, write_wav


class Row(msgspec.Struct, frozen=True, kw_only=True):
    id: UUID
    name: str
    size: int
    sha256: str
    peaks: str
    key: str


def row(kept: Kept, recording: UUID = RECORDING) -> Row:
    return Row(
        id=recording, name=kept.name, size=kept.size, sha256=kept.sha256, peaks=kept.peaks, key=kept.key
    )


def samples(wav: Path) -> "np.ndarray[tuple[int, ...], np.dtype[np.int16]]":
    found, _ = soundfile.read(wav, dtype="int16", always_2d=True)
    return found  # type: ignore[no-any-return]


def raw(archive: Archive, name: str) -> bytes:
    if archive.url.startswith("memory:"):
        return bytes(MemoryFileSystem.store[f"/floor/recordings/{name}"].getvalue())
    return (Path(archive.url) / name).read_bytes()


def test_R60_what_is_kept_comes_back_sample_by_sample(archive: Archive, wav: Path, unlock: Unlock) -> None:
    kept = archive.keep(wav, RECORDING)
    assert kept.seconds == 3.0
    with archive.audio(row(kept), unlock) as audio:
        assert (audio.sound.rate, audio.sound.channels) == (16_000, 2)
        assert np.array_equal(audio.read(100_000), samples(wav))
        audio.seek(20_000)
        assert np.array_equal(audio.read(64), samples(wav)[20_000:20_064])
        audio.seek(10**9)
        assert not len(audio.read(10))
    with archive.open(row(kept), unlock) as file:
        assert file.read(4) == b"fLaC"
    assert wav.exists()


def test_R60_the_picture_is_kept_beside_it(archive: Archive, wav: Path, unlock: Unlock) -> None:
    peaks = archive.peaks(row(archive.keep(wav, RECORDING)), unlock)
    assert (peaks.channels, peaks.seconds, len(peaks.points)) == (2, 3.0, 150)
    assert not peaks.points[:49, 1].any()  # the other side says nothing in the first second
    assert peaks.points[60:90, 1, 1].min() > 7_000


def test_R60_names_tell_nothing_and_what_is_stored_is_sealed(archive: Archive, wav: Path) -> None:
    kept = archive.keep(wav, RECORDING)
    assert archive.names() == [f"{RECORDING.hex}.flac.enc", f"{RECORDING.hex}.peaks.enc"]
    stored = raw(archive, kept.name)
    assert kept.size == len(stored)
    assert kept.sha256 == hashlib.sha256(stored).hexdigest()
    assert b"fLaC" not in stored
    assert b"WRMLPEAK" not in raw(archive, kept.peaks)


def test_R60_every_try_has_a_key_of_its_own(archive: Archive, wav: Path) -> None:
    first, second = archive.keep(wav, RECORDING), archive.keep(wav, RECORDING)
    assert first.key != second.key
    assert first.sha256 != second.sha256
    assert archive.verify(row(second)) is State.WHOLE
    assert archive.verify(row(first)) is State.CHANGED


def test_R60_without_the_key_nothing_is_heard_or_drawn(archive: Archive, wav: Path, private: bytes) -> None:
    kept = archive.keep(wav, RECORDING)
    for ask in (archive.open, archive.peaks, archive.audio):
        with pytest.raises(ArchiveError) as caught:
            ask(row(kept))
        assert caught.value.code == "no_key"


def test_R60_verify_says_what_became_of_a_file(tmp_path: Path, wav: Path, private: bytes) -> None:
    archive = Archive(str(tmp_path / "archive"), work=tmp_path / "work", public_key=public_of(private))
    kept = archive.keep(wav, RECORDING)
    assert archive.verify(row(kept)) is State.WHOLE
    assert archive.holds(row(kept))
    file = tmp_path / "archive" / kept.name
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)
    assert archive.verify(row(kept)) is State.CHANGED
    file.write_bytes(content[:-1])
    assert archive.verify(row(kept)) is State.CHANGED
    assert not archive.holds(row(kept))
    file.unlink()
    assert archive.verify(row(kept)) is State.GONE
    assert not archive.holds(row(kept))


def test_R60_a_change_is_told_from_the_midst_of_listening(
    tmp_path: Path, private: bytes, unlock: Unlock
) -> None:
    wav = write_wav(tmp_path / "engine", seconds=20.0)
    archive = Archive(str(tmp_path / "archive"), work=tmp_path / "work", public_key=public_of(private))
    kept = archive.keep(wav, RECORDING)
    file = tmp_path / "archive" / kept.name
    content = bytearray(file.read_bytes())
    assert len(content) > 3 * 65_552
    content[65_552 + 500] ^= 1  # the second block
    file.write_bytes(content)
    with archive.audio(row(kept), unlock) as audio, pytest.raises(ArchiveError) as caught:
        audio.read(20 * 16_000)
    assert caught.value.code == "changed"


def test_R60_a_deleted_recording_leaves_nothing(archive: Archive, wav: Path, unlock: Unlock) -> None:
    kept = archive.keep(wav, RECORDING)
    archive.keep(write_wav(wav.parent, OTHER, 1.0), OTHER)
    assert archive.delete(RECORDING)
    assert archive.names() == [f"{OTHER.hex}.flac.enc", f"{OTHER.hex}.peaks.enc"]
    assert not archive.delete(RECORDING)
    with pytest.raises(ArchiveError) as caught:
        archive.open(row(kept), unlock)
    assert caught.value.code == "gone"


def test_R60_a_row_is_not_led_to_another_file(archive: Archive, wav: Path, unlock: Unlock) -> None:
    archive.keep(write_wav(wav.parent, OTHER, 1.0), OTHER)
    kept = row(archive.keep(wav, RECORDING))
    for name in (f"{OTHER.hex}.flac.enc", "../secrets", "/etc/passwd", ""):
        with pytest.raises(ArchiveError) as caught:
            archive.open(replace(kept, name=name), unlock)
        assert caught.value.code == "gone"


def test_R60_without_a_key_a_folder_keeps_it_plain(tmp_path: Path, wav: Path) -> None:
    archive = Archive((tmp_path / "archive").as_uri(), work=tmp_path / "work")
    kept = archive.keep(wav, RECORDING)
    assert kept.key == ""
    assert archive.names() == [f"{RECORDING.hex}.flac", f"{RECORDING.hex}.peaks"]
    with archive.audio(row(kept)) as audio:
        assert np.array_equal(audio.read(100_000), samples(wav))
    found, rate = soundfile.read(tmp_path / "archive" / kept.name, dtype="int16")
    assert (rate, found.shape) == (16_000, (48_000, 2))
    assert (tmp_path / "archive").stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("url", ["memory://floor/recordings", "simplecache::memory://floor/recordings"])
def test_R60_a_shared_place_takes_nothing_that_is_not_encrypted(url: str, tmp_path: Path, wav: Path) -> None:
    with pytest.raises(ArchiveError) as caught:
        Archive(url, work=tmp_path / "work").keep(wav, RECORDING)
    assert caught.value.code == "not_encrypted"
    assert "warmline key recordings new" in caught.value.message
    assert not MemoryFileSystem.store


def test_R60_a_folder_that_is_set_to_takes_nothing_plain_either(tmp_path: Path, wav: Path) -> None:
    with pytest.raises(ArchiveError) as caught:
        Archive(str(tmp_path / "archive"), work=tmp_path / "work", sealed_only=True).keep(wav, RECORDING)
    assert caught.value.code == "not_encrypted"


def test_R60_a_key_that_comes_later_replaces_the_plain_file(
    tmp_path: Path, wav: Path, private: bytes
) -> None:
    url = str(tmp_path / "archive")
    Archive(url, work=tmp_path / "work").keep(wav, RECORDING)
    Archive(url, work=tmp_path / "work", public_key=public_of(private)).keep(wav, RECORDING)
    assert sorted(path.name for path in Path(url).iterdir()) == [
        f"{RECORDING.hex}.flac.enc",
        f"{RECORDING.hex}.peaks.enc",
    ]


def test_R60_a_wav_that_is_gone_empty_or_no_wav_is_told(archive: Archive, wav: Path) -> None:
    for content, code in (
        (b"", "damaged"),
        (b"not a WAV at all", "damaged"),
        (wav.read_bytes()[:4096], "damaged"),
    ):
        wav.write_bytes(content)
        with pytest.raises(ArchiveError) as caught:
            archive.keep(wav, RECORDING)
        assert caught.value.code == code
    wav.unlink()
    with pytest.raises(ArchiveError) as caught:
        archive.keep(wav, RECORDING)
    assert caught.value.code == "gone"
    assert archive.names() == []


def test_R60_of_a_wav_that_was_cut_off_what_is_there_is_kept(
    archive: Archive, wav: Path, unlock: Unlock
) -> None:
    content = wav.read_bytes()
    wav.write_bytes(content[: 4096 + 64_000 + 2])
    kept = archive.keep(wav, RECORDING)
    assert kept.seconds == 1.0
    with archive.audio(row(kept), unlock) as audio:
        found = audio.read(100_000)
    assert found.tobytes() == content[4096 : 4096 + 64_000]


def test_R60_keeping_is_given_up_when_the_console_closes(archive: Archive, wav: Path, tmp_path: Path) -> None:
    with pytest.raises(ArchiveError) as caught:
        archive.keep(wav, RECORDING, stopping=lambda: True)
    assert caught.value.code == "stopped"
    assert caught.value.passes
    assert archive.names() == []
    assert not list((tmp_path / "work").iterdir())
    assert archive.keep(wav, RECORDING).seconds == 3.0


FAULTS: dict[str, tuple[str, BaseException, str]] = {
    "no network": ("write", ConnectionError("no route to the store"), "unreachable"),
    "its own kind of error": ("write", RuntimeError("503 slow down"), "unreachable"),
    "timeout": ("write", TimeoutError(), "unreachable"),
    "full": ("midst", OSError(errno.ENOSPC, "no space left"), "full"),
    "no right": ("write", PermissionError(errno.EACCES, "denied"), "refused"),
    "cut off": ("midst", ConnectionResetError("gone"), "unreachable"),
    "not moved": ("mv", OSError("cannot move"), "unreachable"),
    "moved, and not told": ("moved", TimeoutError("no answer"), "unreachable"),
    "not read back": ("read", OSError("no answer"), "unreachable"),
}


@pytest.mark.parametrize("what", FAULTS)
def test_R60_after_every_fault_of_the_place_the_next_try_keeps_it_and_leaves_nothing(
    what: str, tmp_path: Path, wav: Path, private: bytes, unlock: Unlock
) -> None:
    method, error, code = FAULTS[what]
    archive = Archive("faulty://floor", work=tmp_path / "work", public_key=public_of(private))
    FaultyFileSystem.faults[method] = [error]
    with pytest.raises(ArchiveError) as caught:
        archive.keep(wav, RECORDING)
    assert caught.value.code == code
    assert caught.value.passes
    assert wav.exists()
    kept = archive.keep(wav, RECORDING)
    assert archive.names() == [f"{RECORDING.hex}.flac.enc", f"{RECORDING.hex}.peaks.enc"]
    assert not list((tmp_path / "work").iterdir())
    with archive.audio(row(kept), unlock) as audio:
        assert np.array_equal(audio.read(100_000), samples(wav))


def test_R60_a_bug_is_no_fault_of_the_place(tmp_path: Path, wav: Path, private: bytes) -> None:
    archive = Archive("faulty://floor", work=tmp_path / "work", public_key=public_of(private))
    FaultyFileSystem.faults["write"] = [TypeError("ours")]
    with pytest.raises(TypeError, match="ours"):
        archive.keep(wav, RECORDING)


@pytest.mark.parametrize(
    ("url", "code"), [("nonsense://floor", "bad_url"), ("gs://bucket/floor", "no_driver")]
)
def test_R60_a_place_that_nobody_knows_is_told(url: str, code: str, tmp_path: Path, wav: Path) -> None:
    with pytest.raises(ArchiveError) as caught:
        Archive(url, work=tmp_path / "work", public_key=public_of(new_key())).keep(wav, RECORDING)
    assert caught.value.code == code
    assert not caught.value.passes


def test_R60_where_a_disk_is_not_mounted_nothing_is_written(tmp_path: Path, wav: Path) -> None:
    with pytest.raises(ArchiveError) as caught:
        Archive(str(tmp_path / "mnt" / "disk" / "recordings"), work=tmp_path / "work").keep(wav, RECORDING)
    assert caught.value.code == "unreachable"
    assert not (tmp_path / "mnt").exists()


def test_R60_what_a_killed_process_left_in_the_work_folder_is_removed(
    archive: Archive, tmp_path: Path
) -> None:
    archive.tidy()
    (tmp_path / "work").mkdir()
    (tmp_path / "work" / f"{RECORDING.hex}.flac").write_bytes(b"half")
    archive.tidy()
    assert not list((tmp_path / "work").iterdir())


class _FullDisk:
    """A file that takes so many bytes."""

    def __init__(self, file: object, room: int) -> None:
        self._file, self._room = file, room

    def __getattr__(self, name: str) -> object:
        return getattr(self._file, name)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()  # type: ignore[attr-defined]

    def write(self, data: bytes) -> int:
        self._room -= len(data)
        if self._room < 0:
            raise OSError(errno.ENOSPC, "No space left on device")
        return self._file.write(data)  # type: ignore[attr-defined,no-any-return]


@pytest.mark.parametrize("room", [0, 100, 12_000])
def test_R60_a_full_disk_here_is_told_and_not_hidden_by_libsndfile(
    room: int, archive: Archive, wav: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real: Callable[..., object] = Path.open

    def opened(path: Path, mode: str = "r", *rest: object, **more: object) -> object:
        file = real(path, mode, *rest, **more)
        return _FullDisk(file, room) if mode == "w+b" else file

    monkeypatch.setattr(Path, "open", opened)
    with pytest.raises(ArchiveError) as caught:
        archive.keep(wav, RECORDING)
    assert caught.value.code == "full"
    assert not list((tmp_path / "work").iterdir())
    assert archive.names() == []
