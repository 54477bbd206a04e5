from tests.bench.figures import Figure
from tests.bench.results import Measured, merged

ORDER = ("card", "sound")


def figure(title: str, value: float) -> Figure:
    return Figure(title=title, unit="ms", samples=(value,))


def test_a_group_measured_anew_leaves_the_others_figures_as_they_are() -> None:
    both = {
        "card": Measured("Monday.", [figure("painted", 20)]),
        "sound": Measured("Monday.", [figure("mouth to ear", 60)]),
    }
    before = merged("", {"Python": "3.11"}, both, ORDER)
    after = merged(before, {"Python": "3.12"}, {"card": Measured("Tuesday.", [figure("painted", 19)])}, ORDER)
    card, sound = after.index("## card"), after.index("## sound")
    assert "Tuesday." in after[card:sound]
    assert "| painted, ms | 1 | 19.0 |" in after[card:sound]
    assert after[sound:] == before[before.index("## sound") :]
    assert "- Python: 3.12" in after
    assert "3.11" not in after


def test_sections_stand_in_one_order_and_what_is_no_group_any_more_goes() -> None:
    first = merged("## gone\n\nold\n", {}, {"sound": Measured("Monday.", [figure("a", 1)])}, ORDER)
    text = merged(first, {}, {"card": Measured("Tuesday.", [figure("b", 1)])}, ORDER)
    assert text.index("## card") < text.index("## sound")
    assert "gone" not in text
    assert merged(text, {}, {}, ORDER) == text
