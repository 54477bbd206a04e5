"""Conduct from two channels: against files whose truth is known because they were made here, and prompts in noise."""

import wave
from collections.abc import Iterable

import numpy as np
import pytest
from numpy.typing import NDArray

import resources
from telephony.conduct import FRAME_SECONDS, SILENCE_DB, Conduct, Measures

RATE = 16000
FRAME = int(RATE * FRAME_SECONDS)
Samples = NDArray[np.float64]
Spans = Iterable[tuple[float, float]]


def levels(samples: Samples) -> list[float]:
    """RMS of each frame in dBFS."""
    frames = samples[: len(samples) // FRAME * FRAME].reshape(-1, FRAME)
    rms = np.sqrt(np.mean(frames**2, axis=1))
    return [max(SILENCE_DB, float(20 * np.log10(r))) if r > 0 else SILENCE_DB for r in rms]


def speech(seconds: float, spans: Spans, *, noise_db: float = SILENCE_DB, seed: int = 1) -> Samples:
    """A channel of noise, with a voice-like sound in ``spans``: syllables of 180 ms with 60 ms between them."""
    random = np.random.default_rng(seed)
    samples = random.normal(0, 10 ** (noise_db / 20), int(seconds * RATE))
    if noise_db <= SILENCE_DB:
        samples[:] = 0
    for begin, end in spans:
        at = np.arange(int(begin * RATE), int(end * RATE))
        within = (at - at[0]) / RATE % 0.24
        last = at / RATE > end - 0.1  # it ends in sound, so that the truth is the span
        voice = 0.2 * np.sin(2 * np.pi * 190 * at / RATE) * ((within < 0.18) | last)
        samples[at] += voice
    return samples


def heard(agent: Samples, other: Samples, held: Spans = ()) -> Measures:
    conduct = Conduct()
    for number, (one, two) in enumerate(zip(levels(agent), levels(other), strict=True)):
        now = number * FRAME_SECONDS
        conduct.hear(one, two, held=any(begin <= now < end for begin, end in held))
    return conduct.finish()


@pytest.mark.parametrize("noise_db", [SILENCE_DB, -60.0, -45.0])
def test_R62_times_are_right_to_200_ms_on_files_of_known_truth(noise_db: float) -> None:
    agent = speech(60, [(1, 6), (14, 20.5), (33, 34.2), (40, 58)], noise_db=noise_db)
    other = speech(60, [(6.4, 13.5), (19, 30), (34.5, 39)], noise_db=noise_db, seed=2)
    found = heard(agent, other)
    assert found.agent == pytest.approx(5 + 6.5 + 1.2 + 18, abs=0.2)
    assert found.other == pytest.approx(7.1 + 11 + 4.5, abs=0.2)
    assert found.both == pytest.approx(1.5, abs=0.2)
    assert found.silence == pytest.approx(60 - 30.7 - 22.6 + 1.5, abs=0.2)
    assert found.longest_silence == pytest.approx(3, abs=0.2)
    assert found.longest_monologue == pytest.approx(18, abs=0.2)
    assert (found.interruptions, found.interrupted, found.turns) == (0, 1, 7)
    assert found.talk_share == pytest.approx(30.7 / 53.3, abs=0.01)


def test_R62_who_says_mhm_interrupts_nobody() -> None:
    other = speech(30, [(1, 28)])
    assert heard(speech(30, [(5, 5.4), (9, 9.3)]), other).interruptions == 0
    assert heard(speech(30, [(5, 7), (12, 12.4)]), other).interruptions == 1
    assert heard(speech(30, [(5, 5.4)]), other).turns == 1


def test_R62_hold_is_no_silence_and_music_no_speech() -> None:
    agent = speech(60, [(1, 10), (50, 58)])
    music = speech(60, [(20, 50)])
    found = heard(agent, music, held=[(20, 50)])
    assert found.holds == 1
    assert found.hold_seconds == pytest.approx(30, abs=0.05)
    assert found.other == 0
    assert found.seconds == pytest.approx(30, abs=0.05)
    assert found.longest_silence == pytest.approx(10, abs=0.2)


def test_R62_a_click_or_a_hum_is_no_speech() -> None:
    clicks = np.zeros(20 * RATE)
    clicks[:: RATE * 2] = 0.9
    hum = 0.02 * np.sin(2 * np.pi * 50 * np.arange(20 * RATE) / RATE)
    found = heard(clicks, hum)
    assert found.agent == 0
    assert found.other == 0


def test_R62_a_call_in_which_nobody_speaks() -> None:
    silent = np.zeros(10 * RATE)
    found = heard(silent, silent)
    assert found.silence == found.longest_silence == pytest.approx(10)
    assert found.talk_share is None
    assert Conduct().finish() == Measures()


def test_R62_live_it_says_how_long_the_agent_has_been_silent_and_the_customer_on_hold() -> None:
    conduct = Conduct()
    for level in levels(speech(30, [(0, 5)])):
        conduct.hear(level, SILENCE_DB)
    assert conduct.silent_for == pytest.approx(25, abs=0.2)
    for _ in range(500):
        conduct.hear(SILENCE_DB, SILENCE_DB, held=True)
    assert conduct.silent_for == 0
    assert conduct.held_for == pytest.approx(10)
    for _ in range(100):
        conduct.hear(SILENCE_DB, SILENCE_DB)
    assert conduct.silent_for == pytest.approx(2)
    assert conduct.held_for == 0
    assert conduct.measures().agent == pytest.approx(5, abs=0.2)
    conduct.hear(-20, SILENCE_DB)
    conduct.hear(-20, SILENCE_DB)
    conduct.hear(-20, SILENCE_DB)
    assert conduct.silent_for == 0


def prompt(name: str) -> Samples:
    with wave.open(str(resources.path(f"prompts/{name}.wav"))) as wav:
        raw = np.frombuffer(wav.readframes(wav.getnframes()), dtype="<i2").astype(np.float64) / 32768
        rate = wav.getframerate()
    at = np.arange(0, len(raw) / rate, 1 / RATE)
    return np.asarray(np.interp(at, np.arange(len(raw)) / rate, raw), dtype=np.float64)


@pytest.mark.parametrize("noise_db", [-60.0, -50.0])
def test_R62_prompts_mixed_with_noise_are_measured_within_five_percent(noise_db: float) -> None:
    """Agent and customer by turns, each line with a second before it; the truth is the same without noise."""
    lines = [prompt(f"clinic_outage_{n}") for n in (1, 2, 3)] + [prompt(f"fax_stops_{n}") for n in (1, 2, 3)]
    agent, other = [], []
    for number, line in enumerate(lines):
        padded = np.concatenate([np.zeros(RATE), line])
        quiet = np.zeros(len(padded))
        agent.append(padded if number % 2 else quiet)
        other.append(quiet if number % 2 else padded)
    clean = np.concatenate(agent), np.concatenate(other)
    random = np.random.default_rng(7)
    noisy = [c + random.normal(0, 10 ** (noise_db / 20), len(c)) for c in clean]
    truth, found = heard(*clean), heard(*noisy)
    assert found.agent == pytest.approx(truth.agent, rel=0.05)
    assert found.other == pytest.approx(truth.other, rel=0.05)
    assert found.talk_share == pytest.approx(truth.talk_share, abs=0.05)
    assert truth.agent > 3
    assert truth.other > 3
