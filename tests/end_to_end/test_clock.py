"""R20: what is due is carried out once, however many look: consoles, headless clocks, one that slept."""

import contextlib
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from store.book import Book
from store.escalation import Escalation, Kind, Mode, Outcome
from store.open import open_book
from store.records import Records
from store.sql.book import SqlBook
from store.ticket import Severity, Status, Ticket
from store.update import UpdateState
from tests.agents import PATIENCE, ROOT, wait_until
from tests.console.updates.floor import begin, new_book, queue, the
from tests.console.updates.mail_server import MailServer
from tests.end_to_end.console_process import StartConsole, consoles
from tests.store.story import Story
from tests.store.test_book_policy_contract import in_force

__all__ = ["consoles"]
pytestmark = pytest.mark.sip
MANY = 1000
BATCH = 250


def prepare(url: str) -> None:
    """A store in which so many escalations have just become due on the first step of their path."""
    book = open_book(url)
    assert isinstance(book, SqlBook)
    now = datetime.now(UTC)
    began = now - timedelta(hours=3)
    story = Story(book)
    story.now = began
    story.begin()
    in_force(story)
    book.load(batch(first, began) for first in range(0, MANY, BATCH))
    book.close()


def batch(first: int, began: datetime) -> Records:
    tickets = tuple(
        Ticket(
            id=uuid4(), number=first + at + 1, opened_at=began, updated_at=began, severity=Severity.NORMAL,
            status=Status.ESCALATED, owner_department="payments",
        )
        for at in range(BATCH)
    )  # fmt: skip
    escalations = tuple(
        Escalation(
            id=uuid4(), ticket=ticket.id, kind=Kind.FUNCTIONAL, mode=Mode.NO_CALL, reason="lacks_authority",
            summary="Charged twice.", from_person="maria.lopez", target="payments", target_is_department=True,
            to_level=2, outcome=Outcome.SENT, created_at=began, due_at=began + timedelta(days=30), policy=1,
            path="refunds", step_since=began, next_at=began + timedelta(hours=2),
        )
        for ticket in tickets
    )  # fmt: skip
    return Records(tickets=tickets, escalations=escalations)


@contextlib.contextmanager
def clocks(count: int, config: Path, home: Path) -> Iterator[list[subprocess.Popen[bytes]]]:
    """So many `warmline clock`; each is ended as a service is, and has ended well."""
    logs = [home / f"clock{number}.log" for number in range(count)]
    started = []
    for log in logs:
        with log.open("wb") as file:
            started.append(
                subprocess.Popen(
                    [sys.executable, "-m", "console", "clock", "--config", str(config)],
                    cwd=ROOT,
                    env=os.environ | {"WARMLINE_HOME": str(home), "PYTHONPATH": str(ROOT)},
                    stderr=file,
                )
            )
    try:
        for log in logs:
            wait_until(lambda log=log: "the store is open" in log.read_text(), what=f"{log.name} says so")  # type: ignore[misc]
        yield started
        for clock in started:
            clock.terminate()
        assert [clock.wait(PATIENCE) for clock in started] == [0] * count
    finally:
        for clock in started:
            if clock.poll() is None:
                clock.kill()
                clock.wait()


def moved(book: Book) -> tuple[Counter[int], int]:
    """How many have moved on how often, and how many there are."""
    times: Counter[int] = Counter()
    before = None
    while rows := book.tickets(limit=200, before=before):
        before = rows[-1].ticket.id
        for row in rows:
            case = book.case(row.ticket.id)
            assert case is not None
            times[sum(step.step == "moved_on" for step in case.steps)] += 1
    return times, sum(times.values())


def test_R20_two_clocks_and_five_consoles_move_a_thousand_on_exactly_once_each(
    consoles: StartConsole, warmline_home: Path
) -> None:
    url = f"sqlite:///{warmline_home / 'floor'}.db"
    prepare(url)
    desks = [consoles(f"desk{number}", f"300{number}") for number in range(5)]
    book = open_book(url)
    with clocks(2, desks[0].config, warmline_home) as running:
        end = time.monotonic() + 4 * PATIENCE
        while book.due(datetime.now(UTC), limit=1):
            assert time.monotonic() < end, f"{moved(book)} after {4 * PATIENCE} s"
            assert [clock.poll() for clock in running] == [None, None]
            time.sleep(0.1)  # polling, bounded by the deadline
    times, found = moved(book)
    assert found == MANY
    assert times == {1: MANY}
    for row in book.tickets(limit=20):
        case = book.case(row.ticket.id)
        assert case is not None
        assert (case.ticket.owner, case.escalations[0].path_step) == ("daniel.okafor", 1)
        assert [entry.kind for entry in case.entries] == ["moved_on"]
    book.close()


def test_R29_a_clock_writes_to_customers_while_no_console_is_open(warmline_home: Path) -> None:
    book = new_book(warmline_home)
    ticket = begin(book)
    update = queue(book, ticket, at=datetime.now(UTC))
    config = warmline_home / "clock.toml"
    with MailServer() as server:
        config.write_text(
            f'[store]\nurl = "sqlite:///{warmline_home}/warmline.db"\n'
            f'[mail]\nhost = "127.0.0.1"\nport = {server.port}\nsecurity = "none"\nsender = "support@center.example"\n'
        )
        with clocks(2, config, warmline_home):
            wait_until(lambda: the(book, ticket, update).state is UpdateState.SENT, what="it is sent")
        assert len(server.envelopes) == 1, "by one of the two"
    book.close()
