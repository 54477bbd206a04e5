"""The call that is up: who, how long, and what can be done with it. No button moves when another appears.

What has to be told in between (a bad line, a microphone that is silent) stands below the buttons.
"""

from collections.abc import Callable
from datetime import datetime

from PySide6.QtWidgets import QWidget

from console.desk.advice import off
from console.desk.board import Board
from console.desk.calling import Arrival, CallCard
from console.desk.escalating import TransferCard
from console.desk.intents import DemandManager, HangUp, Hold, Mute, OpenEscalate, Resume, SendToSurvey
from console.ui import format as fmt
from console.ui.agent.advice_words import AdviceWords
from console.ui.agent.caller import Hint, Who
from console.ui.agent.facts import Facts
from console.ui.agent.listeners import Listeners
from console.ui.agent.popovers import Confirm, Keypad, NotePopover
from console.ui.agent.recording import ConductLine, RecordingStrip
from console.ui.agent.steps import StepStrip
from console.ui.keys import cap
from console.ui.kit import Kit
from console.ui.quality import Judge, QualityWords
from console.ui.widgets.buttons import Button
from console.ui.widgets.labels import Label, Pill
from console.ui.widgets.layout import Box, column, row
from telephony.call import CallState, Direction
from telephony.events import SoundTrouble
from telephony.transfer import State

_BACK = frozenset({State.RETURNED, State.HANDED_OVER, State.LOST})


class CallView(Box):
    """The call card. During a consult its own hold and end give way to those that say whom they concern."""

    def __init__(self, root: QWidget, kit: Kit) -> None:
        self._kit = kit
        self._facts = Facts(kit.words)
        self._shown: tuple[object, ...] = ()
        self._card: CallCard | None = None
        self._asks = False
        self._title = Label("", "b", name="call.title")
        self._held = Pill("", "warn", name="call.held", ticks=True)
        self._muted = Pill("", "warn", "mic-off", name="call.muted")
        self._them = Pill("", "n", name="call.held_by_them")
        self._by_itself = Pill("", "accent", name="call.auto_answered")
        self._judge, self._quality_words = Judge(), QualityWords()
        self._quality = Hint("warn", "audio-lines", "warn", "call.quality")
        self._silent = Hint("warn", "mic-off", "warn", "call.silent")
        self._listeners = Listeners()
        self.recording = RecordingStrip(root, kit)
        self._hint = ConductLine()
        self._emergency = Hint("bad", "triangle-alert", "bad", "call.emergency")
        self.who = Who("call", 60)
        self._time = Label("", "timer", name="call.time")
        self._title.setFixedHeight(20)
        self._time_of = Label("", "meta")
        times = column(None, row(None, self._time), row(None, self._time_of), None, gap=0)
        self._make_buttons()
        self._machine = Pill("", "vio", name="call.machine")
        self._advice_words = AdviceWords(kit.words)
        self.steps = StepStrip(root, kit)
        self._keypad = Keypad(root, self.keypad, kit)
        self._note = NotePopover(root, self.note, kit)
        self._confirm = Confirm(root, self.end, "end")
        tools = row(self.hold, self.mute, self.keypad, self.note, self.escalate, gap=8)
        last = row(self.manager, self.survey, None, self.end)
        super().__init__(
            "card",
            column(
                row(
                    self._title,
                    self._held,
                    self._muted,
                    self._them,
                    self._by_itself,
                    self._machine,
                    None,
                    gap=8,
                ),
                row((self.who, 1), times, gap=14),
                tools,
                last,
                self.recording,
                self.steps,
                self._hint,
                self._listeners,
                self._emergency,
                self._silent,
                self._quality,
                gap=14,
                margins=(20, 16, 20, 16),
            ),
            "call",
        )
        for popover in (self._keypad, self._note, self._confirm):
            popover.below = self

    def _make_buttons(self) -> None:
        self.hold = self._big("hold", self.tr("Hold"), "pause", self._toggle_hold)
        self.mute = self._big("mute", self.tr("Mute"), "mic-off", self._toggle_mute)
        self.mute.setCheckable(True)
        self.keypad = self._big("keypad", self.tr("Keypad"), "grip", self._toggle_keypad)
        self.note = self._big("note", self.tr("Note"), "sticky-note", self._toggle_note)
        self.escalate = self._big("escalate", self.tr("Escalate"), "arrow-up", self._escalate)
        self.manager = Button(
            "call.manager",
            self.tr("Customer wants a manager"),
            "crown",
            key=cap("manager"),
            on=self._wants_manager,
        )
        self.survey = Button(
            "call.survey",
            "",
            "message-square",
            variant="ghost",
            size="icon",
            tip_text=self.tr("Leave the customer to the survey"),
            on=self._to_survey,
        )
        self.end = Button(
            "call.end", self.tr("End call"), "phone-off", variant="bad", key=cap("end"), on=self._end
        )

    @staticmethod
    def _big(name: str, text: str, icon: str, on: Callable[[], object]) -> Button:
        return Button(f"call.{name}", text, icon, size="big", key=cap(name), on=on)

    def _toggle_keypad(self) -> None:
        self._keypad.toggle()

    def _toggle_note(self) -> None:
        self._note.toggle()

    # -- told

    def put(self, board: Board, card: CallCard, now: datetime) -> None:
        """This call, as it is now."""
        self._listeners.put_listeners(board.listeners, card.call, now)
        self.recording.put(board, card.call, up=card.state is CallState.UP, now=now)
        self._hint.put_hint(board.recording, card.call, now)
        transfer = board.transfer if board.transfer and board.transfer.customer == card.call else None
        silent = board.sound.trouble is SoundTrouble.SILENT_MICROPHONE
        said = (card, transfer, board.form is not None, board.me, silent, board.policy)
        if said == self._shown:
            return
        self._shown = said
        self._card = card
        self._put_who(card)
        self._put_state(card)
        self._put_buttons(card, transfer, form=board.form is not None)
        for button in (self.escalate, self.manager):
            button.setVisible(not off(board))
        mine = card.handover is None or card.handover.arrival is Arrival.HERE
        waits = transfer is not None and transfer.under_way and card.held  # nobody there who could be asked
        asked = mine and card.state is CallState.UP and not waits
        self.steps.put(board.policy, card.case if asked else None)
        self._judge.forget_all_but({c.call for c in board.cards})
        self._put_hints(card, silent=silent)
        self._keypad.put(card.call, up=card.state is CallState.UP or card.early_media)
        self._note.put(card.ticket)
        self.tick(now)

    def _put_who(self, card: CallCard) -> None:
        words = self._kit.words
        customer = card.case.customer if card.case else None
        name = words.who(card.name, card.number)
        colleague = card.handover is not None and card.handover.arrival is not Arrival.HERE
        about = ""
        if customer is not None and not colleague:
            tier = self.tr("{tier} plan").replace("{tier}", customer.tier) if customer.tier else ""
            about = " · ".join(t for t in (customer.company, tier) if t)
        elif card.case is not None and not colleague and card.number:
            about = self.tr("No customer with this number")
        self.who.put(name, card.number if card.name else "", about)
        self.who.avatar.put(fmt.initials(card.name), colleague=colleague)

    def _put_state(self, card: CallCard) -> None:
        self._title.put(self._title_of(card), "bad" if card.emergency else "")
        self.set_kind("frame-bad" if card.emergency else "card")
        self._held.setVisible(card.held)
        self._muted.put(self.tr("Microphone off") if card.muted else "")
        self._them.put(self.tr("They put you on hold") if card.held_by_remote else "")
        self._by_itself.put(self.tr("Answered by itself") if card.auto_answered else "")
        self._machine.put(self._advice_words.machine(card.failed_before)[0])
        self._time_of.put(self.tr("call time") if card.answered_at else self.tr("calling"))

    def _title_of(self, card: CallCard) -> str:
        if card.emergency:
            return self.tr("Emergency call")
        if card.handover is not None and card.handover.arrival is not Arrival.HERE:
            return self.tr("A colleague consults you")
        if card.state is CallState.UP:
            return self.tr("Active call")
        if card.early_media:
            return self.tr("Not answered yet, but listen: a tone or an announcement")
        rings = card.direction is Direction.OUT and card.state is CallState.RINGING
        return self.tr("It rings there") if rings else self.tr("Calling")

    def _put_hints(self, card: CallCard, *, silent: bool) -> None:
        up = card.state is CallState.UP
        self._emergency.put(
            self.tr("Say where you are, and stay on the line.") if card.emergency else "",
            self.tr("This call cannot be held or handed over; ending it is asked about.")
            if card.emergency
            else "",
        )
        told = up and silent and not card.muted
        self._silent.put(
            self.tr("Your microphone is silent: they cannot hear you.") if told else "",
            self.tr("Look for a switch on the headset or its cable.") if told else "",
        )
        troubles = self._judge.troubles(card.call, card.quality) if up else ()
        if not troubles:
            self._quality.put("")
            return
        colleague = card.handover is not None and card.handover.arrival is not Arrival.HERE
        said = self._quality_words.sentences(troubles, colleague=colleague)
        self._quality.put(" ".join(said), self._quality_words.remedy(troubles))

    def _put_buttons(self, card: CallCard, transfer: TransferCard | None, *, form: bool) -> None:
        up = card.state is CallState.UP
        consult = transfer is not None and transfer.state not in _BACK
        away = consult and transfer is not None and transfer.state is not State.KEPT
        self.hold.put(
            self.tr("Resume") if card.held and not away else self.tr("Hold"),
            "play" if card.held and not away else "pause",
        )
        self.hold.setEnabled(up and not consult and not card.emergency)
        self.mute.setChecked(card.muted)
        self.mute.put(
            self.tr("Unmute") if card.muted else self.tr("Mute"), "mic" if card.muted else "mic-off"
        )
        self.mute.setEnabled(up)
        self.keypad.setEnabled(up or card.early_media)
        self.note.setEnabled(card.ticket is not None)
        self.escalate.put(variant="esc" if form else "")
        mine = card.handover is None or card.handover.arrival is Arrival.HERE
        for button in (self.escalate, self.manager):
            button.setEnabled(up and not consult and mine and not card.emergency)
        self.survey.setEnabled(up and not consult and mine and not card.emergency)
        if card.emergency:
            self.end.put(self.tr("End call …"), variant="badline")
        elif consult:
            self.end.put(self.tr("End customer …"), variant="badline")
        else:
            self.end.put(self.tr("End call") if up else self.tr("Call off"), variant="bad")
        self._asks = consult or (card.emergency and up)

    def tick(self, now: datetime) -> None:
        """A second has passed."""
        card = self._card
        if card is None:
            return
        self._time.put(fmt.between(card.answered_at or card.since, now))
        for part in (self._listeners, self.recording, self._hint):
            part.tick(now)
        if card.held:
            self._held.put(self.tr("On hold {time}").replace("{time}", fmt.between(card.held_since, now)))

    # -- asked

    def _toggle_hold(self) -> None:
        if self._card is not None:
            call = self._card.call
            self._kit.do(Resume(call=call) if self._card.held else Hold(call=call))

    def _toggle_mute(self) -> None:
        card = self._card
        if card is not None:
            self._kit.do(Mute(on=not card.muted))

    def _escalate(self) -> None:
        if self._card is not None:
            self._kit.do(OpenEscalate(call=self._card.call))

    def _wants_manager(self) -> None:
        if self._card is not None:
            self._kit.do(DemandManager(call=self._card.call))

    def _to_survey(self) -> None:
        """The customer is asked how it was, and the agent is free."""
        if self._card is not None:
            self._kit.do(SendToSurvey(call=self._card.call))

    def _end(self) -> None:
        card = self._card
        if card is None:
            return
        if not self._asks:
            self._kit.do(HangUp(call=card.call))
            return
        if card.emergency:
            self._confirm.ask(
                self.tr("End the emergency call?"),
                self.tr("End it only when they have said that you may."),
                self.tr("End it"),
                self.tr("Stay on the line"),
                lambda: self._kit.do(HangUp(call=card.call)),
            )
            return
        who = self._kit.words.who(card.name, card.number)
        self._confirm.ask(
            self.tr("End the call of {name}?").replace("{name}", who),
            self.tr("They hear music and wait for you. This cannot be taken back."),
            self.tr("End the call"),
            self.tr("Let them wait"),
            lambda: self._kit.do(HangUp(call=card.call)),
        )

    def close_popovers(self) -> None:
        """The call is gone."""
        for popover in (self._keypad, self._note, self._confirm):
            if popover.isVisible():
                popover.dismiss()
        self.steps.close_popover()
        self.recording.close_popover()
