"""The recorder's thread: takes what the clock has put, four times a second, writes it, and measures conduct.

    main thread                       recorder's thread                          pjmedia's clock
    Recorder (recorder.py) ─orders──► Writer ◄──── Track (recording_track.py) ◄── Tap (recording_tap.py)
             ▲──────────── post ──────┘ │
                                        └──► Tape (recording_tape.py) ──► file

The disk stops nobody but this thread. That it does is seen by what waits in the tracks.
"""

import logging
import threading
import time
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import msgspec

from telephony.call import CallId
from telephony.conduct import Conduct, Measures
from telephony.engine.recording_tape import News as TapeNews
from telephony.engine.recording_tape import Tape
from telephony.engine.recording_track import TICK, Frame, Track, level
from telephony.engine.sound.levels import FLOOR
from telephony.platform_specific import stand_in_line
from telephony.recording import Found, Note, left_behind, mark_told, recover

log = logging.getLogger("telephony.engine.recording")

_WAKE_SECONDS = 0.25
_MEASURE_SECONDS = 1.0
_MEASURE_SHARE = 200
"""Seconds of a measuring's own time until the next: with the words of an hour it takes some ms."""


class Measured(msgspec.Struct, frozen=True):
    """The conduct of a call so far, or of the whole call (``last``)."""

    call: CallId
    measures: Measures
    silent_for: float
    held_for: float
    last: bool


News = TapeNews | Measured | Found


class Gauge:
    """One call's conduct, as its frames come."""

    def __init__(self, call: CallId, track: Track) -> None:
        self.call, self.track = call, track
        self._conduct = Conduct()
        self._next = 0.0

    def feed(self, frames: list[Frame]) -> None:
        """A pause is no part of the call's conduct: nothing of it is kept, and nothing measured."""
        for frame in frames:
            if frame.held:
                self._conduct.hear(FLOOR, FLOOR, held=True)
            elif not frame.paused:
                self._conduct.hear(level(frame.left), level(frame.right))

    def due(self, now: float) -> Measured | None:
        """What is to be told now."""
        if now < self._next:
            return None
        began = time.perf_counter()
        found = self._told(self._conduct.measures(), last=False)
        cost = time.perf_counter() - began
        self._next = now + max(_MEASURE_SECONDS - _WAKE_SECONDS / 2, cost * _MEASURE_SHARE)
        return found

    def finish(self) -> Measured:
        """The call is over."""
        return self._told(self._conduct.finish(), last=True)

    def _told(self, measures: Measures, *, last: bool) -> Measured:
        conduct = self._conduct
        return Measured(self.call, measures, conduct.silent_for, conduct.held_for, last)


class _Leg(NamedTuple):
    track: Track
    tape: Tape | None
    gauge: Gauge | None


class Writer:
    """``post`` is called on this thread and must not wait. Starts at once; ends with :meth:`close`."""

    def __init__(self, folder: Path | None, post: Callable[[News], None]) -> None:
        self._folder, self._post = folder, post
        self._orders: deque[Callable[[], None]] = deque()
        self._news = threading.Event()
        self._legs: dict[Track, _Leg] = {}
        self._closing = False
        self._thread = threading.Thread(target=self._run, name="recorder", daemon=True)
        self._thread.start()

    # From the main thread.

    def write(self, note: Note, track: Track) -> None:
        """Begin a file for what is put there from now on."""
        self._order(lambda: self._begin(track, note))

    def measure(self, call: CallId, track: Track) -> None:
        """Begin to measure it."""
        self._order(lambda: self._gauge(call, track))

    def stop_writing(self, track: Track) -> None:
        """Write what is there, and close the file."""
        self._order(lambda: self._stop(track, measuring=False))

    def stop(self, track: Track) -> None:
        """Nothing more comes of it."""
        self._order(lambda: self._stop(track, measuring=True))

    def was_told(self, path: Path) -> None:
        """Mark a whole file so."""
        self._order(lambda: self._mark(path))

    def recover(self) -> None:
        """Repair and tell what an engine before has left."""
        self._order(self._recover)

    def hurry(self) -> None:
        """A flag of a track was set: look now."""
        self._news.set()

    def close(self, seconds: float) -> bool:
        """Finish everything; False if the disk does not let it."""
        self._closing = True
        self._news.set()
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def _order(self, work: Callable[[], None]) -> None:
        self._orders.append(work)
        self._news.set()

    # On its own.

    def _run(self) -> None:
        stand_in_line()
        while not self._closing or self._orders:
            waits = not self._legs and not self._closing
            hasty = any(leg.tape is not None and leg.tape.pausing for leg in self._legs.values())
            self._news.wait(None if waits else TICK if hasty else _WAKE_SECONDS)
            self._news.clear()
            self._attempt(self._turn)
            while self._orders:
                self._attempt(self._orders.popleft())
        for track in [*self._legs]:
            self._stop(track, measuring=True)

    def _attempt(self, work: Callable[[], None]) -> None:
        """A bug here must be loud, but must not end the other recordings."""
        try:
            work()
        except Exception:
            log.exception("a bug in the recorder")

    def _turn(self) -> None:
        for leg in [*self._legs.values()]:
            self._take(leg)

    def _take(self, leg: _Leg) -> None:
        now = time.monotonic()
        frames = leg.track.take()
        if leg.gauge is not None:
            leg.gauge.feed(frames)
            measured = leg.gauge.due(now)
            if measured is not None:
                self._post(measured)
        if leg.tape is not None:
            leg.tape.feed(frames, now)

    def _leg(self, track: Track) -> _Leg:
        return self._legs.get(track) or _Leg(track, None, None)

    def _begin(self, track: Track, note: Note) -> None:
        if self._folder is not None:
            tape = Tape(self._folder, note, track, self._post)
            self._legs[track] = self._leg(track)._replace(tape=tape)

    def _gauge(self, call: CallId, track: Track) -> None:
        self._legs[track] = self._leg(track)._replace(gauge=Gauge(call, track))

    def _stop(self, track: Track, *, measuring: bool) -> None:
        leg = self._legs.get(track)
        if leg is None:
            return
        self._take(leg)
        if leg.tape is not None:
            leg.tape.close()
            leg = leg._replace(tape=None)
        if measuring and leg.gauge is not None:
            self._post(leg.gauge.finish())
            leg = leg._replace(gauge=None)
        if leg.gauge is None:
            del self._legs[track]
        else:
            self._legs[track] = leg

    def _mark(self, path: Path) -> None:
        try:
            mark_told(path)
        except OSError as error:
            log.info("%s is told again by the next engine: %s", path, error)

    def _recover(self) -> None:
        if self._folder is None:
            return
        try:
            paths = left_behind(self._folder)
        except OSError as error:
            log.warning("%s cannot be looked into: %s", self._folder, error)
            return
        for path in paths:
            try:
                found = recover(path)
            except OSError as error:
                log.warning("%s cannot be repaired: %s", path, error)
                continue
            if found is not None:
                log.info("%s was left by an engine before: %.2f s", found.path, found.seconds)
                self._post(found)
