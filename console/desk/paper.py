"""The paper on the desk: tickets, notes, drafts, wrap-up, search."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from console.desk.calling import WrapUpCard
from console.desk.cards import as_uuid, draft_of, filled, with_draft
from console.desk.core import Core
from console.desk.handovers import Handovers
from console.desk.intents import Refusal
from console.desk.lists import Lists
from console.desk.policies import Policies
from console.desk.steps import holding
from console.desk.watching import Watching
from store.book import Book, Case
from store.changes import AddNote, EditTicket, LinkCustomer, SaveDraft, WrapUp
from store.errors import StoreError
from store.policy import followed
from store.text import cause_word
from store.ticket import CATEGORIES, WRAPUP_CODES, Severity, Status
from store.values import replace

EDITABLE = (
    "subject", "category", "severity", "status", "notes", "owner", "owner_department", "impact", "cause",
)  # fmt: skip
_ALLOWED: dict[str, frozenset[str]] = {
    "category": frozenset(CATEGORIES),
    "severity": frozenset(s.value for s in Severity),
    "status": frozenset(s.value for s in Status),
}
_TYPED: dict[str, Callable[[str], object]] = {
    "severity": Severity,
    "status": Status,
    "impact": int,
    "cause": cause_word,
}
_MOST_DOWN = 1_000_000


class Paper:
    """``lists``, ``watching`` and ``policies`` are told when the store was read anew."""

    def __init__(
        self, core: Core, handovers: Handovers, lists: Lists, watching: Watching, policies: Policies
    ) -> None:
        self._core = core
        self._handovers = handovers
        self._lists = lists
        self._watching = watching
        self._policies = policies
        core.read_lists = self._read

    # -- tickets

    def _ticket(self, ticket: UUID | None) -> UUID | Refusal:
        """The ticket that is meant: the named one, the current call's, the wrap-up's, or the one looked at."""
        board = self._core.board
        if ticket is not None:
            return ticket
        current = board.current or board.ringing
        found = current.ticket if current is not None else None
        if found is None and board.wrapups:
            found = board.wrapups[0].ticket
        if found is None and board.opened is not None:
            found = board.opened.ticket.id
        return found or Refusal("no_ticket", "There is no ticket on the desk.")

    def add_note(self, text: str, ticket: UUID | None) -> Refusal | None:
        """A note on the time line."""
        found = self._ticket(ticket)
        if isinstance(found, Refusal):
            return found
        if not text.strip():
            return Refusal("empty", "The note is empty.")
        core = self._core
        core.write(
            (AddNote(id=core.new_id(), at=core.now(), person=core.board.me.key, ticket=found, text=text),)
        )
        return None

    def edit(self, fields: dict[str, str], ticket: UUID | None) -> Refusal | None:
        """Set fields; what is wrong is said before anything is stored."""
        found = self._ticket(ticket)
        if isinstance(found, Refusal):
            return found
        problem = bad_fields(fields)
        if problem is not None:
            return problem
        core = self._core
        edit = EditTicket(
            id=core.new_id(), at=core.now(), person=core.board.me.key, ticket=found, fields=fields
        )
        core.write((edit, self._draft(found, "ticket", {})))
        self._show_edit(found, fields)
        return None

    def _show_edit(self, ticket: UUID, fields: dict[str, str]) -> None:
        """On the board at once: an escalation in the same moment must not carry the old words."""
        typed = {name: _TYPED.get(name, str)(value) for name, value in fields.items()}
        for card in self._core.board.cards:
            if card.case is not None and card.ticket == ticket:
                edited = replace(card.case.ticket, **typed)  # type: ignore[arg-type]
                self._core.put_card(replace(card, case=replace(card.case, ticket=edited)))

    def link(self, ticket: UUID, customer: UUID | None) -> None:
        """The right one of several customers, or none."""
        core = self._core
        core.write(
            (
                LinkCustomer(
                    id=core.new_id(),
                    at=core.now(),
                    person=core.board.me.key,
                    ticket=ticket,
                    customer=customer,
                ),
            )
        )
        for card in core.board.cards:
            if card.ticket == ticket:
                core.put_card(replace(card, matches=()))

    def type_draft(self, ticket: UUID, scope: str, fields: dict[str, str]) -> None:
        """Kept as typed; the board is not painted for it, since the window has the text already."""
        draft = self._draft(ticket, scope, fields)
        self._core.keeper.run(lambda book: book.apply(draft))

    def _draft(self, ticket: UUID, scope: str, fields: dict[str, str]) -> SaveDraft:
        core = self._core
        return SaveDraft(
            id=core.new_id(),
            at=core.now(),
            person=core.board.me.key,
            ticket=ticket,
            scope=scope,
            fields=fields,
        )

    def open(self, ticket: UUID | None) -> None:
        """Look at a ticket without a call."""
        if ticket is None:
            self._core.put(opened=None)
            return
        self._core.keeper.run(lambda book: book.case(ticket), self._opened)

    def _opened(self, case: Case | None) -> None:
        with self._core.turn():
            if case is None:
                self._core.tell("warn", "no_such_ticket")
            else:
                self._core.put(opened=with_draft(case))

    def search(self, query: str) -> None:
        """Results come when the store has them; an answer to an older query is dropped."""
        core = self._core
        core.put(query=query, found=() if not query.strip() else core.board.found)
        if query.strip():
            core.keeper.run(
                lambda book: book.tickets(query, limit=30),
                lambda rows: self._found(query, rows),
            )

    def _found(self, query: str, rows: tuple) -> None:  # type: ignore[type-arg]
        if self._core.board.query == query:
            with self._core.turn():
                self._core.put(found=rows)

    # -- wrap-up

    def wrap_up(self, call: str | None, code: str, fields: dict[str, str]) -> Refusal | None:
        """Finish the call; what was typed for its ticket goes with it."""
        core = self._core
        cards = core.board.wrapups
        card = next((w for w in cards if call in (None, w.call)), None)
        if card is None:
            return Refusal("no_wrapup", "No call waits for its wrap-up.")
        held = holding(core.board.policy, card.case) if card.case is not None else ()
        if held:
            return Refusal("steps_missing", f"Not captured yet: {', '.join(s.name or s.key for s in held)}.")
        if code not in WRAPUP_CODES:
            return Refusal("bad_code", f"The code is one of: {', '.join(WRAPUP_CODES)}.")
        problem = bad_fields(fields)
        if problem is not None:
            return problem
        change = WrapUp(
            id=core.new_id(),
            at=core.now(),
            person=core.board.me.key,
            call=UUID(card.call),
            code=code,
            fields=_with_typed(card, fields),
        )
        changes = (change,) if card.ticket is None else (change, self._draft(card.ticket, "ticket", {}))

        def failed(error: StoreError) -> None:
            core.put(wrapups=(card, *core.board.wrapups))
            core.tell("error", "rejected", why=error.message)

        core.put(wrapups=tuple(w for w in cards if w is not card))
        transfer = core.board.transfer
        if transfer is not None and transfer.customer == card.call:
            core.put(transfer=None)
        core.write(changes, failed=failed)
        return None

    # -- reading everything that the board shows of the store

    def _read(self, book: Book) -> Callable[[], None]:
        """On the store's thread; what it returns is run on the desk's."""
        board = self._core.board
        me = board.me
        midnight = midnight_of(self._core.now())
        cases: dict[UUID, Case] = {}
        for card in board.cards:
            case = book.case(card.ticket) if card.ticket else book.case_of_call(as_uuid(card.call))
            if case is not None:
                cases[as_uuid(card.call)] = case
        wanted = {w.ticket for w in board.wrapups}
        if board.opened is not None:
            wanted.add(board.opened.ticket.id)
        cases |= {t: case for t in wanted if t is not None and (case := book.case(t)) is not None}
        lists = {
            "today": book.calls(me.key, midnight),
            "sent": book.escalations_from(me.key),
            "inbox": book.escalations_for(me.key, (me.department,) if me.department else ()),
            "figures": book.figures(me.key, midnight),
            "directory": book.directory(),
            "policies": (versions := book.policies()),
            "policy": followed(versions, self._core.now()),
        }
        history = self._lists.read_again(book)
        others = [read(book) for read in self._core.also_read]

        def put() -> None:
            self._put(cases, lists)
            history()
            for other in others:
                other()

        return put

    def _put(self, cases: dict[UUID, Case], lists: dict[str, object]) -> None:
        core = self._core
        before = core.board.directory
        core.put(**{k: v for k, v in lists.items() if getattr(core.board, k) != v})
        if core.board.directory != before:
            self._watching.directory_changed()
        self._policies.read_anew()
        for card in core.board.cards:
            case = cases.get(as_uuid(card.call))
            if case is not None:
                fresh = self._handovers.look(filled(card, case, card.matches), case)
                if fresh != card:
                    core.put_card(fresh)
        wrapups = tuple(
            replace(w, case=with_draft(cases[w.ticket])) if w.ticket in cases else w
            for w in core.board.wrapups
        )
        if wrapups != core.board.wrapups:
            core.put(wrapups=wrapups)
        opened = core.board.opened
        if opened is not None and opened.ticket.id in cases:
            fresh_case = with_draft(cases[opened.ticket.id])
            if fresh_case != opened:
                core.put(opened=fresh_case)


def bad_fields(fields: dict[str, str]) -> Refusal | None:
    """The first field that does not exist or must not have this value."""
    for name, value in fields.items():
        if name not in EDITABLE:
            return Refusal("bad_field", f"There is no field “{name}”; there are: {', '.join(EDITABLE)}.")
        if name == "impact" and not (value.isascii() and value.isdigit() and int(value) <= _MOST_DOWN):
            return Refusal("bad_value", f"“impact” is a whole number from 0 to {_MOST_DOWN}.")
        allowed = _ALLOWED.get(name)
        if allowed is not None and value not in allowed:
            return Refusal("bad_value", f"“{name}” is one of: {', '.join(sorted(allowed))}.")
    return None


def _with_typed(card: WrapUpCard, fields: dict[str, str]) -> dict[str, str]:
    """The ticket's typed draft is part of the wrap-up, unless the wrap-up itself says otherwise."""
    if card.case is None:
        return fields
    draft = draft_of(card.case, "ticket")
    typed = {k: v for k, v in draft.fields.items() if k in EDITABLE} if draft else {}
    return typed | fields


def midnight_of(now: datetime) -> datetime:
    """The start of the person's day, in their own time zone."""
    return now.astimezone().replace(hour=0, minute=0, second=0, microsecond=0)
