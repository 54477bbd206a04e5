"""The desk: every event of the telephone and every wish of the person goes through here, on one thread.

    Phone ──event──► Desk ──► Board ──► window, `warmline ctl`
    person ─intent─► Desk ──command──► Phone          Desk ──change──► Keeper ──► store

An event's number is acknowledged when its changes are in the store; until then the engine's journal keeps it,
and tells it again to the next console. Told again, it changes the store only (once), not the board, which
comes from the engine's snapshot.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from console.desk import intents as ask
from console.desk.aside import CodeCalls, EchoTests, is_aside
from console.desk.attaching import Attaching, Parts
from console.desk.autoanswer import AutoAnswer
from console.desk.board import Board, Headset
from console.desk.calls import Calls
from console.desk.core import Core, Keeper
from console.desk.dialling import Dialling
from console.desk.escalate import Escalations
from console.desk.handling import Handling
from console.desk.handovers import Handovers
from console.desk.intents import Intent, Refusal
from console.desk.lists import Lists, ReadContacts, no_import
from console.desk.paper import Paper
from console.desk.policy import Later, Policy, never
from console.desk.queue import Queue
from console.desk.sound import SaveSound, Sounds, not_saved
from console.desk.states import States
from console.desk.transfers import Transfers
from console.desk.watching import ReadingWatcher, Watching
from store.changes import PutDirectory, SetState
from store.directory import Directory
from telephony import commands, events
from telephony.call import Purpose
from telephony.commands import Sound
from telephony.contract import PhonePort
from telephony.country import emergency_numbers
from telephony.events import Envelope, Reading, Snapshot
from telephony.transfer import Input

Watcher = Callable[[Board], None]
RefusalWatcher = Callable[[str, str, str], None]
"""Command id, code, message."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """What a desk may do beyond its telephone and its store.

    ``later`` is the clock by which things happen by themselves, ``sound`` the devices that were chosen (None: this
    console has no sound), ``save_sound`` is told another choice, ``read_contacts`` reads files of contacts.
    """

    later: Later = never
    sound: Sound | None = None
    save_sound: SaveSound = not_saved
    read_contacts: ReadContacts = no_import


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
        means: Means = Means(),
    ) -> None:
        self._watchers: list[Watcher] = []
        self._refusal_watchers: list[RefusalWatcher] = []
        self._core = core = Core(
            board,
            phone=phone,
            keeper=keeper,
            policy=policy,
            now=now,
            new_id=new_id,
            show=self._show,
            later=means.later,
        )
        self._codes = CodeCalls(core)
        self._queue = Queue(core, self._codes)
        self._states = States(core, self._queue)
        self._echo = EchoTests(core)
        self._sounds = Sounds(core, means.sound, means.save_sound)
        self._watching = Watching(core, self._echo)
        self._lists = Lists(core, means.read_contacts)
        self._handovers = Handovers(core)
        self._calls = Calls(core, self._handovers)
        self._handling = Handling(core)
        self._dialling = Dialling(core, self._calls, self._handling, self._states)
        self._auto_answer = AutoAnswer(core, self._states)
        self._transfers = Transfers(core, self._calls)
        self._escalations = Escalations(core, self._transfers)
        self._paper = Paper(core, self._handovers, self._lists, self._watching)
        parts = Parts(
            calls=self._calls,
            handovers=self._handovers,
            transfers=self._transfers,
            escalations=self._escalations,
            states=self._states,
            sounds=self._sounds,
            watching=self._watching,
            echo=self._echo,
            codes=self._codes,
        )
        self._attaching = Attaching(core, parts)
        self._phone = phone
        self._seen = 0
        """The number of the last event that the board knows of."""
        self._intents = self._intent_table()
        self._events = self._event_table()
        self.use_policy(policy)

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
        return self._watching.watch(watcher)

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
            put = PutDirectory(id=core.new_id(), at=core.now(), person=me.key, directory=directory)
            core.keeper.run(lambda book: book.apply(put))
        self._states.restore()
        with core.turn():
            self._states.work_out()
        core.refresh()
        self._dialling.restore()
        self._name_emergencies()
        self._phone.open(self)

    def use_policy(self, policy: Policy) -> None:
        """Other settings, from now on."""
        core = self._core
        country = core.policy.country
        core.policy = policy
        with core.turn():
            core.put(reasons=policy.reasons, country=policy.country, emergency=policy.emergency)
            self._watching.merge()
        if policy.country != country:
            self._name_emergencies()

    def _name_emergencies(self) -> None:
        """The country's numbers, where the settings name none; on the store's thread, since it takes a moment."""
        core, country = self._core, self._core.policy.country

        def found(numbers: tuple[str, ...]) -> None:
            with core.turn():
                if not core.policy.emergency and core.policy.country == country:
                    core.put(emergency=numbers)

        if not core.policy.emergency:
            core.keeper.run(lambda _: emergency_numbers(country), found)

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

    def tell(self, kind: str, code: str, **values: str) -> None:
        """Put up a notice about something that is not the desk's own."""
        with self._core.turn():
            self._core.tell(kind, code, **values)

    def leave_queue(self, done: Callable[[], None]) -> bool:
        """Log out of the PBX's queue before the telephone goes; False: nothing to wait for, else ``done`` follows."""
        with self._core.turn():
            return self._queue.log_out(done)

    # -- told by the telephone

    def phone_attached(self, snapshot: Snapshot) -> None:
        """The truth about calls, at start and after a crash of either side."""
        with self._core.turn():
            self._seen = snapshot.seq
            self._attaching.attached(snapshot)
            self._queue.reachable()
        self._attaching.read_cases()

    def phone_sensed(self, reading: Reading) -> None:
        """What is true for a moment only."""
        with self._core.turn():
            self._watching.sensed(reading)

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
                    self._aside(envelope)
            else:
                self._events[type(event)](envelope, event, live)
            if live:
                self._states.work_out()
        seq = envelope.seq
        self._core.keeper.run(lambda _: None, lambda _: self._acknowledge(seq))

    def _acknowledge(self, seq: int) -> None:
        """All jobs are done in order, so everything up to here is in the store."""
        self._phone.send(commands.Acknowledge(id=self._core.command_id(), seq=seq))

    def _aside(self, envelope: Envelope) -> None:
        """A feature code or the echo test: nothing of it is a case."""
        event = envelope.event
        if isinstance(event, events.CallProgressed):
            self._echo.progressed(event)
        elif isinstance(event, events.CallAnswered):
            self._echo.answered(envelope, event)
            self._codes.answered(event)
        elif isinstance(event, events.CallEnded):
            self._echo.ended(envelope, event)
            self._codes.ended(event)

    def _registered(self, event: events.RegistrationChanged) -> None:
        self._attaching.registered(event)
        if self.board.phone.registered:
            self._queue.reachable()

    def _refused(self, event: events.CommandRefused) -> None:
        self._core.tell("warn", "refused", why=event.message)
        self._codes.refused(event.command)
        self._echo.refused(event.command)
        for watcher in tuple(self._refusal_watchers):
            watcher(event.command, event.code, event.message)

    def _rang(self, envelope: Envelope, event: events.CallRang, *, live: bool) -> None:
        self._calls.rang(envelope, event, live=live, refused=self._states.refuses())
        if live:
            self._auto_answer.rang(event)

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
        card = self.board.card(event.call)
        self._transfers.consult_ended(event.call)
        self._calls.ended(envelope, event, live=live)
        if live and card is not None:
            self._states.call_ended(card, event, envelope.at)

    def _event_table(self) -> dict[type, Callable[[Envelope, Any, bool], None]]:
        """One row an event: what it does. mypy cannot join the type to the row, so each row takes Any."""
        calls, transfers, handovers, sounds = self._calls, self._transfers, self._handovers, self._sounds
        return {
            events.RegistrationChanged: lambda _, e, live: self._registered(e) if live else None,
            events.CallRang: lambda env, e, live: self._rang(env, e, live=live),
            events.CallMissed: lambda env, e, _: calls.missed(env, e),
            events.CallDialled: lambda env, e, live: self._dialled(env, e, live=live),
            events.CallProgressed: lambda env, e, live: calls.progressed(env, e) if live else None,
            events.CallAnswered: lambda env, e, live: self._answered(env, e, live=live),
            events.CallHoldChanged: lambda env, e, live: calls.hold_changed(env, e, live=live),
            events.CallMuteChanged: lambda env, e, live: calls.mute_changed(env, e) if live else None,
            events.CallIdentityChanged: lambda env, e, live: handovers.identity_changed(env, e, live=live),
            events.CallReplaced: lambda env, e, live: handovers.replaced(env, e, live=live),
            events.CallEnded: lambda env, e, live: self._ended(env, e, live=live),
            events.DigitReceived: lambda env, e, live: calls.digit(env, e) if live else None,
            events.MessageReceived: lambda env, e, _: handovers.message(env, e),
            events.TransferStepped: lambda env, e, live: transfers.stepped(env, e, live=live),
            events.CommandRefused: lambda _, e, live: self._refused(e) if live else None,
            events.SoundChanged: lambda _, e, live: sounds.changed(e) if live else None,
            events.SoundTested: lambda _, e, live: sounds.tested(e) if live else None,
        }

    # -- asked by the person

    def do(self, intent: Intent) -> Refusal | None:
        """Do what is asked, or say at once why not."""
        with self._core.turn():
            return self._intents[type(intent)](intent)

    def _intent_table(self) -> dict[type, Callable[..., Refusal | None]]:
        return self._call_intents() | self._paper_intents() | self._desk_intents()

    def _call_intents(self) -> dict[type, Callable[..., Refusal | None]]:
        handling, dialling, transfers = self._handling, self._dialling, self._transfers
        return {
            ask.Answer: lambda i: handling.answer(i.call),
            ask.Decline: lambda i: handling.decline(i.call),
            ask.HangUp: lambda i: handling.hang_up(i.call),
            ask.Hold: lambda i: handling.hold(i.call, on=True),
            ask.Resume: lambda i: handling.hold(i.call, on=False),
            ask.Swap: lambda _: dialling.swap(),
            ask.Mute: lambda i: handling.mute(i.call, on=i.on),
            ask.Digits: lambda i: handling.digits(i.call, i.digits),
            ask.Dial: lambda i: dialling.dial(i.target, i.ticket),
            ask.Redial: lambda _: dialling.redial(),
            ask.OfferDial: lambda i: dialling.offer(i.link),
            ask.SettleOffer: lambda i: dialling.settle(dial=i.dial),
            ask.TestCall: lambda _: self._echo.begin(),
            ask.Select: lambda i: self._core.put(selected=i.call),
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
        }

    def _paper_intents(self) -> dict[type, Callable[..., Refusal | None]]:
        paper, lists = self._paper, self._lists
        return {
            ask.AddNote: lambda i: paper.add_note(i.text, i.ticket),
            ask.EditTicket: lambda i: paper.edit(i.fields, i.ticket),
            ask.TypeDraft: self._type_draft,
            ask.LinkCustomer: lambda i: paper.link(i.ticket, i.customer),
            ask.OpenEscalate: lambda i: self._escalations.open_form(i.call, i.ticket),
            ask.CloseEscalate: lambda _: self._escalations.close_form(),
            ask.EditEscalate: self._edit_escalate,
            ask.Escalate: self._escalations.escalate,
            ask.WrapUp: self._wrap_up,
            ask.OpenTicket: lambda i: paper.open(i.ticket),
            ask.Search: lambda i: paper.search(i.query),
            ask.ShowHistory: lambda i: lists.show_history(i.query, i.kind, more=i.more),
            ask.FindContacts: lambda i: lists.find_contacts(i.query),
            ask.ImportContacts: lambda i: lists.import_contacts(i.path, apply=i.apply),
        }

    def _desk_intents(self) -> dict[type, Callable[..., Refusal | None]]:
        core, sounds, states = self._core, self._sounds, self._states
        return {
            ask.SetPresence: lambda i: states.choose(i.presence, i.reason),
            ask.ExtendWrapUp: lambda _: states.more_time(),
            ask.RegisterAgain: lambda _: core.phone.send(commands.Register(id=core.command_id())),
            ask.UseSound: lambda i: sounds.use(i.sound),
            ask.TrySound: lambda i: sounds.test(i.what),
            ask.WatchLevels: lambda i: sounds.watch(on=i.on),
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
        self._states.work_out()
        return refusal

    def _dismiss(self, intent: ask.Dismiss) -> None:
        self._core.put(notices=tuple(n for n in self.board.notices if n.id != intent.notice))


NO_CALL = "0" * 32
"""For events that are about no call."""


def _for_no_case(event: object) -> bool:
    return isinstance(event, events.CallDialled) and event.purpose in (Purpose.CODE, Purpose.TEST)
