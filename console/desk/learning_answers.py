"""What somebody sees of learning, by the role in which they sit here: read from the book, on the store's thread."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from console.desk.intents import Refusal
from console.desk.intents_learning import LearningAsked, LearningTab
from console.desk.intents_reports import Asked
from console.desk.reports import SPANS, span_of, zone_of
from console.desk.schooling import LearningCard
from console.desk.seat import Me
from store.book import Book
from store.directory import Directory, Person
from store.load import MOST_DAYS
from store.reports import midnight
from store.training import COACHES, team_of
from store.trends import TrendFilter
from store.values import replace

AHEAD = timedelta(minutes=5)
"""Another console's clock may be ahead of ours: its calls of just now count too."""


def as_person(me: Me) -> Person:
    """Oneself, as the store's rules know people."""
    return Person(key=me.key, name=me.name, role=me.role, level=me.level, department=me.department)


def refused(me: Me, asked: LearningAsked) -> Refusal | None:
    """Why it cannot be shown to them; None if it can."""
    if asked.tab is not LearningTab.MINE and me.role not in COACHES:
        return Refusal("not_allowed", "Teams are seen by trainers, supervisors and managers.")
    if asked.span not in SPANS:
        return Refusal("bad_span", f"The span is one of: {', '.join(SPANS)}.")
    if not 1 <= asked.days <= MOST_DAYS:
        return Refusal("bad_days", f"The load is counted of 1 to {MOST_DAYS} days.")
    return None


def answer(book: Book, me: Me, asked: LearningAsked, now: datetime) -> LearningCard:
    """The page that is asked for; :func:`refused` is asked first."""
    directory = book.directory()
    people = _narrowed(asked, team_of(as_person(me), directory), directory)
    card = LearningCard(asked=asked, loading=False, people=people)
    if asked.tab is LearningTab.MINE:
        own = (me.key,)
        trends, low = book.trends(_filter(book, asked, own, now)), book.policy(now).coaching
        return replace(card, people=own, learning=book.learning(own, now), trends=trends, low=low)
    if asked.tab is LearningTab.TEAM:
        return replace(card, learning=book.learning(people, now))
    if asked.tab is LearningTab.TRENDS:
        trends = book.trends(_filter(book, asked, people, now))
        return replace(card, trends=trends, low=book.policy(now).coaching)
    zone, signs = zone_of(book, now), book.policy(now).signs
    since = midnight(now.astimezone(ZoneInfo(zone)).date() - timedelta(days=asked.days - 1), zone)
    loads = tuple(load for load in book.loads(since, now + AHEAD) if load.person in people)
    at_risk = book.at_risk(now - timedelta(days=signs.risk_days), least=signs.at_risk)
    return replace(card, loads=loads, at_risk=at_risk, since=since)


def _narrowed(asked: LearningAsked, team: tuple[str, ...], directory: Directory) -> tuple[str, ...]:
    people = (directory.person(key) for key in team)
    return tuple(
        p.key
        for p in people
        if p is not None
        and (not asked.department or p.department == asked.department)
        and (not asked.person or asked.person in {p.key, p.extension})
    )


def _filter(book: Book, asked: LearningAsked, people: tuple[str, ...], now: datetime) -> TrendFilter:
    today = now.astimezone(ZoneInfo(zone_of(book, now))).date()
    since, until = span_of(Asked(span=asked.span), today)
    return TrendFilter(since=since, until=until, people=frozenset(people))
