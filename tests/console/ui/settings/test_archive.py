"""Where recordings are kept, set in the window (R60)."""

from pathlib import Path

import pytest

from console.archiving.trial import why_not_kept
from console.key_text import private_to_text, public_to_text
from console.places import of
from console.settings import Settings, load
from console.settings_recording import Recording
from store.archive.keys import new_key, public_of
from tests.console.ui.screens import Screen
from tests.console.ui.settings.ways import Real, choose, fill, open_

RECORDED = '[recording]\npolicy = "always"\n'


@pytest.fixture
def real(screen: Screen, tmp_path: Path) -> Real:
    made = Real(screen, tmp_path, RECORDED)
    open_(screen, "recording")
    return made


def test_R60_place_encryption_and_key_are_used_together(screen: Screen, real: Real) -> None:
    key = public_to_text(public_of(new_key()))
    fill(screen, "settings.archive.url", "s3://center/recordings")
    fill(screen, "settings.archive.public_key", key)
    choose(screen, "settings.archive.encrypt", "always")
    assert real.file.read_text() == RECORDED
    screen.press("settings.archive.use")
    saved = load(real.file).recording
    assert (saved.url, saved.encrypt, saved.public_key) == ("s3://center/recordings", "always", key)
    assert saved.policy == "always"


@pytest.mark.parametrize(
    ("key", "text", "problem"),
    [
        ("url", "s3://me:secret@center/recordings", "never kept in this file"),
        ("url", "s3://[center/recordings", "is no URL"),
        ("public_key", "abcd-efgh", "no public key of recordings"),
        pytest.param(
            "public_key", private_to_text(new_key()), "no public key of recordings", id="the private half"
        ),
        ("public_key", "A" * 81, "warmline key recordings public"),
    ],
)
def test_R60_what_is_not_allowed_stays_typed_and_changes_nothing(
    screen: Screen, real: Real, key: str, text: str, problem: str
) -> None:
    fill(screen, f"settings.archive.{key}", text)
    screen.press("settings.archive.use")
    assert problem in screen.text(f"settings.archive.{key}.problem").replace("Is no", "is no")
    assert screen.text(f"settings.archive.{key}") == text
    assert real.file.read_text() == RECORDED
    screen.press("settings.archive.undo")
    assert screen.text(f"settings.archive.{key}.problem") == ""
    assert screen.text(f"settings.archive.{key}") == ""


def test_R60_only_what_is_saved_can_be_tried(screen: Screen, real: Real) -> None:
    fill(screen, "settings.archive.url", "elsewhere")
    assert not screen.find("settings.archive.try").isEnabled()
    screen.press("settings.archive.use")
    assert screen.text("settings.archive.url") == str(real.file.parent / "elsewhere")
    screen.press("settings.archive.try")
    screen.bot.waitUntil(
        lambda: screen.text("settings.archive.problem.what") == "The disk is full.", timeout=30_000
    )
    assert "nothing is lost" in screen.text("settings.archive.problem.remedy")
    assert screen.find("settings.archive.try").isEnabled()


def test_R60_a_place_that_works_is_said_to(screen: Screen) -> None:
    screen.window._settings_port().archive_answer = ""  # type: ignore[attr-defined]
    open_(screen, "recording")
    screen.press("settings.archive.try")
    assert screen.text("settings.archive.problem.what") == "Recordings can be kept there."


def test_R60_trying_writes_a_file_and_leaves_none(tmp_path: Path) -> None:
    places, folder = of().prepare(), tmp_path / "kept"
    folder.mkdir()
    assert why_not_kept(Settings(recording=Recording(url=str(folder))), places) == ""
    assert list(folder.iterdir()) == []
    assert "cannot be kept" in why_not_kept(
        Settings(recording=Recording(url=str(tmp_path / "no" / "such" / "folder"))), places
    )
    assert "only encrypted" in why_not_kept(Settings(recording=Recording(url="memory://floor")), places)
