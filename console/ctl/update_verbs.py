"""The verbs about customers being told, and about what they say afterwards."""

from console.ctl.plan import Answer, Plan, Request
from console.desk.board import Board
from console.desk.intents import Refusal
from console.desk.intents_updates import FileFeedback, SettleUpdate
from console.desk.updates import asked_with, ticket_number
from store.book import Book
from store.feedback import Asked


def updates(_: Request) -> Plan:
    """Calls to be made, and messages that are held or have failed."""

    def look(board: Board) -> Answer:
        return {
            "updates": [
                {
                    "id": row.update.id.hex,
                    "ticket": row.ticket.shown_number,
                    "occasion": row.update.occasion.value,
                    "channel": row.update.channel.value,
                    "to": row.update.to,
                    "state": row.update.state.value,
                    "error": row.update.error,
                }
                for row in board.updates
            ]
        }

    return Plan(look=look)


def told(request: Request) -> Plan | Refusal:
    """Done when it waits for nobody any more."""
    wanted = request.text("update")
    row = next((r for r in request.board.updates if wanted and r.update.id.hex.startswith(wanted)), None)
    if row is None:
        return Refusal("no_update", "There is no such message that waits for you; `updates` lists them.")

    def look(board: Board) -> Answer:
        left = any(r.update.id == row.update.id for r in board.updates)
        return None if left else {"ticket": row.ticket.shown_number, "settled": request.text("how")}

    return Plan(intents=(SettleUpdate(update=row.update.id, how=request.text("how")),), look=look)


def rated(request: Request) -> Plan | Refusal:
    """Done when a customer's answer is in the store."""
    token, text = request.text("token").strip().upper(), request.text("text").strip()
    given = request.args.get("score")
    score = given if isinstance(given, int) else 0
    number = ticket_number(token)

    def stored(book: Book) -> Answer:
        asked = asked_with(book, number, token) if number is not None else None
        case = book.case(asked[0]) if asked is not None else None
        if case is None:
            return Refusal("no_such_token", "No message of ours had this token.")
        wanted = (Asked.CUSTOMER, "email", score, text)
        if not any((f.asked, f.via, f.score, f.text) == wanted for f in case.feedback):
            return None
        return {"ticket": case.ticket.shown_number, "score": score}

    return Plan(intents=(FileFeedback(token=token, score=score, text=text),), query=stored)
