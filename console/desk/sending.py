"""Sending an escalation that has been checked: the record first, then the engine's order, one try after the other."""

from datetime import datetime
from functools import partial
from uuid import UUID

import msgspec

from console.desk import intents
from console.desk.calling import CallCard
from console.desk.cards import as_uuid
from console.desk.core import Core
from console.desk.escalating import TransferCard
from console.desk.targets import Target
from console.desk.transfers import Transfers
from store.adviser import Candidate
from store.book import Case
from store.changes import AnyChange, BeginEscalation, RecordStep, SaveDraft
from store.errors import StoreError
from store.escalation import Kind, Mode, Outcome
from telephony import commands, context
from telephony.case import CaseSummary, pack_case
from telephony.transfer import State


class Ready(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be sent, filled in and allowed. ``candidate`` is what the policy says of the target, if it does."""

    asked: intents.Escalate
    target: Target
    mode: Mode
    card: CallCard | None
    case: Case
    posture: str = "reactive"
    promised_at: datetime | None = None
    candidate: Candidate | None = None


class Sending:
    """``last`` is what was sent for the hand-over on the board: a further try asks for nothing again (R81)."""

    def __init__(self, core: Core, transfers: Transfers) -> None:
        self._core = core
        self._transfers = transfers
        self._unsent: commands.Command | None = None
        """A transfer whose record is not stored yet."""
        self.last: Ready | None = None

    def send(self, ready: Ready) -> None:
        """Put it on record; once that is stored, dial."""
        core = self._core
        before = self._failed_try(ready.card)
        begin = self._begin(ready, before)
        steps: tuple[AnyChange, ...] = (begin, self._no_draft(ready.case.ticket.id))
        if ready.mode is Mode.NO_CALL or ready.card is None:
            sent = RecordStep(
                id=core.new_id(),
                at=core.now(),
                person=core.board.me.key,
                escalation=begin.escalation,
                step="sent",
                outcome=Outcome.SENT,
            )
            core.write((*steps, sent))
            core.put(form=None)
            core.tell("ok", "escalated_without_call", name=ready.target.name)
            return
        self.last = ready
        # Not counted from the case's steps: a quick second try would not find the first one's there yet.
        transfer = f"{begin.escalation.hex}.{core.new_id().hex[-8:]}" if before else begin.escalation.hex
        escalations = ready.case.escalations
        hop = next((e.hop for e in escalations if e.id == begin.escalation), _next_hop(ready.case))
        order = self._order(ready, begin, ready.card, transfer, hop)
        self._unsent = order

        def rejected(error: StoreError) -> None:
            if self._unsent is order:
                self._unsent = None
                core.put(transfer=None)
            core.tell("error", "rejected", why=error.message)

        core.write(steps, after=partial(self._dial, order), failed=rejected)

    def _begin(self, ready: Ready, before: UUID | None) -> BeginEscalation:
        core, asked, target, candidate = self._core, ready.asked, ready.target, ready.candidate
        return BeginEscalation(
            id=core.new_id(),
            at=core.now(),
            person=core.board.me.key,
            escalation=before or core.new_id(),
            ticket=ready.case.ticket.id,
            call=as_uuid(ready.card.call) if ready.card else None,
            kind=Kind(asked.kind),
            mode=ready.mode,
            reason=asked.reason,
            summary=asked.summary,
            expects=asked.expects,
            trigger=asked.trigger,
            posture=ready.posture,
            target=target.key,
            target_name=target.name,
            target_is_department=target.is_department,
            from_level=core.board.me.level,
            to_level=target.level,
            policy=core.board.policy.version if candidate else 0,
            rule=candidate.rule if candidate else "",
            path=candidate.path if candidate else "",
            path_step=candidate.step if candidate else 0,
            promised_at=ready.promised_at,
        )

    def _no_draft(self, ticket: UUID) -> SaveDraft:
        core = self._core
        return SaveDraft(
            id=core.new_id(),
            at=core.now(),
            person=core.board.me.key,
            ticket=ticket,
            scope="escalation",
            fields={},
        )

    def _dial(self, order: commands.Command) -> None:
        """The record is stored: now it may ring. Whoever kills this console then finds what the engine does."""
        if self._unsent is order:
            self._unsent = None
            self._core.phone.send(order)

    def store_is_down(self) -> None:
        """The record waits for its store; the customer does not."""
        if self._unsent is not None:
            self._dial(self._unsent)

    def _failed_try(self, card: CallCard | None) -> UUID | None:
        """The escalation whose try has just failed: a further one is another step of the same record (R81)."""
        transfer = self._core.board.transfer
        if card is None or transfer is None or transfer.customer != card.call or transfer.failed is None:
            return None
        return transfer.escalation

    def _order(
        self, ready: Ready, begin: BeginEscalation, card: CallCard, transfer: str, hop: int
    ) -> commands.Command:
        """Put the transfer on the board, and make the command that starts it."""
        core, target, warm = self._core, ready.target, ready.mode is Mode.WARM
        core.untell("transfer_")
        consult = core.new_id().hex
        told = handover_context(begin, ready.case, card, hop)
        key = core.terms.floor_key
        header = context.pack(told, key, target.uri) if key else ""
        if warm:
            self._transfers.expect_consult(consult)
            order: commands.Command = commands.BeginTransfer(
                id=core.command_id(),
                transfer=transfer,
                customer=card.call,
                consult=consult,
                target=target.uri,
                target_is_queue=target.is_queue,
                user_to_user=header,
                case=self._case_messages(begin, ready.case, told, target) if key else (),
                ring_seconds=self._ring_seconds(ready.candidate),
                notify_seconds=core.terms.notify_seconds,
            )
        else:
            order = commands.BlindTransfer(
                id=core.command_id(),
                transfer=transfer,
                customer=card.call,
                target=target.uri,
                user_to_user=header,
                notify_seconds=core.terms.notify_seconds,
            )
        before = core.board.transfer
        same = before is not None and before.escalation == begin.escalation
        tried = before.tried if before is not None and same else ()
        core.put(
            form=None,
            transfer=TransferCard(
                transfer=transfer,
                escalation=begin.escalation,
                customer=card.call,
                consult=consult if warm else "",
                state=State.HOLDING if warm else State.COMPLETING,
                target=target.uri,
                key=target.key,
                target_name=target.name,
                target_number=target.number,
                target_level=target.level,
                target_department=target.department,
                is_queue=target.is_queue,
                since=core.now(),
                kind=begin.kind.value,
                why=begin.reason,
                trigger=begin.trigger,
                tried=tuple(dict.fromkeys((*tried, target.key))),
                summary_complete=bool(begin.summary.strip() and begin.expects.strip()),
            ),
        )
        return order

    def _ring_seconds(self, candidate: Candidate | None) -> float:
        """Of a group in order each rings for as long as the policy says."""
        usual, each = self._core.terms.ring_seconds, self._core.board.policy.ring_each
        return min(usual, each.total_seconds()) if candidate is not None and each is not None else usual

    def _case_messages(
        self, begin: BeginEscalation, case: Case, told: context.HandoverContext, target: Target
    ) -> tuple[str, ...]:
        key, me = self._core.terms.floor_key, self._core.board.me
        if key is None or target.is_queue:
            return ()
        customer = case.customer
        summary = CaseSummary(
            ticket=told.ticket,
            ticket_number=told.ticket_number,
            escalation=told.escalation,
            kind=told.kind,
            level=told.level,
            hop=told.hop,
            reason=told.reason,
            subject=case.ticket.subject,
            tried=begin.summary,
            expects=begin.expects,
            category=case.ticket.category,
            severity=case.ticket.severity.value,
            customer_name=customer.name if customer else case.ticket.caller_name,
            customer_company=customer.company if customer else "",
            customer_number=told.caller,
            customer_tier=customer.tier if customer else "",
            customer_language=customer.languages[0] if customer and customer.languages else "",
            path=tuple(
                f"L{e.from_level} {e.from_person} → L{e.to_level} {e.target_name}" for e in case.escalations
            ),
            from_person=me.name,
            from_extension=me.extension or me.key,
            issued_at=begin.at,
        )
        return pack_case(summary, key, target.uri)


def _next_hop(case: Case) -> int:
    return max((e.hop for e in case.escalations), default=0) + 1


def handover_context(begin: BeginEscalation, case: Case, card: CallCard, hop: int) -> context.HandoverContext:
    """What goes into the consult's INVITE."""
    return context.HandoverContext(
        ticket=case.ticket.id,
        ticket_number=case.ticket.number,
        escalation=begin.escalation,
        kind=begin.kind.value,
        level=begin.to_level,
        reason=begin.reason,
        hop=hop,
        caller=case.ticket.caller or card.number,
        caller_name=case.customer.name if case.customer else card.name,
        issued_at=begin.at,
    )
