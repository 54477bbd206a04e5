"""One suite for every book: memory, SQLite, PostgreSQL. Calls and tickets."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from store.book import Book
from store.changes import (
    AddNote,
    AnswerCall,
    AnswerLeg,
    EditTicket,
    EndCall,
    EndLeg,
    HoldLeg,
    LinkCustomer,
    OpenCall,
    OpenLeg,
    PutCustomers,
    PutDirectory,
    SaveDraft,
    SetState,
    WrapUp,
)
from store.errors import Rejected
from store.ticket import Outcome, Severity, Status
from store.values import replace
from tests.store.story import BJORN, DIRECTORY, HELEN, SHARED, START, Story, kinds


def test_a_ringing_call_opens_a_ticket_and_finds_the_caller(story: Story) -> None:
    call = story.ring(remote_name="H. Achebe", dialled="+442030000000", sip_call_id="a@b")
    case = story.case(call)
    assert case.ticket.number == 1
    assert case.ticket.shown_number == "TK-0000001"
    assert case.ticket.status is Status.NEW
    assert case.ticket.owner == ""
    assert case.ticket.caller == "+442079460420"
    assert case.customer == HELEN
    assert [c.outcome for c in case.calls] == [Outcome.RINGING]
    assert case.calls[0].person == "maria.lopez"
    assert [leg.id for leg in case.legs] == [call]
    assert kinds(case) == ["ticket_opened", "call_rang"]
    assert case.calls_year == 1
    assert story.book.case(case.ticket.id) == case
    assert story.book.ticket_by_number(1) == case.ticket


def test_numbers_are_given_in_order_and_never_twice(story: Story) -> None:
    calls = [story.ring() for _ in range(4)]
    assert [story.case(c).ticket.number for c in calls] == [1, 2, 3, 4]


def test_a_call_of_nobody_known_keeps_its_number_and_name(story: Story) -> None:
    case = story.case(story.ring("+15550100", remote_name="WITHHELD"))
    assert case.customer is None
    assert (case.ticket.caller, case.ticket.caller_name) == ("+15550100", "WITHHELD")
    assert case.history == ()
    assert case.calls_year == 0


def test_a_number_of_two_customers_links_to_neither(story: Story) -> None:
    assert story.case(story.ring("+34600000001")).customer is None
    assert story.book.customer_by_number("+34600000001") is None
    assert story.book.customers_by_number("+34 600 000 001") == SHARED
    assert story.book.customer_by_number("+44 (20) 7946-0421") == HELEN
    assert story.book.customers_by_number("") == ()


def test_the_same_call_twice_opens_one_ticket(story: Story) -> None:
    call = story.ring()
    story.ring(call=call)
    assert len(story.book.tickets()) == 1
    assert len(story.case(call).calls) == 1


def test_a_repeated_invite_is_the_first_call(story: Story) -> None:
    first = story.ring(sip_call_id="same@host")
    second = story.ring(sip_call_id="same@host")
    assert story.case(second) == story.case(first)
    story.tell(AnswerCall, call=second)
    story.end(second)
    case = story.case(first)
    assert [c.outcome for c in case.calls] == [Outcome.ANSWERED]
    assert len(story.book.tickets()) == 1


def test_a_call_id_is_new_again_after_a_day_and_for_another_person(story: Story) -> None:
    story.ring(sip_call_id="same@host")
    story.ring(sip_call_id="same@host", person="2090")
    story.now += timedelta(hours=25)
    story.ring(sip_call_id="same@host")
    assert len(story.book.tickets()) == 3


def test_a_call_joins_the_ticket_that_is_named(story: Story) -> None:
    first = story.ring()
    ticket = story.case(first).ticket.id
    story.end(first, Outcome.ABANDONED)
    back = uuid4()
    story.tell(OpenCall, call=back, ticket=ticket, direction="out", remote_number="+442079460420")
    case = story.case(first)
    assert [c.direction for c in case.calls] == ["in", "out"]
    assert case.ticket.number == 1
    assert kinds(case)[-1] == "call_dialled"


def test_a_call_that_never_rang_comes_with_its_end(story: Story) -> None:
    call = story.ring(outcome=Outcome.MISSED)
    case = story.case(call)
    assert case.calls[0].ended_at == case.calls[0].started_at
    assert case.calls[0].outcome is Outcome.MISSED
    assert kinds(case) == ["ticket_opened", "call_ended"]


def test_answering_opens_the_ticket_and_owns_it(story: Story) -> None:
    call = story.talk(person="2041")
    story.tell(AnswerCall, call=call, person="daniel.okafor")
    case = story.case(call)
    assert (case.ticket.status, case.ticket.owner) == (Status.OPEN, "maria.lopez")
    assert case.calls[0].outcome is Outcome.TALKING
    assert case.legs[0].codec == "PCMA"
    assert kinds(case).count("call_answered") == 1


def test_the_first_end_stands(story: Story) -> None:
    call = story.talk()
    story.end(call, Outcome.ANSWERED, code=200, ended_by="them")
    story.end(call, Outcome.CUT_OFF)
    case = story.case(call)
    assert case.calls[0].outcome is Outcome.ANSWERED
    assert (case.legs[0].code, case.legs[0].ended_by) == (200, "them")
    assert kinds(case).count("call_ended") == 1


def test_an_end_that_overtakes_the_answer_stands(story: Story) -> None:
    call = story.ring()
    answer = story.make(AnswerCall, call=call)
    story.end(call, Outcome.ANSWERED)
    story.book.apply(answer)
    case = story.case(call)
    assert case.calls[0].outcome is Outcome.ANSWERED
    assert case.calls[0].answered_at == answer.at


def test_a_call_that_was_cut_off_has_no_leg_left(story: Story) -> None:
    call = story.talk()
    story.tell(OpenLeg, leg=uuid4(), call=call, parent=call)
    story.end(call, Outcome.CUT_OFF, ended_by="network")
    assert all(leg.ended_at and leg.ended_by == "network" for leg in story.case(call).legs)


def test_legs_hold_and_end_once(story: Story) -> None:
    call, leg = story.talk(), uuid4()
    story.tell(HoldLeg, leg=call, held=True)
    story.tell(OpenLeg, leg=leg, call=call, parent=call, remote_name="Daniel Okafor")
    story.tell(OpenLeg, leg=leg, call=call, parent=call, remote_name="again")
    story.tell(AnswerLeg, leg=leg, codec="G722")
    story.tell(AnswerLeg, leg=leg, codec="PCMU")
    story.tell(HoldLeg, leg=call, held=False, seconds=12.5)
    story.tell(EndLeg, leg=leg, ended_by="them", code=200)
    story.tell(EndLeg, leg=leg, ended_by="us", code=487)
    first, second = story.case(call).legs
    assert (first.holds, first.held_seconds) == (1, 12.5)
    assert (second.parent, second.kind, second.codec) == (call, "consult", "G722")
    assert (second.ended_by, second.code, second.remote_name) == ("them", 200, "Daniel Okafor")
    assert kinds(story.case(call))[3:] == ["held", "leg_opened", "leg_answered", "resumed", "leg_ended"]


def test_editing_sets_fields_and_tells_the_time_line(story: Story) -> None:
    call = story.talk()
    before = story.case(call).ticket
    story.edit(call, subject="  No dial\ntone ", category="network", severity="high", notes="line 1\nline 2")
    after = story.case(call).ticket
    assert (after.subject, after.category) == ("No dial tone", "network")
    assert (after.severity, after.notes) == (Severity.HIGH, "line 1\nline 2")
    assert after.version == before.version + 1
    assert after.updated_at > before.updated_at
    texts = [e.text for e in story.case(call).entries if e.kind == "edited"]
    assert texts == [
        "subject=No dial tone",
        "category=network",
        "severity=high",
        "notes=line 1\nline 2",
    ]


def test_an_edit_without_a_difference_writes_nothing(story: Story) -> None:
    call = story.talk()
    before = story.case(call)
    story.edit(call, status="open", owner="2041")
    assert story.case(call) == before


def test_a_newer_version_is_a_conflict(story: Story) -> None:
    call = story.talk()
    version = story.case(call).ticket.version
    story.edit(call, subject="one", base_version=version)
    with pytest.raises(Rejected) as refused:
        story.edit(call, subject="two", base_version=version)
    assert refused.value.code == "conflict"
    assert story.case(call).ticket.subject == "one"
    story.edit(call, subject="three")
    assert story.case(call).ticket.subject == "three"


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"colour": "red"}, "unknown_field"),
        ({"version": "9"}, "unknown_field"),
        ({"category": "weather"}, "bad_value"),
        ({"severity": "huge"}, "bad_value"),
        ({"status": "gone"}, "bad_value"),
        ({"owner": "nobody.known"}, "bad_value"),
        ({"owner_department": "moon"}, "bad_value"),
        ({"subject": "fine", "severity": "huge"}, "bad_value"),
    ],
)
def test_what_no_ticket_knows_is_refused_in_words(story: Story, fields: dict[str, str], code: str) -> None:
    call = story.talk()
    before = story.case(call)
    with pytest.raises(Rejected) as refused:
        story.edit(call, 0, **fields)
    assert refused.value.code == code
    assert refused.value.message.endswith(".")
    assert story.case(call) == before


def test_closing_dates_the_ticket_and_reopening_takes_it_back(story: Story) -> None:
    call = story.talk()
    resolved = story.edit(call, status="resolved")
    story.edit(call, status="closed")
    assert story.case(call).ticket.closed_at == resolved.at
    story.edit(call, status="open")
    assert story.case(call).ticket.closed_at is None


def test_notes_stand_on_the_time_line(story: Story) -> None:
    call = story.talk()
    before = story.case(call).ticket
    story.tell(AddNote, ticket=before.id, text="Called the plumber.")
    case = story.case(call)
    assert case.entries[-1].text == "Called the plumber."
    assert case.ticket.version == before.version
    with pytest.raises(Rejected):
        story.tell(AddNote, ticket=before.id, text="  ")


def test_a_customer_is_linked_and_taken_back(story: Story) -> None:
    call = story.ring("+34600000001")
    ticket = story.case(call).ticket.id
    story.tell(LinkCustomer, ticket=ticket, customer=SHARED[1].id)
    assert story.case(call).customer == SHARED[1]
    story.tell(LinkCustomer, ticket=ticket, customer=None)
    assert story.case(call).customer is None
    assert kinds(story.case(call))[-2:] == ["customer_linked", "customer_unlinked"]
    with pytest.raises(Rejected) as refused:
        story.tell(LinkCustomer, ticket=ticket, customer=uuid4())
    assert refused.value.code == "unknown_customer"


def test_the_newest_draft_stands_until_it_is_done_with(story: Story) -> None:
    call = story.talk()
    ticket = story.case(call).ticket.id
    old = story.make(SaveDraft, ticket=ticket, scope="wrapup", fields={"notes": "h"})
    story.tell(SaveDraft, ticket=ticket, scope="wrapup", fields={"notes": "hello"})
    story.book.apply(old)
    story.tell(SaveDraft, ticket=ticket, scope="ticket", fields={"subject": "x"})
    story.tell(SaveDraft, ticket=ticket, scope="ticket", fields={"subject": "y"}, person="2090")
    drafts = story.case(call).drafts
    assert [(d.person, d.scope, d.fields) for d in drafts] == [
        ("maria.lopez", "wrapup", {"notes": "hello"}),
        ("maria.lopez", "ticket", {"subject": "x"}),
        ("daniel.okafor", "ticket", {"subject": "y"}),
    ]
    story.tell(SaveDraft, ticket=ticket, scope="ticket")
    assert [d.scope for d in story.case(call).drafts] == ["wrapup", "ticket"]
    with pytest.raises(Rejected):
        story.tell(SaveDraft, ticket=ticket, scope="poem", fields={"a": "b"})


def test_wrapping_up_sets_the_code_and_the_last_fields(story: Story) -> None:
    call = story.talk()
    ticket = story.case(call).ticket.id
    story.tell(SaveDraft, ticket=ticket, scope="wrapup", fields={"code": "sol"})
    story.end(call)
    story.tell(WrapUp, call=call, code="solved", fields={"status": "resolved"})
    case = story.case(call)
    assert (case.calls[0].wrapup_code, case.ticket.status) == ("solved", Status.RESOLVED)
    assert case.calls[0].wrapped_up_at is not None
    assert case.drafts == ()
    assert kinds(case)[-2:] == ["edited", "wrapped_up"]
    with pytest.raises(Rejected):
        story.tell(WrapUp, call=call, code="fun")


@pytest.mark.parametrize(
    ("kind", "values", "code"),
    [
        (AnswerCall, {"call": UUID(int=9)}, "unknown_call"),
        (EndCall, {"call": UUID(int=9), "outcome": Outcome.ANSWERED}, "unknown_call"),
        (WrapUp, {"call": UUID(int=9), "code": "solved"}, "unknown_call"),
        (OpenLeg, {"leg": UUID(int=8), "call": UUID(int=9)}, "unknown_call"),
        (AnswerLeg, {"leg": UUID(int=9)}, "unknown_leg"),
        (HoldLeg, {"leg": UUID(int=9), "held": True}, "unknown_leg"),
        (EndLeg, {"leg": UUID(int=9), "ended_by": "us"}, "unknown_leg"),
        (EditTicket, {"ticket": UUID(int=9), "fields": {"subject": "x"}}, "unknown_ticket"),
        (AddNote, {"ticket": UUID(int=9), "text": "x"}, "unknown_ticket"),
        (LinkCustomer, {"ticket": UUID(int=9), "customer": None}, "unknown_ticket"),
        (SaveDraft, {"ticket": UUID(int=9), "scope": "ticket", "fields": {"a": "b"}}, "unknown_ticket"),
        (SetState, {"state": "asleep"}, "bad_value"),
    ],
)
def test_what_is_not_there_is_refused(story: Story, kind: type, values: dict[str, object], code: str) -> None:
    with pytest.raises(Rejected) as refused:
        story.tell(kind, **values)
    assert refused.value.code == code


def test_the_directory_is_replaced_and_states_stay(story: Story) -> None:
    assert story.book.directory() == DIRECTORY
    early = story.make(SetState, state="away", person="2090")
    state = story.tell(SetState, state="dnd", person="2090")
    story.book.apply(early)
    story.tell(SetState, state="available", person="stranger")
    smaller = replace(DIRECTORY, people=DIRECTORY.people[1:], departments=())
    story.tell(PutDirectory, directory=smaller)
    directory = story.book.directory()
    daniel = directory.person("2090")
    assert daniel is not None
    assert (daniel.state, daniel.state_since) == ("dnd", state.at.isoformat(timespec="microseconds"))
    assert [p.key for p in directory.people] == ["daniel.okafor", "ines.weber"]
    assert directory.departments == ()
    with pytest.raises(Rejected):
        story.tell(PutDirectory, directory=replace(smaller, people=smaller.people * 2))
    assert story.book.directory() == directory


def test_customers_are_replaced_by_id(story: Story) -> None:
    moved = replace(
        HELEN, company="Southwind Dental", numbers=("+442079460499",), value_cents=None, since=None
    )
    story.tell(PutCustomers, customers=(moved,))
    assert story.book.customer_by_number("+442079460499") == moved
    assert story.book.customer_by_number("+442079460420") is None


def test_history_is_the_customers_other_tickets_newest_first(story: Story) -> None:
    calls = [story.ring() for _ in range(8)]
    story.ring("+4790000001")
    case = story.case(calls[3])
    assert [row.ticket.number for row in case.history] == [8, 7, 6, 5, 3]
    assert case.history_count == 7
    assert case.calls_year == 8
    assert case.history[0].customer_name == "Helen Achebe"


def test_calls_of_more_than_a_year_ago_are_not_counted(story: Story) -> None:
    now, story.now = story.now, START - timedelta(days=400)
    story.ring()
    story.now = now
    assert story.case(story.ring()).calls_year == 1


def test_a_persons_calls_and_figures(story: Story) -> None:
    story.end(story.talk())
    story.end(story.ring(), Outcome.ABANDONED)
    story.end(story.ring("+4790000001"), Outcome.DECLINED)
    story.talk(person="daniel.okafor")
    since = story.now
    busy = story.talk()
    story.now += timedelta(seconds=58)
    story.end(busy)
    story.edit(busy, status="resolved")
    rows = story.book.calls("2041", START)
    assert [r.ticket.number for r in rows] == [5, 3, 2, 1]
    assert [r.customer_name for r in rows] == [
        "Helen Achebe",
        "Björn Østgård",
        "Helen Achebe",
        "Helen Achebe",
    ]
    assert story.book.calls("maria.lopez", since) == rows[:1]
    assert story.book.calls("maria.lopez", START, limit=2) == rows[:2]
    day = story.book.figures("maria.lopez", START)
    assert (day.calls, day.answered, day.missed, day.resolved) == (4, 2, 1, 1)
    assert day.handling_seconds == pytest.approx(30)
    assert story.book.figures("maria.lopez", story.now).handling_seconds is None


def test_pages_follow_each_other_without_a_gap(story: Story) -> None:
    for _ in range(7):
        story.ring()
    story.ring("+4790000001")
    seen: list[int] = []
    before: UUID | None = None
    while page := story.book.tickets("helen", limit=3, before=before):
        seen += [row.ticket.number for row in page]
        before = page[-1].ticket.id
    assert seen == [7, 6, 5, 4, 3, 2, 1]
    assert [r.ticket.number for r in story.book.tickets(limit=2)] == [8, 7]
    assert story.book.tickets(before=uuid4()) == ()
    assert story.book.tickets("helen", before=uuid4()) == ()


def test_a_nonce_is_good_for_one_call_within_the_hour(book: Book) -> None:
    one, other, nonce = uuid4(), uuid4(), b"\x00nonce\xff"
    assert book.use_nonce(nonce, one, START)
    assert book.use_nonce(nonce, one, START + timedelta(minutes=5))
    assert not book.use_nonce(nonce, other, START + timedelta(minutes=59))
    assert book.use_nonce(b"another", other, START)
    assert book.use_nonce(nonce, other, START + timedelta(minutes=61))


def test_text_that_no_database_keeps_is_kept_without_it(story: Story) -> None:
    call = story.ring("+1555", remote_name="a\0b\ud800c")
    story.edit(call, notes="nul\0 and emoji 👩🏽‍🚒 and ' \" ; --")
    case = story.case(call)
    assert case.ticket.caller_name == "ab?c"
    assert case.ticket.notes == "nul and emoji 👩🏽‍🚒 and ' \" ; --"


def test_nothing_is_there_for_an_unknown_id(book: Book) -> None:
    assert book.case(uuid4()) is None
    assert book.case_of_call(uuid4()) is None
    assert book.ticket_by_number(1) is None
    assert book.tickets() == ()
    assert book.directory().people == ()
    assert book.changed() is False


def test_bjorn_is_found_with_and_without_his_letters(story: Story) -> None:
    story.ring("+4790000001")
    for query in ("björn", "BJORN", "bjo", "fjord sonn", "Fjord & Sønn", "ostgard", "østgård"):
        assert len(story.book.tickets(query)) == (0 if query in {"ostgard", "fjord sonn"} else 1), query
    assert BJORN.numbers
