"""What every demo that plays by itself needs: a screen that need not be there, a script, and pictures."""

import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from console.demo.script import Runner, Script

if TYPE_CHECKING:
    from console.ui.window import Window


def need_no_screen() -> None:
    """Without a display the window is painted in memory; before the application is made."""
    if sys.platform == "linux" and not any(os.environ.get(n) for n in ("DISPLAY", "WAYLAND_DISPLAY")):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


def run_script(app: QCoreApplication, script: Script) -> str:
    """Play it to its end; the problem in words, "" if there was none."""
    runner = Runner(script)
    ended: list[str] = []
    runner.ended.connect(ended.append)
    runner.ended.connect(app.quit)
    runner.start()
    app.exec()
    return ended[0] if ended else "the window was closed"


def shooter(windows: Mapping[str, "Window"], folder: Path | None) -> Callable[[str, str], None]:
    """Takes pictures of the role that has a window, each in light and dark; of nobody without a folder."""
    if folder is None:
        return lambda _role, _name: None
    from console.ui.shots import save_shot  # noqa: PLC0415 - only with --screenshots

    folder.mkdir(parents=True, exist_ok=True)

    def shoot(role: str, name: str) -> None:
        window = windows.get(role)
        if window is None:
            return
        for theme in ("light", "dark"):
            window.theme.choose(theme)
            save_shot(window, folder / f"{role}_{name}_{theme}.png")
        window.theme.choose("light")

    return shoot
