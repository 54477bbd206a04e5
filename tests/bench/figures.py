"""A measured quantity: its samples, its aim, and how both are printed."""

import math
import statistics
from collections.abc import Iterable, Sequence
from typing import Literal

import msgspec


class Aim(msgspec.Struct, frozen=True):
    """``of`` the samples shall be at most ``limit``, in the figure's unit."""

    of: Literal["p50", "p95"]
    limit: float


class Figure(msgspec.Struct, frozen=True, kw_only=True):
    """``samples`` in ``unit``; ``elsewhere`` are figures of other programs, not measured by this run."""

    title: str
    unit: str
    samples: tuple[float, ...]
    aim: Aim | None = None
    elsewhere: str = ""

    @property
    def p50(self) -> float:
        return statistics.median(self.samples)

    @property
    def p95(self) -> float:
        """By nearest rank: with fewer than 20 samples the largest one."""
        return sorted(self.samples)[math.ceil(0.95 * len(self.samples)) - 1]

    @property
    def met(self) -> bool | None:
        """Whether the aim is; None if there is none."""
        return None if self.aim is None else getattr(self, self.aim.of) <= self.aim.limit


HEAD = ("", "n", "p50", "p95", "max", "aim", "", "measured elsewhere")


def cells(figure: Figure) -> tuple[str, ...]:
    """One row of the table."""
    aim = figure.aim
    return (
        f"{figure.title}, {figure.unit}",
        str(len(figure.samples)),
        shown(figure.p50),
        shown(figure.p95),
        shown(max(figure.samples)),
        f"{aim.of} ≤ {aim.limit:g}" if aim else "",
        {True: "met", False: "**not met**", None: ""}[figure.met],
        figure.elsewhere,
    )


def shown(value: float) -> str:
    """Three digits are all that such figures are worth."""
    for limit, digits in ((10, 2), (100, 1)):
        if abs(value) < limit:
            return f"{value:.{digits}f}"
    return f"{value:.0f}"


def text_table(figures: Sequence[Figure]) -> str:
    """For the terminal."""
    rows = [HEAD, *map(cells, figures)]
    widths = [max(len(row[at].replace("**", "")) for row in rows) for at in range(len(HEAD))]
    return "\n".join(_line(row, widths) for row in rows)


def _line(row: Iterable[str], widths: Sequence[int]) -> str:
    plain = [cell.replace("**", "") for cell in row]
    left = {0, 5, 6, 7}
    padded = (
        cell.ljust(width) if at in left else cell.rjust(width)
        for at, (cell, width) in enumerate(zip(plain, widths, strict=True))
    )
    return "  ".join(padded).rstrip()


def markdown_table(figures: Sequence[Figure]) -> str:
    """For RESULTS.md."""
    lines = [HEAD, ("---", "---:", "---:", "---:", "---:", "---", "---", "---"), *map(cells, figures)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
