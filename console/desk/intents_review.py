"""What is asked of reviews and scorecards; see intents.py."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from store.review import Comment, Pick
from store.scorecard import Scorecard

WEEKS = {"1w": 1, "4w": 4, "12w": 12, "52w": 52}
"""Spans of time, in weeks that begin on Monday; the last of them is this one."""


class AskedQueue(Struct, frozen=True, kw_only=True):
    """Which calls could be reviewed. ``span`` is a word of :data:`WEEKS`; "last" is the week before this one.

    ``seed`` draws the sample; "" is the name of the span's last week, so that everybody draws the same.
    """

    pick: Pick = Pick.SAMPLE
    span: str = "1w"
    person: str = ""
    department: str = ""
    each: int = 2
    seed: str = ""
    recorded: bool = True
    """Only calls that can be heard."""
    held: bool = False
    """Only calls with a recording on legal hold."""
    min_seconds: float = 0.0


class ShowReviewQueue(Struct, frozen=True, kw_only=True):
    """Look for calls to review; None: the queue is left. A newer question drops the older one's answer."""

    asked: AskedQueue | None


class AssignReviews(Struct, frozen=True, kw_only=True):
    """Give calls to reviewers, each call to the next of them in turn; ``reviewers`` () is oneself.

    ``calibrate``: each call goes to all of them, and what they find is compared.
    ``due_at`` None is as the settings say.
    """

    calls: tuple[UUID, ...]
    reviewers: tuple[str, ...] = ()
    due_at: datetime | None = None
    why: str = ""
    calibrate: bool = False


class TakeReview(Struct, frozen=True, kw_only=True):
    """Review this call oneself, at once: it is assigned and opened."""

    call: UUID
    why: str = ""


class OpenReview(Struct, frozen=True, kw_only=True):
    """Look at a review, fill it in, answer it; None closes it, and what was typed is kept."""

    review: UUID | None


class FillReview(Struct, frozen=True, kw_only=True):
    """What is filled in of the open review so far; None leaves a part as it is. It is kept at most a second later.

    ``card`` chooses another scorecard while nothing is answered.
    """

    answers: dict[str, int | None] | None = None
    comments: tuple[Comment, ...] | None = None
    note: str | None = None
    card: str = ""


class ShareReview(Struct, frozen=True, kw_only=True):
    """The agent is to see the open review."""


class HandInReview(Struct, frozen=True, kw_only=True):
    """The open review is compared with the other's."""


class ReviseReview(Struct, frozen=True, kw_only=True):
    """Begin a further version of the open review."""


class DropReview(Struct, frozen=True, kw_only=True):
    """Nothing comes of it; of a review that is being changed: what was shared last stands."""

    review: UUID


class AnswerReview(Struct, frozen=True, kw_only=True):
    """What I say to a review of my call."""

    review: UUID
    text: str


class AcknowledgeReview(Struct, frozen=True, kw_only=True):
    """I have read a review of my call."""

    review: UUID


class SaveScorecard(Struct, frozen=True, kw_only=True):
    """A further version of a scorecard, or a new one (``base_version`` 0)."""

    card: Scorecard
    base_version: int


ReviewIntent = (
    ShowReviewQueue
    | AssignReviews
    | TakeReview
    | OpenReview
    | FillReview
    | ShareReview
    | HandInReview
    | ReviseReview
    | DropReview
    | AnswerReview
    | AcknowledgeReview
    | SaveScorecard
)
