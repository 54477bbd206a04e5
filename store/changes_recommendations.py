"""The change by which a center keeps what it has learned from its escalations."""

from uuid import UUID

from store.change import Change
from store.recommendation import Aim, RecommendationState


class PutRecommendation(Change, frozen=True, kw_only=True):
    """A new recommendation, or other values of one that is there; who proposed it, and when, stays.

    A state that does not follow the one before is ``Rejected("not_now")``, an accepted one without an owner
    ``Rejected("no_owner")``, an agent's own ``Rejected("not_allowed")``.
    """

    recommendation: UUID
    aim: Aim
    text: str
    root_cause: str = ""
    owner: str = ""
    """A person's key; "" while nobody has it."""
    state: RecommendationState = RecommendationState.PROPOSED
