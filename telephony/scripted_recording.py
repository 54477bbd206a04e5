"""Recordings of the scripted telephone: no sound and no file, but every refusal and every word of the real one."""

from datetime import UTC, datetime
from uuid import uuid4

import msgspec

from telephony import commands as c
from telephony import events as e
from telephony.call import CallId, CallState, EndedBy, Purpose
from telephony.conduct import Measures
from telephony.recording import Pause, Policy, Recording, RecordingNow, Trouble
from telephony.scripted_aside import ScriptedAside
from telephony.scripted_line import RefusedError

FOLDER = "/recordings"
"""Where the files would be."""
_RECORDED = (Purpose.CUSTOMER, Purpose.CONSULT)


class ScriptedRecording(ScriptedAside):
    """``recording`` is what a console would say when it attaches; ``offset`` where the files are, in seconds."""

    def __init__(self) -> None:
        super().__init__()
        self.recording = Recording()
        self.offset = 0.0
        self.conduct: dict[CallId, Measures] = {}
        """Of legs that were measured, told at their end."""
        self._recordings: dict[CallId, RecordingNow] = {}
        self._pauses: dict[CallId, list[Pause]] = {}
        self._partial: set[CallId] = set()
        self._parents: dict[CallId, CallId] = {}
        self._cut_off: list[e.RecordingStopped] = []

    # What happens by itself.

    def recording_fails(self, call: CallId, problem: Trouble = Trouble.DISK_FULL) -> None:
        """Let the disk refuse, or (with Trouble.NONE) take it again."""
        now = self._change_recording(call, trouble=problem)
        if problem:
            self._partial.add(call)
        self._tell(e.RecordingTroubled(recording=now.recording, call=call, problem=problem))

    def recordings(self) -> tuple[RecordingNow, ...]:
        """All that are under way."""
        return tuple(self._recordings.values())

    def answers(self, call: CallId) -> None:
        """Answer with 200; recorded where policy says so."""
        super().answers(call)
        leg = self._legs.get(call)
        always = self.recording.policy is Policy.ALWAYS
        if always and leg is not None and leg.state is CallState.UP and leg.purpose in _RECORDED:
            self._record(call)

    def end(self, call: CallId, code: int, by: EndedBy, *, elsewhere: bool = False) -> None:
        """End a leg, and its recording after it."""
        super().end(call, code, by, elsewhere=elsewhere)
        self._close(call)
        if self.recording.measure and call in self.conduct:
            self._tell(e.ConductConcluded(call=call, measures=self.conduct.pop(call)))
        self._parents.pop(call, None)

    # Commands.

    def _start_recording(self, order: c.StartRecording) -> None:
        leg = self._legs.get(order.call)
        if leg is None:
            raise RefusedError("no_such_call", "This call is over, or never was.")
        if leg.state is not CallState.UP or leg.purpose not in _RECORDED:
            raise RefusedError("not_now", "This call cannot be recorded now.")
        if self.recording.policy is Policy.OFF:
            raise RefusedError("recording_off", "Calls are not recorded on this account.")
        if order.call in self._recordings:
            raise RefusedError("recording_exists", "This call is being recorded already.")
        self._record(order.call)

    def _pause_recording(self, order: c.PauseRecording) -> None:
        now = self._running(order.call)
        if not now.paused:
            self._change_recording(order.call, paused=True, paused_at=datetime.now(UTC))
            self._pauses[order.call].append(Pause(self.offset))
            self._tell(e.RecordingPaused(recording=now.recording, call=order.call, seconds=self.offset))

    def _resume_recording(self, order: c.ResumeRecording) -> None:
        now = self._running(order.call)
        if now.paused:
            self._change_recording(order.call, paused=False, paused_at=None)
            self._end_pause(order.call)
            self._tell(e.RecordingResumed(recording=now.recording, call=order.call, seconds=self.offset))

    def _stop_recording(self, order: c.StopRecording) -> None:
        self._running(order.call)
        if self.recording.policy is Policy.ALWAYS and not order.objected:
            raise RefusedError(
                "recording_required", "Calls of this account are always recorded; it can be paused."
            )
        self._close(order.call)

    def _survey(self, order: c.BeginSurvey) -> None:
        super()._survey(order)
        self._close(order.call)

    # What they are made of.

    def _invite(self, call: CallId, target: str, purpose: Purpose, parent: CallId) -> None:
        self._parents[call] = parent
        super()._invite(call, target, purpose, parent)

    def _running(self, call: CallId) -> RecordingNow:
        if call not in self._recordings:
            raise RefusedError("not_recorded", "This call is not being recorded.")
        return self._recordings[call]

    def _record(self, call: CallId) -> None:
        recording = uuid4().hex
        now = RecordingNow(
            recording=recording,
            call=call,
            parent=self._parents.get(call, ""),
            path=f"{FOLDER}/{recording}.wav",
            started_at=datetime.now(UTC),
        )
        self._recordings[call], self._pauses[call] = now, []
        self._tell(
            e.RecordingStarted(
                recording=recording,
                call=call,
                path=now.path,
                started_at=now.started_at,
                parent=self._parents.get(call, ""),
            )
        )

    def _change_recording(self, call: CallId, **changes: object) -> RecordingNow:
        self._recordings[call] = msgspec.structs.replace(self._recordings[call], **changes)
        return self._recordings[call]

    def _end_pause(self, call: CallId) -> None:
        self._pauses[call][-1] = Pause(self._pauses[call][-1].begin, self.offset)

    def cut_off(self) -> None:
        """Die with what is under way; the next engine tells it by :meth:`repaired`."""
        for call in tuple(self._recordings):
            self._cut_off.append(msgspec.structs.replace(self._closed(call), cut_off=True))

    def repaired(self) -> None:
        """Tell the files that an engine before has left."""
        while self._cut_off:
            self._tell(self._cut_off.pop(0))

    def _close(self, call: CallId) -> None:
        if call in self._recordings:
            self._tell(self._closed(call))

    def _closed(self, call: CallId) -> e.RecordingStopped:
        now = self._recordings.pop(call)
        if now.paused:
            self._end_pause(call)
        stopped = e.RecordingStopped(
            recording=now.recording,
            call=call,
            path=now.path,
            seconds=self.offset,
            partial=call in self._partial,
            pauses=tuple(self._pauses.pop(call)),
            parent=self._parents.get(call, ""),
            started_at=now.started_at,
        )
        self._partial.discard(call)
        return stopped
