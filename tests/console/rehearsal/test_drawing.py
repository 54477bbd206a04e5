"""R64: the same seed gives the same customer and the same colleagues."""

from pathlib import Path

import pytest

from console.rehearsal.drawing import draw
from console.rehearsal.scenario import Rehearsal, read, shipped
from telephony.floor.scenario import prompt_file, read_scenario


def test_R64_the_same_seed_draws_the_same() -> None:
    one = read("expert_declines")
    assert draw(one, 7) == draw(one, 7)
    assert draw(one, 7) != draw(one, 8)
    assert draw(one, 7).patience != draw(read("expert_helps"), 7).patience


@pytest.mark.parametrize("rehearsal", shipped(), ids=lambda r: r.key)
def test_R64_what_is_drawn_is_what_the_floor_can_play(rehearsal: Rehearsal, tmp_path: Path) -> None:
    drawn = draw(rehearsal, 3)
    file = drawn.write(tmp_path)
    customer = read_scenario(str(file))
    assert customer.customer == read_scenario(rehearsal.call).customer
    assert customer.accepts_transfer is rehearsal.accepts_transfer
    low, high = rehearsal.patience.hold
    assert low <= customer.patience.hold == drawn.patience["hold"] <= high
    assert customer.says[0].when == "answered"
    said = [line for line in customer.says if line.text]
    assert all(prompt_file(file, "", customer.says, line).is_file() for line in said), (
        "a line without its voice"
    )
    for order, colleague in zip(drawn.orders, rehearsal.colleagues, strict=True):
        assert order["party"] == colleague.user
        if colleague.after is not None:
            assert colleague.after[0] <= order["after"] <= colleague.after[1]


def test_R64_a_line_that_is_added_comes_after_the_customers_own(tmp_path: Path) -> None:
    says = read_scenario(str(draw(read("expert_declines"), 1).write(tmp_path))).says
    own = read_scenario("licence_refused").says
    assert [line.text for line in says[:-1]] == [line.text for line in own]
    assert says[-1].when == "back"


def test_R64_lines_with_a_beginning_replace_the_customers_own(tmp_path: Path) -> None:
    says = read_scenario(str(draw(read("broken_promise"), 1).write(tmp_path))).says
    assert says[0].text.startswith("Omar Said here.")
    assert len(says) == 3


def test_a_file_of_ones_own_has_subtitles_and_no_voice_of_another(tmp_path: Path) -> None:
    text = read("broken_promise").file.read_text(encoding="utf-8")
    (tmp_path / "broken_promise.toml").write_text(text, encoding="utf-8")
    mine = read(str(tmp_path / "broken_promise.toml"))
    file = draw(mine, 1).write(tmp_path)
    says = read_scenario(str(file)).says
    assert says[0].text.startswith("Omar Said")
    assert not prompt_file(file, "", says, says[0]).exists()
