"""A registrar for tests: digest, what a script says, and the same over TCP and TLS with a certificate of choice.

with Registrar() as registrar:
    registrar.script = [(503, "Retry-After: 3")]       # and from then on as it should be
    agent = sip_agents("agent", account=registrar.account())
    registrar.wait("REGISTER", count=2)
"""

import contextlib
import hashlib
import re
import select
import socket
import ssl
import threading
import time
from typing import Any

from telephony.engine.headers import Message
from tests.agents import new_id
from tests.sip_peer import Address, Dialog, RawPeer

PASSWORD = "secret"
HASHES = {"MD5": hashlib.md5, "SHA-256": hashlib.sha256}


class Registrar(RawPeer):
    """One user, ``agent``, whose password is ``secret``."""

    transport = "udp"

    def __init__(self, host: str = "127.0.0.1") -> None:
        self.host = host
        self.algorithms: tuple[str, ...] = ("MD5",)
        self.used: list[str] = []
        """The algorithm of each REGISTER that had the right password."""
        self.granted = 0
        """REGISTERs whose 200 is on its way."""
        self.password = PASSWORD
        self.wrong = 401
        self.script: list[tuple[int | None, str]] = []
        """Status (None: silence) and further header lines, each for one REGISTER, before anything is checked."""
        self.expires = 300
        self.times: list[float] = []
        self.nonce = "00112233"
        super().__init__("registrar", "127.0.0.1" if host == "localhost" else host)

    def account(self, password: str = PASSWORD, **more: Any) -> dict[str, Any]:
        return {
            "uri": "sip:agent@floor.example",
            "registrar": f"sip:{self.host}:{self.port}",
            "username": "agent",
            "password": password,
            "transport": self.transport,
            **more,
        }

    @property
    def contact(self) -> str:
        """Where the agent said that it can be reached."""
        value = self.seen("REGISTER")[-1].first("contact")
        return value.partition("<")[2].partition(">")[0]

    def is_read(self) -> None:
        """Wait until the agent has read all that it was told so far by its connection."""
        dialog = Dialog(new_id(), f"<{self.uri}>;tag=o", f"<{self.contact}>", self.contact, ("", 0))
        self.request(dialog, "OPTIONS")
        self.wait_response("OPTIONS", 200, dialog)

    def _respond(self, message: Message, address: Address, code: int) -> None:
        if message.method != "REGISTER" or code != 200:
            super()._respond(message, address, code)
            return
        self.times.append(time.monotonic())
        if self.script:
            scripted, extra = self.script.pop(0)
            if scripted is not None:
                self._answer(message, address, scripted, extra)
            return
        given = message.first("authorization")
        if given and self._right(given):
            seconds = 0 if message.first("expires") == "0" else self.expires
            contact = message.first("contact").partition(";expires=")[0]
            self._answer(message, address, 200, f"Contact: {contact};expires={seconds}")
            self.granted += 1
        elif given and self.wrong != 401:
            self._answer(message, address, self.wrong, "")
        else:
            self._answer(message, address, 401, "\r\n".join(map(self._challenge, self.algorithms)))

    def _challenge(self, algorithm: str) -> str:
        return f'WWW-Authenticate: Digest realm="floor", nonce="{self.nonce}", algorithm={algorithm}'

    def _answer(self, message: Message, address: Address, code: int, extra: str) -> None:
        lines = [
            f"SIP/2.0 {code} Thing",
            f"Via: {message.first('via').replace(';rport', f';rport={address[1]};received={address[0]}')}",
            f"From: {message.first('from')}",
            f"To: {message.first('to')};tag=r",
            f"Call-ID: {message.first('call-id')}",
            f"CSeq: {message.first('cseq')}",
            *([extra] if extra else []),
            "Content-Length: 0",
        ]
        self.send("\r\n".join(lines) + "\r\n\r\n", address)

    def _right(self, given: str) -> bool:
        fields = _fields(given)
        algorithm = fields.get("algorithm", "MD5")
        digest = HASHES[algorithm]

        def h(text: str) -> str:
            return digest(text.encode()).hexdigest()

        who, what = h(f"agent:floor:{self.password}"), h(f"REGISTER:{fields['uri']}")
        right = h(f"{who}:{self.nonce}:{what}")
        if fields["response"] != right:
            return False
        self.used.append(algorithm)
        return True


def _fields(given: str) -> dict[str, str]:
    return {
        name: quoted or bare for name, quoted, bare in re.findall(r'(\w+)=(?:"([^"]*)"|([^,\s]*))', given)
    }


class StreamRegistrar(Registrar):
    """The same over TCP, or over TLS with ``context``; it calls back by the connection of the registration."""

    def __init__(self, context: ssl.SSLContext | None = None, host: str = "127.0.0.1") -> None:
        self.transport = "tls" if context else "tcp"
        self._context = context
        self._server = socket.create_server((host, 0))
        self._server.settimeout(0.1)
        self._connections: dict[Address, socket.socket] = {}
        self.connections = 0
        self.handshakes_failed = 0
        self._one_at_a_time = threading.Lock()
        """OpenSSL's connections are for one thread: the test's writes, and the reader reads."""
        super().__init__(host)
        self.port = int(self._server.getsockname()[1])
        self.uri = f"sip:registrar@{self.address}:{self.port};transport={self.transport}"

    def send(self, text: str | bytes, address: Address) -> None:
        data = text if isinstance(text, bytes) else text.encode()
        way = self._connections.get(address) or next(reversed(self._connections.values()))
        with contextlib.suppress(OSError), self._one_at_a_time:
            way.sendall(data.replace(b"SIP/2.0/UDP", b"SIP/2.0/" + self.transport.upper().encode()))

    def hang_up(self) -> None:
        """Break all connections."""
        for connection in list(self._connections.values()):
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        super().close()
        self._server.close()
        for connection in list(self._connections.values()):
            connection.close()

    def _listen(self) -> None:
        while self._running:
            try:
                connection, address = self._server.accept()
            except TimeoutError:
                continue
            except OSError:
                return
            threading.Thread(target=self._serve, args=(connection, address), daemon=True).start()

    def _serve(self, connection: socket.socket, address: Address) -> None:
        connection.settimeout(10)
        if self._context is not None:
            try:
                connection = self._context.wrap_socket(connection, server_side=True)
            except OSError:
                self.handshakes_failed += 1
                connection.close()
                return
        self._connections[address] = connection
        self.connections += 1
        connection.settimeout(1)
        rest = b""
        while self._running:
            try:
                if not self._has_pending(connection) and not select.select([connection], [], [], 0.1)[0]:
                    continue
                with self._one_at_a_time:
                    data = connection.recv(65536)
            except TimeoutError:
                continue
            except (OSError, ValueError):  # ValueError: it was closed meanwhile
                break
            if not data:
                break
            rest = self._split(rest + data, address)
        connection.close()

    @staticmethod
    def _has_pending(connection: socket.socket) -> bool:
        """Read and decrypted already, which select does not see."""
        return isinstance(connection, ssl.SSLSocket) and connection.pending() > 0

    def _split(self, data: bytes, address: Address) -> bytes:
        while True:
            data = data.lstrip(b"\r\n")  # keep-alives
            head, blank, body = data.partition(b"\r\n\r\n")
            if not blank:
                return data
            found = re.search(rb"(?im)^(?:content-length|l)\s*:\s*(\d+)", head)
            length = int(found[1]) if found else 0
            if len(body) < length:
                return data
            message = Message((head + blank + body[:length]).decode("utf-8", "surrogateescape"))
            data = body[length:]
            with self._news:
                (self.came if message.method else self.responses).append(message)
                if message.method:
                    self._take(message, address)
                self._news.notify_all()
