"""Asterisk's manager interface (AMI), as far as it tells who waits in a queue.

Messages are lines ``Key: Value`` up to an empty one, over TCP or TLS. What a caller is called comes from outside: it
is cut, and can neither end a line nor grow without bound.
"""

import hashlib
import itertools
import socket
import ssl
import time
from collections import deque
from collections.abc import Iterator, Mapping

import msgspec

_MOST_BYTES = 64 * 1024
"""Of one message."""
_MOST_TEXT = 200
_CHUNK = 16 * 1024
QUEUE_EVENTS = frozenset({"QueueCallerJoin", "QueueCallerLeave", "QueueCallerAbandon"})

Message = Mapping[str, str]


class ManagerError(Exception):
    """``code`` is a word for programs (``unreachable``, ``login``, ``denied``, ``closed``, ``garbled``)."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


class Login(msgspec.Struct, frozen=True, kw_only=True):
    """``queues``: only these, () for all. ``ca_file`` "" trusts the system's authorities; without TLS it is unused."""

    host: str
    port: int = 5038
    user: str = ""
    secret: str = ""
    tls: bool = False
    ca_file: str = ""
    queues: tuple[str, ...] = ()


class QueueCaller(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who waits: ``id`` is the channel's, ``waited`` seconds so far."""

    id: str
    queue: str
    number: str
    name: str
    waited: float


class Reader:
    """Bytes as they come, messages as they are complete. ManagerError ``garbled`` for one that never ends."""

    def __init__(self) -> None:
        self._data = bytearray()

    def feed(self, data: bytes) -> Iterator[Message]:
        """Take what has come."""
        self._data += data
        while (end := self._data.find(b"\r\n\r\n")) >= 0:
            block = bytes(self._data[:end])
            del self._data[: end + 4]
            yield _message(block)
        if len(self._data) > _MOST_BYTES:
            raise ManagerError("garbled", "The PBX's manager sends a message without an end.")


def _message(block: bytes) -> Message:
    found: dict[str, str] = {}
    for line in block.decode("utf-8", "replace").split("\r\n"):
        key, colon, value = line.partition(":")
        if colon:
            found.setdefault(key.strip(), _plain(value))
    return found


def _plain(text: str) -> str:
    return "".join(c if c.isprintable() else " " for c in text).strip()[:_MOST_TEXT]


class Manager:
    """A connection that is logged in. Every method raises ManagerError; then it is to be closed."""

    def __init__(self, login: Login, *, patience: float = 5.0) -> None:
        self._login, self._patience = login, patience
        self._ids = map(str, itertools.count(1))
        self._reader = Reader()
        self._came: deque[Message] = deque()
        self._stirred = False
        self._socket = _connected(login, patience)
        try:
            self._greeting()
            self._log_in()
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Hang up; it needs no goodbye."""
        self._socket.close()

    def callers(self) -> tuple[QueueCaller, ...]:
        """All who wait now, the longest first."""
        self._stirred = False
        number = self._ask("QueueStatus")
        found = []
        for message in self._answers(number):
            if message.get("Event") == "QueueStatusComplete":
                break
            if message.get("Event") == "QueueEntry" and self._is_ours(message.get("Queue", "")):
                found.append(_caller(message))
        return tuple(sorted(found, key=lambda caller: (-caller.waited, caller.queue, caller.id)))

    def wait(self, seconds: float) -> bool:
        """For ``seconds``, or until somebody has joined or left a queue since :meth:`callers`; whether anybody did."""
        end = time.monotonic() + seconds
        while not self._stirred and self._next(end) is not None:
            pass
        return self._stirred

    def _is_ours(self, queue: str) -> bool:
        return not self._login.queues or queue in self._login.queues

    def _greeting(self) -> None:
        """One line; nothing follows it before it is asked for."""
        line = b""
        while not line.endswith(b"\n") and len(line) <= _MOST_TEXT:
            line += self._received(self._patience) or b"\n"
        if b"Call Manager" not in line:
            raise ManagerError("garbled", "What answers there is no manager of a PBX.")

    def _log_in(self) -> None:
        """By a challenge, so that the secret itself is never sent."""
        text = self._challenge() + self._login.secret
        key = hashlib.md5(text.encode()).hexdigest()  # noqa: S324 - the only one that AMI offers
        try:
            self._ask("Login", AuthType="MD5", Username=self._login.user, Key=key, Events="agent,call")
        except ManagerError as error:
            if error.code != "denied":
                raise
            raise ManagerError("login", f"The PBX's manager does not let “{self._login.user}” in.") from error

    def _challenge(self) -> str:
        number = self._send("Challenge", AuthType="MD5")
        return self._response(number, "Challenge").get("Challenge", "")

    def _ask(self, action: str, **values: str) -> str:
        """Send an action that is answered with success; its number."""
        number = self._send(action, **values)
        self._response(number, action)
        return number

    def _send(self, action: str, **values: str) -> str:
        number = next(self._ids)
        lines = {"Action": action, "ActionID": number, **values}
        text = "".join(f"{key}: {_plain(value)}\r\n" for key, value in lines.items())
        try:
            self._socket.sendall(f"{text}\r\n".encode())
        except OSError as error:
            raise _closed() from error
        return number

    def _response(self, number: str, action: str) -> Message:
        message = next(m for m in self._answers(number) if "Response" in m)
        if message["Response"] != "Success":
            why = message.get("Message", message["Response"])
            raise ManagerError("denied", f"The PBX's manager refuses {action}: {why}.")
        return message

    def _answers(self, number: str) -> Iterator[Message]:
        """What belongs to an action, as it comes, without end; ManagerError when nothing comes for long."""
        end = time.monotonic() + self._patience
        while True:
            message = self._next(end)
            if message is None:
                raise ManagerError("closed", "The PBX's manager does not answer.")
            if message.get("ActionID") == number:
                yield message

    def _next(self, end: float) -> Message | None:
        """The next message; None if there is none before ``end`` (monotonic)."""
        while not self._came:
            left = end - time.monotonic()
            data = self._received(left) if left > 0 else None
            if data is None:
                return None
            self._came.extend(self._reader.feed(data))
        message = self._came.popleft()
        self._stirred |= message.get("Event") in QUEUE_EVENTS
        return message

    def _received(self, seconds: float) -> bytes | None:
        """What has come; None if nothing did."""
        self._socket.settimeout(seconds)
        try:
            data = self._socket.recv(_CHUNK)
        except TimeoutError:
            return None
        except OSError as error:
            raise _closed() from error
        if not data:
            raise _closed()
        return data


def _connected(login: Login, patience: float) -> socket.socket:
    try:
        plain = socket.create_connection((login.host, login.port), timeout=patience)
        return _encrypted(plain, login) if login.tls else plain
    except ssl.SSLError as error:
        raise ManagerError("unreachable", f"{login.host} is not trusted: {error.reason}.") from error
    except OSError as error:
        told = (
            f"The PBX's manager at {login.host}:{login.port} cannot be reached ({error.strerror or error})."
        )
        raise ManagerError("unreachable", told) from error


def _encrypted(plain: socket.socket, login: Login) -> socket.socket:
    try:
        context = ssl.create_default_context(cafile=login.ca_file or None)
        return context.wrap_socket(plain, server_hostname=login.host)
    except BaseException:
        plain.close()
        raise


def _closed() -> ManagerError:
    return ManagerError("closed", "The PBX's manager has hung up.")


def _caller(message: Message) -> QueueCaller:
    try:
        waited = float(message.get("Wait", "0"))
    except ValueError:
        waited = 0.0
    known = {"", "unknown", "<unknown>", "anonymous"}
    number, name = message.get("CallerIDNum", ""), message.get("CallerIDName", "")
    return QueueCaller(
        id=message.get("Uniqueid") or message.get("Channel", ""),
        queue=message.get("Queue", ""),
        number="" if number.lower() in known else number,
        name="" if name.lower() in known else name,
        waited=max(0.0, waited),
    )
