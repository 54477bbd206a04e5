"""The text of a SIP message as pjsip received it, read for the headers that pjsua2 does not hand over.

pjsua2 gives a message as one string whose bytes that are not UTF-8 are surrogate escapes. Pure and tolerant:
a header that is not there is "", and nothing raises.
"""

import re

from telephony.call import Party
from telephony.party import (
    clean,
    parameter,
    parse_name_addr,
    party_of,
    split_values,
    user_to_user_of,
    vouched_for,
)

_COMPACT = {
    "i": "call-id",
    "m": "contact",
    "e": "content-encoding",
    "l": "content-length",
    "c": "content-type",
    "f": "from",
    "s": "subject",
    "k": "supported",
    "t": "to",
    "v": "via",
    "r": "refer-to",
    "b": "referred-by",
}
"""RFC 3261 section 7.3.3 and RFC 3515."""

_MAX_SIP_CALL_ID = 256
_MAX_MARK = 64
_MAX_SOFTWARE = 80

_AUTO_ANSWER = frozenset(
    {"alert-autoanswer", "auto answer", "auto-answer", "autoanswer", "ring answer", "ra"}
)
"""What PBXs put into Alert-Info, as its ``info`` parameter or as all of it (no standard; Asterisk, FreeSWITCH, 3CX)."""


GRANT_HEADER = "X-Warmline-Grant"
"""Of an INVITE from a supervisor's console: the grant by which it is to be let in (R52); "X-" since PBXs that pass
any header of others on go by it."""
GRANT = re.compile("[0-9a-f]{32}")

_ELSEWHERE = frozenset({("sip", "200"), ("q.850", "26")})
_ELSEWHERE_WORDS = ("completed elsewhere", "answered elsewhere", "picked up elsewhere")


class Message:
    """The head of one request or response; ``source`` is the address and port that it came from, if known."""

    def __init__(self, whole: str, source: str = "") -> None:
        self.source = source
        head, _, self.body = whole.replace("\r\n", "\n").partition("\n\n")
        lines = re.sub(r"\n[ \t]+", " ", head).split("\n")
        self.start_line = lines[0]
        self._fields: dict[str, list[str]] = {}
        for line in lines[1:]:
            name, colon, value = line.partition(":")
            if colon:
                key = name.strip().lower()
                self._fields.setdefault(_COMPACT.get(key, key), []).append(value.strip())

    def all(self, name: str) -> list[str]:
        """Every value of a header, in order; ``name`` in small letters and its long form."""
        return self._fields.get(name, [])

    def first(self, name: str) -> str:
        """The first value, or ""."""
        values = self.all(name)
        return values[0] if values else ""

    @property
    def method(self) -> str:
        """INVITE, BYE …; "" for a response."""
        word = self.start_line.partition(" ")[0]
        return "" if word.upper().startswith("SIP/") else word

    @property
    def sip_call_id(self) -> str:
        """The Call-ID, cleaned: it is written to records."""
        return clean(self.first("call-id"), _MAX_SIP_CALL_ID)

    @property
    def software(self) -> str:
        """What the sender says it is (RFC 3261 sections 20.35 and 20.41), cut and cleaned; "" if it does not."""
        return clean(self.first("server") or self.first("user-agent"), _MAX_SOFTWARE)

    @property
    def key(self) -> tuple[str, str]:
        """Call-ID and From tag: what makes a repeated INVITE the same call, whatever its branch."""
        return self.first("call-id"), parameter(self.first("from"), "tag")

    @property
    def remote(self) -> Party:
        """The sender, by the most trusted header; an empty party if it is withheld."""
        if self._withheld:
            return Party()
        return party_of(self.all("p-asserted-identity"), self.all("remote-party-id"), self.all("from"))

    @property
    def asserted(self) -> Party | None:
        """The identity that a PBX vouches for in this message, if it does; an empty party if it is withheld."""
        side = "calling" if self.method else "called"
        party = vouched_for(self.all("p-asserted-identity"), self.all("remote-party-id"), side=side)
        return Party() if party is not None and self._withheld else party

    @property
    def _withheld(self) -> bool:
        """Whether whoever speaks here does not want to be named (RFC 3323 section 4.2, RFC 3325 section 9.3)."""
        asked = {part.strip().lower() for value in self.all("privacy") for part in value.split(";")}
        private = {parameter(value, "privacy").lower() for value in self.all("remote-party-id")}
        return bool(asked & {"id", "user", "header"}) or (
            not self.all("p-asserted-identity") and bool(private & {"full", "uri"})
        )

    @property
    def digit(self) -> str:
        """The DTMF digit of an INFO whose whole body is one (``application/dtmf``), or ""."""
        if self.first("content-type").partition(";")[0].strip().lower() != "application/dtmf":
            return ""
        digit = self.body.strip().upper()
        return digit if len(digit) == 1 and digit in "0123456789ABCD*#" else ""

    @property
    def dialled(self) -> str:
        """The user part that was called: of To, or of the Request-URI where To has none."""
        user = parse_name_addr(self.first("to")).user
        if user:
            return user
        parts = self.start_line.split(" ")
        return parse_name_addr(f"<{parts[1]}>").user if len(parts) > 1 else ""

    @property
    def user_to_user(self) -> str:
        """The raw User-to-User value (RFC 7433)."""
        return user_to_user_of(self.all("user-to-user"))

    def mark(self, name: str) -> str:
        """The value of the one header that the account names ("" names none), cleaned: it is matched and shown."""
        return clean(self.first(name.lower()), _MAX_MARK) if name else ""

    @property
    def grant(self) -> str | None:
        """The grant to listen that it comes with, None without one, "" if it is none."""
        values = self.all(GRANT_HEADER.lower())
        if not values:
            return None
        grant = values[0].strip().lower()
        return grant if len(values) == 1 and GRANT.fullmatch(grant) else ""

    @property
    def auto_answer(self) -> bool:
        """Whether the caller's side wants it answered without a hand.

        ``answer-after=N`` in Call-Info or Alert-Info, the words of :data:`_AUTO_ANSWER` in Alert-Info, and
        Answer-Mode (RFC 5373). Whether that is done is policy, and none of SIP's.
        """
        alerts = [value for whole in self.all("alert-info") for value in split_values(whole)]
        infos = [value for whole in self.all("call-info") for value in split_values(whole)]
        if any(parameter(f";{value}", "answer-after").isdecimal() for value in (*alerts, *infos)):
            return True
        said = {parameter(f";{value}", "info").lower() for value in alerts}
        said |= {value.strip().strip('<>"').lower() for value in alerts}
        modes = {value.partition(";")[0].strip().lower() for value in self.all("answer-mode")}
        return bool(said & _AUTO_ANSWER) or "auto" in modes

    @property
    def completed_elsewhere(self) -> bool:
        """A colleague took the call, so nobody missed it.

        ``Reason: SIP;cause=200`` (RFC 3326), ``Q.850;cause=26`` (answered elsewhere: Asterisk's channel cause), or
        words for it where a PBX has left the cause out.
        """
        for value in (part for whole in self.all("reason") for part in split_values(whole)):
            protocol = value.partition(";")[0].strip().lower()
            cause, text = parameter(value, "cause"), parameter(value, "text").lower()
            if (protocol, cause) in _ELSEWHERE or any(word in text for word in _ELSEWHERE_WORDS):
                return True
        return self.first("x-asterisk-hangupcausecode") == "26"
