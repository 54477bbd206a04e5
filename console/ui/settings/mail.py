"""E-mail to customers: the account that they are written from, tried by a message to the center itself."""

from typing import TYPE_CHECKING

import msgspec
from PySide6.QtWidgets import QLineEdit

from console.errors import SettingsError
from console.ui.settings.parts import Bound, Head, Told, form, whole_number
from console.ui.settings.port import SettingsPort
from console.ui.settings.words import sentence
from console.ui.shell.telephone import Said
from console.ui.widgets.buttons import Button
from console.ui.widgets.fields import Choice, Field, LineField
from console.ui.widgets.labels import Label
from console.ui.widgets.layout import Box, column, hairline, row

if TYPE_CHECKING:
    from console.settings import Settings

_P = "settings.mail"


class MailCard(Box):
    """What is typed is used together by one button; refused, it stays."""

    def __init__(self, port: SettingsPort) -> None:
        self._port = port
        self._typed = self._trying = False
        super().__init__("card", name=_P)
        self._head = Head(self.tr("E-mail to customers"), _P)
        self.fields = self._make_fields()
        self._problem = Told(f"{_P}.problem")
        self._use = Button(f"{_P}.use", self.tr("Use this account"), variant="primary", on=self.use)
        self._undo = Button(f"{_P}.undo", self.tr("Undo"), variant="ghost", on=self.begin)
        self._try = Button(f"{_P}.try", self.tr("Send a test message"), "send", on=self.try_)
        about = self.tr(
            "Warmline writes to customers at the moments that the escalation policy names, and sends what you write to "
            "them from a case. Nothing is sent until an account is set. The password goes into the keyring."
        )
        f = self.fields
        self.setLayout(
            column(
                self._head,
                Label(about, "muted", wrap=True),
                form(
                    (f["host"], f["security"]), (f["username"], f["password"]), (f["sender"], f["reply_to"])
                ),
                form((f["port"], f["ca_file"])),
                self._problem,
                row(self._use, self._undo, None, self._try, gap=8),
                hairline(),
                *self._more(),
                gap=12,
                margins=(20, 16, 20, 16),
            )
        )
        self.begin()

    def _make_fields(self) -> dict[str, Field]:
        secure = Choice(
            f"{_P}.security",
            self.tr("Encryption"),
            [("starttls", "STARTTLS"), ("tls", "TLS"), ("none", self.tr("None"))],
        )
        secure.on_choose(self._edited)
        password = self._text("password", self.tr("Password"), hint=self.tr("empty: as it was"))
        if isinstance(password.inside, QLineEdit):
            password.inside.setEchoMode(QLineEdit.EchoMode.Password)
        return {
            "host": self._text("host", self.tr("Mail server"), "mail.example"),
            "security": Field(self.tr("Encryption"), secure),
            "username": self._text("username", self.tr("Login"), hint=self.tr("empty: without one")),
            "password": password,
            "sender": self._text("sender", self.tr("The center's address"), "support@center.example"),
            "reply_to": self._text("reply_to", self.tr("Answers go to"), hint=self.tr("if elsewhere")),
            "port": self._text("port", self.tr("Port"), hint=self.tr("0: the usual one")),
            "ca_file": self._text("ca_file", self.tr("CA file for TLS"), hint=self.tr("empty: the system's")),
        }

    def _text(self, key: str, label: str, placeholder: str = "", hint: str = "") -> Field:
        inside = LineField(f"{_P}.{key}", label, placeholder=placeholder)
        inside.on_edit(self._edited)
        inside.returnPressed.connect(self.use)
        return Field(label, inside, hint=hint)

    def _more(self) -> tuple[Field, Field]:
        """What stands by itself, saved when it is left."""
        folder = Field(
            self.tr("Folder with texts of your own"),
            LineField(f"{_P}.templates", self.tr("Folder with texts of your own")),
            hint=self.tr("empty: Warmline's, in four languages"),
        )
        page = Field(
            self.tr("Page for feedback"),
            LineField(
                f"{_P}.survey_url",
                self.tr("Page for feedback"),
                placeholder="https://center.example/rate?s={score}&t={token}",
            ),
            hint=self.tr("empty: customers answer by e-mail"),
        )
        self._bound = [
            Bound(self._port, folder, "mail", "templates"),
            Bound(self._port, page, "mail", "survey_url"),
        ]
        return folder, page

    # -- told

    def put(self) -> None:
        """Show what is in force, unless something is being typed."""
        for bound in self._bound:
            bound.put()
        on = self._port.settings.mail.is_set
        self._head.pill.put(self.tr("On") if on else self.tr("Off"), "ok" if on else "n")
        self._try.setEnabled(on and not self._typed and not self._trying)
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
        mail = self._port.settings.mail
        for key, field in self.fields.items():
            inside = field.inside
            if isinstance(inside, LineField | Choice):
                inside.put("" if key == "password" else str(getattr(mail, key)))
            field.put_problem("")

    def _edited(self) -> None:
        self._typed = True
        self._use.setEnabled(True)
        self._undo.setEnabled(True)
        self._try.setEnabled(False)

    # -- asked

    def value(self, key: str) -> str:
        """What stands in a field."""
        inside = self.fields[key].inside
        return inside.value().strip() if isinstance(inside, LineField | Choice) else ""

    def wanted(self) -> "Settings":
        """The settings as they are typed here; ValueError for a port that is no number."""
        settings = self._port.settings
        values: dict[str, object] = {k: self.value(k) for k in self.fields if k not in {"password", "port"}}
        values["port"] = whole_number(self.tr("A whole number, please."))(self.value("port") or "0")
        return msgspec.structs.replace(settings, mail=msgspec.structs.replace(settings.mail, **values))

    def use(self) -> bool:
        """Save it; True if that could be done."""
        for field in self.fields.values():
            field.put_problem("")
        self._problem.put(None)
        inside = self.fields["password"].inside
        secret = inside.text() if isinstance(inside, QLineEdit) else ""
        try:
            self._port.change(self.wanted())
        except ValueError as error:
            self.fields["port"].put_problem(str(error))
            return False
        except SettingsError as error:
            self._refuse(error.key.removeprefix("mail."), sentence(error.problem))
            return False
        self._port.use_mail(secret, self._kept)
        self.begin()
        return True

    def _refuse(self, key: str, why: str) -> None:
        field = self.fields.get(key)
        if field is None:
            self._problem.put(Said("bad", why, ""))
            return
        field.put_problem(why)
        field.inside.setFocus()

    def _kept(self, why: str) -> None:
        if why:
            self._problem.put(Said("warn", self.tr("The password could not be kept."), why))

    def try_(self) -> None:
        """To the center's own address."""
        self._trying = True
        self._try.setEnabled(False)
        to = self._port.settings.mail.sender
        self._problem.put(Said("accent", self.tr("Sending to {to} …").replace("{to}", to), ""))
        self._port.try_mail("", self._tried)

    def _tried(self, why: str) -> None:
        self._trying = False
        to = self._port.settings.mail.sender
        if why:
            self._problem.put(Said("bad", self.tr("It was not sent."), why))
        else:
            taken = self.tr("The mail server took a message to {to}.").replace("{to}", to)
            self._problem.put(Said("ok", taken, self.tr("Look there whether it arrives.")))
        self.put()
