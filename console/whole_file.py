"""Writes a file whole or not at all: beside it first, then in its place at once, and so that a power cut keeps it."""

import os
import tempfile
from collections.abc import Callable
from pathlib import Path

from store.sync import sync_folder


def write(
    path: Path, content: bytes, *, mode: int = 0o600, check: Callable[[Path], None] | None = None
) -> None:
    """Put ``content`` in the place of ``path``, whose folder is there. OSError if it cannot be written.

    ``check`` is given the new file before it is in place, and keeps the old one by raising.
    """
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    beside = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        beside.chmod(mode)
        if check is not None:
            check(beside)
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)
