"""A story whose figures are worked out here by hand; every book reports them (R65)."""

from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

import pytest

from store.book import Book
from store.changes import EditTicket, PutDirectory, RecordStep
from store.changes_inbox import AcceptEscalation, ResolveEscalation
from store.escalation import Escalation, Kind, Mode, Outcome
from store.feedback import Asked, Feedback
from store.records import Records
from store.reports import (
    Bar,
    Clock,
    Filter,
    Mean,
    Odd,
    Opinion,
    Report,
    Series,
    Share,
    Slice,
    Spread,
    Step,
)
from store.ticket import Entry, Status, Ticket
from store.values import replace
from tests.store.story import DIRECTORY, START, Story

MONDAY = datetime(2026, 3, 23, 9, tzinfo=UTC)
NOW = MONDAY + timedelta(days=40)
WEEKS = Filter(since=date(2026, 3, 23), until=date(2026, 4, 5), zone="Europe/Berlin", step=Step.WEEK)
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


class Weeks:
    """Tickets from 1, escalations from 101: short words for what is loaded."""

    def __init__(self) -> None:
        self.tickets: list[Ticket] = []
        self.escalations: list[Escalation] = []
        self.entries: list[Entry] = []
        self.said: list[Feedback] = []

    def ticket(self, at: datetime, **more: Any) -> UUID:
        number = len(self.tickets) + 1
        given: dict[str, Any] = {
            "closed_at": at + HOUR,
            "status": Status.CLOSED,
            "opened_at": at,
            "updated_at": at,
        }
        self.tickets.append(Ticket(**(given | {"id": UUID(int=number), "number": number} | more)))
        return UUID(int=number)

    def up(self, ticket: UUID, at: datetime, **more: Any) -> UUID:
        key = UUID(int=101 + len(self.escalations))
        given: dict[str, Any] = {
            "kind": Kind.HIERARCHICAL, "mode": Mode.WARM, "reason": "overload", "summary": "x",
            "target": "daniel.okafor",
            "from_person": "maria.lopez", "to_level": 2, "outcome": Outcome.HANDED_OVER,
            "due_at": at + timedelta(days=30),
        }  # fmt: skip
        self.escalations.append(
            Escalation(**(given | {"id": key, "ticket": ticket, "created_at": at} | more))
        )
        return key

    def clock(self, ticket: UUID, at: datetime, kind: str, text: str) -> None:
        key = UUID(int=1001 + len(self.entries))
        self.entries.append(Entry(id=key, ticket=ticket, at=at, kind=kind, person="", text=text))

    def say(self, ticket: UUID, at: datetime, score: int, asked: Asked = Asked.CUSTOMER) -> None:
        key = UUID(int=2001 + len(self.said))
        self.said.append(Feedback(id=key, ticket=ticket, at=at, asked=asked, score=score))

    def records(self) -> Records:
        return Records(
            tickets=tuple(self.tickets), escalations=tuple(self.escalations), entries=tuple(self.entries),
            kept=tuple(self.said),
        )  # fmt: skip


def story_of_two_weeks() -> Weeks:
    """Week one: 1 to 3. Week two, which begins on Sunday 22:00 UTC since clocks went forward: 4 to 6. Before: 7."""
    r = Weeks()
    sunday_night = datetime(2026, 3, 29, 22, 30, tzinfo=UTC)
    one = r.ticket(MONDAY)  # solved by the first line
    two = r.ticket(MONDAY, demanded_at=MONDAY)
    r.up(
        two, MONDAY, accepted_at=MONDAY + 10 * MINUTE, closed_at=MONDAY + 2 * HOUR, root_cause="Firmware 4.2"
    )
    three = r.ticket(MONDAY)
    r.up(three, MONDAY, kind=Kind.FUNCTIONAL, target="payments", target_is_department=True, to_level=1,
         reason="lacks_knowledge", accepted_at=MONDAY + 31 * MINUTE, closed_at=MONDAY + 4 * HOUR,
         promised_at=MONDAY + 3 * HOUR, root_cause="firmware  4.2", hop=1)  # fmt: skip
    r.up(
        three, MONDAY + HOUR, target="ines.weber", outcome=Outcome.BUSY, closed_at=MONDAY + HOUR, hop=2
    )  # called off
    r.up(three, MONDAY + 2 * HOUR, mode=Mode.NO_CALL, target="sip:x@y", hop=3, to_level=3, trigger="sla")
    four = r.ticket(sunday_night)
    r.up(four, sunday_night, to_level=3, posture="proactive", reason="customer_demands_manager",
         closed_at=sunday_night + HOUR)  # fmt: skip
    r.ticket(sunday_night, closed_at=None, status=Status.OPEN)  # five is not closed
    r.ticket(sunday_night, channel="email")  # six never rang
    before = MONDAY - timedelta(days=7)
    seven = r.ticket(before)
    r.up(seven, before, accepted_at=before + HOUR, closed_at=before + HOUR)
    r.ticket(before - timedelta(days=30))  # eight is older than anything that is asked
    r.clock(one, MONDAY, "sla_warned", "first_response")
    r.clock(two, MONDAY, "sla_warned", "first_response")
    r.clock(two, MONDAY + HOUR, "sla_breached", "first_response")
    r.clock(seven, before, "sla_breached", "resolution")
    r.say(two, MONDAY - HOUR, 2)
    r.say(two, MONDAY + 3 * HOUR, 5)
    r.say(two, MONDAY + HOUR, 1)  # while it is escalated: neither before nor after
    r.say(three, MONDAY + 5 * HOUR, 3)
    r.say(three, MONDAY + 5 * HOUR, 4, Asked.STAFF)
    return r


@pytest.fixture
def two_weeks(book: Book) -> Book:
    book._now = lambda: NOW  # type: ignore[attr-defined]
    book.apply(PutDirectory(id=UUID(int=9), at=START, person="", directory=DIRECTORY))
    book.load([story_of_two_weeks().records()])  # type: ignore[attr-defined]
    return book


def counts(bars: tuple[Bar, ...]) -> dict[str, tuple[int, int | None]]:
    return {bar.key: (bar.count, bar.before) for bar in bars}


def test_R65_escalations_are_counted_by_everything_that_is_asked_for(two_weeks: Book) -> None:
    report = two_weeks.report(WEEKS)
    assert (report.now.escalations, report.before and report.before.escalations) == (4, 1)
    assert counts(report.kinds) == {"hierarchical": (3, 1), "functional": (1, 0)}
    assert counts(report.modes) == {"warm": (3, 1), "no_call": (1, 0)}
    assert counts(report.reasons) == {
        "overload": (2, 1), "customer_demands_manager": (1, 0), "lacks_knowledge": (1, 0),
    }  # fmt: skip
    # Daniel is of no department, and nobody knows the address: both are "".
    assert counts(report.departments) == {"": (3, 1), "payments": (1, 0)}
    assert [(bar.key, bar.count) for bar in report.levels] == [("1", 1), ("2", 1), ("3", 2)]


def test_R16_reports_tell_what_began_it_and_whether_before_a_complaint(two_weeks: Book) -> None:
    report = two_weeks.report(WEEKS)
    assert counts(report.triggers) == {"agent": (3, 1), "sla": (1, 0)}
    assert counts(report.postures) == {"reactive": (3, 1), "proactive": (1, 0)}


def test_R65_weeks_are_those_of_the_centers_zone_also_when_clocks_change(two_weeks: Book) -> None:
    first, second = two_weeks.report(WEEKS).buckets
    assert (first.start, second.start) == (date(2026, 3, 23), date(2026, 3, 30))
    assert first.counts == {Series.SUPERVISOR: 1, Series.DEPARTMENT: 1, Series.NO_CALL: 1}
    assert second.counts == {Series.MANAGER: 1}
    # In UTC, Sunday 22:30 is still of the first week.
    in_utc = two_weeks.report(replace(WEEKS, zone="UTC")).buckets
    assert [bucket.total for bucket in in_utc] == [4, 0]


def test_R65_first_line_resolution_counts_closed_telephone_tickets(two_weeks: Book) -> None:
    report = two_weeks.report(WEEKS)
    assert report.now.first_line == Share(part=1, of=4)
    assert report.before is not None
    assert report.before.first_line == Share(part=0, of=1)
    assert [bucket.first_line for bucket in report.buckets] == [Share(part=1, of=3), Share(part=0, of=1)]


def test_R23_hops_per_case_are_reported(two_weeks: Book) -> None:
    report = two_weeks.report(WEEKS)
    assert report.hops == (1, 2, 0, 1)
    assert report.now.hops == Mean(count=4, total=1 + 3 + 1)


def test_R15_times_to_accept_and_to_resolve_are_reported_by_level(two_weeks: Book) -> None:
    report = two_weeks.report(WEEKS)
    assert report.accept == {
        1: Spread(count=1, median=1860, low=1860, high=1860), 2: Spread(count=1, median=600, low=600, high=600),
    }  # fmt: skip
    assert {level: spread.median for level, spread in report.resolve.items()} == {1: 14_400, 2: 7200, 3: 3600}
    assert report.now.accept == Spread(count=2, median=600, low=600, high=1860)
    assert report.now.accepted_in == Share(part=1, of=2)
    assert report.now.resolved_in == Share(part=2, of=3)


def test_R21_warned_and_broken_promises_are_reported_by_clock(two_weeks: Book) -> None:
    report = two_weeks.report(WEEKS)
    assert (report.now.warned, report.now.breached) == (2, 1)
    assert report.clocks == (Clock(clock="first_response", warned=2, breached=1),)
    assert report.before is not None
    assert (report.before.warned, report.before.breached) == (0, 1)


def test_R65_a_manager_was_demanded_by_reason_or_by_the_key(two_weeks: Book) -> None:
    assert two_weeks.report(WEEKS).now.demanded == 2


def test_R24_what_is_open_past_thirty_days_is_reported_whenever_it_was_made(two_weeks: Book) -> None:
    assert two_weeks.report(WEEKS).overdue == {3: 1}
    late = replace(WEEKS, since=date(2026, 4, 20), until=date(2026, 4, 30))
    assert two_weeks.report(late).overdue == {3: 1}
    assert len(two_weeks.report_cases(late, Slice(odd=Odd.OVERDUE))) == 1


def test_R31_what_customers_and_staff_say_is_reported(two_weeks: Book) -> None:
    report = two_weeks.report(WEEKS)
    # Ticket three has two escalations, of which one is closed; what staff say of it counts for both.
    assert report.opinions == (
        Opinion(department="", before=Mean(count=1, total=2), after=Mean(count=1, total=5)),
        Opinion(department="payments", after=Mean(count=1, total=3)),
    )
    assert report.staff == Mean(count=2, total=8)


def test_R65_repeats_are_counted_by_root_cause_however_it_is_spelled(two_weeks: Book) -> None:
    assert counts(two_weeks.report(WEEKS).causes) == {"firmware 4.2": (2, 0)}
    assert len(two_weeks.report_cases(WEEKS, Slice(cause="firmware 4.2"))) == 2


def test_R65_a_root_cause_of_any_length_is_counted(book: Book) -> None:
    random = Random(65)  # noqa: S311 - what no database makes shorter
    long = f"{random.getrandbits(80_000):x}"
    r = Weeks()
    for cause in (long, "firmware 4.2"):
        r.up(r.ticket(MONDAY), MONDAY, closed_at=MONDAY + HOUR, root_cause=cause)
    book.load([r.records()])  # type: ignore[attr-defined]
    report = book.report(WEEKS)
    assert (report.now.escalations, report.now.resolve.count) == (2, 2)
    assert counts(report.causes) == {long: (1, 0), "firmware 4.2": (1, 0)}


def test_R65_conditions_narrow_everything_but_the_first_line(two_weeks: Book) -> None:
    payments = two_weeks.report(replace(WEEKS, departments=frozenset({"payments"})))
    assert (payments.now.escalations, payments.now.first_line) == (1, Share(part=1, of=4))
    both = replace(WEEKS, kinds=frozenset({Kind.HIERARCHICAL}), levels=frozenset({3}))
    assert two_weeks.report(both).now.escalations == 2
    assert two_weeks.report(replace(both, reasons=frozenset({"overload"}))).now.escalations == 1
    assert two_weeks.report(replace(WEEKS, compare=False)).before is None


def test_R65_a_bar_leads_to_its_cases_page_by_page(two_weeks: Book) -> None:
    all_of_it = two_weeks.report_cases(WEEKS, Slice())
    ids = [row.escalation.id.int for row in all_of_it]
    assert ids == [105, 104, 102, 101]
    page = two_weeks.report_cases(WEEKS, Slice(), limit=2)
    rest = two_weeks.report_cases(WEEKS, Slice(), before=page[-1].escalation.id, limit=2)
    assert (*page, *rest) == all_of_it
    for part, wanted in (
        (Slice(bucket=0, series=Series.DEPARTMENT), [102]), (Slice(bucket=1), [105]), (Slice(hops=3), [104, 102]),
        (Slice(department="payments"), [102]), (Slice(odd=Odd.ACCEPTED_LATE), [102]),
        (Slice(odd=Odd.RESOLVED_LATE), [102]), (Slice(odd=Odd.DEMANDED), [105, 101]),
        (Slice(odd=Odd.RATED, department=""), [101]), (Slice(reason="overload", level=2), [101]),
    ):  # fmt: skip
        found = two_weeks.report_cases(WEEKS, part)
        assert [row.escalation.id.int for row in found] == wanted, part


def test_R65_a_report_of_nothing_is_empty(book: Book) -> None:
    report = book.report(WEEKS)
    assert report.empty
    assert report == Report(filter=WEEKS, as_of=report.as_of, before=report.before, buckets=report.buckets)
    assert [bucket.total for bucket in report.buckets] == [0, 0]
    assert book.report_cases(WEEKS, Slice()) == ()


def test_R65_a_report_follows_what_becomes_of_an_escalation(story: Story) -> None:
    escalation = story.escalate(story.talk(), mode=Mode.NO_CALL)
    asked = Filter(since=START.date(), until=START.date())
    first = story.book.report(asked)
    assert (first.now.accept.count, first.now.resolve.count) == (0, 0)
    assert counts(first.causes) == {}
    story.tell(RecordStep, escalation=escalation, step="sent", outcome=Outcome.SENT)
    story.tell(AcceptEscalation, escalation=escalation, person="daniel.okafor")
    assert story.book.report(asked).now.accept.count == 1
    story.tell(ResolveEscalation, escalation=escalation, root_cause="Firmware 4.2", person="daniel.okafor")
    closed = story.book.report(asked)
    assert (closed.now.resolve.count, closed.now.resolved_in) == (1, Share(part=1, of=1))
    assert counts(closed.causes) == {"firmware 4.2": (1, 0)}


def test_R23_hops_follow_what_becomes_of_an_escalation(story: Story) -> None:
    call = story.talk()
    escalation = story.escalate(call)
    story.edit(call, status="closed")
    asked = Filter(since=START.date(), until=START.date())
    assert story.book.report(asked).hops == (0, 1, 0, 0)
    story.tell(RecordStep, escalation=escalation, step="busy", outcome=Outcome.BUSY)
    assert story.book.report(asked).hops == (1, 0, 0, 0)
    story.tell(RecordStep, escalation=escalation, step="again", outcome=Outcome.HANDED_OVER)
    story.tell(EditTicket, ticket=story.case(call).ticket.id, fields={"status": "closed"})
    assert story.book.report(asked).hops == (0, 1, 0, 0)
