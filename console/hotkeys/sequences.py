"""Which keys work in the background, and how X names them. Pure.

A function key alone belongs to whatever window is in front, so in the background it takes Ctrl and Shift in
addition; a key that has Ctrl, Alt, or Meta already is taken as it is.
"""

from collections.abc import Mapping
from typing import Final, NamedTuple

NAMES: Final = ("answer", "decline", "hold", "mute", "end", "record")
"""By their names in ui.keys: what a person may need while they look at something else."""

SHIFT, CONTROL, ALT, META = 1 << 0, 1 << 2, 1 << 3, 1 << 6
_MODIFIERS: Final = {"shift": SHIFT, "ctrl": CONTROL, "alt": ALT, "meta": META}
_F1: Final = 0xFFBE
_NAMED: Final = {
    "Pause": 0xFF13,
    "Home": 0xFF50,
    "Page_Up": 0xFF55,
    "Page_Down": 0xFF56,
    "End": 0xFF57,
    "Insert": 0xFF63,
}
"""By X's own names; Qt writes PgUp and PgDown."""
_QT: Final = {"pgup": "Page_Up", "pgdown": "Page_Down", "ins": "Insert"}


class Chord(NamedTuple):
    """``modifiers`` by X's masks, ``keysym`` by X's keysymdef.h."""

    modifiers: int
    keysym: int


MICROPHONE: Final = Chord(0, 0x1008FFB2)
"""XF86AudioMicMute: a key of its own on many keyboards, which needs no other one beside it."""


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
    named = _NAMED.get(_QT.get(key, key.title()))
    return Chord(modifiers, named) if named is not None else None


def chords(sequences: Mapping[str, str]) -> dict[str, Chord]:
    """Name → chord, of those that may work in the background; ``sequences`` are all of the window's keys."""
    found = {name: chord(in_background(sequences[name])) for name in NAMES if name in sequences}
    return {name: chord for name, chord in found.items() if chord is not None}


def trigger(chord: Chord) -> str:
    """A chord as the desktop's portal writes it (freedesktop's "shortcuts" specification)."""
    words = {CONTROL: "CTRL", ALT: "ALT", SHIFT: "SHIFT", META: "LOGO"}
    named = {code: name for name, code in _NAMED.items()}
    key = named.get(chord.keysym) or (
        f"F{chord.keysym - _F1 + 1}" if chord.keysym >= _F1 else chr(chord.keysym)
    )
    return "+".join([word for mask, word in words.items() if chord.modifiers & mask] + [key])
