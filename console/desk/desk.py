"""The desk: every event of the telephone and every wish of the person goes through here, on one thread.

    Phone ──event──► Desk ──► Board ──► window, `warmline ctl`
    person ─intent─► Desk ──command──► Phone          Desk ──change──► Keeper ──► store

An event's number is acknowledged when its changes are in the store; until then the engine's journal keeps it,
and tells it again to the next console. Told again, it changes the store only (once), not the board, which
comes from the engine's snapshot.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from console.desk.attaching import Attaching
from console.desk.board import Board
from console.desk.core import Core, Keeper
from console.desk.drafting import digest
from console.desk.happenings import Happenings
from console.desk.intents import Intent, Refusal
from console.desk.parts import Means, Parts
from console.desk.replay import PlayedWatcher
from console.desk.seat import Headset
from console.desk.terms import Terms
from console.desk.watching import ReadingWatcher
from console.desk.wishes import Wishes
from store.changes import PutDirectory, SetState
from store.directory import Directory
from telephony import commands, events
from telephony.call import Purpose, is_aside
from telephony.contract import PhonePort
from telephony.country import emergency_numbers
from telephony.events import Envelope, Reading, Snapshot

Watcher = Callable[[Board], None]
RefusalWatcher = Callable[[str, str, str], None]
"""Command id, code, message."""


class Desk:
    """Implements :class:`telephony.contract.Listener`."""

    def __init__(
        self,
        board: Board,
        *,
        phone: PhonePort,
        keeper: Keeper,
        terms: Terms,
        now: Callable[[], datetime],
        new_id: Callable[[], UUID],
        means: Means | None = None,
    ) -> None:
        self._watchers: list[Watcher] = []
        self._refusal_watchers: list[RefusalWatcher] = []
        means = means or Means()
        self._core = core = Core(
            board,
            phone=phone,
            keeper=keeper,
            terms=terms,
            now=now,
            new_id=new_id,
            show=self._show,
            later=means.later,
        )
        self._parts = parts = Parts(core, means)
        self._attaching = Attaching(core, parts)
        self._happenings = Happenings(core, parts, self._attaching, self._tell_refusal)
        self._phone = phone
        self._seen = 0
        """The number of the last event that the board knows of."""
        self._intents = Wishes(core, parts).table()
        self._events = self._happenings.table()
        self.use_terms(terms)

    @property
    def board(self) -> Board:
        """What is on the desk now."""
        return self._core.board

    def watch(self, watcher: Watcher) -> Callable[[], None]:
        """Be told every new board; returns how to stop."""
        self._watchers.append(watcher)
        return lambda: self._watchers.remove(watcher)

    def watch_refusals(self, watcher: RefusalWatcher) -> Callable[[], None]:
        """Be told what the engine could not do; returns how to stop."""
        self._refusal_watchers.append(watcher)
        return lambda: self._refusal_watchers.remove(watcher)

    def watch_readings(self, watcher: ReadingWatcher) -> Callable[[], None]:
        """Be told levels, quality and presence as they come, twenty times a second; returns how to stop."""
        return self._parts.watching.watch(watcher)

    def watch_replay(self, watcher: PlayedWatcher) -> Callable[[], None]:
        """Be told where a recording is heard, as long as it plays; returns how to stop."""
        return self._parts.replay.watch(watcher)

    def headset_is(self, headset: Headset) -> None:
        """The headset with keys, as it was found; or what is wrong with it."""
        with self._core.turn():
            self._core.put(headset=headset)

    def works_in_background(self, names: tuple[str, ...]) -> None:
        """These keys (by their names in ui.keys) work while another window is in front."""
        with self._core.turn():
            self._core.put(background_keys=names)

    def _show(self, board: Board) -> None:
        for watcher in tuple(self._watchers):
            watcher(board)

    # -- start and end

    def start(self, directory: Directory | None = None) -> None:
        """Read the store, say who we are, then open the telephone."""
        core, me = self._core, self.board.me
        if directory is not None:
            put = PutDirectory(
                id=core.new_id(), at=core.now(), person=me.key, directory=directory, source=digest(directory)
            )
            core.keeper.run(lambda book: book.apply(put))
        self._parts.states.restore()
        with core.turn():
            self._parts.states.work_out()
        core.refresh()
        self._parts.dialling.restore()
        self._name_emergencies()
        self._parts.clock.start()
        self._parts.caring.start()
        self._phone.open(self)

    def use_terms(self, terms: Terms) -> None:
        """Other settings, from now on."""
        core = self._core
        before = core.terms
        core.terms = terms
        with core.turn():
            core.put(reasons=terms.reasons, country=terms.country, emergency=terms.emergency)
            self._parts.watching.merge()
            self._parts.heard.show()
            self._parts.recordings.terms_changed()
            if not terms.recording.hints:
                self._parts.conduct.clear()
            if (terms.host, terms.port, terms.own) != (before.host, before.port, before.own):
                self._parts.queue.account_changed()
            if terms.queue != before.queue:
                self._parts.queue.codes_changed()
        if (terms.country, terms.emergency) != (before.country, before.emergency):
            self._name_emergencies()

    def _name_emergencies(self) -> None:
        """The country's numbers, where the settings name none; on the store's thread, since it takes a moment."""
        core, country = self._core, self._core.terms.country

        def found(numbers: tuple[str, ...]) -> None:
            with core.turn():
                if not core.terms.emergency and core.terms.country == country:
                    core.put(emergency=numbers)

        if not core.terms.emergency:
            core.keeper.run(lambda _: emergency_numbers(country), found)

    def refresh(self) -> None:
        """Somebody else wrote to the store."""
        self._core.refresh()

    def store_is_down(self, why: str) -> None:
        """Say why it cannot be reached (empty: it is back); what is to be written waits in order."""
        with self._core.turn():
            self._core.put(store_down=why)
            if why:
                self._parts.escalations.store_is_down()
        if not why:
            self._core.refresh()

    def say_goodbye(self) -> None:
        """The console closes on purpose: the others see this person as offline."""
        core = self._core
        self._parts.policies.close()
        core.write((SetState(id=core.new_id(), at=core.now(), person=self.board.me.key, state="offline"),))

    def tell(self, kind: str, code: str, **values: str) -> None:
        """Put up a notice about something that is not the desk's own."""
        with self._core.turn():
            self._core.tell(kind, code, **values)

    def mail_is(self, account: str, templates: tuple[str, ...]) -> None:
        """What is wrong with the account that customers are written from, and with templates; "" and (): nothing."""
        with self._core.turn():
            self._parts.updates.mail_is(account, templates)

    def archive_is(self, why: str, waiting: int, lost: str) -> None:
        """What keeps recordings from the archive ("": nothing), how many wait; ``lost``: why one cannot be kept."""
        core = self._core
        with core.turn():
            if lost:
                core.tell("error", "recording_lost", why=lost)
            if why:
                core.banner("warn", "recordings_wait", why=why, count=str(waiting))
            else:
                core.untell("recordings_wait")

    def leave_queue(self, done: Callable[[], None]) -> bool:
        """Log out of the PBX's queue before the telephone goes; False: nothing to wait for, else ``done`` follows."""
        with self._core.turn():
            return self._parts.queue.log_out(done)

    # -- told by the telephone

    def phone_attached(self, snapshot: Snapshot) -> None:
        """The truth about calls, at start and after a crash of either side."""
        with self._core.turn():
            self._seen = snapshot.seq
            self._attaching.attached(snapshot)
            self._parts.queue.reachable()
        self._attaching.read_cases()

    def phone_sensed(self, reading: Reading) -> None:
        """What is true for a moment only."""
        with self._core.turn():
            self._parts.watching.sensed(reading)
            self._parts.conduct.sensed(reading)

    def phone_lost(self, why: str) -> None:
        """The engine died: every call is cut off, and one press calls back."""
        with self._core.turn():
            self._attaching.lost(why)

    def phone_told(self, envelope: Envelope) -> None:
        """One event; live if the board does not know of it yet."""
        # Number 0: a refusal without an engine, which is in no journal.
        live = envelope.seq > self._seen or envelope.seq == 0
        self._seen = max(self._seen, envelope.seq)
        event: Any = envelope.event
        with self._core.turn():
            if is_aside(getattr(event, "call", "") or NO_CALL) or _for_no_case(event):
                if live:
                    self._happenings.aside(envelope)
            else:
                self._events[type(event)](envelope, event, live)
            if live:
                self._parts.states.work_out()
        seq = envelope.seq
        self._core.keeper.run(lambda _: None, lambda _: self._acknowledge(seq))

    def _acknowledge(self, seq: int) -> None:
        """All jobs are done in order, so everything up to here is in the store."""
        self._phone.send(commands.Acknowledge(id=self._core.command_id(), seq=seq))

    def _tell_refusal(self, event: events.CommandRefused) -> None:
        for watcher in tuple(self._refusal_watchers):
            watcher(event.command, event.code, event.message)

    # -- asked by the person

    def do(self, intent: Intent) -> Refusal | None:
        """Do what is asked, or say at once why not."""
        with self._core.turn():
            return self._intents[type(intent)](intent)


NO_CALL = "0" * 32
"""For events that are about no call."""


def _for_no_case(event: object) -> bool:
    aside = (Purpose.CODE, Purpose.TEST, Purpose.MONITOR)
    return isinstance(event, events.CallDialled) and event.purpose in aside
