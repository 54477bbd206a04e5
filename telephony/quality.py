"""How well two people hear each other: what RTP and RTCP tell of a leg, and an opinion score from it. Pure.

The opinion is the E-model's, with everything that a headset and a packet network leave at its default:

    narrowband (ITU-T G.107)      R = 93.2 − Id(delay) − Ie,eff        MOS from R
    wideband (ITU-T G.107.1)      R = 129  − Id(delay) − Ie,eff        MOS from R / 1.29

    Ie,eff = Ie + (95 − Ie) · Ppl / (Ppl + Bpl)                        losses taken as random (BurstR = 1)
    Id     = 0.024 d + 0.11 (d − 177.3) where d is above 177.3 ms      (Cole and Rosenbluth, "Voice over IP
                                                                       performance monitoring", 2001: G.107's own
                                                                       delay terms at their defaults, as lines)

Each scale is what listeners say among calls of that kind: a narrowband 4.4 is no better than a wideband 4.3.
"""

from typing import Final, NamedTuple

import msgspec

_ECHO_FREE_MS: Final = 177.3


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


class _Codec(NamedTuple):
    """``best``: R without any impairment; ``ie``, ``bpl``: what coding takes, and how it bears loss (ITU-T G.113)."""

    best: float
    ie: float
    bpl: float


_NARROW, _WIDE = 93.2, 129.0
_G711 = _Codec(_NARROW, 0.0, 25.1)
"""G.113 Appendix I, with concealment of lost packets, which pjmedia does."""
_G722 = _Codec(_WIDE, 13.0, 25.1)
"""G.113 Appendix IV for 64 kbit/s; without a Bpl for a concealment like pjmedia's, so G.711's is taken."""
_CODECS = {"PCMU": _G711, "PCMA": _G711, "G722": _G722}


def rating(codec: str, loss: float, delay_ms: float) -> float:
    """R of the codec's own scale, up to 93.2 or 129. ``loss`` in percent; an unknown codec counts as G.711."""
    best, ie, bpl = _CODECS.get(codec.partition("/")[0].upper(), _G711)
    lost = min(max(loss, 0.0), 100.0)
    delay = max(delay_ms, 0.0)
    equipment = ie + (95.0 - ie) * lost / (lost + bpl)
    late = 0.024 * delay + 0.11 * max(0.0, delay - _ECHO_FREE_MS)
    return best - late - equipment


def mos(r: float) -> float:
    """Mean opinion score, 1 to 4.5, of an R on the narrowband scale (ITU-T G.107, Annex B)."""
    if r <= 0:
        return 1.0
    if r >= 100:  # noqa: PLR2004 - the end of G.107's scale
        return 4.5
    return max(1.0, 1 + 0.035 * r + r * (r - 60) * (100 - r) * 7e-6)


def opinion(codec: str, loss: float, delay_ms: float) -> float:
    """MOS of one direction; ``loss`` in percent, the delay from mouth to ear in milliseconds."""
    r = rating(codec, loss, delay_ms)
    wide = _CODECS.get(codec.partition("/")[0].upper(), _G711).best == _WIDE
    return round(mos(r / 1.29 if wide else r), 2)
