"""Legal hold of the case that is replayed: the strip that says who holds it and why, and what begins and ends it."""

from datetime import datetime
from uuid import UUID

from PySide6.QtWidgets import QWidget

from console.desk.board import Board
from console.desk.intents_keeping import HoldByLaw
from console.desk.legal_hold import may_hold
from console.desk.replaying import ReplayCard
from console.ui import format as fmt
from console.ui.keys import cap
from console.ui.kit import Kit
from console.ui.widgets.buttons import Button
from console.ui.widgets.fields import AreaField, Field
from console.ui.widgets.labels import Icon, Label, Prose
from console.ui.widgets.layout import Box, column, row
from console.ui.widgets.popover import Popover

_WIDE = 340


class HoldSheet(Popover):
    """Asks for the reason; what was typed for a case waits until it is sent, or another case is looked at."""

    def __init__(self, root: QWidget, anchor: QWidget, kit: Kit, *, on: bool) -> None:
        self._kit, self._on = kit, on
        self._ticket: UUID | None = None
        name = "hold" if on else "let_go"
        self._follows = Prose("", "muted", 12, name=f"{name}.follows")
        self._follows.setMinimumWidth(_WIDE)
        label = self.tr("Why it is held") if on else self.tr("Why it is held no more")
        self._why = AreaField(f"{name}.why", label, height=72)
        self._why.setFixedWidth(_WIDE)
        self._field = Field(label, self._why, need=self.tr("stays with the ticket"))
        word = self.tr("Put on legal hold") if on else self.tr("End the legal hold")
        self._no = Button(f"{name}.no", self.tr("Cancel"), on=self.dismiss)
        self._yes = Button(
            f"{name}.yes",
            word,
            "lock",
            variant="primary" if on else "bad",
            key=cap("primary"),
            on=self.primary,
        )
        inside = column(
            self._field, self._follows, row(None, self._no, self._yes), gap=10, margins=(16, 14, 16, 14)
        )
        super().__init__(root, anchor, inside, name)
        self.setAccessibleName(word)
        self.first = self._why

    def put(self, card: ReplayCard | None, now: datetime) -> None:
        """For this case."""
        ticket = card.ticket if card is not None else None
        if ticket != self._ticket:
            self._ticket = ticket
            self._why.put("")
            self._field.put_problem("")
        if card is None or card.held is self._on or not card.recordings:
            if self.isVisible():  # somebody else was faster, or the case is left
                self.dismiss()
            return
        self._follows.put(self._what_follows(card, now))

    def _what_follows(self, card: ReplayCard, now: datetime) -> str:
        if self._on:
            return self.tr(
                "No rule deletes its recordings, and its customer is not erased, until a manager ends the hold."
            )
        ends = [r.keep_until for r in card.recordings if r.keep_until is not None]
        if not ends:
            return self.tr("No rule deletes its recordings; its customer can be erased again.")
        if min(ends) <= now:
            late = sum(end <= now for end in ends)
            said = self.tr(
                "The time of {n} of its {all} recordings is over: they are deleted within the hour."
            )
            return said.format(n=late, all=len(card.recordings))
        day = self._kit.words.day(min(ends), now)
        return fmt.fill(self.tr("The rules keep its recordings until {day}, the first of them."), day=day)

    def primary(self) -> bool:
        """Send it."""
        if self._ticket is None:
            return False
        asked = HoldByLaw(ticket=self._ticket, on=self._on, why=self._why.value())
        refusal = self._kit.ask(asked)
        self._field.put_problem(refusal.message if refusal is not None else "")
        if refusal is None:
            self._why.put("")
            self.dismiss()
        return True


class HoldStrip(Box):
    """Who holds the case, since when and why; it is not there while nobody does.

    ``button`` puts it on hold; it stands elsewhere. ``root`` is what the sheets float over.
    """

    def __init__(self, root: QWidget, kit: Kit) -> None:
        self._kit = kit
        self._text = Label("", "b", wrap=True, name="replay.held")
        self._why = Label("", "", wrap=True, name="replay.held_why")
        self._end = Button("replay.let_go", self.tr("End legal hold …"), size="sm", on=self._ask_end)
        text = column(self._text, self._why, gap=2)
        super().__init__(
            "vio", row(Icon("lock", "vioT", 18), (text, 1), self._end, gap=12, margins=(14, 10, 12, 10))
        )
        self.button = Button(
            "replay.hold", icon="lock", size="icon", tip_text=self.tr("Put on legal hold …"),
            on=self._ask_begin,
        )  # fmt: skip
        self._begins = HoldSheet(root, self.button, kit, on=True)
        self._ends = HoldSheet(root, self._end, kit, on=False)
        self.hide()
        self.button.hide()

    def put(self, card: ReplayCard | None, board: Board, now: datetime) -> None:
        """Of this case, for this person; the store has the last word."""
        self._begins.put(card, now)
        self._ends.put(card, now)
        held = card is not None and card.held
        can = card is not None and bool(card.recordings)
        me, directory = board.me.key, board.directory
        self.setVisible(held)
        self.button.setVisible(can and not held and may_hold(me, directory, on=True))
        self._end.setVisible(may_hold(me, directory, on=False))
        if card is None:
            return
        for button in (self.button, self._end):
            button.setEnabled(not card.settling)
        entry = card.hold
        if entry is None:
            self._text.put(self.tr("On legal hold"))
            self._why.put_or_hide("")
        else:
            said = self.tr("On legal hold since {when}, by {who}")
            who = self._kit.words.colleague(entry.person, directory)
            self._text.put(fmt.fill(said, when=self._kit.words.when(entry.at, now), who=who))
            self._why.put_or_hide(entry.text)

    def _ask_begin(self) -> None:
        self._begins.toggle()

    def _ask_end(self) -> None:
        self._ends.toggle()

    def close_sheets(self) -> None:
        """The case is left."""
        for sheet in (self._begins, self._ends):
            if sheet.isVisible():
                sheet.dismiss()
