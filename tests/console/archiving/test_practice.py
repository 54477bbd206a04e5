"""R64: the sound of rehearsals in an archive of its own: kept, deleted when it is due or with its try."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from console.archiving.practice import Practice
from console.player.archive import ArchiveSources
from console.replay.line import Sound
from console.replay.rehearsed import case_of
from console.replay.sources import SourceError
from store.archive.keys import new_key, public_of, unwrap
from store.changes_rehearsal import DropTry, KeepTry
from store.memory import MemoryBook
from store.recordings import Archive
from store.rehearsal import RehearsalTry, TriedStep, TrySound
from store.values import replace
from tests.store.archive.wavs import write_wav

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
ME = "maria.lopez"
PRIVATE = new_key()


class Desk:
    def __init__(self, folder: Path) -> None:
        self.folder = folder / "engine"
        self.folder.mkdir()
        self.book = MemoryBook()
        self.now = NOW
        self.archive = Archive(str(folder / "kept"), work=folder / "work", public_key=public_of(PRIVATE))
        self.practice = Practice(self.archive, person=ME, now=lambda: self.now, new_id=uuid4)

    def tried(self, *sounds: TrySound) -> RehearsalTry:
        """A try that the store knows, with its WAVs beside the engine."""
        attempt = uuid4()
        for sound in sounds:
            write_wav(self.folder, sound.id, 1.0)
        self.book.apply(
            KeepTry(
                id=uuid4(), at=self.now, person=ME, attempt=attempt, scenario="busy", title="Busy", edition="1",
                seed=1, started_at=self.now, seconds=9.0, sounds=sounds,
                steps=(TriedStep(check="answered", weight=1, points=1.0),),
            )
        )  # fmt: skip
        return next(t for t in self.book.rehearsal_tries() if t.id == attempt)

    def kept(self) -> RehearsalTry:
        one = self.tried(sound(), sound())
        return self.practice.keep(self.book, one, self.folder)[0]

    def delete(self, mine: Callable[[str], bool] = lambda _: True) -> int:
        return self.practice.delete_due(self.book, 30, mine)


def sound() -> TrySound:
    return TrySound(id=uuid4(), at=1.0, seconds=1.0)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_R64_each_leg_is_kept_sealed_and_can_be_opened(desk: Desk) -> None:
    one = desk.kept()
    assert desk.book.rehearsal_tries() == (one,)
    for each in one.sounds:
        assert each.name == f"{each.id.hex}.flac.enc"

        def unlock(recording: UUID, key: str) -> bytes:
            return unwrap(key, PRIVATE, recording)

        with desk.archive.audio(each, unlock) as audio:
            assert audio.sound.channels == 2


def test_R64_a_damaged_file_costs_that_leg_alone_and_is_told(desk: Desk) -> None:
    one = desk.tried(sound(), sound())
    (desk.folder / f"{one.sounds[0].id.hex}.wav").write_bytes(b"no sound")
    kept, why = desk.practice.keep(desk.book, one, desk.folder)
    assert [bool(s.name) for s in kept.sounds] == [False, True]
    assert why
    assert desk.book.rehearsal_tries()[0].sounds == kept.sounds


def test_R64_sound_whose_try_was_deleted_meanwhile_is_not_left(desk: Desk) -> None:
    one = desk.tried(sound())
    desk.book.apply(DropTry(id=uuid4(), at=NOW, person=ME, attempt=one.id))
    kept, why = desk.practice.keep(desk.book, one, desk.folder)
    assert (kept.sounds, desk.archive.names()) == ((), [])
    assert why


def test_R64_deleting_a_try_deletes_its_sound_and_no_other(desk: Desk) -> None:
    one, other = desk.kept(), desk.kept()
    assert desk.delete() == 0
    desk.book.apply(DropTry(id=uuid4(), at=NOW, person=ME, attempt=one.id))
    assert desk.delete() == 1
    assert {name[:32] for name in desk.archive.names()} == {s.id.hex for s in other.sounds}
    assert desk.delete() == 0


def test_R64_sound_is_deleted_after_its_days_and_the_try_stays(desk: Desk) -> None:
    one = desk.kept()
    desk.now += timedelta(days=30)
    assert desk.delete() == 0
    desk.now += timedelta(minutes=1)
    assert desk.delete() == 1
    assert desk.archive.names() == []
    assert desk.book.rehearsal_tries() == (replace(one, sounds=()),)


def test_R64_what_another_desk_has_recorded_is_left_to_it(desk: Desk) -> None:
    desk.kept()
    desk.now += timedelta(days=40)
    assert desk.delete(lambda who: who != ME) == 0
    assert desk.archive.names()


def test_R64_the_player_takes_a_try_s_sound_from_their_archive_and_says_what_is_wrong_with_it(
    desk: Desk, tmp_path: Path
) -> None:
    one = desk.kept()
    calls = Archive(str(tmp_path / "calls"), work=tmp_path / "calls_work")

    def unlock(recording: UUID, key: str) -> bytes:
        return unwrap(key, PRIVATE, recording)

    sources = ArchiveSources(lambda: (calls, unlock), lambda: (desk.archive, unlock))
    first, second = case_of(one).recordings
    assert sources.shape(first).seconds == pytest.approx(1.0, abs=0.1)
    reel = sources.reel(first)
    assert len(reel.read(0, 8000)) == 8000
    reel.close()
    with pytest.raises(SourceError) as elsewhere:
        sources.reel(replace(first, purpose="customer"))
    assert elsewhere.value.sound is Sound.NO_FILE, "a call of a customer is not looked for there"
    file = tmp_path / "kept" / first.name
    file.write_bytes(file.read_bytes()[:-9])
    with pytest.raises(SourceError) as damaged:
        sources.reel(first)
    assert damaged.value.sound is Sound.BROKEN
    (tmp_path / "kept" / second.name).unlink()
    with pytest.raises(SourceError) as missing:
        sources.reel(second)
    assert missing.value.sound is Sound.NO_FILE
