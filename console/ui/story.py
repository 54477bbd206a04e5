"""A case as a time line: the rows of the store in the reader's words, without those that say the same twice."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime

from PySide6.QtCore import QObject

from console.ui import format as fmt
from console.ui.quality import QualityWords
from console.ui.widgets.painted import Event
from console.ui.words import Words
from store.book import Case
from store.directory import Directory
from store.escalation import EscalationStep
from store.ticket import CallLeg, Entry

_LOW_SCORE = 2
_SILENT = frozenset(
    {
        "leg_opened",
        "leg_answered",
        "leg_ended",
        "held",
        "handed_over",
        "ringing",
        "reminded",
        "overdue",
        "end_of_path",
    }
)
"""Told by an escalation's steps, or no news to a person."""
_LONGEST = 160


class Story(QObject):
    """``events`` makes the time line; entries and steps in one order of time."""

    def __init__(self, words: Words) -> None:
        super().__init__()
        self._words = words
        self._quality = QualityWords()
        self._entries = {
            "ticket_opened": ("ok", self.tr("Ticket opened")),
            "call_rang": ("ok", self.tr("{text} called")),
            "consult_rang": ("vio", self.tr("{text} asked to consult")),
            "call_dialled": ("ok", self.tr("{text} was called")),
            "call_answered": ("ok", self.tr("Call answered")),
            "note": ("accent", "{text}"),
            "customer_linked": ("accent", self.tr("Customer is {text}")),
            "customer_unlinked": ("warn", self.tr("Not {text}")),
            "escalated": ("vio", self.tr("Escalated to {text}")),
            "summary_completed": ("vio", self.tr("Summary completed")),
            "ticket_adopted": ("vio", self.tr("Case {text} came with the call")),
            "taken": ("ok", self.tr("Case taken over")),
            "manager_demanded": ("bad", self.tr("The customer demanded a manager")),
            "machine_failed": ("vio", self.tr("A machine could not help: {text}")),
            "step_captured": ("n", self.tr("Asked and noted: {text}")),
            "reopened": ("warn", self.tr("Opened again")),
            "merged": ("n", self.tr("Went on as {text}")),
            "update_sent": ("ok", self.tr("Customer was written to at {text}")),
            "update_held": ("warn", self.tr("Whether the customer was written to is not known: {text}")),
            "update_failed": ("bad", self.tr("The customer could not be written to: {text}")),
            "update_called": ("ok", self.tr("Customer was told by telephone, {text}")),
            "update_again": ("n", self.tr("To be sent again to {text}")),
            "update_dropped": ("n", self.tr("Not to be told any more: {text}")),
            "accepted": ("ok", self.tr("Escalation accepted")),
            "returned": ("vio", self.tr("Returned with advice: {text}")),
            "passed_on": ("vio", self.tr("Passed on to {text}")),
            "moved_on": ("warn", self.tr("Not solved in time: on to {text}")),
            "wrapped_up": ("ok", self.tr("Finished: {text}")),
            "sla_warned": ("warn", self.tr("Due soon: {text}")),
            "sla_breached": ("bad", self.tr("Too late: {text}")),
            "nobody_to_escalate_to": ("bad", self.tr("Nobody is there to escalate it to")),
            "resolved": ("ok", self.tr("Escalation resolved")),
            "comment": ("accent", "{text}"),
            "value_seen": ("n", self.tr("Customer value looked at")),
            "offered": ("vio", self.tr("Offered {text}")),
            "offer_withdrawn": ("n", self.tr("Offer withdrawn: {text}")),
            "consent_given": ("ok", self.tr("Caller agrees to be recorded")),
            "consent_objected": ("bad", self.tr("Caller objects to being recorded")),
            "consent_unknown": ("warn", self.tr("Caller has not said if the call may be recorded")),
            "held_by_law": ("warn", self.tr("Recording on legal hold: {text}")),
            "let_go": ("n", self.tr("Legal hold ended: {text}")),
        }
        self._steps = {
            "consult_started": ("vio", self.tr("Calling {target}")),
            "blind_started": ("vio", self.tr("Transferred to {target} without a word")),
            "sent": ("vio", self.tr("Sent to {target} without a call")),
            "hold_refused": ("bad", self.tr("The customer could not be put on hold")),
            "answered": ("vio", self.tr("{target} answered, customer on hold")),
            "queue_answered": ("vio", self.tr("{target} answered, perhaps with music only")),
            "speaking_confirmed": ("vio", self.tr("Somebody speaks at {target}")),
            "declined": ("bad", self.tr("{target} declined")),
            "busy": ("bad", self.tr("{target} is busy")),
            "unreachable": ("bad", self.tr("{target} cannot be reached")),
            "no_answer": ("bad", self.tr("{target} did not answer")),
            "cancelled": ("n", self.tr("Call to {target} called off")),
            "returned": ("n", self.tr("Consult with {target} ended")),
            "consult_kept": ("n", self.tr("{target} waits on hold")),
            "consult_resumed": ("vio", self.tr("Back to {target}")),
            "consult_left": ("n", self.tr("{target} hung up")),
            "conference_joined": ("vio", self.tr("Three-way with {target}")),
            "conference_split": ("vio", self.tr("Alone with {target}, customer on hold")),
            "conference_leaving": ("vio", self.tr("Leaving the three-way")),
            "target_left": ("warn", self.tr("{target} hung up")),
            "completing": ("vio", self.tr("Handing over to {target}")),
            "transfer_refused": ("bad", self.tr("The hand-over was refused")),
            "no_notify": ("bad", self.tr("No answer to the hand-over")),
            "customer_back": ("ok", self.tr("Customer is back")),
            "customer_left": ("bad", self.tr("The customer hung up")),
            "handed_over": ("ok", self.tr("Handed over to {target}")),
            "ringing": ("vio", self.tr("Rings at {target}")),
            "accepted": ("ok", self.tr("Accepted")),
            "passed_on": ("vio", self.tr("Passed on")),
            "moved_on": ("warn", self.tr("Not solved in time: on to the next")),
            "end_of_path": ("bad", self.tr("Nobody on its path has solved it in time")),
            "reminded": ("warn", self.tr("Reminded of the 30 days")),
            "overdue": ("bad", self.tr("Over 30 days")),
            "returned_with_advice": ("ok", self.tr("Returned with advice")),
            "resolved": ("ok", self.tr("Resolved")),
            "reopened": ("warn", self.tr("Opened again")),
            "closed": ("n", self.tr("Closed with its ticket")),
            "taken": ("ok", self.tr("Case taken over")),
        }
        self._promises = {
            "first_response": self.tr("the first answer"),
            "next_update": self.tr("the next word to the customer"),
            "resolution": self.tr("the solution"),
        }
        self._occasions = {
            "escalated": self.tr("Customer is to hear that it was escalated"),
            "accepted": self.tr("Customer is to hear that it was accepted"),
            "next_update": self.tr("Customer is to hear where it stands"),
            "resolved": self.tr("Customer is to hear that it is solved"),
            "survey": self.tr("Customer is asked how it went"),
            "composed": self.tr("A message to the customer"),
        }
        self._fields = {
            "subject": self.tr("Subject changed"),
            "notes": self.tr("Notes changed"),
            "category": self.tr("Category is {value}"),
            "severity": self.tr("Severity is {value}"),
            "status": self.tr("Status is {value}"),
            "owner": self.tr("With {value}"),
            "owner_department": self.tr("With {value}"),
            "impact": self.tr("{value} are down"),
            "cause": self.tr("Cause is {value}"),
        }

    def step(self, code: str, target: str, sip: int = 0) -> tuple[str, str]:
        """Tone and words of one step."""
        tone, text = self._steps.get(code, ("n", code.replace("_", " ")))
        said = text.replace("{target}", target)
        return tone, f"{said} ({sip})" if sip and tone == "bad" else said

    def events(self, case: Case, directory: Directory, now: datetime) -> tuple[Event, ...]:
        """The whole case, oldest first."""
        told: list[tuple[datetime, int, Event]] = []
        told += [(e.at, 0, self._entry(e, directory, now)) for e in _worth(case.entries)]
        told += [
            (s.at, 1, self._step(s, target, directory, now))
            for s, target in _with_targets(case)
            if s.step not in {"ringing", "answered_elsewhere"}
        ]
        told += [
            (leg.ended_at, 2, self._leg(leg, now)) for leg in case.legs if self._is_told(leg) and leg.ended_at
        ]
        return tuple(event for _, _, event in sorted(told, key=lambda t: (t[0], t[1])))

    def told(self, case: Case, directory: Directory) -> Iterator[tuple[datetime, str, str, str, str]]:
        """Every entry and step as (when, ``entry`` or ``step``, its code, the sentence, who): nothing is left out."""
        for e in case.entries:
            _, said = self._rated(e) if e.kind == "feedback" else self._said(e, directory)
            yield e.at, "entry", e.kind, e.text if e.kind in {"note", "comment"} else said, e.person
        for s, target in _with_targets(case):
            yield s.at, "step", s.step, self.step(s.step, target, s.code)[1], s.person

    def steps_of(self, case: Case, directory: Directory, now: datetime) -> tuple[Event, ...]:
        """The escalations' steps only."""
        return tuple(self._step(s, target, directory, now) for s, target in _with_targets(case))

    def _step(self, step: EscalationStep, target: str, directory: Directory, now: datetime) -> Event:
        tone, said = self.step(step.step, target, step.code)
        return Event(tone, said, self._meta(step.at, step.person, directory, now))

    def _entry(self, entry: Entry, directory: Directory, now: datetime) -> Event:
        rated = entry.kind == "feedback"
        tone, said = self._rated(entry) if rated else self._said(entry, directory)
        return Event(tone, said, self._meta(entry.at, entry.person, directory, now))

    def _is_told(self, leg: CallLeg) -> bool:
        return bool(self._quality.leg(leg))

    def _leg(self, leg: CallLeg, now: datetime) -> Event:
        """A leg on which people did not hear each other well."""
        ended = leg.ended_at or leg.started_at
        when = fmt.clock_seconds(ended) if fmt.same_day(ended, now) else self._words.when(ended, now)
        return Event(
            "warn", self._quality.leg(leg), " · ".join(t for t in (when, leg.remote_name, leg.codec) if t)
        )

    def _rated(self, entry: Entry) -> tuple[str, str]:
        """What somebody gave the help that they had."""
        who = self.tr("Customer") if entry.text == "customer" else self.tr("Colleague")
        said = self.tr("{who} gave {score} of 5").replace("{who}", who)
        return "ok" if entry.code > _LOW_SCORE else "warn", said.replace("{score}", str(entry.code))

    def _said(self, entry: Entry, directory: Directory) -> tuple[str, str]:
        words = self._words
        if entry.kind == "edited":
            name, _, value = entry.text.partition("=")
            return "n", self._edited(name, value, directory)
        if entry.kind == "call_ended":
            tone = "n" if entry.text in {"answered", "handed_over"} else "warn"
            if entry.text == "answered":
                return tone, self.tr("Call ended")
            return tone, self.tr("Call ended: {how}").replace("{how}", words.outcome(entry.text))
        if entry.kind == "update_queued":
            return "n", self._to_be_told(entry.text)
        if entry.kind == "resumed":
            return "warn", self.tr("Was on hold for {time}").replace(
                "{time}", fmt.duration(_number(entry.text))
            )
        tone, text = self._entries.get(entry.kind, ("n", entry.kind.replace("_", " ")))
        if entry.kind == "escalated" and words.no_escalation:
            text = self.tr("Passed to {text}")
        told = self._promises.get(entry.text, entry.text) or self.tr("Number withheld")
        if entry.kind == "wrapped_up":
            told = words.wrapup(entry.text)
        return tone, text.replace("{text}", told if len(told) <= _LONGEST else told[: _LONGEST - 1] + "…")

    def _to_be_told(self, text: str) -> str:
        """``escalated email anna@quillpost.example``, as the store has it."""
        occasion, _, rest = text.partition(" ")
        channel, _, to = rest.partition(" ")
        way = self.tr("call to {to}") if channel == "call" else self.tr("e-mail to {to}")
        said = self._occasions.get(occasion, occasion)
        return f"{said}: {way.replace('{to}', to)}"

    def _edited(self, name: str, value: str, directory: Directory) -> str:
        words = self._words
        table: dict[str, Callable[[str], str]] = {
            "category": words.category,
            "severity": words.severity,
            "status": words.status,
            "owner": lambda key: words.colleague(key, directory),
            "owner_department": lambda key: words.colleague(key, directory),
        }
        said = table[name](value) if name in table else value
        return self._fields.get(name, name).replace("{value}", said or "–")

    def _meta(self, at: datetime, person: str, directory: Directory, now: datetime) -> str:
        when = fmt.clock_seconds(at) if fmt.same_day(at, now) else self._words.when(at, now)
        who = self._words.colleague(person, directory) if person else ""
        return f"{when} · {who}" if who else when


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0


def _with_targets(case: Case) -> Iterator[tuple[EscalationStep, str]]:
    """Each step with the target of its try, which the try's first step names; the record has the last one's."""
    targets = {e.id: e.target_name or e.target for e in case.escalations}
    for step in case.steps:
        if step.step in {"consult_started", "blind_started"} and step.reason:
            targets[step.escalation] = step.reason
        yield step, targets.get(step.escalation, "")


def _worth(entries: Iterable[Entry]) -> list[Entry]:
    """Without what steps tell; of several edits of one field in a row only the last."""
    kept: list[Entry] = []
    for entry in entries:
        if entry.kind in _SILENT:
            continue
        if kept and _same_edit(kept[-1], entry):
            kept[-1] = entry
        else:
            kept.append(entry)
    return kept


def _same_edit(one: Entry, other: Entry) -> bool:
    if one.kind != "edited" or other.kind != "edited" or one.person != other.person:
        return False
    return one.text.partition("=")[0] == other.text.partition("=")[0]
