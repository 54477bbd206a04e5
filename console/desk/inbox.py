"""The desk of whoever answers for escalated cases (R53), and what a sender is told of theirs (R27)."""

from collections.abc import Callable
from uuid import UUID

from console.desk import intents_inbox as ask
from console.desk.core import Core
from console.desk.dialling import Dialling
from console.desk.intents import Refusal
from store.book import Book, Case, EscalationRow
from store.change import Change
from store.changes_inbox import (
    AcceptEscalation,
    AddComment,
    LookAtValue,
    MakeOffer,
    PassOn,
    ReadMentions,
    ReopenEscalation,
    ResolveEscalation,
    ReturnEscalation,
    WithdrawOffer,
)
from store.escalation import Escalation, Resolution
from store.inbox import SENIORS, Inbox
from store.offer import OfferForm
from store.passing import why_not

_SECONDS = 60.0
"""So often the inbox is looked at anew when nothing else happens: clocks run out by themselves."""
_LATE = frozenset({"moved_on", "end_of_path", "overdue"})
_BY_THE_CLOCK = {
    "sla_warned": "promise_near",
    "reminded": "thirty_days_near",
    "overdue": "thirty_days_over",
    "end_of_path": "end_of_path",
}
"""What the clock asks people to read, and the notice that tells it."""
"""Steps that tell the sender that nobody solved it in time."""
_MOST_TOLD = 3
"""Notices of one kind at a time; more at once would push all others away."""


class InboxDesk:
    """``Board.cases`` is what this person has to look after."""

    def __init__(self, core: Core, dialling: Dialling) -> None:
        self._core = core
        self._dialling = dialling
        self._sent: dict[UUID, EscalationRow] | None = None
        """My open ones as they were told last; None before the first look."""
        self._mentioned: set[UUID] | None = None
        core.also_read.append(self._read)
        core.later(_SECONDS, self._again)

    def _again(self) -> None:
        self._core.refresh()
        self._core.later(_SECONDS, self._again)

    # -- asked

    def _base(self) -> dict[str, object]:
        core = self._core
        return {"id": core.new_id(), "at": core.now(), "person": core.board.me.key}

    def _write(self, kind: type[Change], **values: object) -> None:
        self._core.write((kind(**self._base(), **values),))  # type: ignore[arg-type]

    def accept(self, intent: ask.Accept) -> None:
        """The first who accepts has it; the store says who was first."""
        self._write(AcceptEscalation, escalation=intent.escalation)

    def call_customer(self, intent: ask.CallCustomer) -> Refusal | None:
        """By the number that the case came from, else the first that is known."""
        case = self._case(intent.ticket)
        if case is None:
            return Refusal("no_such_ticket", "Open the case first.")
        numbers = case.customer.numbers if case.customer else ()
        number = case.ticket.caller or next(iter(numbers), "")
        if not number:
            return Refusal("no_number", "No number of this customer is known.")
        return self._dialling.dial(number, intent.ticket)

    def _case(self, ticket: UUID) -> Case | None:
        board = self._core.board
        cases = [board.opened, *(c.case for c in board.cards)]
        return next((c for c in cases if c is not None and c.ticket.id == ticket), None)

    def return_with_advice(self, intent: ask.ReturnWithAdvice) -> Refusal | None:
        """Closed here, open again there."""
        if not intent.advice.strip():
            return Refusal("no_advice", "Say what the sender is to do.")
        self._write(ReturnEscalation, escalation=intent.escalation, advice=intent.advice)
        return None

    def pass_on(self, intent: ask.PassOn) -> Refusal | None:
        """What the policy forbids is said before anything is stored."""
        directory, me = self._core.board.directory, self._core.board.me.key
        is_department = directory.person(intent.target) is None
        if is_department and directory.department(intent.target) is None:
            return Refusal("no_target", "Choose a person or a department of the directory.")
        escalation = self._known(intent.escalation)
        if escalation is not None:
            why = why_not(escalation, intent.target, is_department=is_department, me=me, directory=directory)
            if why:
                return Refusal("forbidden", "The policy does not let it go there.")
        self._write(
            PassOn, escalation=intent.escalation, target=intent.target, target_is_department=is_department,
            why=intent.why,
        )  # fmt: skip
        return None

    def _known(self, escalation: UUID) -> Escalation | None:
        rows = self._core.board.cases.rows
        return next((r.row.escalation for r in rows if r.row.escalation.id == escalation), None)

    def resolve(self, intent: ask.Resolve) -> Refusal | None:
        """Outcome and root cause are demanded."""
        if intent.resolution not in tuple(Resolution):
            return Refusal("bad_value", f"The outcome is one of: {', '.join(Resolution)}.")
        if not intent.root_cause.strip():
            return Refusal("no_cause", "Say what the root cause was.")
        self._write(
            ResolveEscalation, escalation=intent.escalation, resolution=Resolution(intent.resolution),
            root_cause=intent.root_cause, text=intent.text, update=intent.update,
        )  # fmt: skip
        return None

    def reopen(self, intent: ask.Reopen) -> Refusal | None:
        """Why is part of the record."""
        if not intent.why.strip():
            return Refusal("no_reason", "Say why it is opened again.")
        self._write(ReopenEscalation, escalation=intent.escalation, why=intent.why)
        return None

    def comment(self, intent: ask.Comment) -> Refusal | None:
        """To colleagues only."""
        if not intent.text.strip():
            return Refusal("empty", "The comment is empty.")
        self._write(AddComment, ticket=intent.ticket, text=intent.text)
        return None

    def read_case(self, intent: ask.ReadCase) -> None:
        """Nothing is written for what was read before."""
        if any(m.mention.ticket == intent.ticket for m in self._core.board.cases.mentions):
            self._write(ReadMentions, ticket=intent.ticket)

    def look_at_value(self, intent: ask.LookAtValue) -> None:
        """Kept in the case."""
        self._write(LookAtValue, ticket=intent.ticket)

    def offer(self, intent: ask.Offer) -> Refusal | None:
        """Within the authority of the level; the store knows what was offered before."""
        if intent.form not in tuple(OfferForm):
            return Refusal("bad_value", f"The form is one of: {', '.join(OfferForm)}.")
        if intent.amount_cents <= 0:
            return Refusal("no_amount", "An offer needs an amount.")
        if not intent.why.strip():
            return Refusal("no_reason", "Say why it is offered.")
        self._write(
            MakeOffer, offer=self._core.new_id(), ticket=intent.ticket, escalation=intent.escalation,
            amount_cents=intent.amount_cents, currency=intent.currency, form=OfferForm(intent.form),
            why=intent.why,
        )  # fmt: skip
        return None

    def withdraw(self, intent: ask.WithdrawOffer) -> None:
        """Before it is granted."""
        self._write(WithdrawOffer, offer=intent.offer)

    # -- reading

    def _read(self, book: Book) -> Callable[[], None]:
        """On the store's thread."""
        core = self._core
        me = core.board.me
        now = core.now()
        departments = (me.department,) if me.department else ()
        cases = book.inbox(me.key, departments, senior=me.role in SENIORS, now=now)
        sent = {row.escalation.id: row for row in book.escalations_from(me.key)}
        gone = [row for key, row in (self._sent or {}).items() if key not in sent][:_MOST_TOLD]
        ended = [(row, end) for row in gone if (end := _end_of(book, row)) is not None]

        def put() -> None:
            if core.board.cases != cases:
                core.put(cases=cases)
            self._tell_sent(sent, ended)
            self._tell_mentions(cases)

        return put

    def _tell_sent(
        self, sent: dict[UUID, EscalationRow], ended: list[tuple[EscalationRow, Escalation]]
    ) -> None:
        """Accepted, answered, resolved, late: each once, and nothing of what was there before this console."""
        before, self._sent = self._sent, sent
        if before is None:
            return
        me = self._core.board.me.key
        for key, row in sent.items():
            old, new = before.get(key), row.escalation
            if old is None:
                continue
            if new.accepted_by not in {"", me, old.escalation.accepted_by}:
                self._tell("ok", "sent_accepted", row, new.accepted_by)
            step, last = row.last_step, old.last_step
            if step is not None and step.step in _LATE and (last is None or last.seq != step.seq):
                self._tell("warn", "sent_late", row, new.target)
        for row, end in ended:
            if end.accepted_by != me:
                code = "sent_returned" if end.resolution == Resolution.ADVICE else "sent_resolved"
                self._tell("ok", code, row, end.accepted_by)

    def _tell(self, kind: str, code: str, row: EscalationRow, who: str) -> None:
        directory = self._core.board.directory
        person, department = directory.person(who), directory.department(who)
        name = person.name if person else department.name if department else who
        self._core.tell(kind, code, who=name, ticket=row.ticket.shown_number, subject=row.ticket.subject)

    def _tell_mentions(self, cases: Inbox) -> None:
        now = {m.mention.id for m in cases.mentions}
        before, self._mentioned = self._mentioned, now
        if before is None:
            return
        fresh = [m for m in cases.mentions if m.mention.id not in before]
        for one in fresh[:_MOST_TOLD]:
            person = self._core.board.directory.person(one.mention.by)
            who = person.name if person else one.mention.by
            code = _BY_THE_CLOCK.get(one.kind, "mentioned")
            kind = "info" if code == "mentioned" else "warn"
            text = one.text[:160] if code == "mentioned" else one.subject
            self._core.tell(kind, code, who=who, ticket=one.number, text=text, days=str(one.code))


def _end_of(book: Book, row: EscalationRow) -> Escalation | None:
    """How one that is no longer open ended; None if it was called off, or is gone."""
    case = book.case(row.ticket.id)
    found = case.escalations if case is not None else ()
    return next((e for e in found if e.id == row.escalation.id and e.resolution), None)
