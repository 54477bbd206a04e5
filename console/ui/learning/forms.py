"""The forms of a coach: a plan, a session, who came, a course."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from PySide6.QtWidgets import QWidget

from console.desk.intents import Refusal
from console.desk.intents_learning import CallOff, KeepCourse, KeepPlan, KeepSession, NoteAttendance
from console.ui.kit import Kit
from console.ui.learning.words import LearningWords
from console.ui.widgets.buttons import Button
from console.ui.widgets.fields import AreaField, Choice, Field, LineField
from console.ui.widgets.labels import Elided, Label
from console.ui.widgets.layout import Item, Scroller, column, flow_box, row, wrap
from console.ui.widgets.popover import Popover
from store.training import (
    Course,
    Due,
    Learning,
    Plan,
    PlanStep,
    Presence,
    Session,
    SessionState,
    StepKind,
)

_WIDE, _HIGH = 460, 460
_OTHER = ""
Words = Callable[[], LearningWords]


def options(choice: Choice, found: Sequence[tuple[str, str]], chosen: str) -> None:
    """Other choices, and which of them is chosen."""
    choice.clear()
    for code, word in found:
        choice.addItem(word, code)
    choice.put(chosen)


class Chips(QWidget):
    """Some of many, each a chip that is pressed."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self._name = name
        self._buttons: dict[str, Button] = {}
        self.setLayout(column(gap=0))
        self._box: QWidget | None = None

    def put(self, found: Sequence[tuple[str, str]], chosen: Sequence[str]) -> None:
        """These, of which some are chosen."""
        layout = self.layout()
        if self._box is not None and layout is not None:
            layout.removeWidget(self._box)
            self._box.deleteLater()
        self._buttons = {}
        for code, word in found:
            made = Button(f"{self._name}.{code}", word, variant="chip")
            made.setCheckable(True)
            made.setChecked(code in chosen)
            made.toggled.connect(lambda _=False, b=made: b.updateGeometry())
            self._buttons[code] = made
        self._box = flow_box(*self._buttons.values(), gap=6)
        if layout is not None:
            layout.addWidget(self._box)

    def value(self) -> tuple[str, ...]:
        """The chosen ones, in their order."""
        return tuple(code for code, b in self._buttons.items() if b.isChecked())

    def only(self, typed: str) -> None:
        """Show those whose word has what was typed, and the chosen ones."""
        for button in self._buttons.values():
            button.setVisible(button.isChecked() or typed.casefold() in button.caption.casefold())


class Form(Popover):
    """A title, what is filled in, what is wrong, and two buttons."""

    def __init__(self, root: QWidget, anchor: QWidget, name: str, keep: str, *items: Item) -> None:
        self._title = Label("", "title")
        self._wrong = Label("", "meta", "bad", wrap=True, name=f"{name}.problem")
        self._wrong.hide()
        self.keep = Button(f"{name}.keep", keep, variant="primary", key="Ctrl Enter", on=self.primary)
        self.leave = Button(f"{name}.leave", self.tr("Leave"), variant="ghost", on=self.dismiss)
        self.more = row(gap=8)
        inside = wrap(column(*items, None, gap=10, margins=(16, 4, 16, 4)))
        scroller = Scroller(inside, f"{name}.scroll", steady=True)
        scroller.setMinimumSize(_WIDE, min(_HIGH, inside.sizeHint().height() + 8))
        foot = column(
            self._wrong, row(self.more, None, self.leave, self.keep, gap=8), gap=8, margins=(16, 0, 16, 0)
        )
        head = column(self._title, margins=(16, 0, 16, 0))
        super().__init__(root, anchor, column(head, (scroller, 1), foot, gap=8, margins=(0, 14, 0, 14)), name)

    def ask(self, anchor: QWidget, title: str) -> None:
        """Open it there."""
        self.anchor = anchor
        self._title.put(title)
        self._wrong.hide()
        self.open_()

    def said(self, refusal: Refusal | str | None) -> bool:
        """Say what is wrong, or close; always True: the key was for this form."""
        if refusal is None:
            self.dismiss()
            return True
        self._wrong.put_or_hide(refusal if isinstance(refusal, str) else refusal.message)
        self.settle()
        return True


class PlanForm(Form):
    """What somebody works on: question or goal, steps, until when, with whom."""

    def __init__(self, root: QWidget, anchor: QWidget, kit: Kit, w: Words) -> None:
        self._kit, self._w = kit, w
        self._of: Plan | None = None
        self._learning = Learning()
        self._person = Choice("plan.person", self.tr("For"), [])
        self._question = Choice("plan.question", self.tr("About"), [])
        self._goal = AreaField("plan.goal", self.tr("What is to be better"), height=60)
        self._steps = Chips("plan.steps")
        self._course = Choice("plan.course", self.tr("Course"), [])
        self._own = AreaField("plan.own", self.tr("Further steps, a line each"), height=54)
        self._coach = Choice("plan.coach", self.tr("With"), [])
        self._due = LineField("plan.due", self.tr("Until"), placeholder="2026-03-31")
        super().__init__(
            root, anchor, "plan", self.tr("Agree"),
            row((Field(self.tr("For"), self._person), 1), (Field(self.tr("About"), self._question), 1), gap=10),
            Field(self.tr("What is to be better"), self._goal),
            Field(self.tr("Steps"), self._steps),
            Field(self.tr("Course, for the step of that name"), self._course),
            Field(self.tr("Further steps, a line each"), self._own),
            row((Field(self.tr("With"), self._coach), 1), (Field(self.tr("Until"), self._due), 1), gap=10),
        )  # fmt: skip
        self.first = self._goal

    def begin(self, anchor: QWidget, of: Plan | None, people: tuple[str, ...], learning: Learning) -> None:
        """For a new plan, or one that is there."""
        w = self._w()
        self._of, self._learning = of, learning
        named = [(key, w.person(key)) for key in (people if of is None else (of.person,))]
        options(self._person, named, of.person if of else "")
        self._person.setEnabled(of is None)
        asked = w.questions()
        if of is not None and of.question not in {key for key, _ in asked}:
            asked.append((of.question, w.question(of.question)))
        if _OTHER not in {key for key, _ in asked}:
            asked.append((_OTHER, w.question(_OTHER)))
        options(self._question, asked, of.question if of else asked[0][0])
        self._goal.put(of.goal if of else "")
        usual = [s.kind.value for s in of.steps if not s.text] if of else [StepKind.TALK.value]
        kinds = [(k, word) for k, word in w.step_kinds() if k != StepKind.READ or k in usual]
        self._steps.put(kinds, usual)
        taught = next((s.ref for s in of.steps if s.kind is StepKind.COURSE), "") if of else ""
        options(
            self._course, [(_OTHER, self.tr("None")), *((c.id.hex, c.name) for c in learning.courses)], taught
        )
        self._own.put("\n".join(s.text for s in of.steps if s.text) if of else "")
        coaches = [(p.key, p.name) for p in w.directory.people if p.role != "agent"]
        options(self._coach, [(_OTHER, self.tr("Me")), *coaches], of.coach if of else "")
        due = of.due if of and of.due else None
        self._due.put(due.isoformat() if due else "")
        title = self.tr("Plan for {who}") if of else self.tr("A new plan")
        self.ask(anchor, w.fill(title, who=w.person(of.person) if of else ""))

    def _wanted(self) -> tuple[PlanStep, ...]:
        """Steps as they were, where they stay: so their ticks stay too."""
        made = []
        for kind in map(StepKind, self._steps.value()):
            ref = self._course.value() if kind is StepKind.COURSE else ""
            old = (
                next((s.ref for s in self._of.steps if s.kind is kind and not s.text), "") if self._of else ""
            )
            made.append(PlanStep(kind=kind, ref=ref or old))
        lines = (line.strip() for line in self._own.value().splitlines())
        return (*made, *(PlanStep(kind=StepKind.READ, text=line) for line in lines if line))

    def primary(self) -> bool:
        """Keep it."""
        try:
            due = date.fromisoformat(self._due.value().strip()) if self._due.value().strip() else None
        except ValueError:
            return self.said(self.tr("Say the day as 2026-03-31."))
        if not self._person.value():
            return self.said(self.tr("There is nobody in this team."))
        return self.said(
            self._kit.ask(
                KeepPlan(
                    plan=self._of.id if self._of else None, person=self._person.value(),
                    question=self._question.value(), goal=self._goal.value(), coach=self._coach.value(),
                    due=due, steps=self._wanted(),
                )
            )
        )  # fmt: skip


class SessionForm(Form):
    """When, where, about what, and who comes."""

    def __init__(self, root: QWidget, anchor: QWidget, kit: Kit, w: Words) -> None:
        self._kit, self._w = kit, w
        self._of: Session | None = None
        self._course = Choice("session.course", self.tr("Course"), [])
        self._topic = LineField("session.topic", self.tr("Topic"))
        self._at = LineField("session.at", self.tr("Begins"), placeholder="2026-03-31 10:00")
        self._minutes = LineField("session.minutes", self.tr("Minutes"))
        self._trainer = LineField("session.trainer", self.tr("Trainer"))
        self._place = LineField("session.place", self.tr("Place or link"))
        self._find = LineField("session.find", self.tr("Find people"), icon="search")
        self._people = Chips("session.people")
        self._find.on_edit(lambda: self._people.only(self._find.value()))
        super().__init__(
            root, anchor, "session", self.tr("Plan it"),
            row((Field(self.tr("Course"), self._course), 1), (Field(self.tr("Topic"), self._topic), 1), gap=10),
            row((Field(self.tr("Begins"), self._at), 2), (Field(self.tr("Minutes"), self._minutes), 1), gap=10),
            row((Field(self.tr("Trainer"), self._trainer), 1),
                (Field(self.tr("Place or link"), self._place), 1), gap=10),
            Field(self.tr("Who comes"), self._find),
            self._people,
        )  # fmt: skip
        self._off = Button("session.off", self.tr("Call it off"), variant="badline", on=self._call_off)
        self.more.addWidget(self._off)
        self.first = self._at

    def begin(
        self,
        anchor: QWidget,
        of: Session | None,
        people: tuple[str, ...],
        learning: Learning,
        due: Due | None,
    ) -> None:
        """For a new session, for somebody who is due, or for one that is planned."""
        w, now = self._w(), self._kit.clock().astimezone()
        self._of = of
        course = of.course if of else due.course if due else None
        known = [(c.id.hex, c.name) for c in learning.courses if c.active or c.id == course]
        options(self._course, [*known, (_OTHER, self.tr("Another topic"))], course.hex if course else "")
        tomorrow = (now + timedelta(days=1)).replace(hour=10, minute=0)
        self._at.put((of.at.astimezone() if of else tomorrow).strftime("%Y-%m-%d %H:%M"))
        self._topic.put(of.topic if of else "")
        self._minutes.put(str(of.minutes if of else 60))
        self._trainer.put(w.person(of.trainer) if of else "")
        self._place.put(of.place if of else "")
        self._find.put("")
        late = [d.person for d in learning.dues if d.course == course] if course else []
        invited = of.people if of else tuple(late)
        self._people.put([(k, w.person(k)) for k in dict.fromkeys((*people, *invited))], invited)
        self._off.setVisible(of is not None)
        self.ask(anchor, self.tr("Session") if of else self.tr("A new session"))

    def _call_off(self) -> None:
        if self._of is not None:
            self.said(self._kit.ask(CallOff(session=self._of.id)))

    def primary(self) -> bool:
        """Plan it."""
        try:
            begins = datetime.strptime(self._at.value().strip(), "%Y-%m-%d %H:%M").astimezone()
        except ValueError:
            return self.said(self.tr("Say when it begins as 2026-03-31 10:00."))
        minutes = self._minutes.value().strip()
        if not minutes.isdecimal() or not int(minutes):
            return self.said(self.tr("Say in minutes how long it takes."))
        w = self._w()
        typed = self._trainer.value().strip()
        trainer = next((p.key for p in w.directory.people if typed in {p.name, p.key}), typed)
        course = self._course.value()
        return self.said(
            self._kit.ask(
                KeepSession(
                    session=self._of.id if self._of else None, begins_at=begins, minutes=int(minutes),
                    trainer=trainer, place=self._place.value(), topic=self._topic.value(),
                    course=UUID(hex=course) if course else None, people=self._people.value(),
                )
            )
        )  # fmt: skip


class AttendanceForm(Form):
    """Who came to a session."""

    def __init__(self, root: QWidget, anchor: QWidget, kit: Kit, w: Words) -> None:
        self._kit, self._w = kit, w
        self._session: Session | None = None
        self._choices: dict[str, Choice] = {}
        self._list = column(gap=6)
        self._meta = Elided("", "meta")
        super().__init__(root, anchor, "attendance", self.tr("Note it"), self._meta, wrap(self._list))

    def begin(self, anchor: QWidget, session: Session, learning: Learning) -> None:
        """For a session that has begun; one that was called off is only shown."""
        w = self._w()
        self._session = session
        while self._list.count():
            item = self._list.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.deleteLater()
        self._choices = {}
        words = [(p.value, w.presence(p)) for p in (Presence.ATTENDED, Presence.EXCUSED, Presence.MISSED)]
        for person in session.people:
            choice = Choice(f"attendance.{person}", w.person(person), words)
            before = learning.presence(session.id, person)
            choice.put((Presence.ATTENDED if before is Presence.INVITED else before).value)
            self._choices[person] = choice
            self._list.addWidget(wrap(row((Elided(w.person(person)), 1), (choice, 1), gap=10)))
        called_off = session.state is SessionState.CALLED_OFF
        self.keep.setEnabled(not called_off)
        for choice in self._choices.values():
            choice.setEnabled(not called_off)
        policy = self.tr("policy {n}").format(n=session.policy) if session.policy else ""
        self._meta.put(" · ".join(t for t in (w.moment(session.at), session.place, policy, session.why) if t))
        self.ask(anchor, w.session_title(session, learning))

    def primary(self) -> bool:
        """Note it."""
        if self._session is None or not self.keep.isEnabled():
            return self.said(None)
        presences = {person: Presence(c.value()) for person, c in self._choices.items()}
        return self.said(self._kit.ask(NoteAttendance(session=self._session.id, presences=presences)))


class CourseForm(Form):
    """What is taught, to whom, and how often."""

    def __init__(self, root: QWidget, anchor: QWidget, kit: Kit, w: Words) -> None:
        self._kit, self._w = kit, w
        self._of: Course | None = None
        self._name = LineField("course.name", self.tr("Name"))
        self._areas, self._questions = Chips("course.areas"), Chips("course.questions")
        self._roles, self._departments = Chips("course.roles"), Chips("course.departments")
        self._again = LineField("course.again", self.tr("Again after days"), placeholder="365")
        self._material = LineField("course.material", self.tr("Material, a place or a link"))
        self._active = Choice(
            "course.active", self.tr("Taught"), [("yes", self.tr("Taught")), ("no", self.tr("Not any more"))]
        )
        super().__init__(
            root, anchor, "course", self.tr("Keep"),
            Field(self.tr("Name"), self._name),
            Field(self.tr("Parts of the policy: a change makes people due again"), self._areas),
            Field(self.tr("Questions that it helps with"), self._questions),
            Field(self.tr("For roles (none chosen: all)"), self._roles),
            Field(self.tr("For departments (none chosen: all)"), self._departments),
            row((Field(self.tr("Again after days"), self._again), 1),
                (Field(self.tr("State"), self._active), 1), gap=10),
            Field(self.tr("Material, a place or a link"), self._material),
        )  # fmt: skip
        self.first = self._name

    def begin(self, anchor: QWidget, of: Course | None) -> None:
        """For a new course, or one that is there."""
        w = self._w()
        self._of = of
        self._name.put(of.name if of else "")
        self._areas.put(w.areas(), of.areas if of else ())
        own = [(q, w.question(q)) for q in (of.questions if of else ())]
        self._questions.put(list(dict([*w.questions(), *own]).items()), of.questions if of else ())
        roles = list(dict.fromkeys(p.role for p in w.directory.people))
        self._roles.put([(r, w.words.role(r)) for r in roles], of.roles if of else ())
        departments = [(d.key, d.name) for d in w.directory.departments]
        self._departments.put(departments, of.departments if of else ())
        self._again.put(str(of.again_after) if of and of.again_after else "")
        self._material.put(of.material if of else "")
        self._active.put("yes" if of is None or of.active else "no")
        self.ask(anchor, self.tr("Course") if of else self.tr("A new course"))

    def primary(self) -> bool:
        """Keep it."""
        days = self._again.value().strip()
        if days and not days.isdecimal():
            return self.said(self.tr("Say after how many days, or nothing."))
        return self.said(
            self._kit.ask(
                KeepCourse(
                    course=self._of.id if self._of else None, name=self._name.value(), areas=self._areas.value(),
                    questions=self._questions.value(), roles=self._roles.value(),
                    departments=self._departments.value(), again_after=int(days or 0),
                    material=self._material.value(), active=self._active.value() == "yes",
                )
            )
        )  # fmt: skip
