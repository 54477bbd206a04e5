"""Icons, fonts, sounds, prompts and demo data, found also when Warmline is installed from a wheel.

    fonts/      Inter 4.1, the web fonts of the npm package inter-ui unpacked to TTF (SIL OFL 1.1)
    icons/      the lucide icons in use, by lucide's own names (npm lucide-static; ISC, some MIT)
    sounds/     hold music, ring and cue tones, made by make_sounds.py
    prompts/    voices of the simulated floor, made by make_prompts.py from the texts of scenarios/ and rehearsals/
    scenarios/  what simulated customers and colleagues do
    rehearsals/ what is rehearsed with them, and how it is scored (console/rehearsal/scenario.py)
    updates/    what customers are written, by language and occasion (console/updates/templates.py)
    demo/       the people and customers of the demo

Sound files are WAV, mono, 16 bit, 16 kHz.
"""

from importlib.resources import files
from pathlib import Path

ROOT = Path(str(files(__name__)))
"""Where the package lies; Warmline is always installed unpacked."""


def path(name: str) -> Path:
    """Find the file or folder ``name`` ("icons/phone.svg") in this package.

    Raises FileNotFoundError if it is not there and ValueError if ``name`` leads out of the package: the first
    is a broken installation, the second a bug.
    """
    found = ROOT / name
    if Path(name).is_absolute() or ".." in Path(name).parts:
        raise ValueError(f"{name!r} leads out of the resources")
    if not found.exists():
        raise FileNotFoundError(f"{found} is missing; this installation of Warmline is incomplete")
    return found
