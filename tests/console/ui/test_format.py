from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import QLocale

from console.ui import format as fmt

NOON = datetime(2025, 11, 21, 12, 0, tzinfo=UTC)
BRITISH = QLocale("en-GB")
GERMAN = QLocale("de-DE")


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [
        (0, "00:00"),
        (59.9, "00:59"),
        (61, "01:01"),
        (3599, "59:59"),
        (3600, "1:00:00"),
        (90061, "25:01:01"),
        (-5, "00:00"),
    ],
)
def test_durations(seconds: float, shown: str) -> None:
    assert fmt.duration(seconds) == shown


def test_a_call_that_has_not_begun_has_no_length() -> None:
    assert fmt.between(None, NOON) == ""
    assert fmt.between(NOON, NOON + timedelta(seconds=7)) == "00:07"


def test_money_is_written_as_the_reader_writes_it() -> None:
    assert fmt.money(4_820_000, "EUR", BRITISH) == "€48,200"
    assert fmt.money(4_820_000, "EUR", GERMAN) == "48.200\u00a0€"
    assert fmt.money(100_000, "SEK", BRITISH).replace("\u00a0", " ") == "SEK 1,000"


def test_the_customers_time_tells_also_the_day() -> None:
    here = NOON.astimezone()
    there = fmt.customer_time("Pacific/Kiritimati", NOON)
    assert there is not None
    assert there[0] == "02:00"
    assert there[1] == (NOON + timedelta(hours=14)).date().toordinal() - here.date().toordinal()


@pytest.mark.parametrize("zone", ["", "Nowhere/Land", "../../etc/passwd", "UTC\0"])
def test_a_zone_that_nobody_knows_has_no_time(zone: str) -> None:
    assert fmt.customer_time(zone, NOON) is None


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Anna Petrova", "AP"),
        ("anna", "A"),
        ("<b>x</b><img src=x>", "BS"),
        ("+44 20 7946 0311", "#"),
        ("", "#"),
        ("محمد علي", "مع"),
        ("Ünal Öztürk", "ÜÖ"),
    ],
)
def test_initials(name: str, shown: str) -> None:
    assert fmt.initials(name) == shown


@pytest.mark.parametrize(
    ("name", "number", "shown"),
    [
        ("Anna Petrova", "", "Anna"),
        ("Daniel Okafor", "3107", "Daniel"),
        ("Dr. Who", "", "Dr. Who"),
        ("J P Morgan", "", "J P Morgan"),
        ("", "+1 415", "+1 415"),
        ("", "", ""),
        ("x" * 60, "", "x" * 23 + "…"),
    ],
)
def test_short_names(name: str, number: str, shown: str) -> None:
    assert fmt.short_name(name, number) == shown


def test_languages_are_named_and_unknown_tags_stand_as_they_are() -> None:
    assert fmt.languages(("en", "ar-EG", "qqq")) == "English, Arabic, qqq"


def test_a_strangers_braces_are_not_filled_in() -> None:
    assert fmt.fill("{who} called {what}", who="{what}", what="you") == "{what} called you"


def test_a_day_of_another_year_tells_the_year() -> None:
    assert fmt.day(NOON, NOON, BRITISH) == "21 Nov"
    assert fmt.day(NOON - timedelta(days=400), NOON, BRITISH).endswith("2024")


def test_times_without_a_zone_are_utc() -> None:
    assert fmt.moment("2025-11-21T12:00:00") == NOON
    assert fmt.moment("2025-11-21T12:00:00+00:00") == NOON
    assert fmt.moment("yesterday") is None
    assert fmt.moment("") is None
