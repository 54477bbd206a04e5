"""Which devices are meant now: what was remembered for those that are there, else what was chosen last."""

from store.values import replace
from telephony.commands import Sound
from telephony.events import SoundChanged


def in_force(chosen: Sound, there: SoundChanged) -> Sound:
    """``chosen`` with the names that hold for the devices that are there (see :class:`telephony.commands.Sound`)."""
    present = there.present
    found = next((c for c in chosen.remembered if c.present == present), None)
    if found is None:
        return chosen
    return replace(chosen, microphone=found.microphone, speaker=found.speaker, ringer=found.ringer)
