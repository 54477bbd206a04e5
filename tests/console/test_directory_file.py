"""Directory and customers from TOML, checked as settings are."""

import re
from pathlib import Path

import pytest

import resources
from console.directory_file import read_customers, read_customers_with_past, read_directory
from console.errors import SettingsError


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "people.toml"


def test_the_demos_directory_is_a_good_example() -> None:
    directory = read_directory(resources.path("demo/directory.toml"))
    assert [level.number for level in directory.levels] == [0, 1, 2, 3]
    maya = directory.person("maya.torres")
    assert maya is not None
    assert maya == directory.person("2041")
    assert maya.skills == ("VPN", "account")
    network = directory.department("network")
    assert network is not None
    assert network.is_queue


def test_the_demos_customers_are_a_good_example() -> None:
    customers = read_customers_with_past(resources.path("demo/customers.toml"))
    anna, past = customers[0]
    assert anna.name == "Anna Petrova"
    assert anna.numbers == ("+14155550132",)
    assert str(anna.since) == "2019-04-01"
    assert [t.days_ago for t in past] == sorted(t.days_ago for t in past)
    assert past[0].category == "network"
    assert len(customers) >= 6


def test_numbers_are_stored_as_they_will_be_compared(file: Path) -> None:
    file.write_text('[[customers]]\nname = "A"\nnumbers = ["020 7946 0420", "2041"]\n')
    assert read_customers(file, "GB")[0].numbers == ("+442079460420", "2041")
    with pytest.raises(SettingsError, match="country code"):
        read_customers(file)


def test_a_customer_without_an_id_has_the_same_one_each_time(file: Path) -> None:
    file.write_text('[[customers]]\nname = "A"\n[[customers]]\nname = "B"\n')
    one, two = read_customers(file), read_customers(file)
    assert one == two
    assert one[0].id != one[1].id


@pytest.mark.parametrize(
    ("text", "key", "says"),
    [
        ("[[peoples]]", "peoples", r"Did you mean people\?"),
        ('[[people]]\nkey = "a"', "people.name|people\\[0\\].name|people\\[...\\].name", "missing"),
        ('[[people]]\nkey = "A B"\nname = "A"', r"people\[.*\].key", "short name"),
        ('[[people]]\nkey = "a"\nname = "A"\nlevel = 4', r"people\[.*\].level", "from 0 to 3"),
        ('[[people]]\nkey = "a"\nname = "A"\nrole = "Big Boss"', r"people\[.*\].role", "supervisor"),
        ('[[people]]\nkey = "a"\nname = "A"\npin = "1"', r"people\[0\].pin", "never kept in this file"),
        (
            '[[people]]\nkey = "a"\nname = "A"\ndepartment = "x"',
            r"people\[0\].department",
            "no department 'x'",
        ),
        ('[[people]]\nkey = "a"\nname = "A"\ntarget = "a b c"', r"people\[0\].target", "cannot be dialled"),
        (
            '[[people]]\nkey = "a"\nname = "A"\n[[people]]\nkey = "a"\nname = "B"',
            r"people\[1\].key",
            "occurs twice",
        ),
        (
            '[[departments]]\nkey = "a"\nname = "A"\nis_queue = 1',
            r"departments\[.*\].is_queue",
            "true or false",
        ),
    ],
)
def test_what_is_wrong_is_told_with_its_place(file: Path, text: str, key: str, says: str) -> None:
    file.write_text(text)
    with pytest.raises(SettingsError) as caught:
        read_directory(file)
    assert re.fullmatch(key, caught.value.key), caught.value.key
    assert re.search(says, caught.value.problem), caught.value.problem


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('numbers = ["hello"]', "no telephone number"),
        ('currency = "Euro"', "three capital letters"),
        ('since = "yesterday"', "a date"),
        ('id = "7"', "a UUID"),
        ('[[customers.tickets]]\ndays_ago = 1\nsubject = "x"\ncategory = "food"', "one of general"),
    ],
)
def test_a_customer_that_is_wrong(file: Path, text: str, says: str) -> None:
    file.write_text(f'[[customers]]\nname = "A"\n{text}\n')
    with pytest.raises(SettingsError, match=says):
        read_customers(file, "GB")
