"""The erasure of a customer: what goes is seen, what keeps it is said, and only the typed name begins it (R60)."""

from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from console.desk.board import Board
from console.desk.erasing import ErasingCard, to_type
from console.desk.erasures import is_meant, why_not
from console.desk.intents_keeping import ConsiderErasing, EraseForGood
from console.ui import format as fmt
from console.ui.kit import Kit
from console.ui.widgets.buttons import Button
from console.ui.widgets.fields import LineField
from console.ui.widgets.labels import Label, Prose
from console.ui.widgets.layout import column, row
from console.ui.widgets.popover import Popover
from store.erasure import WhatGoes

_WIDE = 380


class EraseSheet(Popover):
    """Closed, it is thought better of; what has begun goes on."""

    def __init__(self, root: QWidget, anchor: QWidget, kit: Kit) -> None:
        self._kit = kit
        self._customer: UUID | None = None
        self._card: ErasingCard | None = None
        self._title = Prose("", "text", 14, 600, name="erase.title")
        self._goes = Prose("", "text", 13, name="erase.goes")
        self._rest = Prose(
            self.tr(
                "On other people's tickets their name and number are blanked. Only ids stay, in the list of erasures. "
                "What was taken along as a file is not erased, and nobody can bring anything back."
            ),
            "muted",
            12,
        )
        self._problem = Label("", "", "bad", wrap=True, name="erase.problem")
        self._asked = Prose("", "text", 13, name="erase.asked")
        for prose in (self._title, self._goes, self._rest, self._asked):
            prose.setFixedWidth(_WIDE)
        self._problem.setFixedWidth(_WIDE)
        self._name = LineField("erase.name", self.tr("Their name"))
        self._name.setFixedWidth(_WIDE)
        self._name.on_edit(self._put_buttons)
        self._no = Button("erase.no", self.tr("Cancel"), on=self.dismiss)
        self._yes = Button("erase.yes", self.tr("Erase for good"), "x", variant="bad", on=self._erase)
        inside = column(
            self._title, self._goes, self._rest, self._problem, self._asked, self._name,
            row(None, self._no, self._yes), gap=10, margins=(18, 16, 18, 14),
        )  # fmt: skip
        super().__init__(root, anchor, inside, "erase")
        self.setAccessibleName(self.tr("Erase a customer"))
        self.first = self._no

    def ask(self, customer: UUID) -> None:
        """Open for this one."""
        self._customer, self._card = customer, None
        for prose in (self._title, self._goes, self._asked):
            prose.put("")
        self._problem.put_or_hide("")
        self._name.put("")
        self._put_buttons()
        if self._kit.do(ConsiderErasing(customer=customer)) is None:
            self.open_()

    def put(self, board: Board) -> None:
        """How it stands."""
        self._card = card = board.erasing
        if not self.isVisible():
            return
        if card is None or card.customer != self._customer:
            self.dismiss()
            return
        if card.goes is None:
            missing = self.tr("This customer is not in the store any more.")
            away = self.tr("The store cannot be reached: what would go cannot be seen.")
            wait = away if board.store_down else self.tr("Looking what would go …")
            self._goes.put(missing if card.missing else wait)
            self._problem.put_or_hide("")
        else:
            self._put_goes(card, card.goes)
        self._put_buttons()
        self.settle()

    def _put_goes(self, card: ErasingCard, goes: WhatGoes) -> None:
        customer = goes.customer
        who = " · ".join(t for t in (customer.name, customer.company) if t) or to_type(goes)
        self._title.put(fmt.fill(self.tr("Erase {who}?"), who=who))
        locale = self._kit.locale
        said = self.tr(
            "Goes for good: {tickets} with notes, drafts, escalations, messages and reviews, {calls}, and {recordings}."
        )
        tickets = self.tr("{n} ticket"), self.tr("{n} tickets")
        calls = self.tr("{n} call"), self.tr("{n} calls")
        recordings = self.tr("{n} recording"), self.tr("{n} recordings")
        self._goes.put(
            fmt.fill(
                said,
                tickets=fmt.counted(goes.tickets, *tickets, locale),
                calls=fmt.counted(goes.calls, *calls, locale),
                recordings=fmt.counted(goes.recordings, *recordings, locale),
            )
        )
        refusal = why_not(goes)
        why = refusal.message if refusal is not None else card.refused
        if card.running:
            self._problem.put(self.tr("Being erased. It may take a while; you can go on working."), "muted")
            self._problem.show()
        else:
            self._problem.put_or_hide(why, "bad")
        asked = self.tr("Type “{name}” to say that you mean this customer")
        self._asked.put(fmt.fill(asked, name=to_type(goes)))

    def _put_buttons(self) -> None:
        card = self._card
        goes = card.goes if card is not None else None
        ready = card is not None and goes is not None and not card.running and why_not(goes) is None
        if ready and not self._name.isEnabled():
            self._name.setEnabled(True)
            self._name.setFocus(Qt.FocusReason.PopupFocusReason)
        self._name.setEnabled(ready)
        self._no.put(self.tr("Close") if card is not None and card.running else self.tr("Cancel"))
        self._yes.setEnabled(ready and goes is not None and is_meant(goes, self._name.value()))

    def _erase(self) -> None:
        if self._customer is not None:
            self._kit.do(EraseForGood(customer=self._customer, typed=self._name.value()))

    def dismiss(self) -> None:
        """Thought better of, unless it has begun."""
        super().dismiss()
        self._name.put("")
        card = self._card
        if card is not None and not card.running and card.customer == self._customer:
            self._card = None
            self._kit.ask(ConsiderErasing(customer=None))
