"""The history of calls (R7), finding customers, quality and emergencies: the same in every book."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from store.book import Book
from store.changes import AnswerLeg, EndLeg, LinkCustomer, OpenCall, OpenLeg, PutCustomers, SetState
from store.customer import Customer
from store.ticket import LegQuality, Outcome, Severity
from store.values import replace
from tests.store.story import BJORN, HELEN, SHARED, Story

MARIA = "maria.lopez"


def ids(book: Book, query: str = "", **more: object) -> list[UUID]:
    return [row.call.id for row in book.history(MARIA, query, **more)]  # type: ignore[arg-type]


def test_r7_every_call_that_a_person_ever_had_newest_first(story: Story) -> None:
    first = story.ring()
    story.now += timedelta(days=4000)
    second = story.talk("+4790000001")
    third = story.ring("+15550001")
    assert ids(story.book) == [third, second, first]
    row = story.book.history(MARIA)[1]
    assert (row.customer_name, row.company) == (BJORN.name, BJORN.company)
    assert row.call.id == second
    assert row.ticket.id == story.case(second).ticket.id


def test_a_person_sees_their_own_calls_by_key_and_by_extension(story: Story) -> None:
    mine = story.ring()
    story.person = "2041"  # her extension
    also_mine = story.ring()
    story.person = "daniel.okafor"
    his = story.ring()
    story.person = "a stranger's desk"
    strange = story.ring()
    book = story.book
    assert ids(book) == [also_mine, mine]
    assert [row.call.id for row in book.history("2041")] == [also_mine, mine]
    assert [row.call.id for row in book.history("daniel.okafor")] == [his]
    assert [row.call.id for row in book.history("a stranger's desk")] == [strange]
    assert book.history("nobody") == ()


def test_pages_follow_each_other_without_a_gap(story: Story) -> None:
    calls = [story.ring() for _ in range(7)]
    seen: list[UUID] = []
    before: UUID | None = None
    while page := ids(story.book, before=before, limit=3):
        assert len(page) <= 3
        seen += page
        before = page[-1]
    assert seen == calls[::-1]
    assert ids(story.book, before=uuid4()) == []


def test_kinds_are_in_out_and_missed(story: Story) -> None:
    answered = story.talk()
    story.end(answered)
    out = uuid4()
    story.tell(
        OpenCall, call=out, ticket=uuid4(), direction="out", remote_number="+15550001", dialled="+15550001"
    )
    story.end(out, Outcome.NOT_REACHED)
    gave_up = story.ring()
    story.end(gave_up, Outcome.ABANDONED)
    elsewhere = story.ring()
    story.end(elsewhere, Outcome.ELSEWHERE)
    never_rang = story.ring(outcome=Outcome.MISSED)
    declined = story.ring()
    story.end(declined, Outcome.DECLINED)
    book = story.book
    assert ids(book, kind="in") == [declined, never_rang, elsewhere, gave_up, answered]
    assert ids(book, kind="out") == [out]
    assert ids(book, kind="missed") == [never_rang, gave_up]
    assert ids(book, "5550001", kind="out") == []
    assert ids(book, "+1 555 0001", kind="out") == [out]
    assert ids(book, "helen", kind="missed") == [never_rang, gave_up]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("helen", True),
        ("HEL ach", True),
        ("northwind", True),
        ("+44 20 7946 0420", True),
        ("44207946", True),
        ("invoice", True),
        ("TK-0000001", True),
        ("helen invoice dental", True),
        ("helen router", False),
        ("bjorn", False),
        ("hel* OR 1=1 --", False),
        ('"', False),
        ("§missed", False),
        ("§", False),
    ],
)
def test_words_of_name_company_number_ticket_and_subject(story: Story, query: str, found: bool) -> None:
    call = story.ring()
    story.edit(call, subject="Invoice is missing")
    story.ring("+15559999", remote_name="Somebody Else")
    assert ids(story.book, query) == ([call] if found else [])


def test_accents_and_case_do_not_matter(story: Story) -> None:
    call = story.ring("+4790000001")
    other = story.ring("+15550002", remote_name="Ødegård, Åse")
    assert ids(story.book, "BJORN") == [call]
    assert ids(story.book, "ase") == [other]


def test_what_is_learned_later_is_found_too(story: Story) -> None:
    call = story.ring("+15550003")
    assert ids(story.book, "helen") == []
    story.tell(LinkCustomer, ticket=story.case(call).ticket.id, customer=HELEN.id)
    assert ids(story.book, "helen") == [call]
    story.tell(PutCustomers, customers=(replace(HELEN, name="Helena Achebe-Brandt"),))
    assert ids(story.book, "brandt") == [call]
    assert story.book.history(MARIA)[0].customer_name == "Helena Achebe-Brandt"
    story.edit(call, subject="Fax stops")
    assert ids(story.book, "fax") == [call]
    story.edit(call, subject="Router")
    assert ids(story.book, "fax") == []


def test_a_second_call_on_a_ticket_is_found_by_its_own_number(story: Story) -> None:
    first = story.ring()
    second = story.ring("+15550004", ticket=story.case(first).ticket.id)
    assert ids(story.book, "5550004") == []
    assert ids(story.book, "15550004") == [second]
    assert ids(story.book, "helen") == [second, first]


def test_a_repeated_invite_is_one_call_of_the_history(story: Story) -> None:
    first = story.ring(sip_call_id="a@b")
    story.ring(sip_call_id="a@b")
    assert ids(story.book) == [first]


def test_a_book_that_is_opened_again_goes_on_where_it_was(url: str, opened: Callable[[str], Book]) -> None:
    story = Story(opened(url)).begin()
    first = story.ring()
    if not url.startswith("memory:"):  # that one is gone when it is closed
        story.book.close()
        story.book = opened(url)
    second = story.ring()
    assert ids(story.book) == [second, first]
    assert ids(story.book, "helen") == [second, first]


# -- customers


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("helen", ["Helen Achebe"]),
        ("ACH", ["Helen Achebe"]),
        ("north dent", ["Helen Achebe"]),
        ("bjo", ["Björn Østgård"]),
        ("fjord", ["Björn Østgård"]),
        ("+4420", ["Helen Achebe"]),
        ("+44 20 7946 0421", ["Helen Achebe"]),
        ("reyes", ["Ana Reyes", "Luis Reyes"]),
        ("both ana", ["Ana Reyes"]),
        ("+34600000001", ["Ana Reyes", "Luis Reyes"]),
        ("", ["Ana Reyes", "Björn Østgård", "Helen Achebe", "Luis Reyes"]),
        ("elen", []),
        ("%", []),
        ("reyes helen", []),
    ],
)
def test_customers_are_found_by_the_beginning_of_their_words(
    story: Story, query: str, names: list[str]
) -> None:
    assert [c.name for c in story.book.customers(query)] == names


def test_of_many_customers_the_first_by_their_words(story: Story) -> None:
    many = tuple(
        Customer(id=UUID(int=1000 + n), name=f"Zoe Zimmer{n:03d} Zoe", numbers=(f"+4420{n:07d}",))
        for n in range(40)
    )
    story.tell(PutCustomers, customers=many[::-1])
    found = story.book.customers("zim", limit=5)
    assert [c.id for c in found] == [UUID(int=1000 + n) for n in range(5)]
    assert len(story.book.customers("zo", limit=30)) == 30
    assert len(story.book.customers("zo zim", limit=100)) == 40
    assert len(story.book.customers("", limit=3)) == 3


def test_a_customer_who_has_changed_is_found_by_the_new_words_only(story: Story) -> None:
    story.tell(PutCustomers, customers=(replace(HELEN, name="Grace Hopper", numbers=("+15550005",)),))
    assert story.book.customers("helen") == ()
    assert story.book.customers("+4420") == ()
    assert [c.id for c in story.book.customers("hopper")] == [HELEN.id]


def test_customers_like_those_of_a_file(story: Story) -> None:
    unknown = Customer(id=UUID(int=77), name="X", numbers=("+34600000001", "+1"))
    by_id = Customer(id=HELEN.id, name="Whatever")
    by_number = Customer(id=UUID(int=78), name="Y", numbers=("+44 20 7946 0421",))
    assert story.book.customers_like((unknown,)) == SHARED
    assert story.book.customers_like((by_id,)) == story.book.customers_like((by_number,)) == (HELEN,)
    assert story.book.customers_like((unknown, by_number)) == (HELEN, *SHARED)
    assert story.book.customers_like(()) == ()


# -- quality, emergencies, reasons


def test_how_well_each_leg_was_heard_is_kept_with_it(story: Story) -> None:
    call = story.talk()
    consult = uuid4()
    story.tell(OpenLeg, leg=consult, call=call, parent=call)
    story.tell(AnswerLeg, leg=consult)
    bad = LegQuality(loss_in=6.0, loss_out=None, jitter_in_ms=31.5, rtt_ms=220.0, mos_in=2.9)
    story.tell(EndLeg, leg=consult, ended_by="them", code=200, quality=bad)
    good = LegQuality(loss_in=0.0, mos_in=4.4, mos_out=float("nan"))
    story.end(call, quality=good)
    legs = {leg.id: leg for leg in story.case(call).legs}
    assert (legs[consult].loss_in, legs[consult].rtt_ms, legs[consult].mos_in) == (6.0, 220.0, 2.9)
    assert legs[consult].jitter_in_ms == 31.5
    assert legs[consult].mos_out is None
    assert (legs[call].mos_in, legs[call].mos_out, legs[call].loss_in) == (4.4, None, 0.0)
    story.end(call, quality=bad)
    assert {leg.id: leg for leg in story.case(call).legs} == legs


def test_a_leg_that_never_had_sound_says_nothing_of_it(story: Story) -> None:
    call = story.ring()
    story.end(call, Outcome.ABANDONED)
    (leg,) = story.case(call).legs
    assert not leg.measured
    assert leg.loss_in is None


def test_r73_a_call_for_help_is_marked_and_its_ticket_critical(story: Story) -> None:
    call = uuid4()
    story.tell(OpenCall, call=call, ticket=uuid4(), direction="out", remote_number="112", emergency=True)
    case = story.case(call)
    assert case.calls[0].emergency
    assert case.ticket.severity is Severity.CRITICAL
    assert not story.case(story.ring()).calls[0].emergency


def test_why_somebody_is_away_is_seen_until_they_are_back(story: Story) -> None:
    story.tell(SetState, state="away", reason="training")
    assert story.book.directory().person(MARIA).state_reason == "training"
    story.tell(SetState, state="available")
    assert story.book.directory().person(MARIA).state_reason == ""
