"""What the forms of a coach are made of."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QWidget

from console.desk.intents import Refusal
from console.ui.learning.words import LearningWords
from console.ui.widgets.buttons import Button
from console.ui.widgets.fields import Choice
from console.ui.widgets.labels import Label
from console.ui.widgets.layout import Item, Scroller, column, flow_box, invalidate_all, row, wrap
from console.ui.widgets.popover import Popover

_WIDE, _HIGH = 460, 580
_AROUND = 170
"""What a form needs above and below its fields, inside the window."""
OTHER = ""
Words = Callable[[], LearningWords]


def options(choice: Choice, found: Sequence[tuple[str, str]], chosen: str) -> None:
    """Other choices, and which of them is chosen."""
    choice.clear()
    for code, word in found:
        choice.addItem(word, code)
    choice.put(chosen)


class Chips(QWidget):
    """Some of many, each a chip that is pressed."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self._name = name
        self._buttons: dict[str, Button] = {}
        self.setLayout(column(gap=0))
        self._box: QWidget | None = None

    def put(self, found: Sequence[tuple[str, str]], chosen: Sequence[str]) -> None:
        """These, of which some are chosen."""
        layout = self.layout()
        if self._box is not None and layout is not None:
            layout.removeWidget(self._box)
            self._box.setParent(None)
            self._box.deleteLater()
        self._buttons = {}
        for code, word in found:
            made = Button(f"{self._name}.{code}", word, variant="chip")
            made.setCheckable(True)
            made.setChecked(code in chosen)
            made.clicked.connect(lambda _=False, b=made: _toggle(b))
            self._buttons[code] = made
        self._box = flow_box(*self._buttons.values(), gap=6)
        if layout is not None:
            layout.addWidget(self._box)

    def value(self) -> tuple[str, ...]:
        """The chosen ones, in their order."""
        return tuple(code for code, b in self._buttons.items() if b.isChecked())

    def only(self, typed: str) -> None:
        """Show those whose word has what was typed, and the chosen ones."""
        for button in self._buttons.values():
            button.setVisible(button.isChecked() or typed.casefold() in button.caption.casefold())


class Form(Popover):
    """A title, what is filled in, what is wrong, and two buttons."""

    def __init__(self, root: QWidget, anchor: QWidget, name: str, keep: str, *items: Item) -> None:
        self._title = Label("", "title")
        self._wrong = Label("", "meta", "bad", wrap=True, name=f"{name}.problem")
        self._wrong.hide()
        self.keep = Button(f"{name}.keep", keep, variant="primary", key="Ctrl Enter", on=self.primary)
        self.leave = Button(f"{name}.leave", self.tr("Cancel"), variant="ghost", on=self.dismiss)
        self.more = row(gap=8)
        self._inside = wrap(column(*items, None, gap=10, margins=(16, 4, 16, 4)))
        self._scroller = Scroller(self._inside, f"{name}.scroll", steady=True)
        self._scroller.setFixedWidth(_WIDE)
        foot = column(
            self._wrong, row(self.more, None, self.leave, self.keep, gap=8), gap=8, margins=(16, 0, 16, 0)
        )
        head = column(self._title, margins=(16, 0, 16, 0))
        super().__init__(
            root, anchor, column(head, (self._scroller, 1), foot, gap=8, margins=(0, 14, 0, 14)), name
        )

    def ask(self, anchor: QWidget, title: str) -> None:
        """Open it there."""
        self.anchor = anchor
        self._title.put(title)
        self._wrong.hide()
        invalidate_all(self._inside)
        inside = self._inside.layout()
        high = inside.heightForWidth(_WIDE - 20) if inside is not None else 0
        wanted = max(high, self._inside.minimumSizeHint().height()) + 8
        root = self.parentWidget()
        self._scroller.setFixedHeight(min(_HIGH, wanted, root.height() - _AROUND if root else _HIGH))
        self.open_()

    def said(self, refusal: Refusal | str | None) -> bool:
        """Say what is wrong, or close; always True: the key was for this form."""
        if refusal is None:
            self.dismiss()
            return True
        self._wrong.put_or_hide(refusal if isinstance(refusal, str) else refusal.message)
        self.settle()
        return True


def _toggle(button: Button) -> None:
    """A form keeps its own state until it is sent: nothing on the board says what is pressed."""
    button.setChecked(not button.isChecked())
    button.updateGeometry()
