"""The editor of scorecards: what is asked, how much it counts. What is wrong is said where it is typed."""

from PySide6.QtWidgets import QWidget

from console.desk import intents_review as ask
from console.desk.board import Board
from console.desk.reviewing import newest_of
from console.ui import format as fmt
from console.ui.kit import Kit
from console.ui.trainer.card_lines import CardLine, Item, QuestionLine
from console.ui.trainer.review_words import ReviewWords
from console.ui.widgets.buttons import Button
from console.ui.widgets.fields import Choice, Field, LineField
from console.ui.widgets.labels import Label, Prose
from console.ui.widgets.layout import Box, Scroller, column, flow_box, row, wrap
from console.ui.widgets.rows import Rows
from store.scorecard import USUAL, Problem, Question, Scorecard, ScorecardVersion, check
from store.values import replace


class ScorecardEditor(QWidget):
    """Cards on the left, the chosen one beside them. It is used as soon as it is saved; old versions stay readable."""

    def __init__(self, kit: Kit, w: ReviewWords) -> None:
        super().__init__()
        self._kit, self._w = kit, w
        self._cards: tuple[ScorecardVersion, ...] = ()
        self._all: tuple[ScorecardVersion, ...] = ()
        self._card: Scorecard | None = None
        self._base: Scorecard | None = None
        self._version = 0
        self._tried = False
        self._board: Board | None = None
        self._list = Rows[tuple[str, str, str, str, bool]](lambda: CardLine(self.open), gap=2)
        self._new = Button("cards.new", self.tr("New scorecard"), "plus", size="sm", on=self.begin)
        self._usual = Prose(
            self.tr("There is none yet. Begin with Warmline's own and make it yours."), "muted"
        )
        left = Box("card", column(row(Label(self.tr("Scorecards"), "title"), None), self._usual,
                                  self._list.layout, self._new, None, gap=10, margins=(14, 14, 14, 14)))  # fmt: skip
        left.setFixedWidth(250)
        self._make_form()
        self.setLayout(row(left, (self._form, 1), gap=14))

    def _make_form(self) -> None:
        tr = self.tr
        self._name = LineField("cards.name", tr("Name"))
        self._name.on_edit(lambda: self._change(name=self._name.value()))
        self._pass = LineField("cards.pass", tr("Pass mark in percent"))
        self._pass.on_edit(self._pass_mark)
        self._pass.setFixedWidth(90)
        self._name_field = Field(tr("Name"), self._name)
        self._pass_field = Field(tr("Pass mark, %"), self._pass)
        self._retired = Button("cards.retired", tr("Retired"), "lock", variant="chip",
                               tip_text=tr("No review begins with it any more"),
                               on=lambda: self._change(retired=not self._retired.isChecked()))  # fmt: skip
        self._retired.setCheckable(True)
        self._history = Choice("cards.version", tr("Version"), [])
        self._history.on_choose(self._look_back)
        self._history.setMinimumContentsLength(14)
        self._questions = Rows[Item](lambda: QuestionLine(self._w, self), gap=8)
        self._add = Button("cards.add", tr("Add a question"), "plus", on=self.add)
        self._problem = Prose("", "badT", 12, name="cards.problem")
        self._said = Label("", "meta", name="cards.said")
        self._undo = Button("cards.undo", tr("Undo"), "undo-2", variant="ghost", on=self._take_back)
        self._save = Button(
            "cards.save", tr("Save"), "save", variant="primary", key="Ctrl Enter", on=self.primary
        )
        inside = wrap(
            column(self._questions.layout, row(self._add, None), None, gap=10, margins=(0, 0, 2, 0))
        )
        head = row((self._name_field, 1), self._pass_field, gap=10)
        tools = flow_box(self._retired, self._history, gap=8)
        foot = row((self._said, 1), self._undo, self._save, gap=8)
        self._form = Box(
            "card",
            column(head, tools, (Scroller(inside, "cards.scroll", steady=True), 1), self._problem, foot, gap=10,
                   margins=(18, 14, 18, 14)),
        )  # fmt: skip

    # -- what is edited

    def begin(self) -> None:
        """A new one, from Warmline's own."""
        number, taken = 1, {c.key for c in self._cards}
        key = USUAL.key
        while key in taken:
            number += 1
            key = f"{USUAL.key}_{number}"
        name = self.tr("Conduct") if number == 1 else self.tr("Conduct {n}").format(n=number)
        self._edit_card(replace(USUAL, key=key, name=name), None, 0)

    def open(self, key: str) -> None:
        """The newest version of a card."""
        found = next((c for c in self._cards if c.key == key), None)
        if found is not None:
            self._edit_card(found.card, found.card, found.version)

    def _edit_card(self, card: Scorecard, base: Scorecard | None, version: int) -> None:
        self._card, self._base, self._version, self._tried = card, base, version, False
        self._show()

    @property
    def dirty(self) -> bool:
        """Whether there is something to save."""
        return self._card is not None and self._card != self._base

    def _change(self, **values: object) -> None:
        if self._card is not None:
            self._card = replace(self._card, **values)  # type: ignore[arg-type]
            self._show()

    def _pass_mark(self) -> None:
        try:
            self._change(pass_at=float(self._pass.value().strip().replace(",", ".")))
        except ValueError:
            self._change(pass_at=-1.0)  # said beneath it

    def edit(self, place: int, **values: object) -> None:
        """Another question in its place."""
        if self._card is None or not 0 <= place < len(self._card.questions):
            return
        rows = list(self._card.questions)
        rows[place] = replace(rows[place], **values)  # type: ignore[arg-type]
        self._change(questions=tuple(rows))

    def add(self) -> None:
        """A further question, with a key of its own."""
        if self._card is None:
            return
        taken = {q.key for q in self._card.questions}
        number = len(taken) + 1
        while f"q{number}" in taken:
            number += 1
        self._change(questions=(*self._card.questions, Question(key=f"q{number}")))

    def drop(self, place: int) -> None:
        """One less; it is back with "Undo"."""
        if self._card is not None:
            self._change(questions=tuple(q for n, q in enumerate(self._card.questions) if n != place))

    def shift(self, place: int, by: int) -> None:
        """Change places with its neighbour."""
        if self._card is None or not 0 <= place + by < len(self._card.questions):
            return
        rows = list(self._card.questions)
        rows[place], rows[place + by] = rows[place + by], rows[place]
        self._change(questions=tuple(rows))

    def _take_back(self) -> None:
        if self._base is not None:
            self._edit_card(self._base, self._base, self._version)
        else:
            self._card = None
            self._show()

    def _look_back(self) -> None:
        """An older version becomes what is edited: to save it is to have it back."""
        wanted = self._history.value()
        found = next(
            (c for c in self._all if self._card and c.key == self._card.key and str(c.version) == wanted),
            None,
        )
        if found is not None:
            self._card = found.card
            self._show()

    def primary(self) -> bool:
        """Save it; what is wrong is said first."""
        if self._card is None or not self.dirty:
            return False
        self._tried = True
        self._show()
        if not check(self._card):
            self._kit.do(ask.SaveScorecard(card=self._card, base_version=self._version))
        return True

    # -- shown

    def put(self, board: Board) -> None:
        """The cards that there are; what is being edited stays."""
        self._board = board
        self._all = board.reviewing.cards
        self._cards = newest_of(self._all)
        mine = next((c for c in self._cards if self._card and c.key == self._card.key), None)
        if mine is not None and mine.version > self._version and mine.card == self._card:
            self._base, self._version, self._tried = mine.card, mine.version, False  # mine was saved
        elif mine is not None and mine.version > self._version and not self.dirty:
            self._card, self._base, self._version = mine.card, mine.card, mine.version
        if self._card is None and self._cards:
            self._card = self._base = self._cards[0].card
            self._version = self._cards[0].version
        self._show()

    def _show(self) -> None:
        card, w = self._card, self._w
        self._usual.setVisible(not self._cards)
        rows = []
        for each in self._cards:
            about = self.tr("version {v}").format(v=each.version) + ", " + self._many(each.card)
            on = card is not None and card.key == each.key
            rows.append(
                (each.key, each.card.name, about, self.tr("Retired") if each.card.retired else "", on)
            )
        self._list.put(rows, lambda item: item[0])
        self._form.setVisible(card is not None)
        if card is None:
            return
        wrong = check(card)
        if not self._name.hasFocus():
            self._name.put(card.name)
        if not self._pass.hasFocus():
            self._pass.put(f"{card.pass_at:g}")
        self._retired.setChecked(card.retired)
        self._put_history(card)
        of = {
            n: tuple(dict.fromkeys(w.flaw(p) for p in wrong if p.question == n))
            for n in range(len(card.questions))
        }
        items = [(n, q, of[n] if self._tried else ()) for n, q in enumerate(card.questions)]
        self._questions.put(items, lambda item: item[0])
        whole = [w.flaw(p) for p in wrong if p.question < 0] if self._tried else []
        later = self._newer()
        self._problem.put_or_hide(" ".join([*whole, *([later] if later else [])]))
        self._say(card, wrong)

    def _put_history(self, card: Scorecard) -> None:
        versions = [c for c in self._all if c.key == card.key]
        self._history.setVisible(len(versions) > 1)
        shown = [self._history.itemData(n) for n in range(self._history.count())]
        if shown != [str(c.version) for c in versions]:
            self._history.clear()
            for each in versions:
                day = fmt.day(each.saved_at, self._kit.clock(), self._kit.locale)
                word = self.tr("version {v}, {day}").format(v=each.version, day=day)
                self._history.addItem(word, str(each.version))

    def _newer(self) -> str:
        mine = next((c for c in self._cards if self._card and c.key == self._card.key), None)
        if mine is None or mine.version <= self._version or not self.dirty:
            return ""
        who = self._w.words.colleague(mine.saved_by, self._board.directory) if self._board else mine.saved_by
        sentence = self.tr("{who} has saved version {n} meanwhile. Take yours back to see it.")
        return fmt.fill(sentence, who=who, n=str(mine.version))

    def _many(self, card: Scorecard) -> str:
        return fmt.counted(len(card.questions), self.tr("{n} question"), self.tr("{n} questions"))

    def _say(self, card: Scorecard, wrong: tuple[Problem, ...]) -> None:
        said = self._many(card)
        if self._base is None:
            said += " · " + self.tr("not saved yet")
        elif self.dirty:
            said += " · " + self.tr("changed; reviews that have begun keep version {n}").format(
                n=self._version
            )
        self._said.put(said)
        self._save.setEnabled(self.dirty and not (self._tried and bool(wrong)))
        self._undo.setEnabled(self.dirty)
