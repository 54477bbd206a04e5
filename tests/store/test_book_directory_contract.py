"""Editing the directory (R22), by every book."""

import pytest

from store.changes import PutDirectory, SetState
from store.changes_directory import EditDirectory
from store.directory import Department, Directory, Person
from store.errors import Rejected
from store.values import replace
from tests.store.story import DIRECTORY, Story


def person(directory: Directory, key: str, **values: object) -> Directory:
    """The directory with that person changed."""
    people = tuple(replace(p, **values) if p.key == key else p for p in directory.people)  # type: ignore[arg-type]
    return replace(directory, people=people)


def test_R22_two_managers_edit_different_people_at_once(story: Story) -> None:
    before = story.book.directory()
    story.tell(EditDirectory, base=before, directory=person(before, "maria.lopez", level=2))
    story.tell(EditDirectory, base=before, directory=person(before, "ines.weber", deputy="daniel.okafor"))
    now = story.book.directory()
    assert now == person(person(before, "maria.lopez", level=2), "ines.weber", deputy="daniel.okafor")


def test_R22_two_who_set_one_field_are_told(story: Story) -> None:
    before = story.book.directory()
    story.tell(
        EditDirectory, base=before, directory=person(before, "maria.lopez", level=2, email="m@x.example")
    )
    with pytest.raises(Rejected, match=r"maria\.lopez") as refused:
        story.tell(EditDirectory, base=before, directory=person(before, "maria.lopez", level=3))
    assert refused.value.code == "conflict"
    story.tell(EditDirectory, base=before, directory=person(before, "maria.lopez", skills=("sip",)))
    found = story.book.directory().person("maria.lopez")
    assert found is not None
    assert (found.level, found.email, found.skills) == (2, "m@x.example", ("sip",))


def test_R22_people_and_departments_come_and_go_and_states_stay(story: Story) -> None:
    before = story.book.directory()
    story.tell(SetState, state="away", reason="break", person="ines.weber")
    more = replace(
        before,
        departments=(*before.departments, Department(key="returns", name="Returns")),
        people=(*before.people[1:], Person(key="ana.ruiz", name="Ana Ruiz", department="returns")),
    )
    story.tell(EditDirectory, base=before, directory=more)
    now = story.book.directory()
    assert [p.key for p in now.people] == ["daniel.okafor", "ines.weber", "ana.ruiz"]
    assert [d.key for d in now.departments] == ["payments", "network", "returns"]
    ines = now.person("ines.weber")
    assert ines is not None
    assert (ines.state, ines.state_reason) == ("away", "break")


def test_R22_an_absence_has_a_date(story: Story) -> None:
    before = story.book.directory()
    with pytest.raises(Rejected) as refused:
        story.tell(EditDirectory, base=before, directory=person(before, "maria.lopez", absent_until="soon"))
    assert refused.value.code == "bad_value"
    assert story.book.directory() == before


def test_R22_a_file_that_was_taken_in_last_does_not_undo_what_was_edited(story: Story) -> None:
    story.tell(PutDirectory, directory=DIRECTORY, source="one")
    edited = person(DIRECTORY, "maria.lopez", level=2)
    story.tell(EditDirectory, base=DIRECTORY, directory=edited)
    story.tell(PutDirectory, directory=DIRECTORY, source="one")
    assert story.book.directory() == edited
    other = person(DIRECTORY, "maria.lopez", name="María López")
    story.tell(PutDirectory, directory=other, source="two")
    assert story.book.directory() == other, "the file has changed"
    story.tell(PutDirectory, directory=DIRECTORY, source="one")
    assert story.book.directory() == DIRECTORY, "and has changed back"
