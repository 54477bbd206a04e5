"""Rules of the toolkit: what it imports, that it survives, and that the window is one window."""

import subprocess
import sys
from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from console.ui import gallery, invented
from console.ui.scenes import SCENES
from console.ui.window import Window


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="None is immortal from 3.12 on")
def test_void_calls_do_not_lose_references_to_none(qapp: QApplication) -> None:
    assert qapp is not None
    widget = QWidget()
    before = sys.getrefcount(None)
    for _ in range(20_000):
        widget.setObjectName("x")
    assert sys.getrefcount(None) > before - 1000


def test_nothing_heavy_is_imported_for_the_window() -> None:
    code = (
        "import sys, console.ui.window;"
        "print([m for m in ('sqlalchemy', 'phonenumbers', 'numpy', 'alembic', 'pjsua2', 'PySide6.QtMultimedia')"
        " if m in sys.modules])"
    )
    told = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert told.stdout.strip() == "[]"


class _Windows(QObject):
    def __init__(self) -> None:
        super().__init__()
        self.shown: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.shown.append(type(watched).__name__)
        return False


def test_no_part_ever_shows_itself_as_a_window_of_its_own(
    qapp: QApplication, make_window: Callable[..., Window]
) -> None:
    seen = _Windows()
    qapp.installEventFilter(seen)
    try:
        window = make_window(clock=lambda: invented.NOW)
        window.show()
        window.build_all()
        for make in SCENES.values():
            gallery.show(window, make())
    finally:
        qapp.removeEventFilter(seen)
    assert seen.shown == ["Window"]


def test_every_label_is_plain_text(make_window: Callable[..., Window]) -> None:
    window = make_window()
    window.build_all()
    window.show_board(SCENES["consult_hostile"]().board)
    rich = [w.text() for w in window.findChildren(QLabel) if w.textFormat() is not Qt.TextFormat.PlainText]
    assert rich == []
