"""Hearing a colleague's call (R52): the supervisor's side. The agent's is in heard.py.

A supervisor's leave is a grant in the store and nothing else. This desk writes it and calls the agent's console with
its id; that desk uses it up, once, and only then tells its engine to let the leg in. Where a PBX has codes for it,
they are dialled instead, and the grant is the record of it.
"""

from uuid import UUID

from console.desk.calling import Listening
from console.desk.core import Core
from console.desk.intents import Refusal
from console.desk.targets import resolve, resolve_code
from store.book import Book
from store.changes_listening import GrantListening
from store.directory import Person
from store.errors import StoreError
from store.grant import LISTENERS, Ear, Grant
from store.values import replace
from telephony import commands
from telephony.call import CallId, CallState, Direction, Leg, Purpose, aside_id
from telephony.events import (
    CallAnswered,
    CallEnded,
    CallProgressed,
    Envelope,
    Snapshot,
)

_LOOK_SECONDS = 0.25
_LOOKS = 24
"""Six seconds for the agent's console to use a grant for another ear."""
_WHY = {403: "listen_refused", 480: "listen_nothing", 486: "listen_taken"}


class Monitoring:
    """``Board.listening`` is whom I hear, and how."""

    def __init__(self, core: Core) -> None:
        self._core = core
        self._commands: dict[str, CallId] = {}
        self._again: Ear | None = None
        """Without keys for it, the PBX is called again by the code of the other ear."""

    # -- the supervisor's side

    def listen(self, person: str, ear: str) -> Refusal | None:
        """Hear what a colleague and their customer say."""
        core = self._core
        found, wanted = self._agent(person), _ear(ear)
        if isinstance(found, Refusal):
            return found
        if isinstance(wanted, Refusal):
            return wanted
        mine = core.board.listening
        if mine is not None and mine.person == found.key:
            return self.change_ear(ear)
        if mine is not None:
            return Refusal("listening", f"You listen to {mine.name}. Leave that call first.")
        target = self._target(found, wanted)
        if isinstance(target, Refusal):
            return target
        self._begin(found, wanted, target)
        return None

    def _agent(self, person: str) -> Person | Refusal:
        """Whom I may hear now."""
        core, me = self._core, self._core.board.me
        found = core.board.directory.person(person)
        if me.role not in LISTENERS:
            return Refusal("not_allowed", "Only a supervisor may listen to a colleague's calls.")
        if found is None:
            return Refusal("unknown_person", f"There is no “{person}” in the directory.")
        if found.key == me.key:
            return Refusal("not_allowed", "Nobody listens to themselves.")
        if core.board.cards:
            return Refusal("call_up", "There is a call. Finish it first.")
        return found

    def _target(self, agent: Person, ear: Ear) -> str | Refusal:
        """What is dialled: the PBX's code, or the agent's console itself."""
        core, codes = self._core, self._core.terms.monitor
        code = codes.code(ear)
        if code:
            return resolve_code(core, code.format(extension=agent.extension))
        if codes:
            return Refusal("no_monitor_code", f"The PBX has no code for “{ear}” in the settings.")
        if core.terms.host and not codes.by_grant:
            return Refusal(
                "no_monitor_code", "Set the codes of your PBX for this in [monitor] of the settings first."
            )
        return resolve(core, agent.key)

    def _begin(self, agent: Person, ear: Ear, target: str) -> None:
        core, codes = self._core, self._core.terms.monitor
        by_pbx = bool(codes)
        grant = core.new_id()
        call = aside_id(core.new_id())
        core.put(
            listening=Listening(
                call=call,
                person=agent.key,
                name=agent.name,
                ear=ear,
                state=CallState.DIALLING,
                since=core.now(),
                by_pbx=by_pbx,
            )
        )

        def granted() -> None:
            if self._mine(call) is not None:
                self._dial(call, target, "" if by_pbx else grant.hex, ear)

        def refused(error: StoreError) -> None:
            if self._mine(call) is not None:
                core.put(listening=None)
                core.tell("warn", "refused", why=error.message)

        core.write((self._granting(grant, agent.key, ear),), after=granted, failed=refused)

    def _granting(self, grant: UUID, agent: str, ear: Ear) -> GrantListening:
        core = self._core
        return GrantListening(
            id=core.new_id(),
            at=core.now(),
            person=core.board.me.key,
            grant=grant,
            agent=agent,
            ear=ear,
        )

    def _dial(self, call: CallId, target: str, grant: str, ear: Ear) -> None:
        core = self._core
        uid = core.command_id()
        self._commands[uid] = call
        core.phone.send(commands.Dial(id=uid, call=call, target=target, purpose=Purpose.MONITOR, grant=grant))
        self._mute(call, on=ear is Ear.LISTEN)

    def _mute(self, call: CallId, *, on: bool) -> None:
        """Nothing of whoever only listens leaves this desk, whatever the other side makes of it."""
        core = self._core
        uid = core.command_id()
        self._commands[uid] = call
        core.phone.send(commands.Mute(id=uid, call=call, on=on))

    def change_ear(self, ear: str) -> Refusal | None:
        """Another way of hearing, in the middle of it."""
        mine = self._core.board.listening
        wanted = _ear(ear)
        if isinstance(wanted, Refusal):
            return wanted
        if mine is None:
            return Refusal("not_listening", "You listen to nobody.")
        if wanted is mine.ear and mine.wanted is None:
            return None
        if mine.state is not CallState.UP:
            return Refusal("not_up", "You do not hear them yet.")
        if mine.by_pbx:
            return self._change_by_pbx(mine, wanted)
        self._change_by_grant(mine, wanted)
        return None

    def _change_by_pbx(self, mine: Listening, ear: Ear) -> Refusal | None:
        core, codes = self._core, self._core.terms.monitor
        key = codes.key(ear)
        if not key and not codes.code(ear):
            return Refusal("no_monitor_code", f"The PBX has no code for “{ear}” in the settings.")
        if key:
            core.phone.send(commands.SendDigits(id=core.command_id(), call=mine.call, digits=key))
            self._mute(mine.call, on=ear is Ear.LISTEN)
            core.put(listening=replace(mine, ear=ear, wanted=None))
            core.write((self._granting(core.new_id(), mine.person, ear),))
            return None
        self._again = ear
        core.put(listening=replace(mine, wanted=ear))
        core.phone.send(commands.HangUp(id=core.command_id(), call=mine.call))
        return None

    def _change_by_grant(self, mine: Listening, ear: Ear) -> None:
        core = self._core
        grant = core.new_id()
        core.put(listening=replace(mine, wanted=ear))
        if ear is Ear.LISTEN:
            self._mute(mine.call, on=True)

        def granted() -> None:
            if self._wants(mine.call, ear):
                core.phone.send(commands.AskEar(id=core.command_id(), call=mine.call, grant=grant.hex))
                self._look(mine.call, ear, grant, _LOOKS)

        def refused(error: StoreError) -> None:
            self._stays(mine.call, ear)
            core.tell("warn", "refused", why=error.message)

        core.write((self._granting(grant, mine.person, ear),), after=granted, failed=refused)

    def _look(self, call: CallId, ear: Ear, grant: UUID, left: int) -> None:
        """Ask the store until the agent's console has used the grant; the ear is another then."""
        core = self._core

        def read(found: Grant | None) -> None:
            with core.turn():
                if not self._wants(call, ear):
                    return
                if found is not None and found.used_at is not None:
                    self._hears(call, ear)
                elif left:
                    core.later(_LOOK_SECONDS, lambda: self._look(call, ear, grant, left - 1))
                else:
                    self._stays(call, ear)
                    core.tell("warn", "ear_refused")

        core.keeper.run(lambda book: book.grant(grant), read)

    def _wants(self, call: CallId, ear: Ear) -> bool:
        mine = self._mine(call)
        return mine is not None and mine.wanted is ear

    def _hears(self, call: CallId, ear: Ear) -> None:
        mine = self._mine(call)
        if mine is not None:
            self._core.put(listening=replace(mine, ear=ear, wanted=None))
            self._mute(call, on=ear is Ear.LISTEN)

    def _stays(self, call: CallId, ear: Ear) -> None:
        mine = self._mine(call)
        if mine is not None and mine.wanted is ear:
            self._core.put(listening=replace(mine, wanted=None))
            self._mute(call, on=mine.ear is Ear.LISTEN)

    def stop(self) -> Refusal | None:
        """Leave the call."""
        core, mine = self._core, self._core.board.listening
        if mine is None:
            return Refusal("not_listening", "You listen to nobody.")
        self._again = None
        core.put(listening=None)
        core.phone.send(commands.HangUp(id=self._own(mine.call), call=mine.call))
        return None

    def _own(self, call: CallId) -> str:
        """The id of a command whose refusal is of no interest to the person."""
        uid = self._core.command_id()
        self._commands[uid] = call
        return uid

    def _mine(self, call: CallId) -> Listening | None:
        mine = self._core.board.listening
        return mine if mine is not None and mine.call == call else None

    def progressed(self, event: CallProgressed) -> None:
        """The agent's console looks the grant up, or the PBX is about to connect."""
        mine = self._mine(event.call)
        if mine is not None:
            self._core.put(listening=replace(mine, state=CallState.RINGING))

    def answered(self, envelope: Envelope, event: CallAnswered) -> None:
        """One hears them from now on."""
        mine = self._mine(event.call)
        if mine is not None:
            self._core.put(listening=replace(mine, state=CallState.UP, answered_at=envelope.at))

    def refused(self, command: str) -> bool:
        """The engine would not do it; False if it was something else that was refused."""
        call = self._commands.pop(command, None)
        if call is None:
            return False
        mine = self._mine(call)
        if mine is not None and mine.state is CallState.DIALLING:
            self._core.put(listening=None)
            self._core.tell("warn", "listen_failed", who=mine.name)
        return True

    # -- the engine comes and goes

    def ended(self, event: CallEnded) -> None:
        """The call is over, or was never let in."""
        self._commands = {uid: call for uid, call in self._commands.items() if call != event.call}
        mine = self._mine(event.call)
        if mine is None:
            return
        again, self._again = self._again, None
        self._core.put(listening=None)
        if again is not None:
            self.listen(mine.person, again)
        elif event.answered:
            self._core.tell("info", "listen_over", who=mine.name)
        else:
            self._core.tell("warn", _WHY.get(event.code, "listen_failed"), who=mine.name)

    def lost(self) -> None:
        """The engine died."""
        self._commands.clear()
        self._again = None
        self._core.put(listening=None)

    def restore(self, snapshot: Snapshot) -> None:
        """What goes on without a console: the store says whose call it is; what it does not know is ended."""
        core = self._core
        legs = {leg.call: leg for leg in snapshot.legs if _is_mine(leg)}
        mine = core.board.listening
        if mine is not None and mine.call not in legs:
            core.put(listening=None)
        for leg in legs.values():
            if self._mine(leg.call) is None:
                self._look_up(leg)

    def _look_up(self, leg: Leg) -> None:
        core = self._core

        def read(book: Book) -> Grant | None:
            return book.grant(UUID(leg.grant)) if leg.grant else None

        def put(grant: Grant | None) -> None:
            with core.turn():
                if grant is None:
                    core.phone.send(commands.HangUp(id=self._own(leg.call), call=leg.call))
                    return
                person = core.board.directory.person(grant.agent)
                core.put(
                    listening=Listening(
                        call=leg.call,
                        person=grant.agent,
                        name=person.name if person else grant.agent,
                        ear=Ear.LISTEN if leg.muted else grant.ear,
                        state=leg.state,
                        since=leg.started_at,
                        answered_at=leg.answered_at,
                    )
                )

        core.keeper.run(read, put)


def _is_mine(leg: Leg) -> bool:
    return leg.purpose is Purpose.MONITOR and leg.direction is Direction.OUT


def _ear(word: str) -> Ear | Refusal:
    try:
        return Ear(word)
    except ValueError:
        return Refusal("bad_ear", f"One can {', '.join(Ear)}; not “{word}”.")
