"""Business hours and durations as people write them: ``09:00-12:00, 13:00-18:00``, ``Mon-Fri …``, ``2 h 30 min``. Pure.

Days are Monday first. Errors are ValueError with a sentence.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import timedelta
from itertools import pairwise

from store.calendar import MINUTES_A_DAY, Span

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_SPAN = re.compile(r"(\d{1,2})(?::(\d\d))?\s*[-–]\s*(\d{1,2})(?::(\d\d))?")
_LINE = re.compile(r"(?P<first>[A-Za-z]{3})(?:\s*[-–]\s*(?P<last>[A-Za-z]{3}))?\s+(?P<rest>.*)", re.DOTALL)
_DURATION = re.compile(r"(?:(\d{1,3})\s*d)?\s*(?:(\d{1,4})\s*h)?\s*(?:(\d{1,5})\s*(?:m|min))?")

Week = tuple[tuple[Span, ...], ...]


def spans(text: str) -> tuple[Span, ...]:
    """``09:00-12:00, 13:00-18:00``; "" and ``closed`` are no hours, ``24 hours`` and ``0-24`` all of them."""
    plain = text.strip().casefold()
    if plain in {"", "closed", "-", "–"}:
        return ()
    if plain == "24 hours":
        return (Span(0, MINUTES_A_DAY),)
    found = []
    for part in plain.split(","):
        match = _SPAN.fullmatch(part.strip())
        if match is None:
            raise ValueError(f"“{part.strip()}” is no time of day: write 09:00-17:30, or closed.")
        begin, end = _minute(match[1], match[2]), _minute(match[3], match[4])
        if not begin < end <= MINUTES_A_DAY:
            raise ValueError(
                f"“{part.strip()}” does not end after it begins; hours past midnight belong to the next day."
            )
        found.append(Span(begin, end))
    found.sort()
    if any(a.end > b.begin for a, b in pairwise(found)):
        raise ValueError(f"“{text.strip()}” has hours that overlap.")
    return tuple(found)


def _minute(hour: str, minute: str | None) -> int:
    found = int(hour) * 60 + int(minute or 0)
    if int(minute or 0) > 59 or found > MINUTES_A_DAY:  # noqa: PLR2004 - minutes of an hour
        raise ValueError(f"“{hour}:{minute or '00'}” is no time of day.")
    return found


def spans_text(found: Iterable[Span]) -> str:
    """What :func:`spans` reads; "" for none."""
    return ", ".join(f"{_clock(span.begin)}-{_clock(span.end)}" for span in found)


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


def week(lines: Sequence[str]) -> Week:
    """``["Mon-Fri 08:00-18:00", "Sat 09:00-12:00"]``; a day that no line names is closed, the last line stands."""
    days: list[tuple[Span, ...]] = [()] * 7
    for line in lines:
        plain = line.strip()
        if plain.casefold().startswith("every day"):
            first, last, rest = 0, 6, plain[len("every day") :].strip(" ,")
        else:
            match = _LINE.fullmatch(plain)
            if match is None:
                raise ValueError(f"“{line}” is no day with hours: write Mon-Fri 08:00-18:00.")
            first = _day(match["first"])
            last = _day(match["last"]) if match["last"] else first
            rest = match["rest"]
        for day in range(first, last + 1) if first <= last else (*range(first, 7), *range(last + 1)):
            days[day] = spans(rest)
    return tuple(days)


def _day(name: str) -> int:
    try:
        return DAYS.index(name.capitalize())
    except ValueError:
        raise ValueError(f"“{name}” is no day; the days are {', '.join(DAYS)}.") from None


def week_text(days: Week, names: Sequence[str] = DAYS) -> str:
    """``Mon-Fri 08:00-18:00; Sat 09:00-12:00``; "" if it is never open."""
    runs: list[tuple[int, int, tuple[Span, ...]]] = []
    for day, found in enumerate(days):
        if runs and runs[-1][2] == found and runs[-1][1] == day - 1:
            runs[-1] = (runs[-1][0], day, found)
        else:
            runs.append((day, day, found))
    said = [
        f"{names[a]}{'' if a == b else '-' + names[b]} {spans_text(found)}" for a, b, found in runs if found
    ]
    return "; ".join(said)


def duration(text: str) -> timedelta | None:
    """``15 min``, ``2 h``, ``1 h 30 min``, ``2 d`` (48 hours of business time); "" is None."""
    plain = text.strip().casefold()
    if not plain:
        return None
    match = _DURATION.fullmatch(plain)
    if match is None or not any(match.groups()):
        raise ValueError(f"“{text.strip()}” is no time: write 15 min, 2 h or 1 h 30 min.")
    days, hours, minutes = (int(part or 0) for part in match.groups())
    return timedelta(days=days, hours=hours, minutes=minutes)


def duration_text(found: timedelta | None) -> str:
    """What :func:`duration` reads, in hours and minutes; seconds are left out."""
    if found is None:
        return ""
    hours, minutes = divmod(int(found.total_seconds()) // 60, 60)
    return " ".join(t for t in (f"{hours} h" if hours else "", f"{minutes} min" if minutes else "") if t) or (
        "0 min"
    )
