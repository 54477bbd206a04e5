"""The sender as a console runs it, the doctor's word about it, and the message to oneself (R29)."""

import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import uuid6
from pytestqt.qtbot import QtBot

from console import secrets
from console.errors import SecretsError
from console.finding import Verdict
from console.preferences import Preferences
from console.settings import Settings, Sip, load
from console.settings_mail import Mail
from console.updates.doctor import examine
from console.updates.running import RunningSender
from console.updates.trial import send_trial
from store.update import UpdateState
from tests.certificates import Authority
from tests.console.updates.floor import begin, new_book, queue, the
from tests.console.updates.mail_server import MailServer

SENDER = "support@center.example"


def mail_of(server: MailServer, **more: Any) -> Mail:
    values: dict[str, Any] = {"host": "127.0.0.1", "port": server.port, "sender": SENDER, "security": "none"}
    return Mail(**(values | more))


@pytest.fixture
def running(qtbot: QtBot, tmp_path: Path) -> Any:
    """Starts senders on the store in ``tmp_path``, and stops them."""
    made: list[RunningSender] = []
    told: list[tuple[str, tuple[str, ...]]] = []

    def start(settings: Settings) -> tuple[RunningSender, list[tuple[str, tuple[str, ...]]]]:
        sender = RunningSender(
            lambda: new_book(tmp_path), settings, new_id=uuid6.uuid7, told=lambda *said: told.append(said)
        )
        made.append(sender)
        sender.start()
        return sender, told

    yield start
    for sender in made:
        assert sender._sender.stop(30)


def test_R29_it_sends_from_the_moment_on_at_which_there_is_an_account(
    qtbot: QtBot, tmp_path: Path, running: Any
) -> None:
    book = new_book(tmp_path)
    ticket = begin(book)
    sender, _ = running(Settings())
    fresh = queue(book, ticket, at=datetime.now(UTC))
    with MailServer() as server:
        sender.use(Settings(mail=mail_of(server)))
        qtbot.waitUntil(lambda: the(book, ticket, fresh).state is UpdateState.SENT, timeout=30_000)
    assert len(server.messages) == 1
    book.close()


def test_R29_a_keyring_that_stays_locked_is_told_and_nothing_is_sent(
    qtbot: QtBot, tmp_path: Path, running: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def locked(entry: str) -> str:
        asked.append(threading.current_thread().name)
        raise SecretsError("keyring_locked", f"The keyring does not give “{entry}” away.")

    monkeypatch.setattr(secrets, "mail_password", locked)
    mail = Mail(host="mail.example", sender=SENDER, username="desk")
    _, told = running(Settings(mail=mail))
    qtbot.waitUntil(lambda: bool(told), timeout=30_000)
    assert told[0] == ("The keyring does not give “mail:desk@mail.example” away.", ())
    assert asked[0] == "mail", "never on the window's thread"


def test_R29_a_message_to_oneself_shows_whether_the_account_works() -> None:
    with MailServer(answers=("", "550 5.7.1 not you")) as server:
        assert send_trial(mail_of(server), "", "Nordlicht") == ""
        assert "550 5.7.1 not you" in send_trial(mail_of(server), "", "Nordlicht")
    (message,) = server.messages
    assert message["To"] == SENDER
    assert "Set the mail server" in send_trial(Mail(), "", "")


def test_R29_the_doctor_says_what_is_wrong_in_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (none,) = examine(Mail())
    assert (none.verdict, "no account is set" in none.found) == (Verdict.NOTE, True)
    assert none.do
    with MailServer() as server:
        (good,) = examine(mail_of(server))
        assert good.verdict is Verdict.OK
        (plain,) = examine(mail_of(server, security="starttls"))
        assert "no STARTTLS" in plain.found
        assert plain.do
    assert server.envelopes == [], "the doctor sends nothing"
    (away,) = examine(mail_of(server))
    assert "cannot be reached" in away.found
    monkeypatch.setenv(secrets.MAIL_VARIABLE, "secret")
    ours = Authority(tmp_path)
    with MailServer(tls=Authority(tmp_path, "Stranger CA").serve("127.0.0.1"), implicit=True) as server:
        (foreign,) = examine(mail_of(server, security="tls", username="desk", ca_file=str(ours.file)))
    assert "not to be trusted" in foreign.found


def test_R29_the_doctor_reads_the_centers_own_templates(tmp_path: Path) -> None:
    (tmp_path / "de").mkdir()
    (tmp_path / "de" / "accepted.txt").write_text("Subject: Ja\n\nHallo {{ customer }}\n")
    with MailServer() as server:
        mail = mail_of(server, templates=str(tmp_path))
        assert [f.verdict for f in examine(mail)] == [Verdict.OK, Verdict.OK]
        (tmp_path / "de" / "resolved.txt").write_text("Subject: Ja\n\n{{ nobody }}\n")
        found = list(examine(mail))
    assert found[-1].verdict is Verdict.NOTE
    assert "resolved.txt, line 3" in found[-1].found


def test_R29_without_a_keyring_the_password_is_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WARMLINE_MAIL_PASSWORD", "from outside")
    assert secrets.mail_password("mail:desk@mail.example") == "from outside"
    with pytest.raises(SecretsError, match="WARMLINE_MAIL_PASSWORD"):
        secrets.keep_mail_password("mail:desk@mail.example", "x")


def test_R29_paths_are_meant_from_the_settings_file(tmp_path: Path) -> None:
    (tmp_path / "texts").mkdir()
    file = tmp_path / "config.toml"
    file.write_text('[mail]\nhost = "mail.example"\nsender = "a@b.example"\ntemplates = "texts"\n')
    assert load(file).mail.templates == str(tmp_path / "texts")


def preferences(tmp_path: Path, settings: Settings) -> tuple[Preferences, list[Settings]]:
    applied: list[Settings] = []
    made = Preferences(
        tmp_path / "config.toml", settings, password="", log=tmp_path / "log", applied=applied.append,
        use=lambda _: None,
    )  # fmt: skip
    return made, applied


def test_R29_a_password_that_cannot_be_kept_says_where_to_put_it(qtbot: QtBot, tmp_path: Path) -> None:
    made, applied = preferences(
        tmp_path, Settings(sip=Sip(id="2041"), mail=Mail(host="m.example", sender=SENDER, username="desk"))
    )
    told: list[str] = []
    made.use_mail("secret", told.append)
    qtbot.waitUntil(lambda: bool(told), timeout=30_000)
    assert "WARMLINE_MAIL_PASSWORD" in told[0]
    made.use_mail("", told.append)
    assert told[1] == ""
    assert applied, "the sender looks again"


def test_R29_the_button_sends_in_a_thread_of_its_own(qtbot: QtBot, tmp_path: Path) -> None:
    told: list[str] = []
    with MailServer() as server:
        made, _ = preferences(tmp_path, Settings(sip=Sip(id="2041"), mail=mail_of(server)))
        made.try_mail("", told.append)
        qtbot.waitUntil(lambda: bool(told), timeout=30_000)
    assert told == [""]
    assert len(server.messages) == 1
