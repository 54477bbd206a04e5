"""For how long recordings are kept: shown, tried on what there is, and changed for the whole floor (R60)."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from console.desk.core import Core
from console.desk.intents import Refusal
from console.desk.intents_keeping import KeepRules, ShowRetention, TryRules
from console.desk.leaders import for_leaders
from console.desk.retaining import AHEAD_DAYS, Going, RetentionCard
from store.book import Book
from store.changes_recordings import PutRecordingRules
from store.directory import MANAGERS
from store.errors import StoreError
from store.recording import KINDS, MOST_DAYS, RecordingRules
from store.values import replace

_Read = tuple[RecordingRules, Going]


class Retention:
    """``Board.retention`` is None while nobody looks. A newer trial drops the older one's count."""

    def __init__(self, core: Core) -> None:
        self._core = core
        self._wanted: object = None
        self._tried: object = None
        core.also_read.append(self._read_again)

    def table(self) -> dict[type, Callable[[Any], Refusal | None]]:
        """By the type of the intent."""
        return {ShowRetention: self.show, TryRules: self.try_, KeepRules: self.keep}

    def show(self, asked: ShowRetention) -> Refusal | None:
        """Read them; or they are looked at no more."""
        core = self._core
        if not asked.on:
            self._wanted = self._tried = None
            core.put(retention=None)
            return None
        refusal = for_leaders(core.board, MANAGERS)
        if refusal is not None:
            return refusal
        wanted = self._wanted = object()
        core.put(retention=core.board.retention or RetentionCard())
        now = core.now()

        def found(read: _Read | None) -> None:
            if read is not None and self._wanted is wanted:
                with core.turn():
                    self._put(read)

        core.keeper.run(lambda book: _read(book, now) if self._wanted is wanted else None, found)
        return None

    def try_(self, asked: TryRules) -> Refusal | None:
        """Count what they would delete; None: nothing is tried any more."""
        core, card, rules = self._core, self._core.board.retention, asked.rules
        if card is None:
            return Refusal("not_shown", "The rules are not shown.")
        refusal = _problem(rules) if rules is not None else None
        tried = self._tried = object()
        core.put(retention=replace(card, tried=None if refusal else rules, would=None))
        if refusal is not None or rules is None:
            return refusal
        now = core.now()

        def found(would: Going | None) -> None:
            shown = core.board.retention
            if would is not None and shown is not None and self._tried is tried:
                with core.turn():
                    core.put(retention=replace(shown, would=would))

        core.keeper.run(lambda book: _going(book, rules, now) if self._tried is tried else None, found)
        return None

    def keep(self, asked: KeepRules) -> Refusal | None:
        """Change them for everybody, unless somebody else has meanwhile."""
        core, card = self._core, self._core.board.retention
        refusal = for_leaders(core.board, MANAGERS) or _problem(asked.rules)
        if refusal is not None:
            return refusal
        if card is not None and card.saving:
            return Refusal("busy", "It is being stored already.")
        put = PutRecordingRules(
            id=core.new_id(), at=core.now(), person=core.board.me.key, days=dict(asked.rules.days),
            agents_hear_own=asked.rules.agents_hear_own, base=asked.base,
        )  # fmt: skip

        def done() -> None:
            self._saving(on=False)
            self._tried = None
            shown = core.board.retention
            if shown is not None:
                core.put(retention=replace(shown, tried=None, would=None))
            core.tell("ok", "rules_kept")

        def refused(error: StoreError) -> None:
            self._saving(on=False)
            core.tell("error", "rejected", why=error.message)

        self._saving(on=True)
        core.write([put], after=done, failed=refused)
        return None

    def _saving(self, *, on: bool) -> None:
        card = self._core.board.retention
        if card is not None:
            self._core.put(retention=replace(card, saving=on))

    def _put(self, read: _Read) -> None:
        card = self._core.board.retention
        if card is not None:
            self._core.put(retention=replace(card, loading=False, rules=read[0], going=read[1]))

    def _read_again(self, book: Book) -> Callable[[], None]:
        """On the store's thread, when something was written: one row; counted anew only if the rules are others."""
        card = self._core.board.retention
        if card is None or card.loading:
            return lambda: None
        rules = book.recording_rules()
        if (rules, rules.changed_at) == (card.rules, card.rules.changed_at):
            return lambda: None
        read = rules, _going(book, rules, self._core.now())
        return lambda: self._put(read)


def _read(book: Book, now: datetime) -> _Read:
    rules = book.recording_rules()
    return rules, _going(book, rules, now)


def _going(book: Book, rules: RecordingRules, now: datetime) -> Going:
    later = now + timedelta(days=AHEAD_DAYS)
    return Going(now=book.recordings_going(rules, now), ahead=book.recordings_going(rules, later))


def _problem(rules: RecordingRules) -> Refusal | None:
    for kind, days in rules.days.items():
        if kind not in KINDS:
            return Refusal("bad_kind", f"“{kind}” is no kind of recording. Kinds are {', '.join(KINDS)}.")
        if not 0 <= days <= MOST_DAYS:
            return Refusal("bad_days", f"The number of days goes from 0 to {MOST_DAYS}.")
    return None
