"""The top bar: search, how the telephone stands, the person's state, the person."""

from datetime import datetime

from PySide6.QtCore import QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QAction, QIcon, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QFrame, QMenu

from console.desk.board import Board, EngineState, Me, PhoneLine
from console.desk.intents import SetPresence
from console.ui import format as fmt
from console.ui.keys import cap
from console.ui.kit import Kit
from console.ui.theme import ink
from console.ui.widgets.buttons import Button
from console.ui.widgets.fields import LineField
from console.ui.widgets.labels import Dot, Icon, Label, tip
from console.ui.widgets.layout import Box, column, row, wrap
from console.ui.widgets.paint import paint_cap
from console.ui.widgets.painted import Avatar
from console.ui.widgets.row_button import RowButton
from console.ui.words import PRESENCE_TONE
from telephony.events import RegistrationState

_CHOSEN = ("available", "away", "dnd")


class SearchField(LineField):
    """The search field with its key printed in it while it is empty."""

    def __init__(self, label: str) -> None:
        super().__init__("top.search", label, placeholder=label, icon="search")
        self.setFixedWidth(380)
        self.setTextMargins(28, 0, 52, 0)

    def paintEvent(self, event: QPaintEvent, /) -> None:
        """Qt's own, and the key cap."""
        super().paintEvent(event)
        if not self.text():
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            paint_cap(painter, QRectF(self.width() - 58, (self.height() - 20) / 2, 48, 20), cap("search"))


class StateButton(RowButton):
    """The person's own state, how long already, and a menu of those that can be chosen."""

    def __init__(self, kit: Kit) -> None:
        self._dot = Dot("ok", 8)
        self._word = Label("", "b")
        self._time = Label("", "time")
        inside = row(
            self._dot,
            self._word,
            self._time,
            Icon("chevron-down", "muted", 16),
            gap=8,
            margins=(12, 0, 10, 0),
        )
        super().__init__(inside, "state", name="top.state")
        self.setFixedHeight(36)
        self._kit = kit
        self._me: Me | None = None
        self._menu = QMenu(self)
        self._menu.setObjectName("top.state.menu")
        self._actions: dict[str, QAction] = {}
        for code in _CHOSEN:
            action = self._menu.addAction(kit.words.presence(code))
            action.setObjectName(f"top.state.{code}")
            action.triggered.connect(lambda _=False, c=code: kit.do(SetPresence(presence=c)))
            self._actions[code] = action
        self.clicked.connect(self._open)

    def _open(self) -> None:
        for code, action in self._actions.items():
            action.setIcon(_dot_icon(PRESENCE_TONE[code]))
        self._menu.popup(self.mapToGlobal(QPoint(0, self.height() + 4)))

    def put(self, me: Me, now: datetime) -> None:
        """Whose state, and since when."""
        self._me = me
        word = self._kit.words.presence(me.presence.value)
        self._dot.put(PRESENCE_TONE[me.presence.value])
        self._word.put(word)
        self.setAccessibleName(self.tr("Your state: {state}").format(state=word))
        tip(self, self.tr("Change your state ({key})").format(key=cap("state")))
        self.tick(now)

    def tick(self, now: datetime) -> None:
        """A second has passed."""
        if self._me is not None:
            self._time.put_or_hide(fmt.between(self._me.since, now))


class Top(QFrame):
    """What stands above every page."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self.setObjectName("top")
        self.setFixedHeight(60)
        self._kit = kit
        self._shown: tuple[object, ...] = ()
        self.search = SearchField(self.tr("Search tickets, customers, numbers"))
        self.dial = Button(
            "top.dial", self.tr("Dial"), "grip", key=cap("dial"), tip_text=self.tr("Dial a number")
        )
        self._phone_dot = Dot("n", 8)
        self._phone_word = Label("", "meta", name="top.phone")
        self._phone = wrap(row(self._phone_dot, self._phone_word, gap=6), "top.phone.group")
        self.state = StateButton(kit)
        self._avatar = Avatar(34, colleague=True)
        self._name = Label("", "metab", name="top.name")
        self._role = Label("", "meta")
        bar = Box("line")
        bar.setFixedSize(QSize(1, 28))
        self._title = Label("Warmline", "page")
        who = column(None, self._name, self._role, None, gap=0)
        self.setLayout(
            row(
                self._title,
                16,
                self.search,
                4,
                self.dial,
                None,
                self._phone,
                8,
                self.state,
                4,
                bar,
                2,
                self._avatar,
                who,
                gap=8,
                margins=(20, 0, 20, 0),
            )
        )

    def narrow(self, *, on: bool) -> None:
        """Give way on a small window."""
        self._title.setVisible(not on)
        self.search.setFixedWidth(270 if on else 380)
        self.dial.put("" if on else self.tr("Dial"))

    def put(self, board: Board, now: datetime) -> None:
        """Whose desk, and how the telephone stands."""
        if self._shown == (board.me, board.phone):
            return
        self._shown = (board.me, board.phone)
        me = board.me
        self._avatar.put(fmt.initials(me.name))
        self._name.put(me.name)
        self._role.put(" · ".join(t for t in (self._kit.words.role(me.role), me.extension) if t))
        self.state.put(me, now)
        word, tone = self._telephone(board.phone)
        self._phone_dot.put(tone)
        self._phone_word.put(word, "bad" if tone == "bad" else "")
        self._phone.setAccessibleName(self.tr("Telephone: {state}").format(state=word))
        tip(self._phone, board.phone.uri or board.phone.why)

    def _telephone(self, phone: PhoneLine) -> tuple[str, str]:
        if phone.engine is EngineState.LOST:
            return self.tr("Telephone restarting"), "bad"
        if phone.engine is EngineState.STARTING:
            return self.tr("Starting"), "n"
        return {
            RegistrationState.DIRECT: (self.tr("Listening"), "ok"),
            RegistrationState.TRYING: (self.tr("Registering"), "warn"),
            RegistrationState.REGISTERED: (self.tr("Registered"), "ok"),
            RegistrationState.REFUSED: (self.tr("Not registered"), "bad"),
            RegistrationState.LOST: (self.tr("Not registered"), "bad"),
        }[phone.registration]

    def tick(self, now: datetime) -> None:
        """A second has passed."""
        self.state.tick(now)


def _dot_icon(token: str) -> QIcon:
    drawn = QPixmap(32, 32)
    drawn.fill(Qt.GlobalColor.transparent)
    painter = QPainter(drawn)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ink(token))
    painter.drawEllipse(8, 8, 16, 16)
    painter.end()
    return QIcon(drawn)
