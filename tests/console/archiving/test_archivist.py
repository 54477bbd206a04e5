"""R60: finished recordings go into the archive one by one; what is erased goes out of it; nothing is lost between."""

import errno
from datetime import timedelta
from pathlib import Path

import pytest
import uuid6

from console.archiving.archivist import EXPIRE_EVERY, Archivist
from store.archive.keys import Unlock, public_of
from store.book import Book
from store.changes_recordings import EndRecording, ExpireRecordings, HoldRecording, PutRecordingRules
from store.errors import StoreUnavailable
from store.recording import Keeping, Recording
from store.recordings import Archive, State
from store.values import replace
from tests.console.archiving.floor import LONG_AGO, ME, NOW, archivist_of, begin, recorded
from tests.store.archive.wavs import OTHER, RECORDING, FaultyFileSystem, write_wav


def row(book: Book) -> Recording:
    found = book.recording(RECORDING)
    assert found is not None
    return found


@pytest.fixture
def faulty(tmp_path: Path, private: bytes) -> Archive:
    return Archive("faulty://floor", work=tmp_path / "work", public_key=public_of(private))


def test_R60_a_finished_recording_goes_into_the_archive(
    archive: Archive, book: Book, wav: Path, tmp_path: Path, unlock: Unlock
) -> None:
    recorded(book)
    standing = archivist_of(archive, tmp_path).turn(book)
    assert (standing.why, standing.waiting, standing.lost) == ("", 0, "")
    kept = row(book)
    assert kept.state is Keeping.KEPT
    assert not wav.exists()
    assert archive.verify(kept) is State.WHOLE
    with archive.audio(kept, unlock) as audio:
        assert audio.sound.seconds == kept.seconds
    assert archive.peaks(kept, unlock).seconds == kept.seconds


def test_R60_one_that_is_not_finished_or_not_known_waits(
    archive: Archive, book: Book, wav: Path, tmp_path: Path
) -> None:
    archivist = archivist_of(archive, tmp_path)
    archivist.turn(book)  # the engine has not told of it
    assert wav.exists()
    begin(book)
    archivist.turn(book)  # its end is not told
    assert wav.exists()
    assert row(book).state is Keeping.RECORDED
    book.apply(EndRecording(id=uuid6.uuid7(), at=NOW, person=ME, recording=RECORDING, seconds=3.0))
    archivist.turn(book)
    assert row(book).state is Keeping.KEPT
    assert not wav.exists()


def test_R60_all_that_wait_are_kept_in_their_order(
    archive: Archive, book: Book, wav: Path, tmp_path: Path
) -> None:
    write_wav(wav.parent, OTHER, 1.0)
    (wav.parent / "notes.wav").write_bytes(b"not ours")
    recorded(book)
    recorded(book, OTHER, seconds=1.0)
    archivist_of(archive, tmp_path).turn(book)
    assert len(archive.names()) == 4
    assert [path.name for path in wav.parent.iterdir()] == ["notes.wav"]


@pytest.mark.parametrize(
    ("error", "code"),
    [(ConnectionError("no route"), "unreachable"), (OSError(errno.ENOSPC, "no space"), "full")],
)
def test_R60_while_the_archive_cannot_be_reached_or_is_full_it_waits(
    error: OSError, code: str, faulty: Archive, book: Book, wav: Path, tmp_path: Path
) -> None:
    write_wav(wav.parent, OTHER, 1.0)
    recorded(book)
    recorded(book, OTHER, seconds=1.0)
    archivist = archivist_of(faulty, tmp_path)
    FaultyFileSystem.faults["write"] = [error]
    standing = archivist.turn(book)
    assert (standing.code, standing.waiting, standing.lost) == (code, 2, "")
    assert str(error.strerror or error) in standing.why
    assert wav.exists()
    assert row(book).state is Keeping.RECORDED
    assert archivist.turn(book).why == ""
    assert row(book).state is Keeping.KEPT
    assert not list(wav.parent.iterdir())


def test_R60_a_wav_that_somebody_deleted_is_lost_and_said_once(
    archive: Archive, book: Book, wav: Path, tmp_path: Path
) -> None:
    recorded(book)
    wav.unlink()
    archivist = archivist_of(archive, tmp_path)
    assert wav.name in archivist.turn(book).lost
    assert row(book).state is Keeping.LOST
    assert wav.name in row(book).why
    assert archivist.turn(book).lost == ""


def test_R60_of_a_lost_one_no_file_is_left_that_nobody_can_open(
    archive: Archive, book: Book, wav: Path, tmp_path: Path
) -> None:
    recorded(book)
    archive.keep(wav, RECORDING)  # killed before the store was told, and then somebody deleted the WAV
    wav.unlink()
    archivist_of(archive, tmp_path).turn(book)
    assert row(book).state is Keeping.LOST
    assert archive.names() == []


def test_R60_one_that_is_being_written_or_is_at_another_desk_is_not_lost(
    archive: Archive, book: Book, wav: Path, tmp_path: Path
) -> None:
    recorded(book)
    recorded(book, OTHER, person="somebody.else")
    wav.rename(wav.with_suffix(".part"))
    archivist_of(archive, tmp_path).turn(book)
    wav.with_suffix(".part").unlink()
    archivist_of(archive, tmp_path, alone=False).turn(book)
    assert row(book).state is Keeping.RECORDED
    archivist_of(archive, tmp_path).turn(book)
    assert row(book).state is Keeping.LOST
    assert book.recording(OTHER).state is Keeping.RECORDED


def test_R60_a_damaged_wav_stays_is_told_once_and_holds_up_no_other(
    archive: Archive, book: Book, wav: Path, tmp_path: Path
) -> None:
    good = wav.read_bytes()
    wav.write_bytes(b"no WAV")
    write_wav(wav.parent, OTHER, 1.0)
    recorded(book)
    recorded(book, OTHER, seconds=1.0)
    archivist = archivist_of(archive, tmp_path)
    standing = archivist.turn(book)
    assert standing.why == ""
    assert "cannot be read" in standing.lost
    assert row(book).state is Keeping.LOST
    assert book.recording(OTHER).state is Keeping.KEPT
    assert wav.exists()
    assert archivist.turn(book).lost == ""
    wav.write_bytes(good)  # somebody has repaired it
    archivist_of(archive, tmp_path).turn(book)
    assert row(book).state is Keeping.KEPT
    assert row(book).why == ""
    assert not wav.exists()


def test_R60_without_a_key_a_shared_archive_says_so_and_all_waits(
    book: Book, wav: Path, tmp_path: Path, private: bytes
) -> None:
    recorded(book)
    bare = Archive("faulty://floor", work=tmp_path / "work")
    archivist = archivist_of(bare, tmp_path)
    standing = archivist.turn(book)
    assert (standing.code, standing.waiting) == ("not_encrypted", 1)
    assert wav.exists()
    archivist.use(Archive("faulty://floor", work=tmp_path / "work", public_key=public_of(private)))
    assert archivist.turn(book).why == ""
    assert row(book).state is Keeping.KEPT


class _Away:
    """A store that cannot be told, as often as is said."""

    def __init__(self, book: Book, times: int) -> None:
        self._book, self._times = book, times

    def __getattr__(self, name: str) -> object:
        return getattr(self._book, name)

    def apply(self, change: object) -> None:
        if self._times:
            self._times -= 1
            raise StoreUnavailable("unavailable", "away")
        self._book.apply(change)  # type: ignore[arg-type]


def test_R60_if_the_store_cannot_be_told_the_wav_stays_and_the_next_try_leaves_one_copy(
    archive: Archive, book: Book, wav: Path, tmp_path: Path, unlock: Unlock
) -> None:
    recorded(book)
    archivist = archivist_of(archive, tmp_path)
    with pytest.raises(StoreUnavailable):
        archivist.turn(_Away(book, 1))  # type: ignore[arg-type]
    assert wav.exists()
    assert len(archive.names()) == 2  # there, and nobody knows the key
    archivist.turn(book)
    assert len(archive.names()) == 2
    with archive.audio(row(book), unlock) as audio:
        assert audio.sound.seconds == 3.0
    assert not wav.exists()


def test_R60_a_wav_left_beside_its_copy_is_deleted_and_is_kept_again_if_the_copy_is_gone(
    archive: Archive, book: Book, wav: Path, tmp_path: Path
) -> None:
    content = wav.read_bytes()
    recorded(book)
    archivist = archivist_of(archive, tmp_path)
    archivist.turn(book)
    first = row(book)
    wav.write_bytes(content)  # killed before it was deleted
    archivist.turn(book)
    assert not wav.exists()
    assert row(book) == first
    wav.write_bytes(content)
    archive.delete(RECORDING)
    archivist.turn(book)
    assert archive.verify(row(book)) is State.WHOLE
    assert row(book).sha256 != first.sha256


def test_R60_what_the_rules_keep_no_longer_is_deleted_everywhere(
    archive: Archive, book: Book, wav: Path, tmp_path: Path, unlock: Unlock
) -> None:
    content = wav.read_bytes()
    recorded(book, at=LONG_AGO)
    archivist_of(archive, tmp_path).turn(book)
    gone = row(book)
    assert (gone.state, gone.why, gone.key) == (Keeping.ERASED, "retention", "")
    assert gone.gone_at == NOW
    assert archive.names() == []
    assert not wav.exists()
    wav.write_bytes(content)  # at a desk that had not kept it yet
    archivist_of(archive, tmp_path).turn(book)
    assert not wav.exists()
    assert archive.names() == []


def test_R60_of_a_shorter_rule_all_that_is_due_goes_in_one_turn(
    archive: Archive, book: Book, tmp_path: Path
) -> None:
    began = NOW - timedelta(days=364)
    for _ in range(1100):
        recorded(book, uuid6.uuid7(), at=began, seconds=1.0)
    days = {"customer": 30}
    book.apply(PutRecordingRules(id=uuid6.uuid7(), at=NOW, person=ME, agents_hear_own=True, days=days))
    assert book.recordings_going(book.recording_rules(), NOW) == 1100
    archivist_of(archive, tmp_path).turn(book)
    assert book.recordings_going(book.recording_rules(), NOW) == 0


def test_R60_a_legal_hold_keeps_it(archive: Archive, book: Book, wav: Path, tmp_path: Path) -> None:
    recorded(book, at=LONG_AGO)
    book.apply(
        HoldRecording(id=uuid6.uuid7(), at=NOW, person=ME, recording=RECORDING, on=True, why="a court asks")
    )
    archivist_of(archive, tmp_path).turn(book)
    assert row(book).state is Keeping.KEPT
    assert archive.verify(row(book)) is State.WHOLE


def test_R60_what_cannot_be_deleted_now_is_deleted_later(
    faulty: Archive, book: Book, wav: Path, tmp_path: Path
) -> None:
    recorded(book, at=NOW - timedelta(days=364))
    archivist = archivist_of(faulty, tmp_path)
    archivist.turn(book)
    assert row(book).state is Keeping.KEPT
    book.apply(ExpireRecordings(id=uuid6.uuid7(), at=NOW + timedelta(days=2), person=ME))
    FaultyFileSystem.faults["rm"] = [ConnectionError("no route")]
    assert archivist.turn(book).code == "unreachable"
    assert row(book).gone_at is None
    assert archivist.turn(book).why == ""
    assert row(book).gone_at == NOW
    assert faulty.names() == []


def test_R60_an_erasure_in_the_midst_of_keeping_wins(
    archive: Archive, book: Book, wav: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    recorded(book, at=NOW - timedelta(days=364))
    keep = archive.keep

    def slow(*args: object, **more: object) -> object:
        kept = keep(*args, **more)  # type: ignore[arg-type]
        book.apply(ExpireRecordings(id=uuid6.uuid7(), at=NOW + timedelta(days=2), person=ME))
        return kept

    monkeypatch.setattr(archive, "keep", slow)
    archivist_of(archive, tmp_path).turn(book)
    assert row(book).state is Keeping.ERASED
    assert row(book).gone_at == NOW
    assert archive.names() == []
    assert not wav.exists()


def test_R60_of_folders_of_their_own_only_the_desk_that_recorded_says_that_it_is_gone(
    book: Book, wav: Path, tmp_path: Path
) -> None:
    recorded(book, person="somebody.else", at=LONG_AGO)
    wav.unlink()
    own = Archive(str(tmp_path / "archive"), work=tmp_path / "work")
    archivist_of(own, tmp_path, alone=False).turn(book)
    assert row(book).state is Keeping.ERASED
    assert row(book).gone_at is None


def test_R60_retention_is_looked_at_again_after_an_hour(
    archive: Archive, book: Book, wav: Path, tmp_path: Path
) -> None:
    recorded(book, at=NOW - timedelta(days=365) + timedelta(minutes=30))
    now = [NOW]
    archivist = Archivist(
        archive, wav.parent, people=(ME,), alone=True, now=lambda: now[0], new_id=uuid6.uuid7
    )
    archivist.turn(book)
    assert row(book).state is Keeping.KEPT
    now[0] += EXPIRE_EVERY
    archivist.turn(book)
    assert replace(row(book), gone_at=None).state is Keeping.ERASED


def test_R60_it_stops_between_two_when_the_console_closes(
    archive: Archive, book: Book, wav: Path, tmp_path: Path
) -> None:
    recorded(book)
    archivist = Archivist(
        archive,
        wav.parent,
        people=(ME,),
        alone=True,
        now=lambda: NOW,
        new_id=uuid6.uuid7,
        stopping=lambda: True,
    )
    archivist.turn(book)
    assert wav.exists()
    assert row(book).state is Keeping.RECORDED
