"""From what a person asks to what the book is asked: which calls could be reviewed. Pure."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from console.desk.intents import Refusal
from console.desk.intents_review import WEEKS, AskedQueue
from store.directory import Directory, Person
from store.review import Pick, leads
from store.reviewing import MOST_EACH, PickQuery, week_of

_MOST_ROWS = 200


def problem_of(asked: AskedQueue) -> Refusal | None:
    """What cannot be asked."""
    if asked.span != "last" and asked.span not in WEEKS:
        return Refusal("bad_span", f"The time is one of: last, {', '.join(WEEKS)}.")
    if not 1 <= asked.each <= MOST_EACH:
        return Refusal("bad_each", f"A sample has 1 to {MOST_EACH} calls of each agent.")
    return None


def span_of(span: str, today: date) -> tuple[date, date]:
    """The first day and the one after the last; weeks begin on Monday."""
    monday = today - timedelta(days=today.weekday())
    if span == "last":
        return monday - timedelta(weeks=1), monday
    return monday - timedelta(weeks=WEEKS[span] - 1), monday + timedelta(weeks=1)


def pick_query(asked: AskedQueue, directory: Directory, me: Person, zone: str, now: datetime) -> PickQuery:
    """As the book takes it. ``persons`` is ("",) where the conditions leave nobody."""
    first, end = span_of(asked.span, now.astimezone(ZoneInfo(zone)).date())
    return PickQuery(
        pick=Pick(asked.pick),
        since=_midnight(first, zone),
        until=_midnight(end, zone),
        persons=persons_of(asked, directory, me),
        each=asked.each,
        seed=asked.seed or week_of(end - timedelta(days=1)),
        recorded=asked.recorded,
        held=asked.held,
        min_seconds=asked.min_seconds,
        limit=_MOST_ROWS,
    )


def persons_of(asked: AskedQueue, directory: Directory, me: Person) -> tuple[str, ...]:
    """Whose calls; () everybody's. A supervisor looks after one department; nobody reviews their own."""
    found = [p for p in directory.people if p.key != me.key]
    mine = [p for p in found if leads(me, p.key, directory)]
    some = [
        p
        for p in mine
        if (not asked.person or p.key == asked.person)
        and (not asked.department or p.department == asked.department)
    ]
    if not asked.person and not asked.department and len(mine) == len(found):
        return ()
    return tuple(p.key for p in some) or ("",)


def _midnight(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)
