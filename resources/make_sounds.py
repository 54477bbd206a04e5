"""Make the sounds of the console: hold music, ring tone and cues. Run: ``python -m resources.make_sounds``.

Everything is synthesised from sines here, so it is ours to ship, and comes out the same every time. Needs
numpy, which is a development dependency only: the files are in the repository.

The hold music must survive a telephone: nothing below 200 Hz that carries the tune, nothing above 3.4 kHz,
no pure tone that sounds like a signal, and a level (about -25 dBFS RMS) below that of speech. Its end runs
into its beginning: every note rings on across the loop point.
"""

import wave
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

RATE = 16_000
"""Samples a second, of everything here."""

Sound = NDArray[np.float64]

_BEAT = 60 / 76
_CHORDS = (  # two beats a bass note, four a chord; MIDI numbers, from G3 up
    (55, 60, 64, 67, 71),
    (57, 60, 64, 67, 72),
    (57, 62, 65, 69, 72),
    (55, 59, 62, 65, 71),
    (55, 60, 64, 69, 72),
    (57, 60, 65, 69, 76),
    (57, 62, 65, 72, 74),
    (59, 62, 67, 71, 74),
)
_PATTERN = (0, 2, 3, 4, 3, 2, 1, 3)
"""Which note of the chord each half beat plucks."""
_TUNE = ((0, 76), (3, 79), (8, 74), (11, 72), (16, 77), (19, 76), (22, 72), (26, 74), (30, 71))
"""Beat and note of the few notes above the chords."""


def main() -> None:
    """Write all of them beside this file."""
    folder = Path(__file__).parent / "sounds"
    folder.mkdir(exist_ok=True)
    for name, sound, peak in (
        ("hold_music", hold_music(), 0.28),
        ("ring", ring(), 0.5),
        ("customer_here", customer_here(), 0.35),
        ("knock", knock(), 0.4),
        ("error", error(), 0.35),
        ("zip", zip_tone(), 0.4),
        ("recording", recording_tone(), 0.15),
    ):
        write(folder / f"{name}.wav", sound * (peak / np.max(np.abs(sound))))


def write(file: Path, sound: Sound) -> None:
    """Write samples in -1 to 1 as mono, 16 bit, 16 kHz."""
    with wave.open(str(file), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE)
        out.writeframes((np.clip(sound, -1, 1) * 32767).round().astype("<i2").tobytes())


def hold_music() -> Sound:
    """Play a slow round of eight chords, 25 seconds, without beginning or end."""
    bars = len(_CHORDS)
    loop = np.zeros(round(bars * 4 * _BEAT * RATE))
    for bar, chord in enumerate(_CHORDS):
        for note in chord[:4]:
            _mix(loop, bar * 4 * _BEAT - 0.4, _pad(note, 4 * _BEAT + 1.2) * 0.16)
        for step, index in enumerate(_PATTERN):
            loudness = 0.5 if step % 4 else 0.7
            _mix(loop, (bar * 4 + step / 2) * _BEAT, _pluck(chord[index], 2.4) * loudness)
    for beat, note in _TUNE:
        _mix(loop, beat * _BEAT, _pluck(note, 3.2) * 0.85)
    return _room(loop)


def ring() -> Sound:
    """Play two rising figures like a marimba, then a pause; four seconds, to be repeated."""
    out = np.zeros(4 * RATE)
    for start in (0.0, 0.85):
        for step, note in enumerate((72, 76, 79, 84)):
            _mix(out, start + step * 0.13, _pluck(note, 0.7))
    return out


def recording_tone() -> Sound:
    """Play the beep by which a call says that it is recorded: 1,400 Hz for 0.2 s, and a little silence."""
    out = np.zeros(round(0.4 * RATE))
    t = np.arange(round(0.2 * RATE)) / RATE
    edge = np.minimum(1.0, np.minimum(t, t[::-1]) / 0.005)
    _mix(out, 0.0, np.asarray(np.sin(2 * np.pi * 1400 * t) * edge, dtype=np.float64))
    return out


def customer_here() -> Sound:
    """Play two soft rising notes: good news, and no surprise in the ear."""
    out = np.zeros(round(0.9 * RATE))
    _mix(out, 0.0, _pluck(67, 0.8) * 0.8)
    _mix(out, 0.16, _pluck(74, 0.7))
    return out


def knock() -> Sound:
    """Knock on wood, twice."""
    out = np.zeros(round(0.5 * RATE))
    for start, loudness in ((0.0, 1.0), (0.19, 0.8)):
        time = _time(0.12)
        body = np.sin(2 * np.pi * 330 * time) + 0.6 * np.sin(2 * np.pi * 805 * time)
        _mix(out, start, body * np.exp(-time * 55) * np.minimum(1, time / 0.002) * loudness)
    return out


def error() -> Sound:
    """Play two falling notes, lower and shorter than the good news."""
    out = np.zeros(round(0.7 * RATE))
    _mix(out, 0.0, _pluck(64, 0.4))
    _mix(out, 0.17, _pluck(58, 0.5))
    return out


def zip_tone() -> Sound:
    """Sweep up quickly: a call is put through, and the caller can be heard already."""
    time = _time(0.34)
    phase = 2 * np.pi * (500 * time + (1_300 - 500) * time**2 / (2 * 0.34))
    tone = np.sin(phase) + 0.2 * np.sin(2 * phase)
    shaped: Sound = tone * np.minimum(1, time / 0.02) * np.minimum(1, (0.34 - time) / 0.06)
    return shaped


def _time(seconds: float) -> Sound:
    return np.arange(round(seconds * RATE)) / RATE


def _pitch(note: float) -> float:
    """Hertz of a MIDI number."""
    return float(440 * 2 ** ((note - 69) / 12))


def _pluck(note: float, seconds: float) -> Sound:
    """Pluck something between a kalimba and an electric piano: a sine, brighter while it is struck."""
    time = _time(seconds)
    pitch = _pitch(note)
    bright = np.exp(-time * 9)
    tone = np.sin(2 * np.pi * pitch * time + 1.1 * bright * np.sin(2 * np.pi * 2 * pitch * time))
    attack = np.minimum(1, time / 0.006)
    release = np.minimum(1, (seconds - time) / 0.05)
    shaped: Sound = tone * attack * release * np.exp(-time * 2.2)
    return shaped


def _pad(note: float, seconds: float) -> Sound:
    """Hold a chord note, slightly out of tune with itself, that swells and goes."""
    time = _time(seconds)
    pitch = _pitch(note)
    voices = [np.sin(2 * np.pi * pitch * detune * time) for detune in (0.9985, 1.0, 1.0018)]
    tone = sum(voices) + 0.25 * np.sin(4 * np.pi * pitch * time)
    swell: Sound = np.sin(np.pi * time / seconds) ** 0.7
    shaped: Sound = tone * swell / 3
    return shaped


def _mix(into: Sound, start: float, sound: Sound) -> None:
    """Add ``sound`` at ``start`` seconds; what is longer than the rest goes on at the beginning."""
    where = (round(start * RATE) + np.arange(len(sound))) % len(into)
    np.add.at(into, where, sound)


def _room(loop: Sound) -> Sound:
    """Add a little echo, across the loop point as well."""
    wet = loop.copy()
    for delay, loudness in ((0.031, 0.22), (0.067, 0.18), (0.113, 0.13), (0.191, 0.09)):
        wet += np.roll(loop, round(delay * RATE)) * loudness
    return wet


if __name__ == "__main__":
    main()
