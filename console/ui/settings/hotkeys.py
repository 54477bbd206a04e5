"""Hot keys: what each does, where it works, and another one in its place."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from console.desk.board import Board
from console.errors import SettingsError
from console.hotkeys.sequences import in_background
from console.ui import format as fmt
from console.ui import keys
from console.ui.kit import Kit
from console.ui.settings.parts import Head, Told
from console.ui.settings.port import SettingsPort
from console.ui.settings.words import sentence
from console.ui.shell.telephone import Said
from console.ui.widgets.buttons import Button
from console.ui.widgets.labels import Elided, Label
from console.ui.widgets.layout import Box, column, row
from console.ui.widgets.paint import cap_width, paint_cap
from store.values import replace

_BRIEF = 8
"""So many stand beside other cards."""
_MODIFIERS = frozenset(
    {Qt.Key.Key_Control, Qt.Key.Key_Shift, Qt.Key.Key_Alt, Qt.Key.Key_Meta, Qt.Key.Key_AltGr}
)


class Caps(QWidget):
    """The caps of one key: ``Ctrl`` ``K``."""

    def __init__(self) -> None:
        super().__init__()
        self._caps: tuple[str, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def put(self, said: str) -> None:
        """Another key, its parts divided by spaces."""
        caps = tuple(said.split(" "))
        if caps != self._caps:
            self._caps = caps
            self.setAccessibleName(said)
            self.updateGeometry()
            self.update()

    def sizeHint(self) -> QSize:
        """As wide as they are."""
        return QSize(sum(cap_width(c) + 6 for c in self._caps) + 6 * max(0, len(self._caps) - 1), 22)

    def paintEvent(self, _: QPaintEvent, /) -> None:
        """Qt's own."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        x = 0.0
        for cap in self._caps:
            wide = cap_width(cap) + 6
            paint_cap(painter, QRectF(x, 1, wide, 20), cap)
            x += wide + 6


class Catch(Button):
    """Waits for the key that is to be used. Esc changes nothing."""

    def __init__(self, name: str, caught: Callable[[str], object], given_up: Callable[[], object]) -> None:
        super().__init__(name, size="sm", variant="primary")
        self._caught, self._given_up = caught, given_up
        self.put(self.tr("Press the new key …"))

    def event(self, event: QEvent, /) -> bool:
        """The window's own keys come here first, while it waits; and Tab too."""
        if event.type() is QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        if event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            self.keyPressEvent(event)
            return True
        if event.type() is QEvent.Type.FocusOut:
            self._given_up()
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent, /) -> None:
        """Take it, once it is more than Ctrl or Shift alone."""
        key = Qt.Key(event.key())
        if key in _MODIFIERS or event.isAutoRepeat():
            return
        if key is Qt.Key.Key_Escape:
            self._given_up()
            return
        keypad = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        said = QKeySequence(key.value | keypad.value).toString(QKeySequence.SequenceFormat.PortableText)
        self._caught(said)


class KeyRow(QWidget):
    """One key."""

    def __init__(self, name: str, word: str, change: Callable[[str, str], bool]) -> None:
        super().__init__()
        self._name = name
        self._word = Label(word, "")
        self._also = Elided("", "meta", whole=True)
        self._caps = Caps()
        self._change = change
        self._catch = Catch(f"settings.key.{name}.catch", self._caught, self.stop)
        self._catch.setAccessibleName(fmt.fill(self.tr("The new key for {what}"), what=word))
        self._catch.hide()
        self._edit = Button(
            f"settings.key.{name}", icon="pencil", size="icsm", variant="ghost", on=self.start
        )
        self._edit.put(tip_text=fmt.fill(self.tr("Change the key for {what}"), what=word))
        self.setLayout(row(self._word, (self._also, 1), self._caps, self._catch, self._edit, gap=8))
        self.setFixedHeight(29)

    def put(self, cap: str, also: str) -> None:
        """What it is, and where else it works."""
        self._caps.put(cap)
        self._also.put(also)

    def start(self) -> None:
        """Wait for another key."""
        self._caps.hide()
        self._catch.show()
        self._catch.setFocus(Qt.FocusReason.OtherFocusReason)

    def stop(self) -> None:
        """Wait no more."""
        if self._catch.isHidden():
            return
        focused = self._catch.hasFocus()
        self._caps.show()
        self._catch.hide()
        if focused:
            self._edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def _caught(self, sequence: str) -> None:
        if self._change(self._name, sequence):
            self.stop()


class HotKeyCard(Box):
    """All of them, or the first few. ``use`` puts changed ones in force."""

    def __init__(self, kit: Kit, port: SettingsPort, use: Callable[[Mapping[str, str]], object]) -> None:
        self._kit, self._port, self._use = kit, port, use
        self._board: Board | None = None
        self._words = self._all_words()
        self._head = Head(self.tr("Hot keys"), "settings.keys", note=self.tr("work in this window"))
        self._problem = Told("settings.keys.problem")
        self._rows = {n: KeyRow(n, w, self._change) for n, w in self._words.items()}
        self._reset = Button(
            "settings.keys.reset", self.tr("Reset to standard"), variant="link", on=self._to_standard
        )
        self._conflicts = Label("", "meta", name="settings.keys.conflicts")
        parts: list[Any] = [
            self._head,
            self._problem,
            column(*self._rows.values(), gap=0),
            row(self._reset, None, self._conflicts, margins=(0, 6, 0, 0)),
        ]
        super().__init__("card", column(*parts, gap=8, margins=(20, 16, 14, 16)), "settings.keys")

    def brief(self, *, on: bool) -> None:
        """Only the first few."""
        for i, made in enumerate(self._rows.values()):
            made.setVisible(not on or i < _BRIEF)

    def put(self, board: Board, _: datetime) -> None:
        """Which work in the background, and from the headset."""
        self._board = board
        headset = board.headset
        for name, made in self._rows.items():
            also = []
            if name in board.background_keys:
                there = in_background(keys.sequence(name))
                also.append(self.tr("in the background: {key}").format(key=_shown(there)))
            if (name in {"answer", "end"} and headset.hook_key) or (name == "mute" and headset.mute_key):
                also.append(self.tr("also from the headset"))
            made.put(keys.cap(name), ", ".join(also))
        changed = len(self._port.settings.ui.keys)
        self._reset.setEnabled(bool(changed))
        self._conflicts.put(
            self.tr("{n} changed, no conflicts").format(n=changed) if changed else self.tr("No conflicts"),
            "ok",
        )

    def _change(self, name: str, wanted: str) -> bool:
        """Another key, if nobody else has it; True if it is in force."""
        if keys.is_taken(wanted):
            self._refuse(self.tr("{key} is needed by the system or for typing.").format(key=_shown(wanted)))
            return False
        user = keys.user_of(wanted, name)
        if user:
            said = self.tr("{key} is the key for “{what}” already.")
            self._refuse(fmt.fill(said, key=_shown(wanted), what=self._words.get(user, user)))
            return False
        changed = dict(self._port.settings.ui.keys)
        changed.pop(name, None)
        if wanted != keys.STANDARD[name]:
            changed[name] = wanted
        return self._save(changed)

    def _to_standard(self) -> None:
        self._save({})

    def _save(self, changed: dict[str, str]) -> bool:
        before = self._port.settings
        try:
            self._port.change(replace(before, ui=replace(before.ui, keys=changed)))
        except SettingsError as error:
            self._refuse(sentence(error.problem))
            return False
        self._problem.put(None)
        self._use(changed)
        if self._board is not None:
            self.put(self._board, self._kit.clock())
        return True

    def _refuse(self, why: str) -> None:
        self._problem.put(Said("warn", why, self.tr("Press another one, or Esc to leave it as it is.")))

    def _all_words(self) -> dict[str, str]:
        """What each does, the most used first."""
        known = {
            "answer": self.tr("Answer"),
            "decline": self.tr("Decline"),
            "hold": self.tr("Hold or resume"),
            "mute": self.tr("Mute"),
            "keypad": self.tr("Keypad"),
            "escalate": self.tr("Escalate"),
            "end": self.tr("End the call"),
            "record": self.tr("Record, pause, or let it go on"),
            "note": self.tr("New note"),
            "search": self.tr("Search"),
            "manager": self.tr("Customer wants a manager"),
            "next": self.tr("Ring the next candidate"),
            "choose": self.tr("Choose who is recommended"),
            "propose": self.tr("Escalate what is proposed"),
            "impact": self.tr("One more is down"),
            "step": self.tr("Ask what is missing"),
            "take": self.tr("Take the case"),
            "back": self.tr("Back to the customer, or to the consult"),
            "drop": self.tr("Drop the consult"),
            "conference": self.tr("Three-way, on or off"),
            "line": self.tr("The other line"),
            "save": self.tr("Save the ticket"),
            "call_back": self.tr("Call back"),
            "state": self.tr("Your state"),
            "tell": self.tr("Call the customer who is to be told"),
            "compose": self.tr("Write to the customer"),
            "ready": self.tr("Ready again"),
            "more_time": self.tr("More time for the wrap-up"),
            "dial": self.tr("Dial a number"),
            "open": self.tr("Open the call's ticket"),
            "offer": self.tr("Dial what a link asks for"),
            "page_calls": self.tr("To the calls"),
            "page_desk": self.tr("To the desk"),
            "page_escalations": self.tr("To the escalations"),
            "page_directory": self.tr("To the directory"),
            "page_floor": self.tr("To the floor"),
            "page_reports": self.tr("To the reports"),
            "page_review": self.tr("To the review"),
            "page_learning": self.tr("To what I learn"),
            "accept": self.tr("Accept the escalation"),
            "resolve": self.tr("Resolve the escalation"),
            "summary": self.tr("Read the case that is asked about"),
            "page_settings": self.tr("To the settings"),
        }
        return known | {n: n.replace("_", " ") for n in keys.STANDARD if n not in known}


def _shown(sequence: str) -> str:
    return sequence.replace("+", " ")
