"""The desk: every event of the telephone and every wish of the person goes through here, on one thread.

    Phone ──event──► Desk ──► Board ──► window, `warmline ctl`
    person ─intent─► Desk ──command──► Phone          Desk ──change──► Keeper ──► store

An event's number is acknowledged when its changes are in the store; until then the engine's journal keeps it,
and tells it again to the next console. Told again, it changes the store only (once), not the board, which
comes from the engine's snapshot.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from console.desk import intents as ask
from console.desk.board import Board, EngineState, PhoneLine
from console.desk.calls import Calls
from console.desk.cards import as_uuid, new_card
from console.desk.core import Core, Keeper, Policy, part_of
from console.desk.escalate import Escalations
from console.desk.handling import Handling
from console.desk.handovers import Handovers
from console.desk.intents import Intent, Refusal
from console.desk.paper import Paper
from console.desk.transfers import Transfers, escalation_of
from store.book import Book, Case
from store.changes import EndCall, PutDirectory, RecordStep, SetState
from store.directory import Directory
from store.escalation import Outcome as EscalationOutcome
from store.ticket import Outcome
from telephony import commands, events
from telephony.call import CallId, CallState, EndedBy, Purpose
from telephony.contract import PhonePort
from telephony.events import Envelope, Reading, RegistrationState, Snapshot
from telephony.transfer import Input

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
        policy: Policy,
        now: Callable[[], datetime],
        new_id: Callable[[], UUID],
    ) -> None:
        self._watchers: list[Watcher] = []
        self._refusal_watchers: list[RefusalWatcher] = []
        self._core = Core(
            board, phone=phone, keeper=keeper, policy=policy, now=now, new_id=new_id, show=self._show
        )
        self._handovers = Handovers(self._core)
        self._calls = Calls(self._core, self._handovers)
        self._handling = Handling(self._core, self._calls)
        self._transfers = Transfers(self._core, self._calls)
        self._escalations = Escalations(self._core, self._transfers)
        self._paper = Paper(self._core, self._handovers)
        self._phone = phone
        self._seen = 0
        """The number of the last event that the board knows of."""
        self._intents = self._intent_table()
        self._events = self._event_table()

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

    def _show(self, board: Board) -> None:
        for watcher in tuple(self._watchers):
            watcher(board)

    # -- start and end

    def start(self, directory: Directory | None = None) -> None:
        """Read the store, say who we are, then open the telephone."""
        core, me = self._core, self.board.me
        if directory is not None:
            put = PutDirectory(id=core.new_id(), at=core.now(), person=me.key, directory=directory)
            core.keeper.run(lambda book: book.apply(put))
        with core.turn():
            self._paper.work_out_presence()
        core.refresh()
        self._phone.open(self)

    def refresh(self) -> None:
        """Somebody else wrote to the store."""
        self._core.refresh()

    def store_is_down(self, why: str) -> None:
        """Say why it cannot be reached (empty: it is back); what is to be written waits in order."""
        with self._core.turn():
            self._core.put(store_down=why)
            if why:
                self._escalations.store_is_down()
        if not why:
            self._core.refresh()

    def say_goodbye(self) -> None:
        """The console closes on purpose: the others see this person as offline."""
        core = self._core
        core.write((SetState(id=core.new_id(), at=core.now(), person=self.board.me.key, state="offline"),))

    # -- told by the telephone

    def phone_attached(self, snapshot: Snapshot) -> None:
        """The truth about calls, at start and after a crash of either side."""
        core = self._core
        with core.turn():
            self._seen = snapshot.seq
            self._registered(snapshot.registration)
            core.put(phone=replace(core.board.phone, engine=EngineState.ATTACHED, engine_pid=snapshot.pid))
            core.untell("engine_lost")
            legs = [leg for leg in snapshot.legs if leg.state is not CallState.ENDED]
            known = {c.call: c for c in core.board.cards}
            self._calls.consults = {leg.call for leg in legs if leg.purpose is Purpose.CONSULT}
            cards = []
            for leg in legs:
                if leg.purpose is Purpose.CONSULT:
                    continue
                fresh, old = new_card(leg, core.policy.country), known.get(leg.call)
                fresh = replace(fresh, handover=self._handovers.again(leg))
                if old is not None:
                    fresh = replace(
                        fresh, case=old.case, ticket=old.ticket, handover=old.handover, name=old.name
                    )
                cards.append(fresh)
            core.put(cards=tuple(cards))
            self._transfers.restore(snapshot)
            self._paper.work_out_presence()
        for card in core.board.cards:
            self._restore_card(card.call)
        self._cut_off_orphans({card.call for card in core.board.cards})

    def _restore_card(self, call: CallId) -> None:
        """Case and typed text of a call that went on without a console."""
        uid = as_uuid(call)

        def found(case: Case | None) -> None:
            with self._core.turn():
                self._calls.fill(call, (case, ()))
                card = self._core.board.card(call)
                if card is not None and case is not None:
                    self._handovers.restore(card, case)
                    self._transfers.remember(case)
                    self._escalations.restore_form(card, case)
                self._paper.work_out_presence()

        self._core.keeper.run(lambda book: book.case_of_call(uid), found)

    def _cut_off_orphans(self, alive: set[CallId]) -> None:
        """Calls that the store believes to be up and no engine has: both processes died, or the power failed."""
        core, me = self._core, self.board.me
        now = core.now()

        def close(book: Book) -> None:
            for row in book.calls(me.key, now - timedelta(days=1), limit=200):
                open_ = row.call.outcome in (Outcome.RINGING, Outcome.TALKING)
                if open_ and row.call.id.hex not in alive:
                    book.apply(_cut_off(part_of(row.call.id, "orphan"), now, me.key, row.call.id))

        core.keeper.run(close, lambda _: core.refresh())

    def phone_sensed(self, reading: Reading) -> None:
        """What is true for a moment only."""

    def phone_lost(self, why: str) -> None:
        """The engine died: every call is cut off, and one press calls back."""
        core, now = self._core, self._core.now()
        with core.turn():
            core.put(phone=PhoneLine(engine=EngineState.LOST, registration=RegistrationState.TRYING, why=why))
            core.banner("error", "engine_lost", why=why)
            transfer = core.board.transfer
            if transfer is not None and transfer.under_way:
                step = RecordStep(
                    id=core.new_id(),
                    at=now,
                    person=core.board.me.key,
                    escalation=escalation_of(transfer.transfer),
                    step="cut_off",
                    outcome=EscalationOutcome.CUT_OFF,
                )
                core.write((step,))
            core.put(transfer=None)
            for card in core.board.cards:
                core.write((_cut_off(core.new_id(), now, core.board.me.key, as_uuid(card.call)),))
                self._calls.to_wrapup(card, now, Outcome.CUT_OFF)
            core.put(cards=(), selected=None)
            self._paper.work_out_presence()

    def phone_told(self, envelope: Envelope) -> None:
        """One event; live if the board does not know of it yet."""
        # Number 0: a refusal without an engine, which is in no journal.
        live = envelope.seq > self._seen or envelope.seq == 0
        self._seen = max(self._seen, envelope.seq)
        with self._core.turn():
            self._events[type(envelope.event)](envelope, live)
            if live:
                self._paper.work_out_presence()
        seq = envelope.seq
        self._core.keeper.run(lambda _: None, lambda _: self._acknowledge(seq))

    def _acknowledge(self, seq: int) -> None:
        """All jobs are done in order, so everything up to here is in the store."""
        self._phone.send(commands.Acknowledge(id=self._core.command_id(), seq=seq))

    def _registered(self, event: events.RegistrationChanged) -> None:
        line = replace(
            self.board.phone, registration=event.state, code=event.code, why=event.reason, uri=event.uri
        )
        self._core.put(phone=line)

    def _refused(self, event: events.CommandRefused) -> None:
        self._core.tell("warn", "refused", why=event.message)
        for watcher in tuple(self._refusal_watchers):
            watcher(event.command, event.code, event.message)

    def _dialled(self, envelope: Envelope, event: events.CallDialled, *, live: bool) -> None:
        self._calls.dialled(envelope, event, live=live)
        if event.purpose is Purpose.CONSULT:
            self._transfers.consult_dialled(envelope, event, live=live)

    def _answered(self, envelope: Envelope, event: events.CallAnswered, *, live: bool) -> None:
        self._calls.answered(envelope, event, live=live)
        self._transfers.consult_answered(envelope, event)

    def _ended(self, envelope: Envelope, event: events.CallEnded, *, live: bool) -> None:
        form = self.board.form
        if form is not None and form.call == event.call:
            self._core.put(form=replace(form, call=None))
        self._transfers.consult_ended(event.call)
        self._calls.ended(envelope, event, live=live)

    def _event_table(self) -> dict[type, Callable[[Envelope, bool], None]]:
        """One row an event: what it does. mypy cannot join the type to the row, so each row takes Any."""
        calls, transfers, handovers = self._calls, self._transfers, self._handovers
        return {
            events.RegistrationChanged: lambda e, live: self._registered(e.event) if live else None,  # type: ignore[arg-type]
            events.CallRang: lambda e, live: calls.rang(e, e.event, live=live),  # type: ignore[arg-type]
            events.CallMissed: lambda e, _: calls.missed(e, e.event),  # type: ignore[arg-type]
            events.CallDialled: lambda e, live: self._dialled(e, e.event, live=live),  # type: ignore[arg-type]
            events.CallProgressed: lambda e, live: calls.progressed(e, e.event) if live else None,  # type: ignore[arg-type]
            events.CallAnswered: lambda e, live: self._answered(e, e.event, live=live),  # type: ignore[arg-type]
            events.CallHoldChanged: lambda e, live: calls.hold_changed(e, e.event, live=live),  # type: ignore[arg-type]
            events.CallMuteChanged: lambda e, live: calls.mute_changed(e, e.event) if live else None,  # type: ignore[arg-type]
            events.CallIdentityChanged: lambda e, live: handovers.identity_changed(e, e.event, live=live),  # type: ignore[arg-type]
            events.CallReplaced: lambda e, live: handovers.replaced(e, e.event, live=live),  # type: ignore[arg-type]
            events.CallEnded: lambda e, live: self._ended(e, e.event, live=live),  # type: ignore[arg-type]
            events.DigitReceived: lambda e, live: calls.digit(e, e.event) if live else None,  # type: ignore[arg-type]
            events.MessageReceived: lambda e, _: handovers.message(e, e.event),  # type: ignore[arg-type]
            events.TransferStepped: lambda e, live: transfers.stepped(e, e.event, live=live),  # type: ignore[arg-type]
            events.CommandRefused: lambda e, live: self._refused(e.event) if live else None,  # type: ignore[arg-type]
        }

    # -- asked by the person

    def do(self, intent: Intent) -> Refusal | None:
        """Do what is asked, or say at once why not."""
        with self._core.turn():
            return self._intents[type(intent)](intent)

    def _intent_table(self) -> dict[type, Callable[..., Refusal | None]]:
        handling, transfers, paper = self._handling, self._transfers, self._paper
        return {
            ask.Answer: lambda i: handling.answer(i.call),
            ask.Decline: lambda i: handling.decline(i.call),
            ask.HangUp: lambda i: handling.hang_up(i.call),
            ask.Hold: lambda i: handling.hold(i.call, on=True),
            ask.Resume: lambda i: handling.hold(i.call, on=False),
            ask.Mute: lambda i: handling.mute(i.call, on=i.on),
            ask.Digits: lambda i: handling.digits(i.call, i.digits),
            ask.Dial: lambda i: handling.dial(i.target, i.ticket),
            ask.Select: lambda i: self._core.put(selected=i.call),
            ask.AddNote: lambda i: paper.add_note(i.text, i.ticket),
            ask.EditTicket: lambda i: paper.edit(i.fields, i.ticket),
            ask.TypeDraft: self._type_draft,
            ask.LinkCustomer: lambda i: paper.link(i.ticket, i.customer),
            ask.OpenEscalate: lambda i: self._escalations.open_form(i.call, i.ticket),
            ask.CloseEscalate: lambda _: self._escalations.close_form(),
            ask.EditEscalate: self._edit_escalate,
            ask.Escalate: self._escalations.escalate,
            ask.ConfirmSpeaking: lambda _: transfers.ask(Input.CONFIRM, commands.ConfirmSpeaking),
            ask.Complete: lambda _: transfers.ask(Input.COMPLETE, commands.CompleteTransfer),
            ask.Conference: lambda _: transfers.ask(Input.JOIN, commands.JoinConference),
            ask.SplitConference: lambda _: transfers.ask(Input.SPLIT, commands.LeaveConferenceToConsult),
            ask.ReturnToCustomer: lambda i: transfers.ask(
                Input.BACK if i.keep_consult else Input.CANCEL,
                commands.ReturnToCustomer,
                keep_consult=i.keep_consult,
            ),
            ask.ConsultAgain: lambda _: transfers.ask(Input.AGAIN, commands.ConsultAgain),
            ask.TakeCase: self._take_case,
            ask.WrapUp: self._wrap_up,
            ask.SetPresence: lambda i: paper.set_presence(i.presence),
            ask.OpenTicket: lambda i: paper.open(i.ticket),
            ask.Search: lambda i: paper.search(i.query),
            ask.Dismiss: self._dismiss,
        }

    def _type_draft(self, intent: ask.TypeDraft) -> None:
        self._paper.type_draft(intent.ticket, intent.scope, intent.fields)

    def _edit_escalate(self, intent: ask.EditEscalate) -> Refusal | None:
        if self.board.form is None and self.board.transfer is not None:
            self._transfers.complete_summary(intent.fields)
            return None
        return self._escalations.edit_form(intent.fields)

    def _take_case(self, intent: ask.TakeCase) -> Refusal | None:
        card = self._handling.find(intent.call)
        return card if isinstance(card, Refusal) else self._handovers.take(card)

    def _wrap_up(self, intent: ask.WrapUp) -> Refusal | None:
        refusal = self._paper.wrap_up(intent.call, intent.code, intent.fields)
        self._paper.work_out_presence()
        return refusal

    def _dismiss(self, intent: ask.Dismiss) -> None:
        self._core.put(notices=tuple(n for n in self.board.notices if n.id != intent.notice))


def _cut_off(uid: UUID, at: datetime, person: str, call: UUID) -> EndCall:
    return EndCall(
        id=uid, at=at, person=person, call=call, outcome=Outcome.CUT_OFF, ended_by=EndedBy.NETWORK.value
    )
