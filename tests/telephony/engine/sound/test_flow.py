import numpy as np

from telephony.engine.sound.flow import Flow
from telephony.engine.sound.levels import FLOOR
from telephony.engine.sound.ring import FRAME, RATE, TARGET, WIDTH, Ring
from tests.pulse import tone

SIZE = FRAME * WIDTH
TEN_MS = tone(500, seconds=0.01, level=3276.7).astype("<i2").tobytes()


def flow() -> tuple[Flow, Ring, Ring]:
    out, into = Ring(0), Ring(0)
    return Flow(out, into), out, into


def test_the_microphone_goes_out_and_the_speaker_gets_what_came_in() -> None:
    flow_, out, into = flow()
    flow_.hear(TEN_MS)
    assert out.read(SIZE) == TEN_MS
    into.write(TEN_MS)
    assert flow_.pull() == TEN_MS
    assert flow_.pull() == bytes(SIZE), "nothing has come: silence"


def test_levels_are_those_since_they_were_asked() -> None:
    flow_, _, into = flow()
    into.write(TEN_MS)
    flow_.pull()
    flow_.hear(TEN_MS)
    assert flow_.levels(2.0) == (-17.0, -23.0)
    assert flow_.levels(2.0) == (FLOOR, FLOOR)


def test_zeros_mean_something_only_while_somebody_should_hear_them() -> None:
    flow_, _, _ = flow()
    second = bytes(RATE * WIDTH)
    assert not any(flow_.hear(second) for _ in range(10))
    flow_.talking = True
    assert [flow_.hear(second) for _ in range(6)] == [False] * 4 + [True, False]


def test_what_was_heard_before_a_device_opened_is_not_used() -> None:
    flow_, out, into = flow()
    flow_.hear(TEN_MS)
    into.write(TEN_MS)
    flow_.microphone_opens()
    flow_.speaker_opens()
    assert out.read(SIZE) is None
    assert flow_.pull() == bytes(SIZE)


def test_a_ring_that_fills_is_emptied_by_a_sample_in_10_ms() -> None:
    flow_, _, into = flow()
    into.write(TEN_MS)
    flow_.pull()
    for _ in range(TARGET // FRAME + 2):
        into.write(TEN_MS)
    into.lowest()  # the empty beginning is not what is meant
    flow_.pull()
    flow_.judge()
    for _ in range(20):
        into.write(TEN_MS)
        assert len(np.frombuffer(flow_.pull(), "<i2")) == FRAME

    def fill() -> int:
        into.lowest()
        into.write(TEN_MS)
        flow_.pull()
        return into.lowest() or 0

    before = fill()
    for _ in range(99):
        into.write(TEN_MS)
        flow_.pull()
    assert before - fill() == 100
