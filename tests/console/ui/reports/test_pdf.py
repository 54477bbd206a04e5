"""The report on paper: A4, vectors, light, with text that can be searched (R65)."""

from pathlib import Path

import pytest
from PySide6.QtCore import QLocale
from PySide6.QtPdf import QPdfDocument
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from console.ui import invented as i
from console.ui import invented_reports as r
from console.ui.reports import pdf
from console.ui.reports.words import ReportWords
from console.ui.theme import Theme, tokens
from console.ui.tokens import DARK
from console.ui.words import Words
from store.reports import Report


def written(path: Path, report: Report) -> QPdfDocument:
    words = ReportWords(Words(QLocale("en-GB")), i.DIRECTORY)
    pdf.write(path, report, words, i.NOW)
    made = QPdfDocument()
    assert made.load(str(path)) is QPdfDocument.Error.None_
    return made


@pytest.fixture
def dark(qapp: QApplication, qtbot: QtBot) -> Theme:
    return Theme(qapp, "dark")


def test_R65_it_is_a4_across_with_text_and_no_pictures(dark: Theme, tmp_path: Path) -> None:
    path = tmp_path / "report.pdf"
    made = written(path, r.REPORT)
    assert made.pageCount() == 2
    size = made.pagePointSize(0)
    assert (round(size.width()), round(size.height())) == (842, 595)
    first, second = (made.getAllText(page).text() for page in range(2))
    for text in (
        "816",
        "69.2",
        "Other department",
        "Beyond my authority",
        "197",
        "Network support",
        "Goal 75",
    ):
        assert text in first, text
    for text in (
        "Hops per case",
        "Time to resolve by level",
        "1 h 14",
        "CSAT before and after",
        "Firmware 4.2",
    ):
        assert text in second, text
    assert b"/Subtype /Image" not in path.read_bytes()
    assert tokens() == DARK  # the window's colours are its own
    assert dark.dark


def test_R65_a_report_of_nothing_can_be_printed(dark: Theme, tmp_path: Path) -> None:
    assert r.EMPTY.report is not None
    assert written(tmp_path / "empty.pdf", r.EMPTY.report).pageCount() == 2


def test_hostile_names_are_text(dark: Theme, tmp_path: Path) -> None:
    assert r.SCARCE.report is not None
    assert "<b>our" in written(tmp_path / "x.pdf", r.SCARCE.report).getAllText(0).text()


def test_nothing_is_left_where_nothing_can_be_written(dark: Theme, tmp_path: Path) -> None:
    words = ReportWords(Words(QLocale("en-GB")), i.DIRECTORY)
    with pytest.raises(OSError, match="No such file"):
        pdf.write(tmp_path / "no" / "x.pdf", r.REPORT, words, i.NOW)
    assert list(tmp_path.iterdir()) == []
