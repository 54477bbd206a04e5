"""Counters of streams that begin anew, turned into a quality."""

import pytest

from telephony.engine.quality_meter import Counters, QualityMeter


def test_five_seconds_are_judged_by_what_came_in_them() -> None:
    meter = QualityMeter()
    meter.renewed(100)
    first = meter.feed(Counters("PCMA", received=250), 105)
    second = meter.feed(Counters("PCMA", received=485, lost=10, late=5, rtt_ms=40, buffer_ms=30), 110)
    assert first is not None
    assert second is not None
    assert (first.seconds, first.loss_in, first.rtt_ms, first.mos_in) == (5, 0, None, 4.41)
    assert second.loss_in == pytest.approx(6.1, abs=0.1)
    assert (second.rtt_ms, second.buffer_ms) == (40, 30)
    assert second.mos_in < 4
    assert (second.loss_out, second.jitter_out_ms, second.mos_out) == (None, None, None)


def test_what_they_hear_is_what_their_last_report_says() -> None:
    meter = QualityMeter()
    meter.renewed(0)
    meter.feed(Counters("PCMA", received=250, sent=200, sent_lost=12, reports=1, jitter_out_ms=3), 5)
    same = meter.feed(Counters("PCMA", received=500, sent=200, sent_lost=12, reports=1, jitter_out_ms=3), 10)
    better = meter.feed(Counters("PCMA", received=750, sent=450, sent_lost=12, reports=2), 15)
    assert same is not None
    assert better is not None
    assert (same.loss_out, same.jitter_out_ms, better.loss_out) == (6, 3, 0)
    whole = meter.whole()
    assert whole is not None
    assert whole.loss_out == pytest.approx(2.7)


def test_a_hold_begins_new_streams_and_the_leg_is_still_one() -> None:
    meter = QualityMeter()
    meter.renewed(0)
    meter.feed(Counters("G722", received=90, lost=10), 2)
    meter.renewed(60)
    again = meter.feed(Counters("G722", received=100), 62)
    assert again is not None
    assert again.loss_in == 0
    whole = meter.whole()
    assert whole is not None
    assert (whole.seconds, whole.loss_in, whole.codec) == (4, 5, "G722")


def test_a_stream_that_was_renewed_unseen_is_noticed() -> None:
    meter = QualityMeter()
    meter.renewed(0)
    meter.feed(Counters("PCMU", received=250), 5)
    again = meter.feed(Counters("PCMU", received=100), 10)
    assert again is not None
    assert again.loss_in == 0
    whole = meter.whole()
    assert whole is not None
    assert whole.loss_in == 0


def test_without_sound_there_is_nothing_to_judge() -> None:
    meter = QualityMeter()
    assert meter.whole() is None
    meter.renewed(0)
    assert meter.feed(Counters("PCMU"), 5) is None
    assert meter.whole() is None
