"""What is said of a case that is replayed: its head, how long it is kept, and why there is nothing to hear."""

from datetime import datetime
from typing import NamedTuple

from PySide6.QtCore import QObject

from console.desk.replaying import ReplayCard
from console.replay.line import CaseLine, Sound
from console.ui.words import Words


class State(NamedTuple):
    """Instead of the line: one fact, one step."""

    icon: str
    fact: str
    step: str


class CaseWords(QObject):
    """The words."""

    def __init__(self, words: Words) -> None:
        super().__init__()
        self._words = words

    def case(self, card: ReplayCard, now: datetime) -> str:
        """``TK-0048213 · VPN tunnel drops · 21 Nov, 14:02 · one hop · resolved``."""
        case = card.case
        if case is None:
            return ""
        if card.attempt is not None:
            one = card.attempt
            score = self.tr("{n} of 100 points").format(n=one.score)
            return " · ".join((one.title, self._words.when(one.started_at, now), score))
        ticket, words = case.ticket, self._words
        began = card.line.stretches[0].began if card.line.stretches else ticket.opened_at
        hops = sum(e.outcome.value not in {"cancelled", "declined", "busy"} for e in case.escalations)
        said = (
            ticket.shown_number,
            ticket.subject or (case.customer.name if case.customer else ticket.caller_name or ticket.caller),
            words.when(began, now),
            "" if not hops else self.tr("one hop") if hops == 1 else self.tr("{n} hops").format(n=hops),
            words.status(ticket.status.value),
        )
        return " · ".join(t for t in said if t)

    def kept(self, line: CaseLine, now: datetime) -> tuple[str, str]:
        """Until when the recordings are kept, and its tone; "" without any."""
        kept = [t for t in line.tracks if t.recording is not None and t.sound is not Sound.ERASED]
        if any(t.legal_hold for t in kept):
            return self.tr("On legal hold"), "vio"
        ends = [t.keep_until for t in kept if t.keep_until is not None]
        if not ends:
            return "", "n"
        return self.tr("Recording kept until {day}").format(day=self._words.day(min(ends), now)), "n"

    def state(self, card: ReplayCard, *, store_down: bool) -> State | None:
        """Why there is no line; None if there is one."""
        if card.loading:
            if store_down:
                return State(
                    "triangle-alert", self.tr("The case cannot be opened now: the store cannot be reached."),
                    self.tr("It is asked for again by itself, as soon as the store is back."),
                )  # fmt: skip
            return None
        if card.missing:
            return State(
                "ticket", self.tr("This case is not in the store any more."), self.tr("Go back to the list.")
            )
        if not card.line.shown:
            return State(
                "audio-lines", self.tr("Nobody has spoken with the customer in this case."),
                self.tr("Its notes and escalations are on the ticket."),
            )  # fmt: skip
        return None

    def problem(self, card: ReplayCard) -> str:
        """What stands over the line; "" if it can be heard."""
        said = {
            "no_sound": self.tr(
                "This machine cannot play sound: Qt's audio is missing. `warmline doctor` says what."
            ),
            "no_device": self.tr(
                "There is no loudspeaker or headset to play on. Connect one and press Play."
            ),
            "device_gone": self.tr(
                "The headset was unplugged. Connect it, or choose another in the settings."
            ),
            "broken": self.tr("The recording could not be read on: the file was changed or is damaged."),
        }.get(card.problem)
        if said:
            return said
        line = card.line
        if card.loading or not line.shown or line.heard:
            return ""
        if card.attempt is not None:
            return self._unheard(line)
        if all(t.sound is Sound.NONE for t in line.shown):
            return self.tr("No leg of this case was recorded. What was done is on the line all the same.")
        if all(t.sound is Sound.ERASED for t in line.shown):
            return self.tr("The recordings of this case are erased.")
        return ""

    def _unheard(self, line: CaseLine) -> str:
        """Of a rehearsal none of whose sound can be had."""
        if all(t.sound is Sound.NONE for t in line.shown):
            return self.tr(
                "No sound of this rehearsal is kept any more. How it went is on the line all the same."
            )
        return self.tr(
            "The sound of this rehearsal cannot be heard; the line says why. How it went is on it all the same."
        )
