"""What is heard of calls."""

from datetime import UTC, datetime

import pytest

from telephony.call import CallState, Direction, Leg, Party, Purpose
from telephony.engine.sound.bell import Bell, bell


def leg(call: str, state: CallState, direction: Direction = Direction.IN, **more: object) -> Leg:
    return Leg(
        **{
            "call": call,
            "direction": direction,
            "purpose": Purpose.CUSTOMER,
            "state": state,
            "remote": Party(user="x", host="h"),
            "started_at": datetime(2026, 1, 1, tzinfo=UTC),
            **more,
        }  # type: ignore[arg-type] # they are what they are
    )


RINGS = leg("r", CallState.RINGING)
RINGS_TOO = leg("s", CallState.RINGING)
UP = leg("u", CallState.UP)
HELD = leg("h", CallState.UP, held=True)
DIALLED = leg("d", CallState.RINGING, Direction.OUT)
CONSULT = leg("c", CallState.UP, Direction.OUT, purpose=Purpose.CONSULT)
REPLACES = leg("p", CallState.RINGING, replaces="u")
LISTENER = leg("l", CallState.RINGING, purpose=Purpose.MONITOR)
LISTENS = leg("m", CallState.UP, Direction.OUT, purpose=Purpose.MONITOR)
ASKED = leg("q", CallState.UP, purpose=Purpose.SURVEY)
OVER = leg("o", CallState.ENDED)


@pytest.mark.parametrize(
    ("legs", "answered", "heard"),
    [
        ([], "", Bell.SILENT),
        ([UP], "", Bell.SILENT),
        ([RINGS], "", Bell.RING),
        ([RINGS, RINGS_TOO], "", Bell.RING),
        ([RINGS, OVER], "", Bell.RING),
        ([OVER], "", Bell.SILENT),
        ([UP, RINGS], "", Bell.KNOCK),
        ([HELD, RINGS], "", Bell.KNOCK),
        ([HELD, CONSULT, RINGS], "", Bell.KNOCK),
        ([DIALLED], "", Bell.SILENT),
        ([DIALLED, RINGS], "", Bell.KNOCK),
        ([UP, REPLACES], "", Bell.SILENT),
        ([REPLACES], "", Bell.SILENT),
        ([RINGS], "r", Bell.SILENT),
        ([RINGS, RINGS_TOO], "r", Bell.KNOCK),
        ([UP, RINGS], "r", Bell.SILENT),
        ([UP, LISTENER], "", Bell.SILENT),
        ([LISTENER], "", Bell.SILENT),
        ([LISTENS, RINGS], "", Bell.KNOCK),
        ([ASKED, RINGS], "", Bell.RING),
        ([ASKED], "", Bell.SILENT),
    ],
)
def test_what_is_heard_of_calls(legs: list[Leg], answered: str, heard: Bell) -> None:
    assert bell(legs, answered=answered, attended=True) is heard
    assert bell(legs, answered=answered, attended=False) is Bell.SILENT
