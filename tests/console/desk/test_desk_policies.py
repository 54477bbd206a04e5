"""The policy at the desk: drafted, tried, saved, approved, followed, rolled back (R22, R82)."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from console.desk import intents_policy as ask
from console.desk.board import Board
from console.desk.drafting import DraftCard
from console.desk.policies import NoDrafts
from store.changes import PutDirectory
from store.directory import Directory, Person
from store.policy import Path, PathStep, Policy, Ref, Rule
from store.policy_checks import Weight
from store.values import replace
from tests.console.desk.desk_fixture import DIRECTORY, Office

HOUR = timedelta(hours=1)
PEOPLE = Directory(
    levels=DIRECTORY.levels,
    departments=DIRECTORY.departments,
    people=(
        *DIRECTORY.people,
        Person(key="nora.lind", name="Nora Lind", role="escalation_manager", extension="4001"),
        Person(key="amir.haddad", name="Amir Haddad", role="administrator", extension="4002"),
    ),
)
PATH = Path(
    key="refunds",
    name="Refunds",
    steps=(
        PathStep(target=Ref.parse("department:billing"), after=2 * HOUR),
        PathStep(target=Ref.parse("level:3")),
    ),
)
SOUND = Policy(version=0, paths=(PATH,), rules=(Rule(key="refund", name="Refund", path="refunds"),))


def manager(me: str = "nora.lind", other: Office | None = None, **means: Any) -> Office:
    """The console of a manager; with another one on the same store."""
    office = Office(
        me=me,
        extension="4001",
        role="escalation_manager",
        book=other.book if other else None,
        start=False,
        means=means,
    )
    if other is None:
        office.seed()
        office.book.apply(PutDirectory(id=uuid4(), at=datetime.now(UTC), person="setup", directory=PEOPLE))
    office.desk.start()
    return office


def draft(office: Office) -> DraftCard:
    assert office.board.draft is not None, "no draft"
    return office.board.draft


def saved(office: Office, policy: Policy = SOUND, note: str = "") -> None:
    office.do(ask.EditDraft(policy=policy))
    office.do(ask.SaveDraft(note=note))


def with_person(office: Office, key: str, **values: Any) -> Directory:
    directory = office.board.directory
    people = tuple(replace(p, **values) if p.key == key else p for p in directory.people)
    return replace(directory, people=people)


def test_R22_only_a_manager_edits() -> None:
    assert Office().refused(ask.EditDraft(policy=SOUND)) == "not_allowed"


def test_R22_a_draft_is_checked_as_it_is_typed() -> None:
    office = manager()
    office.do(ask.EditDraft(policy=replace(SOUND, paths=())))
    found = draft(office)
    assert [(f.weight, f.code, f.where) for f in found.findings] == [
        (Weight.ERROR, "unknown_path", "rule:refund")
    ]
    assert office.refused(ask.SaveDraft()) == "bad_policy"
    office.do(ask.EditDraft(policy=SOUND))
    assert draft(office).findings == ()


def test_R22_steps_are_taken_back_and_forth_and_typing_is_one_step() -> None:
    office = manager()
    for rank in (1, 12, 120):
        rule = replace(SOUND.rules[0], rank=rank)
        office.do(ask.EditDraft(policy=replace(SOUND, rules=(rule,)), what="rule:refund:rank"))
    office.do(ask.EditDraft(policy=SOUND, what="rule:refund:rank2"))
    assert (draft(office).back, draft(office).forth) == (2, 0)
    office.do(ask.UndoDraft())
    assert draft(office).draft.policy.rules[0].rank == 120
    office.do(ask.UndoDraft())
    assert not draft(office).draft.dirty
    assert office.refused(ask.UndoDraft()) == "nothing"
    office.do(ask.RedoDraft())
    office.do(ask.RedoDraft())
    assert draft(office).draft.policy == SOUND


def test_R22_what_was_typed_outlives_the_console() -> None:
    drafts = NoDrafts()
    office = manager(drafts=drafts)
    office.do(ask.EditDraft(policy=SOUND))
    assert drafts.text == b""
    office.timers.pass_(1)
    assert draft(office).kept_at is not None
    again = manager(other=office, drafts=drafts)
    assert draft(again).draft == draft(office).draft
    again.do(ask.EditDraft(policy=replace(SOUND, off_for=frozenset({"billing"}))))
    again.desk.say_goodbye()
    third = manager(other=office, drafts=drafts)
    assert draft(third).draft.policy.off_for == {"billing"}
    third.do(ask.DropDraft())
    third.timers.pass_(1)
    assert drafts.text == b""


def test_R22_a_draft_that_cannot_be_read_is_told() -> None:
    office = manager(drafts=NoDrafts(text=b"{"))
    assert "draft_unreadable" in office.notices()
    assert office.board.draft is None


def test_R82_saved_approved_by_another_and_followed_without_a_restart() -> None:
    nora = manager()
    amir = manager("amir.haddad", nora)
    agent = Office(book=nora.book, start=False)
    agent.desk.start()
    saved(nora, note="refunds go to Billing")
    assert nora.board.draft is None
    assert [(v.version, v.saved_by, v.note) for v in nora.board.policies] == [
        (1, "nora.lind", "refunds go to Billing")
    ]
    assert nora.board.policy.version == 0
    nora.do(ask.ApproveVersion(version=1))
    assert nora.board.policies[0].approved_at is None, "not by its author"
    assert "rejected" in nora.notices()
    amir.desk.refresh()
    amir.do(ask.ApproveVersion(version=1))
    assert amir.board.policy.rules == SOUND.rules
    agent.desk._core.now = amir.desk._core.now  # whose clock may be some milliseconds ahead
    agent.desk.refresh()  # what the store's watch does
    assert agent.board.policy.version == 1


def test_R82_it_is_followed_when_its_moment_comes() -> None:
    nora = manager()
    amir = manager("amir.haddad", nora)
    saved(nora)
    amir.desk.refresh()
    soon = datetime.now(UTC) + timedelta(hours=2)
    amir.do(ask.ApproveVersion(version=1, valid_from=soon))
    assert (amir.board.policy.version, amir.board.policies[0].valid_from) == (0, soon)
    clock = amir.desk._core.now
    clock.time = soon  # type: ignore[attr-defined]
    amir.timers.pass_(301)
    assert amir.board.policy.version == 1


def test_R82_rolled_back_is_a_further_version() -> None:
    nora = manager()
    saved(nora)
    saved(nora, replace(SOUND, off_for=frozenset({"billing"})))
    assert nora.refused(ask.RollBack(version=2)) == "nothing"
    assert nora.refused(ask.RollBack(version=9)) == "unknown_policy"
    nora.do(ask.RollBack(version=1))
    newest = nora.board.policies[0]
    assert (newest.version, newest.policy.off_for, newest.note) == (3, frozenset(), "back to version 1")


def test_R82_a_trial_writes_nothing_and_is_gone_with_the_next_edit() -> None:
    office = manager()
    office.do(ask.EditDraft(policy=SOUND))
    office.keeper.held = True
    office.do(ask.TryDraft())
    assert draft(office).trying
    office.keeper.release()
    trial = draft(office).trial
    assert trial is not None
    assert trial.until - trial.since == timedelta(days=30)
    assert office.book.policies() == ()
    office.do(ask.EditDraft(policy=replace(SOUND, off_for=frozenset({"billing"}))))
    assert draft(office).trial is None


def test_R22_people_are_saved_beside_the_policy() -> None:
    office = manager()
    office.do(ask.EditDraft(directory=with_person(office, "maya.torres", level=2, deputy="selin.kaya")))
    assert office.board.draft is not None
    office.do(ask.SaveDraft())
    assert office.board.policies == ()
    found = office.board.directory.person("maya.torres")
    assert found is not None
    assert (found.level, found.deputy) == (2, "selin.kaya")


def test_R22_edits_of_two_managers_come_together() -> None:
    nora = manager()
    amir = manager("amir.haddad", nora)
    saved(nora)
    amir.desk.refresh()
    amir.do(ask.EditDraft(policy=replace(SOUND, rules=(replace(SOUND.rules[0], rank=7),))))
    saved(nora, replace(SOUND, off_for=frozenset({"billing"})))
    amir.desk.refresh()
    found = draft(amir).draft
    assert (found.base_version, found.policy.off_for, found.policy.rules[0].rank) == (
        2,
        frozenset({"billing"}),
        7,
    )
    amir.do(ask.SaveDraft())
    assert amir.board.policies[0].version == 3
    assert amir.board.draft is None


@pytest.mark.parametrize(("keep", "rank"), [("mine", 7), ("theirs", 9)])
def test_R22_where_they_clash_the_person_decides_and_nothing_is_lost(keep: str, rank: int) -> None:
    nora = manager()
    amir = manager("amir.haddad", nora)
    saved(nora)
    amir.desk.refresh()
    amir.do(ask.EditDraft(policy=replace(SOUND, rules=(replace(SOUND.rules[0], rank=7),))))
    saved(nora, replace(SOUND, rules=(replace(SOUND.rules[0], rank=9),)))
    amir.desk.refresh()
    (clash,) = draft(amir).clashes
    assert (clash.kind, clash.key, clash.field, clash.mine, clash.theirs) == ("rule", "refund", "rank", 7, 9)
    assert draft(amir).theirs == 2
    assert amir.refused(ask.SaveDraft()) == "conflict"
    amir.do(ask.SettleConflict(keep=keep))
    found = draft(amir)
    assert (found.clashes, found.draft.base_version, found.draft.policy.rules[0].rank) == ((), 2, rank)
    if keep == "theirs":
        amir.do(ask.UndoDraft())
        assert draft(amir).draft.policy.rules[0].rank == 7, "mine can still be had"


def test_R22_a_clash_in_the_directory_too() -> None:
    nora = manager()
    amir = manager("amir.haddad", nora)
    amir.do(ask.EditDraft(directory=with_person(amir, "maya.torres", level=2)))
    nora.do(ask.EditDraft(directory=with_person(nora, "maya.torres", level=3)))
    nora.do(ask.SaveDraft())
    amir.desk.refresh()
    (clash,) = draft(amir).clashes
    assert (clash.kind, clash.key, clash.field) == ("person", "maya.torres", "level")
    amir.do(ask.SettleConflict(keep="mine"))
    amir.do(ask.SaveDraft())
    found = nora.book.directory().person("maya.torres")
    assert found is not None
    assert found.level == 2


def test_R22_a_state_of_somebody_disturbs_no_draft() -> None:
    office = manager()
    office.do(ask.EditDraft(policy=SOUND))
    before = draft(office).draft
    Office(book=office.book, start=False).desk.start()
    office.desk.refresh()
    assert draft(office).draft == before


def test_R22_the_template_is_a_step_that_can_be_taken_back() -> None:
    office = manager(template=lambda: SOUND)
    office.do(ask.UseTemplate())
    assert draft(office).draft.policy == SOUND
    office.do(ask.UndoDraft())
    assert not draft(office).draft.dirty


def test_R22_a_file_of_the_directory_does_not_undo_what_was_edited() -> None:
    office = Office(me="nora.lind", role="escalation_manager", start=False)
    office.desk.start(PEOPLE)
    office.do(ask.EditDraft(directory=with_person(office, "maya.torres", level=2)))
    office.do(ask.SaveDraft())
    again = Office(book=office.book, start=False)
    again.desk.start(PEOPLE)
    board: Board = again.board
    found = board.directory.person("maya.torres")
    assert found is not None
    assert found.level == 2
