"""The verbs about escalated cases: the inbox, and what is done with one; done when it is stored."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from console.ctl import show
from console.ctl.plan import Answer, Plan, Request, Result
from console.desk import intents_inbox as cases
from console.desk.board import Board
from console.desk.intents import Intent, Refusal
from store.book import Book, Case
from store.escalation import Escalation, Resolution
from store.inbox import InboxRow, Tab


def inbox(request: Request) -> Plan | Refusal:
    """What this person has to look after, the most urgent first."""
    chosen = request.text("tab") or Tab.ALL.value
    if chosen not in tuple(Tab):
        return Refusal("bad_tab", f"The tab is one of: {', '.join(Tab)}.")

    def look(board: Board) -> Answer:
        found = board.cases
        return {
            "counts": {tab.value: found.count(tab) for tab in Tab},
            "cases": [_row(item) for item in found.tab(Tab(chosen))],
            "mentions": [
                {"ticket": m.number, "by": m.mention.by, "text": m.text, "at": show.plain(m.mention.at)}
                for m in found.mentions
            ],
        }

    return Plan(look=look)


def _row(item: InboxRow) -> Result:
    escalation, ticket = item.row.escalation, item.row.ticket
    return {
        "ticket": ticket.shown_number,
        "escalation": str(escalation.id),
        "subject": ticket.subject,
        "customer": item.row.customer_name or None,
        "severity": ticket.severity.value,
        "level": escalation.to_level,
        "hop": escalation.hop,
        "days": item.days,
        "accepted_by": escalation.accepted_by or None,
        "tabs": sorted(item.tabs - {Tab.ALL}),
        "clock": show.plain(item.clock),
        "unread": item.unread,
    }


def accept(request: Request) -> Plan | Refusal:
    """Done when the case is ours."""
    me = request.board.me.key
    return _on(
        request, lambda e: cases.Accept(escalation=e), lambda e: e.accepted_by == me and e.closed_at is None
    )


def give_back(request: Request) -> Plan | Refusal:
    """Done when it is the sender's again, with the advice."""
    advice = request.text("advice")
    if not advice.strip():
        return Refusal("no_advice", "Say what the sender is to do.")
    return _on(
        request,
        lambda e: cases.ReturnWithAdvice(escalation=e, advice=advice),
        lambda e: e.resolution == Resolution.ADVICE,
    )


def resolve(request: Request) -> Plan | Refusal:
    """Done when the ticket is resolved."""
    outcome = request.text("outcome") or Resolution.SOLVED.value
    cause, text = request.text("cause"), request.text("text")
    update = not request.flag("quiet")

    def intent(escalation: UUID) -> Intent:
        return cases.Resolve(
            escalation=escalation, root_cause=cause, resolution=outcome, text=text, update=update
        )

    return _on(request, intent, lambda e: e.closed_at is not None and e.resolution == outcome)


def reopen(request: Request) -> Plan | Refusal:
    """Done when it is open again."""
    why = request.text("why")
    return _on(request, lambda e: cases.Reopen(escalation=e, why=why), lambda e: e.closed_at is None)


def pass_on(request: Request) -> Plan | Refusal:
    """Done when it is there."""
    to, why = request.text("to"), request.text("why")
    person = request.board.directory.person(to)
    key = person.key if person is not None else to
    return _on(
        request,
        lambda e: cases.PassOn(escalation=e, target=key, why=why),
        lambda e: e.target == key and not e.accepted_by,
    )


def comment(request: Request) -> Plan | Refusal:
    """Done when the time line has it."""
    ticket, text = request.args.get("ticket_id"), request.text("text").strip()
    if not isinstance(ticket, UUID):
        return Refusal("no_ticket", "Say which ticket: --ticket NUMBER.")

    def stored(book: Book) -> Answer:
        case = book.case(ticket)
        if case is None or not any(e.kind == "comment" and e.text == text for e in case.entries):
            return _not_stored()
        return {"ticket": case.ticket.shown_number, "mentions": [m.whom for m in case.mentions]}

    return Plan(intents=(cases.Comment(ticket=ticket, text=text),), query=stored)


def _on(
    request: Request, intent: Callable[[UUID], Intent], done: Callable[[Escalation], bool]
) -> Plan | Refusal:
    """The escalation of the ticket that was named; it is done when ``done`` holds for it."""
    ticket, escalation = request.args.get("ticket_id"), request.args.get("escalation_id")
    if not isinstance(ticket, UUID):
        return Refusal("no_ticket", "Say which ticket: --ticket NUMBER.")
    if not isinstance(escalation, UUID):
        return Refusal("not_escalated", "This ticket was never escalated.")

    def stored(book: Book) -> Answer:
        case = book.case(ticket)
        record = _of(case, escalation)
        if case is None or record is None or not done(record):
            return _not_stored()
        shown: dict[str, Any] = show.plain(record)
        return {"ticket": case.ticket.shown_number, "escalation": shown}

    return Plan(intents=(intent(escalation),), query=stored)


def _of(case: Case | None, escalation: UUID) -> Escalation | None:
    return next((e for e in case.escalations if e.id == escalation), None) if case is not None else None


def _not_stored() -> Refusal:
    return Refusal("rejected", "The store did not take it: the case is somebody else's, or closed.")


def meant(case: Case) -> UUID | None:
    """The escalation that is meant by its ticket: the newest that is open, else the newest."""
    open_ones = [e for e in case.escalations if e.closed_at is None]
    newest = (open_ones or list(case.escalations))[-1:]
    return newest[0].id if newest else None
