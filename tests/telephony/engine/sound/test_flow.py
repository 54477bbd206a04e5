import numpy as np

from telephony.engine.sound.drift import JUDGED
from telephony.engine.sound.flow import AHEAD, MOST_AHEAD, Flow
from telephony.engine.sound.levels import FLOOR
from telephony.engine.sound.ring import FRAME, RATE, WIDTH, Ring
from tests.pulse import tone

SIZE = FRAME * WIDTH
MIDDLE = AHEAD * 3 // 4
"""What waits in a calm call."""
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


class Server:
    """Fetches as much as the conference gives, and knows how long it had nothing."""

    def __init__(self, flow_: Flow) -> None:
        self.flow = flow_
        self.waiting = self.missed = 0

    def gets(self, frames: bytes) -> None:
        self.waiting += len(self.flow.play(frames, self.waiting)) // WIDTH

    def fetches(self, samples: int) -> None:
        self.missed += max(0, samples - self.waiting)
        self.waiting = max(0, self.waiting - samples)

    def runs(self, frames: int) -> int:
        """So many in time; how long it had nothing meanwhile."""
        before = self.missed
        for _ in range(frames):
            self.gets(A_FRAME)
            self.fetches(FRAME)
        return self.missed - before

    def is_kept_waiting(self, samples: int) -> int:
        """A frame is late by so many, and the next ones come as soon as it is there."""
        before = self.missed
        self.fetches(samples)
        for _ in range(samples // FRAME):
            self.gets(A_FRAME)
        return self.missed - before


def test_what_is_played_begins_with_a_little_silence_and_the_newest() -> None:
    flow_, _ = flow()
    late = bytes([1]) * SIZE * 5
    played = flow_.play(late + A_FRAME, 0)
    assert played.endswith(A_FRAME)
    assert len(played) == SIZE + MIDDLE * WIDTH, "what came while nothing could be played is too late"
    assert flow_.play(A_FRAME, 0) == bytes(MIDDLE * WIDTH) + A_FRAME, "it has not begun to run: once more"


def test_nothing_is_given_to_a_server_that_has_stopped() -> None:
    server = Server(flow()[0])
    for _ in range(100):
        server.gets(A_FRAME)
    assert AHEAD < server.waiting <= AHEAD * 5 // 2 + FRAME


def test_what_a_stall_has_left_waiting_is_gone_when_it_is_judged() -> None:
    """Else it would be delay for many seconds."""
    server = Server(flow()[0])
    server.runs(2)
    server.waiting = AHEAD * 2
    server.runs(A_JUDGEMENT * 2 + 3)
    assert server.waiting == MIDDLE


def test_a_moment_in_which_little_waits_is_what_counts() -> None:
    flow_, _ = flow()
    flow_.play(A_FRAME, 0)
    for at in range(A_JUDGEMENT * 3):
        assert flow_.play(A_FRAME, AHEAD // 2 if at % 5 == 0 else AHEAD * 2) == A_FRAME


def test_a_frame_that_is_late_is_played_at_once_and_the_next_may_be_as_late() -> None:
    server = Server(flow()[0])
    server.runs(A_JUDGEMENT + 2)
    late = FRAME * 2
    assert server.is_kept_waiting(late) == late - MIDDLE, "no silence is added to what is missing"
    assert server.runs(A_JUDGEMENT * 5) == 0
    for _ in range(5):
        assert server.is_kept_waiting(FRAME) == 0
        assert server.runs(A_JUDGEMENT) == 0


def test_however_often_frames_are_late_the_delay_stays_bounded() -> None:
    server = Server(flow()[0])
    for _ in range(50):
        server.runs(A_JUDGEMENT)
        server.is_kept_waiting(FRAME * 10)
    server.runs(A_JUDGEMENT * 2 + 3)
    assert server.waiting <= MOST_AHEAD * 3 // 2


def test_after_a_calm_time_as_little_waits_as_before() -> None:
    server = Server(flow()[0])
    server.runs(A_JUDGEMENT)
    for _ in range(5):
        server.is_kept_waiting(FRAME * 4)
        server.runs(A_JUDGEMENT)
    assert server.waiting > AHEAD
    assert server.runs(300 * RATE // FRAME) == 0
    assert server.waiting <= AHEAD


def test_a_frame_that_finds_nothing_again_begins_anew() -> None:
    flow_, _ = flow()
    flow_.play(A_FRAME, 0)
    for _ in range(A_JUDGEMENT):
        flow_.play(A_FRAME, AHEAD // 2)
    assert flow_.play(A_FRAME, 0) == A_FRAME
    assert flow_.play(A_FRAME, 0).startswith(bytes(MIDDLE * WIDTH)), "the clock does not make it good"


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
