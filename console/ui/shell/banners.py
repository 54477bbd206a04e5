"""Banners: what is wrong and what to do, until it is over. They push the page down and cover nothing."""

from datetime import datetime

from PySide6.QtWidgets import QWidget

from console.desk.board import Board
from console.desk.intents import SetPresence
from console.desk.seat import Presence
from console.ui.keys import cap
from console.ui.kit import Kit
from console.ui.shell.sentences import Sentences
from console.ui.shell.trouble import PhoneBanner, SoundBanner
from console.ui.widgets.buttons import Button
from console.ui.widgets.labels import Icon, Label
from console.ui.widgets.layout import Box, column, row

_ICONS = {"bad": "triangle-alert", "warn": "triangle-alert", "ok": "check", "accent": "info"}
_TONES = {"error": "bad", "warn": "warn", "ok": "ok", "info": "accent"}


class Banner(Box):
    """One thing that is wrong; ``remedy`` is a button that mends it, where one can."""

    def __init__(self, name: str, remedy: Button | None = None) -> None:
        self._icon = Icon("triangle-alert", "badT", 18)
        self._what = Label("", "b", wrap=True, name=name + ".what")
        self._remedy = Label("", "", wrap=True, name=name + ".remedy")
        inside = row(self._icon, (column(self._what, self._remedy, gap=1), 1), gap=12, margins=(16, 9, 16, 9))
        if remedy is not None:
            inside.addWidget(remedy)
        super().__init__("bad", inside, name)
        self.hide()

    def put(self, told: tuple[str, str, str] | None) -> None:
        """Tone, what and remedy; None: it is over."""
        if told is None:
            self.hide()
            return
        tone, what, remedy = told
        self.set_kind(tone)
        self._icon.put(_ICONS.get(tone, "info"), tone + "T")
        self._what.put(what, tone)
        self._remedy.put_or_hide(remedy, tone)
        self.setAccessibleName(f"{what} {remedy}")
        self.show()


class Banners(QWidget):
    """Telephone, store, and the desk's sticky notices."""

    def __init__(self, sentences: Sentences, kit: Kit) -> None:
        super().__init__()
        self._sentences, self._kit = sentences, kit
        ready = Button(
            "banner.ready",
            self.tr("Available again"),
            "check",
            size="sm",
            key=cap("ready"),
            on=lambda: kit.do(SetPresence(presence=Presence.AVAILABLE.value)),
        )
        self._missed = Banner("banner.missed", ready)
        self._phone = PhoneBanner(kit)
        self._sound = SoundBanner(kit)
        self._store = Banner("banner.store")
        self._notices = [Banner(f"banner.notice{i}") for i in range(3)]
        self.setLayout(
            column(
                self._sound,
                self._phone,
                self._store,
                self._missed,
                *self._notices,
                gap=6,
                margins=(16, 12, 16, 0),
            )
        )
        self._shown: tuple[object, ...] = ()
        self.hide()

    def put(self, board: Board) -> None:
        """What is wrong now."""
        sticky = tuple(n for n in board.notices if n.sticky)
        seen = (board.phone, board.store_down, sticky, board.sound, board.sound_chosen)
        if self._shown == seen:
            return
        self._shown = seen
        phone = self._phone.put(board, self._sentences.telephone(board.phone), self._kit.clock())
        sound = self._sound.put(board)
        self._store.put(self._sentences.store(board.store_down) if board.store_down else None)
        missed = next((n for n in sticky if n.code == "missed_ring"), None)
        self._missed.put(self._sentences.missed(missed) if missed is not None else None)
        hidden = {"missed_ring"} | ({"engine_lost"} if phone else set())
        own = [n for n in sticky if n.code not in hidden and not n.code.startswith("sound_")]
        told = own[-len(self._notices) :]  # the sound has a banner with buttons
        for i, banner in enumerate(self._notices):
            if i < len(told):
                banner.put((_TONES.get(told[i].kind, "accent"), self._sentences.notice(told[i]), ""))
            else:
                banner.put(None)
        self.setVisible(bool(phone or sound or board.store_down or missed or told))

    def tick(self, now: datetime) -> None:
        """A second has passed."""
        self._phone.tick(now)
