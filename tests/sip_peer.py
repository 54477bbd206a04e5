"""A small SIP peer on raw UDP, for what no good telephone does: odd statuses, silence, repeats, lies.

    peer = RawPeer()
    peer.answers["REFER"] = 202          # and never a NOTIFY
    dialog = peer.call(agent.uri)        # INVITE, 180, 200, ACK
    peer.wait("REFER")
    peer.notify(dialog, 200)

It answers what comes with ``answers`` (200 if a method is not in it, None for silence) and remembers it.
"""

import contextlib
import itertools
import re
import socket
import struct
import threading
from dataclasses import dataclass
from typing import Self

from telephony.engine.headers import Message
from telephony.party import parse_name_addr
from tests.agents import PATIENCE, new_id

REASONS = {180: "Ringing", 183: "Progress", 200: "OK", 202: "Accepted", 486: "Busy Here", 603: "Decline"}
Address = tuple[str, int]


@dataclass
class Dialog:
    """Our side of one dialog; ``local`` and ``remote`` are whole From/To values with their tags."""

    call_id: str
    local: str
    remote: str
    target: str
    address: Address
    cseq: int = 1


class RawPeer:
    def __init__(self, name: str = "peer", address: str = "127.0.0.1") -> None:
        self.address = address
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind((address, 0))
        self._socket.settimeout(0.1)
        self._media = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._media.bind((address, 0))
        self.port: int = self._socket.getsockname()[1]
        self.uri = f"sip:{name}@{address}:{self.port}"
        self.answers: dict[str, int | None] = {}
        self.events = False
        """Whether our SDP knows telephone-event (RFC 4733)."""
        self.ringing_sdp = False
        """Whether the provisional answer is a 183 with SDP (early media)."""
        self.answer_headers = ""
        """Further headers of an INVITE's 18x and 200."""
        self.provisional = True
        """Whether an INVITE gets 180 before its final answer."""
        self.came: list[Message] = []
        self.responses: list[Message] = []
        self.largest = 0
        """Octets of the largest datagram that came."""
        self.dialogs: list[Dialog] = []
        self._news = threading.Condition()
        self._tags = itertools.count(1)
        self._waiting: dict[str, tuple[Message, Address]] = {}
        self._running = True
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    # As a caller.

    def call(self, uri: str, *, headers: str = "", sdp: bool = True, branch: str = "") -> Dialog:
        """INVITE, wait for 200, ACK."""
        dialog = self.start_call(uri, headers=headers, sdp=sdp, branch=branch)
        answer = self.wait_response("INVITE", 200, dialog)
        self.ack(dialog, answer)
        return dialog

    def start_call(self, uri: str, *, headers: str = "", sdp: bool = True, branch: str = "") -> Dialog:
        """INVITE only."""
        host = parse_name_addr(f"<{uri}>").host
        name, _, port = host.partition(":")
        local = f"<{self.uri}>;tag=t{next(self._tags)}{new_id()[:8]}"
        dialog = Dialog(new_id(), local, f"<{uri}>", uri, (name, int(port)))
        self.dialogs.append(dialog)
        self.request(dialog, "INVITE", headers=headers, body=self.sdp() if sdp else "", branch=branch)
        return dialog

    def ack(self, dialog: Dialog, answer: Message) -> None:
        dialog.remote = answer.first("to")
        dialog.target = answer.first("contact").strip("<>").partition(">")[0]
        self.request(dialog, "ACK", cseq=int(answer.first("cseq").split()[0]))

    def request(
        self,
        dialog: Dialog,
        method: str,
        *,
        headers: str = "",
        body: str = "",
        kind: str = "application/sdp",
        cseq: int | None = None,
        branch: str = "",
    ) -> None:
        """Send a request in (or for) a dialog."""
        if cseq is None:
            cseq = dialog.cseq
            dialog.cseq += 1
        lines = [
            f"{method} {dialog.target} SIP/2.0",
            f"Via: SIP/2.0/UDP {self.address}:{self.port};branch=z9hG4bK{branch or new_id()};rport",
            "Max-Forwards: 70",
            f"From: {dialog.local}",
            f"To: {dialog.remote}",
            f"Call-ID: {dialog.call_id}",
            f"CSeq: {cseq} {method}",
            f"Contact: <{self.uri}>",
            "Allow: INVITE, ACK, BYE, CANCEL, REFER, NOTIFY, MESSAGE",
            *headers.strip().splitlines(),
            *([f"Content-Type: {kind}"] if body else []),
            f"Content-Length: {len(body.encode())}",
        ]
        self.send("\r\n".join(lines) + "\r\n\r\n" + body, dialog.address)

    def cancel(self, dialog: Dialog, branch: str, headers: str = "") -> None:
        """CANCEL the INVITE that was sent with this branch."""
        self.request(dialog, "CANCEL", cseq=dialog.cseq - 1, branch=branch, headers=headers)

    def notify(self, dialog: Dialog, code: int, *, final: bool = True) -> None:
        """A NOTIFY about the REFER (RFC 3515)."""
        state = "terminated;reason=noresource" if final else "active;expires=60"
        extra = f"Event: refer\r\nSubscription-State: {state}"
        body = f"SIP/2.0 {code} {REASONS.get(code, 'Thing')}\r\n"
        self.request(dialog, "NOTIFY", headers=extra, body=body, kind="message/sipfrag;version=2.0")

    def bye(self, dialog: Dialog) -> None:
        self.request(dialog, "BYE")

    # As a callee.

    def answer_invite(self, code: int) -> None:
        """The final answer to an INVITE that ``answers`` left open."""
        message, address = self._waiting.pop("INVITE")
        self._respond(message, address, code)

    # Both.

    def sdp(self, direction: str = "sendrecv") -> str:
        port = self._media.getsockname()[1]
        events = "a=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-15\r\n" if self.events else ""
        return (
            f"v=0\r\no=- 1 1 IN IP4 {self.address}\r\ns=-\r\nc=IN IP4 {self.address}\r\nt=0 0\r\n"
            f"m=audio {port} RTP/AVP 0{' 101' if self.events else ''}\r\na=rtpmap:0 PCMU/8000\r\n"
            f"{events}a={direction}\r\n"
        )

    def send_rtp(self, sdp: str, kind: int, payload: bytes, *, at: int, mark: bool = False) -> None:
        """One RTP packet to who wrote this SDP; ``at`` counts packets of 20 ms."""
        found = re.search(r"m=audio (\d+)", sdp)
        assert found is not None
        stamp = 0 if kind else at * 160
        head = struct.pack("!BBHII", 0x80, kind | mark << 7, at & 0xFFFF, stamp, 0x57415246)
        self._media.sendto(head + payload, ("127.0.0.1", int(found.group(1))))

    def rtp_kinds(self) -> list[int]:
        """The payload types of the RTP packets that have come since the last time."""
        kinds = []
        self._media.setblocking(False)
        with contextlib.suppress(BlockingIOError):
            while True:
                kinds.append(self._media.recv(2048)[1] & 0x7F)
        return kinds

    def send(self, text: str | bytes, address: Address) -> None:
        self._socket.sendto(text if isinstance(text, bytes) else text.encode(), address)

    def wait(self, method: str, *, count: int = 1, seconds: float = PATIENCE) -> Message:
        """The ``count``-th request of this method."""
        with self._news:
            assert self._news.wait_for(lambda: len(self.seen(method)) >= count, seconds), (
                f"no {count} {method}; had {[m.start_line for m in self.came]}"
            )
            return self.seen(method)[count - 1]

    def seen(self, method: str) -> list[Message]:
        return [m for m in self.came if m.method == method]

    def wait_response(
        self, method: str, code: int, dialog: Dialog | None = None, seconds: float = PATIENCE
    ) -> Message:
        """The first response of this status to this method."""

        def find() -> list[Message]:
            return [
                m
                for m in self.responses
                if m.start_line.split(" ")[1] == str(code)
                and m.first("cseq").endswith(method)
                and (dialog is None or m.first("call-id") == dialog.call_id)
            ]

        with self._news:
            assert self._news.wait_for(find, seconds), (
                f"no {code} to {method}; had {[m.start_line for m in self.responses]}"
            )
            return find()[0]

    def close(self) -> None:
        self._running = False
        self._thread.join(2)
        self._socket.close()
        self._media.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _listen(self) -> None:
        while self._running:
            try:
                data, address = self._socket.recvfrom(65536)
            except TimeoutError:
                continue
            if not data.strip(b"\r\n\0"):
                continue  # keeps a way through a NAT open
            message = Message(data.decode("utf-8", "surrogateescape"))
            self.largest = max(self.largest, len(data))
            with self._news:
                # It has come before it is answered: the other side may act on the answer, and tell, at once.
                (self.came if message.method else self.responses).append(message)
                if message.method:
                    self._take(message, address)
                self._news.notify_all()

    def _take(self, message: Message, address: Address) -> None:
        method = message.method
        if method == "ACK":
            return
        code = self.answers.get(method, 200)
        if method == "INVITE" and ";tag=" not in message.first("to"):
            if self.provisional:
                self._respond(message, address, 183 if self.ringing_sdp else 180)
            self._waiting["INVITE"] = (message, address)
        if code is not None:
            self._waiting.pop(method, None)
            self._respond(message, address, code)
        if method == "CANCEL" and "INVITE" in self._waiting:
            self.answer_invite(487)

    def _respond(self, message: Message, address: Address, code: int) -> None:
        to = message.first("to")
        if ";tag=" not in to:
            to += f";tag=p{message.first('call-id')[:8]}"
        body = ""
        if message.method == "INVITE" and code in {183, 200}:
            body = self.sdp("recvonly" if "a=sendonly" in message.body else "sendrecv")
            if all(d.call_id != message.first("call-id") for d in self.dialogs):
                target = message.first("contact").strip("<>").partition(">")[0]
                host = parse_name_addr(message.first("contact")).host.partition(":")
                self.dialogs.append(
                    Dialog(
                        message.first("call-id"), to, message.first("from"), target, (host[0], int(host[2]))
                    )
                )
        lines = [
            f"SIP/2.0 {code} {REASONS.get(code, 'Thing')}",
            *(f"Via: {via}" for via in message.all("via")),
            f"From: {message.first('from')}",
            f"To: {to}",
            f"Call-ID: {message.first('call-id')}",
            f"CSeq: {message.first('cseq')}",
            f"Contact: <{self.uri}>",
            *(self.answer_headers.splitlines() if message.method == "INVITE" and code < 300 else []),
            *(["Content-Type: application/sdp"] if body else []),
            f"Content-Length: {len(body)}",
        ]
        self.send("\r\n".join(lines) + "\r\n\r\n" + body, address)
