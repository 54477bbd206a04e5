"""The editor of the escalation policy and the directory, for those who may (R22): a line of sections, and one of them.

Each section is made when it is first looked at. All that is edited goes through the desk as a draft, so undo, redo and
what is wrong are the same everywhere.
"""

from collections.abc import Callable
from functools import partial
from typing import Any, Protocol

from PySide6.QtWidgets import QStackedLayout, QWidget

from console.desk.board import Board
from console.desk.intents_keeping import ShowRetention
from console.desk.intents_policy import DropDraft, RedoDraft, UndoDraft, UseTemplate
from console.ui import format as fmt
from console.ui.directory.center import CenterSection
from console.ui.directory.coaching import CoachingSection
from console.ui.directory.departments import DepartmentsSection
from console.ui.directory.levels import LevelsSection
from console.ui.directory.paths import PathsSection
from console.ui.directory.people import PeopleSection
from console.ui.directory.print_card import PrintCard
from console.ui.directory.promises import CallStepsSection, PromisesSection
from console.ui.directory.reasons import ReasonsSection
from console.ui.directory.retention import RetentionSection
from console.ui.directory.review import ReviewSection
from console.ui.directory.rules import RulesSection
from console.ui.directory.section import ListSection
from console.ui.directory.versions import VersionsSection
from console.ui.directory.view import View, view_of
from console.ui.directory.words import EditorWords
from console.ui.kit import Kit
from console.ui.widgets.buttons import Button, check_one
from console.ui.widgets.labels import Elided, Pill
from console.ui.widgets.layout import column, flow_box, row

WHO = "who"
KEEPING = "keeping"
"""It is no part of the policy, so of no draft: what is saved there holds at once."""
_OF = {
    "rule": "rules",
    "path": "paths",
    "level": "levels",
    "authority": "levels",
    "reason": "reasons",
    "sla": "sla",
    "target": "sla",
    "calendar": "center",
    "center": "center",
    "signs": "center",
    "coaching": "coaching",
    "conduct": "coaching",
    "hours": "departments",
    "department": "departments",
    "person": "people",
    "step": "steps",
}
"""The section of what a finding or a change speaks of."""


class Section(Protocol):
    """One of them."""

    def put(self, view: View) -> None:
        """Show this state."""


class Editor(QWidget):
    """``who`` is the page that everybody has; it is the first section."""

    def __init__(self, kit: Kit, who: QWidget, put_who: Callable[[], object]) -> None:
        super().__init__()
        self._kit = kit
        self._words = EditorWords(kit.words)
        self._put_who = put_who
        self._board: Board | None = None
        self._view: View | None = None
        self._chosen = WHO
        self._shown: tuple[object, ...] = ()
        self._stack = QStackedLayout()
        self._sections: dict[str, QWidget] = {WHO: who}
        self._stack.addWidget(who)
        self._makers: dict[str, tuple[str, Callable[[], QWidget]]] = {
            WHO: (self.tr("Who is there"), lambda: who),
            "people": (self.tr("People"), PeopleSection),
            "departments": (self.tr("Departments"), DepartmentsSection),
            "levels": (self.tr("Levels"), LevelsSection),
            "paths": (self.tr("Paths"), PathsSection),
            "rules": (self.tr("Rules"), RulesSection),
            "reasons": (self.tr("Reasons"), ReasonsSection),
            "sla": (self.tr("Service levels"), PromisesSection),
            "steps": (self.tr("Call steps"), CallStepsSection),
            "coaching": (self.tr("Coaching and conduct"), CoachingSection),
            "center": (self.tr("Center"), CenterSection),
            KEEPING: (self.tr("Recordings"), lambda: RetentionSection(kit)),
            "review": (self.tr("Try and save"), lambda: ReviewSection(self.follow)),
            "versions": (self.tr("Versions"), lambda: VersionsSection(PrintCard(kit, self._words))),
        }
        self._tabs = {
            name: Button(f"policy.section.{name}", word, variant="chip", on=partial(self.choose, name))
            for name, (word, _) in self._makers.items()
        }
        for tab in self._tabs.values():
            tab.setCheckable(True)
        self._bar = self._make_bar()
        self._head = QWidget()
        tabs = flow_box(*self._tabs.values(), gap=6)
        self._head.setLayout(column(tabs, self._bar, gap=8, margins=(16, 12, 16, 0)))
        body = QWidget()
        body.setLayout(self._stack)
        self._body = column((body, 1), gap=0)
        self.setLayout(column(self._head, (self._body_box(), 1), gap=0))
        check_one(self._tabs, WHO)

    def _body_box(self) -> QWidget:
        made = QWidget()
        made.setLayout(self._body)
        return made

    def _make_bar(self) -> QWidget:
        self._told = Elided("", "meta", name="policy.told")
        self._wrong = Button("policy.wrong", "", "triangle-alert", variant="chip", on=self._to_wrong)
        self._state = Pill("", name="policy.state")
        undo, redo, drop = self.tr("Undo"), self.tr("Redo"), self.tr("Forget the draft")
        self._undo = Button(
            "policy.undo", "", "undo-2", size="icsm", tip_text=undo, on=lambda: self._kit.do(UndoDraft())
        )
        self._redo = Button(
            "policy.redo", "", "redo-2", size="icsm", tip_text=redo, on=lambda: self._kit.do(RedoDraft())
        )
        self._drop = Button(
            "policy.drop", drop, "x", variant="ghost", size="sm", on=lambda: self._kit.do(DropDraft())
        )
        self._template = Button(
            "policy.template",
            self.tr("Start from the template"),
            "copy",
            size="sm",
            on=lambda: self._kit.do(UseTemplate()),
        )
        made = QWidget()
        made.setLayout(
            row(
                self._state,
                (self._told, 1),
                self._wrong,
                self._template,
                self._drop,
                self._undo,
                self._redo,
                gap=8,
            )
        )
        return made

    # -- shown

    def limit(self, *, off: bool) -> None:
        """Somebody else sits here, who may not edit: only who is there is left."""
        self._head.setVisible(not off)
        if off:
            self._chosen = WHO

    def put(self, board: Board) -> None:
        """Show this board."""
        self._board = board
        policies = (board.policies, board.policy.version, board.draft, board.retention, board.store_down)
        said = (self._chosen, board.directory, board.me, policies, int(self._kit.clock().timestamp()) // 60)
        if self._chosen != WHO and said == self._shown:
            return
        self._shown = said
        check_one(self._tabs, self._chosen)
        self._bar.setVisible(self._chosen not in {WHO, KEEPING})
        if self._chosen == WHO:
            self._put_who()
            self._stack.setCurrentWidget(self._sections[WHO])
            return
        view = view_of(self._kit, self._words, board)
        self._view = view
        self._put_bar(board, view)
        section: Any = self._sections.get(self._chosen)
        if section is None:
            section = self._makers[self._chosen][1]()
            self._sections[self._chosen] = section
            section.setContentsMargins(16, 10, 16, 16)
            self._stack.addWidget(section)
        section.put(view)
        self._stack.setCurrentWidget(section)

    def _put_bar(self, board: Board, view: View) -> None:
        card = board.draft
        changes = (*view.draft.policy_changes, *view.draft.directory_changes)
        self._state.put(self.tr("draft") if changes else self.tr("as saved"), "accent" if changes else "n")
        said = ""
        if changes:
            said = self._words.count(len(changes), self.tr("{n} change"), self.tr("{n} changes"))
            if card is not None and card.kept_at is not None:
                said += " · " + self.tr("kept at {time}").replace("{time}", fmt.clock(card.kept_at))
        elif not view.policy.rules:
            said = self.tr("There are no rules yet.")
        self._told.put(said)
        self._undo.setEnabled(card is not None and card.back > 0)
        self._redo.setEnabled(card is not None and card.forth > 0)
        self._drop.setVisible(bool(changes))
        self._template.setVisible(not view.policy.rules)
        found = len(view.findings)
        self._wrong.setVisible(bool(found) or bool(card is not None and card.clashes))
        clash = self.tr("saved by somebody else")
        word = self.tr("{n} to look at").replace("{n}", str(found))
        self._wrong.put(clash if card is not None and card.clashes else word)

    # -- asked

    @property
    def chosen(self) -> str:
        """The section that is shown."""
        return self._chosen

    def choose(self, name: str) -> None:
        """Show that section."""
        if KEEPING in {name, self._chosen} and name != self._chosen:
            self._kit.ask(ShowRetention(on=name == KEEPING))
        self._chosen = name
        if self._board is not None:
            self.put(self._board)

    def follow(self, where: str) -> None:
        """To what a finding or a change speaks of: ``rule:refund``, ``level:2@network``."""
        kind, _, key = where.partition(":")
        self.choose(_OF.get(kind, "review"))
        section = self._sections[self._chosen]
        if isinstance(section, ListSection) and self._view is not None:
            keys = [section.key(i) for i in section.items(self._view)]
            found = next((k for k in (key, key.rpartition(":")[0], key.partition("@")[0]) if k in keys), "")
            if found:
                section.choose(found)

    def _to_wrong(self) -> None:
        clash = self._board is not None and self._board.draft is not None and self._board.draft.clashes
        if self._view is not None and self._view.findings and not clash:
            self.follow(self._view.findings[0].where)
        else:
            self.choose("review")
