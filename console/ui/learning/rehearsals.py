"""Rehearsals in the window: which there are, how they went, start one, and a try's result."""

from datetime import datetime
from uuid import UUID

from PySide6.QtWidgets import QWidget

from console.desk.board import Board
from console.desk.intents_rehearsal import DeleteTry, ShowRehearsals, StartRehearsal, StopRehearsal
from console.desk.intents_replay import ShowTry
from console.desk.rehearsals import EVERYBODYS
from console.desk.rehearsing import RehearsalCard, ScenarioRow
from console.ui.kit import Kit
from console.ui.learning.try_card import TryCard, tone_of
from console.ui.learning.try_words import TryWords
from console.ui.widgets.buttons import Button
from console.ui.widgets.labels import Elided, Icon, Label, Pill, Prose
from console.ui.widgets.layout import Box, Scroller, card, column, row, wrap
from console.ui.widgets.row_button import RowButton
from console.ui.widgets.rows import Rows
from store.rehearsal import RehearsalTry

_LIST_WIDE = 320
_MOST = 12
"""Tries of a scenario that are listed."""


class ScenarioButton(RowButton):
    """A scenario: its title, the best score, how often it was tried."""

    def __init__(self, panel: "RehearsalsPanel") -> None:
        self._panel = panel
        self._title = Elided("", "med")
        self._about = Elided("", "meta")
        self._best = Pill("", "n", ticks=True)
        inside = row((column(self._title, self._about, gap=2), 1), self._best, gap=8, margins=(10, 7, 10, 7))
        super().__init__(inside, checkable=True)
        self._key = ""
        self.clicked.connect(lambda _=False: panel.choose(self._key))

    def show_item(self, item: tuple[ScenarioRow, int, int | None, bool]) -> None:
        """Show that scenario, with how often it was tried, the best score, and whether it is chosen."""
        scenario, count, best, chosen = item
        self._key = scenario.key
        self.setObjectName(f"rehearsals.scenario.{scenario.key}")
        self._title.put(scenario.title)
        tries = self.tr("not tried yet")
        if count:
            tries = self.tr("tried once") if count == 1 else self.tr("tried {n} times").format(n=count)
        self._about.put(tries)
        self._best.put(str(best) if best is not None else "", tone_of(best) if best is not None else "n")
        self.setChecked(chosen)
        said = f", {self.tr('best')} {best}" if best is not None else ""
        self.setAccessibleName(f"{scenario.title}, {tries}{said}")


class TryButton(RowButton):
    """An earlier try: when, who, how many points."""

    def __init__(self, panel: "RehearsalsPanel") -> None:
        self._panel = panel
        self._when = Label("", "time")
        self._who = Elided("", "meta")
        self._score = Pill("", "n", ticks=True)
        super().__init__(
            row(self._when, (self._who, 1), self._score, gap=8, margins=(8, 4, 8, 4)), checkable=True
        )
        self._id: UUID | None = None
        self.clicked.connect(lambda _=False: panel.choose_try(self._id))

    def show_item(self, item: tuple[RehearsalTry, str, str, bool]) -> None:
        """Show that try."""
        one, when, who, chosen = item
        self._id = one.id
        self.setObjectName(f"rehearsals.try.{one.id.hex}")
        self._when.put(when)
        self._who.put(who)
        self._score.put(str(one.score), tone_of(one.score))
        self.setChecked(chosen)
        self.setAccessibleName(f"{when} {who}, {one.score}")


class RehearsalsPanel(QWidget):
    """For the place Learning. :meth:`begin` when it is opened, :meth:`leave` when another page is."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self._words = TryWords(kit.words)
        self._board: Board | None = None
        self._chosen = ""
        self._try: UUID | None = None
        self._shown: RehearsalTry | None = None
        self._dropping = False
        self._list = Rows[tuple[ScenarioRow, int, int | None, bool]](lambda: ScenarioButton(self), gap=1)
        inside = wrap(column(self._list.layout, None, margins=(6, 6, 6, 6)))
        self._scroll = Scroller(inside, "rehearsals.list", steady=True)
        self._left = Box("card", column((self._scroll, 1), gap=0, margins=(2, 2, 2, 2)))
        self._left.setFixedWidth(_LIST_WIDE)
        self._title = Label("", "page", wrap=True, name="rehearsals.title")
        self._about = Prose("", "text", 13, name="rehearsals.about")
        self._start = Button(
            "rehearsals.start", self.tr("Start"), "play", variant="primary", on=self._begin_one
        )
        self._same = Button(
            "rehearsals.same", self.tr("Same customer again"), "refresh-cw", on=self._begin_same,
            tip_text=self.tr("As patient as the last time, so that the two tries can be compared."),
        )  # fmt: skip
        self._stop = Button("rehearsals.stop", self.tr("End it"), "x", variant="badline", on=self._end)
        self._state = Label("", "meta", wrap=True, name="rehearsals.state")
        self._problem = Label("", "b", "bad", wrap=True, name="rehearsals.problem")
        self._tries = Rows[tuple[RehearsalTry, str, str, bool]](lambda: TryButton(self), gap=1)
        self._tries_of = Label(self.tr("Tries"), "head")
        brief = card(
            self._title, self._about, row(self._start, self._same, self._stop, None, gap=8), self._state, self._problem,
            self._tries_of, self._tries.layout, gap=10,
        )  # fmt: skip
        self._replay = Button("rehearsals.replay", self.tr("Replay"), "play", on=self._replay_one)
        self._drop = Button("rehearsals.drop", self.tr("Delete"), "x", on=self._drop_one)
        self._result = TryCard(self._words)
        self._acts = wrap(row(self._replay, None, self._drop, gap=8))
        right = wrap(column(brief, self._acts, self._result, None, gap=12, margins=(0, 0, 4, 0)))
        self._right = Scroller(right, "rehearsals.detail", steady=True)
        self._empty = card(
            None,
            row(None, Icon("headphones", "muted", 28), None),
            row(None, Label(self.tr("Reading the scenarios …"), "muted", name="rehearsals.empty"), None),
            None,
        )
        self.setLayout(row(self._left, (self._right, 1), (self._empty, 1), gap=12))
        self._empty.hide()

    # -- told

    def begin(self) -> None:
        """The page was opened."""
        self._kit.ask(ShowRehearsals(on=True))

    def leave(self) -> None:
        """Another page is looked at."""
        self._kit.ask(ShowRehearsals(on=False))

    def put(self, board: Board, now: datetime) -> None:
        """What there is."""
        self._board = board
        told = board.rehearsals or RehearsalCard()
        self._words.directory = board.directory
        ready = bool(told.scenarios)
        for part in (self._left, self._right):
            part.setVisible(ready)
        self._empty.setVisible(not ready)
        if not ready:
            return
        if self._chosen not in {s.key for s in told.scenarios}:
            self._chosen = told.scenarios[0].key
        self._put_list(board, told)
        self._put_chosen(board, told, now)

    def _put_list(self, board: Board, told: RehearsalCard) -> None:
        mine = [t for t in told.tries if t.person == board.me.key]
        rows = []
        for scenario in told.scenarios:
            scores = [t.score for t in mine if t.scenario == scenario.key]
            best = max(scores) if scores else None
            rows.append((scenario, len(scores), best, scenario.key == self._chosen))
        self._list.put(rows, lambda r: r[0].key)

    def _put_chosen(self, board: Board, told: RehearsalCard, now: datetime) -> None:
        scenario = next(s for s in told.scenarios if s.key == self._chosen)
        tries = [t for t in told.tries if t.scenario == self._chosen]
        self._title.put(scenario.title)
        self._about.put(scenario.about)
        running = bool(told.running)
        self._start.setVisible(not running)
        self._same.setVisible(not running and any(t.person == board.me.key for t in tries))
        self._stop.setVisible(running)
        here = told.running == self._chosen
        self._state.put_or_hide(
            ""
            if not running
            else self.tr("It is open in a window of its own. You are away for training until you close it.")
            if here
            else self.tr("Another scenario is open in a window of its own.")
        )
        self._problem.put_or_hide(told.problem)
        shown = next((t for t in tries if t.id == self._try), tries[0] if tries else None)
        everybody = board.me.role in EVERYBODYS
        rows = [
            (
                t,
                self._kit.words.when(t.started_at, now),
                self._kit.words.colleague(t.person, board.directory) if everybody else "",
                shown is not None and t.id == shown.id,
            )
            for t in tries[:_MOST]
        ]
        self._tries_of.setVisible(bool(rows))
        self._tries.put(rows, lambda r: r[0].id)
        self._acts.setVisible(shown is not None)
        self._result.setVisible(shown is not None)
        if shown is None or self._shown is None or shown.id != self._shown.id:
            self._sure(on=False)
        self._shown = shown
        if shown is not None:
            self._result.put(shown, tries)

    def choose(self, key: str) -> None:
        """Look at that scenario."""
        self._chosen, self._try = key, None
        self._again()

    def choose_try(self, one: UUID | None) -> None:
        """Look at that try."""
        self._try = one
        self._again()

    def _again(self) -> None:
        if self._board is not None:
            self.put(self._board, self._kit.clock())

    # -- asked

    def _begin_one(self) -> None:
        self._kit.do(StartRehearsal(scenario=self._chosen))

    def _begin_same(self) -> None:
        board = self._board
        tries = board.rehearsals.tries if board is not None and board.rehearsals is not None else ()
        mine = [t for t in tries if board and t.person == board.me.key and t.scenario == self._chosen]
        if mine:
            self._kit.do(StartRehearsal(scenario=self._chosen, seed=mine[0].seed))

    def _replay_one(self) -> None:
        if self._shown is not None:
            self._kit.do(ShowTry(attempt=self._shown))
            self._kit.go("review")

    def _drop_one(self) -> None:
        """Asked once more in its place: nobody gets a try back."""
        if not self._dropping:
            self._sure(on=True)
        elif self._shown is not None:
            self._sure(on=False)
            self._kit.do(DeleteTry(attempt=self._shown.id))

    def _sure(self, *, on: bool) -> None:
        self._dropping = on
        text = self.tr("Delete it with its sound") if on else self.tr("Delete")
        self._drop.put(text, variant="badline" if on else "")

    def _end(self) -> None:
        self._kit.do(StopRehearsal())
