"""The states of the replay; see scenes.py."""

from collections.abc import Callable

from PySide6.QtCore import QTimer

from console.desk.replaying import ReplayCard
from console.replay.line import Side, Sound, Span
from console.replay.sources import Tuning
from console.ui import invented_replay as r
from console.ui.scene import Scene, press
from console.ui.window import Window
from store.recording import Keeping
from store.values import replace


def _scene(card: ReplayCard, then: Callable[[Window], object] = lambda _: None) -> Scene:
    return Scene(r.board(card), "review", then)


def _held(card: ReplayCard, then: Callable[[Window], object] = lambda _: None) -> Scene:
    """As a manager sees it."""
    return Scene(r.board(card, me=r.VERA), "review", then)


def _no_reason(window: Window) -> None:
    press("replay.hold")(window)
    press("hold.yes")(window)


def _waited(window: Window) -> None:
    """As if a third of a second had passed."""
    timer = window.pages.review.replay.findChild(QTimer, "replay.late")
    if timer is not None:
        timer.stop()
        timer.timeout.emit()


def _zoomed(window: Window) -> None:
    window.pages.review.replay.canvas.zoom(4, 570)


_TUNED = Tuning(side=Side.CUSTOMER, speed=1.5, skip=True, loop=Span(600.0, 640.0))

SCENES_REPLAY: dict[str, Callable[[], Scene]] = {
    "replay": lambda: _scene(replace(r.CARD, playing=True)),
    "replay_events": lambda: _scene(r.CARD, press("replay.tab.events")),
    "replay_tuned": lambda: _scene(replace(r.CARD, tuning=_TUNED)),
    "replay_zoomed": lambda: _scene(r.CARD, _zoomed),
    "replay_crowded": lambda: _scene(r.CROWDED),
    "replay_own_goals": lambda: _scene(r.OWN_GOALS),
    "replay_hour": lambda: _scene(r.HOUR),
    "replay_two_calls": lambda: _scene(r.TWO_CALLS),
    "replay_leg_missing": lambda: _scene(r.found({r.B: Sound.NO_FILE})),
    "replay_no_key": lambda: _scene(r.found(dict.fromkeys((r.A, r.B, r.C), Sound.NO_KEY))),
    "replay_keeping": lambda: _scene(r.unheard(Keeping.RECORDED)),
    "replay_erased": lambda: _scene(r.unheard(Keeping.ERASED)),
    "replay_unrecorded": lambda: _scene(r.UNRECORDED),
    "replay_no_calls": lambda: _scene(r.NO_CALLS),
    "replay_missing": lambda: _scene(r.MISSING),
    "replay_no_device": lambda: _scene(replace(r.CARD, problem="no_device")),
    "replay_long": lambda: _scene(r.LONG),
    "replay_held": lambda: _held(r.HELD),
    "replay_held_trainer": lambda: _scene(r.HELD),
    "replay_held_long": lambda: _held(r.HELD_LONG),
    "replay_hold": lambda: _held(r.CARD, press("replay.hold")),
    "replay_hold_empty": lambda: _held(r.CARD, _no_reason),
    "replay_let_go": lambda: _held(r.OVERDUE, press("replay.let_go")),
    "replay_loading": lambda: _scene(r.LOADING, _waited),
}
