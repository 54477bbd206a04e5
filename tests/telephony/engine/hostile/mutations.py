"""Bad SIP made from good: the same list at every run, each with a name that says what is wrong with it.

:func:`requests` are for anybody's telephone, :func:`inside` for the dialog of a call that is up, :func:`streams` for
TCP. ``rings`` False: this is no call, so nothing may ring or be missed for it.
"""

import random
import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from tests.telephony.engine.hostile.material import (
    COMPACT,
    CONTACTS,
    CSEQS,
    ESSENTIAL,
    EXTRAS,
    LENGTHS,
    METHODS,
    SDP,
    SDPS,
    STRANGE,
    URIS,
    VIAS,
)

SEED = 4475
CRLF = b"\r\n"
Headers = list[tuple[bytes, bytes]]
Make = Callable[[], tuple[bytes, Headers]]


class Bad(NamedTuple):
    """``data`` goes out as it is."""

    name: str
    data: bytes
    rings: bool = True


class Where(NamedTuple):
    """Who is spoken to, and who speaks."""

    host: str
    port: int
    our_host: str
    our_port: int


def good(where: Where, number: int, method: str = "INVITE", body: bytes = SDP) -> tuple[bytes, Headers]:
    """The start line and headers of a request that is right."""
    us = f"{where.our_host}:{where.our_port}"
    headers = {
        "Via": f"SIP/2.0/UDP {us};branch=z9hG4bKm{number};rport",
        "Max-Forwards": "70",
        "From": f'"Mutant" <sip:mutant@{us}>;tag=f{number}',
        "To": f"<sip:agent@{where.host}:{where.port}>",
        "Call-ID": f"mutant-{number}",
        "CSeq": f"1 {method}",
        "Contact": f"<sip:mutant@{us}>",
        "Content-Type": "application/sdp",
        "Content-Length": str(len(body)),
    }
    line = f"{method} sip:agent@{where.host}:{where.port} SIP/2.0"
    return line.encode(), [(name.encode(), value.encode()) for name, value in headers.items()]


def join(line: bytes, headers: Headers, body: bytes = SDP) -> bytes:
    return CRLF.join([line, *(name + b": " + value for name, value in headers), b"", body])


def _with(headers: Headers, name: str, value: bytes) -> Headers:
    return [(n, value if n == name.encode() else v) for n, v in headers]


def requests(where: Where) -> Iterator[Bad]:
    """INVITEs and others outside any dialog."""
    number = 0

    def base(method: str = "INVITE", body: bytes = SDP) -> tuple[bytes, Headers]:
        nonlocal number
        number += 1
        return good(where, number, method, body)

    yield from _headers(base)
    yield from _values(base, where)
    for name, body in SDPS.items():
        yield Bad(f"SDP with {name}", join(*base(body=body), body))
    for method in METHODS:
        yield Bad(f"{method} from nowhere", join(*base(method, b"x"), b"x"), rings=False)
        line, headers = base(method, b"")
        headers = _with(headers, "To", b"<sip:agent@x>;tag=never")
        yield Bad(f"{method} in no dialog", join(line, headers, b""), rings=False)
    for code in ("100", "200", "486", "999", "0", "-1", "99999999999", "abc"):
        _, headers = base()
        yield Bad(f"an answer {code} to nothing", join(f"SIP/2.0 {code} What".encode(), headers), rings=False)
    yield from _noise(join(*base()))


def _headers(make: Make) -> Iterator[Bad]:
    names = [name.decode() for name, _ in make()[1]]
    for name in names:
        line, headers = make()
        gone = [pair for pair in headers if pair[0] != name.encode()]
        yield Bad(f"without {name}", join(line, gone), rings=name not in ESSENTIAL)
        line, headers = make()
        yield Bad(f"{name} twice", join(line, [*headers, *(p for p in headers if p[0] == name.encode())]))
        line, headers = make()
        yield Bad(f"{name} empty", join(line, _with(headers, name, b"")))
        line, headers = make()
        folded = b"\r\n \r\n\t ".join(value for n, value in headers if n == name.encode())
        yield Bad(f"{name} folded", join(line, _with(headers, name, b"\r\n " + folded)))
        for what, value in STRANGE.items():
            line, headers = make()
            yield Bad(f"{name} of {what}", join(line, _with(headers, name, value)))
        if name in COMPACT:
            line, headers = make()
            short = [(COMPACT[name].encode() if n == name.encode() else n, v) for n, v in headers]
            yield Bad(f"{name} in its compact form", join(line, short))
    for who in ("From", "To"):
        for what, value in STRANGE.items():
            line, headers = make()
            named = b'"' + value.replace(b'"', b"") + b'" <sip:u@127.0.0.1>;tag=t'
            yield Bad(
                f"{who} with a name of {what}", join(line, _with(headers, who, named)), rings=who == "From"
            )


def _values(make: Make, where: Where) -> Iterator[Bad]:
    several = {
        "Contact": CONTACTS,
        "Via": tuple(v.format(h=where.our_host, p=where.our_port) for v in VIAS),
        "CSeq": CSEQS,
        "Content-Length": LENGTHS,
    }
    for name, values in several.items():
        for value in values:
            line, headers = make()
            yield Bad(f"{name}: {value}", join(line, _with(headers, name, value.encode())))
    for uri in URIS:
        _, headers = make()
        yield Bad(f"a Request-URI {uri[:20]}", join(f"INVITE {uri} SIP/2.0".encode(), headers))
    for extra in EXTRAS:
        line, headers = make()
        name, _, value = extra.partition(": ")
        yield Bad(f"with {extra[:40]}", join(line, [*headers, (name.encode(), value.encode())]))
    line, headers = make()
    yield Bad("500 headers", join(line, [*headers, *[(b"X-%d" % at, b"y") for at in range(500)]]))


def _noise(whole: bytes) -> Iterator[Bad]:
    chance = random.Random(SEED)  # noqa: S311 - the same at every run is the point
    for at in range(40):
        data = bytearray(whole)
        for _ in range(chance.randint(1, 8)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        yield Bad(f"bytes changed {at}", re.sub(rb"mutant-\d+", b"mutant-c%d" % at, bytes(data)))
    for at in range(0, len(whole), max(1, len(whole) // 24)):
        yield Bad(f"cut at {at}", whole[:at], rings=at > whole.find(b"\r\n\r\n"))
    for at in range(8):
        lines = whole.split(CRLF)
        chance.shuffle(lines)
        yield Bad(f"lines in any order {at}", CRLF.join(lines))
    for size in (1, 3, 100, 4000, 20000):
        yield Bad(f"{size} random bytes", chance.randbytes(size), rings=False)
    yield Bad("nothing", b"", rings=False)
    yield Bad("line ends only", b"\r\n" * 500, rings=False)


def inside(where: Where, dialog: "tuple[str, str, str, str]") -> Iterator[Bad]:
    """For the dialog (Call-ID, From, To, target) of a call that is up, by its other side."""
    call_id, local, remote, target = dialog
    number = 100

    def make(method: str, headers: str, body: bytes, kind: str = "application/sdp", cseq: str = "") -> bytes:
        nonlocal number
        number += 1
        _, all_of = good(where, 10_000 + number, method, body)
        for name, value in (("From", local), ("To", remote), ("Call-ID", call_id), ("Content-Type", kind)):
            all_of = _with(all_of, name, value.encode())
        all_of = _with(all_of, "CSeq", (cseq or f"{number} {method}").encode())
        more = [
            tuple(line.encode("utf-8", "surrogateescape").split(b": ", 1)) for line in headers.splitlines()
        ]
        return join(f"{method} {target} SIP/2.0".encode(), [*all_of, *[(p[0], p[1]) for p in more]], body)

    for name, body in SDPS.items():
        yield Bad(f"UPDATE with SDP of {name}", make("UPDATE", "", body))
    for body in (
        b"",
        b"Signal=\r\n",
        b"Signal=" + b"9" * 3000 + b"\r\n",
        b"Signal=\xff\r\nDuration=-1\r\n",
        b"Duration=1",
        bytes(range(256)),
    ):
        yield Bad(f"INFO {body[:12]!r}", make("INFO", "", body, "application/dtmf-relay"))
        yield Bad(f"INFO by another type {body[:12]!r}", make("INFO", "", body, "application/dtmf"))
    for refer in (
        "<sip:>",
        "<sip:[::1>",
        "x",
        "<sip:a@b?Replaces=%00>",
        "<sip:a@b?" + "H=1&" * 300 + ">",
        "",
        "<tel:1>",
        "*",
    ):
        yield Bad(f"REFER to {refer[:20]}", make("REFER", f"Refer-To: {refer}", b""))
    for event in ("refer", "refer;id=99", "x", "", "refer;id="):
        for body in (b"", b"SIP/2.0", b"SIP/2.0 999 x\r\n", b"\xff" * 100, b"SIP/2.0 200 OK\r\n" * 50):
            state = "Subscription-State: terminated;reason=\x01"
            yield Bad(
                f"NOTIFY {event} {body[:10]!r}",
                make("NOTIFY", f"Event: {event}\n{state}", body, "message/sipfrag"),
            )
    for cseq in ("0 UPDATE", "4294967295 UPDATE", "-5 UPDATE", "1 UPDATE"):
        yield Bad(f"UPDATE with CSeq {cseq}", make("UPDATE", "", SDP, cseq=cseq))
    for identity in (
        "<<<>>>",
        '"\udcff\udcfe" <sip:\udcff@x>',
        '"' + "n" * 2500 + '" <sip:a@b>',
        "tel:",
        '"\u202e" <sip:%00@x>',
    ):
        yield Bad(
            f"UPDATE with an identity {identity[:12]!r}",
            make("UPDATE", f"P-Asserted-Identity: {identity}", b""),
        )


def streams(where: Where) -> Iterator[tuple[str, list[bytes]]]:
    """What is written to a TCP connection, piece by piece; then it is closed."""
    whole = join(*good(where, 90_001)).replace(b"SIP/2.0/UDP", b"SIP/2.0/TCP")
    two = join(*good(where, 90_002, "OPTIONS", b""), b"").replace(b"SIP/2.0/UDP", b"SIP/2.0/TCP")
    yield "one byte after the other", [bytes([one]) for one in two]
    yield "torn in the middle and never finished", [whole[: len(whole) // 2]]
    yield "torn in the start line", [b"INV", b"ITE sip:a@b SI"]
    yield "two in one", [two + two.replace(b"90002", b"90003")]
    yield "one and a half", [two.replace(b"90002", b"90004") + whole[:100]]
    yield "a length that never comes", [whole.replace(b"Content-Length: ", b"Content-Length: 9999")]
    yield "a negative length", [whole.replace(b"Content-Length: ", b"Content-Length: -")]
    yield "no length", [whole.replace(b"Content-Length: ", b"X-Length: ")]
    yield (
        "no end of the headers",
        [b"OPTIONS sip:a@b SIP/2.0\r\n", *[b"X-%d: %s\r\n" % (at, b"y" * 500) for at in range(200)]],
    )
    yield "keep-alives", [b"\r\n\r\n"] * 50
    yield "TLS on the wrong door", [b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(500)]
    yield "HTTP", [b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"]
    yield "noise", [random.Random(SEED).randbytes(30_000)]  # noqa: S311 - the same at every run is the point
    yield "nothing", []
