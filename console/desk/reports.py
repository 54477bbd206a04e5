"""The reports on the desk: asked for by an intent, worked out on the store's thread, shown on the board."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from console.desk import intents_reports as ask
from console.desk.core import Core
from console.desk.intents import Refusal
from console.desk.intents_reports import Asked
from console.desk.reporting import REPORT_ROLES, ReportCard
from store.book import Book, EscalationRow
from store.changes_recommendations import PutRecommendation
from store.escalation import Kind
from store.recommendation import Recommendation
from store.reports import Filter, Report
from store.values import replace

PAGE = 50
"""Cases of a page."""
SPANS = {"1w": 1, "4w": 4, "12w": 12, "26w": 26, "52w": 52}
"""Spans of time, in weeks that begin on Monday; the last of them is this one."""


def span_of(asked: Asked, today: date) -> tuple[date, date]:
    """The first and the last day; ValueError for days that are none or the wrong way round."""
    if asked.span:
        if asked.span not in SPANS:
            raise ValueError(f"the span is one of: {', '.join(SPANS)}")
        monday = today - timedelta(days=today.weekday())
        return monday - timedelta(weeks=SPANS[asked.span] - 1), today
    until = asked.until or today
    since = asked.since or until - timedelta(weeks=12) + timedelta(days=1)
    if until < since:
        raise ValueError("the last day is before the first")
    return since, until


def filter_of(asked: Asked, zone: str, now: datetime) -> Filter:
    """The question as the book takes it; ValueError with what is wrong."""
    since, until = span_of(asked, now.astimezone(ZoneInfo(zone)).date())
    kinds = {kind.value for kind in Kind}
    if not asked.kinds <= kinds:
        raise ValueError(f"the kinds are {' and '.join(sorted(kinds))}")
    return Filter(
        since=since, until=until, zone=zone, step=asked.step, departments=asked.departments,
        kinds=frozenset(map(Kind, asked.kinds)), reasons=asked.reasons, levels=asked.levels,
        compare=asked.compare,
    )  # fmt: skip


def zone_of(book: Book, now: datetime) -> str:
    """The center's time zone: that of the calendar of its policy."""
    return book.policy(now).calendar.time_zone


class Reports:
    """Each answer is dropped if something else was asked for since."""

    def __init__(self, core: Core) -> None:
        self._core = core
        self._wanted: object = None
        self._cases_wanted: object = None
        core.also_read.append(self._read_again)

    def table(self) -> dict[type, Callable[..., Refusal | None]]:
        """What each of their intents does."""
        return {
            ask.ShowReport: lambda i: self.show(i.asked),
            ask.ShowReportCases: self.show_cases,
            ask.Recommend: self.recommend,
        }

    def show(self, asked: Asked | None) -> Refusal | None:
        """Work a report out. The one that is shown stays until the new one is there."""
        core = self._core
        if asked is None:
            self._wanted = self._cases_wanted = None
            core.put(reports=None)
            return None
        refusal = self._refusal(asked)
        if refusal is not None:
            return refusal
        wanted = self._wanted = object()
        self._cases_wanted = None
        shown = core.board.reports
        core.put(
            reports=replace(
                shown, asked=asked, loading=True, part=None, cases=(), more=False, cases_loading=False
            )
            if shown is not None
            else ReportCard(asked=asked)
        )
        now = core.now()

        def read(book: Book) -> tuple[Report, tuple[Recommendation, ...]] | None:
            if self._wanted is not wanted:  # nobody waits for it any more
                return None
            filter_ = filter_of(asked, zone_of(book, now), now)
            return book.report(filter_), book.recommendations()

        def found(answer: tuple[Report, tuple[Recommendation, ...]] | None) -> None:
            card = core.board.reports
            if answer is None or card is None or self._wanted is not wanted:
                return
            with core.turn():
                core.put(reports=replace(card, loading=False, report=answer[0], recommendations=answer[1]))

        core.keeper.run(read, found)
        return None

    def _refusal(self, asked: Asked) -> Refusal | None:
        if self._core.board.me.role not in REPORT_ROLES:
            return Refusal("not_allowed", "Reports are for supervisors, trainers and managers.")
        try:
            filter_of(asked, "UTC", self._core.now())
        except ValueError as error:
            return Refusal("bad_report", f"This cannot be reported: {error}.")
        return None

    # -- the cases behind a bar

    def show_cases(self, intent: ask.ShowReportCases) -> Refusal | None:
        """The first page of a bar's cases, or the next one of the same."""
        core, card = self._core, self._core.board.reports
        if intent.part is None:
            self._cases_wanted = None
            if card is not None:
                core.put(reports=replace(card, part=None, cases=(), more=False, cases_loading=False))
            return None
        if card is None or card.report is None:
            return Refusal("no_report", "There is no report yet.")
        if intent.more and (card.part != intent.part or not card.more or card.cases_loading):
            return None
        rows = card.cases if intent.more else ()
        wanted = self._cases_wanted = object()
        core.put(reports=replace(card, part=intent.part, cases=rows, more=False, cases_loading=True))
        filter_, part = card.report.filter, intent.part
        before = rows[-1].escalation.id if rows else None

        def read(book: Book) -> tuple[EscalationRow, ...]:
            return book.report_cases(filter_, part, before=before, limit=PAGE + 1)

        def found(page: tuple[EscalationRow, ...]) -> None:
            now = core.board.reports
            if now is None or self._cases_wanted is not wanted:
                return
            with core.turn():
                core.put(
                    reports=replace(
                        now, cases=(*rows, *page[:PAGE]), more=len(page) > PAGE, cases_loading=False
                    )
                )

        core.keeper.run(read, found)
        return None

    # -- recommendations

    def recommend(self, intent: ask.Recommend) -> Refusal | None:
        """Keep it; the store says what is wrong with it."""
        core = self._core
        if core.board.me.role not in REPORT_ROLES:
            return Refusal("not_allowed", "Recommendations are made by supervisors, trainers and managers.")
        if not intent.text.strip():
            return Refusal("empty", "Write what is to change.")
        change = PutRecommendation(
            id=core.new_id(), at=core.now(), person=core.board.me.key, aim=intent.aim, text=intent.text,
            recommendation=intent.recommendation or core.new_id(), root_cause=intent.root_cause,
            owner=intent.owner, state=intent.state,
        )  # fmt: skip
        core.write((change,))
        return None

    def _read_again(self, book: Book) -> Callable[[], None]:
        """On the store's thread, when something was written: recommendations only, a report stands as it was asked."""
        if self._core.board.reports is None:
            return lambda: None
        rows = book.recommendations()

        def put() -> None:
            card = self._core.board.reports
            if card is not None and card.recommendations != rows:
                self._core.put(reports=replace(card, recommendations=rows))

        return put
