"""Kills an archivist at every point at which it is about to touch a file, and looks what the next one makes of it.

One process that forks: importing what is needed takes a second, and there are dozens of points. Run as
``python -m tests.console.archiving.kills FOLDER kept|erased``; it prints how many points there were, or what is wrong.
"""

import os
import shutil
import signal
import sys
from pathlib import Path

import sqlalchemy  # noqa: F401 - before the forks

from console.archiving.archivist import Archivist
from store.archive.keys import public_of, unwrap
from store.open import open_book
from store.recording import Keeping
from store.recordings import Archive, State
from tests.console.archiving.floor import LONG_AGO, NOW, archivist_of, recorded
from tests.store.archive.wavs import RECORDING, write_wav

PRIVATE = bytes(range(32))
_TOUCHES = frozenset({"open", "os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.truncate"})
_MOST = 400


def _archive(folder: Path) -> Archive:
    return Archive(str(folder / "archive"), work=folder / "work", public_key=public_of(PRIVATE))


def _archivist(folder: Path) -> Archivist:
    return archivist_of(_archive(folder), folder)


def _count_down(folder: Path, points: int) -> None:
    left = points

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal left
        if event in _TOUCHES and str(arguments[0]).startswith(str(folder)):
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(hook)


def _in_a_child(work: object) -> int:
    """How it ended: 0, or minus the signal."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            work()  # type: ignore[operator]
            code = 0
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def _turn(folder: Path, points: int = 0) -> None:
    book = open_book(f"sqlite:///{folder / 'book' / 'warmline.db'}")
    if points:
        _count_down(folder, points)
    standing = _archivist(folder).turn(book)
    assert not standing.why, standing.why
    assert not standing.lost, standing.lost
    book.close()


def _check(folder: Path, wanted: str) -> None:
    book = open_book(f"sqlite:///{folder / 'book' / 'warmline.db'}")
    row = book.recording(RECORDING)
    assert row is not None
    archive = _archive(folder)
    assert not list((folder / "engine").iterdir()), "a WAV is left"
    assert not list((folder / "work").iterdir()), "something is left in the work folder"
    if wanted == "erased":
        assert row.state is Keeping.ERASED
        assert row.gone_at == NOW
        assert archive.names() == []
    else:
        assert row.state is Keeping.KEPT
        assert archive.names() == [f"{RECORDING.hex}.flac.enc", f"{RECORDING.hex}.peaks.enc"]
        assert archive.verify(row) is State.WHOLE
        with archive.audio(row, lambda which, wrapped: unwrap(wrapped, PRIVATE, which)) as audio:
            assert len(audio.read(10**6)) == 16_000
    book.close()


def _again(folder: Path, wanted: str) -> None:
    _turn(folder)
    _check(folder, wanted)


def main(root: Path, wanted: str) -> int:
    """Exit code."""
    before = root / "before"
    write_wav(before / "engine", seconds=1.0)
    (before / "book").mkdir()

    def fill() -> None:
        book = open_book(f"sqlite:///{before / 'book' / 'warmline.db'}")
        recorded(book, at=LONG_AGO if wanted == "erased" else NOW, seconds=1.0)
        book.close()

    assert _in_a_child(fill) == 0
    for points in range(1, _MOST):
        folder = root / "now"
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(before, folder)
        ended = _in_a_child(lambda: _turn(folder, points))  # noqa: B023 - it is over before the next
        assert ended in {0, -signal.SIGKILL}, f"point {points}: ended with {ended}"
        if _in_a_child(lambda: _again(folder, wanted)):  # noqa: B023 - likewise
            print(f"after a kill at point {points}")
            return 1
        if ended == 0:
            print(points - 1)
            return 0
    return 1


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2]))
