"""What lies over the page while a call rings: the whole card on an idle desk, a small one over everything else."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QRect, Qt, QTimer
from PySide6.QtWidgets import QWidget

from console.desk.board import Board
from console.desk.calling import CallCard
from console.ui.agent.at_hand import at_hand
from console.ui.kit import Kit
from console.ui.shell.focus import is_typing
from console.ui.shell.pages import Pages
from console.ui.widgets.floating import FocusRing, Scrim
from telephony.call import CallState, Direction

if TYPE_CHECKING:
    from console.ui.agent.ringing import KnockCard, RingingCard


class RingingLayer(QObject):
    """Each card is made when it is first needed, or when the window has a quiet moment."""

    def __init__(self, root: QWidget, pages: Pages, ring: FocusRing, kit: Kit) -> None:
        super().__init__(root)
        self._root, self._pages, self._ring, self._kit = root, pages, ring, kit
        self._card: RingingCard | None = None
        self._knock: KnockCard | None = None
        self._call = ""
        self._rings = False
        self._scrim = Scrim(pages)
        # The page dims just after the card is painted: the card must not wait for it.
        self._dim = QTimer(self)
        self._dim.setSingleShot(True)
        self._dim.setInterval(1)
        self._dim.timeout.connect(self._show_scrim)

    @property
    def card(self) -> RingingCard:
        """The whole card of a call that rings."""
        if self._card is None:
            from console.ui.agent.ringing import RingingCard  # noqa: PLC0415

            self._card = RingingCard(self._root, self._kit)
        return self._card

    @property
    def knock(self) -> KnockCard:
        """The small card of a call that rings beside another."""
        if self._knock is None:
            from console.ui.agent.ringing import KnockCard  # noqa: PLC0415

            self._knock = KnockCard(self._root, self._kit)
        return self._knock

    # -- told

    def put(self, board: Board, now: datetime) -> None:
        """What rings, if anything does."""
        self._rings = board.ringing is not None
        card = self._card_of(board)
        small = at_hand(board) or self._pages.place != "desk"
        if card is None or small:
            self._hide_card()
        if card is None or not small:
            self._hide_knock()
        if card is None:
            self._call = ""
            return
        waiting = sum(c.state is CallState.RINGING and c.direction is Direction.IN for c in board.cards) - 1
        shown = self.knock if small else self.card
        new = shown.put(board, card, waiting, now)
        appeared = shown.isHidden()
        if not new and not appeared:
            return
        self.settle()
        if not small:
            self._dim.start()
        shown.show()
        shown.raise_()
        shown.pulse(on=self._kit.motion)
        self._ring.raise_()
        if appeared or card.call != self._call:
            self._call = card.call
            if not small and not is_typing():
                shown.buttons.answer.setFocus(Qt.FocusReason.OtherFocusReason)

    def _card_of(self, board: Board) -> CallCard | None:
        card = board.ringing
        if card is not None and card.handover is not None and self._pages.place == "escalations":
            return None  # the page has a banner for it
        return card

    def _hide_card(self) -> None:
        self._dim.stop()
        self._scrim.hide()
        if self._card is not None and not self._card.isHidden():
            self._card.hide()
            self._card.pulse(on=False)

    def _hide_knock(self) -> None:
        if self._knock is not None:
            self._knock.hide()
            self._knock.pulse(on=False)

    def _show_scrim(self) -> None:
        self._scrim.setGeometry(self._pages.rect())
        self._scrim.show()
        self._scrim.raise_()

    def tick(self, now: datetime) -> None:
        """A second has passed."""
        for card in (self._card, self._knock):
            if card is not None and card.isVisible():
                card.tick(now)

    # -- room

    @property
    def taken(self) -> QRect | None:
        """Where the whole card lies in the root; None if it does not."""
        if self._card is None or self._card.isHidden():
            return None
        pad = self._card.PAD
        return self._card.geometry().adjusted(pad, pad, -pad, -pad)

    @property
    def knocks_right(self) -> bool:
        """Whether the small card lies in the right half of the page."""
        if self._knock is None or self._knock.isHidden():
            return False
        return self._knock.geometry().center().x() > self._pages.area.center().x()

    def settle(self) -> None:
        """The page has another size."""
        self._scrim.setGeometry(self._pages.rect())
        if not self._rings:
            return
        desk, area = self._pages.desk, self._pages.area
        if self._card is not None:
            for layout in (desk.layout(), desk.idle.layout()):
                if layout is not None:
                    layout.activate()
            self._card.settle(desk.ringing_area().translated(area.topLeft()))
        if self._knock is not None:
            inner = area.adjusted(16, 16, -16, -16)
            used = desk.in_use_until() + area.top() if self._pages.place == "desk" else 0
            if self._pages.place == "calls":
                used = inner.bottom()  # the dialler is in use
            self._knock.settle(inner, used)
