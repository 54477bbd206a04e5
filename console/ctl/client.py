"""One question to the console that runs, by nothing but the standard library."""

import json
import socket
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import IO, Any, cast

from telephony.platform_specific import is_our_user, peer_uid

_GRACE = 5.0
"""Seconds that the console may take longer than it was given; then it hangs."""


class NoConsoleError(Exception):
    """Nobody answers at this socket."""


def ask(path: Path, verb: str, args: dict[str, Any], *, seconds: float | None) -> Iterator[dict[str, Any]]:
    """Put one question and give back the lines of the answer. NoConsoleError if nobody listens or the console hangs.

    ``seconds`` is how long the console may wait for the effect, None: as long as it takes (events).
    """
    stream = _connect(path, None if seconds is None else seconds + _GRACE)
    with closing(stream):
        question = {"verb": verb, "args": args, "seconds": seconds}
        try:
            stream.write(json.dumps(question).encode() + b"\n")
            stream.flush()
            for line in stream:
                yield json.loads(line)
        except (OSError, ValueError) as error:
            raise NoConsoleError(f"The console does not answer ({error}).") from error


def raise_window(path: Path) -> bool:
    """Bring the console's window to the front; False if there is no console."""
    try:
        return any("error" not in answer for answer in ask(path, "raise", {}, seconds=2.0))
    except NoConsoleError:
        return False


def _connect(path: Path, seconds: float | None) -> IO[bytes]:
    """Open the socket. The one place where systems differ: on Windows QLocalServer listens at a named pipe."""
    if sys.platform == "win32":
        try:
            return Path(rf"\\.\pipe\{path}").open("r+b", buffering=0)
        except OSError as error:
            raise NoConsoleError("No console is running.") from error
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    with connection:  # makefile keeps the socket open until the stream is closed
        connection.settimeout(seconds)
        try:
            connection.connect(str(path))
            uid = peer_uid(connection.fileno())
        except OSError as error:
            raise NoConsoleError("No console is running.") from error
        if not is_our_user(uid):
            raise NoConsoleError(f"Another user (uid {uid}) listens at {path}; nothing was said to them.")
        return cast("IO[bytes]", connection.makefile("rwb"))
