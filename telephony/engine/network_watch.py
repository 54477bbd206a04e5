"""Sees that this machine has another address, lost its network or got it back, or has slept."""

import logging
import socket
from collections.abc import Callable

from PySide6.QtCore import QObject, QSocketNotifier, QTimer
from PySide6.QtNetwork import QNetworkInformation, QNetworkInterface

from telephony.platform_specific import network_news, slept

log = logging.getLogger("telephony.engine")

SETTLE_MS = 500
"""A new network says so in a dozen messages within a moment: after the last of them we look."""
LONGEST_MS = 2_000
"""But no longer than so after the first."""
TICK_MS = 1_000
POLL_TICKS = 5
"""Seconds between looks where the system does not tell by itself."""
SLEEP_SECONDS = 2.0
_NOWHERE = "192.0.2.1"
"""RFC 5737: nobody. A way to it is the default route."""


def way_to(address: str) -> str:
    """Our own address on the way to another, "" if there is none. Nothing is sent.

    With ``address`` "" it is the default route's, or where there is no such all addresses beside the loopback.
    """
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect((address or _NOWHERE, 9))
        except OSError:
            return "" if address else ",".join(_own())
        return str(probe.getsockname()[0])


def _own() -> list[str]:
    found = QNetworkInterface.allAddresses()
    return sorted(each.toString() for each in found if not (each.isLoopback() or each.isLinkLocal()))


class NetworkWatch(QObject):
    """``look`` gives the way to the PBX as it is now; ``changed(before, now)`` and ``woke()`` are told.

    "" is no way at all.
    """

    def __init__(
        self,
        look: Callable[[], str],
        changed: Callable[[str, str], None],
        woke: Callable[[], None],
        *,
        sleep_clock: Callable[[], float] = slept,
    ) -> None:
        super().__init__()
        self._look, self._changed, self._woke, self._sleep_clock = look, changed, woke, sleep_clock
        self._way = ""
        self._slept = sleep_clock()
        self._ticks = 0
        self._news: socket.socket | None = None
        self._notifier: QSocketNotifier | None = None
        self._settle = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._settle.timeout.connect(self.look)
        self._longest = QTimer(self, singleShot=True, interval=LONGEST_MS)
        self._longest.timeout.connect(self.look)
        self._tick = QTimer(self, interval=TICK_MS)
        self._tick.timeout.connect(self.tick)

    def start(self) -> None:
        """Begin, with the way as it is."""
        self._way = self._look()
        self._tick.start()
        self._news = network_news()
        if self._news is not None:
            self._notifier = QSocketNotifier(self._news.fileno(), QSocketNotifier.Type.Read, self)
            self._notifier.activated.connect(self._read)
        elif QNetworkInformation.loadBackendByFeatures(QNetworkInformation.Feature.Reachability):
            QNetworkInformation.instance().reachabilityChanged.connect(self.stir)

    def stop(self) -> None:
        """Tell nothing any more."""
        for timer in (self._settle, self._longest, self._tick):
            timer.stop()
        if self._notifier is not None:
            self._notifier.setEnabled(False)
            self._notifier = None
        if self._news is not None:
            self._news.close()
            self._news = None

    def settled(self) -> None:
        """Take the way as it is now for the one that was: the PBX has just answered on it, or got a name."""
        self._way = self._look()

    def stir(self, *_args: object) -> None:
        """Something has changed, and more of it may follow."""
        self._settle.start()
        if not self._longest.isActive():
            self._longest.start()

    def look(self) -> None:
        """Compare with the last time."""
        self._settle.stop()
        self._longest.stop()
        before, now = self._way, self._look()
        if before == now:
            return
        self._way = now
        log.info("the way to the PBX was %s and is %s", before or "none", now or "none")
        self._changed(before, now)

    def tick(self) -> None:
        """Once a second: has the machine slept, and where nobody tells, is there another address."""
        clock = self._sleep_clock()
        asleep, self._slept = clock - self._slept, clock
        if asleep > SLEEP_SECONDS:
            log.info("the machine has slept for %.0f s", asleep)
            self.look()
            self._woke()
        self._ticks += 1
        if self._news is None and not self._ticks % POLL_TICKS:
            self.look()

    def _read(self, *_args: object) -> None:
        news = self._news
        if news is None:
            return
        try:
            while news.recv(65536):
                pass
        except BlockingIOError:
            pass
        except OSError as error:
            log.debug("news of the network were lost: %s", error)  # too many at once: all the more to look at
        self.stir()
