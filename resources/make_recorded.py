"""Speak the recorded cases of the demo. Run: ``python -m resources.make_recorded``.

Reads demo/recorded/*.toml and writes CASE_LEG.ogg beside them (Vorbis, 16 kHz, the person's side left) with espeak-ng,
which must be installed. A line that begins before the same person has said the one before, or that does not end within
the case, is an error: nothing is cut off unseen.
"""

import sys
import tomllib
from pathlib import Path
from typing import Any

import numpy as np
import soundfile

from resources.make_prompts import PEAK, spoken
from resources.make_sounds import RATE, Sound

ROOT = Path(__file__).parent
_NOISE = 0.0015
"""A line is never quite silent."""


def main() -> None:
    """Write every leg anew."""
    for file in sorted((ROOT / "demo" / "recorded").glob("*.toml")):
        script = tomllib.loads(file.read_text(encoding="utf-8"))
        voices = tracks(script)
        for leg in script["legs"]:
            sound = stereo(leg, voices)
            out = file.with_name(f"{file.stem}_{leg['name']}.ogg")
            soundfile.write(out, sound, RATE, format="OGG", compression_level=0.95)
            print(f"{out.name}: {len(sound) / RATE:.0f} s")


def tracks(script: dict[str, Any]) -> dict[str, Sound]:
    """What each person says, over the whole case."""
    noise = np.random.default_rng(7)
    voices = {who: noise.normal(0, _NOISE, round(script["length"] * RATE)) for who in script["voices"]}
    ends = dict.fromkeys(voices, 0)
    for line in script["says"]:
        sound = spoken(script["voices"][line["who"]], line["text"])
        begin = round(line["at"] * RATE)
        if begin < ends[line["who"]] or begin + len(sound) > len(voices[line["who"]]):
            sys.exit(f"No room for: {line['text']}")
        ends[line["who"]] = begin + len(sound)
        voices[line["who"]][begin : begin + len(sound)] += sound
    return voices


def stereo(leg: dict[str, Any], voices: dict[str, Sound]) -> Sound:
    """One leg, frames by two channels; silent while it is held."""
    begin, end = round(leg["from"] * RATE), round(leg["to"] * RATE)
    right = sum((voices[who] for who in leg["right"]), np.zeros(len(voices[leg["left"]])))
    sound = np.stack((voices[leg["left"]], right), axis=1)[begin:end]
    if "held" in leg:
        first, last = (round(at * RATE) - begin for at in leg["held"])
        sound[first:last] = 0
    limited: Sound = np.clip(sound, -PEAK, PEAK)
    return limited


if __name__ == "__main__":
    main()
