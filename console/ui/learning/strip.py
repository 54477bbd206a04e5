"""The strip of a rehearsal, above every page of its window: who says what, what is done, and the way out.

The tasks are those of the scenario without their answers: what is right is said at the end.
"""

from collections.abc import Callable, Sequence
from functools import partial

from console.ui.learning.try_words import TryWords
from console.ui.widgets.buttons import Button
from console.ui.widgets.labels import Icon, Label, Pill
from console.ui.widgets.layout import Box, column, flow_box, row, wrap
from store.rehearsal import TriedStep

TICKS = ("hold", "outcome")
"""What a trainee ticks; words of console.rehearsal.scoring."""


class RehearsalStrip(Box):
    """Named ``rehearsal``. ``tick`` is told what the trainee says that they said, ``end`` that they have enough."""

    def __init__(
        self,
        words: TryWords,
        *,
        title: str,
        about: str,
        checks: Sequence[str],
        tick: Callable[[str], None],
        end: Callable[[], None],
    ) -> None:
        self._words = words
        self._tick = tick
        self._title = Label(title, "b", "accent", name="rehearsal.title", wrap=True)
        self._said = Label(" ".join(about.split()), "meta", name="rehearsal.said", wrap=True)
        self._pills = {
            check: Pill(words.check(check), "n", "circle", name=f"rehearsal.task.{check}") for check in checks
        }
        words_of = {
            "hold": (self.tr("I announced the hold"), "hold_announced"),
            "outcome": (self.tr("I said what happens now"), "outcome_told"),
        }
        self._ticks = {
            what: Button(f"rehearsal.tick.{what}", word, "check", size="sm", on=partial(self._ticked, what))
            for what, (word, check) in words_of.items()
            if check in checks
        }
        self._end = Button(
            "rehearsal.end", self.tr("End rehearsal"), "x", size="sm", variant="badline", on=end
        )
        top = row(
            Icon("headphones", "accentT", 18), (column(self._title, self._said, gap=1), 1), *self._ticks.values(),
            self._end, gap=8,
        )  # fmt: skip
        inside = column(top, flow_box(*self._pills.values(), gap=6), gap=8, margins=(16, 10, 12, 10))
        self._strip = Box("accent", inside)
        super().__init__("", column(wrap(column(self._strip)), margins=(16, 12, 16, 0)), "rehearsal")

    def put(self, tasks: Sequence[TriedStep], said: tuple[str, str]) -> None:
        """What is done by now, and the last line that was said (who, what)."""
        for step in tasks:
            pill = self._pills.get(step.check)
            if pill is not None:
                pill.put(
                    self._words.check(step.check),
                    "ok" if step.done else "n",
                    "check" if step.done else "circle",
                )
        who, text = said
        if text:
            self._said.put(f"{who}: “{text}”")

    def _ticked(self, what: str) -> None:
        self._ticks[what].setEnabled(False)
        self._tick(what)
