"""Changes of scorecards and reviews (R61, R63)."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from store.change import Change
from store.review import Comment
from store.scorecard import Scorecard


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveScorecard(Change):
    """A further version of a card, used at once by reviews that begin; those that have begun keep theirs.

    ``base_version`` is the newest that its author has seen (0: a new card): a newer one in the store is
    ``Rejected("conflict")``. What :func:`store.scorecard.check` finds is ``Rejected("bad_card")``.
    """

    card: Scorecard
    base_version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignReview(Change):
    """``reviewer`` is to review this call; oneself takes it. ``why`` is a :class:`store.review.Pick`, or "".

    ``calibration``: it is compared with the other reviews of that id, of the same call, and nobody sees another's
    before all are handed in. ``Rejected``: ``own_call`` (nobody reviews their own), ``not_allowed`` (who asks, or the
    reviewer, does not review this agent's calls), ``already_assigned``, ``not_answered``.
    """

    review: UUID
    call: UUID
    reviewer: str
    due_at: datetime | None = None
    why: str = ""
    calibration: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveReview(Change):
    """What the reviewer has filled in so far; answers may be missing still.

    ``Rejected``: ``not_yours``, ``not_now`` (it is shared: :class:`ReviseReview` begins a further version),
    ``unknown_card``, ``bad_value``.
    """

    review: UUID
    card: str
    card_version: int
    answers: dict[str, int | None] = field(default_factory=dict)
    comments: tuple[Comment, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HandInReview(Change):
    """One of a calibration is done; it is changed no more. ``Rejected("incomplete")`` with answers missing."""

    review: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareReview(Change):
    """The agent is to see it, as a version that nobody changes. ``Rejected``: ``incomplete``, ``blind``.

    ``blind``: of a calibration, before all have handed in. One of them is shared: ``already_shared``.
    """

    review: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviseReview(Change):
    """Begin to change what was shared; the agent sees the old version, and their answer to it stays with it."""

    review: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class DropReview(Change):
    """Nothing comes of it; of a review that is being changed: what was shared last stands."""

    review: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerReview(Change):
    """What the agent says to the version that was shared last; until it is acknowledged another text replaces it."""

    review: UUID
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AcknowledgeReview(Change):
    """The agent has read the version that was shared last."""

    review: UUID


ReviewChange = (
    SaveScorecard
    | AssignReview
    | SaveReview
    | HandInReview
    | ShareReview
    | ReviseReview
    | DropReview
    | AnswerReview
    | AcknowledgeReview
)
