"""The verbs about tickets and wrap-up; done when they are stored."""

import re
from uuid import UUID

from console.ctl import show
from console.ctl.plan import Answer, Plan, Request, ticket_on_desk
from console.desk import intents
from console.desk.intents import Refusal
from store.book import Book, Case
from store.text import cause_word

_NUMBER = re.compile(r"(?:TK-)?0*([0-9]{1,15})", re.IGNORECASE)
_MOST = 500


def note(request: Request) -> Plan:
    """Done when the time line has it."""
    ticket = request.args.get("ticket_id") or ticket_on_desk(request.board)
    text = request.text("text")

    def stored(book: Book) -> Answer:
        case = book.case(ticket) if ticket else None
        if case is None or not any(e.kind == "note" and e.text.strip() == text.strip() for e in case.entries):
            return None
        return {"ticket": case.ticket.shown_number}

    return Plan(intents=(intents.AddNote(text=text, ticket=ticket),), query=stored)


def set_fields(request: Request) -> Plan | Refusal:
    """Done when the ticket has these values."""
    ticket = request.args.get("ticket_id") or ticket_on_desk(request.board)
    given = request.args.get("fields")
    if not isinstance(given, dict) or not given:
        return Refusal("bad_field", "Say FIELD=VALUE.")
    fields = {str(name): str(value) for name, value in given.items()}
    if "cause" in fields:
        fields["cause"] = cause_word(fields["cause"])

    def stored(book: Book) -> Answer:
        case = book.case(ticket) if ticket else None
        if case is None or any(
            str(getattr(case.ticket, n, "")).strip() != v.strip() for n, v in fields.items()
        ):
            return None
        return {"ticket": case.ticket.shown_number, **{n: str(getattr(case.ticket, n)) for n in fields}}

    return Plan(intents=(intents.EditTicket(fields=fields, ticket=ticket),), query=stored)


def capture(request: Request) -> Plan:
    """Done when the ticket has what was asked (R41)."""
    ticket = ticket_on_desk(request.board)
    step, text = request.text("step"), " ".join(request.text("text").split())

    def stored(book: Book) -> Answer:
        case = book.case(ticket) if ticket else None
        if case is None or case.ticket.captured.get(step, "") != text:
            return None
        return {"ticket": case.ticket.shown_number, "captured": dict(case.ticket.captured)}

    return Plan(intents=(intents.CaptureStep(step=step, text=text, ticket=ticket),), query=stored)


def wrapup(request: Request) -> Plan | Refusal:
    """Done when the call is finished in the store."""
    named = request.text("call")
    cards = request.board.wrapups
    card = next((w for w in cards if named in ("", w.call)), None)
    if card is None:
        return Refusal("no_wrapup", "No call waits for its wrap-up.")
    call, code = UUID(card.call), request.text("code") or "solved"

    def stored(book: Book) -> Answer:
        case = book.case_of_call(call)
        done = next((c for c in case.calls if c.id == call), None) if case else None
        if case is None or done is None or done.wrapped_up_at is None:
            return None
        return {"call": card.call, "code": done.wrapup_code, "ticket": case.ticket.shown_number}

    return Plan(intents=(intents.WrapUp(code=code, call=card.call),), query=stored)


def ticket(request: Request) -> Plan:
    """The whole case."""
    text = request.text("number").strip()

    def find(book: Book) -> Answer:
        case = find_case(book, text)
        return show.case(case) if case else Refusal("no_such_ticket", f"There is no ticket “{text[:40]}”.")

    return Plan(query=find)


def tickets(request: Request) -> Plan:
    """A list, newest first."""
    query, limit = request.text("query"), request.args.get("limit")
    most = limit if isinstance(limit, int) and 0 < limit <= _MOST else 50

    def find(book: Book) -> Answer:
        return {"tickets": [show.ticket_row(row) for row in book.tickets(query, limit=most)]}

    return Plan(query=find)


def find_case(book: Book, text: str) -> Case | None:
    """By this store's number, by the number that it has where it came from, or by its UUID."""
    found = _NUMBER.fullmatch(text)
    ticket = book.ticket_by_number(int(found[1])) if found else None
    if ticket is not None and (text.isdigit() or ticket.shown_number.upper() == text.upper()):
        return book.case(ticket.id)
    rows = book.tickets(text, limit=20) if found else ()
    row = next((r for r in rows if r.ticket.shown_number.upper() == text.upper()), None)
    if row is not None:
        return book.case(row.ticket.id)
    if ticket is not None:
        return book.case(ticket.id)
    try:
        return book.case(UUID(text))
    except ValueError:
        return None
