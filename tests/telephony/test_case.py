import json
from datetime import UTC, datetime, timedelta
from uuid import UUID

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from telephony.case import MAX_BODY, MAX_PARTS, CaseAssembler, CaseSummary, pack_case
from telephony.errors import ContextError

KEY = bytes(range(32))
NOW = datetime(2026, 3, 2, 9, 14, 7, tzinfo=UTC)
CASE = CaseSummary(
    ticket=UUID("01890a5d-ac96-774b-bcce-b302099a8057"),
    ticket_number=48213,
    escalation=UUID("01890a5d-ac96-774b-bcce-b302099a8058"),
    kind="functional",
    level=2,
    hop=1,
    reason="lacks_knowledge",
    subject="VPN drops every ten minutes",
    tried="New profile, other network, client 5.2 reinstalled.\nLog sent by mail.",
    expects="Look at the gateway's log with the customer.",
    category="network",
    severity="high",
    customer_name="Anna Petrova",
    customer_company="Quillpost Logistics",
    customer_number="+14155550132",
    customer_tier="Gold",
    customer_language="en",
    path=("L1 Maya Torres", "L2 Priya Nolan: busy (486)"),
    from_person="Maya Torres",
    from_extension="2041",
    issued_at=NOW,
)
LONG = msgspec.structs.replace(CASE, tried="Långt försök. " * 60, expects='"\\' * 100)


def assembler(*targets: str) -> CaseAssembler:
    return CaseAssembler(KEY, targets or ("3201",))


def refusal(body: str, *, now: datetime = NOW, at: CaseAssembler | None = None) -> str:
    with pytest.raises(ContextError) as error:
        (at or assembler()).add(body, now)
    return error.value.code


def test_case_arrives_in_words() -> None:
    parts = pack_case(CASE, KEY, "sip:3201@127.0.0.1:5080")
    told = assembler()
    assert [told.add(part, NOW) for part in parts] == [None] * (len(parts) - 1) + [CASE]


def test_ordinary_case_takes_two_messages() -> None:
    assert len(pack_case(CASE, KEY, "3201")) == 2


def test_parts_come_in_any_order_and_twice() -> None:
    parts = pack_case(LONG, KEY, "3201")
    together = assembler()
    told = [case for part in [*parts[::-1], *parts] if (case := together.add(part, NOW))]
    assert len(told) == 1
    assert told[0].tried == LONG.tried.rstrip()


def test_two_cases_at_once_are_kept_apart() -> None:
    other = msgspec.structs.replace(LONG, subject="Another")
    told = assembler()
    mixed = [
        part
        for both in zip(pack_case(LONG, KEY, "3201"), pack_case(other, KEY, "3201"), strict=True)
        for part in both
    ]
    assert [case.subject for part in mixed if (case := told.add(part, NOW))] == [CASE.subject, "Another"]


texts = st.one_of(st.text(max_size=1500), st.text(alphabet='😀"\\\n\u200d', max_size=1500))


@settings(max_examples=60)
@given(
    st.builds(
        CaseSummary,
        ticket=st.uuids(),
        escalation=st.uuids(),
        kind=st.sampled_from(["functional", "hierarchical"]),
        level=st.integers(0, 255),
        reason=texts,
        subject=texts,
        tried=texts,
        expects=texts,
        customer_name=texts,
        path=st.lists(texts, max_size=20).map(tuple),
        issued_at=st.just(NOW),
    )
)
def test_any_case_fits_and_arrives(case: CaseSummary) -> None:
    parts = pack_case(case, KEY, "3201")
    assert len(parts) <= MAX_PARTS
    assert all(len(part.encode()) <= MAX_BODY for part in parts)
    told = assembler()
    read = [told.add(part, NOW) for part in parts][-1]
    assert read is not None
    assert read.ticket == case.ticket
    again = assembler()
    assert [again.add(part, NOW) for part in pack_case(read, KEY, "3201")][-1] == read


def test_longest_case_loses_only_the_end_of_what_was_tried() -> None:
    names = ("subject", "tried", "expects", "customer_name", "customer_company", "from_person", "reason")
    most = dict.fromkeys(names, "😀" * 2000)
    longest = msgspec.structs.replace(CASE, **most, path=("😀" * 100,) * 12)
    told = assembler()
    read = [told.add(part, NOW) for part in pack_case(longest, KEY, "3201")][-1]
    assert read is not None
    assert len(read.tried) > 300
    assert len(read.expects) == 300


def test_every_changed_field_is_refused() -> None:
    part = json.loads(pack_case(CASE, KEY, "3201")[0])
    for name, value in part.items():
        changed = {
            **part,
            # Not "A" for "a": in hex digits that is the same.
            name: value + 1 if isinstance(value, int) else ("1" if value[0] == "0" else "0") + value[1:],
        }
        assert refusal(json.dumps(changed)) in {"forged", "malformed", "not_for_us"}


def test_every_flipped_bit_is_refused_or_harmless() -> None:
    parts = pack_case(CASE, KEY, "3201")
    data = parts[-1].encode()
    for bit in range(len(data) * 8):
        flipped = bytearray(data)
        flipped[bit // 8] ^= 1 << bit % 8
        told = assembler()
        told.add(parts[0], NOW)
        try:
            read = told.add(flipped.decode("utf-8", "replace"), NOW)
        except ContextError:
            continue
        assert read == CASE  # the case of a hex digit in the seal carries nothing


@pytest.mark.parametrize(
    ("target", "key", "age", "code"),
    [
        ("3202", KEY, 0, "not_for_us"),
        ("3201", bytes(32), 0, "forged"),
        ("3201", KEY, 61, "old"),
        ("3201", KEY, -6, "early"),
    ],
)
def test_foreign_old_and_early_parts_are_refused(target: str, key: bytes, age: int, code: str) -> None:
    assert refusal(pack_case(CASE, key, target)[0], now=NOW + timedelta(seconds=age)) == code


GOOD = json.loads(pack_case(CASE, KEY, "3201")[0])


@pytest.mark.parametrize(
    "body",
    [
        "",
        "hello",
        "[]",
        "null",
        "{}",
        "[" * 900,
        "\udcff",
        "é" * 900,
        "x" * 1_000_000,
        json.dumps({**GOOD, "extra": 1}),
        json.dumps({**GOOD, "part": 0}),
        json.dumps({**GOOD, "part": 3}),
        json.dumps({**GOOD, "part": -1}),
        json.dumps({**GOOD, "of": 10**9}),
        json.dumps({**GOOD, "of": 10**30}),
        json.dumps({**GOOD, "at": "now"}),
        json.dumps({**GOOD, "seal": ""}),
        json.dumps({**GOOD, "seal": "zz"}),
        json.dumps({**GOOD, "seal": "é"}),
        json.dumps({**GOOD, "case": ""}),
        json.dumps({**GOOD, "data": "\ud800"}),
    ],
)
def test_garbage_is_refused(body: str) -> None:
    assert refusal(body) == "malformed"


def test_memory_is_bounded() -> None:
    told = assembler()
    for number in range(200):
        part = pack_case(msgspec.structs.replace(LONG, ticket_number=number), KEY, "3201")[0]
        assert told.add(part, NOW) is None
    assert len(told._open) <= 16


def test_what_was_never_finished_is_forgotten() -> None:
    told = assembler()
    told.add(pack_case(LONG, KEY, "3201")[0], NOW)
    later = msgspec.structs.replace(CASE, issued_at=NOW + timedelta(minutes=5))
    for part in pack_case(later, KEY, "3201"):
        told.add(part, NOW + timedelta(minutes=5))
    assert not told._open
    assert len(told._told) == 1


def test_time_without_a_zone_is_a_bug() -> None:
    with pytest.raises(ValueError, match="zone"):
        pack_case(msgspec.structs.replace(CASE, issued_at=NOW.replace(tzinfo=None)), KEY, "3201")
