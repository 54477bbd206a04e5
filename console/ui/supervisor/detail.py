"""One escalated case to be read: the path, what was tried and expected, every step, the customer."""

from datetime import datetime

from PySide6.QtWidgets import QVBoxLayout

from console.desk.board import Board
from console.desk.intents import Dial
from console.ui import format as fmt
from console.ui.agent.facts import FactGrid, Facts
from console.ui.kit import Kit
from console.ui.widgets.buttons import Button
from console.ui.widgets.labels import Elided, Label, Pill, Prose
from console.ui.widgets.layout import Box, Scroller, column, hairline, row, wrap
from console.ui.widgets.painted import PathBar, PathStop, Timeline
from console.ui.words import SEVERITY_TONE, STATUS_TONE
from store.book import Case, EscalationRow
from store.directory import Directory
from store.escalation import SUCCESS, Escalation

_MOST_STOPS = 4


class CaseDetail(Box):
    """Nothing here is edited; "Open on the desk" is the way to work on it."""

    def __init__(self, kit: Kit) -> None:
        self._kit = kit
        self._facts = Facts(kit.words)
        self.wants_desk = False
        self._case: Case | None = None
        self._shown: tuple[object, ...] = ()
        self._subject = Elided("", "page", name="detail.subject")
        self._who = Elided("", "muted", name="detail.who")
        self._number = Prose("", "text", 13, 600, name="detail.number")
        self._severity = Pill(name="detail.severity")
        self._hops = Pill("", "vio", name="detail.hops")
        self._kind = Pill(name="detail.kind")
        self._status = Pill(name="detail.status")
        self._path = PathBar()
        self._reason = Pill("", "vio", name="detail.reason")
        self._by = Label("", "meta", name="detail.by")
        self._tried = Prose(name="detail.tried")
        self._expects = Prose(name="detail.expects")
        self._expects_box = wrap(
            column(Label(self.tr("What the customer expects"), "metab"), self._expects, gap=2)
        )
        self._grid = FactGrid(2, "detail.facts")
        self._steps = Timeline("detail.steps")
        self._due = Label("", "meta", name="detail.due")
        self._notes = Prose(name="detail.notes")
        self._notes_box = wrap(column(Label(self.tr("Notes"), "metab"), self._notes, gap=2))
        self._call = Button("detail.call", self.tr("Call customer"), "phone", on=self._dial)
        self._open = Button(
            "detail.open", self.tr("Open on the desk"), "monitor", variant="primary", on=self._to_desk
        )
        super().__init__("card", self._arrange(), "detail")

    def _arrange(self) -> QVBoxLayout:
        head = row(
            (column(self._subject, self._who, self._number, gap=2), 1),
            self._severity,
            self._hops,
            self._kind,
            self._status,
            gap=8,
        )
        summary = Box(
            "sunk",
            column(
                row(self._reason, None, self._by, gap=8),
                column(Label(self.tr("What was tried"), "metab"), self._tried, gap=2),
                self._expects_box,
                self._notes_box,
                gap=10,
                margins=(14, 11, 14, 12),
            ),
        )
        value = Box(
            "sunk", column(Label(self.tr("Customer"), "b"), self._grid, gap=10, margins=(14, 11, 14, 12))
        )
        self._value = value
        steps = column(row(Label(self.tr("Steps"), "b"), None, self._due), self._steps, gap=10)
        body = wrap(
            column(self._path, hairline(), summary, value, 2, steps, None, gap=12, margins=(20, 2, 20, 4))
        )
        foot = row(self._call, None, self._open)
        return column(
            wrap(column(head, margins=(20, 0, 20, 0))),
            (Scroller(body, "detail.scroll"), 1),
            wrap(column(hairline(), foot, gap=12, margins=(20, 0, 20, 0))),
            gap=12,
            margins=(0, 14, 0, 14),
        )

    def put(self, case: Case, item: EscalationRow, board: Board, now: datetime) -> None:
        """Show this case, as that escalation sees it."""
        said = (case, item, board.directory, board.me.key, now.astimezone().date())
        if said == self._shown:
            return
        self._shown = said
        self._case = case
        words, ticket, customer = self._kit.words, case.ticket, case.customer
        record = next((e for e in case.escalations if e.id == item.escalation.id), item.escalation)
        self._subject.put(ticket.subject or self.tr("No subject"))
        name = words.who(customer.name if customer else ticket.caller_name, ticket.caller)
        about = self._facts.about(customer) if customer else ""
        self._who.put(" · ".join(t for t in (ticket.shown_number, name, about) if t))
        self._number.put_or_hide(ticket.caller if ticket.caller != name else "")
        severity = ticket.severity.value
        self._severity.put(words.severity(severity), SEVERITY_TONE[severity])
        self._hops.put(self.tr("hop {n}").format(n=record.hop))
        self._kind.put(words.kind(record.kind.value))
        self._status.put(words.status(ticket.status.value), STATUS_TONE[ticket.status.value])
        stops = self._stops(case, board.directory, now)
        self._path.put(stops, " → ".join(f"L{s.level} {s.name}" for s in stops))
        self._reason.put(words.reason(record.reason))
        sender = words.colleague(record.from_person, board.directory)
        self._by.put(fmt.fill(self.tr("{who}, {when}"), who=sender, when=words.when(record.created_at, now)))
        self._tried.put(record.summary)
        self._expects.put(record.expects)
        self._expects_box.setVisible(bool(record.expects))
        self._notes.put(ticket.notes)
        self._notes_box.setVisible(bool(ticket.notes) and ticket.notes != record.summary)
        facts = self._facts.customer(customer, now) if customer else []
        self._grid.put(facts)
        self._value.setVisible(bool(facts))
        self._steps.put(self._kit.story.steps_of(case, board.directory, now))
        day = fmt.days_between(record.created_at, now) + 1
        tone = "bad" if day > 25 else "warn" if day > 20 else ""  # noqa: PLR2004 - of the 30 days that R24 allows
        self._due.put(self.tr("30 days: day {n}").format(n=day), tone)
        self._call.setVisible(bool(ticket.caller))

    def _stops(self, case: Case, directory: Directory, now: datetime) -> list[PathStop]:
        """Who had it, in order; whom it is meant for is dotted until it is theirs."""
        words = self._kit.words
        made: list[PathStop] = []
        for record in case.escalations:
            if not made:
                sender = words.colleague(record.from_person, directory)
                made.append(PathStop(record.from_level, "done", sender, words.when(record.created_at, now)))
            made.append(self._stop(record, now))
        reached = [i for i, s in enumerate(made) if s.state == "done"]
        if reached:
            last = reached[-1]
            made[last] = made[last]._replace(state="now")
        return made[-_MOST_STOPS:]

    def _stop(self, record: Escalation, now: datetime) -> PathStop:
        words = self._kit.words
        there = record.outcome in SUCCESS
        name = record.target_name or record.target
        at = record.accepted_at or record.created_at
        note = f"{words.escalation(record.outcome.value)} · {words.when(at, now)}"
        return PathStop(record.to_level, "done" if there else "next", name, note)

    def _dial(self) -> None:
        if self._case is not None:
            self._kit.do(Dial(target=self._case.ticket.caller, ticket=self._case.ticket.id))
            self._kit.go("desk")

    def _to_desk(self) -> None:
        self.wants_desk = True
        self._kit.go("desk")
