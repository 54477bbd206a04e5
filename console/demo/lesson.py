"""A trainer's hour, played by itself and checked against the store: Ines reviews how Anna's case was handed over.

She works without a telephone. The case, its recordings and half a year of reviews are those of the demo's past.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import UUID

from console.bootstrap import Console
from console.demo.script import Script, ScriptError, Wait, pause
from console.desk import intents_review as ask
from console.desk.intents import Intent
from console.desk.intents_learning import LearningAsked, LearningTab, ShowLearning
from console.desk.intents_replay import PlayReplay, SeekReplay, ShowReplay, TuneReplay
from store.book import Book
from store.review import Comment, CommentKind, Pick, ReviewState
from store.reviewing import ReviewQuery
from store.scorecard import QuestionKind

Shoot = Callable[[str], None]
"""Name of the moment."""
Go = Callable[[str], None]
"""Place."""
_LEGS = 3
_GIVEN = {
    "empathy": 4,
    "active_listening": 5,
    "clarity": 4,
    "assertiveness": 3,
    "ownership": 5,
    "de_escalation": 4,
}
_COMMENTS = (
    Comment(
        offset=15.5, text="Said the fault back in her own words before she asked.", kind=CommentKind.WELL_DONE
    ),
    Comment(
        offset=48.5, text="Asked before the hold and said how long. Keep that.", kind=CommentKind.WELL_DONE
    ),
    Comment(offset=86.0, text="Tell Anna who takes over before you leave.", kind=CommentKind.TRY_NEXT),
)


@dataclass
class Lesson:
    """``summary`` is what is printed at the end; ``problems`` is empty if the store holds what it should."""

    ines: Console
    ticket: UUID
    shoot: Shoot
    go: Go
    open_case: Callable[[UUID], None]
    summary: dict[str, object] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)

    def play(self) -> Script:
        """All of it."""
        board = self.ines.desk
        yield Wait(lambda: len(board.board.directory.people) > 1, "the directory is there")
        yield from self._looks_for_calls()
        yield from self._replays()
        yield from self._scores()
        yield from self._looks_at_the_team()
        yield from self._check()

    def _do(self, intent: Intent) -> None:
        refusal = self.ines.desk.do(intent)
        if refusal is not None:
            raise ScriptError(f"{type(intent).__name__}: {refusal.message}")

    def _looks_for_calls(self) -> Script:
        desk = self.ines.desk
        self.go("review")
        self._do(ask.ShowReviewQueue(asked=ask.AskedQueue(pick=Pick.ALL, span="4w")))
        yield Wait(lambda: (q := desk.board.reviewing.queue) and not q.loading and q.rows, "calls to review")
        yield pause(0.6)
        self.shoot("01_queue")

    def _replays(self) -> Script:
        desk = self.ines.desk
        self.open_case(self.ticket)
        yield Wait(lambda: (r := desk.board.replay) and not r.loading, "the case is there")
        card = desk.board.replay
        if card is None or len(card.line.shown) != _LEGS:
            raise ScriptError("the case has not three legs")
        yield Wait(lambda: desk.board.reviewing.review is not None, "its review is open")
        yield Wait(lambda: (r := desk.board.replay) and len(r.shapes) == _LEGS, "its waveforms are drawn")
        self._do(SeekReplay(at=44.0))
        self._do(TuneReplay(speed=1.25))
        yield pause(0.8)
        self.shoot("02_replay")
        self._do(PlayReplay(on=True))
        yield pause(1.5)
        if desk.board.replay and desk.board.replay.playing:
            self._do(PlayReplay(on=False))
        self._do(SeekReplay(at=72.0))
        self.summary["legs"] = [
            {
                "person": t.person,
                "with": t.other,
                "begin": t.begin,
                "seconds": t.seconds,
                "sound": t.sound.value,
            }
            for t in card.line.shown
        ]

    def _scores(self) -> Script:
        desk = self.ines.desk
        open_ = desk.board.reviewing.review
        if open_ is None or open_.card is None:
            raise ScriptError("there is no scorecard")
        answers: dict[str, int | None] = {
            q.key: _GIVEN.get(q.key, 4) if q.kind is QuestionKind.SCALE else int(q.key != "hold_announced")
            for q in open_.card.card.questions
        }
        self._do(ask.FillReview(answers=answers, comments=_COMMENTS))
        yield Wait(lambda: (r := desk.board.reviewing.review) and r.saved, "what is filled in is kept")
        yield pause(0.6)
        self.shoot("03_scorecard")
        self._do(ask.ShareReview())
        yield Wait(
            lambda: (r := desk.board.reviewing.review) and r.review.state is ReviewState.SHARED,
            "it is shared",
        )
        yield pause(0.5)
        self.shoot("04_shared")
        self._do(ShowReplay(ticket=None))

    def _looks_at_the_team(self) -> Script:
        desk = self.ines.desk
        for name, tab in (
            ("05_trends", LearningTab.TRENDS),
            ("06_team", LearningTab.TEAM),
            ("07_care", LearningTab.CARE),
        ):
            self._do(ShowLearning(asked=LearningAsked(tab=tab, span="12w")))
            yield Wait(
                lambda tab=tab: (c := desk.board.learning) and c.asked.tab is tab and not c.loading,  # type: ignore[misc]
                f"{tab.value} is there",
            )
            self.go("learning")
            yield pause(0.8)
            self.shoot(name)

    # -- what the store holds

    def _check(self) -> Script:
        found: list[bool] = []
        self.ines.keeper.run(self._look, found.extend)
        yield Wait(lambda: found, "the store is looked at")

    def _look(self, book: Book) -> list[bool]:
        case = book.case(self.ticket)
        kept = case is not None and len([r for r in case.recordings if r.sha256]) == _LEGS
        if not kept:
            self.problems.append("The case has not three recordings in the archive.")
        rows = book.reviews(ReviewQuery(agents=("maya.torres",), limit=20))
        reviews = [row.review for row in rows if row.review.ticket == self.ticket]
        shared = [review for review in reviews if review.state is ReviewState.SHARED]
        if len(shared) != 1:
            self.problems.append("Maya's review is not shared once.")
        self.summary["review"] = [
            {"agent": r.agent, "percent": r.percent, "state": r.state.value} for r in reviews
        ]
        return [True]
