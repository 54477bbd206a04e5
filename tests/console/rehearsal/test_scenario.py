"""R64: scenarios as data; what is wrong with a file is told with its lines, all of it at once."""

import re
from pathlib import Path

import pytest

from console.rehearsal.lines import line_of, lines_of
from console.rehearsal.scenario import CHECKS, RehearsalError, names, read, shipped
from console.rehearsal.scoring import LOOKS
from resources import path
from store.escalation import Reason

GOOD = path("rehearsals/expert_helps.toml").read_text(encoding="utf-8")


def file_of(folder: Path, text: str) -> str:
    file = folder / "mine.toml"
    file.write_text(text, encoding="utf-8")
    return str(file)


def problems(folder: Path, text: str) -> list[str]:
    with pytest.raises(RehearsalError) as told:
        read(file_of(folder, text))
    return [line.partition("mine.toml: ")[2] for line in told.value.message.splitlines()]


def test_R64_there_is_a_scenario_for_each_reason_of_an_escalation() -> None:
    assert {r.right.reason for r in shipped()} == {r.value for r in Reason}
    assert len(names()) >= 8


def test_R64_there_is_a_scenario_for_each_failure_of_the_transfer() -> None:
    does = {c.does for r in shipped() for c in r.colleagues}
    assert {"declines", "busy", "never", "gone"} <= does
    assert any(c.replaced == "hangs" for r in shipped() for c in r.colleagues), "no NOTIFY"
    assert any(not r.accepts_transfer for r in shipped()), "REFER refused"
    assert any(r.step("confirmed") for r in shipped()), "a queue"
    leaves = read("leaves_while_you_ask")
    (colleague,) = leaves.colleagues
    assert colleague.after is not None
    assert leaves.patience.hold[1] < colleague.after[0], "the customer leaves before the colleague answers"


def test_every_check_has_its_function() -> None:
    assert set(CHECKS) == set(LOOKS)


@pytest.mark.parametrize("rehearsal", shipped(), ids=lambda r: r.key)
def test_R64_every_step_says_what_to_do_better(rehearsal: "object") -> None:
    steps = getattr(rehearsal, "steps")  # noqa: B009 - pytest's ids hide the type
    assert all(len(step.better) > 20 for step in steps)
    assert len(steps) >= 8


def test_ones_own_file_is_read_by_its_path(tmp_path: Path) -> None:
    mine = read(file_of(tmp_path, GOOD))
    assert (mine.key, mine.title) == ("mine", read("expert_helps").title)
    assert mine.edition == read("expert_helps").edition
    assert read(file_of(tmp_path, GOOD + "\n# more\n")).edition != mine.edition


@pytest.mark.parametrize(
    ("wrong", "right", "line", "words"),
    [
        ('title = "The tunnel', 'titel = "The tunnel', 1, "Did you mean title"),
        ('kind = "functional"', 'kind = "sideways"', 0, "right.kind: is not allowed"),
        ('reason = "lacks_knowledge"', 'reason = "no_idea"', 0, "“no_idea” is not known"),
        ('"network"]', '"nobody"]', 0, "“nobody” is not known"),
        ('user = "3107"', 'user = "9999"', 0, "colleagues[0].user: “9999” is not known"),
        ("after = [1.5, 3.0]", "after = [3.0, 1.5]", 0, "from the shorter to the longer"),
        ("hold = [100.0, 160.0]", "hold = [100.0]", 0, "patience.hold"),
        ("within = 10.0", "", 0, "“answered” needs “within”"),
        ('check = "contact"', 'check = "answered"\nwithin = 5.0', 0, "looked at twice"),
        ('check = "contact"', 'check = "politeness"', 0, "steps[1].check: is not allowed"),
        ("weight = 12", "weight = 0", 0, "weight"),
        ("weight = 12", "weight = 12\nwithin = 3.0", 0, "takes no time"),
        ('call = "vpn_drops"', 'call = "vpn_flies"', 0, "no scenario “vpn_flies”"),
        ('check = "contact"', 'check = "promised"', 0, "promise_minutes is missing"),
        ("[model]", "[modell]", 0, "missing"),
    ],
)  # fmt: skip
def test_R64_a_damaged_file_is_refused_with_the_line(
    tmp_path: Path, wrong: str, right: str, line: int, words: str
) -> None:
    assert wrong in GOOD
    text = GOOD.replace(wrong, right, 1)
    found = problems(tmp_path, text)
    assert any(words in told for told in found), found
    assert all(re.match(r"line \d+: ", told) for told in found), found
    if not line:
        at = text[: text.find(right or 'check = "answered"')].count("\n") + 1
        near = [int(told.split(":")[0].removeprefix("line ")) for told in found if words in told]
        assert right in {"[modell]", 'check = "promised"'} or any(abs(n - at) <= 2 for n in near), (near, at)


def test_R64_everything_that_is_wrong_is_told_at_once_in_order(tmp_path: Path) -> None:
    text = GOOD.replace('user = "3107"', 'user = "1"').replace('first = "daniel.okafor"', 'first = "x"')
    found = problems(tmp_path, text.replace('call = "vpn_drops"', 'call = "nothing"'))
    numbers = [int(told.split(":")[0].removeprefix("line ")) for told in found]
    assert len(found) == 3
    assert numbers == sorted(numbers)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("about = 1\ntitle = @\n", r"no valid TOML: .*line 2"),
        ("steps = 3\n", "must be a list of tables"),
        ("patience = 3\n", "must be a table"),
        ("", "is missing"),
    ],
)
def test_R64_a_file_that_is_no_scenario_is_refused(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(RehearsalError, match=words):
        read(file_of(tmp_path, text))


def test_what_cannot_be_read_is_said(tmp_path: Path) -> None:
    with pytest.raises(RehearsalError, match="cannot be read"):
        read(str(tmp_path / "none.toml"))
    with pytest.raises(RehearsalError, match="There are: beyond_my_limit"):
        read("no_such_thing")
    (tmp_path / "x.toml").write_bytes(b'title = "a"\nabout = "\xff"')
    with pytest.raises(RehearsalError, match="line 2: is no UTF-8"):
        read(str(tmp_path / "x.toml"))
    (tmp_path / "x.toml").write_text("#" * 200_000)
    with pytest.raises(RehearsalError, match="longer"):
        read(str(tmp_path / "x.toml"))


def test_lines_of_keys_in_tables_and_lists_of_tables() -> None:
    lines = lines_of("a = 1\n\n[b]\nc = 2\n[[d]]\ne = 1\n[[d]]\n  e = 2\n")
    assert lines == {"a": 1, "b": 3, "b.c": 4, "d[0]": 5, "d[0].e": 6, "d[1]": 7, "d[1].e": 8}
    asked = {"d[1].e": 8, "d[1].f": 7, "b.x": 3, "x.y": 1, "": 1, "d[1].e[0]": 8, "d[7]": 1}
    assert {path: line_of(lines, path) for path in asked} == asked
