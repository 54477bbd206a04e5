"""R64: the score is what was done, and each step that is left out lowers it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from console.rehearsal.scenario import CHECKS, TIMED, Rehearsal, Step, read
from console.rehearsal.scoring import BEFORE_HOLD, Facts, held_seconds, score
from store.book import Case
from store.escalation import Escalation, EscalationStep, Kind, Mode, Outcome
from store.rehearsal import Moment, score_of
from store.ticket import Call, Severity, Ticket
from store.values import replace

T0 = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
ME = "trainee"
ONE, TWO = UUID(int=1), UUID(int=2)


def at(seconds: float) -> datetime:
    return T0 + timedelta(seconds=seconds)


def everything() -> Rehearsal:
    """A scenario that looks at all there is."""
    steps = tuple(
        Step(check=check, weight=10, better="Do it.", within=20.0 if check in TIMED else 0.0)  # type: ignore[arg-type]
        for check in CHECKS
    )
    base = read("music_of_a_queue")
    right = replace(base.right, targets=("network",), ends=("handed_over",))
    return replace(base, steps=steps, right=right)


TICKET = Ticket(
    id=ONE, number=1, opened_at=T0, updated_at=T0, subject="VPN drops", category="network",
    severity=Severity.HIGH, captured={"name": "Anna", "number": "+1"}, demanded_at=at(9),
)  # fmt: skip
CALL = Call(
    id=ONE, ticket=ONE, direction="in", person=ME, started_at=T0, answered_at=at(4), ended_at=at(60),
    wrapup_code="escalated", wrapped_up_at=at(70),
)  # fmt: skip
SENT = Escalation(
    id=TWO, ticket=ONE, call=ONE, kind=Kind.FUNCTIONAL, mode=Mode.WARM, reason="lacks_knowledge",
    summary="Restarted it twice, same fault.", expects="Stable by six.", from_person=ME, target="network",
    outcome=Outcome.HANDED_OVER, created_at=at(20), due_at=at(99), promised_at=at(3600),
)  # fmt: skip
MOMENTS = (
    Moment(at=0.0, what="rang"), Moment(at=4.0, what="answered"), Moment(at=15.0, what="agent_speaks"),
    Moment(at=17.0, what="agent_silent"), Moment(at=18.0, what="held"), Moment(at=30.0, what="resumed"),
    Moment(at=32.0, what="agent_speaks"), Moment(at=40.0, what="held"), Moment(at=45.0, what="transferred"),
    Moment(at=70.0, what="wrapped_up"),
)  # fmt: skip
LONG_HOLD = (*MOMENTS[:5], Moment(at=70.0, what="resumed"), Moment(at=71.0, what="agent_speaks"))
CONFIRMED = EscalationStep(id=UUID(int=9), escalation=TWO, seq=1, at=at(30), step="speaking_confirmed")


def facts(**more: Any) -> Facts:
    case = Case(
        ticket=more.pop("ticket", TICKET),
        calls=(more.pop("call", CALL),),
        escalations=more.pop("escalations", (SENT,)),
        steps=more.pop("steps", (CONFIRMED,)),
    )
    return Facts(person=ME, case=case, moments=more.pop("moments", MOMENTS))


def without(*what: str) -> tuple[Moment, ...]:
    return tuple(m for m in MOMENTS if m.what not in what)


LEFT_OUT: dict[str, Callable[[], Facts]] = {
    "answered": lambda: facts(call=replace(CALL, answered_at=at(25))),
    "contact": lambda: facts(ticket=replace(TICKET, captured={})),
    "case": lambda: facts(ticket=replace(TICKET, subject=" ")),
    "demanded": lambda: facts(ticket=replace(TICKET, demanded_at=None)),
    "hold_announced": lambda: facts(moments=tuple(m for m in MOMENTS if not 5 < m.at < 18)),
    "reason": lambda: facts(escalations=(replace(SENT, reason="overload"),)),
    "summary": lambda: facts(escalations=(replace(SENT, summary="Help me please", expects=""),)),
    "target": lambda: facts(escalations=(replace(SENT, target="billing"),)),
    "confirmed": lambda: facts(steps=()),
    "held": lambda: facts(moments=LONG_HOLD),
    "outcome_told": lambda: facts(moments=tuple(m for m in MOMENTS if m.at != 32.0)),
    "ended": lambda: facts(escalations=(replace(SENT, outcome=Outcome.RETURNED),)),
    "promised": lambda: facts(escalations=(replace(SENT, promised_at=None),)),
    "wrapped_up": lambda: facts(call=replace(CALL, wrapup_code="", wrapped_up_at=None)),
}  # fmt: skip


def points(found: Facts) -> dict[str, float]:
    return {step.check: step.points for step in score(everything(), found)}


def test_R64_who_does_everything_has_all_points() -> None:
    steps = score(everything(), facts())
    assert score_of(steps) == 100, [s for s in steps if not s.done]
    assert {s.check: s.measured for s in steps if s.measured} == {
        "answered": "4.0", "contact": "name,number", "case": "network,high", "hold_announced": "spoke",
        "reason": "lacks_knowledge", "target": "network,functional", "held": "17.0", "outcome_told": "spoke",
        "ended": "handed_over", "promised": at(3600).isoformat(), "wrapped_up": "escalated,10.0",
    }  # fmt: skip


@pytest.mark.parametrize("check", CHECKS)
def test_R64_leaving_out_a_step_lowers_the_score_by_that_step_alone(check: str) -> None:
    found = points(LEFT_OUT[check]())
    assert found[check] < 1.0
    assert {other: found[other] for other in CHECKS if other != check} == dict.fromkeys(
        [c for c in CHECKS if c != check], 1.0
    )


def test_R64_who_does_nothing_has_no_points() -> None:
    assert set(points(Facts(person=ME)).values()) == {0.0}
    rang = replace(CALL, answered_at=None, ended_at=at(30), wrapped_up_at=None, wrapup_code="")
    bare = Ticket(id=ONE, number=1, opened_at=T0, updated_at=T0)
    missed = facts(call=rang, ticket=bare, escalations=(), steps=(), moments=MOMENTS[:1])
    assert set(points(missed).values()) == {0.0}


@pytest.mark.parametrize(
    ("found", "check", "had"),
    [
        (lambda: facts(call=replace(CALL, answered_at=at(40))), "answered", 0.5),
        (lambda: facts(call=replace(CALL, answered_at=at(40.5))), "answered", 0.0),
        (lambda: facts(ticket=replace(TICKET, captured={"name": "A"})), "contact", 0.5),
        (lambda: facts(ticket=replace(TICKET, category="billing")), "case", 0.5),
        (lambda: facts(escalations=(replace(SENT, expects=" "),)), "summary", 0.5),
        (lambda: facts(escalations=(replace(SENT, kind=Kind.HIERARCHICAL),)), "target", 0.5),
        (lambda: facts(call=replace(CALL, wrapup_code="solved")), "wrapped_up", 0.5),
        (lambda: facts(call=replace(CALL, wrapped_up_at=at(95))), "wrapped_up", 0.5),
        (lambda: facts(call=replace(CALL, wrapped_up_at=at(101))), "wrapped_up", 0.0),
        (lambda: facts(escalations=(replace(SENT, outcome=Outcome.BLIND),)), "ended", 0.0),
    ],
)
def test_R64_half_of_a_step_is_half_of_its_points(found: Callable[[], Facts], check: str, had: float) -> None:
    assert points(found())[check] == had


def test_R64_the_last_escalation_is_the_one_that_counts() -> None:
    first = replace(SENT, id=UUID(int=7), target="billing", reason="overload", outcome=Outcome.DECLINED)
    assert score_of(score(everything(), facts(escalations=(first, SENT)))) == 100
    others = replace(SENT, id=UUID(int=8), from_person="ben", target="billing")
    assert points(facts(escalations=(SENT, others)))["target"] == 1.0


def test_R64_a_hold_is_announced_by_a_tick_before_it() -> None:
    silent = without("agent_speaks", "agent_silent")
    early = tuple(sorted((*silent, Moment(at=16.0, what="ticked", text="hold")), key=lambda m: m.at))
    late = tuple(sorted((*silent, Moment(at=19.0, what="ticked", text="hold")), key=lambda m: m.at))
    other = tuple(sorted((*silent, Moment(at=16.0, what="ticked", text="outcome")), key=lambda m: m.at))
    assert [points(facts(moments=m))["hold_announced"] for m in (silent, early, late, other)] == [0, 1, 0, 0]


def test_R64_what_was_said_long_before_the_hold_was_not_about_it() -> None:
    long_ago = (Moment(at=18.0 - BEFORE_HOLD - 1, what="agent_silent"), Moment(at=18.0, what="held"))
    just_now = (Moment(at=18.0 - BEFORE_HOLD + 1, what="agent_silent"), Moment(at=18.0, what="held"))
    assert [points(facts(moments=m))["hold_announced"] for m in (long_ago, just_now)] == [0, 1]


def test_R64_a_case_that_is_sent_is_told_after_it_was_sent() -> None:
    silent = without("agent_speaks", "agent_silent", "held", "resumed", "transferred")
    sent = Moment(at=50.0, what="sent", text="network")
    before, after = (Moment(at=t, what="ticked", text="outcome") for t in (49.0, 51.0))
    told = [tuple(sorted((*silent, sent, m), key=lambda m: m.at)) for m in (before, after)]
    assert [points(facts(moments=m))["outcome_told"] for m in told] == [0, 1]


def test_R64_time_on_hold_is_what_the_customer_bore() -> None:
    assert held_seconds(MOMENTS) == 17.0
    assert held_seconds((Moment(at=5, what="held"), Moment(at=8, what="ticked"))) == 3.0
    assert held_seconds(()) == 0.0
    left = (*MOMENTS[:5], Moment(at=20.0, what="left", text="hold"))
    assert points(facts(moments=left))["held"] == 0.0
    content = (*MOMENTS, Moment(at=71.0, what="left", text="leaves"))
    assert points(facts(moments=content))["held"] == 1.0
