"""What the board shows of the rules for how long recordings are kept."""

import msgspec

from store.recording import RecordingRules

AHEAD_DAYS = 30
"""For so long what rules would delete is counted."""


class Going(msgspec.Struct, frozen=True, kw_only=True):
    """How many recordings rules let nobody keep: now, and within :data:`AHEAD_DAYS` (those of now included)."""

    now: int
    ahead: int


class RetentionCard(msgspec.Struct, frozen=True, kw_only=True):
    """``rules`` are the floor's, and ``going`` is what they delete.

    ``tried`` are the ones that are being made; ``would`` is theirs, None until it is counted.
    """

    loading: bool = True
    rules: RecordingRules = msgspec.field(default_factory=RecordingRules)
    going: Going | None = None
    tried: RecordingRules | None = None
    would: Going | None = None
    saving: bool = False
