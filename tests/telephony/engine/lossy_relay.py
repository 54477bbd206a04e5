"""A relay between two telephones that loses packets: SIP goes through it once, RTP and RTCP all the time.

Its SIP side is a bare forwarder: what comes from the target goes to the caller and the other way round, and the
SDP of each is rewritten to the relay's own ports. Later requests take the direct way, by Contact.
"""

import re
import select
import socket
import threading
from collections.abc import Callable
from typing import Self

Address = tuple[str, int]
LOSE = 17
"""One RTP packet in so many is lost: 5.9 %."""


class LossyRelay:
    """``loses_to_target``, ``loses_to_caller``: which way packets are lost. RTCP always gets through."""

    def __init__(self, target: Address, *, to_target: bool, to_caller: bool) -> None:
        self._target = target
        self._caller: Address | None = None
        self._loses = {"target": to_target, "caller": to_caller}
        self._sip = self._socket()
        self._media = {side: self._pair() for side in ("caller", "target")}
        """Where each side sends to, RTP and RTCP."""
        self._ends: dict[str, int] = {}
        self._count = {"caller": 0, "target": 0}
        self.dropped = 0
        self._running = True
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    @property
    def port(self) -> int:
        return int(self._sip.getsockname()[1])

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._running = False
        self._thread.join(5)
        for one in (self._sip, *self._media["caller"], *self._media["target"]):
            one.close()

    @staticmethod
    def _socket(port: int = 0) -> socket.socket:
        one = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        one.bind(("127.0.0.1", port))
        return one

    def _pair(self) -> tuple[socket.socket, socket.socket]:
        """An even port and the odd one above it."""
        while True:
            rtp = self._socket()
            port = rtp.getsockname()[1]
            if port % 2 == 0:
                try:
                    return rtp, self._socket(port + 1)
                except OSError:
                    pass
            rtp.close()

    def _run(self) -> None:
        do: dict[socket.socket, Callable[[socket.socket], None]] = {self._sip: self._forward_sip}
        for side, other in (("caller", "target"), ("target", "caller")):
            for at in (0, 1):
                do[self._media[side][at]] = self._forwarder(other, at)
        while self._running:
            for one in select.select(list(do), [], [], 0.1)[0]:
                do[one](one)

    def _forward_sip(self, one: socket.socket) -> None:
        data, source = one.recvfrom(65536)
        from_target = source == self._target
        if not from_target:
            self._caller = source
        side = "target" if from_target else "caller"
        head, gap, body = data.decode().partition("\r\n\r\n")
        found = re.search(r"m=audio (\d+)", body)
        if found:
            self._ends[side] = int(found.group(1))
            # Who gets this SDP sends to the port of its own side.
            mine = self._media["caller" if from_target else "target"][0].getsockname()[1]
            body = re.sub(r"m=audio \d+", f"m=audio {mine}", body)
            body = re.sub(r"a=rtcp:\d+", f"a=rtcp:{mine + 1}", body)
            head = re.sub(r"(?i)(content-length|l): *\d+", f"Content-Length: {len(body)}", head)
        to = self._caller if from_target else self._target
        if to is not None:
            one.sendto((head + gap + body).encode(), to)

    def _forwarder(self, other: str, at: int) -> Callable[[socket.socket], None]:
        """What comes from one side goes to the other; ``at`` 0 is RTP, 1 RTCP."""

        def forward(one: socket.socket) -> None:
            data = one.recv(2048)
            if at == 0:
                self._count[other] += 1
                if self._loses[other] and self._count[other] % LOSE == 0:
                    self.dropped += 1
                    return
            if other in self._ends:
                self._media[other][at].sendto(data, ("127.0.0.1", self._ends[other] + at))

        return forward
