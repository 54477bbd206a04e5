"""Rules for a call as a whole. Its first leg has the call's own id and is kept here with it."""

from store.changes import AnswerCall, EndCall, OpenCall, WrapUp
from store.escalation import SUCCESS, Escalation, Mode
from store.rules.cases import hold_wrap_up, settle_machine
from store.rules.common import Work, bad_value, shown
from store.rules.legs import with_quality
from store.rules.tickets import reopening, set_fields
from store.ticket import WRAPUP_CODES, Call, CallLeg, Outcome, Severity, Status, Ticket
from store.values import replace

DIRECTIONS = ("in", "out")
ENDS = tuple(o for o in Outcome if o not in {Outcome.RINGING, Outcome.TALKING})


def open_call(change: OpenCall, work: Work) -> None:
    """A ticket for the call, or the one that is named; nothing for a call that is known already."""
    if change.direction not in DIRECTIONS:
        raise bad_value("direction of a call", change.direction, DIRECTIONS)
    if change.outcome is Outcome.TALKING:
        raise bad_value("outcome for a call that begins", change.outcome, (Outcome.RINGING, *ENDS))
    if work.unit.call(change.call) or _repeats(change, work):
        return
    # An escalation that this store does not know links to nothing; the call is on record all the same.
    escalation = work.unit.escalation(change.escalation) if change.escalation else None
    ticket = _ticket_for(change, escalation, work)
    ended = change.outcome in ENDS
    call = Call(
        id=change.call, ticket=ticket.id, direction=change.direction, person=work.who,
        remote_name=change.remote_name, remote_number=change.remote_number, dialled=change.dialled,
        sip_call_id=change.sip_call_id, started_at=change.at, ended_at=change.at if ended else None,
        outcome=change.outcome, escalation=escalation.id if escalation else None, emergency=change.emergency,
    )  # fmt: skip
    work.unit.add_call(call)
    if work.unit.leg(call.id) is None:
        work.unit.add_leg(
            CallLeg(
                id=call.id, call=call.id, kind="consult" if escalation else "customer",
                remote_name=call.remote_name, remote_number=call.remote_number,
                started_at=call.started_at, ended_at=call.ended_at,
            )
        )  # fmt: skip
    if ended:
        work.entry(ticket.id, "call_ended", change.outcome)
    else:
        work.entry(ticket.id, _began(change, escalation), shown(change.remote_name, change.remote_number))


def _began(change: OpenCall, escalation: Escalation | None) -> str:
    if change.direction == "out":
        return "call_dialled"
    return "consult_rang" if escalation else "call_rang"


def _repeats(change: OpenCall, work: Work) -> bool:
    """Whether the network sent the same INVITE again; its id then stands for the first call."""
    if not change.sip_call_id:
        return False
    first = work.unit.call_by_sip_id(work.who, change.sip_call_id, change.at)
    if first is None:
        return False
    work.unit.add_call_alias(change.call, first.id)
    return True


def _ticket_for(change: OpenCall, escalation: Escalation | None, work: Work) -> Ticket:
    ticket = work.unit.ticket(change.ticket)
    if ticket is None and escalation is not None:
        ticket = work.unit.ticket(escalation.ticket)
    if ticket is not None:
        return ticket
    matches = work.unit.customers_by_number(change.remote_number)
    ticket = Ticket(
        id=change.ticket, number=work.unit.next_ticket_number(), opened_at=change.at, updated_at=change.at,
        customer=matches[0].id if len(matches) == 1 else None,
        caller=change.remote_number, caller_name=change.remote_name,
        severity=Severity.CRITICAL if change.emergency else Severity.NORMAL,
    )  # fmt: skip
    work.open(ticket)
    work.entry(ticket.id, "ticket_opened", shown(change.remote_name, change.remote_number))
    return ticket


def answer_call(change: AnswerCall, work: Work) -> None:
    """The first answer stands. An end that overtook it stands too, and the ticket is left alone."""
    call = work.call(change.call)
    if call.answered_at is not None:
        return
    leg = work.leg(call.id)
    work.unit.put_leg(replace(leg, answered_at=leg.answered_at or change.at, codec=change.codec or leg.codec))
    if call.ended_at is not None:
        work.unit.put_call(replace(call, answered_at=min(change.at, call.ended_at)))
        return
    work.unit.put_call(replace(call, answered_at=change.at, outcome=Outcome.TALKING))
    work.entry(call.ticket, "call_answered", shown(call.remote_name, call.remote_number))
    if call.escalation is None:  # a consult makes nobody the owner: TakeCase does
        _open_ticket(work.ticket(call.ticket), work)
    settle_machine(call, work, answered=True)


def _open_ticket(ticket: Ticket, work: Work) -> None:
    owned = bool(ticket.owner or ticket.owner_department)
    owner = ticket.owner if owned else work.who
    told = {"responded_at": ticket.responded_at or work.at, "told_at": work.at}
    if ticket.status is Status.ESCALATED:
        work.write(ticket, owner=owner, **told)
    else:
        again = reopening(ticket, Status.OPEN, work)
        work.write(ticket, owner=owner, status=Status.OPEN, closed_at=None, **again, **told)


def end_call(change: EndCall, work: Work) -> None:
    """The first end stands, unless it was only believed to be cut off. A call that was cut off has no leg left."""
    if change.outcome not in ENDS:
        raise bad_value("end of a call", change.outcome, ENDS)
    call = work.call(change.call)
    if call.ended_at is not None and call.outcome is not Outcome.CUT_OFF:
        return
    at = max(change.at, call.started_at)
    outcome = change.outcome
    if outcome is Outcome.ANSWERED and _handed_over(call, work):
        outcome = Outcome.HANDED_OVER
    work.unit.put_call(replace(call, ended_at=at, outcome=outcome))
    for leg in work.unit.legs_of(call.id):
        if leg.ended_at is None and (leg.id == call.id or change.outcome is Outcome.CUT_OFF):
            heard = with_quality(leg, change.quality if leg.id == call.id else None)
            work.unit.put_leg(
                replace(heard, ended_at=at, ended_by=change.ended_by, code=change.code, reason=change.reason)
            )
    work.entry(call.ticket, "call_ended", outcome, change.code)
    settle_machine(call, work, answered=False)


def _handed_over(call: Call, work: Work) -> bool:
    """Whether this very call went on to somebody else."""
    return any(
        e.call == call.id and e.outcome in SUCCESS and e.mode is not Mode.NO_CALL
        for e in work.unit.escalations_of(call.ticket)
    )


def wrap_up(change: WrapUp, work: Work) -> None:
    """The call's code, the ticket's last fields, and the person's wrap-up draft is done with."""
    if change.code not in WRAPUP_CODES:
        raise bad_value("wrap-up code", change.code, WRAPUP_CODES)
    call = work.call(change.call)
    hold_wrap_up(set_fields(work.ticket(call.ticket), change.fields, work), work)
    work.unit.put_call(replace(call, wrapup_code=change.code, wrapped_up_at=change.at))
    work.unit.drop_draft(call.ticket, work.who, "wrapup")
    work.entry(call.ticket, "wrapped_up", change.code)
