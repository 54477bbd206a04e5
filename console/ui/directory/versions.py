"""Versions of the policy: who saved and approved them, what changed, from when; approving, and rolling back."""

from datetime import datetime
from typing import NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from console.desk.intents_policy import ApproveVersion, RollBack
from console.ui.directory.moments import moment
from console.ui.directory.print_card import PrintCard
from console.ui.directory.section import LIST_WIDE
from console.ui.directory.view import View
from console.ui.widgets.buttons import Button
from console.ui.widgets.fields import Field, LineField
from console.ui.widgets.labels import Elided, Label, Pill
from console.ui.widgets.layout import Scroller, card, column, row, wrap
from console.ui.widgets.row_button import RowButton
from console.ui.widgets.rows import Rows
from store.merging import differences
from store.policy import Policy, PolicyVersion


class Version(NamedTuple):
    """One in the list."""

    key: str
    title: str
    meta: str
    state: str
    tone: str
    chosen: bool


class VersionRow(RowButton):
    """One version."""

    def __init__(self, section: "VersionsSection") -> None:
        self._title = Elided("", "b")
        self._meta = Elided("", "meta")
        self._state = Pill("")
        super().__init__(
            column(row((self._title, 1), self._state, gap=8), self._meta, gap=2, margins=(12, 8, 12, 8)),
            checkable=True,
        )
        self._key = ""
        self.clicked.connect(lambda: section.choose(int(self._key)))

    def show_item(self, item: Version, /) -> None:
        """Show it."""
        self._key = item.key
        self.setObjectName(f"policy.version.{item.key}")
        self._title.put(item.title)
        self._meta.put_or_hide(item.meta)
        self._state.put(item.state, item.tone)
        self.setChecked(item.chosen)
        self.setAccessibleName(f"{item.title}, {item.state}, {item.meta}")


class VersionsSection(QWidget):
    """The list, and one of them."""

    def __init__(self, paper: PrintCard) -> None:
        super().__init__()
        self._paper = paper
        self._view: View | None = None
        self._chosen = 0
        self._rows = Rows[Version](lambda: VersionRow(self))
        left = card(
            Label(self.tr("Versions"), "title"),
            (Scroller(wrap(column(self._rows.layout, None, gap=0)), "policy.versions"), 1),
            gap=10,
            margins=(14, 14, 14, 12),
        )
        left.setFixedWidth(LIST_WIDE)
        none = self.tr("No policy was saved yet: nobody is advised, and nothing is promised.")
        self._none = Label(none, "muted", wrap=True, name="policy.versions.none")
        self._none.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._title = Label("", "title", name="policy.versions.title")
        self._who = Label("", "", wrap=True, name="policy.versions.who")
        self._note = Label("", "muted", wrap=True, name="policy.versions.note")
        self._changes = Label("", "", wrap=True, name="policy.versions.changes", select=True)
        label = self.tr("In force from")
        self._from = LineField("policy.valid_from", label, placeholder=self.tr("at once"))
        self._from.setFixedWidth(190)
        self._field = Field(label, self._from)
        self._approve = Button(
            "policy.approve", self.tr("Approve"), "check", variant="primary", on=self._do_approve
        )
        self._back = Button("policy.rollback", self.tr("Roll back to this"), "history", on=self._do_back)
        self._hint = Label("", "meta", wrap=True, name="policy.versions.hint")
        self._changed = Label(self.tr("What changed"), "metab")
        right = card(
            self._none,
            self._title,
            self._who,
            self._note,
            self._changed,
            (Scroller(wrap(column(self._changes, None, gap=0)), "policy.versions.scroll"), 1),
            self._hint,
            row(self._field, column(None, self._approve), None, column(None, self._back), gap=10),
            gap=10,
        )
        self.setLayout(row(left, (column((right, 1), paper, gap=14), 1), gap=14))

    def put(self, view: View) -> None:
        """Show this state."""
        self._view = view
        self._paper.put(view.board)
        versions = view.board.policies
        if not any(v.version == self._chosen for v in versions):
            self._chosen = versions[0].version if versions else 0
        now = view.kit.clock()
        self._rows.put([self._row(v, now) for v in versions], lambda v: v.key)
        saved = self._saved()
        for widget in (self._title, self._who, self._note, self._changes, self._changed, self._hint):
            widget.setVisible(saved is not None)
        self._none.setVisible(saved is None)
        for button in (self._field, self._approve, self._back):
            button.setVisible(False)
        if saved is not None:
            self._put_one(view, saved, now)

    def _saved(self) -> PolicyVersion | None:
        versions = self._view.board.policies if self._view is not None else ()
        return next((v for v in versions if v.version == self._chosen), None)

    def _row(self, saved: PolicyVersion, now: datetime) -> Version:
        state, tone = self._state(saved, now)
        view = self._view
        who = view.words.words.colleague(saved.saved_by, view.board.directory) if view is not None else ""
        when = view.words.time(saved.saved_at, now) if view is not None else ""
        return Version(
            str(saved.version),
            self.tr("Version {n}").replace("{n}", str(saved.version)),
            f"{who} · {when}",
            state,
            tone,
            saved.version == self._chosen,
        )

    def _state(self, saved: PolicyVersion, now: datetime) -> tuple[str, str]:
        followed = self._view.board.policy.version if self._view is not None else 0
        if saved.version == followed:
            return self.tr("in force"), "ok"
        if saved.approved_at is None:
            return self.tr("to be approved"), "warn"
        if saved.valid_from is not None and saved.valid_from > now:
            return self.tr("to come"), "accent"
        return self.tr("was in force"), "n"

    def _put_one(self, view: View, saved: PolicyVersion, now: datetime) -> None:
        words, board = view.words, view.board
        name = words.words.colleague
        self._title.put(self.tr("Version {n}").replace("{n}", str(saved.version)))
        said = self.tr("Saved by {who}, {when}.")
        said = said.replace("{who}", name(saved.saved_by, board.directory))
        said = said.replace("{when}", words.time(saved.saved_at, now))
        if saved.approved_at is not None:
            more = self.tr("Approved by {who}, in force from {when}.")
            more = more.replace("{who}", name(saved.approved_by, board.directory))
            said += " " + more.replace("{when}", words.time(saved.valid_from, now))
        self._who.put(said)
        self._note.put_or_hide(saved.note)
        before = max(
            (v for v in board.policies if v.version < saved.version), key=lambda v: v.version, default=None
        )
        old = before.policy if before is not None else Policy(version=0)
        lines = words.changes(differences(old, saved.policy), saved.policy, board.directory)
        self._changes.put("\n".join(lines) or self.tr("Nothing."))
        waits = saved.approved_at is None
        for widget in (self._field, self._approve):
            widget.setVisible(waits)
        newest = saved.version == board.policies[0].version
        self._back.setVisible(not newest)
        own = waits and saved.saved_by == board.me.key
        hint = self.tr("You wrote it: somebody else approves it, if there is another manager.") if own else ""
        self._hint.put_or_hide(hint)

    def choose(self, version: int) -> None:
        """Show that one."""
        self._chosen = version
        if self._view is not None:
            self.put(self._view)

    def _do_approve(self) -> None:
        if self._view is None:
            return
        try:
            at = moment(self._from.value().strip())
        except ValueError as error:
            self._field.put_problem(str(error))
            return
        self._field.put_problem("")
        if self._view.kit.do(ApproveVersion(version=self._chosen, valid_from=at)) is None:
            self._from.put("")

    def _do_back(self) -> None:
        if self._view is not None:
            self._view.kit.do(RollBack(version=self._chosen))
