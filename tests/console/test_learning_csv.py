"""Learning as CSV: every figure a line, and nothing that a spreadsheet would work out (R61, R64, R66)."""

import csv
import io
from collections.abc import Iterable

import pytest

from console import learning_csv, report_csv
from console.desk.intents_learning import LearningAsked, LearningTab
from console.desk.schooling import LearningCard
from console.ui import invented_learning as school
from store.values import replace


def rows(card: LearningCard, name: str = "") -> list[list[str]]:
    table: Iterable[tuple[report_csv.Cell, ...]] = learning_csv.table(
        card, lambda key: name or key, lambda key: name or key
    )
    return list(csv.reader(io.StringIO(report_csv.text(table), newline="")))


def test_R61_trends_have_a_line_for_each_figure_week_and_person() -> None:
    found = rows(school.TREND)
    assert found[0] == list(learning_csv.HEAD)
    assert ["review", "", "", "mean", "", "73.0", "216", "69.4", "198"] in found
    assert ["review_by_week", "", "", "mean", "2025-09-01", "68.0", "18", "", ""] in found
    assert ["question", "empathy", "empathy", "mean", "", "57.0", "216", "52.0", "198"] in found
    assert ["cause", "firmware 4.2", "firmware 4.2", "mean", "", "66.0", "41", "", "0"] in found
    assert ["person", "maya.torres", "maya.torres", "question_empathy", "", "48.0", "9", "", ""] in found


def test_R66_load_and_risk_name_no_customer() -> None:
    found = rows(school.CARE)
    assert ["load", "maya.torres", "maya.torres", "longest", "4"] in found
    assert ["at_risk", school.AT_RISK[0].customer.id.hex, "", "demands", "2"] in found
    assert not any("Petrova" in cell for line in found for cell in line)


def test_R64_the_team_has_who_is_trained_due_invited_and_on_a_plan() -> None:
    found = rows(school.TEAM)
    sections = {line[0] for line in found}
    assert sections == {"section", "trained", "due", "session", "plan"}
    due = next(line for line in found if line[0] == "due")
    assert due[1:5] == ["maya.torres", "maya.torres", "What you may decide yourself", "changed"]
    held = [line for line in found if line[0] == "session" and line[4] == "attended"]
    assert [(line[1], line[6]) for line in held] == [("maya.torres", "4")]


@pytest.mark.parametrize("tab", [LearningTab.TEAM, LearningTab.TRENDS, LearningTab.CARE])
def test_what_a_spreadsheet_would_work_out_is_text(tab: LearningTab) -> None:
    card = {
        LearningTab.TEAM: school.HOSTILE,
        LearningTab.TRENDS: school.TREND,
        LearningTab.CARE: school.CARE,
    }[tab]
    for line in rows(card, "=cmd|' /C calc'!A0"):
        for cell in line:
            assert not cell.startswith(("=", "+", "@", "\t", "\r")), cell


def test_a_page_without_an_answer_is_a_head_only() -> None:
    empty = replace(school.TEAM, learning=None, asked=LearningAsked(tab=LearningTab.TEAM))
    assert len(rows(empty)) == 1
