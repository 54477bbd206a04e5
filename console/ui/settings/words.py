"""Levels, tests and problems in words."""

from PySide6.QtCore import QLocale, QObject

from console.desk.calling import EchoTest
from console.ui.shell.telephone import Said
from telephony.events import SoundTested
from telephony.quality import Quality

_SILENT, _TOO_QUIET, _QUIET, _LOUD, _TOO_LOUD = -70.0, -48.0, -34.0, -9.0, -3.0
"""dBFS of the loudest of about a second."""
_CLIPPED = 8
_NOISE = 12.0
"""dB that speech stands above the noise at least."""
_FAIR_MOS, _GOOD_MOS = 3.6, 4.0
"""ITU-T G.107, table B.1: below 3.6 many people are dissatisfied, from 4.0 on most are satisfied."""
_GAPS = 3.0
"""Per cent."""


class SettingsWords(QObject):
    """One a page. Numbers are the locale's."""

    def __init__(self, locale: QLocale) -> None:
        super().__init__()
        self._locale = locale

    def db(self, value: float) -> str:
        """``−14 dB``."""
        sign = "\u2212" if round(value) < 0 else ""
        return self.tr("{n} dB").format(n=f"{sign}{self._locale.toString(abs(round(value)))}")

    def percent(self, value: float) -> str:
        """``64 %`` of a factor."""
        return self.tr("{n} %").format(n=self._locale.toString(round(value * 100)))

    def level(self, peak: float) -> Said:
        """What a microphone's level means."""
        if peak <= _SILENT:
            return Said("n", self.tr("silent"), "")
        word, tone = self.tr("good"), "ok"
        if peak < _TOO_QUIET:
            word, tone = self.tr("too quiet"), "warn"
        elif peak < _QUIET:
            word, tone = self.tr("quiet"), "n"
        elif peak > _TOO_LOUD:
            word, tone = self.tr("too loud"), "bad"
        elif peak > _LOUD:
            word, tone = self.tr("loud"), "warn"
        return Said(tone, f"{word}, {self.db(peak)}", "")

    def output(self, peak: float) -> Said:
        """What is played."""
        if peak <= _SILENT:
            return Said("n", self.tr("silent"), "")
        return Said("ok", self.tr("playing, {db}").format(db=self.db(peak)), "")

    def tested(self, told: SoundTested) -> Said:
        """What a microphone test found, the worst first."""
        heard = told.peak_db
        if heard <= _SILENT:
            return Said(
                "bad",
                self.tr("Nothing came in: the microphone is silent."),
                self.tr("Check its mute switch, or choose another microphone."),
            )
        if told.clipped >= _CLIPPED:
            return Said(
                "warn",
                self.tr("Too loud: {n} samples were cut off.").format(n=self._locale.toString(told.clipped)),
                self.tr("Lower the gain, or move the microphone away from the mouth."),
            )
        if told.rms_db < _TOO_QUIET:
            return Said(
                "warn",
                self.tr("Too quiet: {db} on average.").format(db=self.db(told.rms_db)),
                self.tr("Raise the gain, or move the microphone closer."),
            )
        if told.rms_db - told.noise_db < _NOISE:
            return Said(
                "warn",
                self.tr("Noisy: the room is at {db}.").format(db=self.db(told.noise_db)),
                self.tr("Speak again in a quieter place, or move the microphone closer."),
            )
        return Said(
            "ok",
            self.tr("Good: {seconds} s, {db}, no clipping.").format(
                seconds=self._locale.toString(round(told.seconds)), db=self.db(told.rms_db)
            ),
            "",
        )

    # -- the test call

    def server(self, test: EchoTest) -> Said:
        """Whether the echo service was reached, with round trip and loss."""
        if test.answered_at is None:
            if test.ended_at is None:
                return Said("n", self.tr("calling …"), "")
            code = f" ({test.code})" if test.code else ""
            return Said("bad", self.tr("not reached{code}").format(code=code), "")
        if test.quality is None:
            return Said("n", self.tr("reached, measuring …"), "")
        return self.network(test.quality)

    def network(self, quality: Quality) -> Said:
        """Round trip, loss."""
        loss = max(quality.loss_in, quality.loss_out or 0.0)
        lost = self.tr("{n} % lost").format(n=self._locale.toString(loss, "f", 0 if loss == 0 else 1))
        rtt = quality.rtt_ms
        told = (
            lost
            if rtt is None
            else f"{self.tr('{n} ms').format(n=self._locale.toString(round(rtt)))}, {lost}"
        )
        return Said("warn" if loss >= _GAPS else "ok", told, "")

    def voice(self, quality: Quality) -> Said:
        """How it sounds, by the E-model."""
        mos = quality.mos_in if quality.mos_out is None else min(quality.mos_in, quality.mos_out)
        number = self._locale.toString(mos, "f", 1)
        if mos >= _GOOD_MOS:
            return Said("ok", self.tr("good, {mos} of 4.5").format(mos=number), "")
        if mos >= _FAIR_MOS:
            return Said("n", self.tr("fair, {mos} of 4.5").format(mos=number), "")
        return Said("warn", self.tr("poor, {mos} of 4.5").format(mos=number), "")


def sentence(problem: str) -> str:
    """A SettingsError's problem as a sentence beneath the field that it is about."""
    for start in ("is not allowed. ", "is no IP address. "):
        problem = problem.removeprefix(start)
    return problem[:1].upper() + problem[1:]
