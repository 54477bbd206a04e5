"""What is asked of the reports; see intents.py."""

from datetime import date
from uuid import UUID

from msgspec import Struct

from store.recommendation import Aim, RecommendationState
from store.reports import Slice, Step


class Asked(Struct, frozen=True, kw_only=True):
    """Which report.

    ``span`` is a word of :data:`console.desk.reports.SPANS`, counted back from today in the center's zone; "" are the
    days from ``since`` to ``until``, both included. The rest is as in :class:`store.reports.Filter`.
    """

    span: str = "12w"
    since: date | None = None
    until: date | None = None
    step: Step | None = None
    departments: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()
    reasons: frozenset[str] = frozenset()
    levels: frozenset[int] = frozenset()
    compare: bool = True


class ShowReport(Struct, frozen=True, kw_only=True):
    """Work it out; None: the reports are left. A newer question drops the older one's answer."""

    asked: Asked | None


class ShowReportCases(Struct, frozen=True, kw_only=True):
    """The cases behind a bar of the report that is shown, or the next page of them; None puts them away."""

    part: Slice | None
    more: bool = False


class Recommend(Struct, frozen=True, kw_only=True):
    """A recommendation, new (``recommendation`` None) or with other values; see store.recommendation."""

    recommendation: UUID | None = None
    aim: Aim = Aim.PROCESS
    text: str
    root_cause: str = ""
    owner: str = ""
    state: RecommendationState = RecommendationState.PROPOSED


ReportIntent = ShowReport | ShowReportCases | Recommend
