"""A SIP peer whose clock is the kernel's: every datagram that comes in is stamped when it arrives.

It has no thread of its own, so it takes no interpreter lock from a window in the same process: what has come
is looked at, and answered, in :meth:`TimedPeer.poll`.
"""

import select
import socket
import struct
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from telephony.engine.headers import Message
from tests.agents import new_id
from tests.sip_peer import Address, Dialog, RawPeer

_SO_TIMESTAMPNS = 35  # asm-generic/socket.h; Python has no name for it
_TIMESPEC = struct.Struct("@ll")
_PTIME = 0.02
_PACKET = 160
"""Bytes of 20 ms, of PCMU as of G.722."""
CODECS = {0: "PCMU/8000", 9: "G722/8000"}
"""RFC 3551: G.722 is announced with half its rate."""


def now() -> int:
    """Nanoseconds by the clock of the stamps."""
    return time.time_ns()


def milliseconds(since: int, until: int) -> float:
    return (until - since) / 1e6


@dataclass(frozen=True)
class Stamped:
    """A message and when it arrived, in ns."""

    at: int
    message: Message


class TimedPeer(RawPeer):
    """Answers as :class:`RawPeer` does, but only while it is polled."""

    def __init__(self, name: str = "peer", payload: int = 0) -> None:
        self.log: list[Stamped] = []
        self.payload = payload
        self.sent_at = 0
        """When the last datagram was given to the kernel, in ns."""
        super().__init__(name)
        for each in (self._socket, self._media):
            stamp(each)
            each.setblocking(False)
        self._media.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
        self.branches: dict[str, str] = {}
        """Call-ID → branch of our INVITE."""

    def _listen(self) -> None:
        """No thread."""

    def send(self, text: str | bytes, address: Address) -> None:
        self.sent_at = now()
        super().send(text, address)

    def sdp(self, direction: str = "sendrecv") -> str:
        port = self._media.getsockname()[1]
        return (
            "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
            f"m=audio {port} RTP/AVP {self.payload}\r\n"
            f"a=rtpmap:{self.payload} {CODECS[self.payload]}\r\na={direction}\r\n"
        )

    def ack(self, dialog: Dialog, answer: Message) -> None:
        """ACK of 200; the Contact may have a display name."""
        dialog.remote = answer.first("to")
        dialog.target = answer.first("contact").partition("<")[2].partition(">")[0]
        self.request(dialog, "ACK", cseq=int(answer.first("cseq").split()[0]))

    def invite(self, uri: str) -> tuple[Dialog, int]:
        """INVITE as ``self.uri``; when it was sent."""
        branch = new_id()
        dialog = self.start_call(uri, branch=branch)
        self.branches[dialog.call_id] = branch
        return dialog, self.sent_at

    def call_as(self, number: str, uri: str) -> tuple[Dialog, int]:
        """INVITE from that number."""
        self.uri = f"sip:{number}@127.0.0.1:{self.port}"
        return self.invite(uri)

    def poll(self, seconds: float = 0.0) -> None:
        """Wait at most so long for something, then take all that is there."""
        if seconds and not select.select([self._socket], [], [], seconds)[0]:
            return
        while (got := receive(self._socket)) is not None:
            at, data, address = got
            message = Message(data.decode("utf-8", "surrogateescape"))
            self.log.append(Stamped(at, message))
            if message.method:
                self._take(message, address)

    def response(self, dialog: Dialog, code: int, method: str = "INVITE") -> Stamped | None:
        """The first response with this status, if it has come."""
        for each in self.log:
            words = each.message.start_line.split(" ")
            ours = each.message.first("call-id") == dialog.call_id
            if ours and words[1] == str(code) and each.message.first("cseq").endswith(method):
                return each
        return None

    def requests(self, method: str, since: int = 0) -> list[Stamped]:
        """What came of that method after ``since``."""
        return [each for each in self.log if each.message.method == method and each.at > since]

    def until(self, condition: Callable[[], Stamped | None], what: str, seconds: float = 10.0) -> Stamped:
        """Poll until there is one; for processes without a window."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.poll(0.05)
            found = condition()
            if found is not None:
                return found
        raise TimeoutError(f"no {what} within {seconds} s; had {[s.message.start_line for s in self.log]}")

    def acknowledge_refusal(self, dialog: Dialog, answer: Stamped) -> None:
        """ACK of 300 and above: the INVITE's own branch (RFC 3261 section 17.1.1.3)."""
        dialog.remote = answer.message.first("to")
        self.request(dialog, "ACK", cseq=dialog.cseq - 1, branch=self.branches[dialog.call_id])

    def give_up(self, dialog: Dialog) -> None:
        """CANCEL; the 487 is to be acknowledged when it has come."""
        self.cancel(dialog, self.branches[dialog.call_id])

    def forget(self) -> None:
        """What came so far is of no interest any more."""
        self.log.clear()
        self.dialogs.clear()

    def heard(self) -> list[int]:
        """When RTP packets have come since the last time this was asked, in ns."""
        stamps = []
        while (got := receive(self._media)) is not None:
            stamps.append(got[0])
        return stamps

    def speak(self, answer: Message) -> "Speaking":
        """Send RTP to where the 200's SDP says, until that is closed."""
        port = next(int(line.split()[1]) for line in answer.body.splitlines() if line.startswith("m=audio"))
        return Speaking(self._media, ("127.0.0.1", port), self.payload)


class Speaking:
    """A packet every 20 ms from a thread."""

    def __init__(self, media: socket.socket, to: Address, payload: int) -> None:
        self._media, self._to, self._payload = media, to, payload
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def close(self) -> None:
        self._over.set()
        self._thread.join()

    def _run(self) -> None:
        body = bytes(
            0x55 + at % 7 for at in range(_PACKET)
        )  # not silent; what it sounds like is of no interest
        number, due = 0, time.monotonic()
        while not self._over.is_set():
            head = struct.pack("!BBHII", 0x80, self._payload, number & 0xFFFF, number * _PACKET, 0x57A7)
            self._media.sendto(head + body, self._to)
            number += 1
            due += _PTIME
            self._over.wait(max(0.0, due - time.monotonic()))


def stamp(each: socket.socket) -> None:
    """Let the kernel note when datagrams arrive at this socket."""
    each.setsockopt(socket.SOL_SOCKET, _SO_TIMESTAMPNS, 1)


def receive(from_: socket.socket) -> tuple[int, bytes, Address] | None:
    """The stamp (ns), the datagram and its sender; None if nothing is there."""
    try:
        data, extra, _, address = from_.recvmsg(65536, socket.CMSG_SPACE(_TIMESPEC.size))
    except BlockingIOError:
        return None
    for level, kind, value in extra:
        if level == socket.SOL_SOCKET and kind == _SO_TIMESTAMPNS:
            seconds, nanoseconds = _TIMESPEC.unpack(value)
            return seconds * 1_000_000_000 + nanoseconds, data, address
    return now(), data, address
