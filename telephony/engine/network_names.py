"""Names turned into addresses without making anybody wait: the system's resolver may take half a minute."""

import ipaddress
import socket
import threading
from collections.abc import Callable
from functools import partial
from typing import ClassVar, NamedTuple

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtNetwork import QDnsLookup, QHostAddress

from telephony.platform_specific import stand_in_line

Found = Callable[[tuple[str, ...]], None]
"""Is given the addresses, none if the name is not found (or took too long)."""


class Record(NamedTuple):
    """What an SRV record says (RFC 2782); ``host`` "" is the target ".": this service is not offered."""

    priority: int
    weight: int
    host: str
    port: int


FoundRecords = Callable[[tuple[Record, ...] | None], None]
"""Is given the records, none if there are none, or None if no name server could say."""

_SERVICES = ("_sip._udp", "_sip._tcp", "_sips._tcp")
PATIENCE_SECONDS = 10.0
"""A resolver that takes longer is as good as none."""


def host_of(address: str) -> tuple[str, int]:
    """Host and port (0: none given) of ``pbx``, ``pbx:5070``, ``sip:pbx:5070;lr`` or ``[::1]:5060``."""
    text = address.removeprefix("sips:").removeprefix("sip:").partition(";")[0].rpartition("@")[2]
    if text.startswith("["):
        host, _, rest = text[1:].partition("]")
        port = rest.removeprefix(":")
    elif text.count(":") > 1:
        host, port = text, ""
    else:
        host, _, port = text.partition(":")
    return host, int(port) if port.isascii() and port.isdigit() else 0


def is_address(host: str) -> bool:
    """Whether it is an IP address and no name."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


class Names(QObject):
    """Looks names up, each in a thread of its own that nobody waits for, and tells on the thread of this object.

    ``server`` is asked for services in place of the system's name server.
    """

    _came = Signal(int, list)

    def __init__(self, server: tuple[str, int] | None = None) -> None:
        super().__init__()
        self._server = server
        self._waiting: dict[int, Found] = {}
        self._number = 0
        self._came.connect(self._answer, Qt.ConnectionType.QueuedConnection)

    def find(self, host: str, found: Found) -> Callable[[], None]:
        """Look ``host`` up; what is returned gives the question up (``found`` is then not called)."""
        self._number += 1
        number = self._number
        self._waiting[number] = found

        def ask() -> None:
            stand_in_line()
            addresses = [host] if is_address(host) else _resolve(host)
            try:
                self._came.emit(number, addresses)
            except RuntimeError:
                return  # the engine has ended meanwhile

        threading.Thread(target=ask, name="resolver", daemon=True).start()
        return lambda: self._forget(number)

    def find_records(self, name: str, found: FoundRecords) -> Callable[[], None]:
        """Ask for SRV records; what is returned gives the question up (``found`` is then not called)."""
        lookup = QDnsLookup(QDnsLookup.Type.SRV, name)
        if self._server is not None:
            lookup.setNameserver(QHostAddress(self._server[0]), self._server[1])
        question = _Question(lookup, found)
        lookup.finished.connect(question.answer)
        lookup.lookup()
        return question.give_up

    def find_servers(self, domain: str, found: Found) -> None:
        """Tell the hosts that serve SIP for a domain (SRV, RFC 3263 section 4.2), each kind that has any by itself."""
        for service in _SERVICES:
            self.find_records(f"{service}.{domain}", partial(_tell_hosts, found))

    def _forget(self, number: int) -> None:
        self._waiting.pop(number, None)

    def _answer(self, number: int, addresses: list[str]) -> None:
        found = self._waiting.pop(number, None)
        if found is not None:
            found(tuple(addresses))


class _Question:
    """A lookup, kept until it has ended: the process dies of one that is deleted while Qt's thread still asks.

    So it is nobody's child, and whoever has asked may end before it.
    """

    _open: ClassVar[set["_Question"]] = set()

    def __init__(self, lookup: QDnsLookup, found: FoundRecords) -> None:
        self._lookup = lookup
        self._found: FoundRecords | None = found
        self._open.add(self)

    def give_up(self) -> None:
        """Nobody wants to know any more."""
        self._found = None

    def answer(self) -> None:
        """It has ended; it is deleted only when it has told that to everybody."""
        QTimer.singleShot(0, partial(self._open.discard, self))
        found, lookup = self._found, self._lookup
        if found is None:
            return
        records = tuple(
            Record(each.priority(), each.weight(), each.target().rstrip("."), each.port())
            for each in lookup.serviceRecords()
        )
        known = lookup.error() in {QDnsLookup.Error.NoError, QDnsLookup.Error.NotFoundError}
        found(records if known else None)


def _tell_hosts(found: Found, records: tuple[Record, ...] | None) -> None:
    hosts = tuple(record.host for record in records or () if record.host)
    if hosts:
        found(hosts)


def _resolve(host: str) -> list[str]:
    try:
        entries = socket.getaddrinfo(host, None, type=socket.SOCK_DGRAM)
    except (OSError, UnicodeError):
        return []
    return list(dict.fromkeys(str(entry[4][0]) for entry in entries))
