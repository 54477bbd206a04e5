"""What the engine tells of recordings, as changes of the store. Pure; told again, the changes have the same ids."""

from datetime import timedelta
from uuid import UUID

from msgspec.structs import asdict

from console.desk.cards import as_uuid
from console.desk.core import part_of
from store.changes import AnyChange
from store.changes_recordings import BeginRecording, EndRecording, LostRecording, PutConduct
from store.recording import Conduct
from telephony.events import ConductConcluded, Envelope, RecordingStarted, RecordingStopped


def began(envelope: Envelope, event: RecordingStarted | RecordingStopped, person: str) -> BeginRecording:
    """A consult's belongs to the customer's call, as its leg; a file that cannot say whose it is to none."""
    recording, call = UUID(event.recording), event.parent or event.call
    seconds = event.seconds if isinstance(event, RecordingStopped) else 0.0
    return BeginRecording(
        id=part_of(recording, "begin"),
        at=envelope.at,
        person=person,
        recording=recording,
        call=as_uuid(call) if call else None,
        leg=as_uuid(event.call) if event.parent else None,
        purpose="consult" if event.parent else "customer",
        started_at=event.started_at or envelope.at - timedelta(seconds=seconds),
    )


def ended(envelope: Envelope, event: RecordingStopped, person: str) -> tuple[AnyChange, ...]:
    """The file is whole, or there never was one.

    Its beginning is said once more: an engine that was killed may not have told it.
    """
    recording = UUID(event.recording)
    end = EndRecording(
        id=part_of(recording, "end"),
        at=envelope.at,
        person=person,
        recording=recording,
        seconds=event.seconds,
        pauses=tuple((p.begin, event.seconds if p.end is None else p.end) for p in event.pauses),
        partial=event.partial,
        cut_off=event.cut_off,
    )
    if event.path:
        return began(envelope, event, person), end
    lost = LostRecording(
        id=part_of(recording, "lost"),
        at=envelope.at,
        person=person,
        recording=recording,
        why="The disk took nothing of it.",
    )
    return began(envelope, event, person), end, lost


def conduct(envelope: Envelope, event: ConductConcluded, person: str) -> PutConduct:
    """How the two spoke on a whole leg."""
    return PutConduct(
        id=part_of(envelope.id, "conduct"),
        at=envelope.at,
        person=person,
        leg=as_uuid(event.call),
        conduct=Conduct(**asdict(event.measures)),
    )
