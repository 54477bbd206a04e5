"""What opens at the call's buttons: the keypad, a note, and the question before a customer's call is ended."""

from collections.abc import Callable
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from console.desk.intents import AddNote, Digits
from console.ui.keys import cap
from console.ui.kit import Kit
from console.ui.phone.pad import Pad
from console.ui.widgets.buttons import Button
from console.ui.widgets.fields import AreaField, Field
from console.ui.widgets.labels import Label, Prose
from console.ui.widgets.layout import column, row
from console.ui.widgets.popover import Popover

_DTMF = "0123456789*#ABCD"
"""RFC 4733 section 3.2: what a keyboard can send; A to D have no key on a telephone."""
_SHIFT = Qt.KeyboardModifier.ShiftModifier
_MOST_SHOWN = 16


class Keypad(Popover):
    """DTMF: each press sends one digit at once; while it is open, so does the keyboard."""

    def __init__(self, root: QWidget, anchor: QWidget, kit: Kit) -> None:
        self._kit = kit
        self._call = self._digits = ""
        self._head = Label("", "meta")
        self._sent = Label("", "num", name="keypad.sent")
        self._sent.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._sent.setMinimumHeight(24)
        self._pad = Pad("keypad", self._press, plus=False)
        self._pad.setFixedWidth(228)
        inside = column(row(None, self._head, None), self._sent, self._pad, gap=8, margins=(16, 12, 16, 16))
        super().__init__(root, anchor, inside, "keypad")
        self.setAccessibleName(self.tr("Keypad"))
        self.first = self._pad.keys["1"]

    def put(self, call: str, *, up: bool = True) -> None:
        """Digits go to this call; one that is not up takes none."""
        if call != self._call:
            self._call, self._digits = call, ""
            self._show()
        if not up and self.isVisible():
            self.dismiss()

    def _show(self) -> None:
        self._head.put(self.tr("Sent") if self._digits else self.tr("Digits go out at once"))
        self._sent.put(" ".join(self._digits[-_MOST_SHOWN:]))
        self._sent.setAccessibleName(self.tr("Sent: {digits}").replace("{digits}", " ".join(self._digits)))

    def _press(self, digit: str) -> None:
        if self._kit.do(Digits(digits=digit, call=self._call)) is None:
            self._digits += digit
            self._show()

    def keyPressEvent(self, event: QKeyEvent, /) -> None:
        """Digits are sent, Esc closes."""
        digit = event.text().upper()
        plain = not event.modifiers() & ~(_SHIFT | Qt.KeyboardModifier.KeypadModifier)
        if len(digit) == 1 and digit in _DTMF and plain:
            if not event.isAutoRepeat():
                self._press(digit)
            event.accept()
            return
        super().keyPressEvent(event)


class NotePopover(Popover):
    """A note for the time line. Closed with Esc, what was typed is still there."""

    def __init__(self, root: QWidget, anchor: QWidget, kit: Kit, prefix: str = "note") -> None:
        self._kit = kit
        self._ticket: UUID | None = None
        self._texts: dict[UUID, str] = {}
        self._text = AreaField(f"{prefix}.text", self.tr("Note"), height=84)
        self._text.setFixedWidth(320)
        self._field = Field(self.tr("Note on the time line"), self._text)
        self._add = Button(
            f"{prefix}.add",
            self.tr("Add note"),
            "plus",
            variant="primary",
            key=cap("primary"),
            on=self.primary,
        )
        inside = column(self._field, row(None, self._add), gap=10, margins=(16, 12, 16, 14))
        super().__init__(root, anchor, inside, prefix)
        self.setAccessibleName(self.tr("Note"))
        self.first = self._text
        self._text.on_edit(self._keep)

    def put(self, ticket: UUID | None) -> None:
        """Notes go to this ticket; another ticket's half-written note waits until that one is back."""
        if ticket != self._ticket and not self.isVisible():
            self._ticket = ticket
            self._text.put(self._texts.get(ticket, "") if ticket else "")

    def open_(self) -> None:
        """Open, for the ticket of now."""
        self._field.put_problem("")
        super().open_()

    def _keep(self) -> None:
        if self._ticket is not None:
            self._texts[self._ticket] = self._text.value()

    def primary(self) -> bool:
        """Put it on the time line."""
        text = self._text.value().strip()
        if not text:
            self._field.put_problem(self.tr("The note is empty."))
            return True
        refusal = self._kit.ask(AddNote(text=text, ticket=self._ticket))
        self._field.put_problem(refusal.message if refusal else "")
        if refusal is None:
            self._text.put("")
            self._keep()
            self.dismiss()
        return True


class Confirm(Popover):
    """Asks before something that cannot be taken back."""

    def __init__(self, root: QWidget, anchor: QWidget, prefix: str, icon: str = "phone-off") -> None:
        self._question = Prose("", "text", 13, 600, name=f"{prefix}.question")
        self._question.setMinimumWidth(280)
        self._note = Prose("", "muted", 12, name=f"{prefix}.note")
        self._yes = Button(f"{prefix}.yes", "", icon, variant="bad", on=self._go)
        self._no = Button(f"{prefix}.no", "", on=self.dismiss)
        inside = column(
            self._question, self._note, row(None, self._no, self._yes), gap=8, margins=(18, 14, 18, 14)
        )
        super().__init__(root, anchor, inside, prefix)
        self._then: Callable[[], object] | None = None
        self.first = self._no

    def ask(self, question: str, note: str, yes: str, no: str, then: Callable[[], object]) -> None:
        """Open with this question."""
        self._question.put(question)
        self._note.put_or_hide(note)
        self._yes.put(yes)
        self._no.put(no)
        self._then = then
        self.setAccessibleName(question)
        self.open_()

    def _go(self) -> None:
        self.dismiss()
        if self._then is not None:
            self._then()
