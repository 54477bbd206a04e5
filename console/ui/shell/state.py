"""The person's own state: how long already, why, how the queue stands, and all that can be chosen."""

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from console.desk.board import Board
from console.desk.intents import ExtendWrapUp, SetPresence
from console.desk.seat import Me, Presence, QueueState
from console.ui import format as fmt
from console.ui.keys import cap
from console.ui.kit import Kit
from console.ui.widgets.buttons import Button
from console.ui.widgets.labels import Dot, Elided, Icon, Label, tip
from console.ui.widgets.layout import column, hairline, row, wrap
from console.ui.widgets.popover import Popover
from console.ui.widgets.row_button import RowButton
from console.ui.words import PRESENCE_TONE, Words

_MOST = 20
"""Reasons that the settings may have."""


class StateWords(QObject):
    """Reasons and queue states in words; a reason that is not known here is shown as it was written."""

    def __init__(self, words: Words) -> None:
        super().__init__()
        self._words = words
        self._reasons = {
            "break": self.tr("Break"),
            "lunch": self.tr("Lunch"),
            "training": self.tr("Training"),
            "meeting": self.tr("Meeting"),
            "coaching": self.tr("Coaching"),
            "paperwork": self.tr("Paperwork"),
            "missed": self.tr("Missed a call"),
        }

    def reason(self, code: str) -> str:
        """Why one is away."""
        plain = code.replace("_", " ").replace("-", " ")
        return self._reasons.get(code, plain[:1].upper() + plain[1:])

    def state(self, me: Me) -> str:
        """The word on the button."""
        if me.presence is Presence.AWAY and me.reason:
            return self.reason(me.reason)
        return self._words.presence(me.presence.value)

    def queue(self, state: QueueState) -> tuple[str, str]:
        """Tone and sentence; "" if there is no queue."""
        return {
            QueueState.NONE: ("n", ""),
            QueueState.IN: ("ok", self.tr("Queue: logged in, calls come")),
            QueueState.PAUSED: ("n", self.tr("Queue: paused")),
            QueueState.OUT: ("n", self.tr("Queue: logged out")),
            QueueState.UNKNOWN: (
                "warn",
                self.tr("The queue did not answer and may differ from your state. Choose your state again."),
            ),
        }[state]


class Offer(NamedTuple):
    """A state that can be chosen."""

    name: str
    word: str
    tone: str
    presence: str
    reason: str
    chosen: bool


class OfferRow(RowButton):
    """One state."""

    def __init__(self, chose: Callable[[Offer], object]) -> None:
        self._offer: Offer | None = None
        self._dot = Dot("n", 8)
        self._word = Elided("", "med")
        self._check = Icon("", "accentT", 16)
        super().__init__(
            row(self._dot, (self._word, 1), self._check, gap=10, margins=(12, 8, 12, 8)), checkable=True
        )
        self._chose = chose
        self.setFixedHeight(36)
        self.setMinimumWidth(230)
        self.clicked.connect(self._press)

    def put(self, offer: Offer) -> None:
        """Another one."""
        if offer == self._offer:
            return
        self._offer = offer
        self.setObjectName(f"top.state.{offer.name}")
        self._dot.put(offer.tone)
        self._word.put(offer.word)
        self._check.put("check" if offer.chosen else "", "accentT")
        self.setChecked(offer.chosen)
        self.setAccessibleName(offer.word)

    def _press(self) -> None:
        if self._offer is not None:
            self._chose(self._offer)


class StatePopover(Popover):
    """All that can be chosen."""

    def __init__(self, parent: QWidget, anchor: QWidget, kit: Kit, words: StateWords) -> None:
        self._kit, self._words = kit, words
        self._rows: list[OfferRow] = []
        self._list = column(gap=2)
        self._queue_dot = Dot("n", 8)
        self._queue = Label("", "meta", wrap=True, name="top.queue")
        self._more = Button("top.state.more", self.tr("More time"), "clock", size="sm", on=self._extend)
        self._foot = wrap(
            column(
                hairline(),
                row(
                    column(4, self._queue_dot, None, gap=0), (self._queue, 1), gap=10, margins=(12, 4, 12, 4)
                ),
                gap=6,
            )
        )
        inside = column(self._list, row(12, self._more, None, gap=0), self._foot, gap=6, margins=(8, 8, 8, 8))
        super().__init__(parent, anchor, inside, "top.states")

    def put(self, board: Board) -> None:
        """What there is to choose from."""
        offers = self._offers(board)
        while len(self._rows) < len(offers):
            made = OfferRow(self._chose)
            self._rows.append(made)
            self._list.addWidget(made)
        for made, offer in zip(self._rows, offers, strict=False):
            made.put(offer)
            made.setVisible(True)
        for made in self._rows[len(offers) :]:
            made.hide()
        chosen = next((r for r, o in zip(self._rows, offers, strict=False) if o.chosen), None)
        self.first = chosen or self._rows[0]
        tone, said = self._words.queue(board.phone.queue)
        self._queue_dot.put(tone)
        self._queue.put(said, tone if tone == "warn" else "")
        self._foot.setVisible(bool(said))
        self._more.setVisible(board.me.wrapup_until is not None)
        if self.isVisible():
            self.settle()

    def _offers(self, board: Board) -> list[Offer]:
        me = board.me
        away = me.presence is Presence.AWAY
        words = self._kit.words
        reasons = [
            Offer(
                f"away.{r}", self._words.reason(r), PRESENCE_TONE["away"], "away", r, away and me.reason == r
            )
            for r in board.reasons[:_MOST]
        ]
        if not reasons:
            reasons = [Offer("away", words.presence("away"), PRESENCE_TONE["away"], "away", "", away)]
        return [
            Offer(
                "available",
                words.presence("available"),
                PRESENCE_TONE["available"],
                "available",
                "",
                me.presence is Presence.AVAILABLE,
            ),
            *reasons,
            Offer("dnd", words.presence("dnd"), PRESENCE_TONE["dnd"], "dnd", "", me.presence is Presence.DND),
        ]

    def _chose(self, offer: Offer) -> None:
        self.dismiss()
        self._kit.do(SetPresence(presence=offer.presence, reason=offer.reason))

    def _extend(self) -> None:
        self._kit.do(ExtendWrapUp())


class StateButton(RowButton):
    """The state in force; pressed, it opens the others."""

    def __init__(self, kit: Kit) -> None:
        self._dot = Dot("ok", 8)
        self._word = Elided("", "b", fit=True)
        self._word.setMaximumWidth(180)
        self._time = Label("", "time")
        self._sign = Icon("triangle-alert", "warnT", 16)
        self._sign.hide()
        inside = row(
            self._dot,
            self._word,
            self._time,
            self._sign,
            Icon("chevron-down", "muted", 16),
            gap=8,
            margins=(12, 0, 10, 0),
        )
        super().__init__(inside, "state", name="top.state")
        self.setFixedHeight(36)
        self._kit = kit
        self._words = StateWords(kit.words)
        self._board: Board | None = None
        self._popover: StatePopover | None = None
        self.clicked.connect(self._open)

    def _open(self) -> None:
        if self._board is None:
            return
        if self._popover is None:
            self._popover = StatePopover(_root(self), self, self._kit, self._words)
        self._popover.put(self._board)
        self._popover.toggle()

    def put(self, board: Board, now: datetime) -> None:
        """Whose state, why, and since when."""
        self._board = board
        me = board.me
        word = self._words.state(me)
        missed = me.reason == "missed" and me.presence is Presence.AWAY
        self._dot.put("bad" if missed else PRESENCE_TONE[me.presence.value])
        self._word.put(word)
        _, queue = self._words.queue(board.phone.queue)
        unknown = board.phone.queue is QueueState.UNKNOWN
        self._sign.setVisible(unknown)
        said = self.tr("Your state: {state}").format(state=word)
        self.setAccessibleName(f"{said}. {queue}" if queue else said)
        tip(self, queue if unknown else self.tr("Change your state ({key})").format(key=cap("state")))
        if self._popover is not None and self._popover.isVisible():
            self._popover.put(board)
        self.tick(now)

    def tick(self, now: datetime) -> None:
        """A second has passed: a wrap-up counts down to its end, everything else up."""
        if self._board is None:
            return
        me = self._board.me
        if me.presence is Presence.WRAPUP and me.wrapup_until is not None:
            left = fmt.duration((me.wrapup_until - now).total_seconds())
            self._time.put(self.tr("{time} left").format(time=left))
            self._time.show()
        else:
            self._time.put_or_hide(fmt.between(me.since, now))


def _root(widget: QWidget) -> QWidget:
    """The widget that fills the window."""
    above = widget.parentWidget()
    while above is not None and not above.isWindow():
        widget, above = above, above.parentWidget()
    return widget
