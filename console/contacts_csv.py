"""Contacts out of CSV, as Outlook, Google, spreadsheets and other programs write it."""

import csv
import io
import re
from collections.abc import Iterator

from console.contacts_text import MOST_ROWS, Contact, ContactsError, harmless, number_cells
from store.text import words

_DELIMITERS = ",;\t|"
_HEADERS = {
    "name": "name fullname displayname contact contactname customer customername kunde kundenname kontakt"
    " ansprechpartner nom nomcomplet nombre nombrecompleto nome fileas",
    "first": "firstname givenname forename vorname prenom primernombre primeironome",
    "middle": "middlename additionalname",
    "last": "lastname familyname surname nachname familienname nomdefamille apellido apellidos sobrenome",
    "company": "company companyname organization organisation organizationname organization1name firma"
    " unternehmen societe entreprise empresa account accountname",
    "role": "jobtitle organizationtitle organization1title position role funktion fonction cargo",
    "tier": "tier segment customertier class",
    "email": "email emails emailaddress email1value email1address primaryemail mail courriel correo correoelectronico"
    " adresseemail emailadresse",
    "language": "language languages preferredlanguage sprache langue idioma",
}
"""Names of columns, without case, accents, spaces and signs."""
_FIELDS = {name: field for field, names in _HEADERS.items() for name in names.split()}
_PHONE = re.compile(r"phone|mobil|telef|\btel\b|handy|rufnummer|cell|movil|celular")
_NO_PHONE = re.compile(r"fax|type|label|pager|telex|tty|e ?mail|carrier|assistant|callback")
_BARE_PHONE = frozenset({"number", "numbers", "tel", "nummer", "durchwahl", "extension", "numero"})
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")


def read_csv(text: str) -> Iterator[Contact]:
    """Row by row; ContactsError for a file without a column of telephone numbers, or with too many rows."""
    text = text.lstrip("\ufeff")
    skipped = 0
    declared = re.match(r'"?sep=(.)"?\r?\n', text, re.IGNORECASE)
    if declared:
        text, skipped = text[declared.end() :], 1
    header_line = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = declared[1] if declared else _delimiter(header_line)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=True)
    try:
        header = next((row for row in reader if any(cell.strip() for cell in row)), [])
        columns = _columns(header)
        for count, row in enumerate(_filled(reader), 1):
            if count > MOST_ROWS:
                raise ContactsError("too_many", f"The file has more than {MOST_ROWS} rows. Divide it.")
            yield _contact(row, columns, reader.line_num + skipped)
    except csv.Error as error:
        raise ContactsError("bad_csv", f"Line {reader.line_num + skipped} is no CSV ({error}).") from error


def _filled(reader: Iterator[list[str]]) -> Iterator[list[str]]:
    return (row for row in reader if any(cell.strip() for cell in row))


def _delimiter(line: str) -> str:
    """The one that stands most often in the header, outside of quotation marks."""
    bare = re.sub(r'"[^"]*"', "", line)
    return max(_DELIMITERS, key=bare.count)


def _columns(header: list[str]) -> dict[str, list[int]]:
    """Which columns hold what, by the many names that they have."""
    columns: dict[str, list[int]] = {}
    for at, cell in enumerate(header):
        spaced = " ".join(words(cell[:200]))
        joined = spaced.replace(" ", "")
        field = _FIELDS.get(joined, "")
        if not field and (joined in _BARE_PHONE or (_PHONE.search(spaced) and not _NO_PHONE.search(spaced))):
            field = "number"
        if field:
            columns.setdefault(field, []).append(at)
    if "number" not in columns:
        named = ", ".join(filter(None, (harmless(cell) for cell in header[:12])))
        raise ContactsError(
            "no_numbers",
            "No column with telephone numbers was found. Name one “Phone” in the first line"
            + (f"; there is: {named}." if named else "."),
        )
    return columns


def _contact(row: list[str], columns: dict[str, list[int]], line: int) -> Contact:
    def first(field: str) -> str:
        cells = (harmless(row[at]) for at in columns.get(field, ()) if at < len(row))
        return next(filter(None, cells), "")

    name = first("name") or " ".join(filter(None, (first("first"), first("middle"), first("last"))))
    numbers = [n for at in columns["number"] if at < len(row) for n in number_cells(row[at])]
    languages = re.split(r"[\s,;/]+", first("language"))
    return Contact(
        line=line,
        name=name,
        company=first("company"),
        role=first("role"),
        tier=first("tier"),
        languages=tuple(each for each in languages if _LANGUAGE.fullmatch(each)),
        numbers=tuple(numbers),
        email=first("email"),
    )
