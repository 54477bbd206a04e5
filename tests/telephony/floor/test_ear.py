import math
import struct
from pathlib import Path

import pytest

from telephony.floor.ear import Ear, level

HEADER = b"\0" * 44
SILENCE = b"\0" * 6400
SPEECH = struct.pack("<3200h", *(round(6000 * math.sin(i / 5)) for i in range(3200)))


def add(file: Path, piece: bytes) -> None:
    with file.open("ab") as out:
        out.write(piece)


def test_ear_hears_where_sound_begins_and_ends(tmp_path: Path) -> None:
    file = tmp_path / "heard.wav"
    ear = Ear(file)
    assert ear.changed() is None
    add(file, HEADER)
    assert ear.changed() is None
    told = []
    for piece in (SILENCE, SPEECH, SPEECH, SILENCE, SPEECH, SILENCE, SILENCE, SILENCE, SILENCE):
        add(file, piece)
        told.append(ear.changed())
    assert told == [None, True, None, None, None, None, None, False, None]


def test_what_was_heard_before_is_no_beginning_of_what_comes(tmp_path: Path) -> None:
    file = tmp_path / "heard.wav"
    add(file, HEADER + SPEECH)
    ear = Ear(file)
    assert ear.changed() is True
    add(file, SPEECH)
    ear.forget()
    assert ear.changed() is None, "the music of the hold has ended with it"
    add(file, SPEECH)
    assert ear.changed() is True, "and this is a voice"


def test_half_a_sample_is_waited_for(tmp_path: Path) -> None:
    file = tmp_path / "heard.wav"
    add(file, HEADER + SPEECH[:-1])
    ear = Ear(file)
    assert ear.changed() is True
    add(file, SPEECH[-1:])
    assert ear.changed() is None
    add(file, SPEECH)
    assert ear.changed() is None
    assert ear.dbfs > -20


def test_long_absence_reads_only_the_end(tmp_path: Path) -> None:
    file = tmp_path / "heard.wav"
    add(file, HEADER + SPEECH * 100 + SILENCE * 20)
    assert Ear(file).changed() is None


@pytest.mark.parametrize(
    ("samples", "dbfs"), [(b"", -96.0), (SILENCE, -96.0), (struct.pack("<8h", *[32767, -32768] * 4), 0.0)]
)
def test_level_is_in_decibels_below_full_scale(samples: bytes, dbfs: float) -> None:
    assert level(samples) == pytest.approx(dbfs, abs=0.01)
