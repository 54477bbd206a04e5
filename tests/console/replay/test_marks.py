"""R61: markers of what was done, each once and where it happened."""

from uuid import UUID

import pytest

from console.replay.making import make_line
from console.ui import invented_replay as r
from store.ticket import Entry
from store.values import replace


def entry(n: int, seconds: float, kind: str, text: str = "", person: str = "maya.torres") -> Entry:
    return Entry(
        id=UUID(int=n), ticket=r.CASE.ticket.id, at=r.at(seconds), kind=kind, text=text, person=person
    )


def kinds(*entries: Entry) -> list[tuple[float, str, str]]:
    line = make_line(replace(r.CASE, entries=entries, steps=()))
    return [(round(m.at, 1), m.kind, m.text) for m in line.markers]


def test_R61_a_marker_stands_at_its_moment_to_the_millisecond() -> None:
    line = make_line(r.CASE)
    began = line.stretches[0].began
    for marker in line.markers:
        assert not marker.outside
        assert marker.at == pytest.approx((marker.when - began).total_seconds(), abs=0.001)
    assert [m.kind for m in line.markers] == [
        "note", "escalated", "held", "step.consult_started", "step.answered", "step.handed_over", "edited",
        "typed", "sla_warned", "resolved",
    ]  # fmt: skip


def test_notes_come_as_they_were_typed() -> None:
    assert kinds(
        entry(1, 10, "edited", "notes=Tunnel"), entry(2, 12, "edited", "notes=Tunnel resets"),
        entry(3, 40, "edited", "notes=Tunnel resets every 20 min"),
        entry(4, 90, "edited", "notes=Tunnel resets"),
    ) == [
        (11.9, "typed", "Tunnel resets"), (39.9, "typed", "every 20 min"), (89.9, "typed", "Tunnel resets"),
    ]  # fmt: skip


def test_two_who_type_are_told_apart() -> None:
    found = kinds(
        entry(1, 10, "edited", "notes=One"), entry(2, 11, "edited", "notes=One, two", person="daniel.okafor")
    )
    assert [text for _, _, text in found] == ["One", ", two"]


def test_what_happened_while_nobody_was_on_the_line_stands_at_its_end() -> None:
    line = make_line(replace(r.CASE, entries=(entry(1, 4000, "resolved", "Later"),), steps=()))
    (marker,) = line.markers
    assert (marker.at, marker.outside) == pytest.approx((line.seconds, True))
    assert marker.when == r.at(4000)


def test_what_is_no_news_has_no_marker() -> None:
    assert kinds(
        entry(1, 1, "call_rang"), entry(2, 2, "leg_opened"), entry(3, 3, "edited", "subject=x"),
        entry(4, 4, "call_ended", "answered"),
    ) == []  # fmt: skip


def test_the_next_marker_and_the_last() -> None:
    line = make_line(r.CASE)
    second = line.markers[1]
    assert line.next_marker(line.markers[0].at) == second
    assert line.next_marker(second.at, back=True) == line.markers[0]
    assert line.next_marker(second.at + 0.5, back=True) == line.markers[0]
    assert line.next_marker(second.at + 5, back=True) == second
    assert line.next_marker(line.seconds) is None
