"""A call of ten minutes on an idle machine, a tone both ways: not one gap, but where the machine itself stood still."""

import sys

from tests.bench.figures import Aim, Figure
from tests.bench.freezes import Freezes
from tests.bench.setup import Setup
from tests.bench.sound import call
from tests.pulse import missing

_SECONDS, _QUICK_SECONDS = 600.0, 10.0


def measure(setup: Setup) -> list[Figure]:
    """The gaps in all, those that no standstill of a core explains, pacat's, and how often a core stood still."""
    if missing():
        print(f"no {missing()} here: nothing of sound is measured", file=sys.stderr)
        return []
    seconds = _QUICK_SECONDS if setup.quick else _SECONDS
    with call(setup.folder) as talk, Freezes() as freezes:
        gaps = talk.gaps(seconds)
    ours = [gap for gap in gaps.at if not freezes.explain(gap)]
    longest = max((end - begin for begin, end in freezes.spans), default=0) / 1e6
    minutes = seconds / 60
    return [
        Figure(title="Gaps, both ways", unit="", samples=(float(len(gaps.at)),), aim=Aim("p95", 0)),
        Figure(title="  without a standstill", unit="", samples=(float(len(ours)),), aim=Aim("p95", 0)),
        Figure(title="  of pacat, one way", unit="", samples=(gaps.pacat * minutes,)),
        Figure(title="Standstills of a core, 5 ms or more", unit="", samples=(float(len(freezes.spans)),)),
        Figure(title="  the longest", unit="ms", samples=(longest,)),
    ]
