"""The forms of a session: planned, and who came."""

from datetime import datetime, timedelta
from uuid import UUID

from PySide6.QtWidgets import QWidget

from console.desk.intents_learning import CallOff, KeepSession, NoteAttendance
from console.ui.kit import Kit
from console.ui.learning.forms import OTHER, Chips, Form, Words, options
from console.ui.widgets.buttons import Button
from console.ui.widgets.fields import Choice, Field, LineField
from console.ui.widgets.labels import Elided
from console.ui.widgets.layout import column, row, wrap
from store.training import (
    Due,
    Learning,
    Presence,
    Session,
    SessionState,
)


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
        options(self._course, [*known, (OTHER, self.tr("Another topic"))], course.hex if course else "")
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
                widget.setParent(None)
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
