"""Quality speaks only when it is bad, says why, and does not flicker."""

from typing import Any
from uuid import UUID

import pytest

from console.ui.quality import Judge, QualityWords
from store.ticket import CallLeg
from telephony.quality import Quality
from tests.console.ui.screens import Clock

CALL = "a" * 32


def span(
    out: float | None = 4.2,
    into: float = 4.2,
    *,
    rtt: float | None = 60,
    loss_out: float = 6.1,
    loss_in: float = 8.0,
) -> Quality:
    """Five seconds with these opinion scores."""
    return Quality(
        seconds=5, mos_out=out, mos_in=into, rtt_ms=rtt, loss_out=loss_out, loss_in=loss_in, buffer_ms=20
    )


def told(judge: Judge, *spans: Quality) -> list[tuple[str, ...]]:
    """What is bad after each span."""
    return [tuple(t.what for t in judge.troubles(CALL, q)) for q in spans]


def test_a_good_line_says_nothing() -> None:
    assert told(Judge(), *(span() for _ in range(10))) == [()] * 10


def test_bad_is_said_after_two_spans_and_taken_back_after_two() -> None:
    bad, middling, good = (3.3, 3.6, 4.2)
    scores = (bad, middling, bad, bad, good, middling, good, good, good)
    said = told(Judge(), *(span(s) for s in scores))
    assert said == [(), (), (), ("out",), ("out",), ("out",), ("out",), (), ()]


def test_very_bad_is_said_at_once() -> None:
    assert told(Judge(), span(2.4)) == [("out",)]


def test_a_board_that_is_shown_again_counts_nothing() -> None:
    judge, bad = Judge(), span(3.3)
    assert told(judge, bad, bad, bad) == [(), (), ()]
    assert told(judge, span(3.3)) == [("out",)]


def test_equal_spans_are_spans_of_their_own() -> None:
    judge = Judge()
    told(judge, span(2.0))
    assert told(judge, span(4.4), span(4.4)) == [("out",), ()]


def test_each_call_is_judged_by_itself() -> None:
    judge = Judge()
    told(judge, span(2.0))
    assert judge.troubles("b" * 32, span(4.2)) == ()
    judge.forget_all_but(set())
    assert told(judge, span(3.6)) == [()]


def test_a_late_line_is_said_though_nothing_is_lost() -> None:
    judge = Judge()
    assert told(judge, span(rtt=700), span(rtt=700)) == [(), ("late",)]
    assert QualityWords().sentences(judge.troubles(CALL, None)) == ["Long delay: 370\u00a0ms."]


def test_nobody_who_sends_no_report_is_said_to_hear_badly() -> None:
    assert told(Judge(), *(span(None, rtt=None) for _ in range(3))) == [()] * 3


def test_what_is_said_is_the_last_bad_span_not_the_first_good_one() -> None:
    judge, words = Judge(), QualityWords()
    judge.troubles(CALL, span(2.0, loss_out=6.1))
    after = judge.troubles(CALL, span(4.2, loss_out=0.0))
    assert words.sentences(after) == ["The customer hears gaps: the network loses 6\u00a0%."]


def test_both_ways_are_said_and_a_colleague_is_called_so() -> None:
    troubles = Judge().troubles(CALL, span(2.0, 2.0))
    assert QualityWords().sentences(troubles, colleague=True) == [
        "Your colleague hears gaps: the network loses 6\u00a0%.",
        "You hear gaps: the network loses 8\u00a0%.",
    ]


@pytest.mark.parametrize(
    ("measured", "said"),
    [
        ({}, ""),
        ({"mos_in": 4.2, "mos_out": 4.1}, ""),
        (
            {"mos_in": 4.2, "mos_out": 2.8, "loss_out": 6.2},
            "Bad line: they heard gaps, the network loses 6\u00a0%",
        ),
        (
            {"mos_in": 3.0, "jitter_in_ms": 55.0},
            "Bad line: you heard gaps, the network is uneven by 55\u00a0ms",
        ),
        ({"mos_in": 4.0, "rtt_ms": 900.0}, "Bad line: long delay, 450\u00a0ms"),
    ],
)
def test_a_leg_that_is_over_tells_only_if_it_was_bad(measured: dict[str, Any], said: str) -> None:
    now = Clock().now
    leg = CallLeg(id=UUID(int=1), call=UUID(int=2), started_at=now, ended_at=now, **measured)
    assert QualityWords().leg(leg) == said
