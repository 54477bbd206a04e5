"""Customers' e-mail addresses come from files of contacts (R29), and fill gaps only."""

from pathlib import Path

import pytest

from console.contacts import completed
from console.contacts_csv import read_csv
from console.contacts_vcard import read_vcards
from console.directory_file import read_customers
from console.errors import SettingsError
from store.customer import Customer
from tests.store.story import HELEN


@pytest.mark.parametrize(
    "header", ["E-mail", "Email Address", "E-mail 1 - Value", "Courriel", "Correo electrónico"]
)
def test_R29_from_csv(header: str) -> None:
    (contact,) = read_csv(f"Name,Phone,{header}\nAnna,+14155550132,anna@quillpost.example\n")
    assert contact.email == "anna@quillpost.example"


def test_R29_from_vcard() -> None:
    text = "BEGIN:VCARD\nFN:Anna\nTEL:+14155550132\nEMAIL;TYPE=work:anna@quillpost.example\nEND:VCARD\n"
    (contact,) = read_vcards(text)
    assert contact.email == "anna@quillpost.example"


def test_R29_an_address_that_is_known_is_not_overwritten() -> None:
    more = Customer(id=HELEN.id, name="x", email="new@example.org")
    assert completed(HELEN, more).email == "new@example.org"
    known = Customer(id=HELEN.id, name="x", email="old@example.org")
    assert completed(known, more).email == "old@example.org"


def test_R29_from_the_file_of_customers(tmp_path: Path) -> None:
    file = tmp_path / "customers.toml"
    file.write_text('[[customers]]\nname = "Anna"\nemail = "anna@quillpost.example"\n')
    assert read_customers(file)[0].email == "anna@quillpost.example"
    file.write_text('[[customers]]\nname = "Anna"\nemail = "anna"\n')
    with pytest.raises(SettingsError, match="no e-mail address"):
        read_customers(file)
