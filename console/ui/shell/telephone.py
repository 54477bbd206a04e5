"""How the telephone and the sound stand, in words: what is wrong, and what to do about it."""

from datetime import datetime
from typing import NamedTuple

from PySide6.QtCore import QObject

from console.desk.seat import EngineState, PhoneLine
from console.ui import format as fmt
from console.ui.words import Words
from telephony.events import RegistrationProblem, RegistrationState, SoundChanged, SoundTrouble


class Said(NamedTuple):
    """Tone, what is so, and what to do ("" if nothing)."""

    tone: str
    what: str
    remedy: str


class TelephoneWords(QObject):
    """One a window."""

    def __init__(self, words: Words) -> None:
        super().__init__()
        self._words = words
        p = RegistrationProblem
        self._problems = {
            p.NAME: (
                self.tr("The name of the PBX is not found"),
                self.tr("Check how it is written in Settings, Account, and that this computer is online."),
            ),
            p.NO_ANSWER: (
                self.tr("The PBX does not answer"),
                self.tr("It may be off, or a firewall stands between: SIP must get through."),
            ),
            p.NO_NETWORK: (
                self.tr("This computer has no network"),
                self.tr("Check cable or Wi-Fi. Warmline registers by itself when it is back."),
            ),
            p.CERTIFICATE: (
                self.tr("The certificate of the PBX is refused"),
                self.tr("Ask your administrator for the CA file, and set it in Settings, Account."),
            ),
            p.PASSWORD: (
                self.tr("The password is wrong"),
                self.tr("Type it again in Settings, Account."),
            ),
            p.FORBIDDEN: (
                self.tr("The PBX refuses this desk"),
                self.tr(
                    "Check login and password, or ask your administrator. Nothing is tried again by itself."
                ),
            ),
            p.UNKNOWN: (
                self.tr("The PBX does not know this extension"),
                self.tr("Check extension and login in Settings, Account."),
            ),
            p.BUSY: (
                self.tr("The PBX has no time at the moment"),
                self.tr("Warmline tries again when the PBX has asked it to."),
            ),
            p.PORT: (
                self.tr("Warmline's own port is taken by another program"),
                self.tr("End the other program, or set another port in the settings file."),
            ),
            p.OTHER: (self.tr("Not registered"), self.tr("Show the log, and ask your administrator.")),
        }

    # -- registration

    def problem(self, phone: PhoneLine) -> Said | None:
        """What is wrong with the registration and what to do; None if all is well, or not known yet."""
        if phone.engine is not EngineState.ATTACHED:
            return None
        problem = phone.problem
        bad = phone.registration in (RegistrationState.REFUSED, RegistrationState.LOST)
        if problem is RegistrationProblem.NONE and not bad:
            return None
        if problem is RegistrationProblem.NONE:
            problem = (
                RegistrationProblem.FORBIDDEN
                if phone.registration is RegistrationState.REFUSED
                else RegistrationProblem.NO_ANSWER
            )
        what, remedy = self._problems[problem]
        more = self._detail(phone)
        tone = "bad" if phone.registration is RegistrationState.REFUSED else "warn"
        return Said(tone, f"{what}{more}.", remedy)

    def _detail(self, phone: PhoneLine) -> str:
        if phone.problem is RegistrationProblem.CERTIFICATE and phone.why:
            return f": {phone.why}"
        return f" ({phone.code})" if phone.code else ""

    def next_try(self, phone: PhoneLine, now: datetime) -> str:
        """``next attempt in 12 s``, ``trying now``; "" if none is planned."""
        if phone.retry_at is None:
            return ""
        left = round((phone.retry_at - now).total_seconds())
        if left <= 0:
            return self.tr("trying now")
        return self.tr("next attempt in {time}").format(time=self.left(left))

    def left(self, seconds: int) -> str:
        """``12 s``, from a minute on ``04:12``."""
        return self.tr("{n} s").format(n=seconds) if seconds < 60 else fmt.duration(seconds)  # noqa: PLR2004 - a minute

    # -- sound

    def device(self, sound: SoundChanged) -> Said:
        """The one word of the top bar: what is spoken into, or what is wrong with it."""
        name = sound.microphone or sound.speaker
        plug = self.tr("Plug a headset in.")
        return {
            SoundTrouble.NONE: Said("ok", name or self.tr("System sound"), ""),
            SoundTrouble.OFF: Said("n", self.tr("No sound"), self.tr("This console runs without sound.")),
            SoundTrouble.LOST: Said(
                "bad", self.tr("Headset unplugged"), self.tr("Plug it in again, or choose another.")
            ),
            SoundTrouble.ON_FALLBACK: Said(
                "warn", fmt.fill(self.tr("On {name}"), name=sound.speaker or name), ""
            ),
            SoundTrouble.NO_SERVER: Said(
                "bad", self.tr("No sound"), self.tr("No sound service runs on this computer.")
            ),
            SoundTrouble.NO_MICROPHONE: Said("bad", self.tr("No microphone"), plug),
            SoundTrouble.NO_SPEAKER: Said("bad", self.tr("No speaker"), plug),
            SoundTrouble.SILENT_MICROPHONE: Said(
                "warn", self.tr("Microphone silent"), self.tr("Check the switch on the headset.")
            ),
        }[sound.trouble]

    def sound_trouble(self, sound: SoundChanged) -> Said | None:
        """The banner: what is wrong and what to do; None if all is well, or there is meant to be no sound."""
        return self._sound_troubles(sound).get(sound.trouble)

    def _sound_troubles(self, sound: SoundChanged) -> dict[SoundTrouble, Said]:
        lost = sound.lost or self.tr("The headset")
        return {
            SoundTrouble.LOST: Said(
                "bad",
                fmt.fill(self.tr("{name} is unplugged: nobody hears you, and you hear nobody."), name=lost),
                self.tr(
                    "The call goes on. Plug it in again, or choose. Loudspeakers are never used unasked."
                ),
            ),
            SoundTrouble.ON_FALLBACK: Said(
                "warn",
                fmt.fill(
                    self.tr("{name} is unplugged: the call is on {other}."), name=lost, other=sound.speaker
                ),
                self.tr(
                    "This is the device that you chose for it. Plugged in again, the headset is used again."
                ),
            ),
            SoundTrouble.NO_SERVER: Said(
                "bad",
                self.tr("This computer's sound cannot be reached: calls have no voice."),
                self.tr("Start PipeWire or PulseAudio (log out and in again), then start Warmline again."),
            ),
            SoundTrouble.NO_MICROPHONE: Said(
                "bad", self.tr("There is no microphone: nobody will hear you."), self.tr("Plug a headset in.")
            ),
            SoundTrouble.NO_SPEAKER: Said(
                "bad", self.tr("There is no speaker: you will hear nobody."), self.tr("Plug a headset in.")
            ),
            SoundTrouble.SILENT_MICROPHONE: Said(
                "warn",
                fmt.fill(
                    self.tr("{name} gives no sound at all: the customer cannot hear you."),
                    name=sound.microphone or self.tr("The microphone"),
                ),
                self.tr("Check the mute switch on the headset or its cable, or choose another microphone."),
            ),
        }
