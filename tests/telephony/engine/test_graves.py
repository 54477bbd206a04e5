"""The objects of calls that are over, in the places of calls that are not."""

from dataclasses import dataclass
from typing import cast

from telephony.engine.graves import Graves
from telephony.engine.sip_call import SipCall


@dataclass(eq=False)
class Body:
    """As much of pjsua2's object as a grave needs."""

    place: int
    sink: object | None = "a line"

    def getId(self) -> int:
        return self.place


def born(graves: Graves, place: int) -> SipCall:
    return graves.born(cast("SipCall", Body(place)))


def test_what_is_over_dies_at_once_when_its_place_is_empty() -> None:
    graves = Graves()
    born(graves, 1)
    call = born(graves, 0)
    graves.retire(call)
    assert len(graves) == 0
    assert call.sink is None


def test_what_is_over_waits_while_a_later_call_has_its_place() -> None:
    graves = Graves()
    old = born(graves, 0)
    new = born(graves, 0)
    graves.retire(old)
    assert len(graves) == 1
    graves.retire(born(graves, 1))
    assert len(graves) == 1
    graves.retire(new)
    assert len(graves) == 0


def test_what_is_retired_twice_dies_once() -> None:
    graves = Graves()
    call, other = born(graves, 0), born(graves, 0)
    graves.retire(call)
    graves.retire(call)
    assert len(graves) == 1
    graves.retire(other)
    assert len(graves) == 0
