"""The microphones and speakers that are there, as the sound server lists them. Pure."""

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple


class Device(NamedTuple):
    """``id`` is the server's word for it, ``name`` the person's; ``number`` changes when it is plugged in again."""

    id: str
    name: str
    number: int = 0


class Devices(NamedTuple):
    """All of them, each name once; the system's own choice by id, "" for none."""

    microphones: tuple[Device, ...] = ()
    speakers: tuple[Device, ...] = ()
    system_microphone: str = ""
    system_speaker: str = ""

    def names(self) -> "Names":
        """What a person is shown."""
        return Names(
            tuple(device.name for device in self.microphones),
            tuple(device.name for device in self.speakers),
            _name_of(self.system_microphone, self.microphones),
            _name_of(self.system_speaker, self.speakers),
        )


class Names(NamedTuple):
    """:class:`Devices` by name alone."""

    microphones: tuple[str, ...] = ()
    speakers: tuple[str, ...] = ()
    system_microphone: str = ""
    system_speaker: str = ""


def distinct(devices: Iterable[Device]) -> tuple[Device, ...]:
    """Number the second and later of a name, in the order of their ids: “Headset”, “Headset (2)”."""
    seen: Counter[str] = Counter()
    numbered = {}
    listed = tuple(devices)
    for device in sorted(listed):
        seen[device.name] += 1
        count = seen[device.name]
        numbered[device] = device if count == 1 else device._replace(name=f"{device.name} ({count})")
    return tuple(numbered[device] for device in listed)


def named(name: str, devices: Iterable[Device]) -> Device | None:
    """The one of that name; None for "" and for one that is not there."""
    return next((device for device in devices if name and device.name == name), None)


def _name_of(id_: str, devices: Iterable[Device]) -> str:
    return next((device.name for device in devices if device.id == id_), "")
