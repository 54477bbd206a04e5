"""What is asked of how long things are kept, and of what is forgotten; see intents.py."""

from dataclasses import dataclass
from uuid import UUID

from store.recording import RecordingRules


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldByLaw:
    """Put all recordings of the case that is replayed on legal hold, or let them go; ``why`` stays with the ticket."""

    ticket: UUID
    on: bool
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowRetention:
    """Look at the rules for how long recordings are kept, or no more."""

    on: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TryRules:
    """Count what these rules would delete; None: no more."""

    rules: RecordingRules | None


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepRules:
    """Keep recordings by these rules from now on; ``base`` are the ones that were seen before."""

    rules: RecordingRules
    base: RecordingRules


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsiderErasing:
    """See what the erasure of a customer would take along; None: it is thought better of."""

    customer: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class EraseForGood:
    """Erase a customer; ``typed`` is what the person has typed to say that they mean this one."""

    customer: UUID
    typed: str


KeepingIntent = HoldByLaw | ShowRetention | TryRules | KeepRules | ConsiderErasing | EraseForGood
