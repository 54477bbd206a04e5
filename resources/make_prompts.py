"""Speak what the simulated people say. Run: ``python -m resources.make_prompts``.

Reads the texts in scenarios/*.toml and rehearsals/*.toml and writes prompts/*.wav (mono, 16 bit, 16 kHz) with
espeak-ng, which must be installed (``apt install espeak-ng``), and numpy. Only lines that have changed are spoken
again, so that the repository does not grow with every run: prompts/made.json holds what each file was made of.
Files that no line needs are removed.
"""

import hashlib
import json
import subprocess
import tempfile
import tomllib
import wave
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from resources.make_sounds import RATE, Sound, write

ROOT = Path(__file__).parent
PEAK = 0.5
_MADE = "made.json"
_DEFAULT_VOICE = {"name": "en-us", "speed": 160, "pitch": 50}


def main() -> None:
    """Bring prompts/ up to date."""
    folder = ROOT / "prompts"
    folder.mkdir(exist_ok=True)
    made_file = folder / _MADE
    made: dict[str, str] = json.loads(made_file.read_text()) if made_file.exists() else {}
    wanted = dict(prompts())
    for name, (voice, text) in wanted.items():
        if made.get(name) != digest(voice, text) or not (folder / name).exists():
            write(folder / name, spoken(voice, text))
            print(f"{name}: {text}")
    for file in folder.glob("*.wav"):
        if file.name not in wanted:
            file.unlink()
    now = {name: digest(voice, text) for name, (voice, text) in sorted(wanted.items())}
    made_file.write_text(json.dumps(now, indent=1) + "\n")


def prompts() -> Iterator[tuple[str, tuple[dict[str, Any], str]]]:
    """File name, voice and text of every line in scenarios/ and rehearsals/."""
    for file in sorted((ROOT / "scenarios").glob("*.toml")):
        tables = tomllib.loads(file.read_text(encoding="utf-8"))
        speakers = tables.get("parties", [tables])
        for speaker in speakers:
            voice = _DEFAULT_VOICE | speaker.get("voice", {})
            for number, line in enumerate(speaker.get("says", []), 1):
                if line.get("text") and not line.get("wav"):
                    own = voice | ({"name": line["voice"]} if line.get("voice") else {})
                    parts = (file.stem, speaker.get("user", ""), str(number))
                    yield "_".join(p for p in parts if p) + ".wav", (own, line["text"])
    yield from _rehearsed()


def _rehearsed() -> Iterator[tuple[str, tuple[dict[str, Any], str]]]:
    """Lines that a rehearsal adds, in the voice of the customer who calls in it."""
    for file in sorted((ROOT / "rehearsals").glob("*.toml")):
        tables = tomllib.loads(file.read_text(encoding="utf-8"))
        caller = tomllib.loads((ROOT / "scenarios" / f"{tables['call']}.toml").read_text(encoding="utf-8"))
        voice = _DEFAULT_VOICE | caller.get("voice", {})
        for number, line in enumerate(tables.get("says", []), 1):
            if line.get("text") and not line.get("wav"):
                own = voice | ({"name": line["voice"]} if line.get("voice") else {})
                yield f"{file.stem}_{number}.wav", (own, line["text"])


def digest(voice: dict[str, Any], text: str) -> str:
    """What a prompt was made of, in 16 hex digits."""
    return hashlib.sha256(json.dumps([voice, text], sort_keys=True).encode()).hexdigest()[:16]


def spoken(voice: dict[str, Any], text: str) -> Sound:
    """Say ``text``, at one level for all voices."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "out.wav"
        command = ["espeak-ng", "-v", voice["name"], "-s", str(voice["speed"]), "-p", str(voice["pitch"])]
        subprocess.run([*command, "-w", file, text], check=True)  # noqa: S603 - our own texts
        with wave.open(str(file)) as wav:
            rate = wav.getframerate()
            samples = np.frombuffer(wav.readframes(wav.getnframes()), "<i2") / 32768
    sound = _resampled(_trimmed(samples), rate)
    levelled: Sound = sound * (PEAK / np.max(np.abs(sound)))
    return levelled


def _trimmed(samples: NDArray[np.float64]) -> Sound:
    """Without the silence at both ends, which only takes room."""
    loud = np.flatnonzero(np.abs(samples) > 0.004)  # noqa: PLR2004 - about -48 dBFS
    trimmed: Sound = samples[max(0, int(loud[0]) - 400) : int(loud[-1]) + 2000]
    return trimmed


def _resampled(samples: Sound, rate: int) -> Sound:
    """To 16 kHz, with everything above 7.2 kHz cut off so that nothing folds back."""
    cutoff, half = 7200 / rate, 64
    taps = np.arange(-half, half + 1)
    kernel = 2 * cutoff * np.sinc(2 * cutoff * taps) * np.hamming(len(taps))
    smooth = np.convolve(samples, kernel, mode="same")
    places = np.arange(round(len(smooth) * RATE / rate)) * (rate / RATE)
    resampled: Sound = np.interp(places, np.arange(len(smooth)), smooth)
    return resampled


if __name__ == "__main__":
    main()
