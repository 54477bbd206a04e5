"""The escalate panel, and what was filled in: checked against what is demanded and what the policy allows."""

from datetime import UTC, datetime
from uuid import UUID

from msgspec import structs

from console.desk import intents
from console.desk.advice import Wanted, advise_on, best, off, tries, wanted_of, why_not
from console.desk.board import Board
from console.desk.calling import CallCard
from console.desk.cards import draft_of, is_up
from console.desk.core import Core
from console.desk.escalating import EscalateForm
from console.desk.intents import Refusal
from console.desk.sending import Ready, Sending
from console.desk.targets import find_target
from console.desk.transfers import Transfers
from store.book import Case
from store.changes import SaveDraft
from store.changes_case import DemandManager
from store.escalation import Kind, Mode, Reason
from store.policy import Policy
from store.values import replace
from telephony.call import CallId

OFF = Refusal("off", "Escalation is switched off for your team.")
_FORBIDDEN = {
    "self": "You cannot escalate to yourself.",
    "level": "A hierarchical escalation goes to a higher level than yours.",
    "authority": "They may not give as much as the customer is to get.",
    "hops": "This case has moved as often as its rule allows; whoever has it is to solve it.",
}


class Escalations:
    """The sender's side, up to the moment when it is sent."""

    def __init__(self, core: Core, transfers: Transfers) -> None:
        self._core = core
        self.sending = Sending(core, transfers)

    # -- the form

    def open_form(self, call: CallId | None, ticket: UUID | None, **given: str) -> Refusal | None:
        """Open the panel, prefilled from the draft, else from the notes."""
        if off(self._core.board):
            return OFF
        found = self._subject(call, ticket)
        if isinstance(found, Refusal):
            return found
        card, case = found
        if self._under_way(card):
            return Refusal("transfer_under_way", "A hand-over is under way already.")
        currency = case.customer.currency if case.customer is not None else "EUR"
        form = EscalateForm(
            ticket=case.ticket.id,
            call=card.call if card else None,
            summary=case.ticket.notes,
            currency=currency,
        )
        form = with_draft(form, case)
        self._core.put(form=replace(form, **given) if given else form)  # type: ignore[arg-type]
        self._save_form(open_=True)
        return None

    def demand(self, call: CallId | None, ticket: UUID | None) -> Refusal | None:
        """The customer demands a manager: on record whatever comes of it, and the panel opens filled in."""
        core = self._core
        if off(core.board):
            return OFF
        found = self._subject(call, ticket)
        if isinstance(found, Refusal):
            return found
        card, case = found
        now = core.now()
        core.write(
            (DemandManager(id=core.new_id(), at=now, person=core.board.me.key, ticket=case.ticket.id),)
        )
        reason = Reason.CUSTOMER_DEMANDS_MANAGER.value
        wanted = Wanted(kind=Kind.HIERARCHICAL.value, reason=reason, trigger="customer")
        given = {"kind": wanted.kind, "reason": reason, "trigger": wanted.trigger}
        given["target"] = best(core.board, advise_on(core.board, case, wanted, now))
        return self.open_form(card.call if card else None, case.ticket.id, **given)

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
        known: dict[str, object] = {k: v for k, v in fields.items() if k in _FORM_FIELDS}
        if fields.get("call") == "":  # nobody is called: the customer is promised to be called back
            known["call"] = None
        now = self._core.now()
        self._core.put(form=replace(form, **known, problem="", why="", saved_at=now))  # type: ignore[arg-type]
        self._save_form(open_=True)
        return None

    def restore_form(self, card: CallCard, case: Case) -> None:
        """After a restart: the panel stands open again if it was."""
        draft = draft_of(case, "escalation")
        if draft is None or not draft.fields.get("open") or self._under_way(card) or off(self._core.board):
            return
        if self._core.board.form is None:
            empty = EscalateForm(ticket=case.ticket.id, call=card.call)
            self._core.put(form=with_draft(empty, case))

    def _save_form(self, *, open_: bool) -> None:
        form, core = self._core.board.form, self._core
        if form is None:
            return
        fields = {name: getattr(form, name) for name in _FORM_FIELDS} | {"open": "1" if open_ else ""}
        draft = SaveDraft(
            id=core.new_id(),
            at=core.now(),
            person=core.board.me.key,
            ticket=form.ticket,
            scope="escalation",
            fields=fields,
        )
        core.write((draft,))

    # -- sending it

    def escalate(self, asked: intents.Escalate) -> Refusal | None:
        """Check, record, then dial: in this order, so that nothing happens that is not on record."""
        core = self._core
        if off(core.board):
            return OFF
        form = core.board.form
        found = self._subject(form.call if form else None, form.ticket if form else None)
        if isinstance(found, Refusal):
            return found
        card, case = found
        filled = _merged(asked, form, case)
        problem = _problem(filled, core.board.policy, core.now())
        if problem is None and asked.mode not in {m.value for m in Mode}:
            problem = Refusal("bad_mode", "The way is warm, blind or no_call.")
        target = find_target(core, filled.to) if problem is None else None
        if isinstance(target, Refusal):
            problem = target
        if problem is not None or target is None or isinstance(target, Refusal):
            return self._refuse_form(problem or Refusal("no_target", "Say to whom."))
        mode = Mode(asked.mode)
        if mode is not Mode.NO_CALL:
            refusal = self._can_transfer(card)
            if refusal is not None:
                return refusal
        ready = Ready(
            asked=filled,
            target=target,
            mode=mode,
            card=card,
            case=case,
            posture=form.posture if form else "reactive",
            promised_at=_promised(filled.promised),
        )
        return self._by_policy(ready, form)

    def _by_policy(self, ready: Ready, form: EscalateForm | None) -> Refusal | None:
        """Send it with the rule that leads there, or say why the policy does not allow it (R18)."""
        core, asked = self._core, ready.asked
        board = core.board
        form = form or EscalateForm(ticket=ready.case.ticket.id, call=ready.card.call if ready.card else None)
        again, tried = tries(board, form)
        wanted = replace(wanted_of(form), kind=asked.kind, reason=asked.reason, trigger=asked.trigger)
        advice = advise_on(
            board, ready.case, wanted, core.now(), again=again, tried=tried - {ready.target.key}
        )
        why = why_not(board, advice, wanted, ready.target.key)
        if why:
            if board.form is not None:
                core.put(form=replace(board.form, problem="forbidden", why=why))
            return Refusal("forbidden", _FORBIDDEN.get(why, "The policy does not allow this target."))
        candidate = next((c for c in advice.candidates if c.target == ready.target.key), None)
        self.sending.send(replace(ready, candidate=candidate))
        return None

    def again(self, key: str) -> Refusal | None:
        """A further try of the escalation whose try has just failed, at somebody else (R81)."""
        board, last = self._core.board, self.sending.last
        transfer = board.transfer
        card = board.card(transfer.customer) if transfer is not None else None
        if transfer is None or card is None or card.case is None:
            return Refusal("no_call", "There is no call to hand over.")
        record = next((e for e in card.case.escalations if e.id == transfer.escalation), None)
        if record is not None and record.summary:  # it may have been completed since
            asked = intents.Escalate(
                to=key,
                kind=record.kind.value,
                reason=record.reason,
                summary=record.summary,
                expects=record.expects,
                trigger=record.trigger,
                promised=record.promised_at.isoformat() if record.promised_at else "",
            )
        elif last is not None and last.card is not None and last.card.call == card.call:
            asked = structs.replace(last.asked, mode="warm", to=key)
        else:
            return Refusal("no_record", "What was sent before is not known; open the panel and send it anew.")
        self._core.put(form=None)
        return self.escalate(asked)

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

    def store_is_down(self) -> None:
        """The record waits for its store; the customer does not."""
        self.sending.store_is_down()

    def _subject(self, call: CallId | None, ticket: UUID | None) -> tuple[CallCard | None, Case] | Refusal:
        """The call and the case that an escalation is about."""
        board = self._core.board
        card = board.card(call) if call is not None else None
        if card is None and ticket is None:
            card = board.current
        if card is None and ticket is not None and call is None:
            card = next((c for c in board.cards if c.ticket == ticket and is_up(c)), None)
        if card is not None:
            if card.case is None:
                return Refusal("no_ticket_yet", "The ticket is still being opened; try again in a moment.")
            return card, card.case
        return _without_call(board, ticket)


def _without_call(board: Board, ticket: UUID | None) -> tuple[None, Case] | Refusal:
    cases = [w.case for w in board.wrapups if w.case is not None]
    if board.opened is not None:
        cases.append(board.opened)
    case = next((c for c in reversed(cases) if ticket in (None, c.ticket.id)), None)
    return (None, case) if case is not None else Refusal("no_call", "There is no call and no open ticket.")


_FORM_FIELDS = (
    "kind", "target", "reason", "summary", "expects", "promised", "credit", "trigger", "posture",
)  # fmt: skip


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
    return structs.replace(
        asked,
        to=asked.to or form.target,
        kind=asked.kind or form.kind,
        reason=asked.reason or form.reason,
        summary=asked.summary or form.summary,
        expects=asked.expects or form.expects,
        trigger=asked.trigger or form.trigger,
        promised=asked.promised or form.promised,
    )


def _problem(asked: intents.Escalate, policy: Policy, now: datetime) -> Refusal | None:
    """The first thing that is missing: one row a thing."""
    if not asked.to.strip():
        return Refusal("no_target", "Say to whom: a department, a person, an extension or an address.")
    if asked.kind not in {k.value for k in Kind}:
        return Refusal("bad_kind", "The kind is functional or hierarchical.")
    if not asked.reason:
        return Refusal("no_reason", "An escalation needs a reason.")
    reasons = [r.key for r in policy.reasons if r.active]
    if asked.reason not in reasons:
        return Refusal("bad_reason", f"The reason is one of: {', '.join(reasons)}.")
    if not asked.summary.strip():
        return Refusal("no_summary", "An escalation needs a summary of what was tried.")
    return _bad_promise(asked.promised, now) if asked.promised else None


def _bad_promise(text: str, now: datetime) -> Refusal | None:
    at = _promised(text)
    if at is None:
        return Refusal("bad_promise", "The promised time is a date and a time with its zone.")
    return Refusal("bad_promise", "The promised time is over already.") if at <= now else None


def _promised(text: str) -> datetime | None:
    """In UTC; None for what is no time with a zone."""
    try:
        at = datetime.fromisoformat(text) if text else None
    except ValueError:
        return None
    return at.astimezone(UTC) if at is not None and at.tzinfo is not None else None
