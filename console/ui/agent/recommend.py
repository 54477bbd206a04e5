"""Whom the policy recommends, and why, in words; who comes after, who is not offered, and when nobody is free."""

from collections.abc import Callable
from datetime import datetime
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from console.desk.board import Board
from console.desk.escalating import EscalateForm
from console.ui import format as fmt
from console.ui.agent.advice_words import AdviceWords, Why, name_of
from console.ui.agent.caller import Hint
from console.ui.keys import cap
from console.ui.kit import Kit
from console.ui.widgets.buttons import Button
from console.ui.widgets.labels import Elided, Icon, Label
from console.ui.widgets.layout import Box, column, flow_box, row, wrap
from console.ui.widgets.painted import Avatar, Level
from console.ui.words import PRESENCE_TONE, state_of
from store.adviser import Advice, Candidate
from store.directory import Directory

_ROWS = 5
_OTHERS = 4
_LONGEST = 26
"""Characters of a name on a chip; the whole of it is in the tip."""


class WhyRow(QWidget):
    """Icon, word and sentence."""

    def __init__(self) -> None:
        super().__init__()
        self._icon = Icon("book", "accentT", 15)
        self._word = Label("", "metab", "accent")
        self._word.setMinimumWidth(46)
        self._sentence = Elided("", "med")
        self.setLayout(row(self._icon, self._word, (self._sentence, 1), gap=8))

    def put(self, why: Why | None) -> None:
        """Say it, or nothing."""
        self.setVisible(why is not None)
        if why is not None:
            self._icon.put(why.icon, "accentT")
            self._word.put(why.word)
            self._sentence.put(why.sentence)


class Recommendation(QWidget):
    """``choose`` is told the fields that a choice fills in: target and kind."""

    def __init__(
        self,
        kit: Kit,
        choose: Callable[[dict[str, str]], object],
        promise: Callable[[datetime | None], object],
    ) -> None:
        super().__init__()
        self._kit, self._choose, self._promise = kit, choose, promise
        self._words = AdviceWords(kit.words)
        self._shown: tuple[object, ...] = ()
        self._candidate: Candidate | None = None
        self._free_at: datetime | None = None
        self._avatar = Avatar(38, colleague=True, ground="accentS")
        self._name = Elided("", "title", name="escalate.best.name", fit=True)
        self._level = Level()
        self._where = Elided("", "meta", name="escalate.best.where")
        self._pick = Button(
            "escalate.choose", self.tr("Choose"), "check", size="sm", key=cap("choose"), on=self._take
        )
        self._picked = Label(self.tr("Selected below"), "metab", "accent", name="escalate.best.chosen")
        self._rows = [WhyRow() for _ in range(_ROWS)]
        self._others = [Button("", variant="chip", on=partial(self._take_other, n)) for n in range(_OTHERS)]
        self._keys: list[str] = []
        self._then = Label(self.tr("Then"), "metab", "accent")
        self._others_box = flow_box(*self._others, gap=7)
        self._after = wrap(row(self._then, (self._others_box, 1), gap=10))
        who = row(
            self._avatar,
            (column(row(self._name, self._level, None, gap=8), self._where, gap=2), 1),
            self._picked,
            self._pick,
            gap=12,
        )
        self._box = Box(
            "frame-accent",
            column(who, *self._rows, self._after, gap=7, margins=(14, 11, 14, 12)),
            "escalate.best",
        )
        self._none = Hint("warn", "clock", "warn", "escalate.nobody")
        self._back = Button(
            "escalate.promise_back", self.tr("Promise a call-back"), "phone", size="sm", on=self._call_back
        )
        self._slot = Button("escalate.promise_slot", "", "calendar", size="sm", on=self._later)
        self._none_buttons = flow_box(self._back, self._slot, gap=8)
        self._hop = Hint("warn", "triangle-alert", "warn", "escalate.hop_warning")
        self._out = Label("", "meta", wrap=True, name="escalate.left_out")
        self.setLayout(column(self._box, self._none, self._none_buttons, self._hop, self._out, gap=8))
        self._out.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)

    def put(self, board: Board, form: EscalateForm) -> None:
        """Show what the board's advice says."""
        advice = board.advice or Advice()
        said = (advice, form.target, form.kind, board.directory, board.seen, board.policy.version)
        if said == self._shown:
            return
        self._shown = said
        self.setVisible(bool(board.policy.version))
        directory = board.directory
        found = next((c for c in advice.candidates if c.target == form.target), None)
        self._candidate = found or (advice.candidates[0] if advice.candidates else None)
        self._put_best(board, form, advice)
        self._put_others(advice, directory, form.target)
        self._put_nobody(advice)
        self._hop.put(*self._warning(advice))
        self._out.put_or_hide(self._words.left_out(advice.forbidden, directory))

    def _put_best(self, board: Board, form: EscalateForm, advice: Advice) -> None:
        best = self._candidate
        self._box.setVisible(best is not None)
        if best is None:
            return
        directory = board.directory
        name = name_of(best, directory)
        person = None if best.is_department else directory.person(best.target)
        dot = PRESENCE_TONE.get(state_of(person, board.seen), "n") if person is not None else ""
        self._avatar.put(fmt.initials(name), dot=dot, ground="accentS")
        first = best is advice.candidates[0]
        title = self.tr("Recommended: {name}") if first else self.tr("Allowed: {name}")
        self._name.put(fmt.fill(title, name=name))
        self._level.put(best.level)
        self._where.put_or_hide(self._about(best, directory))
        chosen = form.target == best.target
        self._picked.setVisible(chosen)
        self._pick.setVisible(not chosen)
        self._pick.put(tip_text=fmt.fill(self.tr("Choose {name}"), name=name))
        whys = self._words.whys(best, directory)
        for n, line in enumerate(self._rows):
            line.put(whys[n] if n < len(whys) else None)
        self._box.setAccessibleName(self._words.line(best, directory))

    def _about(self, best: Candidate, directory: Directory) -> str:
        if best.is_department:
            home = directory.department(best.target)
            return ", ".join(home.expertise) if home is not None else ""
        person = directory.person(best.target)
        if person is None:
            return ""
        home = directory.department(person.department)
        speaks = fmt.fill(self.tr("speaks {languages}"), languages=fmt.languages(person.languages))
        ext = fmt.fill(self.tr("ext {n}"), n=person.extension)
        parts = (
            home.name if home else "",
            ext if person.extension else "",
            speaks if person.languages else "",
        )
        return " · ".join(p for p in parts if p)

    def _put_others(self, advice: Advice, directory: Directory, target: str) -> None:
        others = [c for c in advice.candidates if c is not self._candidate][:_OTHERS]
        self._keys = [c.target for c in others]
        for n, chip in enumerate(self._others):
            chip.setVisible(n < len(others))
            if n < len(others):
                candidate = others[n]
                chip.setObjectName(f"escalate.candidate.{candidate.target}")
                name = name_of(candidate, directory)
                shown = name if len(name) <= _LONGEST else name[: _LONGEST - 1] + "…"
                chip.put(shown, tip_text=self._words.line(candidate, directory))
        self._then.put(self.tr("Others") if target in self._keys else self.tr("Then"))
        self._after.setVisible(bool(others))

    def _put_nobody(self, advice: Advice) -> None:
        self._free_at = advice.free_at
        if not advice.nobody_free:
            self._none.put("")
            self._none_buttons.hide()
            return
        soon = any(c.soon for c in advice.candidates)
        when = self._kit.words.when(advice.free_at, self._kit.clock()) if advice.free_at else ""
        note = self.tr("Somebody may be free in some minutes.") if soon else ""
        if when:
            note = fmt.fill(self.tr("The first of them is there again: {when}."), when=when)
        self._none.put(self.tr("Nobody fitting is free"), note)
        self._slot.put(fmt.fill(self.tr("Promise {when}"), when=when))
        self._slot.setVisible(bool(when))
        self._none_buttons.show()

    def _warning(self, advice: Advice) -> tuple[str, str]:
        if any(why == "hops" for _, why in advice.forbidden) and not advice.candidates:
            return self.tr("This case must not move again"), self._words.must_not("hops")
        if not advice.warn_hop:
            return "", ""
        return (
            self.tr("This case has moved before"),
            self.tr("A second move is hard on the customer. Solve it with whoever has it, if you can."),
        )

    # -- asked

    def _take(self) -> None:
        if self._candidate is not None:
            self._choose_of(self._candidate)

    def _take_other(self, n: int) -> None:
        advice = self._shown[0] if self._shown else None
        if isinstance(advice, Advice) and n < len(self._keys):
            candidate = next((c for c in advice.candidates if c.target == self._keys[n]), None)
            if candidate is not None:
                self._choose_of(candidate)

    def _choose_of(self, candidate: Candidate) -> None:
        self._choose({"target": candidate.target, "kind": candidate.kind.value})

    def _call_back(self) -> None:
        self._promise(None)

    def _later(self) -> None:
        self._promise(self._free_at)
