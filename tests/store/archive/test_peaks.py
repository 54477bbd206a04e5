"""R60: the picture of a recording shows where who speaks, at every width, and is never believed blindly."""

import struct
import zlib

import numpy as np
import pytest

from store.archive.errors import ArchiveError
from store.archive.peaks import PER_SECOND, Peaks, from_bytes, measured, to_bytes

RATE = 16_000


def picture(seconds: float = 3.01) -> tuple[np.ndarray[tuple[int, ...], np.dtype[np.int16]], Peaks]:
    chance = np.random.default_rng(7)
    samples = chance.integers(-32_768, 32_767, size=(round(seconds * RATE), 2), dtype=np.int16)
    samples[: RATE // 2, 1] = 0
    return samples, Peaks(measured(samples, RATE), PER_SECOND, seconds)


def test_R60_of_every_20_ms_the_lowest_and_the_highest_sample() -> None:
    samples, peaks = picture()
    step = RATE // PER_SECOND
    assert peaks.points.shape == (151, 2, 2)
    for n in (0, 24, 25, 150):
        part = samples[n * step : (n + 1) * step]
        assert peaks.points[n, :, 0].tolist() == part.min(axis=0).tolist()
        assert peaks.points[n, :, 1].tolist() == part.max(axis=0).tolist()
    assert not peaks.points[:25, 1].any()


def test_R60_coarser_levels_hide_no_peak() -> None:
    samples, peaks = picture()
    for wanted, given in ((1000, 50), (50, 50), (11, 50), (10, 10), (2.1, 10), (2, 2), (0.1, 2)):
        level = peaks.level(wanted)
        assert level.per_second == given
        assert len(level.points) == -(-len(peaks.points) * given // PER_SECOND)
        assert level.points[..., 0].min() == samples.min()
        assert level.points[..., 1].max() == samples.max()
        assert level.seconds == peaks.seconds


def test_R60_a_picture_is_written_and_read() -> None:
    _, peaks = picture()
    again = from_bytes(to_bytes(peaks))
    assert np.array_equal(again.points, peaks.points)
    assert (again.per_second, again.seconds, again.channels) == (50, 3.01, 2)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"WRMLPEAK",
        b"X" * 200,
        struct.pack(">8sBBHd", b"WRMLPEAK", 2, 2, 50, 1.0) + zlib.compress(b""),
        struct.pack(">8sBBHd", b"WRMLPEAK", 1, 0, 50, 1.0) + zlib.compress(b""),
        struct.pack(">8sBBHd", b"WRMLPEAK", 1, 2, 0, 1.0) + zlib.compress(b""),
        struct.pack(">8sBBHd", b"WRMLPEAK", 1, 2, 50, 1.0) + zlib.compress(b"odd"),
        struct.pack(">8sBBHd", b"WRMLPEAK", 1, 2, 50, 1.0) + zlib.compress(bytes(800))[:-3],
        struct.pack(">8sBBHd", b"WRMLPEAK", 1, 2, 50, 1.0) + zlib.compress(bytes(800)) + b"more",
    ],
)
def test_R60_what_is_no_picture_is_told(content: bytes) -> None:
    with pytest.raises(ArchiveError) as caught:
        from_bytes(content)
    assert caught.value.code == "changed"
