"""Speak what the survey by telephone says. Run: ``python -m resources.make_survey``.

Writes sounds/survey_*.wav (mono, 16 bit, 16 kHz) as make_prompts.py does, with espeak-ng, which must be installed
(``apt install espeak-ng``), and numpy. A center that has a voice of its own puts its files in their place.
"""

from pathlib import Path

from resources.make_prompts import spoken
from resources.make_sounds import write

VOICE = {"name": "en-us", "speed": 150, "pitch": 50}
LINES = {
    "survey_question": "Thank you for your call. How well did we help you? "
    "Please press a key from one, for badly, to five, for very well.",
    "survey_again": "Please press a key from one to five.",
    "survey_thanks": "Thank you. Goodbye.",
}


def main() -> None:
    """Write all of them."""
    folder = Path(__file__).parent / "sounds"
    for name, text in LINES.items():
        write(folder / f"{name}.wav", spoken(VOICE, text))


if __name__ == "__main__":
    main()
