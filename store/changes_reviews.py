"""Changes of scorecards and reviews (R61, R63)."""

from datetime import datetime
from uuid import UUID

import msgspec

from store.change import Change
from store.review import Comment
from store.scorecard import Scorecard


class SaveScorecard(Change, frozen=True, kw_only=True):
    """A further version of a card, used at once by reviews that begin; those that have begun keep theirs.

    ``base_version`` is the newest that its author has seen (0: a new card): a newer one in the store is
    ``Rejected("conflict")``. What :func:`store.scorecard.check` finds is ``Rejected("bad_card")``.
    """

    card: Scorecard
    base_version: int


class AssignReview(Change, frozen=True, kw_only=True):
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


class SaveReview(Change, frozen=True, kw_only=True):
    """What the reviewer has filled in so far; answers may be missing still.

    ``Rejected``: ``not_yours``, ``not_now`` (it is shared: :class:`ReviseReview` begins a further version),
    ``unknown_card``, ``bad_value``.
    """

    review: UUID
    card: str
    card_version: int
    answers: dict[str, int | None] = msgspec.field(default_factory=dict)
    comments: tuple[Comment, ...] = ()
    note: str = ""


class HandInReview(Change, frozen=True, kw_only=True):
    """One of a calibration is done; it is changed no more. ``Rejected("incomplete")`` with answers missing."""

    review: UUID


class ShareReview(Change, frozen=True, kw_only=True):
    """The agent is to see it, as a version that nobody changes. ``Rejected``: ``incomplete``, ``blind``.

    ``blind``: of a calibration, before all have handed in. One of them is shared: ``already_shared``.
    """

    review: UUID


class ReviseReview(Change, frozen=True, kw_only=True):
    """Begin to change what was shared; the agent sees the old version, and their answer to it stays with it."""

    review: UUID


class DropReview(Change, frozen=True, kw_only=True):
    """Nothing comes of it; of a review that is being changed: what was shared last stands."""

    review: UUID


class AnswerReview(Change, frozen=True, kw_only=True):
    """What the agent says to the version that was shared last; until it is acknowledged another text replaces it."""

    review: UUID
    text: str


class AcknowledgeReview(Change, frozen=True, kw_only=True):
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
