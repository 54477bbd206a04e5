"""The window: boards in, intents out. Every key is in keys.py, every name in objects.py.

    show_board(board) ─► top, rail, banners, toasts, page, ringing card   (each: nothing, if its part is unchanged)
    button or key ─► an Intent ─► do(intent) ─► None, or a Refusal that is shown

What the window itself keeps: which page, where the focus is, and what is typed and not sent.

Only the shell and the idle desk are imported with this module; the rest follows after the first paint, or when it
is needed, so that the window comes up fast.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QEvent, QLocale, QObject, QPoint, QRect, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLineEdit,
    QMainWindow,
    QPlainTextEdit,
    QStackedLayout,
    QWidget,
)

from console.desk.advice import off
from console.desk.board import Board, EngineState, Me
from console.desk.intents import Answer, Intent, OpenTicket, Refusal
from console.replay.sources import Played
from console.ui import keys
from console.ui.agent.at_hand import at_hand
from console.ui.agent.desk import DeskPage
from console.ui.kit import Kit
from console.ui.shell.banners import Banners
from console.ui.shell.listening import ListeningStrip
from console.ui.shell.places import home_of, places_of
from console.ui.shell.rail import Rail
from console.ui.shell.search import SearchResults
from console.ui.shell.sensitive import SensitiveFields
from console.ui.shell.sentences import Sentences
from console.ui.shell.toasts import Toasts
from console.ui.shell.top import SearchField, Top
from console.ui.story import Story
from console.ui.supervisor.needs import needs_me
from console.ui.theme import Theme
from console.ui.updates.layer import UpdatesLayer
from console.ui.widgets.blank import Blank
from console.ui.widgets.buttons import AnswerButton, Button
from console.ui.widgets.floating import FocusRing, Scrim
from console.ui.widgets.layout import column, row
from console.ui.widgets.order import order_focus
from console.ui.widgets.popover import Popover
from console.ui.words import Words
from telephony.call import CallState, Direction
from telephony.events import LevelsMeasured, Reading

if TYPE_CHECKING:
    from console.ui.agent.ringing import KnockCard, RingingCard
    from console.ui.assistant.page import AssistantPage
    from console.ui.directory.page import DirectoryPage
    from console.ui.learning.page import LearningPage
    from console.ui.phone.offer import OfferSheet
    from console.ui.phone.page import CallsPage
    from console.ui.phone.popover import DialPopover
    from console.ui.reports.page import ReportsPage
    from console.ui.settings.page import SettingsPage
    from console.ui.settings.port import SettingsPort
    from console.ui.supervisor.floor import FloorPage
    from console.ui.supervisor.page import EscalationsPage
    from console.ui.trainer.page import ReviewPage

Do = Callable[[Intent], Refusal | None]
NARROW = 1240
"""Below this width the side columns give way."""
MINIMUM = (960, 620)
_AFTER_PAINT_MS = 20
"""The telephone's start comes before the page where one begins."""
_REORDER_MS = 250
"""So long after the last board new rows are put where they belong in the order of Tab."""


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
        words = Words(_locale(language))
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
        self._place = "desk"
        self._unchosen, self._late = True, False
        self._ringing_call = ""
        self._named: set[int] = set()
        self._build()
        self._shortcuts: dict[str, QShortcut] = {}
        self._make_keys()
        self.theme.changed.connect(self._repaint_all)
        self._reorder = QTimer(self)
        self._reorder.setSingleShot(True)
        self._reorder.setInterval(_REORDER_MS)
        self._reorder.timeout.connect(lambda: order_focus(self._root))
        self._second = QTimer(self)
        self._second.setInterval(1000)
        self._second.timeout.connect(self.tick)
        self._second.start()
        self._root.setFocus(Qt.FocusReason.OtherFocusReason)
        self._warm_up = [lambda: self.desk.work, lambda: self.ringing, lambda: self.knock, self._last_touch]
        QTimer.singleShot(60, self._next_warm_up)

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
        page = QWidget()
        page.setObjectName("page")
        self._pages = QStackedLayout(page)
        self.desk = DeskPage(root, self.kit)
        self._pages.addWidget(self.desk)
        self._escalations: EscalationsPage | None = None
        self._reports: ReportsPage | None = None
        self._review: ReviewPage | None = None
        self._learning: LearningPage | None = None
        self._floor: FloorPage | None = None
        self._directory: DirectoryPage | None = None
        self._calls: CallsPage | None = None
        self._settings: SettingsPage | None = None
        self._assistant: AssistantPage | None = None
        self._page = page
        self.updates = UpdatesLayer(root, self.kit)
        above = (self._top, self._banners, self._listening, self.updates.strip)
        self._above = column(*above, (page, 1), gap=0)
        root.setLayout(row(self._rail, (self._above, 1), gap=0))
        self.setCentralWidget(root)
        self._scrim = Scrim(page)
        self._dim = QTimer(
            self
        )  # the page dims just after the card is painted: the card must not wait for it
        self._dim.setSingleShot(True)
        self._dim.setInterval(1)
        self._dim.timeout.connect(self._show_scrim)
        self._ringing: RingingCard | None = None
        self._knock: KnockCard | None = None
        self._dialler: DialPopover | None = None
        self._offer: OfferSheet | None = None
        self._top.dial.clicked.connect(lambda _=False: self._toggle_dialler())
        self._found = SearchResults(root, self._top.search, self.kit)
        self._toasts = Toasts(root, sentences, self._ask)
        self._ring = FocusRing(root)
        self._sensitive = SensitiveFields(self._ask, self)
        page.installEventFilter(self)

    @property
    def ringing(self) -> RingingCard:
        """The whole card of a call that rings."""
        if self._ringing is None:
            from console.ui.agent.ringing import RingingCard  # noqa: PLC0415

            self._ringing = RingingCard(self._root, self.kit)
        return self._ringing

    @property
    def knock(self) -> KnockCard:
        """The small card of a call that rings beside another."""
        if self._knock is None:
            from console.ui.agent.ringing import KnockCard  # noqa: PLC0415

            self._knock = KnockCard(self._root, self.kit)
        return self._knock

    @property
    def escalations(self) -> EscalationsPage:
        """The page of escalations."""
        if self._escalations is None:
            from console.ui.supervisor.page import EscalationsPage  # noqa: PLC0415

            self._escalations = EscalationsPage(self._root, self.kit)
            self._escalations.narrow(on=self.width() < NARROW)
            self._pages.addWidget(self._escalations)
        return self._escalations

    @property
    def reports(self) -> ReportsPage:
        """The page of reports."""
        if self._reports is None:
            from console.ui.reports.page import ReportsPage  # noqa: PLC0415

            self._reports = ReportsPage(self.kit)
            self._pages.addWidget(self._reports)
        return self._reports

    @property
    def learning(self) -> LearningPage:
        """The page of learning."""
        if self._learning is None:
            from console.ui.learning.page import LearningPage  # noqa: PLC0415

            self._learning = LearningPage(self.kit)
            self._pages.addWidget(self._learning)
        return self._learning

    @property
    def review(self) -> ReviewPage:
        """The page of reviews and of the replay."""
        if self._review is None:
            from console.ui.trainer.page import ReviewPage  # noqa: PLC0415

            self._review = ReviewPage(self.kit)
            self._review.narrow(on=self.width() < NARROW)
            self._pages.addWidget(self._review)
        return self._review

    @property
    def floor(self) -> FloorPage:
        """The page of the floor."""
        if self._floor is None:
            from console.ui.supervisor.floor import FloorPage  # noqa: PLC0415

            self._floor = FloorPage(self._root, self.kit)
            self._floor.narrow(on=self.width() < NARROW)
            self._pages.addWidget(self._floor)
        return self._floor

    @property
    def directory(self) -> DirectoryPage:
        """The page of people and departments."""
        if self._directory is None:
            from console.ui.directory.page import DirectoryPage  # noqa: PLC0415

            self._directory = DirectoryPage(self.kit)
            self._pages.addWidget(self._directory)
        return self._directory

    @property
    def calls(self) -> CallsPage:
        """The page of dialling, history and contacts."""
        if self._calls is None:
            from console.ui.phone.page import CallsPage  # noqa: PLC0415

            self._calls = CallsPage(self.kit)
            self._calls.narrow(on=self.width() < NARROW)
            self._pages.addWidget(self._calls)
        return self._calls

    @property
    def assistant(self) -> AssistantPage:
        """What is asked the first time."""
        if self._assistant is None:
            from console.ui.assistant.page import AssistantPage  # noqa: PLC0415

            self._assistant = AssistantPage(self.kit, self._settings_port())
            self._pages.addWidget(self._assistant)
        return self._assistant

    def _settings_port(self) -> SettingsPort:
        if self._port is None:
            from console.ui.settings.port import InMemory  # noqa: PLC0415

            self._port = InMemory()
        return self._port

    @property
    def settings(self) -> SettingsPage:
        """The page of settings."""
        if self._settings is None:
            from console.ui.settings.page import SettingsPage  # noqa: PLC0415

            port = self._settings_port()
            self._settings = SettingsPage(self.kit, port, theme=self.theme.choose, keys=self.use_keys)
            self._settings.narrow(on=self.width() < NARROW)
            self._settings.arranged.connect(self._reorder.start)
            self._pages.addWidget(self._settings)
        return self._settings

    @property
    def dialler(self) -> DialPopover:
        """The dial field over any page."""
        if self._dialler is None:
            from console.ui.phone.popover import DialPopover  # noqa: PLC0415

            self._dialler = DialPopover(self._root, self._top.dial, self.kit)
            self._dialler.clear_of = self._in_use_to
        return self._dialler

    @property
    def offer(self) -> OfferSheet:
        """What a link asks."""
        if self._offer is None:
            from console.ui.phone.offer import OfferSheet  # noqa: PLC0415

            self._offer = OfferSheet(self._root, self.kit)
        return self._offer

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
        _ = (
            self.desk.work,
            self.ringing,
            self.knock,
            self.escalations,
            self.floor,
            self.reports,
            self.review,
            self.learning,
            self.directory,
            self.calls,
        )
        _ = (self.dialler, self.offer, self.settings, self.assistant)
        self._last_touch()

    def _next_warm_up(self) -> None:
        """One part at a time after the first paint, so that the first call finds its card made."""
        if self._warm_up:
            self._warm_up.pop(0)()
            QTimer.singleShot(20, self._next_warm_up)

    def _last_touch(self) -> None:
        self._arrange()
        order_focus(self._root)

    # -- told

    @property
    def board(self) -> Board:
        """What is shown."""
        return self._board

    def show_board(self, board: Board) -> None:
        """Show this board; what has not changed is not touched."""
        first = not self._board.me.key
        self._board = board
        if self._unchosen:
            self._begin(board, first=first)
        self.kit.words.no_escalation = off(board)
        before = QApplication.focusWidget()
        now = self._clock()
        self._top.put(board, now)
        self._put_rail(board)
        self._banners.put(board)
        self._listening.put(board, self.kit.clock())
        if not self._late:
            self._show_page(board, now)
        self._show_ringing(board, now)
        self.updates.put(board, self._page_area())
        self._show_offer(board)
        if self._dialler is not None and self._dialler.isVisible():
            self._dialler.put(board)
        self._found.put(board)
        self._toasts.put(board.notices)
        self._sensitive.put(board.recording)
        self._call_for_attention(board)
        self._reorder.start()
        if before is not None and self.isAncestorOf(before) and not before.isVisible():
            self._focus_nothing()

    def _begin(self, board: Board, *, first: bool) -> None:
        """Where the role works; but a call that is up when the telephone is attached is looked after at the desk."""
        if first and board.me.key:
            self._begin_at(home_of(board))
        if board.phone.engine is EngineState.ATTACHED:
            self._unchosen = False
            if self._place != "desk" and any(c.state is not CallState.RINGING for c in board.cards):
                self._late = False
                self._enter("desk")

    def _begin_at(self, place: str) -> None:
        """The window is painted first: any page but the desk takes several times as long as all the rest of it."""
        if place == self._place:
            return
        if not self._warm_up:
            self._enter(place)
            return
        self._place, self._late = place, True
        blank = Blank(then=lambda: QTimer.singleShot(_AFTER_PAINT_MS, self, self._come))
        self._pages.addWidget(blank)
        self._pages.setCurrentWidget(blank)
        self._warm_up.insert(-1, self._come)

    def _come(self) -> None:
        """To the page where one begins."""
        if self._late:
            self._late = False
            self._enter(self._place)
            self.show_board(self._board)

    def _put_rail(self, board: Board) -> None:
        self._rail.put(
            self._place,
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

    def _focus_nothing(self) -> None:
        """What had the focus is gone: Qt gives it to whatever comes next, which nobody chose."""
        focused = QApplication.focusWidget()
        if not isinstance(focused, AnswerButton):
            self._root.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_page(self, board: Board, now: datetime) -> None:
        if self._place == "desk":
            self.desk.put(board, now)
            self._pages.setCurrentWidget(self.desk)
        elif self._place == "escalations":
            self.escalations.put(board, now)
            self._pages.setCurrentWidget(self.escalations)
        elif self._place == "floor":
            self.floor.put(board, now)
            self._pages.setCurrentWidget(self.floor)
        elif self._place == "calls":
            self.calls.put(board, now)
            self._pages.setCurrentWidget(self.calls)
        elif self._place == "reports":
            self._pages.setCurrentWidget(self.reports)
            self.reports.put(board, now)
        elif self._place == "learning":
            self._pages.setCurrentWidget(self.learning)
            self.learning.put(board, now)
        elif self._place == "review":
            self.review.put(board, now)
            self._pages.setCurrentWidget(self.review)
        elif self._place == "settings":
            self.settings.put(board, now)
            self._pages.setCurrentWidget(self.settings)
        elif self._place == "assistant":
            self._pages.setCurrentWidget(self.assistant)
            self.assistant.put(board, now)
        else:
            self.directory.put(board, now)
            self._pages.setCurrentWidget(self.directory)

    def _show_ringing(self, board: Board, now: datetime) -> None:
        card = board.ringing
        small = at_hand(board) or self._place != "desk"
        if card is not None and card.handover is not None and self._place == "escalations":
            card = None  # the page has a banner for it
        if card is None or small:
            if self._ringing is not None and not self._ringing.isHidden():
                self._ringing.hide()
                self._ringing.pulse(on=False)
            self._dim.stop()
            self._scrim.hide()
        if self._knock is not None and (card is None or not small):
            self._knock.hide()
            self._knock.pulse(on=False)
        if card is None:
            self._ringing_call = ""
            return
        waiting = sum(c.state is CallState.RINGING and c.direction is Direction.IN for c in board.cards) - 1
        shown = self.knock if small else self.ringing
        new = shown.put(board, card, waiting, now)
        appeared = shown.isHidden()
        if not new and not appeared:
            return
        self._settle_ringing()
        if not small:
            self._dim.start()
        shown.show()
        shown.raise_()
        shown.pulse(on=self.kit.motion)
        self._ring.raise_()
        if appeared or card.call != self._ringing_call:
            self._ringing_call = card.call
            if not small and not is_typing():
                shown.buttons.answer.setFocus(Qt.FocusReason.OtherFocusReason)

    def _page_area(self) -> QRect:
        """Where the page lies in the root."""
        return QRect(self._page.mapTo(self._root, QPoint(0, 0)), self._page.size())

    def _show_offer(self, board: Board) -> None:
        if board.offer is None and self._offer is None:
            return
        typing = is_typing()
        new = self.offer.put(board)
        if board.offer is None:
            return
        self._settle_offer()
        self.offer.show()
        self.offer.raise_()
        self._ring.raise_()
        if new and board.ringing is None and not typing:
            self.offer.take_focus()

    def _settle_offer(self) -> None:
        if self._offer is None or self._board.offer is None:
            return
        corner = self._page.mapTo(self._root, QPoint(0, 0))
        pad = self._offer.PAD
        rings = self._ringing is not None and not self._ringing.isHidden()
        taken = self._ringing.geometry().adjusted(pad, pad, -pad, -pad) if rings and self._ringing else None
        page = QRect(corner, self._page.size())
        knocks = self._knock is not None and not self._knock.isHidden()
        right = knocks and self._knock is not None and self._knock.geometry().center().x() > page.center().x()
        work = self._place == "desk" and not self.desk.is_idle
        self._offer.settle(page, taken, low=work and not right)

    def _in_use_to(self) -> int:
        """Left of this the desk has buttons of what is at hand."""
        wide = self.desk.left_wide() if self._place == "desk" else 0
        return self._page.mapTo(self._root, QPoint(wide, 0)).x() if wide else 0

    def _toggle_dialler(self) -> None:
        self.dialler.put(self._board)
        self.dialler.toggle()

    def _show_scrim(self) -> None:
        self._scrim.setGeometry(self._page.rect())
        self._scrim.show()
        self._scrim.raise_()

    # -- places

    @property
    def place(self) -> str:
        """Which page is shown."""
        return self._place

    def go(self, place: str) -> None:
        """To another page; ``settings.account`` is a section of one, ``home`` where this person works."""
        late, self._unchosen, self._late = self._late, False, False
        place, _, section = place.partition(".")
        if place == "home":
            place = home_of(self._board)
        if section and place == "settings":
            self.settings.choose(section)
        elif section and place == "escalations":
            self.escalations.put(self._board, self._clock())
            self.escalations.show_ticket(UUID(section))
        elif section and place == "review":
            self.review.open_case(UUID(section))
        if place == self._place and not late:
            self._put_rail(self._board)
            return
        self._enter(place)
        self.show_board(self._board)

    def _enter(self, place: str) -> None:
        """Another page is looked at from now on."""
        leaving, self._place = self._place, place
        self._leave(leaving)
        if place == "floor":
            self.floor.enter()
        if place == "assistant":
            self.assistant.begin()
        if place == "reports":
            self.reports.begin()
        if place == "learning":
            self.learning.begin()

    def _leave(self, place: str) -> None:
        """That page is not looked at any more."""
        if place == "escalations" and self._escalations is not None and self._escalations.leaves():
            self._ask(OpenTicket(ticket=None))
        if place == "reports" and self._reports is not None:
            self._reports.leave()
        if place == "review" and self._review is not None:
            self._review.leave()
        if place == "learning" and self._learning is not None:
            self._learning.leave()
        if place == "floor" and self._floor is not None:
            self._floor.leave()
        if place == "settings" and self._settings is not None:
            self._settings.leave()
        if place == "assistant" and self._assistant is not None:
            self._assistant.leave()

    def show_reading(self, reading: Reading) -> None:
        """What is only true for a moment: levels move the meters that are looked at."""
        if not isinstance(reading, LevelsMeasured):
            return
        if self._place == "settings" and self._settings is not None:
            self._settings.show_levels(reading, self._clock())
        elif self._place == "assistant" and self._assistant is not None:
            self._assistant.show_levels(reading, self._clock())

    def show_played(self, played: Played) -> None:
        """Where a recording is heard now."""
        if self._place == "review" and self._review is not None:
            self._review.played(played)

    # -- asked

    def _do(self, intent: Intent) -> Refusal | None:
        refusal = self._ask(intent)
        if refusal is not None:
            self._tell(refusal.message)
        return refusal

    def _ask(self, intent: Intent) -> Refusal | None:
        if isinstance(intent, Answer):
            if self._place != "desk":
                self.go("desk")
            if self.desk.is_idle is False:
                self.desk.work.ticket.release()
        return self._desk_do(intent)

    def _tell(self, message: str) -> None:
        self._toasts.refuse(message)

    # -- keys

    def _make_keys(self) -> None:
        for key in keys.KEYS:
            self._shortcut(key.name, keys.sequence(key.name), partial(self._press, key))
        self._shortcut("search", keys.sequence("search"), self._to_search)
        for sequence in keys.PRIMARY:
            self._shortcut("", sequence, self._primary)

    def _shortcut(self, name: str, sequence: str, then: Callable[[], object]) -> None:
        made = QShortcut(QKeySequence(sequence), self)
        made.setAutoRepeat(False)
        made.activated.connect(then)
        if name:
            self._shortcuts[name] = made

    def use_keys(self, changed: Mapping[str, str]) -> None:
        """Other keys from now on, also on the buttons."""
        before = {name: keys.cap(name) for name in self._shortcuts}
        keys.use(changed)
        for name, shortcut in self._shortcuts.items():
            shortcut.setKey(QKeySequence(keys.sequence(name)))
        others = {old: keys.cap(name) for name, old in before.items() if keys.cap(name) != old}
        for button in self.findChildren(Button):
            button.put_key(others.get(button.key, button.key))

    def _press(self, key: keys.Key) -> None:
        for name in key.buttons:
            button = self._root.findChild(QAbstractButton, name)
            if button is None or not button.isVisible() or not button.isEnabled():
                continue
            if isinstance(button, AnswerButton) and not button.takes_keys():
                return
            button.click()
            return

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
        elif self._offer is not None and self._offer.isVisible():
            self._offer.leave()
        elif self.updates.leave():
            return
        elif self._place == "desk" and self._board.form is not None:
            self.desk.work.escalate.close_panel()

    def _primary(self) -> None:
        focused = QApplication.focusWidget()
        while focused is not None and focused is not self:
            if isinstance(focused, Popover):
                focused.primary()
                return
            focused = focused.parentWidget()
        if self.updates.primary():
            return
        if self._place == "desk":
            self.desk.primary(self._board)
        elif self._place == "calls":
            self.calls.primary()
        elif self._place == "escalations":
            self.escalations.primary()
        elif self._place == "assistant":
            self.assistant.primary()
        elif self._place == "review":
            self.review.primary()

    # -- time, size, theme

    def tick(self) -> None:
        """A second has passed: only clocks move."""
        now = self._clock()
        self._top.tick(now)
        self._banners.tick(now)
        self._listening.tick(now)
        self._sensitive.check()
        if self._place == "desk":
            self.desk.tick(now)
        elif self._place == "escalations":
            self.escalations.tick(now)
        elif self._place == "floor":
            self.floor.tick(now)
        elif self._place == "settings":
            self.settings.tick(now)
        elif self._place == "assistant":
            self.assistant.tick(now)
        for card in (self._ringing, self._knock):
            if card is not None and card.isVisible():
                card.tick(now)

    def closeEvent(self, event: QCloseEvent, /) -> None:
        """A person who closes the window in a call is asked first; the call itself goes on in the engine."""
        up = next((c for c in self._board.cards if c.state is CallState.UP), None)
        if up is None or not event.spontaneous():  # closed by the system or by us: no question
            event.accept()
            return
        event.ignore()
        who = self.kit.words.who(up.name, up.number)
        from console.ui.agent.popovers import Confirm  # noqa: PLC0415 - not before the window is seen

        question = self.findChild(Confirm, "closing") or Confirm(self._root, self._top, "closing", "log-out")
        question.ask(
            self.tr("Close the window while {name} is on the line?").replace("{name}", who),
            self.tr("The call goes on without a window. Start Warmline again to come back to it."),
            self.tr("Close the window"),
            self.tr("Stay"),
            self.close,
        )

    def resizeEvent(self, event: QResizeEvent, /) -> None:
        """Qt's own."""
        super().resizeEvent(event)
        self._arrange()

    def eventFilter(self, watched: QObject, event: QEvent, /) -> bool:
        """The page has another size: what floats over it finds its place again."""
        if watched is self._page and event.type() is QEvent.Type.Resize:
            self._arrange()
        return False

    def _arrange(self) -> None:
        narrow = self.width() < NARROW
        self._top.narrow(on=narrow)
        self.desk.room(self._page.width(), narrow=narrow)
        if self._escalations is not None:
            self._escalations.narrow(on=narrow)
        if self._floor is not None:
            self._floor.narrow(on=narrow)
            self._floor.arrange()
        if self._review is not None:
            self._review.narrow(on=narrow)
        if self._calls is not None:
            self._calls.narrow(on=narrow)
        if self._settings is not None:
            self._settings.narrow(on=narrow)
        self._scrim.setGeometry(self._page.rect())
        self._settle_ringing()
        self._settle_offer()
        self.updates.settle(self._page_area())
        self._toasts.settle()
        if self._found.isVisible():
            self._found.settle()
        for popover in self._root.findChildren(Popover):
            if popover.isVisible():
                popover.settle()

    def _settle_ringing(self) -> None:
        corner = self._page.mapTo(self._root, QPoint(0, 0))
        if self._ringing is not None and self._board.ringing is not None:
            layout = self.desk.layout()
            if layout is not None:
                layout.activate()
            idle = self.desk.idle.layout()
            if idle is not None:
                idle.activate()
            self._ringing.settle(self.desk.ringing_area().translated(corner))
        if self._knock is not None and self._board.ringing is not None:
            area = QRect(corner, self._page.size()).adjusted(16, 16, -16, -16)
            used = self.desk.in_use_until() + corner.y() if self._place == "desk" else 0
            if self._place == "calls":
                used = area.bottom()  # the dialler is in use
            self._knock.settle(area, used)

    def _repaint_all(self) -> None:
        for widget in self.findChildren(QWidget):
            widget.update()


def is_typing() -> bool:
    """Whether the keyboard's focus is in something that is typed in."""
    focused = QApplication.focusWidget()
    if isinstance(focused, SearchField):
        return bool(focused.text())
    if isinstance(focused, (QLineEdit, QPlainTextEdit)):
        return not focused.isReadOnly()
    return isinstance(focused, QComboBox) and focused.isEditable()


def _locale(language: str) -> QLocale:
    locale = QLocale(language) if language else QLocale.system()
    if locale.language() is QLocale.Language.C:
        return QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom)
    return locale
