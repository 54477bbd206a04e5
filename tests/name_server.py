"""A name server for tests: SRV records (RFC 2782) over UDP on loopback, which may keep silent or be sick.

with NameServer({"_sip._udp.pbx.example": [Record(10, 60, "127.0.0.1", 5070)]}) as names:
    agent = sip_agents("agent", account=…, name_server=names.address)
"""

import socket
import struct
import threading
from collections.abc import Mapping, Sequence
from typing import Self

from telephony.engine.network_names import Record

SRV, ANY_CLASS = 33, 1
_FOUND, _SICK, _NO_SUCH_NAME = 0x8180, 0x8182, 0x8183


class NameServer:
    """What it does not know does not exist; None in place of records is SERVFAIL."""

    def __init__(self, services: Mapping[str, Sequence[Record] | None]) -> None:
        self.services = dict(services)
        self.silent = False
        """Whether it takes questions and says nothing."""
        self.asked: list[str] = []
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", 0))
        self._socket.settimeout(0.1)
        self.address = ("127.0.0.1", int(self._socket.getsockname()[1]))
        self._running = True
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._running = False
        self._thread.join(2)
        self._socket.close()

    def _serve(self) -> None:
        while self._running:
            try:
                query, source = self._socket.recvfrom(512)
            except TimeoutError:
                continue
            answer = self._answer(query)
            if not self.silent:
                self._socket.sendto(answer, source)

    def _answer(self, query: bytes) -> bytes:
        end = query.index(0, 12)
        labels, at = [], 12
        while at < end:
            labels.append(query[at + 1 : at + 1 + query[at]].decode())
            at += 1 + query[at]
        name = ".".join(labels).lower()
        self.asked.append(name)
        known = self.services.get(name, [])
        told = _SICK if known is None else _FOUND if known else _NO_SUCH_NAME
        known = known or []
        head = query[:2] + struct.pack("!HHHHH", told, 1, len(known), 0, 0)
        records = b""
        for priority, weight, host, port in known:
            parts = filter(None, host.split("."))
            target = b"".join(bytes([len(part)]) + part.encode() for part in parts) + b"\0"
            data = struct.pack("!HHH", priority, weight, port) + target
            records += b"\xc0\x0c" + struct.pack("!HHIH", SRV, ANY_CLASS, 60, len(data)) + data
        return head + query[12 : end + 5] + records
