"""The form of the account: what the PBX's administrator has written on the note, used together by one button."""

from typing import TYPE_CHECKING

import msgspec
from PySide6.QtWidgets import QLineEdit

from console.errors import SettingsError
from console.ui.settings.account_more import MoreOfAccount, is_wrong_number, text_of, value_of
from console.ui.settings.parts import Head, Told, form, reveal
from console.ui.settings.port import SettingsPort
from console.ui.settings.words import sentence
from console.ui.shell.telephone import Said
from console.ui.widgets.buttons import Button
from console.ui.widgets.fields import Choice, Field, LineField
from console.ui.widgets.labels import Label
from console.ui.widgets.layout import Box, column, row

if TYPE_CHECKING:
    from console.settings import Settings


class AccountForm(Box):
    """``brief`` leaves out what is rarely needed: the assistant's. Typed text stays when refused."""

    def __init__(self, port: SettingsPort, prefix: str = "settings", *, brief: bool = False) -> None:
        self._port = port
        self._typed = False
        self._p = f"{prefix}.sip"
        super().__init__("card", name=self._p)
        self.fields = self._make_fields(brief=brief)
        self._more: MoreOfAccount | None = None
        self._problem = Told(f"{self._p}.problem")
        self._use = Button(f"{self._p}.use", self.tr("Use this account"), variant="primary", on=self.use)
        self._undo = Button(f"{self._p}.undo", self.tr("Undo"), variant="ghost", on=self.begin)
        f = self.fields
        first = form((f["sip.id"], f["sip.registrar"]), (f["password"], f["person.name"]))
        margins = (20, 16, 20, 16)
        if brief:
            for button in (self._use, self._undo):
                button.setParent(self)
                button.hide()
            secure = form((f["sip.transport"], f["sip.srtp"]))
            self.setLayout(column(first, secure, self._problem, gap=12, margins=margins))
        else:
            self._more = MoreOfAccount(self._p, self._text, self._choice)
            secure = form((f["sip.transport"], f["sip.srtp"]), (f["sip.username"], f["sip.ca_file"]))
            f.update(self._more.fields)
            note = Label(
                self.tr(
                    "A call that is up goes on; the account changes after it. A new name is seen from the next start."
                ),
                "meta",
                wrap=True,
            )
            buttons = row(self._use, self._undo, None, gap=8)
            self.setLayout(
                column(
                    Head(self.tr("Edit account"), self._p),
                    first,
                    secure,
                    self._more,
                    self._problem,
                    note,
                    buttons,
                    gap=12,
                    margins=margins,
                )
            )
        self.begin()

    def _make_fields(self, *, brief: bool) -> dict[str, Field]:
        text, choice = self._text, self._choice
        made = {
            "sip.id": text("id", self.tr("Extension or address"), "2041"),
            "sip.registrar": text("registrar", self.tr("PBX"), "pbx.example", self.tr("host, or host:port")),
            "password": text("password", self.tr("Password"), "", self.tr("empty: as it was")),
            "person.name": text("name", self.tr("Your name"), "", self.tr("colleagues see it")),
        }
        password = made["password"].inside
        if isinstance(password, QLineEdit):
            password.setEchoMode(QLineEdit.EchoMode.Password)
        transports = [("udp+tcp", "UDP, TCP"), ("udp", "UDP"), ("tcp", "TCP"), ("tls", "TLS")]
        srtp = [
            ("off", self.tr("Off")),
            ("optional", self.tr("If the PBX can")),
            ("mandatory", self.tr("Always")),
        ]
        made["sip.transport"] = choice("transport", self.tr("Transport"), transports)
        made["sip.srtp"] = choice("srtp", self.tr("Encrypted media (SRTP)"), srtp)
        if brief:
            return made
        return made | {
            "sip.username": text("username", self.tr("Login"), "", self.tr("if it is not the extension")),
            "sip.ca_file": text(
                "ca_file", self.tr("CA file for TLS"), "/etc/ssl/pbx.pem", self.tr("empty: the system's")
            ),
        }

    def _text(self, key: str, label: str, placeholder: str = "", hint: str = "") -> Field:
        inside = LineField(f"{self._p}.{key}", label, placeholder=placeholder)
        inside.on_edit(self._edited)
        inside.returnPressed.connect(self.use)
        return Field(label, inside, hint=hint)

    def _choice(self, key: str, label: str, options: list[tuple[str, str]]) -> Field:
        inside = Choice(f"{self._p}.{key}", label, options)
        inside.on_choose(self._edited)
        return Field(label, inside)

    @property
    def first(self) -> LineField:
        """Where one begins to type."""
        inside = self.fields["sip.id"].inside
        assert isinstance(inside, LineField)  # noqa: S101 - made above
        return inside

    def value(self, key: str) -> str:
        """What stands in a field."""
        inside = self.fields[key].inside
        return inside.value().strip() if isinstance(inside, LineField | Choice) else ""

    def put(self) -> None:
        """Show what is in force, unless something is being typed."""
        if not self._typed:
            self._show()

    def _show(self) -> None:
        settings = self._port.settings
        for key, field in self.fields.items():
            inside = field.inside
            if not isinstance(inside, LineField | Choice):
                continue
            section, _, name = key.partition(".")
            inside.put(text_of(getattr(getattr(settings, section), name)) if name else "")
            field.put_problem("")
        if self._more is not None:
            self._more.put(settings)

    def _edited(self) -> None:
        self._typed = True
        self._use.setEnabled(True)
        self._undo.setEnabled(True)

    def begin(self) -> None:
        """Show what is in force and forget what was typed."""
        self._typed = False
        self._use.setEnabled(False)
        self._undo.setEnabled(False)
        self._problem.put(None)
        self._show()

    def wanted(self) -> "Settings":
        """The settings as they are typed here; the name and extension follow the account unless typed."""
        settings = self._port.settings
        mine = [k for k in self.fields if k.startswith("sip.")]
        values = {k.partition(".")[2]: value_of(settings, k, self.value(k)) for k in mine}
        sip = msgspec.structs.replace(settings.sip, **values)
        person = settings.person
        if sip.id != settings.sip.id:
            person = msgspec.structs.replace(person, extension="")
        if self.value("person.name") != person.name:
            person = msgspec.structs.replace(person, name=self.value("person.name"))
        return msgspec.structs.replace(settings, sip=sip, person=person)

    def use(self) -> bool:
        """Save it and register with it; True if that could be tried."""
        for field in self.fields.values():
            field.put_problem("")
        self._problem.put(None)
        wrong = next((k for k in self.fields if is_wrong_number(k, self.value(k))), "")
        if wrong:
            self.refuse(wrong, self.tr("A whole number, please."))
            return False
        password = self.fields["password"].inside
        secret = password.text() if isinstance(password, QLineEdit) else ""
        try:
            self._port.change(self.wanted())
        except SettingsError as error:
            self.refuse(error.key, sentence(error.problem))
            return False
        self._port.use_account(secret, self._kept)
        self.begin()
        return True

    @property
    def is_typed(self) -> bool:
        """Whether something stands here that was not used yet."""
        return self._typed

    def refuse(self, key: str, why: str) -> None:
        """Say what is wrong with a field; what was typed stays."""
        field = self.fields.get(key)
        if field is None:
            self._problem.put(Said("bad", why, ""))
            return
        if self._more is not None and key in self._more.fields:
            self._more.unfold()
        field.put_problem(why)
        field.inside.setFocus()
        reveal(field)

    def _kept(self, why: str) -> None:
        if why:
            self._problem.put(
                Said(
                    "warn",
                    self.tr("The password is known until Warmline is closed, and then asked again."),
                    why,
                )
            )
