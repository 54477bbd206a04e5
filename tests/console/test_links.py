"""Links of other programs: set up in the user's own folder, taken back whole, handed on as text and nothing else."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from console import links
from console.errors import ConsoleError
from console.links import ENTRY, SCHEMES, install, open_link, remove, status

ROOT = Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="freedesktop's files")


@pytest.fixture(autouse=True)
def user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A user with nothing yet."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    return tmp_path


def files(folder: Path) -> dict[str, bytes]:
    """All of them but the desktop's cache, which its own tool writes."""
    return {
        str(file.relative_to(folder)): file.read_bytes()
        for file in folder.rglob("*")
        if file.is_file() and file.name != "mimeinfo.cache"
    }


def test_installed_every_scheme_opens_warmline_and_all_is_in_the_data_folder(user: Path) -> None:
    standing = install()
    assert standing.complete
    assert standing == status()
    assert set(files(user)) == {
        f"data/applications/{ENTRY}",
        "data/applications/mimeapps.list",
        "data/icons/hicolor/scalable/apps/warmline.svg",
    }


def test_installing_again_changes_nothing(user: Path) -> None:
    install()
    before = files(user)
    stamps = [file.stat().st_mtime_ns for file in sorted(user.rglob("*.*")) if file.name != "mimeinfo.cache"]
    install()
    assert files(user) == before
    again = [file.stat().st_mtime_ns for file in sorted(user.rglob("*.*")) if file.name != "mimeinfo.cache"]
    assert again == stamps


def test_removed_nothing_is_left(user: Path) -> None:
    install()
    assert not remove().complete
    assert files(user) == {}
    assert not remove().complete


def test_what_others_have_chosen_stays_and_counts_again(user: Path) -> None:
    list_ = user / "data/applications/mimeapps.list"
    list_.parent.mkdir(parents=True)
    text = (
        "# mine\n[Added Associations]\nx-scheme-handler/tel=a.desktop;\n\n[Default Applications]\n"
        "text/plain=b.desktop\nx-scheme-handler/tel=linphone.desktop;other.desktop;\n"
    )
    list_.write_text(text)
    install()
    assert f"x-scheme-handler/tel={ENTRY};linphone.desktop;other.desktop;" in list_.read_text().splitlines()
    assert status().complete
    remove()
    assert sorted(list_.read_text().splitlines()) == sorted(text.splitlines())
    assert status().schemes["tel"] == "linphone.desktop"


def test_what_the_user_chose_elsewhere_is_told_not_touched(user: Path) -> None:
    config = user / "config/mimeapps.list"
    config.parent.mkdir()
    config.write_text("[Default Applications]\nx-scheme-handler/sip=linphone.desktop\n")
    standing = install()
    assert standing.schemes["sip"] == "linphone.desktop"
    assert not standing.complete
    assert "linphone" in config.read_text()


@pytest.mark.parametrize(
    "command",
    [
        ("/opt/my phone/warmline",),
        ("/opt/100%/warmline",),
        ('/opt/a"b\\c$d`e/warmline', "-P"),
    ],
)
def test_the_command_is_quoted_as_the_specification_says(
    command: tuple[str, ...], user: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(links, "_command", lambda: command)
    install(("--profile", "anna"))
    line = status().command
    value = line.replace("\\\\", "\\")  # first as a value of the file, then as words
    found = re.findall(r'"((?:\\.|[^"\\])*)"|(\S+)', value)
    words = [re.sub(r"\\(.)", r"\1", quoted or plain).replace("%%", "%") for quoted, plain in found]
    assert words == [*command, "open", "--profile", "anna", "--", "%u"]


@pytest.mark.skipif(
    shutil.which("desktop-file-validate") is None, reason="desktop-file-utils is not installed"
)
def test_the_entry_is_what_desktops_accept(user: Path) -> None:
    install()
    done = subprocess.run(
        ["desktop-file-validate", str(user / "data/applications" / ENTRY)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, "")


@pytest.mark.skipif(shutil.which("xdg-mime") is None, reason="xdg-utils is not installed")
def test_the_desktop_finds_it(user: Path) -> None:
    install()
    environment = os.environ | {"XDG_CURRENT_DESKTOP": "X-Generic", "XDG_DATA_DIRS": str(user / "none")}
    for scheme in SCHEMES:
        done = subprocess.run(
            ["xdg-mime", "query", "default", f"x-scheme-handler/{scheme}"],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.stdout.strip() == ENTRY


def test_a_folder_that_cannot_be_written_is_one_sentence(user: Path) -> None:
    (user / "data").write_text("a file where the folder should be")
    with pytest.raises(ConsoleError, match="cannot be written"):
        install()


class Running:
    """A console that runs, and what it is asked."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, answer: dict[str, Any] | None) -> None:
        from console.ctl.client import NoConsoleError

        self.asked: list[tuple[str, dict[str, Any]]] = []
        self.opened: list[str] = []
        self.raised = 0

        def ask(
            _socket: Path, verb: str, args: dict[str, Any], *, seconds: float | None
        ) -> list[dict[str, Any]]:
            self.asked.append((verb, args))
            if answer is None:
                raise NoConsoleError
            return [answer]

        def raise_window(_socket: Path) -> bool:
            self.raised += 1
            return True

        def open_console(_profile: str, _config: Path | None, *, headless: bool, link: str) -> int:
            assert not headless
            self.opened.append(link)
            return 0

        monkeypatch.setattr("console.ctl.client.ask", ask)
        monkeypatch.setattr("console.ctl.client.raise_window", raise_window)
        monkeypatch.setattr(links, "open_console", open_console)


def test_a_link_goes_to_the_console_that_runs_and_its_window_comes_to_the_front(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    running = Running(monkeypatch, {"target": "sip:x"})
    assert open_link("tel:+442079460000", "", None) == 0
    assert running.asked == [("offer", {"link": "tel:+442079460000"})]
    assert (running.raised, running.opened) == (1, [])


def test_without_one_a_console_is_opened_that_begins_with_the_link(monkeypatch: pytest.MonkeyPatch) -> None:
    running = Running(monkeypatch, None)
    assert open_link("sip:a@b.example", "", None) == 0
    assert running.opened == ["sip:a@b.example"]


@pytest.mark.parametrize(
    "link", ["--headless", "-x", "tel:1\r\nINVITE", "$(reboot)", "sip:a?X=1", "\N{RIGHT-TO-LEFT OVERRIDE}"]
)
def test_hostile_links_are_text(link: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from console.commands import main

    running = Running(monkeypatch, {"problem": "scheme"})
    with pytest.raises(SystemExit) as end:
        main(["open", "--", link])
    assert end.value.code == 0
    assert running.asked == [("offer", {"link": link})]


def test_an_endless_link_is_cut_and_still_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    running = Running(monkeypatch, {"problem": "too_long"})
    open_link("tel:" + "1" * 1_000_000, "", None)
    assert len(running.asked[0][1]["link"]) == 4096


def test_what_the_console_refuses_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    Running(monkeypatch, {"error": {"code": "no_answer", "message": "Not now."}})
    with pytest.raises(ConsoleError, match="Not now"):
        open_link("tel:1", "", None)


def test_the_commands_say_how_it_stands(user: Path) -> None:
    def warmline(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "console", *words],
            cwd=ROOT,
            env=os.environ.copy(),
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    assert warmline("links", "status").returncode == 1
    done = warmline("links", "install")
    assert done.returncode == 0, done.stderr
    assert "callto:  warmline.desktop" in done.stdout
    assert warmline("links", "status").stdout == done.stdout
    assert warmline("links", "remove").returncode == 0
    assert files(user) == {}
