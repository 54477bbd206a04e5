"""R60: an export runs beside the desk, and what comes of it is told there; `warmline export` does the same."""

from pathlib import Path
from uuid import uuid4

import pytest
import uuid6
from pytestqt.qtbot import QtBot

from console import secrets
from console.desk.exports import Exported
from console.errors import ConsoleError
from console.exporting.commands import run_export
from console.exporting.running import RunningExports
from console.exporting.verifying import verify
from console.key_text import private_to_text
from console.places import of
from console.settings import Settings
from store.archive.keys import public_of
from store.book import Book
from store.changes_recordings import BeginRecording, EndRecording, KeptRecording
from store.errors import StoreUnavailable
from store.open import open_book
from store.recordings import Archive
from tests.store.archive.wavs import RECORDING, write_wav
from tests.store.story import Story


@pytest.fixture
def number(tmp_path: Path, private: bytes, monkeypatch: pytest.MonkeyPatch) -> int:
    """A ticket of this profile's own store, with a recording in its own archive."""
    places = of().prepare()
    monkeypatch.setenv(secrets.RECORDINGS_VARIABLE, private_to_text(private))
    places.config.parent.mkdir(parents=True, exist_ok=True)
    places.config.write_text('[person]\nkey = "maya.torres"\n', encoding="utf-8")
    book = open_book(places.store_url)
    story = Story(book).begin()
    call = story.talk()
    told = {"recording": RECORDING, "call": call, "started_at": story.now, "person": "maya.torres"}
    story.tell(BeginRecording, **told)
    story.tell(EndRecording, recording=RECORDING, seconds=1.0)
    archive = Archive(str(places.archive), work=places.archiving, public_key=public_of(private))
    kept = archive.keep(write_wav(tmp_path / "engine", seconds=1.0), RECORDING)
    story.tell(
        KeptRecording, recording=RECORDING, name=kept.name, size=kept.size, sha256=kept.sha256, peaks=kept.peaks,
        key=kept.key,
    )  # fmt: skip
    found = story.case(call).ticket.number
    book.close()
    return found


def test_R60_the_command_writes_a_case_and_verify_finds_nothing(
    number: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "case.zip"
    assert run_export(f"TK-{number}", out, of()) == 0
    found = verify(out)
    assert found.findings == ()
    assert "Recordings: 1." in capsys.readouterr().out
    with pytest.raises(ConsoleError) as caught:
        run_export("99999", tmp_path / "other.zip", of())
    assert caught.value.code == "no_ticket"


def test_R60_a_console_writes_it_on_a_thread_and_tells_on_its_own(
    number: int, tmp_path: Path, qtbot: QtBot
) -> None:
    import threading

    places, me = of(), threading.get_ident()
    book = open_book(places.store_url)
    ticket = book.ticket_by_number(number)
    assert ticket is not None
    book.close()
    from console.settings import load

    settings = load(places.config)
    exports = RunningExports(
        lambda: open_book(places.store_url), lambda: settings, places, new_id=uuid6.uuid7
    )
    told: list[tuple[int, Exported]] = []
    exports(ticket.id, tmp_path / "case", lambda done: told.append((threading.get_ident(), done)))
    qtbot.waitUntil(lambda: bool(told), timeout=30_000)
    thread, done = told[0]
    assert thread == me
    assert (done.why, done.recordings, done.left_out) == ("", 1, ())
    assert verify(tmp_path / "case").seal == done.seal


def test_R60_what_keeps_it_from_being_written_is_told(tmp_path: Path, qtbot: QtBot) -> None:
    def away() -> Book:
        raise StoreUnavailable("unavailable", "The store is away.")

    exports = RunningExports(away, Settings, of().prepare(), new_id=uuid6.uuid7)
    told: list[Exported] = []
    exports(uuid4(), tmp_path / "case", told.append)
    qtbot.waitUntil(lambda: bool(told), timeout=30_000)
    assert told[0].why == "The store is away."
