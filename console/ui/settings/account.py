"""The account: how it stands with its registrar, and what is wrong in words with its remedy."""

from collections.abc import Callable
from datetime import datetime

from PySide6.QtWidgets import QSizePolicy

from console.desk.board import Board
from console.desk.intents import RegisterAgain
from console.desk.seat import EngineState, PhoneLine
from console.ui import format as fmt
from console.ui.kit import Kit
from console.ui.settings.parts import Fact, Head, Told
from console.ui.settings.port import SettingsPort
from console.ui.shell.telephone import TelephoneWords
from console.ui.widgets.buttons import Button
from console.ui.widgets.fields import AreaField
from console.ui.widgets.layout import Box, column, flow_box, grid, hairline
from telephony.events import RegistrationState

CODECS = "G.722, G.711 A-law, G.711 µ-law"
"""In the order of the engine (telephony.engine.library); there are no others."""
_TRANSPORTS = {"udp": "UDP", "tcp": "TCP", "tls": "TLS", "udp+tcp": "UDP, TCP"}


class AccountCard(Box):
    """Who we are to the PBX, and whether it knows."""

    def __init__(self, kit: Kit, port: SettingsPort, edit: Callable[[], object]) -> None:
        self._kit, self._port = kit, port
        self._words = TelephoneWords(kit.words)
        self._phone: PhoneLine | None = None
        self._since: datetime | None = None
        self._head = Head(self.tr("Account"), "settings.account")
        self._who = Fact(self.tr("Account"), "settings.account.who")
        self._way = Fact(self.tr("Transport"), "settings.account.transport")
        self._when = Fact(self.tr("Registered"), "settings.account.since")
        codecs = Fact(self.tr("Codecs in order"), "settings.account.codecs")
        codecs.put(CODECS)
        self._problem = Told("settings.account.problem")
        self._register = Button(
            "settings.register",
            self.tr("Register again"),
            "refresh-cw",
            on=lambda: kit.do(RegisterAgain()),
        )
        self._show_log = Button("settings.log", self.tr("Show log"), "file", on=self._toggle_log)
        self.edit = Button("settings.account.edit", self.tr("Edit account"), "pencil", on=edit)
        anew = Button(
            "settings.assistant", self.tr("Set up anew"), "user-check", on=lambda: kit.go("assistant")
        )
        self._log = AreaField("settings.log.text", self.tr("Log of the telephone"), height=220)
        self._log.setReadOnly(True)
        self._log.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._log.hide()
        inside = column(
            self._head,
            grid((self._who, self._way), (self._when, codecs), across=20, down=12, stretch=(0, 1)),
            self._problem,
            hairline(),
            flow_box(self._register, self._show_log, self.edit, anew, gap=8),
            self._log,
            gap=12,
            margins=(20, 16, 20, 16),
        )
        super().__init__("card", inside, "settings.account")

    def put(self, board: Board, now: datetime) -> None:
        """How the registration stands."""
        phone = board.phone
        before = self._phone
        if before is None or phone.registered is not before.registered:
            self._since = now if phone.registered else None
        self._phone = phone
        self._head.pill.put(*self._state(phone))
        sip = self._port.settings.sip
        uri = phone.uri.removeprefix("sip:") if phone.uri else sip.id
        user, _, host = uri.partition("@")
        at = fmt.fill(self.tr("{user} on {host}"), user=user, host=host) if host else user
        self._who.put(at)
        srtp = {"off": self.tr("media not encrypted"), "optional": self.tr("media SRTP if possible")}.get(
            sip.srtp, self.tr("media SRTP")
        )
        self._way.put(f"{_TRANSPORTS[sip.transport]}, {srtp}")
        self._problem.put(self._words.problem(phone))
        self._register.setEnabled(phone.engine is EngineState.ATTACHED and bool(sip.registrar))
        self.tick(now)

    def _state(self, phone: PhoneLine) -> tuple[str, str]:
        if phone.engine is EngineState.NONE:
            return self.tr("No telephone"), "n"
        if phone.engine is not EngineState.ATTACHED:
            return self.tr("Starting"), "n"
        return {
            RegistrationState.DIRECT: (self.tr("Direct, no PBX"), "ok"),
            RegistrationState.TRYING: (self.tr("Registering"), "warn"),
            RegistrationState.REGISTERED: (self.tr("Registered"), "ok"),
            RegistrationState.REFUSED: (self.tr("Refused"), "bad"),
            RegistrationState.LOST: (self.tr("Not registered"), "bad"),
        }[phone.registration]

    def tick(self, now: datetime) -> None:
        """A second has passed: the next attempt is nearer."""
        phone = self._phone
        if phone is None:
            return
        if self._since is not None and phone.registration is RegistrationState.REGISTERED:
            day, time = self._kit.words.day(self._since, now), fmt.clock(self._since)
            self._when.put(self.tr("{day} {time}, renewed by itself").format(day=day, time=time))
        elif phone.registration is RegistrationState.DIRECT:
            self._when.put(self.tr("not needed"))
        else:
            self._when.put(self._words.next_try(phone, now) or self.tr("not registered"))

    def _toggle_log(self) -> None:
        self._log.setVisible(self._log.isHidden())
        self._show_log.put(self.tr("Show log") if self._log.isHidden() else self.tr("Hide log"))
        if self._log.isHidden():
            return
        try:
            lines = self._port.log()
        except OSError as error:
            lines = (self.tr("The log cannot be read: {why}").format(why=error.strerror),)
        self._log.put("\n".join(lines) or self.tr("Nothing is in the log yet."))
        bar = self._log.verticalScrollBar()
        bar.setValue(bar.maximum())
