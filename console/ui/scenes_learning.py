"""The states of learning; see scenes.py."""

from collections.abc import Callable

from PySide6.QtCore import QTimer

from console.desk.board import Board
from console.desk.reviewing import Reviewing
from console.desk.schooling import LearningCard, OwnLearning
from console.ui import invented as i
from console.ui import invented_learning as school
from console.ui import invented_reviews as reviews
from console.ui.scene import Scene, press
from console.ui.window import Window
from store.values import replace


def _board(card: LearningCard, *, coach: bool = True, **more: str) -> Board:
    own = OwnLearning(dues=0 if coach else 1, proposed=1 if coach else 0)
    me = i.DANIEL if coach else i.IDLE.me
    return replace(i.IDLE, me=me, learning=card, own_learning=own, **more)  # type: ignore[arg-type]


def _with_reviews(*, opened: bool, silent: str = "") -> Board:
    """One's own page, with a review of a call that is to be acknowledged."""
    about = (reviews.row(reviews.SHARED, shown=reviews.SHOWN),)
    reviewing = Reviewing(about_me=about, review=replace(reviews.TO_READ, silent=silent) if opened else None)
    return replace(_board(school.MINE, coach=False), reviewing=reviewing)


def _waited(window: Window) -> None:
    """As if a third of a second had passed."""
    timer = window.pages.learning.findChild(QTimer, "learning.late")
    if timer is not None:
        timer.stop()
        timer.timeout.emit()


SCENES_LEARNING: dict[str, Callable[[], Scene]] = {
    "learning": lambda: Scene(_board(school.MINE, coach=False), "learning"),
    "learning_reviewed": lambda: Scene(_with_reviews(opened=False), "learning"),
    "learning_reviews": lambda: Scene(_with_reviews(opened=True), "learning", press("learning.own.reviews")),
    "learning_reviews_silent": lambda: Scene(
        _with_reviews(opened=True, silent="forbidden"), "learning", press("learning.own.reviews")
    ),
    "learning_empty": lambda: Scene(_board(school.MINE_EMPTY, coach=False), "learning"),
    "learning_team": lambda: Scene(_board(school.TEAM), "learning"),
    "learning_team_empty": lambda: Scene(_board(school.TEAM_EMPTY), "learning"),
    "learning_team_hostile": lambda: Scene(_board(school.HOSTILE), "learning"),
    "learning_plan": lambda: Scene(
        _board(school.TEAM), "learning", press(f"learning.plan.change.{school.AGREED.id.hex}")
    ),
    "learning_session": lambda: Scene(_board(school.TEAM), "learning", press("learning.session.new")),
    "learning_attendance": lambda: Scene(
        _board(school.TEAM), "learning", press(f"learning.session.{school.JUST.id.hex}")
    ),
    "learning_course": lambda: Scene(
        _board(school.TEAM), "learning", press(f"learning.course.{school.ANGER.id.hex}")
    ),
    "learning_trends": lambda: Scene(_board(school.TREND), "learning"),
    "learning_trends_empty": lambda: Scene(_board(school.TREND_EMPTY), "learning"),
    "learning_care": lambda: Scene(_board(school.CARE), "learning"),
    "learning_care_empty": lambda: Scene(_board(school.CARE_EMPTY), "learning"),
    "learning_loading": lambda: Scene(_board(school.LOADING), "learning", _waited),
    "learning_store_down": lambda: Scene(_board(school.LOADING, store_down="the disk is full"), "learning"),
}
