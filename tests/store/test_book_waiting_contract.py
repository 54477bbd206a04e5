"""Who waits in the queues of the PBX, by every book (R51)."""

from datetime import timedelta
from uuid import UUID

from store.waiting import FRESH, Waiting, waiting_id
from tests.store.story import START, Story

SECOND = timedelta(seconds=1)


def waits(channel: str, since: int = 0, **more: str) -> Waiting:
    return Waiting(id=waiting_id("pbx", channel), queue="support", since=START + since * SECOND, **more)


def test_R51_who_waits_is_known_the_longest_first(story: Story) -> None:
    book = story.book
    assert book.waiting(START) is None, "nobody has told"
    anna, bruno = waits("1.7", 5, name="Anna", number="+14155550132"), waits("1.3")
    book.tell_waiting((anna, bruno), START)
    assert book.waiting(START + SECOND) == (bruno, anna)


def test_R51_what_is_told_takes_the_place_of_what_was(story: Story) -> None:
    book = story.book
    book.tell_waiting((waits("1"), waits("2", 1)), START)
    book.tell_waiting((waits("2", 1),), START + SECOND)
    assert book.waiting(START + SECOND) == (waits("2", 1),)
    book.tell_waiting((), START + 2 * SECOND)
    assert book.waiting(START + 2 * SECOND) == (), "nobody waits, and that is known"


def test_R51_a_beginning_does_not_jump_with_the_whole_seconds_of_a_pbx(story: Story) -> None:
    book = story.book
    book.tell_waiting((waits("1", 10),), START)
    book.tell_waiting((waits("1", 11),), START + SECOND)
    assert book.waiting(START + SECOND) == (waits("1", 10),)


def test_R51_what_nobody_tells_any_more_is_not_known(story: Story) -> None:
    book = story.book
    book.tell_waiting((waits("1"),), START)
    assert book.waiting(START + FRESH) == (waits("1"),)
    assert book.waiting(START + FRESH + SECOND) is None


def test_a_place_has_the_same_id_at_each_look() -> None:
    assert waiting_id("pbx", "1.7") == waiting_id("pbx", "1.7")
    assert isinstance(waiting_id("pbx", "1.8"), UUID)
    assert len({waiting_id("pbx", "1.7"), waiting_id("pbx", "1.8"), waiting_id("other", "1.7")}) == 3


def test_R51_the_floor_shows_who_waits_in_a_queue_and_whose_call_rings_once(story: Story) -> None:
    book = story.book
    story.ring("+44 20 7946 0420", remote_name="Helen")
    began = story.now
    told = (
        waits("1", number="+442079460420", name="02079460420"),
        waits("2", 3600, name="<b>Bruno</b>", number="+331"),
    )
    book.tell_waiting(told, began)
    helen, bruno = book.floor(began, START).waiting
    assert (helen.name, helen.queue, helen.since) == ("Helen Achebe", "support", START)
    assert helen.ticket == story.book.tickets()[0].ticket.id
    assert (bruno.name, bruno.ticket, bruno.persons) == ("<b>Bruno</b>", None, ())
    later = began + 2 * FRESH
    assert [w.name for w in book.floor(later, START).waiting] == ["Helen Achebe"], "only what the desks know"
