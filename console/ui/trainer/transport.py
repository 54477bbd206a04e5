"""The player's own row: to the events, play, where it is, whose voices, how fast, and silence left out."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from console.desk.replaying import ReplayCard
from console.replay.line import Side
from console.replay.sources import SPEEDS, Tuning
from console.ui import format as fmt
from console.ui.trainer.words import LineWords
from console.ui.widgets.buttons import Button, check_one
from console.ui.widgets.fields import Choice
from console.ui.widgets.labels import Label
from console.ui.widgets.layout import Box, flow_box, row, wrap


class Transport(QWidget):
    """Signals are what a person wants: ``stepped`` to the next (True) or the last event."""

    played = Signal(bool)
    stepped = Signal(bool)
    side_chosen = Signal(object)
    speed_chosen = Signal(float)
    skip_chosen = Signal(bool)
    loop_dropped = Signal()

    def __init__(self, words: LineWords) -> None:
        super().__init__()
        self._words = words
        self._playing = self._skip = False
        self.back = Button(
            "replay.back", icon="rewind", size="icon", key="↑", tip_text=self.tr("To the last event"),
            on=lambda: self.stepped.emit(False),
        )  # fmt: skip
        self.play = Button(
            "replay.play", icon="play", size="icon", variant="primary", key="Space", tip_text=self.tr("Play"),
            on=lambda: self.played.emit(not self._playing),
        )  # fmt: skip
        self.next = Button(
            "replay.next", icon="fast-forward", size="icon", key="↓", tip_text=self.tr("To the next event"),
            on=lambda: self.stepped.emit(True),
        )  # fmt: skip
        self.at = Label("00:00", "num", name="replay.at")
        self.of = Label("", "muted", name="replay.of")
        self._sides = {
            side.value: Button(
                f"replay.side.{side.value}", words.side(side), variant="seg",
                on=partial(self.side_chosen.emit, side),
            )
            for side in Side
        }  # fmt: skip
        for button in self._sides.values():
            button.setCheckable(True)
        self._sides_box = Box("seg", row(*self._sides.values(), gap=2, margins=(3, 3, 3, 3)))
        speeds = [(f"{s:g}", f"{s:g}×") for s in SPEEDS]
        self.speed = Choice("replay.speed", self.tr("Speed"), speeds)
        self.speed.setMinimumContentsLength(3)
        self.speed.setFixedWidth(92)
        self.speed.on_choose(lambda: self.speed_chosen.emit(float(self.speed.value())))
        self.skip = Button(
            "replay.skip", self.tr("Skip silence"), tip_text=self.tr("Leave out what nobody says"),
            on=lambda: self.skip_chosen.emit(not self._skip),
        )  # fmt: skip
        self.skip.setCheckable(True)
        self.loop = Button(
            "replay.loop", "", "refresh-cw", variant="chip", tip_text=self.tr("Play this piece no more"),
            on=self.loop_dropped.emit,
        )  # fmt: skip
        self.loop.hide()
        left = wrap(row(self.back, self.play, self.next, 6, self.at, self.of, gap=8))
        right = flow_box(self.loop, self._sides_box, self.speed, self.skip, gap=8, end=True)
        self.setLayout(row(left, (right, 1), gap=10))

    def put(self, card: ReplayCard) -> None:
        """How it stands."""
        self._playing = card.playing
        word = self.tr("Stop") if card.playing else self.tr("Play")
        self.play.put(icon="pause" if card.playing else "play", tip_text=word)
        can = bool(card.line.heard)
        self.play.setEnabled(can)
        self.of.put(self.tr("of {time}").format(time=fmt.duration(card.line.seconds)))
        for button in (self.back, self.next):
            button.setEnabled(bool(card.line.markers))
        self._put_tuning(card.tuning)

    def _put_tuning(self, tuning: Tuning) -> None:
        check_one(self._sides, tuning.side.value)
        self.speed.put(f"{tuning.speed:g}")
        self._skip = tuning.skip
        if self.skip.isChecked() != tuning.skip:
            self.skip.setChecked(tuning.skip)
        loop = tuning.loop
        if loop is not None:
            self.loop.put(f"{fmt.duration(loop.begin)}–{fmt.duration(loop.end)}")
        if self.loop.isHidden() is (loop is not None):
            self.loop.setVisible(loop is not None)

    def put_at(self, at: float) -> None:
        """Where it is."""
        self.at.put(fmt.duration(at))
