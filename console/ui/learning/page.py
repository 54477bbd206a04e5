"""The page of learning: one's own for everybody; for coaches the team, its trends, and who bears how much."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from uuid import UUID

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from console.desk.board import Board
from console.desk.intents import OpenTicket
from console.desk.intents_learning import LearningAsked, LearningTab, ShowLearning
from console.desk.schooling import LearningCard
from console.ui.kit import Kit
from console.ui.learning.care import CareView
from console.ui.learning.mine import MineView
from console.ui.learning.rehearsals import RehearsalsPanel
from console.ui.learning.team import TeamView
from console.ui.learning.trends import TrendsView
from console.ui.learning.words import LearningWords
from console.ui.reports.cards import GreyBars, said_card
from console.ui.saving import Save, Saver, ask_where, chosen
from console.ui.shell.page import Page
from console.ui.widgets.buttons import Button, check_one
from console.ui.widgets.fields import Choice
from console.ui.widgets.labels import Label
from console.ui.widgets.layout import Box, column, flow_box, row
from store.directory import Directory
from store.training import COACHES
from store.values import replace

_GREY_MS = 300
_ALL = ""
_REHEARSALS = "rehearsals"
"""The tab that reads nothing of learning."""


class LearningPage(Page):
    """``save`` asks where a file goes; a test gives its own."""

    shown_first = True

    def __init__(self, kit: Kit, save: Save = ask_where) -> None:
        super().__init__()
        self._kit, self._save = kit, save
        self._saver = Saver(self._show_state)
        self._board: Board | None = None
        self._asked = LearningAsked()
        self._names: object = None
        self._words = LearningWords(kit.words, Directory())
        self._shown: tuple[object, ...] = ()
        w = self.words
        self.mine = MineView(kit, w, self._me)
        self.team = TeamView(kit, w)
        self.trends = TrendsView(w, self._choose)
        self.care = CareView(w, self._open_case)
        self.rehearsals = RehearsalsPanel(kit)
        self._rehearsing = False
        self._views: dict[LearningTab, QWidget] = {
            LearningTab.MINE: self.mine, LearningTab.TEAM: self.team, LearningTab.TRENDS: self.trends,
            LearningTab.CARE: self.care,
        }  # fmt: skip
        self._grey = GreyBars(self.tr("It is being read"))
        self._wrong, self._fact, self._step = said_card("triangle-alert", "badT")
        self._fact.put(self.tr("This cannot be read now: the store cannot be reached."))
        self._step.put(self.tr("It is asked for again by itself, as soon as the store is back."))
        parts = (*self._views.values(), self.rehearsals, self._grey, self._wrong)
        self.setLayout(column(self._head(), *((p, 1) for p in parts), gap=12, margins=(16, 12, 10, 12)))
        for part in parts[1:]:
            part.hide()
        self._late = QTimer(self)
        self._late.setObjectName("learning.late")
        self._late.setSingleShot(True)
        self._late.setInterval(_GREY_MS)
        self._late.timeout.connect(self._show_state)

    def _head(self) -> QWidget:
        tabs = {
            LearningTab.MINE: self.tr("My own"), LearningTab.TEAM: self.tr("Team"),
            LearningTab.TRENDS: self.tr("Trends"), LearningTab.CARE: self.tr("Load and risk"),
        }  # fmt: skip
        self.tabs: dict[str, Button] = {}
        for tab, word in tabs.items():
            made = Button(f"learning.tab.{tab.value}", word, variant="seg")
            made.setCheckable(True)
            made.clicked.connect(lambda _=False, t=tab: self._go(t))
            self.tabs[tab.value] = made
        rehearse = Button(
            f"learning.tab.{_REHEARSALS}", self.tr("Rehearsals"), variant="seg", on=self._rehearse
        )
        rehearse.setCheckable(True)
        self.tabs[_REHEARSALS] = rehearse
        self._seg = Box("seg", row(*self.tabs.values(), gap=2, margins=(3, 3, 3, 3)))
        spans = (
            ("4w", self.tr("Last 4 weeks")), ("12w", self.tr("Last 12 weeks")), ("26w", self.tr("Last 26 weeks")),
            ("52w", self.tr("Last 52 weeks")),
        )  # fmt: skip
        self.span = Choice("learning.span", self.tr("Time"), spans)
        self.days = Choice(
            "learning.days", self.tr("Days"),
            [("1", self.tr("Today")), ("7", self.tr("Last 7 days")), ("28", self.tr("Last 28 days"))],
        )  # fmt: skip
        self.department = Choice("learning.department", self.tr("Department"), [])
        self.person = Choice("learning.person", self.tr("Person"), [])
        for choice, letters in zip(
            (self.span, self.days, self.department, self.person), (9, 8, 11, 10), strict=True
        ):
            choice.setMinimumContentsLength(letters)
            choice.on_choose(self._chosen)
        self.csv = Button(
            "learning.csv", self.tr("CSV"), "download", tip_text=self.tr("Save the figures for a spreadsheet"),
            on=self.save_csv,
        )  # fmt: skip
        self.pdf = Button(
            "learning.pdf",
            self.tr("PDF"),
            "file",
            tip_text=self.tr("Save the figures for paper"),
            on=self.save_pdf,
        )
        title = Label(self.tr("Learning"), "page")
        self._filters = flow_box(self.span, self.days, self.department, self.person, gap=8)
        head = QWidget()
        head.setLayout(column(row(title, self._seg, None, self.csv, self.pdf, gap=12), self._filters, gap=10))
        return head

    # -- asked

    def words(self) -> LearningWords:
        """With the names of now."""
        return self._words

    def _me(self) -> str:
        return self._board.me.key if self._board is not None else ""

    def enter(self) -> None:
        """The page was opened."""
        if self._rehearsing:
            self.rehearsals.begin()
        self._ask(self._asked)

    def leave(self) -> None:
        """Another page is looked at."""
        self.mine.close_reviews()
        self._kit.ask(ShowLearning(asked=None))
        self.rehearsals.leave()
        self._shown = ()

    def _ask(self, asked: LearningAsked) -> None:
        self._asked = asked
        self._kit.do(ShowLearning(asked=asked))

    def _rehearse(self) -> None:
        """The tab of rehearsals."""
        self._rehearsing = True
        self._shown = ()
        self.rehearsals.begin()
        self._again()

    def _again(self) -> None:
        if self._board is not None:
            self.put(self._board, self._kit.clock())

    def _go(self, tab: LearningTab) -> None:
        if self._rehearsing:
            self._rehearsing, self._shown = False, ()
            self.rehearsals.leave()
            self._again()
        check_one(self.tabs, tab.value)
        self._ask(
            replace(self._asked, tab=tab, person="" if tab is not self._asked.tab else self._asked.person)
        )

    def _chosen(self) -> None:
        self._ask(
            replace(
                self._asked, span=self.span.value(), department=self.department.value(),
                person=self.person.value(), days=int(self.days.value()),
            )
        )  # fmt: skip

    def _choose(self, person: str) -> None:
        """A person's line was pressed; pressed again everybody is back."""
        self._ask(replace(self._asked, person="" if self._asked.person == person else person))

    def _open_case(self, ticket: UUID) -> None:
        self._kit.do(OpenTicket(ticket=ticket))
        self._kit.go("desk")

    # -- told

    def put(self, board: Board, now: datetime) -> None:
        """What the board has of learning."""
        self._board = board
        if self._rehearsing:
            self.rehearsals.put(board, now)
        people = tuple((p.key, p.name, p.role, p.department) for p in board.directory.people)
        names = (people, board.directory.departments, board.me.key, board.me.role)
        said = (board.learning, names, board.store_down, board.reviewing)
        if said == self._shown:
            return
        self._shown = said
        if names != self._names:
            self._names = names
            self._words = LearningWords(self._kit.words, board.directory)
            self.trends.again()
        card = board.learning
        self.mine.put_reviews(board, now)
        if card is not None:
            self._asked = card.asked
        self._put_head(board)
        if card is not None and not card.loading:
            self._put_views(card, now)
        if card is None or card.loading:
            if not self._late.isActive():
                self._late.start()
        else:
            self._late.stop()
        self._show_state()

    def _put_views(self, card: LearningCard, now: datetime) -> None:
        if card.asked.tab is LearningTab.MINE:
            self.mine.put(card, now)
        elif card.asked.tab is LearningTab.TEAM:
            self.team.put(card, now)
        elif card.asked.tab is LearningTab.TRENDS and card.trends is not None:
            self.trends.put(card.trends, card.low)
        elif card.asked.tab is LearningTab.CARE:
            self.care.put(card)

    def _put_head(self, board: Board) -> None:
        coach, asked = board.me.role in COACHES, self._asked
        for tab in (LearningTab.TEAM, LearningTab.TRENDS, LearningTab.CARE):
            self.tabs[tab.value].setVisible(coach)
        check_one(self.tabs, _REHEARSALS if self._rehearsing else asked.tab.value)
        self._filters.setVisible(not self._rehearsing)
        mine, trends = asked.tab is LearningTab.MINE, asked.tab is LearningTab.TRENDS
        mine, trends = mine or self._rehearsing, trends and not self._rehearsing
        self.span.setVisible(mine or trends)
        self.days.setVisible(asked.tab is LearningTab.CARE)
        self.department.setVisible(not mine)
        self.person.setVisible(not mine)
        self.csv.setVisible(not mine)
        self.pdf.setVisible(trends or (asked.tab is LearningTab.CARE and not self._rehearsing))
        self.span.put(asked.span)
        self.days.put(str(asked.days))
        own = board.me.department if board.me.role == "supervisor" else ""
        departments = [d for d in board.directory.departments if not own or d.key == own]
        _fill(self.department, self.tr("All departments"), [(d.key, d.name) for d in departments])
        inside = own or asked.department
        team = [p for p in board.directory.people if not inside or p.department == inside]
        _fill(self.person, self.tr("Everybody"), [(p.key, p.name) for p in team])
        self.department.put(asked.department)
        self.person.put(asked.person)

    def _show_state(self) -> None:
        """Which is seen: the part that was asked for, grey bars, or what is wrong."""
        board = self._board
        card = board.learning if board is not None else None
        waits = card is None or card.loading
        down = bool(board and board.store_down) and waits
        there = card is not None and any(x is not None for x in (card.learning, card.trends, card.loads))
        grey = waits and not down and not there and not self._late.isActive()
        self.rehearsals.setVisible(self._rehearsing)
        if self._rehearsing:
            for part in (*self._views.values(), self._wrong, self._grey):
                part.hide()
            return
        self._wrong.setVisible(down)
        self._grey.setVisible(grey)
        for tab, view in self._views.items():
            view.setVisible(tab is self._asked.tab and there and not down)
        free = not self._saver.busy
        self.csv.setEnabled(free and card is not None and not card.loading)
        self.pdf.setEnabled(free and card is not None and _on_paper(card))

    # -- files

    def save_csv(self) -> None:
        """The figures of the part that is shown."""
        card = self._board.learning if self._board is not None else None
        if card is None or card.loading:
            return
        from console import learning_csv, report_csv  # noqa: PLC0415 - not before it is needed

        path = self._where(card.asked.tab.value, "csv", self.tr("CSV, for spreadsheets (*.csv)"))
        if path is not None:
            w = self._words
            self._write(
                self.csv, path,
                lambda: report_csv.write(path, learning_csv.table(card, w.person, w.question)),
            )  # fmt: skip

    def save_pdf(self) -> None:
        """The charts of the trends; or who bears how much, and which customers may leave."""
        card = self._board.learning if self._board is not None else None
        if card is None or not _on_paper(card):
            return
        from console.ui.learning import care_pdf, pdf  # noqa: PLC0415 - not before it is needed

        path = self._where(card.asked.tab.value, "pdf", self.tr("PDF (*.pdf)"))
        if path is None:
            return
        w, who, now, trends = self._words, self._whose(), self._kit.clock(), card.trends
        if card.asked.tab is LearningTab.CARE:
            self._write(self.pdf, path, lambda: care_pdf.write(path, card, w, who, now))
        elif trends is not None:
            self._write(self.pdf, path, lambda: pdf.write(path, trends, w, who, now, card.low))

    def _whose(self) -> str:
        """Whom the figures are of, in words."""
        asked, w = self._asked, self._words
        if asked.person:
            return w.person(asked.person)
        return w.name("departments", asked.department) if asked.department else self.tr("Everybody")

    def _where(self, what: str, ending: str, kind: str) -> Path | None:
        name = f"learning-{what}-{self._kit.clock().astimezone().date().isoformat()}.{ending}"
        return chosen(self._save, self, self.tr("Save the figures"), name, kind)

    def _write(self, button: Button, path: Path, work: Callable[[], object]) -> None:
        def told(why: str) -> None:
            saved = self.tr("The figures are saved at {path}.")
            said = self.tr("The figures could not be saved at {path}: {why}.") if why else saved
            self._kit.tell(self._words.fill(said, path=str(path), why=why))

        self._saver.save(button, work, told)


def _on_paper(card: LearningCard) -> bool:
    """Whether there is anything to print."""
    if card.loading:
        return False
    if card.asked.tab is LearningTab.CARE:
        return bool(card.loads or card.at_risk)
    return card.asked.tab is LearningTab.TRENDS and card.trends is not None and not card.trends.empty


def _fill(choice: Choice, everybody: str, found: list[tuple[str, str]]) -> None:
    """Other choices, only if they are others: an open list must not close under the hand."""
    wanted = [(_ALL, everybody), *found]
    if [(choice.itemData(n), choice.itemText(n)) for n in range(choice.count())] == wanted:
        return
    choice.clear()
    for code, word in wanted:
        choice.addItem(word, code)
