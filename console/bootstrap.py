"""The composition root: the one place that knows which concrete parts a console is made of.

settings, places, secrets ──► Phone ─┐
                                     ├──► Desk ──► Window (unless headless), CtlServer
                    StoreKeeper ─────┘

What the window does not need is imported after its first paint: a person waits for the window.
"""

import gc
import signal
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

import msgspec
from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QLockFile, QObject, Qt, QTimer

import resources
from console import account, secrets, unlocking
from console.desk.board import Board, EngineState, Import, Me, PhoneLine
from console.desk.intents import OfferDial
from console.desk.replaying import REVIEW_ROLES
from console.devices import Devices, read_choices, sound_of
from console.drafts import DraftFile
from console.errors import ConsoleError
from console.keeper import StoreKeeper
from console.places import Places
from console.player.late import LateSources
from console.player.player import Player
from console.preferences import Preferences
from console.quiet_phone import QuietPhone
from console.rehearsal.process import RehearsalProcess
from console.replay.sources import NoPlayer, Sources
from console.settings import Settings
from console.settings_recording_policy import to_engine
from console.unlocking import Unlocked, Unlocking
from store.book import Book
from telephony.launch import Launch
from telephony.phone import Phone

if TYPE_CHECKING:
    from console.archiving.running import RunningArchive
    from console.ctl import CtlServer
    from console.desk.desk import Desk
    from console.desk.intents import Intent, Refusal
    from console.exporting.running import RunningExports, Then
    from console.headset import Headset
    from console.hotkeys import HotKeys
    from console.hotkeys.media import MediaKeys
    from console.ui.window import Window
    from console.updates.running import RunningSender
    from store.archive.keys import Unlock
    from store.recordings import Archive

_STORE_SECONDS = 1.0
"""How long the store waits for the telephone at most."""
_HEADSET_MS = 700
"""The headset's keys come last: by then the window is there and the telephone is on its way."""
_PLAYER_MS = 1500
"""Who reviews will open a case; not before the rest is there."""
_LEAVING_MS = 4000
"""How long the PBX's queue may take to let somebody go."""
_KEYRING_MS = 3000
"""A keyring that is locked does not keep the desk shut: what it gives later is used then."""
_SETTLED_MS = 5000
"""By then all that a console is made of has been imported, on the store's thread too."""
_UNSEEN_MS = 500
"""A window that nobody sees (minimised, another desktop) is not painted: then the rest starts after so long."""


class Console:
    """A whole console; :func:`run_console` runs one, tests and the demo make their own."""

    def __init__(
        self,
        settings: Settings,
        places: Places,
        *,
        headless: bool,
        open_store: Callable[[str], Book] | None = None,
        demo: bool = False,
        revive: bool = True,
        archives: bool = True,
    ) -> None:
        """``revive`` False: the engine does not start this console again if it dies in a call.

        ``archives`` False: whoever has made this console takes what the engine has recorded.
        """
        self.settings = settings
        self.places = places.prepare()
        self.url = settings.store.url or places.store_url
        self._open_store, self._archives = open_store, archives
        self.rehearsed: tuple[Settings, Places] | None = None
        """Whose archive has the sound of rehearsals; None: this console's own."""
        self.keeper = StoreKeeper(
            self._open_book,
            told_changed=self._store_changed,
            told_down=self._store_down,
        )
        who = account.account(settings)
        self._secret_of = who.uri if who.registrar else ""  # in direct mode nobody asks for a password
        self._unlocking: Unlocking | None = None
        self._unlocked = Unlocked()
        if not secrets.may_take_time():
            self._unlocked = unlocking.read(settings.floor.name, self._secret_of)
            who = msgspec.structs.replace(who, password=self._unlocked.password)
        # A console without a window has no ears.
        sound = None if headless else sound_of(settings, read_choices(self._choices))
        launch = Launch(
            socket=places.engine_socket,
            lock=places.engine_lock,
            journal=places.journal,
            log=places.logs / "engine.log",
            hold_music=resources.path("sounds/hold_music.wav"),
            sounds=None if headless else resources.path("sounds"),
            recordings=places.recordings,
        )
        command = _command_line(places, headless=headless) if revive else ()
        made = Phone if account.has_phone(settings) else QuietPhone
        self.phone = made(who, launch, sound=sound, recording=to_engine(settings.recording), console=command)
        self.preferences = Preferences(
            places.config,
            settings,
            password=who.password,
            log=places.logs / "engine.log",
            applied=self._apply,
            use=self.phone.use,
            try_archive=self._try_archive,
            demo=demo,
        )
        self.devices = Devices(
            self._choices,
            settings=lambda: self.preferences.settings,
            change=self.preferences.change,
            warn=self._not_saved,
        )
        self.rehearsals = RehearsalProcess(self.places)
        self.player = None if headless else Player(LateSources(self._make_sources))
        self._first = Board(me=_me(settings), phone=_line(settings))
        self._sound = sound
        self.mail: RunningSender | None = None
        self.archive: RunningArchive | None = None
        self._exports: RunningExports | None = None
        self.ctl: CtlServer | None = None
        self.headset: Headset | None = None
        self.hotkeys: HotKeys | None = None
        self.media: MediaKeys | None = None
        self._closed = False
        self.window: Window | None = None

    @cached_property
    def desk(self) -> "Desk":
        """Made when it is first asked for, which is after the first paint: its rules take a third of the start."""
        from console.desk.desk import Desk  # noqa: PLC0415 - as it says
        from console.desk.parts import Means  # noqa: PLC0415 - likewise
        from console.making import template, terms_of  # noqa: PLC0415 - likewise

        settings = self.settings
        desk = Desk(
            self._first,
            phone=self.phone,
            keeper=self.keeper,
            terms=terms_of(settings, account.account(settings).uri, self._unlocked.floor_key),
            now=lambda: datetime.now(UTC),
            new_id=_new_id,
            means=Means(
                later=self._later,
                sound=self._sound,
                save_sound=self.devices.save,
                read_contacts=self._read_contacts,
                drafts=DraftFile(self.places.data / "policy_draft.json"),
                template=template,
                nudge_mail=self._nudge_mail,
                nudge_archive=self._nudge_archive,
                export=self._export,
                player=self.player or NoPlayer(),
                center=settings.floor.name,
                rehearse=self.rehearsals,
            ),
        )
        if self.window is not None:
            self._join(desk, self.window)
        return desk

    @property
    def _choices(self) -> Path:
        return self.places.data / "devices.json"

    def _apply(self, settings: Settings) -> None:
        """The settings were changed: what can be in force at once is."""
        self.settings = settings
        from console.making import terms_of  # noqa: PLC0415 - as the desk

        self.desk.use_terms(terms_of(settings, account.account(settings).uri, self._unlocked.floor_key))
        if isinstance(self.phone, QuietPhone) and account.has_phone(settings):
            self.phone.turn_on()
        self.phone.record(to_engine(settings.recording))
        self._use_keys()
        self._use_mail()
        self._use_archive()

    def _use_mail(self) -> None:
        """Customers are written to from the moment on at which there is an account."""
        if self.mail is not None:
            self.mail.use(self.settings)
        elif self.settings.mail.is_set and self.ctl is not None:
            from console.updates.running import RunningSender  # noqa: PLC0415 - smtplib and ssl only with an account

            self.mail = RunningSender(self._open_book, self.settings, new_id=_new_id, told=self.desk.mail_is)
            self.mail.start()

    def _try_archive(self, settings: Settings) -> str:
        """On a thread of its own."""
        from console.archiving.trial import why_not_kept  # noqa: PLC0415 - only when it is asked for

        return why_not_kept(settings, self.places)

    def _use_archive(self) -> None:
        """Finished recordings are kept from now on, those of the last console first."""
        if self.archive is not None:
            self.archive.use(self.settings)
        elif self.ctl is not None and self._archives:
            from console.archiving.running import RunningArchive  # noqa: PLC0415 - not before the window

            self.archive = RunningArchive(
                self._open_book, self.settings, self.places, url=self.url, new_id=_new_id,
                told=lambda standing: self.desk.archive_is(standing.why, standing.waiting, standing.lost),
            )  # fmt: skip
            self.archive.start()

    def _export(self, ticket: UUID, out: Path, then: "Then", /) -> None:
        """Nothing of it is there before somebody takes a case along."""
        if self._exports is None:
            from console.exporting.running import RunningExports  # noqa: PLC0415 - seldom

            self._exports = RunningExports(
                self._open_book, lambda: self.preferences.settings, self.places, new_id=_new_id
            )
        self._exports(ticket, out, then)

    def _make_sources(self) -> Sources:
        """On the player's thread. The archive is that of the settings as they are when something is opened."""
        from console.archiving.made import (  # noqa: PLC0415 - with the first case
            archive_to_read,
            keys_of,
            rehearsals_to_read,
        )
        from console.player.archive import ArchiveSources  # noqa: PLC0415 - likewise NumPy

        made: dict[object, tuple[Archive, Unlock]] = {}

        def opened() -> "tuple[Archive, Unlock]":
            settings = self.settings
            wanted = (settings.recording, settings.floor.name)
            if wanted not in made:  # a keyring is asked once
                made.clear()
                made[wanted] = (archive_to_read(settings, self.places), keys_of(settings).unlock)
            return made[wanted]

        def rehearsals() -> "tuple[Archive, Unlock]":
            settings, places = self.rehearsed or (self.settings, self.places)
            return rehearsals_to_read(settings, places), keys_of(settings).unlock

        return ArchiveSources(opened, rehearsals)

    def _nudge_archive(self) -> None:
        if self.archive is not None:
            self.archive.nudge()

    def _nudge_mail(self) -> None:
        if self.mail is not None:
            self.mail.nudge()

    def _not_saved(self, why: str) -> None:
        self.desk.tell("warn", "not_saved", why=why)

    def _later(self, seconds: float, call: Callable[[], None]) -> Callable[[], None]:
        """Timers end with the telephone, which lives as long as the console."""
        timer = QTimer(self.phone, singleShot=True)
        timer.timeout.connect(call)
        timer.timeout.connect(timer.deleteLater)
        timer.start(round(seconds * 1000))

        def call_off() -> None:
            if timer.isActive():
                timer.stop()
                timer.deleteLater()

        return call_off

    def _read_contacts(self, book: Book, path: Path, apply: bool) -> Import:  # noqa: FBT001 - see ReadContacts
        from console.contacts import take_in  # noqa: PLC0415 - seldom

        return take_in(
            book, path, apply=apply, country=self.settings.floor.country, person=self.settings.person.key
        )

    def _store_changed(self) -> None:
        self.desk.refresh()

    def _store_down(self, why: str) -> None:
        self.desk.store_is_down(why)

    def _open_book(self) -> Book:
        from store.open import open_book  # noqa: PLC0415 - on the worker's thread: SQLAlchemy is slow to import
        from telephony.address import normalise  # noqa: PLC0415 - likewise phonenumbers

        normalise("+442079460000", self.settings.floor.country)
        return (self._open_store or open_book)(self.url)

    def open(self) -> None:
        """Everything on, once the keyring has answered; if that takes long, with what is known by then."""
        if not secrets.may_take_time():
            self._unlock(self._unlocked)
            return
        self._unlocking = Unlocking(self.settings.floor.name, self._secret_of, self._unlock)
        QTimer.singleShot(_KEYRING_MS, self.phone, self._open_all)

    def _unlock(self, found: Unlocked) -> None:
        if self._closed:
            return
        late, self._unlocked = found is not self._unlocked, found
        if late:
            self.preferences.password_found(self._secret_of, found.password)
            self._apply(self.settings)
        for problem in found.problems:
            self.desk.tell("warn", "refused", why=problem)
        self._open_all()

    def _open_all(self) -> None:
        """The telephone, the store's thread, the control socket.

        Importing SQLAlchemy holds the interpreter for 0.3 s, by which the telephone would be there later. So the
        store waits until it is; what happens meanwhile is on the board at once and in the store a moment later.
        """
        if self._closed or self.ctl is not None:
            return
        from console.making import floor_data  # noqa: PLC0415 - as the desk
        from store.changes import PutCustomers  # noqa: PLC0415 - likewise

        directory, customers = floor_data(self.settings)
        if customers:
            put = PutCustomers(
                id=_new_id(), at=datetime.now(UTC), person=self.settings.person.key, customers=customers
            )
            self.keeper.run(lambda book: book.apply(put))
        self.desk.start(directory)
        self.keeper.start(patience=_STORE_SECONDS)
        self.desk.watch(self._hurry_store)
        self._hurry_store(self.desk.board)
        self.ctl = self._make_ctl()
        self.ctl.listen()
        self._use_mail()
        self._use_archive()
        if self.player is not None and self.settings.person.role in REVIEW_ROLES:
            QTimer.singleShot(_PLAYER_MS, self.player, self.player.prepare)
        if self.window is not None:  # keys are for whoever sits here
            QTimer.singleShot(_HEADSET_MS, self.window, self._open_keys)

    def _open_keys(self) -> None:
        """The keys of a headset, and those of the keyboard while another window is in front."""
        if self._closed:
            return
        from PySide6.QtGui import QGuiApplication  # noqa: PLC0415 - only with a window

        from console.headset import Headset  # noqa: PLC0415 - last of all
        from console.hotkeys import HotKeys  # noqa: PLC0415 - likewise
        from console.hotkeys.media import MediaKeys  # noqa: PLC0415 - likewise

        if QGuiApplication.platformName() in {"xcb", "wayland"}:  # not a window that nobody sees
            self.hotkeys = HotKeys(do=self.desk.do, show=self.desk.works_in_background)
            self.hotkeys.show_board(self.desk.board)
            self.desk.watch(self.hotkeys.show_board)
            self.media = MediaKeys(do=self.desk.do, settings=self.settings.hotkeys)
            self.media.show_board(self.desk.board)
            self.desk.watch(self.media.show_board)
            self._use_keys()
        self.headset = Headset(do=self.desk.do, show=self.desk.headset_is)
        self.headset.show_board(self.desk.board)
        self.desk.watch(self.headset.show_board)
        self.headset.start()

    def _use_keys(self) -> None:
        from console.ui import keys  # noqa: PLC0415 - only with a window

        if self.hotkeys is not None:
            self.hotkeys.use({**keys.STANDARD, **self.settings.ui.keys})
        if self.media is not None:
            self.media.use(self.settings.hotkeys)

    def _hurry_store(self, board: Board) -> None:
        if board.phone.engine is not EngineState.STARTING:
            self.keeper.hurry()

    def _make_ctl(self) -> "CtlServer":
        from console.ctl import CtlServer  # noqa: PLC0415 - not before the window

        ctl = CtlServer(
            self.places.ctl_socket,
            do=self.desk.do,
            board=lambda: self.desk.board,
            watch=self.desk.watch,
            ask=self.keeper.run,
            refusals=self.desk.watch_refusals,
        )
        if self.window is not None:
            ctl.raise_asked.connect(partial(_to_front, self.window))
        return ctl

    def show(self) -> "Window":
        """The window, before anything slow."""
        from console.ui.window import Window  # noqa: PLC0415 - a headless console needs no widgets

        ui = self.settings.ui
        window = Window(
            theme=ui.theme,
            language=ui.language,
            do=self._do,
            settings=self.preferences,
        )
        made = self.__dict__.get("desk")  # not asked for, which would make it
        self.window = window  # whose first page may ask for it
        window.show_board(self._first if made is None else made.board)
        if made is not None:
            self._join(made, window)
        window.show()
        return window

    def _do(self, intent: "Intent") -> "Refusal | None":
        return self.desk.do(intent)

    def _join(self, desk: "Desk", window: "Window") -> None:
        desk.watch(window.show_board)
        desk.watch_readings(window.show_reading)
        desk.watch_replay(window.show_played)

    def close(self, *, quit_engine: bool = False) -> None:
        """Detach on purpose; the engine stays for a call that is up, and leaves by itself after it.

        ``quit_engine`` ends its calls and the engine too.
        """
        self._closed = True
        self.rehearsals.close()
        if self.ctl is not None:
            self.ctl.close()
        if self.mail is not None:
            self.mail.stop()
        if self.archive is not None:
            self.archive.stop()
        if self.headset is not None:
            self.headset.close()
        if self.hotkeys is not None:
            self.hotkeys.close()
        if self.media is not None:
            self.media.close()
        if self.player is not None:
            self.player.end()
        busy = bool(self.desk.board.cards)
        self.devices.flush()
        self._leave_queue()
        self.desk.say_goodbye()
        self.phone.close(quit_engine=quit_engine or not busy, hang_up=quit_engine)
        self.keeper.stop()

    def _leave_queue(self) -> None:
        """No caller is to be sent to a desk that nobody sits at; but a PBX that is silent holds up no good-bye."""
        loop = QEventLoop()
        if self.desk.leave_queue(loop.quit):
            QTimer.singleShot(_LEAVING_MS, loop, loop.quit)
            loop.exec()


def _to_front(window: "Window") -> None:
    """Somebody started a second console of this profile: they want this one."""
    window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
    window.show()
    window.raise_()
    window.activateWindow()


def run_console(
    settings: Settings, places: Places, *, headless: bool = False, link: str = "", assistant: bool = False
) -> int:
    """Run a console until it is closed; the exit code. One console a profile: a second one is not started.

    ``link`` asks to be dialled as soon as the desk is open. The assistant comes if it is asked for, and while there
    are no settings yet.
    """
    app = application(headless=headless)
    places.prepare()
    lock = QLockFile(str(places.console_lock))
    lock.setStaleLockTime(0)
    if not lock.tryLock(200):
        raise ConsoleError("already_running", "A console of this profile is running already.")
    console = Console(settings, places, headless=headless)
    console.phone.prepare()

    def open_all() -> None:
        console.open()
        QTimer.singleShot(_SETTLED_MS, settle)
        if link:
            console.desk.do(OfferDial(link=link))
        elif assistant or not places.config.exists():
            _welcome(console)

    if headless:
        QTimer.singleShot(0, open_all)
    else:
        _FirstPaint(console.show(), then=open_all)
        # Closing the last window ends Qt's loop.
    quit_on_signals(app)
    code = app.exec()
    console.close()
    lock.unlock()
    return code


def settle() -> None:
    """Spare Python's collector what is there for good: classes, functions, the window, and all that they hold.

    It looked through it now and then, for 50 ms and more in which nothing was painted.
    """
    gc.collect(1)
    gc.freeze()


def _welcome(console: Console) -> None:
    """The assistant, once the telephone is there; not in a call, which a window that was started anew has at once."""

    def look(board: Board) -> None:
        if board.phone.engine is EngineState.ATTACHED and console.window is not None:
            stop()
            if not board.cards:
                console.window.go("assistant")

    stop = console.desk.watch(look)
    look(console.desk.board)


class _FirstPaint(QObject):
    """Does ``then`` once the window has been painted; the store's and the telephone's start would delay that."""

    def __init__(self, window: "Window", *, then: Callable[[], None]) -> None:
        super().__init__(window)
        self._then: Callable[[], None] | None = then
        window.installEventFilter(self)
        QTimer.singleShot(_UNSEEN_MS, self, self._go)

    def eventFilter(self, window: QObject, event: QEvent, /) -> bool:
        """Qt's own; the paint itself is still to come, so the loop turns once more."""
        if event.type() is QEvent.Type.Paint:
            window.removeEventFilter(self)
            QTimer.singleShot(0, self, self._go)
        return False

    def _go(self) -> None:
        then, self._then = self._then, None
        if then is not None:
            then()


def application(*, headless: bool) -> QCoreApplication:
    """This process's Qt application; with a window unless ``headless``."""
    existing = QCoreApplication.instance()
    if existing is not None:
        return existing
    QCoreApplication.setApplicationName("warmline")
    if headless:
        return QCoreApplication(["warmline"])
    from PySide6.QtWidgets import QApplication  # noqa: PLC0415 - needs a display

    return QApplication(["warmline"])  # the window's class on X11, by which a desktop groups windows


def quit_on_signals(app: QCoreApplication) -> None:
    """SIGTERM and Ctrl-C close the console as its window's button does."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: app.quit())
    # Python's handlers run between bytecodes, so something of Python's must run now and then.
    heartbeat = QTimer(app)
    heartbeat.timeout.connect(lambda: None)
    heartbeat.start(200)


def _command_line(places: Places, *, headless: bool) -> tuple[str, ...]:
    """How the engine starts this console again if it dies in a call."""
    more = ("--headless",) if headless else ()
    return (sys.executable, "-P", "-m", "console", "console", *places.arguments, *more)


def _new_id() -> UUID:
    """A UUIDv7."""
    import uuid6  # noqa: PLC0415 - it reads its own version from its metadata, which takes 30 ms

    return uuid6.uuid7()


def _me(settings: Settings) -> Me:
    person = settings.person
    return Me(
        key=person.key,
        name=person.name,
        extension=person.extension,
        role=person.role,
        level=person.level,
        department=person.department,
    )


def _line(settings: Settings) -> PhoneLine:
    return PhoneLine() if account.has_phone(settings) else PhoneLine(engine=EngineState.NONE)
