"""What the agent has of escalation under a policy: whom it recommends, who comes next, steps, proposals; and off."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from console.desk.advice import Adviser
from console.desk.board import Board
from console.desk.escalating import EscalateForm, Proposal, TransferCard
from console.desk.seat import Presence
from console.ui import invented as i
from console.ui.invented_policy import POLICY
from console.ui.scene import Scene, press
from store.book import CauseRow
from store.directory import Directory
from store.escalation import Resolution
from store.ticket import Status
from store.values import replace
from telephony.transfer import State, Step

FORM = EscalateForm(
    ticket=i.CASE.ticket.id,
    call=i.CALL.call,
    target="daniel.okafor",
    reason="lacks_knowledge",
    summary=i.TRIED,
    expects=i.EXPECTS,
    saved_at=i.ago(1),
)
CAUSES = (
    CauseRow(
        cause="firmware 4.2",
        tickets=14,
        open=12,
        escalated=0,
        impact=61,
        newest=i.CASE.ticket.id,
        since=i.ago(50),
    ),
    CauseRow(cause="fibre cut", tickets=3, open=1, escalated=1, impact=2, newest=i.uid(9), since=i.ago(3000)),
)
STORM = Proposal(
    key="cause:firmware 4.2",
    code="cause",
    ticket=i.CASE.ticket.id,
    number="TK-0048213",
    trigger="pattern",
    posture="proactive",
    kind="functional",
    reason="customer_impact",
    values=(("cause", "firmware 4.2"), ("count", "12"), ("impact", "61")),
)
RISK = replace(
    STORM,
    key="risk:1",
    code="risk",
    values=(("name", "Anna Petrova"), ("demands", "2"), ("low", "1"), ("repeats", "1")),
)


def advised(board: Board, **form: Any) -> Board:
    """The board under the policy, with its advice."""
    board = replace(board, policy=POLICY)
    if form:
        board = replace(board, form=replace(FORM, **form))
    return Adviser().derive(board, i.NOW)


def away(directory: Directory, state: str = "away") -> Directory:
    """Nobody is free."""
    return replace(directory, people=tuple(replace(p, state=state) for p in directory.people))


def failed(step: Step, **more: Any) -> Board:
    """Daniel was not reached, and somebody comes after him."""
    card = replace(i.CALL, case=i.ESCALATED_CASE)
    transfer = TransferCard(
        transfer=i.ESCALATION.id.hex,
        escalation=i.ESCALATION.id,
        customer=i.CALL.call,
        consult="e" * 32,
        state=State.RETURNED,
        step=step,
        failed=step,
        target="sip:3107@pbx.example",
        key="daniel.okafor",
        target_name="Daniel Okafor",
        target_number="3107",
        target_level=2,
        target_department="Network support",
        since=i.ago(0.6),
        kind="functional",
        why="lacks_knowledge",
        tried=("daniel.okafor",),
    )
    return advised(replace(i.TALKING, cards=(card,), transfer=replace(transfer, **more)))


def _moved() -> Board:
    """The case has moved before."""
    old = replace(i.ESCALATION, id=i.uid(699), hop=1)
    case = replace(i.CASE, escalations=(old,))
    return advised(replace(i.TALKING, cards=(replace(i.CALL, case=case),)), target="")


def _long() -> Board:
    people = tuple(
        replace(p, name=i.LONG, skills=(i.LONG,)) if p.level == 2 else p  # noqa: PLR2004 - a level
        for p in i.DIRECTORY.people
    )
    rules = tuple(replace(r, name=f"{r.name}: {i.LONG} {i.LONG}") for r in POLICY.rules)
    board = replace(
        i.TALKING, directory=replace(i.DIRECTORY, people=people), policy=replace(POLICY, rules=rules)
    )
    return Adviser().derive(replace(board, form=FORM), i.NOW)


def _followed() -> Board:
    accepted, waits, sent = i.SENT[1], i.SENT[0], i.SENT[0]
    back = replace(
        sent,
        escalation=replace(
            sent.escalation,
            id=i.uid(7777),
            resolution=Resolution.ADVICE.value,
            advice="Set the rekey timer to 3600 s, then call her back.",
            closed_at=i.ago(4),
        ),
    )
    late = replace(
        waits, escalation=replace(waits.escalation, id=i.uid(7778), promised_at=i.NOW - timedelta(minutes=12))
    )
    return replace(i.IDLE, sent=(back, late, accepted, waits))


def _wrapup() -> Board:
    case = replace(i.CASE, customer=None)
    board = replace(i.IDLE, me=replace(i.ME, presence=Presence.WRAPUP), policy=POLICY)
    return replace(board, wrapups=(replace(i.WRAPUP, case=case),))


def _steps() -> Board:
    case = replace(i.CASE, customer=None, ticket=replace(i.CASE.ticket, captured={"name": "Ada Byron"}))
    return replace(i.TALKING, policy=POLICY, cards=(replace(i.CALL, case=case),))


def _impact() -> Board:
    ticket = replace(i.CASE.ticket, impact=14, cause="firmware 4.2")
    card = replace(i.CALL, case=replace(i.CASE, ticket=ticket))
    return replace(i.TALKING, cards=(card,), causes=CAUSES, proposals=(STORM, RISK), policy=POLICY)


def _advice_came_back() -> Board:
    back = replace(
        i.ESCALATION,
        resolution=Resolution.ADVICE.value,
        advice="Set the rekey timer to 3600 s and restart both ends.",
        accepted_by="daniel.okafor",
        closed_at=i.ago(1),
    )
    ticket = replace(i.CASE.ticket, status=Status.OPEN)
    return replace(i.IDLE, opened=replace(i.ESCALATED_CASE, ticket=ticket, escalations=(back,)))


def off(board: Board) -> Board:
    """The same desk, whose team does not escalate."""
    policy = replace(POLICY, off_for=frozenset({i.ME.department}), steps=())
    return replace(board, policy=policy, proposals=(STORM,))


ESCALATE_SCENES: dict[str, Callable[[], Scene]] = {
    "advised": lambda: Scene(advised(i.TALKING, target="daniel.okafor")),
    "advised_not_chosen": lambda: Scene(advised(i.TALKING, target="")),
    "advised_hierarchical": lambda: Scene(
        advised(
            i.TALKING,
            kind="hierarchical",
            target="lars.ibsen",
            reason="customer_demands_manager",
            trigger="customer",
        )
    ),
    "advised_over_limit": lambda: Scene(
        advised(i.TALKING, target="billing", reason="lacks_authority", credit="120")
    ),
    "advised_nobody": lambda: Scene(advised(replace(i.TALKING, directory=away(i.DIRECTORY)), target="")),
    "advised_second_hop": lambda: Scene(_moved()),
    "advised_forbidden": lambda: Scene(
        advised(i.TALKING, kind="hierarchical", target="maya.torres", problem="forbidden", why="self")
    ),
    "advised_promised": lambda: Scene(advised(i.TALKING, promised=(i.NOW + timedelta(hours=1)).isoformat())),
    "advised_long": lambda: Scene(_long()),
    "next_no_answer": lambda: Scene(failed(Step.NO_ANSWER)),
    "next_busy": lambda: Scene(failed(Step.BUSY, code=486)),
    "next_nobody_left": lambda: Scene(
        failed(Step.DECLINED, code=603, tried=(*(p.key for p in i.DIRECTORY.people), "network"))
    ),
    "next_ringing": lambda: Scene(
        failed(Step.RINGING, failed=None, state=State.CONSULTING, consult_alive=True)
    ),
    "steps_missing": lambda: Scene(_steps()),
    "steps_ask": lambda: Scene(_steps(), then=press("steps.ask")),
    "steps_hold_wrapup": lambda: Scene(_wrapup()),
    "impact_and_proposals": lambda: Scene(_impact()),
    "proposals_idle": lambda: Scene(replace(i.IDLE, proposals=(STORM,))),
    "followed": lambda: Scene(_followed()),
    "advice_came_back": lambda: Scene(_advice_came_back()),
    "ringing_failed_bot": lambda: Scene(replace(i.IDLE, cards=(replace(i.RINGING, failed_before="bot"),))),
    "call_failed_bot": lambda: Scene(replace(i.TALKING, cards=(replace(i.CALL, failed_before="ivr"),))),
    "off_idle": lambda: Scene(off(i.IDLE)),
    "off_call": lambda: Scene(off(i.TALKING)),
    "off_wrapup": lambda: Scene(off(replace(i.IDLE, wrapups=(i.WRAPUP,)))),
}
