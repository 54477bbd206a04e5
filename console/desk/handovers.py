"""The target's side of a hand-over: who consults us, whether to believe it, and when the customer is there."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from console.desk.calling import Arrival, CallCard, Handover, Trust
from console.desk.cards import as_uuid, handover_from_case, shown_name
from console.desk.core import Core, part_of
from console.desk.intents import Refusal
from console.desk.seat import Me
from store.book import Book, Case
from store.changes import AdoptCase, AnyChange, OpenCall, TakeCase
from store.customer import Customer
from store.directory import Directory
from store.escalation import SUCCESS, Escalation, Kind, Outcome
from store.values import replace
from telephony import case as summaries
from telephony import commands, context
from telephony.address import normalise
from telephony.call import CallId, CallState, Leg, Party
from telephony.errors import ContextError
from telephony.events import CallIdentityChanged, CallRang, CallReplaced, Envelope, MessageReceived

Filled = tuple[Case | None, tuple[Customer, ...]]
Fill = Callable[[CallId, Filled], None]
_JUST_NOW = timedelta(seconds=60)
"""As long as a signed context is accepted."""


class Handovers:
    """What a consult that comes to this desk is about."""

    def __init__(self, core: Core) -> None:
        self._core = core
        self._assembler: summaries.CaseAssembler | None = None
        self._assembled_by: bytes | None = None
        """The floor's key that it checks with; it may come later than the desk."""

    # -- the consult rings

    def rang(self, envelope: Envelope, event: CallRang, *, live: bool, opening: OpenCall, fill: Fill) -> None:
        """Store the call, joined to the case that its context names, if that is to be believed."""
        if event.replaces:
            self._join_replaced(event, opening, fill)
            return
        handover, told = self._believe(envelope.at, event.user_to_user, event.remote)
        if live and handover is not None:
            self._core.change_card(event.call, handover=handover)
        call, me = event.call, self._core.board.me

        def store(book: Book) -> tuple[Filled, Handover | None]:
            return _store_ringing(book, opening, handover, told, envelope, me)

        def stored(result: tuple[Filled, Handover | None]) -> None:
            found, known = result
            with self._core.turn():
                if known is not None:
                    self._core.change_card(call, handover=known)
                fill(call, found)
            self._core.refresh()

        self._core.keeper.run(store, stored)

    def again(self, leg: Leg) -> Handover | None:
        """After a restart: what came with a leg that is still there. Its nonce is this same call's."""
        handover, told = self._believe(leg.started_at, leg.user_to_user, leg.remote)
        return replace(handover, trust=Trust.VERIFIED) if handover and told else handover

    def restore(self, card: CallCard, case: Case) -> None:
        """After a restart: whether the customer had come already, and the summary."""
        matched = _matched_before(card, case, self._core.board.directory)
        if matched is not None:
            card = replace(card, handover=matched)
        if card.handover is None or not card.handover.known:
            return
        record = next((e for e in case.escalations if e.id == card.handover.escalation), None)
        handover = handover_from_case(card.handover, case)
        if record is not None and record.accepted_by == self._core.board.me.key:
            handover = replace(handover, arrival=Arrival.HERE)
            name = handover.customer_name or card.name
            card = replace(card, name=name, number=handover.customer_number or card.number)
        self._core.put_card(replace(card, handover=handover))

    def _believe(
        self, at: datetime, header: str, remote: Party
    ) -> tuple[Handover | None, context.HandoverContext | None]:
        """Check the signature; the nonce is the store's to check, until then the badge says "checking"."""
        if not header:
            return None, None
        key = self._core.terms.floor_key
        if key is None:
            return Handover(trust=Trust.UNVERIFIED, why="no_key"), None
        try:
            told = context.unpack(header, key, self._ours(), at)
        except ContextError as error:
            return Handover(trust=Trust.UNVERIFIED, why=error.code), None
        number = normalise(remote.user, self._core.terms.country)
        customer = normalise(told.caller, self._core.terms.country)
        handover = Handover(
            trust=Trust.CHECKING,
            escalation=told.escalation,
            from_name=self._colleague(remote.user) or shown_name(remote, number),
            from_number=number.shown,
            kind=told.kind,
            reason=told.reason,
            level=told.level,
            hop=told.hop,
            customer_name=told.caller_name,
            customer_number=customer.shown,
        )
        return handover, told

    def _ours(self) -> tuple[str, ...]:
        """For whom a context may be signed: this extension, and the departments that ring here.

        Not what the INVITE says was dialled: whoever replays a context would write that too.
        """
        me, directory = self._core.board.me, self._core.board.directory
        department = directory.department(me.department)
        ours = (me.extension, *self._core.terms.own, department.target if department else "")
        return tuple(o for o in ours if o)

    def _colleague(self, user: str) -> str:
        person = self._core.board.directory.person(user)
        return person.name if person else ""

    # -- the customer arrives

    def _join_replaced(self, event: CallRang, opening: OpenCall, fill: Fill) -> None:
        """INVITE with Replaces: the new leg belongs to the consult's case, if that was verified."""
        old, call = as_uuid(event.replaces), event.call
        before = self._core.board.card(event.replaces)
        if before is not None and before.handover is not None:
            self._core.change_card(call, handover=before.handover, case=before.case, ticket=before.ticket)

        def store(book: Book) -> Filled:
            case = book.case_of_call(old)
            # A consult that nothing vouched for opened a ticket with its own UUID: the customer's is another.
            joined = case is not None and case.ticket.id != old
            ticket = case.ticket.id if case is not None and joined else opening.ticket
            book.apply(replace(opening, ticket=ticket))
            return book.case_of_call(opening.call), ()

        def stored(found: Filled) -> None:
            with self._core.turn():
                fill(call, found)
            self._core.refresh()

        self._core.keeper.run(store, stored)

    def replaced(self, envelope: Envelope, event: CallReplaced, *, live: bool) -> None:
        """First signal (RFC 3891)."""
        if live:
            self._core.drop_card(event.call)
            self._arrived(envelope, event.by, "replaces")
        else:
            self._take_again(envelope, event.by, "replaces")

    def identity_changed(self, envelope: Envelope, event: CallIdentityChanged, *, live: bool) -> None:
        """Second signal: the PBX put another party behind the leg (RFC 3325)."""
        number = normalise(event.remote.user, self._core.terms.country)
        if not live:
            self._take_again(envelope, event.call, "identity")
            return
        card = self._core.board.card(event.call)
        if card is None:
            return
        name = shown_name(event.remote, number) or number.shown
        self._core.put_card(replace(card, name=name, number=number.shown))
        self._arrived(envelope, event.call, "identity")

    def look(self, card: CallCard, case: Case) -> CallCard:
        """Third signal: the shared store says that the escalation was handed over."""
        handover = card.handover
        if handover is None or not handover.known:
            return card
        handover = handover_from_case(handover, case)
        card = replace(card, handover=handover)
        record = next((e for e in case.escalations if e.id == handover.escalation), None)
        if (
            record is not None
            and record.outcome in SUCCESS - {Outcome.SENT}
            and card.state is CallState.UP
            and handover.arrival is not Arrival.HERE
        ):
            self._core.put_card(card)
            self._take(card, part_of(record.id, f"taken-{card.call}"), self._core.now(), "store")
            return self._core.board.card(card.call) or card
        return card

    def take(self, card: CallCard) -> Refusal | None:
        """No signal, one key."""
        handover = card.handover
        if handover is None or not handover.known or card.ticket is None:
            return Refusal("no_case", "No verified case came with this call.")
        if handover.arrival is Arrival.HERE:
            return Refusal("already_yours", "The case is yours already.")
        if card.state is not CallState.UP:
            return Refusal("not_up", "The call is not answered yet.")
        self._take(card, self._core.new_id(), self._core.now(), "key")
        return None

    def _arrived(self, envelope: Envelope, call: CallId, by: str) -> None:
        card = self._core.board.card(call)
        if card is None or card.handover is None or not card.handover.known:
            return
        if card.handover.arrival is Arrival.HERE:
            return
        self._take(card, part_of(envelope.id, "take"), envelope.at, by)

    def _take(self, card: CallCard, uid: UUID, at: datetime, by: str) -> None:
        """The customer is here: say it, sound it, and make the case this person's."""
        core, handover = self._core, card.handover
        if handover is None:
            return
        name = handover.customer_name or card.name
        number = handover.customer_number or card.number
        core.put_card(
            replace(card, handover=replace(handover, arrival=Arrival.HERE), name=name, number=number)
        )
        core.tell("ok", "you_have_the_customer", name=name or number)
        core.phone.send(commands.PlayCue(id=core.command_id(), cue="customer_here"))
        if card.ticket is not None:
            change = TakeCase(
                id=uid,
                at=at,
                person=core.board.me.key,
                ticket=card.ticket,
                escalation=handover.escalation,
                call=as_uuid(card.call),
                confirmed=by != "key",
                by=by,
            )
            core.write((change,))

    def _take_again(self, envelope: Envelope, call: CallId, by: str) -> None:
        """A signal that a console before this one heard but did not store: the store knows the rest."""
        person, leg = self._core.board.me.key, as_uuid(call)

        def store(book: Book) -> None:
            case = book.case_of_call(leg)
            mine = [e for e in case.escalations if e.from_person != person] if case else []
            if case is not None and mine:
                change = TakeCase(
                    id=part_of(envelope.id, "take"),
                    at=envelope.at,
                    person=person,
                    ticket=case.ticket.id,
                    escalation=mine[-1].id,
                    call=leg,
                    by=by,
                )
                book.apply(change)

        self._core.keeper.run(store, lambda _: self._core.refresh())

    # -- the summary, where there is no shared store

    def message(self, envelope: Envelope, event: MessageReceived) -> None:
        """A part of a signed case; what is not of our floor is dropped and counted in the log."""
        key = self._core.terms.floor_key
        if key is not None and key != self._assembled_by:
            self._assembler, self._assembled_by = summaries.CaseAssembler(key, self._ours()), key
        if self._assembler is None or not summaries.is_case(event.content_type, event.body):
            return
        try:
            told = self._assembler.add(event.body, envelope.at)
        except ContextError as error:
            self._core.tell("warn", "bad_case", why=error.code)
            return
        if told is not None:
            self._core.write((adopted(told, envelope, self._core.board.me.key),))


def _store_ringing(
    book: Book,
    opening: OpenCall,
    handover: Handover | None,
    told: context.HandoverContext | None,
    envelope: Envelope,
    me: Me,
) -> tuple[Filled, Handover | None]:
    """On the store's thread: nonce, case, call; then what the card shows."""
    if handover is not None and told is not None:
        if book.use_nonce(told.nonce, opening.call, envelope.at):
            handover = replace(handover, trust=Trust.VERIFIED)
            book.apply_all((_adopted_context(told, opening, envelope), _joined(opening, told)))
        else:
            handover = Handover(trust=Trust.UNVERIFIED, why="replayed")
            book.apply(opening)
    else:
        match = _matching(book, opening, me) if handover is None else None
        if match is not None:
            handover = _handover_of(match, book.directory())
            opening = replace(opening, ticket=match.ticket, escalation=match.id)
        book.apply(opening)
    case = book.case_of_call(opening.call)
    several: tuple[Customer, ...] = ()
    if case is not None and case.customer is None and opening.remote_number and told is None:
        several = book.customers_by_number(opening.remote_number)
    if handover is not None and handover.known and case is not None:
        handover = handover_from_case(handover, case)
    return (case, several), handover


def _matching(book: Book, opening: OpenCall, me: Me) -> Escalation | None:
    """The escalation that is on its way to us from this very extension, just now; None if it is not only one.

    A PBX that takes off the header, or changes every id of the call, leaves target, sender and time.
    """
    directory = book.directory()
    sender = directory.person(opening.remote_number)
    if sender is None or sender.key == me.key:
        return None
    rows = book.escalations_for(me.key, (me.department,) if me.department else ())
    on_the_way = [
        row.escalation
        for row in rows
        if row.escalation.outcome is Outcome.PENDING
        and directory.person(row.escalation.from_person) == sender
        and abs(opening.at - (row.last_step.at if row.last_step else row.escalation.created_at)) <= _JUST_NOW
    ]
    return on_the_way[0] if len(on_the_way) == 1 else None


def _handover_of(escalation: Escalation, directory: Directory) -> Handover:
    sender = directory.person(escalation.from_person)
    return Handover(
        trust=Trust.MATCHED,
        escalation=escalation.id,
        from_name=sender.name if sender else escalation.from_person,
        from_number=sender.extension if sender else "",
        kind=escalation.kind.value,
        reason=escalation.reason,
        level=escalation.to_level,
        hop=escalation.hop,
    )


def _matched_before(card: CallCard, case: Case, directory: Directory) -> Handover | None:
    """After a restart: what the store was told of a call that came without a header."""
    if card.handover is not None:
        return None
    call = next((c for c in case.calls if c.id == as_uuid(card.call)), None)
    record = next((e for e in case.escalations if call is not None and e.id == call.escalation), None)
    return _handover_of(record, directory) if record is not None else None


def _joined(opening: OpenCall, told: context.HandoverContext) -> AnyChange:
    return replace(opening, ticket=told.ticket, escalation=told.escalation)


def _adopted_context(told: context.HandoverContext, opening: OpenCall, envelope: Envelope) -> AdoptCase:
    return AdoptCase(
        id=part_of(envelope.id, "adopt"),
        at=envelope.at,
        person=opening.person,
        ticket=told.ticket,
        origin=f"TK-{told.ticket_number:07d}" if told.ticket_number else "",
        escalation=told.escalation,
        kind=Kind(told.kind),
        reason=told.reason,
        from_person=opening.remote_number,
        to_level=told.level,
        hop=told.hop,
        caller=told.caller,
        caller_name=told.caller_name,
    )


def adopted(told: summaries.CaseSummary, envelope: Envelope, person: str) -> AdoptCase:
    """The whole summary, as a change."""
    return AdoptCase(
        id=part_of(envelope.id, "adopt"),
        at=envelope.at,
        person=person,
        ticket=told.ticket,
        origin=f"TK-{told.ticket_number:07d}" if told.ticket_number else "",
        escalation=told.escalation,
        kind=Kind(told.kind),
        reason=told.reason,
        summary=told.tried,
        expects=told.expects,
        subject=told.subject,
        category=told.category,
        severity=told.severity,
        from_person=told.from_extension or told.from_person,
        to_level=told.level,
        hop=told.hop,
        caller=told.customer_number,
        caller_name=told.customer_name,
        company=told.customer_company,
        tier=told.customer_tier,
        languages=(told.customer_language,) if told.customer_language else (),
    )
