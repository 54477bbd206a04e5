"""Trends, load and customers at risk: every book sums them up alike (R61, R62, R66)."""

from datetime import date, timedelta
from uuid import UUID

from store.changes import EndCall
from store.changes_case import DemandManager
from store.changes_feedback import RecordFeedback
from store.feedback import Asked
from store.records import Records
from store.tally import Counted, Tally, tally_id, week_of
from store.ticket import Outcome
from store.trends import Sum, TrendFilter
from tests.store.story import BJORN, HELEN, START, Story

MONDAY = date(2026, 3, 2)
WEEK = timedelta(weeks=1)


def tally(week: date, of: Counted, name: str, person: str, count: int, total: int) -> Tally:
    key = tally_id(week, of, name, person)
    return Tally(id=key, week=week, of=of, name=name, person=person, count=count, total=total)


ROWS = (
    tally(MONDAY, Counted.REVIEW, "", "maria.lopez", 2, 15_000),
    tally(MONDAY, Counted.QUESTION, "empathy", "maria.lopez", 2, 10_000),
    tally(MONDAY, Counted.REVIEW, "", "ines.weber", 1, 9_000),
    tally(MONDAY + 2 * WEEK, Counted.REVIEW, "", "maria.lopez", 1, 8_000),
    tally(MONDAY + 2 * WEEK, Counted.CAUSE, "firmware 4.2", "maria.lopez", 3, 12_000),
    tally(MONDAY + 2 * WEEK, Counted.CAUSE, "billing run", "ines.weber", 5, 40_000),
    tally(MONDAY - WEEK, Counted.REVIEW, "", "maria.lopez", 1, 5_000),
    tally(MONDAY - 4 * WEEK, Counted.REVIEW, "", "maria.lopez", 1, 100),
)
ASKED = TrendFilter(since=MONDAY + timedelta(days=3), until=MONDAY + 2 * WEEK)


def loaded(story: Story) -> Story:
    story.book.load([Records(kept=ROWS)])  # type: ignore[attr-defined]
    return story


def test_R61_a_trend_has_its_weeks_its_sum_and_the_same_time_before(story: Story) -> None:
    found = loaded(story).book.trends(ASKED)
    review = found.figure(Counted.REVIEW)
    assert review.weeks == (Sum(3, 24_000), Sum(), Sum(1, 8_000))
    assert (review.now, review.before) == (Sum(4, 32_000), Sum(1, 5_000))
    assert review.now.value == 80.0
    assert found.figure(Counted.QUESTION, "empathy").now.value == 50.0
    assert found.figure(Counted.QUESTION, "clarity").now.value is None
    assert not found.empty
    assert story.book.trends(TrendFilter(since=date(2020, 1, 1), until=date(2020, 2, 1))).empty


def test_R61_people_have_a_line_of_their_own_and_a_team_is_those_that_are_asked_for(story: Story) -> None:
    book = loaded(story).book
    ines, maria = book.trends(ASKED).people
    assert (ines.person, ines.weeks) == ("ines.weber", (Sum(1, 9_000), Sum(), Sum()))
    assert maria.sum(Counted.QUESTION, "empathy") == Sum(2, 10_000)
    assert maria.sum(Counted.REVIEW).value == 23_000 / 3 / 100
    team = book.trends(TrendFilter(since=MONDAY, until=MONDAY, people=frozenset({"maria.lopez"})))
    assert [p.person for p in team.people] == ["maria.lopez"]
    assert team.figure(Counted.REVIEW).now == Sum(2, 15_000)
    assert book.trends(TrendFilter(since=MONDAY, until=MONDAY, people=frozenset())).empty


def test_R65_root_causes_of_reviewed_cases_come_by_how_often_they_were_one(story: Story) -> None:
    found = loaded(story).book.trends(ASKED)
    assert [(c.name, c.now.count, c.now.value) for c in found.causes] == [
        ("billing run", 5, 80.0), ("firmware 4.2", 3, 40.0),
    ]  # fmt: skip
    assert Counted.CAUSE not in {t.of for t in found.figures}


def test_a_week_begins_on_monday_where_the_center_is() -> None:
    sunday_night = START - timedelta(hours=9, minutes=30)
    assert week_of(sunday_night, "UTC") == MONDAY - WEEK
    assert week_of(sunday_night, "Europe/Berlin") == MONDAY


def test_R66_the_load_of_a_day_is_counted_from_its_calls(story: Story) -> None:
    begin = story.now
    hard = story.talk()
    ticket = story.case(hard).ticket.id
    story.tell(DemandManager, ticket=ticket)
    story.escalate(hard)
    story.end(hard)
    missed = story.ring()
    story.tell(EndCall, call=missed, outcome=Outcome.MISSED)
    story.person = "2090"
    story.end(story.talk(BJORN.numbers[0]))
    (maria, daniel) = story.book.loads(begin, story.now + timedelta(hours=1))
    assert (maria.person, maria.calls, maria.hard, maria.row, maria.escalations) == (
        "maria.lopez",
        1,
        1,
        1,
        1,
    )
    assert (daniel.person, daniel.calls, daniel.hard) == ("daniel.okafor", 1, 0)
    assert story.book.loads(story.now + timedelta(hours=1), story.now + timedelta(hours=2)) == ()


def test_R66_a_customer_is_at_risk_by_demands_low_scores_and_what_came_up_again(story: Story) -> None:
    since = story.now
    first, second = story.talk(), story.talk()
    for call in (first, second):
        ticket = story.case(call).ticket.id
        story.tell(DemandManager, ticket=ticket)
        story.tell(RecordFeedback, ticket=ticket, score=1, asked=Asked.CUSTOMER, via="dtmf")
    other = story.case(story.talk(BJORN.numbers[0])).ticket.id
    story.tell(RecordFeedback, ticket=other, score=2, asked=Asked.CUSTOMER, via="dtmf")
    (found,) = story.book.at_risk(since)
    assert (found.customer.id, found.demands, found.low_scores, found.repeats, found.all) == (
        HELEN.id,
        2,
        2,
        0,
        4,
    )
    assert (found.open, found.ticket) == (2, story.case(second).ticket.id)
    assert [r.customer.id for r in story.book.at_risk(since, least=1)] == [HELEN.id, BJORN.id]
    assert [r.customer.id for r in story.book.at_risk(since, least=1, limit=1)] == [HELEN.id]
    assert story.book.at_risk(story.now + timedelta(days=1), least=1) == ()
    assert isinstance(found.ticket, UUID)
