"""Keeps the draft of a policy beside the person's data, so that nothing typed is lost."""

from pathlib import Path

from console import whole_file


class DraftFile:
    """Implements ``console.desk.policies.Drafts``; ``path`` is in a folder that is there."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def load(self) -> bytes:
        """What was kept; empty without one."""
        try:
            return self._path.read_bytes()
        except FileNotFoundError:
            return b""

    def save(self, text: bytes) -> None:
        """Keep it; empty: forget it. OSError if it cannot be written."""
        if text:
            whole_file.write(self._path, text)
        else:
            self._path.unlink(missing_ok=True)
