"""The strip of a supervisor who hears a colleague's call: whose, for how long, how, and the way out."""

from datetime import datetime
from functools import partial

from console.desk.board import Board
from console.desk.calling import Listening
from console.desk.intents import ChangeEar, StopListening
from console.ui import format as fmt
from console.ui.kit import Kit
from console.ui.widgets.buttons import Button
from console.ui.widgets.labels import Icon, Label
from console.ui.widgets.layout import Box, column, row, wrap
from store.grant import Ear
from telephony.call import CallState


class ListeningStrip(Box):
    """Above every page while the call is heard: whoever listens must not forget it. Named ``listening``."""

    def __init__(self, kit: Kit) -> None:
        self._kit = kit
        self._mine: Listening | None = None
        self._title = Label("", "b", "vio", name="listening.title", wrap=True)
        self._note = Label("", "meta", "vio", name="listening.note", wrap=True)
        words = {
            Ear.LISTEN: self.tr("Listen"),
            Ear.WHISPER: self.tr("Whisper"),
            Ear.JOIN: self.tr("Join"),
        }
        self._ears = {
            ear: Button(f"listening.{ear}", word, variant="seg", size="sm", on=partial(self._change, ear))
            for ear, word in words.items()
        }
        for button in self._ears.values():
            button.setCheckable(True)
        self._leave = Button(
            "listening.leave", self.tr("Leave"), "phone-off", variant="badline", size="sm", on=self._stop
        )
        inside = row(
            Icon("headphones", "vioT", 18),
            (column(self._title, self._note, gap=1), 1),
            Box("seg", row(*self._ears.values(), gap=2, margins=(3, 3, 3, 3))),
            self._leave,
            gap=10,
            margins=(16, 8, 16, 8),
        )
        self._strip = Box("vio", inside)
        super().__init__("", column(wrap(column(self._strip)), margins=(16, 12, 16, 0)), "listening")
        self.hide()

    def put(self, board: Board, now: datetime) -> None:
        """Whose call is heard now; with none the strip is not there."""
        mine = board.listening
        if mine == self._mine:
            return
        self._mine = mine
        self.setVisible(mine is not None)
        if mine is None:
            return
        shown = mine.wanted or mine.ear
        for ear, button in self._ears.items():
            button.setChecked(ear is shown)
            button.setEnabled(mine.state is CallState.UP and mine.wanted is None)
        self._note.put(self._who_hears(mine))
        self.tick(now)

    def tick(self, now: datetime) -> None:
        """A second has passed."""
        mine = self._mine
        if mine is None:
            return
        if mine.state is not CallState.UP:
            said = self.tr("You are being let into the call of {name} …").replace("{name}", mine.name)
        else:
            said = self.tr("You hear the call of {name}").replace("{name}", mine.name)
            said = f"{said} · {fmt.between(mine.answered_at or mine.since, now)}"
        self._title.put(said)

    def _who_hears(self, mine: Listening) -> str:
        if mine.wanted is not None:
            return self.tr("Waiting for {name}'s console …").replace("{name}", mine.name)
        return {
            Ear.LISTEN: self.tr("Nobody hears you: your microphone is off."),
            Ear.WHISPER: self.tr("{name} hears you, the customer does not.").replace("{name}", mine.name),
            Ear.JOIN: self.tr("{name} and the customer hear you.").replace("{name}", mine.name),
        }[mine.ear]

    def _change(self, ear: Ear) -> None:
        mine = self._mine
        if mine is None or self._kit.do(ChangeEar(ear=ear.value)) is not None:
            for other, button in self._ears.items():
                button.setChecked(mine is not None and other is mine.ear)

    def _stop(self) -> None:
        self._kit.do(StopListening())
