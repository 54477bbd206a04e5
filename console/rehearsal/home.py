"""The rehearsal's own folder: settings, store, sockets. Nothing of the center's is read but how its console looks.

Whoever leaves removes it; what a killed one has left, the trainee's voice with it, the next one removes.
"""

import os
import secrets
import shutil
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtCore import QLockFile

from console import places
from console.demo import past, people
from console.places import Places
from console.rehearsal.known import PLACE_OF, TRAINEE
from console.rehearsal.scenario import Rehearsal
from console.settings import Floor, Person, Settings, Sip, Store
from console.settings_recording import Recording
from store.directory import Directory
from store.open import open_book
from store.values import replace
from telephony.platform_specific import is_our_user
from telephony.seal import key_to_text

NOTIFY_SECONDS = 6.0
"""So long a hand-over waits for a result; shorter than at work, since a trainee waits for it."""
_CHOICES = "devices.json"
_PREFIX, _LOCK = "warmline-rehearsal-", "rehearsal.lock"


class Home:
    """``url`` is the rehearsal's store. One a process: it sets this process's WARMLINE_HOME and floor key."""

    def __init__(self) -> None:
        sweep()
        self.folder = Path(tempfile.mkdtemp(prefix=_PREFIX))
        self._lock = QLockFile(str(self.folder / _LOCK))
        self._lock.setStaleLockTime(0)  # however long it takes: only a process that is dead has let go of it
        self._lock.tryLock(0)
        self.url = f"sqlite:///{self.folder / 'rehearsal.db'}"
        os.environ["WARMLINE_HOME"] = str(self.folder)
        os.environ["WARMLINE_FLOOR_KEY"] = key_to_text(secrets.token_bytes(32))

    def places(self) -> Places:
        """Where the rehearsal's console has its files."""
        file = self.folder / "rehearsal.toml"
        file.write_text('[sip]\nbind = "127.0.0.1"\n', encoding="utf-8")
        return places.of(config=file)

    def settings(self, real: Settings, rehearsal: Rehearsal, *, record: bool) -> Settings:
        """The console that the person knows (theme, language, keys, devices), at the desk of an invented center.

        ``record``: every leg, and without a notice, since nobody but the trainee is there.
        """
        desk = people.person(PLACE_OF)
        person = Person(
            key=TRAINEE, name=real.person.name, extension=desk.extension, role="agent", level=desk.level,
            department=desk.department,
        )  # fmt: skip
        return Settings(
            sip=Sip(id=f"sip:{desk.extension}@127.0.0.1", bind="127.0.0.1"),
            store=Store(url=self.url),
            floor=Floor(
                name="Warmline rehearsal",
                country=real.floor.country,
                ring_seconds=rehearsal.ring_seconds,
                notify_seconds=NOTIFY_SECONDS,
            ),
            person=person,
            ui=real.ui,
            sound=real.sound,
            recording=Recording(policy="always" if record else "off"),
            states=replace(Settings().states, no_answer_seconds=60.0),
        )

    def take_devices(self, real: Places, here: Places) -> None:
        """What was chosen for which headset goes along."""
        chosen = real.data / _CHOICES
        if chosen.is_file():
            here.data.mkdir(mode=0o700, parents=True, exist_ok=True)
            shutil.copyfile(chosen, here.data / _CHOICES)

    def fill(self, house: str, trainee: Person) -> None:
        """The invented center: its people at the house's address, its customers and its policy."""
        book = open_book(self.url)
        try:
            now, everybody = datetime.now(UTC), with_trainee(people.directory(house), trainee)
            people.fill(book, everybody, now)
            past.approve_policy(book, now)
        finally:
            book.close()

    def leave(self) -> None:
        """Remove all of it."""
        self._lock.unlock()
        shutil.rmtree(self.folder, ignore_errors=True)


def sweep() -> None:
    """Remove the folders of rehearsals whose process is dead: ours alone, and nothing that a link leads to."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        try:
            ours = is_our_user(folder.lstat().st_uid) and not folder.is_symlink()
        except OSError:  # somebody else has removed it
            continue
        if not ours or not (folder / _LOCK).is_file():
            continue  # without a lock: it is being made at this moment
        lock = QLockFile(str(folder / _LOCK))
        lock.setStaleLockTime(0)
        if lock.tryLock(0):
            shutil.rmtree(folder, ignore_errors=True)
            lock.unlock()


def with_trainee(everybody: Directory, trainee: Person) -> Directory:
    """The trainee sits where a colleague of the first line does otherwise."""
    return replace(
        everybody,
        people=tuple(
            replace(p, key=trainee.key, name=trainee.name, target="") if p.key == PLACE_OF else p
            for p in everybody.people
        ),
    )
