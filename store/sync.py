"""What is on the disk outlives a power cut."""

import os
from pathlib import Path


def sync_folder(folder: Path) -> None:
    """A rename in it is on the disk as well, where the system lets a folder be opened."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
