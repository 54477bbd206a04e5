"""Pictures of every state, light and dark, at 1440 x 900 and 1024 x 700.

``python -m console.ui.gallery OUTDIR [WORD]``

For whoever changes how things look: run it, open the pictures, compare. ``WORD`` picks scenes by a part of their
name. The same scenes feed tests/console/ui/test_scenes.py.
"""

import argparse
import os
import sys
from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QApplication

from console.desk.intents import Intent, Refusal
from console.ui.invented import IDLE, NOW
from console.ui.invented_settings import port
from console.ui.scene import Scene
from console.ui.scenes import SCENES
from console.ui.shell.top import SearchField
from console.ui.shots import save_shot
from console.ui.widgets.popover import Popover
from console.ui.window import Window

SIZES = {"": (1440, 900), "small": (1024, 700)}


def show(window: Window, scene: Scene) -> None:
    """Bring the window into that scene."""
    for popover in window.findChildren(Popover):
        popover.dismiss()
    for field in window.findChildren(SearchField):
        field.clear()
    window.go(scene.place)
    window.show_board(scene.board)
    QApplication.processEvents()
    scene.then(window)
    QApplication.processEvents()
    window.tick()


def agreeable(_: Intent) -> Refusal | None:
    """A desk that refuses nothing and does nothing."""
    return None


def parse(arguments: list[str]) -> argparse.Namespace:
    """Read the command line; ends the process with code 2 if it cannot be read."""
    parser = argparse.ArgumentParser(prog="python -m console.ui.gallery", description="Draw every state.")
    parser.add_argument("outdir", type=Path, metavar="OUTDIR", help="where the pictures go")
    parser.add_argument("word", nargs="?", default="", metavar="WORD", help="a part of the scenes' names")
    return parser.parse_args(arguments)


def main(arguments: list[str]) -> int:
    """Draw them all; the number of pictures is told at the end."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    wanted = parse(arguments)
    out, word = wanted.outdir, wanted.word
    _app = QApplication.instance() or QApplication([])
    drawn = 0
    for theme in ("light", "dark"):
        for size, (wide, high) in SIZES.items():
            drawn += _draw(out, word, theme, (size, wide, high))
    print(f"{drawn} pictures in {out}")  # noqa: T201 - a command
    return 0


def _draw(out: Path, word: str, theme: str, size: tuple[str, int, int]) -> int:
    name, wide, high = size
    chosen: dict[str, Callable[[], Scene]] = {n: s for n, s in SCENES.items() if word in n}
    window = Window(
        theme=theme, language="en-GB", do=agreeable, clock=lambda: NOW, motion=False, settings=port()
    )
    window.resize(wide, high)
    window.show()
    window.activateWindow()
    for _ in range(5):
        QApplication.processEvents()
    window.build_all()
    for scene_name, make in chosen.items():
        window.show_board(IDLE)
        show(window, make())
        suffix = "".join(f"_{t}" for t in (theme, name) if t)
        save_shot(window, out / f"{scene_name}{suffix}.png")
    window.close()
    return len(chosen)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
