"""The thread that owns the headsets: finds them, reads their reports, sends them their lamps.

Everything of hidapi happens on this one thread, since hidapi promises nothing for several. What it finds goes
to ``tell`` as plain frozen values; lamps come back through a queue.
"""

import logging
import os
import queue
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

from console.headset.descriptor import TELEPHONY, DescriptorError, Layout, parse
from console.headset.hid import HidDevice, HidModule
from console.headset.reports import Abilities, Key, abilities, is_telephone, keys_in

POLL_SECONDS = 2.0
"""How often it is looked for what was plugged in."""
READ_MS = 50
"""How long is waited for a report, so how late a lamp may be."""
_MOST_DEVICES = 4
_MOST_A_TURN = 32
"""Reports of one device in one turn: a device that never stops must not starve the others."""
_SAME_SECONDS = 0.05
_LONGEST_REPORT = 1024
_LONGEST_NAME = 80
_log = logging.getLogger(__name__)


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """A headset is there and understood."""

    path: str
    name: str
    layout: Layout
    abilities: Abilities


class Heard(msgspec.Struct, frozen=True, kw_only=True):
    """It said how its keys are, ``at`` seconds of the watcher's clock."""

    path: str
    keys: dict[Key, bool]
    at: float


class Gone(msgspec.Struct, frozen=True, kw_only=True):
    """It was pulled out, or its base was."""

    path: str
    why: str


class Unusable(msgspec.Struct, frozen=True, kw_only=True):
    """It is there and cannot be used: ``code`` is a word of console.desk.seat.Headset.problem."""

    path: str
    name: str
    code: str
    why: str


Told = Found | Heard | Gone | Unusable
_Row = tuple[str, str]
"""Path and name."""


class Watcher(threading.Thread):
    """``load`` gives hidapi (it is imported on this thread), ``tell`` is called on this thread.

    ``clock`` is by what it is said when a key was pressed.
    """

    def __init__(
        self,
        load: Callable[[], HidModule],
        tell: Callable[[Told], None],
        *,
        poll: float = POLL_SECONDS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(name="headset", daemon=True)
        self._load = load
        self._tell = tell
        self._poll = poll
        self._clock = clock
        self._open: dict[str, tuple[HidDevice, Found]] = {}
        self._unusable: dict[_Row, str] = {}
        self._lamps: queue.SimpleQueue[tuple[str, tuple[bytes, ...]] | None] = queue.SimpleQueue()
        self._stopping = False
        self._last: dict[str, tuple[dict[Key, bool], float]] = {}

    def light(self, path: str, reports: tuple[bytes, ...]) -> None:
        """Send these output reports to that device; from any thread."""
        self._lamps.put((path, reports))

    def stop(self, timeout: float = 2.0) -> bool:
        """Send what is still queued, let go of all devices, end. False if that took too long."""
        self._lamps.put(None)
        self.join(timeout)
        return not self.is_alive()

    def run(self) -> None:
        """The thread's own."""
        try:
            hid = self._load()
        except ImportError as error:
            self._tell(Unusable(path="", name="", code="failed", why=f"hidapi cannot be loaded: {error}"))
            return
        due = time.monotonic()
        while not self._stopping:
            if time.monotonic() >= due:
                self._look(hid)
                due = time.monotonic() + self._poll
            for path in tuple(self._open):
                self._read(path)
            self._send(wait=0.0 if self._open else due - time.monotonic())
        for device, _ in self._open.values():
            device.close()

    def _send(self, wait: float) -> None:
        """Send what is queued; without any device, sleep here until something is."""
        try:
            order = self._lamps.get(timeout=wait) if wait > 0 else self._lamps.get_nowait()
            while order is not None:
                self._light(*order)
                order = self._lamps.get_nowait()
            self._stopping = True
        except queue.Empty:
            return

    def _light(self, path: str, reports: tuple[bytes, ...]) -> None:
        if path not in self._open:
            return
        try:
            for report in reports:
                if self._open[path][0].write(report) < 0:
                    # Some have lamps in their descriptor that they do not take. Their keys work all the same.
                    _log.info("%s did not take a lamp report", self._open[path][1].name)
        except OSError as error:
            self._lose(path, error)

    def _look(self, hid: HidModule) -> None:
        try:
            rows = dict(telephones(hid))
        except OSError as error:
            _log.info("the system does not list its HID devices: %s", error)
            return
        for path in tuple(self._open):
            if path not in rows:
                self._lose(path, OSError("it is no longer there"))
        for path, name in tuple(self._unusable):
            if rows.get(path) != name and self._unusable.pop((path, name)) != "no_keys":
                self._tell(Gone(path=path, why="it is no longer there"))
        for path, name in rows.items():
            if path not in self._open and len(self._open) < _MOST_DEVICES:
                self._try(hid, path, name)

    def _try(self, hid: HidModule, path: str, name: str) -> None:
        """Open it. One that the system withholds is tried again each time: the rule may be put in place meanwhile."""
        known = self._unusable.get((path, name))
        if known is not None and known != "no_access":
            return
        device = hid.device()
        try:
            device.open_path(os.fsencode(path))
        except OSError as error:
            self._refuse(path, name, "no_access" if is_withheld(path) else "failed", str(error))
            return
        try:
            layout = parse(bytes(device.get_report_descriptor()))
        except (OSError, ValueError, DescriptorError) as error:
            device.close()
            self._refuse(path, name, "failed", str(error))
            return
        if not is_telephone(layout):
            device.close()
            self._unusable[path, name] = "no_keys"  # a dial pad or the like: nothing to tell
            return
        self._unusable.pop((path, name), None)
        found = Found(path=path, name=name, layout=layout, abilities=abilities(layout))
        self._open[path] = (device, found)
        self._tell(found)

    def _refuse(self, path: str, name: str, code: str, why: str) -> None:
        if self._unusable.get((path, name)) != code:
            self._unusable[path, name] = code
            self._tell(Unusable(path=path, name=name, code=code, why=why))

    def _read(self, path: str) -> None:
        device, found = self._open[path]
        try:
            data = device.read(_LONGEST_REPORT, timeout_ms=max(1, READ_MS // len(self._open)))
            for _ in range(_MOST_A_TURN):
                if not data:
                    return
                self._take(found, bytes(data))
                data = device.read(_LONGEST_REPORT, timeout_ms=1)
        except (OSError, ValueError) as error:
            self._lose(path, error)

    def _take(self, found: Found, data: bytes) -> None:
        """Tell what it says of its keys; a finger does not say the same twice in so short a time."""
        keys, at = keys_in(found.layout, data), self._clock()
        last, last_at = self._last.get(found.path, ({}, 0.0))
        if keys and (keys != last or at - last_at > _SAME_SECONDS):
            self._last[found.path] = (keys, at)
            self._tell(Heard(path=found.path, keys=keys, at=at))

    def _lose(self, path: str, error: Exception) -> None:
        device, _ = self._open.pop(path)
        self._last.pop(path, None)
        device.close()
        self._tell(Gone(path=path, why=str(error)))


def telephones(hid: HidModule) -> Iterator[tuple[str, str]]:
    """Path and name of what calls itself a telephone; a device has a row for each of its collections."""
    for row in hid.enumerate():
        if row.get("usage_page") == TELEPHONY:
            names = (str(row.get("manufacturer_string") or ""), str(row.get("product_string") or ""))
            maker, product = (" ".join(name.split()) for name in names)
            whole = product if product.casefold().startswith(maker.casefold()) else f"{maker} {product}"
            yield os.fsdecode(row["path"]), whole.strip()[:_LONGEST_NAME] or "USB headset"


def is_withheld(path: str) -> bool:
    """Whether the system keeps the device to itself; only on Linux there is a file to ask."""
    return sys.platform == "linux" and Path(path).exists() and not os.access(path, os.R_OK | os.W_OK)
