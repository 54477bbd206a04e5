"""The states of the reports; see scenes.py."""

from collections.abc import Callable

from PySide6.QtCore import QTimer

from console.desk.board import Board
from console.desk.reporting import ReportCard
from console.ui import invented as i
from console.ui import invented_reports as r
from console.ui.scene import Scene, press
from console.ui.window import Window
from store.values import replace


def _board(card: ReportCard, **more: str) -> Board:
    return replace(i.IDLE, me=i.DANIEL, reports=card, **more)  # type: ignore[arg-type]


def _waited(window: Window) -> None:
    """As if a third of a second had passed."""
    timer = window.pages.reports.findChild(QTimer, "reports.late")
    if timer is not None:
        timer.stop()
        timer.timeout.emit()


SCENES_REPORTS: dict[str, Callable[[], Scene]] = {
    "reports": lambda: Scene(_board(r.CARD), "reports"),
    "reports_cases": lambda: Scene(_board(r.with_cases(i.INBOX)), "reports"),
    "reports_recommend": lambda: Scene(_board(r.CARD), "reports", press("reports.recommend.firmware 4.2")),
    "reports_scarce": lambda: Scene(_board(r.SCARCE), "reports"),
    "reports_empty": lambda: Scene(_board(r.EMPTY), "reports"),
    "reports_loading": lambda: Scene(_board(r.LOADING), "reports", _waited),
    "reports_store_down": lambda: Scene(_board(r.LOADING, store_down="the disk is full"), "reports"),
}
