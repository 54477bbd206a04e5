"""`warmline links` and `warmline open`: tel:, sip:, sips: and callto: links that open Warmline, which then asks.

Installing writes into this user's data folder only (``XDG_DATA_HOME``, else ``~/.local/share``), as xdg-utils and
freedesktop's "MIME applications" say: the application's entry with the command that runs, its icon, and the
choice of it for the four schemes. Removing takes back just that. A link is handed on as text and nothing else:
the desk reads it, the window asks, and nothing is dialled before a person says so.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

import msgspec

import resources
from console import whole_file
from console.errors import ConsoleError
from console.opening import open_console, places_of

SCHEMES: Final = ("tel", "sip", "sips", "callto")
ENTRY: Final = "warmline.desktop"
_ICON: Final = "icons/hicolor/scalable/apps/warmline.svg"
_DEFAULTS: Final = "[Default Applications]"
_LONGEST: Final = 4096
"""What is longer is cut to this, which is still too long for the desk: it says so in the window."""
_RESERVED: Final = set(" \t\n\"'\\><~|&;$*?#()`")
"""Desktop Entry Specification, "The Exec key": an argument with one of these is to be quoted."""


class Standing(msgspec.Struct, frozen=True):
    """How links stand. ``command`` is what the installed entry runs, "" if there is none."""

    command: str
    schemes: dict[str, str]
    """Scheme → the application's entry that opens it, "" if none is chosen."""

    @property
    def complete(self) -> bool:
        """Every scheme opens Warmline."""
        return bool(self.command) and set(self.schemes.values()) == {ENTRY}


def open_link(link: str, profile: str, config: Path | None) -> int:
    """Give a link to the console that runs, or open one that begins with it; the exit code."""
    from console.ctl.client import NoConsoleError, ask, raise_window  # noqa: PLC0415 - only for this command

    link = link[:_LONGEST]
    socket = places_of(profile, config).ctl_socket
    try:
        for answer in ask(socket, "offer", {"link": link}, seconds=5.0):
            if "error" in answer:
                raise ConsoleError("not_offered", str(answer["error"]["message"]))
    except NoConsoleError:
        return open_console(profile, config, headless=False, link=link)
    raise_window(socket)
    return 0


def install(arguments: tuple[str, ...] = ()) -> Standing:
    """Let links open this Warmline; ``arguments`` name its profile. Doing it again changes nothing."""
    _only_on_a_free_desktop()
    data = data_home()
    text = resources.path(f"desktop/{ENTRY}").read_text(encoding="utf-8")
    command = " ".join(_quoted(word) for word in (*_command(), "open", *arguments))
    _write(data / "applications" / ENTRY, text.replace("Exec=warmline open", f"Exec={command}"))
    _write(data / _ICON, resources.path("desktop/warmline.svg").read_text(encoding="utf-8"))
    _choose(data, on=True)
    _refresh(data)
    return status()


def remove() -> Standing:
    """Take back what :func:`install` wrote; what was chosen before it counts again."""
    _only_on_a_free_desktop()
    data = data_home()
    _choose(data, on=False)
    for name in (f"applications/{ENTRY}", _ICON):
        (data / name).unlink(missing_ok=True)
    _refresh(data)
    return status()


def status() -> Standing:
    """How it stands, by the files that desktops read, the user's own configuration first."""
    _only_on_a_free_desktop()
    data = data_home()
    entry = data / "applications" / ENTRY
    command = ""
    if entry.is_file():
        lines = entry.read_text(encoding="utf-8").splitlines()
        command = next((line.removeprefix("Exec=") for line in lines if line.startswith("Exec=")), "")
    files = (_config_home() / "mimeapps.list", data / "applications" / "mimeapps.list")
    schemes = dict.fromkeys(SCHEMES, "")
    for scheme in SCHEMES:
        chosen = (_chosen(file).get(_mime(scheme), ()) for file in files)
        schemes[scheme] = next((names[0] for names in chosen if names), "")
    return Standing(command, schemes)


def data_home() -> Path:
    """Where this user's applications are told to the desktop."""
    return _xdg("XDG_DATA_HOME", ".local/share")


def _config_home() -> Path:
    return _xdg("XDG_CONFIG_HOME", ".config")


def _xdg(name: str, otherwise: str) -> Path:
    """XDG Base Directory Specification: a path that is not absolute counts as unset."""
    set_to = Path(os.environ.get(name) or otherwise)
    return set_to if set_to.is_absolute() else Path.home() / otherwise


def _only_on_a_free_desktop() -> None:
    if not sys.platform.startswith("linux"):
        raise ConsoleError(
            "no_links",
            "Links are set up here by the system's own settings: choose Warmline for tel: and sip:.",
        )


def _command() -> tuple[str, ...]:
    """What starts this very installation, wherever it was put."""
    script = Path(sys.executable).parent / "warmline"
    return (str(script),) if script.is_file() else (sys.executable, "-P", "-m", "console")


def _quoted(word: str) -> str:
    """One argument of an Exec line. Twice escaped: once as a value, once as an argument."""
    word = word.replace("%", "%%")
    if not _RESERVED & set(word):
        return word
    for sign in '\\"`$':
        word = word.replace(sign, "\\" + sign)
    return '"' + word.replace("\\", "\\\\") + '"'


def _mime(scheme: str) -> str:
    return f"x-scheme-handler/{scheme}"


def _chosen(file: Path) -> dict[str, list[str]]:
    """MIME type → entries, from the default applications of a mimeapps.list."""
    found: dict[str, list[str]] = {}
    inside = False
    for line in _lines(file):
        if line.startswith("["):
            inside = line.strip() == _DEFAULTS
        elif inside and "=" in line:
            kind, _, names = line.partition("=")
            found[kind.strip()] = [name for name in names.strip().split(";") if name]
    return found


def _choose(data: Path, *, on: bool) -> None:
    """Put Warmline before whatever else is chosen for its schemes, or take it out; every other line stays."""
    file = data / "applications" / "mimeapps.list"
    before = _lines(file)
    mine = {_mime(scheme) for scheme in SCHEMES}
    chosen = _chosen(file)
    now: list[str] = []
    for kind in sorted(mine):
        others = [name for name in chosen.get(kind, ()) if name != ENTRY]
        names = [ENTRY, *others] if on else others
        if names:
            now.append(f"{kind}={';'.join(names)};")
    kept, at = [], -1
    inside = False
    for line in before:
        if line.startswith("["):
            inside = line.strip() == _DEFAULTS
        if inside and line.partition("=")[0].strip() in mine:
            continue
        kept.append(line)
        if inside and line.startswith("["):
            at = len(kept)
    if at < 0 and now:
        kept += ([""] if kept else []) + [_DEFAULTS]
        at = len(kept)
    after = kept[:at] + now + kept[at:] if at >= 0 else kept
    if not any(line.strip() not in {"", _DEFAULTS} for line in after):
        file.unlink(missing_ok=True)
    elif after != before:
        _write(file, "\n".join(after) + "\n")


def _lines(file: Path) -> list[str]:
    try:
        return file.read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except FileNotFoundError:
        return []
    except OSError as error:
        raise ConsoleError("no_links", f"{file} cannot be read: {error.strerror}.") from error


def _write(file: Path, text: str) -> None:
    """All of it or nothing; not at all if that is what it says already."""
    if file.is_file() and "\n".join(_lines(file)) + "\n" == text:
        return
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        whole_file.write(file, text.encode("utf-8", "surrogateescape"), mode=0o644)
    except OSError as error:
        raise ConsoleError("no_links", f"{file} cannot be written: {error.strerror}.") from error


def _refresh(data: Path) -> None:
    """Let desktops that keep a cache read it anew. Without the tool they find the choice by themselves."""
    tool, folder = shutil.which("update-desktop-database"), data / "applications"
    if tool is not None and folder.is_dir():
        subprocess.run([tool, str(folder)], capture_output=True, check=False, timeout=30)  # noqa: S603
