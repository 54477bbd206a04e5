"""Policies as TOML files (R22), and hours as people write them."""

from datetime import timedelta
from pathlib import Path

import pytest

import resources
from console import hours
from console.directory_file import read_directory
from console.errors import SettingsError
from console.policy_file import read_policy
from store.calendar import Span
from store.coaching import Coaching, ConductGoals
from store.directory import Directory, Level, Person
from store.policy import Ref, from_text, to_text
from store.policy_checks import check

ANY = Directory(
    levels=tuple(Level(number=n, name=f"L{n}") for n in range(4)),
    people=tuple(Person(key=f"p{n}", name=f"P{n}", level=n) for n in range(4)),
)


def test_R22_the_template_is_sound_for_any_center_with_four_levels() -> None:
    policy = read_policy(resources.path("policy/standard.toml"))
    assert check(policy, ANY) == ()
    assert from_text(to_text(policy)) == policy


def test_R22_the_policy_of_the_demo_fits_its_directory() -> None:
    policy = read_policy(resources.path("demo/policy.toml"))
    assert check(policy, read_directory(resources.path("demo/directory.toml"))) == ()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('[[paths]]\nkey = "a"\nname = "A"\nsteps = [{ to = "team:x" }]', r"paths\[0\].*is no target"),
        ('[[paths]]\nkey = "a"\nname = "A"\nsteps = [{ to = "level:2", after = "soon" }]', "is no time"),
        ('[[targets]]\nseverity = "high"\nresolution = "x"', r"targets\[0\].*is no time"),
        ('[calendar]\nweek = ["Mo 8-9"]', "calendar.*is no day"),
        ('[[rules]]\nkey = "a"\nname = "A"\npath = "b"\nwhen = { mood = 1 }', "mood"),
        ("[coaching]\nbelow = 101", r"coaching\.below.*percentage from 0 to 100"),
        ("[coaching]\nbelow = nan", "coaching.*percentage from 0 to 100"),
        ("[coaching]\nreviews = 0", r"coaching\.reviews.*from 1 to 999"),
        ("[coaching]\nweeks = 1.5", r"coaching\.weeks.*whole number"),
        ("[coaching]\nunder = 60", r"coaching\.under.*below, reviews, weeks"),
        ("[conduct]\ntalk_low = 60", r"conduct.*less than talk_high"),
        ("[conduct]\nhold = -1", r"conduct\.hold.*0 to 3600"),
        ('[conduct]\nsilence = "20 s"', r"conduct\.silence.*whole seconds"),
    ],
)
def test_R22_what_is_wrong_is_told_with_its_place(tmp_path: Path, text: str, told: str) -> None:
    file = tmp_path / "policy.toml"
    file.write_text(text)
    with pytest.raises(SettingsError, match=told):
        read_policy(file)


def test_a_path_reads_its_targets_and_times(tmp_path: Path) -> None:
    file = tmp_path / "policy.toml"
    file.write_text(
        '[[paths]]\nkey = "a"\nname = "A"\n'
        'steps = [{ to = "level:2@network", after = "1 h 30 min" }, { to = "person:selin.kaya" }]'
    )
    (path,) = read_policy(file).paths
    assert [(s.target, s.after) for s in path.steps] == [
        (Ref.parse("level:2@network"), timedelta(minutes=90)),
        (Ref.parse("person:selin.kaya"), None),
    ]


def test_R62_R64_what_is_low_and_the_goals_of_conduct_are_read_and_otherwise_usual(tmp_path: Path) -> None:
    file = tmp_path / "policy.toml"
    file.write_text("[coaching]\nbelow = 72.5\nweeks = 26\n[conduct]\ntalk_low = 30\nhold = 90")
    policy = read_policy(file)
    assert policy.coaching == Coaching(below=72.5, reviews=3, weeks=26)
    assert policy.conduct == ConductGoals(talk_low=30, talk_high=60, talk_over=5, silence=20, hold=90)
    file.write_text("")
    assert (read_policy(file).coaching, read_policy(file).conduct) == (Coaching(), ConductGoals())


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", ()),
        ("closed", ()),
        ("09:00-17:30", (Span(540, 1050),)),
        ("9-12, 13–18", (Span(540, 720), Span(780, 1080))),
        ("13-18, 9-12", (Span(540, 720), Span(780, 1080))),
        ("0-24", (Span(0, 1440),)),
        ("24 hours", (Span(0, 1440),)),
    ],
)
def test_hours_of_a_day(text: str, found: tuple[Span, ...]) -> None:
    assert hours.spans(text) == found
    assert hours.spans(hours.spans_text(found)) == found


@pytest.mark.parametrize("text", ["noon", "9", "9-9", "17-9", "25-26", "9:61-10", "9-12, 11-14", "22-6"])
def test_what_are_no_hours_is_told(text: str) -> None:
    with pytest.raises(ValueError, match="“"):
        hours.spans(text)


def test_a_week_is_read_and_written() -> None:
    lines = ["Mon-Fri 08:00-18:00", "Sat 09:00-12:00"]
    assert hours.week_text(hours.week(lines)) == "; ".join(lines)
    assert hours.week(["Sat-Mon 9-12"]) == hours.week(["Sat 9-12", "Sun 9-12", "Mon 9-12"])
    assert hours.week(["every day, 24 hours"]) == ((Span(0, 1440),),) * 7


@pytest.mark.parametrize(
    ("text", "minutes"), [("15 min", 15), ("2h", 120), ("1 h 30 min", 90), ("2 d", 2880), ("90m", 90)]
)
def test_durations(text: str, minutes: int) -> None:
    found = hours.duration(text)
    assert found == timedelta(minutes=minutes)
    assert hours.duration(hours.duration_text(found)) == found


def test_no_duration_and_what_is_none() -> None:
    assert hours.duration(" ") is None
    assert hours.duration_text(None) == ""
    with pytest.raises(ValueError, match="is no time"):
        hours.duration("tomorrow")
