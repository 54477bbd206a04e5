"""The E-model against the values that are published for it."""

import pytest

from telephony.quality import mos, opinion, rating


@pytest.mark.parametrize(
    ("r", "score"),
    [
        (93.2, 4.41),
        (90, 4.34),
        (80, 4.03),
        (70, 3.60),
        (60, 3.10),
        (50, 2.58),
        (0, 1.0),
        (-5, 1.0),
        (100, 4.5),
    ],
)
def test_mos_is_that_of_g107_annex_b(r: float, score: float) -> None:
    assert mos(r) == pytest.approx(score, abs=0.01)


@pytest.mark.parametrize(
    ("loss", "r"),
    [(0, 93.2), (1, 89.6), (2, 86.2), (3, 83.1), (5, 77.4), (10, 66.1), (20, 51.1)],
)
def test_g711_with_concealment_loses_what_g113_appendix_i_says(loss: float, r: float) -> None:
    assert rating("PCMA", loss, 0) == pytest.approx(r, abs=0.06)


@pytest.mark.parametrize(
    ("delay", "r"), [(0, 93.2), (100, 90.8), (177.3, 88.9), (200, 85.9), (300, 72.5), (400, 59.1)]
)
def test_delay_costs_little_to_177_ms_and_much_beyond(delay: float, r: float) -> None:
    assert rating("PCMU", 0, delay) == pytest.approx(r, abs=0.06)


def test_g722_is_judged_on_the_scale_of_wideband() -> None:
    assert rating("G722/16000", 0, 0) == 116
    assert opinion("G722", 0, 0) == pytest.approx(4.34, abs=0.01)


@pytest.mark.parametrize("codec", ["PCMU", "G722", "", "what/ever"])
def test_an_opinion_falls_with_loss_and_delay_and_stays_on_its_scale(codec: str) -> None:
    by_loss = [opinion(codec, loss, 50) for loss in (0, 1, 6, 30, 100, 300)]
    by_delay = [opinion(codec, 0, delay) for delay in (-5, 0, 150, 400, 5000)]
    assert by_loss == sorted(by_loss, reverse=True)
    assert by_delay == sorted(by_delay, reverse=True)
    assert all(1 <= one <= 4.5 for one in (*by_loss, *by_delay))
