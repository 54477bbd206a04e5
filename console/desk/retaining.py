"""What the board shows of the rules for how long recordings are kept."""

from dataclasses import dataclass, field

from store.recording import RecordingRules

AHEAD_DAYS = 30
"""For so long what rules would delete is counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Going:
    """How many recordings rules let nobody keep: now, and within :data:`AHEAD_DAYS` (those of now included)."""

    now: int
    ahead: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RetentionCard:
    """``rules`` are the floor's, and ``going`` is what they delete.

    ``tried`` are the ones that are being made; ``would`` is theirs, None until it is counted.
    """

    loading: bool = True
    rules: RecordingRules = field(default_factory=RecordingRules)
    going: Going | None = None
    tried: RecordingRules | None = None
    would: Going | None = None
    saving: bool = False
