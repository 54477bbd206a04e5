from collections.abc import Callable

from store.book import Book
from store.recording import RecordingQuery
from store.seed import big_floor, load_floor
from tests.store.story import BJORN, DIRECTORY, HELEN, START, Story


def test_a_big_floor_is_the_same_in_every_book_and_can_be_worked_on(book: Book) -> None:
    big_floor(book, tickets=60, seed=7, until=START)  # type: ignore[arg-type]
    rows = book.tickets(limit=100)
    assert [row.ticket.number for row in rows] == list(range(60, 0, -1))
    escalated = book.case(rows[0].ticket.id)
    assert escalated is not None
    assert [step.step for step in escalated.steps][-1] == "handed_over"
    assert escalated.customer is not None
    assert book.tickets(escalated.customer.numbers[0])
    story = Story(book)
    assert story.case(story.ring(escalated.customer.numbers[0])).ticket.number == 61


def test_the_calls_of_a_big_floor_can_be_recorded(book: Book) -> None:
    big_floor(book, tickets=20, seed=7, until=START, recorded=True)  # type: ignore[arg-type]
    rows = book.recordings_list(RecordingQuery(limit=50))
    assert len(rows) == 20
    assert [row.recording for row in rows] == sorted(
        (row.recording for row in rows), key=lambda r: r.started_at, reverse=True
    )
    ticket = rows[0].ticket
    assert ticket is not None
    case = book.case(ticket.id)
    assert case is not None
    assert case.recordings == (rows[0].recording,)
    assert case.conducts[0].seconds == rows[0].recording.seconds


def test_a_seed_gives_the_same_records(opened: Callable[[str], Book]) -> None:
    one, other = opened("memory://"), opened("memory://")
    for book in (one, other):
        big_floor(book, tickets=20, seed=3, until=START)  # type: ignore[arg-type]
    assert one.tickets() == other.tickets()


def test_a_floor_is_loaded_once_and_again_when_it_is_another(book: Book) -> None:
    load_floor(book, DIRECTORY, (HELEN,), START)
    Story(book).ring()
    load_floor(book, DIRECTORY, (HELEN,), START)
    assert book.directory() == DIRECTORY
    assert len(book.tickets()) == 1
    load_floor(book, DIRECTORY, (HELEN, BJORN), START)
    assert book.customer_by_number("+4790000001") == BJORN
