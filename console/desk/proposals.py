"""What is better escalated before anyone complains (R16), and what a machine or a customer has brought back."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from uuid import UUID

from console.desk.advice import Wanted, advise_on, cases_of, name_of, off
from console.desk.board import Board
from console.desk.cards import MACHINES
from console.desk.core import Core
from console.desk.escalate import Escalations
from console.desk.escalating import Proposal
from console.desk.intents import Refusal
from store.book import Book, Case, CauseRow, RiskSigns
from store.escalation import Kind, Reason
from store.policy import Policy
from store.ticket import Status, Ticket
from store.values import replace

CAUSE_DAYS = 30
"""How far back a cause is known: for completing its word, and for what linked tickets come to."""
_DONE = frozenset({Status.RESOLVED, Status.CLOSED})


class Proposals:
    """Read with the lists, worked out of what was read."""

    def __init__(self, core: Core, escalations: Escalations) -> None:
        self._core = core
        self._escalations = escalations
        self._left: set[str] = set()
        """What the person wants to hear no more of."""
        core.also_read.append(self._read)

    def _read(self, book: Book) -> Callable[[], None]:
        """On the store's thread; what it returns is run on the desk's."""
        board, now = self._core.board, self._core.now()
        signs = board.policy.signs
        storms = []
        for row in book.causes(now - signs.within):
            case = book.case(row.newest) if is_storm(row, board.policy) else None
            if case is not None:
                storms.append((row, case.ticket))
        since = now - timedelta(days=signs.risk_days)
        customers = {case.customer.id for case in cases_of(board) if case.customer is not None}
        risks = {customer: book.risk_signs(customer, since) for customer in customers}
        causes = book.causes(now - timedelta(days=CAUSE_DAYS))
        return lambda: self._put(causes, storms, risks)

    def _put(
        self,
        causes: tuple[CauseRow, ...],
        storms: list[tuple[CauseRow, Ticket]],
        risks: dict[UUID, RiskSigns],
    ) -> None:
        core = self._core
        made = tuple(proposals(core.board, storms, risks, cases_of(core.board), core.now()))
        made = tuple(p for p in made if p.key not in self._left)
        if made != core.board.proposals or causes != core.board.causes:
            core.put(proposals=made, causes=causes)

    def leave(self, key: str) -> None:
        """Not again while this console is open."""
        self._left.add(key)
        core = self._core
        core.put(proposals=tuple(p for p in core.board.proposals if p.key != key))

    def follow(self, key: str) -> Refusal | None:
        """Open the panel, filled in; the ticket is opened first if it is not on the desk."""
        core = self._core
        proposal = next((p for p in core.board.proposals if p.key == key), None)
        if proposal is None:
            return Refusal("no_proposal", "This is not proposed any more.")
        given = {
            "kind": proposal.kind,
            "reason": proposal.reason,
            "trigger": proposal.trigger,
            "posture": proposal.posture,
        }
        if proposal.target:
            given["target"] = proposal.target

        def open_(case: Case | None) -> Refusal | None:
            if case is not None:
                core.put(opened=case)
            return self._escalations.open_form(None, proposal.ticket, **given)

        def read(case: Case | None) -> None:
            with core.turn():
                if case is None:
                    core.tell("warn", "no_such_ticket")
                else:
                    open_(case)

        refusal = open_(None)
        if refusal is not None and refusal.code == "no_call":
            core.keeper.run(lambda book: book.case(proposal.ticket), read)
            return None
        return refusal


def is_storm(row: CauseRow, policy: Policy) -> bool:
    """Many tickets of one fault within the time that the policy says, and nobody above knows of it yet."""
    return row.open >= policy.signs.tickets > 0 and not row.escalated


def proposals(
    board: Board,
    storms: Iterable[tuple[CauseRow, Ticket]],
    risks: Mapping[UUID, RiskSigns],
    cases: Iterable[Case],
    now: datetime,
) -> Iterator[Proposal]:
    """All of them, storms first; none where escalation is switched off."""
    if off(board):
        return
    for row, ticket in storms:
        yield Proposal(
            key=f"cause:{row.cause}",
            code="cause",
            ticket=ticket.id,
            number=ticket.shown_number,
            trigger="pattern",
            posture="proactive",
            kind=Kind.FUNCTIONAL.value,
            reason=Reason.CUSTOMER_IMPACT.value,
            values=(("cause", row.cause), ("count", str(row.open)), ("impact", str(row.impact))),
        )
    for case in cases:
        if case.ticket.status in _DONE or any(e.closed_at is None for e in case.escalations if e.hop):
            continue
        yield from _after_machine(board, case, now)
        signs = risks.get(case.customer.id) if case.customer is not None else None
        if signs is not None and signs.all >= board.policy.signs.at_risk > 0:
            yield _of(case, "risk", "pattern", "proactive", Reason.CUSTOMER_IMPACT, _told(case, signs))
        if reopened(case) and named("reopened", board.policy, now):
            yield _of(case, "reopened", "reopened", "reactive", Reason.COMPLEXITY)


def _after_machine(board: Board, case: Case, now: datetime) -> Iterator[Proposal]:
    """A machine has failed, and the rules name somebody better for it than whoever has answered (R26)."""
    failed = next((e for e in case.escalations if e.trigger in MACHINES and e.closed_at is None), None)
    if failed is None or not named(failed.trigger, board.policy, now):
        return
    wanted = Wanted(kind=Kind.HIERARCHICAL.value, reason=failed.reason, trigger=failed.trigger)
    advice = advise_on(board, case, wanted, now)
    best = advice.candidates[0] if advice.candidates else None
    if best is None or best.target in {board.me.key, board.me.department}:
        return
    values = (("name", name_of(board.directory, best.target)),)
    made = _of(case, failed.trigger, failed.trigger, "reactive", Reason.LACKS_KNOWLEDGE, values)
    yield replace(made, kind=best.kind.value, target=best.target)


def _told(case: Case, signs: RiskSigns) -> tuple[tuple[str, str], ...]:
    name = case.customer.name if case.customer is not None else ""
    return (
        ("name", name),
        ("demands", str(signs.demands)),
        ("low", str(signs.low_scores)),
        ("repeats", str(signs.repeats)),
    )


def _of(
    case: Case,
    code: str,
    trigger: str,
    posture: str,
    reason: Reason,
    values: tuple[tuple[str, str], ...] = (),
) -> Proposal:
    return Proposal(
        key=f"{code}:{case.ticket.id.hex}",
        code=code,
        ticket=case.ticket.id,
        number=case.ticket.shown_number,
        trigger=trigger,
        posture=posture,
        kind=Kind.HIERARCHICAL.value,
        reason=reason.value,
        values=values,
    )


def reopened(case: Case) -> bool:
    """Whether it was opened again and nobody has escalated it since."""
    last = max((e.at for e in case.entries if e.kind == "reopened"), default=None)
    return last is not None and all(e.created_at < last for e in case.escalations)


def named(trigger: str, policy: Policy, now: datetime) -> bool:
    """Whether a rule in force is about this trigger."""
    return any(trigger in rule.criteria.triggers and rule.in_force(now) for rule in policy.rules)
