"""Before it is saved: what was changed, what is wrong, what it would have done with last month's cases (R82)."""

from typing import NamedTuple

from PySide6.QtWidgets import QWidget

from console.desk.board import Board
from console.desk.drafting import DraftCard
from console.desk.intents import OpenTicket
from console.desk.intents_policy import SaveDraft, SettleConflict, TryDraft
from console.ui.directory.section import Findings
from console.ui.directory.view import View
from console.ui.widgets.buttons import Button
from console.ui.widgets.fields import Field, LineField
from console.ui.widgets.labels import Elided, Icon, Label
from console.ui.widgets.layout import Box, Scroller, card, column, flow_box, row, wrap
from console.ui.widgets.row_button import RowButton
from console.ui.widgets.rows import Rows
from store.policy_checks import Weight
from store.trial import Trial, Verdict

_MOST_ROWS = 200


class Said(NamedTuple):
    """A line of text; ``where`` leads to what it speaks of."""

    key: str
    text: str
    tone: str
    where: str


class SaidRow(RowButton):
    """One line that can be followed."""

    def __init__(self, page: "ReviewSection", name: str) -> None:
        self._icon = Icon("circle", "n", 14)
        self._text = Label("", "", wrap=True)
        super().__init__(row(column(2, self._icon, None), (self._text, 1), gap=9, margins=(8, 6, 8, 6)))
        self._page, self._name, self._where = page, name, ""
        self.clicked.connect(lambda: page.follow(self._where))

    def show_item(self, item: Said, /) -> None:
        """Show it."""
        self._where = item.where
        self.setObjectName(f"{self._name}.{item.key}")
        icon = "triangle-alert" if item.tone in {"bad", "warn"} else "pencil"
        self._icon.put(icon, item.tone + "T" if item.tone in {"bad", "warn"} else "muted")
        self._text.put(item.text)
        self.setAccessibleName(item.text)


class TriedItem(NamedTuple):
    """A case of the trial."""

    key: str
    number: str
    subject: str
    said: str
    ticket: object


class TriedRow(RowButton):
    """One case; a press opens its ticket."""

    def __init__(self, page: "ReviewSection") -> None:
        self._number = Elided("", "b", fit=True)
        self._subject = Elided("", "meta")
        self._said = Label("", "", wrap=True)
        head = row(self._number, (self._subject, 1), gap=10)
        super().__init__(column(head, self._said, gap=2, margins=(8, 7, 8, 7)))
        self._ticket: object = None
        self.clicked.connect(lambda: page.open_ticket(self._ticket))

    def show_item(self, item: TriedItem, /) -> None:
        """Show it."""
        self._ticket = item.ticket
        self.setObjectName(f"policy.trial.{item.key}")
        self._number.put(item.number)
        self._subject.put(item.subject)
        self._said.put(item.said)
        self.setAccessibleName(f"{item.number}: {item.said}")


class ReviewSection(QWidget):
    """``go`` shows another section, by what a finding or a change is about."""

    def __init__(self, go: object) -> None:
        super().__init__()
        self._go = go
        self._view: View | None = None
        self._changes = Rows[Said](lambda: SaidRow(self, "policy.change"), gap=0)
        self._wrong = Rows[Said](lambda: SaidRow(self, "policy.finding"), gap=0)
        self._nothing = Label(self.tr("Nothing was changed."), "muted", wrap=True, name="policy.review.none")
        self._note = LineField("policy.note", self.tr("What is new, for your colleagues"))
        self._save = Button("policy.save", self.tr("Save"), "save", variant="primary", on=self._do_save)
        self._hint = Label("", "meta", wrap=True, name="policy.review.hint")
        self._problem = Findings("policy.review.problem")
        self._conflict = Conflict(self)
        note = Field(self.tr("What is new, for your colleagues"), self._note)
        lists = column(self._conflict, self._wrong.layout, self._nothing, self._changes.layout, None, gap=8)
        left = card(
            Label(self.tr("Changes"), "title"),
            (Scroller(wrap(lists), "policy.review.list"), 1),
            self._problem,
            note,
            row((self._hint, 1), self._save, gap=12),
            gap=12,
            margins=(16, 16, 16, 14),
        )
        self._try = Button("policy.try", self.tr("Try it"), "play", size="sm", on=self._do_try)
        self._figures = flow_box(gap=8)
        self._told = Label("", "muted", wrap=True, name="policy.trial.told")
        self._rows = Rows[TriedItem](lambda: TriedRow(self), gap=0)
        body = column(self._rows.layout, None, gap=0)
        right = card(
            row((Label(self.tr("On last month's cases"), "title"), 1), self._try, gap=10),
            self._told,
            self._figures,
            (Scroller(wrap(body), "policy.trial.list"), 1),
            gap=12,
            margins=(16, 16, 16, 12),
        )
        self._pills: list[Label] = []
        self.setLayout(row((left, 1), (right, 1), gap=14))

    def put(self, view: View) -> None:
        """Show this state."""
        self._view = view
        board, draft = view.board, view.draft
        changes = (*draft.policy_changes, *draft.directory_changes)
        said = [
            Said(
                str(n),
                view.words.difference(c, view.policy, view.directory),
                "",
                f"{c.kind}:{c.key}:{c.field}",
            )
            for n, c in enumerate(changes)
        ]
        self._changes.put(said, lambda s: s.key)
        self._nothing.setVisible(not said)
        wrong = [
            Said(
                str(n),
                f"{view.words.place(f.where, draft)}: {view.words.finding(f, draft)}",
                "bad" if f.weight is Weight.ERROR else "warn",
                f.where,
            )
            for n, f in enumerate(view.findings)
        ]
        self._wrong.put(wrong, lambda s: s.key)
        self._put_save(board.draft, bool(said))
        self._conflict.put(view)
        self._put_trial(view, board.draft)

    def _put_save(self, card_: DraftCard | None, changed: bool) -> None:  # noqa: FBT001 - one caller
        errors = card_.errors if card_ is not None else 0
        clash = bool(card_ is not None and card_.clashes)
        saving = card_ is not None and card_.saving
        self._save.setEnabled(changed and not errors and not clash and not saving)
        hint = self.tr(
            "The policy waits for somebody else's approval; people and departments change at once."
        )
        if errors:
            hint = self.tr("First mend what is wrong.")
        elif clash:
            hint = self.tr("First decide between your words and theirs.")
        self._hint.put(hint if changed else "")
        problem = card_.problem if card_ is not None else ""
        self._problem.say(problem)

    def _put_trial(self, view: View, card_: DraftCard | None) -> None:
        trial = card_.trial if card_ is not None else None
        trying = card_ is not None and card_.trying
        self._try.setEnabled(not trying)
        self._rows.put(self._tried(view, trial), lambda r: r.key)
        self._told.put(self._about(trial, trying=trying))
        figures = self._counts(trial)
        while len(self._pills) < len(figures):
            label = Label("", "metab", name=f"policy.trial.figure{len(self._pills)}")
            self._pills.append(label)
            layout = self._figures.layout()
            if layout is not None:
                layout.addWidget(Box("sunk", row(label, margins=(9, 5, 9, 5))))
        for n, label in enumerate(self._pills):
            label.put(figures[n] if n < len(figures) else "")
            box = label.parentWidget()
            if box is not None:
                box.setVisible(n < len(figures))

    def _about(self, trial: Trial | None, *, trying: bool) -> str:
        if trying:
            return self.tr("Looking at last month's cases …")
        if trial is None:
            return self.tr(
                "What this policy would have advised for the cases of the last 30 days, against what happened. "
                "Nothing is written."
            )
        said = self.tr(
            "{n} cases, {e} escalations. Who was at their desk then is not on record: whoever was in hours counts "
            "as free."
        )
        said = said.replace("{n}", str(trial.cases)).replace("{e}", str(trial.escalations))
        if trial.more:
            said += " " + self.tr("Older ones were left out.")
        return said

    def _counts(self, trial: Trial | None) -> list[str]:
        if trial is None:
            return []
        rows = (
            (trial.count(Verdict.SAME), self.tr("go where they went")),
            (trial.count(Verdict.OTHER), self.tr("go elsewhere")),
            (trial.sooner, self.tr("sooner")),
            (trial.count(Verdict.ADDED), self.tr("escalated by themselves")),
            (trial.count(Verdict.NOBODY), self.tr("lead nowhere")),
            (trial.count(Verdict.CLOSED), self.tr("out of hours")),
            (trial.count(Verdict.OFF), self.tr("not escalated any more")),
        )
        return [f"{count} {word}" for count, word in rows if count]

    def _tried(self, view: View, trial: Trial | None) -> list[TriedItem]:
        if trial is None:
            return []
        return [
            TriedItem(
                f"{r.number}.{n}",
                r.number,
                r.subject,
                view.words.tried(r, view.directory),
                r.ticket,
            )
            for n, r in enumerate(trial.telling[:_MOST_ROWS])
        ]

    # -- asked

    def follow(self, where: str) -> None:
        """To what a line speaks of."""
        if callable(self._go):
            self._go(where)

    def open_ticket(self, ticket: object) -> None:
        """Look at the case."""
        if self._view is not None and self._view.kit.do(OpenTicket(ticket=ticket)) is None:  # type: ignore[arg-type]
            self._view.kit.go("desk")

    def settle(self, keep: str) -> None:
        """Mine or theirs."""
        if self._view is not None:
            self._view.kit.do(SettleConflict(keep=keep))

    def _do_try(self) -> None:
        if self._view is not None:
            self._view.kit.do(TryDraft())

    def _do_save(self) -> None:
        if self._view is not None and self._view.kit.do(SaveDraft(note=self._note.value())) is None:
            self._note.put("")


class Conflict(Box):
    """Side by side what somebody else has saved meanwhile, and what stands in the draft."""

    def __init__(self, page: ReviewSection) -> None:
        self._who = Label("", "b", "warn", wrap=True, name="policy.conflict.who")
        self._lines = Rows[tuple[str, str, str]](ClashRow, gap=6)
        mine = Button("policy.conflict.mine", self.tr("Keep mine"), size="sm", on=lambda: page.settle("mine"))
        theirs = Button(
            "policy.conflict.theirs", self.tr("Take theirs"), size="sm", on=lambda: page.settle("theirs")
        )
        inside = column(
            self._who, self._lines.layout, row(None, theirs, mine, gap=8), gap=10, margins=(14, 12, 14, 12)
        )
        super().__init__("frame-warn", inside, "policy.conflict")
        self.hide()

    def put(self, view: View) -> None:
        """Show it, or nothing."""
        card_ = view.board.draft
        clashes = card_.clashes if card_ is not None else ()
        self.setVisible(bool(clashes))
        if card_ is None or not clashes:
            return
        by = self._author(view.board, card_.theirs)
        said = self.tr("{who} saved the same meanwhile. Everything else of theirs is in your draft already.")
        self._who.put(
            said.replace("{who}", view.words.words.colleague(by, view.directory) or self.tr("Somebody"))
        )
        rows = [view.words.clash(c, view.policy, view.directory) for c in clashes]
        self._lines.put(rows, lambda r: r[0])

    @staticmethod
    def _author(board: Board, version: int) -> str:
        return next((v.saved_by for v in board.policies if v.version == version), "")


class ClashRow(QWidget):
    """What it is about; theirs, and mine."""

    def __init__(self) -> None:
        super().__init__()
        self._what = Elided("", "metab")
        self._theirs = Label("", "", wrap=True)
        self._mine = Label("", "", wrap=True)
        beside = row(
            (column(Label(self.tr("Theirs"), "meta"), self._theirs, gap=1), 1),
            (column(Label(self.tr("Mine"), "meta"), self._mine, gap=1), 1),
            gap=14,
        )
        self.setLayout(column(self._what, beside, gap=3))

    def show_item(self, item: tuple[str, str, str], /) -> None:
        """Show it."""
        self._what.put(item[0])
        self._theirs.put(item[1])
        self._mine.put(item[2])
