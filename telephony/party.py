"""Who is on the other side of a call, read out of SIP headers that anyone may have written.

Pure: header values in, a cleaned :class:`Party` out. Nothing here raises; what cannot be read is empty.
Identity in the order of trust: P-Asserted-Identity (RFC 3325), Remote-Party-ID (the draft that PBXs still
send), From (RFC 3261 section 20.20).
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from urllib.parse import unquote

from telephony.call import Party

MAX_NAME = 120
MAX_USER = 64
MAX_HOST = 255
_MAX_VALUE = 16384
"""Nothing useful lies behind this many characters of one header; reading on is work for an attacker."""

_DROPPED = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
"""Control, format (bidirectional overrides, zero-width), surrogate, private use and unassigned characters."""
_JOINERS = frozenset("\u200c\u200d")
"""Format characters all the same, but Persian names and Indian scripts are written with them."""


def clean(text: str, limit: int) -> str:
    """Plain visible text of at most ``limit`` characters: what a window may show, as plain text only.

    Bytes that were not UTF-8 (surrogate escapes) become U+FFFD; white space of any kind becomes one blank.
    """
    decoded = (
        text.encode("utf-8", "surrogatepass").decode("utf-8", "replace") if not _is_escaped(text) else text
    )
    if decoded is text:
        decoded = text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    spaced = "".join(" " if c.isspace() else c for c in decoded)
    kept = "".join(c for c in spaced if c in _JOINERS or unicodedata.category(c) not in _DROPPED)
    return " ".join(kept.split())[:limit].rstrip()


def parse_name_addr(value: str) -> Party:
    """A name-addr or addr-spec (RFC 3261 section 25.1), with or without parameters, as a party."""
    text = value[:_MAX_VALUE].strip()
    name, uri = _name_and_uri(text)
    user, host = _user_and_host(uri)
    return Party(name=clean(name, MAX_NAME), user=clean(user, MAX_USER), host=clean(host, MAX_HOST))


def party_of(asserted: Sequence[str], remote_party: Sequence[str], sender: Sequence[str]) -> Party:
    """The most trusted identity among the values of P-Asserted-Identity, Remote-Party-ID and From.

    Who is anonymous is an empty party (RFC 3323 section 4.1.1.3).
    """
    vouched = vouched_for(asserted, remote_party)
    if vouched is not None:
        return vouched
    return _named(parse_name_addr(sender[0])) if sender else Party()


def vouched_for(
    asserted: Sequence[str], remote_party: Sequence[str], *, side: str = "calling"
) -> Party | None:
    """Whom P-Asserted-Identity or Remote-Party-ID names; an empty party is anonymous, None is nobody.

    P-Asserted-Identity may hold a sip: and a tel: URI: the first with a user counts, and a name missing there
    is taken from the other. Remote-Party-ID counts only where it is about who speaks here: ``party=calling`` in a
    request, ``party=called`` in a response.
    """
    parties = [parse_name_addr(v) for value in asserted for v in split_values(value)]
    parties = [p for p in parties if p.user or p.host]
    if parties:
        best = next((p for p in parties if p.user), parties[0])
        name = best.name or next((p.name for p in parties if p.name), "")
        return _named(Party(name=name, user=best.user, host=best.host))
    for value in (v for whole in remote_party for v in split_values(whole)):
        party = parse_name_addr(value)
        if (party.user or party.host) and parameter(value, "party").lower() in {"", side}:
            return _named(party)
    return None


def _named(party: Party) -> Party:
    host = party.host.partition(":")[0].lower()
    return Party() if party.user.lower() == "anonymous" or host == "anonymous.invalid" else party


def user_to_user_of(values: Sequence[str]) -> str:
    """The first User-to-User value (RFC 7433 section 4) that is hex, or does not say what it is; "" if none.

    As sent, with its parameters: whether it is ours and to be believed is for the context to say.
    """
    for value in (v for whole in values for v in split_values(whole)):
        if parameter(value, "encoding").lower() in {"", "hex"} and value.strip().isprintable():
            return value.strip()
    return ""


def split_values(value: str) -> Iterator[str]:
    """The parts of a header that may be combined with commas, which do not count in quotes and in ``<>``."""
    start, quoted, bracketed, escaped = 0, False, False, False
    text = value[:_MAX_VALUE]
    for at, c in enumerate(text):
        if escaped:
            escaped = False
        elif c == "\\" and quoted:
            escaped = True
        elif c == '"' and not bracketed:
            quoted = not quoted
        elif c in "<>" and not quoted:
            bracketed = c == "<"
        elif c == "," and not quoted and not bracketed:
            yield text[start:at]
            start = at + 1
    yield text[start:]


def parameter(value: str, name: str) -> str:
    """The header parameter ``name`` behind an address or a token, unquoted; "" without one."""
    tail = value.rpartition(">")[2] if ">" in value else value
    for part in tail.split(";")[1:]:
        key, _, found = part.partition("=")
        if key.strip().lower() == name:
            return found.strip().strip('"')
    return ""


def _is_escaped(text: str) -> bool:
    """Whether all surrogates are escaped bytes (U+DC80 to U+DCFF), as SWIG hands them over."""
    return all(not 0xD800 <= ord(c) <= 0xDFFF or 0xDC80 <= ord(c) <= 0xDCFF for c in text)  # noqa: PLR2004


def _name_and_uri(text: str) -> tuple[str, str]:
    """Display name (quotes and escapes undone) and the URI without brackets and header parameters."""
    if text.startswith('"'):
        found = re.match(r'"((?:[^"\\]|\\.)*)"?', text, re.DOTALL)
        name = re.sub(r"\\(.)", r"\1", found.group(1), flags=re.DOTALL) if found else ""
        rest = text[found.end() :] if found else ""
    else:
        name, bracket, behind = text.partition("<")
        if not bracket:
            return "", text.partition(";")[0]  # an addr-spec: its parameters are the header's
        rest = bracket + behind
    opened = rest.partition("<")[2]
    return name.strip(), opened.partition(">")[0]


def _user_and_host(uri: str) -> tuple[str, str]:
    """User (escapes undone, no password, no parameters) and host[:port] of a sip:, sips: or tel: URI."""
    scheme, colon, rest = uri.strip().partition(":")
    if not colon:
        return "", ""
    if scheme.lower() == "tel":
        return unquote(rest.partition(";")[0], errors="replace"), ""
    if scheme.lower() not in {"sip", "sips"}:
        return "", ""
    user, at, host = rest.rpartition("@")
    host = re.split(r"[;?>\s]", host, maxsplit=1)[0]
    user = user.partition(":")[0].partition(";")[0] if at else ""
    return unquote(user, errors="replace"), host
