import pytest
from hypothesis import given
from hypothesis import strategies as st

from telephony.errors import ContextError
from telephony.seal import check_seal, key_from_text, key_to_text, new_key, seal

KEY = bytes(range(32))
TEXT = key_to_text(KEY)


@given(st.binary(min_size=32, max_size=32))
def test_key_survives_being_written_down(key: bytes) -> None:
    assert key_from_text(key_to_text(key)) == key


def test_key_is_groups_of_four() -> None:
    groups = TEXT.split("-")
    assert [len(group) for group in groups] == [4] * 14
    assert not set(TEXT) & set("ILOU")


def test_new_keys_differ() -> None:
    assert len({new_key() for _ in range(100)}) == 100


@pytest.mark.parametrize(
    "heard",
    [
        TEXT.lower(),
        TEXT.replace("-", ""),
        TEXT.replace("-", " "),
        f"  {TEXT}\n",
        TEXT.replace("0", "O").replace("1", "l"),
        TEXT.replace("0", "o").replace("1", "I"),
    ],
)
def test_key_is_read_however_it_was_heard(heard: str) -> None:
    assert key_from_text(heard) == KEY


@pytest.mark.parametrize(
    "wrong", ["", "x", TEXT[:-1], TEXT + "0", "U" * 56, "é" * 56, "\x00" * 56, "0" * 1_000_000]
)
def test_what_is_no_key_is_refused(wrong: str) -> None:
    with pytest.raises(ContextError) as refusal:
        key_from_text(wrong)
    assert refusal.value.code == "key"
    assert refusal.value.message.isprintable()


def test_every_misread_letter_is_noticed() -> None:
    letters = TEXT.replace("-", "")
    for at, letter in enumerate(letters):
        with pytest.raises(ContextError):
            key_from_text(letters[:at] + ("0" if letter != "0" else "2") + letters[at + 1 :])


def test_swapped_neighbours_are_noticed() -> None:
    letters = TEXT.replace("-", "")
    for at in range(len(letters) - 1):
        swapped = letters[:at] + letters[at + 1] + letters[at] + letters[at + 2 :]
        if swapped != letters:
            with pytest.raises(ContextError):
                key_from_text(swapped)


@pytest.mark.parametrize("key", [b"", b"short", bytes(33)])
def test_a_key_of_another_length_is_a_bug(key: bytes) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        seal(key, b"x", b"", "3201")


@pytest.mark.parametrize(
    ("key", "label", "body", "targets", "code"),
    [
        (KEY, b"x", b"body", ("3201",), ""),
        (KEY, b"x", b"body", ("sip:3201@pbx.example:5080",), ""),
        (KEY, b"x", b"body", ("3100", "3201"), ""),
        (KEY, b"x", b"body", ("3202",), "not_for_us"),
        (KEY, b"x", b"body", (), "not_for_us"),
        (KEY, b"x", b"bodY", ("3201",), "forged"),
        (KEY, b"y", b"body", ("3201",), "forged"),
        (bytes(32), b"x", b"body", ("3201",), "forged"),
    ],
)
def test_seal_is_believed_only_whole(
    key: bytes, label: bytes, body: bytes, targets: tuple[str, ...], code: str
) -> None:
    sealed = seal(KEY, b"x", b"body", "sip:3201@127.0.0.1")
    if not code:
        check_seal(key, label, body, sealed, targets)
        return
    with pytest.raises(ContextError) as refusal:
        check_seal(key, label, body, sealed, targets)
    assert refusal.value.code == code


def test_content_and_target_cannot_be_moved_into_each_other() -> None:
    with pytest.raises(ContextError):
        check_seal(KEY, b"x", b"bod", seal(KEY, b"x", b"body", "3201"), ("y3201",))
