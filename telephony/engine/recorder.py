"""Which legs are recorded and measured, as the main thread sees it; the work is another thread's (recording_writer.py).

What is recorded is what the agent's call carries. Left: everything of ours that reaches the leg (the agent, what is
played to it, a supervisor who has joined), and nothing of a muted or held microphone. Right: the leg itself while the
agent hears it. On hold, ours or theirs, both are silent: music is nobody's speech. In a conference each leg has its
own file, so that nobody is in two. A survey is no part of it: the agent has left.
"""

import logging
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Protocol
from uuid import uuid4

import pjsua2 as pj
from PySide6.QtCore import QCoreApplication, QObject, Qt, Signal, Slot

from telephony.call import CallId, Purpose
from telephony.commands import PauseRecording, ResumeRecording, StartRecording, StopRecording
from telephony.engine.library import words
from telephony.engine.line import Line
from telephony.engine.loop import Later, Loop
from telephony.engine.patchbay import NOTICE, SPEAKER, Patchbay, Plug
from telephony.engine.recording_tap import Tap
from telephony.engine.recording_tape import Closed, Opened, Paused, Troubled
from telephony.engine.recording_track import Track
from telephony.engine.recording_writer import Measured, News, Writer
from telephony.engine.refusal import Refusal
from telephony.errors import EngineError
from telephony.events import (
    CallEnded,
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
from telephony.recording import Found, Note, Policy, Recording, RecordingNow, Trouble, whole_path

log = logging.getLogger("telephony.engine.recording")

RECORDED = frozenset({Purpose.CUSTOMER, Purpose.CONSULT})
_WATCH_SECONDS = 0.5
_SLOW_SECONDS = 1.5
"""That wait for the disk: with the half second until it is seen, told within two."""
_CLOSE_SECONDS = 2.0
_TOLD_SECONDS = 5.0
"""Until what was told is surely in the journal; an engine that is killed sooner is followed by one that tells again."""


class Board(Protocol):
    """What recording needs of the switchboard."""

    lines: dict[CallId, Line]
    loop: Loop
    patchbay: Patchbay
    tell: Callable[[Event], None]


class _Take:
    """One file under way. ``disk`` is what its tape said last."""

    def __init__(self, note: Note, folder: Path) -> None:
        self.note, self.path = note, whole_path(folder, note.recording)
        self.disk = self.said = Trouble.NONE
        self.paused = self.opened = False


class _Leg:
    def __init__(self, tap: Tap) -> None:
        self.tap, self.track = tap, Track()
        self.take: _Take | None = None
        self.measured = False
        self.notice: Later | None = None


class Recorder(QObject):
    """``folder`` None: nothing can be recorded. ``sounds`` has the notice. Implements followers.Followers and Taps.

    Must be used on the main thread.
    """

    _news = Signal(object)

    def __init__(
        self,
        board: Board,
        sense: Callable[[Reading], None],
        folder: Path | None,
        sounds: Path | None,
    ) -> None:
        super().__init__()
        self._board, self._sense, self._folder, self._sounds = board, sense, folder, sounds
        self.settings = Recording()
        self._legs: dict[CallId, _Leg] = {}
        self._takes: dict[str, _Take] = {}
        self._free: list[Tap] = []
        self._writer: Writer | None = None
        self._watch: Later | None = None
        self._news.connect(self._learn, Qt.ConnectionType.QueuedConnection)
        board.patchbay.taps = self

    def begin(self) -> None:
        """Look for what an engine before has left."""
        if self._folder is not None and self._folder.is_dir():
            self._thread().recover()

    def under_way(self) -> tuple[RecordingNow, ...]:
        """For a snapshot."""
        return tuple(
            RecordingNow(
                recording=take.note.recording,
                call=take.note.call,
                path=str(take.path),
                started_at=take.note.started_at,
                paused=take.paused,
                trouble=take.said,
            )
            for take in self._takes.values()
            if take.opened
        )

    # Commands.

    def start(self, command: StartRecording) -> None:
        """On demand."""
        line = self._board.lines.get(command.call)
        if line is None or not line.alive:
            raise Refusal("no_such_call", "This call is over, or never was.")
        if not line.up or line.purpose not in RECORDED:
            raise Refusal("not_now", "This call cannot be recorded now.")
        if self.settings.policy is Policy.OFF or self._folder is None:
            raise Refusal("recording_off", "Calls are not recorded on this account.")
        if any(take.note.call == line.id for take in self._takes.values()):
            raise Refusal("recording_exists", "This call is being recorded already.")
        if self._notice() is None:
            raise Refusal("no_sound_file", f"There is no sound “{self.settings.notice}”.")
        self._write(line)

    def pause(self, command: PauseRecording) -> None:
        """Nothing of the next frame is kept any more."""
        self._running(command.call).track.paused = True
        self._thread().hurry()

    def resume(self, command: ResumeRecording) -> None:
        """Keep them again."""
        self._running(command.call).track.paused = False
        self._thread().hurry()

    def stop(self, command: StopRecording) -> None:
        """Close the file, and go on measuring."""
        leg = self._running(command.call)
        if self.settings.policy is Policy.ALWAYS:
            raise Refusal(
                "recording_required", "Calls of this account are always recorded; it can be paused."
            )
        self._end_take(leg, command.call)
        if not leg.measured:
            self._release(command.call)

    def _running(self, call: CallId) -> _Leg:
        leg = self._legs.get(call)
        if leg is None or leg.take is None:
            raise Refusal("not_recorded", "This call is not being recorded.")
        return leg

    # What legs do (followers.Followers).

    def line_rings(self, line: Line) -> None:
        """Nothing of it: who has not answered is not recorded."""

    def line_up(self, line: Line) -> None:
        """By policy."""
        if line.purpose not in RECORDED:
            return
        if self.settings.measure:
            leg = self._leg(line)
            if leg is not None:
                leg.measured = True
                self._thread().measure(line.id, leg.track)
        if self.settings.policy is Policy.ALWAYS and self._folder is not None:
            if self._notice() is None:
                log.error("no sound “%s”: this call is not recorded", self.settings.notice)
                self._board.tell(RecordingTroubled(recording="", call=line.id, problem=Trouble.NO_NOTICE))
            else:
                self._write(line)

    def line_ended(self, line: Line, _end: CallEnded) -> None:
        """The file is closed, and told when it is."""
        self._release(line.id)

    def line_moved(self, old: CallId, new: CallId) -> None:
        """Nothing of it: the new leg is up, and has its own file; the old one's ends with it."""

    def line_refer(self, line: Line, code: int, reason: str, *, final: bool) -> None:
        """Nothing of it."""

    def leave(self, call: CallId) -> None:
        """The agent is out of this call; what follows is none of theirs."""
        self._release(call)

    # Who is heard (patchbay.Taps).

    def jacks(self) -> dict[str, "pj.AudioMedia"]:
        """Two for each leg."""
        jacks = {}
        for call, leg in self._legs.items():
            jacks[f"left:{call}"], jacks[f"right:{call}"] = leg.tap.left, leg.tap.right
        return jacks

    def plugs(self, lines: Iterable[Line], wished: set[Plug]) -> set[Plug]:
        """See the drawing of the channels above."""
        plugs: set[Plug] = set()
        lines = list(lines)
        others = {f"call:{line.id}" for line in lines if line.purpose in RECORDED} | {"music"}
        for line in lines:
            leg = self._legs.get(line.id)
            if leg is None:
                continue
            name = f"call:{line.id}"
            leg.track.held = line.holding.wanted or line.holding.held or line.held_by_remote
            heard = (name, SPEAKER) in wished and not leg.track.held
            plugs |= {(name, f"right:{line.id}")} if heard else set()
            plugs |= {
                (source, f"left:{line.id}")
                for source, drain in wished
                if drain == name and source not in others
            }
        return plugs

    # Beginning and end.

    def _write(self, line: Line) -> None:
        leg = self._leg(line)
        if leg is None or self._folder is None:
            return
        note = Note(
            recording=uuid4().hex,
            call=line.id,
            parent=line.parent,
            purpose=line.purpose,
            started_at=datetime.now(UTC),
        )
        leg.take = self._takes[note.recording] = _Take(note, self._folder)
        self._thread().write(note, leg.track)
        self._refresh()
        self._give_notice(line.id)
        if self._watch is None:
            self._watch = self._board.loop.later(_WATCH_SECONDS, self._look)

    def _leg(self, line: Line) -> _Leg | None:
        """With its tap; None if the conference has no room for one."""
        leg = self._legs.get(line.id)
        if leg is None:
            try:
                tap = self._free.pop() if self._free else Tap(self._board.loop)
            except pj.Error as error:
                log.error("no ports for a recording: %s", words(error))  # noqa: TRY400 - no bug
                problem = Trouble.CANNOT_WRITE
                self._board.tell(RecordingTroubled(recording="", call=line.id, problem=problem))
                return None
            leg = self._legs[line.id] = _Leg(tap)
            tap.open(leg.track)
            self._refresh()
        return leg

    def _end_take(self, leg: _Leg, call: CallId) -> None:
        leg.take = None
        if leg.notice is not None:
            leg.notice.cancel()
            leg.notice = None
        self._board.patchbay.stop_playing(NOTICE + call)
        self._thread().stop_writing(leg.track)

    def _release(self, call: CallId) -> None:
        leg = self._legs.pop(call, None)
        if leg is None:
            return
        leg.tap.shut()
        if leg.take is not None:
            self._end_take(leg, call)
        self._thread().stop(leg.track)
        self._refresh()
        self._free.append(leg.tap)

    def _refresh(self) -> None:
        self._board.patchbay.refresh(self._board.lines.values())

    def _thread(self) -> Writer:
        if self._writer is None:
            self._writer = Writer(self._folder, self._news.emit)
        return self._writer

    # The notice.

    def _notice(self) -> Path | str | None:
        """The file; "" if none is to be given, None if it is not there."""
        name = self.settings.notice
        if not name:
            return ""
        path = self._sounds / f"{name}.wav" if self._sounds is not None else None
        return path if path is not None and path.is_file() else None

    def _give_notice(self, call: CallId) -> None:
        leg, notice = self._legs.get(call), self._notice()
        if leg is None or leg.take is None or not isinstance(notice, Path):
            return
        try:
            self._board.patchbay.play(NOTICE + call, notice, loop=False, on_end=None)
        except EngineError as error:
            log.error("no notice of the recording: %s", error.message)  # noqa: TRY400 - no bug
            self._board.tell(
                RecordingTroubled(recording=leg.take.note.recording, call=call, problem=Trouble.NO_NOTICE)
            )
            return
        if self.settings.notice_every:
            again = partial(self._give_notice, call)
            leg.notice = self._board.loop.later(self.settings.notice_every, again)

    # What the thread tells.

    @Slot(object)
    def _learn(self, news: News) -> None:
        if isinstance(news, Measured):
            self._measured(news)
        elif isinstance(news, Found):
            self._found(news)
        else:
            take = self._takes.get(news.recording)
            if take is not None:
                self._told(take, news)

    def _told(self, take: _Take, news: Opened | Paused | Troubled | Closed) -> None:
        recording, call = take.note.recording, take.note.call
        if isinstance(news, Opened):
            take.opened = True
            self._board.tell(
                RecordingStarted(
                    recording=recording,
                    call=call,
                    path=news.path,
                    started_at=take.note.started_at,
                    parent=take.note.parent,
                )
            )
        elif isinstance(news, Paused):
            take.paused = news.on
            kind = RecordingPaused if news.on else RecordingResumed
            self._board.tell(kind(recording=recording, call=call, seconds=news.seconds))
        elif isinstance(news, Troubled):
            take.disk = news.trouble
            self._say(take, news.trouble)
        else:
            del self._takes[recording]
            leg = self._legs.get(call)
            if leg is not None:
                leg.track.paused = False  # not sooner: the file was still being written
            self._stopped(
                RecordingStopped(
                    recording=recording,
                    call=call,
                    path=news.path,
                    seconds=news.seconds,
                    partial=news.partial,
                    pauses=news.pauses,
                    parent=take.note.parent,
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
            )
        )

    def _stopped(self, event: RecordingStopped) -> None:
        self._board.tell(event)
        if event.path and self._writer is not None:
            self._board.loop.later(_TOLD_SECONDS, partial(self._writer.was_told, Path(event.path)))

    def _measured(self, news: Measured) -> None:
        if news.last:
            self._board.tell(ConductConcluded(call=news.call, measures=news.measures))
        else:
            self._sense(
                ConductMeasured(
                    call=news.call,
                    measures=news.measures,
                    silent_for=news.silent_for,
                    held_for=news.held_for,
                )
            )

    def _look(self) -> None:
        """Whether the disk has taken nothing for so long that somebody should know."""
        self._watch = None
        for leg in self._legs.values():
            if leg.take is not None:
                slow = leg.track.waiting > _SLOW_SECONDS
                self._say(leg.take, Trouble.SLOW if slow and not leg.take.disk else leg.take.disk)
        if any(leg.take is not None for leg in self._legs.values()):
            self._watch = self._board.loop.later(_WATCH_SECONDS, self._look)

    def _say(self, take: _Take, problem: Trouble) -> None:
        if problem is not take.said:
            take.said = problem
            self._board.tell(
                RecordingTroubled(recording=take.note.recording, call=take.note.call, problem=problem)
            )

    # The end.

    def finish(self) -> None:
        """Close all files and tell it, as far as the disk lets us."""
        for call in [*self._legs]:
            self._release(call)
        writer, self._writer = self._writer, None
        if writer is not None and not writer.close(_CLOSE_SECONDS):
            log.error("the disk takes nothing: the next engine finishes the recordings")
        QCoreApplication.sendPostedEvents(self, 0)  # what the thread has told, before nobody listens any more

    def unplug(self) -> None:
        """Let go of what is pjsua2's; before the library is closed, after the clock has stopped."""
        self._board.patchbay.taps = None
        self._free.clear()
