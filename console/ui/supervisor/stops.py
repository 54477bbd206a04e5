"""Where an escalated case has been, where it is, and where it goes if nobody solves it in time."""

from datetime import datetime

from PySide6.QtCore import QObject

from console.desk.board import Board
from console.ui.widgets.painted import PathStop
from console.ui.words import Words
from store.book import Case
from store.escalation import SUCCESS, Escalation, EscalationStep
from store.policy import PolicyVersion, Ref, RefKind
from store.timing import clock_of, moves_at

MOST = 4
_MOVES = frozenset({"moved_on", "passed_on"})


class Stops(QObject):
    """Makes the stops of a path."""

    def __init__(self, words: Words) -> None:
        super().__init__()
        self._words = words

    def of(self, case: Case, now_at: Escalation | None, board: Board, now: datetime) -> list[PathStop]:
        """The last ones, the coming one included."""
        made: list[PathStop] = []
        for record in case.escalations:
            if record.outcome not in SUCCESS and record is not case.escalations[-1]:
                continue
            made += self._record(record, case, board, now, first=not made)
        reached = [i for i, stop in enumerate(made) if stop.state == "done"]
        if reached:
            made[reached[-1]] = made[reached[-1]]._replace(state="now")
        coming = self._coming(now_at, board, now) if now_at is not None else None
        return [*made, coming][-MOST:] if coming is not None else made[-MOST:]

    def _record(
        self, record: Escalation, case: Case, board: Board, now: datetime, *, first: bool
    ) -> list[PathStop]:
        words = self._words
        made = []
        if first:
            sender = words.colleague(record.from_person, board.directory)
            made.append(PathStop(record.from_level, "done", sender, words.when(record.created_at, now)))
        moves = [s for s in case.steps if s.escalation == record.id and s.step in _MOVES]
        if moves:  # the record has only where it is now: where it went first is on the time line
            begun = next(
                (e for e in case.entries if e.kind == "escalated" and e.at >= record.created_at), None
            )
            if begun is not None:
                made.append(PathStop(begun.code, "done", begun.text, words.when(begun.at, now)))
            made += [self._move(step, board, now) for step in moves[:-1]]
        there = record.outcome in SUCCESS
        name = record.target_name or words.colleague(record.target, board.directory)
        note = self._note(record, board, now)
        made.append(PathStop(record.to_level, "done" if there else "next", name, note))
        return made

    def _move(self, step: EscalationStep, board: Board, now: datetime) -> PathStop:
        name = self._words.colleague(step.reason, board.directory)
        return PathStop(step.code, "done", name, self._words.when(step.at, now))

    def _note(self, record: Escalation, board: Board, now: datetime) -> str:
        words = self._words
        if record.closed_at is not None:
            return self.tr("closed {when}").replace("{when}", words.when(record.closed_at, now))
        if record.accepted_at is not None and record.accepted_by == board.me.key:
            return self.tr("You, since {when}").replace("{when}", words.when(record.accepted_at, now))
        if record.accepted_at is not None:
            who = words.colleague(record.accepted_by, board.directory)
            said = who if record.target_is_department else self.tr("accepted")
            return f"{said}, {words.when(record.accepted_at, now)}"
        since = record.step_since or record.created_at
        return self.tr("not accepted, since {when}").replace("{when}", words.when(since, now))

    def _coming(self, record: Escalation, board: Board, now: datetime) -> PathStop | None:
        """The next owner of its path, and when it goes there."""
        saved = next((v for v in board.policies if v.version == record.policy), None)
        if saved is None or record.closed_at is not None:
            return None
        at, target = _next(record, saved)
        if at is None or target is None:
            return None
        directory = board.directory
        if target.kind is RefKind.LEVEL:
            level, name = int(target.key), self.tr("whoever is there")
        else:
            name = self._words.colleague(target.key, directory)
            person = directory.person(target.key)
            people = [p.level for p in directory.people if p.department == target.key]
            level = person.level if person else max(people, default=2)
        said = self.tr("if missed by {when}").replace("{when}", self._words.when(at, now))
        return PathStop(level, "next", name, said)


def _next(record: Escalation, saved: PolicyVersion) -> tuple[datetime | None, Ref | None]:
    held, path, calendar = clock_of(record, saved)
    after = held.step + 1
    target = path.steps[after].target if after < len(path.steps) else None
    return moves_at(held, path, calendar), target
