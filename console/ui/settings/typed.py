"""Cards whose fields are used together by one button and taken back by another; some can be tried besides."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLineEdit

from console.errors import SettingsError
from console.ui.settings.parts import Told, list_of, with_value, words_of
from console.ui.settings.port import SettingsPort
from console.ui.settings.words import sentence
from console.ui.shell.telephone import Said
from console.ui.widgets.buttons import Button
from console.ui.widgets.fields import Choice, Field, LineField
from console.ui.widgets.layout import Box, reveal

if TYPE_CHECKING:
    from console.settings import Settings

SECRET = "password"  # noqa: S105 - the name of its field
"""It is in the keyring and not in the settings: shown nowhere, and empty it stays as it was."""
_LONGEST = 9
"""Digits: Python reads no number of more than some thousand."""


class TypedCard(Box):
    """What is typed is used together by one button; refused, it stays, with the reason beneath its field.

    ``fields`` go by their keys in the settings (``mail.host``). Whoever lays them out calls :meth:`begin` at last.
    """

    def __init__(self, port: SettingsPort, name: str, use: str) -> None:
        super().__init__("card", name=name)
        self._port, self._name = port, name
        self._typed = False
        self.fields: dict[str, Field] = {}
        self._problem = Told(f"{name}.problem")
        self._use = Button(f"{name}.use", use, variant="primary", on=self.use)
        self._undo = Button(f"{name}.undo", self.tr("Undo"), variant="ghost", on=self.begin)

    # -- made of

    def _text(self, key: str, label: str, placeholder: str = "", hint: str = "") -> Field:
        inside = LineField(self._name_of(key), label, placeholder=placeholder)
        inside.on_edit(self._edited)
        inside.returnPressed.connect(self.use)
        return self._kept_as(key, Field(label, inside, hint=hint))

    def _secret(self, label: str, hint: str) -> Field:
        field = self._text(SECRET, label, hint=hint)
        if isinstance(field.inside, QLineEdit):
            field.inside.setEchoMode(QLineEdit.EchoMode.Password)
        return field

    def _choice(self, key: str, label: str, options: list[tuple[str, str]]) -> Field:
        inside = Choice(self._name_of(key), label, options)
        inside.on_choose(self._edited)
        return self._kept_as(key, Field(label, inside))

    def _name_of(self, key: str) -> str:
        return f"{self._name}.{key.rpartition('.')[2]}"

    def _kept_as(self, key: str, field: Field) -> Field:
        self.fields[key] = field
        return field

    # -- told

    def put(self) -> None:
        """Show what is in force, unless something is being typed."""
        if not self._typed:
            self._show()

    def begin(self) -> None:
        """Show what is in force and forget what was typed."""
        self._typed = False
        self._use.setEnabled(False)
        self._undo.setEnabled(False)
        self._problem.put(None)
        self.put()

    def _show(self) -> None:
        settings = self._port.settings
        for key, field in self.fields.items():
            if isinstance(field.inside, LineField | Choice):
                field.inside.put("" if key == SECRET else text_of(settings, key))
            field.put_problem("")

    def _edited(self) -> None:
        self._typed = True
        self._use.setEnabled(True)
        self._undo.setEnabled(True)

    # -- asked

    @property
    def is_typed(self) -> bool:
        """Whether something stands here that was not used yet."""
        return self._typed

    def value(self, key: str) -> str:
        """What stands in a field."""
        inside = self.fields[key].inside
        return inside.value().strip() if isinstance(inside, LineField | Choice) else ""

    def wanted(self) -> "Settings":
        """The settings as they are typed here, once no number is wrong."""
        settings = self._port.settings
        for key in self.fields:
            if key != SECRET:
                section, _, name = key.partition(".")
                settings = with_value(settings, section, name, value_of(settings, key, self.value(key)))
        return settings

    def use(self) -> bool:
        """Save it; True if that could be done."""
        for field in self.fields.values():
            field.put_problem("")
        self._problem.put(None)
        settings = self._port.settings
        for key in self.fields:
            if key != SECRET and is_wrong_number(settings, key, self.value(key)):
                self.refuse(key, self.tr("A whole number, please."))
                return False
        # Its spaces are part of it.
        inside = self.fields[SECRET].inside if SECRET in self.fields else None
        secret = inside.text() if isinstance(inside, QLineEdit) else ""
        try:
            self._port.change(self.wanted())
        except SettingsError as error:
            self.refuse(error.key, sentence(error.problem))
            return False
        self._saved(secret)
        self.begin()
        return True

    def _saved(self, secret: str) -> None:
        """What else is to be done with what is in force now; ``secret`` is "" if none was typed."""

    def refuse(self, key: str, why: str) -> None:
        """Say what is wrong with a field; what was typed stays."""
        field = self.fields.get(key)
        if field is None:
            self._problem.put(Said("bad", why, ""))
            return
        field.put_problem(why)
        field.inside.setFocus()
        reveal(field)


class TriedCard(TypedCard):
    """What is saved can be tried, and the card says how that went."""

    def __init__(self, port: SettingsPort, name: str, *, use: str, try_: str, icon: str) -> None:
        super().__init__(port, name, use)
        self._trying = False
        self._try = Button(f"{name}.try", try_, icon, on=self.try_)

    def may_try(self) -> bool:
        """Whether there is anything to try."""
        return True

    def try_(self) -> None:
        """Try what is saved."""
        raise NotImplementedError

    def put(self) -> None:
        """As every such card, and whether it can be tried now."""
        super().put()
        self._try.setEnabled(self.may_try() and not self._typed and not self._trying)

    def _edited(self) -> None:
        super()._edited()
        self._try.setEnabled(False)

    def _begin_trial(self, saying: str) -> None:
        self._trying = True
        self._try.setEnabled(False)
        self._problem.put(Said("accent", saying, ""))

    def _end_trial(self, said: Said) -> None:
        self._trying = False
        self._problem.put(said)
        self.put()


def text_of(settings: "Settings", key: str) -> str:
    """How the value of that key stands in its field."""
    section, _, name = key.partition(".")
    value = getattr(getattr(settings, section), name)
    return words_of(value) if isinstance(value, tuple) else str(value)


def is_wrong_number(settings: "Settings", key: str, text: str) -> bool:
    """Whether a number is wanted there, and this is none."""
    number = isinstance(_usual(settings, key), int)
    return number and bool(text) and not (text.isdecimal() and len(text) <= _LONGEST)


def value_of(settings: "Settings", key: str, text: str) -> object:
    """What was typed as a value of that key; nothing typed is the usual one. See :func:`is_wrong_number`."""
    usual = _usual(settings, key)
    if not text:
        return usual
    if isinstance(usual, int):
        return int(text)
    return list_of(text) if isinstance(usual, tuple) else text


def _usual(settings: "Settings", key: str) -> object:
    section, _, name = key.partition(".")
    return getattr(type(getattr(settings, section))(), name)
