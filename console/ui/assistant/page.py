"""The first-run assistant. Each step can be skipped, and nothing is saved before the end.

ACCOUNT ──► SOUND ──► TEST ──► READY ──► settings are written, to the desk
   ◄── Back ──┴─────────┴────────┘       Later: nothing is written, it comes again at the next start
"""

from datetime import datetime

from PySide6.QtWidgets import QStackedLayout, QWidget

from console.desk.board import Board
from console.desk.intents import WatchLevels
from console.desk.seat import EngineState
from console.errors import SettingsError
from console.ui import format as fmt
from console.ui.assistant.trial import Trial
from console.ui.kit import Kit
from console.ui.settings.account_form import AccountForm
from console.ui.settings.devices import DeviceCard
from console.ui.settings.echo import EchoCard
from console.ui.settings.parts import Check, Head, Told
from console.ui.settings.port import SettingsPort
from console.ui.settings.words import sentence
from console.ui.shell.page import Page
from console.ui.shell.telephone import Said, TelephoneWords
from console.ui.widgets.buttons import Button, check_one
from console.ui.widgets.labels import Label
from console.ui.widgets.layout import Box, Scroller, card, column, row, wrap
from store.values import replace
from telephony.events import LevelsMeasured, RegistrationState

ACCOUNT, SOUND, TEST, READY = range(4)
_WIDE = 720


class AssistantPage(Page):
    """``settings`` are the real ones; here they are only tried."""

    def __init__(self, kit: Kit, settings: SettingsPort) -> None:
        super().__init__()
        self._kit = kit
        self._port = Trial(settings)
        self._words = TelephoneWords(kit.words)
        self._board: Board | None = None
        self._step, self._pbx, self._tried, self._watching = ACCOUNT, True, False, False
        self._make()
        steps = QWidget()
        self._steps = QStackedLayout(steps)
        for made in (self._account_step(), self._devices, self._echo, self._ready):
            self._steps.addWidget(wrap(column(made, None, gap=0)))
        self._title = Label("", "page", name="assistant.title")
        self._about = Label("", "muted", wrap=True, name="assistant.about")
        self._path = Label("", "meta", name="assistant.step")
        head = column(row(self._title, None, self._path), self._about, gap=4)
        buttons = row(self._later, None, self._back, self._skip, self._next, gap=8)
        inside = wrap(column(head, (steps, 1), buttons, gap=14, margins=(16, 20, 16, 16)))
        inside.setMaximumWidth(_WIDE)
        centre = wrap(row(None, (inside, 10), None, gap=0))
        self.setLayout(row(Scroller(centre, "assistant.scroller"), gap=0))
        self._show()

    # -- building

    def _make(self) -> None:
        tr = self.tr
        self._form = AccountForm(self._port, "assistant", brief=True)
        self._devices = DeviceCard(self._kit, "assistant", whole=False)
        self._echo = EchoCard(self._kit, self._port, "assistant")
        self._told = Told("assistant.told")
        self._checks = {
            "account": Check("assistant.ready.account", tr("Account")),
            "microphone": Check("assistant.ready.microphone", tr("Microphone")),
            "speaker": Check("assistant.ready.speaker", tr("Speaker")),
            "test": Check("assistant.ready.test", tr("Test call")),
        }
        self._problem = Told("assistant.problem")
        self._ready = card(
            Head(tr("So it will be"), "assistant.ready"), *self._checks.values(), self._problem, gap=10
        )
        self._later = Button("assistant.later", tr("Later"), variant="ghost", on=self._leave)
        self._later.put(tip_text=tr("Nothing is saved; you are asked again at the next start"))
        self._back = Button("assistant.back", tr("Back"), "arrow-left", on=lambda: self._to(self._step - 1))
        self._skip = Button("assistant.skip", tr("Skip"), on=lambda: self._to(self._step + 1))
        self._next = Button("assistant.next", tr("Next"), variant="primary", on=self.primary)

    def _account_step(self) -> QWidget:
        modes = {"pbx": self.tr("With a PBX"), "direct": self.tr("Without a PBX")}
        self._modes: dict[str, Button] = {}
        for code, word in modes.items():
            made = Button(f"assistant.mode.{code}", word, variant="seg")
            made.setCheckable(True)
            made.clicked.connect(lambda _=False, c=code: self._choose(pbx=c == "pbx"))
            self._modes[code] = made
        self._direct = card(
            Label(
                self.tr(
                    "Warmline listens on this computer and is called by its address. Colleagues on the same network "
                    "reach you; numbers of the telephone network do not."
                ),
                "",
                wrap=True,
            ),
            gap=8,
        )
        self._address = Label("", "b", name="assistant.address", select=True, wrap=True)
        layout = self._direct.layout()
        if layout is not None:
            layout.addWidget(self._address)
        seg = Box("seg", row(*self._modes.values(), gap=2, margins=(3, 3, 3, 3)))
        return wrap(column(row(seg, None), self._form, self._direct, self._told, gap=12))

    # -- steps

    @property
    def step(self) -> int:
        """Which one is shown."""
        return self._step

    def enter(self) -> None:
        """From the first step, with what is saved."""
        self._port.begin()
        self._tried, self._pbx = False, True
        self._form.begin()
        self._problem.put(None)
        self._to(ACCOUNT)

    def _to(self, step: int) -> None:
        self._step = max(ACCOUNT, min(READY, step))
        self._devices.leave()
        self._show()
        if self._board is not None:
            self.put(self._board, self._kit.clock())

    def _show(self) -> None:
        tr = self.tr
        titles = (
            (
                tr("Welcome to Warmline"),
                tr("Which telephone is yours? Your administrator has these on a note."),
            ),
            (tr("Your headset"), tr("Speak: the bar should be green. Play the tone: you should hear it.")),
            (tr("A test call"), tr("The echo service says back what you say, as a customer would hear it.")),
            (tr("Ready"), tr("All of it can be changed later in Settings.")),
        )
        title, about = titles[self._step]
        self._title.put(title)
        self._about.put(about)
        self._path.put(tr("Step {n} of {all}").format(n=self._step + 1, all=len(titles)))
        self._steps.setCurrentIndex(self._step)
        self._back.setVisible(self._step > ACCOUNT)
        self._skip.setVisible(self._step < READY)
        self._choose(pbx=self._pbx)
        self._watch()
        self._put_next()

    def _choose(self, *, pbx: bool) -> None:
        self._pbx = pbx
        check_one(self._modes, "pbx" if pbx else "direct")
        self._form.setVisible(pbx)
        self._direct.setVisible(not pbx)
        self._told.setVisible(self._told.isVisible() and pbx)
        self._put_next()

    def _put_next(self) -> None:
        if self._step == READY:
            self._next.put(self.tr("To the desk"))
        elif self._step == ACCOUNT and self._pbx and not self._registered:
            self._next.put(self.tr("Register"))
        else:
            self._next.put(self.tr("Next"))

    @property
    def _registered(self) -> bool:
        board = self._board
        return (
            self._tried
            and board is not None
            and board.phone.engine is EngineState.ATTACHED
            and board.phone.registration is RegistrationState.REGISTERED
            and not self._form.is_typed
        )

    def primary(self) -> None:
        """The one filled button; also Ctrl+Enter."""
        if self._step == READY:
            self._finish()
        elif self._step == ACCOUNT and self._pbx and not self._registered:
            self._register()
        else:
            if self._step == ACCOUNT and not self._pbx:
                self._without_pbx()
            self._to(self._step + 1)

    def _register(self) -> None:
        if not self._form.value("sip.registrar"):
            self._form.refuse("sip.registrar", self.tr("Which PBX? Type its name, or go on without one."))
        elif self._form.use():
            self._tried = True
            self._say_registration()

    def _without_pbx(self) -> None:
        settings = self._port.settings
        if settings.sip.registrar:
            sip = replace(settings.sip, registrar="")
            self._port.change(replace(settings, sip=sip))
            self._port.use_account("", lambda _: None)
        self._tried = False

    def _finish(self) -> None:
        try:
            self._port.finish(self._port.settings)
        except SettingsError as error:
            self._problem.put(Said("bad", sentence(error.message), ""))
            return
        self._kit.go("home")

    def _leave(self) -> None:
        self._port.give_up()
        self._kit.go("home")

    # -- told

    def put(self, board: Board, now: datetime) -> None:
        """How everything stands."""
        self._board = board
        self._address.put(board.phone.uri)
        self._say_registration()
        if self._step == SOUND:
            self._devices.put(board)
        elif self._step == TEST:
            self._echo.put(board, now)
        elif self._step == READY:
            self._sum_up(board)
        self._form.put()
        self._watch()
        self._put_next()

    def _say_registration(self) -> None:
        board = self._board
        if not self._tried or board is None or not self._pbx:
            self._told.put(None)
        elif self._registered:
            said = fmt.fill(self.tr("Registered as {who}."), who=board.phone.uri)
            self._told.put(Said("ok", said, ""))
        else:
            self._told.put(self._words.problem(board.phone) or Said("accent", self.tr("Registering …"), ""))

    def _sum_up(self, board: Board) -> None:
        phone, sound, test = board.phone, board.sound, board.echo_test
        if phone.registration is RegistrationState.REGISTERED:
            account = Said("ok", phone.uri, "")
        elif phone.registration is RegistrationState.DIRECT:
            account = Said("n", fmt.fill(self.tr("none: called at {who}"), who=phone.uri), "")
        else:
            account = Said("warn", self.tr("not registered"), "")
        none = Said("warn", self.tr("none"), "")
        self._checks["account"].put(account)
        self._checks["microphone"].put(Said("ok", sound.microphone, "") if sound.microphone else none)
        self._checks["speaker"].put(Said("ok", sound.speaker, "") if sound.speaker else none)
        reached = test is not None and test.answered_at is not None
        skipped = Said("n", self.tr("skipped"), "")
        failed = Said("warn", self.tr("not reached"), "")
        self._checks["test"].put(
            Said("ok", self.tr("reached"), "") if reached else skipped if test is None else failed
        )

    def show_levels(self, levels: LevelsMeasured, now: datetime) -> None:
        """Twenty times a second, while there is sound."""
        if self._step == SOUND:
            self._devices.show_levels(levels, now)
        elif self._step == TEST:
            self._echo.show_levels(levels)

    def tick(self, now: datetime) -> None:
        """A second has passed."""
        if self._step == TEST:
            self._echo.tick(now)

    def leave(self) -> None:
        """Another page is shown."""
        self._devices.leave()
        self._watch(here=False)

    def _watch(self, *, here: bool = True) -> None:
        wanted = here and self._step == SOUND and self.isVisible()
        if wanted != self._watching:
            self._watching = wanted
            self._kit.ask(WatchLevels(on=wanted))
