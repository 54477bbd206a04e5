"""Numbers and SIP addresses: who a caller is, and what may be dialled.

Two doors, both for hostile text. :func:`normalise` reads what a caller's side sent and never fails, since a
strange caller is still a caller. :func:`check_target` reads what a person, a link or a program wants dialled
and lets through only what it knows: everything else raises AddressError.

Extensions come before telephone numbers: 2 to 6 digits are always an extension of this house, so 2041 is
never tried as a telephone number and, on purpose, neither is 112.
"""

import ipaddress
import re
import unicodedata
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import unquote

import msgspec

from telephony.errors import AddressError
from telephony.party import MAX_USER, clean

if TYPE_CHECKING:
    from phonenumbers import PhoneNumber

_MAX_TEXT = 256
_MAX_HOST = 253
_MAX_PORT = 65535

_EXTENSION = re.compile(r"[0-9]{2,6}")
_WITHHELD = frozenset({"", "anonymous", "unavailable", "restricted", "private", "withheld", "unknown"})
"""What PBXs and RFC 3323 section 4.1.1.3 put in place of a user who does not want to be known."""

_SEPARATORS = re.compile(r"[\s().\-/\u2010-\u2015\u2212]+")
"""What people write between digits (RFC 3966 visual separators, and the spaces and dashes of typesetting)."""
_DIALLABLE = re.compile(r"\+?[0-9*#]+")
_TRUNK_ZERO = re.compile(r"^(\+[0-9]{1,3}[\s.\-]*)\(0\)")
"""``+44 (0)20 …``: the zero is for callers inside the country and belongs in no international number."""

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.\-]*):(?://)?")
_IN_BRACKETS = re.compile(r"<((?:sips?|tel):[^<>]*)>$", re.IGNORECASE)
_USER = re.compile(r"[A-Za-z0-9._~+*#\-]+")
_LABEL = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9\-]{0,61}[A-Za-z0-9])?")
_BAD_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")
_TRANSPORTS = frozenset({"udp", "tcp", "tls"})


class NumberKind(StrEnum):
    """What a caller's or customer's number is."""

    EXTENSION = "extension"
    """2 to 6 digits: a line of this house."""
    E164 = "e164"
    """A telephone number, known world-wide by ``+`` and country code (ITU-T E.164)."""
    UNKNOWN = "unknown"
    """A name, or digits that are no number here. Compare it by its text only."""
    ANONYMOUS = "anonymous"
    """The caller withheld it, or nothing was sent."""


class Number(msgspec.Struct, frozen=True, kw_only=True):
    """A number in the one form in which it is stored and compared.

    ``value`` is the digits of an extension, ``+`` and digits of a telephone number, cleaned text of at most
    64 characters (still hostile: show it as plain text) if unknown, and "" if anonymous.
    """

    kind: NumberKind
    value: str

    @property
    def shown(self) -> str:
        """For people: ``+44 20 7946 0420``; "" if anonymous, for which the window has its own word."""
        return _international(self.value) if self.kind is NumberKind.E164 else self.value


def normalise(raw: str, country: str) -> Number:
    """Read the number of a caller or a customer. Never raises.

    ``raw`` is a number as people write it, a ``tel:`` or ``sip:`` URI, or the user part of one, with or
    without %-escapes. ``country`` is the home country (ISO 3166, "GB"): numbers without ``+`` or ``00`` are
    read as if dialled there; "" reads only international ones.
    """
    user, host = _split_identity(raw)
    if host.lower() == "anonymous.invalid" or user.lower() in _WITHHELD:
        return Number(kind=NumberKind.ANONYMOUS, value="")
    digits = _digits_of(user)
    if _EXTENSION.fullmatch(digits):
        return Number(kind=NumberKind.EXTENSION, value=digits)
    e164 = _e164(digits, country) if digits else ""
    if e164:
        return Number(kind=NumberKind.E164, value=e164)
    return Number(kind=NumberKind.UNKNOWN, value=user)


def user_of(text: str) -> str:
    """Read the user part of a URI, or a bare user, in the form in which two of them are compared.

    Digits without separators, names in lower case; "" without a user. Never raises.
    """
    user, _ = _split_identity(text)
    return _digits_of(user) or user.lower()


def check_target(text: str, *, default_host: str = "", default_port: int | None = None) -> str:
    """Turn what somebody wants dialled into a SIP URI that is safe to dial (RFC 3261 section 19.1).

    ``text`` is an extension, a number as people write it, ``user@host``, or a ``tel:``, ``sip:``, ``sips:``
    or ``callto:`` link. Where it names no host, ``default_host`` and ``default_port`` (the PBX) are used.
    The answer is ``sip:user@host[:port][;transport=udp|tcp|tls]``; of parameters only ``transport`` is kept,
    and ``sips:`` becomes ``transport=tls``. Headers, passwords, control characters and anything that is not
    on the list raise AddressError with one of the codes ``empty``, ``too_long``, ``control``, ``scheme``,
    ``headers``, ``password``, ``user``, ``host``, ``port``, ``transport`` and ``no_host``.
    """
    plain = _ends_trimmed(text)
    _refuse_outright(plain)
    scheme, rest = _scheme_of(plain)
    address, _, parameters = rest.partition(";")
    transport = _transport_of(parameters, secure=scheme == "sips")
    user, host = _user_and_host(address, scheme, parameters)
    if not host:
        if not default_host:
            raise AddressError("no_host", f"“{_quoted(plain)}” names no host, and no registrar is set.")
        port = "" if default_port is None else f":{_checked_port(str(default_port))}"
        host = _checked_host(default_host) + port
    if user:
        return f"sip:{user}@{host}{transport}"
    return f"sip:{host}{transport}"


# Reading callers.


def _plain(raw: str) -> str:
    """``raw`` as visible text of a length that costs nothing."""
    return clean(raw[:_MAX_TEXT], _MAX_TEXT)


def _split_identity(raw: str) -> tuple[str, str]:
    """User and host of a URI or a bare number; the user without escapes, parameters and password."""
    plain = _plain(raw)
    bracketed = _IN_BRACKETS.search(plain)
    if bracketed:
        plain = bracketed.group(1)
    found = _SCHEME.match(plain)
    scheme = found.group(1).lower() if found and found.group(1).lower() in {"tel", "sip", "sips"} else ""
    rest = plain[found.end() :] if found and scheme else plain
    if "@" in rest:
        user, _, host = rest.rpartition("@")
        host = re.split(r"[;?:>]", host, maxsplit=1)[0]
    elif scheme in {"sip", "sips"} and _looks_like_host(rest.partition(";")[0]):
        user, host = "", rest  # RFC 3261: sip:host has no user
    else:
        user, host = rest, ""
    user, _, parameters = user.partition(";")
    if scheme == "tel":
        user = _in_context(_digits_of(unquote(user)), parameters) or user
    elif scheme:
        user = user.partition(":")[0]
    return _plain(unquote(user, errors="replace"))[:MAX_USER], host


def _digits_of(text: str) -> str:
    """Bring ``text`` to ``+`` and ASCII digits, or to "" if it holds anything that belongs in no number."""
    ascii_digits = "".join(str(unicodedata.decimal(c, c)) for c in _TRUNK_ZERO.sub(r"\1", text))
    digits = _SEPARATORS.sub("", ascii_digits)
    return digits if _DIALLABLE.fullmatch(digits) else ""


def _e164(digits: str, country: str) -> str:
    """``digits`` as E.164, or "". A ``00`` prefix counts as ``+`` in every country."""
    if "*" in digits or "#" in digits:
        return ""
    if digits.startswith("00"):
        international = _parsed("+" + digits[2:], "")
        if international:
            return international
    # A PBX may send E.164 without its plus; believed only if it is a number that can exist.
    return _parsed(digits, country) or (_parsed("+" + digits, "", strict=True) if digits[0] != "+" else "")


@lru_cache(maxsize=4096)
def _parsed(text: str, country: str, *, strict: bool = False) -> str:
    """``text`` as E.164 by the tables of phonenumbers, or "".

    By length (``strict``: by ranges in use too): ranges are opened faster than the tables are updated.
    """
    import phonenumbers  # noqa: PLC0415 - costs more than the rest of start-up, and the first call is early enough

    try:
        number: PhoneNumber = phonenumbers.parse(text, country.upper() or None)
    except phonenumbers.NumberParseException:
        return ""
    if phonenumbers.is_possible_number_with_reason(number) != phonenumbers.ValidationResult.IS_POSSIBLE:
        return ""
    if strict and not phonenumbers.is_valid_number(number):
        return ""
    number.extension = None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


@lru_cache(maxsize=4096)
def _international(e164: str) -> str:
    """Group the digits of an E.164 number the way its country does."""
    import phonenumbers  # noqa: PLC0415 - see _parsed

    try:
        number = phonenumbers.parse(e164, None)
    except phonenumbers.NumberParseException:  # made by hand or by an older table: still a number to show
        return e164
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


# Checking what is to be dialled.


def _ends_trimmed(text: str) -> str:
    """``text`` without white space and direction marks at its ends, which come along when copying."""
    start, end = 0, len(text)
    while start < end and (text[start].isspace() or unicodedata.category(text[start]) == "Cf"):
        start += 1
    while end > start and (text[end - 1].isspace() or unicodedata.category(text[end - 1]) == "Cf"):
        end -= 1
    return text[start:end]


def _quoted(text: str) -> str:
    """``text`` for a message: short, and without anything that could rearrange the sentence."""
    plain = _plain(text)
    return plain if len(plain) <= 40 else plain[:39] + "…"  # noqa: PLR2004


def _refuse_outright(plain: str) -> None:
    """Refuse what is wrong wherever it stands, before anything is taken apart."""
    if not plain:
        raise AddressError("empty", "There is nothing to dial.")
    if len(plain) > _MAX_TEXT:
        raise AddressError("too_long", f"An address has at most {_MAX_TEXT} characters.")
    if any(unicodedata.category(c) in {"Cc", "Cf", "Cs", "Zl", "Zp"} for c in plain):
        raise AddressError("control", "The address holds invisible characters or line breaks.")
    if "?" in plain:
        raise AddressError(
            "headers", "The address carries extra SIP headers (“?…”), which are never dialled."
        )


def _scheme_of(plain: str) -> tuple[str, str]:
    """Scheme ("" without one) and the rest."""
    found = _SCHEME.match(plain)
    if found is None:
        return "", plain
    scheme = found.group(1).lower()
    if scheme not in {"tel", "sip", "sips", "callto"}:
        raise AddressError("scheme", f"“{_quoted(found.group(1))}:” is nothing that can be dialled.")
    return scheme, plain[found.end() :]


def _transport_of(parameters: str, *, secure: bool) -> str:
    """``;transport=…`` or "". Other parameters are left out: some of them reroute the call (maddr)."""
    chosen = {"tls"} if secure else set()
    for parameter in parameters.split(";"):
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "transport":
            chosen.add(value.strip().lower())
    if not chosen:
        return ""
    if len(chosen) > 1 or not chosen <= _TRANSPORTS:
        raise AddressError("transport", "The transport can be udp, tcp or tls.")
    return f";transport={chosen.pop()}"


def _user_and_host(address: str, scheme: str, parameters: str) -> tuple[str, str]:
    """Check both: the user ("" if only a host was named) and ``host[:port]`` ("" if none was)."""
    user, at, host = address.rpartition("@")
    if at:
        return _checked_user(user), _checked_host_port(host)
    digits = _digits_of(unquote(address))
    if scheme in {"sip", "sips"} and _looks_like_host(address):
        return "", _checked_host_port(address)
    if not scheme and _is_ip(address):
        raise AddressError("user", f"To call a machine by its address, write sip:{_quoted(address)}.")
    if scheme == "tel":
        digits = _in_context(digits, parameters)
        if not digits:
            raise AddressError("user", f"“{_quoted(address)}” is no telephone number.")
    return _checked_user(digits or address), ""


def _in_context(digits: str, parameters: str) -> str:
    """Put a local ``tel:`` number behind its ``phone-context=+…`` (RFC 3966 section 5.1.5)."""
    if digits.startswith("+") or _EXTENSION.fullmatch(digits):
        return digits
    for parameter in parameters.split(";"):
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "phone-context" and value.startswith("+"):
            return _digits_of(value + digits)
    return digits


def _looks_like_host(address: str) -> bool:
    """Whether ``sip:address`` means a host: people also write ``sip:2041``, which RFC 3261 calls one."""
    name = address.rpartition(":")[0] or address
    return _is_ip(name) or (not _digits_of(unquote(address)) and any(c in address for c in ".:["))


def _is_ip(text: str) -> bool:
    try:
        ipaddress.ip_address(text.removeprefix("[").removesuffix("]"))
    except ValueError:
        return False
    return True


def _checked_user(user: str) -> str:
    """Check the user and undo its escapes, but for ``#``, which RFC 3261 wants written as ``%23``."""
    if _USER.fullmatch(user.partition(":")[0]) and ":" in user:
        raise AddressError("password", "The address holds a password, which is never dialled.")
    if _BAD_ESCAPE.search(user):
        raise AddressError("user", f"“{_quoted(user)}” is damaged: a % must be followed by two hex digits.")
    plain = unquote(user, errors="replace")
    plain = _digits_of(plain) or plain
    if not plain:
        raise AddressError("user", "The address names nobody before the @.")
    if len(plain) > MAX_USER:
        raise AddressError("user", f"The part before the @ has at most {MAX_USER} characters.")
    if not _USER.fullmatch(plain):
        raise AddressError("user", f"“{_quoted(plain)}” holds characters that cannot be dialled.")
    return plain.replace("#", "%23")


def _checked_host_port(text: str) -> str:
    """``host[:port]``, with an IPv6 address in brackets."""
    if text.startswith("["):
        host, bracket, port = text[1:].partition("]")
        if not bracket or (port and not port.startswith(":")):
            raise AddressError("host", f"“{_quoted(text)}” is no host.")
        colon, port = port[:1], port[1:]
        host = f"[{host}]"
    else:
        host, colon, port = text.partition(":")
    return _checked_host(host) + (f":{_checked_port(port)}" if colon else "")


def _checked_host(host: str) -> str:
    """Let through a host name of RFC 1123 in ASCII, an IPv4 address, or an IPv6 address in brackets."""
    problem = AddressError("host", f"“{_quoted(host)}” is no host.")
    if host.startswith("["):
        if not host.endswith("]") or "%" in host or not _is_ip(host) or ":" not in host:
            raise problem
        return host.lower()
    labels = host.split(".")
    if len(host) > _MAX_HOST or not all(_LABEL.fullmatch(label) for label in labels):
        raise problem
    if labels[-1].isdigit() and not _is_ip(
        host
    ):  # 999.1.1.1 and 127.1 are read differently by every resolver
        raise problem
    return host.lower()


def _checked_port(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,5}", text) or not 1 <= int(text) <= _MAX_PORT:
        raise AddressError("port", f"“{_quoted(text)}” is no port; it is a number from 1 to {_MAX_PORT}.")
    return int(text)
