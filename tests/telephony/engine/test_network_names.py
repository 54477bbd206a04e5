"""Names of the PBX: addresses without anybody waiting, and the machines behind a domain."""

import socket
import struct
import threading
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from telephony.commands import Account
from telephony.engine.network_names import Found, Names
from telephony.engine.strangers import Trusted

SRV, ANY_CLASS = 33, 1
PATIENCE_MS = 20_000


class NameServer:
    """Answers SRV questions; what it does not know does not exist."""

    def __init__(self, services: dict[str, list[tuple[str, int]]]) -> None:
        self._services = services
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", 0))
        self._socket.settimeout(0.1)
        self.address = ("127.0.0.1", int(self._socket.getsockname()[1]))
        self._running = True
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._running = False
        self._thread.join(2)
        self._socket.close()

    def _serve(self) -> None:
        while self._running:
            try:
                query, source = self._socket.recvfrom(512)
            except TimeoutError:
                continue
            self._socket.sendto(self._answer(query), source)

    def _answer(self, query: bytes) -> bytes:
        end = query.index(0, 12)
        labels, at = [], 12
        while at < end:
            labels.append(query[at + 1 : at + 1 + query[at]].decode())
            at += 1 + query[at]
        known = self._services.get(".".join(labels).lower(), [])
        head = query[:2] + struct.pack("!HHHHH", 0x8180 if known else 0x8183, 1, len(known), 0, 0)
        records = b""
        for host, port in known:
            name = b"".join(bytes([len(part)]) + part.encode() for part in host.split(".")) + b"\0"
            data = struct.pack("!HHH", 10, 5, port) + name
            records += b"\xc0\x0c" + struct.pack("!HHIH", SRV, ANY_CLASS, 60, len(data)) + data
        return head + query[12 : end + 5] + records


@pytest.fixture
def server() -> Iterator[NameServer]:
    server = NameServer(
        {
            "_sip._udp.pbx.example": [("one.pbx.example", 5060), ("two.pbx.example", 5060)],
            "_sips._tcp.pbx.example": [("secure.pbx.example", 5061)],
        }
    )
    yield server
    server.close()


def test_addresses_are_told_later(qtbot: QtBot) -> None:
    names, told = Names(), list[tuple[str, ...]]()
    names.find("127.0.0.1", told.append)
    assert told == []
    qtbot.waitUntil(lambda: bool(told), timeout=PATIENCE_MS)
    names.find("localhost", told.append)
    qtbot.waitUntil(lambda: len(told) == 2, timeout=PATIENCE_MS)
    assert told[0] == ("127.0.0.1",)
    assert "127.0.0.1" in told[1]


def test_a_question_that_was_given_up_is_not_answered(qtbot: QtBot) -> None:
    names, told = Names(), list[tuple[str, ...]]()
    give_up = names.find("127.0.0.1", lambda _: told.append(("given up",)))
    give_up()
    names.find("127.0.0.2", told.append)
    qtbot.waitUntil(lambda: bool(told), timeout=PATIENCE_MS)
    assert told == [("127.0.0.2",)]


def test_every_machine_that_serves_the_domain_may_ring(qtbot: QtBot, server: NameServer) -> None:
    names = Names(server.address)
    addresses = {
        "pbx.example": "10.1.0.1",
        "one.pbx.example": "10.1.0.11",
        "two.pbx.example": "10.1.0.12",
        "secure.pbx.example": "10.1.0.13",
    }

    def find(name: str, found: Found) -> None:
        found((addresses[name],))

    trusted = Trusted(find, names.find_servers)  # type: ignore[arg-type]
    trusted.begin(Account(uri="sip:2041@pbx.example", registrar="sip:pbx.example"))
    assert trusted.knows("10.1.0.1")
    qtbot.waitUntil(lambda: all(trusted.knows(each) for each in addresses.values()), timeout=PATIENCE_MS)
    assert not trusted.knows("10.1.0.14")
