"""Rules of what the window says, read from its source: one way to write a thing, and one word for it."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import console.ui

ROOT = Path(console.ui.__file__).parent
_MANY = "tickets|calls|recordings|hops|questions|answers|reviews|events|people|colleagues|days|changes|owners"
COUNTED = re.compile(rf"\{{(?!name|who)\w+\}} (?:\w+ )?({_MANY})\b")
"""A number and the plural of what it counts."""
NEVER_ONE = {
    "As the rules are, no recording is deleted within {days} days.": "the days that deletions are looked ahead",
    "As the rules are, one recording is deleted within {days} days.": "the same",
    "As the rules are, {n} recordings are deleted within {days} days.": "the same; one has a sentence of its own",
    "By what is typed nothing goes at once, and {n} within {days} days.": "the same",
    "By what is typed nothing goes within {days} days.": "the same",
    "{first}, {n} more within {days} days. Nobody can bring them back.": "the same",
    "At most {days} days.": "a limit",
    "{n} calls in 12 months": "one call is the one that is on the screen, and is not told",
    "{count} open tickets are about “{cause}”": "proposed from several on",
    "{n} open tickets": "told where several have one cause",
    "{ticket} is {days} days old, of 30 at most: {text}": "told from the twentieth day on",
    "{who} has had {n} hard calls in a row. A short break may help.": "one is no row",
    "{n} people": "four and fewer are words",
    "{n} of {all} answers are the same.": "a share of several",
    "The time of {n} of its {all} recordings is over: they are deleted within the hour.": "a share of several",
}
RETIRED = {
    "Leave it": "Cancel",
    "Take it away": "Remove",
    "Further up": "Move up",
    "Further down": "Move down",
    "First response": "First answer",
    "As it was": "Undo",
    "Send without call": "Send without a call",
}
"""Words of before, and the one word that stands for the thing everywhere."""


def said() -> Iterator[tuple[Path, list[str]]]:
    """What each module has translated."""
    for path in sorted(ROOT.rglob("*.py")):
        calls = (n for n in ast.walk(ast.parse(path.read_text())) if isinstance(n, ast.Call))
        named = (c for c in calls if getattr(c.func, "attr", getattr(c.func, "id", "")) == "tr")
        texts = [a.value for c in named for a in c.args if isinstance(a, ast.Constant)]
        yield path, [t for t in texts if isinstance(t, str)]


def test_the_sources_are_read() -> None:
    assert sum(len(texts) for _, texts in said()) > 1500


def test_three_dots_stand_apart_from_the_word() -> None:
    assert [f"{p.name}: {t}" for p, texts in said() for t in texts if re.search(r"\w…", t)] == []


def test_a_thing_has_one_word() -> None:
    assert [f"{p.name}: {t}" for p, texts in said() for t in texts if t in RETIRED] == []


def test_one_of_a_thing_is_not_called_by_the_plural() -> None:
    wrong = [
        f"{path.relative_to(ROOT)}: {text}"
        for path, texts in said()
        for text in texts
        if (found := COUNTED.search(text)) and text not in NEVER_ONE and not has_singular(found, text, texts)
    ]
    assert wrong == []


def has_singular(found: re.Match[str], text: str, texts: list[str]) -> bool:
    """Whether the module says the same of one."""
    many = found.group(1)
    one = {"people": "person", "reviews": "review"}.get(many, many.removesuffix("s"))
    return any(t != text and re.search(rf"(\b1|\b[Oo]ne|\bevery|\}}) (\w+ )?{one}\b", t) for t in texts)
