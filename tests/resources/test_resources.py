import json
import wave
from pathlib import Path

import pytest

import resources
from resources.make_prompts import digest, prompts

ROOT = resources.ROOT
LARGEST = 14_000_000


def test_resources_stay_small() -> None:
    files = [f for f in ROOT.rglob("*") if f.is_file() and "__pycache__" not in f.parts]
    assert sum(f.stat().st_size for f in files) < LARGEST


@pytest.mark.parametrize("file", sorted(ROOT.rglob("*.wav")), ids=lambda file: file.stem)
def test_sound_is_telephone_sound(file: Path) -> None:
    with wave.open(str(file)) as wav:
        assert wav.getparams()[:3] == (1, 2, 16000)
        assert 0.3 < wav.getnframes() / 16000 < 40


def test_prompts_say_what_the_scenarios_say() -> None:
    wanted = {name: digest(voice, text) for name, (voice, text) in prompts()}
    made = json.loads(resources.path("prompts/made.json").read_text())
    assert made == wanted, "run: python -m resources.make_prompts"
    assert {f.name for f in resources.path("prompts").glob("*.wav")} == set(wanted)


@pytest.mark.parametrize(
    ("licence", "files"),
    [("fonts/LICENSE-Inter.txt", "fonts/*.ttf"), ("icons/LICENSE-lucide.txt", "icons/*.svg")],
)
def test_what_others_made_has_its_licence_beside_it(licence: str, files: str) -> None:
    assert "Copyright (c)" in resources.path(licence).read_text()
    assert list(ROOT.glob(files))


def test_icons_take_their_colour_from_the_window() -> None:
    for icon in resources.path("icons").glob("*.svg"):
        svg = icon.read_text()
        assert 'viewBox="0 0 24 24"' in svg
        assert 'stroke="currentColor"' in svg


def test_missing_resource_says_that_the_installation_is_broken() -> None:
    with pytest.raises(FileNotFoundError, match="incomplete"):
        resources.path("icons/nothing.svg")


@pytest.mark.parametrize("name", ["../pyproject.toml", "/etc/passwd", "icons/../../x"])
def test_path_out_of_the_resources_is_a_bug(name: str) -> None:
    with pytest.raises(ValueError, match="leads out"):
        resources.path(name)
