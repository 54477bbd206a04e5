"""By when the customer was promised to hear of it: said in the customer's own time, kept in UTC."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from PySide6.QtWidgets import QWidget

from console.ui import format as fmt
from console.ui.kit import Kit
from console.ui.widgets.buttons import Button, check_one
from console.ui.widgets.fields import Field, LineField
from console.ui.widgets.layout import column, flow_box, row

_EVENING, _MORNING = time(18), time(10)
_CLOCK = re.compile(r"(?:(?:(\d{4})-(\d{1,2})-(\d{1,2}))\s+)?([01]?\d|2[0-3])[:.]([0-5]\d)")
QUICK = ("hour", "evening", "morning")


def zone_of(name: str) -> tzinfo | None:
    """The customer's zone; None (here) if it is not known."""
    try:
        return ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def quick(code: str, now: datetime, zone: tzinfo | None) -> datetime:
    """UTC of a quick choice: in an hour, today at 18:00 (tomorrow once that is over), tomorrow at 10:00, there."""
    if code == "hour":
        return now + timedelta(hours=1)
    there = now.astimezone(zone)
    if code == "evening":
        at = _at(there, _EVENING, 0)
        return at if at > now else _at(there, _EVENING, 1)
    return _at(there, _MORNING, 1)


def read(text: str, now: datetime, zone: tzinfo | None) -> datetime | None:
    """``18:30`` is the next one there; ``2025-11-24 10:00`` that very one. None for anything else, UTC."""
    found = _CLOCK.fullmatch(text.strip())
    if found is None:
        return None
    there = now.astimezone(zone)
    year, month, day, hour, minute = found.groups()
    wanted = time(int(hour), int(minute))
    if year is None:
        at = _at(there, wanted, 0)
        return at if at > now else _at(there, wanted, 1)
    try:
        date = there.replace(year=int(year), month=int(month), day=int(day))
    except ValueError:
        return None
    return _at(date, wanted, 0)


def _at(there: datetime, wanted: time, days: int) -> datetime:
    date = there.date() + timedelta(days=days)
    naive = datetime.combine(date, wanted)
    zone = there.tzinfo if isinstance(there.tzinfo, ZoneInfo) else None
    return (naive.replace(tzinfo=zone) if zone is not None else naive.astimezone()).astimezone(UTC)


class Promise(QWidget):
    """``promised`` is told the time as ISO 8601 in UTC, or "" if none was promised."""

    def __init__(self, kit: Kit, promised: Callable[[str], object]) -> None:
        super().__init__()
        self._kit, self._promised = kit, promised
        self._zone: tzinfo | None = None
        self._iso = ""
        texts = (self.tr("in 1 h"), self.tr("today 18:00"), self.tr("tomorrow 10:00"))
        self._chips = {
            code: Button(f"escalate.promise.{code}", text, variant="chip")
            for code, text in zip(QUICK, texts, strict=True)
        }
        for code, chip in self._chips.items():
            chip.setCheckable(True)
            chip.clicked.connect(lambda _=False, c=code: self._choose(c))
        self.own = LineField(
            "escalate.promise.own", self.tr("Another time"), placeholder=self.tr("18:30 or 2025-11-24 10:00")
        )
        self.own.setFixedWidth(214)
        self.own.on_leave(self.flush)
        self.own.returnPressed.connect(self.flush)
        self._inside = flow_box(*self._chips.values(), self.own, gap=7)
        self._inside.setObjectName("escalate.promise")
        self._field = Field(self.tr("Promised to the customer by"), self._inside)
        self.setLayout(column(row((self._field, 1))))

    def put(self, iso: str, zone: str, now: datetime) -> None:
        """What was promised so far, and where the customer is."""
        self._zone = zone_of(zone)
        if iso != self._iso:
            self._iso = iso
            if not self.own.hasFocus():
                self.own.put("")
        self._mark(now)
        self._field.need.put(self.tr("in the customer's time") if self._zone is not None else "")
        self._field.hint.put(self._said(now))

    def put_problem(self, text: str) -> None:
        """What is wrong with it."""
        self._field.put_problem(text)

    def flush(self) -> None:
        """What was typed counts now."""
        text = self.own.value().strip()
        if not text:
            return
        at = read(text, self._kit.clock(), self._zone)
        if at is None:
            self.put_problem(self.tr("Write a time such as 18:30, or a day and a time: 2025-11-24 10:00."))
            return
        self.put_problem("")
        self._tell(at)

    def _choose(self, code: str) -> None:
        now = self._kit.clock()
        if self._iso and self._chosen(now) == code:
            self._promised("")
            return
        self.own.put("")
        self.put_problem("")
        self._tell(quick(code, now, self._zone))

    def _tell(self, at: datetime) -> None:
        self._promised(at.astimezone(UTC).isoformat())

    def _chosen(self, now: datetime) -> str:
        at = fmt.moment(self._iso)
        if at is None:
            return ""
        near = (c for c in QUICK if abs((quick(c, now, self._zone) - at).total_seconds()) < _SAME_SECONDS)
        return next(near, "")

    def _mark(self, now: datetime) -> None:
        check_one(self._chips, self._chosen(now))

    def _said(self, now: datetime) -> str:
        at = fmt.moment(self._iso)
        if at is None:
            return ""
        there = at.astimezone(self._zone)
        day = self._kit.words.day(at, now)
        said = fmt.fill(self.tr("{day} {time}"), day=day, time=there.strftime("%H:%M"))
        here = fmt.clock(at)
        if here != there.strftime("%H:%M"):
            said = fmt.fill(self.tr("{there} there, {here} here"), there=there.strftime("%H:%M"), here=here)
        return said


_SAME_SECONDS = 300
"""A choice that moves with the clock is the same one for so long."""
