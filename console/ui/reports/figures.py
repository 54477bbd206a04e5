"""From a report to charts and figures with their words: the same for the page and for the PDF."""

import msgspec

from console.ui.reports.charts import Column, Lying, LyingBars, Segment, ShareBar, Shares, Stacked
from console.ui.reports.curves import TICKS, Curve, Dumbbell, Dumbbells, Point, SpreadRow, Spreads
from console.ui.reports.pencil import Mark
from console.ui.reports.words import SERIES_TONE, ReportWords
from store.escalation import Kind, Mode
from store.reports import MOST_HOPS, Figures, Odd, Report, Series, Slice

GOAL_FIRST_LINE = 0.75
GOAL_HOPS = 0.40
GOAL_ACCEPTED = 0.90
_HOP_TONES = ("ok", "accent", "vio", "bad")
DIMENSIONS = ("reasons", "departments", "levels", "kinds", "modes", "triggers", "postures")
"""What the card of lying bars can show."""


class KeyFigure(msgspec.Struct, frozen=True):
    """A number with its name, and beside it what it says. ``part`` are cases that it counts."""

    key: str
    label: str
    value: str
    note: str = ""
    tone: str = ""
    part: Slice | None = None


def key_figures(report: Report, w: ReportWords) -> tuple[KeyFigure, ...]:
    """The row of cards."""
    now, before = report.now, report.before
    return (
        KeyFigure(
            "escalations", w.tr("Escalations"), w.count(now.escalations),
            *w.fewer(now.escalations, before.escalations if before else None), part=Slice(),
        ),
        KeyFigure(
            "first_line", w.tr("First-line resolution"), w.percent(now.first_line.value, 1),
            *w.points(now.first_line, before.first_line if before else None),
        ),
        _hops(now, w),
        KeyFigure(
            "resolve", w.tr("Median to resolve"), w.lasted(now.resolve.median) if now.resolve.count else "–",
            *w.slower(now.resolve.median, before.resolve.median if before else None),
        ),
        _accepted(now, w),
        _overdue(report, w),
    )  # fmt: skip


def _hops(now: Figures, w: ReportWords) -> KeyFigure:
    value = now.hops.value
    goal = w.tr("goal under {n}").format(n=w.number(GOAL_HOPS, 2))
    tone = "" if value is None else "ok" if value < GOAL_HOPS else "warn"
    return KeyFigure("hops", w.tr("Hops per case"), w.number(value, 2), goal, tone)


def _accepted(now: Figures, w: ReportWords) -> KeyFigure:
    value = now.accepted_in.value
    tone = "" if value is None else "ok" if value >= GOAL_ACCEPTED else "warn"
    goal = w.tr("goal {n}").format(n=w.number(GOAL_ACCEPTED * 100, 0))
    return KeyFigure(
        "accepted", w.tr("Accepted in 30 min"), w.percent(value), goal, tone, Slice(odd=Odd.ACCEPTED_LATE)
    )


def _overdue(report: Report, w: ReportWords) -> KeyFigure:
    count = sum(report.overdue.values())
    levels = ", ".join(f"L{level}" for level in report.overdue)
    note = w.tr("with {levels}").format(levels=levels) if count else w.tr("none is open so long")
    tone = "bad" if count else "ok"
    part = Slice(odd=Odd.OVERDUE) if count else None
    return KeyFigure("overdue", w.tr("Past 30 days"), w.count(count), note, tone, part)


def more_figures(report: Report, w: ReportWords) -> tuple[KeyFigure, ...]:
    """What is told beside the charts: promises, demands, what staff say."""
    now, before = report.now, report.before
    rows = [
        KeyFigure(
            "accept", w.tr("Median to accept"), w.lasted(now.accept.median) if now.accept.count else "–",
            *w.slower(now.accept.median, before.accept.median if before else None),
        ),
        KeyFigure(
            "resolved_in", w.tr("Resolved as promised"), w.percent(now.resolved_in.value),
            *w.points(now.resolved_in, before.resolved_in if before else None), part=Slice(odd=Odd.RESOLVED_LATE),
        ),
        KeyFigure(
            "demanded", w.tr("A manager was demanded"), w.count(now.demanded),
            *w.fewer(now.demanded, before.demanded if before else None), part=Slice(odd=Odd.DEMANDED),
        ),
        KeyFigure(
            "breached", w.tr("SLA broken"), w.count(now.breached),
            *w.fewer(now.breached, before.breached if before else None),
        ),
    ]  # fmt: skip
    rows += [
        KeyFigure(
            f"clock.{clock.clock}", "   " + w.clock(clock.clock), w.count(clock.breached),
            w.tr("{n} warned").format(n=w.count(clock.warned)),
        )
        for clock in report.clocks
    ]  # fmt: skip
    said = w.scores(report.staff.count)
    return (*rows, KeyFigure("staff", w.tr("What staff say"), w.mean(report.staff), said))


# -- charts


def by_series(report: Report, w: ReportWords) -> Stacked:
    """Escalations by time and by whom they went to."""
    columns = []
    for at, bucket in enumerate(report.buckets):
        when = w.bucket(bucket.start, report.filter.width)
        segments = []
        for series in Series:
            count = bucket.counts.get(series, 0)
            said = w.fill("{when}: {n} {what}", when=when, n=w.count(count), what=w.series(series))
            segments.append(Segment(SERIES_TONE[series], count, Mark(said, Slice(bucket=at, series=series))))
        columns.append(Column(w.bucket_label(bucket.start, report.filter.width), tuple(segments)))
    return Stacked(columns)


def first_line(report: Report, w: ReportWords) -> Curve:
    """The share of calls that the first line has solved, by time."""
    points = []
    for at, bucket in enumerate(report.buckets):
        share = bucket.first_line
        when = w.bucket(bucket.start, report.filter.width)
        said = w.fill(
            w.tr("{when}: {share} of {n} solved without escalation"),
            when=when, share=w.percent(share.value), n=w.count(share.of),
        )  # fmt: skip
        label = w.bucket_label(bucket.start, report.filter.width)
        points.append(Point(label, share.value, Mark(said, Slice(bucket=at))))
    goal = w.tr("Goal {share}").format(share=w.percent(GOAL_FIRST_LINE))
    return Curve(points, GOAL_FIRST_LINE, goal)


def bars(report: Report, what: str, w: ReportWords, most: int = LyingBars.MOST) -> LyingBars:
    """The biggest of one dimension, with their change."""
    rows = []
    for bar in [b for b in getattr(report, what) if b.count or b.before][:most]:
        change, tone = w.change(bar)
        name = w.name(what, bar.key)
        said = w.fill("{name}: {n}", name=name, n=w.count(bar.count))
        if change:
            said = w.fill(w.tr("{said}, {change} against the period before"), said=said, change=change)
        rows.append(Lying(name, bar.count, Mark(said, _slice(what, bar.key)), change, tone))
    return LyingBars(rows)


def _slice(what: str, key: str) -> Slice:
    makers = {
        "reasons": lambda: Slice(reason=key),
        "departments": lambda: Slice(department=key),
        "levels": lambda: Slice(level=int(key)),
        "kinds": lambda: Slice(kind=Kind(key)),
        "modes": lambda: Slice(mode=Mode(key)),
        "triggers": lambda: Slice(trigger=key),
        "postures": lambda: Slice(posture=key),
        "causes": lambda: Slice(cause=key),
    }
    return makers[what]()


def hops(report: Report, w: ReportWords) -> Shares:
    """How often a case was passed on."""
    total = sum(report.hops) or 1
    made = []
    for count, cases in enumerate(report.hops):
        share = cases / total
        shown = w.percent(share, 1) if sum(report.hops) else ""
        said = w.fill("{hops}: {share}, {n}", hops=w.hops(count), share=shown, n=w.count(cases))
        part = Slice(hops=count) if count and cases else None
        label = f"{count}+" if count == MOST_HOPS else str(count)
        made.append(ShareBar(label, share, shown, _HOP_TONES[count], Mark(said, part)))
    return Shares(made if sum(report.hops) else ())


def time_by_level(report: Report, w: ReportWords) -> Spreads:
    """The median and the middle 80 % of the time to resolve."""
    rows = []
    for level, spread in report.resolve.items():
        said = w.fill(
            w.tr("{level}: median {median}, from {low} to {high}, {n} cases"),
            level=f"L{level}", median=w.lasted(spread.median), low=w.lasted(spread.low),
            high=w.lasted(spread.high), n=w.count(spread.count),
        )  # fmt: skip
        shown = w.lasted(spread.median)
        rows.append(
            SpreadRow(level, spread.low, spread.median, spread.high, shown, Mark(said, Slice(level=level)))
        )
    return Spreads(rows, [(seconds, w.tick(seconds)) for seconds in TICKS])


def opinions(report: Report, w: ReportWords, most: int = 6) -> Dumbbells:
    """What customers said before and after."""
    rows = []
    for opinion in report.opinions[:most]:
        name = w.name("departments", opinion.department)
        said = w.fill(
            w.tr("{name}: {before} before from {answers}, {after} after from {m}"),
            name=name, before=w.mean(opinion.before), answers=w.answers(opinion.before.count),
            after=w.mean(opinion.after), m=w.count(opinion.after.count),
        )  # fmt: skip
        part = Slice(department=opinion.department, odd=Odd.RATED)
        rows.append(Dumbbell(name, opinion.before.value, opinion.after.value, Mark(said, part)))
    return Dumbbells(rows)


def answers(report: Report) -> int:
    """How many customers answered."""
    return sum(o.before.count + o.after.count for o in report.opinions)
