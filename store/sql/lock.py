"""A lock file, held by one process at a time and let go by the system when that process dies."""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from store.errors import StoreUnavailable

WAIT_S = 60.0

if sys.platform == "win32":  # pragma: no cover - Linux first
    import msvcrt

    def _try(handle: int) -> bool:
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _try(handle: int) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


@contextmanager
def lock_file(path: Path, wait: float = WAIT_S) -> Iterator[None]:
    """Hold the lock, waiting ``wait`` seconds for it at most; then StoreUnavailable.

    The file stays: taking it away would let two processes lock two files of one name.
    """
    try:
        handle = os.open(path, os.O_CREAT | os.O_RDWR, 0o600)
    except OSError as e:
        raise StoreUnavailable(
            "read_only", f"{path} cannot be made ({e.strerror}). Make its folder writable for you."
        ) from e
    try:
        deadline = time.monotonic() + wait
        while not _try(handle):
            if time.monotonic() > deadline:
                raise StoreUnavailable(
                    "locked",
                    f"Another Warmline has been bringing the store up to date for {wait:.0f} seconds ({path})."
                    " Wait until it is done, or end it, then try again.",
                )
            time.sleep(0.05)
        yield
    finally:
        os.close(handle)
