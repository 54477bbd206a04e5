"""The time line of a case, for a program and for a reader: the records, sorted by time, with where each is heard."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import msgspec

from store.book import Case
from store.directory import Directory
from store.recording import Recording
from store.ticket import CallLeg


class Taken(msgspec.Struct, frozen=True, kw_only=True):
    """A recording of the case: the name of its file in the export, or ``why`` it is not there."""

    recording: Recording
    file: str = ""
    why: str = ""


class Moment(msgspec.Struct, frozen=True, kw_only=True):
    """Something that happened. ``said`` is a sentence, ``kind`` and ``code`` are words for programs.

    ``file`` and ``offset`` (seconds in it): where it is heard, if it is.
    """

    at: datetime
    kind: str
    code: str
    said: str
    person: str = ""
    file: str = ""
    offset: float | None = None


Say = Callable[[Case, Directory], Iterator[tuple[datetime, str, str, str, str]]]
"""Of entries and steps: when, kind, code, the sentence, and the key of who did it."""


def moments(
    case: Case, directory: Directory, taken: tuple[Taken, ...], say: Say, words: "Wording"
) -> tuple[Moment, ...]:
    """All of it, oldest first."""
    told = [
        Moment(at=at, kind=kind, code=code, said=said, person=_name(directory, who))
        for at, kind, code, said, who in say(case, directory)
    ]
    for leg in case.legs:
        told += _leg(leg, words)
    for one in taken:
        told += _recorded(one, directory, words)
    told.sort(key=lambda m: m.at)
    return tuple(_placed(m, taken) for m in told)


class Wording(msgspec.Struct, frozen=True, kw_only=True):
    """Sentences; ``{who}`` is filled in."""

    answered: str
    ended: str
    recorded: str
    recording_ended: str
    paused: str
    resumed: str


def _leg(leg: CallLeg, words: Wording) -> Iterator[Moment]:
    who = leg.remote_name or leg.remote_number
    if leg.answered_at is not None:
        said = words.answered.replace("{who}", who)
        yield Moment(at=leg.answered_at, kind="leg", code=f"{leg.kind}_answered", said=said)
    if leg.ended_at is not None:
        said = words.ended.replace("{who}", who)
        yield Moment(at=leg.ended_at, kind="leg", code=f"{leg.kind}_ended", said=said)


def _recorded(one: Taken, directory: Directory, words: Wording) -> Iterator[Moment]:
    recording = one.recording
    who = _name(directory, recording.person)

    def moment(seconds: float, code: str, said: str) -> Moment:
        at = datetime.fromtimestamp(recording.started_at.timestamp() + seconds, UTC)
        offset = seconds if one.file else None
        return Moment(
            at=at, kind="recording", code=code, said=said.replace("{who}", who), person=who, file=one.file,
            offset=offset,
        )  # fmt: skip

    yield moment(0.0, "begun", words.recorded)
    for begin, end in recording.pauses:
        yield moment(begin, "paused", words.paused)
        yield moment(end, "resumed", words.resumed)
    yield moment(recording.seconds, "ended", words.recording_ended)


def _placed(moment: Moment, taken: tuple[Taken, ...]) -> Moment:
    """With the file in which it is heard: the customer's before a consult's."""
    if moment.file or moment.offset is not None:
        return moment
    for one in sorted(taken, key=lambda t: t.recording.purpose != "customer"):
        seconds = (moment.at - one.recording.started_at).total_seconds()
        if one.file and 0 <= seconds <= one.recording.seconds:
            return Moment(
                at=moment.at, kind=moment.kind, code=moment.code, said=moment.said, person=moment.person,
                file=one.file, offset=round(seconds, 3),
            )  # fmt: skip
    return moment


def _name(directory: Directory, key: str) -> str:
    person = directory.person(key)
    return person.name if person is not None else key


def as_data(
    case: Case, directory: Directory, taken: tuple[Taken, ...], told: tuple[Moment, ...], *, made_at: datetime
) -> dict[str, Any]:
    """For ``timeline.json``: what is told, and the records themselves. Nothing of how recordings are kept."""
    return {
        "format": "warmline case 1",
        "made_at": made_at,
        "ticket": case.ticket,
        "customer": case.customer,
        "recordings": [
            {
                "id": one.recording.id,
                "file": one.file or None,
                "not_included": one.why or None,
                "person": _name(directory, one.recording.person),
                "purpose": one.recording.purpose,
                "left": "agent",
                "right": "other side",
                "started_at": one.recording.started_at,
                "seconds": one.recording.seconds,
                "pauses": one.recording.pauses,
                "partial": one.recording.partial,
                "cut_off": one.recording.cut_off,
                "consent": one.recording.consent,
                "conduct": one.recording.conduct,
            }
            for one in taken
        ],
        "moments": told,
        "calls": case.calls,
        "legs": case.legs,
        "entries": case.entries,
        "escalations": case.escalations,
        "steps": case.steps,
        "updates": case.updates,
        "feedback": case.feedback,
    }
