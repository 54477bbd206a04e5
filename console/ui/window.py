"""The window: boards in, intents out. Every key is in keys.py, every name in objects.py.

    show_board(board) ─► top, rail, banners, toasts, page, layers over it   (each: nothing, if its part is unchanged)
    button or key ─► an Intent ─► do(intent) ─► None, or a Refusal that is shown

What the window itself keeps: which page, where the focus is, and what is typed and not sent. It is the frame that puts
the parts of shell/ together, and asks each when its turn is.

Only the shell and the idle desk are imported with this module; the rest follows after the first paint, or when it
is needed, so that the window comes up fast.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget

from console.desk.advice import off
from console.desk.board import Board
from console.desk.intents import Answer, Intent, Refusal
from console.desk.seat import Me
from console.replay.sources import Played
from console.ui import keys
from console.ui.kit import Kit
from console.ui.shell.banners import Banners
from console.ui.shell.beginning import Beginning
from console.ui.shell.closing import Closing
from console.ui.shell.dial_layer import DialLayer
from console.ui.shell.focus import Focus
from console.ui.shell.listening import ListeningStrip
from console.ui.shell.offer_layer import OfferLayer
from console.ui.shell.pages import Means, Pages
from console.ui.shell.places import home_of, places_of
from console.ui.shell.rail import Rail
from console.ui.shell.ringing_layer import RingingLayer
from console.ui.shell.search import SearchResults
from console.ui.shell.sensitive import SensitiveFields
from console.ui.shell.sentences import Sentences
from console.ui.shell.shortcuts import Shortcuts
from console.ui.shell.toasts import Toasts
from console.ui.shell.top import Top
from console.ui.shell.warm_up import WarmUp
from console.ui.story import Story
from console.ui.supervisor.needs import needs_me
from console.ui.theme import Theme
from console.ui.updates.layer import UpdatesLayer
from console.ui.widgets.floating import FocusRing
from console.ui.widgets.layout import column, row
from console.ui.widgets.popover import Popover
from console.ui.words import Words, locale_of
from telephony.events import LevelsMeasured, Reading

if TYPE_CHECKING:
    from console.ui.settings.port import SettingsPort

Do = Callable[[Intent], Refusal | None]
MINIMUM = (960, 620)


def utc_now() -> datetime:
    """Now, in UTC."""
    return datetime.now(UTC)


class Window(QMainWindow):
    """``theme`` is light, dark or system; ``language`` a BCP 47 tag, "" the system's; ``do`` is the desk."""

    def __init__(
        self,
        *,
        theme: str = "system",
        language: str = "",
        do: Do,
        clock: Callable[[], datetime] = utc_now,
        motion: bool | None = None,
        settings: SettingsPort | None = None,
    ) -> None:
        super().__init__()
        app = QApplication.instance()
        assert isinstance(app, QApplication)  # noqa: S101 - a window without an application is a bug
        self.theme = Theme(app, theme)
        self._desk_do = do
        self._port = settings
        keys.use(settings.settings.ui.keys if settings is not None else {})
        self._clock = clock
        words = Words(locale_of(language))
        calm = app.style().styleHint(app.style().StyleHint.SH_Widget_Animation_Duration) == 0
        self.kit = Kit(
            do=self._do,
            ask=self._ask,
            words=words,
            story=Story(words),
            clock=clock,
            go=self.go,
            tell=self._tell,
            motion=not calm if motion is None else motion,
        )
        self._board = Board(me=Me(key="", name=""))
        self._named: set[int] = set()
        self._build()
        self._shortcuts = Shortcuts(self, search=self._to_search, primary=self._primary)
        self.theme.changed.connect(self._repaint_all)
        self._second = QTimer(self)
        self._second.setInterval(1000)
        self._second.timeout.connect(self.tick)
        self._second.start()
        self._focus.free()
        self._warm_up = WarmUp(
            self,
            lambda: self.pages.desk.work,
            lambda: self.ringing.card,
            lambda: self.ringing.knock,
            self._last_touch,
        )
        self._beginning = Beginning(self.pages, self._warm_up, lambda: self.show_board(self._board))

    # -- building

    def _build(self) -> None:
        self.setWindowTitle("Warmline")
        self.setMinimumSize(*MINIMUM)
        self.resize(1440, 900)
        root = QWidget()
        root.setObjectName("root")
        root.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        root.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        root.setProperty("noRing", True)
        self._root = root
        sentences = Sentences(self.kit.words)
        self._rail = Rail(self.go, demo=self._port is not None and self._port.demo)
        self._top = Top(self.kit)
        self._banners = Banners(sentences, self.kit)
        self._listening = ListeningStrip(self.kit)
        self.pages = Pages(
            root,
            self.kit,
            Means(port=self._settings_port, theme=self.theme.choose, keys=self._use_keys),
        )
        self.updates = UpdatesLayer(root, self.kit)
        above = (self._top, self._banners, self._listening, self.updates.strip)
        self._above = column(*above, (self.pages, 1), gap=0)
        root.setLayout(row(self._rail, (self._above, 1), gap=0))
        self.setCentralWidget(root)
        self._focus = Focus(root)
        self.pages.arranged.connect(self._focus.reorder_soon)
        self.dialling = DialLayer(root, self._top.dial, self.pages, self.kit)
        self._found = SearchResults(root, self._top.search, self.kit)
        self._toasts = Toasts(root, sentences, self._ask)
        ring = FocusRing(root)
        self.ringing = RingingLayer(root, self.pages, ring, self.kit)
        self.offer = OfferLayer(root, self.pages, self.ringing, ring, self.kit)
        self._sensitive = SensitiveFields(self._ask, self)
        self._closing = Closing(root, self._top, self.kit.words)
        self.pages.installEventFilter(self)

    def _settings_port(self) -> SettingsPort:
        if self._port is None:
            from console.ui.settings.port import InMemory  # noqa: PLC0415

            self._port = InMemory()
        return self._port

    def _use_keys(self, changed: Mapping[str, str]) -> None:
        self._shortcuts.use(changed)

    def add_strip(self, strip: QWidget) -> None:
        """Put something above every page, for as long as this window is open."""
        self._above.insertWidget(1, strip)

    @property
    def root(self) -> QWidget:
        """What floats over all pages is a child of this."""
        return self._root

    def build_all(self) -> None:
        """Make every part now; otherwise each is made when first needed, or in a quiet moment."""
        self._warm_up.clear()
        _ = (self.pages.desk.work, self.ringing.card, self.ringing.knock)
        self.pages.make_all()
        _ = (self.dialling.popover, self.offer.sheet)
        self._last_touch()

    def _last_touch(self) -> None:
        self._arrange()
        self._focus.reorder()

    # -- told

    @property
    def board(self) -> Board:
        """What is shown."""
        return self._board

    def show_board(self, board: Board) -> None:
        """Show this board; what has not changed is not touched."""
        self._board = board
        self._beginning.put(board)
        self.kit.words.no_escalation = off(board)
        before = QApplication.focusWidget()
        now = self._clock()
        self._top.put(board, now)
        self._put_rail()
        self._banners.put(board)
        self._listening.put(board, self.kit.clock())
        self.pages.put(board, now)
        self.ringing.put(board, now)
        self.updates.put(board, self.pages.area)
        self.offer.put(board)
        self.dialling.put(board)
        self._found.put(board)
        self._toasts.put(board.notices)
        self._sensitive.put(board.recording)
        self._call_for_attention(board)
        self._focus.reorder_soon()
        self._focus.left_by(before)

    def _put_rail(self) -> None:
        board = self._board
        self._rail.put(
            self.pages.place,
            places_of(board),
            needs=needs_me(board),
            learning=board.own_learning.all + board.reviewing.to_acknowledge,
        )

    def _call_for_attention(self, board: Board) -> None:
        """Somebody is named in a comment while another window is in front: the desktop marks ours (R28)."""
        named = {n.id for n in board.notices if n.code == "mentioned"}
        if named - self._named and not self.isActiveWindow():
            QApplication.alert(self)
        self._named = named

    def show_reading(self, reading: Reading) -> None:
        """What is only true for a moment: levels move the meters that are looked at."""
        page = self.pages.shown
        if isinstance(reading, LevelsMeasured) and page is not None:
            page.show_levels(reading, self._clock())

    def show_played(self, played: Played) -> None:
        """Where a recording is heard now."""
        page = self.pages.shown
        if page is not None:
            page.played(played)

    # -- places

    @property
    def place(self) -> str:
        """Which page is shown."""
        return self.pages.place

    def go(self, place: str) -> None:
        """To another page; ``settings.account`` is a section of one, ``home`` where this person works."""
        self._beginning.end()
        place, _, part = place.partition(".")
        if place == "home":
            place = home_of(self._board)
        if part:
            self.pages.open_part(place, part, self._board, self._clock())
        if place == self.pages.place and not self.pages.is_late:
            self._put_rail()
            return
        self.pages.enter(place)
        self.show_board(self._board)

    # -- asked

    def _do(self, intent: Intent) -> Refusal | None:
        refusal = self._ask(intent)
        if refusal is not None:
            self._tell(refusal.message)
        return refusal

    def _ask(self, intent: Intent) -> Refusal | None:
        if isinstance(intent, Answer):
            if self.pages.place != "desk":
                self.go("desk")
            if not self.pages.desk.is_idle:
                self.pages.desk.work.ticket.release()
        return self._desk_do(intent)

    def _tell(self, message: str) -> None:
        self._toasts.refuse(message)

    # -- keys

    def _to_search(self) -> None:
        self._top.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._top.search.selectAll()

    def keyPressEvent(self, event: QKeyEvent, /) -> None:
        """Esc that nobody wanted closes what floats, then the escalate panel; it ends and discards nothing."""
        if event.key() != Qt.Key.Key_Escape:
            super().keyPressEvent(event)
            return
        popover = next((p for p in self._root.findChildren(Popover) if p.isVisible()), None)
        if popover is not None:
            popover.dismiss()
        elif self._found.isVisible():
            self._found.close_(clear=False)
        elif self.offer.leave() or self.updates.leave():
            return
        elif self.pages.place == "desk" and self._board.form is not None:
            self.pages.desk.work.escalate.close_panel()

    def _primary(self) -> None:
        """What Ctrl+Enter does: in the popup that is typed in, the composer, or the page."""
        focused = QApplication.focusWidget()
        while focused is not None and focused is not self:
            if isinstance(focused, Popover):
                focused.primary()
                return
            focused = focused.parentWidget()
        page = self.pages.shown
        if not self.updates.primary() and page is not None:
            page.primary()

    # -- time, size, theme

    def tick(self) -> None:
        """A second has passed: only clocks move."""
        now = self._clock()
        self._top.tick(now)
        self._banners.tick(now)
        self._listening.tick(now)
        self._sensitive.check()
        page = self.pages.shown
        if page is not None:
            page.tick(now)
        self.ringing.tick(now)

    def closeEvent(self, event: QCloseEvent, /) -> None:
        """A person who closes the window in a call is asked first."""
        self._closing.settle(event, self._board)

    def resizeEvent(self, event: QResizeEvent, /) -> None:
        """Qt's own."""
        super().resizeEvent(event)
        self._arrange()

    def eventFilter(self, watched: QObject, event: QEvent, /) -> bool:
        """The page has another size: what floats over it finds its place again."""
        if watched is self.pages and event.type() is QEvent.Type.Resize:
            self._arrange()
        return False

    def _arrange(self) -> None:
        self._top.narrow(on=self.pages.is_narrow)
        self.pages.arrange()
        self.ringing.settle()
        self.offer.settle()
        self.updates.settle(self.pages.area)
        self._toasts.settle()
        if self._found.isVisible():
            self._found.settle()
        for popover in self._root.findChildren(Popover):
            if popover.isVisible():
                popover.settle()

    def _repaint_all(self) -> None:
        for widget in self.findChildren(QWidget):
            widget.update()
