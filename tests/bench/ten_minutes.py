"""A call of ten minutes on an idle machine, a tone both ways: not one gap, but where the machine itself stood still.

Each gap is told with what else stood still at that moment: a core, another player, the peer that sends.
"""

import sys

from tests.bench.figures import Aim, Figure
from tests.bench.freezes import Freezes
from tests.bench.setup import Setup
from tests.bench.sound import Gap, Gaps, call
from tests.pulse import missing

_SECONDS, _QUICK_SECONDS = 600.0, 10.0
_SAME = 100_000_000
"""ns: so far apart two stamps of one moment may be, of which one is of when a recorder has got it."""


def measure(setup: Setup) -> list[Figure]:
    """The gaps in all, those in which nothing else stood still, pacat's, and how often something did."""
    if missing():
        print(f"no {missing()} here: nothing of sound is measured", file=sys.stderr)
        return []
    seconds = _QUICK_SECONDS if setup.quick else _SECONDS
    with call(setup.folder) as talk, Freezes() as freezes:
        gaps = talk.gaps(seconds)
    own = 0
    for gap in gaps.all:
        why = reasons(gap, gaps, freezes)
        own += not why
        print(
            f"  {gap.way}: {gap.milliseconds:.1f} ms; {', '.join(why) or 'none but the engine'}",
            file=sys.stderr,
        )
    longest = max((end - begin for begin, end in freezes.spans), default=0) / 1e6
    return [
        Figure(title="Gaps, both ways", unit="", samples=(float(len(gaps.all)),), aim=Aim("p95", 0)),
        Figure(title="  of the engine alone", unit="", samples=(float(own),), aim=Aim("p95", 0)),
        Figure(title="  of pacat, one way", unit="", samples=(float(len(gaps.of_pacat)),)),
        Figure(
            title="Packets that the peer sent 10 ms late or more", unit="", samples=(float(len(gaps.late)),)
        ),
        Figure(title="Standstills of a core, 5 ms or more", unit="", samples=(float(len(freezes.spans)),)),
        Figure(title="  the longest", unit="ms", samples=(longest,)),
    ]


def reasons(gap: Gap, gaps: Gaps, freezes: Freezes) -> list[str]:
    """What else stood still at that moment, none of which is in the engine's hands."""
    found = []
    if freezes.explain(gap.at):
        found.append("a core stood still")
    if any(abs(other.at - gap.at) < _SAME for other in gaps.of_pacat):
        found.append("pacat missed it too")
    if gap.way == "in" and any(abs(at - gap.at) < _SAME for at in gaps.late):
        found.append("the peer sent late")
    return found
