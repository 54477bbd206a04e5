"""R51: who waits in a queue, as Asterisk's manager tells it, by way of `warmline clock`."""

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from console.pbx.manager import Login, Manager, ManagerError, QueueCaller
from store.open import open_book
from telephony.commands import HangUp
from tests.agents import PATIENCE, ROOT, new_id, wait_until
from tests.peers.asterisk import NUMBERS, Asterisk
from tests.peers.conftest import Phones, dial
from tests.peers.people import PASSWORD

pytestmark = pytest.mark.sip


def login(asterisk: Asterisk, secret: str = PASSWORD) -> Login:
    return Login(host=asterisk.host, user="floor", secret=secret)


@pytest.fixture
def manager(asterisk: Asterisk) -> Iterator[Manager]:
    opened = Manager(login(asterisk))
    yield opened
    opened.close()


def callers_after_a_change(manager: Manager, count: int) -> tuple[QueueCaller, ...]:
    found = manager.callers()
    while len(found) != count:
        assert manager.wait(PATIENCE), f"nobody joins or leaves; {found}"
        found = manager.callers()
    return found


def test_R51_who_joins_and_leaves_a_queue_is_told_at_once(
    asterisk: Asterisk, phones: Phones, manager: Manager
) -> None:
    assert manager.callers() == ()
    anna, bruno = phones("7001"), phones("7002")
    first = dial(anna, asterisk.uri("8001"))
    (found,) = callers_after_a_change(manager, 1)
    assert (found.queue, found.number, found.name) == ("support", NUMBERS["7001"], "Anna Petrova")
    dial(bruno, asterisk.uri("8001"))
    assert [c.number for c in callers_after_a_change(manager, 2)] == [NUMBERS["7001"], NUMBERS["7002"]]
    anna.obey(HangUp(id=new_id(), call=first))
    assert [c.number for c in callers_after_a_change(manager, 1)] == [NUMBERS["7002"]]


def test_a_wrong_secret_is_told(asterisk: Asterisk) -> None:
    with pytest.raises(ManagerError) as failed:
        Manager(login(asterisk, "guessed"))
    assert failed.value.code == "login"


def test_R51_the_clock_tells_the_floor_who_waits(
    asterisk: Asterisk, phones: Phones, warmline_home: Path
) -> None:
    config = warmline_home / "clock.toml"
    url = f"sqlite:///{warmline_home / 'floor'}.db"
    config.write_text(
        f'[store]\nurl = "{url}"\n[manager]\nhost = "{asterisk.host}"\nuser = "floor"\nqueues = ["support"]\n'
    )
    book = open_book(url)
    clock = subprocess.Popen(
        [sys.executable, "-m", "console", "clock", "--config", str(config)],
        cwd=ROOT,
        env=os.environ
        | {"WARMLINE_HOME": str(warmline_home), "PYTHONPATH": str(ROOT), "WARMLINE_MANAGER_SECRET": PASSWORD},
    )
    try:
        wait_until(lambda: book.waiting(datetime.now(UTC)) == (), what="the clock says that nobody waits")
        anna = phones("7001")
        call = dial(anna, asterisk.uri("8001"))
        wait_until(lambda: book.waiting(datetime.now(UTC)), what="Anna waits")
        (waits,) = book.floor(datetime.now(UTC), datetime.now(UTC)).waiting
        assert (waits.queue, waits.name, waits.number) == ("support", "Anna Petrova", NUMBERS["7001"])
        anna.obey(HangUp(id=new_id(), call=call))
        wait_until(lambda: book.waiting(datetime.now(UTC)) == (), what="she has given up")
        clock.terminate()
        assert clock.wait(PATIENCE) == 0
    finally:
        if clock.poll() is None:
            clock.kill()
            clock.wait()
        book.close()
