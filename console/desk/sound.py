"""What the agent speaks into and hears with: the choice, what is remembered of it, and what goes wrong."""

from collections.abc import Callable

import msgspec

from console.desk.core import Core
from console.desk.intents import Refusal
from store.values import replace
from telephony import commands
from telephony.call import CallState
from telephony.commands import Sound, SoundChoice
from telephony.events import SoundChanged, SoundTested, SoundTrouble

MOST_CHOICES = 20
"""Device sets that are remembered; the one chosen longest ago goes."""

_NOTICES: dict[SoundTrouble, tuple[str, str]] = {
    SoundTrouble.NO_SERVER: ("error", "sound_no_server"),
    SoundTrouble.NO_MICROPHONE: ("error", "sound_no_microphone"),
    SoundTrouble.NO_SPEAKER: ("error", "sound_no_speaker"),
    SoundTrouble.LOST: ("error", "sound_lost"),
    SoundTrouble.ON_FALLBACK: ("warn", "sound_on_fallback"),
    SoundTrouble.SILENT_MICROPHONE: ("warn", "sound_silent_microphone"),
}
_TESTS = ("tone", "ring", "record", "play", "off")

SaveSound = Callable[[Sound], None]


def not_saved(_: Sound) -> None:
    """For a desk without settings of its own."""


class Sounds:
    """``chosen`` None: this console has no sound. ``save`` is told every choice; the composition root keeps it."""

    def __init__(self, core: Core, chosen: Sound | None, save: SaveSound) -> None:
        self._core = core
        self._has_sound = chosen is not None
        self._save = save
        self._watched = False
        self._untold = False
        if chosen is not None:
            core.put(sound_chosen=chosen)

    def use(self, sound: Sound) -> Refusal | None:
        """Other devices or volumes, at once, remembered for exactly the devices that are there."""
        core = self._core
        before = core.board.sound_chosen
        if not self._has_sound:
            return Refusal("no_sound", "This console runs without sound.")
        try:
            msgspec.convert(msgspec.to_builtins(sound), Sound)
        except msgspec.ValidationError as error:
            return Refusal("bad_sound", f"This is no volume or device: {error}.")
        sound = remembering(sound, before.remembered, core.board.sound.present)
        if sound == before:
            return None
        core.put(sound_chosen=sound)
        self._tell_sound()
        self._save(sound)
        return None

    def test(self, what: str) -> Refusal | None:
        """A tone, the ring, five seconds of the microphone, those again, or an end to it."""
        core = self._core
        if not self._has_sound:
            return Refusal("no_sound", "This console runs without sound.")
        if what not in _TESTS:
            return Refusal("bad_test", f"The test is one of: {', '.join(_TESTS)}.")
        if what != "off" and any(c.state is CallState.UP for c in core.board.cards):
            return Refusal("call_up", "There is a call. Finish it first.")
        if what == "record":
            core.put(sound_test=None)
        core.phone.send(commands.TestSound(id=core.command_id(), what=what))  # type: ignore[arg-type]
        return None

    def watch(self, *, on: bool) -> None:
        """A page with meters was opened or closed."""
        core = self._core
        if self._has_sound:
            self._watched = on
            if core.attached:
                core.phone.send(commands.MeasureLevels(id=core.command_id(), on=on))

    def _tell_sound(self) -> None:
        core = self._core
        self._untold = not core.attached
        if core.attached:
            core.phone.send(commands.ChangeSound(id=core.command_id(), sound=core.board.sound_chosen))

    def attached(self, sound: SoundChanged) -> None:
        """An engine is there: how its sound is, what was chosen without one, and whether somebody watches."""
        self.changed(sound)
        if self._untold:
            self._tell_sound()
        if self._watched:
            self.watch(on=True)

    def changed(self, event: SoundChanged) -> None:
        """Devices came or went, or something is wrong, or no longer."""
        core = self._core
        core.put(sound=event)
        kind, code = _NOTICES.get(event.trouble, ("", ""))
        for other_kind, other in _NOTICES.values():
            del other_kind
            if other != code:
                core.untell(other)
        if code:
            talking = any(c.state is CallState.UP for c in core.board.cards)
            core.banner(
                kind,
                code,
                device=event.lost or event.microphone,
                speaker=event.speaker,
                in_call="yes" if talking else "",
            )

    def tested(self, event: SoundTested) -> None:
        """The microphone, in figures."""
        self._core.put(sound_test=event)


def remembering(sound: Sound, before: tuple[SoundChoice, ...], present: tuple[str, ...]) -> Sound:
    """The choice with what it is to be from now on for these devices; of others what was there before."""
    others = tuple(choice for choice in before if choice.present != present)
    if not present:
        return replace(sound, remembered=others)
    mine = SoundChoice(
        present=present, microphone=sound.microphone, speaker=sound.speaker, ringer=sound.ringer
    )
    return replace(sound, remembered=(*others, mine)[-MOST_CHOICES:])
