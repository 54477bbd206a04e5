"""How values are written: pure functions. Times are local, numbers are the locale's, digits are tabular."""

import re
import unicodedata
from collections.abc import Sequence
from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from PySide6.QtCore import QDateTime, QLocale

_HOUR = 3600
_MINUTE = 60
_SHORT = 2
_LONG_FIRST = 16


def duration(seconds: float) -> str:
    """``07:24``, from an hour on ``1:02:03``; never negative."""
    whole = max(0, int(seconds))
    hours, rest = divmod(whole, _HOUR)
    minutes, secs = divmod(rest, _MINUTE)
    return f"{hours}:{minutes:02d}:{secs:02d}" if hours else f"{minutes:02d}:{secs:02d}"


def between(since: datetime | None, now: datetime) -> str:
    """How long it has lasted, as :func:`duration`; "" if it has not begun."""
    return duration((now - since).total_seconds()) if since is not None else ""


def clock(at: datetime, zone: tzinfo | None = None) -> str:
    """``14:02`` where the person sits (or in ``zone``)."""
    return at.astimezone(zone).strftime("%H:%M")


def clock_seconds(at: datetime) -> str:
    """``14:02:11``."""
    return at.astimezone().strftime("%H:%M:%S")


def same_day(one: datetime, other: datetime) -> bool:
    """Whether both are on one day where the person sits."""
    return one.astimezone().date() == other.astimezone().date()


def day(at: datetime, now: datetime, locale: QLocale) -> str:
    """``21 Nov``; of another year ``21 Nov 2024``."""
    local = at.astimezone()
    pattern = "d MMM" if local.year == now.astimezone().year else "d MMM yyyy"
    return locale.toString(QDateTime.fromSecsSinceEpoch(int(at.timestamp())), pattern)


def long_day(now: datetime, locale: QLocale) -> str:
    """``Friday 21 November``."""
    return locale.toString(QDateTime.fromSecsSinceEpoch(int(now.timestamp())), "dddd d MMMM")


def money(cents: int, currency: str, locale: QLocale) -> str:
    """``€48,200``: whole units, with the currency's sign where the locale knows it."""
    sign = {"EUR": "€", "USD": "$", "GBP": "£", "JPY": "¥"}.get(currency, currency + "\u00a0")
    return locale.toCurrencyString(cents / 100, sign, 0)


def customer_time(zone: str, now: datetime) -> tuple[str, int] | None:
    """The time where the customer is, and how many days ahead of here (-1, 0, 1); None if the zone is unknown."""
    if not zone:
        return None
    try:
        there = now.astimezone(ZoneInfo(zone))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None
    return there.strftime("%H:%M"), (there.date() - now.astimezone().date()).days


def initials(name: str) -> str:
    """``AP`` for Anna Petrova: the first letters of the first two words; "#" if there is no letter."""
    letters = [next((c for c in word if c.isalpha()), "") for word in name.split()]
    found = [c for c in letters if c][:2]
    return "".join(found).upper() or "#"


def short_name(name: str, number: str = "") -> str:
    """What a button calls somebody: the first name, if it is one; "" if neither name nor number is known."""
    words = name.split()
    if not words:
        return number
    first = words[0]
    plain = sum(unicodedata.category(c)[0] == "L" for c in first)
    if plain <= _SHORT or len(first) > _LONG_FIRST or not first.replace("-", "").isalpha():
        return name if len(name) <= _LONG_FIRST + 8 else name[: _LONG_FIRST + 7] + "…"
    return first


def languages(tags: Sequence[str]) -> str:
    """``English, Arabic`` from BCP 47 tags; a tag that nobody knows stands as it is."""
    return ", ".join(_language(t) for t in tags)


def _language(tag: str) -> str:
    locale = QLocale(tag)
    if locale.language() in {QLocale.Language.C, QLocale.Language.AnyLanguage}:
        return tag
    return QLocale.languageToString(locale.language())


def days_between(since: datetime, now: datetime) -> int:
    """Whole calendar days from one to the other, here."""
    return (now.astimezone().date() - since.astimezone().date()).days


def moment(iso: str) -> datetime | None:
    """ISO 8601 in UTC as a datetime; None if it is none."""
    try:
        made = datetime.fromisoformat(iso) if iso else None
    except ValueError:
        return None
    return made if made is None or made.tzinfo is not None else made.replace(tzinfo=UTC)


def counted(n: int, one: str, many: str, locale: QLocale | None = None) -> str:
    """``1 call`` or ``1,204 calls``: ``one`` or ``many`` with ``{n}`` filled in, its digits grouped by ``locale``."""
    return fill(one if n == 1 else many, n=locale.toString(n) if locale is not None else str(n))


def fill(sentence: str, **values: str) -> str:
    """Put values in for ``{name}``, once: braces in a stranger's name mean nothing."""
    return re.sub(r"\{(\w+)\}", lambda m: values.get(m[1], m[0]), sentence)
