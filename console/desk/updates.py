"""What customers are told, at the desk: calls to be made, what is held or has failed, the composer, and feedback."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from console.desk import intents_updates as ask
from console.desk.composing import Composing
from console.desk.core import Core
from console.desk.dialling import Dialling
from console.desk.intents import Refusal
from console.desk.intents_updates import ComposeUpdate, FileFeedback, GiveFeedback, SendUpdate
from console.desk.seat import Me
from console.updates import elements
from console.updates.values import token_of
from store.book import Book, Case
from store.changes import SaveDraft
from store.changes_feedback import RecordFeedback
from store.changes_updates import QueueUpdate, RecordUpdate
from store.directory import Person
from store.errors import StoreError
from store.feedback import SCORES, Asked
from store.update import Channel, Occasion, UpdateState, is_address
from store.values import replace

SCOPE = "update"
"""Of the composer's draft."""
_ASKED_FOR = timedelta(days=3)
"""So long after an escalation was closed its sender and its owner are asked how it went."""

SETTLED = {
    "again": UpdateState.QUEUED,
    "arrived": UpdateState.SENT,
    "done": UpdateState.DONE,
    "drop": UpdateState.DROPPED,
}
"""What a person decides about a message or a call, by the word of the intent."""


def read(book: Book, me: Me, now: datetime) -> dict[str, object]:
    """On the store's thread: the fields of the board that are of here."""
    departments = (me.department,) if me.department else ()
    asks = Occasion.SURVEY in book.policy(now).tells
    return {
        "updates": book.updates_for(me.key, departments),
        "to_rate": book.to_rate(me.key, now - _ASKED_FOR) if asks else (),
    }


class Updates:
    """``nudge`` tells whoever sends that something may be there; ``center`` is the call center's name."""

    def __init__(self, core: Core, dialling: Dialling, nudge: Callable[[], None], center: str) -> None:
        self._core = core
        self._dialling = dialling
        self._nudge = nudge
        self._center = center
        self._dialled: dict[UUID, UUID] = {}
        """By ticket the call that was to be made and was dialled: done once it is answered."""
        core.also_read.append(self._read)

    def table(self) -> dict[type, Callable[..., Refusal | None]]:
        """What each of their intents does."""
        return {
            ask.ComposeUpdate: self.compose,
            ask.CloseComposer: lambda _: self._core.put(composing=None),
            ask.SendUpdate: self.send,
            ask.CallUpdate: lambda i: self.call(i.update),
            ask.SettleUpdate: lambda i: self.settle(i.update, i.how),
            ask.GiveFeedback: self.give,
            ask.FileFeedback: self.file,
        }

    def _read(self, book: Book) -> Callable[[], None]:
        """On the store's thread; what it returns is run on the desk's."""
        fresh = read(book, self._core.board.me, self._core.now())

        def put() -> None:
            board = self._core.board
            self._core.put(**{k: v for k, v in fresh.items() if getattr(board, k) != v})

        return put

    def mail_is(self, account: str, templates: tuple[str, ...]) -> None:
        """How the sending of e-mail stands; "" and () if all is well."""
        for code, why in (("mail_account", account), ("mail_templates", "; ".join(templates))):
            if why:
                self._core.banner("warn", code, why=why)
            else:
                self._core.untell(code)

    # -- calls to be made, and what a person decides

    def call(self, update: UUID) -> Refusal | None:
        """Dial, and count it as done when the customer answers."""
        row = next((r for r in self._core.board.updates if r.update.id == update), None)
        if row is None or row.update.channel is not Channel.CALL:
            return Refusal("no_update", "There is no such call to be made.")
        refusal = self._dialling.dial(row.update.to, row.ticket.id)
        if refusal is None:
            self._dialled[row.ticket.id] = update
        return refusal

    def answered(self, ticket: UUID | None) -> None:
        """An outgoing call about that ticket is up: the customer is being told."""
        update = self._dialled.pop(ticket, None) if ticket is not None else None
        if update is not None:
            self.settle(update, "done")

    def settle(self, update: UUID, how: str) -> Refusal | None:
        """As :data:`SETTLED`."""
        core = self._core
        row = next((r for r in core.board.updates if r.update.id == update), None)
        if row is None:
            return Refusal("no_update", "There is no such message that waits for you.")
        state = SETTLED.get(how)
        if state is None:
            return Refusal("bad_value", f"It is one of: {', '.join(SETTLED)}.")
        core.put(updates=tuple(r for r in core.board.updates if r.update.id != update))
        now = core.now()
        change = RecordUpdate(
            id=core.new_id(), at=now, person=core.board.me.key, update=update, was=row.update.state,
            tries=row.update.tries, state=state, due_at=now if state is UpdateState.QUEUED else None,
        )  # fmt: skip
        core.write((change,), after=self._nudge)
        return None

    # -- the composer

    def compose(self, intent: ComposeUpdate) -> Refusal | None:
        """Open it, filled in from the case and what was typed before."""
        core = self._core
        ticket = intent.ticket or self._at_hand()
        if ticket is None:
            return Refusal("no_ticket", "There is no ticket on the desk.")
        me, center = core.board.me, self._center
        prepare = partial(prepared, ticket=ticket, escalation=intent.escalation, me=me, center=center)

        def ready(form: Composing | None) -> None:
            with core.turn():
                if form is None:
                    core.tell("warn", "no_such_ticket")
                else:
                    core.put(composing=form)

        core.keeper.run(prepare, ready)
        return None

    def _at_hand(self) -> UUID | None:
        """The call's ticket, else the one that is looked at."""
        board = self._core.board
        if board.current is not None and board.current.ticket is not None:
            return board.current.ticket
        return board.opened.ticket.id if board.opened is not None else None

    def send(self, intent: SendUpdate) -> Refusal | None:
        """Into the queue, and its draft away; refused, what was typed stays."""
        core, form = self._core, self._core.board.composing
        if form is None:
            return Refusal("no_form", "Nothing is being written.")
        if "@" in intent.to and not is_address(intent.to.strip()):
            return Refusal("bad_address", f"“{intent.to}” is no e-mail address.")
        if not intent.subject.strip() or not intent.body.strip():
            return Refusal("empty", "A message needs a subject, and something in it.")
        ticket, me, now = form.case.ticket.id, core.board.me.key, core.now()
        queued = QueueUpdate(
            id=core.new_id(), at=now, person=me, update=core.new_id(), ticket=ticket, escalation=form.escalation,
            to=intent.to.strip(), language=intent.language, subject=intent.subject, body=intent.body,
        )  # fmt: skip
        draft = SaveDraft(id=core.new_id(), at=now, person=me, ticket=ticket, scope=SCOPE, fields={})

        def stored() -> None:
            core.put(composing=None)
            core.tell("ok", "update_queued", to=intent.to)
            self._nudge()

        def refused(error: StoreError) -> None:
            core.put(composing=replace(form, problem=error.message))

        core.write((queued, draft), after=stored, failed=refused)
        return None

    # -- feedback

    def give(self, intent: GiveFeedback) -> Refusal | None:
        """What one of staff says of an escalation."""
        core = self._core
        row = next((r for r in core.board.to_rate if r.escalation.id == intent.escalation), None)
        if row is None:
            return Refusal("no_escalation", "Nobody asks about this escalation.")
        if intent.score not in SCORES:
            return Refusal("bad_value", "The score is from 1 to 5.")
        core.put(to_rate=tuple(r for r in core.board.to_rate if r is not row))
        core.write(
            (
                RecordFeedback(
                    id=core.new_id(), at=core.now(), person=core.board.me.key, ticket=row.ticket.id,
                    escalation=intent.escalation, score=intent.score, asked=Asked.STAFF, via="screen",
                    text=intent.text.strip(),
                ),
            )
        )  # fmt: skip
        return None

    def file(self, intent: FileFeedback) -> Refusal | None:
        """A customer's answer that came by e-mail, by its token."""
        core = self._core
        number = ticket_number(intent.token)
        if number is None and intent.ticket is None:
            return Refusal("bad_token", "This is no token of ours; it looks like TK-0048213-K7Q2MP.")
        if intent.score not in SCORES:
            return Refusal("bad_value", "The score is from 1 to 5.")
        id_, me = core.new_id(), core.board.me.key

        def work(book: Book) -> bool:
            if intent.ticket is not None:
                asked: tuple[UUID, UUID | None] | None = intent.ticket, None
            else:
                asked = asked_with(book, number or 0, intent.token.strip().upper())
            if asked is None:
                return False
            book.apply(
                RecordFeedback(
                    id=id_, at=core.now(), person=me, ticket=asked[0], escalation=asked[1], score=intent.score,
                    asked=Asked.CUSTOMER, via="email", text=intent.text.strip(),
                )
            )  # fmt: skip
            return True

        def done(found: bool) -> None:  # noqa: FBT001 - of the keeper
            with core.turn():
                core.tell("ok" if found else "warn", "feedback_filed" if found else "no_such_token")
            core.refresh()

        core.keeper.run(work, done)
        return None


def ticket_number(token: str) -> int | None:
    """The number in a token; None if it is none."""
    parts = token.strip().upper().split("-")
    good = len(parts) == 3 and parts[0] == "TK" and parts[1].isascii() and parts[1].isdigit()  # noqa: PLR2004
    return int(parts[1]) if good and len(parts[1]) <= 10 else None  # noqa: PLR2004 - no store has as many


def asked_with(book: Book, number: int, token: str) -> tuple[UUID, UUID | None] | None:
    """The ticket and the escalation of the message that had this token."""
    ticket = book.ticket_by_number(number)
    case = book.case(ticket.id) if ticket is not None else None
    if case is None:
        return None
    update = next((u for u in case.updates if token_of(case.ticket.shown_number, u.id) == token), None)
    return (case.ticket.id, update.escalation) if update is not None else None


def prepared(book: Book, *, ticket: UUID, escalation: UUID | None, me: Me, center: str) -> Composing | None:
    """What the composer begins with: the records, and over them what was typed before."""
    case = book.case(ticket)
    if case is None:
        return None
    record = next((e for e in case.escalations if e.id == escalation), None)
    record = record or (case.escalations[-1] if case.escalations else None)
    draft = next((d for d in case.drafts if d.scope == SCOPE and d.person == me.key), None)
    typed = dict(draft.fields) if draft is not None else {}
    language = typed.pop("language", "") or _language(case)
    directory = book.directory()
    person = directory.person(me.key) or Person(key=me.key, name=me.name)
    begun = elements.start(case, directory, language, me=person, center=center, escalation=record)
    return Composing(
        case=case,
        escalation=record.id if record is not None else None,
        to=typed.pop("to", "") or _address(case),
        language=elements.phrases(language).language,
        subject=typed.pop("subject", "") or begun.subject,
        greeting=begun.greeting,
        closing=begun.closing,
        fields=begun.fields | typed,
        drafted=draft is not None,
    )


def _language(case: Case) -> str:
    return case.customer.languages[0] if case.customer and case.customer.languages else ""


def _address(case: Case) -> str:
    email = case.customer.email.strip() if case.customer else ""
    return email if is_address(email) else ""
