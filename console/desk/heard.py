"""Being heard by a supervisor (R52): the agent's side. The supervisor's is in monitoring.py.

Whoever comes with a grant is let in only if the store says so, where the grant is used up by it. Nothing else counts:
neither who the telephone says is calling, nor the floor's key.
"""

from datetime import datetime
from uuid import UUID

import msgspec

from console.desk.calling import Listener
from console.desk.cards import as_uuid, is_up
from console.desk.core import Core, part_of
from store.book import Book
from store.changes_listening import UseGrant
from store.directory import Person
from store.errors import StoreError
from store.grant import Ear, Grant
from store.values import replace
from telephony import commands
from telephony.call import CallId, Direction, Leg, Purpose
from telephony.call import Ear as WireEar
from telephony.events import CallEnded, EarChanged, Envelope, ListenAsked, Snapshot

_NOTHING_TO_HEAR, _FORBIDDEN = 480, 403


class _Found(msgspec.Struct, frozen=True):
    """What the store has of a grant."""

    grant: Grant
    supervisor: Person | None


class Heard:
    """``Board.listeners`` says who hears me, unless the settings hide it."""

    def __init__(self, core: Core) -> None:
        self._core = core
        self._commands: dict[str, CallId] = {}
        self._listeners: dict[CallId, Listener] = {}
        """Whether shown or not; ``since`` is when they were let in."""

    def asked(self, envelope: Envelope, event: ListenAsked) -> None:
        """Somebody wants in, or another ear: only by a grant of the store, which is used up by it."""
        core = self._core
        inside = self._listeners.get(event.call)
        customer = inside.customer if inside is not None else self._customer()
        if not customer:
            self._decline(event.call, _NOTHING_TO_HEAR)
            return
        grant = UUID(event.grant)
        use = UseGrant(
            id=part_of(envelope.id, "grant"),
            at=core.now(),
            person=core.board.me.key,
            grant=grant,
            call=as_uuid(customer),
        )

        def job(book: Book) -> _Found | None:
            book.apply(use)
            return _find(book, grant)

        def done(found: _Found | None) -> None:
            with core.turn():
                if found is not None:
                    self._let_in(event.call, customer, found)

        def refused(_: StoreError) -> None:
            with core.turn():
                if inside is None:
                    self._decline(event.call, _FORBIDDEN)

        core.keeper.run(job, done, refused)

    def _customer(self) -> CallId:
        """The call that there is to be heard: the one that is spoken on, else one on hold."""
        up = [card for card in self._core.board.cards if is_up(card)]
        return next((c.call for c in up if not c.held), up[0].call if up else "")

    def _let_in(self, call: CallId, customer: CallId, found: _Found) -> None:
        core = self._core
        before = self._listeners.get(call)
        self._listeners[call] = _listener(call, customer, found, before.since if before else core.now())
        core.phone.send(
            commands.Admit(id=self._own(call), call=call, customer=customer, ear=WireEar(found.grant.ear))
        )

    def _decline(self, call: CallId, code: int) -> None:
        self._core.phone.send(commands.Decline(id=self._own(call), call=call, code=code))

    def ear_changed(self, event: EarChanged) -> None:
        """The engine has done it: the badge says who, since when and how."""
        listener = self._listeners.get(event.call)
        if listener is not None:
            self._listeners[event.call] = replace(listener, ear=Ear(event.ear))
            self.show()

    def show(self) -> None:
        """What the board says of it; nothing where the settings hide it."""
        shown = tuple(self._listeners.values()) if self._core.terms.monitor.told else ()
        if shown != self._core.board.listeners:
            self._core.put(listeners=shown)

    def _own(self, call: CallId) -> str:
        """The id of a command whose refusal is of no interest to the person: they may have left meanwhile."""
        uid = self._core.command_id()
        self._commands[uid] = call
        return uid

    def refused(self, command: str) -> bool:
        """The engine would not do it; False if it was something else that was refused."""
        return self._commands.pop(command, None) is not None

    def ended(self, event: CallEnded) -> None:
        """The supervisor has left, or the customer's call is over."""
        self._commands = {uid: call for uid, call in self._commands.items() if call != event.call}
        if self._listeners.pop(event.call, None) is not None:
            self.show()

    def lost(self) -> None:
        """The engine died."""
        self._commands.clear()
        self._listeners.clear()
        self.show()

    def restore(self, snapshot: Snapshot) -> None:
        """Who has gone on hearing without a console; whom the store does not know is sent away."""
        legs = {leg.call: leg for leg in snapshot.legs if _is_listener(leg)}
        self._listeners = {call: heard for call, heard in self._listeners.items() if call in legs}
        self.show()
        for leg in legs.values():
            if leg.call not in self._listeners:
                self._look_up(leg)

    def _look_up(self, leg: Leg) -> None:
        core = self._core

        def read(book: Book) -> _Found | None:
            return _find(book, UUID(leg.grant)) if leg.grant and leg.ear is not None else None

        def put(found: _Found | None) -> None:
            with core.turn():
                if found is None or found.grant.call is None or leg.ear is None:
                    core.phone.send(commands.HangUp(id=self._own(leg.call), call=leg.call))
                    return
                since = leg.answered_at or core.now()
                known = _listener(leg.call, found.grant.call.hex, found, since)
                self._listeners[leg.call] = replace(known, ear=Ear(leg.ear))
                self.show()

        core.keeper.run(read, put)


def _is_listener(leg: Leg) -> bool:
    return leg.purpose is Purpose.MONITOR and leg.direction is Direction.IN


def _find(book: Book, grant: UUID) -> _Found | None:
    found = book.grant(grant)
    return None if found is None else _Found(found, book.directory().person(found.supervisor))


def _listener(call: CallId, customer: CallId, found: _Found, since: datetime) -> Listener:
    person, grant = found.supervisor, found.grant
    name = person.name if person else grant.supervisor
    return Listener(
        call=call, customer=customer, person=grant.supervisor, name=name, ear=grant.ear, since=since
    )
