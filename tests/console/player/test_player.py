"""R61: the player on its own thread: order, place, silence at once, and what is told of what was heard."""

from collections.abc import Callable, Iterator, Mapping
from threading import Lock, get_ident
from typing import Any
from uuid import UUID

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from console.player.player import Player
from console.replay.deck import RATE, Stereo
from console.replay.line import CaseLine, Sound, Span, Stretch, Track
from console.replay.shape import PER_SECOND, Shape
from console.replay.sources import Played, SourceError, Tuning
from console.ui.invented import NOW
from store.recording import Recording

ONE, TWO = UUID(int=1), UUID(int=2)
SECONDS = 20.0


class Sink:
    """An outlet that plays as fast as a test says: :meth:`play` fetches samples."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.problem = ""
        self.written: list[np.ndarray[Any, np.dtype[np.int16]]] = []
        self.queue = 0
        self.opened: list[str] = []
        self.closed = 0
        self.thread = 0
        self.gone: Callable[[], None] = lambda: None

    def make(self, gone: Callable[[], None]) -> "Sink":
        self.gone = gone
        return self

    def open(self, device: str) -> str:
        with self.lock:
            self.thread = get_ident()
            self.queue = 0
            self.opened.append(device)
            return self.problem

    def close(self) -> None:
        with self.lock:
            self.closed += 1
            self.queue = 0

    def waiting(self) -> int:
        with self.lock:
            return self.queue

    def write(self, samples: bytes) -> None:
        with self.lock:
            self.written.append(np.frombuffer(samples, np.int16))
            self.queue += len(samples) // 2

    def play(self, count: int) -> None:
        with self.lock:
            self.queue = max(0, self.queue - count)

    def total(self) -> int:
        with self.lock:
            return sum(len(piece) for piece in self.written)


class Ramp:
    """Every sample says in which tenth of a second it is."""

    def __init__(self, *, broken: bool = False) -> None:
        self.broken = broken
        self.open = True

    def read(self, begin: int, count: int) -> Stereo:
        if self.broken and begin > 0:
            raise SourceError(Sound.BROKEN)
        at = (np.arange(begin, begin + count) // 1600).astype(np.float32) / 1000
        return np.stack([at, np.zeros_like(at)], axis=1)

    def close(self) -> None:
        self.open = False


class Files:
    """Sources in memory."""

    def __init__(self) -> None:
        self.reels: dict[UUID, Ramp] = {}
        self.wrong: dict[UUID, Sound] = {}
        self.broken = False

    def reel(self, recording: Recording) -> Ramp:
        if recording.id in self.wrong:
            raise SourceError(self.wrong[recording.id])
        return self.reels.setdefault(recording.id, Ramp(broken=self.broken))

    def shape(self, _: Recording) -> Shape:
        loud = b"\x50" * int(5 * PER_SECOND) + b"\x00" * int(5 * PER_SECOND) + b"\x50" * int(10 * PER_SECOND)
        return Shape(loud, bytes(len(loud)))


class Told:
    """Who is told."""

    def __init__(self) -> None:
        self.opened: list[tuple[int, Mapping[UUID, Shape], Mapping[UUID, Sound]]] = []
        self.stands: list[tuple[float, bool, str]] = []
        self.moved: list[Played] = []
        self.heard: list[tuple[int, float, float]] = []
        self.threads: set[int] = set()

    def player_opened(self, case: int, shapes: Mapping[UUID, Shape], found: Mapping[UUID, Sound]) -> None:
        self.threads.add(get_ident())
        self.opened.append((case, shapes, found))

    def player_stands(self, _: int, at: float, *, playing: bool, problem: str) -> None:
        self.stands.append((at, playing, problem))

    def player_moved(self, _: int, played: Played) -> None:
        self.moved.append(played)

    def player_heard(self, case: int, begin: float, end: float) -> None:
        self.heard.append((case, round(begin, 2), round(end, 2)))


def recording(id_: UUID) -> Recording:
    return Recording(id=id_, person="maya", started_at=NOW, seconds=SECONDS)


def line(*ids: UUID) -> CaseLine:
    tracks = tuple(
        Track(recording=id_, call=id_, leg=id_, person="maya", customer_from=0.0, begin=0.0, seconds=SECONDS)
        for id_ in ids
    )
    return CaseLine(ticket=ONE, stretches=(Stretch(at=0.0, began=NOW, seconds=SECONDS),), tracks=tracks)


class Room:
    """A player with everything that it needs."""

    def __init__(self, qtbot: QtBot) -> None:
        self.qtbot = qtbot
        self.sink, self.files, self.told = Sink(), Files(), Told()
        self.player = Player(self.files, self.sink.make)
        self.player.listen(self.told)

    def until(self, true: Callable[[], object]) -> None:
        self.qtbot.waitUntil(lambda: bool(true()), timeout=20_000)

    def open(self, *ids: UUID, case: int = 1, at: float = 0.0) -> None:
        count = len(self.told.opened)
        self.player.open(case, line(*ids), {id_: recording(id_) for id_ in ids}, at)
        self.until(lambda: len(self.told.opened) > count)

    def play(self) -> None:
        self.player.play(on=True)
        self.until(lambda: self.told.stands and self.told.stands[-1][1])
        self.until(lambda: self.sink.waiting() >= 3_200)

    def hear(self, seconds: float) -> None:
        """So much time passes at the loudspeaker."""
        left = round(seconds * RATE)
        while left > 0:
            self.until(lambda: self.sink.waiting() > 0)
            piece = min(left, self.sink.waiting())
            self.sink.play(piece)
            left -= piece


@pytest.fixture
def room(qtbot: QtBot) -> Iterator[Room]:
    made = Room(qtbot)
    yield made
    made.player.end()


def test_R61_what_is_played_begins_where_it_stands(room: Room) -> None:
    room.open(ONE, at=7.0)
    assert set(room.told.opened[-1][1]) == {ONE}
    room.play()
    first = np.concatenate(room.sink.written)
    assert round(float(first[1000]) * 1000 / 32_767) == 70
    assert room.sink.thread != get_ident()
    assert room.told.threads == {get_ident()}


def test_where_it_is_told_is_what_was_fetched_and_not_what_was_written(room: Room) -> None:
    room.open(ONE)
    room.play()
    room.hear(1.0)
    room.until(lambda: room.told.moved and abs(room.told.moved[-1].at - 1.0) < 0.03)
    assert room.sink.total() > RATE + 3_000


def test_a_stop_is_silence_at_once_and_goes_on_where_it_was(room: Room) -> None:
    room.open(ONE)
    room.play()
    room.hear(1.0)
    room.player.play(on=False)
    room.until(lambda: not room.told.stands[-1][1])
    at = room.told.stands[-1][0]
    assert at == pytest.approx(1.0, abs=0.05)
    assert room.sink.waiting() == 0
    assert room.told.heard == [(1, 0.0, round(at, 2))]
    room.sink.written.clear()
    room.play()
    again = np.concatenate(room.sink.written)
    assert round(float(again[1000]) * 10_000 / 32_767) == pytest.approx(round(at * 100), abs=10)


def test_a_seek_while_it_plays_throws_away_what_waits(room: Room) -> None:
    room.open(ONE)
    room.play()
    room.hear(0.5)
    closed = room.sink.closed
    room.sink.written.clear()
    room.player.seek(12.0)
    room.until(lambda: room.told.moved and room.told.moved[-1].at >= 12.0)
    assert room.sink.closed == closed + 1
    assert round(float(np.concatenate(room.sink.written)[1000]) * 1000 / 32_767) == 120
    assert room.told.heard[-1][:2] == (1, 0.0)
    assert room.told.heard[-1][2] == pytest.approx(0.5, abs=0.1)


def test_a_seek_while_it_stands_plays_nothing(room: Room) -> None:
    room.open(ONE)
    room.player.seek(12.0)
    room.until(lambda: room.told.moved)
    assert room.told.moved[-1].at == 12.0
    assert room.sink.opened == []


def test_at_its_end_it_stops_and_begins_anew(room: Room) -> None:
    room.open(ONE, at=19.5)
    room.player.play(on=True)
    room.until(lambda: room.told.stands and room.told.stands[-1][1])
    while room.told.stands[-1][1]:
        room.sink.play(1_600)
        room.qtbot.wait(5)
    assert room.told.stands[-1] == (SECONDS, False, "")
    assert room.told.heard[-1][2] == pytest.approx(SECONDS, abs=0.05)
    room.sink.written.clear()
    room.play()
    assert np.concatenate(room.sink.written)[1000] == 0


def test_silence_that_was_skipped_was_not_heard(room: Room) -> None:
    room.open(ONE, at=4.0)
    room.player.tune(Tuning(skip=True))
    room.play()
    room.hear(2.0)
    room.player.play(on=False)
    room.until(lambda: not room.told.stands[-1][1])
    (_, begin, end), (_, again, _) = room.told.heard
    assert (begin, end) == pytest.approx((4.0, 5.25), abs=0.03)
    assert again == pytest.approx(9.75, abs=0.03)


def test_another_device_is_used_at_once(room: Room) -> None:
    room.open(ONE)
    room.play()
    room.player.tune(Tuning(device="Headset"))
    room.until(lambda: room.sink.opened[-1] == "Headset")
    assert room.told.stands[-1][1]


def test_without_a_device_it_says_so(room: Room) -> None:
    room.open(ONE)
    room.sink.problem = "no_device"
    room.player.play(on=True)
    room.until(lambda: room.told.stands)
    assert room.told.stands == [(0.0, False, "no_device")]


def test_without_qts_audio_it_says_so(qtbot: QtBot) -> None:
    def missing(_: Callable[[], None]) -> Sink:
        raise ImportError("libpulse.so.0")

    room = Room(qtbot)
    room.player.end()
    room.player = Player(room.files, missing)
    room.player.listen(room.told)
    room.open(ONE)
    room.player.play(on=True)
    room.until(lambda: room.told.stands)
    room.player.end()
    assert room.told.stands[-1] == (0.0, False, "no_sound")


def test_a_device_that_is_pulled_out_ends_it(room: Room) -> None:
    room.open(ONE)
    room.play()
    room.hear(0.3)
    worker = room.player._worker
    assert worker is not None
    worker.moved.connect(lambda *_: None)
    from PySide6.QtCore import QTimer

    QTimer.singleShot(0, worker, worker._device_gone)
    room.until(lambda: room.told.stands[-1][2])
    assert room.told.stands[-1][1:] == (False, "device_gone")
    assert room.told.heard


def test_one_leg_that_cannot_be_had_keeps_the_others(room: Room) -> None:
    room.files.wrong = {TWO: Sound.NO_KEY}
    room.open(ONE, TWO)
    assert room.told.opened[-1][2] == {TWO: Sound.NO_KEY}
    room.play()


def test_a_file_that_breaks_off_is_told(room: Room) -> None:
    room.files.broken = True
    room.open(ONE)
    room.player.play(on=True)
    room.until(lambda: room.told.stands)
    while room.told.stands[-1][1]:
        room.sink.play(1_600)
        room.qtbot.wait(5)
    assert room.told.stands[-1][2] == "broken"


def test_another_case_ends_the_one_before(room: Room) -> None:
    room.open(ONE)
    room.play()
    room.hear(0.4)
    reel = room.files.reels[ONE]
    room.open(TWO, case=2)
    assert not reel.open
    assert room.sink.waiting() == 0
    assert [row[0] for row in room.told.heard] == [1]


def test_what_was_heard_last_is_told_at_the_end(qtbot: QtBot) -> None:
    room = Room(qtbot)
    room.open(ONE)
    room.play()
    room.hear(0.7)
    room.player.end()
    assert room.told.heard[-1][2] == pytest.approx(0.7, abs=0.1)


def test_a_loop_is_heard_again_and_again(room: Room) -> None:
    room.open(ONE, at=2.0)
    room.player.tune(Tuning(loop=Span(2.0, 2.5)))
    room.play()
    room.hear(1.6)
    room.player.play(on=False)
    room.until(lambda: not room.told.stands[-1][1])
    assert len(room.told.heard) >= 3
    assert all(2.0 <= begin <= end <= 2.53 for _, begin, end in room.told.heard)
