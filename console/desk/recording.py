"""Recording, on the agent's side: what the engine tells of it, what the person asks, and what pauses it.

A call and its consult are paused together. It is paused while there is a reason (:class:`PausedBy`), and each reason
ends by itself alone: leaving a sensitive field does not undo what the person has pressed.
"""

from collections.abc import Callable
from typing import Any

from console.desk import intents_recording as ask
from console.desk import recording_changes as changes
from console.desk.calling import CallCard
from console.desk.cards import as_uuid, is_up
from console.desk.core import Core
from console.desk.handling import Handling
from console.desk.intents import Refusal
from console.desk.recorded import PausedBy
from console.desk.recording_state import Leg, RecordingState, said_in
from console.desk.terms import RecordingTerms
from store.book import Book
from store.changes_recordings import TellConsent
from store.recording import Consent
from store.values import replace
from telephony import commands, events
from telephony.call import CallId
from telephony.events import Envelope, Snapshot
from telephony.recording import Policy, Trouble

_JUST_OVER = frozenset({"not_recorded", "no_such_call"})
"""Refusals of what the desk orders by itself: the call, or its recording, was over a moment ago."""


class Recordings:
    """``Board.recording``."""

    def __init__(self, core: Core, handling: Handling, kept: Callable[[], None] = lambda: None) -> None:
        """``kept`` is told when the store knows that a recording is finished: it is to go into the archive."""
        self._core = core
        self._handling = handling
        self._kept = kept
        self._state = RecordingState()
        self._orders: set[str] = set()
        core.also_read.append(self._read)

    @property
    def _terms(self) -> RecordingTerms:
        return self._core.terms.recording

    @property
    def _me(self) -> str:
        return self._core.board.me.key

    # -- told by the engine

    def answered(self, event: events.CallAnswered) -> None:
        """A leg that policy records is paused from its beginning, if there is a reason; the file is told of later."""
        if self._terms.policy is Policy.ALWAYS and self._why(self._customer(event.call)):
            self._order(commands.PauseRecording(id=self._core.command_id(), call=event.call))

    def started(self, envelope: Envelope, event: events.RecordingStarted, *, live: bool) -> None:
        """There is a file."""
        self._core.write((changes.began(envelope, event, self._me),))
        if not live:
            return
        customer, before = event.parent or event.call, self._state.legs.get(event.call)
        leg = self._state.legs[event.call] = Leg(
            recording=event.recording, customer=customer, started_at=event.started_at
        )
        if (
            before is not None and before.recording == event.recording
        ):  # trouble was told before its beginning
            leg.gaps, leg.trouble = before.gaps, before.trouble
        self._obey(customer)

    def paused(self, envelope: Envelope, event: events.RecordingPaused | events.RecordingResumed) -> None:
        """Silence from here on, or no longer."""
        leg = self._state.legs.get(event.call)
        if leg is not None:
            leg.paused_at = envelope.at if isinstance(event, events.RecordingPaused) else None
            self._show()

    def stopped(self, envelope: Envelope, event: events.RecordingStopped, *, live: bool) -> None:
        """The file is whole."""
        self._core.write(changes.ended(envelope, event, self._me), after=self._kept)
        leg = self._state.legs.get(event.call)
        if live and leg is not None and leg.recording == event.recording:
            del self._state.legs[event.call]
            self._show()

    def troubled(self, envelope: Envelope, event: events.RecordingTroubled) -> None:
        """Not all of it is being kept, or it is again: told at once, for as long as it lasts."""
        leg = self._state.legs.get(event.call)
        if leg is None:
            customer = self._customer(event.call)
            leg = self._state.legs[event.call] = Leg(
                recording=event.recording, customer=customer, started_at=envelope.at
            )
        leg.troubled(event.problem)
        self._obey(leg.customer)

    def concluded(self, envelope: Envelope, event: events.ConductConcluded) -> None:
        """How the two spoke on a whole leg."""
        self._core.write((changes.conduct(envelope, event, self._me),))

    def ended(self, call: CallId) -> None:
        """A leg is over; its file is told of by itself."""
        leg = self._state.legs.get(call)
        if leg is not None and not leg.recording:
            del self._state.legs[call]
        self._show()

    def refused(self, command: str, code: str) -> bool:
        """The engine would not; False if the person has to know."""
        mine = command in self._orders
        self._orders.discard(command)
        return mine and code in _JUST_OVER

    # -- the engine comes and goes

    def restore(self, snapshot: Snapshot) -> None:
        """What is recorded now."""
        self._state.restore(snapshot.recordings, self._terms)
        self._settle_all()

    def lost(self) -> None:
        """The engine died; the next one tells what became of the files."""
        self._state.clear()
        self._orders.clear()
        self._show()

    def terms_changed(self) -> None:
        """Other settings."""
        if self._state.field not in self._terms.sensitive:
            self._state.field = self._state.field_name = ""
        self._settle_all()

    # -- asked by the person

    def table(self) -> dict[type, Callable[[Any], Refusal | None]]:
        """By the type of the intent."""
        return {
            ask.Record: lambda i: self.record(i.call, agreed=i.agreed),
            ask.PauseRecording: lambda i: self.pause(i.call),
            ask.ResumeRecording: lambda i: self.resume(i.call),
            ask.StopRecording: lambda i: self.stop(i.call),
            ask.SayConsent: lambda i: self.say_consent(i.call, i.consent),
            ask.EnterField: lambda i: self.enter(i.field, i.name),
        }

    def record(self, call: CallId | None, *, agreed: bool) -> Refusal | None:
        """On demand; or again, after an objection that was taken back."""
        card = self._up(call)
        if isinstance(card, Refusal):
            return card
        customer = self._customer(card.call)
        said = Consent.GIVEN if agreed else self._state.consents.get(customer, Consent.UNKNOWN)
        if card.call in self._state.written(customer):
            return Refusal("recording_exists", "This call is being recorded already.")
        if said is Consent.OBJECTED:
            return _OBJECTED
        asks = self._terms.asks_first and self._terms.policy is Policy.ON_DEMAND
        if asks and said is Consent.UNKNOWN:
            return Refusal(
                "ask_first", "Ask first whether this call may be recorded; then say that they agree."
            )
        if agreed:
            self._keep_consent(customer, Consent.GIVEN)
        self._start(card.call)
        self._show()
        return None

    def pause(self, call: CallId | None) -> Refusal | None:
        """Until the person says otherwise."""
        customer = self._recorded(call)
        if isinstance(customer, Refusal):
            return customer
        self._state.by_hand.add(customer)
        self._settle_all()
        return None

    def resume(self, call: CallId | None) -> Refusal | None:
        """Where only a field or an objection keeps it paused, that has to end first."""
        customer = self._recorded(call)
        if isinstance(customer, Refusal):
            return customer
        why = self._why(customer)
        if why is PausedBy.OBJECTION:
            return _OBJECTED
        if why is PausedBy.FIELD:
            return Refusal("sensitive_field", "It goes on by itself when you leave the field.")
        self._state.let_go_on(customer)
        self._settle_all()
        return None

    def stop(self, call: CallId | None) -> Refusal | None:
        """Close the files."""
        customer = self._recorded(call)
        if isinstance(customer, Refusal):
            return customer
        if self._terms.policy is Policy.ALWAYS:
            return Refusal("recording_required", "Calls are always recorded here. You can pause it.")
        self._state.let_go_on(customer)
        self._close(customer, objected=False)
        self._show()
        return None

    def say_consent(self, call: CallId | None, said: str) -> Refusal | None:
        """It is on record, and policy is obeyed."""
        card = self._up(call)
        if isinstance(card, Refusal):
            return card
        if said not in {c.value for c in Consent}:
            return Refusal("bad_consent", "It is “given”, “objected”, or nothing.")
        customer, consent = self._customer(card.call), Consent(said)
        objected = self._state.consents.get(customer) is Consent.OBJECTED
        self._keep_consent(customer, consent)
        again = objected and consent is not Consent.OBJECTED and not self._state.written(customer)
        if again and self._terms.policy is Policy.ALWAYS:
            self._start(card.call)
        self._obey(customer)
        return None

    def enter(self, field: str, name: str) -> Refusal | None:
        """The keyboard is in another field, or in none."""
        entered = (field, name or field) if field in self._terms.sensitive else ("", "")
        if entered != (self._state.field, self._state.field_name):
            self._state.field, self._state.field_name = entered
            self._settle_all()
        return None

    def _up(self, call: CallId | None) -> CallCard | Refusal:
        card = self._handling.find(call)
        if isinstance(card, Refusal):
            return card
        if self._terms.policy is Policy.OFF:
            return Refusal("recording_off", "Calls are not recorded here.")
        return card if is_up(card) else Refusal("not_up", "The call is not answered yet.")

    def _recorded(self, call: CallId | None) -> CallId | Refusal:
        """Whose recording is meant."""
        card = self._up(call)
        if isinstance(card, Refusal):
            return card
        customer = self._customer(card.call)
        if not self._state.written(customer):
            return Refusal("not_recorded", "This call is not being recorded.")
        return customer

    # -- consent

    def _keep_consent(self, customer: CallId, consent: Consent) -> None:
        core = self._core
        self._state.consents[customer] = consent
        uid, call = core.new_id(), as_uuid(customer)
        core.write((TellConsent(id=uid, at=core.now(), person=self._me, call=call, consent=consent),))

    def _read(self, _: Book) -> Callable[[], None]:
        """The cases on the board are read anew: what a caller has said is known after a restart, or a hand-over."""
        return self._look

    def _look(self) -> None:
        for card in self._core.board.cards:
            customer = self._customer(card.call)
            if customer in self._state.consents:
                continue
            own, elsewhere = said_in(card)
            if own:
                self._state.consents[customer] = own
            elif elsewhere:
                self._keep_consent(customer, elsewhere)
            if own or elsewhere:
                self._obey(customer)

    # -- what follows

    def _customer(self, call: CallId) -> CallId:
        """Whose call this leg belongs to: a consult's is the customer's."""
        leg, transfer = self._state.legs.get(call), self._core.board.transfer
        if leg is not None:
            return leg.customer
        return transfer.customer if transfer is not None and transfer.consult == call else call

    def _why(self, customer: CallId) -> PausedBy:
        return self._state.why(customer, self._terms)

    def _obey(self, customer: CallId) -> None:
        """What policy says of an objection, and what pauses."""
        objected = self._state.consents.get(customer) is Consent.OBJECTED
        if objected and self._terms.on_objection == "stop":
            self._close(customer, objected=True)
        self._settle_all()

    def _start(self, call: CallId) -> None:
        self._core.phone.send(commands.StartRecording(id=self._core.command_id(), call=call))

    def _close(self, customer: CallId, *, objected: bool) -> None:
        for call in self._state.written(customer):
            uid = self._core.command_id()
            self._order(commands.StopRecording(id=uid, call=call, objected=objected))

    def _settle_all(self) -> None:
        """Order a pause where there is a reason, and its end where there is none any more."""
        for call, leg in tuple(self._state.legs.items()):
            wanted = bool(self._why(leg.customer))
            if leg.recording and leg.ordered is not wanted:
                leg.ordered = wanted
                make = commands.PauseRecording if wanted else commands.ResumeRecording
                self._order(make(id=self._core.command_id(), call=call))
        self._show()

    def _order(self, command: commands.Command) -> None:
        self._orders.add(command.id)
        self._core.phone.send(command)

    # -- the board

    def _show(self) -> None:
        core, state, terms = self._core, self._state, self._terms
        transfer = core.board.transfer
        alive = [card.call for card in core.board.cards]
        alive += [transfer.customer] if transfer is not None and transfer.under_way else []
        state.forget_all_but(alive)
        shown = replace(
            core.board.recording,
            policy=terms.policy,
            asks_first=terms.asks_first and terms.policy is Policy.ON_DEMAND,
            sensitive=terms.sensitive,
            field=state.field_name,
            calls=state.shown(terms),
        )
        if shown != core.board.recording:
            core.put(recording=shown)
        there = {leg.trouble for leg in state.legs.values()}
        for problem in Trouble:
            if problem and problem in there:
                core.banner("error", f"recording_{problem.value}")
            elif problem:
                core.untell(f"recording_{problem.value}")


_OBJECTED = Refusal("objected", "They object to being recorded. Say first that they agree.")
