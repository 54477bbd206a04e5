"""The quick way to a window understands the plain words only, and means by them what typer means."""

import subprocess
import sys
from pathlib import Path

import pytest

from console.opening import Wish, plain_wish

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    ("words", "wish"),
    [
        ("console", Wish()),
        ("console --profile anna", Wish(profile="anna")),
        ("console --profile anna --headless", Wish(profile="anna", headless=True)),
        ("console --headless --config a.toml", Wish(config=Path("a.toml"), headless=True)),
        ("console --profile anna --profile ben", Wish(profile="ben")),
    ],
)
def test_plain_words_are_understood(words: str, wish: Wish) -> None:
    assert plain_wish(words.split()) == wish


@pytest.mark.parametrize(
    "words",
    [
        *("--help", "console --help", "demo", "ctl status", "", "--headless", "console console", "console x"),
        *("--profile", "console --config", "console --profile --headless", "console --profile=anna"),
    ],
)
def test_everything_else_is_left_to_the_whole_command_line(words: str) -> None:
    assert plain_wish(words.split()) is None


def test_an_empty_value_is_left_to_it_too() -> None:
    assert plain_wish(["console", "--config", ""]) is None


def test_typer_is_not_imported_on_the_way() -> None:
    code = (
        "import sys; sys.argv = ['warmline', 'console', '--config', 'no-such-file']\n"
        "try:\n import console.cli as c; c.main()\n"
        "except SystemExit as end: print(end.code, 'typer' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["1", "False"], done.stderr
