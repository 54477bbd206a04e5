import time
from uuid import UUID, uuid4

from store.open import open_book
from store.ticket import Outcome
from tests.store.sql.conftest import Writer, go
from tests.store.story import Story

EACH = 100


def test_two_writers_lose_nothing_and_never_share_a_number(shared_url: str, writer: Writer) -> None:
    open_book(shared_url).close()
    processes = [writer(shared_url, EACH) for _ in range(2)]
    go(*processes)
    told: list[UUID] = []
    for process in processes:
        out, errors = process.communicate(timeout=120)
        assert process.returncode == 0, errors
        told += map(UUID, out.split())
    assert len(told) == 2 * EACH
    book = open_book(shared_url)
    rows = book.tickets(limit=1000)
    assert len({row.ticket.number for row in rows}) == len(rows) == 2 * EACH
    for call in told:
        case = book.case_of_call(call)
        assert case is not None
        assert case.calls[0].outcome is Outcome.TALKING
        assert case.ticket.subject.startswith("No. ")
    assert len(book.tickets("caller", limit=1000)) == 2 * EACH
    book.close()


def test_two_that_bring_the_same_changes_apply_them_once(shared_url: str, writer: Writer) -> None:
    open_book(shared_url).close()
    shared = str(uuid4())
    processes = [writer(shared_url, 40, shared) for _ in range(2)]
    go(*processes)
    for process in processes:
        _, errors = process.communicate(timeout=120)
        assert process.returncode == 0, errors
    book = open_book(shared_url)
    rows = book.tickets(limit=1000)
    assert len(rows) == 40
    for row in rows:
        case = book.case(row.ticket.id)
        assert case is not None
        assert len(case.entries) == 4
        assert len(case.calls) == 1
    book.close()


def test_what_another_wrote_is_seen_within_half_a_second(shared_url: str) -> None:
    here, there = open_book(shared_url), open_book(shared_url)
    assert not here.changed()
    mine = Story(here).begin()
    mine.ring()
    assert not here.changed()
    Story(there).ring("+1555")
    began = time.monotonic()
    while not here.changed():
        assert time.monotonic() - began < 2.5, "five times what is promised, for a busy machine"
    assert len(here.tickets()) == 2
    assert not here.changed()
    assert there.changed()
    here.close()
    there.close()
