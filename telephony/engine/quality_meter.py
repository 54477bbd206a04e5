"""Counters of pjmedia's streams turned into :class:`~telephony.quality.Quality`: over five seconds, and over a leg.

A stream starts at zero again with every re-INVITE, so the meter adds up what the streams before it had.
"""

import time
from typing import NamedTuple

import pjsua2 as pj

from telephony.quality import Quality, opinion

_MS = 1000.0


class Counters(NamedTuple):
    """One stream since its start.

    ``reports``: how many RTCP reports of the other side have come; ``sent`` and ``sent_lost`` are of the last one.
    """

    codec: str
    received: int = 0
    lost: int = 0
    late: int = 0
    sent: int = 0
    sent_lost: int = 0
    reports: int = 0
    jitter_in_ms: float = 0.0
    jitter_out_ms: float = 0.0
    rtt_ms: float | None = None
    buffer_ms: float = 0.0


class _Total(NamedTuple):
    received: int = 0
    lost: int = 0
    late: int = 0
    sent: int = 0
    sent_lost: int = 0
    reports: int = 0

    def plus(self, c: Counters) -> "_Total":
        return _Total(
            self.received + c.received,
            self.lost + c.lost,
            self.late + c.late,
            self.sent + c.sent,
            self.sent_lost + c.sent_lost,
            self.reports + c.reports,
        )


def read(call: "pj.Call", index: int, codec: str) -> Counters | None:
    """What pjmedia counts for a stream that runs, None without one."""
    if index < 0:
        return None
    try:
        stat = call.getStreamStat(index)
    except pj.Error:
        return None
    rtcp, buffer = stat.rtcp, stat.jbuf  # their names keep the copy alive that they point into
    received, sent, rtt = rtcp.rxStat, rtcp.txStat, rtcp.rttUsec
    return Counters(
        codec=codec,
        received=int(received.pkt),
        lost=int(received.loss),
        late=int(received.discard),
        sent=_sent_by(sent, rtcp.start),
        sent_lost=int(sent.loss),
        reports=int(sent.updateCount),
        jitter_in_ms=received.jitterUsec.last / _MS,
        jitter_out_ms=sent.jitterUsec.last / _MS,
        rtt_ms=rtt.last / _MS if rtt.n > 0 else None,
        buffer_ms=float(buffer.avgDelayMsec),
    )


def _sent_by(sent: "pj.RtcpStreamStat", start: "pj.TimeVal") -> int:
    """Packets that were on their way when the last report was made, of those sent until now."""
    now, began, said = time.time(), _seconds_of(start), _seconds_of(sent.update)
    if not began < said < now:
        return int(sent.pkt)
    return round(int(sent.pkt) * (said - began) / (now - began))


def _seconds_of(at: "pj.TimeVal") -> float:
    return float(at.sec + at.msec / _MS)


class QualityMeter:
    """Of one leg. Times are seconds of any clock that only goes forward. Pure."""

    def __init__(self) -> None:
        self._before = _Total()
        self._last: Counters | None = None
        self._at: float | None = None
        self._seconds = 0.0
        self._then = _Total()
        self._reported = _Total()
        self._loss_out: float | None = None

    def renewed(self, now: float) -> None:
        """A new stream begins: what the last one counted is kept."""
        if self._last is not None:
            self._before = self._before.plus(self._last)
            self._last = self._last._replace(received=0, lost=0, late=0, sent=0, sent_lost=0, reports=0)
        self._at = now

    def feed(self, counters: Counters, now: float) -> Quality | None:
        """A reading of the stream; the quality since the reading before, None if nothing has come to judge by."""
        if self._last is not None and counters.received < self._last.received:
            self.renewed(now if self._at is None else self._at)
        seconds = now - self._at if self._at is not None else 0.0
        self._seconds += seconds
        self._last, self._at = counters, now
        total = self._before.plus(counters)
        then, self._then = self._then, total
        if total.reports > self._reported.reports:
            sent = total.sent - self._reported.sent
            self._loss_out = _percent(total.sent_lost - self._reported.sent_lost, sent)
            self._reported = total
        arrived = total.received - then.received + total.lost - then.lost
        if arrived <= 0 or seconds <= 0:
            return None
        gone = total.lost - then.lost + total.late - then.late
        return self._quality(counters, seconds, _percent(gone, arrived), self._loss_out)

    def whole(self) -> Quality | None:
        """The leg from its first reading to its last; None if it never had sound."""
        if self._last is None:
            return None
        total = self._before.plus(self._last)
        arrived = total.received + total.lost
        if arrived <= 0:
            return None
        out = _percent(self._reported.sent_lost, self._reported.sent) if self._reported.reports else None
        return self._quality(self._last, self._seconds, _percent(total.lost + total.late, arrived), out)

    def _quality(self, c: Counters, seconds: float, lost: float, lost_out: float | None) -> Quality:
        way = (c.rtt_ms or 0.0) / 2
        heard = lost_out is not None
        return Quality(
            seconds=round(seconds, 1),
            codec=c.codec,
            loss_in=lost,
            loss_out=lost_out,
            jitter_in_ms=round(c.jitter_in_ms, 1),
            jitter_out_ms=round(c.jitter_out_ms, 1) if heard else None,
            rtt_ms=round(c.rtt_ms, 1) if c.rtt_ms is not None else None,
            buffer_ms=round(c.buffer_ms, 1),
            mos_in=opinion(c.codec, lost, way + c.buffer_ms),
            # Their buffer is not told to us; what their jitter needs of one is the least that it adds.
            mos_out=opinion(c.codec, lost_out, way + 2 * c.jitter_out_ms) if lost_out is not None else None,
        )


def _percent(part: int, whole: int) -> float:
    return round(min(100.0, max(0.0, 100.0 * part / whole)), 1) if whole > 0 else 0.0
