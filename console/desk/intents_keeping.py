"""What is asked of how long things are kept, and of what is forgotten; see intents.py."""

from uuid import UUID

from msgspec import Struct

from store.recording import RecordingRules


class HoldByLaw(Struct, frozen=True, kw_only=True):
    """Put all recordings of the case that is replayed on legal hold, or let them go; ``why`` stays with the ticket."""

    ticket: UUID
    on: bool
    why: str


class ShowRetention(Struct, frozen=True, kw_only=True):
    """Look at the rules for how long recordings are kept, or no more."""

    on: bool


class TryRules(Struct, frozen=True, kw_only=True):
    """Count what these rules would delete; None: no more."""

    rules: RecordingRules | None


class KeepRules(Struct, frozen=True, kw_only=True):
    """Keep recordings by these rules from now on; ``base`` are the ones that were seen before."""

    rules: RecordingRules
    base: RecordingRules


class ConsiderErasing(Struct, frozen=True, kw_only=True):
    """See what the erasure of a customer would take along; None: it is thought better of."""

    customer: UUID | None


class EraseForGood(Struct, frozen=True, kw_only=True):
    """Erase a customer; ``typed`` is what the person has typed to say that they mean this one."""

    customer: UUID
    typed: str


KeepingIntent = HoldByLaw | ShowRetention | TryRules | KeepRules | ConsiderErasing | EraseForGood
