"""The composition root: the one place that knows which concrete parts a console is made of.

settings, places, secrets ──► Phone ─┐
                                     ├──► Desk ──► Window (unless headless), CtlServer
                    StoreKeeper ─────┘

What the window does not need is imported after its first paint: a person waits for the window.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QEventLoop, Qt, QTimer

from console import account, secrets, telephone, unlocking
from console.desk.board import Board, Import
from console.desk.replaying import REVIEW_ROLES
from console.desk.seat import EngineState, Me
from console.devices import Devices, read_choices, sound_of
from console.drafts import DraftFile
from console.keeper import StoreKeeper
from console.places import Places
from console.player.late import LateSources
from console.player.player import Player
from console.preferences import Preferences
from console.recordings import Recordings
from console.rehearsal.process import RehearsalProcess
from console.replay.sources import NoPlayer
from console.settings import Settings
from console.unlocking import Unlocked, Unlocking
from store.book import Book
from store.values import replace

if TYPE_CHECKING:
    from console.archiving.archivist import Standing
    from console.ctl import CtlServer
    from console.desk.desk import Desk
    from console.desk.intents import Intent, Refusal
    from console.hand_keys import HandKeys
    from console.ui.window import Window
    from console.updates.running import RunningSender

_STORE_SECONDS = 1.0
"""How long the store waits for the telephone at most."""
_KEYS_MS = 700
"""The headset's keys come last: by then the window is there and the telephone is on its way."""
_PLAYER_MS = 1500
"""Who reviews will open a case; not before the rest is there."""
_LEAVING_MS = 4000
"""How long the PBX's queue may take to let somebody go."""
_KEYRING_MS = 3000
"""A keyring that is locked does not keep the desk shut: what it gives later is used then."""


class Console:
    """A whole console; :mod:`console.running` runs one, tests, rehearsals and the demo make their own."""

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
            who = replace(who, password=self._unlocked.password)
        # A console without a window has no ears.
        sound = None if headless else sound_of(settings, read_choices(self._choices))
        self.phone = telephone.make_phone(
            settings, places, who, sound=sound, headless=headless, revive=revive
        )
        self.recordings = Recordings(
            self._open_book, lambda: self.settings, self.places, url=self.url, new_id=_new_id
        )
        self.preferences = Preferences(
            places.config,
            settings,
            password=who.password,
            log=places.logs / "engine.log",
            applied=self._apply,
            use=self.phone.use,
            try_archive=self.recordings.why_not_kept,
            demo=demo,
        )
        self.devices = Devices(
            self._choices,
            settings=lambda: self.preferences.settings,
            change=self.preferences.change,
            warn=self._not_saved,
        )
        self.rehearsals = RehearsalProcess(self.places)
        self.player = None if headless else Player(LateSources(self.recordings.sources))
        self._first = Board(me=_me(settings), phone=telephone.line_of(settings))
        self._sound = sound
        self.mail: RunningSender | None = None
        self.ctl: CtlServer | None = None
        self.keys: HandKeys | None = None
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
                nudge_archive=self.recordings.nudge,
                export=self.recordings.export,
                erase=self.recordings.erase,
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
        telephone.use_settings(self.phone, settings)
        if self.keys is not None:
            self.keys.use(settings)
        self._use_mail()
        self._keep_recordings()

    def _use_mail(self) -> None:
        """Customers are written to from the moment on at which there is an account."""
        if self.mail is not None:
            self.mail.use(self.settings)
        elif self.settings.mail.is_set and self.ctl is not None:
            from console.updates.running import RunningSender  # noqa: PLC0415 - smtplib and ssl only with an account

            self.mail = RunningSender(self._open_book, self.settings, new_id=_new_id, told=self.desk.mail_is)
            self.mail.start()

    def _keep_recordings(self) -> None:
        if self.ctl is not None and self._archives:
            self.recordings.keep(self._archive_is)

    def _archive_is(self, standing: "Standing") -> None:
        self.desk.archive_is(standing.why, standing.waiting, standing.lost)

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
        self._keep_recordings()
        if self.player is not None and self.settings.person.role in REVIEW_ROLES:
            QTimer.singleShot(_PLAYER_MS, self.player, self.player.prepare)
        if self.window is not None:  # keys are for whoever sits here
            QTimer.singleShot(_KEYS_MS, self.window, self._open_keys)

    def _open_keys(self) -> None:
        if self._closed:
            return
        from PySide6.QtGui import QGuiApplication  # noqa: PLC0415 - only with a window

        from console.hand_keys import HandKeys  # noqa: PLC0415 - last of all

        on_desktop = QGuiApplication.platformName() in {"xcb", "wayland"}  # not a window that nobody sees
        self.keys = HandKeys(self.desk, self.settings, on_desktop=on_desktop)

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
        self.recordings.stop()
        if self.keys is not None:
            self.keys.close()
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
