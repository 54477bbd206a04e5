"""What a center has learned from its escalations: to be changed in a product, a process or in training (R65)."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

import msgspec


class Aim(StrEnum):
    """What is to change."""

    PRODUCT = "product"
    PROCESS = "process"
    TRAINING = "training"


class RecommendationState(StrEnum):
    """How it stands."""

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    DONE = "done"
    REJECTED = "rejected"


class Recommendation(msgspec.Struct, frozen=True, kw_only=True):
    """``owner`` is a person's key; ``root_cause`` the word by which cases belong to it. Kept without customers."""

    id: UUID
    at: datetime
    by: str
    aim: Aim
    text: str
    root_cause: str = ""
    owner: str = ""
    state: RecommendationState = RecommendationState.PROPOSED
    settled_at: datetime | None = None
