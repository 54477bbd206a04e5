"""Rules for recordings: begun, ended, kept, lost, held; what their conduct was; until when they are kept."""

from datetime import datetime
from uuid import UUID

from msgspec.structs import asdict

from store.changes_recordings import (
    BeginRecording,
    EndRecording,
    ErasedFiles,
    ExpireRecordings,
    HeardRecording,
    HoldCase,
    HoldRecording,
    KeptRecording,
    LostRecording,
    PutConduct,
    PutRecordingRules,
    TellConsent,
)
from store.directory import MANAGERS, Person
from store.errors import Rejected
from store.hearing import HOLDERS, may_hear
from store.recording import (
    KINDS,
    MOST_DAYS,
    PURPOSES,
    RULES,
    Consent,
    Keeping,
    LegConduct,
    Listening,
    Recording,
    RecordingRules,
    keep_until,
)
from store.rules.assignments import is_assigned
from store.rules.common import Work, bad_value
from store.rules.tallies import count_conduct
from store.unit import Unit
from store.values import replace


def begin_recording(change: BeginRecording, work: Work) -> None:
    """One of a call on legal hold is held too; the caller's word counts for what comes after it."""
    if change.purpose not in PURPOSES:
        raise bad_value("purpose of a recording", change.purpose, PURPOSES)
    if work.unit.get(Recording, change.recording) is not None:
        return
    call = work.unit.call(change.call) if change.call else None
    recording = Recording(
        id=change.recording,
        call=call.id if call else None,
        ticket=call.ticket if call else None,
        leg=change.leg if call and change.leg != call.id else None,
        person=work.who,
        purpose=change.purpose,
        started_at=change.started_at,
        consent=call.consent if call else Consent.UNKNOWN,
        legal_hold=bool(call)
        and any(r.legal_hold for r in _of_ticket(work.unit, call.ticket if call else None)),
    )
    work.unit.add(dated(work.unit, recording))


def end_recording(change: EndRecording, work: Work) -> None:
    """One that was erased meanwhile has ended as well: its file can be deleted now."""
    recording = _recording(change.recording, work)
    if recording.ended:
        return
    if change.seconds < 0 or any(begin > end for begin, end in change.pauses):
        raise bad_value("length of a recording", change.seconds)
    if recording.state is Keeping.ERASED:
        work.unit.put(replace(recording, ended=True))
        return
    leg = work.unit.leg(recording.leg or recording.call) if recording.call else None
    ended = replace(
        recording,
        ended=True,
        seconds=change.seconds,
        pauses=change.pauses,
        partial=change.partial,
        cut_off=change.cut_off,
        hold_seconds=max(recording.hold_seconds, leg.held_seconds if leg else 0.0),
    )
    work.unit.put(dated(work.unit, ended))


def put_conduct(change: PutConduct, work: Work) -> None:
    """With the leg, and with its recording if there is one."""
    leg = work.leg(change.leg)
    call = work.call(leg.call)
    row = LegConduct(
        id=leg.id, call=call.id, ticket=call.ticket, person=work.who, at=work.at, **asdict(change.conduct)
    )
    before = work.unit.get(LegConduct, leg.id)
    if before is None:
        work.unit.add(row)
    else:
        work.unit.put(row)
    if leg.kind != "consult":
        count_conduct(work, row, before)
    for recording in work.unit.recordings_of_call(call.id):
        if (recording.leg or recording.call) == leg.id and recording.state is not Keeping.ERASED:
            held = max(recording.hold_seconds, change.conduct.hold_seconds)
            work.unit.put(replace(recording, conduct=change.conduct, hold_seconds=held))


def tell_consent(change: TellConsent, work: Work) -> None:
    """Who objects is forgotten as soon as the rules say; who agrees afterwards is kept like anybody."""
    call = work.call(change.call)
    if call.consent is change.consent:
        return
    work.unit.put_call(replace(call, consent=change.consent))
    for recording in work.unit.recordings_of_call(call.id):
        if recording.state is not Keeping.ERASED:
            work.unit.put(dated(work.unit, replace(recording, consent=change.consent)))
    work.entry(call.ticket, f"consent_{change.consent or 'unknown'}")


def kept_recording(change: KeptRecording, work: Work) -> None:
    """Told again with the same file it is the same; what was erased meanwhile is to be deleted once more."""
    recording = _recording(change.recording, work)
    erased = recording.state is Keeping.ERASED
    work.unit.put(
        replace(
            recording,
            state=Keeping.ERASED if erased else Keeping.KEPT,
            why=recording.why if erased else "",
            gone_at=None,
            ended=True,
            name=change.name,
            size=change.size,
            sha256=change.sha256,
            peaks=change.peaks,
            key="" if erased else change.key,
        )
    )


def lost_recording(change: LostRecording, work: Work) -> None:
    """What is in the archive already is not lost."""
    recording = _recording(change.recording, work)
    if recording.state in {Keeping.RECORDED, Keeping.LOST}:
        work.unit.put(replace(recording, state=Keeping.LOST, why=change.why, ended=True))


def hold_recording(change: HoldRecording, work: Work) -> None:
    """Whoever leads may hold; only managers let go."""
    _require_hold(change, work)
    recording = _recording(change.recording, work)
    if recording.state is Keeping.ERASED:
        raise Rejected("erased", "This recording is erased.")
    if recording.legal_hold == change.on:
        return
    work.unit.put(dated(work.unit, replace(recording, legal_hold=change.on)))
    if recording.ticket and work.unit.ticket(recording.ticket):
        work.entry(recording.ticket, "held_by_law" if change.on else "let_go", change.why)


def hold_case(change: HoldCase, work: Work) -> None:
    """One that is held in part is held whole, or let go whole."""
    _require_hold(change, work)
    ticket = work.ticket(change.ticket)
    recordings = [r for r in _of_ticket(work.unit, ticket.id) if r.state is not Keeping.ERASED]
    if not recordings:
        raise Rejected("no_recording", f"Nothing of {ticket.shown_number} is recorded.")
    other = [r for r in recordings if r.legal_hold != change.on]
    if not other:
        stands = "on legal hold already" if change.on else "not on legal hold any more"
        raise Rejected("changed", f"{ticket.shown_number} is {stands}: somebody else has just said so.")
    for recording in other:
        work.unit.put(dated(work.unit, replace(recording, legal_hold=change.on)))
    work.entry(ticket.id, "held_by_law" if change.on else "let_go", change.why)


def _require_hold(change: HoldRecording | HoldCase, work: Work) -> None:
    if not change.why.strip():
        raise Rejected("bad_value", "Say why: the reason is kept with the ticket.")
    require(work, HOLDERS if change.on else MANAGERS)


def heard_recording(change: HeardRecording, work: Work) -> None:
    """Nobody else's listening is told, and none is shortened."""
    recording = _recording(change.recording, work)
    before = work.unit.get(Listening, change.listening)
    if before is not None:
        if (before.person, before.recording) != (work.who, recording.id):
            raise Rejected("not_allowed", "This is the listening of somebody else.")
        heard = replace(before, begin=min(before.begin, change.begin), end=max(before.end, change.end))
        work.unit.put(heard)
        return
    if recording.state is Keeping.ERASED:
        raise Rejected("erased", "This recording is erased.")
    if not hears(work.unit, work.who, recording):
        raise Rejected("not_allowed", "You may not hear this recording. Ask for it to be assigned to you.")
    work.unit.add(
        Listening(
            id=change.listening,
            recording=recording.id,
            ticket=recording.ticket,
            person=work.who,
            at=work.at,
            begin=change.begin,
            end=change.end,
        )
    )


def hears(unit: Unit, who: str, recording: Recording) -> bool:
    """Whether they may, by the directory, the rules of the floor and what is assigned."""
    listener = unit.person(who) or Person(key=who, name=who)
    return may_hear(
        listener,
        recording,
        speaker=unit.person(recording.person),
        rules=rules_of(unit),
        assigned=is_assigned(unit, listener, recording),
    )


def put_recording_rules(change: PutRecordingRules, work: Work) -> None:
    """All that is there is dated anew."""
    require(work, MANAGERS)
    for kind, days in change.days.items():
        if kind not in KINDS:
            raise bad_value("kind of a recording", kind, KINDS)
        if not 0 <= days <= MOST_DAYS:
            raise bad_value("number of days", days)
    if change.base is not None and change.base != rules_of(work.unit):
        raise Rejected(
            "changed", "Somebody else has changed these rules meanwhile. Look at theirs, then try again."
        )
    rules = RecordingRules(
        agents_hear_own=change.agents_hear_own,
        days=dict(change.days),
        changed_by=work.who,
        changed_at=work.at,
    )
    if work.unit.get(RecordingRules, RULES) is None:
        work.unit.add(rules)
    else:
        work.unit.put(rules)
    work.unit.redate_recordings(rules)


def expire_recordings(change: ExpireRecordings, work: Work) -> None:
    """A ticket may have become one that is kept for longer since its recording was dated."""
    for recording in work.unit.recordings_ending(work.at, change.limit):
        new = dated(work.unit, recording)
        if new.keep_until is not None and new.keep_until <= work.at:
            work.unit.put(forgotten(new, "objection" if new.consent is Consent.OBJECTED else "retention"))
        else:
            work.unit.put(new)


def erased_files(change: ErasedFiles, work: Work) -> None:
    """Nothing is left to be deleted, and no name of it."""
    for which in change.recordings:
        recording = work.unit.get(Recording, which)
        if recording is not None and recording.state is Keeping.ERASED and recording.gone_at is None:
            work.unit.put(replace(recording, gone_at=work.at, name="", peaks="", size=0, sha256=""))


def forgotten(recording: Recording, why: str) -> Recording:
    """Of ids only. Its key goes at once, so that an encrypted file is worth nothing from now on."""
    return Recording(
        id=recording.id,
        call=recording.call,
        ticket=recording.ticket,
        leg=recording.leg,
        person=recording.person,
        purpose=recording.purpose,
        started_at=recording.started_at,
        ended=recording.ended,
        state=Keeping.ERASED,
        why=why,
        name=recording.name,
        peaks=recording.peaks,
    )


def dated(unit: Unit, recording: Recording) -> Recording:
    """With the end that the rules give it now."""
    return replace(recording, keep_until=_until(unit, recording))


def _until(unit: Unit, recording: Recording) -> datetime | None:
    ticket = unit.ticket(recording.ticket) if recording.ticket else None
    call = unit.call(recording.call) if recording.call else None
    return keep_until(
        recording,
        ticket,
        escalated=ticket is not None and bool(unit.escalations_of(ticket.id)),
        emergency=call is not None and call.emergency,
        rules=rules_of(unit),
    )


def rules_of(unit: Unit) -> RecordingRules:
    """What the floor goes by; the usual while nobody has said anything."""
    return unit.get(RecordingRules, RULES) or RecordingRules()


def require(work: Work, roles: frozenset[str]) -> None:
    """Refuse who has none of these roles; where the directory has no manager, everybody is trusted with all."""
    if not work.unit.directory().trusts(work.who, roles):
        raise Rejected("not_allowed", "This is for those who lead the floor; ask an escalation manager.")


def _of_ticket(unit: Unit, ticket: UUID | None) -> tuple[Recording, ...]:
    return unit.of_ticket(Recording, ticket) if ticket else ()


def _recording(recording: UUID, work: Work) -> Recording:
    found = work.unit.get(Recording, recording)
    if found is None:
        raise Rejected("unknown_recording", "This recording is not in the store.")
    return found
