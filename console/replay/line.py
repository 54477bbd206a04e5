"""What a case's time line is made of. Frozen values, so that the board can hold them."""

from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

import msgspec

from store.coaching import ConductGoals
from store.recording import Conduct


class Side(StrEnum):
    """Whose voices are heard."""

    BOTH = "both"
    STAFF = "staff"
    CUSTOMER = "customer"


class Sound(StrEnum):
    """How the sound of a leg stands."""

    READY = "ready"
    NONE = "none"
    """The leg was not recorded."""
    KEEPING = "keeping"
    """It is recorded, and not in the archive yet."""
    LOST = "lost"
    """It could not be kept."""
    ERASED = "erased"
    FORBIDDEN = "forbidden"
    """This person may not hear it."""
    NO_KEY = "no_key"
    """It is encrypted, and this machine has no key that opens it."""
    NO_FILE = "no_file"
    """Its file is not where the store says, or the archive cannot be reached."""
    BROKEN = "broken"
    """The file is there and cannot be read."""


class Span(msgspec.Struct, frozen=True):
    """From ``begin`` to ``end`` in seconds of line time."""

    begin: float
    end: float

    @property
    def seconds(self) -> float:
        """How long."""
        return self.end - self.begin

    def covers(self, at: float) -> bool:
        """Whether that moment is in it; its end is not."""
        return self.begin <= at < self.end


class Stretch(msgspec.Struct, frozen=True, kw_only=True):
    """A time in which somebody was on the line: ``at`` in line time, ``began`` on the clock.

    The next one follows at once in line time, however long it was in between.
    """

    at: float
    began: datetime
    seconds: float

    @property
    def end(self) -> float:
        """In line time."""
        return self.at + self.seconds


class Track(msgspec.Struct, frozen=True, kw_only=True):
    """One leg, as one person's headset heard it: left is ``person`` (directory key), right the other side.

    ``other`` is the other side's name. From ``customer_from`` on (line time) the other side is the customer; before
    it, or if that is None, a colleague. ``doubled_until``: before it the same words are in another track, and this
    one is not heard; a track that is doubled to its end is not drawn either. ``goals`` are those that were followed
    when the call began.
    """

    recording: UUID | None
    call: UUID
    leg: UUID
    letter: str = ""
    person: str
    other: str = ""
    customer_from: float | None = None
    begin: float
    seconds: float
    holds: tuple[Span, ...] = ()
    pauses: tuple[Span, ...] = ()
    doubled_until: float = 0.0
    sound: Sound = Sound.READY
    partial: bool = False
    cut_off: bool = False
    keep_until: datetime | None = None
    legal_hold: bool = False
    conduct: Conduct | None = None
    goals: ConductGoals = msgspec.field(default_factory=ConductGoals)

    @property
    def end(self) -> float:
        """In line time."""
        return self.begin + self.seconds

    @property
    def doubled(self) -> bool:
        """Whether all of it is in another track."""
        return self.doubled_until >= self.end > self.begin

    @property
    def consult_first(self) -> bool:
        """The other side was a colleague, and then the customer."""
        return self.customer_from is not None and self.customer_from > self.begin


class Marker(msgspec.Struct, frozen=True, kw_only=True):
    """Something that happened: ``kind`` is a kind of store.ticket.Entry, or of a step with ``step.`` before it.

    ``typed`` are notes as they were typed: ``text`` is what was added. ``outside``: it happened while nobody was on
    the line (``when`` tells when), and stands where the stretch before it ends.
    """

    id: UUID
    at: float
    when: datetime
    kind: str
    text: str = ""
    person: str = ""
    code: int = 0
    outside: bool = False


class CaseLine(msgspec.Struct, frozen=True, kw_only=True):
    """A case, ready to be drawn and played; everything in order of line time."""

    ticket: UUID
    stretches: tuple[Stretch, ...] = ()
    tracks: tuple[Track, ...] = ()
    markers: tuple[Marker, ...] = ()

    @property
    def seconds(self) -> float:
        """All of it."""
        return self.stretches[-1].end if self.stretches else 0.0

    @property
    def shown(self) -> tuple[Track, ...]:
        """Those that are drawn."""
        return tuple(t for t in self.tracks if not t.doubled)

    @property
    def heard(self) -> tuple[Track, ...]:
        """Those whose sound can be had."""
        return tuple(t for t in self.shown if t.sound is Sound.READY and t.recording is not None)

    def track(self, recording: UUID) -> Track | None:
        """By its recording."""
        return next((t for t in self.tracks if t.recording == recording), None)

    def place(self, when: datetime) -> tuple[float, bool]:
        """Where a moment stands in line time, and whether somebody was on the line then."""
        return place(self.stretches, when)

    def moment(self, at: float) -> datetime | None:
        """What the clock said at that place; None on an empty line."""
        found = None
        for stretch in self.stretches:
            if found is None or stretch.at <= at:
                found = stretch
        return None if found is None else found.began + timedelta(seconds=at - found.at)

    def next_marker(self, at: float, *, back: bool = False) -> Marker | None:
        """The first one after that place, or the last one well before it."""
        if back:
            return next((m for m in reversed(self.markers) if m.at < at - BACK_SECONDS), None)
        return next((m for m in self.markers if m.at > at + _SAME), None)


BACK_SECONDS = 1.5
"""Going back within so long of a marker goes to the one before it, as players do with titles."""
_SAME = 0.01


def place(stretches: tuple[Stretch, ...], when: datetime) -> tuple[float, bool]:
    """See :meth:`CaseLine.place`."""
    at = 0.0
    for stretch in stretches:
        since = (when - stretch.began).total_seconds()
        if since < 0:
            return (at, False)
        if since <= stretch.seconds:
            return (stretch.at + since, True)
        at = stretch.end
    return (at, False)
