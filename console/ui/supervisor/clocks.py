"""Clocks in words: which one it is, what is left, and how old a case is of its thirty days."""

from datetime import datetime

from PySide6.QtCore import QObject

from console.ui.widgets.ring import Ring, tone_of
from store.inbox import THIRTY_DAYS, ShownClock
from store.timing import DAYS, REMINDERS

_MINUTE, _HOUR, _DAY = 60, 3600, 86400


class ClockWords(QObject):
    """Says clocks."""

    def __init__(self) -> None:
        super().__init__()
        self._kinds = {
            "first_response": self.tr("first answer"),
            "next_update": self.tr("next update"),
            "resolution": self.tr("resolution"),
            THIRTY_DAYS: self.tr("30 days"),
        }

    def kind(self, clock: ShownClock) -> str:
        """Which promise."""
        return self._kinds.get(clock.kind, clock.kind)

    def left(self, clock: ShownClock, now: datetime) -> str:
        """``19 m``, ``5 h``, ``2 d``; ``late`` once it is broken, ``paused`` while it waits for the customer."""
        if clock.due_at is None:
            return self.tr("wait")
        seconds = int((clock.due_at - now).total_seconds())
        if clock.breached or seconds <= 0:
            return self.tr("late")
        if seconds < _HOUR:
            return self.tr("{n} m").format(n=max(1, seconds // _MINUTE))
        if seconds < _DAY:
            return self.tr("{n} h").format(n=seconds // _HOUR)
        return self.tr("{n} d").format(n=seconds // _DAY)

    def said(self, clock: ShownClock, now: datetime) -> str:
        """For screen readers and tool tips."""
        left = self.left(clock, now)
        if clock.breached:
            return self.tr("{clock}: over time").format(clock=self.kind(clock))
        if clock.due_at is None:
            return self.tr("{clock}: waits for the customer").format(clock=self.kind(clock))
        return self.tr("{clock}: {left} left").format(clock=self.kind(clock), left=left)

    def show(self, ring: Ring, clock: ShownClock, now: datetime) -> None:
        """Put a clock into a ring."""
        late = clock.breached or (clock.due_at is not None and clock.due_at <= now)
        tone = "n" if clock.due_at is None else tone_of(clock.share, breached=late)
        ring.put(0.0 if late else clock.share, self.left(clock, now), tone, self.said(clock, now))

    def age(self, days: int) -> tuple[str, str]:
        """``today``, ``day 27 of 30``, and its tone."""
        if days == 0:
            return self.tr("today"), ""
        if days > DAYS:
            return self.tr("day {n}, over 30").format(n=days), "bad"
        said = self.tr("day {n} of 30").format(n=days)
        return said, "bad" if days >= REMINDERS[1] else "warn" if days >= REMINDERS[0] else ""

    def hops(self, hops: int) -> str:
        """``1 hop``, ``2 hops``."""
        return self.tr("1 hop") if hops == 1 else self.tr("{n} hops").format(n=hops)
