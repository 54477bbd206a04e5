"""What the board shows of the reports."""

import msgspec

from console.desk.intents_reports import Asked
from store.book import EscalationRow
from store.recommendation import Recommendation
from store.reports import Report, Slice

REPORT_ROLES = frozenset({"escalation_manager", "supervisor", "trainer", "administrator"})
"""Who sees reports."""


class ReportCard(msgspec.Struct, frozen=True, kw_only=True):
    """The report that was ``asked`` for. While the answer is ``loading``, ``report`` is the one before, or None.

    ``part`` is the bar whose ``cases`` are listed, newest first; ``more``: there are older ones.
    """

    asked: Asked
    loading: bool = True
    report: Report | None = None
    part: Slice | None = None
    cases: tuple[EscalationRow, ...] = ()
    more: bool = False
    cases_loading: bool = False
    recommendations: tuple[Recommendation, ...] = ()
