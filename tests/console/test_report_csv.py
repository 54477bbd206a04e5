"""The figures as CSV: for spreadsheets, and safe in them."""

import csv
import io
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console import report_csv
from store.reports import Bar, Filter, Report
from store.values import replace

REPORT = Report(
    filter=Filter(since=date(2026, 3, 2), until=date(2026, 3, 29)), as_of=datetime(2026, 4, 1, tzinfo=UTC)
)
RISKY = ("=", "+", "-", "@", "\t", "\r")


def read(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline="")))


@pytest.mark.parametrize(
    "name", ["=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(A1)", "\tx", "\rx", "-1 of many", "+44 20 7946 0420"]
)
def test_R65_a_name_that_a_spreadsheet_would_work_out_is_text(name: str) -> None:
    report = replace(REPORT, departments=(Bar(key=name, count=1),))
    rows = read(report_csv.text(report_csv.table(report)))
    cells = next(row for row in rows if row[0] == "departments")
    assert cells[1] == cells[2] == "'" + name


def test_numbers_stay_numbers_also_below_nothing() -> None:
    assert [report_csv.safe(cell) for cell in (-5, -0.25, "-7", 0.5, None, "")] == [
        "-5",
        "-0.25",
        "-7",
        "0.5",
        "",
        "",
    ]


@given(
    st.lists(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=1, max_size=4), max_size=6)
)
def test_R65_whatever_stands_in_a_cell_is_read_back_from_it(rows: list[list[str]]) -> None:
    text = report_csv.text(rows)
    assert read(text) == [[report_csv.safe(cell) for cell in row] for row in rows]
    for row in read(text):
        for cell in row:
            assert not cell.startswith(RISKY) or cell.lstrip("+-").replace(".", "", 1).isdigit()


def test_R65_a_file_has_a_byte_order_mark_and_lines_that_end_as_in_rfc_4180(tmp_path: Path) -> None:
    path = tmp_path / "report.csv"
    report = replace(REPORT, reasons=(Bar(key='says "so, so"\nand more', count=3, before=2),))
    report_csv.write(path, report_csv.table(report))
    content = path.read_bytes()
    assert content.startswith(b"\xef\xbb\xbfsection,key,name,measure,value,period_before\r\n")
    rows = read(content.decode("utf-8-sig"))
    assert ["reasons", 'says "so, so"\nand more', 'says "so, so"\nand more', "escalations", "3", "2"] in rows
    assert len({len(row) for row in rows}) == 1
