"""Which keys work in the background, and how X names them. Pure.

A function key alone belongs to whatever window is in front, so in the background it takes Ctrl and Shift in
addition; a key that has Ctrl, Alt, or Meta already is taken as it is.
"""

from collections.abc import Mapping
from typing import Final, NamedTuple

NAMES: Final = ("answer", "decline", "hold", "mute", "end")
"""By their names in ui.keys: what a person may need while they look at something else."""

SHIFT, CONTROL, ALT, META = 1 << 0, 1 << 2, 1 << 3, 1 << 6
_MODIFIERS: Final = {"shift": SHIFT, "ctrl": CONTROL, "alt": ALT, "meta": META}
_F1: Final = 0xFFBE
_MEDIA: Final = {
    "pause": 0xFF13,
    "insert": 0xFF63,
    "home": 0xFF50,
    "end": 0xFF57,
    "pgup": 0xFF55,
    "pgdown": 0xFF56,
}


class Chord(NamedTuple):
    """``modifiers`` by X's masks, ``keysym`` by X's keysymdef.h."""

    modifiers: int
    keysym: int


def in_background(sequence: str) -> str:
    """What is to be pressed while another window is in front; ``sequence`` as Qt writes it ("F4", "Ctrl+B")."""
    words = sequence.lower().split("+")
    return (
        sequence
        if {"ctrl", "alt", "meta"} & set(words[:-1])
        else "Ctrl+Shift+" + sequence.removeprefix("Shift+")
    )


def chord(sequence: str) -> Chord | None:
    """Read a sequence; None if X has no name for it that is known here."""
    *words, key = sequence.split("+")
    if not key or any(word.lower() not in _MODIFIERS for word in words):
        return None
    modifiers = sum({_MODIFIERS[word.lower()] for word in words})
    key = key.lower()
    if key[0] == "f" and key[1:].isdigit() and 1 <= int(key[1:]) <= 35:  # noqa: PLR2004 - F35 is X's last
        return Chord(modifiers, _F1 + int(key[1:]) - 1)
    if len(key) == 1 and key.isascii() and key.isalnum():
        return Chord(modifiers, ord(key))
    return Chord(modifiers, _MEDIA[key]) if key in _MEDIA else None


def chords(sequences: Mapping[str, str]) -> dict[str, Chord]:
    """Name → chord, of those that may work in the background; ``sequences`` are all of the window's keys."""
    found = {name: chord(in_background(sequences[name])) for name in NAMES if name in sequences}
    return {name: chord for name, chord in found.items() if chord is not None}
