"""Opening a console, the way there that a person waits for: without typer, whose import takes 50 ms.

Only the plain ways of saying it are understood here. Whatever else is typed, help and mistakes included, is
left to commands.py, which says the same with typer.
"""

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from console.errors import ConsoleError
from telephony.sources_unread import leave_sources_unread

if TYPE_CHECKING:
    from console.places import Places
    from console.settings import Settings


class Wish(msgspec.Struct, frozen=True, kw_only=True):
    """Which console to open."""

    profile: str = ""
    config: Path | None = None
    headless: bool = False
    assistant: bool = False


def plain_wish(arguments: Sequence[str]) -> Wish | None:
    """Read ``console [--profile NAME] [--config FILE] [--headless] [--assistant]``; None if it is anything else."""
    words = list(arguments[1:])
    if list(arguments[:1]) != ["console"]:
        return None
    wish: dict[str, str] = {}
    headless = assistant = False
    while words:
        word = words.pop(0)
        if word == "--headless":
            headless = True
        elif word == "--assistant":
            assistant = True
        elif word in {"--profile", "--config"} and words and words[0][:1] not in {"", "-"}:
            wish[word] = words.pop(0)
        else:
            return None
    config = wish.get("--config", "")
    return Wish(
        profile=wish.get("--profile", ""),
        config=Path(config) if config else None,
        headless=headless,
        assistant=assistant,
    )


def open_console(
    profile: str, config: Path | None, *, headless: bool, link: str = "", assistant: bool = False
) -> int:
    """Open a console, or bring the one of this profile to the front; the exit code.

    ``link`` asks to be dialled once it is open; ``assistant`` asks for account and devices first.
    """
    from console.ctl.client import raise_window  # noqa: PLC0415 - after the command line is understood

    places = places_of(profile, config)
    if raise_window(places.ctl_socket):
        return 0
    settings = settings_of(places)
    if not headless and not has_display():
        raise ConsoleError(
            "no_display",
            "There is no display to open a window on. Start it on a desktop, or with --headless and `warmline ctl`.",
        )
    leave_sources_unread()
    from console.running import run_console  # noqa: PLC0415 - Qt, which nothing above needs

    try:
        return run_console(settings, places.prepare(), headless=headless, link=link, assistant=assistant)
    except ConsoleError as error:
        # Two were started at the same moment; the other one has the lock.
        if error.code == "already_running" and raise_window(places.ctl_socket):
            return 0 if not link else _offer(places.ctl_socket, link)
        raise


def _offer(socket: Path, link: str) -> int:
    from console.ctl.client import ask  # noqa: PLC0415 - as above

    return int(any("error" in answer for answer in ask(socket, "offer", {"link": link}, seconds=5.0)))


def has_display() -> bool:
    """Whether a window can open: on Linux an X or Wayland display is named, or Qt was told to do without."""
    if sys.platform != "linux":
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))


def places_of(profile: str, config: Path | None) -> "Places":
    """Where that profile's files are."""
    from console import places  # noqa: PLC0415 - each command pays for its own imports only

    return places.of(profile, config)


def settings_of(places: "Places") -> "Settings":
    """What that profile is set to."""
    from console import settings  # noqa: PLC0415 - likewise

    return settings.load(places.config, must_exist="--config" in places.arguments)
