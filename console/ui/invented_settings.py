"""Invented devices and settings, for the gallery and for tests. Every name is made up."""

from console.desk.seat import Headset
from console.settings import Person, Settings, Sip
from console.settings_calls import Calls, Queue
from console.ui.settings.port import InMemory
from store.values import replace
from telephony.commands import Sound
from telephony.events import SoundChanged, SoundTested, SoundTrouble

HEADSET, LAPTOP, MONITOR = "Orbit H2 headset", "Built-in audio", "Aurelia 27 monitor"
SOUND = SoundChanged(
    microphones=(HEADSET, LAPTOP),
    speakers=(HEADSET, LAPTOP, MONITOR),
    system_microphone=LAPTOP,
    system_speaker=LAPTOP,
    microphone=HEADSET,
    speaker=HEADSET,
    ringer=LAPTOP,
    trouble=SoundTrouble.NONE,
)
CHOSEN = Sound(
    microphone=HEADSET,
    speaker=HEADSET,
    ringer=LAPTOP,
    microphone_gain=0.64,
    speaker_volume=0.72,
    ringer_volume=0.45,
)
UNPLUGGED = SoundChanged(
    microphones=(LAPTOP,),
    speakers=(LAPTOP, MONITOR),
    system_microphone=LAPTOP,
    system_speaker=LAPTOP,
    ringer=LAPTOP,
    trouble=SoundTrouble.LOST,
    lost=HEADSET,
)
FALLBACK = replace(UNPLUGGED, microphone=LAPTOP, speaker=LAPTOP, trouble=SoundTrouble.ON_FALLBACK)
SILENT = replace(SOUND, trouble=SoundTrouble.SILENT_MICROPHONE)
TESTED = SoundTested(seconds=5.0, peak_db=-6.2, rms_db=-14.1, noise_db=-52.0, clipped=0)
KEYS = Headset(name=HEADSET, hook_key=True, mute_key=True, ring_lamp=True, call_lamp=True, mute_lamp=True)
SETTINGS = Settings(
    sip=Sip(id="2041", registrar="pbx.example", transport="tls", srtp="mandatory"),
    person=Person(key="maya.torres", name="Maya Torres", extension="2041"),
    calls=Calls(echo="*43"),
    queue=Queue(login="*62", logout="*63"),
)


def port() -> InMemory:
    """Maya's settings, and an archive that nobody has made yet."""
    made = InMemory(SETTINGS, demo=True)
    made.archive_answer = "s3://center.example/recordings cannot be reached (The bucket does not exist)."
    return made
