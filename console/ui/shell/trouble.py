"""Banners that a press can mend: the sound has gone, or the PBX does not know us."""

from datetime import datetime
from functools import partial

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from console.desk.board import Board
from console.desk.intents import RegisterAgain, UseSound
from console.desk.seat import EngineState
from console.ui import format as fmt
from console.ui.kit import Kit
from console.ui.shell.telephone import Said, TelephoneWords
from console.ui.sound_choice import in_force
from console.ui.widgets.buttons import Button
from console.ui.widgets.labels import Icon, Label
from console.ui.widgets.layout import Box, column, flow_box, row
from store.values import replace
from telephony.commands import Sound
from telephony.events import RegistrationProblem, SoundChanged, SoundTrouble

_WIDE = 1100
_MOST = 3
"""Devices that are offered at once; the settings have them all."""


class TroubleBanner(Box):
    """What is wrong, what to do, and buttons that do it."""

    def __init__(self, name: str, buttons: list[Button]) -> None:
        self._icon = Icon("triangle-alert", "badT", 18)
        self._what = Label("", "b", wrap=True, name=name + ".what")
        self._remedy = Label("", "", wrap=True, name=name + ".remedy")
        self._actions: QWidget = flow_box(*buttons, gap=8)
        text = column(None, self._what, self._remedy, None, gap=1)
        self._beside = row((text, 1), self._actions, gap=8)
        super().__init__(
            "bad", row(column(self._icon, None), (self._beside, 1), gap=12, margins=(16, 9, 16, 9)), name
        )
        self.hide()

    def resizeEvent(self, event: QResizeEvent, /) -> None:
        """The buttons stand beside the words, or beneath where there is no room."""
        super().resizeEvent(event)
        wide = self.width() >= _WIDE
        self._beside.setDirection(
            QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom
        )

    def say(self, said: Said | None) -> None:
        """Say that; None: it is over."""
        if said is None:
            self.hide()
            return
        self.set_kind(said.tone)
        self._icon.put("triangle-alert", said.tone + "T")
        self._what.put(said.what, said.tone)
        self._remedy.put_or_hide(said.remedy, said.tone)
        self.setAccessibleName(f"{said.what} {said.remedy}")
        self.show()


class SoundBanner(TroubleBanner):
    """Where the voice is, if it is not where it was meant to be. Nothing is chosen for the person."""

    def __init__(self, kit: Kit) -> None:
        self._kit = kit
        self._words = TelephoneWords(kit.words)
        self._chosen = Sound()
        self._offers: list[tuple[str, dict[str, str]]] = []
        self._use = [
            Button(f"banner.sound.use{i}", size="sm", on=partial(self._take, i)) for i in range(_MOST)
        ]
        settings = Button(
            "banner.sound.settings", "", "headphones", size="sm", on=lambda: kit.go("settings.sound")
        )
        super().__init__("banner.sound", [*self._use, settings])
        settings.put(self.tr("Audio devices"))

    def put(self, board: Board) -> bool:
        """Whether something is wrong."""
        said = self._words.sound_trouble(board.sound)
        self._chosen = in_force(board.sound_chosen, board.sound)
        self._offers = self._choices(board.sound)[:_MOST]
        for i, button in enumerate(self._use):
            button.setVisible(i < len(self._offers))
            if i < len(self._offers):
                button.put(fmt.fill(self.tr("Use {name}"), name=self._offers[i][0]))
        self.say(said)
        return said is not None

    def _choices(self, sound: SoundChanged) -> list[tuple[str, dict[str, str]]]:
        """What could be used in place of what is lost, by name."""
        if sound.trouble is SoundTrouble.LOST:
            return [
                (name, {"speaker": name, "microphone": name if name in sound.microphones else ""})
                for name in sound.speakers
                if name != sound.lost
            ]
        if sound.trouble is SoundTrouble.SILENT_MICROPHONE:
            return [(name, {"microphone": name}) for name in sound.microphones if name != sound.microphone]
        return []

    def _take(self, i: int) -> None:
        self._kit.do(UseSound(sound=replace(self._chosen, **self._offers[i][1])))  # type: ignore[arg-type]


class PhoneBanner(TroubleBanner):
    """Not registered: why, what to do, and when Warmline tries again by itself."""

    def __init__(self, kit: Kit) -> None:
        self._words = TelephoneWords(kit.words)
        self._board: Board | None = None
        self._again = Button(
            "banner.phone.again", "", "refresh-cw", size="sm", on=lambda: kit.do(RegisterAgain())
        )
        self._account = Button(
            "banner.phone.account", "", "shield", size="sm", on=lambda: kit.go("settings.account")
        )
        super().__init__("banner.phone", [self._again, self._account])
        self._again.put(self.tr("Try again"))
        self._account.put(self.tr("Account"))

    def put(self, board: Board, lost: tuple[str, str, str] | None, now: datetime) -> bool:
        """Whether something is wrong; ``lost`` is what to say without an engine."""
        self._board = board
        engine = board.phone.engine is EngineState.ATTACHED
        self._again.setVisible(engine)
        mine = board.phone.problem in (
            RegistrationProblem.PASSWORD,
            RegistrationProblem.UNKNOWN,
            RegistrationProblem.NAME,
            RegistrationProblem.CERTIFICATE,
            RegistrationProblem.FORBIDDEN,
        )
        self._account.setVisible(engine and mine)
        self._actions.setVisible(engine)
        if not engine:
            self.say(Said(*lost) if lost is not None else None)
            return lost is not None
        self.tick(now)
        return self._words.problem(board.phone) is not None

    def tick(self, now: datetime) -> None:
        """A second has passed: the next attempt is nearer."""
        if self._board is None or self._board.phone.engine is not EngineState.ATTACHED:
            return
        said = self._words.problem(self._board.phone)
        following = self._words.next_try(self._board.phone, now)
        if said is not None and following:
            said = said._replace(remedy=f"{said.remedy} {following[:1].upper()}{following[1:]}.")
        self.say(said)
