"""The legs that are heard for a recording or for measures, and what is plugged for them.

What is recorded is what the agent's call carries. Left: everything of ours that reaches the leg (the agent, what is
played to it, a supervisor who has joined), and nothing of a muted or held microphone. Right: the leg itself while the
agent hears it. On hold, ours or theirs, both are silent: music is nobody's speech. In a conference each leg has its
own file, so that nobody is in two. A survey is no part of it: the agent has left.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path

import pjsua2 as pj

from telephony.call import CallId, Purpose
from telephony.engine.line import Line
from telephony.engine.loop import Later, Loop
from telephony.engine.patchbay import SPEAKER, Plug
from telephony.engine.recording_tap import Tap
from telephony.engine.recording_track import Track
from telephony.recording import Note, RecordingNow, Trouble, whole_path

RECORDED = frozenset({Purpose.CUSTOMER, Purpose.CONSULT})


class Take:
    """One file under way. ``disk`` is what its tape said last, ``said`` what the console was told."""

    def __init__(self, note: Note, folder: Path) -> None:
        self.note, self.path = note, whole_path(folder, note.recording)
        self.disk = self.said = Trouble.NONE
        self.opened = False
        self.paused_at: datetime | None = None

    def now(self) -> RecordingNow:
        """For a snapshot."""
        return RecordingNow(
            recording=self.note.recording,
            call=self.note.call,
            parent=self.note.parent,
            path=str(self.path),
            started_at=self.note.started_at,
            paused=self.paused_at is not None,
            paused_at=self.paused_at,
            trouble=self.said,
        )


class HeardLeg:
    """One leg with its tap. ``measured``: it is to be measured too; ``notice``: when it is given again."""

    def __init__(self, tap: Tap) -> None:
        self.tap, self.track = tap, Track()
        self.take: Take | None = None
        self.measured = False
        self.notice: Later | None = None


class HeardLegs:
    """All of them, by call. Implements patchbay.Taps.

    A tap that is free serves the next leg, since pjmedia's clock may be calling one that would be destroyed.
    """

    def __init__(self, loop: Loop) -> None:
        self._loop = loop
        self._legs: dict[CallId, HeardLeg] = {}
        self._free: list[Tap] = []

    def __iter__(self) -> Iterator[HeardLeg]:
        return iter(self._legs.values())

    def calls(self) -> tuple[CallId, ...]:
        """Whose legs are heard."""
        return tuple(self._legs)

    def get(self, call: CallId) -> HeardLeg | None:
        """That one, if it is heard."""
        return self._legs.get(call)

    def open(self, call: CallId) -> HeardLeg:
        """Hear this leg from the next tick on; pj.Error if the conference has no room for its ports."""
        tap = self._free.pop() if self._free else Tap(self._loop)
        leg = self._legs[call] = HeardLeg(tap)
        tap.open(leg.track)
        return leg

    def close(self, call: CallId) -> HeardLeg | None:
        """Hear it no more; None if it was not heard."""
        leg = self._legs.pop(call, None)
        if leg is not None:
            leg.tap.shut()
            self._free.append(leg.tap)
        return leg

    def forget_taps(self) -> None:
        """Let go of what is pjsua2's; after the clock has stopped."""
        self._free.clear()

    # Who is heard (patchbay.Taps).

    def jacks(self) -> dict[str, "pj.AudioMedia"]:
        """Two for each leg."""
        jacks = {}
        for call, leg in self._legs.items():
            jacks[f"left:{call}"], jacks[f"right:{call}"] = leg.tap.left, leg.tap.right
        return jacks

    def plugs(self, lines: Iterable[Line], wished: set[Plug]) -> set[Plug]:
        """What the channels are made of, as it is drawn above."""
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
