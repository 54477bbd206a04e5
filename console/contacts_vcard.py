"""Contacts out of vCards 2.1, 3.0 (RFC 2426) and 4.0 (RFC 6350), as telephones and address books write them.

Our own reader of the few properties that a telephone wants. vobject 0.9 was tried: it gives up at the first line that
is not as it should be (a quoted-printable value that goes on in the next line, a damaged picture), so that one bad card
loses all that follow.
"""

import quopri
import re
from collections.abc import Iterator

import msgspec

from console.contacts_text import MOST_ROWS, Contact, ContactsError, harmless, number_cells

_HEAD = re.compile(
    r"(?:[A-Za-z0-9-]+\.)?(?P<name>[A-Za-z0-9-]+)(?P<parameters>(?:;(?:\"[^\"]*\"|[^\":])*)?)$"
)
_WANTED = frozenset({"FN", "N", "ORG", "TITLE", "ROLE", "TEL", "EMAIL", "LANG", "X-LANGUAGE"})
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")


class _Property(msgspec.Struct, frozen=True):
    name: str
    parameters: str
    value: str


def read_vcards(text: str) -> Iterator[Contact]:
    """Card by card. A card within a card (AGENT) is left out, a line that cannot be read is passed over."""
    lines = text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    depth = count = begun = 0
    found: list[_Property] = []
    for number, line in _unfolded(lines):
        word = line.strip().upper()
        if word == "BEGIN:VCARD":
            depth += 1
            if depth == 1:
                begun, found = number, []
        elif word == "END:VCARD" and depth:
            depth -= 1
            if depth == 0:
                count += 1
                if count > MOST_ROWS:
                    raise ContactsError("too_many", f"The file has more than {MOST_ROWS} cards. Divide it.")
                yield _contact(found, begun)
        elif depth == 1 and (read := _property(line)) is not None:
            found.append(read)
    if not count:
        raise ContactsError("no_cards", "There is no whole vCard in this file.")


def _unfolded(lines: list[str]) -> Iterator[tuple[int, str]]:
    """Logical lines with the number of their first (RFC 6350 section 3.2; soft breaks of quoted-printable too)."""
    parts: list[str] = []
    begun = 1
    soft = False
    for number, line in enumerate(lines, 1):
        if parts and soft:
            parts[-1] = parts[-1][:-1]
            parts.append(line)
        elif parts and line[:1] in {" ", "\t"}:
            parts.append(line[1:])
        else:
            if parts:
                yield begun, "".join(parts)
            parts, begun = [line], number
        quoted = "QUOTED-PRINTABLE" in parts[0][:200].upper()
        soft = quoted and line.endswith("=")
    if parts:
        yield begun, "".join(parts)


def _property(line: str) -> _Property | None:
    """Name, parameters and value; None for what is not wanted."""
    at = _colon(line)
    head = _HEAD.match(line[:at]) if at > 0 else None
    if head is None or head["name"].upper() not in _WANTED:
        return None
    parameters = head["parameters"].upper()
    value = line[at + 1 :]
    if "QUOTED-PRINTABLE" in parameters:
        value = _unquoted(value)
    return _Property(head["name"].upper(), parameters, value)


def _colon(line: str) -> int:
    """The first colon outside of quotation marks, looked for where a head can be; -1 without one."""
    quoted = False
    for at, c in enumerate(line[:1000]):
        if c == '"':
            quoted = not quoted
        elif c == ":" and not quoted:
            return at
    return -1


def _unquoted(value: str) -> str:
    raw = quopri.decodestring(value.encode("utf-8", "replace"))
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")


def _parts(value: str) -> list[str]:
    """Components between semicolons, with their escapes undone."""
    return [_plain(part) for part in re.split(r"(?<!\\);", value)]


def _plain(value: str) -> str:
    return re.sub(r"\\(.)", lambda m: " " if m[1] in "nN" else m[1], value)


def _contact(found: list[_Property], line: int) -> Contact:
    contact = Contact(line=line)
    structured = ""
    numbers: list[str] = []
    for each in found:
        if each.name == "FN":
            contact.name = contact.name or harmless(_plain(each.value))
        elif each.name == "N":
            last, first, middle, *_ = [*_parts(each.value), "", "", ""]
            structured = harmless(" ".join(filter(None, (first.strip(), middle.strip(), last.strip()))))
        elif each.name == "ORG":
            contact.company = contact.company or harmless(_parts(each.value)[0])
        elif each.name in {"TITLE", "ROLE"}:
            contact.role = contact.role or harmless(_plain(each.value))
        elif each.name == "EMAIL":
            contact.email = contact.email or harmless(_plain(each.value))
        elif each.name == "TEL":
            if not _is_fax(each.parameters):
                numbers += number_cells(
                    _plain(re.sub(r"^tel:", "", each.value.strip(), flags=re.IGNORECASE).partition(";")[0])
                )
        elif _LANGUAGE.fullmatch(each.value.strip()):
            contact.languages = (*contact.languages, each.value.strip())
    contact.name = contact.name or structured
    contact.numbers = tuple(numbers)
    return contact


def _is_fax(parameters: str) -> bool:
    kinds = set(re.findall(r"[A-Z]+", parameters))
    return bool(kinds & {"FAX", "PAGER", "BBS", "MODEM"}) and not kinds & {"VOICE", "CELL"}
