"""One headset's own idea of how it stands, kept in step with the desk's. Pure; time is handed in.

Makers read the same standard differently, so each key is one of three kinds:

    STATE   an absolute bit that stays: hook switch 1 is off the hook, 0 on it. A change is a press. The headset
            takes its state from the lamp too (it is off the hook when the off-hook lamp is lit), so whenever its
            idea and the desk's part, the lamps are sent again, and what it then says back is no press.
    PRESS   an absolute bit that is 1 only while the key is down: going down is a press.
    PULSE   a relative bit: each 1 is a press, 0 is nothing.

The descriptor says whether a bit is relative. Whether an absolute one stays is found out: one that falls sooner
than a person can mean it was let go.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Final

import msgspec

from console.headset.keys import Act, Situation, lamps
from console.headset.reports import Abilities, Key, Lamp

RELEASE_SECONDS: Final = {Key.HOOK: 1.0, Key.MUTE: 0.3}
"""A fall within this time after the rise is a finger's: nobody answers and hangs up within a second."""
ECHO_SECONDS: Final = 0.15
"""So long after a lamp was changed, what the headset says of that key is an answer to the lamp."""
PATIENCE_SECONDS: Final = 1.5
"""So long the desk may take to do what a key asked for. Headsets that hear nothing give up after 2 s."""
_MOST_REPEATS: Final = 3
"""So often the same lamps are sent to a headset that insists on something else (it was lifted off its base)."""
_LAMP_OF: Final = {Key.HOOK: Lamp.OFF_HOOK, Key.MUTE: Lamp.MUTE}


class _Kind(Enum):
    STATE = auto()
    PRESS = auto()
    PULSE = auto()


@dataclass(slots=True)
class _Switch:
    """``on`` is what the headset believes (STATE), or whether the key is down (PRESS)."""

    kind: _Kind
    on: bool = False
    rose_at: float = float("-inf")
    deaf_until: float = float("-inf")


class Pressed(msgspec.Struct, frozen=True):
    """A key was pressed. ``state`` is what a maintained switch shows now, else None."""

    key: Key
    state: bool | None = None


@dataclass(slots=True)
class Device:
    """Keys in, lamps out, for one headset."""

    abilities: Abilities
    _switches: dict[Key, _Switch] = field(init=False)
    _said: dict[Key, bool] = field(default_factory=dict)
    """Each bit as the headset last sent it."""
    _lit: dict[Lamp, bool] | None = None
    _waits_for: tuple[Situation, float] | None = None
    """How the desk stood when a key asked for something, and until when that may take."""
    _repeats: int = 0

    def __post_init__(self) -> None:
        self._switches = {key: _Switch(self._kind(key)) for key in self.abilities.keys - {Key.BUSY}}

    def _kind(self, key: Key) -> _Kind:
        if key in self.abilities.pulses:
            return _Kind.PULSE
        return _Kind.STATE if key in _LAMP_OF and key not in self.abilities.presses else _Kind.PRESS

    def heard(self, keys: Mapping[Key, bool], at: float) -> tuple[Pressed, ...]:
        """Find the presses in one report that came at ``at`` (seconds of any steady clock)."""
        changed = {key for key, on in keys.items() if self._said.get(key, False) != on}
        self._said.update(keys)
        found = []
        for key, on in keys.items():
            switch = self._switches.get(key)
            # A report holds all bits. One that came for another key says nothing new of this one.
            if switch is None or (changed - {key} and key not in changed and switch.kind is not _Kind.PULSE):
                continue
            if self._press(key, switch, on=on, at=at):
                found.append(Pressed(key, on if switch.kind is _Kind.STATE else None))
        return tuple(found)

    def _press(self, key: Key, switch: _Switch, *, on: bool, at: float) -> bool:
        before = switch.on
        if switch.kind is _Kind.PULSE:
            return on and at >= switch.deaf_until
        switch.on = on
        if on == before or at < switch.deaf_until:
            return False
        if on:
            switch.rose_at = at
            return True
        if switch.kind is _Kind.PRESS:
            return False
        if at - switch.rose_at <= RELEASE_SECONDS[key]:
            switch.kind = _Kind.PRESS
            return False
        return True

    def asked(self, act: Act, now: Situation, at: float) -> None:
        """A key has asked for ``act``, and the desk did not refuse it: what the lamps show follows with the board."""
        if act is not Act.NOTHING:
            self._waits_for = (now, at + PATIENCE_SECONDS)

    def lamps_due(self, now: Situation, at: float) -> dict[Lamp, bool] | None:
        """Every lamp as it shall be, if something has to be sent; remembered as sent. None: all is well."""
        if self._waits_for is not None and (now != self._waits_for[0] or at >= self._waits_for[1]):
            self._waits_for = None
        wanted = {lamp: on for lamp, on in lamps(now).items() if lamp in self.abilities.lamps}
        if wanted != self._lit:
            self._repeats = 0
        elif self._waits_for is None and self._has_drifted(wanted) and self._repeats < _MOST_REPEATS:
            self._repeats += 1
        else:
            return None
        self._remember(wanted, at)
        return wanted

    def _remember(self, wanted: dict[Lamp, bool], at: float) -> None:
        """What was sent is what the headset believes from now on, and what it says next is its answer."""
        before, self._lit = self._lit or {}, wanted
        for key, lamp in _LAMP_OF.items():
            switch = self._switches.get(key)
            if switch is None or lamp not in wanted:
                continue
            is_state = switch.kind is _Kind.STATE
            if before.get(lamp, False) != wanted[lamp] or (is_state and switch.on != wanted[lamp]):
                switch.deaf_until = at + ECHO_SECONDS
            if is_state:
                switch.on = wanted[lamp]

    def _has_drifted(self, wanted: Mapping[Lamp, bool]) -> bool:
        """Whether the headset believes something else than the desk."""
        return any(
            lamp in wanted and switch.kind is _Kind.STATE and switch.on != wanted[lamp]
            for key, lamp in _LAMP_OF.items()
            if (switch := self._switches.get(key)) is not None
        )
