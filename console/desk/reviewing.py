"""What the board shows of reviews. Pure values."""

from collections.abc import Iterable
from datetime import datetime
from itertools import combinations

import msgspec

from console.desk.intents_review import AskedQueue
from store.book import Book
from store.recording import Keeping
from store.review import TO_DO, Comment, Review, ReviewState, ReviewVersion, all_in
from store.reviewing import Reviewable, ReviewFile, ReviewRow
from store.scorecard import Agreement, Score, ScorecardVersion, agreement, mean_kappa, score
from store.values import replace


class QueueCard(msgspec.Struct, frozen=True, kw_only=True):
    """The calls that were ``asked`` for. While the answer is ``loading``, ``rows`` are those before."""

    asked: AskedQueue
    loading: bool = True
    rows: tuple[Reviewable, ...] = ()
    seed: str = ""
    """By which the sample was drawn."""


class Comparison(msgspec.Struct, frozen=True, kw_only=True):
    """Two reviews of one call. ``card`` is that of the first; ``agreement`` is over what both answered."""

    one: Review
    other: Review
    card: ScorecardVersion
    agreement: Agreement


class ReviewCard(msgspec.Struct, frozen=True, kw_only=True):
    """The review that is open. What is filled in may be ahead of the store until ``saved``.

    ``mine``: the person fills it in; else it is read, as :attr:`shown` for the agent. ``waiting_for`` are reviewers of
    the calibration who have not handed in.
    """

    file: ReviewFile
    mine: bool
    about_me: bool = False
    card: ScorecardVersion | None = None
    """What is asked; None: the center has no scorecard."""
    newer: ScorecardVersion | None = None
    """A newer version of it, where there is one."""
    answers: dict[str, int | None] = msgspec.field(default_factory=dict)
    comments: tuple[Comment, ...] = ()
    note: str = ""
    saved: bool = True
    problem: str = ""
    """Why it was not kept, in words."""
    pairs: tuple[Comparison, ...] = ()
    """Every two reviews of the calibration, once all have handed in; those with this one come first."""
    waiting_for: tuple[str, ...] = ()
    silent: str = ""
    """Of a review of mine: why I cannot hear the call (:func:`why_silent`); "" if I can."""

    @property
    def comparison(self) -> Comparison | None:
        """The first pair."""
        return self.pairs[0] if self.pairs else None

    @property
    def mean_kappa(self) -> float | None:
        """Of all pairs that have one (Light, 1971); None without any."""
        return mean_kappa(pair.agreement for pair in self.pairs)

    @property
    def review(self) -> Review:
        """The row."""
        return self.file.row.review

    @property
    def shown(self) -> ReviewVersion | None:
        """What was shared last."""
        return self.file.row.shown

    @property
    def open(self) -> bool:
        """Whether it can be filled in now."""
        return self.mine and self.review.state in TO_DO

    @property
    def score(self) -> Score:
        """What the answers come to."""
        if self.card is None:
            return Score(percent=None, passed=False)
        return score(self.card.card, self.answers)


class Reviewing(msgspec.Struct, frozen=True, kw_only=True):
    """``mine`` is what I have to review, what is due first; ``about_me`` are reviews of my calls, the newest first."""

    cards: tuple[ScorecardVersion, ...] = ()
    """All versions, by key, the newest first."""
    mine: tuple[ReviewRow, ...] = ()
    done: tuple[ReviewRow, ...] = ()
    """What I have shared or handed in, the newest first."""
    about_me: tuple[ReviewRow, ...] = ()
    queue: QueueCard | None = None
    review: ReviewCard | None = None

    @property
    def newest(self) -> tuple[ScorecardVersion, ...]:
        """The cards with which a review can begin."""
        return tuple(c for c in newest_of(self.cards) if not c.card.retired)

    @property
    def to_acknowledge(self) -> int:
        """Reviews of my calls that I have not acknowledged."""
        return sum(row.shown is not None and row.shown.acknowledged_at is None for row in self.about_me)

    def overdue(self, now: datetime) -> int:
        """Reviews that I should have done."""
        return sum(row.review.overdue(now) for row in self.mine)


def newest_of(cards: Iterable[ScorecardVersion]) -> tuple[ScorecardVersion, ...]:
    """The newest version of each, by name."""
    found: dict[str, ScorecardVersion] = {}
    for card in cards:
        if card.key not in found or found[card.key].version < card.version:
            found[card.key] = card
    return tuple(sorted(found.values(), key=lambda c: (c.card.name.casefold(), c.key)))


def card_of_review(file: ReviewFile, me: str, cards: tuple[ScorecardVersion, ...]) -> ReviewCard:
    """A review as this person sees it: the reviewer what is filled in, everybody else what was shared."""
    review, shown = file.row.review, file.row.shown
    newest = newest_of(cards)
    if me != review.reviewer and shown is not None:
        return ReviewCard(
            file=file, mine=False, about_me=me == review.agent, answers=dict(shown.answers),
            card=file.card_of(shown.card, shown.card_version), comments=shown.comments, note=shown.note,
        )  # fmt: skip
    card = file.card
    if card is None and review.state in TO_DO:
        card = next((c for c in newest if not c.card.retired), None)
    newer = next((c for c in newest if card and c.key == card.key and c.version > card.version), None)
    hidden = me != review.reviewer and not all_in(file.group)
    made = ReviewCard(
        file=file, mine=me == review.reviewer, card=card, newer=newer,
        answers={} if hidden else dict(review.answers), comments=() if hidden else review.comments,
        note="" if hidden else review.note,
        waiting_for=tuple(r.reviewer for r in file.group if _awaited(r)) if review.calibration else (),
    )  # fmt: skip
    return replace(made, pairs=pairs_of(file))


def why_silent(book: Book, me: str, review: Review) -> str:
    """``not_recorded``, ``gone`` (erased or lost), ``not_kept`` (not yet), ``forbidden``; "" if ``me`` may hear it."""
    case = book.case(review.ticket)
    found = [r for r in case.recordings if r.call == review.call] if case is not None else []
    if not found:
        return "not_recorded"
    there = [r for r in found if r.state in {Keeping.KEPT, Keeping.RECORDED}]
    if not there:
        return "gone"
    mine = [r for r in there if book.may_hear(me, r.id)]
    if not mine:
        return "forbidden"
    return "" if any(r.state is Keeping.KEPT for r in mine) else "not_kept"


def _awaited(review: Review) -> bool:
    return review.handed_in_at is None and review.state is not ReviewState.WITHDRAWN


def pairs_of(file: ReviewFile) -> tuple[Comparison, ...]:
    """Each review beside each other one of its calibration, once all have handed in."""
    live = [r for r in file.group if r.state is not ReviewState.WITHDRAWN]
    card = file.card
    if len(live) < 2 or not all_in(tuple(live)) or card is None:  # noqa: PLR2004 - it takes two
        return ()
    return tuple(
        Comparison(one=a, other=b, card=card, agreement=agreement(card.card, a.answers, b.answers))
        for a, b in combinations(live, 2)
    )
