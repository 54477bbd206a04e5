"""One escalated case, whole: the path, what was tried and expected, what colleagues say, the customer, what to do."""

from datetime import datetime
from uuid import UUID

from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from console.desk.board import Board
from console.desk.intents_inbox import ReadCase
from console.ui import format as fmt
from console.ui.agent.facts import Facts
from console.ui.kit import Kit
from console.ui.supervisor.actions import Actions
from console.ui.supervisor.clocks import ClockWords
from console.ui.supervisor.stops import Stops
from console.ui.supervisor.talk import Comments, Composer
from console.ui.supervisor.value import Compensation, ValueCard
from console.ui.updates.composer import compose_button
from console.ui.widgets.buttons import Button
from console.ui.widgets.labels import Elided, Icon, Label, Pill, Prose
from console.ui.widgets.layout import Box, Scroller, column, flow_box, hairline, invalidate_all, row, wrap
from console.ui.widgets.painted import PathBar, Timeline
from console.ui.widgets.ring import Ring
from console.ui.words import SEVERITY_TONE, STATUS_TONE
from store.book import Case
from store.escalation import Escalation
from store.inbox import ShownClock
from store.timing import DAYS, REMINDERS, age_days

_SIDE = 290


class CaseDetail(Box):
    """``root`` is what its sheets float over."""

    def __init__(self, root: QWidget, kit: Kit) -> None:
        self._kit = kit
        self._facts, self._clocks = Facts(kit.words), ClockWords()
        self._stops = Stops(kit.words)
        self.wants_desk = False
        self._case: Case | None = None
        self._clock: ShownClock | None = None
        self._read: tuple[UUID, int] | None = None
        self._shown: tuple[object, ...] = ()
        self._ring = Ring(52, "detail.clock")
        self._subject = Elided("", "page", name="detail.subject")
        self._who = Elided("", "muted", name="detail.who")
        self._number = Prose("", "text", 13, 600, name="detail.number")
        self._severity = Pill(name="detail.severity")
        self._hops = Pill("", "vio", name="detail.hops")
        self._kind = Pill(name="detail.kind")
        self._status = Pill(name="detail.status")
        self._path = PathBar()
        self._reason = Pill("", "vio", name="detail.reason")
        self._trigger = Pill("", "vio", name="detail.trigger")
        self._by = Label("", "meta", name="detail.by")
        self._tried = Prose(name="detail.tried")
        self._expects = Prose(name="detail.expects")
        self._expects_box = wrap(
            column(Label(self.tr("What the customer expects"), "metab"), self._expects, gap=2)
        )
        self._notes = Prose(name="detail.notes")
        self._notes_box = wrap(column(Label(self.tr("Notes"), "metab"), self._notes, gap=2))
        self._end = Prose("", "text", 13, 600, name="detail.end")
        self._comments = Comments(kit)
        self.composer = Composer(root, kit)
        self._value, self._offers = ValueCard(kit), Compensation(kit)
        self._steps = Timeline("detail.steps")
        self._day = Label("", "b", name="detail.day")
        self._last = Label("", "meta", name="detail.due", wrap=True)
        self._due = Box(
            "bad",
            row(Icon("calendar", "badT", 18), (column(self._day, self._last, gap=0), 1), gap=10,
                margins=(14, 9, 14, 9)),
            "detail.banner",
        )  # fmt: skip
        self.bar = Actions(root, kit)
        self._open = Button(
            "detail.open", "", "monitor", size="icsm", tip_text=self.tr("Open on the desk"), on=self._to_desk
        )
        self._write = compose_button(
            kit, "detail.compose", lambda: self._case, word=self.tr("Write to customer"), small=True
        )
        self._split = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        super().__init__("card", self._arrange(), "detail")

    def _arrange(self) -> QVBoxLayout:
        pills = flow_box(self._severity, self._hops, self._kind, self._status, gap=6, end=True)
        head = row(
            self._ring,
            (column(self._subject, self._who, self._number, gap=1), 2),
            (pills, 1),
            self._write,
            self._open,
            gap=12,
        )
        summary = Box(
            "sunk",
            column(
                row(self._reason, self._trigger, None, self._by, gap=8),
                column(Label(self.tr("What was tried"), "metab"), self._tried, gap=2),
                self._expects_box, self._notes_box, self._end, gap=10, margins=(14, 11, 14, 12),
            ),
        )  # fmt: skip
        main = wrap(column(summary, self._comments, None, gap=14))
        steps = wrap(column(Label(self.tr("Steps"), "b"), self._steps, gap=8))
        self._side = wrap(column(self._due, self._value, self._offers, steps, None, gap=11))
        self._split.setContentsMargins(0, 0, 0, 0)
        self._split.setSpacing(18)
        self._split.addWidget(main, 1)
        self._split.addWidget(self._side)
        body = wrap(column(self._split, None, margins=(20, 2, 20, 4)))
        top = wrap(column(head, self._path, hairline(), gap=10, margins=(20, 0, 20, 0)))
        foot = wrap(column(self.composer, hairline(), self.bar, gap=11, margins=(20, 0, 20, 0)))
        return column(top, (Scroller(body, "detail.scroll"), 1), foot, gap=11, margins=(0, 14, 0, 14))

    def narrow(self, *, on: bool) -> None:
        """The side goes below."""
        way = QBoxLayout.Direction.TopToBottom if on else QBoxLayout.Direction.LeftToRight
        self._split.setDirection(way)
        self.bar.narrow(on=on)
        self._side.setMinimumWidth(0 if on else _SIDE)
        self._side.setMaximumWidth(16_777_215 if on else _SIDE)

    def put(
        self, case: Case, escalation: Escalation | None, clock: ShownClock | None, board: Board, now: datetime
    ) -> None:
        """Show this case, as that escalation sees it; None: a ticket that was never escalated."""
        self._clock = clock
        self._read_it(case, board)
        minute = int(now.timestamp()) // 60
        said = (case, escalation, clock, board.directory, board.me, board.policies, board.seen, minute)
        if said == self._shown:
            return
        self._shown = said
        self._case = case
        self._put_head(case, escalation, now)
        self._put_summary(case, escalation, board, now)
        self._put_thirty(escalation, now)
        stops = self._stops.of(case, escalation, board, now)
        self._path.put(stops, " → ".join(f"L{s.level} {s.name}" for s in stops))
        self._path.setVisible(bool(stops))
        self._comments.put(case, board.directory, now)
        self.composer.put(case.ticket.id, board)
        self._value.put(case, board.me.key)
        self._offers.put(case, escalation.id if escalation else None, board, now)
        self._steps.put(self._kit.story.steps_of(case, board.directory, now))
        self.bar.put(escalation, case, board)
        invalidate_all(self)
        self.tick(now)

    def _read_it(self, case: Case, board: Board) -> None:
        """What I was to read about it I have read now; asked once for each set of comments."""
        mine = [m for m in board.cases.mentions if m.mention.ticket == case.ticket.id]
        asked = (case.ticket.id, len(mine))
        if mine and asked != self._read:
            self._read = asked
            self._kit.do(ReadCase(ticket=case.ticket.id))
        elif not mine:
            self._read = None

    def _put_head(self, case: Case, record: Escalation | None, now: datetime) -> None:
        words, ticket, customer = self._kit.words, case.ticket, case.customer
        self._subject.put(ticket.subject or self.tr("No subject"))
        name = words.who(customer.name if customer else ticket.caller_name, ticket.caller)
        about = self._facts.about(customer) if customer else ""
        self._who.put(" · ".join(t for t in (ticket.shown_number, name, about) if t))
        self._number.put_or_hide(ticket.caller if ticket.caller != name else "")
        severity = ticket.severity.value
        self._severity.put(words.severity(severity), SEVERITY_TONE[severity])
        self._hops.put(self._clocks.hops(record.hop) if record else "")
        self._kind.put(words.kind(record.kind.value) if record else "")
        self._status.put(words.status(ticket.status.value), STATUS_TONE[ticket.status.value])
        _ = now

    def _put_summary(self, case: Case, record: Escalation | None, board: Board, now: datetime) -> None:
        words, ticket = self._kit.words, case.ticket
        self._reason.put(words.reason(record.reason) if record else "")
        demanded = ticket.demanded_at is not None
        repeated = self.tr("Reopened") if ticket.reopened else ""
        self._trigger.put(self.tr("Asked for a manager") if demanded else repeated)
        sender = words.colleague(record.from_person, board.directory) if record else ""
        by = (
            fmt.fill(self.tr("{who}, {when}"), who=sender, when=words.when(record.created_at, now))
            if record
            else ""
        )
        self._by.put(by)
        tried = record.summary if record else ticket.notes
        self._tried.put(tried or self.tr("Nothing was written down."), "text" if tried else "muted")
        self._expects.put(record.expects if record else "")
        self._expects_box.setVisible(bool(record and record.expects))
        self._notes.put(ticket.notes)
        self._notes_box.setVisible(bool(record and ticket.notes) and ticket.notes != tried)
        self._end.put_or_hide(self._end_of(record, board, now))

    def _end_of(self, record: Escalation | None, board: Board, now: datetime) -> str:
        if record is None or record.closed_at is None or not record.resolution:
            return ""
        words = self._kit.words
        ends = {
            "solved": self.tr("Solved"), "advice": self.tr("Returned with advice"),
            "not_solved": self.tr("Not as they hoped"), "withdrawn": self.tr("No longer wanted"),
            "duplicate": self.tr("A duplicate"),
        }  # fmt: skip
        who = words.colleague(record.accepted_by, board.directory)
        parts = (
            ends.get(record.resolution, record.resolution), record.root_cause or record.advice, who,
            words.when(record.closed_at, now),
        )  # fmt: skip
        return " · ".join(p for p in parts if p)

    def _put_thirty(self, record: Escalation | None, now: datetime) -> None:
        """The banner from the first reminder on."""
        if record is None or record.closed_at is not None:
            self._due.hide()
            return
        days = age_days(record.created_at, now)
        self._due.setVisible(days >= REMINDERS[0])
        tone = "bad" if days >= REMINDERS[1] else "warn"
        self._due.set_kind(tone)
        over = days >= DAYS
        said = (
            self.tr("Over the 30-day limit")
            if over
            else self.tr("Day {n} of the 30-day limit").format(n=days)
        )
        self._day.put(said, tone)
        when = self._kit.words.day(record.due_at, now)
        self._last.put(self.tr("To be solved and closed by {day}.").replace("{day}", when), tone)
        self._due.setAccessibleName(f"{self._day.text()}. {self._last.text()}")

    def tick(self, now: datetime) -> None:
        """The clock has moved."""
        self._ring.setVisible(self._clock is not None)
        if self._clock is not None:
            self._clocks.show(self._ring, self._clock, now)

    def primary(self) -> None:
        """Ctrl+Enter: a comment being written first, then the case itself."""
        if self.composer.field.hasFocus() and self.composer.field.text().strip():
            self.composer.say()
        else:
            self.bar.primary()

    def _to_desk(self) -> None:
        self.wants_desk = True
        self._kit.go("desk")
