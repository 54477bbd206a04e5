"""The recorder's thread without SIP: a disk that is full, slow or gone, a clock that leaves ticks out."""

import errno
import os
import threading
import wave
from array import array
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from io import FileIO
from pathlib import Path
from typing import Any

import pytest

from telephony.engine import recording_tape
from telephony.engine.recording_tape import Closed, Opened, Paused, Tape, Troubled
from telephony.engine.recording_track import FRAME_BYTES, Frame, Track, interleaved, level
from telephony.engine.recording_writer import Measured, News, Writer
from telephony.recording import HEAD, Found, Note, Pause, Trouble, part_path, whole_path
from tests.agents import wait_until

RECORDING, CALL = "a" * 32, "b" * 32
NOTE = Note(recording=RECORDING, call=CALL, started_at=datetime(2026, 3, 1, 9, 0, tzinfo=UTC))


def frame(value: int) -> bytes:
    return array("h", [value] * (FRAME_BYTES // 2)).tobytes()


SPOKEN = Frame(frame(1000), frame(-2000))
PAUSED = Frame(None, None, paused=True)


class Deck:
    """A tape whose clock is the test's."""

    def __init__(self, folder: Path) -> None:
        self.news: list[News] = []
        self.track = Track()
        self.tape = Tape(folder, NOTE, self.track, self.news.append)
        self.now = 100.0

    def feed(self, *frames: Frame, lasting: float | None = None) -> None:
        self.now += len(frames) * 0.02 if lasting is None else lasting
        self.tape.feed([*frames], self.now)

    def close(self) -> Closed:
        self.tape.close()
        closed = self.news[-1]
        assert isinstance(closed, Closed)
        return closed


@pytest.fixture
def deck(tmp_path: Path) -> Deck:
    return Deck(tmp_path)


def samples(path: str) -> tuple[list[int], list[int]]:
    with wave.open(path) as wav:
        data = array("h", wav.readframes(wav.getnframes()))
    return list(data[0::2]), list(data[1::2])


def test_channels_lie_side_by_side() -> None:
    data = array("h", interleaved([SPOKEN, Frame(None, frame(7)), PAUSED]))
    assert set(data[0:640:2]) == {1000}
    assert set(data[1:640:2]) == {-2000}
    assert (set(data[640:1280:2]), set(data[641:1280:2])) == ({0}, {7})
    assert not any(data[1280:])


def test_a_level_is_in_decibels_below_full() -> None:
    assert level(None) == level(frame(0)) == -90.0
    assert level(frame(16384)) == pytest.approx(-6.0, abs=0.1)


def test_both_sides_of_a_tick_are_one_frame_and_a_pause_keeps_nothing() -> None:
    track = Track()
    track.put_left(b"l")
    track.put_right(b"r")
    track.held = True
    track.put_right(b"r")
    track.paused = True
    track.put_left(b"secret")
    track.put_right(b"secret")
    track.paused = False
    track.put_right(b"r")
    assert track.take() == [
        Frame(b"l", b"r"),
        Frame(None, b"r", held=True),
        PAUSED,
        Frame(None, b"r", held=True),
    ]
    assert track.take() == []


def test_what_the_disk_has_no_time_for_is_bounded_and_silence_keeps_its_place() -> None:
    track = Track()
    for _ in range(2000):
        track.put_right(b"r")
    assert track.waiting == pytest.approx(30.0)
    taken = track.take()
    assert len(taken) == 2000
    assert taken[-1] == Frame(None, None)


def test_what_is_fed_is_in_the_file_at_once_and_its_length_each_second(deck: Deck, tmp_path: Path) -> None:
    for _ in range(10):
        deck.feed(*[SPOKEN] * 13)
    assert part_path(tmp_path, RECORDING).stat().st_size == HEAD + 130 * 2 * FRAME_BYTES
    with wave.open(str(part_path(tmp_path, RECORDING))) as wav:
        assert wav.getnframes() >= 80 * 320
    closed = deck.close()
    assert (closed.path, closed.seconds, closed.partial) == (str(whole_path(tmp_path, RECORDING)), 2.6, False)
    left, right = samples(closed.path)
    assert (set(left), set(right), len(left)) == ({1000}, {-2000}, 130 * 320)
    assert [type(news) for news in deck.news] == [Opened, Closed]


def test_pauses_are_marked_where_they_are_in_the_file(deck: Deck) -> None:
    deck.feed(*[SPOKEN] * 50)
    deck.feed(*[SPOKEN] * 5, *[PAUSED] * 20)
    deck.feed(*[PAUSED] * 5, *[SPOKEN] * 20)
    closed = deck.close()
    assert closed.pauses == (Pause(1.1, 1.6),)
    assert deck.news[1:3] == [Paused(RECORDING, True, 1.1), Paused(RECORDING, False, 1.6)]
    left, right = samples(closed.path)
    for side in (left, right):
        assert all(side[: 55 * 320])
        assert not any(side[55 * 320 : 80 * 320])
        assert all(side[80 * 320 :])


def test_ticks_that_the_clock_left_out_are_silence_so_that_the_time_line_stays_true(deck: Deck) -> None:
    for _ in range(8):
        deck.feed(*[SPOKEN] * 12)
    deck.feed(*[SPOKEN] * 12, lasting=2.24)
    for _ in range(8):
        deck.feed(*[SPOKEN] * 12)
    closed = deck.close()
    assert closed.seconds == pytest.approx(17 * 0.24 + 2.0, abs=0.1)
    assert not closed.partial


def test_a_burst_after_a_stall_is_no_gap(deck: Deck) -> None:
    for _ in range(8):
        deck.feed(*[SPOKEN] * 12)
    deck.feed(lasting=0.24)
    deck.feed(*[SPOKEN] * 24, lasting=0.24)
    for _ in range(8):
        deck.feed(*[SPOKEN] * 12)
    assert deck.close().seconds == pytest.approx(18 * 0.24)


class Disk:
    """Refuses whatever would be written to a file that is open, while ``full``."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.full: int = 0
        disk = self

        class File(FileIO):
            def write(self, data: Any, /) -> int:
                if disk.full:
                    raise OSError(disk.full, os.strerror(disk.full))
                return super().write(data)

        monkeypatch.setattr(recording_tape, "FileIO", File)


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> Disk:
    return Disk(monkeypatch)


@pytest.mark.allow_logs
@pytest.mark.parametrize(
    ("code", "problem"), [(errno.ENOSPC, Trouble.DISK_FULL), (errno.EIO, Trouble.CANNOT_WRITE)]
)
def test_a_full_disk_is_told_once_and_what_it_takes_again_in_time_is_all_there(
    deck: Deck, disk: Disk, code: int, problem: Trouble
) -> None:
    deck.feed(*[SPOKEN] * 50)
    disk.full = code
    for _ in range(20):
        deck.feed(*[SPOKEN] * 12)
    disk.full = 0
    for _ in range(8):
        deck.feed(*[SPOKEN] * 12)
    told = [news for news in deck.news if isinstance(news, Troubled)]
    assert [news.trouble for news in told] == [problem, Trouble.NONE]
    closed = deck.close()
    left, _right = samples(closed.path)
    assert (closed.partial, set(left), len(left)) == (False, {1000}, (50 + 28 * 12) * 320)


@pytest.mark.allow_logs
def test_what_was_lost_of_a_full_disk_is_silence_in_its_place_and_the_file_is_partial(
    deck: Deck, disk: Disk
) -> None:
    deck.feed(*[SPOKEN] * 50)
    disk.full = errno.ENOSPC
    for _ in range(1000 // 20):
        deck.feed(*[SPOKEN] * 20)
    disk.full = 0
    for _ in range(4):
        deck.feed(*[SPOKEN] * 50)
    closed = deck.close()
    left, _right = samples(closed.path)
    assert closed.partial
    assert closed.seconds == pytest.approx(len(left) / 16000) == pytest.approx(25.0)
    assert left[0] == left[-1] == 1000
    assert not any(left[2 * 16000 : 10 * 16000])


@pytest.mark.allow_logs
def test_a_disk_that_stays_full_leaves_a_partial_file_of_what_it_took(deck: Deck, disk: Disk) -> None:
    deck.feed(*[SPOKEN] * 50)
    disk.full = errno.ENOSPC
    for _ in range(100):
        deck.feed(*[SPOKEN] * 12)
    closed = deck.close()
    assert (closed.seconds, closed.partial) == (1.0, True)
    assert Path(closed.path).stat().st_size == HEAD + 50 * 2 * FRAME_BYTES


@pytest.mark.allow_logs
def test_where_no_file_can_be_made_nothing_is_told_to_be_there(
    deck: Deck, disk: Disk, tmp_path: Path
) -> None:
    disk.full = errno.ENOSPC
    deck.feed(*[SPOKEN] * 50)
    closed = deck.close()
    assert (closed.path, closed.seconds, closed.partial) == ("", 0.0, True)
    assert [type(news) for news in deck.news] == [Troubled, Closed]
    assert [*tmp_path.iterdir()] == []


# The thread.


class Room:
    """A writer, and what it tells."""

    def __init__(self, folder: Path) -> None:
        self.news: list[News] = []
        self._lock = threading.Lock()
        self.writer = Writer(folder, self._post)

    def _post(self, news: News) -> None:
        with self._lock:
            self.news.append(news)

    def told(self, kind: type[News], count: int = 1) -> list[News]:
        def found() -> list[News]:
            with self._lock:
                those = [news for news in self.news if isinstance(news, kind)]
            return those if len(those) >= count else []

        return list(wait_until(found))


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Callable[[], Room]]:
    rooms: list[Room] = []

    def make() -> Room:
        rooms.append(Room(tmp_path))
        return rooms[-1]

    yield make
    for each in rooms:
        assert each.writer.close(10.0)


def put(track: Track, frames: int) -> None:
    for _ in range(frames):
        track.put_left(frame(1000))
        track.put_right(frame(-2000))


def test_a_pause_is_told_when_its_frame_has_come(room: Callable[[], Room]) -> None:
    one, track = room(), Track()
    one.writer.write(NOTE, track)
    put(track, 10)
    one.told(Opened)
    track.paused = True
    one.writer.hurry()
    put(track, 10)
    assert one.told(Paused) == [Paused(RECORDING, True, 0.2)]
    one.writer.stop(track)
    (closed,) = one.told(Closed)
    assert isinstance(closed, Closed)
    assert closed.pauses == (Pause(0.2, 0.4),)


def test_what_is_measured_is_told_each_second_and_at_the_end_written_or_not(room: Callable[[], Room]) -> None:
    one, track = room(), Track()
    one.writer.measure(CALL, track)
    put(track, 200)
    live = one.told(Measured, 2)
    one.writer.stop(track)
    wait_until(lambda: any(isinstance(news, Measured) and news.last for news in one.news))
    last = one.news[-1]
    assert isinstance(live[0], Measured)
    assert isinstance(last, Measured)
    assert not live[0].last
    assert last.measures.seconds == pytest.approx(4.0)
    assert last.measures.both == 0.0  # a steady level is a hum and no voice


def test_closing_finishes_every_file(room: Callable[[], Room], tmp_path: Path) -> None:
    one, track = room(), Track()
    one.writer.write(NOTE, track)
    put(track, 100)
    assert one.writer.close(10.0)
    assert [path.name for path in tmp_path.iterdir()] == [f"{RECORDING}.wav"]
    assert isinstance(one.news[-1], Closed)


def test_what_an_engine_before_has_left_is_repaired_and_told(
    room: Callable[[], Room], tmp_path: Path
) -> None:
    deck = Deck(tmp_path)
    deck.feed(*[SPOKEN] * 50)
    assert deck.tape._file is not None
    deck.tape._file.close()
    one = room()
    one.writer.recover()
    (found,) = one.told(Found)
    assert isinstance(found, Found)
    assert (found.seconds, found.cut_off) == (1.0, True)
    assert found.note is not None
    assert found.note.call == CALL
    assert [path.name for path in tmp_path.iterdir()] == [f"{RECORDING}.wav"]
