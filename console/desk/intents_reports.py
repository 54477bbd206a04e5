"""What is asked of the reports; see intents.py."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from store.recommendation import Aim, RecommendationState
from store.reports import Slice, Step


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
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


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowReport:
    """Work it out; None: the reports are left. A newer question drops the older one's answer."""

    asked: Asked | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowReportCases:
    """The cases behind a bar of the report that is shown, or the next page of them; None puts them away."""

    part: Slice | None
    more: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Recommend:
    """A recommendation, new (``recommendation`` None) or with other values; see store.recommendation."""

    recommendation: UUID | None = None
    aim: Aim = Aim.PROCESS
    text: str
    root_cause: str = ""
    owner: str = ""
    state: RecommendationState = RecommendationState.PROPOSED


ReportIntent = ShowReport | ShowReportCases | Recommend
