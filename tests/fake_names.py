"""Names, records and a clock that do what the test says, round real :class:`telephony.engine.ways.Ways`."""

from collections.abc import Callable
from functools import partial
from typing import Any

from telephony.engine.loop import Later
from telephony.engine.network_names import Found, FoundRecords, Record
from telephony.engine.servers import Way
from telephony.engine.ways import Ways

UDP = "_sip._udp.pbx.example"


class Timer(Later):
    def __init__(self, due: float, do: Callable[[], None]) -> None:
        self.due, self.do, self.off = due, do, False

    def cancel(self) -> None:
        self.off = True


def _forget(asked: dict[str, Any], name: str) -> None:
    asked.pop(name, None)


class World:
    """Name servers and a clock that do what the test says."""

    def __init__(self, first_hop: str = "sip:pbx.example", transport: str = "udp") -> None:
        self.now = 100.0
        self.names: dict[str, Found] = {}
        self.records: dict[str, FoundRecords] = {}
        self.timers: list[Timer] = []
        self.told: list[Way | None] = []
        self.ways = Ways(
            self._find,
            self._find_records,
            self.later,
            chance=lambda: 0.0,
            clock=lambda: self.now,
        )
        self.ways.begin(first_hop, transport)

    def _find(self, name: str, found: Found) -> Callable[[], None]:
        self.names[name] = found
        return partial(_forget, self.names, name)

    def _find_records(self, name: str, found: FoundRecords) -> Callable[[], None]:
        self.records[name] = found
        return partial(_forget, self.records, name)

    def later(self, seconds: float, do: Callable[[], None]) -> Later:
        self.timers.append(Timer(self.now + seconds, do))
        return self.timers[-1]

    def pass_(self, seconds: float) -> None:
        self.now += seconds
        for timer in list(self.timers):
            if not timer.off and timer.due <= self.now:
                timer.off = True
                timer.do()

    def look(self) -> None:
        self.ways.look(self.told.append)

    def round(self, records: tuple[Record, ...] | None, addresses: tuple[str, ...] = ()) -> None:
        """Look, and answer at once."""
        self.look()
        self.records[UDP](records)
        if "pbx.example" in self.names:
            self.names["pbx.example"](addresses)

    @property
    def dialled(self) -> list[str]:
        return [way.dialled or way.address if way else "-" for way in self.told]
