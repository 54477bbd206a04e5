"""Policies and the clock of escalations, by every book."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from store.changes import ApprovePolicy, EditTicket, FireTimer, SavePolicy, TakeCase
from store.clock import tick
from store.directory import Person
from store.errors import Rejected
from store.escalation import Escalation, Outcome
from store.policy import Path, PathStep, Policy, Ref
from store.timing import Action
from store.values import replace
from tests.store.story import DIRECTORY, SOUND, START, Story, kinds

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LEAD = Person(key="marta.quist", name="Marta Quist", role="supervisor", level=3)


def in_force(story: Story, policy: Policy = SOUND, *, at: datetime = START) -> int:
    """Saved by Maria, approved by Daniel; its version."""
    base = max((v.version for v in story.book.policies()), default=0)
    story.tell(SavePolicy, policy=policy, base_version=base)
    story.tell(ApprovePolicy, version=base + 1, valid_from=at, person="daniel.okafor")
    return base + 1


def test_R22_a_policy_is_followed_from_its_date_on_once_it_is_approved(story: Story) -> None:
    book = story.book
    assert book.policy(START + DAY) == Policy(version=0)
    story.tell(SavePolicy, policy=SOUND, base_version=0, note="refunds go to Payments")
    assert book.policy(START + DAY).version == 0, "nobody has approved it"
    story.tell(ApprovePolicy, version=1, valid_from=START + 2 * DAY, person="daniel.okafor")
    assert book.policy(START + DAY).version == 0
    assert book.policy(START + 2 * DAY) == SOUND
    (saved,) = book.policies()
    assert (saved.saved_by, saved.note, saved.approved_by) == (
        "maria.lopez",
        "refunds go to Payments",
        "daniel.okafor",
    )


def test_R82_rolling_back_is_a_further_version_with_the_old_words(story: Story) -> None:
    in_force(story)
    bad = replace(SOUND, rules=(replace(SOUND.rules[0], hops=9),))
    in_force(story, bad)
    assert story.book.policy(story.now).rules[0].hops == 9
    first = story.book.policies()[-1].policy
    assert in_force(story, first) == 3
    assert story.book.policy(story.now).rules[0].hops == SOUND.rules[0].hops
    assert [v.version for v in story.book.policies()] == [3, 2, 1]


def test_R22_what_cannot_be_followed_is_refused_with_where_and_why(story: Story) -> None:
    bad = replace(SOUND, paths=(Path(key="refunds", name="Refunds", steps=()),))
    with pytest.raises(Rejected, match="path:refunds") as refused:
        story.tell(SavePolicy, policy=bad, base_version=0)
    assert refused.value.code == "bad_policy"
    assert story.book.policies() == ()


def test_R22_two_who_write_at_once_are_told(story: Story) -> None:
    story.tell(SavePolicy, policy=SOUND, base_version=0)
    with pytest.raises(Rejected) as refused:
        story.tell(SavePolicy, policy=SOUND, base_version=0, person="ines.weber")
    assert refused.value.code == "conflict"


def test_R82_who_wrote_it_does_not_approve_it_while_somebody_else_could(story: Story) -> None:
    directory = story.book.directory()
    people = tuple(replace(p, role="escalation_manager") for p in directory.people)
    story.directory(replace(directory, people=people))
    story.tell(SavePolicy, policy=SOUND, base_version=0)
    with pytest.raises(Rejected) as refused:
        story.tell(ApprovePolicy, version=1, valid_from=START)
    assert refused.value.code == "own_policy"
    story.tell(ApprovePolicy, version=1, valid_from=START, person="ines.weber")
    with pytest.raises(Rejected, match="already"):
        story.tell(ApprovePolicy, version=1, valid_from=START, person="daniel.okafor")
    with pytest.raises(Rejected) as unknown:
        story.tell(ApprovePolicy, version=2, valid_from=START)
    assert unknown.value.code == "unknown_policy"


def sent(story: Story, **more: Any) -> UUID:
    """To Payments without a call, on the first step of the path of refunds."""
    version = in_force(story) if not story.book.policies() else 1
    usual: dict[str, Any] = {
        "target": "payments",
        "target_is_department": True,
        "policy": version,
        "path": "refunds",
    }
    escalation = story.escalate(story.talk(), **{**usual, **more})
    story.step(escalation, "sent", Outcome.SENT)
    return escalation


def found(story: Story, escalation: UUID) -> Escalation:
    case = story.book.case(found_ticket(story, escalation))
    assert case is not None
    return next(e for e in case.escalations if e.id == escalation)


def test_R20_an_unsolved_case_goes_to_the_next_owner_on_time_and_once(story: Story) -> None:
    escalation = sent(story)
    began = found(story, escalation).created_at
    assert story.book.next_due() == began + 2 * HOUR
    assert tick(story.book, began + 2 * HOUR - timedelta(seconds=1)) == 0
    assert tick(story.book, began + 2 * HOUR) == 1
    assert tick(story.book, began + 2 * HOUR) == 0
    after = found(story, escalation)
    assert (after.target, after.path_step, after.accepted_at) == ("daniel.okafor", 1, None)
    case = story.book.case(after.ticket)
    assert case is not None
    assert (case.ticket.owner, case.ticket.owner_department) == ("daniel.okafor", "")
    assert kinds(case)[-1] == "moved_on"
    assert case.steps[-1].step == "moved_on"
    assert case.steps[-1].person == "clock"
    assert story.book.next_due() == began + 10 * HOUR


def test_R20_a_clock_that_slept_moves_on_step_by_step(story: Story) -> None:
    """After a week the first owner is over; the second has their whole time from now."""
    escalation = sent(story)
    began = found(story, escalation).created_at
    assert tick(story.book, began + 7 * DAY) == 1
    assert found(story, escalation).path_step == 1
    assert tick(story.book, began + 7 * DAY + 8 * HOUR) == 1
    case = story.book.case(found(story, escalation).ticket)
    assert case is not None
    assert [s.step for s in case.steps][-2:] == ["moved_on", "end_of_path"]


def test_R20_what_was_solved_does_not_move_on(story: Story) -> None:
    escalation = sent(story)
    ticket = found(story, escalation).ticket
    story.tell(EditTicket, ticket=ticket, fields={"status": "resolved"})
    assert story.book.next_due() is None
    assert tick(story.book, START + 40 * DAY) == 0
    with pytest.raises(Rejected) as refused:
        story.tell(FireTimer, escalation=escalation, action=Action.MOVE_ON, number=1, at=START + 9 * DAY)
    assert refused.value.code == "not_due"


def test_R20_accepted_is_not_solved(story: Story) -> None:
    escalation = sent(story)
    call = story.talk("+4790000001", person="ines.weber")
    story.tell(
        TakeCase,
        ticket=found_ticket(story, escalation),
        escalation=escalation,
        call=call,
        person="ines.weber",
    )
    assert tick(story.book, START + DAY) == 1


def found_ticket(story: Story, escalation: UUID) -> UUID:
    rows = story.book.tickets(limit=100)
    cases = [story.book.case(r.ticket.id) for r in rows]
    return next(c.ticket.id for c in cases if c and any(e.id == escalation for e in c.escalations))


def test_R24_reminded_after_20_and_27_days_and_overdue_after_30(story: Story) -> None:
    escalation = sent(story, path="", policy=0)
    began = found(story, escalation).created_at
    told = []
    for day in range(35):
        tick(story.book, began + day * DAY)
        case = story.book.case(found_ticket(story, escalation))
        assert case is not None
        told.append([(s.step, s.code) for s in case.steps if s.person == "clock"])
    assert told[19] == []
    assert told[20] == [("reminded", 20)]
    assert told[27] == [("reminded", 20), ("reminded", 27)]
    assert told[34] == [("reminded", 20), ("reminded", 27), ("overdue", 30)]
    assert found(story, escalation).closed_at is None, "never closed for it"


def test_R22_an_escalation_keeps_the_version_it_was_made_under(story: Story) -> None:
    escalation = sent(story)
    began = found(story, escalation).created_at
    first, second = SOUND.paths[0].steps
    slower = replace(SOUND, paths=(replace(SOUND.paths[0], steps=(replace(first, after=9 * HOUR), second)),))
    in_force(story, slower)
    assert tick(story.book, began + 2 * HOUR) == 1


def asked(story: Story, person: str, *departments: str) -> list[tuple[str, int]]:
    seen = story.book.inbox(person, departments, now=story.now)
    return [(m.kind, m.code) for m in seen.mentions]


def test_R24_who_has_it_is_told_of_the_thirty_days_and_after_them_it_goes_up(story: Story) -> None:
    story.directory(replace(DIRECTORY, people=(*DIRECTORY.people, LEAD)))
    escalation = sent(story, path="", policy=0)
    began = found(story, escalation).created_at
    tick(story.book, began + 20 * DAY)
    assert asked(story, "nobody", "payments") == [("reminded", 20)]
    assert asked(story, "marta.quist") == []
    tick(story.book, began + 30 * DAY)
    assert ("overdue", 30) in asked(story, "marta.quist")
    after = found(story, escalation)
    assert (after.target, after.to_level, after.closed_at) == ("marta.quist", 3, None)


def test_R20_at_the_end_of_its_path_those_above_are_told(story: Story) -> None:
    story.directory(replace(DIRECTORY, people=(*DIRECTORY.people, LEAD)))
    escalation = sent(story)
    began = found(story, escalation).created_at
    tick(story.book, began + 2 * HOUR)
    tick(story.book, began + 11 * HOUR)
    assert asked(story, "marta.quist") == [("end_of_path", 2)]
    assert asked(story, "daniel.okafor") == [("end_of_path", 2)]


def test_R20_who_is_absent_is_passed_over_for_the_deputy(story: Story) -> None:
    away = (START + 9 * DAY).isoformat()
    people = tuple(
        replace(p, absent_until=away, deputy="ines.weber") if p.key == "daniel.okafor" else p
        for p in DIRECTORY.people
    )
    story.directory(replace(DIRECTORY, people=people))
    to_daniel = Path(
        key="refunds", name="Refunds",
        steps=(
            PathStep(target=Ref.parse("department:payments"), after=HOUR),
            PathStep(target=Ref.parse("person:daniel.okafor")),
        ),
    )  # fmt: skip
    in_force(story, replace(SOUND, paths=(to_daniel,)))
    escalation = sent(story)
    tick(story.book, story.now + 2 * HOUR)
    assert found(story, escalation).target == "ines.weber"
