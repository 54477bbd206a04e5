"""Why it is escalated: the reasons of the policy as chips, in the center's own words where it has some."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from console.ui.kit import Kit
from console.ui.widgets.buttons import Button, check_one
from console.ui.widgets.layout import Flow, column
from store.policy import ReasonWord


class Reasons(QWidget):
    """``chosen`` is told the code."""

    def __init__(self, kit: Kit, chosen: Callable[[str], object]) -> None:
        super().__init__()
        self._kit, self._chosen = kit, chosen
        self._words: tuple[ReasonWord, ...] = ()
        self._code = ""
        self.chips: dict[str, Button] = {}
        self._flow = Flow(gap=7)
        inside = QWidget()
        inside.setLayout(self._flow)
        policy = inside.sizePolicy()
        policy.setHeightForWidth(True)
        inside.setSizePolicy(policy)
        self.setLayout(column(inside))

    def put(self, words: tuple[ReasonWord, ...], code: str) -> None:
        """These reasons, and the one that was given."""
        if words != self._words:
            self._words = words
            self._make([w for w in words if w.active or w.key == code])
        self._code = code
        self.mark()

    def mark(self) -> None:
        """Check the one that holds: a press has checked another."""
        check_one(self.chips, self._code)

    def first(self) -> QWidget:
        """Where the keyboard goes if the reason is missing."""
        return next(iter(self.chips.values()), self)

    def _make(self, words: list[ReasonWord]) -> None:
        keep = {word.key for word in words}
        for key in [k for k in self.chips if k not in keep]:
            chip = self.chips.pop(key)
            self._flow.removeWidget(chip)
            chip.hide()
            chip.setObjectName("")
            chip.deleteLater()
        for word in words:
            text = word.name or self._kit.words.reason(word.key)
            known = self.chips.get(word.key)
            if known is not None:
                known.put(text)
                continue
            chip = Button(f"escalate.reason.{word.key}", text, variant="chip")
            chip.setCheckable(True)
            chip.clicked.connect(lambda _=False, c=word.key: self._chosen(c))
            self.chips[word.key] = chip
            self._flow.addWidget(chip)
            chip.show()
        self.updateGeometry()
