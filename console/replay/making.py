"""From a case, as the store has it, to its time line."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from uuid import UUID

import msgspec

from console.replay.holds import Held, holds
from console.replay.line import CaseLine, Sound, Span, Stretch, Track, place
from console.replay.marks import markers
from store.book import Case
from store.coaching import ConductGoals
from store.recording import Keeping, Recording
from store.ticket import Call, CallLeg
from store.values import replace

PAUSE_SECONDS = 60.0
"""A longer time without anybody on the line is left out."""
_OVERLAP = 0.5
"""So much of a consult must be in another recording of it to be the same one."""
_SOUNDS = {
    Keeping.KEPT: Sound.READY,
    Keeping.RECORDED: Sound.KEEPING,
    Keeping.LOST: Sound.LOST,
    Keeping.ERASED: Sound.ERASED,
}

MayHear = Callable[[Recording], bool]
GoalsAt = Callable[[datetime], ConductGoals]


def usual_goals(_: datetime) -> ConductGoals:
    """Where no policy is at hand."""
    return ConductGoals()


class _Piece(msgspec.Struct, frozen=True, kw_only=True):
    """A leg, what was recorded of it, and when, on the clock."""

    leg: CallLeg
    call: Call
    recording: Recording | None
    began: datetime
    ended: datetime


def make_line(
    case: Case,
    may_hear: MayHear = lambda _: True,
    found: Mapping[UUID, Sound] = MappingProxyType({}),
    goals_at: GoalsAt = usual_goals,
) -> CaseLine:
    """The whole case. ``may_hear`` says of each recording whether this person may.

    ``found`` is what came out when recordings were opened, which the store cannot know. ``goals_at`` are the goals of
    conduct at a time: a call is held against those that its people could know.
    """
    pieces = _pieces(case)
    stretches = _stretches(pieces)
    held = holds(case)
    tracks = [_track(piece, case, stretches, held, may_hear) for piece in pieces]
    tracks = [
        replace(t, sound=found[t.recording])
        if t.sound is Sound.READY and t.recording is not None and t.recording in found
        else t
        for t in tracks
    ]
    began = {call.id: call.started_at for call in case.calls}
    tracks = [replace(t, goals=goals_at(began[t.call])) if t.conduct is not None else t for t in tracks]
    tracks = _without_doubles(tracks, case)
    letters = iter("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    named = tuple(t if t.doubled else replace(t, letter=next(letters, "…")) for t in tracks)
    return CaseLine(
        ticket=case.ticket.id, stretches=stretches, tracks=named, markers=markers(case, stretches)
    )


def _pieces(case: Case) -> list[_Piece]:
    """Each answered leg with its recordings (on demand there can be several), in order of their beginning."""
    calls = {call.id: call for call in case.calls}
    found: list[_Piece] = []
    for leg in case.legs:
        call = calls.get(leg.call)
        mine = [r for r in case.recordings if (r.leg or r.call) == leg.id]
        if call is None or (leg.answered_at is None and not mine):
            continue
        for recording in mine:
            began, length = recording.started_at, timedelta(seconds=recording.seconds)
            found.append(_Piece(leg=leg, call=call, recording=recording, began=began, ended=began + length))
        if not mine and leg.answered_at is not None and leg.ended_at is not None:
            found.append(
                _Piece(leg=leg, call=call, recording=None, began=leg.answered_at, ended=leg.ended_at)
            )
    return sorted((p for p in found if p.ended > p.began), key=lambda p: (p.began, p.leg.started_at))


def _stretches(pieces: list[_Piece]) -> tuple[Stretch, ...]:
    found: list[tuple[datetime, datetime]] = []
    for piece in pieces:
        if found and (piece.began - found[-1][1]).total_seconds() <= PAUSE_SECONDS:
            found[-1] = (found[-1][0], max(found[-1][1], piece.ended))
        else:
            found.append((piece.began, piece.ended))
    made: list[Stretch] = []
    at = 0.0
    for began, ended in found:
        seconds = (ended - began).total_seconds()
        made.append(Stretch(at=at, began=began, seconds=seconds))
        at += seconds
    return tuple(made)


def _track(
    piece: _Piece, case: Case, stretches: tuple[Stretch, ...], held: tuple[Held, ...], may_hear: MayHear
) -> Track:
    recording, call, leg = piece.recording, piece.call, piece.leg
    begin, _ = place(stretches, piece.began)
    seconds = (piece.ended - piece.began).total_seconds()
    customer_from = _customer_from(piece, case, stretches, begin)
    other = leg.remote_name or call.remote_name or leg.remote_number
    if customer_from is not None:
        other = (case.customer.name if case.customer else "") or case.ticket.caller_name or other
    track = Track(
        recording=recording.id if recording else None, call=call.id, leg=leg.id, begin=begin, seconds=seconds,
        person=(recording.person if recording else "") or call.person, other=other or case.ticket.caller,
        customer_from=customer_from, holds=_holds(leg, held, stretches, Span(begin, begin + seconds)),
        sound=Sound.NONE,
    )  # fmt: skip
    if recording is None:
        return track
    sound = _SOUNDS[recording.state]
    if sound in {Sound.READY, Sound.KEEPING} and not may_hear(recording):
        sound = Sound.FORBIDDEN
    return replace(
        track, sound=sound, partial=recording.partial, cut_off=recording.cut_off,
        pauses=tuple(Span(begin + a, begin + b) for a, b in recording.pauses),
        keep_until=recording.keep_until, legal_hold=recording.legal_hold, conduct=recording.conduct,
    )  # fmt: skip


def _customer_from(piece: _Piece, case: Case, stretches: tuple[Stretch, ...], begin: float) -> float | None:
    """From when on the other side is the customer; None: it is a colleague throughout."""
    call, leg = piece.call, piece.leg
    if leg.kind == "consult" or (piece.recording is not None and piece.recording.purpose == "consult"):
        return None
    if call.escalation is None or leg.id != call.id:
        return begin
    if any(other.call == call.id and other.kind == "handover" for other in case.legs):
        return None  # the customer came on a leg of its own
    taken = [s.at for s in case.steps if s.escalation == call.escalation and s.step == "taken"]
    taken += [e.at for e in case.entries if e.kind == "taken" and e.person == call.person]
    inside = sorted(at for at in taken if piece.began <= at <= piece.ended)
    return place(stretches, inside[0])[0] if inside else None


def _holds(
    leg: CallLeg, held: tuple[Held, ...], stretches: tuple[Stretch, ...], of: Span
) -> tuple[Span, ...]:
    found = []
    for one in held:
        if one.leg == leg.id:
            begin = max(of.begin, place(stretches, one.begin)[0])
            end = min(of.end, place(stretches, one.end)[0] if one.end is not None else of.end)
            if end > begin:
                found.append(Span(begin, end))
    return tuple(found)


def _without_doubles(tracks: list[Track], case: Case) -> list[Track]:
    """A consult is recorded at both ends: what its target's console has of it is the same words again."""
    calls = {call.id: call for call in case.calls}
    escalations = {e.id: e for e in case.escalations}
    consults = {leg.id: leg for leg in case.legs if leg.kind == "consult"}
    made = []
    for track in tracks:
        call = calls[track.call]
        escalation = escalations.get(call.escalation) if call.escalation else None
        until = track.end if track.customer_from is None else track.customer_from
        if escalation is None or track.leg != call.id or until <= track.begin:
            made.append(track)
            continue
        same = [
            t
            for t in tracks
            if t.leg in consults
            and (escalation.call is None or consults[t.leg].call == escalation.call)
            and (t.sound is Sound.READY or track.sound is not Sound.READY)
            and _overlap(t, Span(track.begin, until)) >= _OVERLAP
        ]
        made.append(replace(track, doubled_until=until) if same else track)
    return made


def _overlap(track: Track, span: Span) -> float:
    shared = min(track.end, span.end) - max(track.begin, span.begin)
    return shared / span.seconds if span.seconds > 0 else 0.0
