"""E-mail to customers: the account that they are written from, tried by a message to the center itself."""

from console.ui.settings.parts import Bound, Head, form
from console.ui.settings.port import SettingsPort
from console.ui.settings.typed import SECRET, TriedCard
from console.ui.shell.telephone import Said
from console.ui.widgets.fields import Field, LineField
from console.ui.widgets.labels import Label
from console.ui.widgets.layout import column, hairline, row

_P = "settings.mail"


class MailCard(TriedCard):
    """``[mail]``: the account, used together; the texts and the page, each saved when it is left."""

    def __init__(self, port: SettingsPort) -> None:
        super().__init__(
            port, _P, use=self.tr("Use this account"), try_=self.tr("Send a test message"), icon="send"
        )
        self._head = Head(self.tr("E-mail to customers"), _P)
        self._make_fields()
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
                    (f["mail.host"], f["mail.security"]),
                    (f["mail.username"], f[SECRET]),
                    (f["mail.sender"], f["mail.reply_to"]),
                ),
                form((f["mail.port"], f["mail.ca_file"])),
                self._problem,
                row(self._use, self._undo, None, self._try, gap=8),
                hairline(),
                *self._more(),
                gap=12,
                margins=(20, 16, 20, 16),
            )
        )
        self.begin()

    def _make_fields(self) -> None:
        text, tr = self._text, self.tr
        text("mail.host", tr("Mail server"), "mail.example")
        self._choice(
            "mail.security",
            tr("Encryption"),
            [("starttls", "STARTTLS"), ("tls", "TLS"), ("none", tr("None"))],
        )
        text("mail.username", tr("Login"), hint=tr("empty: without one"))
        self._secret(tr("Password"), tr("empty: as it was"))
        text("mail.sender", tr("The center's address"), "support@center.example")
        text("mail.reply_to", tr("Answers go to"), hint=tr("if elsewhere"))
        text("mail.port", tr("Port"), hint=tr("0: the usual one"))
        text("mail.ca_file", tr("CA file for TLS"), hint=tr("empty: the system's"))

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
        on = self.may_try()
        self._head.pill.put(self.tr("On") if on else self.tr("Off"), "ok" if on else "n")
        super().put()

    def may_try(self) -> bool:
        """Once there is an account."""
        return self._port.settings.mail.is_set

    # -- asked

    def _saved(self, secret: str) -> None:
        self._port.use_mail(secret, self._kept)

    def _kept(self, why: str) -> None:
        if why:
            self._problem.put(Said("warn", self.tr("The password could not be kept."), why))

    def try_(self) -> None:
        """To the center's own address."""
        self._begin_trial(self.tr("Sending to {to} …").replace("{to}", self._port.settings.mail.sender))
        self._port.try_mail("", self._tried)

    def _tried(self, why: str) -> None:
        if why:
            self._end_trial(Said("bad", self.tr("It was not sent."), why))
            return
        to = self._port.settings.mail.sender
        taken = self.tr("The mail server took a message to {to}.").replace("{to}", to)
        self._end_trial(Said("ok", taken, self.tr("Look there whether it arrives.")))
