"""A file of contacts as text, and its cells made harmless: whatever program wrote it. Pure but for the reading."""

import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from console.errors import ConsoleError
from telephony.party import clean

LONGEST = 5_000_000
"""Bytes of a file."""
MOST_ROWS = 20_000
_LONGEST_CELL = 2000
_TEXT = 200


class ContactsError(ConsoleError):
    """A file of contacts that cannot be read at all."""


@dataclass(slots=True, kw_only=True)
class Contact:
    """One contact as the file has it; ``numbers`` are as they were written. ``line`` is where it begins, from 1."""

    line: int
    name: str = ""
    company: str = ""
    role: str = ""
    tier: str = ""
    languages: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    email: str = ""


def read_text(path: Path) -> str:
    """The file's text; ContactsError ``too_large``, ``unreadable`` or ``no_text``."""
    try:
        with path.open("rb") as stream:
            raw = stream.read(LONGEST + 1)
    except OSError as error:
        raise ContactsError("unreadable", f"{path} cannot be read ({error.strerror}).") from error
    if len(raw) > LONGEST:
        raise ContactsError("too_large", f"{path} is larger than {LONGEST // 1_000_000} MB. Divide it.")
    return decoded(raw)


def decoded(raw: bytes) -> str:
    """Text of UTF-8, UTF-16 with or without its mark, or else of Windows' western code page.

    Every byte means something there, so this fails for nothing but a file that is no text (ContactsError).
    """
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = raw.decode("utf-16", "replace")
    elif _looks_utf16(raw):
        text = raw.decode("utf-16-le" if raw[1:2] == b"\0" else "utf-16-be", "replace")
    else:
        try:
            text = raw.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = raw.decode("cp1252", "replace")
    sample = text[:4096]
    strange = sum(unicodedata.category(c) == "Cc" and c not in "\r\n\t\f\v" for c in sample)
    if strange > len(sample) // 20:
        raise ContactsError("no_text", "This is no CSV and no vCard file.")
    return text.replace("\0", "")


def _looks_utf16(raw: bytes) -> bool:
    """Every other byte of western text is zero."""
    start = raw[:200]
    few = max(1, len(start) // 3)
    return start[1::2].count(0) > few or start[0::2].count(0) > few


def harmless(cell: str) -> str:
    """One line of plain text that no spreadsheet takes for a formula when it is exported again."""
    text = clean(cell[:_LONGEST_CELL], _TEXT)
    return text.lstrip("=+-@'\"| ").rstrip()


_QUOTED_NUMBER = re.compile(r'^=?\s*"?([^"]*)"?$')


def number_cells(cell: str) -> tuple[str, ...]:
    """The numbers of one cell: several are divided by ``;``, ``,``, lines, or Google's ``:::``."""
    parts = re.split(r":::|[;,\n\r]", cell[:_LONGEST_CELL])
    found = []
    for part in parts:
        bare = _QUOTED_NUMBER.match(part.strip())
        text = (bare[1] if bare else part).strip().lstrip("'").strip()
        if text:
            found.append(text)
    return tuple(found)
