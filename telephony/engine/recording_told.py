"""What the recorder's thread tells, as events and readings for the console. On the main thread."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from telephony.engine.recording_legs import HeardLegs, Take
from telephony.engine.recording_tape import Closed, Opened, Paused, Troubled
from telephony.engine.recording_writer import Measured, News
from telephony.events import (
    ConductConcluded,
    ConductMeasured,
    Event,
    Reading,
    RecordingPaused,
    RecordingResumed,
    RecordingStarted,
    RecordingStopped,
    RecordingTroubled,
)
from telephony.recording import Found, Trouble


class Teller:
    """``takes`` are the files under way, by recording. ``told_whole`` is given each file whose end was told."""

    def __init__(
        self,
        legs: HeardLegs,
        tell: Callable[[Event], None],
        sense: Callable[[Reading], None],
        told_whole: Callable[[Path], None],
    ) -> None:
        self._legs, self._tell, self._sense, self._told_whole = legs, tell, sense, told_whole
        self.takes: dict[str, Take] = {}

    def hear(self, news: News) -> None:
        """One thing that the thread says."""
        if isinstance(news, Measured):
            self._measured(news)
        elif isinstance(news, Found):
            self._found(news)
        else:
            take = self.takes.get(news.recording)
            if take is not None:
                self._happened(take, news)

    def trouble(self, take: Take, problem: Trouble) -> None:
        """Say it once, and once when it is over."""
        if problem is take.said:
            return
        take.said = problem
        event = RecordingTroubled(recording=take.note.recording, call=take.note.call, problem=problem)
        self._tell(event)

    def _happened(self, take: Take, news: Opened | Paused | Troubled | Closed) -> None:
        recording, call = take.note.recording, take.note.call
        if isinstance(news, Opened):
            take.opened = True
            self._tell(
                RecordingStarted(
                    recording=recording,
                    call=call,
                    path=news.path,
                    started_at=take.note.started_at,
                    parent=take.note.parent,
                )
            )
        elif isinstance(news, Paused):
            take.paused_at = datetime.now(UTC) if news.on else None
            kind = RecordingPaused if news.on else RecordingResumed
            self._tell(kind(recording=recording, call=call, seconds=news.seconds))
        elif isinstance(news, Troubled):
            take.disk = news.trouble
            self.trouble(take, news.trouble)
        else:
            self._closed(take, news)

    def _closed(self, take: Take, news: Closed) -> None:
        note = take.note
        del self.takes[note.recording]
        leg = self._legs.get(note.call)
        if leg is not None:
            leg.track.paused = False  # not sooner: the file was still being written
        self._stopped(
            RecordingStopped(
                recording=note.recording,
                call=note.call,
                path=news.path,
                seconds=news.seconds,
                partial=news.partial,
                pauses=news.pauses,
                parent=note.parent,
                started_at=note.started_at,
            )
        )

    def _found(self, found: Found) -> None:
        note = found.note
        self._stopped(
            RecordingStopped(
                recording=found.recording,
                call=note.call if note is not None else "",
                path=found.path,
                seconds=round(found.seconds, 2),
                partial=note.partial if note is not None else False,
                pauses=note.pauses if note is not None else (),
                cut_off=found.cut_off,
                parent=note.parent if note is not None else "",
                started_at=note.started_at if note is not None else None,
            )
        )

    def _stopped(self, event: RecordingStopped) -> None:
        self._tell(event)
        if event.path:
            self._told_whole(Path(event.path))

    def _measured(self, news: Measured) -> None:
        if news.last:
            self._tell(ConductConcluded(call=news.call, measures=news.measures))
        else:
            self._sense(
                ConductMeasured(
                    call=news.call,
                    measures=news.measures,
                    silent_for=news.silent_for,
                    held_for=news.held_for,
                )
            )
