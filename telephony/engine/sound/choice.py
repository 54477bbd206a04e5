"""Which microphone, speaker and ringer are used with the devices that are there. Pure.

    wished ─ there ────────────────────────────► used
           └ not there ─ a fallback is set ────► ON_FALLBACK, the fallback
                       └ none ─────────────────► LOST, silence: never a loudspeaker that nobody has asked for

What is wished is a name, or "" for the system's own choice. In a call the system's choice is followed only if it
changes while the device in use is still there: when that is pulled out, the system's next choice is a loudspeaker.
"""

from typing import NamedTuple

from telephony.commands import Sound
from telephony.engine.sound.devices import Names
from telephony.events import SoundTrouble


class InUse(NamedTuple):
    """Names, "" for none; ``lost`` is the one that is wished and not there."""

    microphone: str = ""
    speaker: str = ""
    ringer: str = ""
    trouble: SoundTrouble = SoundTrouble.NONE
    lost: str = ""


class _Follower:
    """One direction: the device that is wished, by name."""

    def __init__(self) -> None:
        self.at = ""
        self._system = ""

    def move(self, wish: str, there: tuple[str, ...], system: str, *, in_call: bool, settled: bool) -> None:
        if wish:
            self.at = wish
        elif not in_call or not self.at:
            self.at = system
        elif self.at in there and system and system != self._system:
            if not settled:
                return  # perhaps the device in use is just about to go, and this is what the system has instead
            self.at = system
        self._system = system


class Chooser:
    """Remembers what was in use, so that a device that comes back is used again."""

    def __init__(self) -> None:
        self._sound = Sound()
        self._wishes = ("", "", "")
        self._microphone, self._speaker = _Follower(), _Follower()

    def use(self, sound: Sound, names: Names) -> None:
        """These are the agent's wishes from now on.

        Who changes a volume has not chosen a device: one that is missed stays so.
        """
        before, now = wishes(self._sound, names), wishes(sound, names)
        self._sound = sound
        microphone, speaker, ringer = self._wishes[0], self._wishes[1], now[2]
        if now[0] != before[0]:
            microphone, self._microphone = now[0], _Follower()
        if now[1] != before[1]:
            speaker, self._speaker = now[1], _Follower()
        self._wishes = microphone, speaker, ringer

    def choose(self, names: Names, *, in_call: bool, rings: bool = False, settled: bool = True) -> InUse:
        """With these devices. ``settled``: they have been the same for half a second.

        While it ``rings``, what is plugged in is for the call that is to come; what is pulled out is missed in it.
        """
        # What was chosen for another set of devices is no answer to a headset that is pulled out.
        if not in_call and not (rings and self._misses(names)):
            self._wishes = wishes(self._sound, names)
        microphone_wish, speaker_wish, ringer_wish = self._wishes
        for follower, wish, there, system in (
            (self._microphone, microphone_wish, names.microphones, names.system_microphone),
            (self._speaker, speaker_wish, names.speakers, names.system_speaker),
        ):
            follower.move(wish, there, system, in_call=in_call or rings, settled=settled)
        microphone = self._found(self._microphone.at, names.microphones, names.system_microphone)
        speaker = self._found(self._speaker.at, names.speakers, "")
        ringer = ringer_wish if ringer_wish in names.speakers else names.system_speaker
        missed = [
            follower.at
            for follower, there in (
                (self._speaker, names.speakers),
                (self._microphone, names.microphones),
            )
            if follower.at and follower.at not in there
        ]
        trouble = _trouble(microphone, speaker, missed, names)
        return InUse(microphone, speaker, ringer, trouble, missed[0] if missed else "")

    def _misses(self, names: Names) -> bool:
        """Whether one that was in use is gone."""
        microphone, speaker = self._microphone.at, self._speaker.at
        return bool(
            (microphone and microphone not in names.microphones)
            or (speaker and speaker not in names.speakers)
        )

    def _found(self, wished: str, there: tuple[str, ...], instead: str) -> str:
        """The device that is wished, or its fallback, or "".

        ``instead`` serves where a fallback is set that is none of these: loudspeakers are no microphone.
        """
        if wished in there:
            return wished
        fallback = self._sound.fallback
        if not fallback:
            return ""
        return fallback if fallback in there else instead


def wishes(sound: Sound, names: Names) -> tuple[str, str, str]:
    """Microphone, speaker and ringer as chosen for exactly these devices, else as chosen at last."""
    present = {*names.microphones, *names.speakers}
    for choice in sound.remembered:
        if set(choice.present) == present:
            return choice.microphone, choice.speaker, choice.ringer
    return sound.microphone, sound.speaker, sound.ringer


def _trouble(microphone: str, speaker: str, missed: list[str], names: Names) -> SoundTrouble:
    if missed:
        return SoundTrouble.ON_FALLBACK if microphone and speaker else SoundTrouble.LOST
    if not names.microphones:
        return SoundTrouble.NO_MICROPHONE
    return SoundTrouble.NONE if speaker else SoundTrouble.NO_SPEAKER
