"""For how long recordings are kept, in the editor: the rules, what they would delete, and who made them (R60)."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLayout, QWidget

from console.desk.board import Board
from console.desk.intents_keeping import KeepRules, TryRules
from console.desk.retaining import AHEAD_DAYS, Going, RetentionCard
from console.ui import format as fmt
from console.ui.agent.popovers import Confirm
from console.ui.directory.section import Findings
from console.ui.directory.view import View
from console.ui.kit import Kit
from console.ui.widgets.buttons import Button
from console.ui.widgets.fields import Choice, Field, LineField
from console.ui.widgets.labels import Icon, Label
from console.ui.widgets.layout import Scroller, card, column, grid, hairline, row, wrap
from store.recording import KINDS, MOST_DAYS, RecordingRules
from store.values import replace

_PAUSE_MS = 350
_P = "retention"


class RetentionSection(QWidget):
    """What is typed here waits until it is saved, and is counted first: nothing that goes comes back."""

    name = _P

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self._board: Board | None = None
        self._base: RecordingRules | None = None
        """The rules that the fields were filled from."""
        self._make_fields()
        self._make_told()
        left = card(
            Label(self.tr("For how long recordings are kept"), "title"),
            Label(
                self.tr(
                    "In days from the beginning of the call; empty is no end of its own. Of several kinds the longest "
                    "counts, after an objection none but its own. A legal hold outweighs all of it."
                ),
                "muted", wrap=True,
            ),
            self._pairs(),
            self._own_field,
            self._clash,
            self._clash_row,
            row(None, self._undo, self._save, gap=8),
            None,
            gap=14,
        )  # fmt: skip
        right = card(
            Label(self.tr("What they delete"), "title"),
            self._now, self._would, hairline(), self._who, None, gap=12,
        )  # fmt: skip
        self._form = wrap(row((left, 3), (right, 2), gap=14))
        self._wait_icon = Icon("clock", "muted", 28)
        self._wait = Label("", "title", wrap=True, name=f"{_P}.wait")
        self._wait.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._waiting = card(None, row(None, self._wait_icon, None), self._wait, None, gap=8)
        inside = wrap(column(self._form, (self._waiting, 1), gap=0))
        self.setLayout(column((Scroller(inside, f"{_P}.scroll"), 1), gap=0))
        self._sure = Confirm(self, self._save, f"{_P}.sure", "x")

    # -- building

    def _make_fields(self) -> None:
        words = {
            "customer": self.tr("Calls with customers"), "consult": self.tr("Consults"),
            "complaint": self.tr("Complaints"), "escalated": self.tr("Escalated cases"),
            "emergency": self.tr("Emergency calls"), "objected": self.tr("After an objection"),
        }  # fmt: skip
        self._fields = {
            kind: Field(words[kind], LineField(f"{_P}.{kind}", words[kind]), hint=self.tr("days"))
            for kind in KINDS
        }
        label = self.tr("Agents hear")
        options = [("yes", self.tr("their own recordings")), ("no", self.tr("no recordings"))]
        self._own = Choice(f"{_P}.own", label, options)
        self._own_field = Field(label, self._own)
        self._timers = [self._line(kind).on_pause(_PAUSE_MS, self._try) for kind in KINDS]
        for kind in KINDS:
            self._line(kind).on_edit(self._edited)
        self._own.on_choose(self._chosen)
        self._undo = Button(f"{_P}.undo", self.tr("Undo"), "undo-2", variant="ghost", on=self._take_theirs)
        self._save = Button(f"{_P}.save", self.tr("Save"), "check", variant="primary", on=self._ask)

    def _make_told(self) -> None:
        self._now = Label("", "", wrap=True, name=f"{_P}.now")
        self._would = Label("", "b", wrap=True, name=f"{_P}.would")
        self._who = Label("", "meta", wrap=True, name=f"{_P}.who")
        self._clash = Findings(f"{_P}.clash")
        theirs = Button(f"{_P}.theirs", self.tr("Take theirs"), size="sm", on=self._take_theirs)
        mine = Button(f"{_P}.mine", self.tr("Keep mine"), size="sm", on=self._keep_mine)
        self._clash_row = wrap(row(None, theirs, mine, gap=8))
        self._clash_row.hide()

    def _pairs(self) -> QLayout:
        fields = list(self._fields.values())
        made = grid(*zip(fields[::2], fields[1::2], strict=True), down=12, stretch=(0, 1))
        for field in fields:  # what is said beneath one moves no other
            made.setAlignment(field, Qt.AlignmentFlag.AlignTop)
        return made

    def _line(self, kind: str) -> LineField:
        found = self._fields[kind].inside
        assert isinstance(found, LineField)  # noqa: S101 - made above
        return found

    # -- shown

    def put(self, view: View) -> None:
        """Show this state; what is typed stays."""
        self._board = board = view.board
        shown = board.retention
        ready = shown is not None and not shown.loading
        self._form.setVisible(ready)
        self._waiting.setVisible(not ready)
        self._wait.put(
            self.tr("The rules cannot be read now: the store cannot be reached.")
            if board.store_down
            else self.tr("The rules are being read …")
        )
        if shown is None or shown.loading:
            return
        if self._base is None or not self._dirty() or self._typed() == shown.rules:
            self._fill(shown.rules)
        self._put_clash(board, shown)
        self._put_told(board, shown)
        self._put_buttons()

    def _fill(self, rules: RecordingRules) -> None:
        self._base = rules
        for kind in KINDS:
            days = rules.days.get(kind)
            self._line(kind).put("" if days is None else str(days))
            self._fields[kind].put_problem("")
        self._own.put("yes" if rules.agents_hear_own else "no")

    def _put_clash(self, board: Board, shown: RetentionCard) -> None:
        clash = self._base != shown.rules
        who = self._kit.words.colleague(shown.rules.changed_by, board.directory)
        said = fmt.fill(
            self.tr("{who} has changed the rules meanwhile. What you typed is not saved."), who=who
        )
        self._clash.say(said if clash else "", "warn")
        self._clash_row.setVisible(clash)

    def _put_told(self, board: Board, shown: RetentionCard) -> None:
        rules, going = shown.rules, shown.going
        self._now.put(self._as_it_is(going) if going is not None else "")
        self._would.put_or_hide(*self._said(shown))
        if rules.changed_at is None:
            self._who.put(self.tr("Nobody is on record as having changed these rules."))
            return
        words = self._kit.words
        when = words.when(rules.changed_at, self._kit.clock())
        who = words.colleague(rules.changed_by, board.directory)
        self._who.put(fmt.fill(self.tr("Changed last by {who}, {when}"), who=who, when=when))

    def _as_it_is(self, going: Going) -> str:
        if not going.ahead:
            said = self.tr("As the rules are, no recording is deleted within {days} days.")
        elif going.ahead == 1:
            said = self.tr("As the rules are, one recording is deleted within {days} days.")
        else:
            said = self.tr("As the rules are, {n} recordings are deleted within {days} days.")
        return fmt.fill(said, n=self._number(going.ahead), days=str(AHEAD_DAYS))

    def _said(self, shown: RetentionCard) -> tuple[str, str]:
        """What the typed rules would do, and its tone."""
        if not self._dirty() or self._typed() is None:
            return "", ""
        would = shown.would
        if would is None:
            return self.tr("Counting what goes …"), "muted"
        if would.now:
            one, many = (
                self.tr("One recording goes within the hour"),
                self.tr("{n} recordings go within the hour"),
            )
            first = fmt.fill(one if would.now == 1 else many, n=self._number(would.now))
            more = self.tr("{first}, {n} more within {days} days. Nobody can bring them back.")
            only = self.tr("{first}. Nobody can bring them back.")
            later = would.ahead - would.now
            said = more if later else only
            return fmt.fill(said, first=first, n=self._number(later), days=str(AHEAD_DAYS)), "bad"
        if would.ahead:
            said = self.tr("By what is typed nothing goes at once, and {n} within {days} days.")
            return fmt.fill(said, n=self._number(would.ahead), days=str(AHEAD_DAYS)), "warn"
        said = self.tr("By what is typed nothing goes within {days} days.")
        return fmt.fill(said, days=str(AHEAD_DAYS)), "ok"

    def _number(self, count: int) -> str:
        return self._kit.locale.toString(count)

    def _put_buttons(self) -> None:
        shown = self._shown
        if shown is None:
            return
        ready = self._dirty() and self._typed() is not None and shown.would is not None
        self._save.setEnabled(ready and not shown.saving and self._base == shown.rules)
        self._undo.setEnabled(self._dirty() and not shown.saving)

    @property
    def _shown(self) -> RetentionCard | None:
        return self._board.retention if self._board is not None else None

    # -- typed

    def _days(self, kind: str) -> int | None:
        """None: no end of its own. ValueError says what is wrong."""
        text = self._line(kind).value().strip()
        if not text:
            return None
        if not (text.isascii() and text.isdigit()):
            raise ValueError(self.tr("A whole number of days, please; empty: no end of its own."))
        days = int(text[:9])
        if days > MOST_DAYS:
            raise ValueError(fmt.fill(self.tr("At most {days} days."), days=self._number(MOST_DAYS)))
        return days

    def _typed(self) -> RecordingRules | None:
        """None while something in it is wrong."""
        days: dict[str, int] = {}
        try:
            for kind in KINDS:
                found = self._days(kind)
                if found is not None:
                    days[kind] = found
        except ValueError:
            return None
        return replace(RecordingRules(), days=days, agents_hear_own=self._own.value() == "yes")

    def _dirty(self) -> bool:
        return self._base is not None and self._typed() != self._base

    def _edited(self) -> None:
        for kind, field in self._fields.items():
            try:
                self._days(kind)
            except ValueError as error:
                field.put_problem(str(error))
            else:
                field.put_problem("")
        self._again()
        self._save.setEnabled(False)  # until it is counted
        self._undo.setEnabled(self._dirty())

    def _chosen(self) -> None:
        self._edited()
        self._try()

    def _try(self) -> None:
        self._kit.ask(TryRules(rules=self._typed() if self._dirty() else None))

    # -- asked

    def _ask(self) -> None:
        """What would go at once is asked about first."""
        shown = self._shown
        if shown is None or shown.would is None:
            return
        if not shown.would.now:
            self._keep()
            return
        question = (
            self.tr("Delete {n} recordings?") if shown.would.now > 1 else self.tr("Delete one recording?")
        )
        self._sure.ask(
            fmt.fill(question, n=self._number(shown.would.now)),
            self._said(shown)[0], self.tr("Save, and delete them"), self.tr("Not now"), self._keep,
        )  # fmt: skip

    def _keep(self) -> None:
        rules, base = self._typed(), self._base
        if rules is not None and base is not None:
            self._kit.do(KeepRules(rules=rules, base=base))

    def _take_theirs(self) -> None:
        shown = self._shown
        for timer in self._timers:
            timer.stop()
        if shown is not None:
            self._fill(shown.rules)
            self._kit.ask(TryRules(rules=None))
            self._again()

    def _keep_mine(self) -> None:
        shown = self._shown
        if shown is not None:
            self._base = shown.rules
            self._try()
            self._again()

    def _again(self) -> None:
        board, shown = self._board, self._shown
        if board is not None and shown is not None:
            self._put_clash(board, shown)
            self._put_told(board, shown)
            self._put_buttons()
