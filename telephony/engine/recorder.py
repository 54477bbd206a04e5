"""Which legs are recorded and measured, by policy and by command; the work is another thread's (recording_writer.py).

commands, legs ──► Recorder ──► HeardLegs (recording_legs.py): taps, and what is plugged for them
                      │ ──────► Notices (recording_notice.py): what the other side is told
                      ▼
                   Writer's thread ──news──► Teller (recording_told.py) ──► events, readings
"""

import logging
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Protocol
from uuid import uuid4

import pjsua2 as pj
from PySide6.QtCore import QCoreApplication, QObject, Qt, Signal, Slot

from telephony.call import CallId
from telephony.commands import PauseRecording, ResumeRecording, StartRecording, StopRecording
from telephony.engine.library import words
from telephony.engine.line import Line
from telephony.engine.loop import Later, Loop
from telephony.engine.patchbay import Patchbay
from telephony.engine.recording_legs import RECORDED, HeardLeg, HeardLegs, Take
from telephony.engine.recording_notice import Notices
from telephony.engine.recording_told import Teller
from telephony.engine.recording_writer import News, Writer
from telephony.engine.refusal import Refusal
from telephony.events import CallEnded, Event, Reading, RecordingTroubled
from telephony.recording import Note, Policy, Recording, RecordingNow, Trouble

log = logging.getLogger("telephony.engine.recording")

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


class Recorder(QObject):
    """``folder`` None: nothing can be recorded. ``sounds`` has the notice. Implements followers.Followers.

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
        self._board, self._folder = board, folder
        self.settings = Recording()
        self._legs = HeardLegs(board.loop)
        self._notices = Notices(board.patchbay, board.loop, sounds, self._not_given)
        self._teller = Teller(self._legs, board.tell, sense, self._told_whole)
        self._writer: Writer | None = None
        self._watch: Later | None = None
        self._news.connect(self._learn, Qt.ConnectionType.QueuedConnection)
        board.patchbay.taps = self._legs

    def begin(self) -> None:
        """Look for what an engine before has left."""
        if self._folder is not None and self._folder.is_dir():
            self._thread().recover()

    def under_way(self) -> tuple[RecordingNow, ...]:
        """For a snapshot."""
        return tuple(take.now() for take in self._teller.takes.values() if take.opened)

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
        if any(take.note.call == line.id for take in self._teller.takes.values()):
            raise Refusal("recording_exists", "This call is being recorded already.")
        if not self._notices.there(self.settings.notice):
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
        if self.settings.policy is Policy.ALWAYS and not command.objected:
            raise Refusal(
                "recording_required", "Calls of this account are always recorded; it can be paused."
            )
        self._end_take(leg, command.call)
        if not leg.measured:
            self._release(command.call)

    def _running(self, call: CallId) -> HeardLeg:
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
            if not self._notices.there(self.settings.notice):
                log.warning("no sound “%s”: this call is not recorded", self.settings.notice)
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
        if not self._notices.give(line.id, leg, self.settings.notice, self.settings.notice_every):
            self._not_given(line.id)
            return
        leg.take = self._teller.takes[note.recording] = Take(note, self._folder)
        self._thread().write(note, leg.track)
        self._refresh()
        if self._watch is None:
            self._watch = self._board.loop.later(_WATCH_SECONDS, self._look)

    def _leg(self, line: Line) -> HeardLeg | None:
        """With its tap; None if the conference has no room for one."""
        leg = self._legs.get(line.id)
        if leg is None:
            try:
                leg = self._legs.open(line.id)
            except pj.Error as error:
                log.error("no ports for a recording: %s", words(error))  # noqa: TRY400 - no bug
                problem = Trouble.CANNOT_WRITE
                self._board.tell(RecordingTroubled(recording="", call=line.id, problem=problem))
                return None
            self._refresh()
        return leg

    def _not_given(self, call: CallId) -> None:
        """Whoever is not told is not recorded."""
        leg = self._legs.get(call)
        if leg is not None and leg.take is not None:
            self._end_take(leg, call)
        if leg is not None and not leg.measured:
            self._release(call)
        self._board.tell(RecordingTroubled(recording="", call=call, problem=Trouble.NO_NOTICE))

    def _end_take(self, leg: HeardLeg, call: CallId) -> None:
        leg.take = None
        self._notices.stop(call, leg)
        self._thread().stop_writing(leg.track)

    def _release(self, call: CallId) -> None:
        leg = self._legs.close(call)
        if leg is None:
            return
        if leg.take is not None:
            self._end_take(leg, call)
        self._thread().stop(leg.track)
        self._refresh()

    def _refresh(self) -> None:
        self._board.patchbay.refresh(self._board.lines.values())

    # The thread.

    def _thread(self) -> Writer:
        if self._writer is None:
            self._writer = Writer(self._folder, self._news.emit)
        return self._writer

    @Slot(object)
    def _learn(self, news: News) -> None:
        self._teller.hear(news)

    def _told_whole(self, path: Path) -> None:
        if self._writer is not None:
            self._board.loop.later(_TOLD_SECONDS, partial(self._writer.was_told, path))

    def _look(self) -> None:
        """Whether the disk has taken nothing for so long that somebody should know."""
        self._watch = None
        written = [(leg, leg.take) for leg in self._legs if leg.take is not None]
        for leg, take in written:
            slow = leg.track.waiting > _SLOW_SECONDS
            self._teller.trouble(take, Trouble.SLOW if slow and not take.disk else take.disk)
        if written:
            self._watch = self._board.loop.later(_WATCH_SECONDS, self._look)

    # The end.

    def finish(self) -> None:
        """Close all files and tell it, as far as the disk lets us."""
        for call in self._legs.calls():
            self._release(call)
        writer, self._writer = self._writer, None
        if writer is not None and not writer.close(_CLOSE_SECONDS):
            log.error("the disk takes nothing: the next engine finishes the recordings")
        QCoreApplication.sendPostedEvents(self, 0)  # what the thread has told, before nobody listens any more

    def unplug(self) -> None:
        """Let go of what is pjsua2's; before the library is closed, after the clock has stopped."""
        self._board.patchbay.taps = None
        self._legs.forget_taps()
