"""R60: the thread that keeps recordings: nudged, patient, told, and gone when the console goes."""

import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import uuid6
from pytestqt.qtbot import QtBot

from console import secrets
from console.archiving.archivist import Standing
from console.archiving.made import archive_to_keep, keys_of
from console.archiving.practice import Practice
from console.archiving.running import ArchiveThread, RunningArchive, Work
from console.places import of
from console.recording_keys import RecordingKeys
from console.settings import Person, Settings
from console.settings_recording import Recording
from store.archive.errors import ArchiveError
from store.archive.keys import Unlock, new_key, public_of
from store.book import Book
from store.changes_rehearsal import DropTry, KeepTry
from store.errors import StoreUnavailable
from store.memory import MemoryBook
from store.open import open_book
from store.recording import Keeping
from store.recordings import Archive
from store.rehearsal import TriedStep, TrySound
from store.values import replace
from tests.console.archiving.floor import ME, recorded
from tests.store.archive.wavs import OTHER, RECORDING, FaultyFileSystem, write_wav

DEADLINE = 30.0


class Told:
    """What the thread says, to be waited for."""

    def __init__(self) -> None:
        self.said: list[Standing] = []
        self._more = threading.Condition()

    def __call__(self, standing: Standing) -> None:
        with self._more:
            self.said.append(standing)
            self._more.notify_all()

    def wait(self, wanted: Callable[[], bool]) -> None:
        with self._more:
            assert self._more.wait_for(wanted, DEADLINE), self.said


class Watched(MemoryBook):
    """A book that tells when something was applied; it stays open for the test."""

    def __init__(self) -> None:
        super().__init__()
        self.applied = threading.Condition()

    def apply(self, change: object) -> None:
        super().apply(change)  # type: ignore[arg-type]
        with self.applied:
            self.applied.notify_all()

    def close(self) -> None:
        pass

    def wait_for(self, recording: object, state: Keeping) -> None:
        def is_there() -> bool:
            found = self.recording(recording)  # type: ignore[arg-type]
            return found is not None and found.state is state

        with self.applied:
            assert self.applied.wait_for(is_there, DEADLINE)


@pytest.fixture
def watched() -> Watched:
    return Watched()


@pytest.fixture
def work(tmp_path: Path, private: bytes) -> Work:
    def make() -> Archive:
        return Archive("faulty://floor", work=tmp_path / "work", public_key=public_of(private))

    return Work(
        folder=tmp_path / "engine", people=(ME,), alone=True, make=make, new_id=uuid6.uuid7, first_seconds=0.0,
        look_seconds=DEADLINE, patience=(0.01, 0.02),
    )  # fmt: skip


@pytest.fixture
def run() -> Iterator[Callable[..., ArchiveThread]]:
    threads: list[ArchiveThread] = []

    def start(book: Callable[[], Book], work: Work, told: Callable[[Standing], None]) -> ArchiveThread:
        thread = ArchiveThread(book, work, told=told)
        threads.append(thread)
        thread.start()
        return thread

    yield start
    for thread in threads:
        assert thread.stop(DEADLINE)


def test_R60_what_the_last_console_left_is_kept_at_the_start_and_more_when_it_is_nudged(
    work: Work, wav: Path, watched: Watched, run: Callable[..., ArchiveThread]
) -> None:
    recorded(watched)
    told = Told()
    thread = run(lambda: watched, work, told)
    watched.wait_for(RECORDING, Keeping.KEPT)
    write_wav(wav.parent, OTHER, 1.0)
    recorded(watched, OTHER, seconds=1.0)
    thread.nudge()
    watched.wait_for(OTHER, Keeping.KEPT)
    assert told.said == []  # nothing was wrong


def test_R60_it_tries_again_until_the_archive_is_back_and_says_so_once_each(
    work: Work, wav: Path, watched: Watched, run: Callable[..., ArchiveThread]
) -> None:
    recorded(watched)
    FaultyFileSystem.faults["write"] = [ConnectionError("no route") for _ in range(4)]
    told = Told()
    run(lambda: watched, work, told)
    watched.wait_for(RECORDING, Keeping.KEPT)
    told.wait(lambda: len(told.said) == 2)
    assert [(s.code, s.waiting) for s in told.said] == [("unreachable", 1), ("", 0)]
    assert not wav.exists()


def test_R60_a_store_that_is_away_is_waited_for(
    work: Work, wav: Path, watched: Watched, run: Callable[..., ArchiveThread]
) -> None:
    recorded(watched)
    tries = iter([True, True, False])

    def opened() -> Book:
        if next(tries, False):
            raise StoreUnavailable("unavailable", "away")
        return watched

    run(opened, work, Told())
    watched.wait_for(RECORDING, Keeping.KEPT)


def test_R60_a_key_that_is_made_later_is_found_by_itself(
    work: Work, wav: Path, watched: Watched, run: Callable[..., ArchiveThread], tmp_path: Path
) -> None:
    recorded(watched)
    bare = threading.Event()

    def make() -> Archive:
        if bare.is_set():
            return work.make()
        return Archive("faulty://floor", work=tmp_path / "work")

    told = Told()
    run(lambda: watched, replace(work, make=make), told)
    told.wait(lambda: bool(told.said))
    assert told.said[0].code == "not_encrypted"
    bare.set()
    watched.wait_for(RECORDING, Keeping.KEPT)


def test_R60_a_key_that_cannot_be_read_is_told_and_all_waits(
    work: Work, wav: Path, watched: Watched, run: Callable[..., ArchiveThread]
) -> None:
    recorded(watched)

    def make() -> Archive:
        raise ArchiveError("no_key", "the keyring is locked")

    told = Told()
    thread = run(lambda: watched, replace(work, make=make), told)
    told.wait(lambda: bool(told.said))
    assert told.said[0].why == "the keyring is locked"
    assert wav.exists()
    thread.settings_changed(work)
    watched.wait_for(RECORDING, Keeping.KEPT)


def test_R60_where_nothing_was_ever_recorded_no_store_is_opened(
    work: Work, tmp_path: Path, run: Callable[..., ArchiveThread]
) -> None:
    asked = threading.Event()

    def opened() -> Book:
        asked.set()
        return MemoryBook()

    idle = replace(work, archive_folder=tmp_path / "archive", look_seconds=0.01)
    thread = run(opened, idle, Told())
    assert not asked.is_set()
    (tmp_path / "engine").mkdir()
    thread.nudge()
    assert asked.wait(DEADLINE)  # from then on it is


def test_R60_the_archive_is_what_the_settings_say(
    wav: Path, monkeypatch: pytest.MonkeyPatch, private: bytes, unlock: Unlock
) -> None:
    from console.key_text import private_to_text, public_to_text

    places = of().prepare()
    plain = archive_to_keep(Settings(), places, keys_of(Settings()))
    assert plain.url == str(places.archive)
    assert not plain.seals
    plain.check()
    monkeypatch.setenv(secrets.RECORDINGS_VARIABLE, private_to_text(private))
    assert archive_to_keep(Settings(), places, keys_of(Settings())).seals
    monkeypatch.delenv(secrets.RECORDINGS_VARIABLE)
    always = Settings(recording=Recording(encrypt="always"))
    with pytest.raises(ArchiveError) as caught:
        archive_to_keep(always, places, keys_of(always)).check()
    assert caught.value.code == "not_encrypted"
    shared = Settings(
        recording=Recording(url="memory://floor", public_key=public_to_text(public_of(private)))
    )
    archive = archive_to_keep(shared, places, keys_of(shared))  # records, and could not listen
    kept = archive.keep(wav, RECORDING)
    monkeypatch.setenv(secrets.RECORDINGS_VARIABLE, private_to_text(private))
    assert len(keys_of(shared).unlock(RECORDING, kept.key)) == 32


def test_R60_a_key_that_is_not_here_is_named_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    from console.key_text import private_to_text
    from store.archive.keys import name_of, wrap

    wanted, other = new_key(), new_key()
    wrapped = wrap(bytes(32), public_of(wanted), RECORDING)
    monkeypatch.setenv(secrets.RECORDINGS_VARIABLE, private_to_text(other))
    with pytest.raises(ArchiveError) as caught:
        RecordingKeys("North").unlock(RECORDING, wrapped)
    assert caught.value.code == "no_key"
    assert name_of(public_of(wanted)) in caught.value.message
    assert "warmline key recordings import" in caught.value.message
    monkeypatch.setenv(secrets.RECORDINGS_VARIABLE, "damaged")
    with pytest.raises(ArchiveError, match="damaged"):
        RecordingKeys("North").unlock(RECORDING, wrapped)


def test_R60_a_console_keeps_what_it_finds_in_its_profile_and_is_told_on_its_own_thread(
    qtbot: QtBot, tmp_path: Path
) -> None:
    places = of().prepare()
    write_wav(places.recordings, RECORDING, 1.0)
    book = open_book(places.store_url)
    recorded(book, seconds=1.0)
    me = Person(key=ME)
    away = Settings(person=me, recording=Recording(url=str(tmp_path / "no" / "disk")))
    told: list[tuple[int, Standing]] = []
    running = RunningArchive(
        lambda: open_book(places.store_url), away, places,
        url=places.store_url, new_id=uuid6.uuid7, told=lambda s: told.append((threading.get_ident(), s)),
    )  # fmt: skip
    running.start()
    running.nudge()
    qtbot.waitUntil(lambda: bool(told), timeout=30_000)
    assert told[0][0] == threading.get_ident()
    assert (told[0][1].code, told[0][1].waiting) == ("unreachable", 1)
    running.use(Settings(person=me))
    qtbot.waitUntil(lambda: book.recording(RECORDING).state is Keeping.KEPT, timeout=30_000)
    qtbot.waitUntil(lambda: len(told) == 2, timeout=30_000)
    assert told[1][1] == Standing()
    running.stop()
    book.close()
    assert not list(places.recordings.iterdir())
    assert len(list(places.archive.iterdir())) == 2


def test_R64_a_try_that_is_deleted_takes_its_sound_along_though_nobody_had_rehearsed_at_the_start(
    work: Work, watched: Watched, tmp_path: Path, run: Callable[..., ArchiveThread]
) -> None:
    folder, engine = tmp_path / "practice", tmp_path / "rehearsal"
    practised = Archive(str(folder), work=tmp_path / "rehearsing")
    work = replace(
        work, make_practice=lambda: practised, practice_folder=folder, archive_folder=tmp_path / "none"
    )
    thread = run(lambda: watched, work, Told())
    now, attempt = datetime.now(UTC), uuid6.uuid7()
    engine.mkdir()
    write_wav(engine, OTHER, 1.0)
    kept = KeepTry(
        id=uuid6.uuid7(), at=now, person=ME, attempt=attempt, scenario="busy", title="Busy", edition="1", seed=1,
        started_at=now, seconds=1.0, steps=(TriedStep(check="answered", weight=1, points=1.0),),
        sounds=(TrySound(id=OTHER, at=0.0, seconds=1.0),),
    )  # fmt: skip
    watched.apply(kept)
    (one,) = watched.rehearsal_tries()
    Practice(practised, person=ME, now=lambda: now, new_id=uuid6.uuid7).keep(watched, one, engine)
    assert practised.names()
    watched.apply(DropTry(id=uuid6.uuid7(), at=now, person=ME, attempt=attempt))
    thread.nudge()
    with watched.applied:
        assert watched.applied.wait_for(lambda: not watched.try_sounds_to_delete(now), DEADLINE)
    assert practised.names() == []
