"""The table against the drawing: every row can be reached, and none strands a customer."""

from collections import deque

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telephony.transfer import ASKED, ENDS, TABLE, Action, Input, Row, State, Step, allowed, shown, step

S, I, A = State, Input, Action  # noqa: E741 - as in the table

HOLDING_CUSTOMER = {S.HOLDING, S.CONSULTING, S.QUEUED, S.READY, S.COMPLETING, S.TAKEN}
"""States in which the customer is, or may be, on hold."""
FAILURES = {
    Step.HOLD_REFUSED,
    Step.DECLINED,
    Step.BUSY,
    Step.UNREACHABLE,
    Step.NO_ANSWER,
    Step.CANCELLED,
    Step.RETURNED,
    Step.TARGET_LEFT,
    Step.TRANSFER_REFUSED,
    Step.NO_NOTIFY,
    Step.CONSULT_KEPT,
}


def reachable() -> set[State]:
    seen, todo = {S.TALKING}, deque([S.TALKING])
    while todo:
        state = todo.popleft()
        for (start, _), row in TABLE.items():
            if start is state and row.next not in seen:
                seen.add(row.next)
                todo.append(row.next)
    return seen


def test_every_row_can_be_reached_from_talking() -> None:
    assert reachable() == set(State)
    assert {state for state, _ in TABLE} == set(State) - ENDS


@pytest.mark.parametrize("end", sorted(ENDS))
@pytest.mark.parametrize("happened", list(Input))
def test_an_end_stays_an_end(end: State, happened: Input) -> None:
    assert step(end, happened) == Row(end, None)


@pytest.mark.parametrize("state", sorted(set(State) - ENDS - {S.TALKING, S.RETURNED, S.TAKEN, S.UNCERTAIN}))
def test_a_customer_may_leave_at_any_time(state: State) -> None:
    row = step(state, I.CUSTOMER_LEFT)
    assert row.next in {S.LOST, S.UNCERTAIN}
    if row.next is S.UNCERTAIN:
        assert A.START_SETTLE_TIMER in row.do


def test_a_consult_that_may_be_on_hold_is_spoken_to_once_the_customer_is_lost() -> None:
    assert all(A.RESUME_CONSULT in row.do for row in TABLE.values() if row.next is S.LOST)


def test_an_uncertain_end_is_settled_by_whatever_comes() -> None:
    for happened in (I.REFUSED, I.SETTLE_TIMEOUT):
        assert step(S.UNCERTAIN, happened).next is S.LOST
    assert step(S.UNCERTAIN, I.DONE).next is S.HANDED_OVER


def test_both_legs_gone_after_the_refer_says_that_replaces_worked() -> None:
    assert step(S.TAKEN, I.CUSTOMER_LEFT).next is S.HANDED_OVER
    assert step(S.UNCERTAIN, I.CONSULT_ENDED).next is S.HANDED_OVER


@pytest.mark.parametrize(
    ("state", "happened"),
    [k for k, row in TABLE.items() if row.step in FAILURES and k[0] in HOLDING_CUSTOMER],
)
def test_each_failure_gives_the_customer_back(state: State, happened: Input) -> None:
    row = TABLE[state, happened]
    assert A.UNHOLD_CUSTOMER in row.do
    assert row.next is S.RETURNING


@pytest.mark.parametrize(("state", "happened"), list(TABLE))
def test_timers_do_not_outlive_their_states(state: State, happened: Input) -> None:
    row = TABLE[state, happened]
    if state is S.CONSULTING and row.next is not S.CONSULTING:
        assert A.STOP_RING_TIMER in row.do
    if A.REFER_REPLACES in row.do or A.REFER_BLIND in row.do:
        assert A.START_NOTIFY_TIMER in row.do


def test_a_late_200_wins_wherever_it_can_come() -> None:
    after_refer = {S.COMPLETING, S.LEAVING, S.TAKEN, S.UNCERTAIN, S.RETURNING, S.KEPT, S.RETURNED}
    for state in after_refer | {S.READY, S.CONFERENCE}:
        row = step(state, I.DONE)
        assert (row.next, row.step) == (S.HANDED_OVER, Step.HANDED_OVER)
        assert A.END_CUSTOMER in row.do


def test_every_state_that_waits_for_an_answer_has_a_clock_or_a_way_back() -> None:
    for state in (S.COMPLETING, S.LEAVING, S.TAKEN):
        assert allowed(state, I.NOTIFY_TIMEOUT)
    assert allowed(S.CONSULTING, I.RING_TIMEOUT)
    for state in (S.HOLDING, S.CONSULTING, S.QUEUED, S.READY, S.CONFERENCE, S.KEPT):
        assert allowed(state, I.CANCEL)


def test_people_see_fewer_states() -> None:
    assert {shown(state) for state in State} == set(State) - {S.TAKEN, S.UNCERTAIN, S.LEAVING}


@given(st.lists(st.sampled_from(list(Input)), max_size=60))
def test_no_walk_ends_twice_or_says_an_end_twice(walk: list[Input]) -> None:
    state, steps = S.TALKING, []
    for happened in walk:
        row = step(state, happened)
        if happened in ASKED and not allowed(state, happened):
            assert row == Row(state, None)
        state = row.next
        if row.step is not None:
            steps.append(row.step)
    ends = [s for s in steps if s in {Step.HANDED_OVER, Step.CUSTOMER_LEFT}]
    assert len(ends) <= 1
    assert (state in ENDS) == bool(ends)
    if ends:
        assert steps[-1] == ends[0]
