"""What a customer has answered by e-mail to how content they are, filed by whoever reads it (R31)."""

from functools import partial
from uuid import UUID

from PySide6.QtWidgets import QWidget

from console.desk.intents_updates import FileFeedback
from console.ui import format as fmt
from console.ui.keys import cap
from console.ui.kit import Kit
from console.ui.widgets.buttons import Button, check_one
from console.ui.widgets.fields import AreaField
from console.ui.widgets.labels import Label
from console.ui.widgets.layout import Box, column, row
from console.ui.widgets.popover import Popover
from store.feedback import SCORES


class AnswerPopover(Popover):
    """Opens at ``anchor``; ``prefix`` begins its names."""

    def __init__(self, root: QWidget, anchor: QWidget, kit: Kit, prefix: str) -> None:
        self._kit = kit
        self._ticket: UUID | None = None
        self._score = 0
        self._scores = {str(n): Button(f"{prefix}.{n}", str(n), variant="seg") for n in SCORES}
        for n, button in self._scores.items():
            button.setCheckable(True)
            button.clicked.connect(partial(self._choose, n))
        self._text = AreaField(f"{prefix}.text", "", height=64)
        self._text.setFixedWidth(300)
        self._title, self._hint = Label("", "b"), Label("", "meta", wrap=True)
        self._file = Button(
            f"{prefix}.file", "", "check", variant="primary", key=cap("primary"), on=self.primary
        )
        inside = column(
            self._title,
            self._hint,
            Box("seg", row(*((b, 1) for b in self._scores.values()), gap=2, margins=(3, 3, 3, 3))),
            self._text,
            row(None, self._file),
            gap=9,
            margins=(16, 12, 16, 14),
        )
        super().__init__(root, anchor, inside, prefix)
        self._say()
        self.first = self._scores["5"]

    def _say(self) -> None:
        title = self.tr("What the customer answered")
        self._title.put(title)
        self.setAccessibleName(title)
        self._hint.put(self.tr("The number stands in the subject of their e-mail; 5 is the best."))
        self._text.setAccessibleName(self.tr("Their words"))
        self._text.setPlaceholderText(self.tr("Their words, if there are any"))
        self._file.put(self.tr("File it"))
        for n, button in self._scores.items():
            button.setAccessibleName(fmt.fill(self.tr("{n} of 5"), n=n))

    def put(self, ticket: UUID | None) -> None:
        """Answers are filed with this ticket."""
        if ticket != self._ticket and not self.isVisible():
            self._ticket = ticket
            self._begin()

    def _begin(self) -> None:
        self._score = 0
        check_one(self._scores, "")
        self._text.put("")
        self._file.setEnabled(False)

    def _choose(self, score: str) -> None:
        self._score = int(score)
        check_one(self._scores, score)
        self._file.setEnabled(True)

    def primary(self) -> bool:
        """File it."""
        if self._ticket is None or not self._score:
            return False
        filed = FileFeedback(ticket=self._ticket, score=self._score, text=self._text.value().strip())
        if self._kit.do(filed) is None:
            self._begin()
            self.dismiss()
        return True
