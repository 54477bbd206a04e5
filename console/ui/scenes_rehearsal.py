"""The states of rehearsals; see scenes.py."""

from collections.abc import Callable

from console.desk.board import Board
from console.desk.rehearsing import RehearsalCard
from console.desk.replaying import ReplayCard
from console.replay.line import Sound
from console.ui import invented as i
from console.ui import invented_rehearsals as r
from console.ui.scene import Scene, press
from store.values import replace


def _board(card: RehearsalCard | None, *, coach: bool = False) -> Board:
    return replace(i.IDLE, me=i.DANIEL if coach else i.IDLE.me, rehearsals=card)


def _replay(card: ReplayCard) -> Scene:
    return Scene(replace(i.IDLE, replay=card), "review")


_TAB = press("learning.tab.rehearsals")
SCENES_REHEARSAL: dict[str, Callable[[], Scene]] = {
    "rehearsals": lambda: Scene(_board(r.CARD), "learning", _TAB),
    "rehearsals_trainer": lambda: Scene(_board(r.CARD, coach=True), "learning", _TAB),
    "rehearsals_untried": lambda: Scene(_board(replace(r.CARD, tries=())), "learning", _TAB),
    "rehearsals_running": lambda: Scene(_board(replace(r.CARD, running=r.BUSY)), "learning", _TAB),
    "rehearsals_failed": lambda: Scene(
        _board(replace(r.CARD, problem="There is no display for its window.")), "learning", _TAB
    ),
    "rehearsal_replay": lambda: _replay(r.replayed(r.HEARD)),
    "rehearsal_replay_no_file": lambda: _replay(r.replayed(r.HEARD, {s.id: Sound.NO_FILE for s in r.SOUNDS})),
    "rehearsal_replay_silent": lambda: _replay(r.replayed(r.TRIES[0])),
    "rehearsals_reading": lambda: Scene(_board(None), "learning", _TAB),
}
