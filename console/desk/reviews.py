"""Reviews at the desk: the queue, the review that is filled in, those of my own calls, and scorecards (R61, R63)."""

from collections.abc import Callable
from typing import Any, NamedTuple
from uuid import UUID

from console.desk import intents_review as ask
from console.desk.core import Core
from console.desk.intents import Refusal
from console.desk.review_finding import ReviewFinder
from console.desk.review_part import ReviewPart
from console.desk.reviewing import ReviewCard, card_of_review, why_silent
from store.book import Book
from store.changes_reviews import (
    AcknowledgeReview,
    AnswerReview,
    DropReview,
    HandInReview,
    ReviseReview,
    SaveReview,
    SaveScorecard,
    ShareReview,
)
from store.errors import StoreError
from store.review import REVIEWERS, TO_DO, ReviewState, may_see
from store.reviewing import ReviewFile, ReviewQuery, ReviewRow
from store.scorecard import check
from store.values import replace

_SAVE_SECONDS = 0.5
_MOST = 100
_DONE = frozenset({ReviewState.HANDED_IN, ReviewState.SHARED, ReviewState.ANSWERED, ReviewState.ACKNOWLEDGED})


class _Read(NamedTuple):
    """``silent`` is why this person cannot hear the own call that it is about."""

    file: ReviewFile | None
    silent: str = ""


class Reviews(ReviewPart):
    """``Board.reviewing``. What is filled in is on the board at once, and in the store half a second later."""

    def __init__(self, core: Core) -> None:
        super().__init__(core)
        self._finder = ReviewFinder(core)
        self._review_wanted: UUID | None = None
        self._save_soon: Callable[[], None] | None = None
        self._told: dict[UUID, int] | None = None
        """Versions of reviews of my calls that I was told of; None before the first look."""
        core.also_read.append(self._read)

    def table(self) -> dict[type, Callable[[Any], Refusal | None]]:
        """What each intent does."""
        return self._finder.table() | {
            ask.TakeReview: self.take,
            ask.OpenReview: lambda i: self.open(i.review),
            ask.FillReview: self.fill,
            ask.ShareReview: lambda _: self._settle(ShareReview),
            ask.HandInReview: lambda _: self._settle(HandInReview),
            ask.ReviseReview: lambda _: self._revise(),
            ask.DropReview: lambda i: self._drop(i.review),
            ask.AnswerReview: self.answer,
            ask.AcknowledgeReview: lambda i: self._write(AcknowledgeReview, review=i.review),
            ask.SaveScorecard: self.save_card,
        }

    def take(self, intent: ask.TakeReview) -> Refusal | None:
        """Mine, and open; one that I have of this call already is opened."""
        refusal = self._reviewer()
        if refusal is not None:
            return refusal
        mine = next((r.review.id for r in self._now.mine if r.review.call == intent.call), None)
        if mine is not None:
            return self.open(mine)
        change = self._finder.assigned(intent.call, self._me().key, intent.why, None, None)

        def assigned() -> None:
            self.open(change.review)

        self._core.write((change,), after=assigned)
        return None

    # -- the open review

    def open(self, review: UUID | None) -> Refusal | None:
        """Read it and put it on the board; what was typed in another is kept first."""
        self._save_now()
        self._review_wanted = review
        if review is None:
            self._put(review=None)
            return None
        core = self._core

        def found(read: _Read) -> None:
            if self._review_wanted == review:
                with core.turn():
                    self._show(read)

        me = self._me().key
        core.keeper.run(lambda book: _read(book, review, me), found)
        return None

    def _show(self, read: _Read) -> None:
        board, me, file = self._core.board, self._me(), read.file
        sight = self._core.terms.review.sight
        if file is None or not may_see(me, file.row.review, board.directory, sight):
            self._review_wanted = None
            self._put(review=None)
            self._core.tell("warn", "no_such_review")
            return
        self._put(review=self._card_of(file, read.silent))

    def _card_of(self, file: ReviewFile, silent: str) -> ReviewCard:
        return replace(card_of_review(file, self._me().key, self._now.cards), silent=silent)

    def fill(self, intent: ask.FillReview) -> Refusal | None:
        """On the board now, in the store soon."""
        card = self._now.review
        if card is None or not card.open:
            return Refusal("not_now", "This review is not filled in by you, or it is shared.")
        if intent.card:
            other = next((c for c in self._now.newest if c.key == intent.card), None)
            if other is None:
                return Refusal("unknown_card", "This scorecard is not there any more.")
            kept = {k: v for k, v in card.answers.items() if other.card.question(k) is not None}
            card = replace(card, card=other, newer=None, answers=kept)
        if card.card is None:
            return Refusal("no_card", "There is no scorecard yet. Make one in the directory.")
        values = {"answers": intent.answers, "comments": intent.comments, "note": intent.note}
        given = {name: value for name, value in values.items() if value is not None}
        card = replace(card, **given, saved=False, problem="")  # type: ignore[arg-type]
        self._put(review=card)
        if self._save_soon is not None:
            self._save_soon()
        self._save_soon = self._core.later(_SAVE_SECONDS, self._save_now)
        return None

    def _save_now(self) -> None:
        """What is on the board and not in the store yet."""
        if self._save_soon is not None:
            self._save_soon()
            self._save_soon = None
        change = self._typed()
        if change is not None:
            self._core.write((change,), after=lambda: self._kept(change), failed=self._not_kept)

    def _typed(self) -> SaveReview | None:
        card = self._now.review
        if card is None or card.saved or card.card is None:
            return None
        made: SaveReview = self._make(
            SaveReview, review=card.review.id, card=card.card.key, card_version=card.card.version,
            answers=dict(card.answers), comments=card.comments, note=card.note,
        )  # fmt: skip
        return made

    def _kept(self, change: SaveReview) -> None:
        card = self._now.review
        if card is None or card.review.id != change.review:
            return
        same = (card.answers, card.comments, card.note) == (change.answers, change.comments, change.note)
        state = ReviewState.DRAFT if card.review.state is ReviewState.ASSIGNED else card.review.state
        row = replace(card.file.row, review=replace(card.review, state=state, saved_at=change.at))
        self._put(review=replace(card, file=replace(card.file, row=row), saved=same, problem=""))

    def _not_kept(self, error: StoreError) -> None:
        card = self._now.review
        if card is not None:
            self._put(review=replace(card, problem=error.message))
        else:
            self._core.tell("error", "rejected", why=error.message)

    def _settle(self, kind: type[ShareReview] | type[HandInReview]) -> Refusal | None:
        """With what was typed just now, in one transaction."""
        card = self._now.review
        if card is None or not card.mine:
            return Refusal("no_review", "Open a review first.")
        found = card.score
        if not found.complete:
            return Refusal("incomplete", f"{len(found.missing)} questions are not answered yet.")
        typed = self._typed()
        if self._save_soon is not None:
            self._save_soon()
            self._save_soon = None
        change = self._make(kind, review=card.review.id)
        changes = (change,) if typed is None else (typed, change)

        def after() -> None:
            shown = self._now.review
            if typed is not None and shown is not None and shown.review.id == card.review.id:
                self._put(review=replace(shown, saved=True, problem=""))

        self._core.write(changes, after=after, failed=self._not_kept)
        return None

    def _revise(self) -> Refusal | None:
        card = self._now.review
        if card is None or not card.mine:
            return Refusal("no_review", "Open a review first.")
        self._write(ReviseReview, review=card.review.id)
        return None

    def _drop(self, review: UUID) -> None:
        card = self._now.review
        if card is not None and card.review.id == review:
            if self._save_soon is not None:
                self._save_soon()
                self._save_soon = None
            self._put(review=replace(card, saved=True))
        self._write(DropReview, review=review)

    # -- what others do

    def answer(self, intent: ask.AnswerReview) -> Refusal | None:
        """To the version that was shared last."""
        if not intent.text.strip():
            return Refusal("empty", "Write what you want to say.")
        self._write(AnswerReview, review=intent.review, text=intent.text)
        return None

    def save_card(self, intent: ask.SaveScorecard) -> Refusal | None:
        """Checked here, and once more in the store."""
        wrong = check(intent.card)
        if wrong:
            return Refusal("bad_card", f"{len(wrong)} things are wrong with this scorecard.")
        self._write(SaveScorecard, card=intent.card, base_version=intent.base_version)
        return None

    # -- read with the lists

    def _read(self, book: Book) -> Callable[[], None]:
        """On the store's thread; what it returns is run on the desk's."""
        me = self._me()
        cards = book.scorecards()
        about = book.reviews(ReviewQuery(agents=(me.key,), shared=True, newest=True, limit=_MOST))
        mine: tuple[ReviewRow, ...] = ()
        done: tuple[ReviewRow, ...] = ()
        if me.role in REVIEWERS:
            mine = book.reviews(ReviewQuery(reviewers=(me.key,), states=TO_DO, limit=_MOST))
            done = book.reviews(ReviewQuery(reviewers=(me.key,), states=_DONE, newest=True, limit=_MOST))
        wanted = self._review_wanted
        read = _read(book, wanted, me.key)

        def put() -> None:
            self._put(cards=cards, about_me=about, mine=mine, done=done)
            self._tell_new()
            self._again(wanted, read)
            self._finder.look_again()

        return put

    def _again(self, wanted: UUID | None, read: _Read) -> None:
        """The open review as it is in the store now, but for what is typed and not kept yet."""
        card, file = self._now.review, read.file
        if file is None or wanted != self._review_wanted:
            return
        if card is None or card.saved:
            self._show(read)
            return
        if card.file != file:
            self._put(review=_with_typed(self._card_of(file, read.silent), card))

    def _tell_new(self) -> None:
        """Somebody has shared a review of my call, or a further version of it."""
        now = {row.review.id: row.review.version for row in self._now.about_me}
        before, self._told = self._told, now
        if before is None:
            return
        for row in self._now.about_me:
            if before.get(row.review.id, 0) < row.review.version:
                who = self._core.board.directory.person(row.review.reviewer)
                name = who.name if who else row.review.reviewer
                self._core.tell("info", "review_shared", name=name, number=row.number)


def _read(book: Book, review: UUID | None, me: str) -> _Read:
    """On the store's thread."""
    file = book.review(review) if review is not None else None
    if file is None or file.row.review.agent != me:
        return _Read(file)
    return _Read(file, why_silent(book, me, file.row.review))


def _with_typed(fresh: ReviewCard, typed: ReviewCard) -> ReviewCard:
    if not fresh.open:  # it was shared or taken away meanwhile: what is typed has no place any more
        return fresh
    return replace(
        fresh, card=typed.card, answers=typed.answers, comments=typed.comments, note=typed.note, saved=False,
        problem=typed.problem,
    )  # fmt: skip
