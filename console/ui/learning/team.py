"""The team's page: who is due, plans, sessions; and the forms in which a coach writes."""

from collections.abc import Callable
from datetime import datetime

from PySide6.QtWidgets import QWidget

from console.desk.schooling import LearningCard
from console.ui.kit import Kit
from console.ui.learning.beside import Halves
from console.ui.learning.course_form import CourseForm
from console.ui.learning.lines import DueLine, SessionLine
from console.ui.learning.mine import Dated, Held, ListCard, Planned
from console.ui.learning.plan_form import PlanForm
from console.ui.learning.plans import PlanCard
from console.ui.learning.session_forms import AttendanceForm, SessionForm
from console.ui.learning.words import LearningWords
from console.ui.widgets.buttons import Button
from console.ui.widgets.labels import Elided, Pill
from console.ui.widgets.layout import column, row, wrap
from console.ui.widgets.row_button import RowButton
from console.ui.widgets.rows import Rows
from store.training import OPEN_PLANS, Course, Due, Learning, Plan, PlanState, Session, SessionState

_MOST = 40
"""Of a list; a coach of more narrows the team by department or person."""


class CourseLine(RowButton):
    """A course; pressed it is changed."""

    def __init__(self, w: Callable[[], LearningWords], edit: Callable[[QWidget, Course], object]) -> None:
        self._w = w
        self._course: Course | None = None
        self._name = Elided("", "med")
        self._meta = Elided("", "meta")
        self._late = Pill()
        super().__init__(
            row((column(self._name, self._meta, gap=2), 1), self._late, gap=10, margins=(8, 6, 8, 6))
        )
        self.clicked.connect(lambda _=False: edit(self, self._course) if self._course is not None else None)

    def show_item(self, item: tuple[Course, int], /) -> None:
        """Show it, and how many are due."""
        course, due = item
        w = self._w()
        self._course = course
        self.setObjectName(f"learning.course.{course.id.hex}")
        self._name.put(course.name)
        self._meta.put(w.course_meta(course) or self.tr("about nothing of the policy"))
        said = self.tr("{n} due").format(n=w.count(due)) if due else self.tr("nobody is due")
        self._late.put(said if course.active else self.tr("not taught any more"), "warn" if due else "n")
        self.setAccessibleName(f"{course.name}, {self._meta.text()}, {said}")


class TeamView(QWidget):
    """Plans and sessions, and beside them who is due for which course."""

    def __init__(self, kit: Kit, w: Callable[[], LearningWords]) -> None:
        super().__init__()
        self._kit, self._w = kit, w
        self._card: LearningCard | None = None
        self._made: dict[type, QWidget] = {}
        self.new_plan = Button("learning.plan.new", self.tr("New"), "plus", size="sm")
        self.new_session = Button("learning.session.new", self.tr("New"), "plus", size="sm")
        self.new_course = Button("learning.course.new", self.tr("New"), "plus", size="sm")
        self.new_plan.clicked.connect(lambda _=False: self._plan(self.new_plan, None))
        self.new_session.clicked.connect(lambda _=False: self._session(self.new_session, None))
        self.new_course.clicked.connect(lambda _=False: self._course(self.new_course, None))
        self._dues = Rows[Dated](lambda: DueLine(w, self._plan_session, named=True), gap=2)
        self._plans = Rows[Planned](lambda: PlanCard(kit, w, self._plan), gap=10)
        self._sessions = Rows[Held](lambda: SessionLine(w, self._open_session), gap=2)
        self._courses = Rows[tuple[Course, int]](lambda: CourseLine(w, self._course), gap=2)
        self.dues = ListCard(
            self.tr("Who is due"),
            self.tr("Nobody: all know the policy as it is now."),
            self._dues.layout,
        )
        self.plans = ListCard(
            self.tr("Plans"),
            self.tr("No plan. One is proposed when a question scores low over several reviews."),
            self._plans.layout,
            self.new_plan,
        )
        self.sessions = ListCard(
            self.tr("Sessions"), self.tr("No session yet. Plan the first one."), self._sessions.layout,
            self.new_session,
        )  # fmt: skip
        self.courses = ListCard(
            self.tr("Courses"),
            self.tr("No course yet. A course says which part of the policy is taught, and to whom."),
            self._courses.layout,
            self.new_course,
        )
        left = wrap(column(self.plans, self.sessions, None, gap=14))
        right = wrap(column(self.dues, self.courses, None, gap=14))
        self.setLayout(column(Halves("learning.team.scroll", left, right), gap=0))

    def put(self, card: LearningCard, now: datetime) -> None:
        """What is known."""
        self._card, learning, w = card, card.learning, self._w()
        if learning is None:
            return
        plans = sorted(
            learning.plans, key=lambda p: (p.state is not PlanState.PROPOSED, p.state not in OPEN_PLANS)
        )
        self._plans.put([(p, learning, now) for p in plans[:_MOST]], lambda r: r[0].id)
        self.plans.filled(on=bool(plans))
        proposed = sum(p.state is PlanState.PROPOSED for p in plans)
        self.plans.title.put(
            self.tr("Plans, {n} proposed").format(n=w.count(proposed)) if proposed else self.tr("Plans")
        )
        self._dues.put(
            [(d, learning, now) for d in learning.dues[:_MOST]], lambda r: (r[0].person, r[0].course)
        )
        self.dues.filled(on=bool(learning.dues))
        count = len(learning.dues)
        self.dues.title.put(
            self.tr("Who is due ({n})").format(n=w.count(count)) if count else self.tr("Who is due")
        )
        self._sessions.put([(s, learning, now) for s in learning.sessions[:_MOST]], lambda r: r[0].id)
        self.sessions.filled(on=bool(learning.sessions))
        late = [d.course for d in learning.dues if d.late(now)]
        self._courses.put([(c, late.count(c.id)) for c in learning.courses], lambda r: r[0].id)
        self.courses.filled(on=bool(learning.courses))

    # -- forms

    def _form(self, kind: type) -> QWidget:
        if kind not in self._made:
            root = self.window().findChild(QWidget, "root") or self.window()
            self._made[kind] = kind(root, self, self._kit, self._w)
        return self._made[kind]

    def _learning(self) -> Learning:
        return self._card.learning if self._card and self._card.learning else Learning()

    def _people(self) -> tuple[str, ...]:
        return self._card.people if self._card else ()

    def _plan(self, anchor: QWidget, of: Plan | None) -> None:
        form = self._form(PlanForm)
        assert isinstance(form, PlanForm)  # noqa: S101 - made by the line above
        form.begin(anchor, of, self._people(), self._learning())

    def _session(self, anchor: QWidget, of: Session | None, due: Due | None = None) -> None:
        form = self._form(SessionForm)
        assert isinstance(form, SessionForm)  # noqa: S101 - likewise
        form.begin(anchor, of, self._people(), self._learning(), due)

    def _plan_session(self, anchor: QWidget, due: Due) -> None:
        self._session(anchor, None, due)

    def _open_session(self, anchor: QWidget, session: Session) -> None:
        begun = session.at <= self._kit.clock()
        if session.state is SessionState.PLANNED and not begun:
            self._session(anchor, session)
            return
        form = self._form(AttendanceForm)
        assert isinstance(form, AttendanceForm)  # noqa: S101 - likewise
        form.begin(anchor, session, self._learning())

    def _course(self, anchor: QWidget, of: Course | None) -> None:
        form = self._form(CourseForm)
        assert isinstance(form, CourseForm)  # noqa: S101 - likewise
        form.begin(anchor, of)
