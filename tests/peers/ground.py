"""What every peer stands on: a loopback address of its own, a process that ends by its id, and its log."""

import contextlib
import os
import secrets
import socket
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from tests.agents import RATE, read_samples, tones_in

STARTED = 20.0
"""Seconds for a peer to be there; it takes well under one."""


def own_address() -> tuple[str, int]:
    """A loopback address that nobody else has, and a port that is free there on UDP and TCP.

    All of 127.0.0.0/8 is this machine, so peers that run at the same time need not share 127.0.0.1's ports:
    whole ranges (RTP) are then free as well.
    """
    for _ in range(100):
        host = f"127.{1 + secrets.randbelow(254)}.{secrets.randbelow(256)}.{1 + secrets.randbelow(254)}"
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as stream:
            stream.bind((host, 0))
            port = int(stream.getsockname()[1])
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as datagram, contextlib.suppress(OSError):
                datagram.bind((host, port))
                return host, port
    raise AssertionError("no port is free on loopback")


def free_port(host: str = "127.0.0.1") -> int:
    """A UDP port that is free now."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind((host, 0))
        return int(probe.getsockname()[1])


class PeerProcess:
    """A peer that runs until :meth:`end`; what it prints is in ``log``."""

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        log: Path,
        *,
        environment: Mapping[str, str] | None = None,
        folder: Path | None = None,
    ) -> None:
        self.name, self.log = name, log
        self._out = log.open("ab")
        self.process = subprocess.Popen(
            list(command),
            stdin=subprocess.PIPE,
            stdout=self._out,
            stderr=self._out,
            cwd=folder or log.parent,
            env={**os.environ, **(environment or {})},
        )

    def until(self, true: Callable[[], Any], what: str, seconds: float = STARTED) -> Any:
        """Poll until ``true`` gives something true; fails with the log when the process ends before."""
        end = time.monotonic() + seconds
        while True:
            found = true()
            if found:
                return found
            code = self.process.poll()
            assert code is None, f"{self.name} has ended with {code} before: {what}\n{self.tail()}"
            assert time.monotonic() < end, f"{self.name}: not within {seconds} s: {what}\n{self.tail()}"
            time.sleep(0.02)

    def type(self, line: str) -> None:
        """A line on its standard input."""
        assert self.process.stdin is not None
        self.process.stdin.write(line.encode() + b"\n")
        self.process.stdin.flush()

    def said(self) -> str:
        return self.log.read_text(errors="replace") if self.log.exists() else ""

    def tail(self) -> str:
        return self.said()[-4000:]

    def end(self) -> None:
        """Ask it to end, by its id; it has some seconds for it."""
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(5)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        if self.process.stdin is not None:
            with contextlib.suppress(BrokenPipeError):
                self.process.stdin.close()
        self._out.close()


def tones_at_the_end(path: Path, candidates: tuple[float, ...], seconds: float = 0.6) -> set[float]:
    """Which of the sines are in the last part of a WAV file (mono, 16 bit, 8 or 16 kHz) that is being written."""
    rate = int.from_bytes(path.read_bytes()[24:28], "little") or RATE
    samples = np.repeat(read_samples(path), RATE // rate)  # images of 8 kHz lie above what is looked for
    return tones_in(samples[-int(RATE * seconds) :], candidates)
