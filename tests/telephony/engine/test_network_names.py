"""Names of the PBX: addresses without anybody waiting, and the machines behind a domain."""

import subprocess
import sys
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from telephony.commands import Account
from telephony.engine.network_names import Found, Names, Record
from telephony.engine.strangers import Trusted
from tests.agents import ROOT
from tests.name_server import NameServer

PATIENCE_MS = 20_000


@pytest.fixture
def server() -> Iterator[NameServer]:
    server = NameServer(
        {
            "_sip._udp.pbx.example": [
                Record(10, 5, "one.pbx.example", 5060),
                Record(20, 0, "two.pbx.example", 5062),
            ],
            "_sips._tcp.pbx.example": [Record(10, 5, "secure.pbx.example", 5061)],
            "_sip._tcp.none.example": [Record(0, 0, "", 0)],
            "_sip._udp.sick.example": None,
            "_sip._udp.evil.example": [Record(0, 0, "a\r\nb.\x1b[2J;hide=.<x>.example", 5060)],
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


@pytest.mark.parametrize(
    ("name", "told"),
    [
        (
            "_sip._udp.pbx.example",
            {Record(10, 5, "one.pbx.example", 5060), Record(20, 0, "two.pbx.example", 5062)},
        ),
        ("_sip._tcp.none.example", {Record(0, 0, "", 0)}),
        ("_sip._udp.nobody.example", set()),
        ("_sip._udp.sick.example", None),
        ("_sip._udp.evil.example", {Record(0, 0, "", 5060)}),
    ],
)
def test_records_are_told_as_they_are_and_no_answer_is_not_none(
    qtbot: QtBot, server: NameServer, name: str, told: set[Record] | None
) -> None:
    names, found = Names(server.address), list[tuple[Record, ...] | None]()
    names.find_records(name, found.append)
    qtbot.waitUntil(lambda: bool(found), timeout=PATIENCE_MS)
    assert (None if found[0] is None else set(found[0])) == told


def test_a_question_for_records_that_was_given_up_is_not_answered(qtbot: QtBot, server: NameServer) -> None:
    names, told = Names(server.address), list[object]()
    names.find_records("_sip._udp.pbx.example", lambda _: told.append("given up"))()
    names.find_records("_sip._udp.pbx.example", lambda _: told.append("asked again"))
    qtbot.waitUntil(lambda: bool(told), timeout=PATIENCE_MS)
    assert told == ["asked again"]


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


_ENDS_WHILE_IT_ASKS = """
import gc, os, socket
from PySide6.QtCore import QCoreApplication, QEventLoop
from telephony.engine.network_names import Names

application = QCoreApplication([])
server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
server.bind(("127.0.0.1", 0))

def refuse(query, asker):
    server.sendto(query[:2] + bytes([0x81, 0x83]) + query[4:], asker)

for _ in range(20):
    names = Names(server.getsockname())
    give_up = names.find_records("_sip._udp.pbx.example", print)
    late = server.recvfrom(512)
    give_up()
    del names, give_up
    gc.collect()
    refuse(*late)
    loop, names = QEventLoop(), Names(server.getsockname())
    names.find_records("_sip._udp.pbx.example", lambda _: loop.quit())
    refuse(*server.recvfrom(512))
    loop.exec()
os._exit(0)
"""


def test_who_asks_may_end_before_the_answer_comes() -> None:
    done = subprocess.run([sys.executable, "-c", _ENDS_WHILE_IT_ASKS], cwd=ROOT, check=False, timeout=60)
    assert done.returncode == 0
