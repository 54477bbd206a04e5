"""The queue of reviews: what I have to do, calls that could be reviewed, what is done; and the scorecards."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from uuid import UUID

from PySide6.QtWidgets import QStackedLayout, QWidget

from console.desk import intents_review as ask
from console.desk.board import Board
from console.ui.kit import Kit
from console.ui.trainer.cards import ScorecardEditor
from console.ui.trainer.find_calls import FindCalls
from console.ui.trainer.review_list import ReviewList
from console.ui.trainer.review_words import ReviewWords
from console.ui.widgets.buttons import Button, check_one
from console.ui.widgets.labels import Label, Prose
from console.ui.widgets.layout import Box, Scroller, column, row, wrap
from store.review import EDITORS

TABS = ("todo", "find", "done", "cards")


class ReviewQueue(QWidget):
    """``open_case`` is told the ticket of the case that somebody wants to look at."""

    def __init__(self, kit: Kit, open_case: Callable[[UUID], object]) -> None:
        super().__init__()
        self.setObjectName("queue")
        self._kit = kit
        self.w = ReviewWords(kit.words)
        self._open_case = open_case
        self._tab = "todo"
        words = {
            "todo": self.tr("To do"),
            "find": self.tr("Find calls"),
            "done": self.tr("Done"),
            "cards": self.tr("Scorecards"),
        }
        self._tabs = {
            name: Button(f"queue.tab.{name}", word, variant="seg", on=partial(self.choose, name))
            for name, word in words.items()
        }
        for button in self._tabs.values():
            button.setCheckable(True)
        self._todo = ReviewList(self.w, "queue.todo", self._open)
        self._done = ReviewList(self.w, "queue.done", self._open)
        self._nothing_todo = Prose(
            self.tr("Nothing is assigned to you. Find calls that are worth a review under “Find calls”."),
            "muted",
        )
        self._nothing_done = Prose(self.tr("You have shared no review yet."), "muted")
        self.calls = FindCalls(kit, self.w, open_case)
        self.cards = ScorecardEditor(kit, self.w)
        holder = QWidget()  # first: a stack without one would show its first page as a window of its own
        self._pages = QStackedLayout(holder)
        for page in (
            self._page(self._nothing_todo, self._todo, "queue.scroll.todo"), self.calls,
            self._page(self._nothing_done, self._done, "queue.scroll.done"), self.cards,
        ):  # fmt: skip
            self._pages.addWidget(page)
        self._said = Label("", "muted", name="queue.said")
        tabs = Box("seg", row(*self._tabs.values(), gap=2, margins=(3, 3, 3, 3)))
        head = row(Label(self.tr("Reviews"), "page"), self._said, None, tabs, gap=12)
        self.setLayout(column(head, (holder, 1), gap=14, margins=(17, 14, 17, 14)))
        check_one(self._tabs, self._tab)

    def _page(self, nothing: Prose, rows: ReviewList, name: str) -> QWidget:
        inside = wrap(column(nothing, rows, None, gap=8, margins=(14, 12, 12, 12)))
        return Box("card", column((Scroller(inside, name), 1), gap=0, margins=(0, 2, 0, 2)))

    @property
    def tab(self) -> str:
        """Which one is shown."""
        return self._tab

    def choose(self, tab: str) -> None:
        """Show another one; calls are looked for when they are first wanted."""
        self._tab = tab
        check_one(self._tabs, tab)
        self._pages.setCurrentIndex(TABS.index(tab))
        if tab == "find":
            self.calls.begin()

    def put(self, board: Board, now: datetime) -> None:
        """What the board says."""
        shown = board.reviewing
        late = shown.overdue(now)
        self._said.put(
            self.tr("{n} to do, {late} overdue").format(n=len(shown.mine), late=late)
            if late
            else self.tr("{n} to do").format(n=len(shown.mine)),
            "bad" if late else "",
        )
        self._tabs["cards"].setVisible(board.me.role in EDITORS)
        self._nothing_todo.setVisible(not shown.mine)
        self._nothing_done.setVisible(not shown.done)
        self._todo.put(shown.mine, board.directory, now)
        self._done.put(shown.done, board.directory, now)
        self.calls.put(board)
        self.cards.put(board)

    def primary(self) -> bool:
        """Assign the chosen calls, or save the scorecard."""
        if self._tab == "find":
            return self.calls.primary()
        return self._tab == "cards" and self.cards.primary()

    def leave(self) -> None:
        """The page is not looked at any more."""
        self.calls.leave()

    def _open(self, ticket: UUID, review: UUID) -> None:
        self._kit.do(ask.OpenReview(review=review))
        self._open_case(ticket)
