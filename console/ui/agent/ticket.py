"""The ticket: its fields, and what happened so far. It saves itself; another ticket never gets its text."""

from datetime import datetime
from functools import partial
from uuid import UUID

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QVBoxLayout

from console.desk.intents import EditTicket, OpenTicket, TypeDraft
from console.ui import format as fmt
from console.ui.agent.caller import Hint
from console.ui.agent.impact import ImpactRow
from console.ui.agent.unsent import Unsent
from console.ui.keys import cap
from console.ui.kit import Kit
from console.ui.widgets.buttons import Button
from console.ui.widgets.fields import AreaField, Choice, Field, LineField
from console.ui.widgets.labels import Icon, Label, Pill
from console.ui.widgets.layout import BAR, Box, Scroller, column, hairline, row, wrap
from console.ui.widgets.painted import Timeline
from console.ui.words import SEVERITY_TONE, STATUS_TONE
from store.book import Case, CauseRow
from store.directory import Directory
from store.escalation import Resolution

_RECENT = 14


class TicketPanel(Box):
    """One case. While somebody types in it, it stays on that ticket even if the call has changed."""

    def __init__(self, kit: Kit) -> None:
        self._kit = kit
        self._case: Case | None = None
        self._waiting: tuple[Case | None, Directory, str] | None = None
        self._shown: tuple[object, ...] = ()
        self._all = False
        self._saved_at: datetime | None = None
        words = kit.words
        self._number = Label("", "title", name="ticket.number", select=True)
        self._severity_pill = Pill(name="ticket.severity.pill")
        self._status_pill = Pill(name="ticket.status.pill")
        self.subject = LineField(
            "ticket.subject", self.tr("Subject"), placeholder=self.tr("What is it about?")
        )
        self.category = Choice("ticket.category", self.tr("Category"), words.choices("category"))
        self.severity = Choice("ticket.severity", self.tr("Severity"), words.choices("severity"))
        self.status = Choice("ticket.status", self.tr("Status"), words.choices("status"))
        self.notes = AreaField("ticket.notes", self.tr("Notes"), height=116)
        self.notes.setMaximumHeight(210)
        self._notes_field = Field(self.tr("Notes"), self.notes)
        self.save = Button("ticket.save", self.tr("Save"), "save", size="sm", key=cap("save"), on=self._save)
        for name in ("category", "severity", "status"):
            choice: Choice = getattr(self, name)
            choice.on_choose(partial(self._choose, name, choice))
        self.unsent = Unsent({"subject": self.subject, "notes": self.notes}, self._draft, self._send)
        self._later = QTimer()
        self._later.setSingleShot(True)
        self._later.setInterval(0)
        self._later.timeout.connect(self._catch_up)
        for field in (self.subject, self.notes):
            field.on_leave(self._later.start)
        self.impact = ImpactRow(kit)
        self._advice = Hint("ok", "reply", "ok", "ticket.advice")
        self._timeline = Timeline("ticket.timeline")
        self._earlier = Button("ticket.earlier", "", variant="link", on=self._show_all)
        self._hop = Label("", "meta", name="ticket.hop")
        self._make_bars()
        super().__init__("card", self._arrange(), "ticket")
        self._later.setParent(self)
        self.unsent.setParent(self)

    def _make_bars(self) -> None:
        self._other_text = Label("", "b", "accent", wrap=True, name="ticket.other")
        self._other_close = Button("ticket.close", self.tr("Close"), "x", size="sm", on=self._close_other)
        self._other = Box(
            "accent",
            row(
                Icon("info", "accentT", 16),
                (self._other_text, 1),
                self._other_close,
                gap=10,
                margins=(12, 7, 8, 7),
            ),
        )
        self._pin_text = Label("", "b", "warn", wrap=True, name="ticket.pinned")
        self._pin_go = Button("ticket.go", self.tr("Done"), "arrow-right", size="sm", on=self.release)
        self._pin = Box(
            "warn",
            row(Icon("info", "warnT", 16), (self._pin_text, 1), self._pin_go, gap=10, margins=(12, 7, 8, 7)),
        )
        self._pin.hide()
        self._other.hide()

    def _arrange(self) -> QVBoxLayout:
        head = row(self._number, None, self._severity_pill, self._status_pill, gap=8)
        choices = row(
            (Field(self.tr("Category"), self.category), 1),
            (Field(self.tr("Severity"), self.severity), 1),
            (Field(self.tr("Status"), self.status), 1),
            gap=10,
        )
        fields = column(Field(self.tr("Subject"), self.subject), choices, (self._notes_field, 1), gap=11)
        below = row(None, self.save, gap=8)
        story = column(
            row(Label(self.tr("Time line"), "b"), None, self._hop, gap=8),
            row(self._earlier, None),
            self._timeline,
            None,
            gap=9,
        )
        inside = wrap(
            column(
                fields, below, self.impact, hairline(), 2, (story, 1), gap=10, margins=(20, 2, 20 - BAR, 8)
            )
        )
        self._body = Scroller(inside, "ticket.scroll", steady=True)
        bars = column(self._pin, self._other, self._advice, gap=8, margins=(20, 0, 20, 0))
        return column(
            wrap(column(head, margins=(20, 0, 20, 0))), bars, (self._body, 1), gap=10, margins=(0, 15, 0, 10)
        )

    # -- told

    def put(self, case: Case | None, directory: Directory, other: str) -> None:
        """This case is to be worked on. ``other``: it is not the call's, and this is where closing it leads."""
        if self._must_stay(case):
            self._waiting = (case, directory, other)
            self._show_pin(case)
            return
        self._waiting = None
        self._pin.hide()
        said = (case, directory, other, self._all)
        if said == self._shown:
            return
        self._shown = said
        changed = (case.ticket.id if case else None) != (self._case.ticket.id if self._case else None)
        self._case = case
        if changed:
            self._all = False
            self._saved_at = None
            self._notes_field.put_problem("")
        self._put_fields(case)
        self._put_advice(case, directory)
        self._put_story(directory)
        self._put_other(other)

    def put_causes(self, causes: tuple[CauseRow, ...]) -> None:
        """The faults that other tickets are about."""
        self.impact.put(self._case.ticket if self._case is not None else None, causes)

    def _put_advice(self, case: Case | None, directory: Directory) -> None:
        """What the last owner has told the sender to do stands on top until the case goes on (R53)."""
        last = case.escalations[-1] if case is not None and case.escalations else None
        if last is None or last.resolution != Resolution.ADVICE or not last.advice:
            self._advice.put("")
            return
        who = self._kit.words.colleague(last.accepted_by or last.target, directory)
        self._advice.put(fmt.fill(self.tr("{name} advises"), name=who), last.advice)

    def _must_stay(self, case: Case | None) -> bool:
        mine, new = self.unsent.ticket, case.ticket.id if case else None
        return mine is not None and new != mine and self.unsent.is_typing()

    def _show_pin(self, case: Case | None) -> None:
        if self._case is not None:
            stays = self.tr("You are still writing on {number}.")
            self._pin_text.put(stays.replace("{number}", self._case.ticket.shown_number))
        if case is not None:
            self._pin_go.put(self.tr("Go to {number}").replace("{number}", case.ticket.shown_number))
        else:
            self._pin_go.put(self.tr("Done"))
        self._pin.show()

    def release(self) -> None:
        """Go where the call is; what was typed is sent to its own ticket."""
        self.unsent.send()
        focused = QApplication.focusWidget()
        if focused is not None and self.isAncestorOf(focused):
            self.setFocus(Qt.FocusReason.OtherFocusReason)
            focused.clearFocus()
        if self._waiting is not None:
            case, directory, other = self._waiting
            self.put(case, directory, other)

    def _catch_up(self) -> None:
        """The field was left: the panel may follow the call again."""
        if self._waiting is not None and not self.unsent.is_typing():
            self.put(*self._waiting)

    def _put_fields(self, case: Case | None) -> None:
        ticket = case.ticket if case else None
        self._body.setEnabled(ticket is not None)
        if ticket is None:
            self._number.put(self.tr("The ticket is being opened"))
            self._severity_pill.put("")
            self._status_pill.put("")
            self.unsent.put(None, {})
            return
        words = self._kit.words
        self._number.put(ticket.shown_number)
        severity = ticket.severity.value
        shown = words.severity(severity) if severity in {"high", "critical"} else ""
        self._severity_pill.put(shown, SEVERITY_TONE[severity])
        self._status_pill.put(words.status(ticket.status.value), STATUS_TONE[ticket.status.value])
        drafted = next((d.fields for d in reversed(case.drafts) if d.scope == "ticket"), {}) if case else {}
        texts = {"subject": ticket.subject, "notes": ticket.notes}
        self.unsent.put(ticket.id, texts, ticket.version, drafted)
        self.category.put(ticket.category)
        self.severity.put(severity)
        self.status.put(ticket.status.value)
        self._put_hint()

    def _put_story(self, directory: Directory) -> None:
        case = self._case
        events = self._kit.story.events(case, directory, self._kit.clock()) if case else ()
        hidden = 0 if self._all else max(0, len(events) - _RECENT)
        self._earlier.put(self.tr("Show {n} earlier").format(n=hidden))
        self._earlier.setVisible(hidden > 0)
        self._timeline.put(events[hidden:])
        hops = max((e.hop for e in case.escalations), default=0) if case else 0
        self._hop.put(self.tr("hop {n}").format(n=hops) if hops else "")

    def _put_other(self, other: str) -> None:
        self._other.setVisible(bool(other))
        if other:
            self._other_text.put(self.tr("This is not the ticket of the call."))
            self._other_close.put(self.tr("Back to {name}").replace("{name}", other))

    def _put_hint(self) -> None:
        unsent = self.unsent.typed()
        draft = self._draft_time()
        if unsent:
            said = self.tr("not saved yet")
        elif self._saved_at is not None:
            said = self.tr("saved {time}").format(time=fmt.clock(self._saved_at))
        elif draft is not None:
            said = self.tr("draft of {time}").format(time=self._kit.words.when(draft, self._kit.clock()))
        else:
            said = ""
        self._notes_field.hint.put(said)

    def _draft_time(self) -> datetime | None:
        drafts = self._case.drafts if self._case else ()
        return max((d.saved_at for d in drafts if d.scope == "ticket"), default=None)

    def _show_all(self) -> None:
        self._all = True
        if self._case is not None and self._shown:
            directory = self._shown[1]
            if isinstance(directory, Directory):
                self._put_story(directory)

    # -- typed

    def _draft(self, ticket: UUID, fields: dict[str, str]) -> None:
        self._kit.ask(TypeDraft(ticket=ticket, scope="ticket", fields=fields))
        self._notes_field.hint.put(self.tr("draft saved {time}").format(time=fmt.clock(self._kit.clock())))

    def _send(self, ticket: UUID, fields: dict[str, str]) -> bool:
        refusal = self._kit.ask(EditTicket(fields=fields, ticket=ticket))
        if ticket == self.unsent.ticket:
            self._notes_field.put_problem(refusal.message if refusal else "")
            if refusal is None:
                self._saved_at = self._kit.clock()
                self._notes_field.hint.put(self.tr("saved {time}").format(time=fmt.clock(self._saved_at)))
        return refusal is None

    def _choose(self, field: str, choice: Choice) -> None:
        if self._case is None:
            return
        refusal = self._kit.do(EditTicket(fields={field: choice.value()}, ticket=self._case.ticket.id))
        if refusal is not None:
            choice.put(str(getattr(self._case.ticket, field)))

    def _save(self) -> None:
        self.unsent.send()
        if not self.unsent.typed():
            self._saved_at = self._saved_at or self._kit.clock()
            self._put_hint()

    def _close_other(self) -> None:
        self.unsent.send()
        self._kit.do(OpenTicket(ticket=None))
