"""Reviews of calls: who is to review which, what they found, and what the agent says to it (R61, R63). Pure.

::

    ASSIGNED ─► DRAFT ─────────────► SHARED ─► ANSWERED ─► ACKNOWLEDGED
                  │ ▲                  │▲──────────┘             │
                  │ └── changed again ─┴──────────────────────────┘
                  └─► HANDED_IN ─► SHARED       (two reviewers of one call, blind until both have handed in)
    ASSIGNED, DRAFT ─► WITHDRAWN

What was shared is a :class:`ReviewVersion`, which nobody changes; whoever changes a shared review shares a further one.
"""

from datetime import datetime
from enum import StrEnum
from uuid import UUID, uuid5

import msgspec

from store.directory import Directory, Person

REVIEWERS = frozenset({"trainer", "supervisor", "escalation_manager", "administrator"})
"""Roles whose people review calls."""
EDITORS = frozenset({"trainer", "escalation_manager", "administrator"})
"""Roles whose people change scorecards."""
LONGEST_TEXT = 4000
MOST_COMMENTS = 200


class ReviewState(StrEnum):
    """How a review stands."""

    ASSIGNED = "assigned"
    DRAFT = "draft"
    """Being filled; after it was shared once, being changed: the agent sees the version before."""
    HANDED_IN = "handed_in"
    """One of two of a calibration, which is compared when the other is in too."""
    SHARED = "shared"
    ANSWERED = "answered"
    ACKNOWLEDGED = "acknowledged"
    WITHDRAWN = "withdrawn"


TO_DO = frozenset({ReviewState.ASSIGNED, ReviewState.DRAFT})
"""The reviewer has something to do."""
WITH_AGENT = frozenset({ReviewState.SHARED, ReviewState.ANSWERED})
"""The agent has not acknowledged it yet."""
SHOWN = frozenset({*WITH_AGENT, ReviewState.ACKNOWLEDGED})
"""The agent sees it as it stands."""


class Pick(StrEnum):
    """Why a call is to be reviewed (R63)."""

    SAMPLE = "sample"
    """Drawn, so many of each agent."""
    LONG_HOLD = "long_hold"
    DEMANDED_MANAGER = "demanded_manager"
    LOW_CSAT = "low_csat"
    MANY_HOPS = "many_hops"
    ALL = "all"
    """Every call of the time, the newest first."""


class CommentKind(StrEnum):
    """What a comment says of the moment that it is about."""

    WELL_DONE = "well_done"
    TRY_NEXT = "try_next"
    """Try this next time."""


class Comment(msgspec.Struct, frozen=True, kw_only=True):
    """``offset`` in seconds of the case's time line; ``question`` "" is about the call as a whole."""

    offset: float
    text: str
    kind: CommentKind = CommentKind.TRY_NEXT
    question: str = ""


class Review(msgspec.Struct, frozen=True, kw_only=True):
    """One reviewer's of one call. ``agent`` and ``reviewer`` are keys of the directory.

    What is filled in is the draft, or what was shared last; ``card_version`` 0: no card was chosen yet. ``version``
    is the number of versions that were shared.
    """

    id: UUID
    call: UUID
    ticket: UUID
    agent: str
    reviewer: str
    state: ReviewState = ReviewState.ASSIGNED
    why: str = ""
    """A :class:`Pick`, or "" for a call that somebody chose."""
    assigned_by: str = ""
    assigned_at: datetime
    due_at: datetime | None = None
    calibration: UUID | None = None
    """Shared by the reviews that are compared."""
    card: str = ""
    card_version: int = 0
    answers: dict[str, int | None] = msgspec.field(default_factory=dict)
    comments: tuple[Comment, ...] = ()
    note: str = ""
    """About the call as a whole."""
    percent: float | None = None
    passed: bool = False
    saved_at: datetime | None = None
    handed_in_at: datetime | None = None
    version: int = 0
    shared_at: datetime | None = None

    def overdue(self, now: datetime) -> bool:
        """Whether it should have been done."""
        return self.state in TO_DO and not self.version and self.due_at is not None and self.due_at < now


class ReviewVersion(msgspec.Struct, frozen=True, kw_only=True):
    """A review as it was shared, and what the agent said to it."""

    id: UUID
    """:func:`version_id`."""
    review: UUID
    ticket: UUID
    version: int
    agent: str
    reviewer: str
    shared_at: datetime
    card: str
    card_version: int
    answers: dict[str, int | None] = msgspec.field(default_factory=dict)
    comments: tuple[Comment, ...] = ()
    note: str = ""
    percent: float | None = None
    passed: bool = False
    answer: str = ""
    answered_at: datetime | None = None
    acknowledged_at: datetime | None = None


def version_id(review: UUID, version: int) -> UUID:
    """The id of a version that was shared."""
    return uuid5(review, str(version))


def state_of(version: ReviewVersion) -> ReviewState:
    """How a shared version stands with its agent."""
    if version.acknowledged_at is not None:
        return ReviewState.ACKNOWLEDGED
    return ReviewState.ANSWERED if version.answered_at is not None else ReviewState.SHARED


# --- who may


class Sight(StrEnum):
    """What trainers see of others' reviews, by the center's policy."""

    ALL = "all"
    ASSIGNED = "assigned"
    """Only the calls that were assigned to them."""


def may_review(person: Person | None, agent: str) -> bool:
    """Whether a call of that agent may be reviewed by the person: nobody reviews their own."""
    return person is not None and person.role in REVIEWERS and person.key != agent


def may_assign(person: Person | None, reviewer: str, agent: str, directory: Directory, sight: Sight) -> bool:
    """Whether the person may give that agent's call to the reviewer (themselves, too)."""
    if person is None or person.role not in REVIEWERS or not may_review(directory.person(reviewer), agent):
        return False
    if person.role == "trainer" and sight is Sight.ASSIGNED:
        return False
    return leads(person, agent, directory)


def leads(person: Person, agent: str, directory: Directory) -> bool:
    """Whether the agent is somebody whose calls the person looks after: a supervisor's are those of the department."""
    if person.role != "supervisor" or not person.department:
        return True
    found = directory.person(agent)
    return found is None or found.department == person.department


def may_see(person: Person | None, review: Review, directory: Directory, sight: Sight = Sight.ALL) -> bool:
    """Whether the person may read it, as far as it is shown to them (:func:`readable`)."""
    if person is None:
        return False
    if person.key == review.reviewer:
        return True
    if person.key == review.agent:
        return review.version > 0
    if person.role not in REVIEWERS:
        return False
    if person.role == "trainer" and sight is Sight.ASSIGNED:
        return False
    return leads(person, review.agent, directory)


def readable(person: str, review: Review, group: tuple[Review, ...]) -> bool:
    """Whether its content is open to the person: of a calibration, only when all of it are handed in.

    ``group`` are the reviews of its calibration, itself among them.
    """
    if person == review.reviewer:
        return True
    return all_in(group) if review.calibration is not None and not review.version else True


def all_in(group: tuple[Review, ...]) -> bool:
    """Whether everybody of a calibration has handed in."""
    live = [r for r in group if r.state is not ReviewState.WITHDRAWN]
    return bool(live) and all(r.handed_in_at is not None for r in live)
