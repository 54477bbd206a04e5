"""One suite for every book: applied once, whole or not at all, and searched safely."""

from uuid import uuid4

import pytest

from store.changes import AddNote, AnswerCall, AnyChange, EditTicket, LinkCustomer, OpenCall, PutCustomers
from store.errors import Rejected
from store.ticket import Outcome as CallOutcome
from store.values import replace
from tests.store.every_change import one_of_each
from tests.store.story import BJORN, HELEN, START, Story


def _everything(story: Story) -> object:
    book = story.book
    rows = book.tickets(limit=100)
    return [book.case(row.ticket.id) for row in rows], rows, book.directory(), book.calls("2041", START)


def test_every_change_applied_twice_changes_nothing_more(story: Story) -> None:
    changes = one_of_each(story)
    for change in changes:
        story.book.apply(change)
        before = _everything(story)
        story.book.apply(change)
        story.book.apply_all((change, change))
        assert _everything(story) == before, type(change).__name__
    story.book.apply_all(tuple(changes))
    assert _everything(story) == before


def test_every_kind_of_change_is_in_the_suite(story: Story) -> None:
    assert {type(c) for c in one_of_each(story)} == set(AnyChange.__args__)


def test_one_refused_takes_all_of_its_unit_back(story: Story) -> None:
    story.ring()
    before = _everything(story)
    changes = one_of_each(story)
    refused = story.make(EditTicket, ticket=uuid4(), fields={})
    with pytest.raises(Rejected):
        story.book.apply_all((*changes, refused))
    assert _everything(story) == before
    story.book.apply_all(tuple(changes))
    assert len(story.book.tickets()) == 6


def test_an_exception_in_the_middle_takes_all_back_and_the_change_can_come_again(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    call = story.talk()
    before = _everything(story)
    ticket = story.case(call).ticket.id
    change = story.make(EditTicket, ticket=ticket, fields={"subject": "Half", "notes": "done"})

    class PulledPlugError(Exception):
        pass

    def pull(*_: object, **__: object) -> None:
        raise PulledPlugError

    with monkeypatch.context() as patch:
        # After the entry rows were added, before the ticket itself is written.
        patch.setattr("store.rules.common.Work.write", pull)
        with pytest.raises(PulledPlugError):
            story.book.apply(change)
    assert _everything(story) == before
    story.book.apply(change)
    assert story.case(call).ticket.subject == "Half"


def test_a_refused_change_may_come_again_later(story: Story) -> None:
    call, ticket = uuid4(), uuid4()
    open_it = story.make(OpenCall, call=call, ticket=ticket, direction="in")
    answer = story.make(AnswerCall, call=call)
    with pytest.raises(Rejected):
        story.book.apply(answer)
    story.book.apply_all((open_it, answer))
    assert story.case(call).calls[0].outcome is CallOutcome.TALKING


HOSTILE = [
    '"', "'", "%", "_", "*", "a*", '"a', 'a"*', "NEAR(a b)", "NEAR", "a NOT b", "a OR b", "a AND", "-a", "^a",
    "subject:a", "{a b}:c", "(", ")", "a:*", "!a", "a & b", "a <-> b", "\\", "\0", "a\0b", "👩🏽‍🚒", "\ud800",
    "; DROP TABLE tickets", "' OR 1=1 --", "\u202e", "ﬁ", "İ", "ß", "a" * 5000, "x " * 5000, "+", "+-", "::*", "'':*",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_searched_as_text(story: Story, text: str) -> None:
    story.ring("+1555", remote_name="Quiet One")
    found = story.book.tickets(text)
    if text in {"a NOT b", "a OR b", "a & b", "' OR 1=1 --", "; DROP TABLE tickets", "NEAR(a b)"}:
        assert found == ()
    hostile = story.ring("+1556")
    story.edit(hostile, subject=text, notes=f"before {text} after")
    rows = story.book.tickets(f"before {text} after"[:4000])
    assert story.case(hostile).ticket.id in {row.ticket.id for row in rows}
    assert len(story.book.tickets()) == 2


def test_a_search_of_nothing_but_signs_finds_nothing(story: Story) -> None:
    story.ring()
    assert story.book.tickets("***") == ()
    assert story.book.tickets("   ") == story.book.tickets()


def test_words_match_by_their_beginning_in_all_that_is_searched(story: Story) -> None:
    call = story.talk()
    story.edit(call, subject="Broken headset", notes="The left ear is silent")
    story.tell(AddNote, ticket=story.case(call).ticket.id, text="Ordered a replacement")
    story.ring("+4790000001")
    hits = [
        "TK-0000001",
        "tk-0000001",
        "0000001",
        "1",
        "brok head",
        "silen",
        "replace",
        "HELEN northw",
        "achebe",
    ]
    hits += ["+44 20 7946", "4420794", "+442079460421", "(44) 20-79"]
    for query in hits:
        assert [r.ticket.number for r in story.book.tickets(query)] == [1], query
    for query in ("roken", "helen fjord", "+4420799", "TK-0000009"):
        assert story.book.tickets(query) == (), query
    assert [r.ticket.number for r in story.book.tickets("tk")] == [2, 1]


def test_search_follows_what_is_changed(story: Story) -> None:
    call = story.talk()
    story.edit(call, subject="apples")
    story.edit(call, subject="pears")
    assert story.book.tickets("apples") == ()
    assert len(story.book.tickets("pears")) == 1
    story.tell(PutCustomers, customers=(replace(HELEN, name="Helen Oyelaran"),))
    assert story.book.tickets("achebe") == ()
    assert len(story.book.tickets("oyelaran")) == 1
    story.tell(LinkCustomer, ticket=story.case(call).ticket.id, customer=BJORN.id)
    assert story.book.tickets("oyelaran") == ()
    assert len(story.book.tickets("bjorn")) == 1


@pytest.mark.parametrize("many", [3, 20])
def test_a_long_beginning_is_found_however_many_words_it_begins(story: Story, many: int) -> None:
    for i in range(many):
        story.edit(story.ring(), subject=f"prefixed{i:02d} thing")
    story.edit(story.ring(), subject="prefix")
    assert len(story.book.tickets("prefixed")) == many
    assert len(story.book.tickets("prefixe thin")) == many
    assert [r.ticket.subject for r in story.book.tickets("prefixed01")] == ["prefixed01 thing"]
    assert len(story.book.tickets("prefi")) == many + 1
    assert story.book.tickets("prefixes") == ()
