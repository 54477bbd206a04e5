"""One try with a real mail server: what is sent, and what is known afterwards (R29)."""

import socket
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from console.settings_mail import Mail
from console.updates.message import AddressError, compose, message_id
from console.updates.smtp import Attempt, Result, deliver, look
from store.update import Channel, CustomerUpdate, Occasion
from tests.certificates import DAY, Authority
from tests.console.updates.mail_server import MailServer

AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
SENDER = "support@center.example"


def update(**more: Any) -> CustomerUpdate:
    values: dict[str, Any] = {
        "id": UUID(int=7), "ticket": UUID(int=1), "occasion": Occasion.ACCEPTED, "channel": Channel.EMAIL,
        "to": "anna@quillpost.example", "subject": "Your case", "body": "We are on it.\n",
        "created_at": AT, "due_at": AT,
        "message_id": f"<{UUID(int=7).hex}@center.example>",
    }  # fmt: skip
    return CustomerUpdate(**(values | more))


def at(server: MailServer, **more: Any) -> Mail:
    values: dict[str, Any] = {"host": "127.0.0.1", "port": server.port, "sender": SENDER, "security": "none"}
    return Mail(**(values | more))


def send(mail: Mail, password: str = "", **more: Any) -> Attempt:
    return deliver(mail, password, compose(update(**more), sender=SENDER, name="Nordlicht Support", at=AT))


def test_R29_it_is_sent_once_with_the_right_headers() -> None:
    with MailServer() as server:
        attempt = send(at(server))
    assert (attempt.result, attempt.code) == (Result.SENT, 250)
    (message,) = server.messages
    assert message["From"] == "Nordlicht Support <support@center.example>"
    assert message["To"] == "anna@quillpost.example"
    assert message["Message-ID"] == "<00000000000000000000000000000007@center.example>"
    assert message["Date"].datetime == AT
    assert message["Auto-Submitted"] == "auto-generated"
    assert message.get_content_type() == "text/plain"
    (envelope,) = server.envelopes
    assert (envelope.mail_from, envelope.rcpt_tos) == (SENDER, ["anna@quillpost.example"])


@pytest.mark.parametrize(
    "body",
    [
        "مرحبا آنا، تم استلام قضيتك رقم TK-0000001 بنجاح.\n",
        "Thank you 😀🎉\n" * 50,
        "x" * 5000 + "\n",
        "one\n.\n..two\n.three\nFrom me\n",
        "a\n\n\nb\n",
        "Grüße ß €\n" + "word " * 400 + "\n",
    ],
    ids=["right-to-left", "emoji", "one long line", "dots", "empty lines", "long and accented"],
)
def test_R29_every_text_arrives_as_it_was(body: str) -> None:
    with MailServer() as server:
        assert send(at(server), body=body, subject="موضوع 😀 " + "ü" * 200).result is Result.SENT
    (message,) = server.messages
    assert message.get_content().replace("\r\n", "\n") == body
    assert message["Subject"] == "موضوع 😀 " + "ü" * 200
    (envelope,) = server.envelopes
    assert isinstance(envelope.content, bytes)
    assert envelope.content.isascii()
    assert max(map(len, envelope.content.split(b"\r\n"))) <= 78


def test_R29_nothing_in_a_header_makes_another_header() -> None:
    hostile = "Hello\r\nBcc: everybody@example.org\r\n\r\nInstead"
    with MailServer() as server:
        message = compose(update(subject=hostile), sender=SENDER, name=hostile, at=AT)
        assert deliver(at(server), "", message).result is Result.SENT
    (got,) = server.messages
    assert got["Bcc"] is None
    assert got["Subject"] == "Hello Bcc: everybody@example.org Instead"
    assert got.get_content().split() == ["We", "are", "on", "it."]


def test_R29_a_foreign_domain_is_written_as_the_network_has_it() -> None:
    with MailServer() as server:
        assert send(at(server), to="post@müller.example").result is Result.SENT
    assert server.envelopes[0].rcpt_tos == ["post@xn--mller-kva.example"]
    for bad in ("jörg@center.example", "a@" + "ü" * 80 + ".example", "nobody"):
        with pytest.raises(AddressError, match="no address"):
            compose(update(to=bad), sender=SENDER, name="", at=AT)


def test_R29_the_message_id_stays_the_same() -> None:
    fresh = update(message_id="")
    assert message_id(fresh, SENDER) == "<00000000000000000000000000000007@center.example>"
    assert message_id(update(message_id="<a@b.example>"), SENDER) == "<a@b.example>"


@pytest.mark.parametrize(
    ("answer", "result", "code"),
    [
        ("451 4.3.0 try again later", Result.LATER, 451),
        ("452 4.2.2 mailbox full", Result.LATER, 452),
        ("550 5.1.1 no such user", Result.REFUSED, 550),
        ("554 5.7.1 looks like spam", Result.REFUSED, 554),
        ("530 5.7.0 log in first", Result.ACCOUNT, 530),
    ],
)
@pytest.mark.parametrize("where", ["rcpt", "answers"])
def test_R29_what_the_server_answers(where: str, answer: str, result: Result, code: int) -> None:
    with MailServer(**{where: (answer,)}) as server:  # type: ignore[arg-type]
        attempt = send(at(server))
    assert (attempt.result, attempt.code) == (result, code)
    assert answer[4:] in attempt.why
    assert server.envelopes == []


def test_R29_lost_after_the_message_nobody_knows() -> None:
    with MailServer(answers=("drop",)) as server:
        attempt = send(at(server))
    assert attempt.result is Result.UNKNOWN
    assert "lost after the message" in attempt.why
    assert len(server.envelopes) == 1


def test_R29_lost_before_the_message_it_was_not_sent() -> None:
    """A server that goes away when it should say "go ahead"."""
    with _Script([b"220 hi\r\n", b"250 hi\r\n", b"250 ok\r\n", b"250 ok\r\n", b""]) as port:
        attempt = deliver(Mail(host="127.0.0.1", port=port, sender=SENDER, security="none"), "", _message())
    assert attempt.result is Result.LATER


def test_R29_a_rude_good_bye_does_not_unsend_it() -> None:
    lines = [
        b"220 hi\r\n",
        b"250 hi\r\n",
        b"250 ok\r\n",
        b"250 ok\r\n",
        b"354 go\r\n",
        b"250 taken\r\n",
        b"554 no\r\n",
    ]
    with _Script(lines) as port:
        mail = Mail(host="127.0.0.1", port=port, sender=SENDER, security="none")
        assert deliver(mail, "", _message()).result is Result.SENT


@pytest.mark.parametrize("answer", [b"what?\r\n", b"354 go on\r\n", b"199 hm\r\n"])
def test_R29_an_answer_that_nobody_understands_is_no_answer(answer: bytes) -> None:
    lines = [b"220 hi\r\n", b"250 hi\r\n", b"250 ok\r\n", b"250 ok\r\n", b"354 go\r\n", answer, b""]
    with _Script(lines) as port:
        mail = Mail(host="127.0.0.1", port=port, sender=SENDER, security="none")
        assert deliver(mail, "", _message()).result is Result.UNKNOWN


@pytest.mark.parametrize(
    ("greeting", "result"),
    [(b"554 go away\r\n", Result.ACCOUNT), (b"421 busy\r\n", Result.LATER), (b"", Result.LATER)],
)
def test_R29_a_server_that_does_not_want_us_blames_no_message(greeting: bytes, result: Result) -> None:
    with _Script([greeting]) as port:
        mail = Mail(host="127.0.0.1", port=port, sender=SENDER, security="none")
        assert deliver(mail, "", _message()).result is result


def test_R29_no_server_is_no_fault_of_the_message() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # and nobody listens
        mail = Mail(host="127.0.0.1", port=taken.getsockname()[1], sender=SENDER, security="none")
        attempt = deliver(mail, "", _message())
    assert attempt.result is Result.LATER
    assert "cannot be reached" in attempt.why


@pytest.mark.allow_logs  # of aiosmtpd, about itself
@pytest.mark.filterwarnings("ignore:Session.login_data is deprecated", "ignore:Requiring AUTH")
@pytest.mark.parametrize("implicit", [True, False], ids=["tls", "starttls"])
def test_R29_with_tls_and_a_login(tmp_path: Path, implicit: bool) -> None:
    ours = Authority(tmp_path)
    with MailServer(tls=ours.serve("127.0.0.1"), implicit=implicit, users={"desk": "secret"}) as server:
        security = "tls" if implicit else "starttls"
        mail = at(server, security=security, ca_file=str(ours.file), username="desk")
        assert send(mail, "secret").result is Result.SENT
        wrong = send(mail, "guessed")
        assert (wrong.result, wrong.code) == (Result.ACCOUNT, 535)
        assert "refuses the login of desk" in wrong.why
        assert "guessed" not in wrong.why
        none = send(mail, "")
        assert none.result is Result.ACCOUNT
        assert "no password" in none.why
        assert look(mail, "secret").result is Result.SENT
    assert len(server.envelopes) == 1


@pytest.mark.parametrize("implicit", [True, False], ids=["tls", "starttls"])
@pytest.mark.parametrize("wrong", ["foreign", "name", "expired"])
@pytest.mark.allow_logs
def test_R29_a_certificate_that_is_not_the_servers_is_refused(
    tmp_path: Path, implicit: bool, wrong: str
) -> None:
    ours = Authority(tmp_path)
    served = {
        "foreign": lambda: Authority(tmp_path, "Stranger CA").serve("127.0.0.1"),
        "name": lambda: ours.serve("mail.example"),
        "expired": lambda: ours.serve("127.0.0.1", begins=-9 * DAY, ends=-DAY),
    }[wrong]()
    with MailServer(tls=served, implicit=implicit) as server:
        mail = at(server, security="tls" if implicit else "starttls", ca_file=str(ours.file))
        attempt = send(mail)
    assert attempt.result is Result.ACCOUNT
    assert "not to be trusted" in attempt.why
    assert server.envelopes == []


def test_R29_without_starttls_nothing_goes_out_in_the_clear(tmp_path: Path) -> None:
    ours = Authority(tmp_path)
    with MailServer() as server:
        attempt = send(at(server, security="starttls", ca_file=str(ours.file)))
    assert attempt.result is Result.ACCOUNT
    assert "no STARTTLS" in attempt.why
    assert server.envelopes == []


def _message() -> Any:
    return compose(update(), sender=SENDER, name="", at=AT)


class _Script:
    """Says these lines, one at each line that it hears (the message counts as one); "" hangs up."""

    def __init__(self, lines: list[bytes]) -> None:
        self._lines = lines
        self._server = socket.create_server(("127.0.0.1", 0))
        self._server.settimeout(30)
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> int:
        self._thread.start()
        port: int = self._server.getsockname()[1]
        return port

    def __exit__(self, *_: object) -> None:
        self._thread.join(30)
        self._server.close()
        assert not self._thread.is_alive()

    def _run(self) -> None:
        conn, _ = self._server.accept()
        conn.settimeout(30)
        with conn, conn.makefile("rb") as heard:
            for nth, line in enumerate(self._lines):
                if nth:
                    ends = b".\r\n" if self._lines[nth - 1].startswith(b"354") else b"\r\n"
                    while heard.readline() not in {b"", ends} and ends == b".\r\n":
                        pass
                if not line:
                    return
                conn.sendall(line)
