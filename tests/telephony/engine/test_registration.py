"""The two tables of registration.py: what an answer means, and when the registrar is asked again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telephony.engine.registration import MAX_RETRY_AFTER, SCHEDULE, Outcome, Verdict, judge, retry_after
from telephony.events import RegistrationProblem as P
from telephony.events import RegistrationState as S

MIDDLE = 0.5


def answer(code: int, **more: float) -> Outcome:
    return Outcome(code=code, answered=True, retry_after=more.get("retry_after", 0), expires=300)


@pytest.mark.parametrize(
    ("outcome", "verdict"),
    [
        (answer(200), Verdict(S.REGISTERED, P.NONE)),
        (Outcome(code=200, answered=True, expires=0), Verdict(S.TRYING, P.NONE)),
        (answer(401), Verdict(S.REFUSED, P.PASSWORD)),
        (answer(407), Verdict(S.REFUSED, P.PASSWORD)),
        (answer(403), Verdict(S.REFUSED, P.FORBIDDEN)),
        (answer(404), Verdict(S.REFUSED, P.UNKNOWN)),
        (answer(408), Verdict(S.LOST, P.NO_ANSWER, 1)),
        (answer(480), Verdict(S.LOST, P.NO_ANSWER, 1)),
        (answer(423), Verdict(S.LOST, P.OTHER, 1)),
        (answer(500), Verdict(S.LOST, P.BUSY, 1)),
        (answer(503), Verdict(S.LOST, P.BUSY, 1)),
        (answer(600), Verdict(S.LOST, P.OTHER, 1)),
        (Outcome(code=408), Verdict(S.LOST, P.NO_ANSWER, 1)),
        (Outcome(code=503), Verdict(S.LOST, P.NO_ANSWER, 1)),
        (Outcome(code=502), Verdict(S.LOST, P.NAME, 1)),
        (Outcome(), Verdict(S.LOST, P.NO_ANSWER, 1)),
        (Outcome(code=503, problem=P.CERTIFICATE), Verdict(S.LOST, P.CERTIFICATE, 1)),
        (Outcome(problem=P.NO_NETWORK), Verdict(S.LOST, P.NO_NETWORK, 1)),
    ],
)
def test_each_answer_has_one_meaning(outcome: Outcome, verdict: Verdict) -> None:
    assert judge(outcome, 0, MIDDLE) == verdict


def test_losses_make_the_wait_longer_up_to_half_a_minute() -> None:
    waits = [judge(answer(503), losses, MIDDLE).retry_seconds for losses in range(8)]
    assert waits == [1, 2, 4, 8, 16, 30, 30, 30]


@given(losses=st.integers(0, 50), chance=st.floats(0, 1))
def test_jitter_is_a_fifth_either_way(losses: int, chance: float) -> None:
    planned = SCHEDULE[min(losses, len(SCHEDULE) - 1)]
    wait = judge(answer(503), losses, chance).retry_seconds
    assert 0.8 * planned <= wait * 1.000001
    assert wait <= 1.2 * planned * 1.000001


@given(asked=st.integers(2, 10**9), chance=st.floats(0, 1))
def test_retry_after_is_never_undercut_but_not_for_ever(asked: int, chance: float) -> None:
    verdict = judge(answer(503, retry_after=asked), 0, chance)
    assert verdict.problem is P.BUSY
    assert min(asked, MAX_RETRY_AFTER) <= verdict.retry_seconds <= 1.2 * MAX_RETRY_AFTER


def test_a_short_retry_after_does_not_shorten_the_schedule() -> None:
    assert judge(answer(503, retry_after=2), 9, MIDDLE).retry_seconds == 30


def test_retry_after_with_a_code_that_says_nothing_else_means_busy() -> None:
    assert judge(answer(486, retry_after=7), 0, 0.0) == Verdict(S.LOST, P.BUSY, 7)
    assert judge(answer(480, retry_after=7), 0, 0.0) == Verdict(S.LOST, P.NO_ANSWER, 7)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120),
        (" 5 (I'm in a meeting)", 5),
        ("3600;duration=60", 3600),
        ("", 0),
        ("soon", 0),
        ("-1", 0),
        ("²", 0),
    ],
)
def test_retry_after_is_read_as_the_rfc_writes_it(value: str, seconds: float) -> None:
    assert retry_after(value) == seconds
