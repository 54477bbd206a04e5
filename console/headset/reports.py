"""From the bytes of a report to the keys that are down, and from lamps to the bytes of reports. Pure."""

from collections.abc import Iterator, Mapping
from enum import IntEnum

import msgspec

from console.headset.descriptor import BUTTON, LED, TELEPHONY, Field, Kind, Layout


class Key(IntEnum):
    """What may be pressed: page << 16 | usage (HID Usage Tables 1.5, section 14)."""

    HOOK = TELEPHONY << 16 | 0x20
    FLASH = TELEPHONY << 16 | 0x21
    REDIAL = TELEPHONY << 16 | 0x24
    DROP = TELEPHONY << 16 | 0x26
    MUTE = TELEPHONY << 16 | 0x2F
    BUSY = TELEPHONY << 16 | 0x97
    """Line busy tone: no key. It is known so that its change is not taken for the hook switch's."""
    REJECT = BUTTON << 16 | 0x07
    """Programmable button 7: by custom of the makers the key that declines."""


class Lamp(IntEnum):
    """What may be lit: page << 16 | usage (HID Usage Tables 1.5, section 11)."""

    MUTE = LED << 16 | 0x09
    OFF_HOOK = LED << 16 | 0x17
    RING = LED << 16 | 0x18
    HOLD = LED << 16 | 0x20
    MICROPHONE = LED << 16 | 0x21
    """The mute lamp of devices that have no lamp of that name."""


class Abilities(msgspec.Struct, frozen=True, kw_only=True):
    """What a device has, by its descriptor's own word.

    ``pulses`` are keys whose release says nothing (relative), ``presses`` those that are told only while they are
    down (in an array, as a keyboard's).
    """

    keys: frozenset[Key] = frozenset()
    pulses: frozenset[Key] = frozenset()
    presses: frozenset[Key] = frozenset()
    lamps: frozenset[Lamp] = frozenset()


_KEYS = {key.value: key for key in Key}
_LAMPS = {lamp.value: lamp for lamp in Lamp}


def is_telephone(layout: Layout) -> bool:
    """Whether it has a key that belongs to the telephone: the hook switch, mute, flash, drop or redial."""
    return bool(abilities(layout).keys - {Key.REJECT, Key.BUSY})


def abilities(layout: Layout) -> Abilities:
    """What a layout holds of the things that Warmline knows."""
    keys: set[Key] = set()
    pulses: set[Key] = set()
    presses: set[Key] = set()
    lamps: set[Lamp] = set()
    for field in layout.fields:
        if field.kind is Kind.INPUT:
            found = {_KEYS[usage] for usage in field.usages if usage in _KEYS}
            keys |= found
            if not field.variable:
                presses |= found
            elif field.relative:
                pulses |= found
        elif field.kind is Kind.OUTPUT and field.variable and field.usages[0] in _LAMPS:
            lamps.add(_LAMPS[field.usages[0]])
    return Abilities(
        keys=frozenset(keys), pulses=frozenset(pulses), presses=frozenset(presses), lamps=frozenset(lamps)
    )


def keys_in(layout: Layout, data: bytes) -> dict[Key, bool]:
    """Every key that this report speaks of, and whether it is down. A report that is too short speaks of nothing.

    ``data`` begins with the report's number if the layout is numbered.
    """
    number, body = (data[0], data[1:]) if layout.numbered and data else (0, data)
    found: dict[Key, bool] = {}
    for field in layout.fields:
        if field.kind is not Kind.INPUT or field.report != number or field.at + field.bits > len(body) * 8:
            continue
        value = int.from_bytes(body, "little") >> field.at & (1 << field.bits) - 1
        for usage, down in _spoken_of(field, value):
            if usage in _KEYS:
                found[_KEYS[usage]] = down or found.get(_KEYS[usage], False)
    return found


def _spoken_of(field: Field, value: int) -> Iterator[tuple[int, bool]]:
    if field.variable:
        yield field.usages[0], bool(value)
        return
    chosen = value - field.lowest
    for at, usage in enumerate(field.usages):
        yield usage, at == chosen


def lamp_reports(layout: Layout, lamps: Mapping[Lamp, bool]) -> tuple[bytes, ...]:
    """The output reports that light exactly these lamps; each begins with its number, 0 if there are none.

    A lamp that is not named is off. Whatever else such a report holds stays 0.
    """
    bodies: dict[int, int] = {}
    for field in layout.fields:
        if field.kind is Kind.OUTPUT and field.variable and field.usages[0] in _LAMPS:
            on = lamps.get(_LAMPS[field.usages[0]], False)
            bodies[field.report] = bodies.get(field.report, 0) | int(on) << field.at
    return tuple(
        bytes([number]) + body.to_bytes(layout.length(Kind.OUTPUT, number), "little")
        for number, body in sorted(bodies.items())
    )
