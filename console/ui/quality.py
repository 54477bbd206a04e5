"""How well the two hear each other, in words, and only when it is bad.

The opinion score (MOS by the E-model, ITU-T G.107) decides whether anything is said; what is lost, uneven or late
says why. It is said after two bad spans of five seconds, or one that is very bad, and taken back after two good
ones: between the two thresholds nothing changes, so that nothing flickers.
"""

from dataclasses import dataclass, field
from typing import NamedTuple

from PySide6.QtCore import QObject

from console.ui.format import fill
from store.ticket import CallLeg
from telephony.call import CallId
from telephony.quality import Quality

VERY_BAD_MOS = 3.0
BAD_MOS = 3.5
GOOD_MOS = 3.8
LONG_MS = 300.0
"""One way; ITU-T G.114 calls more than 150 noticeable and more than 400 unacceptable."""
SHORT_MS = 250.0
_SPANS = 2
_LOSS = 1.0
_UNEVEN_MS = 30.0


def delay_ms(rtt_ms: float | None, buffer_ms: float) -> float:
    """One way, with what the jitter buffer adds; 0 if the round trip is not known."""
    return rtt_ms / 2 + buffer_ms if rtt_ms is not None else 0.0


class Trouble(NamedTuple):
    """``what`` is ``out`` (they do not hear us well), ``in`` (we do not hear them well) or ``late``."""

    what: str
    quality: Quality


@dataclass(slots=True)
class _Way:
    """One direction, or the delay."""

    bad: bool = False
    spans: int = 0
    worst: Quality | None = None
    """The last span that was not good: what is told."""

    def see(self, quality: Quality, *, very_bad: bool, bad: bool, good: bool) -> None:
        """One more span."""
        if not good:
            self.worst = quality
        if self.bad:
            self.spans = self.spans + 1 if good else 0
            if self.spans >= _SPANS:
                self.bad, self.spans = False, 0
            return
        self.spans = self.spans + 1 if bad else 0
        if very_bad or self.spans >= _SPANS:
            self.bad, self.spans = True, 0


@dataclass(slots=True)
class _Heard:
    """What was told of one call so far."""

    last: Quality | None = None
    out: _Way = field(default_factory=_Way)
    into: _Way = field(default_factory=_Way)
    late: _Way = field(default_factory=_Way)


class Judge:
    """Remembers each call's last spans; a board that is shown again tells it nothing new."""

    def __init__(self) -> None:
        self._calls: dict[CallId, _Heard] = {}

    def forget_all_but(self, calls: set[CallId]) -> None:
        """These are the calls that there are."""
        for gone in [c for c in self._calls if c not in calls]:
            del self._calls[gone]

    def troubles(self, call: CallId, quality: Quality | None) -> tuple[Trouble, ...]:
        """What is bad now, the worst for the customer first."""
        heard = self._calls.setdefault(call, _Heard())
        if quality is not None and quality is not heard.last:
            heard.last = quality
            _score(heard.out, quality, quality.mos_out)
            _score(heard.into, quality, quality.mos_in)
            late = delay_ms(quality.rtt_ms, quality.buffer_ms)
            heard.late.see(quality, very_bad=False, bad=late > LONG_MS, good=late < SHORT_MS)
        ways = (("out", heard.out), ("in", heard.into), ("late", heard.late))
        return tuple(Trouble(name, way.worst) for name, way in ways if way.bad and way.worst is not None)


def _score(way: _Way, quality: Quality, mos: float | None) -> None:
    if mos is not None:
        way.see(quality, very_bad=mos < VERY_BAD_MOS, bad=mos < BAD_MOS, good=mos > GOOD_MOS)


class QualityWords(QObject):
    """Says it: a sentence for each trouble."""

    def sentences(self, troubles: tuple[Trouble, ...], *, colleague: bool = False) -> list[str]:
        """What to tell while the call is up."""
        who = self.tr("Your colleague") if colleague else self.tr("The customer")
        made = []
        for what, quality in troubles:
            if what == "out":
                why = self._why(quality.loss_out, quality.jitter_out_ms)
                made.append(fill(self.tr("{who} hears gaps: {why}."), who=who, why=why))
            elif what == "in":
                why = self._why(quality.loss_in, quality.jitter_in_ms)
                made.append(fill(self.tr("You hear gaps: {why}."), why=why))
            else:
                late = round(delay_ms(quality.rtt_ms, quality.buffer_ms))
                made.append(self.tr("Long delay: {n}\u00a0ms.").format(n=late))
        return made

    def remedy(self, troubles: tuple[Trouble, ...]) -> str:
        """What helps."""
        if all(t.what == "late" for t in troubles):
            return self.tr("Let them finish, then speak.")
        return self.tr("Repeat names and numbers. A cable instead of wireless helps.")

    def leg(self, leg: CallLeg) -> str:
        """Of a leg that is over, from its whole length; "" if it was good or was not measured."""
        made = []
        if leg.mos_out is not None and leg.mos_out < BAD_MOS:
            made.append(
                fill(self.tr("they heard gaps, {why}"), why=self._why(leg.loss_out, leg.jitter_out_ms))
            )
        if leg.mos_in is not None and leg.mos_in < BAD_MOS:
            made.append(fill(self.tr("you heard gaps, {why}"), why=self._why(leg.loss_in, leg.jitter_in_ms)))
        if leg.rtt_ms is not None and leg.rtt_ms / 2 > LONG_MS:
            made.append(self.tr("long delay, {n}\u00a0ms").format(n=round(leg.rtt_ms / 2)))
        return self.tr("Bad line: {what}").replace("{what}", "; ".join(made)) if made else ""

    def _why(self, loss: float | None, jitter: float | None) -> str:
        if loss is not None and loss >= _LOSS:
            return self.tr("the network loses {n}\u00a0%").format(n=round(loss))
        if jitter is not None and jitter >= _UNEVEN_MS:
            return self.tr("the network is uneven by {n}\u00a0ms").format(n=round(jitter))
        return self.tr("the network is bad")
