"""The floor's clock of an open console (R20, R21)."""

from datetime import UTC, datetime, timedelta

from store.memory import MemoryBook
from tests.console.desk.desk_fixture import Office
from tests.store.story import Story
from tests.store.test_book_policy_contract import found, sent


def due_in(seconds: float) -> tuple[MemoryBook, Story]:
    """A store with an escalation whose two hours are over in so many seconds."""
    book = MemoryBook()
    story = Story(book)
    story.now = datetime.now(UTC) - timedelta(hours=2) + timedelta(seconds=seconds - 30)
    story.begin()
    return book, story


def test_R20_what_is_due_when_the_console_opens_is_done_at_once() -> None:
    book, story = due_in(-60)
    escalation = sent(story)
    Office(book=book, start=False).desk.start()
    assert found(story, escalation).path_step == 1


def test_R20_it_looks_again_while_the_console_is_open() -> None:
    book, story = due_in(0)
    office = Office(book=book, start=False)
    office.desk.start()
    escalation = sent(story)
    assert found(story, escalation).path_step == 0
    office.timers.pass_(4)
    assert found(story, escalation).path_step == 0
    office.timers.pass_(2)
    assert found(story, escalation).path_step == 1


def test_R20_after_a_long_sleep_the_other_work_of_the_store_comes_between() -> None:
    book, story = due_in(-3600)
    escalations = [sent(story) for _ in range(60)]
    office = Office(book=book, start=False)
    office.keeper.held = True
    office.desk.start()
    office.keeper.release()
    assert sum(found(story, e).path_step for e in escalations) == 50
    office.timers.pass_(1)
    assert sum(found(story, e).path_step for e in escalations) == 60
