"""The rules as pure tables."""

from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID, uuid4

import pytest

from store.changes import AddNote, AnyChange, OpenCall, SetState
from store.customer import Customer
from store.escalation import SUCCESS, Escalation, Kind, Mode, Outcome
from store.memory_unit import MemoryUnit, Tables
from store.rules import RULES, carry_out
from store.rules.common import cleaned, row_id
from store.rules.escalations import settled
from store.text import INDEX_WORDS_MAX, dial_key, query_words, ticket_words, words
from store.ticket import Ticket
from store.values import replace
from store.views import escalated_to, path
from tests.store.story import START

FAILURES = set(Outcome) - SUCCESS - {Outcome.PENDING}


def test_every_change_has_its_rule() -> None:
    assert set(RULES) == set(AnyChange.__args__)


@pytest.mark.parametrize("now", Outcome)
@pytest.mark.parametrize("then", Outcome)
def test_what_settles_an_escalation(now: Outcome, then: Outcome) -> None:
    if now is Outcome.PENDING or then in SUCCESS:
        assert settled(now, then) is then
    elif now in SUCCESS:
        assert settled(now, then) is now
    else:
        assert now in FAILURES
        assert settled(now, then) is (then if then is Outcome.PENDING else now)


def test_a_change_that_was_applied_does_nothing() -> None:
    tables = Tables()
    change = OpenCall(id=uuid4(), at=START, person="a", call=uuid4(), ticket=uuid4(), direction="in")
    carry_out(change, MemoryUnit(tables))
    carry_out(replace(change, call=uuid4(), ticket=uuid4()), MemoryUnit(tables))
    assert len(tables.tickets) == 1


def test_the_rows_of_a_change_have_the_same_ids_in_every_book() -> None:
    change = UUID(int=77)
    ids = [row_id(change, START, nth) for nth in range(5)]
    assert ids == sorted(ids)
    assert ids == [row_id(change, START, nth) for nth in range(5)]
    assert len(set(ids)) == 5
    assert row_id(UUID(int=78), START, 0) not in ids
    assert all(i.version == 7 and i.variant == "specified in RFC 4122" for i in ids)
    assert ids[0].int >> 80 == int(START.timestamp() * 1000)


def test_times_become_utc_and_one_without_a_zone_is_a_bug() -> None:
    summer = datetime(2026, 7, 1, 12, 0, tzinfo=timezone(timedelta(hours=2)))
    note = AddNote(id=uuid4(), at=summer, person="a", ticket=uuid4(), text="a\0\udfff")
    clean = cleaned(note)
    assert clean.at.tzinfo is UTC
    assert clean.at == summer
    assert clean.text == "a?"
    with pytest.raises(ValueError, match="zone"):
        cleaned(replace(note, at=datetime(2026, 7, 1)))  # noqa: DTZ001 - that is the point
    same = SetState(id=uuid4(), at=START, person="a", state="away")
    assert cleaned(same) is same


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("", []),
        ("Hello, World!", ["hello", "world"]),
        ("TK-0000001", ["tk", "0000001"]),
        ("Straße ÉCLAIR ﬁn", ["strasse", "eclair", "fin"]),
        ("Иван 東京 ١٢", ["иван", "東京", "١٢"]),
        ("a_b%c*d\"e'f\\g", ["a", "b", "c", "d", "e", "f", "g"]),
        ("👩🏽‍🚒\u202e\0\ud800", []),
        ("x" * 100, ["x" * 40]),
    ],
)
def test_words(text: str, cut: list[str]) -> None:
    assert words(text) == cut


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("+44 (0)20 7946", ["440207946"]),
        ("020/7946-0420", ["02079460420"]),
        ("(044) 20", ["04420"]),
        ("helen helen", ["helen"]),
        ("helen 44", ["helen", "44"]),
        ("+", []),
        ("a b c d e f g h i j", list("abcdefgh")),
    ],
)
def test_a_query_is_words_or_one_number(query: str, wanted: list[str]) -> None:
    assert query_words(query) == wanted


def test_numbers_compare_without_what_people_write_between() -> None:
    assert dial_key("+44 (20) 7946-0420") == dial_key("+442079460420") == "+442079460420"
    assert dial_key("Alice.Smith") == "alicesmith"
    assert dial_key(" ") == ""


def test_a_text_longer_than_a_book_does_not_break_the_index() -> None:
    notes = " ".join(f"w{i}" for i in range(INDEX_WORDS_MAX * 2))
    ticket = Ticket(id=uuid4(), number=5, opened_at=START, updated_at=START, notes=notes)
    found = ticket_words(ticket, Customer(id=uuid4(), name="Last Resort"), [])
    assert len(found) == INDEX_WORDS_MAX
    assert {"last", "resort", "0000005"} <= set(found)


def _hop(hop: int, start: int, to: int, outcome: Outcome) -> Escalation:
    return Escalation(
        id=uuid4(), ticket=uuid4(), kind=Kind.FUNCTIONAL, mode=Mode.WARM, reason="r", summary="s",
        from_person="a", from_level=start, to_level=to, target="b", hop=hop, outcome=outcome,
        created_at=START, due_at=START,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("hops", "levels", "at"),
    [
        ([], (), None),
        ([(1, 2, Outcome.PENDING)], (1, 2), 2),
        ([(1, 2, Outcome.DECLINED)], (), None),
        ([(1, 2, Outcome.HANDED_OVER), (2, 3, Outcome.BUSY)], (1, 2), 2),
        ([(1, 2, Outcome.BUSY), (1, 3, Outcome.SENT)], (1, 3), 3),
        ([(1, 1, Outcome.BLIND), (1, 2, Outcome.CONFERENCE), (2, 3, Outcome.PENDING)], (1, 2, 3), 3),
    ],
)
def test_the_path_is_of_what_was_not_called_off(
    hops: list[tuple[int, int, Outcome]], levels: tuple[int, ...], at: int | None
) -> None:
    escalations = [_hop(i, *hop) for i, hop in enumerate(hops, 1)]
    assert path(escalations) == levels
    assert escalated_to(escalations) == at
