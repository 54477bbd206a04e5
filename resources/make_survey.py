"""Speak what the survey by telephone says. Run: ``python -m resources.make_survey``.

Writes sounds/survey_*.wav (mono, 16 bit, 16 kHz), in each language of the letters, as make_prompts.py does: with
espeak-ng, which must be installed (``apt install espeak-ng``), and numpy. A center that has a voice of its own puts its
files in their place.
"""

from pathlib import Path

from resources.make_prompts import spoken
from resources.make_sounds import write

_PLAIN = "en"
"""Whose files have no language in their name: they are for whoever speaks none of the others."""
SPOKEN = {
    "en": (
        "en-us",
        """Thank you for your call. How well did we help you?
        Please press a key from one, for badly, to five, for very well.""",
        "Please press a key from one to five.",
        "Thank you. Goodbye.",
    ),
    "de": (
        "de",
        """Vielen Dank für Ihren Anruf. Wie gut haben wir Ihnen geholfen?
        Bitte drücken Sie eine Taste von eins, für schlecht, bis fünf, für sehr gut.""",
        "Bitte drücken Sie eine Taste von eins bis fünf.",
        "Vielen Dank. Auf Wiederhören.",
    ),
    "es": (
        "es",
        """Gracias por su llamada. ¿Cómo le hemos atendido?
        Pulse una tecla del uno, para mal, al cinco, para muy bien.""",
        "Pulse una tecla del uno al cinco, por favor.",
        "Gracias. Adiós.",
    ),
    "fr": (
        "fr",
        """Merci de votre appel. Avons-nous bien pu vous aider ?
        Appuyez sur une touche de un, pour mal, à cinq, pour très bien.""",
        "Appuyez sur une touche de un à cinq, s'il vous plaît.",
        "Merci. Au revoir.",
    ),
}
"""Language → espeak-ng's voice, and what is said: the question, once more, and the thanks."""


def main() -> None:
    """Write all of them."""
    folder = Path(__file__).parent / "sounds"
    for language, (voice, *lines) in SPOKEN.items():
        end = "" if language == _PLAIN else f"_{language}"
        for name, text in zip(("question", "again", "thanks"), lines, strict=True):
            sound = spoken({"name": voice, "speed": 150, "pitch": 50}, " ".join(text.split()))
            write(folder / f"survey_{name}{end}.wav", sound)


if __name__ == "__main__":
    main()
