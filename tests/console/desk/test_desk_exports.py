"""R60: the desk takes a case along and tells where it is; and what keeps recordings from the archive."""

from collections.abc import Callable
from pathlib import Path
from uuid import UUID, uuid4

from console.desk import intents as ask
from console.desk.exports import Exported
from console.desk.intents_export import ExportCase
from console.desk.terms import RecordingTerms
from telephony.recording import Policy
from telephony.recording import Recording as ToEngine
from tests.console.desk.desk_fixture import Office


class Writer:
    """Writes nothing; answers when it is told to."""

    def __init__(self) -> None:
        self.asked: list[tuple[UUID, Path]] = []
        self.then: list[Callable[[Exported], None]] = []

    def __call__(self, ticket: UUID, out: Path, then: Callable[[Exported], None], /) -> None:
        self.asked.append((ticket, out))
        self.then.append(then)


def said(office: Office, code: str) -> list[dict[str, str]]:
    return [n.values for n in office.board.notices if n.code == code]


def test_R60_an_export_is_told_while_it_is_written_and_when_it_is_there(tmp_path: Path) -> None:
    writer, ticket, out = Writer(), uuid4(), tmp_path / "case.zip"
    office = Office(means={"export": writer})
    office.do(ExportCase(ticket=ticket, out=out))
    assert writer.asked == [(ticket, out)]
    assert said(office, "exporting") == [{"path": "case.zip"}]
    writer.then[0](Exported(seal="ab" * 32, recordings=2, left_out=("one", "two", "one")))
    assert said(office, "exporting") == []
    assert said(office, "exported") == [{"path": str(out), "seal": "ab" * 8}]
    assert said(office, "left_out") == [{"why": "one"}, {"why": "two"}]


def test_R60_an_export_that_fails_says_why_and_nothing_is_written_over(tmp_path: Path) -> None:
    writer = Writer()
    office = Office(means={"export": writer})
    assert office.refused(ExportCase(ticket=uuid4(), out=tmp_path)) == "exists"
    assert not writer.asked
    office.do(ExportCase(ticket=uuid4(), out=tmp_path / "case"))
    writer.then[0](Exported(why="No key."))
    assert said(office, "not_exported") == [{"why": "No key."}]
    assert said(office, "exported") == []


def test_R60_a_finished_recording_nudges_the_archive_once_the_store_knows_it() -> None:
    nudged: list[int] = []
    office: Office
    office = Office(
        policy={"recording": RecordingTerms(policy=Policy.ALWAYS)},
        means={"nudge_archive": lambda: nudged.append(len(office.book.recordings_to_keep()))},
        start=False,
    )
    office.phone.recording = ToEngine(policy=Policy.ALWAYS)
    office.seed()
    office.desk.start()
    call = office.phone.ring("", "+14155550132")
    office.do(ask.Answer())
    assert not nudged
    office.phone.hang_up_remote(call)
    assert nudged == [1]


def test_R60_what_keeps_recordings_from_the_archive_stands_until_it_is_over() -> None:
    office = Office()
    office.desk.archive_is("no route", 3, "")
    office.desk.archive_is("no route", 4, "one is damaged")
    assert said(office, "recordings_wait") == [{"why": "no route", "count": "4"}]
    assert said(office, "recording_lost") == [{"why": "one is damaged"}]
    office.desk.archive_is("", 0, "")
    assert said(office, "recordings_wait") == []
