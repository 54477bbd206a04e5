"""The demo's own folder. Nothing of it stays: whoever leaves last removes it.

A demo that plays by itself has a folder of its own. One with a window shares the user's demo folder, so that
``--role agent`` and ``--role supervisor`` in two terminals work on one floor.
"""

import json
import os
import secrets
import shutil
import tempfile
from pathlib import Path

from PySide6.QtCore import QLockFile

from console.errors import ConsoleError
from store.directory import Person
from telephony.seal import key_to_text

AGENT, SUPERVISOR = "maya.torres", "daniel.okafor"
ROLES = {"agent": AGENT, "supervisor": SUPERVISOR}
TRAINER = "ines.vidal"
_FLOOR = "floor.json"


class Home:
    """``key`` is the floor key's text; ``url`` the shared store; ``house`` where the colleagues listen."""

    def __init__(self, *, shared: bool) -> None:
        if shared:
            self.folder = (
                Path(tempfile.gettempdir()) / f"warmline-demo-{os.getuid() if hasattr(os, 'getuid') else 0}"
            )
            self.folder.mkdir(mode=0o700, exist_ok=True)
        else:
            self.folder = Path(tempfile.mkdtemp(prefix="warmline-demo-"))
        if self.folder.is_symlink() or not os.access(self.folder, os.W_OK):
            raise ConsoleError("no_demo_folder", f"{self.folder} belongs to somebody else; remove it.")
        os.environ["WARMLINE_HOME"] = str(self.folder)
        self.url = f"sqlite:///{self.folder / 'demo.db'}"
        self.archive = self.folder / "recordings"
        self.reviewed = self.folder / "reviewed"
        """There once the trainer's past is in the store."""
        self._lock = QLockFile(str(self.folder / "floor.lock"))
        self._lock.setStaleLockTime(0)
        self.first = self._lock.tryLock(0)
        """Whether this process has the floor; others join it."""
        if self.first:
            self._begin()

    def _begin(self) -> None:
        for left in self.folder.iterdir():
            if left.name != "floor.lock":
                shutil.rmtree(left, ignore_errors=True) if left.is_dir() else left.unlink()
        self._key = key_to_text(secrets.token_bytes(32))
        os.environ["WARMLINE_FLOOR_KEY"] = self._key

    def publish(self, house: str) -> None:
        """The floor is up: others may join."""
        text = json.dumps({"house": house, "key": self._key})
        file = self.folder / f"{_FLOOR}.new"
        file.touch(mode=0o600)
        file.write_text(text)
        file.replace(self.folder / _FLOOR)

    def join(self) -> str | None:
        """The house's address once the floor of the other process is up; None until then."""
        try:
            told = json.loads((self.folder / _FLOOR).read_text())
        except (FileNotFoundError, json.JSONDecodeError):
            return None
        os.environ["WARMLINE_FLOOR_KEY"] = told["key"]
        return str(told["house"])

    def claim(self, person: str) -> QLockFile | None:
        """The right to be this person; None while another process is."""
        lock = QLockFile(str(self.folder / f"{person}.lock"))
        lock.setStaleLockTime(0)
        return lock if lock.tryLock(0) else None

    def settings_file(self, person: Person, *, theme: str = "system") -> Path:
        """Write this person's settings."""
        file = self.folder / f"{person.key}.toml"
        phone = f'[sip]\nid = "sip:{person.extension}@127.0.0.1"\nbind = "127.0.0.1"\n\n'
        file.write_text(
            f"{phone if person.role != 'trainer' else ''}"
            f'[store]\nurl = "{self.url}"\n\n'
            f'[floor]\nname = "Warmline demo"\n\n'
            f'[person]\nkey = "{person.key}"\nname = "{person.name}"\nextension = "{person.extension}"\n'
            f'role = "{person.role}"\nlevel = {person.level}\ndepartment = "{person.department}"\n\n'
            f'[ui]\ntheme = "{theme}"\n\n'
            f'[recording]\npolicy = "always"\nurl = "{self.archive}"\n\n'
            # Whoever looks around here does not take every call.
            f"[states]\nno_answer_seconds = 30\n"
        )
        return file

    def leave(self) -> None:
        """Unlock; the first one takes the folder with it."""
        if self.first:
            (self.folder / _FLOOR).unlink(missing_ok=True)
            self._lock.unlock()
            shutil.rmtree(self.folder, ignore_errors=True)
