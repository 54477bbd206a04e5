"""One call of the history: its words, and how it is painted."""

from collections.abc import Callable, Sequence
from datetime import datetime
from uuid import UUID

from PySide6.QtCore import QObject, QRectF, Qt
from PySide6.QtGui import QFontMetrics, QPainter

from console.ui import format as fmt
from console.ui import icons
from console.ui.phone.lists import Action, RowDelegate, RowList
from console.ui.theme import font, ink
from console.ui.widgets.paint import paint_line
from console.ui.words import OUTCOME_TONE, Words
from store.book import CallRow
from store.ticket import Outcome, Status
from telephony.address import normalise

MISSED = frozenset({Outcome.MISSED, Outcome.ABANDONED, Outcome.BUSY})
"""Incoming calls that nobody answered; one that a colleague answered (``elsewhere``) is none of them."""
_DONE = frozenset({Status.RESOLVED, Status.CLOSED})
_TIME_WIDE = 118
_PILL_WIDE = 168


def dialled_back(item: CallRow) -> UUID | None:
    """The ticket that a call back belongs to; a matter that is done is not opened again by dialling."""
    return None if item.ticket.status in _DONE else item.ticket.id


class HistoryWords(QObject):
    """A call in words."""

    def __init__(self, words: Words, clock: Callable[[], datetime]) -> None:
        super().__init__()
        self._words, self._clock = words, clock

    @staticmethod
    def is_missed(item: CallRow) -> bool:
        """Whether somebody should be called back."""
        return item.call.direction == "in" and item.call.outcome in MISSED

    def who(self, item: CallRow) -> str:
        """The other side."""
        return self._words.who(item.customer_name or item.call.remote_name, self.number(item))

    def number(self, item: CallRow) -> str:
        """Their number, for people."""
        return normalise(item.call.remote_number, "").shown if item.call.remote_number else ""

    def about(self, item: CallRow) -> str:
        """Number, ticket, subject."""
        number = self.number(item)
        shown = number if number != self.who(item) else ""
        return " · ".join(t for t in (shown, item.ticket.shown_number, item.ticket.subject) if t)

    def outcome(self, item: CallRow) -> tuple[str, str]:
        """The word for how it ended, and its tone; an ordinary call has none."""
        outcome = item.call.outcome
        if outcome is Outcome.ANSWERED:
            return "", ""
        return self._words.outcome(outcome.value), OUTCOME_TONE.get(outcome.value, "n")

    def picture(self, item: CallRow) -> tuple[str, str]:
        """Icon and tone: which way it went, and whether it was missed."""
        if self.is_missed(item):
            return "phone-missed", "bad"
        if item.call.direction == "out":
            return "arrow-up-right", "accent"
        elsewhere = item.call.outcome in {Outcome.ELSEWHERE, Outcome.DECLINED}
        return "arrow-down-left", "n" if elsewhere else "ok"

    def way(self, item: CallRow) -> str:
        """Which way it went, for those who do not see the icon."""
        return self.tr("Call to") if item.call.direction == "out" else self.tr("Call from")

    def length(self, item: CallRow) -> str:
        """How long they talked."""
        call = item.call
        return fmt.between(call.answered_at, call.ended_at) if call.answered_at and call.ended_at else ""

    def when(self, item: CallRow, now: datetime) -> str:
        """The day and the time."""
        return self._words.when(item.call.started_at, now)

    def said(self, item: CallRow) -> str:
        """The whole row."""
        word, _ = self.outcome(item)
        parts = (f"{self.way(item)} {self.who(item)}", self.about(item), word, self.length(item))
        return ", ".join(t for t in (*parts, self.when(item, self._clock())) if t)

    def actions(self, item: CallRow) -> tuple[Action, ...]:
        """What can be done with it in one press."""
        back = self.tr("Call back") if self.is_missed(item) else self.tr("Call")
        number = self.number(item)
        ticket = Action("ticket", "ticket", f"{self.tr('Open ticket')} {item.ticket.shown_number}")
        return (Action("call", "phone", f"{back} {number}"), ticket) if number else (ticket,)


class HistoryDelegate(RowDelegate):
    """Direction, who, number and ticket, how it ended, how long, when."""

    height = 52

    def __init__(self, view: RowList, words: HistoryWords) -> None:
        super().__init__(view)
        self._words = words
        self.now: datetime | None = None

    def actions(self, item: object) -> Sequence[Action]:
        """Call, open the ticket."""
        return self._words.actions(item) if isinstance(item, CallRow) else ()

    def paint_item(self, painter: QPainter, area: QRectF, item: object) -> bool:
        """Qt's own."""
        if not isinstance(item, CallRow) or self.now is None:
            return True
        icon, tone = self._words.picture(item)
        middle = area.center().y()
        painter.drawPixmap(int(area.x()), int(middle) - 8, icons.pixmap(icon, tone, 16))
        times = QRectF(area.right() - _TIME_WIDE - 8, area.y(), _TIME_WIDE, area.height())
        self._paint_times(painter, times, item)
        right = times.x() - 12
        word, tone = self._words.outcome(item)
        if word:
            right -= (
                paint_pill(painter, QRectF(right - _PILL_WIDE, middle - 10, _PILL_WIDE, 20), word, tone) + 12
            )
        left = area.x() + 28
        wide = max(40.0, right - left)
        missed = self._words.is_missed(item)
        who, below = QRectF(left, middle - 19, wide, 19), QRectF(left, middle + 1, wide, 17)
        whole = paint_line(painter, who, self._words.who(item), 13, 600, "badT" if missed else "text")
        return paint_line(painter, below, self._words.about(item), 12, 400, "muted") and whole

    def _paint_times(self, painter: QPainter, area: QRectF, item: CallRow) -> None:
        length = self._words.length(item)
        painter.setFont(font(12, 400, figures=True))
        middle, flags = area.center().y(), int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        first = QRectF(area.x(), middle - (18 if length else 9), area.width(), 18)
        painter.setPen(ink("text"))
        painter.drawText(first, flags, self._words.when(item, self.now or item.call.started_at))
        if length:
            painter.setPen(ink("muted"))
            painter.drawText(QRectF(area.x(), middle + 1, area.width(), 17), flags, length)


def paint_pill(painter: QPainter, area: QRectF, word: str, tone: str) -> float:
    """A word on soft ground at the right of ``area``; how wide it is."""
    used = font(11, 600)
    wide = min(area.width(), QFontMetrics(used).horizontalAdvance(word) + 18.0)
    pill = QRectF(area.right() - wide, area.y(), wide, area.height())
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ink(tone + "S"))
    painter.drawRoundedRect(pill, 10, 10)
    centre = Qt.AlignmentFlag.AlignHCenter
    paint_line(painter, pill.adjusted(8, 0, -8, 0), word, 11, 600, tone + "T", centre)
    return wide
