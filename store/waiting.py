"""Who waits in the queues of the PBX, as it says itself (R51). True for moments: it is no history."""

from datetime import datetime, timedelta
from uuid import UUID, uuid5

import msgspec

_PLACES = UUID("f1a5b9b0-7a57-5a0c-9a1e-6f1f0d3f5e02")
FRESH = timedelta(seconds=45)
"""What nobody has told for so long is not known any more: who told it is gone."""


class Waiting(msgspec.Struct, frozen=True, kw_only=True):
    """A caller in a queue since ``since``, UTC; name and number as the PBX has them, "" where it has none."""

    id: UUID
    queue: str
    name: str = ""
    number: str = ""
    since: datetime


def waiting_id(pbx: str, channel: str) -> UUID:
    """The id of a place in a queue, by the name of the PBX's channel: the same at each look."""
    return uuid5(_PLACES, f"{pbx}:{channel}")


def kept(before: tuple[Waiting, ...], now: tuple[Waiting, ...]) -> tuple[Waiting, ...]:
    """``now``, with the beginnings that were told first: whole seconds of a PBX would make them jump."""
    since = {each.id: each.since for each in before}
    return tuple(
        Waiting(id=w.id, queue=w.queue, name=w.name, number=w.number, since=since.get(w.id, w.since))
        for w in now
    )
