"""The desk without a call: the day's figures, its calls, my open escalations."""

from datetime import datetime

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QWidget

from console.desk.advice import off
from console.desk.board import Board
from console.desk.intents import OpenTicket
from console.ui import format as fmt
from console.ui.agent.proposals import ProposalBar
from console.ui.kit import Kit
from console.ui.supervisor.path import path_of
from console.ui.widgets.labels import Elided, Icon, Label, Pill
from console.ui.widgets.layout import Box, Scroller, card, column, row, wrap
from console.ui.widgets.painted import PathBar
from console.ui.widgets.row_button import RowButton
from console.ui.widgets.rows import Rows
from console.ui.words import OUTCOME_TONE, STATUS_TONE
from store.book import CallRow, DayFigures, EscalationRow
from store.escalation import SUCCESS, Escalation, Resolution
from store.ticket import Outcome

_ARROWS = {"in": ("arrow-down-left", "ok"), "out": ("arrow-up-right", "accent")}
_MISSED = frozenset({Outcome.MISSED, Outcome.ABANDONED, Outcome.CUT_OFF, Outcome.BUSY})


class Figure(Box):
    """One figure of the day."""

    def __init__(self, label: str, name: str) -> None:
        self._value = Label("", "num", name=name)
        self._note = Label("", "meta")
        inside = column(
            Label(label, "meta"), row(self._value, self._note, None, gap=8), gap=3, margins=(16, 10, 16, 10)
        )
        super().__init__("card", inside)
        self._label = label

    def put(self, value: str, note: str = "") -> None:
        """Show it; what is not known is not shown."""
        self._value.put(value)
        self._note.put_or_hide(note)
        self.setAccessibleName(f"{self._label}: {value} {note}")
        self.setVisible(bool(value))


class CallLine(RowButton):
    """One call of today; pressed, its ticket opens."""

    def __init__(self, kit: Kit) -> None:
        self._kit = kit
        self._icon = Icon("arrow-down-left", "ok", 16)
        self._who = Elided("", "b")
        self._what = Elided("", "meta")
        self._pill = Pill()
        self._at = Label("", "time")
        inside = row(
            self._icon,
            (column(self._who, self._what, gap=1), 1),
            self._pill,
            self._at,
            gap=12,
            margins=(10, 6, 10, 6),
        )
        super().__init__(inside)
        self._item: CallRow | None = None
        self.clicked.connect(self._open)

    def show_item(self, item: CallRow, /) -> None:
        """Show this call."""
        self._item = item
        call, ticket, words = item.call, item.ticket, self._kit.words
        self.setObjectName(f"today.{call.id.hex}")
        icon, tone = _ARROWS.get(call.direction, _ARROWS["in"])
        if call.outcome in _MISSED:
            icon, tone = "phone-missed", "bad"
        self._icon.put(icon, tone)
        who = words.who(item.customer_name or call.remote_name, call.remote_number)
        self._who.put(who)
        ended = call.ended_at
        length = fmt.between(call.answered_at, ended) if call.answered_at and ended else ""
        self._what.put(" · ".join(t for t in (ticket.subject or ticket.shown_number, length) if t))
        if call.outcome in {Outcome.ANSWERED, Outcome.HANDED_OVER}:
            word, tone = words.status(ticket.status.value), STATUS_TONE[ticket.status.value]
        elif call.outcome is Outcome.ELSEWHERE:
            word, tone = self.tr("By a colleague"), OUTCOME_TONE[call.outcome.value]
        else:
            word, tone = words.outcome(call.outcome.value), OUTCOME_TONE[call.outcome.value]
        self._pill.put(word, tone)
        self._at.put(fmt.clock(call.started_at))
        self.setAccessibleName(f"{who}, {ticket.subject}, {word}, {self._at.text()}")

    def _open(self) -> None:
        if self._item is not None:
            self._kit.do(OpenTicket(ticket=self._item.ticket.id))


class EscalationTile(RowButton):
    """One of my open escalations, with its path and its last step."""

    def __init__(self, kit: Kit) -> None:
        self._kit = kit
        self._subject = Elided("", "b")
        self._whose = Elided("", "meta")
        self._state = Pill()
        self._path = PathBar()
        self._with = Elided("", "metab")
        self._last = Elided("", "meta")
        inside = column(
            self._subject,
            row((self._whose, 1), self._state, gap=8),
            4,
            self._path,
            2,
            self._with,
            self._last,
            gap=3,
            margins=(14, 11, 14, 11),
        )
        super().__init__(inside, "tile")
        self._item: EscalationRow | None = None
        self.clicked.connect(self._open)

    def show_item(self, item: EscalationRow, /) -> None:
        """Show this escalation."""
        self._item = item
        escalation, ticket, words = item.escalation, item.ticket, self._kit.words
        now = self._kit.clock()
        self.setObjectName(f"sent.{escalation.id.hex}")
        self._subject.put(ticket.subject or self.tr("No subject"))
        whose = item.customer_name or ticket.caller_name or ticket.caller
        self._whose.put(" · ".join(t for t in (ticket.shown_number, whose) if t))
        age = words.age(escalation.created_at, now)
        said, tone = self._state_of(escalation, now)
        self._state.put(f"{said} · {age}", tone)
        self._path.put(*path_of(item))
        self._with.put(self._who(escalation, now))
        self._last.put(self._last_text(item, now))
        self.setAccessibleName(f"{ticket.subject}, {self._with.text()}, {self._last.text()}")

    def _state_of(self, escalation: Escalation, now: datetime) -> tuple[str, str]:
        """What the sender is to know first (R27): the advice that came back, then what is late, then who has it."""
        if escalation.resolution == Resolution.ADVICE:
            return self.tr("Came back with advice"), "accent"
        if escalation.promised_at is not None and escalation.promised_at < now:
            return self.tr("Promise is over"), "bad"
        if escalation.due_at < now:
            return self.tr("Over 30 days"), "bad"
        if escalation.accepted_at is not None:
            return self.tr("Accepted"), "ok"
        came = escalation.outcome in SUCCESS
        return self._kit.words.escalation(escalation.outcome.value), "vio" if came else "warn"

    def _who(self, escalation: Escalation, now: datetime) -> str:
        words = self._kit.words
        target, level = escalation.target_name or escalation.target, str(escalation.to_level)
        if escalation.resolution == Resolution.ADVICE:
            return self.tr("It is with you again")
        if escalation.accepted_at is not None:
            when = words.when(escalation.accepted_at, now)
            return fmt.fill(
                self.tr("With {name}, L{level}, since {when}"), name=target, level=level, when=when
            )
        if escalation.outcome in SUCCESS:
            since = words.when(escalation.step_since or escalation.created_at, now)
            said = self.tr("Waits at {name}, L{level}, since {when}")
            return fmt.fill(said, name=target, level=level, when=since)
        return fmt.fill(self.tr("Meant for {name}, L{level}"), name=target, level=level)

    def _last_text(self, item: EscalationRow, now: datetime) -> str:
        escalation = item.escalation
        if escalation.resolution == Resolution.ADVICE and escalation.advice:
            return escalation.advice
        if escalation.promised_at is not None:
            when = self._kit.words.when(escalation.promised_at, now)
            return fmt.fill(self.tr("Promised to the customer by {when}"), when=when)
        if item.last_step is None:
            return ""
        _, said = self._kit.story.step(
            item.last_step.step, item.escalation.target_name or item.escalation.target, item.last_step.code
        )
        return f"{said}, {self._kit.words.when(item.last_step.at, now)}"

    def _open(self) -> None:
        if self._item is not None:
            self._kit.do(OpenTicket(ticket=self._item.ticket.id))


class IdleView(QWidget):
    """Figures above, then calls, escalations, and the place where a ticket opens."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self._shown: tuple[object, ...] = ()
        self._day = Label("", "muted", name="idle.day")
        self._figures = {
            "calls": Figure(self.tr("Calls today"), "idle.calls"),
            "handling": Figure(self.tr("Average handling"), "idle.handling"),
            "answered": Figure(self.tr("Answered"), "idle.answered"),
            "missed": Figure(self.tr("Missed"), "idle.missed"),
            "escalated": Figure(self.tr("Escalated"), "idle.escalated"),
            "resolved": Figure(self.tr("Resolved"), "idle.resolved"),
        }
        self._calls = Rows[CallRow](lambda: CallLine(kit), gap=2)
        self._sent = Rows[EscalationRow](lambda: EscalationTile(kit), gap=12)
        self._no_calls = Label(self.tr("No call yet today."), "muted", wrap=True)
        self._no_sent = Label(self.tr("Nothing of yours is open with a colleague."), "muted", wrap=True)
        self._today = self._make_today()
        self._mine = self._make_mine()
        self.place = self._make_place()
        self.proposals = ProposalBar(kit, "idle_proposals")
        columns = row(self._today, self._mine, (self.place, 1), gap=16)
        head = row(Label(self.tr("Desk"), "page"), self._day, None, gap=12)
        self.setLayout(
            column(
                head,
                self.proposals,
                row(*self._figures.values(), gap=12),
                (columns, 1),
                gap=16,
                margins=(20, 14, 20, 20),
            )
        )

    def _make_today(self) -> Box:
        body = Scroller(
            wrap(column(self._no_calls, self._calls.layout, None, gap=0, margins=(0, 0, 4, 0))), "idle.today"
        )
        head = row(
            Label(self.tr("Today's calls"), "title"),
            None,
            Label(self.tr("newest first"), "meta"),
            margins=(8, 0, 8, 0),
        )
        self._no_calls.setContentsMargins(8, 0, 8, 0)
        made = card(head, (body, 1), gap=10, margins=(12, 16, 8, 12))
        made.setFixedWidth(346)
        return made

    def _make_mine(self) -> Box:
        self._count = Pill("", "vio", name="idle.sent_count")
        body = Scroller(
            wrap(column(self._no_sent, self._sent.layout, None, gap=0, margins=(0, 0, 4, 0))), "idle.sent"
        )
        head = row(Label(self.tr("My open escalations"), "title"), None, self._count)
        made = card(head, (body, 1), gap=12, margins=(16, 16, 12, 12))
        made.setFixedWidth(374)
        return made

    def _make_place(self) -> Box:
        first = Label(self.tr("No call yet"), "title")
        second = Label(self.tr("The caller's ticket opens here when you answer."), "muted", wrap=True)
        return card(
            None,
            row(None, Icon("ticket", "muted", 28), None),
            row(None, first, None),
            row(None, second, None),
            None,
            gap=10,
        )

    def narrow(self, *, on: bool) -> None:
        """The third column gives way."""
        self.place.setVisible(not on)
        self._mine.setMinimumWidth(300 if on else 374)
        self._mine.setMaximumWidth(16_777_215 if on else 374)

    def ringing_area(self) -> QRect:
        """Where the ringing card stands: in the ticket's place, so that nothing in use is covered."""
        if self.place.isVisible():
            return self.place.geometry()
        wide = min(520, self.width() - 40)
        top = self._today.geometry().y()
        return QRect(self.width() - wide - 20, top - 20, wide, self.height() - top)

    def put(self, board: Board, now: datetime) -> None:
        """The day so far."""
        today = fmt.long_day(now, self._kit.locale)
        minute = int(now.timestamp()) // 60
        self.proposals.put(board)
        self._mine.setVisible(not off(board))
        said = (board.figures, board.today, board.sent, today, minute, off(board))
        if said == self._shown:
            return
        fresh = not self._shown or self._shown[-2] != minute
        other_words = bool(self._shown) and self._shown[-1] != off(board)
        self._shown = said
        self._day.put(today)
        self._put_figures(board.figures)
        self._figures["escalated"].setVisible(not off(board))
        self._calls.put(board.today, lambda r: r.call.id)
        if other_words:
            self._calls.again()
        self._no_calls.setVisible(not board.today)
        self._sent.put(board.sent, lambda r: r.escalation.id)
        if fresh:
            self._sent.again()
        self._no_sent.setVisible(not board.sent)
        self._count.put(str(len(board.sent)) if board.sent else "")

    def _put_figures(self, figures: DayFigures) -> None:
        put = self._figures
        put["calls"].put(str(figures.calls))
        handling = figures.handling_seconds
        put["handling"].put(fmt.duration(handling) if handling is not None else "")
        put["answered"].put(str(figures.answered) if figures.calls else "")
        put["missed"].put(str(figures.missed) if figures.calls else "")
        open_ = self.tr("{n} open").format(n=figures.escalations_open) if figures.escalations_open else ""
        put["escalated"].put(str(figures.escalated), open_)
        put["resolved"].put(str(figures.resolved))

    def tick(self, now: datetime) -> None:
        """A second has passed; ages are told in minutes."""
        minute = int(now.timestamp()) // 60
        if self._shown and self._shown[-2] != minute:
            self._shown = (*self._shown[:-2], minute, self._shown[-1])
            self._day.put(fmt.long_day(now, self._kit.locale))
            self._sent.again()
