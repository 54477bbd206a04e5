"""The test call: what was reached, how it sounds, and whether the person heard themselves."""

from datetime import datetime
from typing import Any

from PySide6.QtWidgets import QWidget

from console.desk.board import Board
from console.desk.calling import EchoTest
from console.desk.intents import HangUp, TestCall
from console.ui import format as fmt
from console.ui.kit import Kit
from console.ui.settings.parts import Bound, Check, Head, Told
from console.ui.settings.port import SettingsPort
from console.ui.settings.words import SettingsWords
from console.ui.shell.telephone import Said, TelephoneWords
from console.ui.widgets.buttons import Button
from console.ui.widgets.fields import Field, LineField
from console.ui.widgets.labels import Elided, Label
from console.ui.widgets.layout import Box, column, flow_box, hairline, row
from console.ui.widgets.meter import SILENCE
from telephony.events import LevelsMeasured, SoundTrouble

_HEARD = -70.0
"""dBFS above which something was there."""


class EchoCard(Box):
    """Calls the echo service of the settings."""

    def __init__(self, kit: Kit, port: SettingsPort, prefix: str = "settings") -> None:
        self._kit, self._port = kit, port
        self._words = SettingsWords(kit.locale)
        self._telephone = TelephoneWords(kit.words)
        self._board: Board | None = None
        self._test: EchoTest | None = None
        self._spoken = SILENCE
        self._answer: bool | None = None
        p = f"{prefix}.test"
        self._head = Head(self.tr("Test call"), p)
        about = self.tr("Calls the echo service: whatever you say comes back to you. No ticket comes of it.")
        self._about = Label(about, "muted", wrap=True)
        label = self.tr("What the test call dials")
        field = LineField(f"{p}.number", label, placeholder="*43")
        hint = self.tr("Asterisk *43, FreeSWITCH 9196, 3CX *777")
        self._number = Bound(port, Field(label, field, hint=hint), "calls", "echo", saved=self._saved)
        self._dials = Elided("", "meta", name=f"{p}.dials", fit=True)
        self._change = Button(
            f"{p}.change", icon="pencil", size="icsm", variant="ghost", tip_text=label, on=self._edit
        )
        self._editing = False
        self._call = Button(f"{p}.call", icon="phone", on=self._press)
        self._when = Label("", "meta")
        self._ask = Label(self.tr("Did you hear yourself?"), "b")
        self._yes = Button(f"{p}.yes", self.tr("Yes"), "check", size="sm", on=lambda: self._heard(yes=True))
        self._no = Button(f"{p}.no", self.tr("No"), "x", size="sm", on=lambda: self._heard(yes=False))
        self._question = flow_box(self._ask, self._yes, self._no, gap=8)
        self._checks = {
            "server": Check(f"{p}.server", self.tr("Server")),
            "microphone": Check(f"{p}.microphone", self.tr("Microphone")),
            "voice": Check(f"{p}.voice", self.tr("Voice quality")),
            "speaker": Check(f"{p}.speaker", self.tr("Speaker")),
        }
        self._problem = Told(f"{p}.problem")
        parts: list[Any] = [
            self._head,
            self._about,
            self._number.field,
            row(self._call, self._dials, self._change, None, self._when, gap=10),
            hairline(),
            *self._checks.values(),
            self._question,
            self._problem,
        ]
        super().__init__("card", column(*parts, gap=8, margins=(20, 14, 20, 14)), f"{prefix}.test")

    @property
    def first(self) -> QWidget:
        """Where one begins."""
        return self._call

    def put(self, board: Board, now: datetime) -> None:
        """How far the call is."""
        before, self._board = self._board, board
        test = board.echo_test
        if test is not None and (self._test is None or test.call != self._test.call):
            self._spoken, self._answer = SILENCE, None
        changed = test is not self._test
        self._test = test
        if before is None or changed or (before.sound, before.phone) != (board.sound, board.phone):
            self._again()
        self.tick(now)

    def show_levels(self, levels: LevelsMeasured) -> None:
        """Remember the loudest while the call is up."""
        if self._up and levels.microphone_db > self._spoken:
            self._spoken = levels.microphone_db
            self._show_checks()

    @property
    def _running(self) -> bool:
        return self._test is not None and self._test.ended_at is None

    @property
    def _up(self) -> bool:
        return self._test is not None and self._test.answered_at is not None and self._test.ended_at is None

    def _again(self) -> None:
        self._number.put()
        number = self._port.settings.calls.echo
        running, ready = self._running, bool(number)
        self._number.field.setVisible(self._editing or not ready)
        self._dials.put_or_hide(fmt.fill(self.tr("dials {number}"), number=number) if ready else "")
        self._change.setVisible(ready and not self._editing)
        self._call.put(
            self.tr("End test call") if running else self.tr("Test call"),
            "phone-off" if running else "phone",
            variant="bad" if running else "primary",
        )
        self._call.setEnabled(running or ready)
        self._show_checks()
        self._problem.put(self._trouble())
        asked = self._test is not None and self._test.answered_at is not None and self._answer is None
        self._question.setVisible(asked)

    def _edit(self) -> None:
        self._editing = True
        self._again()
        self._number.field.inside.setFocus()

    def _saved(self) -> None:
        self._editing = False
        self._again()

    def _show_checks(self) -> None:
        test = self._test
        if test is None:
            for check in self._checks.values():
                check.put(None)
            self._head.pill.put("")
            return
        server = self._words.server(test)
        self._checks["server"].put(server)
        found = [server, self._microphone(test), self._voice(test), self._speaker()]
        for check, said in zip(self._checks.values(), found, strict=True):
            check.put(said)
        self._head.pill.put(*self._verdict(found))

    def _microphone(self, test: EchoTest) -> Said | None:
        if test.answered_at is None:
            return None
        if self._spoken <= _HEARD:
            return (
                Said("n", self.tr("say something …"), "") if self._up else Said("bad", self.tr("silent"), "")
            )
        return self._words.level(self._spoken)

    def _voice(self, test: EchoTest) -> Said | None:
        return self._words.voice(test.quality) if test.quality is not None else None

    def _speaker(self) -> Said | None:
        if self._answer is None:
            return None
        if self._answer:
            return Said("ok", self.tr("heard: you pressed Yes"), "")
        return Said("bad", self.tr("not heard: you pressed No"), "")

    def _verdict(self, found: list[Said | None]) -> tuple[str, str]:
        tones = [f.tone for f in found if f is not None]
        if self._running:
            return self.tr("Running"), "accent"
        if "bad" in tones:
            return self.tr("Not good"), "bad"
        hints = tones.count("warn")
        if hints:
            said = self.tr("Good, one hint") if hints == 1 else self.tr("Good, some hints")
            return said, "warn"
        return (self.tr("Good"), "ok") if tones.count("ok") == len(found) else ("", "")

    def _trouble(self) -> Said | None:
        board = self._board
        if not self._port.settings.calls.echo:
            return Said("accent", self.tr("Type above what your PBX calls its echo test."), "")
        if self._answer is False:
            if board is not None and board.sound.trouble is not SoundTrouble.NONE:
                return self._telephone.sound_trouble(board.sound)
            return Said(
                "warn",
                self.tr("You heard nothing."),
                self.tr("Play the tone above: if you do not hear that either, choose another speaker."),
            )
        return None

    def tick(self, now: datetime) -> None:
        """A second has passed."""
        test = self._test
        if test is None:
            self._when.put("")
        elif self._running:
            self._when.put(fmt.between(test.answered_at or test.since, now))
        else:
            self._when.put(self.tr("last {time}").format(time=self._kit.words.when(test.since, now)))

    def _press(self) -> None:
        if self._running and self._test is not None:
            self._kit.do(HangUp(call=self._test.call))
        else:
            self._kit.do(TestCall())

    def _heard(self, *, yes: bool) -> None:
        self._answer = yes
        self._again()
        if self._up and self._test is not None:
            self._kit.do(HangUp(call=self._test.call))
