"""What the cards of the settings are made of."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLayout, QWidget

from console.errors import SettingsError
from console.ui.settings.port import SettingsPort
from console.ui.settings.words import sentence
from console.ui.shell.telephone import Said
from console.ui.widgets.fields import Choice, Field, LineField
from console.ui.widgets.labels import Elided, Icon, Label, Pill
from console.ui.widgets.layout import Box, column, grid, row
from store.values import replace

if TYPE_CHECKING:
    from console.settings import Settings

_SIGNS = {"bad": "triangle-alert", "warn": "triangle-alert", "ok": "check"}


class Head(QWidget):
    """The first line of a card: its title, what it says quietly on the right, and a pill."""

    def __init__(self, title: str, name: str, *, note: str = "") -> None:
        super().__init__()
        self.title = Elided(title, "title")
        self.note = Elided(note, "meta", whole=True)
        self.note.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.pill = Pill("", name=name + ".pill")
        self.pill.hide()
        self.title.setFixedHeight(22)
        self.setLayout(row((self.title, 1), Label(note, "meta") if note else self.note, self.pill, gap=10))
        if not note:
            self.note.hide()


class Told(Box):
    """What is wrong, or good to know, on soft ground; nothing at all if there is nothing to say."""

    def __init__(self, name: str) -> None:
        self._icon = Icon("info", "accentT", 17)
        self.what = Label("", "med", wrap=True, name=name + ".what")
        self.remedy = Label("", "", wrap=True, name=name + ".remedy")
        self._text = column(self.what, self.remedy, gap=1)
        super().__init__(
            "accent", row(column(self._icon, None), (self._text, 1), gap=10, margins=(12, 9, 12, 9)), name
        )
        self.hide()

    def put(self, said: Said | None) -> None:
        """Say that, or nothing."""
        if said is None or not said.what:
            self.hide()
            return
        self.set_kind(said.tone)
        self._icon.put(_SIGNS.get(said.tone, "info"), said.tone + "T")
        self.what.put(said.what, said.tone)
        self.remedy.put_or_hide(said.remedy, said.tone)
        self.setAccessibleName(f"{said.what} {said.remedy}".strip())
        self.show()


class Check(QWidget):
    """One line of a checklist: a sign, what was looked at, what was found."""

    def __init__(self, name: str, what: str) -> None:
        super().__init__()
        self._icon = Icon("circle", "n", 16)
        self.found = Elided("", "meta", name=name, fit=True)
        self._what = Label(what, "b")
        self.setLayout(row(self._icon, self._what, 8, None, self.found, gap=10))

    def put(self, said: Said | None) -> None:
        """What was found; None: not looked at yet."""
        if said is None:
            self._icon.put("circle", "n")
            self.found.put("", "")
            return
        self._icon.put(_SIGNS.get(said.tone, "circle-dot"), said.tone + ("T" if said.tone != "n" else ""))
        self.found.put(said.what, said.tone if said.tone in _SIGNS else "")
        self.setAccessibleName(f"{self._what.text()}: {said.what}")


class Fact(QWidget):
    """A small heading and its value, which may be a stranger's."""

    def __init__(self, label: str, name: str) -> None:
        super().__init__()
        self.value = Elided("", "b", name=name)
        self.value.setFixedHeight(20)
        self.setLayout(column(Label(label, "meta"), self.value, gap=2))

    def put(self, text: str, tone: str = "") -> None:
        """Another value."""
        self.value.put(text or "–", tone)


def line(label: str, inside: QWidget | QLayout, value: QWidget | None = None, *, wide: int = 62) -> QLayout:
    """A label, what stands beside it, and its value at the right."""
    name = Label(label, "meta")
    name.setMinimumWidth(wide)
    items: list[Any] = [name, (inside, 1)]
    if value is not None:
        value.setMinimumWidth(118)
        items.append(value)
    return row(*items, gap=14)


def form(*rows: Sequence[Field]) -> QLayout:
    """Fields in columns of one width; what is said beneath one moves no other."""
    made = grid(*rows, down=12, stretch=tuple(range(len(rows[0]))))
    for field in (f for fields in rows for f in fields):
        made.setAlignment(field, Qt.AlignmentFlag.AlignTop)
    return made


class Bound:
    """A field that stands for one key of the settings: saved when it is left, with what is wrong beneath it.

    ``read`` makes the text of the value, ``write`` the value of the text, with a ValueError that is a sentence.
    """

    def __init__(
        self,
        port: SettingsPort,
        field: Field,
        section: str,
        key: str,
        *,
        read: Callable[[Any], str] = str,
        write: Callable[[str], Any] = str,
        saved: Callable[[], object] = lambda: None,
    ) -> None:
        self._port, self.field, self._section, self._key = port, field, section, key
        self._read, self._write, self._saved = read, write, saved
        self._wrong = False
        inside = field.inside
        if isinstance(inside, Choice):
            inside.on_choose(self.save)
        elif isinstance(inside, LineField):
            inside.returnPressed.connect(self.save)
            inside.on_leave(self.save)

    @property
    def name(self) -> str:
        """``sip.port``."""
        return f"{self._section}.{self._key}"

    def put(self) -> None:
        """Show what is in force, unless something else is being typed or was refused."""
        inside = self.field.inside
        if self._wrong or inside.hasFocus():
            return
        value = self._read(getattr(getattr(self._port.settings, self._section), self._key))
        if isinstance(inside, Choice | LineField):
            inside.put(value)

    def take(self) -> None:
        """Show what is in force, whatever stood here: it was chosen by other means."""
        self._wrong = False
        self.field.put_problem("")
        inside = self.field.inside
        if isinstance(inside, Choice | LineField):
            inside.put(self._read(getattr(getattr(self._port.settings, self._section), self._key)))

    def save(self) -> None:
        """Save it; what cannot be stays, with the reason beneath."""
        inside = self.field.inside
        if not isinstance(inside, Choice | LineField):
            return
        before = self._port.settings
        part = getattr(before, self._section)
        try:
            value = self._write(inside.value().strip())
            if value != getattr(part, self._key):
                self._port.change(with_value(before, self._section, self._key, value))
                self._saved()
        except ValueError as error:
            self._refuse(str(error))
        except SettingsError as error:
            self._refuse(sentence(error.problem))
        else:
            self._wrong = False
            self.field.put_problem("")

    def _refuse(self, problem: str) -> None:
        self._wrong = True
        self.field.put_problem(problem)


def with_value(settings: "Settings", section: str, key: str, value: Any) -> "Settings":
    """The same settings but for that key."""
    part = replace(getattr(settings, section), **{key: value})
    return replace(settings, **{section: part})


def whole_number(sentence_: str) -> Callable[[str], int]:
    """Reads a whole number; ValueError with that sentence otherwise."""

    def read(text: str) -> int:
        try:
            return int(text)
        except ValueError as error:
            raise ValueError(sentence_) from error

    return read


def words_of(texts: Sequence[str]) -> str:
    """``break, training``."""
    return ", ".join(texts)


def list_of(text: str) -> tuple[str, ...]:
    """The words between commas."""
    return tuple(w for w in (part.strip() for part in text.split(",")) if w)
