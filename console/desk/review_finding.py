"""Looking for calls to review, and giving them to reviewers (R63)."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from console.desk import intents_review as ask
from console.desk.core import Core
from console.desk.intents import Refusal
from console.desk.review_part import ReviewPart
from console.desk.review_queue import pick_query, problem_of
from console.desk.reviewing import QueueCard
from store.book import Book
from store.changes_reviews import AssignReview
from store.directory import Directory, Person
from store.review import Sight, may_assign
from store.reviewing import Reviewable
from store.values import replace


class ReviewFinder(ReviewPart):
    """``Reviewing.queue``; a newer question drops the older one's answer."""

    def __init__(self, core: Core) -> None:
        super().__init__(core)
        self._queue_wanted: object = None

    def table(self) -> dict[type, Callable[[Any], Refusal | None]]:
        """What each intent does."""
        return {ask.ShowReviewQueue: self.show_queue, ask.AssignReviews: self.assign}

    def show_queue(self, intent: ask.ShowReviewQueue) -> Refusal | None:
        """Look for calls; those that were shown stay until the answer is there."""
        if intent.asked is None:
            self._queue_wanted = None
            self._put(queue=None)
            return None
        refusal = self._reviewer() or problem_of(intent.asked)
        if refusal is not None:
            return refusal
        if self._me().role == "trainer" and self._core.terms.review.sight is Sight.ASSIGNED:
            return Refusal("not_allowed", "You review the calls that are assigned to you.")
        before = self._now.queue
        card = QueueCard(asked=intent.asked, rows=before.rows if before else ())
        self._put(queue=card)
        self._look()
        return None

    def look_again(self) -> None:
        """Something was written."""
        queue = self._now.queue
        if queue is not None and not queue.loading:
            self._look()

    def _look(self) -> None:
        card = self._now.queue
        if card is None:
            return
        wanted = self._queue_wanted = object()
        asked, now, core, me = card.asked, self._core.now(), self._core, self._me()

        def read(book: Book) -> tuple[str, tuple[Reviewable, ...]] | None:
            if self._queue_wanted is not wanted:  # nobody waits for it any more
                return None
            query = pick_query(asked, book.directory(), me, book.policy(now).calendar.time_zone, now)
            return query.seed, book.to_review(query) if query.persons != ("",) else ()

        def found(answer: tuple[str, tuple[Reviewable, ...]] | None) -> None:
            shown = self._now.queue
            if answer is None or shown is None or self._queue_wanted is not wanted:
                return
            with core.turn():
                rows = tuple(r for r in answer[1] if r.person != me.key)
                self._put(queue=replace(shown, loading=False, seed=answer[0], rows=rows))

        core.keeper.run(read, found)

    def assign(self, intent: ask.AssignReviews) -> Refusal | None:
        """In turn, or each call to all of them."""
        core, me = self._core, self._me()
        directory = core.board.directory
        reviewers = intent.reviewers or (me.key,)
        if not intent.calls:
            return Refusal("empty", "Choose a call first.")
        if intent.calibrate and len(set(reviewers)) < 2:  # noqa: PLR2004 - it takes two
            return Refusal("two", "Two reviewers are compared: choose another one.")
        if intent.due_at is not None and intent.due_at <= core.now():
            return Refusal("too_late", "This day is over already.")
        agents = {r.call: r.person for r in self._now.queue.rows} if self._now.queue else {}
        changes = []
        for nth, call in enumerate(intent.calls):
            turn = reviewers if intent.calibrate else (reviewers[nth % len(reviewers)],)
            group = core.new_id() if intent.calibrate else None
            for who in turn:
                refusal = self._may_not(me, who, agents.get(call, ""), directory)
                if refusal is not None:
                    return refusal
                changes.append(self.assigned(call, who, intent.why, intent.due_at, group))
        core.write(changes)
        return None

    def _may_not(self, me: Person, who: str, agent: str, directory: Directory) -> Refusal | None:
        if who == agent:
            return Refusal("own_call", "Nobody reviews their own call.")
        if not may_assign(me, who, agent, directory, self._core.terms.review.sight):
            return Refusal("not_allowed", "This person does not review these calls.")
        return None

    def assigned(
        self, call: UUID, who: str, why: str, due: datetime | None, group: UUID | None
    ) -> AssignReview:
        """The change that gives a call to somebody."""
        core = self._core
        due = due or core.now() + timedelta(days=core.terms.review.due_days)
        made: AssignReview = self._make(
            AssignReview, review=core.new_id(), call=call, reviewer=who, due_at=due, why=why,
            calibration=group,
        )  # fmt: skip
        return made
