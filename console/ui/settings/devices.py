"""Audio devices: what is spoken into, heard with and rung on. Everything applies at once, also during a call."""

from datetime import datetime
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QWidget

from console.desk.board import Board
from console.desk.intents import TrySound, UseSound
from console.ui import format as fmt
from console.ui.kit import Kit
from console.ui.settings.parts import Head, Told, line
from console.ui.settings.words import SettingsWords
from console.ui.shell.telephone import Said, TelephoneWords
from console.ui.sound_choice import in_force
from console.ui.widgets.buttons import Button
from console.ui.widgets.fields import Choice
from console.ui.widgets.labels import Icon, Label, Pill
from console.ui.widgets.layout import Box, column, hairline, row, wrap
from console.ui.widgets.meter import SILENCE, Meter
from console.ui.widgets.slider import Slider
from store.values import replace
from telephony.commands import Sound
from telephony.events import LevelsMeasured, SoundChanged, SoundTrouble

_WORD_SECONDS = 0.3
"""The word beside a meter changes no more often, so that it can be read."""
_TEST_MS = {"tone": 3_000, "ring": 6_000, "record": 5_500, "play": 5_500}
"""After so long a test has ended by itself."""


class DeviceChoice(Choice):
    """The devices that are there, and the one that is chosen even if it is not."""

    def __init__(self, name: str, label: str, none: str) -> None:
        super().__init__(name, label, ())
        self._none = none
        self._shown: tuple[object, ...] = ()
        self.view().setTextElideMode(Qt.TextElideMode.ElideMiddle)

    def put_devices(self, devices: tuple[str, ...], chosen: str, system: str) -> None:
        """``system`` is what following the system means now."""
        if (devices, chosen, system) == self._shown or self.view().isVisible():
            return
        self._shown = devices, chosen, system
        self.clear()
        self.addItem(fmt.fill(self._none, name=system) if system else self._none.partition(" (")[0], "")
        for device in devices:
            self.addItem(device, device)
        if chosen and chosen not in devices:
            self.addItem(fmt.fill(self.tr("{name} (not there)"), name=chosen), chosen)
        self.setCurrentIndex(max(0, self.findData(chosen)))


class DeviceCard(Box):
    """Microphone, speaker, ringer, and where a call goes without the headset. The desk keeps what is chosen."""

    def __init__(self, kit: Kit, prefix: str = "settings", *, whole: bool = True) -> None:
        """``whole`` False leaves out ringer and fallback: the assistant asks for less."""
        self._kit, self._prefix = kit, prefix
        self._whole = whole
        self._board: Board | None = None
        self._words = SettingsWords(kit.locale)
        self._telephone = TelephoneWords(kit.words)
        self._test = ""
        self._word_at: datetime | None = None
        self._end = QTimer(singleShot=True)
        self._end.timeout.connect(lambda: self._testing(""))
        super().__init__("card", name=f"{prefix}.devices")
        self._make()
        parts: list[Any] = [
            Head(self.tr("Audio devices"), f"{prefix}.devices", note=self.tr("changes apply at once")),
            self._problem,
            *self._microphone_part(),
            hairline(),
            *self._speaker_part(),
        ]
        if whole:
            parts += [hairline(), *self._ringer_part(), self._fallback_part()]
        self.setLayout(column(*parts, gap=8, margins=(20, 14, 20, 14)))
        self._end.setParent(self)

    # -- building

    def _make(self) -> None:
        p, follow = self._prefix, self.tr("Follow the system ({name})")
        self._problem = Told(f"{p}.sound")
        self._microphone = DeviceChoice(f"{p}.microphone", self.tr("Microphone"), follow)
        self._speaker = DeviceChoice(f"{p}.speaker", self.tr("Speaker"), follow)
        self._ringer = DeviceChoice(f"{p}.ringer", self.tr("Ringer"), follow)
        self._fallback = DeviceChoice(
            f"{p}.fallback", self.tr("When the headset is unplugged"), self.tr("Silence, until you choose")
        )
        self._gain = Slider(f"{p}.gain", self.tr("Gain of the microphone"), 200)
        self._volume = Slider(f"{p}.volume", self.tr("Volume of the speaker"), 200)
        self._ring_volume = Slider(f"{p}.ring_volume", self.tr("Volume of the ringer"), 100)
        self._percents = {s: Label("", "time") for s in (self._gain, self._volume, self._ring_volume)}
        self._input = Meter(f"{p}.input", self.tr("Level of the microphone"))
        self._output = Meter(f"{p}.output", self.tr("Level of the speaker"))
        self._input_word = Label("", "meta", name=f"{p}.input.word")
        self._output_word = Label("", "meta", name=f"{p}.output.word")
        self._result = Told(f"{p}.tested")
        self._buttons = {
            "record": Button(f"{p}.record", icon="mic", on=lambda: self._press("record")),
            "tone": Button(f"{p}.tone", icon="play", on=lambda: self._press("tone")),
            "ring": Button(f"{p}.ring", icon="play", on=lambda: self._press("ring")),
            "play": Button(f"{p}.play", icon="play", size="sm", on=lambda: self._press("play")),
        }
        self._says = {
            "record": (self.tr("Record 5 s"), self.tr("Stop")),
            "tone": (self.tr("Play tone"), self.tr("Stop tone")),
            "ring": (self.tr("Play ring"), self.tr("Stop ring")),
            "play": (self.tr("Play it back"), self.tr("Stop")),
        }
        for what in ("record", "tone", "ring"):
            self._buttons[what].setFixedWidth(124)
        self._testing("")
        for name, choice in (
            ("microphone", self._microphone),
            ("speaker", self._speaker),
            ("ringer", self._ringer),
            ("fallback", self._fallback),
        ):
            choice.on_choose(partial(self._chose, name, choice))
        for key, slider in (
            ("microphone_gain", self._gain),
            ("speaker_volume", self._volume),
            ("ringer_volume", self._ring_volume),
        ):
            slider.on_move(partial(self._moved, key, slider))
            slider.valueChanged.connect(partial(self._said, slider))

    def _chose(self, key: str, choice: Choice) -> None:
        self._use(**{key: choice.value()})

    def _moved(self, key: str, slider: Slider) -> None:
        self._use(**{key: slider.value() / 100})

    def _said(self, slider: Slider, percent: int) -> None:
        self._percents[slider].put(self._words.percent(percent / 100))

    def _title(self, icon: str, word: str) -> tuple[QWidget, Pill]:
        pill = Pill("")
        pill.hide()
        made = wrap(row(Icon(icon, "muted", 18), Label(word, "b"), None, pill, gap=9))
        made.setFixedHeight(22)
        return made, pill

    def _microphone_part(self) -> tuple[Any, ...]:
        title, self._live = self._title("mic", self.tr("Microphone"))
        return (
            title,
            row((self._microphone, 1), self._buttons["record"], gap=8),
            line(self.tr("Input"), self._input, self._input_word),
            line(self.tr("Gain"), self._gain, self._percents[self._gain]),
            self._result,
            row(self._buttons["play"], None),
        )

    def _speaker_part(self) -> tuple[Any, ...]:
        title, self._heard = self._title("headphones", self.tr("Speaker"))
        return (
            title,
            row((self._speaker, 1), self._buttons["tone"], gap=8),
            line(self.tr("Output"), self._output, self._output_word),
            line(self.tr("Volume"), self._volume, self._percents[self._volume]),
        )

    def _ringer_part(self) -> tuple[Any, ...]:
        title, _ = self._title("bell", self.tr("Ringer"))
        return (
            title,
            row((self._ringer, 1), self._buttons["ring"], gap=8),
            line(self.tr("Volume"), self._ring_volume, self._percents[self._ring_volume]),
        )

    def _fallback_part(self) -> Box:
        honest = self.tr(
            "If the headset is unplugged in a call, you get a warning and the voice goes there. It never moves to "
            "loudspeakers unless you have chosen them here."
        )
        inside = column(
            row(Label(self.tr("If unplugged"), "metab"), (self._fallback, 1), gap=14),
            row(
                column(Icon("info", "accentT", 16), None),
                (Label(honest, "meta", wrap=True, name=f"{self._prefix}.fallback.note"), 1),
                gap=9,
            ),
            gap=7,
            margins=(12, 10, 12, 10),
        )
        return Box("sunk", inside)

    # -- told

    def put(self, board: Board) -> None:
        """What is there, what is chosen, what is wrong."""
        before, self._board = self._board, board
        test = board.sound_test
        if before is None or test is not before.sound_test:
            self._result.put(self._words.tested(test) if test is not None else None)
            done = test is not None and self._test == "record"
            self._testing("" if done else self._test)
        if before is not None and (before.sound, before.sound_chosen) == (board.sound, board.sound_chosen):
            return
        sound, chosen = board.sound, in_force(board.sound_chosen, board.sound)
        self._problem.put(self._trouble(sound))
        self._microphone.put_devices(sound.microphones, chosen.microphone, sound.system_microphone)
        self._speaker.put_devices(sound.speakers, chosen.speaker, sound.system_speaker)
        self._ringer.put_devices(sound.speakers, chosen.ringer, sound.system_speaker)
        self._fallback.put_devices(sound.speakers, chosen.fallback, "")
        for slider, value in (
            (self._gain, chosen.microphone_gain),
            (self._volume, chosen.speaker_volume),
            (self._ring_volume, chosen.ringer_volume),
        ):
            slider.put(round(value * 100))
            self._percents[slider].put(self._words.percent(value))
        self._put_pills(sound)
        if not self._input_word.text():
            self._say_levels()

    def _trouble(self, sound: SoundChanged) -> Said | None:
        if sound.trouble is SoundTrouble.OFF:
            return Said("n", self.tr("This console runs without sound."), "")
        # Beside it there is a banner with the same words and more; the assistant has none.
        return None if self._whole else self._telephone.sound_trouble(sound)

    def _put_pills(self, sound: SoundChanged) -> None:
        silent = sound.trouble is SoundTrouble.SILENT_MICROPHONE
        for pill, used in ((self._live, sound.microphone), (self._heard, sound.speaker)):
            if not used:
                pill.put(self.tr("Not there"), "bad")
            elif pill is self._live and silent:
                pill.put(self.tr("Silent"), "warn")
            else:
                pill.put(self.tr("In use"), "ok")

    def show_levels(self, levels: LevelsMeasured, now: datetime) -> None:
        """Twenty times a second."""
        self._input.put(levels.microphone_db, now)
        self._output.put(levels.speaker_db, now)
        if self._word_at is None or (now - self._word_at).total_seconds() >= _WORD_SECONDS:
            self._word_at = now
            self._say_levels()

    def _say_levels(self) -> None:
        for meter, word, said in (
            (self._input, self._input_word, self._words.level(self._input.peak_db)),
            (self._output, self._output_word, self._words.output(self._output.peak_db)),
        ):
            if word.text() != said.what:
                word.put(said.what, "" if said.tone == "n" else said.tone)
                meter.setAccessibleDescription(said.what)

    def leave(self) -> None:
        """Nobody looks any more: what plays here ends."""
        if self._test:
            self._kit.ask(TrySound(what="off"))
            self._testing("")
        if self._board is not None:
            now = self._kit.clock()
            self.show_levels(LevelsMeasured(microphone_db=SILENCE, speaker_db=SILENCE), now)
            self._word_at = None

    # -- asked

    def _use(self, **changes: Any) -> None:
        board = self._board
        chosen = in_force(board.sound_chosen, board.sound) if board is not None else Sound()
        self._kit.do(UseSound(sound=replace(chosen, **changes)))

    def _press(self, what: str) -> None:
        if self._test == what:
            self._kit.do(TrySound(what="off"))
            self._testing("")
        elif self._kit.do(TrySound(what=what)) is None:
            self._testing(what)

    def _testing(self, what: str) -> None:
        if what != self._test:
            self._end.stop()
        self._test = what
        if what and not self._end.isActive():
            self._end.start(_TEST_MS[what])
        for name, button in self._buttons.items():
            on = name == what
            icon = "pause" if on else ("mic" if name == "record" else "play")
            button.put(self._says[name][on], icon, variant="primary" if on else "")
        told = self._board is not None and self._board.sound_test is not None
        self._buttons["play"].setVisible(told or what == "play")
