"""Speech through the whole of it: from the microphone to the peer, from the peer to the speaker."""

import shutil
import subprocess
import wave
from pathlib import Path

import numpy as np
import pytest

from telephony.commands import Sound
from tests.agents import read_samples
from tests.engines import eventually
from tests.pulse import PATIENCE, RATE, Pulse, Samples
from tests.telephony.engine.sound.desk import SoundDesk

pytestmark = pytest.mark.sip

_FRAME = RATE // 50
SENTENCE = "Good morning, this is Anna from the second level. Your router is on its way to you."
BANDS = ((200, 500), (500, 1000), (1000, 2000), (2000, 3400), (3400, 6500))
"""Hertz. The highest is carried by G.722 alone."""


def spoken(folder: Path, voice: str) -> Samples:
    """The sentence at 16 kHz, with a second of silence before and after."""
    if shutil.which("espeak-ng") is None:
        pytest.skip("no espeak-ng on this machine")
    file = folder / f"{voice}.wav"
    subprocess.run(["espeak-ng", "-v", voice, "-s", "150", "-w", str(file), SENTENCE], check=True, timeout=60)
    raw = np.frombuffer(file.read_bytes()[44:], dtype="<i2").astype(float)
    at = np.arange(0, len(raw) / 22050, 1 / RATE)
    samples = np.interp(at, np.arange(len(raw)) / 22050, raw)
    quiet = np.zeros(RATE)
    return np.concatenate([quiet, samples * (12000 / np.abs(samples).max()), quiet])


def spectrum(samples: Samples) -> Samples:
    """Decibels in each band of every 20 ms."""
    frames = samples[: len(samples) // _FRAME * _FRAME].reshape(-1, _FRAME)
    power = np.abs(np.fft.rfft(frames * np.hanning(_FRAME), axis=1)) ** 2
    hertz = np.fft.rfftfreq(_FRAME, 1 / RATE)
    bands = [power[:, (hertz >= low) & (hertz < high)].sum(axis=1) for low, high in BANDS]
    return np.asarray(10 * np.log10(np.maximum(np.stack(bands, axis=1), 1e5)))


def alike(said: Samples, heard: Samples) -> tuple[float, list[float]]:
    """How alike two recordings are, wherever one lies in the other.

    The median, over pieces of 0.6 s, of the best correlation of their spectra (a machine that is busy may lose some
    milliseconds between two pieces); and by how many decibels each band differs over the whole.
    """
    first, last = np.flatnonzero(np.abs(said) > 500)[[0, -1]]
    spectra = [spectrum(heard[shift:]) for shift in range(0, _FRAME, _FRAME // 4)]
    pieces = [
        spectrum(said[at : at + 30 * _FRAME]).ravel() for at in range(first, last - 30 * _FRAME, 30 * _FRAME)
    ]
    best = [
        max(
            float(np.corrcoef(piece, got[at : at + 30].ravel())[0, 1])
            for got in spectra
            for at in range(len(got) - 30)
            if got[at : at + 30].std() > 0
        )
        for piece in pieces
    ]
    loudness = [
        10
        * np.log10(
            (10 ** (spectrum(heard)[:, band] / 10)).sum() / (10 ** (spectrum(said)[:, band] / 10)).sum()
        )
        for band in range(len(BANDS))
    ]
    return float(np.median(best)), [round(float(db), 1) for db in loudness]


def test_speech_arrives_as_it_was_said(desk: SoundDesk, pulse: Pulse, tmp_path: Path) -> None:
    said = spoken(tmp_path, "en-gb")
    pulse.add_speaker("Headset")
    pulse.add_microphone("Headset")
    desk.start(Sound())
    _, peer, theirs = desk.call()
    recording = peer.folder / f"{theirs}.wav"
    eventually(lambda: recording.exists() and len(read_samples(recording)) > RATE, "a recording", PATIENCE)
    before = len(read_samples(recording))
    pulse.say("Headset", said)
    need = before + len(said) + 2 * RATE
    eventually(lambda: len(read_samples(recording)) > need, "all of it", 60)
    likeness, loudness = alike(said, read_samples(recording)[before:])
    print(f"out: likeness {likeness:.3f}, each band {loudness} dB")
    assert likeness > 0.75
    assert max(map(abs, loudness)) < 6


def test_what_the_peer_says_arrives_as_it_was_said(desk: SoundDesk, pulse: Pulse, tmp_path: Path) -> None:
    said = spoken(tmp_path, "en-us")
    file = tmp_path / "peer.wav"
    with wave.open(str(file), "wb") as wav:
        wav.setparams((1, 2, RATE, 0, "NONE", ""))
        wav.writeframes(said.astype("<i2").tobytes())
    pulse.add_speaker("Headset")
    pulse.add_microphone("Headset")
    desk.start(Sound())
    _, peer, theirs = desk.call()
    since = pulse.now("Headset")
    peer.do("play", call=theirs, path=str(file), loop=False)
    eventually(lambda: pulse.now("Headset") > since + len(said) + 2 * RATE, "all of it", 60)
    likeness, loudness = alike(said, pulse.heard("Headset", since))
    print(f"in: likeness {likeness:.3f}, each band {loudness} dB")
    assert likeness > 0.75
    assert max(map(abs, loudness)) < 6
