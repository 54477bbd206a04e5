"""Files are written on a thread of their own: the window goes on, and a page's buttons are busy meanwhile."""

import errno
import os
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication
from pytestqt.qtbot import QtBot

from console import whole_file
from console.ui.pdf_file import pdf_file
from console.ui.saving import Saver
from console.ui.widgets.buttons import Button


@pytest.fixture
def button(qtbot: QtBot) -> Button:
    made = Button("save", "CSV")
    qtbot.addWidget(made)
    made.show()
    return made


class Held:
    """Work that waits until it may go on."""

    def __init__(self, then: Callable[[], object] = int) -> None:
        self.go, self.began = threading.Event(), threading.Event()
        self.thread: threading.Thread | None = None
        self._then = then

    def __call__(self) -> None:
        self.thread = threading.current_thread()
        self.began.set()
        assert self.go.wait(30)
        self._then()


def test_the_window_goes_on_while_a_file_is_written(qtbot: QtBot, button: Button) -> None:
    busy: list[bool] = []
    told: list[str] = []
    work = Held()
    saver = Saver(lambda: busy.append(saver.busy))
    saver.save(button, work, told.append)
    assert saver.busy
    qtbot.waitUntil(lambda: button.caption == "Saving …")  # its event loop runs
    saver.save(button, pytest.fail, told.append)  # one at a time
    assert not told
    work.go.set()
    qtbot.waitUntil(lambda: bool(told))
    assert work.thread is not threading.current_thread()
    assert (told, busy, button.caption) == ([""], [True, False], "CSV")


def test_a_disk_that_is_full_is_told_in_the_systems_words(qtbot: QtBot, button: Button) -> None:
    def full() -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    told: list[str] = []
    saver = Saver(lambda: None)
    saver.save(button, full, told.append)
    qtbot.waitUntil(lambda: bool(told))
    assert told == ["No space left on device"]
    assert not saver.busy


def test_a_bug_fails_loudly_and_the_button_can_be_pressed_again(qtbot: QtBot, button: Button) -> None:
    told: list[str] = []
    saver = Saver(lambda: None)
    with qtbot.captureExceptions() as raised:
        saver.save(button, lambda: 1 / 0, told.append)
        qtbot.waitUntil(lambda: not saver.busy)
    assert [kind for kind, _, _ in raised] == [ZeroDivisionError]
    assert not told


def test_a_program_that_ends_waits_for_the_file(qtbot: QtBot, button: Button, tmp_path: Path) -> None:
    work = Held(lambda: whole_file.write(tmp_path / "x.csv", b"all of it"))
    saver = Saver(lambda: None)
    saver.save(button, work, lambda _why: None)
    assert work.began.wait(30)
    work.go.set()
    app = QCoreApplication.instance()
    assert app is not None
    app.aboutToQuit.emit()
    assert (tmp_path / "x.csv").read_bytes() == b"all of it"
    qtbot.waitUntil(lambda: not saver.busy)


@pytest.fixture
def full_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the system says when the last of it is brought to the disk."""

    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)


def draw(path: Path, text: Callable[[], str]) -> None:
    with pdf_file(path, "Report") as (writer, painter):
        painter.begin(writer)
        painter.drawText(100, 100, text())


@pytest.mark.usefixtures("full_disk", "qapp")
def test_a_full_disk_leaves_the_old_pdf_and_nothing_half_written(tmp_path: Path) -> None:
    path = tmp_path / "report.pdf"
    path.write_bytes(b"of last week")
    with pytest.raises(OSError, match="No space left"):
        draw(path, lambda: "816")
    assert path.read_bytes() == b"of last week"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.usefixtures("qapp")
def test_a_pdf_that_could_not_be_drawn_is_not_written(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError):
        draw(tmp_path / "report.pdf", lambda: str(1 / 0))
    assert list(tmp_path.iterdir()) == []
