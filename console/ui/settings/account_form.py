"""The form of the account: what the PBX's administrator has written on the note, used together by one button."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLayout

from console.ui.settings.account_more import MoreOfAccount
from console.ui.settings.parts import Head, form, with_value
from console.ui.settings.port import SettingsPort
from console.ui.settings.typed import SECRET, TypedCard
from console.ui.shell.telephone import Said
from console.ui.widgets.fields import LineField
from console.ui.widgets.labels import Label
from console.ui.widgets.layout import column, row

if TYPE_CHECKING:
    from console.settings import Settings

_MARGINS = (20, 16, 20, 16)


class AccountForm(TypedCard):
    """``brief`` leaves out what is rarely needed: the assistant's. Typed text stays when refused."""

    def __init__(self, port: SettingsPort, prefix: str = "settings", *, brief: bool = False) -> None:
        super().__init__(port, f"{prefix}.sip", self.tr("Use this account"))
        self._more: MoreOfAccount | None = None
        self._make_fields()
        if brief:
            self._lay_out_brief()
        else:
            self._lay_out()
        self.begin()

    def _lay_out_brief(self) -> None:
        for button in (self._use, self._undo):
            button.setParent(self)
            button.hide()
        f = self.fields
        secure = form((f["sip.transport"], f["sip.srtp"]))
        self.setLayout(column(self._first_rows(), secure, self._problem, gap=12, margins=_MARGINS))

    def _lay_out(self) -> None:
        text, f = self._text, self.fields
        text("sip.username", self.tr("Login"), "", self.tr("if it is not the extension"))
        text("sip.ca_file", self.tr("CA file for TLS"), "/etc/ssl/pbx.pem", self.tr("empty: the system's"))
        self._more = MoreOfAccount(self._name, text, self._choice)
        note = Label(
            self.tr(
                "A call that is up goes on; the account changes after it. A new name is seen from the next start."
            ),
            "meta",
            wrap=True,
        )
        self.setLayout(
            column(
                Head(self.tr("Edit account"), self._name),
                self._first_rows(),
                form((f["sip.transport"], f["sip.srtp"]), (f["sip.username"], f["sip.ca_file"])),
                self._more,
                self._problem,
                note,
                row(self._use, self._undo, None, gap=8),
                gap=12,
                margins=_MARGINS,
            )
        )

    def _first_rows(self) -> QLayout:
        f = self.fields
        return form((f["sip.id"], f["sip.registrar"]), (f[SECRET], f["person.name"]))

    def _make_fields(self) -> None:
        text, choice = self._text, self._choice
        text("sip.id", self.tr("Extension or address"), "2041")
        text("sip.registrar", self.tr("PBX"), "pbx.example", self.tr("host, or host:port"))
        self._secret(self.tr("Password"), self.tr("empty: as it was"))
        text("person.name", self.tr("Your name"), "", self.tr("colleagues see it"))
        transports = [("udp+tcp", "UDP, TCP"), ("udp", "UDP"), ("tcp", "TCP"), ("tls", "TLS")]
        srtp = [
            ("off", self.tr("Off")),
            ("optional", self.tr("If the PBX can")),
            ("mandatory", self.tr("Always")),
        ]
        choice("sip.transport", self.tr("Transport"), transports)
        choice("sip.srtp", self.tr("Encrypted media (SRTP)"), srtp)

    @property
    def first(self) -> LineField:
        """Where one begins to type."""
        inside = self.fields["sip.id"].inside
        assert isinstance(inside, LineField)  # noqa: S101 - made above
        return inside

    def _show(self) -> None:
        super()._show()
        if self._more is not None:
            self._more.put(self._port.settings)

    def wanted(self) -> "Settings":
        """The settings as they are typed here; the extension follows the account."""
        made = super().wanted()
        if made.sip.id != self._port.settings.sip.id:
            made = with_value(made, "person", "extension", "")
        return made

    def _saved(self, secret: str) -> None:
        self._port.use_account(secret, self._kept)

    def refuse(self, key: str, why: str) -> None:
        """Say what is wrong with a field, unfolded if need be; what was typed stays."""
        if self._more is not None and key in self._more.fields:
            self._more.unfold()
        super().refuse(key, why)

    def _kept(self, why: str) -> None:
        if why:
            self._problem.put(
                Said(
                    "warn",
                    self.tr("The password is known until Warmline is closed, and then asked again."),
                    why,
                )
            )
