"""Reports on the desk: asked, answered, dropped; their cases; recommendations."""

from datetime import UTC, date, datetime, timedelta

import pytest

from console.desk import intents_reports as ask
from console.desk.intents_reports import Asked
from console.desk.reporting import ReportCard
from console.desk.reports import PAGE, SPANS, filter_of, span_of
from store.recommendation import Aim, RecommendationState
from store.reports import Slice
from store.seed import big_floor
from tests.console.desk.desk_fixture import Office


def office(role: str = "supervisor") -> Office:
    made = Office()
    me = made.board.me
    made.desk._core.put(me=type(me)(key="daniel.okafor", name=me.name, role=role))
    return made


def filled(count: int = 130) -> Office:
    made = office()
    big_floor(made.book, tickets=count, seed=4, until=datetime.now(UTC), escalated=10)
    return made


def shown(made: Office) -> ReportCard:
    card = made.board.reports
    assert card is not None
    return card


YEARS = Asked(span="", since=date(2020, 1, 1))


def test_R65_a_report_comes_when_it_is_asked_for() -> None:
    made = filled()
    made.keeper.held = True
    made.do(ask.ShowReport(asked=YEARS))
    assert (shown(made).loading, shown(made).report) == (True, None)
    made.keeper.release()
    report = shown(made).report
    assert report is not None
    assert report.now.escalations == 130
    assert not shown(made).loading
    made.do(ask.ShowReport(asked=None))
    assert made.board.reports is None


def test_R65_a_newer_question_drops_the_older_answer() -> None:
    made = filled()
    made.keeper.held = True
    made.do(ask.ShowReport(asked=YEARS))
    made.do(ask.ShowReport(asked=Asked(span="4w")))
    made.keeper.release()
    card = shown(made)
    assert card.asked == Asked(span="4w")
    assert card.report is not None
    assert card.report.filter.days <= 28


def test_R65_an_answer_that_comes_after_the_page_was_left_is_dropped() -> None:
    made = filled(10)
    made.keeper.held = True
    made.do(ask.ShowReport(asked=YEARS))
    made.do(ask.ShowReport(asked=None))
    made.keeper.release()
    assert made.board.reports is None


@pytest.mark.parametrize("role", ["supervisor", "escalation_manager", "trainer", "administrator"])
def test_R65_who_answers_for_others_sees_reports(role: str) -> None:
    made = office(role)
    made.do(ask.ShowReport(asked=Asked()))
    assert shown(made).report is not None


def test_R65_agents_see_no_reports_and_make_no_recommendations() -> None:
    made = office("agent")
    assert made.refused(ask.ShowReport(asked=Asked())) == "not_allowed"
    assert made.refused(ask.Recommend(text="Less work.")) == "not_allowed"
    assert made.board.reports is None


def test_what_cannot_be_reported_is_refused() -> None:
    made = office()
    assert made.refused(ask.ShowReport(asked=Asked(span="99w"))) == "bad_report"
    backwards = Asked(span="", since=date(2026, 2, 2), until=date(2026, 2, 1))
    assert made.refused(ask.ShowReport(asked=backwards)) == "bad_report"
    assert made.refused(ask.ShowReport(asked=Asked(kinds=frozenset({"odd"})))) == "bad_report"
    assert made.refused(ask.ShowReportCases(part=Slice())) == "no_report"


def test_R65_the_cases_of_a_bar_come_page_by_page() -> None:
    made = filled()
    made.do(ask.ShowReport(asked=YEARS))
    made.do(ask.ShowReportCases(part=Slice()))
    assert (len(shown(made).cases), shown(made).more) == (PAGE, True)
    made.do(ask.ShowReportCases(part=Slice(), more=True))
    made.do(ask.ShowReportCases(part=Slice(), more=True))
    assert (len(shown(made).cases), shown(made).more) == (130, False)
    ids = [row.escalation.id for row in shown(made).cases]
    assert len(set(ids)) == 130
    made.do(ask.ShowReportCases(part=None))
    assert (shown(made).part, shown(made).cases) == (None, ())


def test_R65_another_bar_drops_the_cases_of_the_one_before() -> None:
    made = filled()
    made.do(ask.ShowReport(asked=YEARS))
    made.keeper.held = True
    made.do(ask.ShowReportCases(part=Slice()))
    made.do(ask.ShowReportCases(part=Slice(level=3)))
    made.keeper.release()
    assert shown(made).part == Slice(level=3)
    assert {row.escalation.to_level for row in shown(made).cases} == {3}


def test_R65_a_recommendation_is_made_of_a_root_cause_and_seen_at_once() -> None:
    made = office()
    made.do(ask.ShowReport(asked=Asked()))
    made.do(ask.Recommend(text="Hold it back.", aim=Aim.PRODUCT, root_cause="firmware 4.2"))
    one = shown(made).recommendations[0]
    assert (one.text, one.aim, one.root_cause, one.state) == (
        "Hold it back.", Aim.PRODUCT, "firmware 4.2", RecommendationState.PROPOSED,
    )  # fmt: skip
    made.do(
        ask.Recommend(
            recommendation=one.id,
            text=one.text,
            aim=one.aim,
            owner="selin.kaya",
            state=RecommendationState.ACCEPTED,
        )
    )
    assert [(r.owner, r.state) for r in shown(made).recommendations] == [
        ("selin.kaya", RecommendationState.ACCEPTED)
    ]
    assert made.refused(ask.Recommend(text=" ")) == "empty"


def test_R65_spans_are_whole_weeks_up_to_today() -> None:
    saturday = date(2025, 11, 22)
    assert span_of(Asked(span="12w"), saturday) == (date(2025, 9, 1), saturday)
    assert span_of(Asked(span="1w"), saturday) == (date(2025, 11, 17), saturday)
    assert set(SPANS) == {"1w", "4w", "12w", "26w", "52w"}
    assert span_of(Asked(span=""), saturday) == (saturday - timedelta(days=83), saturday)


def test_R65_today_is_that_of_the_centers_zone() -> None:
    late = datetime(2026, 1, 4, 23, 30, tzinfo=UTC)  # Sunday; in Berlin it is Monday already
    assert filter_of(Asked(span="1w"), "UTC", late).since == date(2025, 12, 29)
    assert filter_of(Asked(span="1w"), "Europe/Berlin", late).since == date(2026, 1, 5)
