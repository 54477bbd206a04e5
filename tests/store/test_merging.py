"""What differs, and how two edits come together (R22)."""

from store.coaching import Coaching, ConductGoals
from store.merging import Clash, Difference, differences, merge
from store.policy import Policy, Rule
from store.sla import Sla, Target
from store.ticket import Severity
from store.values import replace
from tests.store.story import DIRECTORY, SOUND


def test_R22_what_was_changed_is_told_row_by_row_and_field_by_field() -> None:
    rule = SOUND.rules[0]
    after = replace(
        SOUND,
        rules=(replace(rule, rank=5), Rule(key="new", name="New", path="refunds")),
        reasons=SOUND.reasons[1:],
        sla=replace(SOUND.sla, warn_share=0.5, targets=(Target(severity=Severity.HIGH, tier="gold"),)),
    )
    assert differences(SOUND, after) == (
        Difference(kind="reason", key=SOUND.reasons[0].key, before=SOUND.reasons[0]),
        Difference(kind="rule", key="refund", field="rank", before=100, after=5),
        Difference(kind="rule", key="new", after=after.rules[1]),
        Difference(kind="target", key="high:gold", after=after.sla.targets[0]),
        Difference(kind="center", field="warn_share", before=0.75, after=0.5),
    )
    assert differences(SOUND, replace(SOUND, version=9)) == ()


def test_R22_the_fields_of_coaching_conduct_and_signs_are_told_one_by_one() -> None:
    after = replace(
        SOUND,
        coaching=Coaching(below=72.5),
        conduct=ConductGoals(silence=30, hold=90),
        signs=replace(SOUND.signs, tickets=5),
    )
    assert differences(SOUND, after) == (
        Difference(kind="signs", field="tickets", before=10, after=5),
        Difference(kind="coaching", field="below", before=60.0, after=72.5),
        Difference(kind="conduct", field="silence", before=20, after=30),
        Difference(kind="conduct", field="hold", before=120, after=90),
    )


def test_R22_two_who_set_different_goals_do_not_clash_and_of_one_goal_they_do() -> None:
    mine = replace(SOUND, coaching=Coaching(below=70), conduct=ConductGoals(hold=90))
    theirs = replace(SOUND, version=2, coaching=Coaching(reviews=5), conduct=ConductGoals(hold=60, silence=9))
    merged, clashes = merge(SOUND, mine, theirs)
    assert merged == replace(
        theirs, coaching=Coaching(below=70, reviews=5), conduct=ConductGoals(hold=90, silence=9)
    )
    assert clashes == (Clash(kind="conduct", key="", field="hold", mine=90, theirs=60),)


def test_R22_a_state_is_no_edit() -> None:
    people = tuple(
        replace(p, state="away", state_since="2026-01-01", state_reason="x") for p in DIRECTORY.people
    )
    assert differences(DIRECTORY, replace(DIRECTORY, people=people)) == ()


def test_R22_edits_of_different_fields_come_together() -> None:
    rule = SOUND.rules[0]
    mine = replace(SOUND, rules=(replace(rule, rank=5),))
    theirs = replace(SOUND, version=2, rules=(replace(rule, hops=3),), off_for=frozenset({"network"}))
    merged, clashes = merge(SOUND, mine, theirs)
    assert clashes == ()
    assert merged == replace(theirs, rules=(replace(rule, rank=5, hops=3),))


def test_R22_where_they_clash_mine_stays_and_theirs_is_told() -> None:
    rule = SOUND.rules[0]
    mine = replace(SOUND, rules=(replace(rule, rank=5),), paths=())
    theirs = replace(
        SOUND,
        rules=(replace(rule, rank=7),),
        paths=(replace(SOUND.paths[0], name="Money back"),),
        sla=Sla(warn_share=0.5),
    )
    merged, clashes = merge(SOUND, mine, theirs)
    assert merged == replace(mine, sla=Sla(warn_share=0.5))
    assert clashes == (
        Clash(kind="path", key="refunds", field="", mine=None, theirs=theirs.paths[0]),
        Clash(kind="rule", key="refund", field="rank", mine=5, theirs=7),
    )


def test_R22_a_row_that_is_new_on_both_sides_stays_twice_new() -> None:
    one, other = Rule(key="a", name="A"), Rule(key="b", name="B")
    merged, clashes = merge(Policy(), Policy(rules=(one,)), Policy(rules=(other,)))
    assert merged.rules == (one, other)
    assert clashes == ()
