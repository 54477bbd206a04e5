"""The queue of messages against a real mail server: each is sent once, and what is not known is held (R29)."""

import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import uuid6

from console.settings_mail import Mail
from console.updates.sender import LEASE, PAUSE, MailAccount, Sender
from console.updates.smtp import Attempt, Result
from store.book import Book
from store.changes_updates import RecordUpdate
from store.errors import StoreUnavailable
from store.update import Occasion, UpdateState
from tests.console.updates.floor import NOW, Clock, Post, begin, new_book, queue, states, the
from tests.console.updates.mail_server import MailServer, wait_for

ROOT = Path(__file__).parents[3]


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    made = new_book(tmp_path)
    yield made
    made.close()


@pytest.fixture
def ticket(book: Book) -> UUID:
    return begin(book)


def test_R29_what_is_due_is_sent_once_and_told_on_the_ticket(book: Book, ticket: UUID) -> None:
    update = queue(book, ticket)
    with MailServer() as server:
        post = Post(book, server.port)
        assert post.turn() == 1
        assert post.turn() == 0
        assert Post(book, server.port).turn() == 0, "another console finds nothing"
    (message,) = server.messages
    assert message["Subject"] == "Your refund"
    assert message["Message-ID"] == f"<{update.hex}@center.example>"
    done = the(book, ticket, update)
    assert (done.state, done.tries, done.error) == (UpdateState.SENT, 1, "")
    case = book.case(ticket)
    assert case is not None
    assert (case.entries[-1].kind, case.entries[-1].person) == ("update_sent", "mail")
    assert case.ticket.told_at is not None


@pytest.mark.parametrize(
    ("languages", "says"),
    [(("en-GB",), "You need not"), (("de-AT", "en"), "Fall TK-0000001"), (("ja",), "You need not")],
)
def test_R29_automatic_words_are_in_the_customers_language(
    book: Book, languages: tuple[str, ...], says: str
) -> None:
    ticket = begin(book, languages=languages)
    update = queue(book, ticket, occasion=Occasion.ACCEPTED, subject="", body="")
    with MailServer() as server:
        Post(book, server.port).turn()
    (message,) = server.messages
    assert says in message.get_content()
    assert "TK-0000001" in message["Subject"]
    kept = the(book, ticket, update)
    assert kept.subject == message["Subject"], "what was written can be read later"
    assert kept.body.split() == message.get_content().split()


def test_R29_a_server_that_asks_to_wait_is_asked_again_later_and_later(book: Book, ticket: UUID) -> None:
    update = queue(book, ticket)
    with MailServer(answers=("451 4.3.0 later", "421 4.3.2 later", "")) as server:
        post = Post(book, server.port)
        post.turn()
        first = the(book, ticket, update)
        assert (first.state, first.due_at, first.error) == (
            UpdateState.QUEUED,
            NOW + PAUSE,
            "451 4.3.0 later",
        )
        assert post.turn() == 0, "not before its time"
        post.clock.pass_(minutes=1)
        post.turn()
        assert the(book, ticket, update).due_at == post.clock.now + 2 * PAUSE
        post.clock.pass_(minutes=2)
        post.turn()
    assert the(book, ticket, update).state is UpdateState.SENT
    assert [m["Message-ID"] for m in server.messages] == [f"<{update.hex}@center.example>"]
    case = book.case(ticket)
    assert case is not None
    told = [e.kind for e in case.entries if e.kind.startswith("update")]
    assert told == ["update_queued", "update_sent"], "the waiting is no event of the case"


def test_R29_a_refused_message_fails_and_is_told_to_the_owner(book: Book, ticket: UUID) -> None:
    update = queue(book, ticket)
    with MailServer(rcpt=("550 5.1.1 no such user",)) as server:
        post = Post(book, server.port)
        post.turn()
        post.clock.pass_(hours=3)
        assert post.turn() == 0
    failed = the(book, ticket, update)
    assert (failed.state, failed.error) == (UpdateState.FAILED, "550 5.1.1 no such user")
    assert [r.update.id for r in book.updates_for("maria.lopez")] == [update]
    assert post.told == [], "the account is in order"


def test_R29_lost_after_the_message_it_is_held_and_never_repeated(book: Book, ticket: UUID) -> None:
    update = queue(book, ticket)
    with MailServer(answers=("drop",)) as server:
        post = Post(book, server.port)
        post.turn()
        assert the(book, ticket, update).state is UpdateState.HELD
        for _ in range(3):
            post.clock.pass_(hours=9)
            assert post.turn() == 0
    assert len(server.envelopes) == 1
    assert [r.update.id for r in book.updates_for("maria.lopez")] == [update]


def test_R29_a_server_that_is_away_and_back(book: Book, ticket: UUID) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        update = queue(book, ticket)
        post = Post(book, port)
        post.turn()
        assert the(book, ticket, update).state is UpdateState.QUEUED
        assert "cannot be reached" in the(book, ticket, update).error
    post.clock.pass_(minutes=2)
    with MailServer() as server:
        again = Post(book, server.port, post.clock)
        assert again.turn() == 1
    assert the(book, ticket, update).state is UpdateState.SENT


def test_R29_old_news_is_not_sent_but_told(book: Book, ticket: UUID) -> None:
    update = queue(book, ticket)
    with MailServer() as server:
        post = Post(book, server.port)
        post.clock.pass_(hours=25)
        assert post.turn() == 0
    assert the(book, ticket, update).state is UpdateState.FAILED
    assert server.envelopes == []


def test_R29_an_account_that_is_refused_holds_up_all_and_is_told_once(book: Book, ticket: UUID) -> None:
    updates = queue(book, ticket), queue(book, ticket)
    with MailServer(rcpt=("530 5.7.0 log in",)) as server:
        post = Post(book, server.port)
        assert post.turn() == 1, "the others would fare no better"
        assert sorted(the(book, ticket, u).tries for u in updates) == [0, 1]
        assert set(states(book, ticket)) == {UpdateState.QUEUED}
        ((account, _),) = post.told
        assert "another login" in account
        post.clock.pass_(minutes=2)
        post.turn()
        assert post.told[1:] == [("", ())]
    assert set(states(book, ticket)) == {UpdateState.SENT}


def test_R29_an_address_that_no_mail_can_go_to_fails_without_a_try(book: Book, ticket: UUID) -> None:
    update = queue(book, ticket, to="jörg@center.example")
    with MailServer() as server:
        Post(book, server.port).turn()
    assert the(book, ticket, update).state is UpdateState.FAILED
    assert server.envelopes == []


def test_R29_a_broken_own_template_is_told_by_file_and_line(book: Book, ticket: UUID, tmp_path: Path) -> None:
    folder = tmp_path / "own"
    (folder / "en").mkdir(parents=True)
    (folder / "en" / "accepted.txt").write_text("Subject: Hello\n\nDear {{ customer }},\n{{ owner.x() }}\n")
    queue(book, ticket, occasion=Occasion.ACCEPTED, subject="", body="")
    with MailServer() as server:
        post = Post(book, server.port, templates=str(folder))
        post.turn()
    ((_, (told,)),) = post.told
    assert f"{folder}/en/accepted.txt, line 4" in told
    assert "You need not" in server.messages[0].get_content(), "Warmline's own is sent"


def test_R29_an_answer_is_not_lost_while_the_store_is_away(book: Book, ticket: UUID) -> None:
    update = queue(book, ticket)

    class Away:
        """The store goes away between the claim and what became of it."""

        def __init__(self) -> None:
            self.gone = False

        def apply(self, change: Any) -> None:
            if isinstance(change, RecordUpdate) and change.state is UpdateState.SENT and not self.gone:
                self.gone = True
                raise StoreUnavailable("down", "The store is away.")
            book.apply(change)

        def __getattr__(self, name: str) -> Any:
            return getattr(book, name)

    with MailServer() as server:
        post = Post(book, server.port)
        post.book = Away()
        with pytest.raises(StoreUnavailable):
            post.turn()
        assert the(book, ticket, update).state is UpdateState.SENDING
        post.clock.pass_(minutes=11)
        Post(book, server.port, post.clock).turn()
        assert the(book, ticket, update).state is UpdateState.HELD, "another console cannot know"
        post.turn()
    assert the(book, ticket, update).state is UpdateState.SENT
    assert len(server.envelopes) == 1


@pytest.mark.sip
def test_R29_two_consoles_on_one_queue_send_each_message_once(tmp_path: Path) -> None:
    first = new_book(tmp_path)
    ticket = begin(first)
    updates = [queue(first, ticket) for _ in range(15)]
    books = [first, new_book(tmp_path)]
    barrier = threading.Barrier(2)
    counts: list[int] = []

    def work(mine: Book, port: int) -> None:
        barrier.wait(30)
        post = Post(mine, port)
        done = 0
        while tried := post.turn():
            done += tried
        counts.append(done)

    with MailServer() as server:
        threads = [threading.Thread(target=work, args=(b, server.port)) for b in books]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
            assert not thread.is_alive()
    assert sum(counts) == len(updates)
    assert sorted(m["Message-ID"] for m in server.messages) == sorted(
        f"<{u.hex}@center.example>" for u in updates
    )
    assert set(states(first, ticket)) == {UpdateState.SENT}
    for one in books:
        one.close()


@pytest.mark.sip
def test_R29_killed_between_sending_and_the_answer_it_is_held_after_the_restart(tmp_path: Path) -> None:
    book = new_book(tmp_path)
    ticket = begin(book)
    update = queue(book, ticket)
    url = f"sqlite:///{tmp_path}/warmline.db"
    with MailServer(answers=("hang",)) as server:
        console = subprocess.Popen(
            [sys.executable, "-m", "tests.console.updates.sending_console", url, str(server.port)],
            cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        try:
            assert console.stdout is not None
            assert console.stdin is not None
            assert console.stdout.readline() == "ready\n"
            console.stdin.write("\n")
            console.stdin.flush()
            assert server.got.wait(30), "the message reached the server"
        finally:
            console.kill()
            console.communicate()
        assert the(book, ticket, update).state is UpdateState.SENDING, "committed before it was sent"
        restarted = Post(book, server.port)
        assert restarted.turn() == 0
        restarted.clock.now = NOW + LEASE + timedelta(seconds=1)
        assert restarted.turn() == 0
        held = the(book, ticket, update)
        assert held.state is UpdateState.HELD
        assert "not known" in held.error
        restarted.clock.pass_(hours=2)
        assert restarted.turn() == 0
    book.close()


def test_R29_the_worker_sends_on_a_thread_of_its_own_and_stops(tmp_path: Path) -> None:
    book = new_book(tmp_path)
    ticket = begin(book)
    update = queue(book, ticket)
    accounts: list[MailAccount | None] = [None]
    threads: set[str] = set()

    def deliver(_mail: Mail, _password: str, _message: Any) -> Attempt:
        threads.add(threading.current_thread().name)
        return Attempt(Result.SENT, "250 ok", 250)

    sender = Sender(
        lambda: new_book(tmp_path), lambda: accounts[-1], new_id=uuid6.uuid7, deliver=deliver, now=Clock()
    )
    sender.start()
    try:
        assert the(book, ticket, update).state is UpdateState.QUEUED, "off until an account is set"
        accounts.append(MailAccount(mail=Mail(host="mail.test", sender="support@center.example")))
        sender.nudge()
        wait_for(lambda: the(book, ticket, update).state is UpdateState.SENT, "it was not sent")
    finally:
        assert sender.stop(30)
    assert threads == {"mail"}
    book.close()


def test_R29_a_worker_that_was_never_started_can_be_stopped() -> None:
    sender = Sender(lambda: pytest.fail("no store is needed"), lambda: None, new_id=uuid6.uuid7)
    assert sender.stop()
