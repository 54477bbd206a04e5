"""Between sipp and a softphone: passes every datagram on, and knows by the kernel when each one came.

sipp's own response times step by 4 ms. The INVITE is stamped right before it is handed to the kernel on the
softphone's side, the answers by the kernel when they arrive there: what sipp does meanwhile is not in it.
"""

import select
import socket
import threading
from dataclasses import dataclass, field
from typing import Self

from telephony.engine.headers import Message
from tests.bench.peer import milliseconds, now, receive, stamp
from tests.sip_peer import Address


@dataclass
class Call:
    """One INVITE and what came of it: status → when it came, in ns."""

    sent: int
    answers: dict[int, int] = field(default_factory=dict)

    def after(self, code: int) -> float | None:
        """Milliseconds from the INVITE to that answer, None if it did not come."""
        return milliseconds(self.sent, self.answers[code]) if code in self.answers else None


class Relay:
    """Listens on a port of its own until it is closed; ``media`` is where the softphone's RTP goes and is dropped."""

    def __init__(self, phone: Address) -> None:
        self._phone = phone
        self._caller: Address = ("", 0)
        self._near, self._far, self.media = (_socket() for _ in range(3))
        stamp(self._far)
        self.port: int = self._far.getsockname()[1]
        """The softphone's side: what Via and Contact name."""
        self.entry: int = self._near.getsockname()[1]
        """sipp's side."""
        self.calls: dict[str, Call] = {}
        self.rtp_port = 0
        """Where the softphone of the newest call hears."""
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()
        for each in (self._near, self._far, self.media):
            each.close()

    def _run(self) -> None:
        while not self._over.is_set():
            ready, _, _ = select.select([self._near, self._far, self.media], [], [], 0.05)
            for each in ready:
                got = receive(each)
                if got is not None and each is not self.media:
                    self._pass_on(*got, to_phone=each is self._near)

    def _pass_on(self, at: int, data: bytes, sender: Address, *, to_phone: bool) -> None:
        message = Message(data.decode("utf-8", "surrogateescape"))
        name = message.first("call-id")
        if to_phone:
            self._caller = sender
            if message.method == "INVITE":
                self.calls.setdefault(name, Call(now()))
            self._far.sendto(data, self._phone)
            return
        if not message.method and message.first("cseq").endswith("INVITE") and name in self.calls:
            code = int(message.start_line.split(" ")[1])
            self.calls[name].answers.setdefault(code, at)
            if "m=audio" in message.body:
                self.rtp_port = int(message.body.partition("m=audio ")[2].split()[0])
        if (
            self._caller[1] and not message.method
        ):  # a softphone's own requests (OPTIONS, PUBLISH) are not for sipp
            self._near.sendto(data, self._caller)


def _socket() -> socket.socket:
    made = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    made.bind(("127.0.0.1", 0))
    made.setblocking(False)
    return made
