"""A calm word to a supervisor when much lies on somebody of their team (R66)."""

from datetime import date

from console.desk.core import Core
from console.desk.learning_answers import AHEAD, as_person
from console.desk.paper import midnight_of
from store.book import Book
from store.errors import StoreError
from store.load import Load, strains
from store.training import team_of

_EVERY_SECONDS = 120.0
_ROLES = frozenset({"supervisor", "escalation_manager"})
"""Those who answer for people at work now; a trainer sees the same on the page."""


class Caring:
    """Looks at the day's calls every two minutes; each person and sign is told once a day, one at a time."""

    def __init__(self, core: Core) -> None:
        self._core = core
        self._told: set[tuple[date, str, str]] = set()

    def start(self) -> None:
        """Look now, and again until the console is closed; only a supervisor's console looks."""
        if self._core.board.me.role in _ROLES:
            self._core.keeper.run(self._look, self._looked, self._failed)
        else:
            self._again()  # the directory may give them another role

    def _look(self, book: Book) -> tuple[tuple[Load, ...], dict[str, str]]:
        """On the store's thread."""
        now = self._core.now()
        directory = book.directory()
        me = self._core.board.me
        team = set(team_of(as_person(me), directory)) - {me.key}
        loads = book.loads(midnight_of(now), now + AHEAD)
        return tuple(x for x in loads if x.person in team), {p.key: p.name for p in directory.people}

    def _looked(self, found: tuple[tuple[Load, ...], dict[str, str]]) -> None:
        loads, names = found
        today = self._core.now().astimezone().date()
        self._told = {told for told in self._told if told[0] == today}
        news = ((load, sign) for load in loads for sign in strains(load))
        for load, sign in news:
            key = (today, load.person, sign)
            if key not in self._told:
                self._told.add(key)
                with self._core.turn():
                    self._core.tell(
                        "info",
                        f"strain_{sign}",
                        who=names.get(load.person, load.person),
                        n=_figure(load, sign),
                    )
                break  # one at a time: nobody is overwhelmed with who is overwhelmed
        self._again()

    def _failed(self, _: StoreError) -> None:
        """Whoever waits for it sees the store's own banner."""
        self._again()

    def _again(self) -> None:
        self._core.later(_EVERY_SECONDS, self.start)


def _figure(load: Load, sign: str) -> str:
    figures = {"row": load.row, "escalations": load.escalations, "hold": load.hold_seconds // 60}
    return str(figures[sign])
