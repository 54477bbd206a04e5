"""The pages of the places (places.py), one of which is looked at. Each is made when it is first needed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

import msgspec
from PySide6.QtCore import QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtWidgets import QStackedLayout, QWidget

from console.desk.board import Board
from console.ui.agent.desk import DeskPage
from console.ui.kit import Kit
from console.ui.shell.page import Page
from console.ui.widgets.blank import Blank

if TYPE_CHECKING:
    from console.ui.assistant.page import AssistantPage
    from console.ui.directory.page import DirectoryPage
    from console.ui.learning.page import LearningPage
    from console.ui.phone.page import CallsPage
    from console.ui.reports.page import ReportsPage
    from console.ui.settings.page import SettingsPage
    from console.ui.settings.port import SettingsPort
    from console.ui.supervisor.floor import FloorPage
    from console.ui.supervisor.page import EscalationsPage
    from console.ui.trainer.page import ReviewPage

NARROW = 1240
"""Below this width of the window the side columns give way."""
_AFTER_PAINT_MS = 20
"""The telephone's start comes before the page where one begins."""
_Made = TypeVar("_Made", bound=Page)


class Means(msgspec.Struct, frozen=True):
    """What the settings are changed by; ``port`` is asked for by the first page that needs it."""

    port: Callable[[], SettingsPort]
    theme: Callable[[str], object]
    keys: Callable[[Mapping[str, str]], object]


class Pages(QWidget):
    """``root`` is what floats over all pages is a child of.

    Signals: ``arranged`` after parts of a page have moved: the order of Tab is another one.
    """

    arranged = Signal()

    def __init__(self, root: QWidget, kit: Kit, means: Means) -> None:
        super().__init__()
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._root, self._kit, self._means = root, kit, means
        self._stack = QStackedLayout(self)
        self._made: dict[str, Page] = {}
        self._at: dict[str, Callable[[], Page]] = {
            "desk": lambda: self.desk,
            "escalations": lambda: self.escalations,
            "floor": lambda: self.floor,
            "reports": lambda: self.reports,
            "review": lambda: self.review,
            "learning": lambda: self.learning,
            "directory": lambda: self.directory,
            "calls": lambda: self.calls,
            "settings": lambda: self.settings,
            "assistant": lambda: self.assistant,
        }
        self._place = "desk"
        self._late = False
        self.desk = self._add("desk", DeskPage(root, kit))

    # -- made when first needed

    def _add(self, place: str, page: _Made) -> _Made:
        self._made[place] = page
        page.narrow(on=self.is_narrow)
        self._stack.addWidget(page)
        return page

    @cached_property
    def escalations(self) -> EscalationsPage:
        """The page of escalations."""
        from console.ui.supervisor.page import EscalationsPage  # noqa: PLC0415

        return self._add("escalations", EscalationsPage(self._root, self._kit))

    @cached_property
    def floor(self) -> FloorPage:
        """The page of the floor."""
        from console.ui.supervisor.floor import FloorPage  # noqa: PLC0415

        return self._add("floor", FloorPage(self._root, self._kit))

    @cached_property
    def reports(self) -> ReportsPage:
        """The page of reports."""
        from console.ui.reports.page import ReportsPage  # noqa: PLC0415

        return self._add("reports", ReportsPage(self._kit))

    @cached_property
    def review(self) -> ReviewPage:
        """The page of reviews and of the replay."""
        from console.ui.trainer.page import ReviewPage  # noqa: PLC0415

        return self._add("review", ReviewPage(self._kit))

    @cached_property
    def learning(self) -> LearningPage:
        """The page of learning."""
        from console.ui.learning.page import LearningPage  # noqa: PLC0415

        return self._add("learning", LearningPage(self._kit))

    @cached_property
    def directory(self) -> DirectoryPage:
        """The page of people and departments."""
        from console.ui.directory.page import DirectoryPage  # noqa: PLC0415

        return self._add("directory", DirectoryPage(self._kit))

    @cached_property
    def calls(self) -> CallsPage:
        """The page of dialling, history and contacts."""
        from console.ui.phone.page import CallsPage  # noqa: PLC0415

        return self._add("calls", CallsPage(self._kit))

    @cached_property
    def settings(self) -> SettingsPage:
        """The page of settings."""
        from console.ui.settings.page import SettingsPage  # noqa: PLC0415

        means = self._means
        made = SettingsPage(self._kit, means.port(), theme=means.theme, keys=means.keys)
        made.arranged.connect(self.arranged)
        return self._add("settings", made)

    @cached_property
    def assistant(self) -> AssistantPage:
        """What is asked the first time."""
        from console.ui.assistant.page import AssistantPage  # noqa: PLC0415

        return self._add("assistant", AssistantPage(self._kit, self._means.port()))

    def make_all(self) -> None:
        """Every page now."""
        for made in self._at.values():
            made()

    # -- which one

    @property
    def place(self) -> str:
        """Whose page is looked at."""
        return self._place

    @property
    def is_late(self) -> bool:
        """Whether nothing is there yet of the page that is looked at (:meth:`announce`)."""
        return self._late

    @property
    def shown(self) -> Page | None:
        """The page that is looked at; None while it is late."""
        return None if self._late else self._at[self._place]()

    def enter(self, place: str) -> None:
        """Another page is looked at from now on; :meth:`put` shows it."""
        leaving = self._made.get(self._place)
        self._place, self._late = place, False
        if leaving is not None:
            leaving.leave()
        self._at[place]().enter()

    def announce(self, place: str, then: Callable[[], object]) -> None:
        """An empty page in that place; ``then`` is called once it has been painted."""
        self._place, self._late = place, True
        blank = Blank(then=lambda: QTimer.singleShot(_AFTER_PAINT_MS, self, then))
        self._stack.addWidget(blank)
        self._stack.setCurrentWidget(blank)

    def open_part(self, place: str, part: str, board: Board, now: datetime) -> None:
        """To a part of that page, before it is looked at."""
        self._at[place]().open_part(part, board, now)

    def put(self, board: Board, now: datetime) -> None:
        """The page that is looked at, with what is on the board."""
        page = self.shown
        if page is None:
            return
        if page.shown_first:
            self._stack.setCurrentWidget(page)
        page.put(board, now)
        self._stack.setCurrentWidget(page)

    # -- room

    @property
    def is_narrow(self) -> bool:
        """Whether the window is so narrow that side columns give way."""
        return self.window().width() < NARROW

    @property
    def area(self) -> QRect:
        """Where the page lies in the root."""
        return QRect(self.mapTo(self._root, QPoint(0, 0)), self.size())

    def arrange(self) -> None:
        """The window has another size."""
        narrow = self.is_narrow
        for page in self._made.values():
            page.room(self.width(), narrow=narrow)
