"""What is done with an escalated case: one bar of buttons, each with what it has to know (R53)."""

from typing import NamedTuple
from uuid import UUID

from PySide6.QtWidgets import QWidget

from console.desk.board import Board
from console.desk.intents_inbox import Accept, CallCustomer, PassOn, Reopen, Resolve, ReturnWithAdvice
from console.ui import format as fmt
from console.ui.keys import cap
from console.ui.kit import Kit
from console.ui.widgets.buttons import Button
from console.ui.widgets.fields import AreaField, Choice, Field, LineField
from console.ui.widgets.labels import Label
from console.ui.widgets.layout import column, flow_box, row
from console.ui.widgets.popover import Popover
from console.ui.words import state_of
from store.book import Case
from store.escalation import ENDS, Escalation, Resolution
from store.inbox import SENIORS
from store.passing import budget, level_of, why_not

_WIDE = 340


class Sheet(Popover):
    """Asks for what an action has to know; what was typed for a case waits until it is sent."""

    def __init__(self, root: QWidget, anchor: QWidget, kit: Kit, name: str, title: str) -> None:
        self._kit = kit
        self._escalation: UUID | None = None
        self._sure = Button(f"{name}.go", title, variant="primary", key=cap("primary"), on=self.primary)
        inside = column(*self._fields(), row(None, self._sure), gap=10, margins=(16, 14, 16, 14))
        super().__init__(root, anchor, inside, name)
        self.setAccessibleName(title)

    def _fields(self) -> list[QWidget]:
        """What is asked."""
        raise NotImplementedError

    def about(self, escalation: UUID) -> None:
        """This case; the words for another one are not for it."""
        if escalation != self._escalation:
            self._escalation = escalation
            self.clear()

    def clear(self) -> None:
        """Nothing is typed."""
        raise NotImplementedError

    def primary(self) -> bool:
        """Send it."""
        raise NotImplementedError

    def _sent(self, intent: object, field: Field) -> bool:
        refusal = self._kit.ask(intent)  # type: ignore[arg-type]
        field.put_problem(refusal.message if refusal is not None else "")
        if refusal is None:
            self.clear()
            self.dismiss()
        return True


class ReturnSheet(Sheet):
    """The advice."""

    def _fields(self) -> list[QWidget]:
        self._text = AreaField("return.advice", self.tr("Advice"), height=96)
        self._text.setFixedWidth(_WIDE)
        self._field = Field(self.tr("What the sender is to do"), self._text)
        return [self._field]

    def clear(self) -> None:
        """Nothing is typed."""
        self._text.put("")
        self._field.put_problem("")
        self.first = self._text

    def primary(self) -> bool:
        """Send it back."""
        if self._escalation is None:
            return False
        return self._sent(
            ReturnWithAdvice(escalation=self._escalation, advice=self._text.value()), self._field
        )


class PassSheet(Sheet):
    """To whom, and what they are to know."""

    def _fields(self) -> list[QWidget]:
        self._target = Choice("pass.target", self.tr("To"), [])
        self._target.setFixedWidth(_WIDE)
        self._field = Field(self.tr("To"), self._target)
        self._why = AreaField("pass.why", self.tr("What they are to know"), height=64)
        self._hop = Label("", "meta", wrap=True, name="pass.hop")
        return [self._field, Field(self.tr("What they are to know"), self._why), self._hop]

    def clear(self) -> None:
        """Nothing is typed."""
        self._why.put("")
        self._field.put_problem("")
        self.first = self._target

    def offer(self, escalation: Escalation, board: Board) -> None:
        """Whom the policy allows: who is free first."""
        words, directory = self._kit.words, board.directory
        me = board.me.key
        made: list[tuple[tuple[object, ...], str, str]] = []
        for person in directory.people:
            if not why_not(escalation, person.key, is_department=False, me=me, directory=directory):
                state = state_of(person, board.seen)
                word = f"{person.name} · L{person.level} · {words.presence(state)}"
                made.append(((state != "available", person.level, person.name), person.key, word))
        for home in directory.departments:
            if not why_not(escalation, home.key, is_department=True, me=me, directory=directory):
                level = level_of(home.key, is_department=True, directory=directory)
                word = self.tr("{name} · the whole department").replace("{name}", home.name)
                made.append(((True, level, home.name), home.key, word))
        chosen = self._target.value()
        self._target.clear()
        for _, key, word in sorted(made, key=lambda one: one[0]):
            self._target.addItem(word, key)
        if any(key == chosen for _, key, _ in made):
            self._target.put(chosen)
        self._say_hop(escalation, board)

    def _say_hop(self, escalation: Escalation, board: Board) -> None:
        saved = next((v.policy for v in board.policies if v.version == escalation.policy), None)
        most = budget(escalation, saved) if saved is not None else None
        hop = escalation.hop + 1
        said = self.tr("This is hop {n}: the customer tells it once more.").format(n=hop)
        if most is not None and hop > most:
            said = fmt.counted(
                most,
                self.tr("Its rule allows {n} hop, and it is used up."),
                self.tr("Its rule allows {n} hops, and they are used up."),
            )
        elif most is not None:
            said = self.tr("This is hop {n} of {most}: the customer tells it once more.").format(
                n=hop, most=most
            )
        self._hop.put(said, "warn")

    def primary(self) -> bool:
        """Pass it on."""
        if self._escalation is None:
            return False
        target, why = self._target.value(), self._why.value()
        return self._sent(PassOn(escalation=self._escalation, target=target, why=why), self._field)


class ResolveSheet(Sheet):
    """How it ended, and why it came to it at all."""

    def _fields(self) -> list[QWidget]:
        words = {
            Resolution.SOLVED: self.tr("Solved"), Resolution.NOT_SOLVED: self.tr("Not as they hoped"),
            Resolution.WITHDRAWN: self.tr("No longer wanted"), Resolution.DUPLICATE: self.tr("A duplicate"),
        }  # fmt: skip
        self._end = Choice("resolve.outcome", self.tr("Outcome"), [(r.value, words[r]) for r in ENDS])
        self._end.setFixedWidth(_WIDE)
        self._cause = LineField("resolve.cause", self.tr("Root cause"))
        self._field = Field(self.tr("Root cause"), self._cause, need=self.tr("one word for all such cases"))
        self._text = AreaField("resolve.text", self.tr("What was done"), height=72)
        self._update = Button("resolve.update", self.tr("Tell the customer"), variant="chip")
        self._update.setCheckable(True)
        self._update.setChecked(True)
        self._update.clicked.connect(lambda: self._update.setChecked(not self._update.isChecked()))
        return [
            Field(self.tr("Outcome"), self._end), self._field, Field(self.tr("What was done"), self._text),
            self._update,
        ]  # fmt: skip

    def clear(self) -> None:
        """Nothing is typed."""
        self._end.put(Resolution.SOLVED.value)
        self._cause.put("")
        self._text.put("")
        self._field.put_problem("")
        self.first = self._cause

    def primary(self) -> bool:
        """Resolve it."""
        if self._escalation is None:
            return False
        resolve = Resolve(
            escalation=self._escalation, resolution=self._end.value(), root_cause=self._cause.value(),
            text=self._text.value(), update=self._update.isChecked(),
        )  # fmt: skip
        return self._sent(resolve, self._field)


class ReopenSheet(Sheet):
    """Why."""

    def _fields(self) -> list[QWidget]:
        self._why = AreaField("reopen.why", self.tr("Why it is opened again"), height=64)
        self._why.setFixedWidth(_WIDE)
        self._field = Field(self.tr("Why it is opened again"), self._why)
        return [self._field]

    def clear(self) -> None:
        """Nothing is typed."""
        self._why.put("")
        self._field.put_problem("")
        self.first = self._why

    def primary(self) -> bool:
        """Open it again."""
        if self._escalation is None:
            return False
        return self._sent(Reopen(escalation=self._escalation, why=self._why.value()), self._field)


class May(NamedTuple):
    """What can be done now."""

    accept: bool
    work: bool
    reopen: bool
    call: bool


def may(escalation: Escalation | None, case: Case, board: Board) -> May:
    """By this person, as the rules see it; the store has the last word."""
    customer = case.customer
    call = bool(case.ticket.caller or (customer and customer.numbers))
    if escalation is None:
        return May(accept=False, work=False, reopen=False, call=call)
    me = board.me
    waits = escalation.target in {me.key, me.extension, me.department} and not escalation.accepted_by
    theirs = waits or escalation.accepted_by == me.key or me.role in SENIORS
    open_ = escalation.closed_at is None and escalation.outcome.value != "pending"
    return May(
        accept=open_ and theirs and not escalation.accepted_by, work=open_ and theirs,
        reopen=escalation.closed_at is not None and bool(escalation.resolution), call=call,
    )  # fmt: skip


class Actions(QWidget):
    """The bar."""

    def __init__(self, root: QWidget, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self._escalation: Escalation | None = None
        self._ticket: UUID | None = None
        self._board: Board | None = None
        self._can = May(accept=False, work=False, reopen=False, call=False)
        self.accept = Button(
            "detail.accept", self.tr("Accept"), "check", variant="primary", key=cap("accept"), on=self._accept
        )
        self._call = Button(
            "detail.call", self.tr("Call customer"), "phone", key=cap("call_back"), on=self._dial
        )
        self._back = Button("detail.return", self.tr("Return with advice"), "reply")
        self._pass = Button("detail.pass", self.tr("Pass on"), "arrow-left-right")
        self._resolve = Button("detail.resolve", self.tr("Resolve"), "check", key=cap("resolve"))
        self._reopen = Button("detail.reopen", self.tr("Reopen"), "refresh-cw")
        self._sheets: dict[Button, Sheet] = {
            self._back: ReturnSheet(root, self._back, kit, "return", self.tr("Return it")),
            self._pass: PassSheet(root, self._pass, kit, "pass", self.tr("Pass it on")),
            self._resolve: ResolveSheet(root, self._resolve, kit, "resolve", self.tr("Resolve")),
            self._reopen: ReopenSheet(root, self._reopen, kit, "reopen", self.tr("Reopen")),
        }
        for button in self._sheets:
            button.clicked.connect(lambda _=False, b=button: self._ask(b))
        self._left = flow_box(self.accept, self._reopen, self._call, self._back, self._pass, gap=8)
        self._row = row((self._left, 1), self._resolve, gap=8)
        self.setLayout(self._row)

    def narrow(self, *, on: bool) -> None:
        """Where there is little room the last one stands with the others."""
        inside = self._left.layout()
        if inside is None or on == (inside.indexOf(self._resolve) >= 0):
            return
        old, new = (self._row, inside) if on else (inside, self._row)
        old.removeWidget(self._resolve)
        new.addWidget(self._resolve)

    def put(self, escalation: Escalation | None, case: Case, board: Board) -> None:
        """For this case."""
        before = self._escalation.id if self._escalation else None
        self._escalation, self._ticket, self._board = escalation, case.ticket.id, board
        self._can = can = may(escalation, case, board)
        self.accept.setVisible(can.accept)
        self._call.setVisible(can.call)
        for button in (self._back, self._pass, self._resolve):
            button.setVisible(can.work)
        self._resolve.put(variant="" if can.accept else "primary")
        self._reopen.setVisible(can.reopen)
        if (escalation.id if escalation else None) != before:
            for sheet in self._sheets.values():
                if sheet.isVisible():
                    sheet.dismiss()

    def primary(self) -> None:
        """Ctrl+Enter: accept it, or bring it to its end."""
        if self._can.accept:
            self._accept()
        elif self._can.work:
            self._ask(self._resolve)

    def _accept(self) -> None:
        if self._escalation is not None:
            self._kit.do(Accept(escalation=self._escalation.id))

    def _dial(self) -> None:
        if self._ticket is not None and self._kit.do(CallCustomer(ticket=self._ticket)) is None:
            self._kit.go("desk")

    def _ask(self, button: Button) -> None:
        if self._escalation is None or self._board is None:
            return
        sheet = self._sheets[button]
        sheet.about(self._escalation.id)
        if isinstance(sheet, PassSheet):
            sheet.offer(self._escalation, self._board)
        sheet.toggle()
