"""Packed columns: what the index has is what is asked for, and every time, id and pair comes back as it was (R65)."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from uuid import UUID

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import (
    LargeBinary,
    String,
    create_engine,
    literal_column,
    make_url,
    select,
    table,
    text,
)

from store.sql.engine import postgres_engine, sqlite_engine
from store.sql.report_packing import ABSENT, SQLITE, Packing, PostgresPacking, SqlitePacking, bounds
from store.sql.report_scan import pairs

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
PACKS: tuple[Packing, Packing] = (SqlitePacking(), PostgresPacking())
moments = st.integers(-(10**15), 3 * 10**16).map(lambda micros: EPOCH + timedelta(microseconds=micros))
ids = st.integers(0, 2**128 - 1).map(lambda number: UUID(int=number))


def micros(at: datetime) -> int:
    return (at - EPOCH) // timedelta(microseconds=1)


def sent(at: datetime | None) -> bytes:
    """As PostgreSQL sends it."""
    since = -(2**63) if at is None else micros(at) - micros(datetime(2000, 1, 1, tzinfo=UTC))
    return since.to_bytes(8, "big", signed=True)


def iso(at: datetime | None) -> bytes:
    """As it is in SQLite."""
    return b"-" * 26 if at is None else f"{at:%Y-%m-%d %H:%M:%S.%f}".encode()


def test_the_index_has_what_a_report_reads_to_the_letter(sqlite_template: Path) -> None:
    engine = sqlite_engine(sqlite_template)
    try:
        with engine.connect() as conn:
            index = "SELECT sql FROM sqlite_master WHERE name = 'ix_escalations_report'"
            made = conn.execute(text(index)).scalar_one()
    finally:
        engine.dispose()
    for packed in SQLITE:
        assert f", {packed}" in made


def test_postgresql_reads_what_it_counts_from_indexes_alone(postgres_template: str) -> None:
    pack, wanted = (
        PostgresPacking(),
        ("Index Only Scan using ix_escalations_packed", "using ix_escalations_long"),
    )
    engine = create_engine(postgres_template)
    try:
        with engine.connect() as conn:
            conn.execute(text("SET LOCAL enable_seqscan = off"))
            conn.execute(text("SET LOCAL enable_bitmapscan = off"))
            for part, index in zip(pack.parts, wanted, strict=True):
                asked = select(*pack.packed()).where(text("created_at > now()"), *part)
                asked = asked.select_from(table("escalations"))
                lines = conn.execute(text(f"EXPLAIN {asked}")).scalars().all()
                assert any(index in line for line in lines), lines
    finally:
        engine.dispose()


def test_postgresql_sends_bytes_as_they_are(postgres_template: str) -> None:
    engine = postgres_engine(make_url(postgres_template))
    try:
        with engine.connect() as conn:
            asked = select(literal_column("'\\x00ff'::bytea", LargeBinary()), literal_column("'é'", String()))
            found = conn.execute(asked, execution_options={"as_bytes": True})
            assert found.cursor is not None
            assert found.cursor.pgresult.fformat(0) == 1
            assert found.one() == (b"\x00\xff", "é")
    finally:
        engine.dispose()


@given(st.lists(moments, max_size=5))
def test_R65_times_come_back_to_the_microsecond(times: list[datetime]) -> None:
    for pack, packed in zip(PACKS, (iso, sent), strict=True):
        assert pack.moments(b"".join(map(packed, times))).tolist() == list(map(micros, times))


@given(st.lists(st.tuples(moments, st.none() | moments, st.none() | moments, st.booleans(), ids), max_size=5))
def test_R65_an_escalation_comes_back_as_it_was_packed(
    rows: list[tuple[datetime, datetime | None, datetime | None, bool, UUID]],
) -> None:
    as_text = b"".join(
        b"".join(map(iso, times)) + (b"1" if kept else b"0") + of.hex.encode() for *times, kept, of in rows
    )
    as_bytes = b"".join(b"".join(map(sent, times)) + bytes([kept]) + of.bytes for *times, kept, of in rows)
    for pack, raw in zip(PACKS, (as_text, as_bytes), strict=True):
        *times, kept, ticket = pack.times(raw)
        for place, column in enumerate(times):
            wanted = [row[place] for row in rows]
            assert column.tolist() == [ABSENT if at is None else micros(at) for at in wanted]  # type: ignore[arg-type]
        assert kept.tolist() == [row[3] for row in rows]
        assert [UUID(int=(high << 64) + low) for high, low in ticket.tolist()] == [row[4] for row in rows]


@pytest.mark.parametrize("numbers", [[], [0, 3, 5], [1, 12, 3], [100], [7]])
def test_R65_small_numbers_come_back(numbers: list[int]) -> None:
    assert PACKS[0].numbers(",".join(map(str, numbers))).tolist() == numbers
    assert PACKS[1].numbers(b"".join(n.to_bytes(4, "big") for n in numbers)).tolist() == numbers


@given(st.lists(ids, min_size=1, max_size=5))
def test_R65_all_ids_are_within_their_bounds(some: list[UUID]) -> None:
    low, high = bounds(PACKS[1].ids(b"".join(each.bytes for each in some)))
    assert all(low <= each <= high for each in some)


@pytest.mark.parametrize("same", ["nothing", "the beginning", "the end"])
def test_R65_feedback_finds_all_escalations_of_its_ticket_and_no_others(same: str) -> None:
    random = Random(same)  # noqa: S311 - invented ids
    high, low = (random.getrandbits(64) for _ in range(2))

    def one() -> list[int]:
        number = random.randrange(40) << 20
        return [high if same == "the beginning" else number, low if same == "the end" else number * 3]

    ours, theirs = ([one() for _ in range(count)] for count in (200, 60))
    found = pairs(np.array(ours, np.uint64), np.array(theirs, np.uint64))
    wanted = {(i, j) for i, a in enumerate(ours) for j, b in enumerate(theirs) if a == b}
    assert len(found[0]) == len(wanted) > 0
    assert set(zip(*(rows.tolist() for rows in found), strict=True)) == wanted
