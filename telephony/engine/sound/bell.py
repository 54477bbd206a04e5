"""Which sound is to be heard of the calls that ring. Pure."""

from collections.abc import Collection, Iterable
from enum import StrEnum

from telephony.call import CallId, CallState, Direction, Leg, Purpose


class Bell(StrEnum):
    """What is to be heard of calls that ring; the value is the file's name without ``.wav``."""

    SILENT = ""
    RING = "ring"
    KNOCK = "knock"


def bell(legs: Iterable[Leg], *, answered: Collection[CallId], attended: bool) -> Bell:
    """Choose what is heard with these legs, of which those refused are left out.

    ``answered`` are those that the agent has answered while SIP (or the hold of another call) still takes its
    time. An INVITE with Replaces is answered at once and never rings; a supervisor who listens does not either.
    """
    ringing = other = False
    for leg in legs:
        heard_by = leg.purpose is Purpose.MONITOR and leg.direction is Direction.IN
        if leg.state is CallState.ENDED or leg.purpose is Purpose.SURVEY or heard_by:
            continue
        waits = leg.direction is Direction.IN and leg.state is CallState.RINGING
        if waits and not leg.replaces and leg.call not in answered:
            ringing = True
        else:
            other = True
    if not ringing or not attended:
        return Bell.SILENT
    return Bell.KNOCK if other else Bell.RING
