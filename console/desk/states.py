"""The person's own state: what they chose and why, what is worked out of it, and what follows for calls (R72).

chosen          available │ away (with a reason) │ dnd
worked out      on_call, while a call is up; wrapup, until it is finished or its time is over; else as chosen
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from console.desk.calling import CallCard
from console.desk.core import Core
from console.desk.intents import Refusal
from console.desk.queue import Queue
from console.desk.seat import Presence
from store.book import Book
from store.changes import SetState
from store.values import replace
from telephony import commands
from telephony.call import CallId, Direction, EndedBy
from telephony.events import CallEnded

MISSED = "missed"
"""The reason of somebody who did not take a call that rang."""

_CHOSEN = {Presence.AVAILABLE.value, Presence.AWAY.value, Presence.DND.value}


class States:
    """``chosen`` and ``reason`` are the person's; the board has what comes of them."""

    def __init__(self, core: Core, queue: Queue) -> None:
        self._core = core
        self._queue = queue
        self.chosen = core.board.me.presence
        self.reason = ""
        self._engine_disturbs = True
        """What the engine was told last of do-not-disturb."""
        self._wrapping: CallId = ""
        self._until: datetime | None = None
        self._over: set[CallId] = set()
        """Wrap-ups whose time is over; they are still to be finished."""
        self._alarm: Callable[[], None] = lambda: None
        self._told: tuple[Presence, str] | None = None

    # -- what the person does

    def choose(self, presence: str, reason: str = "") -> Refusal | None:
        """What the person picked."""
        if presence not in _CHOSEN:
            return Refusal("bad_state", "The state is available, away or dnd.")
        reasons = self._core.terms.reasons
        if reason and presence != Presence.AWAY:
            return Refusal("bad_reason", "Only somebody who is away has a reason.")
        if reason and reason not in reasons:
            return Refusal("bad_reason", f"The reason is one of: {', '.join(reasons)}.")
        self.chosen, self.reason = Presence(presence), reason
        self._core.untell("missed_ring")
        if self.chosen is Presence.AVAILABLE:
            self._over |= {w.call for w in self._core.board.wrapups}
        self.work_out()
        return None

    def more_time(self) -> Refusal | None:
        """The wrap-up takes longer."""
        if self._until is None:
            return Refusal("no_wrapup", "No wrap-up is about to end.")
        self._set_alarm(self._until + timedelta(seconds=self._core.terms.wrapup_more_seconds))
        self._put_me()
        return None

    def refuses(self) -> int:
        """With what a new call is refused now: 486 or 480, or 0 if it may ring."""
        return {Presence.DND: 486, Presence.AWAY: 480}.get(self.chosen, 0)

    def call_me_back(self) -> None:
        """An emergency number was dialled: they must be able to call back."""
        if self.chosen is not Presence.AVAILABLE:
            self.chosen, self.reason = Presence.AVAILABLE, ""
            self._core.tell("info", "available_for_emergency")

    # -- what happens

    def call_ended(self, card: CallCard, event: CallEnded, at: datetime) -> None:
        """A call that rang here long enough and that nobody took: the next one is for somebody else."""
        core, terms = self._core, self._core.terms
        unanswered = not event.answered and not event.elsewhere and event.by is not EndedBy.US
        rang = (at - card.since).total_seconds()
        if (
            terms.missed_is_away
            and unanswered
            and card.direction is Direction.IN
            and rang >= terms.no_answer_seconds
            and self.chosen is Presence.AVAILABLE
            and core.board.me.presence is Presence.AVAILABLE
        ):
            self.chosen, self.reason = Presence.AWAY, MISSED
            core.banner("warn", "missed_ring", who=card.name or card.number, number=card.number)

    def attached(self, *, do_not_disturb: bool) -> None:
        """An engine is there; it may not know that nobody is to ring."""
        self._engine_disturbs = not do_not_disturb
        self._tell_engine()

    def _tell_engine(self) -> None:
        disturbs = self.chosen is not Presence.DND
        if disturbs is not self._engine_disturbs and self._core.attached:
            self._engine_disturbs = disturbs
            core = self._core
            core.phone.send(commands.SetDoNotDisturb(id=core.command_id(), on=not disturbs))

    def restore(self) -> None:
        """After a crash: who was away still is. Who left on purpose is offline in the store, and starts afresh."""
        core = self._core
        me = core.board.me.key

        def read(book: Book) -> tuple[str, str]:
            person = book.directory().person(me)
            return (person.state, person.state_reason) if person is not None else ("", "")

        def found(told: tuple[str, str]) -> None:
            state, reason = told
            if state in (Presence.AWAY, Presence.DND) and self.chosen is Presence.AVAILABLE:
                self.chosen, self.reason = Presence(state), reason
                with core.turn():
                    if reason == MISSED:
                        core.banner("warn", "missed_ring", who="", number="")
                    self.work_out()

        core.keeper.run(read, found)

    # -- working it out

    def work_out(self) -> None:
        """On a call, in wrap-up, or as chosen; stored when it changes, for the others to see."""
        core = self._core
        self._time_wrapup()
        if any(c.answered_at is not None for c in core.board.cards):
            now_is = Presence.ON_CALL
        elif any(w.call not in self._over for w in core.board.wrapups):
            now_is = Presence.WRAPUP
        else:
            now_is = self.chosen
        reason = self.reason if now_is is Presence.AWAY else ""
        self._put_me(now_is, reason)
        self._tell_engine()
        ready = self.chosen is Presence.AVAILABLE and now_is is not Presence.WRAPUP
        self._queue.want(ready=ready, reason=self.reason if self.chosen is Presence.AWAY else "")
        if self._told != (now_is, reason):
            self._told = (now_is, reason)
            core.write(
                (
                    SetState(
                        id=core.new_id(),
                        at=core.now(),
                        person=core.board.me.key,
                        state=now_is.value,
                        reason=reason,
                    ),
                )
            )

    def _put_me(self, presence: Presence | None = None, reason: str | None = None) -> None:
        core = self._core
        me = core.board.me
        now_is = me.presence if presence is None else presence
        why = me.reason if reason is None else reason
        since = me.since
        if (now_is, why) != (me.presence, me.reason) or since is None:
            since = core.now()
        until = self._until if now_is is Presence.WRAPUP else None
        fresh = replace(me, presence=now_is, reason=why, since=since, wrapup_until=until)
        if fresh != me:
            core.put(me=fresh)

    def _time_wrapup(self) -> None:
        """Give the newest wrap-up its time; none is left without one that is waiting."""
        core = self._core
        self._over &= {w.call for w in core.board.wrapups}
        waiting = [w for w in core.board.wrapups if w.call not in self._over]
        if not waiting:
            self._wrapping = ""
            self._set_alarm(None)
        elif waiting[-1].call != self._wrapping:
            self._wrapping = waiting[-1].call
            seconds = core.terms.wrapup_seconds
            self._set_alarm(core.now() + timedelta(seconds=seconds) if seconds else None)

    def _set_alarm(self, until: datetime | None) -> None:
        self._alarm()
        self._until = until
        if until is None:
            self._alarm = lambda: None
        else:
            left = max(0.0, (until - self._core.now()).total_seconds())
            self._alarm = self._core.later(left, self._time_is_over)

    def _time_is_over(self) -> None:
        self._over |= {w.call for w in self._core.board.wrapups}
        self._until = None
        self.work_out()
