"""A D-Bus of a test's own, always at the same address."""

import os
import subprocess
from pathlib import Path


class BusDaemon:
    """``words`` say which bus it is: a session's, or that of a configuration."""

    def __init__(self, path: Path, *words: str) -> None:
        self.address = f"unix:path={path}"
        self._words = words
        self._daemon: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        read, write = os.pipe()
        self._daemon = subprocess.Popen(
            [
                "dbus-daemon",
                *self._words,
                "--nofork",
                "--nopidfile",
                "--nosyslog",
                f"--print-address={write}",
            ],
            pass_fds=[write],
            stderr=subprocess.DEVNULL,
        )
        os.close(write)
        with os.fdopen(read) as told:
            assert told.readline().strip(), "dbus-daemon did not start"

    def stop(self) -> None:
        if self._daemon is not None:
            self._daemon.terminate()
            try:
                self._daemon.wait(10)
            except subprocess.TimeoutExpired:
                self._daemon.kill()
                self._daemon.wait()
            self._daemon = None
