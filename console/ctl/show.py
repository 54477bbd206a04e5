"""The board and a case as JSON: names that stay, for programs that read them."""

import os
from typing import Any

import msgspec

from console.desk.board import Board, Import, Notice
from console.desk.calling import CallCard, EchoTest, Handover, WrapUpCard
from console.desk.escalating import TransferCard
from console.desk.recorded import RecordedCall, RecordingBoard
from console.desk.seat import EngineState, PhoneLine
from store.book import CallRow, Case, TicketRow
from store.recording import Recording

Json = dict[str, Any]


def status(board: Board) -> Json:
    """What `warmline ctl status` prints."""
    transfer = board.transfer
    return {
        "registered": board.phone.registered,
        "registration": registration(board.phone),
        "queue": board.phone.queue.value,
        "state": board.me.presence.value,
        "reason": board.me.reason,
        "wrapup_until": plain(board.me.wrapup_until),
        "me": {
            "key": board.me.key,
            "name": board.me.name,
            "extension": board.me.extension,
            "role": board.me.role,
            "level": board.me.level,
            "department": board.me.department,
        },
        "calls": [call(card) for card in board.cards],
        "selected": board.current.call if board.current else None,
        "transfer": transfer_of(transfer),
        "consult": consult_of(transfer),
        "wrapups": [wrapup(card) for card in board.wrapups],
        "echo_test": echo_test(board.echo_test),
        "listening": plain(board.listening),
        "listeners": [plain(each) for each in board.listeners],
        "surveys": [plain(each) for each in board.surveys],
        "recording": recording(board.recording),
        "offer": plain(board.offer),
        "last_dialled": board.last_dialled,
        "sound": {"trouble": board.sound.trouble.value, "lost": board.sound.lost},
        "opened": board.opened.ticket.shown_number if board.opened else None,
        "sent": [row.ticket.shown_number for row in board.sent],
        "inbox": [row.ticket.shown_number for row in board.inbox],
        "notices": [notice(n) for n in board.notices],
        "store_down": board.store_down,
        "console": {"pid": os.getpid()},
        "engine": {
            "pid": board.phone.engine_pid if board.phone.engine is EngineState.ATTACHED else 0,
            "state": board.phone.engine.value,
        },
    }


def registration(phone: PhoneLine) -> Json:
    """How the account stands, and why."""
    return {
        "state": phone.registration.value,
        "code": phone.code,
        "reason": phone.why,
        "uri": phone.uri,
        "problem": phone.problem.value,
        "retry_at": plain(phone.retry_at),
        "server": phone.server,
        "over": phone.over,
    }


def recording(board: RecordingBoard) -> Json:
    """What is recorded, what pauses it, and what is hinted at."""
    return {
        "policy": board.policy.value,
        "field": board.field,
        "calls": [recorded(each) for each in board.calls],
        "hints": [plain(each) for each in board.hints],
    }


def recorded(each: RecordedCall) -> Json:
    """One call's recording; ``legs`` are its own leg and its consult's."""
    return {
        "call": each.call,
        "legs": list(each.legs),
        "running": each.running,
        "since": plain(each.since),
        "paused_by": each.paused_by.value,
        "paused_at": plain(each.paused_at),
        "trouble": each.trouble.value,
        "gaps": each.gaps,
        "consent": each.consent.value,
    }


def echo_test(test: EchoTest | None) -> Json | None:
    """The test call that is under way, or the last one."""
    if test is None:
        return None
    shown = plain(test)
    assert isinstance(shown, dict)  # noqa: S101 - a record; a bug if not
    return shown


def call_row(row: CallRow) -> Json:
    """A call of the history."""
    call = row.call
    return {
        "id": call.id.hex,
        "direction": call.direction,
        "number": call.remote_number,
        "name": row.customer_name or call.remote_name,
        "company": row.company or None,
        "dialled": call.dialled,
        "started_at": plain(call.started_at),
        "answered_at": plain(call.answered_at),
        "ended_at": plain(call.ended_at),
        "outcome": call.outcome.value,
        "emergency": call.emergency,
        "ticket": row.ticket.shown_number,
        "subject": row.ticket.subject,
    }


def importing(report: Import) -> Json:
    """What a file of contacts would change, or has changed."""
    return {
        "path": report.path,
        "applied": report.applied,
        "new": report.new,
        "changed": report.changed,
        "same": report.same,
        "problems": [{"line": line, "why": why} for line, why in report.problems],
    }


def call(card: CallCard) -> Json:
    """One call; ``ticket`` is the shown number, None until the store has given one."""
    return {
        "id": card.call,
        "direction": card.direction.value,
        "state": card.state.value,
        "held": card.held,
        "held_by_remote": card.held_by_remote,
        "muted": card.muted,
        "remote": {"name": card.name, "number": card.number},
        "dialled": card.dialled,
        "codec": card.codec,
        "emergency": card.emergency,
        "quality": plain(card.quality),
        "since": plain(card.since),
        "answered_at": plain(card.answered_at),
        "ticket": card.case.ticket.shown_number if card.case else None,
        "customer": card.case.customer.name if card.case and card.case.customer else None,
        "matches": [customer.name for customer in card.matches],
        "handover": handover(card.handover) if card.handover else None,
    }


def handover(found: Handover) -> Json:
    """A consult that came to us."""
    return {
        "trust": found.trust.value,
        "why": found.why,
        "arrival": found.arrival.value,
        "escalation": plain(found.escalation),
        "from": {"name": found.from_name, "number": found.from_number},
        "customer": {"name": found.customer_name, "number": found.customer_number},
        "kind": found.kind,
        "reason": found.reason,
        "summary": found.summary,
        "expects": found.expects,
        "level": found.level,
        "hop": found.hop,
    }


def transfer_of(transfer: TransferCard | None) -> Json | None:
    """The hand-over under way, or the one that has just ended."""
    if transfer is None:
        return None
    return {
        "id": transfer.transfer,
        "escalation": plain(transfer.escalation),
        "state": transfer.state.value,
        "step": transfer.step.value if transfer.step else None,
        "failed": transfer.failed.value if transfer.failed else None,
        "code": transfer.code,
        "reason": transfer.reason,
        "target": transfer.target,
        "target_name": transfer.target_name,
        "is_queue": transfer.is_queue,
        "customer": transfer.customer,
        "summary_complete": transfer.summary_complete,
    }


def consult_of(transfer: TransferCard | None) -> Json | None:
    """The leg to the target while there is one."""
    if transfer is None or not transfer.consult_alive:
        return None
    return {
        "id": transfer.consult,
        "state": "up" if transfer.answered_at else "ringing",
        "since": plain(transfer.since),
        "answered_at": plain(transfer.answered_at),
        "remote": {"name": transfer.target_name, "number": transfer.target_number},
    }


def wrapup(card: WrapUpCard) -> Json:
    """A call that waits for its code."""
    return {
        "call": card.call,
        "remote": {"name": card.name, "number": card.number},
        "ended_at": plain(card.ended_at),
        "talk_seconds": card.talk_seconds,
        "outcome": card.outcome,
        "ticket": card.case.ticket.shown_number if card.case else None,
        "call_back": card.call_back,
    }


def notice(told: Notice) -> Json:
    """What the window tells; ``code`` names the sentence."""
    return {
        "id": told.id,
        "kind": told.kind,
        "code": told.code,
        "values": dict(told.values),
        "sticky": told.sticky,
    }


def case(found: Case) -> Json:
    """A whole case; each escalation holds its own steps."""
    steps = [plain(step) for step in found.steps]
    escalations = []
    for escalation in found.escalations:
        one = plain(escalation)
        one["steps"] = [step for step in steps if step["escalation"] == one["id"]]
        escalations.append(one)
    shown: Json = {
        "number": found.ticket.shown_number,
        "ticket": plain(found.ticket),
        "customer": plain(found.customer),
        "calls": [plain(c) for c in found.calls],
        "legs": [plain(leg) for leg in found.legs],
        "recordings": [kept_recording(each) for each in found.recordings],
        "entries": [plain(entry) for entry in found.entries],
        "notes": [plain(entry) for entry in found.entries if entry.kind == "note"],
        "escalations": escalations,
        "history": [ticket_row(row) for row in found.history],
        "history_count": found.history_count,
        "calls_year": found.calls_year,
        "drafts": [plain(draft) for draft in found.drafts],
    }
    return shown


def kept_recording(found: Recording) -> Json:
    """A recording of a case, without its key."""
    made = plain(found)
    assert isinstance(made, dict)  # noqa: S101 - a record; a bug if not
    return {name: value for name, value in made.items() if name != "key"}


def ticket_row(row: TicketRow) -> Json:
    """A ticket in a list."""
    return {
        "number": row.ticket.shown_number,
        "subject": row.ticket.subject,
        "category": row.ticket.category,
        "severity": row.ticket.severity.value,
        "status": row.ticket.status.value,
        "owner": row.ticket.owner,
        "owner_department": row.ticket.owner_department,
        "opened_at": plain(row.ticket.opened_at),
        "updated_at": plain(row.ticket.updated_at),
        "caller": row.ticket.caller,
        "customer": row.customer_name or None,
        "company": row.company or None,
        "escalated_to": row.escalated_to,
    }


def plain(value: object) -> Any:
    """Records, times (ISO 8601) and UUIDs as what JSON knows."""
    return msgspec.to_builtins(value)
