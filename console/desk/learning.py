"""Learning on the desk: read on the store's thread while somebody looks, written through its rules (R64, R66)."""

from collections.abc import Callable
from datetime import datetime

from console.desk import intents_learning as ask
from console.desk.core import Core
from console.desk.intents import Refusal
from console.desk.intents_learning import LearningAsked
from console.desk.learning_answers import answer, as_person, refused
from console.desk.schooling import LearningCard, OwnLearning
from store.book import Book
from store.changes import AnyChange
from store.changes_training import (
    CallOffSession,
    PutCourse,
    PutPlan,
    PutSession,
    RecordAttendance,
    SettlePlan,
    TickStep,
)
from store.training import COACHES, Learning, PlanState, team_of
from store.values import replace

_COUNT_EVERY = 60.0
"""Seconds: what the rail counts changes seldom, and is read with a change of one's own at once."""


class LearningDesk:
    """``Board.learning`` is None while nobody looks; ``Board.own_learning`` is always there."""

    def __init__(self, core: Core) -> None:
        self._core = core
        self._wanted: object = None
        self._counted_at: datetime | None = None
        core.also_read.append(self._read_again)

    def table(self) -> dict[type, Callable[..., Refusal | None]]:
        """What each of the intents does."""
        return {
            ask.ShowLearning: lambda i: self.show(i.asked),
            ask.KeepCourse: self._course,
            ask.KeepSession: self._session,
            ask.CallOff: lambda i: self._write(CallOffSession, session=i.session, why=i.why),
            ask.NoteAttendance: lambda i: self._write(
                RecordAttendance, session=i.session, presences=dict(i.presences)
            ),
            ask.KeepPlan: self._plan,
            ask.EndPlan: lambda i: self._write(SettlePlan, plan=i.plan, state=i.state, why=i.why),
            ask.Tick: lambda i: self._write(
                TickStep, coaches_only=False, plan=i.plan, step=i.step, done=i.done
            ),
        }

    # -- looking

    def show(self, asked: LearningAsked | None) -> Refusal | None:
        """Read what is looked at; what is shown stays until the new is there."""
        core = self._core
        if asked is None:
            self._wanted = None
            core.put(learning=None)
            return None
        refusal = refused(core.board.me, asked)
        if refusal is not None:
            return refusal
        wanted = self._wanted = object()
        shown = core.board.learning
        same = shown is not None and shown.asked.tab is asked.tab
        core.put(
            learning=replace(shown, asked=asked, loading=True)
            if shown and same
            else LearningCard(asked=asked)
        )

        def read(book: Book) -> LearningCard | None:
            return answer(book, core.board.me, asked, core.now()) if self._wanted is wanted else None

        def found(card: LearningCard | None) -> None:
            if card is not None and self._wanted is wanted:
                with core.turn():
                    core.put(learning=card)

        core.keeper.run(read, found)
        return None

    def _read_again(self, book: Book) -> Callable[[], None]:
        """On the store's thread, when something was written: plans and sessions; trends stand as they were asked."""
        core = self._core
        card, now = core.board.learning, core.now()
        own = None
        due = self._counted_at is None or (now - self._counted_at).total_seconds() >= _COUNT_EVERY
        if due:
            self._counted_at = now
            own = self._count(book, now)
        learned: Learning | None = None
        if card is not None and not card.loading and card.learning is not None:
            learned = book.learning(card.people, now)

        def put() -> None:
            shown = core.board.learning
            if own is not None and core.board.own_learning != own:
                core.put(own_learning=own)
            if shown is card and shown is not None and learned is not None and shown.learning != learned:
                core.put(learning=replace(shown, learning=learned))

        return put

    def _count(self, book: Book, now: datetime) -> OwnLearning:
        me = self._core.board.me.key
        mine = book.learning((me,), now)
        dues = sum(due.late(now) and due.session is None for due in mine.dues)
        team = team_of(as_person(self._core.board.me), book.directory())
        plans = book.learning(team, now).plans if team else ()
        return OwnLearning(dues=dues, proposed=sum(p.state is PlanState.PROPOSED for p in plans))

    # -- writing

    def _course(self, i: ask.KeepCourse) -> Refusal | None:
        if not i.name.strip():
            return Refusal("empty", "Give the course a name.")
        return self._write(
            PutCourse, course=i.course or self._core.new_id(), name=i.name, areas=i.areas, questions=i.questions,
            roles=i.roles, departments=i.departments, again_after=i.again_after, material=i.material,
            active=i.active,
        )  # fmt: skip

    def _session(self, i: ask.KeepSession) -> Refusal | None:
        if i.course is None and not i.topic.strip():
            return Refusal("empty", "Choose a course, or write what it is about.")
        if not i.people:
            return Refusal("nobody", "Choose who comes.")
        return self._write(
            PutSession, session=i.session or self._core.new_id(), begins_at=i.begins_at, minutes=i.minutes,
            trainer=i.trainer, place=i.place, topic=i.topic, course=i.course, people=i.people,
        )  # fmt: skip

    def _plan(self, i: ask.KeepPlan) -> Refusal | None:
        if not i.question and not i.goal.strip():
            return Refusal("empty", "Choose a question, or write what is to be better.")
        return self._write(
            PutPlan, plan=i.plan or self._core.new_id(), whose=i.person, question=i.question, goal=i.goal,
            coach=i.coach, due=i.due, steps=i.steps,
        )  # fmt: skip

    def _write(self, kind: type, *, coaches_only: bool = True, **values: object) -> Refusal | None:
        core = self._core
        if coaches_only and core.board.me.role not in COACHES:
            return Refusal("not_allowed", "Training is planned by trainers, supervisors and managers.")
        change: AnyChange = kind(id=core.new_id(), at=core.now(), person=core.board.me.key, **values)
        self._counted_at = None
        core.write((change,))
        return None
