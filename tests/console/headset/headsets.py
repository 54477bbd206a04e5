"""Headsets as their makers usually lay them out, and a hidapi that has them: same functions, same errors.

The descriptors are written after what the makers and others have published about such devices; none is a copy.
"""

import threading
from collections import deque
from dataclasses import dataclass, field
from typing import Any

from console.headset.descriptor import TELEPHONY

CONSUMER = bytes.fromhex(
    "05 0c 09 01 a1 01 85 01 15 00 25 01 09 ea 09 e9 09 e2 75 01 95 03 81 02 95 05 81 01 c0"
)
"""Volume keys: most headsets have them before the telephone's own collection."""

JABRA = CONSUMER + bytes.fromhex(
    "05 0b 09 05 a1 01 85 02"  # telephony, headset, report 2
    "15 00 25 01 09 20 09 97 75 01 95 02 81 23"  # hook switch and line busy tone, absolute, declared constant
    "09 2b 09 2f 09 21 09 24 09 50 95 05 81 06"  # speaker phone, mute, flash, redial, speed dial: relative
    "05 09 09 07 95 01 81 06"  # button 7: decline
    "95 08 81 03"
    "05 08 09 17 09 09 09 18 09 20 09 21 09 2a 95 06 91 22"  # off-hook, mute, ring, hold, microphone, on-line
    "95 0a 91 03 c0"
)
"""One report for all keys, one for all lamps; the hook switch stays, mute is a pulse."""

POLY = (
    CONSUMER
    + bytes.fromhex(
        "05 0b 09 05 a1 01"
        "85 08 15 00 25 01 09 20 75 01 95 01 81 22 95 07 81 03"  # hook switch in report 8
        "85 09 09 2f 95 01 81 06 95 07 81 03"  # mute in report 9, relative
        "85 0a 09 21 09 24 95 02 81 06 95 06 81 03"
        "05 08"
        "85 17 09 17 95 01 91 22 95 07 91 03"  # each lamp in a report of its own
        "85 18 09 09 95 01 91 22 95 07 91 03"
        "85 19 09 18 95 01 91 22 95 07 91 03"
        "85 1a 09 20 95 01 91 22 95 07 91 03"
        "c0"
        "06 a2 ff 09 03 a1 01 85 07 15 00 26 ff 00 75 08 95 3f 09 04 81 02 95 3f 09 04 91 02 c0"  # the maker's own
    )
)

EPOS = bytes.fromhex(
    "05 0b 09 05 a1 01 85 01"
    "15 00 25 01 09 20 09 2f 75 01 95 02 81 02"  # hook switch and mute, both absolute: both stay
    "09 26 95 01 81 06 95 05 81 01"  # drop
    "85 02 05 08 09 17 09 18 09 09 95 03 91 02 95 05 91 01 c0"
)

YEALINK = bytes.fromhex(
    "05 0b 09 05 a1 01"  # no report numbers at all
    "15 00 25 01 09 20 09 2f 09 21 09 24 75 01 95 04 81 22 95 04 81 03"
    "05 08 09 17 09 09 09 18 95 03 91 22 95 05 91 03 c0"
)
"""Absolute by its descriptor, but each bit is 1 only while the key is down."""

DIAL_PAD = bytes.fromhex(
    "05 0b 09 01 a1 01 85 03 15 01 25 04 09 20 09 2f 09 26 09 24 75 08 95 01 81 00"  # an array: which one is down
    "05 08 09 17 15 00 25 01 75 01 95 01 91 02 95 07 91 01 c0"
)

MOUSE = bytes.fromhex("05 01 09 02 a1 01 05 09 19 01 29 08 15 00 25 01 95 08 75 01 81 02 c0")

ALL = {"jabra": JABRA, "poly": POLY, "epos": EPOS, "yealink": YEALINK, "dial pad": DIAL_PAD}


@dataclass
class FakeHeadset:
    """One device of the fake hidapi. ``permitted`` False: it is there and cannot be opened."""

    path: str
    descriptor: bytes
    maker: str = "Acme"
    product: str = "Acme Voice 40"
    usage_page: int = TELEPHONY
    permitted: bool = True
    plugged: bool = True
    opened: int = 0
    reports: deque[bytes] = field(default_factory=deque)
    lamps: list[bytes] = field(default_factory=list)
    news: threading.Condition = field(default_factory=threading.Condition)

    def press(self, *reports: str) -> None:
        """Input reports, in hexadecimal."""
        with self.news:
            self.reports.extend(bytes.fromhex(report) for report in reports)
            self.news.notify_all()

    def unplug(self) -> None:
        with self.news:
            self.plugged = False
            self.news.notify_all()


class _Opened:
    def __init__(self, hid: "FakeHid") -> None:
        self._hid = hid
        self._headset: FakeHeadset | None = None

    def _there(self) -> FakeHeadset:
        if self._headset is None:
            raise ValueError("not open")
        if not self._headset.plugged:
            raise OSError("read error")
        return self._headset

    def open_path(self, path: bytes) -> None:
        found = self._hid.at(path.decode())
        if found is None or not found.permitted:
            raise OSError("open failed")
        self._headset = found
        found.opened += 1

    def get_report_descriptor(self) -> list[int]:
        return list(self._there().descriptor)

    def read(self, max_length: int, timeout_ms: int = 0) -> list[int]:
        headset = self._there()
        with headset.news:
            headset.news.wait_for(lambda: headset.reports or not headset.plugged, timeout_ms / 1000)
            self._there()
            return list(headset.reports.popleft())[:max_length] if headset.reports else []

    def write(self, buff: bytes) -> int:
        self._there().lamps.append(bytes(buff))
        return len(buff)

    def close(self) -> None:
        if self._headset is not None:
            self._headset.opened -= 1
            self._headset = None


class FakeHid:
    """What hidapi's module offers, with the devices given."""

    def __init__(self, *headsets: FakeHeadset) -> None:
        self.headsets = list(headsets)

    def at(self, path: str) -> FakeHeadset | None:
        return next((h for h in self.headsets if h.path == path and h.plugged), None)

    def enumerate(self) -> list[dict[str, Any]]:
        return [
            {
                "path": headset.path.encode(),
                "usage_page": page,
                "manufacturer_string": headset.maker,
                "product_string": headset.product,
            }
            for headset in self.headsets
            if headset.plugged
            for page in (0x0C, headset.usage_page)
        ]

    def device(self) -> _Opened:
        return _Opened(self)
