"""How a time line is said: markers with their tone and icon, and why a leg cannot be heard."""

from typing import NamedTuple

from PySide6.QtCore import QObject

from console.replay.line import Marker, Side, Sound, Track
from console.replay.rehearsed import TRY
from console.ui import format as fmt
from console.ui.learning.try_words import TryWords
from console.ui.story import Story
from console.ui.words import Words
from store.directory import Directory
from store.rehearsal import Moment


class Said(NamedTuple):
    """``short`` stands on the line, ``long`` in the list, in tips and for screen readers."""

    tone: str
    icon: str
    short: str
    long: str


class LineWords(QObject):
    """The words of the replay."""

    def __init__(self, words: Words, story: Story) -> None:
        super().__init__()
        self._words, self._story = words, story
        self._entries = {
            "note": ("accent", "sticky-note", self.tr("Note"), self.tr("Note: {text}")),
            "typed": ("accent", "pencil", self.tr("Notes"), self.tr("Typed: {text}")),
            "comment": ("accent", "message-square", self.tr("Comment"), self.tr("Comment: {text}")),
            "step_captured": ("accent", "check", self.tr("Asked"), self.tr("Asked and noted: {text}")),
            "manager_demanded": ("bad", "crown", self.tr("Wants manager"),
                                 self.tr("The customer demanded a manager")),
            "machine_failed": ("n", "info", self.tr("Machine"), self.tr("A machine could not help: {text}")),
            "customer_linked": ("n", "user-check", self.tr("Customer"), self.tr("Customer is {text}")),
            "customer_unlinked": ("warn", "user", self.tr("Not them"), self.tr("Not {text}")),
            "escalated": ("vio", "arrow-up", self.tr("Escalated"), self.tr("Escalated to {text}")),
            "summary_completed": ("vio", "pencil", self.tr("Summary"), self.tr("Summary completed: {text}")),
            "taken": ("ok", "user-check", self.tr("Taken over"), self.tr("Case taken over")),
            "moved_on": ("warn", "arrow-up", self.tr("Moved on"),
                         self.tr("Not solved in time: on to {text}")),
            "accepted": ("ok", "check", self.tr("Accepted"), self.tr("Escalation accepted")),
            "returned": ("vio", "reply", self.tr("Returned"), self.tr("Returned with advice: {text}")),
            "passed_on": ("vio", "arrow-right", self.tr("Passed on"), self.tr("Passed on to {text}")),
            "resolved": ("ok", "check", self.tr("Resolved"), self.tr("Escalation resolved: {text}")),
            "reopened": ("warn", "undo-2", self.tr("Reopened"), self.tr("Opened again: {text}")),
            "wrapped_up": ("ok", "check", self.tr("Finished"), self.tr("Finished: {text}")),
            "offered": ("vio", "coins", self.tr("Offer"), self.tr("Offered {text}")),
            "offer_withdrawn": ("n", "coins", self.tr("No offer"), self.tr("Offer withdrawn: {text}")),
            "sla_warned": ("warn", "clock", self.tr("Due soon"), self.tr("Due soon: {text}")),
            "sla_breached": ("bad", "clock", self.tr("Late"), self.tr("Too late: {text}")),
            "nobody_to_escalate_to": ("bad", "triangle-alert", self.tr("Nobody there"),
                                      self.tr("Nobody is there to escalate it to")),
            "overdue": ("bad", "clock", self.tr("Over 30 days"), self.tr("Over 30 days")),
            "end_of_path": ("bad", "triangle-alert", self.tr("End of path"),
                            self.tr("Nobody on its path has solved it in time")),
            "update_sent": ("ok", "mail", self.tr("Written to"),
                            self.tr("Customer was written to at {text}")),
            "update_held": ("warn", "mail", self.tr("Held"),
                            self.tr("Whether the customer was written to is not known: {text}")),
            "update_failed": ("bad", "mail", self.tr("Not sent"),
                              self.tr("The customer could not be written to: {text}")),
            "update_called": ("ok", "phone", self.tr("Told"),
                              self.tr("Customer was told by telephone, {text}")),
            "feedback": ("n", "message-square", self.tr("Feedback"), self.tr("{code} of 5 were given")),
            "merged": ("n", "link", self.tr("Merged"), self.tr("Went on as {text}")),
            "held": ("warn", "pause", self.tr("Hold"), self.tr("{text} was put on hold")),
            "call_ended": ("bad", "phone-off", self.tr("Cut off"), self.tr("The call was cut off")),
        }  # fmt: skip
        self._steps = {
            "consult_started": ("users", self.tr("Consult")),
            "blind_started": ("phone-forwarded", self.tr("Transfer")),
            "sent": ("send", self.tr("Sent")),
            "hold_refused": ("triangle-alert", self.tr("No hold")),
            "answered": ("phone-call", self.tr("Answered")),
            "queue_answered": ("phone-call", self.tr("Queue")),
            "declined": ("phone-missed", self.tr("Declined")),
            "busy": ("phone-missed", self.tr("Busy")),
            "unreachable": ("phone-missed", self.tr("Unreachable")),
            "no_answer": ("phone-missed", self.tr("No answer")),
            "cancelled": ("x", self.tr("Called off")),
            "returned": ("reply", self.tr("Consult ended")),
            "consult_kept": ("pause", self.tr("Colleague held")),
            "consult_resumed": ("users", self.tr("Consult")),
            "consult_left": ("phone-off", self.tr("Colleague left")),
            "conference_joined": ("users", self.tr("Three-way")),
            "conference_split": ("users", self.tr("Apart")),
            "target_left": ("phone-off", self.tr("Colleague left")),
            "transfer_refused": ("triangle-alert", self.tr("Refused")),
            "no_notify": ("triangle-alert", self.tr("No answer")),
            "customer_back": ("reply", self.tr("Customer back")),
            "customer_left": ("phone-off", self.tr("Customer left")),
            "handed_over": ("arrow-left-right", self.tr("Hand-over")),
        }
        self.customer = ""
        """Who calls in the rehearsal that is replayed."""
        self._tries = TryWords(words)
        self._tried = {
            "rang": ("n", "phone", self.tr("Rings")),
            "answered": ("ok", "phone-call", self.tr("Answered")),
            "says": ("accent", "message-square", self.tr("Customer")),
            "colleague_says": ("accent", "users", self.tr("Colleague")),
            "held": ("warn", "pause", self.tr("Hold")),
            "resumed": ("ok", "play", self.tr("Off hold")),
            "transferred": ("vio", "arrow-left-right", self.tr("With them")),
            "person_came": ("ok", "user-check", self.tr("A person")),
            "ticked": ("ok", "check", self.tr("Said")),
            "step": ("vio", "arrow-right", self.tr("Hand-over")),
            "sent": ("vio", "send", self.tr("Sent")),
            "left": ("bad", "phone-off", self.tr("Left")),
            "wrapped_up": ("ok", "check", self.tr("Finished")),
            "ended": ("n", "circle-dot", self.tr("End")),
        }
        self._fields = {
            "status": self.tr("Status"),
            "severity": self.tr("Severity"),
            "owner": self.tr("Owner"),
            "owner_department": self.tr("Owner"),
            "category": self.tr("Category"),
            "cause": self.tr("Cause"),
            "impact": self.tr("Impact"),
        }
        self._promises = {
            "first_response": self.tr("the first answer"),
            "next_update": self.tr("the next word to the customer"),
            "resolution": self.tr("the solution"),
        }
        self._sounds = {
            Sound.NONE: self.tr("Not recorded"),
            Sound.KEEPING: self.tr("Still being kept. The sound will be here in a moment."),
            Sound.LOST: self.tr("The recording could not be kept."),
            Sound.ERASED: self.tr("Erased"),
            Sound.FORBIDDEN: self.tr("You may not hear this recording. Ask for it to be assigned to you."),
            Sound.NO_KEY: self.tr("Encrypted. The key that opens it is not on this machine."),
            Sound.NO_FILE: self.tr("The file is not in the archive."),
            Sound.BROKEN: self.tr("The file was changed, or is damaged."),
        }

    def marker(self, marker: Marker, directory: Directory) -> Said:
        """One event."""
        step = marker.kind.removeprefix("step.")
        if step != marker.kind:
            tone, long = self._story.step(step, marker.text, marker.code)
            icon, short = self._steps.get(step, ("circle-dot", step.replace("_", " ")))
            return Said(tone, icon, short, long)
        if marker.kind.startswith(TRY):
            return self._rehearsed(marker, directory)
        if marker.kind == "edited":
            return self._edit(marker, directory)
        known = self._entries.get(marker.kind)
        if known is None:
            word = marker.kind.replace("_", " ")
            return Said("n", "circle-dot", word, word)
        tone, icon, short, long = known
        text = self._promises.get(marker.text, marker.text)
        if marker.kind == "wrapped_up":
            text = self._words.wrapup(marker.text)
        said = long.replace("{code}", str(marker.code)).replace("{text}", text)
        return Said(tone, icon, short, said.removesuffix(": ").removesuffix(":"))

    def _rehearsed(self, marker: Marker, directory: Directory) -> Said:
        what = marker.kind.removeprefix(TRY)
        tone, icon, short = self._tried.get(what, ("n", "circle-dot", what.replace("_", " ")))
        self._tries.directory = directory
        moment = Moment(at=marker.at, what=what, text=marker.text)
        return Said(tone, icon, short, self._tries.moment(moment, self.customer) or short)

    def _edit(self, marker: Marker, directory: Directory) -> Said:
        name, _, value = marker.text.partition("=")
        words = self._words
        table = {"status": words.status, "severity": words.severity, "category": words.category}
        if name in table:
            value = table[name](value)
        elif name in {"owner", "owner_department"}:
            value = words.colleague(value, directory)
        field = self._fields.get(name, name)
        short = value if name == "status" and value else field
        return Said("n", "circle-dot", short, f"{field}: {value or '–'}")

    def many(self, count: int) -> str:
        """Events that stand too close together to be told apart."""
        return fmt.counted(count, self.tr("{n} event"), self.tr("{n} events"))

    def sound(self, track: Track) -> str:
        """Why this leg cannot be heard; "" if it can."""
        return self._sounds.get(track.sound, "")

    def leg(self, track: Track, directory: Directory) -> str:
        """Its heading."""
        who = self._words.colleague(track.person, directory)
        if track.customer_from is None:
            text = self.tr("{who} consults {other}")
        elif track.consult_first:
            text = self.tr("{who}, consult first")
        else:
            text = self.tr("{who} with the customer")
        return text.replace("{other}", track.other or "–").replace("{who}", who)

    def side(self, side: Side) -> str:
        """Whose voices."""
        return {
            Side.BOTH: self.tr("Both"),
            Side.STAFF: self.tr("Left: staff"),
            Side.CUSTOMER: self.tr("Right: customer"),
        }[side]
