"""R60: a sealed recording is read from anywhere, and whatever is done to its file is noticed."""

import io
import os
import random
from collections.abc import Callable

import pytest

from store.archive.errors import ArchiveError
from store.archive.keys import new_key, public_of, unwrap, wrap, wrapped_for
from store.archive.sealed import AUDIO, BLOCK, HEAD, PEAKS, Unsealed, sealed
from tests.store.archive.wavs import OTHER, RECORDING

SEALED_BLOCK = BLOCK + 16
PLAIN = os.urandom(5 * BLOCK + 1234)
KEY = bytes(range(32))


def seal(plain: bytes, key: bytes = KEY) -> bytes:
    return b"".join(sealed(io.BytesIO(plain), key, RECORDING, AUDIO))


def reading(stored: bytes, key: bytes = KEY) -> Unsealed:
    return Unsealed(io.BytesIO(stored), len(stored), key, RECORDING, AUDIO)


def blocks(stored: bytes) -> list[bytes]:
    body = stored[HEAD:]
    return [body[i : i + SEALED_BLOCK] for i in range(0, len(body), SEALED_BLOCK)]


@pytest.mark.parametrize("size", [0, 1, BLOCK - 1, BLOCK, BLOCK + 1, 3 * BLOCK, 3 * BLOCK + 7])
def test_R60_what_was_sealed_comes_back(size: int) -> None:
    stored = seal(PLAIN[:size])
    assert reading(stored).read() == PLAIN[:size]
    assert PLAIN[:64] not in stored


def test_R60_any_part_is_read_alone() -> None:
    file = io.BufferedReader(reading(seal(PLAIN)))
    chance = random.Random(5)  # noqa: S311 - places to read at
    for _ in range(200):
        at, length = chance.randrange(len(PLAIN) + 10), chance.randrange(3 * BLOCK)
        file.seek(at)
        assert file.read(length) == PLAIN[at : at + length]
    assert file.seek(-10, io.SEEK_END) == len(PLAIN) - 10
    assert file.read() == PLAIN[-10:]


def _swapped(stored: bytes) -> bytes:
    parts = blocks(stored)
    parts[1], parts[2] = parts[2], parts[1]
    return stored[:HEAD] + b"".join(parts)


def _repeated(stored: bytes) -> bytes:
    parts = blocks(stored)
    return stored[:HEAD] + b"".join((*parts[:2], parts[1], *parts[2:]))


def _left_out(stored: bytes) -> bytes:
    parts = blocks(stored)
    return stored[:HEAD] + b"".join((*parts[:2], *parts[3:]))


CHANGES: dict[str, Callable[[bytes], bytes]] = {
    "cut off in a block": lambda s: s[:-1],
    "cut off after a block": lambda s: s[: HEAD + 3 * SEALED_BLOCK],
    "cut off in a tag": lambda s: s[: HEAD + 5],
    "only the head": lambda s: s[:HEAD],
    "nothing": lambda _: b"",
    "longer": lambda s: s + b"\0",
    "a block more": lambda s: s + s[-SEALED_BLOCK:],
    "the head": lambda s: s[:9] + b"\x07" + s[10:],
    "the end": lambda s: s[:-20] + bytes([s[-20] ^ 1]) + s[-19:],
}


@pytest.mark.parametrize("what", CHANGES)
def test_R60_a_file_that_was_cut_off_or_lengthened_is_not_opened(what: str) -> None:
    with pytest.raises(ArchiveError) as caught:
        reading(CHANGES[what](seal(PLAIN)))
    assert caught.value.code == "changed"


@pytest.mark.parametrize("change", [_swapped, _repeated, _left_out])
def test_R60_blocks_that_were_moved_repeated_or_left_out_are_noticed(
    change: Callable[[bytes], bytes],
) -> None:
    with pytest.raises(ArchiveError) as caught:
        reading(change(seal(PLAIN))).read()
    assert caught.value.code == "changed"


def test_R60_a_changed_block_gives_nothing_and_the_others_are_still_there() -> None:
    stored = bytearray(seal(PLAIN))
    stored[HEAD + 2 * SEALED_BLOCK + 99] ^= 0x10
    file = reading(bytes(stored))
    assert file.read(100) == PLAIN[:100]
    file.seek(2 * BLOCK)
    with pytest.raises(ArchiveError, match="changed"):
        file.read(10)
    file.seek(4 * BLOCK)
    assert file.read(10) == PLAIN[4 * BLOCK :][:10]


def test_R60_it_opens_with_its_own_key_as_its_own_recording_and_as_what_it_is_only() -> None:
    stored = seal(PLAIN)
    for key, recording, kind in (
        (new_key(), RECORDING, AUDIO),
        (KEY, OTHER, AUDIO),
        (KEY, RECORDING, PEAKS),
    ):
        with pytest.raises(ArchiveError) as caught:
            Unsealed(io.BytesIO(stored), len(stored), key, recording, kind)
        assert caught.value.code == "changed"


def test_R60_a_key_is_unwrapped_with_the_private_half_and_for_its_recording_only() -> None:
    private, other = new_key(), new_key()
    wrapped = wrap(KEY, public_of(private), RECORDING)
    assert unwrap(wrapped, private, RECORDING) == KEY
    assert wrap(KEY, public_of(private), RECORDING) != wrapped
    with pytest.raises(ArchiveError) as caught:
        unwrap(wrapped, other, RECORDING)
    assert caught.value.code == "no_key"
    assert wrapped_for(wrapped) in caught.value.message
    with pytest.raises(ArchiveError) as caught:
        unwrap(wrapped, private, OTHER)
    assert caught.value.code == "changed"


@pytest.mark.parametrize("wrapped", ["", "?", "AAAA", "AQ=="])
def test_R60_a_wrapped_key_that_is_none_is_told(wrapped: str) -> None:
    with pytest.raises(ArchiveError) as caught:
        unwrap(wrapped, new_key(), RECORDING)
    assert caught.value.code == "changed"


def test_R60_every_bit_of_a_wrapped_key_counts() -> None:
    import base64

    private = new_key()
    raw = base64.b64decode(wrap(KEY, public_of(private), RECORDING))
    for at in range(len(raw)):
        changed = raw[:at] + bytes([raw[at] ^ 1]) + raw[at + 1 :]
        with pytest.raises(ArchiveError):
            unwrap(base64.b64encode(changed).decode(), private, RECORDING)


def test_R60_a_public_key_that_is_none_is_told() -> None:
    with pytest.raises(ArchiveError) as caught:
        wrap(KEY, b"short", RECORDING)
    assert caught.value.code == "no_key"
