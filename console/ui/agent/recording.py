"""The strip that says whether the call is recorded, in words beside the red dot, with the button that pauses it.

It is there whenever calls may be recorded, so its button never moves.
"""

from datetime import datetime

from PySide6.QtWidgets import QWidget

from console.desk.board import Board
from console.desk.intents_recording import PauseRecording, Record, ResumeRecording, SayConsent, StopRecording
from console.desk.recorded import HintKind, PausedBy, RecordedCall, RecordingBoard
from console.ui import format as fmt
from console.ui.agent.caller import Hint
from console.ui.agent.recording_words import RecordingWords
from console.ui.keys import cap
from console.ui.kit import Kit
from console.ui.widgets.buttons import Button
from console.ui.widgets.labels import Dot, Elided, Label, Prose
from console.ui.widgets.layout import Box, column, row
from console.ui.widgets.popover import Popover
from store.recording import Consent
from telephony.call import CallId
from telephony.recording import Policy


class ConsentPopover(Popover):
    """What the caller says to being recorded."""

    def __init__(self, root: QWidget, anchor: QWidget, kit: Kit) -> None:
        self._kit = kit
        self._call: CallId = ""
        self._begins = False
        question = Prose(self.tr("May this call be recorded?"), "text", 13, 600)
        question.setMinimumWidth(270)
        self._note = Prose("", "muted", 12, name="consent.note")
        self._given = Button("consent.given", "", "check", on=lambda: self._say(Consent.GIVEN))
        self._objected = Button(
            "consent.objected", self.tr("They object"), "x", on=lambda: self._say(Consent.OBJECTED)
        )
        inside = column(
            question, self._note, row(None, self._objected, self._given), gap=8, margins=(18, 14, 18, 14)
        )
        super().__init__(root, anchor, inside, "consent")
        self.setAccessibleName(question.text())
        self.first = self._given

    def ask(self, recorded: RecordedCall, *, begins: bool, note: str) -> None:
        """Ask for this call; with ``begins`` their yes begins the recording."""
        self._call, self._begins = recorded.call, begins
        self._note.put_or_hide(note)
        self._given.put(self.tr("They agree: record") if begins else self.tr("They agree"))
        self.open_()

    def _say(self, consent: Consent) -> None:
        begins = self._begins and consent is Consent.GIVEN
        said = SayConsent(consent=consent.value, call=self._call)
        refusal = self._kit.do(Record(call=self._call, agreed=True) if begins else said)
        if refusal is None:
            self.dismiss()


class RecordingStrip(Box):
    """For the call at hand. ``root`` is what the popover floats over."""

    def __init__(self, root: QWidget, kit: Kit) -> None:
        self._kit = kit
        self._words = RecordingWords()
        self._recorded = RecordedCall(call="")
        self._board = RecordingBoard()
        self._dot = Dot("n", 10)
        self._text = Elided("", "b", name="call.recorded")
        self._note = Label("", "meta", wrap=True, name="call.recorded_note")
        self._consent = Button("call.consent", "", "user-check", size="icsm", variant="ghost", on=self._ask)
        self._stop = Button(
            "call.stop_recording",
            "",
            "x",
            size="icsm",
            variant="ghost",
            tip_text=self.tr("Stop recording"),
            on=self._end,
        )
        self.button = Button("call.record", "", "pause", size="sm", key=cap("record"), on=self._press)
        super().__init__(
            "sunk",
            column(
                row(self._dot, (self._text, 1), self._consent, self._stop, self.button, gap=8),
                self._note,
                gap=5,
                margins=(12, 7, 8, 7),
            ),
            "call.recording",
        )
        self._popover = ConsentPopover(root, self, kit)
        self.hide()

    # -- told

    def put(self, board: Board, call: CallId, *, up: bool, now: datetime) -> None:
        """How this call stands."""
        self._board, self._recorded = board.recording, board.recording.of(call)
        if self._recorded.call != call and call not in self._recorded.legs:
            self._popover.dismiss()
        self.setVisible(up and (board.recording.policy is not Policy.OFF or self._recorded.running))
        self._put_buttons()
        self.tick(now)

    def _put_buttons(self) -> None:
        recorded, policy = self._recorded, self._board.policy
        by_person = recorded.paused_by in {PausedBy.HAND, PausedBy.BEFORE}
        stops = recorded.running and policy is Policy.ON_DEMAND  # then there is less room for words
        if not recorded.running and (policy is Policy.ON_DEMAND or recorded.consent is Consent.OBJECTED):
            self.button.put(self.tr("Record"), "circle-dot")
        elif by_person:
            self.button.put(self.tr("Resume") if stops else self.tr("Resume recording"), "play")
        elif recorded.paused_by is PausedBy.FIELD:
            self.button.put(self.tr("Keep paused"), "pause")
        else:
            self.button.put(self.tr("Pause") if stops else self.tr("Pause recording"), "pause")
        objected = recorded.paused_by is PausedBy.OBJECTION
        can_begin = policy is Policy.ON_DEMAND or recorded.consent is Consent.OBJECTED
        self.button.setEnabled((recorded.running and not objected) or (not recorded.running and can_begin))
        self._stop.setVisible(stops)
        self._consent.put(tip_text=self._words.consent(recorded.consent))

    def tick(self, now: datetime) -> None:
        """A second has passed."""
        if self.isHidden():
            return
        said = self._words.said(self._recorded, self._board, now)
        self.set_kind(said.ground)
        self._dot.put(said.dot)
        self._text.put(said.text, said.tone)
        self._note.put_or_hide(said.note, said.tone if said.ground != "sunk" else "")
        self.setAccessibleName(f"{said.text} {said.note}".strip())

    # -- asked

    def _press(self) -> None:
        recorded, do = self._recorded, self._kit.do
        if not recorded.running:
            self._begin()
        elif recorded.paused_by in {PausedBy.HAND, PausedBy.BEFORE}:
            do(ResumeRecording(call=recorded.call))
        else:
            do(PauseRecording(call=recorded.call))

    def _begin(self) -> None:
        recorded = self._recorded
        asks = self._board.asks_first and recorded.consent is Consent.UNKNOWN
        if asks or recorded.consent is Consent.OBJECTED:
            self._popover.ask(recorded, begins=True, note=self.tr("It is recorded once they have agreed."))
        else:
            self._kit.do(Record(call=recorded.call))

    def _ask(self) -> None:
        said = self._words.consent(self._recorded.consent)
        self._popover.ask(self._recorded, begins=False, note=said)

    def _end(self) -> None:
        self._kit.do(StopRecording(call=self._recorded.call))

    def close_popover(self) -> None:
        """The call is gone."""
        if self._popover.isVisible():
            self._popover.dismiss()


class ConductLine(Hint):
    """A quiet line on the card (R62); with nothing to say it is not there."""

    def __init__(self) -> None:
        super().__init__("sunk", "lightbulb", "n", "call.hint", strong=False)
        self._since: datetime | None = None
        self._kind = HintKind.SILENT

    def put_hint(self, recording: RecordingBoard, call: CallId, now: datetime) -> None:
        """What is hinted at in this call."""
        hint = recording.hint(call)
        self._since = hint.since if hint is not None else None
        self._kind = hint.kind if hint is not None else HintKind.SILENT
        self.tick(now)

    def tick(self, now: datetime) -> None:
        """A second has passed."""
        if self._since is None:
            self.put("")
            return
        time = fmt.between(self._since, now)
        if self._kind is HintKind.HOLD:
            said, note = self.tr("On hold for {time}"), self.tr("Tell the customer how long it will take.")
        else:
            said, note = self.tr("You have been silent for {time}"), self.tr("Say what you are doing.")
        self.put(said.replace("{time}", time), note)
