"""Which places somebody has, and in which one they work: by role, and by whether they have a telephone.

| role               | with a telephone besides | without one too                                | works in    |
|--------------------|--------------------------|------------------------------------------------|-------------|
| agent              | desk, calls, escalations | learning, directory                            | desk        |
| trainer            | the same                 | review, learning, reports, directory           | review      |
| supervisor,        | desk, calls              | escalations, floor, review, learning, reports, | escalations |
| escalation manager |                          | directory                                      |             |
| administrator      | desk, calls              | the same                                       | directory   |

Settings are everybody's. Escalations are also there for whom something waits in them, and are not for a team that does
not escalate (R33).
"""

from collections.abc import Sequence

from console.desk.advice import off
from console.desk.board import Board
from console.desk.replaying import REVIEW_ROLES
from console.desk.reporting import REPORT_ROLES
from console.desk.seat import EngineState
from console.ui.supervisor.needs import needs_me, sees_floor

PLACES = (
    "desk",
    "calls",
    "escalations",
    "floor",
    "review",
    "learning",
    "reports",
    "directory",
    "settings",
)
"""From the top to the bottom of the rail."""
_WORKS_IN = {
    "trainer": "review",
    "supervisor": "escalations",
    "escalation_manager": "escalations",
    "administrator": "directory",
}


def places_of(board: Board) -> tuple[str, ...]:
    """In the order of :data:`PLACES`."""
    me = board.me
    phone = board.phone.engine is not EngineState.NONE
    cases = phone or sees_floor(me) or bool(needs_me(board))
    has = {
        "desk": phone,
        "calls": phone,
        "escalations": cases and not off(board),
        "floor": sees_floor(me),
        "review": me.role in REVIEW_ROLES,
        "reports": me.role in REPORT_ROLES,
    }
    return tuple(place for place in PLACES if has.get(place, True))


def home_of(board: Board) -> str:
    """Where they begin: where their role works, or the first place that they have."""
    places: Sequence[str] = places_of(board)
    wanted = _WORKS_IN.get(board.me.role, "desk")
    return wanted if wanted in places else places[0]
