"""Invented reports: the figures of the picture, one with hostile names, and an empty one."""

from datetime import date, timedelta

from console.desk.intents_reports import Asked
from console.desk.reporting import ReportCard
from console.ui import invented as i
from store.book import EscalationRow
from store.recommendation import Aim, Recommendation, RecommendationState
from store.reports import (
    Bar,
    Bucket,
    Clock,
    Figures,
    Filter,
    Mean,
    Opinion,
    Report,
    Series,
    Share,
    Slice,
    Spread,
)
from store.values import replace

FILTER = Filter(since=date(2025, 9, 1), until=date(2025, 11, 21), zone="Europe/London")
_COUNTS = (
    (31, 18, 6, 9), (29, 20, 5, 8), (34, 17, 7, 10), (33, 19, 6, 12), (30, 22, 5, 11), (28, 18, 6, 13),
    (36, 21, 8, 12), (38, 24, 9, 14), (35, 20, 7, 13), (30, 17, 5, 12), (27, 15, 4, 14), (25, 14, 4, 15),
)  # fmt: skip
_SHARES = (68, 69, 67, 68, 70, 69, 66, 67, 69, 71, 72, 74)
_REASONS = (
    ("lacks_knowledge", 268, 258), ("lacks_authority", 197, 224), ("complexity", 126, 130),
    ("customer_demands_manager", 112, 111), ("sla_exceeded", 84, 92), ("customer_impact", 29, 29),
)  # fmt: skip
_DEPARTMENTS = (("network", 310, 340), ("billing", 268, 250), ("licensing", 150, 149), ("", 88, 110))
_CAUSES = (
    ("firmware 4.2", 61, 22), ("billing run", 48, 51), ("courier late", 23, 30), ("expired licence", 19, 0),
)  # fmt: skip


def _bars(rows: tuple[tuple[str, int, int], ...]) -> tuple[Bar, ...]:
    return tuple(Bar(key=key, count=count, before=before) for key, count, before in rows)


REPORT = Report(
    filter=FILTER,
    as_of=i.NOW,
    now=Figures(
        escalations=816, first_line=Share(part=1834, of=2650), hops=Mean(count=2650, total=1034),
        accept=Spread(count=798, median=290, low=40, high=1700),
        resolve=Spread(count=801, median=5460, low=600, high=30_000),
        accepted_in=Share(part=734, of=798), resolved_in=Share(part=760, of=801), warned=61, breached=19,
        demanded=134,
    ),
    before=Figures(
        escalations=858, first_line=Share(part=1750, of=2648), hops=Mean(count=2648, total=1090),
        accept=Spread(count=840, median=310, low=41, high=1800),
        resolve=Spread(count=840, median=5220, low=610, high=29_000),
        accepted_in=Share(part=760, of=840), resolved_in=Share(part=780, of=840), warned=70, breached=26,
        demanded=121,
    ),
    buckets=tuple(
        Bucket(
            start=FILTER.since + timedelta(weeks=week), counts=dict(zip(Series, counts, strict=True)),
            first_line=Share(part=share, of=100),
        )
        for week, (counts, share) in enumerate(zip(_COUNTS, _SHARES, strict=True))
    ),
    kinds=_bars((("functional", 460, 470), ("hierarchical", 356, 388))),
    modes=_bars((("warm", 540, 600), ("no_call", 143, 130), ("blind", 133, 128))),
    reasons=_bars(_REASONS), triggers=_bars((("agent", 590, 640), ("customer", 134, 121), ("sla", 92, 97))),
    postures=_bars((("reactive", 741, 800), ("proactive", 75, 58))), departments=_bars(_DEPARTMENTS),
    levels=_bars((("1", 96, 90), ("2", 577, 610), ("3", 143, 158))), causes=_bars(_CAUSES),
    hops=(1834, 625, 167, 24), accept={1: Spread(count=90, median=60, low=20, high=300)},
    resolve={
        1: Spread(count=94, median=660, low=240, high=1560),
        2: Spread(count=570, median=4440, low=1320, high=11_400),
        3: Spread(count=137, median=15_600, low=5700, high=36_600),
    },
    clocks=(Clock(clock="first_response", warned=40, breached=11), Clock(clock="resolution", warned=21, breached=8)),
    opinions=(
        Opinion(department="network", before=Mean(count=40, total=116), after=Mean(count=100, total=440)),
        Opinion(department="billing", before=Mean(count=35, total=84), after=Mean(count=90, total=369)),
        Opinion(department="licensing", before=Mean(count=20, total=62), after=Mean(count=60, total=258)),
        Opinion(department="", before=Mean(count=17, total=46), after=Mean(count=50, total=180)),
    ),
    staff=Mean(count=81, total=318),
    overdue={3: 2},
)  # fmt: skip

RECOMMENDATIONS = (
    Recommendation(
        id=i.uid(7001), at=i.ago(3000), by="daniel.okafor", aim=Aim.PRODUCT, root_cause="firmware 4.2",
        text="Hold firmware 4.2 back until the VPN is mended.", owner="daniel.okafor",
        state=RecommendationState.ACCEPTED,
    ),
    Recommendation(
        id=i.uid(7002), at=i.ago(9000), by="daniel.okafor", aim=Aim.TRAINING, root_cause="billing run",
        text="Show the first line how a billing run is read.", state=RecommendationState.PROPOSED,
    ),
)  # fmt: skip

ASKED = Asked()
CARD = ReportCard(asked=ASKED, loading=False, report=REPORT, recommendations=RECOMMENDATIONS)
EMPTY = ReportCard(
    asked=ASKED, loading=False,
    report=Report(
        filter=FILTER, as_of=i.NOW, before=Figures(),
        buckets=tuple(Bucket(start=day) for day in FILTER.starts),
    ),
)  # fmt: skip
LOADING = ReportCard(asked=ASKED)
SCARCE = replace(
    CARD,
    recommendations=(),
    report=replace(
        EMPTY.report or REPORT, before=None, now=Figures(escalations=1), overdue={}, buckets=(
            *(Bucket(start=day) for day in FILTER.starts[:-1]),
            Bucket(start=FILTER.starts[-1], counts={Series.MANAGER: 1}, first_line=Share(part=1, of=1)),
        ),
        reasons=(Bar(key="<b>our own reason</b> of the house, which is rather long", count=1),),
        departments=(Bar(key="=cmd|' /C calc'!A0", count=1),), hops=(1, 0, 0, 0),
    ),
)  # fmt: skip
"""One escalation, with names that mean nothing good."""


def with_cases(rows: tuple[EscalationRow, ...]) -> ReportCard:
    """A bar was pressed."""
    return replace(CARD, part=Slice(bucket=7, series=Series.SUPERVISOR), cases=rows, more=True)
