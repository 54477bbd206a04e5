"""The engine comes and goes: what is true at the start, after a crash of either side, and when the engine died."""

from datetime import datetime, timedelta
from uuid import UUID

from console.desk.calling import CallCard
from console.desk.cards import as_uuid, new_card
from console.desk.core import Core, part_of
from console.desk.intents import Refusal
from console.desk.parts import Parts
from console.desk.seat import EngineState, PhoneLine
from console.desk.targets import find_target
from console.desk.transfers import escalation_of
from store.book import Book, Case
from store.changes import EndCall, RecordStep
from store.escalation import Outcome as EscalationOutcome
from store.ticket import Outcome
from store.values import replace
from telephony.call import CallId, CallState, EndedBy, Purpose, is_aside
from telephony.events import RegistrationChanged, RegistrationState, Snapshot
from telephony.transfer import State


class Attaching:
    """Joins the engine's snapshot, the store and what the board had."""

    def __init__(self, core: Core, parts: Parts) -> None:
        self._core = core
        self._parts = parts

    def attached(self, snapshot: Snapshot) -> None:
        """The truth about calls, at start and after a crash of either side."""
        core = self._core
        self.registered(snapshot.registration)
        core.put(phone=replace(core.board.phone, engine=EngineState.ATTACHED, engine_pid=snapshot.pid))
        core.untell("engine_lost")
        self._put_cards(snapshot)
        self._parts.transfers.restore(snapshot)
        self._parts.sounds.attached(snapshot.sound)
        self._parts.echo.restore(snapshot)
        self._parts.monitoring.restore(snapshot)
        self._parts.heard.restore(snapshot)
        self._parts.surveys.restore(snapshot)
        self._parts.recordings.restore(snapshot)
        self._parts.conduct.clear()
        self._parts.states.attached(do_not_disturb=snapshot.do_not_disturb)
        self._parts.states.work_out()
        self._parts.watching.attached()

    def _put_cards(self, snapshot: Snapshot) -> None:
        core = self._core
        legs = [leg for leg in snapshot.legs if leg.state is not CallState.ENDED]
        known = {c.call: c for c in core.board.cards}
        self._parts.calls.consults = {leg.call for leg in legs if leg.purpose is Purpose.CONSULT}
        cards = []
        for leg in legs:
            if leg.purpose is not Purpose.CUSTOMER or is_aside(leg.call):
                continue
            fresh, old = new_card(leg, core.terms.country), known.get(leg.call)
            fresh = replace(fresh, handover=self._parts.handovers.again(leg))
            if old is not None:
                fresh = replace(
                    fresh,
                    case=old.case,
                    ticket=old.ticket,
                    handover=old.handover,
                    name=old.name,
                    emergency=old.emergency,
                    auto_answered=old.auto_answered,
                )
            cards.append(fresh)
        core.put(cards=(*cards, *self._released(snapshot)))

    def _released(self, snapshot: Snapshot) -> list[CallCard]:
        """Consults whose customer has left: plain calls, of which only a card can be hung up."""
        core = self._core
        followed = {each.consult for each in snapshot.transfers if each.state is not State.LOST}
        cards = []
        for leg in snapshot.legs:
            if leg.purpose is not Purpose.CONSULT or leg.call in followed or leg.state is CallState.ENDED:
                continue
            card = new_card(leg, core.terms.country)
            known = core.board.directory.person(leg.dialled) or find_target(core, leg.remote.uri)
            cards.append(card if isinstance(known, Refusal) else replace(card, name=known.name))
        return cards

    def read_cases(self) -> None:
        """What the store has for the calls that are there, and an end for those that no engine has."""
        cards = self._core.board.cards
        for card in cards:
            self._restore_card(card.call)
        asked = {survey.call for survey in self._core.board.surveys}
        self._cut_off_orphans({card.call for card in cards} | asked)

    def _restore_card(self, call: CallId) -> None:
        """Case and typed text of a call that went on without a console."""
        uid = as_uuid(call)

        def found(case: Case | None) -> None:
            with self._core.turn():
                self._parts.calls.fill(call, (case, ()))
                card = self._core.board.card(call)
                if card is not None and case is not None:
                    if any(c.id == uid and c.emergency for c in case.calls):
                        self._core.change_card(call, emergency=True)
                    self._parts.handovers.restore(self._core.board.card(call) or card, case)
                    self._parts.transfers.remember(case)
                    self._parts.escalations.restore_form(card, case)
                self._parts.states.work_out()

        self._core.keeper.run(lambda book: book.case_of_call(uid), found)

    def _cut_off_orphans(self, alive: set[CallId]) -> None:
        """Calls that the store believes to be up and no engine has: both processes died, or the power failed."""
        core, me = self._core, self._core.board.me
        now = core.now()

        def close(book: Book) -> None:
            for row in book.calls(me.key, now - timedelta(days=1), limit=200):
                open_ = row.call.outcome in (Outcome.RINGING, Outcome.TALKING)
                if open_ and row.call.id.hex not in alive:
                    book.apply(cut_off(part_of(row.call.id, "orphan"), now, me.key, row.call.id))

        core.keeper.run(close, lambda _: core.refresh())

    def registered(self, event: RegistrationChanged) -> None:
        """How the account stands, why, and when the engine tries again."""
        core = self._core
        retry = core.now() + timedelta(seconds=event.retry_seconds) if event.retry_seconds > 0 else None
        core.put(
            phone=replace(
                core.board.phone,
                registration=event.state,
                code=event.code,
                why=event.reason,
                uri=event.uri,
                problem=event.problem,
                retry_at=retry,
                server=event.server,
                over=event.over,
            )
        )

    def lost(self, why: str) -> None:
        """The engine died: every call is cut off, and one press calls back."""
        core, now = self._core, self._core.now()
        queue = core.board.phone.queue
        core.put(
            phone=PhoneLine(
                engine=EngineState.LOST, registration=RegistrationState.TRYING, why=why, queue=queue
            )
        )
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
            core.write((cut_off(core.new_id(), now, core.board.me.key, as_uuid(card.call)),))
            self._parts.calls.to_wrapup(card, now, Outcome.CUT_OFF)
        core.put(cards=(), selected=None)
        test = core.board.echo_test
        if test is not None and test.state is not CallState.ENDED:
            core.put(echo_test=replace(test, state=CallState.ENDED, ended_at=now))
        self._parts.codes.lost()
        self._parts.monitoring.lost()
        self._parts.heard.lost()
        self._parts.surveys.lost()
        self._parts.recordings.lost()
        self._parts.conduct.clear()
        self._parts.states.work_out()


def cut_off(uid: UUID, at: datetime, person: str, call: UUID) -> EndCall:
    """The end of a call whose engine died."""
    return EndCall(
        id=uid, at=at, person=person, call=call, outcome=Outcome.CUT_OFF, ended_by=EndedBy.NETWORK.value
    )
