"""A hand-over under way, or one that has just failed: who is where in words, buttons that say whom they concern."""

from datetime import datetime
from uuid import UUID

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QSizePolicy

from console.desk.board import Board
from console.desk.calling import CallCard, WrapUpCard
from console.desk.escalating import TransferCard
from console.desk.intents import (
    Complete,
    Conference,
    ConfirmSpeaking,
    ConsultAgain,
    EditEscalate,
    Escalate,
    NextCandidate,
    OpenEscalate,
    ReturnToCustomer,
    SplitConference,
    TypeDraft,
)
from console.ui import format as fmt
from console.ui.agent.consult_words import ConsultWords, Names
from console.ui.agent.unsent import SAVE_MS
from console.ui.keys import cap
from console.ui.kit import Kit
from console.ui.widgets.buttons import Button
from console.ui.widgets.fields import AreaField, Field
from console.ui.widgets.labels import Elided, Icon, Label, Pill, Prose
from console.ui.widgets.layout import Box, column, flow_box, row, wrap
from console.ui.widgets.painted import Avatar, Level
from store.escalation import Escalation
from telephony.transfer import State

_MUSIC = frozenset({State.HOLDING, State.CONSULTING, State.QUEUED, State.READY, State.COMPLETING})
"""The customer hears music in these."""
_DONE = frozenset({State.HANDED_OVER, State.LOST})
_DUE = frozenset({State.READY, State.QUEUED, State.CONFERENCE, State.KEPT})
"""The summary can be completed in these."""


class ConsultView(Box):
    """One transfer at a time, so one card."""

    def __init__(self, kit: Kit) -> None:
        self._kit = kit
        self._words = ConsultWords()
        self._shown: tuple[object, ...] = ()
        self._transfer: TransferCard | None = None
        self._card: CallCard | None = None
        self._record: Escalation | None = None
        self._gone: WrapUpCard | None = None
        """The customer, if they have hung up."""
        self._typed_for: UUID | None = None
        self._hold_icon = Icon("pause", "warnT", 16)
        self._hold_text = Label("", "b", "warn", wrap=True, name="consult.customer")
        self._hold_time = Label("", "timeb", "warn", name="consult.hold_time")
        self._hold_note = Label("", "meta", "warn", name="consult.customer_note")
        self._hold = Box(
            "warn",
            row(
                self._hold_icon,
                (self._hold_text, 1),
                self._hold_time,
                self._hold_note,
                gap=8,
                margins=(14, 8, 14, 8),
            ),
        )
        self._avatar = Avatar(44, colleague=True, ground="vioS")
        self._name = Elided("", "title", name="consult.name", fit=True)
        self._level = Level()
        self._state = Pill(name="consult.state", ticks=True)
        self._where = Elided("", "muted", name="consult.where")
        self._said = Prose("", name="consult.said")
        self._make_summary()
        self._make_buttons()
        who = row(
            self._avatar,
            (column(row(self._name, self._level, self._state, None, gap=8), self._where, gap=3), 1),
            gap=12,
        )
        inside = column(
            self._hold, who, self._said, self._summary, self.buttons, gap=13, margins=(18, 16, 18, 16)
        )
        super().__init__("frame-vio", inside, "consult")
        self._wait.setParent(self)
        self.hide()

    def _make_summary(self) -> None:
        self._tried = AreaField("consult.tried", self.tr("What was tried"), height=74)
        self._expects = AreaField("consult.expects", self.tr("What the customer expects"), height=74)
        self._tried_field = Field(self.tr("What was tried"), self._tried)
        self._expects_field = Field(self.tr("What the customer expects"), self._expects)
        self._wait = QTimer()
        self._wait.setSingleShot(True)
        self._wait.setInterval(SAVE_MS)
        self._wait.timeout.connect(self._draft)
        for area in (self._tried, self._expects):
            area.on_edit(self._wait_to_draft)
            area.on_leave(self._complete_summary)
        due = Label(self.tr("Due before you hand over"), "meta", "warn")
        self._summary = wrap(
            column(due, row((self._tried_field, 1), (self._expects_field, 1), gap=10), gap=6)
        )

    def _make_buttons(self) -> None:
        do = self._kit.do
        self._back = Button(
            "consult.back", "", "rewind", key=cap("back"), on=lambda: do(ReturnToCustomer(keep_consult=True))
        )
        self._again = Button(
            "consult.again", "", "fast-forward", key=cap("back"), on=lambda: do(ConsultAgain())
        )
        self._drop = Button(
            "consult.drop",
            "",
            "phone-off",
            key=cap("drop"),
            on=lambda: do(ReturnToCustomer(keep_consult=False)),
        )
        self._three = Button(
            "consult.conference",
            self.tr("Three-way"),
            "users",
            key=cap("conference"),
            on=lambda: do(Conference()),
        )
        self._split = Button(
            "consult.split", "", "user", key=cap("conference"), on=lambda: do(SplitConference())
        )
        self._speaks = Button(
            "consult.speaks",
            self.tr("Somebody speaks"),
            "volume-2",
            variant="primary",
            key=cap("primary"),
            on=lambda: do(ConfirmSpeaking()),
        )
        self._blind = Button("consult.complete_blind", "", "arrow-left-right", on=lambda: do(Complete()))
        self._complete = Button(
            "consult.complete", "", "check", variant="primary", key=cap("primary"), on=self._hand_over
        )
        self._retry = Button(
            "consult.retry", "", "refresh-cw", variant="primary", key=cap("primary"), on=self._try_again
        )
        self._other = Button("consult.other", self.tr("Somebody else"), "users", on=self._somebody_else)
        self._next = Button(
            "consult.next", "", "arrow-right", key=cap("next"), on=lambda: do(NextCandidate())
        )
        quiet = (self._back, self._again, self._drop, self._three, self._split, self._other, self._blind)
        self._primaries = (self._speaks, self._next, self._retry, self._complete)
        self._all = (*quiet, *self._primaries)
        for button in self._primaries:
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._quiet = flow_box(*quiet, gap=8, fill=True)
        self.buttons = wrap(column(self._quiet, *self._primaries, gap=8))

    # -- told

    def put(self, board: Board, card: CallCard | None, now: datetime) -> None:
        """The transfer, if there is one to tell of."""
        transfer = board.transfer
        if transfer is None or (
            not transfer.under_way and transfer.failed is None and transfer.state not in _DONE
        ):
            self.hide()
            self._shown = ()
            self._transfer = None
            return
        concerned = card is not None and card.call in {transfer.customer, transfer.consult}
        if not transfer.under_way and not concerned:
            self.hide()
            return
        customer = board.card(transfer.customer)
        self._gone = next((w for w in board.wrapups if w.call == transfer.customer), None)
        said = (transfer, customer, board.directory)
        if said != self._shown:
            self._shown = said
            self._transfer, self._card = transfer, customer
            case = customer.case if customer else None
            records = case.escalations if case else ()
            self._record = next((e for e in records if e.id == transfer.escalation), None)
            self._put(transfer)
        self.show()
        self.tick(now)

    def _names(self) -> Names:
        transfer, card = self._transfer, self._card or self._gone
        target = transfer.target_name if transfer else ""
        name = card.name if card else ""
        number = card.number if card else ""
        customer = self._kit.words.who(name, number) if card else self.tr("The customer")
        return Names(
            customer=customer,
            customer_short=fmt.short_name(name, number) or self.tr("the customer"),
            target=target,
            target_short=target if transfer and transfer.is_queue else fmt.short_name(target, target),
        )

    def _put(self, transfer: TransferCard) -> None:
        names = self._names()
        failed = transfer.failed is not None and transfer.state in {
            State.RETURNED,
            State.RETURNING,
            State.KEPT,
        }
        self.set_kind("frame-warn" if failed else "frame-vio")
        self._put_customer(transfer, names, failed=failed)
        self._avatar.put(
            fmt.initials(transfer.target_name), dot=self._dot(transfer), ground="warnS" if failed else "vioS"
        )
        self._name.put(transfer.target_name)
        self._level.put(transfer.target_level)
        self._level.setVisible(transfer.target_level > 0)
        ext = self.tr("ext {n}").format(n=transfer.target_number) if transfer.target_number else ""
        self._where.put_or_hide(
            " · ".join(t for t in (transfer.target_department, ext) if t and t != transfer.target_name)
        )
        word, tone = self._words.state(transfer)
        self._state.put(word, tone)
        self._said.put_or_hide(self._words.said(transfer, names))
        self._put_summary(transfer)
        self._put_buttons(transfer, names)

    def _dot(self, transfer: TransferCard) -> str:
        return "ok" if transfer.consult_alive and transfer.answered_at is not None else ""

    def _put_customer(self, transfer: TransferCard, names: Names, *, failed: bool) -> None:
        music = transfer.state in _MUSIC
        text, tone, icon = self._words.customer(transfer, names)
        self._hold.set_kind(tone if not failed else "ok" if transfer.state is not State.RETURNING else "warn")
        shown = "ok" if failed and transfer.state is not State.RETURNING else tone
        self._hold_icon.put(icon, shown + "T")
        self._hold_text.put(text, shown)
        self._hold_time.put("", shown)
        self._hold_note.put_or_hide(self.tr("hears music") if music else "", shown)

    def _put_summary(self, transfer: TransferCard) -> None:
        due = not transfer.summary_complete and transfer.state in _DUE
        if due and self._typed_for != transfer.escalation:
            self._typed_for = transfer.escalation
            record, typed = self._record, self._drafted()
            self._tried.put(typed.get("summary") or (record.summary if record else ""))
            self._expects.put(typed.get("expects") or (record.expects if record else ""))
            for field in (self._tried_field, self._expects_field):
                field.put_problem("")
        typing = self._tried.hasFocus() or self._expects.hasFocus()
        self._summary.setVisible(due or (typing and transfer.under_way))

    def _drafted(self) -> dict[str, str]:
        """What was typed here before a restart."""
        drafts = self._card.case.drafts if self._card is not None and self._card.case is not None else ()
        return next((d.fields for d in reversed(drafts) if d.scope == "escalation"), {})

    def _put_buttons(self, transfer: TransferCard, names: Names) -> None:
        shown = self._words.buttons(transfer)
        for button in self._all:
            name = button.objectName().removeprefix("consult.")
            button.setVisible(name in shown)
        loud = {b.objectName().removeprefix("consult.") for b in self._primaries}
        self._quiet.setVisible(any(name not in loud for name in shown))
        self.buttons.setVisible(bool(shown))
        text = self._words.button_texts(transfer, names)
        # Whoever comes next stands first where nobody was reached; while it rings, waiting does.
        self._next.put(variant="primary" if transfer.state is State.RETURNED else "")
        beside = transfer.state is State.RETURNED and bool(transfer.next)
        self._retry.put(variant="" if beside else "primary")
        self._retry.put_key("" if beside else cap("primary"))
        for button in self._all:
            known = text.get(button.objectName().removeprefix("consult."))
            if known is not None:
                button.put(known[0], sub=known[1])

    def tick(self, now: datetime) -> None:
        """A second has passed."""
        transfer, card = self._transfer, self._card
        if transfer is None or self.isHidden():
            return
        if transfer.state in _MUSIC and card is not None and card.held_since is not None:
            self._hold_time.put(fmt.between(card.held_since, now))
        word, tone = self._words.state(transfer)
        since = transfer.answered_at or transfer.since
        if self._words.counts(transfer):
            self._state.put(f"{word} {fmt.between(since, now)}", tone)

    # -- asked

    def primary(self) -> bool:
        """Ctrl+Enter: what stands there in blue."""
        for button in (self._speaks, self._complete, self._next, self._retry):
            if button.isVisible() and button.isEnabled() and button.variant == "primary":
                button.click()
                return True
        return False

    def _wait_to_draft(self) -> None:
        if not self._wait.isActive():
            self._wait.start()

    def _draft(self) -> None:
        if self._card is not None and self._card.ticket is not None:
            fields = {"summary": self._tried.value(), "expects": self._expects.value()}
            self._kit.ask(TypeDraft(ticket=self._card.ticket, scope="escalation", fields=fields))

    def _complete_summary(self) -> bool:
        """Put both on record as soon as both are there."""
        tried, expects = self._tried.value().strip(), self._expects.value().strip()
        record = self._record
        if record is not None and (tried, expects) == (record.summary, record.expects):
            return bool(tried and expects)
        if not tried or not expects:
            return False
        return self._kit.do(EditEscalate(fields={"summary": tried, "expects": expects})) is None

    def _hand_over(self) -> None:
        transfer = self._transfer
        if transfer is None:
            return
        if not transfer.summary_complete and not self._complete_summary():
            missing = self.tr("Due before you hand over.")
            self._summary.show()
            self._tried_field.put_problem("" if self._tried.value().strip() else missing)
            self._expects_field.put_problem("" if self._expects.value().strip() else missing)
            first = self._tried if not self._tried.value().strip() else self._expects
            first.setFocus()
            return
        self._kit.do(Complete())

    def _try_again(self) -> None:
        transfer, record = self._transfer, self._record
        if transfer is None:
            return
        if transfer.state is State.KEPT:
            self._kit.do(Complete())
            return
        self._kit.do(
            Escalate(
                mode="warm",
                to=record.target if record else transfer.target,
                kind=record.kind.value if record else "",
                reason=record.reason if record else "",
                summary=record.summary if record else "",
                expects=record.expects if record else "",
                trigger=record.trigger if record else "",
            )
        )

    def _somebody_else(self) -> None:
        transfer, record = self._transfer, self._record
        if transfer is None or self._kit.do(OpenEscalate(call=transfer.customer)) is not None:
            return
        if record is not None:
            fields = {
                "kind": record.kind.value,
                "reason": record.reason,
                "summary": record.summary,
                "expects": record.expects,
                "target": "",
            }
            self._kit.do(EditEscalate(fields=fields))
