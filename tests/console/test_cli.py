"""What can be typed: help that a person understands, and errors that are one sentence."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from console import cli, places
from console.errors import ConsoleError
from console.opening import has_display, open_console
from store.errors import StoreUnavailable
from telephony.errors import EngineError

ROOT = Path(__file__).parents[2]


def warmline(*arguments: str, stdin: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "console", *arguments],
        cwd=ROOT,
        env=os.environ | environment,
        input=stdin,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_help_names_every_command() -> None:
    shown = warmline("--help")
    assert shown.returncode == 0
    for name in ("console", "demo", "floor", "ctl", "doctor", "key"):
        assert f"\n  {name} " in shown.stdout


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("console", "--help"), "--headless"),
        (("demo", "--help"), "--screenshots"),
        (("floor", "--help"), "Ctrl-C"),
        (("ctl", "--help"), "exit code"),
        (("ctl", "escalate", "--help"), "--expects"),
        (("key", "--help"), "WARMLINE_FLOOR_KEY"),
        (("key", "import", "--help"), "read from a pipe"),
    ],
)
def test_help_of_each(words: tuple[str, ...], says: str) -> None:
    shown = warmline(*words)
    assert shown.returncode == 0
    assert says in shown.stdout


@pytest.mark.parametrize(
    "words",
    [
        ("dance",),
        ("ctl", "dance"),
        ("ctl", "state", "asleep"),
        ("ctl", "set", "subject"),
        ("ctl", "escalate"),
        ("ctl", "--timeout", "-1", "status"),
        ("demo", "--role", "queen"),
        ("--profile", "x", "doctor"),
    ],
)
def test_typed_wrongly_is_exit_2_and_no_traceback(words: tuple[str, ...]) -> None:
    shown = warmline(*words)
    assert shown.returncode == 2
    assert shown.stderr
    assert "Traceback" not in shown.stderr


def test_an_error_of_the_environment_is_one_sentence_and_exit_1(tmp_path: Path) -> None:
    file = tmp_path / "bad.toml"
    file.write_text('[sip]\ntransport = "carrier pigeon"\n')
    shown = warmline("console", "--headless", "--config", str(file))
    assert shown.returncode == 1
    assert shown.stdout == ""
    (line,) = shown.stderr.splitlines()
    assert line.startswith(f"warmline: {file}: sip.transport: is not allowed.")


def test_a_settings_file_that_was_named_has_to_be_there(tmp_path: Path) -> None:
    shown = warmline("console", "--headless", "--config", str(tmp_path / "none.toml"))
    assert (shown.returncode, len(shown.stderr.splitlines())) == (1, 1)


def test_without_a_display_it_says_what_to_do() -> None:
    bare = {"DISPLAY": "", "WAYLAND_DISPLAY": "", "QT_QPA_PLATFORM": ""}
    shown = warmline(**bare)
    assert shown.returncode == 1
    assert "--headless" in shown.stderr


def test_a_profile_that_is_no_name() -> None:
    shown = warmline("ctl", "--profile", "../x", "status")
    assert shown.returncode == 1
    assert "no name of a profile" in shown.stderr


def test_a_display_is_what_the_environment_names(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    assert has_display() is (sys.platform != "linux")
    monkeypatch.setenv("DISPLAY", ":0")
    assert has_display()


@pytest.mark.parametrize(
    "error", [ConsoleError("a", "One."), StoreUnavailable("b", "Two."), EngineError("c", "Three.")]
)
def test_errors_of_every_part_are_told(
    error: Exception, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(_: list[str]) -> int:
        raise error

    monkeypatch.setattr("console.commands.main", fail)
    assert cli._run([]) == 1
    assert capsys.readouterr().err == f"warmline: {error}\n"


def test_a_bug_stays_loud(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("console.commands.main", lambda _: 1 // 0)
    with pytest.raises(ZeroDivisionError):
        cli._run([])


# -- keys


def test_a_new_key_is_shown_even_if_nothing_can_keep_it() -> None:
    shown = warmline("key", "new")
    assert shown.returncode == 1
    key = shown.stdout.strip()
    assert len(key.split("-")) == 14
    assert "WARMLINE_FLOOR_KEY" in shown.stderr
    assert key not in shown.stderr
    again = warmline("key", "show", WARMLINE_FLOOR_KEY=key)
    assert (again.returncode, again.stdout.strip()) == (0, key)


def test_a_floor_that_has_a_key_keeps_it() -> None:
    key = warmline("key", "new").stdout.strip()
    shown = warmline("key", "new", WARMLINE_FLOOR_KEY=key)
    assert shown.returncode == 1
    assert shown.stdout == ""
    assert "--replace" in shown.stderr


def test_no_key_and_a_wrong_key_are_told() -> None:
    assert "has no key here" in warmline("key", "show").stderr
    shown = warmline("key", "import", stdin="HELLO\n")
    assert shown.returncode == 1
    assert "floor key" in shown.stderr


# -- one console a profile


def test_help_shows_quickly() -> None:
    """Measured 0.2 to 0.25 s; the bound only catches that the window or the store gets imported."""
    code = (
        "import sys; sys.argv = ['warmline', '--help']\n"
        "try:\n import console.cli as c; c.main()\n"
        "except SystemExit: pass\n"
        "print([m for m in ('PySide6', 'sqlalchemy', 'pjsua2', 'phonenumbers') if m in sys.modules])"
    )
    out = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert out.stdout.splitlines()[-1] == "[]"


def test_an_open_console_is_raised_instead_of_starting_another(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def raise_window(path: Path) -> bool:
        asked.append(path)
        return True

    monkeypatch.setattr("console.ctl.client.raise_window", raise_window)
    assert open_console("", None, headless=False) == 0
    assert asked == [places.ctl_socket()]
