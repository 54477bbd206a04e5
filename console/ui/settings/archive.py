"""Where recordings are kept, and what they are encrypted for; tried by a small file that is written and removed."""

from typing import TYPE_CHECKING

import msgspec

from console.errors import SettingsError
from console.ui.settings.parts import Head, Told, form
from console.ui.settings.port import SettingsPort
from console.ui.settings.words import sentence
from console.ui.shell.telephone import Said
from console.ui.widgets.buttons import Button
from console.ui.widgets.fields import Choice, Field, LineField
from console.ui.widgets.labels import Label
from console.ui.widgets.layout import Box, column, row

if TYPE_CHECKING:
    from console.settings import Settings

_P = "settings.archive"


class ArchiveCard(Box):
    """What is typed is used together by one button; refused, it stays."""

    def __init__(self, port: SettingsPort) -> None:
        self._port = port
        self._typed = self._trying = False
        super().__init__("card", name=_P)
        self.fields = self._make_fields()
        self._problem = Told(f"{_P}.problem")
        self._use = Button(f"{_P}.use", self.tr("Keep them so"), variant="primary", on=self.use)
        self._undo = Button(f"{_P}.undo", self.tr("Undo"), variant="ghost", on=self.begin)
        self._try = Button(f"{_P}.try", self.tr("Try it"), "refresh-cw", on=self.try_)
        about = self.tr(
            "A folder, or an address such as s3://bucket/recordings; its login stays where that place keeps it, never "
            "here. It holds for recordings from now on: those that are kept already stay where they are, and are "
            "heard again once their files are here too."
        )
        key = self.tr(
            "Who makes the key has it in the keyring and listens; back it up. Desks that record and do not listen need "
            "its public half alone, which “warmline key recordings public” shows there."
        )
        f = self.fields
        self.setLayout(
            column(
                Head(self.tr("Where recordings are kept"), _P),
                Label(about, "muted", wrap=True),
                f["url"],
                form((f["encrypt"], f["public_key"])),
                Label(key, "meta", wrap=True),
                self._problem,
                row(self._use, self._undo, None, self._try, gap=8),
                gap=12,
                margins=(20, 16, 20, 16),
            )
        )
        self.begin()

    def _make_fields(self) -> dict[str, Field]:
        encrypt = Choice(
            f"{_P}.encrypt",
            self.tr("Encryption"),
            [("if_possible", self.tr("Once there is a key")), ("always", self.tr("Always, or not kept"))],
        )
        encrypt.on_choose(self._edited)
        return {
            "url": self._text("url", self.tr("Folder or address"), hint=self.tr("empty: beside the tickets")),
            "encrypt": Field(self.tr("Encryption"), encrypt),
            "public_key": self._text(
                "public_key", self.tr("Public key"), hint=self.tr("empty: the keyring's")
            ),
        }

    def _text(self, key: str, label: str, *, hint: str) -> Field:
        inside = LineField(f"{_P}.{key}", label)
        inside.on_edit(self._edited)
        inside.returnPressed.connect(self.use)
        return Field(label, inside, hint=hint)

    # -- told

    def put(self) -> None:
        """Show what is in force, unless something is being typed."""
        recording = self._port.settings.recording
        self._try.setEnabled(not self._typed and not self._trying)
        if self._typed:
            return
        for key, field in self.fields.items():
            if isinstance(field.inside, LineField | Choice):
                field.inside.put(getattr(recording, key))
            field.put_problem("")

    def begin(self) -> None:
        """Show what is in force and forget what was typed."""
        self._typed = False
        self._use.setEnabled(False)
        self._undo.setEnabled(False)
        self._problem.put(None)
        self.put()

    def _edited(self) -> None:
        self._typed = True
        self._use.setEnabled(True)
        self._undo.setEnabled(True)
        self._try.setEnabled(False)

    # -- asked

    def _value(self, key: str) -> str:
        inside = self.fields[key].inside
        return inside.value().strip() if isinstance(inside, LineField | Choice) else ""

    def wanted(self) -> "Settings":
        """The settings as they are typed here."""
        settings = self._port.settings
        recording = msgspec.structs.replace(settings.recording, **{k: self._value(k) for k in self.fields})
        return msgspec.structs.replace(settings, recording=recording)

    def use(self) -> bool:
        """Save it; True if that could be done."""
        for field in self.fields.values():
            field.put_problem("")
        self._problem.put(None)
        try:
            self._port.change(self.wanted())
        except SettingsError as error:
            self._refuse(error.key.removeprefix("recording."), sentence(error.problem))
            return False
        self.begin()
        return True

    def _refuse(self, key: str, why: str) -> None:
        field = self.fields.get(key)
        if field is None:
            self._problem.put(Said("bad", why, ""))
            return
        field.put_problem(why)
        field.inside.setFocus()

    def try_(self) -> None:
        """As a recording would be kept there."""
        self._trying = True
        self._try.setEnabled(False)
        self._problem.put(Said("accent", self.tr("Looking whether recordings can be kept there …"), ""))
        self._port.try_archive(self._tried)

    def _tried(self, why: str) -> None:
        self._trying = False
        if why:
            wait = self.tr("Until then they wait on this computer; nothing is lost.")
            self._problem.put(Said("bad", why, wait))
        else:
            self._problem.put(Said("ok", self.tr("Recordings can be kept there."), ""))
        self.put()
