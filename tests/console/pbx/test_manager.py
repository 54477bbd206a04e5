"""The manager's protocol against what a network may send; the real one is in tests/peers."""

import hashlib
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from console.pbx.manager import Login, Manager, ManagerError, Reader
from store.values import replace

GREETING = b"Asterisk Call Manager/5.0.1\r\n"


def message(**values: str) -> bytes:
    return "".join(f"{k}: {v}\r\n" for k, v in values.items()).encode() + b"\r\n"


Answer = Callable[[dict[str, str]], bytes]


@contextmanager
def pbx(answer: Answer, greeting: bytes = GREETING) -> Iterator[Login]:
    """Something that answers each action as it is told to, once, and hangs up when there is no answer."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        connection, _ = listener.accept()
        with connection:
            connection.sendall(greeting)
            reader = Reader()
            while data := connection.recv(4096):
                for action in reader.feed(data):
                    said = answer(dict(action))
                    if not said:
                        return
                    connection.sendall(said)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield Login(host="127.0.0.1", port=listener.getsockname()[1], user="floor", secret="open")
    finally:
        listener.close()
        thread.join(30)


def polite(action: dict[str, str]) -> bytes:
    number = action["ActionID"]
    match action["Action"]:
        case "Challenge":
            return message(Response="Success", ActionID=number, Challenge="4711")
        case "Login":
            key = hashlib.md5(b"4711open").hexdigest()  # noqa: S324 - AMI's own
            good = (action["Key"], action["Username"]) == (key, "floor")
            return message(Response="Success" if good else "Error", ActionID=number, Message="Authentication")
        case "QueueStatus":
            return (
                message(Response="Success", ActionID=number, EventList="start")
                + message(Event="QueueParams", Queue="support", ActionID=number)
                + message(
                    Event="QueueEntry", Queue="support", ActionID=number, Uniqueid="1.7", Wait="12",
                    CallerIDNum="+14155550132", CallerIDName="Anna Petrova",
                )
                + message(Event="Newchannel", Channel="PJSIP/x")
                + message(
                    Event="QueueEntry", Queue="sales", ActionID=number, Uniqueid="1.9", Wait="soon",
                    CallerIDNum="unknown", CallerIDName="<unknown>",
                )
                + message(Event="QueueStatusComplete", ActionID=number)
            )  # fmt: skip
    raise AssertionError(action)


def test_R51_who_waits_is_read_between_other_events() -> None:
    with pbx(polite) as login:
        manager = Manager(login)
        anna, nobody = manager.callers()
        assert (anna.id, anna.queue, anna.number, anna.name, anna.waited) == (
            "1.7", "support", "+14155550132", "Anna Petrova", 12.0,
        )  # fmt: skip
        assert (nobody.number, nobody.name, nobody.waited) == ("", "", 0.0)
        manager.close()


def test_R51_only_the_queues_that_are_ours() -> None:
    with pbx(polite) as login:
        manager = Manager(replace(login, queues=("sales",)))
        assert [caller.queue for caller in manager.callers()] == ["sales"]
        manager.close()


def test_the_secret_itself_is_never_sent() -> None:
    seen: list[dict[str, str]] = []

    def answer(action: dict[str, str]) -> bytes:
        seen.append(action)
        return polite(action)

    with pbx(answer) as login:
        Manager(login).close()
    assert all("open" not in value for action in seen for value in action.values())


@pytest.mark.parametrize(
    ("greeting", "code"),
    [
        (b"SSH-2.0-OpenSSH_9.2\r\n", "garbled"),
        (b"x" * 5000, "garbled"),
        (b"\r\n", "garbled"),
    ],
)
def test_what_is_no_manager_is_told(greeting: bytes, code: str) -> None:
    with pbx(polite, greeting) as login, pytest.raises(ManagerError) as failed:
        Manager(login, patience=1)
    assert failed.value.code == code


def refuse(word: str) -> Answer:
    def answer(action: dict[str, str]) -> bytes:
        if action["Action"] == word:
            return message(Response="Error", ActionID=action["ActionID"], Message="Permission denied")
        return polite(action)

    return answer


def test_a_login_that_is_refused_is_told() -> None:
    with pbx(refuse("Login")) as login, pytest.raises(ManagerError, match="“floor”") as failed:
        Manager(login)
    assert failed.value.code == "login"


def test_a_right_that_is_missing_is_told() -> None:
    with pbx(refuse("QueueStatus")) as login:
        manager = Manager(login)
        with pytest.raises(ManagerError, match="Permission denied") as failed:
            manager.callers()
        assert failed.value.code == "denied"
        manager.close()


def test_a_pbx_that_hangs_up_or_falls_silent_is_told() -> None:
    with pbx(lambda action: b"" if action["Action"] == "QueueStatus" else polite(action)) as login:
        manager = Manager(login)
        with pytest.raises(ManagerError) as failed:
            manager.callers()
        assert failed.value.code == "closed"
        manager.close()


def test_nobody_there_is_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with pytest.raises(ManagerError, match="cannot be reached") as failed:
        Manager(Login(host="127.0.0.1", port=port))
    assert failed.value.code == "unreachable"


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        (b"Event: A\r\nCallerIDName: \xff\xfe\x00x\r\n\r\n", "��\xa0x"),
        (("CallerIDName: " + "ä" * 5000 + "\r\n\r\n").encode(), "ä" * 200),
        ("CallerIDName: \u202etxet\x1b[31m\r\n\r\n".encode(), "txet [31m"),
        (b"CallerIDName: one\r\nCallerIDName: two\r\n\r\n", "one"),
        (b"no colon at all\r\n\r\n", ""),
    ],
)
def test_what_a_caller_is_called_is_cut_and_plain(raw: bytes, name: str) -> None:
    (found,) = Reader().feed(raw)
    assert found.get("CallerIDName", "") == name.replace("\xa0", " ")


def test_a_message_comes_in_pieces_and_several_at_once() -> None:
    reader = Reader()
    data = message(Event="A") + message(Event="B")
    found = [m["Event"] for byte in data for m in reader.feed(bytes([byte]))]
    assert found == [m["Event"] for m in Reader().feed(data)] == ["A", "B"]


def test_a_message_without_an_end_is_not_kept_for_ever() -> None:
    with pytest.raises(ManagerError) as failed:
        list(Reader().feed(b"Event: " + b"x" * 100_000))
    assert failed.value.code == "garbled"
