"""Standard error as a file, in a process of its own: it belongs to the whole process."""

import subprocess
import sys
from pathlib import Path

_LOCK_IS_TAKEN = """
import ctypes, os, sys
from pathlib import Path
from PySide6.QtCore import QCoreApplication
from telephony.engine.process import keep_log

words = keep_log(Path(sys.argv[1]))
execute = ctypes.CDLL("libQt6Core.so.6")._ZN16QCoreApplication4execEv  # QCoreApplication::exec(), without one: warns
locked = ctypes.PyDLL(None)  # whose calls do not let go of Python's lock
sys.setswitchinterval(1000)
locked.pthread_create(ctypes.byref(ctypes.c_size_t()), None, execute, None)
for _ in range(500):  # 5 s at most
    if size := locked.lseek(2, 0, os.SEEK_END):
        break
    locked.usleep(10_000)
os._exit(0 if size else 1)
"""


def run(script: str, log: Path) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-P", "-c", script, str(log)]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


def test_qt_can_speak_while_another_thread_has_pythons_lock(tmp_path: Path) -> None:
    done = run(_LOCK_IS_TAKEN, tmp_path / "engine.log")
    assert done.returncode == 0, done.stderr
    assert " warning default: QApplication::exec: " in (tmp_path / "engine.crash").read_text()


def test_words_of_the_engine_before_are_kept_once(tmp_path: Path) -> None:
    script = "import os, sys; from pathlib import Path; from telephony.engine.last_words import LastWords\n"
    script += "words = LastWords(Path(sys.argv[1])); os.write(2, sys.argv[1].encode())"
    for _ in range(2):
        assert run(script, tmp_path / "engine.crash").returncode == 0
    assert (tmp_path / "engine.crash.1").read_text() == str(tmp_path / "engine.crash")


def test_words_that_repeat_themselves_do_not_fill_the_disk(tmp_path: Path) -> None:
    script = "import os, sys; from pathlib import Path; from telephony.engine.last_words import LastWords\n"
    script += "words = LastWords(Path(sys.argv[1])); words.trim(); os.write(2, b'kept'); words.trim()\n"
    script += (
        "print(os.fstat(2).st_size); os.write(2, b'again ' * 200_000); words.trim(); os.write(2, b'anew')"
    )
    done = run(script, tmp_path / "engine.crash")
    assert done.stdout == "4\n"
    assert (tmp_path / "engine.crash").read_text() == "anew"
