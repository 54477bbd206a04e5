"""Contacts from CSV and vCard (R79): whatever wrote them, as often as one likes, and nothing harmful in them."""

import contextlib
from pathlib import Path
from uuid import UUID

import pytest

from console.contacts import Problems, may_be_one, read_customers, take_in
from console.contacts_csv import read_csv
from console.contacts_text import LONGEST, MOST_ROWS, ContactsError, decoded, harmless
from console.contacts_vcard import read_vcards
from store.changes import PutCustomers
from store.customer import Customer
from store.memory import MemoryBook
from tests.store.story import HELEN, Story


@pytest.fixture
def book() -> MemoryBook:
    book = MemoryBook()
    Story(book).begin()
    return book


def customers(tmp_path: Path, content: str | bytes, country: str = "GB") -> tuple[Customer, ...]:
    found, problems = both(tmp_path, content, country)
    assert problems == []
    return found


def both(tmp_path: Path, content: str | bytes, country: str = "GB") -> tuple[tuple[Customer, ...], Problems]:
    file = tmp_path / "contacts"
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    problems: Problems = []
    return read_customers(file, country, problems), problems


# -- what programs write

OUTLOOK = (
    '"First Name","Middle Name","Last Name","Title","Company","Job Title","Business Fax","Business Phone",'
    '"Home Phone","Mobile Phone","Company Main Phone","E-mail Address"\r\n'
    '"Helen","M.","Achebe","Dr.","Northwind, Dental","Buyer","+44 20 7946 9999","(020) 7946 0420","",'
    '"+44 7700 900123","","h@example.com"\r\n'
)
GOOGLE = (
    "First Name,Middle Name,Last Name,Organization Name,Organization Title,E-mail 1 - Value,"
    "Phone 1 - Label,Phone 1 - Value,Phone 2 - Label,Phone 2 - Value\n"
    "Björn,,Østgård,Fjord & Sønn,Skipper,b@example.com,Work,+47 90 00 00 01 ::: +47 90000002,Work Fax,\n"
)
GOOGLE_OLD = (
    "Name,Given Name,Organization 1 - Name,Phone 1 - Type,Phone 1 - Value\n"
    "Ana Reyes,Ana,Both,Mobile,+34 600 000 001\n"
)
GERMAN = (
    "sep=;\r\nVorname;Nachname;Firma;Telefon geschäftlich;Mobiltelefon;Faxnummer\r\n"
    "Jörg;Müller;Müller GmbH;030 12345678;0170 1234567;030 1\r\n"
)


def test_outlooks_export(tmp_path: Path) -> None:
    (helen,) = customers(tmp_path, OUTLOOK)
    assert (helen.name, helen.company, helen.role) == ("Helen M. Achebe", "Northwind, Dental", "Buyer")
    assert helen.numbers == ("+442079460420", "+447700900123")


@pytest.mark.parametrize(
    ("content", "name", "company", "numbers"),
    [
        (GOOGLE, "Björn Østgård", "Fjord & Sønn", ("+4790000001", "+4790000002")),
        (GOOGLE_OLD, "Ana Reyes", "Both", ("+34600000001",)),
    ],
)
def test_googles_exports(
    tmp_path: Path, content: str, name: str, company: str, numbers: tuple[str, ...]
) -> None:
    (one,) = customers(tmp_path, content)
    assert (one.name, one.company, one.numbers) == (name, company, numbers)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_a_german_spreadsheet_in_every_encoding(tmp_path: Path, encoding: str) -> None:
    (joerg,) = customers(tmp_path, GERMAN.encode(encoding), country="DE")
    assert (joerg.name, joerg.company) == ("Jörg Müller", "Müller GmbH")
    assert joerg.numbers == ("+493012345678", "+491701234567")


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(tmp_path: Path, delimiter: str) -> None:
    rows = [["Name", "Phone", "Company"], ["Ann", "+442079460001", "A"], ["Ben", "+442079460002", "B"]]
    found = customers(tmp_path, "\n".join(delimiter.join(row) for row in rows))
    assert [(c.name, c.company) for c in found] == [("Ann", "A"), ("Ben", "B")]


def test_a_cell_with_a_line_break_and_quotes(tmp_path: Path) -> None:
    found = customers(tmp_path, 'Name,Phone\n"Ann ""The Boss""\nSmith",+442079460001\nBen,+442079460002\n')
    assert [c.name for c in found] == ['Ann "The Boss" Smith', "Ben"]


VCARDS = {
    "2.1": (
        "BEGIN:VCARD\r\nVERSION:2.1\r\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:M=C3=BCller;J=C3=B6rg\r\n"
        "FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:J=C3=B6rg M=C3=BC=\r\nller\r\n"
        "TEL;CELL:+49 170 1234567\r\nTEL;WORK;FAX:+49 30 99\r\nPHOTO;ENCODING=BASE64;JPEG:/9j/4AAQ\r\n /9j/4AAQ\r\n\r\n"
        "END:VCARD\r\n"
    ),
    "3.0": (
        "BEGIN:VCARD\nVERSION:3.0\nN:Müller;Jörg;;;\nFN:Jörg Mü\n ller\nORG:Müller\\, Söhne;Sales\n"
        "item1.TEL;type=CELL;type=pref:+49 170 1234567\nEND:VCARD\n"
    ),
    "4.0": (
        'BEGIN:VCARD\nVERSION:4.0\nFN:Jörg Müller\nTEL;VALUE=uri;TYPE="voice,cell":tel:+49-170-1234567;ext=1\n'
        "LANG:de\nROLE:Buyer\nEND:VCARD\n"
    ),
}


@pytest.mark.parametrize("version", list(VCARDS))
def test_vcards_of_three_versions(tmp_path: Path, version: str) -> None:
    (joerg,) = customers(tmp_path, VCARDS[version])
    assert (joerg.name, joerg.numbers) == ("Jörg Müller", ("+491701234567",))
    if version == "3.0":
        assert joerg.company == "Müller, Söhne"
    if version == "4.0":
        assert (joerg.role, joerg.languages) == ("Buyer", ("de",))


def test_one_damaged_card_does_not_take_the_others_with_it(tmp_path: Path) -> None:
    cards = (
        "BEGIN:VCARD\nVERSION:3.0\nFN:Ann\n;;;what is this\nTEL\nTEL:+442079460001\nEND:VCARD\n"
        "BEGIN:VCARD\nFN:Never ended\nTEL:+442079460009\nBEGIN:VCARD\nFN:Inner\nTEL:1\nEND:VCARD\nEND:VCARD\n"
        "BEGIN:VCARD\nN:Smith;Ben\nTEL:+442079460002\nEND:VCARD\nBEGIN:VCARD\nFN:Cut off"
    )
    found = customers(tmp_path, cards)
    assert [c.name for c in found] == ["Ann", "Never ended", "Ben Smith"]
    assert found[1].numbers == ("+442079460009",)


# -- numbers


@pytest.mark.parametrize(
    ("cell", "numbers"),
    [
        ("020 7946 0420", ("+442079460420",)),
        ("Tel. 020 7946 0420 (office)", ("+442079460420",)),
        ("+44 (0)20 7946-0420", ("+442079460420",)),
        ('="00442079460420"', ("+442079460420",)),
        ("'+442079460420", ("+442079460420",)),
        ("020 7946 0420; 07700 900123", ("+442079460420", "+447700900123")),
        ("020 7946 0420, 020 7946 0420", ("+442079460420",)),
        ("2041", ("2041",)),
    ],
)
def test_dirty_numbers(tmp_path: Path, cell: str, numbers: tuple[str, ...]) -> None:
    cell = cell.replace('"', '""')
    (one,) = customers(tmp_path, f'Name,Phone\nAnn,"{cell}"\n')
    assert one.numbers == numbers


def test_what_is_no_number_is_told_with_its_line_and_the_rest_is_taken(tmp_path: Path) -> None:
    found, problems = both(
        tmp_path,
        "Name,Phone,Mobile\nAnn,ask her,+442079460001\nBen,4.42E+11,\nCy,,\nDee,anonymous,+442079460004\n",
    )
    assert [c.name for c in found] == ["Ann", "Dee"]
    assert [line for line, _ in problems] == [2, 3, 4]
    assert "ask her" in problems[0][1]


# -- hostile content


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ('=HYPERLINK("http://x")', 'HYPERLINK("http://x")'),
        ("+cmd|' /C calc'!A0", "cmd|' /C calc'!A0"),
        ("@SUM(1)", "SUM(1)"),
        ("-2+3", "2+3"),
        ("\t=1", "1"),
        ("a\u202eb\x07c\x00", "abc"),
        ("<b>x</b>", "<b>x</b>"),
        ("x" * 5000, "x" * 200),
        ("", ""),
    ],
)
def test_a_cell_is_harmless_when_it_is_exported_again(cell: str, text: str) -> None:
    assert harmless(cell) == text


def test_a_file_that_is_too_large_or_has_too_many_rows_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ContactsError) as refused:
        both(tmp_path, b"Name,Phone\n" + b"x" * LONGEST)
    assert refused.value.code == "too_large"
    rows = "Name,Phone\n" + "A,1\n" * (MOST_ROWS + 1)
    with pytest.raises(ContactsError) as refused:
        list(read_csv(rows))
    assert refused.value.code == "too_many"
    with pytest.raises(ContactsError) as refused:
        list(read_vcards("BEGIN:VCARD\nEND:VCARD\n" * (MOST_ROWS + 1)))
    assert refused.value.code == "too_many"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (bytes(range(32)) * 200, "no_text"),
        (b"", "no_numbers"),
        (b"Name,E-mail\nAnn,a@b\n", "no_numbers"),
        (b"BEGIN:VCARD\nFN:x\n" * 3000, "no_cards"),
        (b'Name,Phone\n"' + b"x" * 200_000, "bad_csv"),
        (b"\xff\xfe\x00", "no_numbers"),
    ],
)
def test_a_file_that_is_none_is_a_sentence(tmp_path: Path, content: bytes, code: str) -> None:
    with pytest.raises(ContactsError) as refused:
        both(tmp_path, content)
    assert refused.value.code == code
    assert refused.value.message.endswith((".", "…"))


@pytest.mark.parametrize(
    "raw", [b"\xff", b"\xfe\xff\xd8", b"a\x00" * 50, bytes(reversed(range(256))), b"\x81\x8d"]
)
def test_no_bytes_are_an_error_of_ours(raw: bytes) -> None:
    text = ""
    with contextlib.suppress(ContactsError):  # the one error that it may be
        text = decoded(raw)
    assert "\0" not in text


# -- the same one twice


@pytest.mark.parametrize(
    ("name", "other", "one"),
    [
        ("Jörg Müller", "Mueller, Joerg", True),
        ("Helen Achebe", "H. Achebe", True),
        ("Helen Achebe", "Helen M. Achebe", True),
        ("+442079460420", "Helen Achebe", True),
        ("", "Helen", True),
        ("Helen Achebe", "Grace Achebe", False),
        ("Helen Achebe", "Helen", False),
        ("Helen", "Helena", False),
    ],
)
def test_two_names_may_be_one_persons(name: str, other: str, one: bool) -> None:
    assert may_be_one(name, other) is may_be_one(other, name) is one


def test_duplicates_become_one_and_colleagues_on_one_line_stay_two(tmp_path: Path) -> None:
    found = customers(
        tmp_path,
        "Name,Company,Phone,Mobile\n"
        "Helen Achebe,,020 7946 0420,\n"
        "H. Achebe,Northwind,+442079460420,07700 900123\n"
        "Grace Hopper,Northwind,020 7946 0420,\n",
    )
    assert [c.name for c in found] == ["Helen Achebe", "Grace Hopper"]
    assert (found[0].company, found[0].numbers) == ("Northwind", ("+442079460420", "+447700900123"))


def taken(book: MemoryBook, file: Path, *, apply: bool = True) -> tuple[int, int, int]:
    report = take_in(book, file, apply=apply, country="GB", person="x")
    assert report.error == ""
    assert report.applied is apply
    return report.new, report.changed, report.same


def test_r79_a_dry_run_writes_nothing_and_a_second_import_changes_nothing(
    tmp_path: Path, book: MemoryBook
) -> None:
    file = tmp_path / "contacts.csv"
    file.write_text(
        "Name,Phone,Company\nAnn Lee,020 7946 0001,A\nHelen Achebe,020 7946 0420,Other\n,+442079460003,\n"
    )
    everybody = book.customers("", limit=100)
    assert taken(book, file, apply=False) == (2, 0, 1)
    assert book.customers("", limit=100) == everybody
    assert taken(book, file) == (2, 0, 1)
    after = book.customers("", limit=100)
    assert len(after) == len(everybody) + 2
    assert taken(book, file) == (0, 0, 3)
    assert book.customers("", limit=100) == after


def test_what_the_store_has_stands_and_gaps_are_filled(tmp_path: Path, book: MemoryBook) -> None:
    file = tmp_path / "contacts.csv"
    file.write_text(
        "Name,Company,Position,Phone,Mobile\nH. Achebe,Elsewhere Ltd,Buyer,+442079460420,07700 900123\n"
    )
    assert taken(book, file) == (0, 1, 0)
    (helen,) = book.customers_like((HELEN,))
    assert (helen.name, helen.company, helen.role) == (HELEN.name, HELEN.company, "Buyer")
    assert helen.numbers == (*HELEN.numbers, "+447700900123")
    assert helen.warning == HELEN.warning
    assert taken(book, file) == (0, 0, 1)


def test_a_contact_gets_the_same_id_wherever_it_is_taken_in(tmp_path: Path) -> None:
    first = customers(tmp_path, "Name,Phone\nAnn Lee,020 7946 0001\n")
    second = customers(tmp_path, 'Phone,Full Name\n+44 20 7946 0001,"Lee, Ann"\n')
    assert first[0].id == second[0].id
    assert isinstance(first[0].id, UUID)


def test_many_problems_are_counted_not_listed(tmp_path: Path, book: MemoryBook) -> None:
    file = tmp_path / "contacts.csv"
    file.write_text("Name,Phone\n" + "A,none\n" * 500)
    report = take_in(book, file, apply=False, country="GB", person="x")
    assert len(report.problems) == 201
    assert report.problems[-1] == (0, "and 300 more")


def test_a_big_file_is_taken_in_whole(tmp_path: Path, book: MemoryBook) -> None:
    file = tmp_path / "contacts.csv"
    file.write_text("Name,Phone\n" + "".join(f"Person {n:04d},+4420{n:08d}\n" for n in range(1200)))
    assert taken(book, file) == (1200, 0, 0)
    book.apply(PutCustomers(id=UUID(int=5), at=Story(book).now, person="", customers=(HELEN,)))
    assert taken(book, file) == (0, 0, 1200)
