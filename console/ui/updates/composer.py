"""The escalation e-mail (R30): a field for each element, sentences to begin with, what is missing, and the whole.

Opened by :class:`console.desk.intents_updates.ComposeUpdate`; :func:`compose_button` is the button for a case.
"""

from collections.abc import Callable

from PySide6.QtCore import QRect, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLayout, QWidget

from console.desk.board import Board
from console.desk.composing import Composing
from console.desk.intents import TypeDraft
from console.desk.intents_updates import CloseComposer, ComposeUpdate, SendUpdate
from console.ui import format as fmt
from console.ui.keys import cap
from console.ui.kit import Kit
from console.ui.updates.words import ElementWords
from console.ui.widgets.buttons import Button
from console.ui.widgets.fields import AreaField, Choice, Field, LineField
from console.ui.widgets.floating import Floating
from console.ui.widgets.labels import Elided, Icon, Label, Pill, Prose
from console.ui.widgets.layout import Box, Scroller, column, flow_box, hairline, row, wrap
from console.updates.elements import Element, assemble, missing, phrases, shipped
from store.book import Case

_SAVE_MS = 800
_WIDE = 1060
_HEIGHT = {Element.STEPS: 74}
SCOPE = "update"


def compose_button(
    kit: Kit, name: str, case: Callable[[], Case | None], *, word: str, small: bool = False
) -> Button:
    """Opens the composer for what ``case`` gives; ``name`` is ``detail.compose`` or ``case.compose``.

    ``word`` is "Write to customer" in the language of the window; ``small`` has it as a tip only.
    """

    def go() -> None:
        found = case()
        if found is not None:
            kit.do(ComposeUpdate(ticket=found.ticket.id))

    if small:
        return Button(name, icon="mail", size="icsm", key=cap("compose"), tip_text=word, on=go)
    return Button(name, word, "mail", key=cap("compose"), on=go)


class Part(QWidget):
    """One element: its field, whether it is there, and a sentence at one press."""

    def __init__(self, element: Element, word: str, hint: str, edited: Callable[[], object]) -> None:
        super().__init__()
        self.element = element
        self._edited = edited
        self._sentences: tuple[str, ...] = ()
        self._next = 0
        self.area = AreaField(f"composer.{element.value}", word, height=_HEIGHT.get(element, 58))
        self.area.setMaximumHeight(110)
        self.area.on_edit(self._typed)
        self._sign = Icon("circle", "muted", 15)
        self._suggest = Button(
            f"composer.{element.value}.suggest",
            self.tr("Suggest"),
            "lightbulb",
            variant="link",
            on=self._insert,
        )
        self._suggest.setAccessibleName(fmt.fill(self.tr("Suggest a sentence: {what}"), what=word))
        head = row(self._sign, Label(word, "metab"), (Label(hint, "meta"), 1), self._suggest, gap=6)
        self.setLayout(column(head, self.area, gap=4))

    def put(self, text: str, sentences: tuple[str, ...]) -> None:
        """Show what is there."""
        self._sentences, self._next = sentences, 0
        self.area.put(text)
        self.mark()

    def speak(self, sentences: tuple[str, ...]) -> None:
        """Another language; a sentence that nobody has touched is said in it, too."""
        text = self.area.value().strip()
        if text in self._sentences and self._sentences.index(text) < len(sentences):
            self.area.put(sentences[self._sentences.index(text)])
        self._sentences, self._next = sentences, 0

    def mark(self) -> None:
        """Whether it is there."""
        there = bool(self.area.value().strip())
        self._sign.put("check" if there else "circle", "okT" if there else "muted")

    def _typed(self) -> None:
        self.mark()
        self._edited()

    def _insert(self) -> None:
        """The next suggestion, in place of one that was not touched, else after what is there."""
        if not self._sentences:
            return
        text = self.area.value().strip()
        sentence = self._sentences[self._next % len(self._sentences)]
        if text == sentence and len(self._sentences) > 1:
            self._next += 1
            sentence = self._sentences[self._next % len(self._sentences)]
        self._next += 1
        kept = "" if text in self._sentences else text
        if sentence in kept:
            return
        if self.element is Element.STEPS:  # it leads the list
            made = "\n".join(t for t in (sentence, kept) if t)
        else:
            made = " ".join(t for t in (kept, sentence) if t)
        self.area.put(made)
        self._typed()


class Composer(Floating):
    """What is typed is kept as a draft within a second and is never overwritten while it is open."""

    def __init__(self, root: QWidget, kit: Kit) -> None:
        self._kit = kit
        self._form: Composing | None = None
        self._warned = False
        self._words = ElementWords()
        self._timer = QTimer()
        self._timer.setSingleShot(True)
        self._timer.setInterval(_SAVE_MS)
        self._timer.timeout.connect(self._save)
        self._make_fields()
        super().__init__(root, self._arrange(), "edge", "composer")
        self._timer.setParent(self)
        self.setAccessibleName(self.tr("Write to the customer"))
        self.hide()

    def _make_fields(self) -> None:
        self._title = Elided("", "page", name="composer.title")
        self._about = Elided("", "muted", name="composer.about")
        self._saved = Label("", "meta", name="composer.saved")
        self.to = LineField("composer.to", self.tr("To"))
        self.subject = LineField("composer.subject", self.tr("Subject"))
        self.language = Choice(
            "composer.language", self.tr("Language"), [(t, self._words.language(t)) for t in shipped()]
        )
        self._to_field = Field(self.tr("To"), self.to)
        self._subject_field = Field(self.tr("Subject"), self.subject)
        for line in (self.to, self.subject):
            line.on_edit(self._typed)
        self.language.on_choose(self._speak)
        self.parts = {e: Part(e, self._words.name(e), self._words.hint(e), self._typed) for e in Element}
        self.preview = Prose("", "text", 13, name="composer.preview")
        self._missing = Label("", "", wrap=True, name="composer.missing")
        self._missing_sign = Icon("triangle-alert", "warnT", 16)
        self._whole = Pill("", "ok", "check", name="composer.whole")
        self._problem = Label("", "", "bad", wrap=True, name="composer.problem")
        self._send = Button(
            "composer.send", self.tr("Send"), "send", variant="primary", key=cap("primary"), on=self.primary
        )
        self._close = Button("composer.close", self.tr("Close"), key="Esc", on=self.leave)

    def _arrange(self) -> QLayout:
        head = row((column(self._title, self._about, gap=1), 1), self._saved, gap=10)
        address = row((self._to_field, 3), (Field(self.tr("Language"), self.language), 1), gap=12)
        fields = column(
            address, self._subject_field, hairline(), *self.parts.values(), None, gap=10, margins=(0, 0, 8, 0)
        )
        shown = column(
            row(Label(self.tr("As the customer reads it"), "metab"), None, self._whole),
            (Scroller(wrap(column(self.preview, None, margins=(0, 0, 8, 0))), "composer.preview.scroll"), 1),
            gap=8, margins=(16, 12, 8, 12),
        )  # fmt: skip
        self._lack = Box(
            "warn", row(column(self._missing_sign, None), (self._missing, 1), gap=9, margins=(12, 8, 12, 8)),
            "composer.lack",
        )  # fmt: skip
        body = row(
            (Scroller(wrap(fields), "composer.scroll", steady=True), 6), (Box("sunk", shown), 5), gap=16
        )
        foot = row(flow_box(self._problem), None, self._close, self._send, gap=8)
        return column(head, (body, 1), self._lack, foot, gap=12, margins=(22, 18, 22, 16))

    # -- told

    def put(self, board: Board) -> bool:
        """Show :attr:`Board.composing`; True if it has just been opened."""
        form = board.composing
        if form is None:
            self._form = None
            self._timer.stop()
            self.hide()
            return False
        self._problem.put_or_hide(form.problem)
        before = self._form
        if before is not None and before.case.ticket.id == form.case.ticket.id:
            self._form = form
            return False
        self._form, self._warned = form, False
        self._fill(form)
        return True

    def _fill(self, form: Composing) -> None:
        customer, ticket = form.case.customer, form.case.ticket
        name = self._kit.words.who(customer.name if customer else ticket.caller_name, ticket.caller)
        self._title.put(fmt.fill(self.tr("Write to {name}"), name=name))
        self._about.put(" · ".join(t for t in (ticket.shown_number, ticket.subject) if t))
        self.to.put(form.to)
        self.subject.put(form.subject)
        self.language.put(form.language)
        for field in (self._to_field, self._subject_field):
            field.put_problem("")
        known = phrases(form.language).of
        for element, part in self.parts.items():
            part.put(form.fields.get(element.value, ""), known.get(element, ()))
        self._saved.put(self.tr("your draft") if form.drafted else "")
        self._show()

    def settle(self, page: QRect) -> None:
        """Over the middle of the page."""
        wide = min(_WIDE, page.width() - 32)
        self.place(QRect(page.left() + (page.width() - wide) // 2, page.top() + 14, wide, page.height() - 28))

    def take_focus(self) -> None:
        """To where something is to be typed first."""
        first = next((p.area for e, p in self.parts.items() if e in self._lacking()), self.subject)
        (first if self.to.value().strip() else self.to).setFocus(Qt.FocusReason.OtherFocusReason)

    # -- typed

    def fields(self) -> dict[str, str]:
        """The elements as they are typed."""
        return {e.value: p.area.value() for e, p in self.parts.items()}

    def _lacking(self) -> tuple[Element, ...]:
        return missing(self.fields())

    def body(self) -> str:
        """The whole message."""
        form = self._form
        return assemble(self.fields(), form.greeting, form.closing) if form is not None else ""

    def _typed(self) -> None:
        self._warned = False
        if not self._timer.isActive():
            self._timer.start()
        self._show()

    def _speak(self) -> None:
        """Another language: sentences that nobody touched follow it; greeting and records do when it is opened anew."""
        known = phrases(self.language.value()).of
        for element, part in self.parts.items():
            part.speak(known.get(element, ()))
        self._save()
        if self._form is not None:
            ticket, escalation = self._form.case.ticket.id, self._form.escalation
            self._form = None
            self._kit.do(ComposeUpdate(ticket=ticket, escalation=escalation))

    def _show(self) -> None:
        self.preview.put(self.body())
        lacking = self._lacking()
        names = ", ".join(self._words.name(e).lower() for e in lacking)
        self._missing.put(fmt.fill(self.tr("Missing: {what}"), what=names), "warn")
        self._lack.setVisible(bool(lacking))
        self._whole.put(self.tr("all there") if not lacking else "")
        self._send.put(self.tr("Send without them") if self._warned else self.tr("Send"))

    def _save(self) -> None:
        if self._form is None:
            return
        self._timer.stop()
        own = {"to": self.to.value(), "subject": self.subject.value(), "language": self.language.value()}
        typed = {k: v for k, v in (self.fields() | own).items() if v.strip()}
        self._kit.ask(TypeDraft(ticket=self._form.case.ticket.id, scope=SCOPE, fields=typed))
        self._saved.put(fmt.fill(self.tr("draft saved {time}"), time=fmt.clock(self._kit.clock())))

    def primary(self) -> bool:
        """Send it; with elements missing the first press says so, and the second sends."""
        if self._form is None:
            return False
        if not self.to.value().strip():
            self._to_field.put_problem(self.tr("An e-mail address, or the number to call."))
            self.to.setFocus(Qt.FocusReason.OtherFocusReason)
            return True
        self._to_field.put_problem("")
        if self._lacking() and not self._warned:
            self._warned = True
            self._show()
            return True
        self._timer.stop()
        refusal = self._kit.ask(
            SendUpdate(
                to=self.to.value().strip(), subject=self.subject.value(), body=self.body(),
                language=self.language.value(),
            )
        )  # fmt: skip
        wrong = self._to_field if refusal is not None and refusal.code == "bad_address" else None
        if wrong is not None and refusal is not None:
            wrong.put_problem(refusal.message)
        self._problem.put_or_hide(refusal.message if refusal is not None and wrong is None else "")
        return True

    def leave(self) -> None:
        """Put it away; what was typed is kept."""
        if self._form is not None and self._timer.isActive():
            self._save()
        self._kit.do(CloseComposer())

    def keyPressEvent(self, event: QKeyEvent, /) -> None:
        """Esc closes, and discards nothing."""
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
            event.accept()
            return
        super().keyPressEvent(event)
