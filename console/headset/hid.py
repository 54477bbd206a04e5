"""The only door to hidapi: what Warmline uses of it, and which of its modules fits this system."""

import importlib
import sys
from typing import Any, Protocol, cast


class HidDevice(Protocol):
    """An opened device. OSError from any of these: it is gone, or the system refuses."""

    def open_path(self, path: bytes) -> None:
        """Open it."""

    def get_report_descriptor(self) -> list[int]:
        """The bytes of its report descriptor."""

    def read(self, max_length: int, timeout_ms: int = 0) -> list[int]:
        """The next input report; empty if none came in time."""

    def write(self, buff: bytes) -> int:
        """Send an output report, its number first; how many bytes went, -1 if it could not be sent."""

    def close(self) -> None:
        """Give it back."""


class HidModule(Protocol):
    """hidapi's module. The rows of ``enumerate`` are one a top-level collection."""

    def enumerate(self) -> list[dict[str, Any]]:
        """What is plugged in: ``path``, ``usage_page``, ``manufacturer_string``, ``product_string`` and more."""

    def device(self) -> HidDevice:
        """A device that is not opened yet."""


def load() -> HidModule:
    """Import it; ImportError where it cannot be. On Linux the one over /dev/hidraw*.

    The other one goes over libusb, takes the device from the kernel, and the volume keys are dead then.
    """
    return cast("HidModule", importlib.import_module("hidraw" if sys.platform == "linux" else "hid"))
