"""What is in the repository, and what must not be."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

TOP_LEVEL = {
    *("console", "telephony", "store", "resources", "tests", "pyproject.toml", "README.md"),
    *("LICENSE", "Makefile", "requirements.lock", "CHANGELOG.md", ".ci", ".gitignore"),
}

FORBIDDEN = {
    "a registry's address": re.compile(
        rb"--(?:extra-)?index-url[ =]+\S|--find-links[ =]+\S|pypi\.org/simple"
    ),
    "a path of one machine": re.compile(
        rb"(?<![\w./])/(?:home|Users)/(?!me/|anna/)[a-z][\w.-]*/|(?<![\w./])/(?:work|root)/\w"
    ),
    "a conflict that was not solved": re.compile(rb"^<<<<<<< ", re.MULTILINE),
    "a private key": re.compile(rb"-----BEGIN (?:RSA |EC )?PRIVATE KEY"),
}


def tracked() -> list[Path]:
    names = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if names.returncode:
        pytest.skip("not a clone: the names of the tracked files are not known")
    return [ROOT / name for name in names.stdout.decode().split("\0") if name and (ROOT / name).exists()]


def test_the_top_level_is_exactly_what_was_agreed() -> None:
    assert {path.relative_to(ROOT).parts[0] for path in tracked()} == TOP_LEVEL


@pytest.mark.parametrize("what", sorted(FORBIDDEN))
def test_no_tracked_file_holds(what: str) -> None:
    found = [
        f"{path.relative_to(ROOT)}: {match.group()!r}"
        for path in tracked()
        if path != Path(__file__) and (match := FORBIDDEN[what].search(path.read_bytes()))
    ]
    assert not found


def test_the_lock_has_a_hash_for_every_package() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    pins = re.findall(
        r"^([A-Za-z0-9._-]+)==([^ ]+) \\\n((?: +--hash=sha256:[0-9a-f]{64}(?: \\)?\n)+)", lock, re.MULTILINE
    )
    assert len(pins) == len(re.findall(r"^[A-Za-z0-9]", lock, re.MULTILINE))
    assert len(pins) > 40


def test_the_lock_pins_what_the_project_asks_for() -> None:
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    names = {re.split(r"[\[<>=! ]", text)[0].lower().replace("_", "-") for text in asked}
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8").lower()
    pinned = {name.replace("_", "-") for name in re.findall(r"^([a-z0-9._-]+)==", lock, re.MULTILINE)}
    assert names <= pinned, "run `make lock`"


def test_a_licence_stands_beside_what_others_made() -> None:
    for folder in ("resources/fonts", "resources/icons"):
        assert list((ROOT / folder).glob("LICENSE*")), f"{folder} has no licence"
