"""The list of the inbox: one line a case, with the clock that needs attention first."""

from datetime import datetime
from typing import NamedTuple, Protocol
from uuid import UUID

from console.ui.kit import Kit
from console.ui.supervisor.clocks import ClockWords
from console.ui.widgets.labels import Elided, Icon, Pill
from console.ui.widgets.layout import column, row, wrap
from console.ui.widgets.painted import Level
from console.ui.widgets.ring import Ring
from console.ui.widgets.row_button import RowButton
from console.ui.words import SEVERITY_TONE
from store.inbox import InboxRow, MentionRow, ShownClock


class Line(NamedTuple):
    """A case in the list, or (without ``escalation``) a comment to be read about a ticket."""

    key: str
    ticket: UUID
    escalation: UUID | None
    subject: str
    who: str
    level: int
    severity: str
    hops: int
    days: int
    clock: ShownClock | None
    unread: int
    chosen: bool = False


class Chooser(Protocol):
    """What a line tells that it was chosen."""

    def choose(self, line: Line) -> None:
        """Open its case."""


def line_of(item: InboxRow, kit: Kit) -> Line:
    """A case."""
    escalation, ticket = item.row.escalation, item.row.ticket
    who = kit.words.who(item.row.customer_name or ticket.caller_name, ticket.caller)
    return Line(
        key=escalation.id.hex, ticket=ticket.id, escalation=escalation.id, subject=ticket.subject,
        who=item.row.company or who, level=escalation.to_level, severity=ticket.severity.value,
        hops=escalation.hop, days=item.days, clock=item.clock, unread=item.unread,
    )  # fmt: skip


def line_of_mention(item: MentionRow) -> Line:
    """A comment about a ticket that is in no tab."""
    mention = item.mention
    return Line(
        key=mention.ticket.hex, ticket=mention.ticket, escalation=None, subject=item.subject or item.number,
        who=item.text, level=-1, severity="", hops=0, days=0, clock=None, unread=1,
    )  # fmt: skip


class CaseLine(RowButton):
    """One line."""

    def __init__(self, kit: Kit, page: Chooser) -> None:
        self._kit, self._page = kit, page
        self._clocks = ClockWords()
        self._ring = Ring(44)
        self._mark = Icon("at-sign", "accentT", 24)
        self._sign = wrap(row(None, self._mark, None))
        self._sign.setFixedSize(44, 44)
        self._subject = Elided("", "b")
        self._level = Level()
        self._who = Elided("", "meta")
        self._severity = Pill()
        self._unread = Pill("", "accent", "at-sign")
        self._meta = Elided("", "meta")
        texts = column(
            row((self._subject, 1), self._level, gap=8),
            self._who,
            row(self._severity, self._unread, (self._meta, 1), gap=8),
            gap=3,
        )
        inside = row(self._ring, self._sign, (texts, 1), gap=14, margins=(12, 8, 12, 9))
        super().__init__(inside, checkable=True)
        self._item: Line | None = None
        self.clicked.connect(self._open)

    @property
    def item(self) -> Line | None:
        """What it shows."""
        return self._item

    def show_item(self, item: Line, /) -> None:
        """Show this line."""
        self._item = item
        words = self._kit.words
        self.setObjectName(f"escalations.{item.key}")
        self._subject.put(item.subject or self.tr("No subject"))
        self._who.put(item.who)
        self._level.put(max(0, item.level))
        self._level.setVisible(item.level >= 0)
        self._severity.put(words.severity(item.severity), SEVERITY_TONE.get(item.severity, "n"))
        self._unread.put(self.tr("{n} to read").format(n=item.unread) if item.unread else "")
        self._ring.setVisible(item.clock is not None)
        self._sign.setVisible(item.clock is None)
        age, tone = self._clocks.age(item.days)
        told = [self._clocks.kind(item.clock)] if item.clock is not None else []
        if item.escalation is not None:
            told += [self._clocks.hops(item.hops), age]
        self._meta.put(" · ".join(told) or self.tr("You were mentioned"), tone)
        self.setChecked(item.chosen)
        self.tick(self._kit.clock())

    def tick(self, now: datetime) -> None:
        """The clock has moved."""
        item = self._item
        if item is None:
            return
        said = ""
        if item.clock is not None:
            self._clocks.show(self._ring, item.clock, now)
            said = self._clocks.said(item.clock, now)
        level = f"L{item.level}" if item.level >= 0 else ""
        texts = (
            self._subject.text(), item.who, level, self._severity.text(), said, self._meta.text(),
            self._unread.text(),
        )  # fmt: skip
        self.setAccessibleName(", ".join(t for t in texts if t))

    def _open(self) -> None:
        if self._item is not None:
            self._page.choose(self._item)
