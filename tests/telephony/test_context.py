from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from telephony.context import MAX_HEADER, REASONS, HandoverContext, pack, unpack
from telephony.errors import ContextError

KEY = bytes(range(32))
NOW = datetime(2026, 3, 2, 9, 14, 7, tzinfo=UTC)
TARGET = "sip:3201@127.0.0.1:5080"
CASE = HandoverContext(
    ticket=UUID("01890a5d-ac96-774b-bcce-b302099a8057"),
    ticket_number=48213,
    escalation=UUID("01890a5d-ac96-774b-bcce-b302099a8058"),
    kind="hierarchical",
    level=3,
    reason="lacks_authority",
    hop=2,
    caller="+442079460420",
    caller_name="Yara Haddad",
    issued_at=NOW,
    nonce=b"12345678",
)


def refusal(header: str, *, key: bytes = KEY, target: str = "3201", now: datetime = NOW) -> str:
    with pytest.raises(ContextError) as error:
        unpack(header, key, target, now)
    assert error.value.message.endswith(".")
    return error.value.code


def octets(header: str) -> bytes:
    return bytes.fromhex(header.partition(";")[0])


def header(data: bytes) -> str:
    return data.hex() + ";encoding=hex"


def test_case_arrives_as_it_was_sent() -> None:
    assert unpack(pack(CASE, KEY, TARGET), KEY, "3201", NOW) == CASE


def test_ordinary_case_takes_about_two_hundred_characters() -> None:
    assert len(pack(CASE, KEY, TARGET)) == 197


def test_case_for_a_queue_is_read_by_those_who_answer_for_it() -> None:
    assert unpack(pack(CASE, KEY, "sip:3100@pbx"), KEY, ("3201", "3100"), NOW) == CASE


@given(
    st.builds(
        HandoverContext,
        ticket=st.uuids(),
        escalation=st.uuids(),
        ticket_number=st.integers(0, 2**32 - 1),
        kind=st.sampled_from(["functional", "hierarchical"]),
        level=st.integers(0, 255),
        reason=st.sampled_from([*REASONS.values(), "other"]),
        hop=st.integers(0, 255),
        caller=st.one_of(
            st.text(),
            st.from_regex(r"\+?[0-9*#]{0,60}", fullmatch=True),
            st.text(alphabet="😀ü", max_size=60),
        ),
        caller_name=st.one_of(st.text(), st.text(alphabet="😀ü", max_size=60)),
        issued_at=st.just(NOW),
    )
)
def test_any_case_fits_and_arrives(case: HandoverContext) -> None:
    value = pack(case, KEY, TARGET)
    assert len(value) <= MAX_HEADER
    read = unpack(value, KEY, "3201", NOW)
    assert msgspec.structs.replace(read, caller="", caller_name="") == msgspec.structs.replace(
        case, caller="", caller_name=""
    )
    assert unpack(pack(read, KEY, TARGET), KEY, "3201", NOW) == read


@pytest.mark.parametrize(
    ("caller", "arrives"),
    [
        ("", ""),
        ("2041", "2041"),
        ("+442079460420", "+442079460420"),
        ("+4420794604200", "+4420794604200"),
        ("*97#", "*97#"),
        ("+", "+"),
        ("1" * 48, "1" * 48),
        ("sip:maya@pbx.example", "sip:maya@pbx.example"),
        ("sip:maya.torres@pbx.example", "sip:maya.torres@pbx.exam…"),
        ("Jürgen", "Jürgen"),
        ("ü" * 13, "ü" * 12 + "…"),
        ("😀" * 7, "😀" * 6 + "…"),
        ("a\r\nX-Inj: 1", "a X-Inj: 1"),
        ("a\u202eb", "ab"),
    ],
)
def test_caller_is_packed(caller: str, arrives: str) -> None:
    value = pack(msgspec.structs.replace(CASE, caller=caller), KEY, TARGET)
    assert unpack(value, KEY, "3201", NOW).caller == arrives


def test_longest_case_stays_within_the_limit() -> None:
    longest = msgspec.structs.replace(CASE, caller="sip:" + "x" * 500, caller_name="Größte " * 90)
    assert len(pack(longest, KEY, TARGET)) == 255


def test_number_on_the_wire_that_is_not_known_is_other() -> None:
    value = pack(msgspec.structs.replace(CASE, reason="a_word_of_this_center"), KEY, TARGET)
    assert unpack(value, KEY, "3201", NOW).reason == "other"


@pytest.mark.parametrize(
    "wrong",
    [
        {"level": 256},
        {"level": -1},
        {"hop": 256},
        {"ticket_number": 2**32},
        {"issued_at": NOW.replace(tzinfo=None)},
        {"issued_at": datetime(2200, 1, 1, tzinfo=UTC)},
    ],
)
def test_case_out_of_range_is_a_bug(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - which one it is does not matter
        pack(msgspec.structs.replace(CASE, **wrong), KEY, TARGET)


def test_every_flipped_bit_is_refused() -> None:
    data = octets(pack(CASE, KEY, TARGET))
    for bit in range(len(data) * 8):
        flipped = bytearray(data)
        flipped[bit // 8] ^= 1 << bit % 8
        assert refusal(header(bytes(flipped))) in {"forged", "malformed", "not_for_us"}


def test_every_cut_and_every_addition_is_refused() -> None:
    data = octets(pack(CASE, KEY, TARGET))
    for length in range(1, len(data)):
        assert refusal(header(data[:length])) in {"forged", "malformed"}
    assert refusal(header(data + b"\0")) == "forged"
    assert refusal(header(b"\0" + data)) == "malformed"


@pytest.mark.parametrize(
    ("target", "code"),
    [("3202", "not_for_us"), ("sip:3202@127.0.0.1:5080", "not_for_us"), ("", "not_for_us")],
)
def test_case_for_somebody_else_is_refused(target: str, code: str) -> None:
    assert refusal(pack(CASE, KEY, TARGET), target=target) == code


def test_case_of_another_floor_is_refused() -> None:
    assert refusal(pack(CASE, bytes(32), TARGET)) == "forged"


@pytest.mark.parametrize(("age", "code"), [(61, "old"), (86400, "old"), (-6, "early"), (-86400, "early")])
def test_case_is_believed_for_a_minute(age: int, code: str) -> None:
    assert refusal(pack(CASE, KEY, TARGET), now=NOW + timedelta(seconds=age)) == code


@pytest.mark.parametrize("age", [-5, 0, 60])
def test_case_of_this_minute_is_believed(age: int) -> None:
    now = (NOW + timedelta(seconds=age)).astimezone(timezone(timedelta(hours=9)))
    assert unpack(pack(CASE, KEY, TARGET), KEY, "3201", now) == CASE


GOOD = pack(CASE, KEY, TARGET).partition(";")[0]


@pytest.mark.parametrize(
    "value",
    [
        GOOD,
        GOOD.upper() + ";Encoding=HEX",
        f" {GOOD} ; encoding=hex ",
        f"{GOOD};encoding=hex;purpose=isdn-uui;content=isdn-uui",
        f"{GOOD};purpose=x;encoding = hex",
        f'"{GOOD}";encoding=hex',
    ],
)
def test_proxies_may_write_the_header_in_their_way(value: str) -> None:
    assert unpack(value, KEY, "3201", NOW) == CASE


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("", "missing"),
        ("  \t", "missing"),
        ("x", "malformed"),
        (";encoding=hex", "malformed"),
        ("00;encoding=hex", "malformed"),
        ("0;encoding=hex", "malformed"),
        (GOOD[:-1] + ";encoding=hex", "malformed"),
        (GOOD + ";encoding=text", "malformed"),
        (GOOD + ";encoding=hex;encoding=text", "malformed"),
        (GOOD + ";encoding=hex,00;encoding=hex", "malformed"),
        (GOOD + "\r\nX-Inj: 1", "malformed"),
        ("é" * 100, "malformed"),
        ("\udcff", "malformed"),
        ("\u0660" * 200 + ";encoding=hex", "malformed"),
        ("00" * 100 + ";encoding=hex", "malformed"),
        ("e1" + "00" * 100 + ";encoding=hex", "forged"),
        ("ff" * 500_000 + ";encoding=hex", "malformed"),
        (" " * 1_000_000, "missing"),
        (";" * 1_000, "malformed"),
        ("00;a=" + "\t" * 1_000, "malformed"),
    ],
)
def test_garbage_is_refused(value: str, code: str) -> None:
    assert refusal(value) == code


@given(st.one_of(st.text(max_size=300), st.binary(max_size=130).map(header)))
def test_nothing_unsigned_is_ever_believed(value: str) -> None:
    assert refusal(value) in {"missing", "malformed", "forged"}
