"""The form of a course."""

from PySide6.QtWidgets import QWidget

from console.desk.intents_learning import KeepCourse
from console.ui.kit import Kit
from console.ui.learning.forms import Chips, Form, Words
from console.ui.widgets.fields import Choice, Field, LineField
from console.ui.widgets.layout import row
from store.training import (
    Course,
)


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
            root, anchor, "course", self.tr("Save"),
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
