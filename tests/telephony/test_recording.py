"""The file of a recording: its head, its note, and its repair at any length."""

import wave
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from telephony.recording import (
    BLOCK,
    HEAD,
    RATE,
    SECOND,
    Note,
    Pause,
    Recording,
    head,
    left_behind,
    mark_told,
    part_path,
    read_note,
    recover,
    sizes,
    whole_path,
)

RECORDING, CALL = "0" * 31 + "1", "0" * 31 + "2"
NOTE = Note(recording=RECORDING, call=CALL, started_at=datetime(2026, 3, 1, 9, 0, tzinfo=UTC))


def frames(path: Path) -> int:
    with wave.open(str(path)) as wav:
        assert (wav.getnchannels(), wav.getsampwidth(), wav.getframerate()) == (2, 2, RATE)
        return int(wav.getnframes())


def part(folder: Path, samples: bytes, note: Note = NOTE, told: int = 0) -> Path:
    path = part_path(folder, RECORDING)
    path.write_bytes(head(note, told) + samples)
    return path


def test_a_file_is_a_wav_that_says_whose_it_is(tmp_path: Path) -> None:
    path = whole_path(tmp_path, RECORDING)
    path.write_bytes(head(NOTE, SECOND) + bytes(SECOND))
    assert frames(path) == RATE
    assert read_note(path.read_bytes()[:HEAD]) == NOTE
    assert len(head(NOTE, 0)) == HEAD


def test_its_name_is_the_recording_s_and_nothing_else(tmp_path: Path) -> None:
    assert part_path(tmp_path, RECORDING).name == f"{RECORDING}.part"
    assert whole_path(tmp_path, RECORDING).name == f"{RECORDING}.wav"
    for name in ("notes.txt", f"{RECORDING}.mp3", "short.wav", f"{RECORDING[:-1]}.part"):
        (tmp_path / name).touch()
    assert left_behind(tmp_path) == []
    assert left_behind(tmp_path / "nowhere") == []


@pytest.mark.parametrize("size", [0, 1, 3, 4, SECOND - 1, SECOND * 2 + 2])
@pytest.mark.parametrize("told", [0, SECOND])
def test_a_file_that_was_cut_off_keeps_every_whole_sample(tmp_path: Path, size: int, told: int) -> None:
    samples = bytes(n % 251 for n in range(size))
    found = recover(part(tmp_path, samples, told=told))
    assert found is not None
    assert (found.recording, found.cut_off) == (RECORDING, True)
    assert found.note == msgspec.structs.replace(NOTE, cut_off=True)
    whole = whole_path(tmp_path, RECORDING)
    assert [*tmp_path.iterdir()] == [whole]
    assert frames(whole) == size // BLOCK
    assert whole.read_bytes()[HEAD:] == samples[: size // BLOCK * BLOCK]
    assert found.seconds == pytest.approx(size // BLOCK / RATE)


@pytest.mark.parametrize("size", [0, 1, HEAD - 1])
def test_a_file_without_a_head_has_nothing_in_it_and_goes(tmp_path: Path, size: int) -> None:
    path = part_path(tmp_path, RECORDING)
    path.write_bytes(head(NOTE, 0)[:size])
    assert recover(path) is None
    assert [*tmp_path.iterdir()] == []


def test_a_head_that_cannot_be_read_costs_no_sound(tmp_path: Path) -> None:
    path = part_path(tmp_path, RECORDING)
    path.write_bytes(head(NOTE, 0).replace(b'{"', b"!!", 1) + bytes(SECOND))
    found = recover(path)
    assert found is not None
    assert found.note is None
    assert frames(Path(found.path)) == RATE


def test_a_pause_that_lasted_when_the_engine_died_lasts_to_the_end(tmp_path: Path) -> None:
    pauses = (Pause(0.2, 0.4), Pause(0.6), Pause(5.0))
    found = recover(part(tmp_path, bytes(SECOND), msgspec.structs.replace(NOTE, pauses=pauses)))
    assert found is not None
    assert found.note is not None
    assert found.note.pauses == (Pause(0.2, 0.4), Pause(0.6, 1.0))
    assert read_note(Path(found.path).read_bytes()[:HEAD]) == found.note


def test_a_repair_that_is_itself_cut_off_is_done_again(tmp_path: Path) -> None:
    path = part(tmp_path, bytes(SECOND + 3))
    body = path.read_bytes()
    recover(path)
    repaired = whole_path(tmp_path, RECORDING).read_bytes()
    whole_path(tmp_path, RECORDING).unlink()
    path.write_bytes(repaired[:HEAD] + body[HEAD:])
    again = recover(path)
    assert whole_path(tmp_path, RECORDING).read_bytes() == repaired
    assert again is not None
    assert recover(Path(again.path)) == again


def test_a_whole_file_is_told_again_until_it_is_marked(tmp_path: Path) -> None:
    path = whole_path(tmp_path, RECORDING)
    path.write_bytes(head(NOTE, SECOND) + bytes(SECOND))
    found = recover(path)
    assert found is not None
    assert not found.cut_off
    mark_told(path)
    assert recover(path) is None
    assert frames(path) == RATE
    path.unlink()
    mark_told(path)
    assert not path.exists()


def test_more_pauses_than_the_head_has_room_for_leave_it_whole() -> None:
    pauses = tuple(Pause(n * 10.5, n * 10.5 + 1.25) for n in range(1000))
    start = head(msgspec.structs.replace(NOTE, pauses=pauses), 0)
    note = read_note(start)
    assert len(start) == HEAD
    assert note is not None
    assert note.pauses == pauses[: len(note.pauses)]
    assert len(note.pauses) >= 150


def test_a_file_longer_than_a_wav_can_say_says_the_most_it_can() -> None:
    for size in (0xFFFF_FFFF, 1 << 40):
        for _at, length in sizes(size):
            assert int.from_bytes(length, "little") > 0xFFFF_0000


@pytest.mark.parametrize("notice", ["", "recording", "/srv/center/notice.wav", "C:\\center\\Ansage 2.WAV"])
def test_a_notice_is_a_name_or_a_sound_file_by_its_whole_path(notice: str) -> None:
    assert msgspec.convert({"notice": notice}, Recording).notice == notice


@pytest.mark.parametrize("notice", ["../../etc/passwd", "/etc/passwd", "a/b.wav", "Tone", "a b", "x" * 65])
def test_a_notice_is_nothing_else(notice: str) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({"notice": notice}, Recording)
