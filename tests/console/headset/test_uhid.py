"""A headset made by the kernel itself (/dev/uhid), through the real hidapi: where the kernel offers that.

Layouts by Linux's include/uapi/linux/uhid.h.
"""

import os
import select
import struct
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from console.desk import intents, seat
from console.desk.intents import Intent
from console.headset import Headset
from tests.console.headset import headsets
from tests.console.headset.test_keys import RINGS, UP, board

PATIENCE = 20_000
NAME = "Warmline test headset"
_DESTROY, _OUTPUT, _GET_REPORT, _GET_REPORT_REPLY = 1, 6, 9, 10
_CREATE2, _INPUT2, _SET_REPORT, _SET_REPORT_REPLY = 11, 12, 13, 14
_LONGEST = 4096
_EVENT = 4 + 4376
_BUS_USB = 3


class KernelHeadset:
    """A device that lives as long as the file is open; ``lamps`` are the output reports that came."""

    def __init__(self, descriptor: bytes) -> None:
        self._file = os.open("/dev/uhid", os.O_RDWR | os.O_CLOEXEC)
        self.lamps: list[bytes] = []
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._listen)
        head = struct.pack(
            "<I128s64s64sHHIIII",
            _CREATE2,
            NAME.encode(),
            b"",
            b"",
            len(descriptor),
            _BUS_USB,
            0x1209,
            1,
            1,
            0,
        )
        os.write(self._file, head + descriptor.ljust(_LONGEST, b"\0"))
        self._thread.start()

    def press(self, report: str) -> None:
        data = bytes.fromhex(report)
        os.write(self._file, struct.pack("<IH", _INPUT2, len(data)) + data.ljust(_LONGEST, b"\0"))

    def close(self) -> None:
        self._over.set()
        self._thread.join()
        os.write(self._file, struct.pack("<I", _DESTROY))
        os.close(self._file)

    def _listen(self) -> None:
        while not self._over.is_set():
            if select.select([self._file], [], [], 0.1)[0]:
                self._take(os.read(self._file, _EVENT))

    def _take(self, event: bytes) -> None:
        (kind,) = struct.unpack_from("<I", event)
        if kind == _OUTPUT:
            (size,) = struct.unpack_from("<H", event, 4 + _LONGEST)
            self.lamps.append(event[4 : 4 + size])
        elif kind == _GET_REPORT:
            (number,) = struct.unpack_from("<I", event, 4)
            os.write(self._file, struct.pack("<IIHH", _GET_REPORT_REPLY, number, 5, 0))
        elif kind == _SET_REPORT:
            (number,) = struct.unpack_from("<I", event, 4)
            os.write(self._file, struct.pack("<IIH", _SET_REPORT_REPLY, number, 0))


def node() -> Path | None:
    """The /dev/hidraw* of our device, once it can be opened."""
    for uevent in Path("/sys/class/hidraw").glob("*/device/uevent"):
        if f"HID_NAME={NAME}" in uevent.read_text():
            found = Path("/dev") / uevent.parents[1].name
            if os.access(found, os.R_OK | os.W_OK):
                return found
    return None


@pytest.fixture
def device() -> Iterator[KernelHeadset]:
    if not os.access("/dev/uhid", os.R_OK | os.W_OK):
        pytest.skip("this kernel offers no /dev/uhid, or not to us; see test_headset.py for the rest")
    device = KernelHeadset(headsets.JABRA)
    try:
        end = time.monotonic() + 10
        while node() is None:
            if time.monotonic() > end:
                pytest.skip("the kernel gives virtual devices no /dev/hidraw file that may be opened here")
            time.sleep(0.05)
        yield device
    finally:
        device.close()


@pytest.mark.sip
def test_a_headset_of_the_kernel_answers_and_hangs_up(qtbot: QtBot, device: KernelHeadset) -> None:
    wishes: list[Intent] = []
    shown: list[seat.Headset] = []
    now = [100.0]
    headset = Headset(do=wishes.append, show=shown.append, poll=0.1, clock=lambda: now[0])
    headset.start()
    try:
        qtbot.waitUntil(lambda: any(NAME in each.name and each.hook_key for each in shown), timeout=PATIENCE)
        headset.show_board(board(RINGS))
        qtbot.waitUntil(lambda: device.lamps[-1:] == [bytes.fromhex("020400")], timeout=PATIENCE)
        device.press("02 01 00")
        qtbot.waitUntil(lambda: wishes == [intents.Answer()], timeout=PATIENCE)
        headset.show_board(board(UP))
        qtbot.waitUntil(lambda: device.lamps[-1:] == [bytes.fromhex("020100")], timeout=PATIENCE)
        now[0] += 10
        device.press("02 00 00")
        qtbot.waitUntil(lambda: wishes[1:] == [intents.HangUp(call="a")], timeout=PATIENCE)
    finally:
        headset.close()
