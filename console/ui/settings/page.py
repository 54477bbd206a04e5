"""Settings: a list of sections on the left, the cards of the chosen one beside it in two columns, or in one.

Each card is there once, made when it is first looked at, and stands wherever its section puts it.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import NamedTuple

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from console.desk.board import Board
from console.desk.intents import WatchLevels
from console.ui.kit import Kit
from console.ui.settings.about import AboutCard, AppearanceCard
from console.ui.settings.account import AccountCard
from console.ui.settings.account_form import AccountForm
from console.ui.settings.archive import ArchiveCard
from console.ui.settings.devices import DeviceCard
from console.ui.settings.echo import EchoCard
from console.ui.settings.failed_before import FailedBeforeCard
from console.ui.settings.headset import HeadsetCard
from console.ui.settings.hotkeys import HotKeyCard
from console.ui.settings.mail import MailCard
from console.ui.settings.media_keys import MediaKeyCard
from console.ui.settings.port import SettingsPort
from console.ui.settings.recording import RecordingCard
from console.ui.settings.saved import SavedCard
from console.ui.settings.states import QueueCard, StatesCard
from console.ui.settings.typed import TypedCard
from console.ui.shell.page import Page
from console.ui.widgets.buttons import check_one
from console.ui.widgets.labels import Icon, Label
from console.ui.widgets.layout import Box, Scroller, column, row, wrap
from console.ui.widgets.row_button import RowButton
from telephony.events import LevelsMeasured


class Section(NamedTuple):
    """Its name in the code, its word and icon, and the cards of its two columns."""

    name: str
    word: str
    icon: str
    left: tuple[str, ...]
    right: tuple[str, ...] = ()


_SOUND = "sound"
_MARGIN = 16


class SectionRow(RowButton):
    """One section in the list."""

    def __init__(self, section: Section) -> None:
        self._section = section
        self._icon = Icon(section.icon, "muted", 17)
        self._word = Label(section.word, "med")
        inside = row(self._icon, (self._word, 1), gap=11, margins=(12, 8, 12, 8))
        super().__init__(inside, name=f"settings.section.{section.name}", checkable=True)
        self.setAccessibleName(section.word)
        self.setFixedHeight(36)

    def put(self, *, on: bool) -> None:
        """Chosen or not."""
        self._icon.put(self._section.icon, "accentT" if on else "muted")
        self._word.put(self._section.word, "accent" if on else "")


class SettingsPage(Page):
    """Signals: ``arranged`` after cards have moved: the order of Tab is another one."""

    arranged = Signal()

    def __init__(
        self,
        kit: Kit,
        port: SettingsPort,
        *,
        theme: Callable[[str], object],
        keys: Callable[[Mapping[str, str]], object],
    ) -> None:
        super().__init__()
        self._kit, self._port = kit, port
        self._board: Board | None = None
        self._narrow = self._watching = False
        self._chosen = _SOUND
        self._sections = {s.name: s for s in self._all_sections()}
        self._rows = {n: SectionRow(s) for n, s in self._sections.items()}
        for name, made in self._rows.items():
            made.clicked.connect(lambda _=False, n=name: self.choose(n))
        self._makers: dict[str, Callable[[], QWidget]] = {
            "devices": lambda: DeviceCard(kit),
            "echo": lambda: EchoCard(kit, port),
            "account": lambda: AccountCard(kit, port, edit=self._edit_account),
            "form": lambda: AccountForm(port),
            "headset": HeadsetCard,
            "keys": lambda: HotKeyCard(kit, port, keys),
            "media": lambda: MediaKeyCard(port),
            "states": lambda: StatesCard(port),
            "queue": lambda: QueueCard(port),
            "failed": lambda: FailedBeforeCard(port),
            "recording": lambda: RecordingCard(port),
            "archive": lambda: ArchiveCard(port),
            "mail": lambda: MailCard(port),
            "appearance": lambda: AppearanceCard(port, theme),
            "about": lambda: AboutCard(port),
        }
        self._cards: dict[str, QWidget] = {}
        self._columns = (QVBoxLayout(), QVBoxLayout())
        self._beside = QHBoxLayout()
        self._lay_out()
        self._place()

    def _all_sections(self) -> tuple[Section, ...]:
        return (
            Section(
                _SOUND,
                self.tr("Audio devices"),
                "headphones",
                ("devices", "echo"),
                ("account", "headset", "keys"),
            ),
            Section("account", self.tr("Account"), "shield", ("account", "form"), ("echo",)),
            Section("keys", self.tr("Hot keys"), "keyboard", ("keys",), ("headset", "media")),
            Section("states", self.tr("States and queue"), "users", ("states",), ("queue", "failed")),
            Section("recording", self.tr("Recording"), "circle-dot", ("recording",), ("archive",)),
            Section("mail", self.tr("E-mail to customers"), "mail", ("mail",)),
            Section("appearance", self.tr("Appearance"), "sliders-horizontal", ("appearance",)),
            Section("about", self.tr("About"), "info", ("about",)),
        )

    def _lay_out(self) -> None:
        for made in self._columns:
            made.setContentsMargins(0, 0, 0, 0)
            made.setSpacing(14)
            self._beside.addLayout(made, 1)
        self._beside.setSpacing(14)
        self._beside.setContentsMargins(_MARGIN, _MARGIN, _MARGIN, _MARGIN)
        title = Label(self.tr("Settings"), "page")
        inside = column(title, 4, *self._rows.values(), None, gap=2, margins=(12, 16, 11, 12))
        self._list = Box("list", inside, "settings.list")
        self._list.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        self._scroller = Scroller(wrap(self._beside), "settings.scroller")
        self.setLayout(row(self._list, (self._scroller, 1), gap=0))

    # -- sections

    @property
    def chosen(self) -> str:
        """Which section is shown."""
        return self._chosen

    def open_part(self, part: str, board: Board, now: datetime) -> None:  # noqa: ARG002 - told when it is looked at
        """To that section."""
        self.choose(part)

    def choose(self, name: str) -> None:
        """Show that section."""
        if name == self._chosen:
            check_one(self._rows, name)
            return
        self._chosen = name
        self._place()
        self._watch()
        if self._board is not None:
            self.put(self._board, self._kit.clock())

    def narrow(self, *, on: bool) -> None:
        """One column on a small window."""
        if on != self._narrow:
            self._narrow = on
            self._place()

    def _place(self) -> None:
        section = self._sections[self._chosen]
        left, right = section.left, section.right
        if self._narrow:
            left, right = (*left, *right), ()
        for made in self._columns:
            for card in self._cards.values():
                made.removeWidget(card)  # takeAt would leave an item alive that keeps old sizes
            made.takeAt(0)
        for names, made in zip((left, right), self._columns, strict=True):
            for name in names:
                made.addWidget(self._card(name))
            made.addStretch(1)
        for name, card in self._cards.items():
            card.setVisible(name in left or name in right)
        hotkeys = self._cards.get("keys")
        if isinstance(hotkeys, HotKeyCard):
            hotkeys.brief(on=self._chosen == _SOUND)
        # The forms are read in lines: on a wide window they do not become wider than is good.
        self._beside.setStretch(0, 6)
        self._beside.setStretch(1, 0 if self._narrow else 5)
        self._beside.setSpacing(0 if self._narrow else 14)
        self._list.setMinimumWidth(190 if self._narrow else 220)
        check_one(self._rows, self._chosen)
        for name, made_row in self._rows.items():
            made_row.put(on=name == self._chosen)
        self._scroller.verticalScrollBar().setValue(0)
        self.arranged.emit()

    def _card(self, name: str) -> QWidget:
        """A card is made when it is first looked at."""
        if name not in self._cards:
            made = self._makers[name]()
            made.setParent(self._scroller.inside)
            self._cards[name] = made
        return self._cards[name]

    def _edit_account(self) -> None:
        self.choose("account")
        form = self._card("form")
        self._scroller.ensureWidgetVisible(form)
        if isinstance(form, AccountForm):
            form.first.setFocus()

    # -- told

    def put(self, board: Board, now: datetime) -> None:
        """How everything stands."""
        self._board = board
        shown = self._sections[self._chosen]
        for name in (*shown.left, *shown.right):
            self._put_card(name, board, now)
        self._watch()

    def _put_card(self, name: str, board: Board, now: datetime) -> None:
        card = self._cards[name]
        if isinstance(card, EchoCard | AccountCard | HotKeyCard):
            card.put(board, now)
        elif isinstance(card, DeviceCard | HeadsetCard):
            card.put(board)
        elif isinstance(card, TypedCard | SavedCard | AppearanceCard):
            card.put()

    def show_levels(self, levels: LevelsMeasured, now: datetime) -> None:
        """Twenty times a second, while there is sound."""
        for card in self._cards.values():
            if isinstance(card, DeviceCard) and card.isVisible():
                card.show_levels(levels, now)
            elif isinstance(card, EchoCard) and card.isVisible():
                card.show_levels(levels)

    def tick(self, now: datetime) -> None:
        """A second has passed."""
        for card in self._cards.values():
            if isinstance(card, EchoCard | AccountCard):
                card.tick(now)

    def leave(self) -> None:
        """Another page is shown."""
        self._watch(here=False)

    def _watch(self, *, here: bool = True) -> None:
        """The microphone is open for its meter only while that is looked at."""
        wanted = here and self._chosen == _SOUND
        if wanted == self._watching:
            return
        devices = self._cards.get("devices")
        if isinstance(devices, DeviceCard) and not wanted:
            devices.leave()
        self._watching = wanted
        self._kit.ask(WatchLevels(on=wanted))
