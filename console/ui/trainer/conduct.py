"""How people spoke in this case, measured from the recording: facts beside their ranges, no score (R62)."""

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from console.replay import goals
from console.replay.goals import Goal, Verdict, goals_of
from console.replay.line import CaseLine, Track
from console.ui import format as fmt
from console.ui.theme import ink
from console.ui.widgets.buttons import Button, check_one
from console.ui.widgets.labels import Elided, Label
from console.ui.widgets.layout import Box, column, grid, row, wrap

_MOST_LEGS = 4
_TONES = {Verdict.IN_RANGE: "ok", Verdict.LOW: "warn", Verdict.HIGH: "warn", Verdict.UNKNOWN: "n"}


class Measure(NamedTuple):
    """One tile; ``share`` of the bar is filled, ``ticks`` are where the range begins and ends."""

    name: str
    value: str
    verdict: Verdict
    word: str
    share: float
    ticks: tuple[float, ...]
    range: str


class RangeBar(QWidget):
    """A bar with its range; the words beside it say the same."""

    def __init__(self) -> None:
        super().__init__()
        self._said: tuple[float, tuple[float, ...], str] = (0.0, (), "n")
        self.setFixedHeight(12)
        self.setMinimumWidth(60)

    def put(self, share: float, ticks: tuple[float, ...], tone: str) -> None:
        """Another value."""
        if (share, ticks, tone) != self._said:
            self._said = (share, ticks, tone)
            self.update()

    def paintEvent(self, _: QPaintEvent, /) -> None:
        """Qt's own."""
        share, ticks, tone = self._said
        painter = QPainter(self)
        painter.fillRect(QRectF(0, 4, self.width(), 4), ink("track"))
        painter.fillRect(QRectF(0, 4, self.width() * min(1.0, max(0.0, share)), 4), ink(tone))
        for tick in ticks:
            painter.fillRect(QRectF(min(self.width() - 2, tick * self.width()), 0, 2, 12), ink("text"))


class Tile(QWidget):
    """One measure: name and verdict, figure, bar, range."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self._name = Elided("", "metab")
        self._word = Label("", "meta")
        self._value = Label("", "num")
        self._bar = RangeBar()
        self._range = Elided("", "meta")
        self.setLayout(
            column(row((self._name, 1), self._word, gap=6), self._value, self._bar, self._range, gap=3)
        )
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Beside three others."""
        return QSize(150, super().sizeHint().height())

    def put(self, measure: Measure) -> None:
        """Another one."""
        tone = _TONES[measure.verdict]
        self._name.put(measure.name)
        self._word.put(measure.word, tone)
        self._value.put(measure.value)
        self._bar.put(measure.share, measure.ticks, tone)
        self._range.put(measure.range)
        said = (measure.name, measure.value, measure.word, measure.range)
        self.setAccessibleName(", ".join(t for t in said if t))


class ConductCard(Box):
    """Of one leg at a time; who spoke is chosen above if there are several."""

    def __init__(self, name_of: Callable[[str], str]) -> None:
        super().__init__("card", name="replay.conduct")
        self._name_of = name_of
        self._tracks: tuple[Track, ...] = ()
        self._chosen = ""
        self._title = Label(self.tr("Conduct, measured from the recording"), "title")
        self._note = Elided(self.tr("Facts only. The score is yours."), "meta", whole=True)
        self._legs = [
            Button(f"replay.conduct.leg.{n}", "", variant="seg", size="sm", on=partial(self._choose, n))
            for n in range(_MOST_LEGS)
        ]
        for button in self._legs:
            button.setCheckable(True)
        self._legs_box = Box("seg", row(*self._legs, gap=2, margins=(2, 2, 2, 2)))
        self.tiles = [Tile(f"replay.measure.{n}") for n in ("talk", "silence", "over", "hold")]
        self._more = Label("", "meta", wrap=True, name="replay.conduct.more")
        self._empty = Label(
            self.tr("Nothing was measured in this case: measuring is off, or no leg was long enough."), "muted",
            wrap=True, name="replay.conduct.empty",
        )  # fmt: skip
        self._body = wrap(column(grid(tuple(self.tiles), across=24, stretch=(0, 1, 2, 3)), self._more, gap=8))
        top = row(self._title, 8, (self._note, 1), self._legs_box, gap=8)
        self.setLayout(column(top, self._body, self._empty, None, gap=10, margins=(20, 12, 20, 12)))

    def put(self, line: CaseLine) -> None:
        """Of another case, or measured meanwhile."""
        self._tracks = tuple(t for t in line.tracks if t.conduct is not None and not t.doubled)[:_MOST_LEGS]
        self._show()

    def _choose(self, n: int) -> None:
        if n < len(self._tracks):
            self._chosen = self._tracks[n].letter
            self._show()

    def _show(self) -> None:
        letters = [t.letter for t in self._tracks]
        if self._chosen not in letters:
            self._chosen = letters[0] if letters else ""
        for n, button in enumerate(self._legs):
            button.setVisible(n < len(letters))
            if n < len(letters):
                leg = self._tracks[n]
                button.put(f"{leg.letter} · {fmt.short_name(self._name_of(leg.person))}")
        check_one({t.letter: b for t, b in zip(self._tracks, self._legs, strict=False)}, self._chosen)
        self._legs_box.setVisible(len(letters) > 1)
        track = next((t for t in self._tracks if t.letter == self._chosen), None)
        self._body.setVisible(track is not None)
        self._empty.setVisible(track is None)
        if track is not None:
            for tile, measure in zip(self.tiles, self._measures(track), strict=True):
                tile.put(measure)
            self._more.put(self._rest(track))

    def _measures(self, track: Track) -> list[Measure]:
        conduct = track.conduct
        assert conduct is not None  # noqa: S101 - chosen among those that have one
        share, over = goals.talk_share(conduct), goals.talk_over(conduct)
        ratio = "–" if share is None else f"{share * 100:.0f} : {100 - round(share * 100)}"
        said, goal = track.goals, goals_of(track.goals)
        hold = goal.hold.verdict(conduct.hold_seconds)
        talk = self.tr("Goal {low} to {high}, staff to other side")
        talk = talk.replace("{low}", f"{said.talk_low:g}").replace("{high}", f"{said.talk_high:g}")
        return [
            self._measure(
                self.tr("Talk ratio"), ratio, goal.talk, share, talk,
                (self.tr("listens"), self.tr("talks much")),
            ),
            self._measure(
                self.tr("Longest silence"), self.tr("{n} s").format(n=round(conduct.longest_silence)),
                goal.silence, conduct.longest_silence,
                self.tr("Goal under {n} s, hold not counted").replace("{n}", str(said.silence)),
                ("", self.tr("long")),
            ),
            self._measure(
                self.tr("Talk-over"), "–" if over is None else f"{over * 100:.1f} %", goal.talk_over, over,
                self.tr("Goal under {n} % of talk time").replace("{n}", f"{said.talk_over:g}"),
                ("", self.tr("much")),
            ),
            self._measure(
                self.tr("Hold"), fmt.duration(conduct.hold_seconds), goal.hold, conduct.hold_seconds,
                self.tr("Goal under {time} without check-in").replace("{time}", fmt.duration(said.hold)),
                ("", self.tr("long") if hold is Verdict.HIGH else ""),
            ),
        ]  # fmt: skip

    def _measure(
        self, name: str, value: str, goal: Goal, at: float | None, said: str, beyond: tuple[str, str]
    ) -> Measure:
        verdict = goal.verdict(at)
        word = {
            Verdict.IN_RANGE: self.tr("in range"),
            Verdict.LOW: beyond[0],
            Verdict.HIGH: beyond[1],
            Verdict.UNKNOWN: self.tr("not known"),
        }[verdict]
        ticks = tuple(t / goal.most for t in (goal.low, goal.high) if t > 0)
        return Measure(name, value, verdict, word, (at or 0.0) / goal.most, ticks, said)

    def _rest(self, track: Track) -> str:
        c = track.conduct
        assert c is not None  # noqa: S101 - see above
        said = [
            self.tr("longest turn {time}").format(time=fmt.duration(c.longest_monologue)),
            self.tr("{pace} turns a minute").format(pace=f"{c.turns_per_minute:.1f}"),
            self.tr("interruptions: {n}, by the other side {m}").format(n=c.interruptions, m=c.interrupted),
            self.tr("holds: {n}").format(n=c.holds),
        ]
        text = " · ".join(said)
        return text[:1].upper() + text[1:]
