"""How well two people hear each other: what RTP and RTCP tell of a leg, and an opinion score from it. Pure."""

import msgspec


class Quality(msgspec.Struct, frozen=True, kw_only=True):
    """One leg over a span of time. ``in`` is what we hear, ``out`` what they hear (by their RTCP, RFC 3550).

    Loss in percent, 0 to 100, late packets included; jitter and delays in milliseconds, the one-way delay being
    half the round trip and what the jitter buffer adds; ``mos`` from 1 to 4.5 by the E-model (ITU-T G.107).
    None is unknown: the other side sends no RTCP.
    """

    seconds: float
    codec: str = ""
    loss_in: float = 0.0
    loss_out: float | None = None
    jitter_in_ms: float = 0.0
    jitter_out_ms: float | None = None
    rtt_ms: float | None = None
    buffer_ms: float = 0.0
    mos_in: float = 4.4
    mos_out: float | None = None
