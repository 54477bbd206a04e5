"""Lines of learning: what somebody is due for, and sessions."""

from collections.abc import Callable
from datetime import datetime, timedelta

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from console.ui.learning.words import SESSION_TONE, LearningWords
from console.ui.widgets.buttons import Button
from console.ui.widgets.labels import Elided, Icon, Label, Pill
from console.ui.widgets.layout import column, row
from console.ui.widgets.row_button import RowButton
from store.training import Due, Learning, Session, SessionState

_LINKS = ("https://", "http://")


def is_link(place: str) -> bool:
    """Whether a place can be opened with a press."""
    return place.lower().startswith(_LINKS) and not any(c.isspace() for c in place)


class DueLine(QWidget):
    """A course that somebody is to take; ``plan`` plans a session of it (a coach's), ``named`` says who it is."""

    def __init__(
        self,
        w: Callable[[], LearningWords],
        plan: Callable[[QWidget, Due], object] | None = None,
        *,
        named: bool = False,
    ) -> None:
        super().__init__()
        self._w, self._named, self._coached = w, named, plan is not None
        self._due: Due | None = None
        self._title = Elided("", "med")
        self._meta = Elided("", "meta")
        self._why = Label("", "metab")
        self._session = Button("", self.tr("Plan"), "calendar", size="sm")
        if plan is not None:
            self._session.clicked.connect(
                lambda _=False: plan(self._session, self._due) if self._due is not None else None
            )
        inside = column(self._title, row(self._why, (self._meta, 1), gap=10), gap=2)
        self.setLayout(row((inside, 1), self._session, gap=10, margins=(0, 5, 0, 5)))

    def show_item(self, item: tuple[Due, Learning, datetime], /) -> None:
        """Show it."""
        due, learning, now = item
        w = self._w()
        self._due = due
        course = learning.course(due.course)
        name = course.name if course is not None else ""
        said, tone = w.due(due, now)
        self._title.put(f"{w.person(due.person)}: {name}" if self._named else name)
        self._why.put(said, tone)
        planned = next((s for s in learning.sessions if s.id == due.session), None)
        about = w.course_meta(course) if course is not None else ""
        place = course.material if course is not None else ""
        when = w.fill(self.tr("session on {when}"), when=w.moment(planned.at)) if planned is not None else ""
        self._meta.put(" · ".join(t for t in (when, about, place) if t))
        self._session.setObjectName(f"learning.due.{due.person}.{due.course.hex}" if self._coached else "")
        self._session.setAccessibleName(w.fill(self.tr("Plan a session for {who}"), who=w.person(due.person)))
        self._session.setVisible(self._coached and planned is None)
        self.setAccessibleName(f"{self._title.text()}, {said}")


class SessionLine(RowButton):
    """A session; a coach's press opens it, anybody's opens its link."""

    def __init__(
        self, w: Callable[[], LearningWords], open_: Callable[[QWidget, Session], object] | None, me: str = ""
    ) -> None:
        self._w, self._me, self._coached = w, me, open_ is not None
        self._session: Session | None = None
        self._when = Label("", "time")
        self._when.setMinimumWidth(112)
        self._title = Elided("", "med")
        self._meta = Elided("", "meta")
        self._state = Pill()
        self._link = Icon("link", "muted", 16)
        inside = row(
            self._when,
            (column(self._title, self._meta, gap=2), 1),
            self._link,
            self._state,
            gap=10,
            margins=(8, 6, 8, 6),
        )
        super().__init__(inside)
        self.clicked.connect(lambda _=False: self._press(open_))

    def _press(self, open_: Callable[[QWidget, Session], object] | None) -> None:
        session = self._session
        if session is None:
            return
        if open_ is not None:
            open_(self, session)
        elif is_link(session.place):
            QDesktopServices.openUrl(QUrl(session.place))

    def show_item(self, item: tuple[Session, Learning, datetime], /) -> None:
        """Show it."""
        session, learning, now = item
        w = self._w()
        self._session = session
        self.setObjectName(f"learning.{'' if self._coached else 'own.'}session.{session.id.hex}")
        self._when.put(w.moment(session.at))
        self._title.put(w.session_title(session, learning))
        minutes = self.tr("{n} min").format(n=session.minutes)
        people = self.tr("1 person") if len(session.people) == 1 else self.tr("{n} people")
        count = people.format(n=w.count(len(session.people))) if self._coached else ""
        trainer = w.person(session.trainer) if session.trainer else ""
        self._meta.put(" · ".join(t for t in (trainer, session.place, minutes, count) if t))
        said, tone = self._how(session, learning, now)
        self._state.put(said, tone)
        link = is_link(session.place) and session.state is SessionState.PLANNED
        self._link.setVisible(link and not self._coached)
        self.setEnabled(self._coached or link)
        self.setAccessibleName(f"{self._title.text()}, {self._when.text()}, {self._meta.text()}, {said}")

    def _how(self, session: Session, learning: Learning, now: datetime) -> tuple[str, str]:
        w = self._w()
        if session.state is SessionState.HELD and self._me:
            presence = learning.presence(session.id, self._me)
            return w.presence(presence), "ok" if presence == "attended" else "n"
        over = session.at + timedelta(minutes=session.minutes) <= now
        if session.state is SessionState.PLANNED and over:
            # Somebody has to say who was there.
            return (self.tr("Note who came"), "warn") if self._coached else (self.tr("Over"), "n")
        return w.session_state(session.state), SESSION_TONE[session.state]
