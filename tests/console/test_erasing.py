"""`warmline erase`, `hold`, `release`, `retention` and `erasures`: what they say, do, and refuse (R60)."""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn
from uuid import UUID, uuid4

import pytest
from pytestqt.qtbot import QtBot

from console import places
from console.desk.erasing import Forgotten
from console.erasing import EXIT_DONE, EXIT_UNFINISHED, carry_out, erase, export, hold, replay, retention
from console.erasing_running import RunningErasures
from console.errors import ConsoleError
from console.opening import settings_of
from store.book import Book
from store.changes import PutCustomers
from store.changes_recordings import BeginRecording, EndRecording
from store.erasure_list import read
from store.errors import StoreUnavailable
from store.open import open_book
from store.recording import Keeping, RecordingQuery
from store.values import replace
from tests.store.story import DIRECTORY, Story
from tests.store.test_book_erasure_contract import NUMBER, ZELDA

BOSS, AGENT = "ada.manager", "maria.lopez"


@pytest.fixture
def where(warmline_home: Path) -> places.Places:
    """A desk of Ada's, who leads the floor, and a call of Zelda's."""
    found = places.of().prepare()
    sits(found, BOSS)
    book = open_book(found.store_url)
    boss = replace(DIRECTORY.people[0], key=BOSS, name="Ada", role="administrator", extension="2001")
    story = Story(book).begin()
    story.directory(replace(DIRECTORY, people=(*DIRECTORY.people, boss)))
    story.tell(PutCustomers, customers=(ZELDA,))
    call, recording = story.talk(NUMBER), uuid4()
    story.tell(BeginRecording, recording=recording, call=call, started_at=story.now)
    story.tell(EndRecording, recording=recording, seconds=2.0)
    story.end(call)
    book.close()
    found.recordings.mkdir(parents=True)
    (found.recordings / f"{recording.hex}.wav").write_bytes(b"RIFF")
    return found


def sits(where: places.Places, person: str) -> None:
    where.config.parent.mkdir(parents=True, exist_ok=True)
    where.config.write_text(f'[person]\nkey = "{person}"\n')


def asked(where: places.Places, ask: Callable[[Book], object]) -> object:
    book = open_book(where.store_url)
    try:
        return ask(book)
    finally:
        book.close()


def refused(do: Callable[[], int]) -> ConsoleError:
    with pytest.raises(ConsoleError) as refusal:
        do()
    assert refusal.value.message.rstrip().endswith((".", "?"))
    return refusal.value


def customers(where: places.Places) -> object:
    return asked(where, lambda book: len(book.customers("zelda")))


def recording(where: places.Places) -> object:
    every = RecordingQuery(states=tuple(Keeping))
    return asked(where, lambda book: book.recordings_list(every)[0].recording.state)


@pytest.mark.parametrize("who", [NUMBER, "zelda quim", str(ZELDA.id)])
def test_R60_a_customer_is_shown_and_then_erased_with_the_audio(
    where: places.Places, capsys: pytest.CaptureFixture[str], who: str
) -> None:
    assert erase(who, where, apply=False) == EXIT_DONE
    told = capsys.readouterr().out
    assert "Zelda Quimby-Xavier" in told
    assert "Tickets, with everything that hangs on them: 1" in told
    assert "Recordings: 1" in told
    assert "--apply" in told
    assert customers(where) == 1
    assert erase(who, where, apply=True) == EXIT_DONE
    assert "Nothing of it is left but ids." in capsys.readouterr().out
    assert customers(where) == 0
    assert recording(where) is Keeping.ERASED
    assert list(where.recordings.iterdir()) == []
    assert b"Zelda" not in b"".join(f.read_bytes() for f in where.data.glob("warmline.db*"))


def test_R60_a_disk_that_keeps_the_audio_is_told(
    where: places.Places, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from store.archive.errors import ArchiveError
    from store.recordings import Archive

    def fails(_archive: Archive, _which: UUID) -> None:
        raise ArchiveError("unreachable", "The archive cannot be reached.")

    monkeypatch.setattr(Archive, "delete", fails)
    assert erase(NUMBER, where, apply=True) == EXIT_UNFINISHED
    told = capsys.readouterr().out
    assert "The archive cannot be reached." in told
    assert "Recordings still to be deleted, by the consoles that have them: 1" in told
    assert customers(where) == 0


def test_R60_only_managers_erase_hold_and_make_rules(where: places.Places) -> None:
    sits(where, AGENT)
    assert refused(lambda: erase(NUMBER, where, apply=True)).code == "not_allowed"
    assert refused(lambda: hold("TK-0000001", "A claim.", where, on=True)).code == "not_allowed"
    assert refused(lambda: retention(("customer=1",), where, hear_own=None)).code == "not_allowed"
    assert customers(where) == 1


def test_R60_nobody_and_more_than_one_are_told(where: places.Places) -> None:
    assert refused(lambda: erase("nobody at all", where, apply=True)).code == "unknown_customer"
    assert refused(lambda: erase(str(uuid4()), where, apply=True)).code == "unknown_customer"
    several = refused(lambda: erase("reyes", where, apply=True))
    assert several.code == "ambiguous"
    assert str(UUID(int=3)) in several.message


def test_R60_a_hold_keeps_and_its_release_lets_go(
    where: places.Places, capsys: pytest.CaptureFixture[str]
) -> None:
    assert hold("tk-0000001", "A claim.", where, on=True) == EXIT_DONE
    assert "TK-0000001, recordings that are on legal hold: 1" in capsys.readouterr().out
    held = refused(lambda: erase(NUMBER, where, apply=True))
    assert held.code == "legal_hold"
    assert "TK-0000001" in held.message
    assert hold("1", "Settled.", where, on=False) == EXIT_DONE
    assert erase(NUMBER, where, apply=True) == EXIT_DONE


@pytest.mark.parametrize("ticket", ["TK-9999999", "x", ""])
def test_R60_a_ticket_that_is_not_there_is_told(where: places.Places, ticket: str) -> None:
    assert refused(lambda: hold(ticket, "why", where, on=True)).code == "unknown_ticket"


def test_R60_the_rules_are_shown_and_changed(
    where: places.Places, capsys: pytest.CaptureFixture[str]
) -> None:
    assert retention((), where, hear_own=None) == EXIT_DONE
    assert "customer   365 days" in capsys.readouterr().out
    assert retention(("customer=30", "consult="), where, hear_own=False) == EXIT_DONE
    told = capsys.readouterr().out
    assert "customer   30 days" in told
    assert "consult    -" in told
    assert "complaint  1095 days" in told
    assert "Agents hear no recordings." in told
    assert refused(lambda: retention(("moon=3",), where, hear_own=None)).code == "bad_value"
    assert refused(lambda: retention(("customer=soon",), where, hear_own=None)).code == "bad_value"


def test_R60_the_list_goes_to_where_the_backups_are_and_is_replayed(
    where: places.Places, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "erased.jsonl"
    assert refused(lambda: replay(file, where)).code == "no_file"
    store = where.data / "warmline.db"
    before = store.read_bytes()
    assert erase(NUMBER, where, apply=True) == EXIT_DONE
    assert export(file, where) == EXIT_DONE
    assert len(read(file)) == 1
    (where.data / "warmline.db.erasures").unlink()
    store.write_bytes(before)
    assert customers(where) == 1
    capsys.readouterr()
    assert replay(file, where) == EXIT_DONE
    assert "Erasures done again: 1" in capsys.readouterr().out
    assert customers(where) == 0
    assert replay(None, where) == EXIT_DONE
    assert "knows of all" in capsys.readouterr().out


def test_R60_a_console_erases_beside_its_work_and_is_told_on_its_own_thread(
    where: places.Places, qtbot: QtBot
) -> None:
    told: list[tuple[Forgotten, int]] = []
    settings, desks = settings_of(where), open_book(where.store_url)
    try:
        assert desks.customers("zelda")
        erase_ = RunningErasures(lambda: open_book(where.store_url), lambda: settings, where)
        erase_(ZELDA.id, lambda done: told.append((done, threading.get_ident())))
        qtbot.waitUntil(lambda: bool(told), timeout=30_000)
        assert desks.changed(), "the desk reads anew"
        assert desks.customers("zelda") == ()
    finally:
        desks.close()
    done, thread = told[0]
    assert thread == threading.get_ident()
    assert (done.refused, done.scrubbed, done.left) == ("", True, 0)
    assert done.erasure is not None
    assert done.erasure.customer == ZELDA.id
    assert customers(where) == 0
    assert list(where.recordings.iterdir()) == []


def test_R60_a_console_is_told_why_nothing_was_erased(where: places.Places, qtbot: QtBot) -> None:
    sits(where, AGENT)
    told: list[Forgotten] = []
    settings = settings_of(where)
    erase_ = RunningErasures(lambda: open_book(where.store_url), lambda: settings, where)
    erase_(ZELDA.id, told.append)
    qtbot.waitUntil(lambda: bool(told), timeout=30_000)
    assert "those who lead the floor" in told[0].refused
    assert customers(where) == 1


def test_R60_an_erasure_that_cannot_be_finished_is_told_as_done_with_something_left(
    where: places.Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(_book: Book) -> NoReturn:
        raise StoreUnavailable("away", "The store is away.")

    settings, book = settings_of(where), open_book(where.store_url)
    try:
        monkeypatch.setattr(type(book), "erasures", away)
        monkeypatch.setattr(type(book), "forget", lambda _: None)  # it reads that list too
        done = carry_out(book, settings, where, ZELDA.id)
    finally:
        book.close()
    monkeypatch.undo()
    assert (done.refused, done.scrubbed, done.why) == ("", False, "The store is away.")
    assert customers(where) == 0
