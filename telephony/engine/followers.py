"""Who must know what becomes of legs: transfers, listeners, surveys. Several are told in order."""

from typing import Protocol

from telephony.call import CallId
from telephony.engine.line import Line
from telephony.events import CallEnded


class Followers(Protocol):
    """Somebody who follows what legs do."""

    def line_rings(self, line: Line) -> None:
        """A 18x for a dialled leg."""

    def line_up(self, line: Line) -> None:
        """A leg is up."""

    def line_ended(self, line: Line, end: CallEnded) -> None:
        """A leg is over."""

    def line_moved(self, old: CallId, new: CallId) -> None:
        """An INVITE with Replaces put ``new`` in the place of ``old``."""

    def line_refer(self, line: Line, code: int, reason: str, *, final: bool) -> None:
        """News of a REFER of ours."""


class Together:
    """Implements :class:`Followers` by telling each."""

    def __init__(self, *all_: Followers) -> None:
        self._all = all_

    def line_rings(self, line: Line) -> None:
        """A 18x for a dialled leg."""
        for each in self._all:
            each.line_rings(line)

    def line_up(self, line: Line) -> None:
        """A leg is up."""
        for each in self._all:
            each.line_up(line)

    def line_ended(self, line: Line, end: CallEnded) -> None:
        """A leg is over."""
        for each in self._all:
            each.line_ended(line, end)

    def line_moved(self, old: CallId, new: CallId) -> None:
        """An INVITE with Replaces put ``new`` in the place of ``old``."""
        for each in self._all:
            each.line_moved(old, new)

    def line_refer(self, line: Line, code: int, reason: str, *, final: bool) -> None:
        """News of a REFER of ours."""
        for each in self._all:
            each.line_refer(line, code, reason, final=final)
