import tomllib
from pathlib import Path

import pytest

from resources import path
from telephony.floor.scenario import (
    HouseParty,
    ScenarioError,
    Voice,
    prompt_file,
    read_house,
    read_scenario,
    scenario_file,
    scenario_names,
)

HOUSE = read_house()
GOOD = """
title = "A test"
[customer]
name = "Anna"
number = "+14155550132"
[[says]]
when = "answered"
text = "Hello"
"""


def directory() -> dict[str, dict[str, str]]:
    tables = tomllib.loads(path("demo/directory.toml").read_text(encoding="utf-8"))
    people = {person["extension"]: person for person in tables["people"]}
    return people | {department["target"]: department for department in tables["departments"]}


def write(folder: Path, text: str) -> str:
    file = folder / "test.toml"
    file.write_text(text, encoding="utf-8")
    return str(file)


@pytest.mark.parametrize("name", scenario_names())
def test_shipped_scenario_is_valid_and_has_its_voices(name: str) -> None:
    scenario = read_scenario(name)
    assert scenario.says[0].when == "answered"
    for line in scenario.says:
        assert prompt_file(scenario_file(name), "", scenario.says, line).exists(), line.text


def test_there_are_customers_enough() -> None:
    scenarios = [read_scenario(name) for name in scenario_names()]
    assert len(scenarios) >= 6
    assert len({s.customer.language for s in scenarios}) >= 4
    assert len({s.customer.number for s in scenarios}) == len(scenarios)


@pytest.mark.parametrize("party", HOUSE.parties, ids=lambda party: party.user)
def test_everybody_in_the_house_is_in_the_directory_and_has_a_voice(party: HouseParty) -> None:
    assert directory()[party.user]["name"].startswith(party.name)
    for line in party.says:
        assert prompt_file(scenario_file("house"), party.user, party.says, line).exists(), line.text


def test_everybody_in_the_directory_is_in_the_house_but_the_agent_herself() -> None:
    assert set(directory()) - {p.user for p in HOUSE.parties} == {"2041"}


def test_the_house_has_every_kind_of_colleague() -> None:
    assert {p.does for p in HOUSE.parties} == {"answers", "queue", "busy", "declines", "unavailable", "never"}
    assert HOUSE.party("3107") is not None
    assert HOUSE.party("nobody") is None


def test_customers_who_call_are_known_but_for_one() -> None:
    tables = tomllib.loads(path("demo/customers.toml").read_text(encoding="utf-8"))
    known = {number for customer in tables["customers"] for number in customer["numbers"]}
    unknown = [n for n in scenario_names() if read_scenario(n).customer.number not in known]
    assert unknown == ["unknown_caller"]


def test_own_scenario_is_read(tmp_path: Path) -> None:
    scenario = read_scenario(write(tmp_path, GOOD))
    assert scenario.customer.name == "Anna"
    assert scenario.voice == Voice(name="en-us")


def test_own_sound_lies_beside_the_scenario(tmp_path: Path) -> None:
    file = write(tmp_path, GOOD.replace('text = "Hello"', 'wav = "hello.wav"'))
    scenario = read_scenario(file)
    assert prompt_file(Path(file), "", scenario.says, scenario.says[0]) == tmp_path / "hello.wav"


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (("[customer]", 'colour = "red"\n[customer]'), "unknown field `colour`"),
        (('name = "Anna"', 'name = "Anna"\nage = 7'), "customer: Object contains unknown field `age`"),
        (('when = "answered"', 'when = "someday"'), "says[0].when"),
        (('when = "answered"', 'when = "answered"\nafter = -1'), "says[0].after"),
        (('title = "A test"', ""), "missing required field `title`"),
        (('"+14155550132"', '"+1 @evil"'), "customer.number"),
        (('title = "A test"', "title = 7"), "title"),
        (('"A test"', '"A test'), "no valid TOML"),
    ],
)
def test_mistake_is_told_with_file_and_key(tmp_path: Path, change: tuple[str, str], told: str) -> None:
    file = write(tmp_path, GOOD.replace(*change))
    with pytest.raises(ScenarioError) as error:
        read_scenario(file)
    assert told in error.value.message
    assert file in error.value.message


def test_extension_that_is_there_twice_is_told(tmp_path: Path) -> None:
    party = '[[parties]]\nuser = "3107"\nname = "A"\ndoes = "never"\n'
    with pytest.raises(ScenarioError, match="3107 is there twice"):
        read_house(write(tmp_path, party * 2))


@pytest.mark.parametrize("name", ["nothing_like_this", "../demo/directory", "nowhere.toml"])
def test_scenario_that_is_not_there_is_told(name: str) -> None:
    with pytest.raises(ScenarioError) as error:
        read_scenario(name)
    assert error.value.code == "no_scenario"


def test_text_that_is_no_utf8_is_told(tmp_path: Path) -> None:
    file = tmp_path / "test.toml"
    file.write_bytes(b"title = \xff")
    with pytest.raises(ScenarioError, match="UTF-8"):
        read_scenario(str(file))
