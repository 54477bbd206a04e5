"""What the editor's forms are made of: each field shows one value of an item and makes another item of what is typed.

An item is a frozen record (a rule, a person); ``read`` gives the text or the codes of a field, ``write`` the item with
them, or ValueError with a sentence, which stands beneath the field while the draft keeps the last good value.
"""

from collections.abc import Callable, Sequence
from typing import Any, Generic, Protocol, TypeVar

from PySide6.QtWidgets import QWidget

from console.ui.widgets.buttons import Button
from console.ui.widgets.fields import AreaField, Choice, Field, LineField
from console.ui.widgets.labels import Label
from console.ui.widgets.layout import Flow, column, flow_box
from store.values import replace

T = TypeVar("T")
Options = Callable[[], Sequence[tuple[str, str]]]
"""Codes and words; asked anew whenever the form is shown."""


class Owner(Protocol[T]):
    """The form's section."""

    @property
    def item(self) -> T | None:
        """What is shown."""

    def change(self, item: T, what: str) -> None:
        """It is to be this."""


class TextBound(QWidget, Generic[T]):
    """One line, or several, of text."""

    def __init__(  # noqa: PLR0913 - what is said of a field is said in one line where it is made
        self,
        owner: Owner[T],
        name: str,
        label: str,
        read: Callable[[T], str],
        write: Callable[[T, str], T],
        *,
        hint: str = "",
        need: str = "",
        lines: int = 1,
        placeholder: str = "",
    ) -> None:
        super().__init__()
        self._owner, self._name, self._read, self._write = owner, name, read, write
        self.inside: LineField | AreaField = (
            LineField(name, label, placeholder=placeholder)
            if lines == 1
            else AreaField(name, label, height=24 + 18 * lines, placeholder=placeholder)
        )
        self.field = Field(label, self.inside, hint=hint, need=need)
        self.setLayout(column(self.field, gap=0))
        self._known: tuple[object, str] | None = None
        self.inside.on_edit(self._typed)

    def put(self, item: T, key: object) -> None:
        """Show the item of that key; what is being typed of it stays as it was typed."""
        known = (key, self._read(item))
        if known != self._known:
            self._known = known
            self.inside.put(known[1])
            self.field.put_problem("")

    def _typed(self) -> None:
        item = self._owner.item
        if item is None or self._known is None:
            return
        try:
            made = self._write(item, self.inside.value().strip())
        except ValueError as error:
            self.field.put_problem(str(error))
            return
        self.field.put_problem("")
        self._known = (self._known[0], self._read(made))
        self._owner.change(made, self._name)


class PickBound(QWidget, Generic[T]):
    """One of several."""

    def __init__(
        self,
        owner: Owner[T],
        name: str,
        label: str,
        options: Options,
        read: Callable[[T], str],
        write: Callable[[T, str], T],
    ) -> None:
        super().__init__()
        self._owner, self._name, self._options = owner, name, options
        self._read, self._write = read, write
        self._offered: tuple[tuple[str, str], ...] = ()
        self.choice = Choice(name, label, ())
        self.setLayout(column(Field(label, self.choice), gap=0))
        self.choice.on_choose(self._chosen)

    def put(self, item: T, _key: object) -> None:
        """Show it."""
        offered = tuple(self._options())
        if offered != self._offered:
            self._offered = offered
            self.choice.clear()
            for code, word in offered:
                self.choice.addItem(word, code)
        self.choice.put(self._read(item))

    def _chosen(self) -> None:
        item = self._owner.item
        if item is not None:
            self._owner.change(self._write(item, self.choice.value()), "")


class ManyBound(QWidget, Generic[T]):
    """Any of several, as chips; with ``others`` codes that are set and are not offered stand there too."""

    def __init__(
        self,
        owner: Owner[T],
        name: str,
        label: str,
        options: Options,
        read: Callable[[T], frozenset[str]],
        write: Callable[[T, frozenset[str]], T],
    ) -> None:
        super().__init__()
        self._owner, self._name, self._options = owner, name, options
        self._read, self._write = read, write
        self._chips: dict[str, Button] = {}
        self._box = flow_box(gap=6)
        self._none = Label("", "meta")
        self.setLayout(column(Label(label, "metab"), self._none, self._box, gap=5))

    def put(self, item: T, _key: object) -> None:
        """Show it."""
        chosen = self._read(item)
        offered = dict(self._options())
        offered |= {code: code for code in sorted(chosen) if code not in offered}
        for code in [c for c in self._chips if c not in offered]:
            self._chips.pop(code).deleteLater()
        layout = self._box.layout()
        for code, word in offered.items():
            chip = self._chips.get(code)
            if chip is None:
                chip = Button(f"{self._name}.{code}", word, variant="chip")
                chip.setCheckable(True)
                chip.clicked.connect(lambda _=False, c=code: self._press(c))
                self._chips[code] = chip
                if isinstance(layout, Flow):
                    layout.addWidget(chip)
                chip.show()
            if chip.isChecked() != (code in chosen):
                chip.setChecked(code in chosen)
                chip.updateGeometry()
            chip.put(word)
        self._none.put_or_hide("" if offered else "–")

    def _press(self, code: str) -> None:
        item = self._owner.item
        if item is not None:
            self._owner.change(self._write(item, self._read(item) ^ {code}), "")


class SwitchBound(QWidget, Generic[T]):
    """Yes or no, as a chip that says what it is when it is on."""

    def __init__(
        self,
        owner: Owner[T],
        name: str,
        label: str,
        read: Callable[[T], bool],
        write: Callable[[T, bool], T],
    ) -> None:
        super().__init__()
        self._owner, self._read, self._write = owner, read, write
        self.chip = Button(name, label, variant="chip", on=self._press)
        self.chip.setCheckable(True)
        self.setLayout(column(self.chip, gap=0))

    def put(self, item: T, _key: object) -> None:
        """Show it."""
        on = self._read(item)
        if self.chip.isChecked() != on:
            self.chip.setChecked(on)
            self.chip.updateGeometry()

    def _press(self) -> None:
        item = self._owner.item
        if item is not None:
            self._owner.change(self._write(item, not self._read(item)), "")


class Bound(Protocol):
    """Any of them."""

    def put(self, item: Any, _key: object, /) -> None:
        """Show that item."""


def words_of(texts: Sequence[str]) -> str:
    """``VPN, routers``."""
    return ", ".join(texts)


def list_of(text: str) -> tuple[str, ...]:
    """The words between commas, each once."""
    return tuple(dict.fromkeys(w for w in (part.strip() for part in text.split(",")) if w))


def with_field(name: str) -> Callable[[Any, str], Any]:
    """A setter of one field of text."""
    return lambda item, text: replace(item, **{name: text})


def named(sentence: str) -> Callable[[Any, str], Any]:
    """A setter of the name, which must not be empty: ``sentence`` says so."""

    def write(item: Any, text: str) -> Any:
        if not text:
            raise ValueError(sentence)
        return replace(item, name=text)

    return write


def whole(text: str, sentence: str, least: int = 0) -> int | None:
    """A whole number that is not less than ``least``; None for nothing. ValueError with the sentence."""
    if not text:
        return None
    try:
        found = int(text)
    except ValueError as error:
        raise ValueError(sentence) from error
    if found < least:
        raise ValueError(sentence)
    return found
