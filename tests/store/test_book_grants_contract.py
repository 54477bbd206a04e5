"""One suite for every book: leave to listen (R52), and what customers and staff say afterwards (R31)."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from store.book import Book
from store.changes_feedback import RecordFeedback
from store.changes_listening import GrantListening, UseGrant
from store.errors import Rejected
from store.feedback import Asked
from store.grant import VALID_FOR, Ear, Grant
from store.values import replace
from tests.store.story import DIRECTORY, Story, kinds

SUPERVISOR, AGENT = "daniel.okafor", "maria.lopez"


def given(story: Story, ear: Ear = Ear.LISTEN, **values: Any) -> UUID:
    grant = uuid4()
    story.tell(
        GrantListening, **({"grant": grant, "agent": AGENT, "ear": ear, "person": SUPERVISOR} | values)
    )
    return grant


def used(story: Story, grant: UUID, **values: Any) -> None:
    story.tell(UseGrant, **({"grant": grant, "call": uuid4(), "person": AGENT} | values))


def refused(story: Story, do: Callable[..., Any], *args: Any, **values: Any) -> str:
    with pytest.raises(Rejected) as refusal:
        do(story, *args, **values)
    return refusal.value.code


def test_R52_a_supervisor_gives_leave_and_the_agents_console_uses_it_up(story: Story) -> None:
    grant, call = given(story, Ear.WHISPER), uuid4()
    at = story.now
    assert story.book.grant(grant) == Grant(
        id=grant, supervisor=SUPERVISOR, agent=AGENT, ear=Ear.WHISPER, at=at
    )
    used(story, grant, call=call)
    found = story.book.grant(grant)
    assert found is not None
    assert (found.used_at, found.call) == (story.now, call)


def test_R52_extensions_name_the_same_people(story: Story) -> None:
    grant = given(story, person="2090", agent="2041")
    used(story, grant, person="2041")
    found = story.book.grant(grant)
    assert found is not None
    assert (found.supervisor, found.agent, found.used_at) == (SUPERVISOR, AGENT, story.now)


@pytest.mark.parametrize(
    ("person", "agent", "code"),
    [
        ("ines.weber", AGENT, "not_allowed"),  # level 2 is knowledge, no leadership
        (AGENT, "ines.weber", "not_allowed"),
        ("stranger", AGENT, "not_allowed"),
        (SUPERVISOR, "stranger", "unknown_person"),
        (SUPERVISOR, SUPERVISOR, "not_allowed"),
    ],
)
def test_R52_nobody_else_gives_leave_and_of_nobody_else(
    story: Story, person: str, agent: str, code: str
) -> None:
    grant = uuid4()
    assert refused(story, given, grant=grant, person=person, agent=agent) == code
    assert story.book.grant(grant) is None


@pytest.mark.parametrize("role", ["escalation_manager", "administrator"])
def test_R52_other_roles_that_lead_give_leave_too(story: Story, role: str) -> None:
    people = tuple(replace(p, role=role) if p.key == SUPERVISOR else p for p in DIRECTORY.people)
    story.directory(replace(DIRECTORY, people=people))
    assert story.book.grant(given(story)) is not None


def test_R52_leave_is_used_once(story: Story) -> None:
    grant = given(story)
    used(story, grant)
    before = story.book.grant(grant)
    assert refused(story, used, grant) == "bad_grant"
    assert story.book.grant(grant) == before


def test_R52_leave_ends_after_moments(story: Story) -> None:
    grant = given(story)
    late = story.now + VALID_FOR
    assert refused(story, used, grant, at=late + timedelta(microseconds=1)) == "bad_grant"
    used(story, grant, at=late)


def test_R52_leave_is_for_one_agent_and_cannot_be_made_up(story: Story) -> None:
    grant = given(story)
    assert refused(story, used, grant, person="ines.weber") == "bad_grant"
    assert refused(story, used, grant, person="stranger") == "bad_grant"
    assert refused(story, used, uuid4()) == "bad_grant"
    used(story, grant)


def test_R52_leave_of_somebody_who_is_no_supervisor_any_more_is_none(story: Story) -> None:
    grant = given(story)
    people = tuple(replace(p, role="agent") if p.key == SUPERVISOR else p for p in DIRECTORY.people)
    story.directory(replace(DIRECTORY, people=people))
    assert refused(story, used, grant) == "bad_grant"


def test_R52_a_grant_is_not_given_twice_under_one_name(story: Story) -> None:
    grant = given(story)
    assert refused(story, given, grant=grant, ear=Ear.JOIN) == "bad_grant"
    found = story.book.grant(grant)
    assert found is not None
    assert found.ear is Ear.LISTEN


def test_R52_told_again_it_was_used_already_and_that_is_no_error(story: Story) -> None:
    grant = given(story)
    change = story.make(UseGrant, grant=grant, call=uuid4(), person=AGENT)
    story.book.apply(change)
    story.book.apply(change)


def test_R52_of_two_consoles_at_once_one_uses_it(
    url: str, story: Story, opened: Callable[[str], Book]
) -> None:
    if url.startswith("memory:"):
        pytest.skip("the book in memory has one user")
    grant = given(story)
    books = [opened(url) for _ in range(2)]
    changes = [story.make(UseGrant, grant=grant, call=uuid4(), person=AGENT) for _ in books]

    def use(nth: int) -> str:
        try:
            books[nth].apply(changes[nth])
        except Rejected as refusal:
            return refusal.code
        return "used"

    with ThreadPoolExecutor(len(books)) as threads:
        assert sorted(threads.map(use, range(len(books)))) == ["bad_grant", "used"]


# Feedback.


def rated(story: Story, call: UUID, **values: Any) -> None:
    given_ = {"ticket": story.case(call).ticket.id, "score": 4, "asked": Asked.CUSTOMER, "via": "dtmf"}
    story.tell(RecordFeedback, **(given_ | values))


def test_R31_what_a_customer_says_is_kept_with_the_ticket_and_its_last_escalation(story: Story) -> None:
    call = story.talk()
    story.escalate(call)
    last = story.escalate(call)
    rated(story, call)
    case = story.case(call)
    (kept,) = case.feedback
    assert (kept.ticket, kept.escalation, kept.score, kept.asked, kept.via, kept.person) == (
        case.ticket.id, last, 4, Asked.CUSTOMER, "dtmf", "",
    )  # fmt: skip
    entry = case.entries[-1]
    assert (entry.kind, entry.text, entry.code) == ("feedback", "customer", 4)


def test_R31_staff_say_something_too_and_are_named(story: Story) -> None:
    call = story.talk()
    first = story.escalate(call)
    story.escalate(call)
    rated(
        story, call, score=1, asked=Asked.STAFF, via="screen", escalation=first, text="Nobody was there.",
        person="2090",
    )  # fmt: skip
    (kept,) = story.case(call).feedback
    assert (kept.person, kept.escalation, kept.text) == (SUPERVISOR, first, "Nobody was there.")


def test_R31_a_ticket_without_escalation_is_rated_too_and_answers_are_in_their_order(story: Story) -> None:
    call = story.talk()
    for score in (5, 2):
        rated(story, call, score=score, via="email")
    kept = story.case(call).feedback
    assert [(each.score, each.escalation) for each in kept] == [(5, None), (2, None)]


def test_R31_the_same_answer_told_again_is_one(story: Story) -> None:
    call = story.talk()
    ticket = story.case(call).ticket.id
    change = story.make(RecordFeedback, ticket=ticket, score=3, asked=Asked.CUSTOMER, via="dtmf")
    story.book.apply(change)
    story.book.apply(change)
    assert len(story.case(call).feedback) == 1
    assert kinds(story.case(call)).count("feedback") == 1


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"score": 0}, "bad_value"),
        ({"score": 6}, "bad_value"),
        ({"via": "pigeon"}, "bad_value"),
        ({"escalation": uuid4()}, "bad_value"),
        ({"ticket": uuid4()}, "unknown_ticket"),
    ],
)
def test_R31_what_is_no_answer_is_refused(story: Story, wrong: dict[str, Any], code: str) -> None:
    call = story.talk()
    assert refused(story, rated, call, **wrong) == code
    assert story.case(call).feedback == ()
