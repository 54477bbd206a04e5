from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from store.changes_rehearsal import DeletedTrySounds, DropTry, KeepTry, KeepTrySounds
from store.errors import Rejected
from store.rehearsal import MOST_MOMENTS, Moment, RehearsalTry, TriedStep, TrySound
from store.values import replace
from tests.store.story import Story

STEPS = (
    TriedStep(check="answered", weight=10, points=1.0, measured="3.2", better="Answer sooner."),
    TriedStep(check="reason", weight=20, points=0.0, measured="overload"),
    TriedStep(check="held", weight=10, points=0.5),
)
MOMENTS = (Moment(at=0.0, what="rang", text="Zoë Ångström"), Moment(at=3.2, what="answered"))


def keep(story: Story, **values: Any) -> UUID:
    attempt: UUID = values.pop("attempt", None) or uuid4()
    given = {
        "scenario": "busy_expert", "title": "The expert is busy", "edition": "a1", "seed": 7,
        "started_at": story.now, "seconds": 61.5, "steps": STEPS, "moments": MOMENTS,
    }  # fmt: skip
    story.tell(KeepTry, attempt=attempt, **(given | values))
    return attempt


def test_R64_a_try_is_kept_as_it_was_with_its_score(story: Story) -> None:
    began = story.now
    attempt = keep(story, person="2041")
    assert story.book.rehearsal_tries() == (
        RehearsalTry(
            id=attempt, person="maria.lopez", scenario="busy_expert", title="The expert is busy", edition="a1",
            seed=7, started_at=began, seconds=61.5, score=38, steps=STEPS, moments=MOMENTS,
        ),
    )  # fmt: skip


def test_R64_tries_are_found_by_person_and_scenario_the_newest_first(story: Story) -> None:
    first = keep(story)
    story.now += timedelta(days=1)
    second = keep(story, broken_off=True)
    other = keep(story, scenario="no_answer")
    daniels = keep(story, person="daniel.okafor")
    found = story.book.rehearsal_tries

    def ids(*asked: str, limit: int = 200) -> list[UUID]:
        return [t.id for t in found(*asked, limit=limit)]

    assert ids() == [daniels, other, second, first]
    assert ids("maria.lopez") == ids("2041") == [other, second, first]
    assert ids("maria.lopez", "busy_expert") == [second, first]
    assert ids("", "busy_expert") == [daniels, second, first]
    assert ids(limit=1) == [daniels]
    assert ids("nobody") == []


def test_R64_a_try_that_is_told_again_is_one(story: Story) -> None:
    attempt = keep(story)
    keep(story, attempt=attempt, title="Another")
    assert [t.title for t in story.book.rehearsal_tries()] == ["The expert is busy"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"scenario": " "},
        {"steps": ()},
        {"steps": (TriedStep(check="answered", weight=10, points=1.1),)},
        {"steps": (TriedStep(check="answered", weight=0, points=1.0),)},
    ],
    ids=["no scenario", "no steps", "too many points", "no weight"],
)
def test_R64_a_try_that_cannot_be_is_refused(story: Story, wrong: dict[str, Any]) -> None:
    with pytest.raises(Rejected) as told:
        keep(story, **wrong)
    assert told.value.code == "bad_value"
    assert story.book.rehearsal_tries() == ()


def test_R64_a_time_line_without_end_is_cut(story: Story) -> None:
    keep(story, moments=tuple(Moment(at=float(n), what="says") for n in range(MOST_MOMENTS + 5)))
    (one,) = story.book.rehearsal_tries()
    assert len(one.moments) == MOST_MOMENTS


SOUND = TrySound(id=UUID(int=7), at=3.2, seconds=58.0, other="Zoë Ångström", pauses=((1.0, 2.0),))
THERE = replace(SOUND, name=f"{SOUND.id.hex}.flac", size=9, sha256="00", peaks="p", key="k")


def test_R64_the_sound_of_a_try_is_told_before_and_after_its_files_are_kept(story: Story) -> None:
    attempt = keep(story, sounds=(SOUND,))
    assert story.book.rehearsal_tries()[0].sounds == (SOUND,)
    story.tell(KeepTrySounds, attempt=attempt, sounds=(THERE,))
    assert story.book.rehearsal_tries()[0].sounds == (THERE,)


def test_R64_sound_is_due_by_its_age_and_a_deleted_try_s_at_once(story: Story) -> None:
    old = keep(story, sounds=(THERE,))
    silent = keep(story)
    story.now += timedelta(days=31)
    new = keep(story, sounds=(replace(THERE, id=UUID(int=8)),))
    due = story.book.try_sounds_to_delete
    assert [t.id for t in due(story.now - timedelta(days=30))] == [old]
    assert due(story.now - timedelta(days=40)) == ()
    story.tell(DropTry, attempt=new)
    (dropped,) = due(story.now - timedelta(days=40))
    assert (dropped.id, [s.id for s in dropped.sounds]) == (new, [UUID(int=8)])
    assert (dropped.title, dropped.moments, dropped.steps, dropped.sounds[0].key) == ("", (), (), "")
    assert {t.id for t in story.book.rehearsal_tries()} == {old, silent}
    assert [t.id for t in due(story.now, limit=1)] == [old]
    story.tell(DeletedTrySounds, attempts=(old, new))
    assert due(story.now) == ()
    assert {t.id: t.sounds for t in story.book.rehearsal_tries()} == {old: (), silent: ()}


def test_R64_who_may_delete_a_try(story: Story) -> None:
    attempt = keep(story)
    with pytest.raises(Rejected) as told:
        story.tell(DropTry, attempt=attempt, person="somebody.else")
    assert told.value.code == "not_allowed"
    story.tell(DropTry, attempt=attempt, person="2041")
    story.tell(DropTry, attempt=attempt)  # again is no error
    assert story.book.rehearsal_tries() == ()
    another = keep(story)
    story.tell(DropTry, attempt=another, person="daniel.okafor")
    assert story.book.rehearsal_tries() == ()


def test_R64_the_sound_of_a_try_that_was_deleted_meanwhile_is_not_kept(story: Story) -> None:
    attempt = keep(story, sounds=(SOUND,))
    story.tell(DropTry, attempt=attempt)
    with pytest.raises(Rejected) as told:
        story.tell(KeepTrySounds, attempt=attempt, sounds=(THERE,))
    assert told.value.code == "gone"
