"""Calls at this desk: what the engine tells of them, and what the person does with them."""

from datetime import datetime
from uuid import UUID

from console.desk.calling import CallCard, WrapUpCard
from console.desk.cards import (
    as_uuid,
    filled,
    is_waiting_consult,
    new_card,
    outcome_of,
    stored_quality,
    talk_seconds,
)
from console.desk.core import Core, part_of
from console.desk.handovers import Handovers
from store.book import Book, Case
from store.changes import AnswerCall, AnswerLeg, AnyChange, EndCall, EndLeg, HoldLeg, OpenCall
from store.customer import Customer
from store.ticket import Outcome
from telephony import commands
from telephony.address import normalise
from telephony.call import CallId, CallState, Direction, EndedBy, Leg, Purpose
from telephony.country import is_emergency
from telephony.events import (
    CallAnswered,
    CallDialled,
    CallEnded,
    CallHoldChanged,
    CallMissed,
    CallMuteChanged,
    CallProgressed,
    CallRang,
    DigitReceived,
    Envelope,
)

Filled = tuple[Case | None, tuple[Customer, ...]]


class Calls:
    """``consults`` are the legs that are not customers' calls; the transfer's part of the desk has those."""

    def __init__(self, core: Core, handovers: Handovers) -> None:
        self._core = core
        self._handovers = handovers
        self.consults: set[CallId] = set()
        self._about: dict[CallId, UUID] = {}
        """The ticket that a call we dialled is about."""
        self.emergencies: set[CallId] = set()
        """Calls for help, about to be dialled or up."""
        self._held_at: dict[CallId, datetime] = {}
        self._remote: dict[CallId, str] = {}
        """The other side's address: without a registrar the only way to call back."""

    def about(self, call: CallId, ticket: UUID) -> None:
        """This call, about to be dialled, is about that ticket."""
        self._about[call] = ticket

    # -- told by the engine

    def rang(self, envelope: Envelope, event: CallRang, *, live: bool, refused: int = 0) -> None:
        """A call rings: the card at once, then the ticket, then the card filled in.

        ``refused``: the final SIP status that the person's state has for it, 0 if it may ring.
        """
        core = self._core
        self._remote[event.call] = event.remote.uri
        if live and not event.replaces and refused:
            core.phone.send(commands.Decline(id=core.command_id(), call=event.call, code=refused))
            self._store_ringing(envelope, event)
            return
        if live:
            leg = Leg(
                call=event.call,
                direction=Direction.IN,
                purpose=Purpose.CUSTOMER,
                state=CallState.RINGING,
                remote=event.remote,
                dialled=event.dialled,
                user_to_user=event.user_to_user,
                replaces=event.replaces,
                started_at=envelope.at,
            )
            core.put_card(new_card(leg, core.terms.country))
        self._handovers.rang(
            envelope, event, live=live, opening=self._opening(envelope, event), fill=self.fill
        )

    def _opening(
        self, envelope: Envelope, event: CallRang | CallMissed, outcome: Outcome = Outcome.RINGING
    ) -> OpenCall:
        return OpenCall(
            id=part_of(envelope.id, "open"),
            at=envelope.at,
            person=self._core.board.me.key,
            call=as_uuid(event.call),
            ticket=as_uuid(event.call),
            direction=Direction.IN.value,
            remote_name=event.remote.name,
            remote_number=normalise(event.remote.user, self._core.terms.country).value,
            dialled=event.dialled,
            sip_call_id=event.sip_call_id,
            outcome=outcome,
        )

    def _store_ringing(self, envelope: Envelope, event: CallRang) -> None:
        self._core.write((self._opening(envelope, event),))

    def fill(self, call: CallId, found: Filled) -> None:
        """The store has answered for this call."""
        card = self._core.board.card(call)
        if card is not None:
            self._core.put_card(filled(card, *found))
            self._core.untell("store_slow")

    def missed(self, envelope: Envelope, event: CallMissed) -> None:
        """It never rang here, but it is on record."""
        outcome = Outcome.BUSY if event.code == _BUSY_HERE else Outcome.MISSED
        self._core.write((self._opening(envelope, event, outcome),))

    def dialled(self, envelope: Envelope, event: CallDialled, *, live: bool) -> None:
        """Our own INVITE is out: a customer's call opens (or joins) a ticket; a consult is the transfer's."""
        core = self._core
        self._remote[event.call] = event.remote.uri
        if event.purpose is Purpose.CONSULT:
            self.consults.add(event.call)
            return
        number = normalise(event.remote.user, core.terms.country)
        # After a restart only the number tells; a call for help that is told again is one all the same.
        help_ = event.call in self.emergencies or is_emergency(
            event.remote.user, core.terms.emergency, core.terms.country
        )
        if live and core.board.card(event.call) is None:
            core.put_card(
                CallCard(
                    call=event.call,
                    direction=Direction.OUT,
                    state=CallState.DIALLING,
                    name=event.remote.name,
                    number=number.shown,
                    dialled=event.remote.user,
                    since=envelope.at,
                    emergency=help_,
                )
            )
            core.put(selected=event.call)
        opening = OpenCall(
            id=part_of(envelope.id, "open"),
            at=envelope.at,
            person=core.board.me.key,
            call=as_uuid(event.call),
            ticket=self._about.get(event.call, as_uuid(event.call)),
            direction=Direction.OUT.value,
            remote_number=number.value,
            # What dials it again: without a PBX only the whole address does.
            dialled=event.remote.user if core.terms.host else event.remote.uri,
            emergency=help_,
        )
        call = event.call
        core.keeper.run(
            lambda book: open_and_read(book, (opening,)),
            lambda found: self._filled(call, found),
        )

    def _filled(self, call: CallId, found: Filled) -> None:
        with self._core.turn():
            self.fill(call, found)
        self._core.refresh()

    def progressed(self, _: Envelope, event: CallProgressed) -> None:
        """18x for a call that we dialled."""
        self._core.change_card(event.call, state=CallState.RINGING, early_media=event.early_media)

    def answered(self, envelope: Envelope, event: CallAnswered, *, live: bool) -> None:
        """The leg is up."""
        core, leg = self._core, as_uuid(event.call)
        person, uid = core.board.me.key, part_of(envelope.id, "answer")
        change: AnyChange
        if event.call in self.consults:
            change = AnswerLeg(id=uid, at=envelope.at, person=person, leg=leg, codec=event.codec)
        else:
            change = AnswerCall(id=uid, at=envelope.at, person=person, call=leg, codec=event.codec)
        core.write((change,))
        if live:
            core.change_card(
                event.call,
                state=CallState.UP,
                answered_at=envelope.at,
                codec=event.codec,
                held=False,
                early_media=False,
            )
            if core.board.card(event.call) is not None:
                core.put(selected=event.call)

    def hold_changed(self, envelope: Envelope, event: CallHoldChanged, *, live: bool) -> None:
        """Held or resumed, by us or by the other side."""
        core = self._core
        if event.by is not EndedBy.US:
            if live:
                core.change_card(event.call, held_by_remote=event.held)
            return
        seconds = 0.0
        if event.held:
            self._held_at[event.call] = envelope.at
        else:
            since = self._held_at.pop(event.call, None)
            seconds = (envelope.at - since).total_seconds() if since else 0.0
        core.write(
            (
                HoldLeg(
                    id=part_of(envelope.id, "hold"),
                    at=envelope.at,
                    person=core.board.me.key,
                    leg=as_uuid(event.call),
                    held=event.held,
                    seconds=seconds,
                ),
            )
        )
        if live:
            core.change_card(event.call, held=event.held, held_since=envelope.at if event.held else None)

    def mute_changed(self, _: Envelope, event: CallMuteChanged) -> None:
        """The microphone."""
        self._core.change_card(event.call, muted=event.muted)

    def digit(self, _: Envelope, event: DigitReceived) -> None:
        """The other side pressed a key: shown for a moment."""
        card = self._core.board.card(event.call)
        if card is not None:
            self._core.tell("info", "digit", digit=event.digit, who=card.name or card.number)

    def ended(self, envelope: Envelope, event: CallEnded, *, live: bool) -> None:
        """The end of a leg: its outcome, and a wrap-up if somebody was spoken to."""
        core, leg = self._core, as_uuid(event.call)
        person, uid = core.board.me.key, part_of(envelope.id, "end")
        self._held_at.pop(event.call, None)
        self._about.pop(event.call, None)
        self.emergencies.discard(event.call)
        if event.call in self.consults:
            change: AnyChange = EndLeg(
                id=uid,
                at=envelope.at,
                person=person,
                leg=leg,
                ended_by=event.by.value,
                code=event.code,
                reason=event.reason,
                quality=stored_quality(event.quality),
            )
            self.consults.discard(event.call)
            core.write((change,))
            if live:
                core.drop_card(event.call)
            return
        card = core.board.card(event.call)
        outcome = outcome_of(event, card.direction if card else Direction.IN)
        core.write(
            (
                EndCall(
                    id=uid,
                    at=envelope.at,
                    person=person,
                    call=leg,
                    outcome=outcome,
                    code=event.code,
                    reason=event.reason,
                    ended_by=event.by.value,
                    quality=stored_quality(event.quality),
                ),
            )
        )
        if live and card is not None:
            core.drop_card(event.call)
            if event.answered and not is_waiting_consult(card):
                self.to_wrapup(card, envelope.at, outcome)
        self._remote.pop(event.call, None)

    def to_wrapup(self, card: CallCard, at: datetime, outcome: Outcome) -> None:
        """The call is over and wants its code."""
        self._core.put(
            wrapups=(
                *self._core.board.wrapups,
                WrapUpCard(
                    call=card.call,
                    name=card.name,
                    number=card.number,
                    ended_at=at,
                    talk_seconds=talk_seconds(card.answered_at, at),
                    outcome=outcome.value,
                    ticket=card.ticket,
                    case=card.case,
                    call_back=self._call_back(card),
                ),
            )
        )

    def _call_back(self, card: CallCard) -> str:
        """What to dial to reach them again: their number, or without a PBX their address; "" if withheld."""
        if not self._core.terms.host:
            return self._remote.get(card.call, "")
        return card.case.ticket.caller if card.case is not None else card.number


_BUSY_HERE = 486


def open_and_read(book: Book, changes: tuple[AnyChange, ...]) -> Filled:
    """Store an opening and read back what the card shows. The last change is the OpenCall."""
    book.apply_all(changes)
    opening = changes[-1]
    assert isinstance(opening, OpenCall)  # noqa: S101 - said above; a bug if not
    case = book.case_of_call(opening.call)
    several: tuple[Customer, ...] = ()
    if case is not None and case.customer is None and opening.remote_number:
        several = book.customers_by_number(opening.remote_number)
    return case, several
