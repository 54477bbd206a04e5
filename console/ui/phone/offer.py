"""A link asks to be dialled: what it would dial, for whom, and the person decides. Nothing is dialled by itself."""

from PySide6.QtCore import QElapsedTimer, QRect, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from console.desk.board import Board, DialOffer
from console.desk.intents import SettleOffer
from console.ui import format as fmt
from console.ui.agent.at_hand import worked_on
from console.ui.agent.caller import Hint
from console.ui.keys import cap
from console.ui.kit import Kit
from console.ui.phone.problems import Problems
from console.ui.widgets.buttons import AnswerButton, Button
from console.ui.widgets.floating import Floating
from console.ui.widgets.labels import Elided, Icon, Label, Prose
from console.ui.widgets.layout import column, invalidate_all, row
from telephony.call import CallState
from telephony.country import is_emergency

GUARD_MS = 500
"""For so long after it has appeared no key dials: Enter was meant for something else."""
_WIDE = 384
_LONGEST = 300
"""So much of a link is shown; what follows can only be there to confuse."""


class OfferSheet(Floating):
    """Beside whatever rings, never over it; it takes the focus from nobody who types or is being rung."""

    def __init__(self, root: QWidget, kit: Kit) -> None:
        self._kit = kit
        self._problems = Problems()
        self._shown: tuple[object, ...] = ()
        self._offer: DialOffer | None = None
        self._appeared = QElapsedTimer()
        self._title = Label("", "title", name="offer.title")
        self._name = Elided("", "b", name="offer.name")
        self._number = Prose("", "text", 18, 600, name="offer.number", figures=True)
        self._problem = Hint("bad", "shield-question-mark", "bad", "offer.problem")
        self._emergency = Hint("bad", "triangle-alert", "bad", "offer.emergency")
        self._link_of = Label(self.tr("The link"), "meta")
        self._link = Prose("", "muted", 12, name="offer.link")
        self._holds = Label("", "meta", wrap=True, name="offer.holds")
        self.dial = AnswerButton(
            "offer.dial", self.tr("Dial"), "phone", variant="primary", key=cap("offer"), on=self._dial
        )
        self.dial.deaf = self._is_new
        self.close_ = Button("offer.close", "", key="Esc", on=self.leave)
        inside = column(
            row(Icon("link", "accentT", 18), self._title, None, gap=10),
            self._name,
            self._number,
            self._problem,
            self._emergency,
            column(self._link_of, self._link, gap=2),
            self._holds,
            row(None, self.close_, self.dial, gap=8),
            gap=10,
            margins=(20, 16, 20, 16),
        )
        super().__init__(root, inside, "accent", "offer")
        self.hide()

    def _is_new(self) -> bool:
        return not self._appeared.isValid() or self._appeared.elapsed() < GUARD_MS

    def put(self, board: Board) -> bool:
        """What is offered; True if it has just appeared and nobody else needs the keyboard."""
        offer = board.offer
        if offer is None:
            self._offer = None
            self._shown = ()
            self.hide()
            return False
        current = worked_on(board)
        talking = (
            current if current is not None and current.state is CallState.UP and not current.held else None
        )
        said = (offer, talking and (talking.name, talking.number), board.emergency, board.country)
        if said == self._shown:
            return False
        self._shown = said
        before = self._offer
        new = before is None or (before.link, before.target) != (
            offer.link,
            offer.target,
        )  # a name may come later
        self._offer = offer
        if new:
            self._appeared.restart()
        may = bool(offer.target) and not offer.problem
        self._title.put(self.tr("A link asks to be dialled") if may else self.tr("This link is not dialled"))
        self.set_tone("accent" if may else "bad")
        self._name.put_or_hide(offer.name if may else "")
        self._number.put_or_hide((offer.shown or offer.target) if may else "")
        self._problem.put(
            "" if may else self._problems.of(offer.problem), "" if may else self.tr("Nothing is dialled.")
        )
        calls_help = may and is_emergency(offer.target, board.emergency, board.country)
        self._emergency.put(
            self.tr("This is an emergency number.") if calls_help else "",
            self.tr("Dial only if there is an emergency.") if calls_help else "",
        )
        self._link.put(offer.link if len(offer.link) <= _LONGEST else offer.link[: _LONGEST - 1] + "…")
        self.dial.setVisible(may)
        self.close_.put(self.tr("Not now") if may else self.tr("Close"))
        who = (fmt.short_name(talking.name, talking.number) or self.tr("the caller")) if talking else ""
        self._holds.put_or_hide(
            self.tr("Dialling puts {name} on hold.").replace("{name}", who) if who and may else ""
        )
        self.setAccessibleName(f"{self._title.text()}: {self._name.text()} {self._number.text()}")
        return new

    def settle(self, page: QRect, taken: QRect | None, *, low: bool) -> None:
        """At the top of the page, left of the card that rings; ``low``: in the lower right corner, over no button."""
        right = taken.left() - 10 if taken is not None else page.right()
        wide = max(300, min(_WIDE, right - page.left() - 20))
        invalidate_all(self)
        layout = self.layout()
        high = layout.heightForWidth(wide + 2 * self.PAD) - 2 * self.PAD if layout is not None else 200
        high = min(high, page.height() - 36)
        if low:
            self.place(QRect(page.right() - wide - 16, page.bottom() - high - 16, wide, high))
            return
        left = page.left() + max(10, (right - page.left() - wide) // 2)
        self.place(QRect(left, page.top() + 18, wide, high))

    def take_focus(self) -> None:
        """The keyboard is free: Enter dials, but not at once."""
        first = self.close_ if self.dial.isHidden() else self.dial
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _dial(self) -> None:
        if self._kit.do(SettleOffer(dial=True)) is None:
            self._kit.go("desk")

    def leave(self) -> None:
        """Not now."""
        self._kit.do(SettleOffer(dial=False))

    def keyPressEvent(self, event: QKeyEvent, /) -> None:
        """Esc: not now."""
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
            event.accept()
            return
        super().keyPressEvent(event)
