"""What the board shows of learning."""

from datetime import datetime

import msgspec

from console.desk.intents_learning import LearningAsked
from store.coaching import Coaching
from store.load import AtRisk, Load
from store.training import Learning
from store.trends import Trends


class OwnLearning(msgspec.Struct, frozen=True, kw_only=True):
    """One's own, whatever page is looked at: how much waits for the person.

    ``dues`` are trainings that are due now and not planned; ``proposed`` plans of the team that wait for a coach.
    """

    dues: int = 0
    proposed: int = 0

    @property
    def all(self) -> int:
        """What the rail counts."""
        return self.dues + self.proposed


class LearningCard(msgspec.Struct, frozen=True, kw_only=True):
    """The page that is looked at. While the answer is ``loading``, what is shown is the one before, or nothing.

    ``learning`` is of oneself on the first tab and of the team (keys: ``people``) on the second. ``low`` is what the
    policy that is followed calls low in ``trends``.
    """

    asked: LearningAsked
    loading: bool = True
    people: tuple[str, ...] = ()
    learning: Learning | None = None
    trends: Trends | None = None
    low: Coaching = msgspec.field(default_factory=Coaching)
    loads: tuple[Load, ...] | None = None
    at_risk: tuple[AtRisk, ...] = ()
    since: datetime | None = None
    """Of the loads."""
