"""What the parts of the desk share that are about reviews."""

from typing import Any

from console.desk.core import Core
from console.desk.intents import Refusal
from console.desk.reviewing import Reviewing
from store.change import Change
from store.directory import Person
from store.review import REVIEWERS
from store.values import replace


class ReviewPart:
    """Works on ``Board.reviewing``."""

    def __init__(self, core: Core) -> None:
        self._core = core

    @property
    def _now(self) -> Reviewing:
        return self._core.board.reviewing

    def _put(self, **values: Any) -> None:
        made = replace(self._now, **values)
        if made != self._now:
            self._core.put(reviewing=made)

    def _make(self, kind: type[Change], **values: Any) -> Any:
        core = self._core
        return kind(id=core.new_id(), at=core.now(), person=core.board.me.key, **values)

    def _write(self, kind: type[Change], **values: Any) -> None:
        self._core.write((self._make(kind, **values),))

    def _me(self) -> Person:
        """As the directory knows me; who is not in it is what the settings say."""
        me = self._core.board.me
        found = self._core.board.directory.person(me.key)
        return found or Person(key=me.key, name=me.name, role=me.role, department=me.department)

    def _reviewer(self) -> Refusal | None:
        if self._me().role not in REVIEWERS:
            return Refusal("not_allowed", "Calls are reviewed by trainers, supervisors and managers.")
        return None
