"""One colleague on the floor: a tile with what can be done for them."""

from datetime import datetime

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from console.desk.board import Board
from console.desk.intents import Dial, EditEscalate, Listen, OpenEscalate
from console.desk.intents_inbox import Comment
from console.ui import format as fmt
from console.ui.kit import Kit
from console.ui.supervisor.floor_rows import (
    MANY_HOPS,
    Tile,
    hold_seconds,
    hold_tone,
    talk_seconds,
)
from console.ui.widgets.buttons import Button
from console.ui.widgets.fields import AreaField, Field
from console.ui.widgets.labels import Elided, Icon, Label, Pill
from console.ui.widgets.layout import column, row, wrap
from console.ui.widgets.paint import paint_ground
from console.ui.widgets.painted import Avatar
from console.ui.widgets.popover import Popover
from store.grant import Ear
from telephony.call import CallState


class Message(Popover):
    """A comment on the case that a colleague has in hand, which asks them to read it."""

    def __init__(self, root: QWidget, anchor: QWidget, kit: Kit) -> None:
        self._kit = kit
        self._tile: Tile | None = None
        self._text = AreaField("floor.message", "", height=72)
        self._text.setFixedWidth(300)
        self._field = Field("", self._text)
        self._text.setAccessibleName(self.tr("Message"))
        self._send = Button("floor.send", self.tr("Send"), "send", variant="primary", on=self.primary)
        super().__init__(
            root, anchor, column(self._field, row(None, self._send), gap=10, margins=(16, 12, 16, 14)),
            "floor.sheet",
        )  # fmt: skip
        self.first = self._text

    def about(self, tile: Tile, anchor: QWidget) -> None:
        """To this colleague."""
        if self._tile is None or tile.key != self._tile.key:
            self._text.put("")
        self._tile, self.anchor = tile, anchor
        said = self.tr("To {name}, on their case").replace("{name}", tile.name)
        self._field.label.put(said)
        self.setAccessibleName(said)
        self._field.put_problem("")
        self.open_()

    def primary(self) -> bool:
        """Send it."""
        tile, text = self._tile, self._text.value().strip()
        if tile is None or tile.ticket is None or not text:
            self._field.put_problem(self.tr("The message is empty."))
            return True
        refusal = self._kit.ask(Comment(ticket=tile.ticket, text=f"@{tile.key} {text}"))
        self._field.put_problem(refusal.message if refusal else "")
        if refusal is None:
            self._text.put("")
            self.dismiss()
        return True


class Figure(QWidget):
    """A small word over a value."""

    def __init__(self, word: str) -> None:
        super().__init__()
        self.word = Label(word, "meta")
        self.value = Label("", "timeb")
        self.setLayout(column(self.word, self.value, gap=1))

    def put(self, text: str, tone: str = "") -> None:
        """Another value."""
        self.value.put(text, tone)
        self.setAccessibleName(f"{self.word.text()} {text}")


class AgentTile(QWidget):
    """Its edge tells what stands out; the value itself tells why."""

    def __init__(self, kit: Kit, message: "Message | None") -> None:
        super().__init__()
        self._kit, self._message = kit, message
        self._item: Tile | None = None
        self._board: Board | None = None
        self._avatar = Avatar(38, colleague=True)
        self._name = Elided("", "b")
        self._team = Elided("", "meta")
        self._state = Pill()
        self._icon = Icon("user", "muted", 15)
        self._about = Elided("", "")
        self._talk, self._hold = Figure(self.tr("Talk")), Figure(self.tr("Hold"))
        self._hops, self._since = Figure(self.tr("Hops")), Figure("")
        self._listen = self._button("listen", self.tr("Listen"), "volume-2", lambda: self._ear(Ear.LISTEN))
        self._whisper = self._button("whisper", self.tr("Whisper"), "mic", lambda: self._ear(Ear.WHISPER))
        self._join = self._button("join", self.tr("Join"), "user-plus", lambda: self._ear(Ear.JOIN))
        self._write = Button(
            "floor.message.-", "", "message-square", size="icsm", tip_text=self.tr("Message"), on=self._say
        )
        self._call = self._button("call", self.tr("Call"), "phone", self._dial)
        head = row(self._avatar, (column(self._name, self._team, gap=0), 1), self._state, gap=10)
        figures = wrap(row((self._talk, 1), (self._hold, 1), (self._hops, 1), gap=8))
        self._figures = figures
        buttons = row(self._listen, self._whisper, self._join, self._write, self._call, None, gap=5)
        about = row(self._icon, (self._about, 1), gap=7)
        self.setLayout(column(head, about, figures, self._since, buttons, gap=8, margins=(13, 12, 11, 12)))
        self.setMinimumWidth(282)

    def _button(self, name: str, word: str, icon: str, then: object) -> Button:
        return Button(f"floor.{name}.-", word, icon, size="sm", on=then)  # type: ignore[arg-type]

    @property
    def item(self) -> Tile | None:
        """Whom it shows."""
        return self._item

    def show_item(self, item: Tile, /) -> None:
        """Show this colleague."""
        self._item = item
        self.setObjectName(f"floor.tile.{item.key}")
        self._avatar.put(fmt.initials(item.name), dot=item.tone)
        self._name.put(item.name)
        self._team.put(" · ".join(t for t in (item.team, f"L{item.level}") if t))
        self._state.put(item.word, item.tone)
        talking = item.call is not None
        self._icon.put("user" if talking else "clock", "muted")
        self._about.put(item.about if talking else self._idle(item))
        self._figures.setVisible(talking)
        self._since.setVisible(not talking and item.since is not None)
        self._since.word.put(self.tr("{state} for").replace("{state}", item.word))
        self._name_buttons(item, talking=talking)
        self.tick(self._kit.clock())
        self.update()

    def _name_buttons(self, item: Tile, *, talking: bool) -> None:
        shown = {
            "listen": (self._listen, talking and not item.mine, self.tr("Listen to {name}")),
            "whisper": (self._whisper, talking and not item.mine, self.tr("Whisper to {name}")),
            "join": (self._join, talking and not item.mine, self.tr("Join the call of {name}")),
            "message": (self._write, talking and not item.mine, self.tr("Write to {name}")),
            "call": (self._call, not talking and item.reachable and not item.mine, self.tr("Call {name}")),
        }
        for name, (button, visible, said) in shown.items():
            button.setObjectName(f"floor.{name}.{item.key}")
            button.setVisible(visible)
            button.setAccessibleName(said.replace("{name}", item.name))

    def _idle(self, item: Tile) -> str:
        return {
            "available": self.tr("Ready for a call"), "wrapup": self.tr("Finishing a call"),
            "offline": self.tr("The console is closed"), "dnd": self.tr("Takes no call"),
            "": self.tr("Nothing is known of them"),
        }.get(item.state, self.tr("Takes no call now"))  # fmt: skip

    def with_board(self, board: Board) -> None:
        """What is at hand at this desk decides what Call does."""
        self._board = board
        can = _to_send(board) is not None
        self._call.put(
            self.tr("Send my call") if can else self.tr("Call"), "phone-forwarded" if can else "phone"
        )
        if self._item is not None:
            said = self.tr("Send my call to {name}") if can else self.tr("Call {name}")
            self._call.setAccessibleName(said.replace("{name}", self._item.name))

    def tick(self, now: datetime) -> None:
        """A second has passed."""
        item = self._item
        if item is None:
            return
        if item.call is not None:
            self._talk.put(fmt.duration(talk_seconds(item.call, now)))
            self._hold.put(fmt.duration(hold_seconds(item.call, now)), hold_tone(item.call, now, item.hold))
            self._hops.put(str(item.call.hops), "warn" if item.call.hops >= MANY_HOPS else "")
        elif item.since is not None:
            self._since.put(fmt.between(item.since, now))
        told = (item.name, item.team, item.word, item.about)
        self.setAccessibleName(", ".join(t for t in told if t))

    def _ear(self, ear: Ear) -> None:
        if self._item is not None:
            self._kit.do(Listen(person=self._item.key, ear=ear.value))

    def _say(self) -> None:
        if self._item is not None and self._message is not None:
            self._message.about(self._item, self._write)

    def _dial(self) -> None:
        """Call them; with a customer on the line, the panel to hand that call over, with them chosen."""
        if self._item is None:
            return
        call = _to_send(self._board) if self._board is not None else None
        if call is None:
            if self._kit.do(Dial(target=self._item.key)) is None:
                self._kit.go("desk")
        elif self._kit.do(OpenEscalate(call=call)) is None:
            self._kit.do(EditEscalate(fields={"target": self._item.key}))
            self._kit.go("desk")

    def paintEvent(self, _: QPaintEvent, /) -> None:
        """Qt's own."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        edge = self._item.edge if self._item is not None else ""
        paint_ground(painter, QRectF(self.rect()), "card", edge or "line", 12)


def _to_send(board: Board) -> str | None:
    """The call at hand, if it can be handed over."""
    card = board.current
    busy = board.transfer is not None and board.transfer.under_way
    if card is None or card.state is not CallState.UP or card.ticket is None or busy or card.emergency:
        return None
    return card.call
