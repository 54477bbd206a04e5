"""The escalate panel: to whom, why, what was tried, what is expected; typed once, kept as a draft, never lost."""

from datetime import UTC, datetime, timedelta
from functools import partial
from uuid import UUID

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from console.desk.board import Board
from console.desk.escalating import EscalateForm
from console.desk.intents import CloseEscalate, EditEscalate, Escalate, Refusal
from console.ui import format as fmt
from console.ui.agent.advice_words import AdviceWords
from console.ui.agent.promise import Promise
from console.ui.agent.reasons import Reasons
from console.ui.agent.recommend import Recommendation
from console.ui.agent.targets import HIERARCHICAL, Targets
from console.ui.keys import cap
from console.ui.kit import Kit
from console.ui.widgets.buttons import Button, check_one
from console.ui.widgets.fields import AreaField, Field, LineField
from console.ui.widgets.labels import Icon, Label, Pill
from console.ui.widgets.layout import Box, Scroller, column, flow_box, hairline, reveal, row, wrap
from store.book import Case

MOST = 500
"""Characters of what was tried and of what is expected."""
_SAVE_MS = 800
_FIELDS = ("summary", "expects")


class EscalatePanel(Box):
    """Shows the board's form; what is typed is told within a second and never overwritten while it is typed."""

    def __init__(self, kit: Kit) -> None:
        self._kit = kit
        self._form: EscalateForm | None = None
        self._ticket: UUID | None = None
        self._board: Board | None = None
        self._unsent: set[str] = set()
        self._timer = QTimer()
        self._timer.setSingleShot(True)
        self._timer.setInterval(_SAVE_MS)
        self._timer.timeout.connect(self._tell)
        self._title = Label("", "page", name="escalate.title")
        self._hop = Pill("", "vio", name="escalate.hop")
        self._saved = Label("", "meta", name="escalate.saved")
        close = Button("escalate.close", icon="x", size="icsm", variant="ghost", on=self.close_panel)
        super().__init__("card", name="escalate")
        self._timer.setParent(self)
        close.put(tip_text=self.tr("Close; what is typed stays (Esc)"))
        self._make_fields()
        self._make_foot()
        head = row(
            Icon("arrow-up", "vioT", 20),
            self._title,
            self._hop,
            None,
            self._saved,
            close,
            gap=10,
        )
        self._kinds_row = row(self._kinds_box, (self.find_field, 1), gap=12)
        self._to_problem = Label("", "meta", "bad", wrap=True, name="escalate.target.problem")
        self._why_problem = Label("", "meta", "bad", wrap=True, name="escalate.reason.problem")
        reason = column(
            row(Label(self.tr("Reason"), "metab"), Label(self.tr("required"), "meta"), None, gap=6),
            self._reasons,
            self._credit_field,
            self._why_problem,
            gap=7,
        )
        texts = row((self._tried_field, 1), (self._expects_field, 1), gap=12)
        body = wrap(
            column(
                self._recommendation,
                self._kinds_row,
                (self._targets, 3),
                self._to_problem,
                hairline(),
                reason,
                (texts, 2),
                self._promise,
                gap=12,
                margins=(20, 0, 20, 2),
            )
        )
        foot = column(hairline(), self._foot, self._info, gap=10, margins=(20, 0, 20, 0))
        self.setLayout(
            column(
                wrap(column(head, margins=(20, 0, 16, 0))),
                (Scroller(body, "escalate.scroll"), 1),
                wrap(foot),
                gap=12,
                margins=(0, 14, 0, 14),
            )
        )

    def _make_fields(self) -> None:
        self._functional = Button(
            "escalate.functional",
            self.tr("Functional"),
            "arrow-left-right",
            variant="seg",
            tip_text=self.tr("To the department that knows"),
        )
        self._hierarchical = Button(
            "escalate.hierarchical",
            self.tr("Hierarchical"),
            "arrow-up",
            variant="seg",
            tip_text=self.tr("To a supervisor, or a more experienced colleague of your department"),
        )
        self._kinds = {"functional": self._functional, HIERARCHICAL: self._hierarchical}
        for kind, button in self._kinds.items():
            button.setCheckable(True)
            button.clicked.connect(lambda _=False, k=kind: self._edit(kind=k))
        self._kinds_box = Box("seg", row(self._functional, self._hierarchical, gap=2, margins=(3, 3, 3, 3)))
        find = self.tr("Find a person or department")
        self.find_field = LineField("escalate.find", find, placeholder=find, icon="search")
        self.find_field.textChanged.connect(lambda _: self._put_targets())
        self.find_field.returnPressed.connect(self._take_first)
        self._targets = Targets(self._kit, self._choose)
        self._said = AdviceWords(self._kit.words)
        self._recommendation = Recommendation(
            self._kit, lambda fields: self._edit(**fields), self._promise_it
        )
        self._reasons = Reasons(self._kit, lambda code: self._edit(reason=code))
        self._promise = Promise(self._kit, lambda iso: self._edit(promised=iso))
        self._credit = LineField("escalate.credit", self.tr("Amount for the customer"), placeholder="50")
        self._credit.setMaximumWidth(140)
        self._credit.on_pause(_SAVE_MS, self._tell_credit)
        self._credit.on_leave(self._tell_credit)
        self._credit_field = Field(self.tr("Amount for the customer"), self._credit)
        self.tried = AreaField("escalate.tried", self.tr("What was tried"), height=64)
        self.expects = AreaField("escalate.expects", self.tr("What the customer expects"), height=64)
        self._tried_field = Field(
            self.tr("What was tried"), self.tried, need=self.tr("one sentence to start")
        )
        self._expects_field = Field(
            self.tr("What the customer expects"), self.expects, need=self.tr("before completing")
        )
        for name, area in zip(_FIELDS, (self.tried, self.expects), strict=True):
            area.on_edit(partial(self._typed, name))
            area.on_leave(self._flush)

    def _make_foot(self) -> None:
        self._send = Button(
            "escalate.send", self.tr("Send without a call"), "send", on=lambda: self._go("no_call")
        )
        self._blind = Button(
            "escalate.blind", self.tr("Transfer now"), "arrow-left-right", on=lambda: self._go("blind")
        )
        self._warm = Button(
            "escalate.consult",
            self.tr("Consult first (warm)"),
            "users",
            variant="primary",
            key=cap("primary"),
            on=lambda: self._go("warm"),
        )
        self._foot = flow_box(self._send, self._blind, self._warm, gap=10, end=True)
        self._info_text = Label("", "meta", wrap=True)
        self._info = wrap(row(Icon("info", "muted", 14), (self._info_text, 1), gap=6))

    # -- told

    def put(self, board: Board) -> None:
        """Show the board's form."""
        form = board.form
        if form is None:
            return
        self._board = board
        if form.ticket != self._ticket:
            self._ticket = form.ticket
            self._unsent.clear()
            self._timer.stop()
            self.find_field.put("")
        new = form != self._form
        self._form = form
        self._put_targets()
        self._put_head(board, form)
        self._recommendation.put(board, form)
        self._put_promise(board, form)
        self._reasons.put(board.policy.reasons, form.reason)
        if not new:
            return
        self._mark(form)
        self._put_credit(board, form)
        for name, area in zip(_FIELDS, (self.tried, self.expects), strict=True):
            if name not in self._unsent:
                area.put(getattr(form, name))
        self._count()
        self._put_problem(form.problem, self._said.must_not(form.why) if form.why else "")
        live = form.call is not None
        self._warm.setVisible(live)
        self._blind.setVisible(live)
        self._send.put(
            self.tr("Send without a call") if live else self.tr("Send"), variant="" if live else "primary"
        )
        self._expects_field.need.put(self.tr("before completing") if live else "")

    def closed(self) -> None:
        """The panel is not on the board any more."""
        if self._form is not None:
            self._form = None
            self._ticket = None
            self._timer.stop()
            self._unsent.clear()
            self._put_problem("")

    def _put_head(self, board: Board, form: EscalateForm) -> None:
        case = _case_of(board, form.ticket)
        number = case.ticket.shown_number if case else ""
        self._title.put(self.tr("Escalate {number}").replace("{number}", number).strip())
        hop = max((e.hop for e in case.escalations), default=0) + 1 if case else 1
        of = self._budget(board)
        self._hop.put(
            self.tr("Hop {n} of {of}").format(n=hop, of=of) if of else self.tr("Hop {n}").format(n=hop),
            "warn" if hop > 1 else "vio",
        )
        if not self._unsent and form.saved_at is not None:
            self._saved.put(self.tr("Draft saved {time}").format(time=fmt.clock(form.saved_at)))
        elif not self._unsent:
            self._saved.put("")
        card = board.card(form.call)
        if card is None:
            self._info_text.put(self.tr("The summary goes to their inbox; nobody is called."))
        else:
            who = fmt.short_name(card.name, card.number) or self.tr("The customer")
            said = self.tr(
                "While you consult, {name} is on hold with music. Your colleague sees this summary while it rings."
            )
            self._info_text.put(said.replace("{name}", who))

    def _budget(self, board: Board) -> int:
        """How many hops the rule allows that leads to the best candidate; 0 if none does."""
        best = board.advice.candidates[0] if board.advice is not None and board.advice.candidates else None
        return next((r.hops for r in board.policy.rules if best is not None and r.key == best.rule), 0)

    def _put_promise(self, board: Board, form: EscalateForm) -> None:
        case = _case_of(board, form.ticket)
        zone = case.customer.time_zone if case is not None and case.customer is not None else ""
        self._promise.put(form.promised, zone, self._kit.clock())

    def _put_credit(self, board: Board, form: EscalateForm) -> None:
        """Where levels have limits, beyond one's authority is a matter of how much."""
        asked = form.reason == "lacks_authority" and bool(board.policy.authorities)
        self._credit_field.setVisible(asked)
        self._credit_field.hint.put(form.currency)
        if not self._credit.hasFocus():
            self._credit.put(form.credit)

    def _put_targets(self) -> None:
        board, form = self._board, self._form
        if board is not None and form is not None:
            query = self.find_field.text().strip()
            self._targets.put(board, form, query, self._kit.clock())

    def _mark(self, form: EscalateForm) -> None:
        check_one(self._kinds, HIERARCHICAL if form.kind == HIERARCHICAL else "functional")
        if self._board is not None:
            self._reasons.put(self._board.policy.reasons, form.reason)

    def _put_problem(self, problem: str, message: str = "") -> None:
        said = {
            "no_target": self.tr(
                "Choose a department or a person, or type an extension, a number or an address."
            ),
            "bad_target": message or self.tr("This cannot be called."),
            "forbidden": message or self.tr("The policy does not allow this target."),
            "bad_promise": self.tr("The promised time must be still to come."),
            "no_reason": self.tr("Choose a reason."),
            "bad_reason": self.tr("Choose a reason."),
            "no_summary": self.tr("Write what was tried; one sentence is enough."),
            "no_expects": self.tr("Write what the customer expects."),
            "long_summary": self.tr("At most {n} characters.").format(n=MOST),
            "long_expects": self.tr("At most {n} characters.").format(n=MOST),
        }.get(problem, message)
        target = problem in {"no_target", "bad_target", "forbidden"}
        reason = problem in {"no_reason", "bad_reason"}
        self._to_problem.put_or_hide(said if target else "")
        self._why_problem.put_or_hide(said if reason else "")
        if target or reason:
            reveal(self._to_problem if target else self._why_problem)
        self._tried_field.put_problem(said if problem in {"no_summary", "long_summary"} else "")
        self._expects_field.put_problem(said if problem in {"no_expects", "long_expects"} else "")
        self._promise.put_problem(said if problem == "bad_promise" else "")

    def _count(self) -> None:
        for area, field in ((self.tried, self._tried_field), (self.expects, self._expects_field)):
            n = len(area.value())
            field.hint.put(f"{n} / {MOST}", "bad" if n > MOST else "")

    # -- asked

    def _typed(self, name: str) -> None:
        self._unsent.add(name)
        self._count()
        if not self._timer.isActive():
            self._timer.start()

    def _flush(self) -> None:
        if self._timer.isActive():
            self._timer.stop()
            self._tell()

    def _tell(self) -> None:
        if self._form is None or not self._unsent:
            return
        fields = {
            n: a.value() for n, a in (("summary", self.tried), ("expects", self.expects)) if n in self._unsent
        }
        if self._kit.ask(EditEscalate(fields=fields)) is None:
            self._unsent.difference_update(fields)

    def _edit(self, **fields: str) -> None:
        self._flush()
        self._kit.do(EditEscalate(fields=fields))
        if self._form is not None:
            self._mark(self._form)

    def _tell_credit(self) -> None:
        if self._form is not None and self._credit.value() != self._form.credit:
            self._edit(credit=self._credit.value())

    def _promise_it(self, at: datetime | None) -> None:
        """Nobody is free: the customer is called back; the case goes to the best of those who fit."""
        form, board = self._form, self._board
        if form is None or board is None:
            return
        when = at or self._kit.clock() + timedelta(hours=1)
        fields = {"promised": when.astimezone(UTC).isoformat(), "call": ""}
        if not form.target and board.advice is not None and board.advice.candidates:
            fields |= {"target": board.advice.candidates[0].target}
        self._edit(**fields)

    def _choose(self, key: str) -> None:
        self._edit(target=key)

    def _take_first(self) -> None:
        """Enter in the search field chooses the first that fits."""
        first = self._targets.first()
        if first is not None:
            first.click()

    def _go(self, mode: str) -> None:
        form = self._form
        if form is None:
            return
        for name, area in zip(_FIELDS, (self.tried, self.expects), strict=True):
            if len(area.value()) > MOST:
                self._put_problem(f"long_{name}")
                area.setFocus()
                return
        self._timer.stop()
        self._promise.flush()
        form = self._form or form
        refusal = self._kit.ask(
            Escalate(
                mode=mode,
                to=form.target,
                kind=form.kind,
                reason=form.reason,
                summary=self.tried.value().strip(),
                expects=self.expects.value().strip(),
                trigger=form.trigger if form.trigger != "agent" else _trigger(form.reason),
                promised=form.promised,
            )
        )
        if refusal is None:
            self._unsent.clear()
        else:
            self._refused(refusal)

    def _refused(self, refusal: Refusal) -> None:
        known = {
            "no_target",
            "bad_target",
            "forbidden",
            "no_reason",
            "bad_reason",
            "no_summary",
            "no_expects",
        }
        known |= {"bad_promise"}
        if refusal.code not in known:
            self._kit.tell(refusal.message)
            return
        why = self._form.why if self._form is not None else ""
        self._put_problem(refusal.code, self._said.must_not(why) if why else refusal.message)
        first: QWidget | None = {
            "no_target": self.find_field,
            "bad_target": self.find_field,
            "forbidden": self.find_field,
            "bad_promise": self._promise.own,
            "no_summary": self.tried,
            "no_expects": self.expects,
        }.get(refusal.code)
        if first is not None:
            first.setFocus()
        else:
            self._reasons.first().setFocus()

    def primary(self) -> bool:
        """Ctrl+Enter: consult; without a call send."""
        (self._warm if self._form is not None and self._form.call is not None else self._send).click()
        return True

    def close_panel(self) -> None:
        """Esc: close; what was typed is kept."""
        self._flush()
        self._kit.do(CloseEscalate())

    def keyPressEvent(self, event: QKeyEvent, /) -> None:
        """Esc closes and keeps."""
        if event.key() == Qt.Key.Key_Escape:
            event.accept()
            if self.find_field.hasFocus() and self.find_field.text():
                self.find_field.clear()
            else:
                self.close_panel()
            return
        super().keyPressEvent(event)


def _trigger(reason: str) -> str:
    return "customer" if reason == "customer_demands_manager" else "agent"


def _case_of(board: Board, ticket: UUID) -> Case | None:
    cases = [c.case for c in board.cards] + [w.case for w in board.wrapups] + [board.opened]
    return next((c for c in cases if c is not None and c.ticket.id == ticket), None)
