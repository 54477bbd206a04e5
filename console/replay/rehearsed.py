"""A try of a rehearsal as a case, so that it is drawn and played like one. It is in no store and has no ticket."""

from collections.abc import Mapping
from datetime import timedelta
from types import MappingProxyType
from uuid import UUID, uuid5

from console.replay.line import CaseLine, Marker, Sound, Stretch, place
from console.replay.making import make_line
from store.book import Case
from store.recording import Keeping, Recording
from store.rehearsal import RehearsalTry, TrySound
from store.ticket import Call, CallLeg, Entry, Ticket
from store.values import replace

REHEARSED = "rehearsal"
"""The purpose of its recordings: their files are in an archive of their own."""
TRY = "try."
"""Before a marker's kind: what follows is a word of :class:`store.rehearsal.Moment`."""
_HEARD = frozenset({"agent_speaks", "agent_silent"})
"""What the sound shows is no marker."""
_SHORTEST = 0.1


def line_of(one: RehearsalTry, found: Mapping[UUID, Sound] = MappingProxyType({})) -> CaseLine:
    """Its time line, with or without sound; ``found`` as in :func:`console.replay.making.make_line`."""
    line = make_line(case_of(one), found=found)
    return replace(line, markers=_markers(one, line.stretches))


def customer_of(one: RehearsalTry) -> str:
    """Who called; "" if nobody did."""
    return next((m.text for m in one.moments if m.what == "rang"), "")


def case_of(one: RehearsalTry) -> Case:
    """Call, legs, holds and recordings under the try's own id."""
    began, customer = one.started_at, customer_of(one)

    def when(seconds: float) -> timedelta:
        return timedelta(seconds=seconds)

    answered = next((m.at for m in one.moments if m.what == "answered"), 0.0)
    ended = began + when(max(one.seconds, answered + _SHORTEST))
    ticket = Ticket(
        id=one.id, number=0, opened_at=began, updated_at=ended, subject=one.title, caller_name=customer
    )
    call = Call(
        id=one.id, ticket=one.id, direction="in", person=one.person, started_at=began, ended_at=ended,
        remote_name=customer,
    )  # fmt: skip
    mine = CallLeg(
        id=one.id, call=one.id, started_at=began, answered_at=began + when(answered), ended_at=ended,
        remote_name=customer,
    )  # fmt: skip
    consults = tuple(
        CallLeg(
            id=s.id, call=one.id, kind="consult", started_at=began + when(s.at), answered_at=began + when(s.at),
            ended_at=began + when(s.at + s.seconds), remote_name=s.other,
        )
        for s in one.sounds
        if s.consult
    )  # fmt: skip
    return Case(
        ticket=ticket, calls=(call,), legs=(mine, *consults), entries=_holds(one, customer),
        recordings=tuple(_recording(one, sound) for sound in one.sounds),
    )  # fmt: skip


def _recording(one: RehearsalTry, sound: TrySound) -> Recording:
    return Recording(
        id=sound.id, call=one.id, ticket=one.id, leg=sound.id if sound.consult else None, person=one.person,
        purpose=REHEARSED, started_at=one.started_at + timedelta(seconds=sound.at), seconds=sound.seconds,
        ended=True, pauses=sound.pauses, state=Keeping.KEPT if sound.name else Keeping.LOST, name=sound.name,
        size=sound.size, sha256=sound.sha256, peaks=sound.peaks, key=sound.key,
    )  # fmt: skip


def _holds(one: RehearsalTry, customer: str) -> tuple[Entry, ...]:
    """As the ticket's time line says them: when it began, and at its end how long it was."""
    made: list[Entry] = []
    since: float | None = None
    for n, moment in enumerate(one.moments):
        at = one.started_at + timedelta(seconds=moment.at)
        if moment.what == "held" and since is None:
            since = moment.at
            made.append(Entry(id=_id(one, n), ticket=one.id, at=at, kind="held", text=customer))
        elif moment.what in {"resumed", "transferred"} and since is not None:
            text = f"{moment.at - since:.3f}"
            made.append(Entry(id=_id(one, n), ticket=one.id, at=at, kind="resumed", text=text))
            since = None
    return tuple(made)


def _markers(one: RehearsalTry, stretches: tuple[Stretch, ...]) -> tuple[Marker, ...]:
    made = []
    for n, moment in enumerate(one.moments):
        if moment.what in _HEARD:
            continue
        when = one.started_at + timedelta(seconds=moment.at)
        at, _ = place(stretches, when)
        kind = f"{TRY}{moment.what}"
        made.append(Marker(id=_id(one, n), at=at, when=when, kind=kind, text=moment.text))
    return tuple(made)


def _id(one: RehearsalTry, n: int) -> UUID:
    return uuid5(one.id, str(n))
