"""History, contacts and import on the desk."""

from pathlib import Path
from uuid import UUID

import uuid6

from console.contacts import take_in
from console.desk import intents as ask
from console.desk.board import History, Import
from console.desk.lists import PAGE
from store.changes import EndCall, OpenCall
from store.customer import Customer
from store.errors import Rejected
from store.ticket import Outcome
from tests.console.desk.desk_fixture import ANNA, Office


def record(office: Office, count: int, **values: object) -> None:
    now = office.desk._core.now
    for _ in range(count):
        call = uuid6.uuid7()
        given = {"direction": "in", "remote_number": "+14155550132", "call": call, "ticket": uuid6.uuid7()}
        change = OpenCall(**({"id": uuid6.uuid7(), "at": now(), "person": "maya.torres"} | given | values))  # type: ignore[arg-type]
        office.book.apply(change)
        end = EndCall(id=uuid6.uuid7(), at=now(), person="maya.torres", call=call, outcome=Outcome.ANSWERED)
        office.book.apply(end)


def shown(office: Office) -> History:
    return office.board.history


def contacts(office: Office) -> tuple[Customer, ...]:
    return office.board.contacts


def test_r7_the_history_comes_page_by_page_until_the_first_call_ever() -> None:
    office = Office()
    record(office, 2 * PAGE + 10)
    office.do(ask.ShowHistory())
    assert (len(shown(office).rows), shown(office).more) == (PAGE, True)
    office.do(ask.ShowHistory(more=True))
    office.do(ask.ShowHistory(more=True))
    history = shown(office)
    assert (len(history.rows), history.more, history.loading) == (2 * PAGE + 10, False, False)
    ids = [row.call.id for row in history.rows]
    assert len(set(ids)) == len(ids)
    assert [row.call.started_at for row in history.rows] == sorted(
        (row.call.started_at for row in history.rows), reverse=True
    )
    assert office.desk.do(ask.ShowHistory(more=True)) is None
    assert shown(office) == history


def test_the_history_is_searched_and_says_while_it_looks() -> None:
    office = Office()
    record(office, 1)
    record(office, 1, remote_number="+442079460420", remote_name="Björn Ødegård")
    office.keeper.held = True
    office.do(ask.ShowHistory(query="bjorn"))
    assert shown(office).loading
    office.do(ask.ShowHistory(query="quillpost"))
    office.keeper.release()
    history = shown(office)
    assert (history.query, history.loading) == ("quillpost", False)
    assert [row.customer_name for row in history.rows] == [ANNA.name]
    assert [row.company for row in history.rows] == [ANNA.company]
    assert office.refused(ask.ShowHistory(kind="lost")) == "bad_kind"


def test_an_open_history_follows_what_happens() -> None:
    office = Office()
    office.do(ask.ShowHistory())
    assert shown(office).rows == ()
    call = office.phone.ring("", "+14155550132")
    assert [row.call.id for row in shown(office).rows] == [UUID(call)]
    office.phone.hang_up_remote(call)
    assert shown(office).rows[0].call.outcome is Outcome.ABANDONED
    office.do(ask.ShowHistory(kind="missed"))
    assert len(shown(office).rows) == 1


def test_contacts_are_found_by_name_company_and_number_as_it_is_typed_here() -> None:
    office = Office(policy={"country": "US"})
    for query in ("pet", "anna p", "QUILL", "+1415", "(415) 555", "+1 415-555-0132"):
        office.do(ask.FindContacts(query=query))
        expected = (ANNA,) if query != "(415) 555" else ()
        assert contacts(office) == expected, query
        assert office.board.contacts_query == query
    office.do(ask.FindContacts(query=""))
    assert contacts(office) == (ANNA,)
    office.do(ask.FindContacts(query="nobody"))
    assert contacts(office) == ()


def importing_office() -> Office:
    return Office(
        means={
            "read_contacts": lambda book, path, apply: take_in(
                book, path, apply=apply, country="GB", person="x"
            )
        }
    )


def test_a_file_of_contacts_is_shown_then_taken_in(tmp_path: Path) -> None:
    file = tmp_path / "contacts.csv"
    file.write_text("Name,Phone\nHelen Achebe,020 7946 0420\nNobody,\n")
    office = importing_office()
    office.do(ask.FindContacts(query="helen"))
    office.do(ask.ImportContacts(path=str(file)))
    report = office.board.importing
    assert (report.new, report.changed, report.same, report.applied) == (1, 0, 0, False)
    assert report.problems == ((3, "has no telephone number."),)
    assert contacts(office) == ()
    office.do(ask.ImportContacts(path=str(file), apply=True))
    assert office.board.importing.applied
    assert [c.name for c in contacts(office)] == ["Helen Achebe"]
    office.do(ask.ImportContacts(path=None))
    assert office.board.importing is None


def test_a_file_that_is_not_there_or_is_none_is_told(tmp_path: Path) -> None:
    office = importing_office()
    assert office.refused(ask.ImportContacts(path=str(tmp_path / "none.csv"))) == "no_file"
    picture = tmp_path / "picture.png"
    picture.write_bytes(bytes(range(32)) * 100)
    office.do(ask.ImportContacts(path=str(picture)))
    assert office.board.importing.error.endswith(".")
    assert not office.board.importing.applied


def test_a_store_that_refuses_is_told(tmp_path: Path) -> None:
    def refuses(*_: object) -> Import:
        raise Rejected("bad_value", "It must not be.")

    file = tmp_path / "contacts.csv"
    file.touch()
    office = Office(means={"read_contacts": refuses})
    office.do(ask.ImportContacts(path=str(file), apply=True))
    assert office.board.importing.error == "It must not be."


def test_a_desk_that_was_given_no_reader_says_so(tmp_path: Path) -> None:
    file = tmp_path / "contacts.csv"
    file.touch()
    office = Office()
    office.do(ask.ImportContacts(path=str(file)))
    assert office.board.importing.error
