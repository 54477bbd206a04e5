"""The escalate panel, and sending what was filled in: checked, put on record, then dialled."""

from dataclasses import replace
from functools import partial
from uuid import UUID

from console.desk import intents
from console.desk.board import CallCard, EscalateForm, TransferCard
from console.desk.cards import as_uuid, draft_of, is_up
from console.desk.core import Core
from console.desk.intents import Refusal
from console.desk.targets import Target, find_target
from console.desk.transfers import Transfers
from store.book import Case
from store.changes import AnyChange, BeginEscalation, RecordStep, SaveDraft
from store.errors import StoreError
from store.escalation import Kind, Mode, Outcome, Reason
from telephony import commands, context
from telephony.call import CallId
from telephony.case import CaseSummary, pack_case
from telephony.transfer import State


class Escalations:
    """The sender's side, up to the moment when the engine has the transfer."""

    def __init__(self, core: Core, transfers: Transfers) -> None:
        self._core = core
        self._transfers = transfers
        self._unsent: commands.Command | None = None
        """A transfer whose record is not stored yet."""

    # -- the form

    def open_form(self, call: CallId | None, ticket: UUID | None, **given: str) -> Refusal | None:
        """Open the panel, prefilled from the draft, else from the notes."""
        found = self._subject(call, ticket)
        if isinstance(found, Refusal):
            return found
        card, case = found
        if self._under_way(card):
            return Refusal("transfer_under_way", "A hand-over is under way already.")
        form = EscalateForm(
            ticket=case.ticket.id, call=card.call if card else None, summary=case.ticket.notes
        )
        form = with_draft(form, case)
        self._core.put(form=replace(form, **given) if given else form)  # type: ignore[arg-type]
        self._save_form(open_=True)
        return None

    def close_form(self) -> None:
        """What was typed stays as a draft."""
        if self._core.board.form is not None:
            self._save_form(open_=False)
            self._core.put(form=None)

    def edit_form(self, fields: dict[str, str]) -> Refusal | None:
        """Something was filled in."""
        form = self._core.board.form
        if form is None:
            return Refusal("no_form", "The escalate panel is not open.")
        known = {k: v for k, v in fields.items() if k in _FORM_FIELDS}
        self._core.put(form=replace(form, **known, problem="", saved_at=self._core.now()))  # type: ignore[arg-type]
        self._save_form(open_=True)
        return None

    def restore_form(self, card: CallCard, case: Case) -> None:
        """After a restart: the panel stands open again if it was."""
        draft = draft_of(case, "escalation")
        if draft is None or not draft.fields.get("open") or self._under_way(card):
            return
        if self._core.board.form is None:
            empty = EscalateForm(ticket=case.ticket.id, call=card.call)
            self._core.put(form=with_draft(empty, case))

    def _save_form(self, *, open_: bool) -> None:
        form, core = self._core.board.form, self._core
        if form is None:
            return
        fields = {name: getattr(form, name) for name in _FORM_FIELDS} | {"open": "1" if open_ else ""}
        core.write((self._draft(form.ticket, fields),))

    def _draft(self, ticket: UUID, fields: dict[str, str]) -> SaveDraft:
        core = self._core
        return SaveDraft(
            id=core.new_id(),
            at=core.now(),
            person=core.board.me.key,
            ticket=ticket,
            scope="escalation",
            fields=fields,
        )

    # -- sending it

    def escalate(self, asked: intents.Escalate) -> Refusal | None:
        """Check, record, then dial: in this order, so that nothing happens that is not on record."""
        core = self._core
        form = core.board.form
        found = self._subject(form.call if form else None, form.ticket if form else None)
        if isinstance(found, Refusal):
            return found
        card, case = found
        filled = _merged(asked, form, case)
        problem = _problem(filled)
        if problem is None and asked.mode not in {m.value for m in Mode}:
            problem = Refusal("bad_mode", "The way is warm, blind or no_call.")
        target = find_target(self._core, filled.to) if problem is None else None
        if isinstance(target, Refusal):
            problem = target
        if problem is not None or target is None or isinstance(target, Refusal):
            return self._refuse_form(problem or Refusal("no_target", "Say to whom."))
        mode = Mode(asked.mode)
        if mode is not Mode.NO_CALL:
            refusal = self._can_transfer(card)
            if refusal is not None:
                return refusal
        self._send(filled, target, mode, card, case)
        return None

    def _refuse_form(self, problem: Refusal) -> Refusal:
        form = self._core.board.form
        if form is not None:
            self._core.put(form=replace(form, problem=problem.code))
        return problem

    def _can_transfer(self, card: CallCard | None) -> Refusal | None:
        if card is None:
            return Refusal("no_call", "There is no call to hand over; send it without a call.")
        if not is_up(card):
            return Refusal("not_up", "The call is not answered yet.")
        if self._under_way(card):
            return Refusal("transfer_under_way", "A hand-over is under way already.")
        return None

    def _under_way(self, card: CallCard | None) -> bool:
        transfer = self._core.board.transfer
        return card is not None and transfer is not None and transfer.under_way

    def _send(
        self, asked: intents.Escalate, target: Target, mode: Mode, card: CallCard | None, case: Case
    ) -> None:
        core, now = self._core, self._core.now()
        before = self._failed_try(card)
        escalation = before or core.new_id()
        begin = BeginEscalation(
            id=core.new_id(),
            at=now,
            person=core.board.me.key,
            escalation=escalation,
            ticket=case.ticket.id,
            call=as_uuid(card.call) if card else None,
            kind=Kind(asked.kind),
            mode=mode,
            reason=asked.reason,
            summary=asked.summary,
            expects=asked.expects,
            trigger=asked.trigger,
            target=target.key,
            target_name=target.name,
            target_is_department=target.is_department,
            from_level=core.board.me.level,
            to_level=target.level,
        )
        steps: tuple[AnyChange, ...] = (begin, self._draft(case.ticket.id, {}))
        if mode is Mode.NO_CALL or card is None:
            sent = RecordStep(
                id=core.new_id(),
                at=now,
                person=core.board.me.key,
                escalation=escalation,
                step="sent",
                outcome=Outcome.SENT,
            )
            core.write((*steps, sent))
            core.put(form=None)
            core.tell("ok", "escalated_without_call", name=target.name)
            return
        # Not counted from the case's steps: a quick second try would not find the first one's there yet.
        transfer = f"{escalation.hex}.{core.new_id().hex[-8:]}" if before else escalation.hex
        hop = next((e.hop for e in case.escalations if e.id == escalation), len(case.escalations) + 1)
        order = self._order(begin, target, mode, card, case, transfer, hop)
        self._unsent = order

        def rejected(error: StoreError) -> None:
            if self._unsent is order:
                self._unsent = None
                core.put(transfer=None)
            core.tell("error", "rejected", why=error.message)

        core.write(steps, after=partial(self._dial, order), failed=rejected)

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

    def _subject(self, call: CallId | None, ticket: UUID | None) -> tuple[CallCard | None, Case] | Refusal:
        """The call and the case that an escalation is about."""
        board = self._core.board
        card = board.card(call) if call is not None else None
        if card is None and ticket is None:
            card = board.current
        if card is not None:
            if card.case is None:
                return Refusal("no_ticket_yet", "The ticket is still being opened; try again in a moment.")
            return card, card.case
        cases = [w.case for w in board.wrapups if w.case is not None]
        if board.opened is not None:
            cases.append(board.opened)
        case = next((c for c in reversed(cases) if ticket in (None, c.ticket.id)), None)
        return (
            (None, case) if case is not None else Refusal("no_call", "There is no call and no open ticket.")
        )

    def _order(
        self,
        begin: BeginEscalation,
        target: Target,
        mode: Mode,
        card: CallCard,
        case: Case,
        transfer: str,
        hop: int,
    ) -> commands.Command:
        """Put the transfer on the board, and make the command that starts it."""
        core = self._core
        core.untell("transfer_")
        consult = core.new_id().hex
        told = handover_context(begin, case, card, hop)
        key = core.policy.floor_key
        header = context.pack(told, key, target.uri) if key else ""
        if mode is Mode.WARM:
            self._transfers.expect_consult(consult)
            order: commands.Command = commands.BeginTransfer(
                id=core.command_id(),
                transfer=transfer,
                customer=card.call,
                consult=consult,
                target=target.uri,
                target_is_queue=target.is_queue,
                user_to_user=header,
                case=self._case_messages(begin, case, told, target) if key else (),
                ring_seconds=core.policy.ring_seconds,
                notify_seconds=core.policy.notify_seconds,
            )
        else:
            order = commands.BlindTransfer(
                id=core.command_id(),
                transfer=transfer,
                customer=card.call,
                target=target.uri,
                user_to_user=header,
                notify_seconds=core.policy.notify_seconds,
            )
        core.put(
            form=None,
            transfer=TransferCard(
                transfer=transfer,
                escalation=begin.escalation,
                customer=card.call,
                consult=consult if mode is Mode.WARM else "",
                state=State.HOLDING if mode is Mode.WARM else State.COMPLETING,
                target=target.uri,
                target_name=target.name,
                target_number=target.number,
                target_level=target.level,
                target_department=target.department,
                is_queue=target.is_queue,
                since=core.now(),
                summary_complete=bool(begin.summary.strip() and begin.expects.strip()),
            ),
        )
        return order

    def _case_messages(
        self, begin: BeginEscalation, case: Case, told: context.HandoverContext, target: Target
    ) -> tuple[str, ...]:
        key, me = self._core.policy.floor_key, self._core.board.me
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


_FORM_FIELDS = ("kind", "target", "reason", "summary", "expects")


def with_draft(form: EscalateForm, case: Case) -> EscalateForm:
    """The form as it was left."""
    draft = draft_of(case, "escalation")
    if draft is None:
        return form
    fields = {k: v for k, v in draft.fields.items() if k in _FORM_FIELDS and v}
    return replace(form, **fields, saved_at=draft.saved_at)  # type: ignore[arg-type]


def _merged(asked: intents.Escalate, form: EscalateForm | None, case: Case) -> intents.Escalate:
    """What was asked, completed from the open panel."""
    form = form or EscalateForm(ticket=case.ticket.id, call=None)
    return replace(
        asked,
        to=asked.to or form.target,
        kind=asked.kind or form.kind,
        reason=asked.reason or form.reason,
        summary=asked.summary or form.summary,
        expects=asked.expects or form.expects,
    )


def _problem(asked: intents.Escalate) -> Refusal | None:
    """The first thing that is missing."""
    if not asked.to.strip():
        return Refusal("no_target", "Say to whom: a department, a person, an extension or an address.")
    if asked.kind not in {k.value for k in Kind}:
        return Refusal("bad_kind", "The kind is functional or hierarchical.")
    if not asked.reason:
        return Refusal("no_reason", "An escalation needs a reason.")
    if asked.reason not in {r.value for r in Reason}:
        allowed_reasons = ", ".join(r.value for r in Reason)
        return Refusal("bad_reason", f"The reason is one of: {allowed_reasons}.")
    if not asked.summary.strip():
        return Refusal("no_summary", "An escalation needs a summary of what was tried.")
    return None


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
