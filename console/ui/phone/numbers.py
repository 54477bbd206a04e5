"""What a person types to dial, grouped while it is typed; what is pasted, reduced to what can be dialled. Pure.

Nothing here decides what may be dialled: that is :func:`telephony.address.check_target`, asked by the desk.
"""

import re
import unicodedata
from enum import StrEnum
from functools import lru_cache
from urllib.parse import unquote

from telephony import country as country_tables
from telephony.address import NumberKind, normalise

_SCHEME = re.compile(r"(tel|callto|sips?):(?://)?", re.IGNORECASE)
_IN_BRACKETS = re.compile(r"<([^<>]+)>")
_CODE = re.compile(r"[0-9*#\s]*[*#][0-9*#\s]*")
_NUMBER = re.compile(r"\+?[0-9\s().\-/\u2010-\u2015\u2212]*[0-9][0-9\s().\-/\u2010-\u2015\u2212]*")
_SIGNIFICANT = frozenset("0123456789+*#")
_LONGEST_EXTENSION = 6
_LONGEST = 256


class Typed(StrEnum):
    """What stands in a dial field, as far as it can be told while it is being typed."""

    NOTHING = ""
    EXTENSION = "extension"
    """1 to 6 digits: left as it is."""
    NUMBER = "number"
    """A telephone number: grouped."""
    CODE = "code"
    """With ``*`` or ``#``: left as it is."""
    ADDRESS = "address"
    """A SIP address or a link: left as it is."""
    NAME = "name"
    """Somebody to be looked up."""


def kind(text: str) -> Typed:
    """What ``text`` is."""
    plain = text.strip()
    if not plain:
        return Typed.NOTHING
    if "@" in plain or _SCHEME.match(plain):
        return Typed.ADDRESS
    if _CODE.fullmatch(plain):
        return Typed.CODE
    if _NUMBER.fullmatch(plain) or plain == "+":
        short = "+" not in plain and len(digits(plain)) <= _LONGEST_EXTENSION
        return Typed.EXTENSION if short else Typed.NUMBER
    return Typed.NAME


def digits(text: str) -> str:
    """Without everything that people write between digits; a leading plus stays."""
    return "".join(c for c in ascii_digits(text) if c in _SIGNIFICANT)


def ascii_digits(text: str) -> str:
    """Digits of any script as 0 to 9."""
    return "".join(str(unicodedata.decimal(c, c)) for c in text)


def as_typed(text: str, country: str) -> str:
    """``text`` with its digits grouped as ``country`` (ISO 3166) groups them, if it is a telephone number so far."""
    plain = ascii_digits(text)
    found = kind(plain)
    if found is Typed.EXTENSION:
        return digits(plain)
    return _grouped(digits(plain), country) if found is Typed.NUMBER else plain


@lru_cache(maxsize=512)
def _grouped(number: str, country: str) -> str:
    from phonenumbers import AsYouTypeFormatter  # noqa: PLC0415 - not before somebody dials

    formatter = AsYouTypeFormatter(country or "ZZ")
    made = ""
    for digit in number:
        made = formatter.input_digit(digit)
    return made if digits(made) == number else number


def from_paste(text: str, country: str) -> str:
    """What was meant by text that came from somewhere else: a link, a signature, a cell of a table.

    Never raises. What holds no number is given back as one visible line.
    """
    plain = _visible(text)
    bracketed = _IN_BRACKETS.search(plain)
    if bracketed and (_SCHEME.match(bracketed[1]) or "@" in bracketed[1]):
        plain = bracketed[1]
    scheme = _SCHEME.match(plain)
    if scheme and scheme[1].lower() in {"tel", "callto"}:
        plain = unquote(plain[scheme.end() :].partition(";")[0], errors="replace")
    elif scheme or "@" in plain:
        return plain
    if kind(ascii_digits(plain)) is Typed.CODE:
        return ascii_digits(plain)
    number = normalise(plain, country)
    if number.kind is NumberKind.E164:
        return number.shown
    if number.kind is NumberKind.EXTENSION:
        return number.value
    return _found_in(plain, country) or as_typed(plain, country)


def _found_in(text: str, country: str) -> str:
    """The first telephone number in a sentence, grouped; "" if there is none."""
    from phonenumbers import PhoneNumberFormat, PhoneNumberMatcher, format_number  # noqa: PLC0415 - as above

    for match in PhoneNumberMatcher(text, country or None):
        match.number.extension = None
        return format_number(match.number, PhoneNumberFormat.INTERNATIONAL)
    return ""


def _visible(text: str) -> str:
    """One line without control characters and direction marks."""
    shown = (
        " " if c.isspace() else c for c in text[:_LONGEST] if unicodedata.category(c)[0] != "C" or c.isspace()
    )
    return " ".join("".join(shown).split())


def is_emergency(text: str, wanted: tuple[str, ...], country: str) -> bool:
    """Whether exactly an emergency number stands there: one of ``wanted``, or without any one of the country."""
    if kind(text) not in {Typed.EXTENSION, Typed.NUMBER, Typed.CODE}:
        return False
    return country_tables.is_emergency(digits(text), wanted, country)


def caret_after(text: str, significant: int) -> int:
    """Where the caret stands behind so many digits, plus signs, stars and hashes of ``text``."""
    seen = 0
    for place, c in enumerate(text):
        if seen >= significant:
            return place
        seen += c in _SIGNIFICANT
    return len(text)


def significant(text: str) -> int:
    """How many characters of ``text`` are dialled."""
    return sum(c in _SIGNIFICANT for c in ascii_digits(text))
