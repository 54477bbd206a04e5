"""The calls: the dialler on the left, the history or the contacts on the right."""

from datetime import datetime

from PySide6.QtWidgets import QStackedLayout, QWidget

from console.desk.board import Board
from console.ui.kit import Kit
from console.ui.phone.contacts import ContactsView
from console.ui.phone.dialler import Dialler
from console.ui.phone.history import HistoryView
from console.ui.phone.importing import ImportReport
from console.ui.shell.page import Page
from console.ui.widgets.buttons import Button, check_one
from console.ui.widgets.labels import Label
from console.ui.widgets.layout import Box, card, row


class CallsPage(Page):
    """Which of the two is on the right stays as the person left it."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self._side = "history"
        self._importing = False
        self._board: Board | None = None
        self.dialler = Dialler(kit, "dial", pad=True, went=lambda: kit.go("desk"))
        self.history = HistoryView(kit)
        self.contacts = ContactsView(kit)
        self.importing = ImportReport(kit)
        words = {"history": self.tr("History"), "contacts": self.tr("Contacts")}
        self._tabs = {name: Button(f"calls.{name}", word, variant="seg") for name, word in words.items()}
        for name, tab in self._tabs.items():
            tab.setCheckable(True)
            tab.clicked.connect(lambda _=False, side=name: self.choose(side))
        self._left = card(
            Label(self.tr("Dial"), "title"), (self.dialler, 1), gap=12, margins=(18, 16, 18, 18)
        )
        self._left.setFixedWidth(322)
        tabs = Box("seg", row(*self._tabs.values(), gap=2, margins=(3, 3, 3, 3)))
        stack = QWidget()
        self._stack = QStackedLayout(stack)
        for view in (self.history, self.contacts, self.importing):
            self._stack.addWidget(view)
        self._right = card(row(tabs, None), (stack, 1), gap=12, margins=(16, 14, 12, 14))
        self.setLayout(row(self._left, (self._right, 1), gap=14, margins=(16, 16, 16, 16)))
        check_one(self._tabs, self._side)

    def put(self, board: Board, now: datetime) -> None:
        """What is on the desk."""
        self._board = board
        self.dialler.put(board)
        if board.importing is not None and not self._importing:
            self._side = "contacts"
        self._importing = board.importing is not None
        self.importing.put(board)
        self.contacts.imported(board)
        if self._side == "contacts" and self._importing:
            self._show(self.importing)
        elif self._side == "contacts":
            self._show(self.contacts)
            self.contacts.put(self._board)  # being shown it may have asked, and been answered
        else:
            self._show(self.history)
            self.history.put(self._board, now)

    def _show(self, view: QWidget) -> None:
        check_one(self._tabs, self._side)
        if self._stack.currentWidget() is not view:
            self._stack.setCurrentWidget(view)

    def choose(self, side: str) -> None:
        """``history`` or ``contacts``."""
        self._side = side
        if self._board is not None:
            self.put(self._board, self._kit.clock())

    def narrow(self, *, on: bool) -> None:
        """The left card gives way a little."""
        self._left.setFixedWidth(290 if on else 322)

    def primary(self) -> bool:
        """Ctrl+Enter: take in what was read."""
        return self.importing.primary()
