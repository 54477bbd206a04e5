"""The verb about reviews: what is to be done, which calls there are, who gets them, and what I say to my own."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID

from console.ctl import show
from console.ctl.plan import Answer, Plan, Request, Result
from console.desk import intents_review as ask
from console.desk.board import Board
from console.desk.intents import Intent, Refusal
from console.desk.reviewing import ReviewCard
from store.book import Book
from store.review import TO_DO, Pick
from store.reviewing import Reviewable, ReviewFile, ReviewQuery, ReviewRow


def review(request: Request) -> Plan | Refusal:
    """``what`` is list, find, assign, open, share, answer or acknowledge."""
    make = _WHAT.get(request.text("what"))
    if make is None:
        return Refusal("bad_value", f"What to do is one of: {', '.join(_WHAT)}.")
    return make(request)


def _list(_: Request) -> Plan:
    def look(board: Board) -> Answer:
        shown, now = board.reviewing, datetime.now(UTC)
        return {
            "to_do": [_row(row, now) for row in shown.mine],
            "done": [_row(row, now) for row in shown.done],
            "about_me": [_row(row, now) for row in shown.about_me],
        }

    return Plan(look=look)


def _row(row: ReviewRow, now: datetime) -> Result:
    one, said = row.review, row.shown
    return {
        "review": str(one.id),
        "call": str(one.call),
        "ticket": row.number,
        "agent": one.agent,
        "reviewer": one.reviewer,
        "state": one.state.value,
        "why": one.why or None,
        "due": show.plain(one.due_at),
        "overdue": one.overdue(now),
        "version": one.version,
        "percent": said.percent if said is not None else None,
        "answer": said.answer or None if said is not None else None,
    }


def _find(request: Request) -> Plan | Refusal:
    """The calls that could be reviewed."""
    pick = request.text("pick") or Pick.SAMPLE.value
    if pick not in set(Pick):
        return Refusal("bad_value", f"The pick is one of: {', '.join(Pick)}.")
    each = request.args.get("each")
    asked = ask.AskedQueue(
        pick=Pick(pick), span=request.text("span") or "1w", person=request.text("person"),
        department=request.text("department"), each=each if isinstance(each, int) else 2,
        seed=request.text("seed"), recorded=not request.flag("unrecorded"),
    )  # fmt: skip

    def look(board: Board) -> Answer:
        queue = board.reviewing.queue
        if queue is None or queue.loading or queue.asked != asked:
            return None
        return {"seed": queue.seed, "calls": [_call(row) for row in queue.rows]}

    return Plan(intents=(ask.ShowReviewQueue(asked=asked),), look=look)


def _call(row: Reviewable) -> Result:
    return {
        "call": str(row.call),
        "ticket": row.number,
        "agent": row.person,
        "at": show.plain(row.at),
        "seconds": row.seconds,
        "hold_seconds": row.hold_seconds,
        "hops": row.hops,
        "csat": row.csat,
        "demanded_manager": row.demanded_manager,
        "recorded": row.recorded,
        "reviews": [{"reviewer": s.reviewer, "state": s.state.value} for s in row.reviews],
    }


def _assign(request: Request) -> Plan | Refusal:
    """Done when the reviews are in the store."""
    calls = _ids(request.text("id"))
    if isinstance(calls, Refusal):
        return calls
    to = tuple(key for key in request.text("to").split(",") if key) or (request.board.me.key,)
    days = request.args.get("days")
    due = datetime.now(UTC) + timedelta(days=days) if isinstance(days, int) and days > 0 else None
    intent = ask.AssignReviews(
        calls=calls, reviewers=to, due_at=due, calibrate=request.flag("compare"), why=request.text("why")
    )

    def stored(book: Book) -> Answer:
        found = []
        for call in calls:
            case = book.case_of_call(call)
            if case is None:
                return Refusal("unknown_call", f"The call {call} is not in the store.")
            ticket = case.ticket.id
            rows = book.reviews(ReviewQuery(tickets=(ticket,), reviewers=to))
            found += [row.review for row in rows if row.review.call == call]
        if not {r.call for r in found} >= set(calls):
            return None
        return {"reviews": [str(r.id) for r in found]}

    return Plan(intents=(intent,), query=stored)


def _ids(text: str) -> tuple[UUID, ...] | Refusal:
    try:
        found = tuple(UUID(part) for part in text.split(",") if part)
    except ValueError:
        found = ()
    return found or Refusal(
        "bad_value", "Name calls or a review by their UUIDs; `review list` and `find` tell them."
    )


def _one(request: Request) -> UUID | Refusal:
    found = _ids(request.text("id"))
    return found if isinstance(found, Refusal) else found[0]


def _open(request: Request) -> Plan | Refusal:
    """Done when it is on the board."""
    wanted = _one(request)
    if isinstance(wanted, Refusal):
        return wanted

    def look(board: Board) -> Answer:
        card = board.reviewing.review
        return _card(card) if card is not None and card.review.id == wanted else None

    return Plan(intents=(ask.OpenReview(review=wanted),), look=look)


def _card(card: ReviewCard) -> Result:
    score = card.score
    return {
        "review": str(card.review.id),
        "agent": card.review.agent,
        "state": card.review.state.value,
        "card": card.card.key if card.card else None,
        "version": card.card.version if card.card else None,
        "percent": score.percent,
        "answers": dict(card.answers),
        "missing": list(score.missing),
        "comments": show.plain(card.comments),
        "kappa": card.comparison.agreement.kappa if card.comparison else None,
    }


def _share(request: Request) -> Plan | Refusal:
    """The open review; done when the agent sees it."""
    card = request.board.reviewing.review
    if card is None or not card.mine:
        return Refusal("no_review", "Open a review of yours first: `review open ID`.")
    compared = card.review.calibration is not None and card.review.handed_in_at is None
    intent: Intent = ask.HandInReview() if compared else ask.ShareReview()

    def done(file: ReviewFile) -> bool:
        return file.row.review.state not in TO_DO

    return _settled(card.review.id, intent, done)


def _answer(request: Request) -> Plan | Refusal:
    """Done when it is stored."""
    wanted, text = _one(request), request.text("text").strip()
    if isinstance(wanted, Refusal):
        return wanted

    def done(file: ReviewFile) -> bool:
        return file.row.shown is not None and file.row.shown.answer == text

    return _settled(wanted, ask.AnswerReview(review=wanted, text=text), done)


def _acknowledge(request: Request) -> Plan | Refusal:
    """Done when it is stored."""
    wanted = _one(request)
    if isinstance(wanted, Refusal):
        return wanted

    def done(file: ReviewFile) -> bool:
        return file.row.shown is not None and file.row.shown.acknowledged_at is not None

    return _settled(wanted, ask.AcknowledgeReview(review=wanted), done)


def _settled(review_: UUID, intent: Intent, done: Callable[[ReviewFile], bool]) -> Plan:
    def stored(book: Book) -> Answer:
        file = book.review(review_)
        if file is None:
            return Refusal("no_such_review", "There is no such review.")
        return _row(file.row, datetime.now(UTC)) if done(file) else None

    return Plan(intents=(intent,), query=stored)


_WHAT: dict[str, Callable[[Request], Plan | Refusal]] = {
    "list": _list,
    "find": _find,
    "assign": _assign,
    "open": _open,
    "share": _share,
    "answer": _answer,
    "acknowledge": _acknowledge,
}
