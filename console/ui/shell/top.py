"""The top bar: search, how the telephone stands, the person's state, the person."""

from datetime import datetime

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame

from console.desk.board import Board
from console.desk.seat import EngineState, PhoneLine
from console.ui import format as fmt
from console.ui.keys import cap
from console.ui.kit import Kit
from console.ui.shell.state import StateButton
from console.ui.shell.telephone import TelephoneWords
from console.ui.widgets.buttons import Button
from console.ui.widgets.fields import LineField
from console.ui.widgets.labels import Dot, Elided, Icon, Label, tip
from console.ui.widgets.layout import Box, column, row, wrap
from console.ui.widgets.paint import paint_cap
from console.ui.widgets.painted import Avatar
from console.ui.widgets.row_button import RowButton
from telephony.events import RegistrationState, SoundChanged, SoundTrouble


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


class SoundButton(RowButton):
    """What is spoken into, or what is wrong with it; pressed, it opens the settings."""

    def __init__(self, kit: Kit) -> None:
        self._icon = Icon("headphones", "okT", 17)
        self.word = Elided("", "meta", name="top.sound.word", fit=True)
        self.word.setMaximumWidth(150)
        super().__init__(row(self._icon, self.word, gap=7, margins=(8, 0, 8, 0)), name="top.sound")
        self.setFixedHeight(32)
        self._words = TelephoneWords(kit.words)
        self._narrow = False
        self._bad = False
        self.clicked.connect(lambda: kit.go("settings.sound"))

    def put(self, sound: SoundChanged) -> None:
        """How it stands."""
        said = self._words.device(sound)
        self._bad = said.tone != "ok"
        self._icon.put("headphone-off" if self._bad else "headphones", _icon_tone(said.tone))
        self.word.put(said.what, said.tone if said.tone in {"bad", "warn"} else "")
        self.setAccessibleName(self.tr("Sound: {state}").replace("{state}", said.what))
        tip(self, f"{said.what}. {said.remedy}" if said.remedy else said.what)
        self.setVisible(sound.trouble is not SoundTrouble.OFF)
        self.narrow(on=self._narrow)

    def narrow(self, *, on: bool) -> None:
        """Only what is wrong is said in words."""
        self._narrow = on
        self.word.setVisible(self._bad or not on)


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
        self._next = Elided("", "meta", name="top.next", whole=True, fit=True)
        self._narrow = False
        self._phone = wrap(row(self._phone_dot, self._phone_word, self._next, gap=6), "top.phone.group")
        self._words = TelephoneWords(kit.words)
        self._board: Board | None = None
        self.sound = SoundButton(kit)
        self.state = StateButton(kit)
        self._avatar = Avatar(34, colleague=True)
        self._name = Label("", "metab", name="top.name")
        self._role = Label("", "meta")
        bar = Box("line")
        bar.setFixedSize(QSize(1, 28))
        self._title = Label("Warmline", "page")
        self._who = wrap(column(None, self._name, self._role, None, gap=0))
        self.setLayout(
            row(
                self._title,
                16,
                self.search,
                4,
                self.dial,
                None,
                self._phone,
                self.sound,
                self.state,
                4,
                bar,
                2,
                self._avatar,
                self._who,
                gap=8,
                margins=(20, 0, 20, 0),
            )
        )

    def narrow(self, *, on: bool) -> None:
        """Give way on a small window."""
        self._title.setVisible(not on)
        self.search.setFixedWidth(230 if on else 360)
        self._who.setVisible(not on)
        self.sound.narrow(on=on)
        self._narrow = on
        self.dial.put("" if on else self.tr("Dial"))

    def put(self, board: Board, now: datetime) -> None:
        """Whose desk, and how the telephone stands."""
        if self._shown == (board.me, board.phone, board.sound, board.reasons):
            return
        self._shown = (board.me, board.phone, board.sound, board.reasons)
        self._board = board
        me = board.me
        role = " · ".join(t for t in (self._kit.words.role(me.role), me.extension) if t)
        self._avatar.put(fmt.initials(me.name))
        tip(self._avatar, f"{me.name}, {role}")
        self._name.put(me.name)
        self._role.put(role)
        self.state.put(board, now)
        self.sound.put(board.sound)
        there = board.phone.engine is not EngineState.NONE
        self._phone.setVisible(there)
        self.dial.setVisible(there)
        word, tone = self._telephone(board.phone)
        self._phone_dot.put(tone)
        self._phone_word.put(word, "bad" if tone == "bad" else "")
        problem = self._words.problem(board.phone)
        said = f"{word}. {problem.what} {problem.remedy}" if problem is not None else word
        self._phone.setAccessibleName(self.tr("Telephone: {state}").replace("{state}", said))
        tip(self._phone, problem.what if problem is not None else board.phone.uri or board.phone.why)
        self._tick_next(now)

    def _telephone(self, phone: PhoneLine) -> tuple[str, str]:
        if phone.engine is EngineState.LOST:
            return self.tr("Telephone restarting"), "bad"
        if phone.engine is EngineState.STARTING:
            return self.tr("Starting"), "n"
        if phone.engine is EngineState.NONE:
            return self.tr("No telephone"), "n"
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
        self._tick_next(now)

    def _tick_next(self, now: datetime) -> None:
        if self._board is not None:
            said = "" if self._narrow else self._words.next_try(self._board.phone, now)
            self._next.put_or_hide(said)


def _icon_tone(tone: str) -> str:
    return "muted" if tone == "n" else tone + "T"
