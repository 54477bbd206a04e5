"""Whom to escalate to, for the case on the desk: the adviser's situation made of the board, and its answer. Pure.

:func:`advise` answers for the form that is open, :func:`next_after` for a try that came to nothing. While no policy is
set (version 0) nothing is forbidden, and who comes next is whoever stands next in the directory.
"""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

import msgspec

from console.desk.board import Board
from console.desk.escalating import EscalateForm
from store.adviser import Advice, Candidate, advise, floor_of
from store.book import Case, CauseRow
from store.directory import Directory, Person
from store.escalation import Kind
from store.policy import Policy, Situation
from store.sla import ClockState
from store.standing import clocks_of
from store.ticket import Status
from store.values import replace
from telephony.transfer import State

_WORST = (ClockState.BREACHED, ClockState.WARNED, ClockState.PAUSED, ClockState.RUNNING)
_DONE = frozenset({Status.RESOLVED, Status.CLOSED})
_RINGS = frozenset({State.HOLDING, State.CONSULTING})
_OVER = frozenset({State.HANDED_OVER, State.LOST, State.COMPLETING})
_TRIES = frozenset({"consult_started", "blind_started"})


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """What was filled in, as far as the rules care."""

    kind: str = ""
    reason: str = ""
    trigger: str = "agent"
    credit_cents: int = 0
    currency: str = "EUR"


def off(board: Board) -> bool:
    """Whether this person's team does not escalate at all (R33)."""
    return bool(board.me.department) and board.me.department in board.policy.off_for


def advise_on(
    board: Board,
    case: Case,
    wanted: Wanted,
    now: datetime,
    *,
    again: UUID | None = None,
    tried: Iterable[str] = (),
) -> Advice:
    """The adviser's answer; empty without a policy. ``again``: the escalation of which this is a further try."""
    return _answer(board, situation_of(board, case, wanted, now, again=again, tried=tried))


def _answer(board: Board, situation: Situation) -> Advice:
    if not board.policy.version:
        return Advice()
    return advise(situation, board.policy, floor_of(seen_directory(board), board.policy, situation.at))


def situation_of(
    board: Board,
    case: Case,
    wanted: Wanted,
    now: datetime,
    *,
    again: UUID | None = None,
    tried: Iterable[str] = (),
) -> Situation:
    """The case as the rules see it."""
    me, ticket, customer = board.me, case.ticket, case.customer
    tier = customer.tier if customer else ""
    return Situation(
        at=now,
        from_person=me.key,
        from_level=me.level,
        from_department=me.department,
        category=ticket.category,
        severity=ticket.severity,
        tier=tier,
        value_cents=customer.value_cents if customer else None,
        languages=customer.languages if customer else (),
        reason=wanted.reason,
        trigger=wanted.trigger,
        sla=_worst(case, tier, board.policy, now),
        contacts=contacts(case),
        impact=impact(case, board.causes),
        hops=max((e.hop for e in case.escalations if e.id != again), default=0),
        tried=frozenset(tried),
        credit_cents=wanted.credit_cents,
        currency=wanted.currency,
    )


def _worst(case: Case, tier: str, policy: Policy, now: datetime) -> str:
    states = {clock.state for clock in clocks_of(case.ticket, tier, policy, now)}
    return next((state.value for state in _WORST if state in states), "")


def contacts(case: Case) -> int:
    """Earlier contacts about the matter: the calls before this one, and the times that it was opened again."""
    calls = sum(call.escalation is None for call in case.calls)
    return max(0, calls - 1) + case.ticket.reopened


def impact(case: Case, causes: Iterable[CauseRow]) -> int:
    """People or sites that are down: of all open tickets of the same cause together, or of this one alone."""
    ticket = case.ticket
    row = next((r for r in causes if ticket.cause and r.cause == ticket.cause), None)
    return max(ticket.impact, row.impact if row is not None and ticket.status not in _DONE else 0)


def seen_directory(board: Board) -> Directory:
    """The directory with the states that this desk sees: the PBX's where it serves them."""
    directory = board.directory
    if all(board.seen.get(p.key, p.state) == p.state for p in directory.people):
        return directory
    people = tuple(replace(p, state=board.seen.get(p.key, p.state)) for p in directory.people)
    return replace(directory, people=people)


def tried_of(case: Case, escalation: UUID, directory: Directory) -> frozenset[str]:
    """Directory keys that this escalation has rung; its steps name them by their names."""
    names = {s.reason for s in case.steps if s.escalation == escalation and s.step in _TRIES}
    people = {p.key for p in directory.people if p.name in names}
    return frozenset(people | {d.key for d in directory.departments if d.name in names})


# -- what is not by a rule


def why_not(board: Board, advice: Advice, wanted: Wanted, target: str) -> str:
    """Why the policy does not allow this target: ``off``, ``self``, ``tried``, ``level``, ``authority``, ``hops``.

    "" if it does, or says nothing about it; without a policy nothing is forbidden.
    """
    if off(board):
        return "off"
    told = dict(advice.forbidden)
    person = board.directory.person(target)
    if not board.policy.version or any(c.target == target for c in advice.candidates):
        return ""
    if told.get(target, "tried") != "tried":  # to ring somebody again is the agent's own decision
        return told[target]
    if not advice.candidates and "hops" in told.values():
        return "hops"
    return _unfit(board, wanted, target, person)


def _unfit(board: Board, wanted: Wanted, target: str, person: Person | None) -> str:
    """What holds for whoever no rule speaks of."""
    if target == board.me.key or (person is not None and person.key == board.me.key):
        return "self"
    if person is not None and wanted.kind == Kind.HIERARCHICAL and person.level <= board.me.level:
        near = person.department == board.me.department and person.level == board.me.level
        return "" if near else "level"
    return ""


def next_after(board: Board, advice: Advice, failed: str, tried: frozenset[str], kind: str) -> str:
    """Whom to ring after ``failed`` (a directory key), "" if nobody is left who could take it now (R81)."""
    left = [c for c in advice.candidates if c.target not in tried | {failed}]
    if board.policy.version and (advice.candidates or advice.forbidden):
        return next((c.target for c in left if c.free or not known_away(c)), "")
    return next((p.key for p in _neighbours(board, failed, kind) if p.key not in tried | {failed}), "")


def best(board: Board, advice: Advice) -> str:
    """Whom to put in at first: the best candidate; without a rule the first of those above who could take it."""
    if advice.candidates:
        return advice.candidates[0].target
    return next((p.key for p in _neighbours(board, "", Kind.HIERARCHICAL)), "")


def next_target(board: Board, now: datetime) -> str:
    """Whom one key rings after the consult on the board: a directory key, "" for nobody."""
    transfer = board.transfer
    card = board.card(transfer.customer) if transfer is not None else None
    if transfer is None or card is None or card.case is None or off(board):
        return ""
    wanted = Wanted(kind=transfer.kind, reason=transfer.why, trigger=transfer.trigger)
    tried = frozenset(transfer.tried)
    advice = advise_on(board, card.case, wanted, now, again=transfer.escalation, tried=tried)
    return next_after(board, advice, transfer.key, tried, transfer.kind)


def known_away(candidate: Candidate) -> bool:
    """Nobody of this target can take a call now, or will in minutes."""
    return not candidate.free and not candidate.soon


def _neighbours(board: Board, failed: str, kind: str) -> list[Person]:
    """Who else could know, without a rule that says so: those who are free first, then by level and name."""
    directory, me = board.directory, board.me
    before = directory.person(failed)
    home = before.department if before is not None else failed
    if kind == Kind.HIERARCHICAL:
        found = [p for p in directory.people if above(p, me.department, me.level)]
    else:
        found = [p for p in directory.people if p.department == home]
    away = {"away", "dnd", "offline"}
    states = {p.key: board.seen.get(p.key, p.state) for p in found}
    found = [p for p in found if p.key != me.key and states[p.key] not in away]
    return sorted(found, key=lambda p: (states[p.key] not in {"available", ""}, p.level, p.name))


def above(person: Person, department: str, level: int) -> bool:
    """A supervisor, or a more experienced colleague of the same department (R11)."""
    if person.role == "supervisor" and person.level >= level:
        return True
    return bool(department) and person.department == department and person.level > level


# -- the open form


def wanted_of(form: EscalateForm) -> Wanted:
    """What of the form the rules care about."""
    return Wanted(
        kind=form.kind,
        reason=form.reason,
        trigger=form.trigger,
        credit_cents=cents(form.credit),
        currency=form.currency,
    )


def cents(text: str) -> int:
    """``50``, ``49,90`` or ``49.90`` in cents; what is no amount is 0."""
    whole, _, part = text.strip().replace(",", ".").partition(".")
    if not whole.isdigit() or not whole.isascii() or (part and not (part.isdigit() and part.isascii())):
        return 0
    return int(whole[:9]) * 100 + int((part + "00")[:2])


def name_of(directory: Directory, key: str) -> str:
    """A person's or a department's; the key itself if nobody has it."""
    person, department = directory.person(key), directory.department(key)
    return person.name if person is not None else department.name if department is not None else key


def case_of(board: Board, ticket: UUID) -> Case | None:
    """The case on the desk that has this ticket."""
    return next((c for c in cases_of(board) if c.ticket.id == ticket), None)


def cases_of(board: Board) -> tuple[Case, ...]:
    """Those at hand: of calls, of wrap-ups, and the one that is looked at; each once."""
    held = [*(c.case for c in board.cards), *(w.case for w in board.wrapups), board.opened]
    return tuple({case.ticket.id: case for case in reversed(held) if case is not None}.values())[::-1]


class Adviser:
    """Keeps ``Board.advice`` true: it is worked out again when something has changed that it rests on."""

    def __init__(self) -> None:
        self._known: tuple[object, ...] = ()

    def derive(self, board: Board, now: datetime) -> Board:
        """The board with its advice. Cheap if nothing has changed."""
        return self._with_next(self._with_advice(board, now), now)

    def _with_next(self, board: Board, now: datetime) -> Board:
        transfer = board.transfer
        if transfer is None:
            return board
        wanted = transfer.failed is not None or transfer.state in _RINGS
        key = next_target(board, now) if wanted and transfer.state not in _OVER else ""
        name = name_of(board.directory, key)
        if (key, name) == (transfer.next, transfer.next_name):
            return board
        return replace(board, transfer=replace(transfer, next=key, next_name=name))

    def _with_advice(self, board: Board, now: datetime) -> Board:
        form = board.form
        if form is None:
            self._known = ()
            return board if board.advice is None else replace(board, advice=None)
        case = case_of(board, form.ticket)
        if case is None:
            return board
        again, tried = tries(board, form)
        situation = situation_of(board, case, wanted_of(form), now, again=again, tried=tried)
        minute = now.replace(second=0, microsecond=0)
        rests_on = (replace(situation, at=minute), board.policy, board.directory, board.seen)
        if board.advice is not None and _same(rests_on, self._known):
            return board
        self._known = rests_on
        return replace(board, advice=_answer(board, situation))


def _same(one: tuple[object, ...], other: tuple[object, ...]) -> bool:
    return len(one) == len(other) and all(a is b or a == b for a, b in zip(one, other, strict=True))


def tries(board: Board, form: EscalateForm) -> tuple[UUID | None, frozenset[str]]:
    """The escalation of which the form would be a further try, and whom that has rung already."""
    transfer = board.transfer
    if form.call is None or transfer is None or transfer.customer != form.call or transfer.failed is None:
        return None, frozenset()
    return transfer.escalation, frozenset(transfer.tried)
