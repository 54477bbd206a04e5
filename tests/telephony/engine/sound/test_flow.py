import numpy as np

from telephony.engine.sound.drift import JUDGED
from telephony.engine.sound.flow import AHEAD, FULL, Flow
from telephony.engine.sound.levels import FLOOR
from telephony.engine.sound.ring import FRAME, RATE, WIDTH, Ring
from tests.pulse import tone

SIZE = FRAME * WIDTH
A_FRAME = tone(500, seconds=0.02, level=3276.7).astype("<i2").tobytes()
A_JUDGEMENT = -(-JUDGED // FRAME)


def flow() -> tuple[Flow, Ring]:
    out = Ring(0)
    return Flow(out), out


def test_the_microphone_goes_out_and_the_speaker_gets_what_came_in() -> None:
    flow_, out = flow()
    flow_.hear(A_FRAME)
    assert out.read(SIZE) == A_FRAME
    assert flow_.play(A_FRAME, AHEAD) == A_FRAME


def test_levels_are_those_since_they_were_asked() -> None:
    flow_, _ = flow()
    flow_.play(A_FRAME, AHEAD)
    flow_.hear(A_FRAME)
    assert flow_.levels(2.0) == (-17.0, -23.0)
    assert flow_.levels(2.0) == (FLOOR, FLOOR)


def test_zeros_mean_something_only_while_somebody_should_hear_them() -> None:
    flow_, _ = flow()
    second = bytes(RATE * WIDTH)
    assert not any(flow_.hear(second) for _ in range(10))
    flow_.talking = True
    assert [flow_.hear(second) for _ in range(6)] == [False] * 4 + [True, False]


def test_what_was_heard_before_a_microphone_opened_is_not_sent() -> None:
    flow_, out = flow()
    flow_.hear(A_FRAME)
    flow_.microphone_opens()
    assert out.read(SIZE) is None


def test_what_is_played_begins_with_a_little_silence_and_the_newest() -> None:
    flow_, _ = flow()
    late = bytes([1]) * SIZE * 5
    played = flow_.play(late + A_FRAME, 0)
    assert played.endswith(A_FRAME)
    assert len(played) == SIZE + AHEAD // 2 * WIDTH, "what came while nothing could be played is too late"
    assert flow_.play(A_FRAME, 0) == bytes(AHEAD // 2 * WIDTH) + A_FRAME, "it has run dry: once more"


def test_nothing_is_given_to_a_server_that_has_stopped() -> None:
    flow_, _ = flow()
    assert flow_.play(A_FRAME, FULL) == b""
    assert flow_.play(A_FRAME, FULL - 1) == A_FRAME


def test_what_a_stall_has_left_waiting_is_gone_when_it_is_judged() -> None:
    """Forty milliseconds more than are needed would else be delay for six seconds."""
    flow_, _ = flow()
    flow_.play(A_FRAME, 0)
    waiting = AHEAD * 5 // 2
    for _ in range(A_JUDGEMENT + 3):
        waiting += len(flow_.play(A_FRAME, waiting)) // WIDTH - FRAME
    assert waiting == AHEAD // 2


def test_a_moment_in_which_little_waits_is_what_counts() -> None:
    flow_, _ = flow()
    flow_.play(A_FRAME, 0)
    for at in range(A_JUDGEMENT * 3):
        waiting = AHEAD // 2 if at % 5 == 0 else FULL - 1
        assert flow_.play(A_FRAME, waiting) == A_FRAME


def test_a_ring_that_fills_is_emptied_by_a_sample_in_10_ms() -> None:
    flow_, out = flow()
    out.write(bytes(SIZE * 3))
    assert out.read(SIZE) is not None, "of what lies there at its beginning the newest is read"
    out.write(bytes(SIZE * 3))
    out.lowest()  # the empty beginning is not what is meant
    for _ in range(A_JUDGEMENT):
        flow_.hear(A_FRAME)
        out.read(SIZE)
    before = out.fill()
    for _ in range(25):
        flow_.hear(A_FRAME)
        out.read(SIZE)
    assert before - out.fill() == 50


def test_frames_are_as_long_as_they_were_while_nothing_has_drifted() -> None:
    flow_, _ = flow()
    flow_.play(A_FRAME, 0)
    played = [flow_.play(A_FRAME, AHEAD // 2) for _ in range(A_JUDGEMENT * 3)]
    assert {len(np.frombuffer(data, "<i2")) for data in played} == {FRAME}
