"""R60: a case is taken along with what may be heard of it, and each of its recordings is in the log of listening."""

import io
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from uuid import UUID

import numpy as np
import pytest
import soundfile
import uuid6

from console.exporting.taking import Sources, Written, case_of, export
from console.exporting.verifying import verify
from console.exporting.wording import ExportWords
from store.archive.errors import ArchiveError
from store.archive.keys import Unlock, public_of
from store.changes import AddNote, EditTicket, LinkCustomer, PutCustomers
from store.changes_recordings import BeginRecording, EndRecording, KeptRecording
from store.customer import Customer
from store.memory import MemoryBook
from store.recordings import Archive
from store.values import replace
from tests.store.archive.wavs import OTHER, RECORDING, write_wav
from tests.store.story import DIRECTORY, Story

EVIL = '<script>alert(1)</script> & "quotes" <img src=x onerror=alert(2)>'
MAYA = "maya.torres"


@dataclass
class Floor:
    story: Story
    archive: Archive
    folder: Path
    unlock: Unlock
    call: UUID

    def keep(self, recording: UUID, *, person: str = MAYA, seconds: float = 3.0, **values: Any) -> None:
        """Recorded from now on, and in the archive."""
        story = self.story
        told = {"recording": recording, "call": self.call, "started_at": story.now, "person": person}
        story.tell(BeginRecording, **(told | values))
        story.tell(EndRecording, recording=recording, seconds=seconds, pauses=((1.0, 2.0),), person=person)
        kept = self.archive.keep(write_wav(self.folder / "engine", recording, seconds), recording)
        story.tell(
            KeptRecording, recording=recording, name=kept.name, size=kept.size, sha256=kept.sha256,
            peaks=kept.peaks, key=kept.key,
        )  # fmt: skip

    def take(self, out: Path, person: str = MAYA) -> Written:
        words = ExportWords("en")
        sources = Sources(
            book=self.story.book, archive=self.archive, unlock=self.unlock, person=person, center="North & South",
            now=lambda: self.story.now, new_id=uuid6.uuid7,
        )  # fmt: skip
        case = self.story.case(self.call)
        return export(case, out, sources, say=words.say, words=words.moments(), page_words=words.page())


@pytest.fixture
def floor(tmp_path: Path, private: bytes, unlock: Unlock) -> Floor:
    story = Story(MemoryBook()).begin()
    people = [replace(DIRECTORY.people[0], key=MAYA, name="Maya Torres", role="agent", extension="2041")]
    story.directory(
        replace(DIRECTORY, people=(*DIRECTORY.people, *(p for p in people if not DIRECTORY.person(MAYA))))
    )
    archive = Archive(str(tmp_path / "archive"), work=tmp_path / "work", public_key=public_of(private))
    return Floor(story, archive, tmp_path, unlock, story.talk())


class _Reader(HTMLParser):
    """What a browser would make of the page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = io.StringIO()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text.write(data)


def read(path: Path) -> _Reader:
    reader = _Reader()
    reader.feed(path.read_text(encoding="utf-8"))
    return reader


def test_R60_a_case_is_taken_along_whole(floor: Floor, tmp_path: Path) -> None:
    floor.keep(RECORDING)
    written = floor.take(tmp_path / "case")
    assert (written.recordings, written.left_out) == (1, ())
    found = verify(tmp_path / "case")
    assert (found.findings, found.seal) == ((), written.seal)
    sound, rate = soundfile.read(tmp_path / "case/audio/01_customer.flac", dtype="int16")
    whole, _ = soundfile.read(tmp_path / "engine" / f"{RECORDING.hex}.wav", dtype="int16")
    assert rate == 16_000
    assert np.array_equal(sound, whole)


def test_R60_or_as_a_zip(floor: Floor, tmp_path: Path) -> None:
    floor.keep(RECORDING)
    written = floor.take(tmp_path / "case.zip")
    assert verify(tmp_path / "case.zip").seal == written.seal


def test_R60_the_time_line_says_when_and_where_it_is_heard(floor: Floor, tmp_path: Path) -> None:
    began = floor.story.now
    floor.keep(RECORDING)
    floor.story.now = began + timedelta(seconds=1.5)
    floor.story.tell(
        AddNote, ticket=floor.story.case(floor.call).ticket.id, text="Asks for an engineer", id=uuid6.uuid7()
    )
    floor.take(tmp_path / "case")
    data = json.loads((tmp_path / "case/timeline.json").read_text(encoding="utf-8"))
    assert data["ticket"]["number"] == floor.story.case(floor.call).ticket.number
    moments = {m["said"]: m for m in data["moments"]}
    note = moments["Asks for an engineer"]
    assert note["file"] == "audio/01_customer.flac"
    assert abs(note["offset"] - (note_at(note["at"]) - began.timestamp())) < 0.001
    assert moments["Recording paused"]["offset"] == 1.0
    assert moments["Recording goes on"]["offset"] == 2.0
    times = [note_at(m["at"]) for m in data["moments"]]
    assert times == sorted(times)
    (recording,) = data["recordings"]
    assert (recording["seconds"], recording["pauses"]) == (3.0, [[1.0, 2.0]])
    text = (tmp_path / "case/timeline.json").read_text(encoding="utf-8")
    row = floor.story.book.recording(RECORDING)
    assert row.key
    assert row.key not in text  # how it is kept is nobody's business


def note_at(text: str) -> float:
    from datetime import datetime

    return datetime.fromisoformat(text).timestamp()


def test_R60_the_page_runs_nothing_and_loads_nothing_whatever_people_are_called(
    floor: Floor, tmp_path: Path
) -> None:
    story = floor.story
    customer = Customer(id=uuid6.uuid7(), name=EVIL, company="Quillpost", numbers=("+442079460420",))
    story.tell(PutCustomers, customers=(customer,))
    floor.call = story.talk()
    story.tell(LinkCustomer, ticket=story.case(floor.call).ticket.id, customer=customer.id)
    ticket = story.case(floor.call).ticket
    story.tell(EditTicket, ticket=ticket.id, base_version=ticket.version, fields={"subject": EVIL})
    story.tell(AddNote, ticket=ticket.id, text=EVIL)
    floor.keep(RECORDING)
    floor.take(tmp_path / "case")
    page = read(tmp_path / "case/timeline.html")
    assert page.text.getvalue().count(EVIL) >= 4  # title, heading, customer, note: as people typed it
    names = {tag for tag, _ in page.tags}
    assert not names & {"script", "img", "iframe", "link", "object", "form"}
    for tag, attributes in page.tags:
        assert not [name for name in attributes if name.startswith("on")], tag
        for name in ("src", "href"):
            value = attributes.get(name)
            assert value is None or value.startswith("audio/01_customer.flac")
    policy = next(a["content"] for t, a in page.tags if a.get("http-equiv") == "Content-Security-Policy")
    assert policy.startswith("default-src 'none'")


def test_R60_what_one_may_not_hear_is_left_out_and_what_one_may_is_in_the_log(
    floor: Floor, tmp_path: Path
) -> None:
    floor.keep(RECORDING)
    floor.keep(OTHER, person="daniel.okafor", seconds=1.0)
    written = floor.take(tmp_path / "case")
    assert written.recordings == 1
    assert len(written.left_out) == 1
    assert "may not hear" in written.left_out[0]
    (heard,) = floor.story.book.listenings(RECORDING)
    assert (heard.person, heard.begin, heard.end) == (MAYA, 0.0, 3.0)
    assert floor.story.book.listenings(OTHER) == ()
    data = json.loads((tmp_path / "case/timeline.json").read_text(encoding="utf-8"))
    assert sorted((r["file"] or "") for r in data["recordings"]) == ["", "audio/01_customer.flac"]
    assert [p.name for p in (tmp_path / "case/audio").iterdir()] == ["01_customer.flac"]


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda path: path.write_bytes(path.read_bytes()[:-9] + b"tampered!"), "was changed"),
        (lambda path: path.unlink(), "not in the archive any more"),
    ],
)
def test_R60_what_was_changed_in_the_archive_is_not_taken_for_the_recording(
    spoil: Callable[[Path], None], said: str, floor: Floor, tmp_path: Path
) -> None:
    floor.keep(RECORDING)
    spoil(tmp_path / "archive" / f"{RECORDING.hex}.flac.enc")
    written = floor.take(tmp_path / "case")
    assert said in written.left_out[0]
    assert verify(tmp_path / "case").findings == ()


def test_R60_without_the_key_nothing_is_written(floor: Floor, tmp_path: Path) -> None:
    floor.keep(RECORDING)

    def locked(_recording: UUID, _wrapped: str) -> bytes:
        raise ArchiveError("no_key", "no key here")

    floor.unlock = locked
    with pytest.raises(ArchiveError, match="no key here"):
        floor.take(tmp_path / "case")
    assert not (tmp_path / "case").exists()


def test_R60_a_case_is_found_by_its_number(floor: Floor) -> None:
    from console.errors import ConsoleError

    number = floor.story.case(floor.call).ticket.number
    for text in (str(number), f"TK-{number:07d}", f" tk-{number} "):
        assert case_of(floor.story.book, text.strip()).ticket.number == number
    for text in ("TK-", "x", "99999999", "-1", "²"):
        with pytest.raises(ConsoleError) as caught:
            case_of(floor.story.book, text)
        assert caught.value.code == "no_ticket"
