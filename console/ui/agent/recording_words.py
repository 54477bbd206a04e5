"""How a recording stands, in words, with the tone that says the same."""

from datetime import datetime
from typing import NamedTuple

from PySide6.QtCore import QObject

from console.desk.recorded import PausedBy, RecordedCall, RecordingBoard
from console.ui import format as fmt
from store.recording import Consent
from telephony.recording import Policy, Trouble

LONG_PAUSE_SECONDS = 60.0
"""A pause that lasts so long may have been forgotten, and is shown plainly."""


class Said(NamedTuple):
    """``dot`` is a colour's token, ``ground`` the kind of the frame."""

    text: str
    note: str = ""
    tone: str = ""
    dot: str = "n"
    ground: str = "sunk"


class RecordingWords(QObject):
    """Sentences for the strip."""

    def said(self, recorded: RecordedCall, board: RecordingBoard, now: datetime) -> Said:
        """What to say of it now."""
        if recorded.trouble:
            return self._trouble(recorded)
        if not recorded.running:
            return self._not_recorded(recorded, board)
        if recorded.paused_by or recorded.paused_at is not None:
            return self._paused(recorded, board, now)
        gaps = self.tr("Something of this call is missing in it.") if recorded.gaps else ""
        text = self.tr("Recording {time}").replace("{time}", fmt.between(recorded.since, now))
        return Said(text, gaps, dot="bad")

    def _not_recorded(self, recorded: RecordedCall, board: RecordingBoard) -> Said:
        if recorded.consent is Consent.OBJECTED:
            return Said(
                self.tr("Not recorded: they object"),
                self.tr("What was recorded of this call is marked for deletion."),
            )
        if board.policy is Policy.ALWAYS:
            return Said(self.tr("Not recorded yet"))
        return Said(self.tr("Not recorded"))

    def _paused(self, recorded: RecordedCall, board: RecordingBoard, now: datetime) -> Said:
        if recorded.paused_at is None:
            return Said(self.tr("Pausing …"), dot="warn", tone="warn")
        seconds = (now - recorded.paused_at).total_seconds()
        long = seconds >= LONG_PAUSE_SECONDS
        time = fmt.between(recorded.paused_at, now)
        text = self.tr("Paused {time}").replace("{time}", time)
        note = {
            PausedBy.OBJECTION: self.tr("They object. Nothing is kept until they agree."),
            PausedBy.FIELD: fmt.fill(
                self.tr("Nothing is kept until you leave “{field}”."), field=board.field
            ),
            PausedBy.BEFORE: self.tr(
                "It was paused before this window opened. Resume it when nothing secret is being said."
            ),
        }.get(recorded.paused_by, "")
        if long and not note:
            note = self.tr("Nothing of the call is being kept. Has it been forgotten?")
        forgotten = long and recorded.paused_by is not PausedBy.OBJECTION
        plainly = forgotten or recorded.paused_by is PausedBy.BEFORE
        return Said(text, note, tone="warn", dot="warn", ground="warn" if plainly else "sunk")

    def _trouble(self, recorded: RecordedCall) -> Said:
        why = {
            Trouble.DISK_FULL: self.tr("The disk is full. The call goes on."),
            Trouble.CANNOT_WRITE: self.tr("The file cannot be written. The call goes on."),
            Trouble.SLOW: self.tr("The disk is slow; something may be missing. The call goes on."),
            Trouble.NO_NOTICE: self.tr("The notice that must be given cannot be played."),
        }.get(recorded.trouble, "")
        slow = recorded.trouble is Trouble.SLOW
        text = self.tr("Disk is slow") if slow else self.tr("Not recorded")
        return Said(text, why, tone="bad", dot="bad", ground="bad")

    def consent(self, consent: Consent) -> str:
        """What the caller has said so far."""
        return {
            Consent.GIVEN: self.tr("They have agreed to be recorded."),
            Consent.OBJECTED: self.tr("They object to being recorded."),
        }.get(consent, self.tr("May it be recorded? Not asked yet."))
