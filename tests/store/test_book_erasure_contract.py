"""One suite for every book: a customer is erased, and what stays of them is ids (R60, R83)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from msgspec.structs import asdict

from store.book import Book
from store.changes import AddNote, EndCall, PutCustomers, SaveDraft
from store.changes_feedback import RecordFeedback
from store.changes_inbox import AddComment
from store.changes_recordings import (
    BeginRecording,
    EndRecording,
    EraseAgain,
    EraseCustomer,
    ErasedFiles,
    HeardRecording,
    HoldCase,
    HoldRecording,
    KeptRecording,
    PutConduct,
)
from store.changes_updates import QueueUpdate
from store.customer import Customer
from store.erasure import Erasure, WhatGoes
from store.erasure_list import replay
from store.errors import Rejected
from store.feedback import Asked
from store.recording import Conduct, Keeping, RecordingQuery
from store.ticket import Outcome
from store.values import replace
from tests.store.story import DIRECTORY, HELEN, START, Story

ZELDA = Customer(
    id=UUID(int=77), name="Zelda Quimby-Xavier", company="Zephyrworks", numbers=("+1 555 0142 777",),
    email="zelda@zephyrworks.example", warning="Allergic to hold music.",
)  # fmt: skip
NUMBER = "+15550142777"
SAID = (
    "Zelda",
    "Quimby",
    "Zephyrworks",
    "0142777",
    "marzipan",
    "turquoise",
    "periwinkle",
    "saffron",
    "umbrella",
)
"""Words of hers that are nowhere else."""
BOSS = {"person": "ada.manager"}


def with_manager(story: Story) -> Story:
    boss = replace(DIRECTORY.people[0], key="ada.manager", name="Ada", role="administrator", extension="2001")
    story.directory(replace(DIRECTORY, people=(*DIRECTORY.people, boss)))
    story.tell(PutCustomers, customers=(ZELDA,))
    return story


@pytest.fixture
def story(story: Story) -> Story:
    return with_manager(story)


def lived(story: Story) -> tuple[UUID, UUID]:
    """A call of hers with all that can hang on it, recorded and listened to; the call and the recording."""
    call = story.talk(NUMBER, remote_name="Zelda Q")
    ticket = story.case(call).ticket.id
    story.edit(call, subject="The marzipan machine", notes="She said turquoise.")
    story.tell(AddNote, ticket=ticket, text="Likes periwinkle.")
    story.tell(AddComment, ticket=ticket, text="@daniel.okafor saffron please")
    story.tell(SaveDraft, ticket=ticket, scope="escalation", fields={"summary": "umbrella"})
    escalation = story.escalate(call, summary="marzipan, again")
    story.step(escalation, "answered")
    story.tell(QueueUpdate, update=uuid4(), ticket=ticket, subject="marzipan", body="Dear Zelda Quimby")
    story.tell(RecordFeedback, ticket=ticket, score=2, asked=Asked.CUSTOMER, via="email", text="saffron!")
    recording = uuid4()
    story.tell(BeginRecording, recording=recording, call=call, started_at=story.now)
    story.tell(PutConduct, leg=call, conduct=Conduct(seconds=9.0))
    story.tell(EndRecording, recording=recording, seconds=9.0)
    name = f"{recording.hex}.flac.enc"
    story.tell(
        KeptRecording, recording=recording, name=name, size=5, sha256="c0ffee", peaks="p", key="wrapped-key"
    )
    story.tell(HeardRecording, listening=uuid4(), recording=recording, end=4.0)
    story.end(call)
    return call, recording


def erased(story: Story, customer: UUID = ZELDA.id, **values: Any) -> None:
    story.tell(EraseCustomer, **({"customer": customer} | BOSS | values))


def refused(story: Story, **values: Any) -> str:
    with pytest.raises(Rejected) as refusal:
        erased(story, **values)
    return refusal.value.code


def everything(book: Book) -> str:
    """All that any query of the port tells."""
    rows = book.tickets(limit=1000)
    told: list[object] = [rows, [book.case(row.ticket.id) for row in rows], book.customers(limit=1000)]
    told += [book.history(person, limit=1000) for person in ("maria.lopez", "2041", "daniel.okafor")]
    told += [book.recordings_list(RecordingQuery(states=tuple(Keeping))), book.erasures()]
    told += [
        book.inbox("daniel.okafor", senior=True, now=START + timedelta(days=2)),
        book.updates_due(START + timedelta(days=9)),
    ]
    told += [book.floor(START + timedelta(days=1), START)]
    return repr(told)


def test_R60_an_erased_customer_is_nowhere(story: Story) -> None:
    other = story.talk()
    call, _ = lived(story)
    ticket = story.case(call).ticket.id
    kept = story.case(other)
    assert all(word in everything(story.book) for word in SAID)
    erased(story)
    told = everything(story.book)
    assert [word for word in SAID if word.lower() in told.lower()] == []
    assert story.book.case(ticket) is story.book.case_of_call(call) is None
    for query in ("zelda", "zephyr", "+15550142", "marzipan", "turquoise", "periwinkle"):
        assert story.book.tickets(query) == ()
        assert story.book.customers(query) == ()
        assert story.book.history("maria.lopez", query) == ()
        assert story.book.recordings_list(RecordingQuery(words=query)) == ()
    assert story.book.customers_by_number(NUMBER) == ()
    assert story.case(other) == kept


def test_R60_what_stays_of_a_recording_is_ids_and_its_files_are_to_be_deleted(story: Story) -> None:
    call, recording = lived(story)
    ticket = story.case(call).ticket.id
    erased(story)
    row = story.book.recording(recording)
    assert row is not None
    assert (row.state, row.why, row.key, row.sha256, row.seconds, row.conduct) == (
        Keeping.ERASED, "customer", "", "", 0.0, None,
    )  # fmt: skip
    assert [r.id for r in story.book.recordings_to_delete(story.now)] == [recording]
    (listening,) = story.book.listenings(recording)
    assert (listening.person, listening.ticket) == ("maria.lopez", ticket)
    story.tell(ErasedFiles, recordings=(recording,))
    gone = story.book.recording(recording)
    assert gone is not None
    assert (gone.name, gone.peaks) == ("", "")


def test_R60_an_erasure_is_on_the_list(story: Story) -> None:
    call, recording = lived(story)
    ticket = story.case(call).ticket.id
    erased(story)
    (erasure,) = story.book.erasures()
    assert (erasure.customer, erasure.by, erasure.tickets, erasure.recordings, erasure.at) == (
        ZELDA.id, "ada.manager", (ticket,), (recording,), story.now,
    )  # fmt: skip
    assert erasure.scrubbed_at is not None
    assert not story.book.scrub(story.now)


def test_R60_calls_of_hers_that_nobody_knew_her_by_go_too(story: Story) -> None:
    story.tell(PutCustomers, customers=(replace(ZELDA, numbers=()),))
    before = story.talk(NUMBER, remote_name="Zelda Q")
    story.end(before)
    story.tell(PutCustomers, customers=(ZELDA,))
    assert story.case(before).customer is None
    erased(story)
    assert story.book.case_of_call(before) is None


def test_R60_on_somebody_elses_ticket_her_number_and_name_are_blank(story: Story) -> None:
    hers = story.talk()
    ticket = story.case(hers).ticket.id
    second = story.talk(NUMBER, remote_name="Zelda Q", ticket=ticket)
    story.end(second)
    erased(story)
    case = story.case(hers)
    assert len(case.calls) == 2
    assert "Zelda" not in repr(case)
    assert "0142777" not in repr(case)
    assert story.book.history("maria.lopez", "zelda") == ()
    assert case.customer is not None
    assert case.customer.id == HELEN.id


def test_R60_a_number_that_others_have_too_takes_nothing_of_theirs(story: Story) -> None:
    friend = replace(ZELDA, id=UUID(int=78), name="Yorick")
    story.tell(PutCustomers, customers=(friend,))
    shared = story.talk(NUMBER)
    story.end(shared)
    erased(story)
    assert story.case(shared).calls[0].remote_number == NUMBER


@pytest.mark.parametrize("person", ["maria.lopez", "daniel.okafor", "stranger"])
def test_R60_only_managers_erase(story: Story, person: str) -> None:
    lived(story)
    before = everything(story.book)
    assert refused(story, person=person) == "not_allowed"
    assert everything(story.book) == before


def test_R60_who_is_not_there_or_is_on_the_line_is_not_erased(story: Story) -> None:
    assert refused(story, customer=uuid4()) == "unknown_customer"
    call = story.talk(NUMBER)
    assert refused(story) == "not_now"
    story.tell(EndCall, call=call, outcome=Outcome.ANSWERED)
    erased(story)


def test_R60_what_goes_is_seen_before_and_is_what_then_goes(story: Story) -> None:
    assert story.book.what_goes(uuid4(), story.now) is None
    nothing = WhatGoes(customer=ZELDA)
    assert story.book.what_goes(ZELDA.id, story.now) == nothing
    call, recording = lived(story)
    ticket = story.case(call).ticket
    gone = story.book.what_goes(ZELDA.id, story.now)
    assert gone == WhatGoes(customer=ZELDA, tickets=1, calls=1, recordings=1)
    hold = {"ticket": ticket.id, "why": "A claim.", **BOSS}
    story.tell(HoldCase, on=True, **hold)
    held = story.book.what_goes(ZELDA.id, story.now)
    assert held == replace(gone, held=(ticket.shown_number,))
    story.tell(HoldCase, on=False, **hold)
    up = story.talk(NUMBER)
    again = story.book.what_goes(ZELDA.id, story.now)
    assert again is not None
    assert (again.talking, again.calls) == (True, 2)
    story.tell(EndCall, call=up, outcome=Outcome.ANSWERED)
    before = story.book.what_goes(ZELDA.id, story.now)
    erased(story)
    (erasure,) = story.book.erasures()
    assert before is not None
    assert (before.tickets, before.recordings) == (len(erasure.tickets), len(erasure.recordings))
    assert recording in erasure.recordings
    assert story.book.what_goes(ZELDA.id, story.now) is None


def test_R60_a_legal_hold_outweighs_erasure(story: Story) -> None:
    call, recording = lived(story)
    story.tell(HoldRecording, recording=recording, on=True, why="A claim.", **BOSS)
    assert refused(story) == "legal_hold"
    assert story.case(call).customer == ZELDA
    story.tell(HoldRecording, recording=recording, on=False, why="Settled.", **BOSS)
    erased(story)
    assert story.book.case_of_call(call) is None


def test_R60_one_refused_in_the_same_unit_brings_everything_back(story: Story) -> None:
    lived(story)
    before = everything(story.book)
    changes = (
        story.make(EraseCustomer, customer=ZELDA.id, **BOSS),
        story.make(EraseCustomer, customer=uuid4(), **BOSS),
    )
    with pytest.raises(Rejected):
        story.book.apply_all(changes)
    assert everything(story.book) == before


def test_R60_what_is_told_late_of_an_erased_call_does_not_bring_it_back(story: Story) -> None:
    call, _ = lived(story)
    ticket = story.case(call).ticket.id
    erased(story)
    for late in (
        story.make(AddNote, ticket=ticket, text="marzipan"),
        story.make(EndCall, call=call, outcome=Outcome.ANSWERED),
    ):
        with pytest.raises(Rejected):
            story.book.apply(late)
    assert "marzipan" not in everything(story.book)


def test_R60_what_a_backup_brings_back_is_erased_again(story: Story) -> None:
    call, recording = lived(story)
    ticket = story.case(call).ticket.id
    listed = Erasure(
        id=uuid4(), customer=ZELDA.id, at=story.now, by="ada.manager", tickets=(ticket, uuid4()),
        recordings=(recording, uuid4()),
    )  # fmt: skip
    assert replay(story.book, (listed,), story.now) == 1
    assert [word for word in SAID if word.lower() in everything(story.book).lower()] == []
    assert [r.id for r in story.book.recordings_to_delete(story.now)] == [recording]
    (known,) = story.book.erasures()
    assert asdict(known) | {"scrubbed_at": None} == asdict(listed)
    assert replay(story.book, (listed,), story.now) == 0


def test_R60_tickets_of_the_list_go_even_if_the_customer_is_not_in_the_backup(story: Story) -> None:
    call, _ = lived(story)
    ticket = story.case(call).ticket.id
    story.tell(
        EraseAgain, erasure=uuid4(), customer=uuid4(), by="x", erased_at=story.now, tickets=(ticket,), **BOSS
    )
    assert story.book.case(ticket) is None


def test_R60_a_desk_without_managers_erases_for_itself(url: str, opened: Callable[[str], Book]) -> None:
    story = Story(opened(url)).begin()
    story.tell(PutCustomers, customers=(ZELDA,))
    erased(story, person="maria.lopez")
    assert story.book.customers("zelda") == ()
