"""INVITEs that are refused after a while: one answer each, and nothing that outlives its place."""

import gc
import weakref
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import pytest

from telephony.call import Direction, Party, Purpose
from telephony.engine.graves import Graves
from telephony.engine.line import Line
from telephony.engine.loop import Later, Loop
from telephony.engine.refusals import REJECT_SECONDS, Refusals
from telephony.engine.sip_call import SipCall
from telephony.engine.switchboard import Switchboard


class Clock:
    """A loop whose time is told; what is posted is done at the next tick."""

    def __init__(self) -> None:
        self.todo: list[Callable[[], None]] = []
        self.waiting: dict[int, Callable[[], None]] = {}

    def post(self, do: Callable[[], None]) -> None:
        self.todo.append(do)

    def later(self, _seconds: float, do: Callable[[], None]) -> Later:
        key = len(self.waiting) + 1
        self.waiting[key] = do

        def forget() -> None:
            self.waiting.pop(key, None)

        return Later(forget)

    def tick(self) -> None:
        for key in list(self.waiting):
            do = self.waiting.pop(key, None)
            if do is not None:
                do()
        while self.todo:
            self.todo.pop(0)()


class Call:
    """As much of pjsua2's call as is needed; ``codes`` outlives it."""

    sink: Any = None

    def __init__(self, place: int, codes: list[int]) -> None:
        self._place, self._codes = place, codes

    def getId(self) -> int:
        return self._place

    def answer(self, prm: Any) -> None:
        self._codes.append(prm.statusCode)


@pytest.fixture
def without_collector() -> Iterator[None]:
    """As in the engine, where objects die when nothing refers to them, or a second later at the earliest."""
    was = gc.isenabled()
    gc.disable()
    yield
    if was:
        gc.enable()


def refusals(clock: Clock) -> tuple[Refusals, Graves]:
    graves = Graves()
    return Refusals(cast("Loop", clock), graves), graves


def born(graves: Graves, place: int, codes: list[int]) -> SipCall:
    return graves.born(cast("SipCall", Call(place, codes)))


@pytest.mark.usefixtures("without_collector")
def test_a_refused_call_dies_with_its_refusal_and_not_at_some_collection() -> None:
    clock = Clock()
    told, graves = refusals(clock)
    codes: list[int] = []
    told.later(born(graves, 0, codes), 486)
    stranger = born(graves, 1, codes)
    gone = weakref.ref(stranger)
    told.stranger(stranger)
    del stranger
    clock.tick()
    assert sorted(codes) == [403, 486]
    assert gone() is None
    assert len(graves) == 0


@pytest.mark.usefixtures("without_collector")
def test_a_refused_call_whose_place_is_taken_dies_after_the_one_that_took_it() -> None:
    clock = Clock()
    told, graves = refusals(clock)
    codes: list[int] = []
    told.later(born(graves, 0, codes), 486)
    taker = []
    told.when_place_is_free(lambda: taker.append(born(graves, 0, codes)), 5.0)
    clock.tick()
    assert len(graves) == 1
    graves.retire(taker.pop())
    assert len(graves) == 0


def test_a_clock_that_was_put_back_while_it_rang_delays_no_refusal() -> None:
    due: list[float] = []

    class Turn:
        def later(self, seconds: float, _do: object) -> None:
            due.append(seconds)

    class Bay:
        listening: Any = None

    board = Switchboard(cast("Any", Turn()), lambda _event: None, cast("Any", Bay()), accept_refer=False)
    line = Line(board, "a", Direction.IN, Purpose.CUSTOMER, Party(), "")
    line.started_at = datetime.now(UTC) + timedelta(hours=1)
    board.refuse(line, 603)
    assert due == [REJECT_SECONDS]


def test_of_three_strangers_the_first_is_refused_at_once_and_once() -> None:
    clock = Clock()
    told, graves = refusals(clock)
    first: list[int] = []
    others: list[int] = []
    told.stranger(born(graves, 0, first))
    told.stranger(born(graves, 1, others))
    told.stranger(born(graves, 2, others))
    clock.todo.pop(0)()
    assert (first, others) == ([403], [])
    clock.tick()
    assert (first, others) == ([403], [403, 403])
