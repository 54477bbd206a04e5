"""`warmline report`: what it writes, and what it refuses."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from console import places
from console.commands import main
from console.errors import ConsoleError
from console.reporting import EXIT_DONE, Wish, run
from store.open import open_book
from store.seed import big_floor


@pytest.fixture
def where(warmline_home: Path) -> places.Places:
    found = places.of()
    found.prepare()
    book = open_book(found.store_url)
    big_floor(book, tickets=40, seed=2, until=datetime(2026, 3, 31, 12, tzinfo=UTC), escalated=5)  # type: ignore[arg-type]
    book.close()
    return found


def test_R65_a_report_is_written_as_csv(where: places.Places, tmp_path: Path) -> None:
    out = tmp_path / "report.csv"
    wish = Wish(since="2024-03-01", until="2026-03-31", compare=False)
    assert run(wish, where, kind="csv", out=out) == EXIT_DONE
    lines = out.read_text(encoding="utf-8-sig").splitlines()
    assert "report,since,,,2024-03-01," in lines
    assert "figures,,,escalations,20," in lines
    assert "figures,,,closed_telephone_tickets,40," in lines or any(
        "closed_telephone" in line for line in lines
    )


def test_R65_a_report_is_written_as_json(
    where: places.Places, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert (
        run(Wish(since="2024-03-01", until="2026-03-31", step="month"), where, kind="json", out=None)
        == EXIT_DONE
    )
    told = msgspec.json.decode(capsysbinary.readouterr().out)
    assert told["now"]["escalations"] == 20
    assert len(told["buckets"]) == 25
    assert sum(bar["count"] for bar in told["reasons"]) == 20


@pytest.mark.parametrize(
    ("wish", "said"),
    [
        (Wish(since="yesterday"), "say a day as 2026-03-31"),
        (Wish(since="2026-04-01", until="2026-03-01"), "the last day is before the first"),
        (Wish(kinds=("sideways",)), "the kinds are functional and hierarchical"),
    ],
)
def test_what_cannot_be_reported_is_told(where: places.Places, wish: Wish, said: str) -> None:
    with pytest.raises(ConsoleError, match=said):
        run(wish, where, kind="csv", out=None)


def test_a_place_that_cannot_be_written_is_told_and_nothing_is_left(
    where: places.Places, tmp_path: Path
) -> None:
    with pytest.raises(ConsoleError) as told:
        run(Wish(), where, kind="csv", out=tmp_path / "no" / "report.csv")
    assert told.value.code == "not_written"
    assert list(tmp_path.glob("*.csv")) == []


def test_R65_the_command_line_reports(where: places.Places, tmp_path: Path) -> None:
    out = tmp_path / "out.json"
    today = datetime.now(UTC).date()
    since = (today - timedelta(days=6)).isoformat()
    arguments = [
        "report",
        "--since",
        since,
        "--format",
        "json",
        "--out",
        str(out),
        "--level",
        "2",
        "--no-compare",
    ]
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == EXIT_DONE
    told = msgspec.json.decode(out.read_bytes())
    assert (told["filter"]["since"], told["filter"]["levels"], told["before"]) == (since, [2], None)
