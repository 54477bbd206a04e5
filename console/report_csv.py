"""A report as CSV (RFC 4180): one line a figure, for spreadsheets.

UTF-8 with a byte order mark, without which some spreadsheets take it for another encoding. A cell that a spreadsheet
would take for a formula (CWE-1236; OWASP, "CSV Injection": it begins with ``=``, ``+``, ``-``, ``@``, a tab or a
carriage return) begins with an apostrophe; plain numbers are left as they are.
"""

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from console import whole_file
from store.reports import Bar, Clock, Figures, Opinion, Report, Series, Share, Spread

Name = Callable[[str, str], str]
"""A bar's name by the report's field and the key."""
Cell = str | int | float | None
HEAD = ("section", "key", "name", "measure", "value", "period_before")
_RISKY = ("=", "+", "-", "@", "\t", "\r")
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")
BARS = ("kinds", "modes", "reasons", "triggers", "postures", "departments", "levels", "causes")


def safe(cell: Cell) -> str:
    """The cell's text, which no spreadsheet works out."""
    text = "" if cell is None else str(cell)
    return f"'{text}" if text.startswith(_RISKY) and not _NUMBER.fullmatch(text) else text


def text(rows: Iterable[Sequence[Cell]]) -> str:
    """The lines, each ended by CR LF."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    for row in rows:
        writer.writerow([safe(cell) for cell in row])
    return out.getvalue()


def write(path: Path, rows: Iterable[Sequence[Cell]]) -> None:
    """The whole file, or none of it. Raises OSError."""
    whole_file.write(path, ("\ufeff" + text(rows)).encode())


def table(report: Report, name: Name = lambda _what, key: key) -> Iterator[tuple[Cell, ...]]:
    """Head and lines. Durations are in seconds, shares from 0 to 1 with six digits."""
    yield HEAD
    asked = report.filter
    for key, value in (
        ("since", asked.since.isoformat()), ("until", asked.until.isoformat()), ("zone", asked.zone),
        ("as_of", report.as_of.isoformat()), ("step", asked.width.value),
        ("departments", " ".join(sorted(asked.departments))), ("kinds", " ".join(sorted(asked.kinds))),
        ("reasons", " ".join(sorted(asked.reasons))), ("levels", " ".join(map(str, sorted(asked.levels)))),
    ):  # fmt: skip
        yield "report", key, "", "", value, None
    before = dict(_figures(report.before)) if report.before is not None else {}
    for measure, figure in _figures(report.now):
        yield "figures", "", "", measure, figure, before.get(measure)
    for what in BARS:
        bars: tuple[Bar, ...] = getattr(report, what)
        for bar in bars:
            yield what, bar.key, name(what, bar.key), "escalations", bar.count, bar.before
    yield from _by_time(report)
    for hops, cases in enumerate(report.hops):
        yield "hops", f"{hops}+" if hops == len(report.hops) - 1 else hops, "", "cases", cases, None
    for section, spreads in (("accept_by_level", report.accept), ("resolve_by_level", report.resolve)):
        for level, spread in spreads.items():
            for measure, number in _spread(spread):
                yield section, level, name("levels", str(level)), measure, number, None
    yield from _clocks(report.clocks)
    yield from _opinions(report.opinions, name)
    for level, count in report.overdue.items():
        yield "overdue", level, name("levels", str(level)), "escalations", count, None


def _figures(figures: Figures) -> Iterator[tuple[str, Cell]]:
    yield "escalations", figures.escalations
    yield "first_line_resolution", _share(figures.first_line)
    yield "closed_telephone_tickets", figures.first_line.of
    yield "hops_per_case", _rounded(figures.hops.value)
    for name, spread in (("accept", figures.accept), ("resolve", figures.resolve)):
        for measure, number in _spread(spread):
            yield f"{name}_{measure}", number
    yield "accepted_in_target", _share(figures.accepted_in)
    yield "resolved_in_target", _share(figures.resolved_in)
    yield "sla_warned", figures.warned
    yield "sla_breached", figures.breached
    yield "manager_demanded", figures.demanded


def _by_time(report: Report) -> Iterator[tuple[Cell, ...]]:
    for bucket in report.buckets:
        start = bucket.start.isoformat()
        for series in Series:
            yield "by_time", start, "", series.value, bucket.counts.get(series, 0), None
        yield "by_time", start, "", "first_line_resolution", _share(bucket.first_line), None
        yield "by_time", start, "", "closed_telephone_tickets", bucket.first_line.of, None


def _clocks(clocks: tuple[Clock, ...]) -> Iterator[tuple[Cell, ...]]:
    for clock in clocks:
        yield "sla", clock.clock, "", "warned", clock.warned, None
        yield "sla", clock.clock, "", "breached", clock.breached, None


def _opinions(opinions: tuple[Opinion, ...], name: Name) -> Iterator[tuple[Cell, ...]]:
    for opinion in opinions:
        for when, mean in (("before", opinion.before), ("after", opinion.after)):
            said = name("departments", opinion.department)
            yield "csat", opinion.department, said, f"{when}_answers", mean.count, None
            yield "csat", opinion.department, said, f"{when}_mean", _rounded(mean.value), None


def _spread(spread: Spread) -> Iterator[tuple[str, Cell]]:
    yield "count", spread.count
    if spread.count:
        yield "median_seconds", spread.median
        yield "fast_tenth_seconds", spread.low
        yield "slow_tenth_seconds", spread.high


def _share(share: Share) -> Cell:
    return _rounded(share.value)


def _rounded(value: float | None) -> Cell:
    return None if value is None else round(value, 6)
