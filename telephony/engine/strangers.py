"""Who may ring: with a registrar only the PBX; strangers get 403 and are never seen, heard, or written down.

A telephone on the internet is called by scanners day and night. Each INVITE takes one of pjsua's four calls, and
while four wait for their refusal a genuine call is answered 486. So strangers are refused before pjsip reads them:
the next datagram of its socket is looked at, and one that begins a dialog or a transaction of a stranger is taken
out and answered here, 250 ms later, without any state. What comes some other way (TCP, or in one burst with a
datagram of the PBX) is refused by the switchboard on an account without sockets (flood.py).
"""

import ipaddress
import logging
import os
import re
import socket
import time
from collections.abc import Callable, Iterable
from functools import partial

from telephony.commands import Account
from telephony.engine.headers import Message
from telephony.engine.loop import Later
from telephony.engine.network_names import Found, host_of, is_address
from telephony.party import parameter

log = logging.getLogger("telephony.engine")

REFUSE_SECONDS = 0.25
FORBIDDEN = 403
_MOST_SERVERS = 16
_MOST_WAITING = 64
"""Refusals that wait for their 250 ms; whoever comes on top of them hears nothing."""
_MOST_TAKEN = 200
"""Datagrams in one go, before pjsip and Qt have their turn."""
_LOG_SECONDS = 60.0
_DATAGRAM = 65536
_INSIDE = frozenset({"ACK", "CANCEL"})
"""They belong to a request that was judged already; pjsip answers what it does not know."""
_Network = ipaddress.IPv4Network | ipaddress.IPv6Network
_Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class Trusted:
    """The addresses of the PBX; without a registrar everybody is trusted.

    ``find`` gives the addresses of a name, ``find_servers`` the names of the hosts that serve SIP for a domain.
    """

    def __init__(
        self,
        find: Callable[[str, Found], Callable[[], None]],
        find_servers: Callable[[str, Found], None] = lambda _domain, _found: None,
    ) -> None:
        self._find, self._find_servers = find, find_servers
        self._everybody = True
        self._names: tuple[str, ...] = ()
        self._networks: set[_Network] = set()
        self._resolved: dict[str, set[_Address]] = {}

    def begin(self, account: Account) -> None:
        """Trust what the account names: registrar, proxy and ``trusted`` (addresses, networks, names)."""
        self._everybody = not account.registrar
        hosts = [host_of(each)[0] for each in (account.registrar, account.proxy) if each]
        for text in account.trusted:
            network = _network(text)
            if network is not None:
                self._networks.add(network)
            else:
                hosts.append(host_of(text)[0])
        for host in hosts:
            network = _network(host)
            if network is not None:
                self._networks.add(network)
        self._names = tuple(host for host in hosts if host and not is_address(host))
        self.refresh()

    def refresh(self) -> None:
        """Look the names up again. One that is not found keeps the addresses that it had."""
        for name in self._names:
            self._find(name, partial(self._found, name))
            if "." in name:
                self._find_servers(name, self._found_servers)

    def add(self, source: str) -> None:
        """Trust the address that has just taken our password's digest and registered us."""
        address = _address(source)
        if address is not None:
            self._networks.add(ipaddress.ip_network(address))

    def knows(self, source: str) -> bool:
        """Whether ``source`` (an address, or ``address:port``) may ring. What cannot be read may not."""
        if self._everybody:
            return True
        address = _address(source)
        if address is None:
            return False
        if any(address in network for network in self._networks):
            return True
        return any(address in addresses for addresses in self._resolved.values())

    @property
    def everybody(self) -> bool:
        """There are no strangers."""
        return self._everybody

    def _found_servers(self, hosts: tuple[str, ...]) -> None:
        """A PBX of several machines may call from each of them."""
        for host in hosts[:_MOST_SERVERS]:
            self._find(host, partial(self._found, host))

    def _found(self, name: str, addresses: tuple[str, ...]) -> None:
        if addresses:
            found = (_address(each) for each in addresses)
            self._resolved[name] = {each for each in found if each is not None}


class Gate:
    """Stands before pjsip's UDP sockets. :meth:`guard` must run before each time that pjsip may read."""

    def __init__(self, trusted: Trusted, later: Callable[[float, Callable[[], None]], Later]) -> None:
        self.refused = 0
        """Requests of strangers, by every way."""
        self._trusted, self._later = trusted, later
        self._sockets: list[socket.socket] = []
        self._waiting: set[tuple[str, tuple[str, int]]] = set()
        self._logged_at = 0.0
        self._logged = 0

    def watch(self, descriptors: Iterable[int]) -> None:
        """Stand before these sockets from now on, and no others."""
        self.close()
        self._sockets = [socket.socket(fileno=os.dup(each)) for each in descriptors]

    def close(self) -> None:
        """Let pjsip be."""
        for each in self._sockets:
            each.close()
        self._sockets = []

    def guard(self) -> None:
        """Take strangers' requests off the head of each queue."""
        if self._trusted.everybody:
            return
        for each in self._sockets:
            for _ in range(_MOST_TAKEN):
                if not self._take(each):
                    break

    def count(self, source: str) -> None:
        """One more; the log is told once a minute, or a flood would fill it."""
        self.refused += 1
        now = time.monotonic()
        if self._logged_at and now - self._logged_at < _LOG_SECONDS:
            return
        count, self._logged, self._logged_at = self.refused - self._logged, self.refused, now
        log.info("%d requests of strangers refused, the last from %s", count, source)

    def _take(self, way: socket.socket) -> bool:
        """Look at the next datagram; True if it was a stranger's and is gone."""
        try:
            data, source = way.recvfrom(_DATAGRAM, socket.MSG_PEEK | socket.MSG_DONTWAIT)
        except OSError:
            return False  # nothing there, or an error that pjsip is to see
        if self._trusted.knows(source[0]) or not _begins(data):
            return False
        try:
            way.recvfrom(_DATAGRAM, socket.MSG_DONTWAIT)
        except OSError:
            return False
        self.count(source[0])
        message = Message(data.decode("utf-8", "surrogateescape"))
        key = (message.first("via"), source[:2])
        if key not in self._waiting and len(self._waiting) < _MOST_WAITING:
            answer = refusal(message, source[:2])
            if answer is not None:
                self._waiting.add(key)
                self._later(REFUSE_SECONDS, lambda: self._refuse(way, key, *answer))
        return True

    def _refuse(
        self, way: socket.socket, key: tuple[str, tuple[str, int]], answer: bytes, target: tuple[str, int]
    ) -> None:
        self._waiting.discard(key)
        try:
            way.sendto(answer, socket.MSG_DONTWAIT, target)
        except OSError as error:
            log.debug("a stranger could not be refused: %s", error)


def _begins(data: bytes) -> bool:
    """Whether it is a request outside any dialog; keep-alives, responses and what cannot be read are pjsip's."""
    if b"SIP/2.0" not in data[:1024] or data[:7].upper() == b"SIP/2.0":
        return False
    message = Message(data.decode("utf-8", "surrogateescape"))
    return (
        bool(message.method) and message.method not in _INSIDE and not parameter(message.first("to"), "tag")
    )


def refusal(message: Message, source: tuple[str, int]) -> tuple[bytes, tuple[str, int]] | None:
    """403 without state (RFC 3261 section 8.2.7), and where it goes (section 18.2.2, RFC 3581); None if it cannot.

    It is about as long as the request and sent once: a forged source must not be worth anybody's while.
    """
    vias, names = message.all("via"), ("from", "to", "call-id", "cseq")
    if not vias or not all(message.first(name) for name in names):
        return None
    head, port = _routed(vias[0], source)
    to = message.first("to")
    lines = [
        f"SIP/2.0 {FORBIDDEN} Forbidden",
        f"Via: {head}",
        *(f"Via: {via}" for via in vias[1:]),
        f"From: {message.first('from')}",
        f"To: {to};tag={abs(hash(message.key)):x}",
        f"Call-ID: {message.first('call-id')}",
        f"CSeq: {message.first('cseq')}",
        "Content-Length: 0",
    ]
    text = "\r\n".join(lines) + "\r\n\r\n"
    return text.encode("utf-8", "surrogateescape"), (source[0], port)


def _routed(via: str, source: tuple[str, int]) -> tuple[str, int]:
    """The topmost Via with what we have seen, and the port to answer to."""
    top, comma, rest = via.partition(",")
    found = re.search(r";\s*rport(?=\s*(;|$))", top)
    if found:
        top = f"{top[: found.start()]};rport={source[1]}{top[found.end() :]}"
        port = source[1]
    else:
        sent_by = top.partition(";")[0].split()[-1:]
        port = (host_of(sent_by[0])[1] if sent_by else 0) or 5060
    return f"{top};received={source[0]}{comma}{rest}", port if 0 < port < 65536 else source[1]  # noqa: PLR2004


def _address(source: str) -> _Address | None:
    """Read ``10.0.0.1``, ``10.0.0.1:5060`` and ``[::1]:5060``; a mapped address is the IPv4 one (RFC 4291 2.5.5.2)."""
    try:
        address = ipaddress.ip_address(host_of(source)[0])
    except ValueError:
        return None
    return address.ipv4_mapped or address if isinstance(address, ipaddress.IPv6Address) else address


def _network(text: str) -> _Network | None:
    try:
        return ipaddress.ip_network(text.strip("[]"), strict=False)
    except ValueError:
        return None
