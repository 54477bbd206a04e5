"""What a console makes of the engine's recordings: kept, played and taken along, by the settings as they are now."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4

import pytest
import uuid6
from pytestqt.qtbot import QtBot

from console import secrets
from console.archiving.archivist import Standing
from console.desk.erasing import Forgotten
from console.desk.exports import Exported
from console.key_text import private_to_text
from console.places import Places, of
from console.recordings import Recordings
from console.replay.line import Sound
from console.replay.rehearsed import REHEARSED
from console.replay.sources import SourceError
from console.settings import Person, Settings
from console.settings_recording import Recording
from store.archive.keys import new_key, public_of
from store.book import Book
from store.open import open_book
from store.recording import Keeping
from store.recording import Recording as Recorded
from store.recordings import Archive
from tests.console.archiving.floor import ME, recorded
from tests.store.archive.wavs import RECORDING, write_wav

DEADLINE = 30_000


class Desk:
    """A console's recordings, and the settings that it is asked by."""

    def __init__(self) -> None:
        self.settings = Settings(person=Person(key=ME))
        self.places: Places = of().prepare()
        self.told: list[Standing] = []
        self.recordings = Recordings(
            lambda: open_book(self.places.store_url), lambda: self.settings, self.places,
            url=self.places.store_url, new_id=uuid6.uuid7,
        )  # fmt: skip

    def keep_at(self, url: str) -> None:
        self.settings = Settings(person=Person(key=ME), recording=Recording(url=url))
        self.recordings.keep(self.told.append)


@pytest.fixture
def desk(qtbot: QtBot) -> Iterator[Desk]:
    made = Desk()
    yield made
    made.recordings.stop()


@pytest.fixture
def book(desk: Desk) -> Iterator[Book]:
    opened = open_book(desk.places.store_url)
    yield opened
    opened.close()


def archived(
    folder: Path, work: Path, recording: UUID, private: bytes = b"", purpose: str = "customer"
) -> Recorded:
    """As the store has it, its sound in that folder."""
    archive = Archive(str(folder), work=work, public_key=public_of(private) if private else b"")
    kept = archive.keep(write_wav(work, recording, seconds=1.0), recording)
    return Recorded(
        id=recording, person=ME, started_at=datetime.now(UTC), state=Keeping.KEPT, name=kept.name, size=kept.size,
        sha256=kept.sha256, peaks=kept.peaks, key=kept.key, purpose=purpose,
    )  # fmt: skip


def test_nothing_of_the_archive_is_imported_for_a_desk_that_has_recorded_nothing() -> None:
    program = """
import sys
import console.recordings
heavy = {"numpy", "fsspec", "soundfile", "cryptography", "jinja2"} & set(sys.modules)
assert not heavy, heavy
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_before_anything_is_kept_there_is_nothing_to_hurry_or_to_stop(desk: Desk) -> None:
    desk.recordings.nudge()
    desk.recordings.stop()
    assert not desk.places.archive.exists()


def test_R60_other_settings_hold_for_what_waits_and_one_thread_keeps_it_all(
    desk: Desk, book: Book, qtbot: QtBot, tmp_path: Path
) -> None:
    write_wav(desk.places.recordings, RECORDING, 1.0)
    recorded(book, seconds=1.0)
    (tmp_path / "file").write_text("no folder")
    desk.keep_at(str(tmp_path / "file" / "archive"))
    desk.recordings.nudge()
    qtbot.waitUntil(lambda: bool(desk.told), timeout=DEADLINE)
    assert desk.told[0].waiting == 1
    desk.keep_at(str(tmp_path / "archive"))
    qtbot.waitUntil(lambda: len(desk.told) == 2, timeout=DEADLINE)
    assert desk.told[1] == Standing()
    kept = book.recording(RECORDING)
    assert kept is not None
    assert kept.state is Keeping.KEPT
    assert [t.name for t in threading.enumerate()].count("archive") == 1


def test_R60_whether_recordings_could_be_kept_is_said_in_words(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    good = Settings(recording=Recording(url=str(tmp_path / "archive")))
    assert desk.recordings.why_not_kept(good) == ""
    bad = Settings(recording=Recording(url=str(tmp_path / "file" / "archive")))
    assert str(tmp_path) in desk.recordings.why_not_kept(bad)
    bare = Settings(recording=Recording(encrypt="always"))
    assert "key" in desk.recordings.why_not_kept(bare)


def test_R61_what_is_played_comes_from_where_recordings_are_kept_now(desk: Desk, tmp_path: Path) -> None:
    sources = desk.recordings.sources()
    one = archived(desk.places.archive, tmp_path / "work", uuid4())
    other = archived(tmp_path / "other", tmp_path / "work", uuid4())
    assert sources.shape(one).left
    with pytest.raises(SourceError) as caught:
        sources.shape(other)
    assert caught.value.sound is Sound.NO_FILE
    desk.settings = Settings(recording=Recording(url=str(tmp_path / "other")))
    assert sources.shape(other).left


def test_R61_a_keyring_is_asked_once_and_again_when_the_floor_is_another(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    private = new_key()
    monkeypatch.setenv(secrets.RECORDINGS_VARIABLE, private_to_text(private))
    asked: list[str] = []
    keyring = secrets.recordings_key

    def ask(floor: str, entry: str = "") -> bytes | None:
        asked.append(floor)
        return keyring(floor, entry)

    monkeypatch.setattr(secrets, "recordings_key", ask)
    sealed = [archived(desk.places.archive, tmp_path / "work", uuid4(), private) for _ in range(3)]
    sources = desk.recordings.sources()
    for one in sealed:
        assert sources.shape(one).left
    assert asked == ["Warmline"]
    floor = desk.settings.floor
    desk.settings = Settings(floor=type(floor)(name="North"))
    assert sources.shape(sealed[0]).left
    assert asked == ["Warmline", "North"]


def test_R64_the_sound_of_rehearsals_is_that_of_whoever_has_rehearsed(desk: Desk, tmp_path: Path) -> None:
    theirs = of("trainee").prepare()
    sources = desk.recordings.sources()
    tried = archived(theirs.rehearsals, tmp_path / "work", uuid4(), purpose=REHEARSED)
    with pytest.raises(SourceError):
        sources.shape(tried)
    desk.recordings.rehearsed = Settings(), theirs
    assert sources.shape(tried).left
    call = archived(desk.places.archive, tmp_path / "work", uuid4())
    assert sources.shape(call).left, "a call's is still this desk's"


def test_what_is_not_there_to_be_taken_along_or_erased_is_told_each_time(
    desk: Desk, book: Book, qtbot: QtBot, tmp_path: Path
) -> None:
    exported: list[Exported] = []
    forgotten: list[Forgotten] = []
    out = tmp_path / "case.zip"
    for _ in range(2):
        desk.recordings.export(uuid4(), out, exported.append)
        desk.recordings.erase(uuid4(), forgotten.append)
    qtbot.waitUntil(lambda: (len(exported), len(forgotten)) == (2, 2), timeout=DEADLINE)
    assert {done.why for done in exported} == {"This ticket is not in the store any more."}
    assert all(done.refused for done in forgotten)
    assert book.erasures() == ()
    assert not out.exists()
