"""Finds the next hop for each attempt to register: the servers of the domain one after the other (servers.py).

    a round begins        the SRV records and the addresses of the name are asked for together
        │
        ├─ records        the servers in their order, each looked up when it is its turn, address by address
        └─ none, "."      the name's own addresses, as if SRV did not exist
             │
    works ───┴─── fails   stays, before all others │ the next, at once; after the last one the round is over

Nothing waits on this thread, and no name server is waited for longer than RECORD_SECONDS once the name has an address.
"""

import logging
import random
import time
from collections import deque
from collections.abc import Callable
from functools import partial

from telephony.engine.loop import Later
from telephony.engine.network_names import PATIENCE_SECONDS, Found, FoundRecords, Record, host_of, is_address
from telephony.engine.servers import Server, Way, servers, services, transport_of, ways_to

log = logging.getLogger("telephony.engine")

RECORD_SECONDS = 1.5
"""For a name server that is slow or dead, while the name itself has an address to go to already."""

Told = Callable[[Way | None], None]
"""Is given the way, or None: the name, or those of its servers, are not found."""
_GiveUp = Callable[[], None]


class Ways:
    """``find`` gives the addresses of a name, ``find_records`` its SRV records; both answer later."""

    def __init__(
        self,
        find: Callable[[str, Found], _GiveUp],
        find_records: Callable[[str, FoundRecords], _GiveUp],
        later: Callable[[float, Callable[[], None]], Later],
        *,
        chance: Callable[[], float] = random.random,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._find, self._find_records, self._later = find, find_records, later
        self._chance, self._clock = chance, clock
        self.host = ""
        """The name that is set."""
        self.unknown = ""
        """The name that was not found, if there is no way."""
        self._transport = ""
        self._services: dict[str, str] = {}
        self._known: dict[str, tuple[Record, ...]] = {}
        """What each service has last been told to have: a name server that is down takes nothing of it."""
        self._told: Told = lambda _way: None
        self._open: list[_GiveUp] = []
        self._silent: set[str] = set()
        self._addresses: tuple[str, ...] | None = None
        self._deciding = self._late = self._too_late = False
        self._left: deque[Server | Way] = deque()
        """What can be tried yet in this round; the first of them is the one that is tried, or works."""
        self._failed: list[Server | Way] = []
        self._by_name = self._offered = False
        self._last: Server | None = None
        self._working: Server | None = None
        self._not_before: dict[Server, float] = {}

    def begin(self, first_hop: str, transport: str) -> None:
        """Find the ways to this host from now on."""
        self.host, self._transport = host_of(first_hop)[0], transport_of(first_hop, transport)
        self._services = services(first_hop, transport)

    @property
    def server(self) -> Server | None:
        """Where the records have last sent us; None if there are none."""
        return self._last

    @property
    def several(self) -> bool:
        """Whether this round has, or had, more than one way."""
        return len(self._left) + len(self._failed) > 1

    @property
    def over(self) -> str:
        """The transport of this way: udp, tcp or tls."""
        return self._last.transport if self._last else self._transport.partition("+")[0]

    def look(self, told: Told) -> None:
        """Tell the way of the next attempt, later; whoever asked before is told nothing any more."""
        self.give_up()
        self._told = told
        if self._left and not (isinstance(self._left[0], Way) and self._left[0].server is None):
            self._go_on()
        else:
            self._begin_round()

    def give_up(self) -> None:
        """Nobody wants to know any more."""
        self._told = lambda _way: None
        self._deciding = False
        self._ask_nothing()

    def renew(self, *, at_once: bool = False) -> None:
        """Ask for the records anew next time; ``at_once``, whatever a server said of asking later."""
        if at_once:
            self._not_before.clear()
        self._left.clear()
        self._failed.clear()

    def works(self) -> None:
        """This way is the one; if it fails later, whatever failed before it may work again."""
        self._working = self._last
        self._left.extend(self._failed)
        self._failed.clear()

    def another(self, retry_after: float = 0.0) -> bool:
        """This way has failed, and is to be left alone for so many seconds: whether there is one to try at once."""
        self._working = None
        if self._left:
            failed = self._left.popleft()
            self._failed.append(failed)
            server = _server(failed)
            if server is not None and retry_after:
                self._not_before[server] = self._clock() + retry_after
        while self._left and self._rests(self._left[0]) > 0:
            self._failed.append(self._left.popleft())
        return bool(self._left)

    def retry_after(self, seconds: float) -> float:
        """Seconds until the first server of a round that is over may be asked again; the last said ``seconds``."""
        return min(map(self._rests, self._failed)) if len(self._failed) > 1 else seconds

    def _rests(self, what: Server | Way) -> float:
        server = _server(what)
        return max(0.0, self._not_before.get(server, 0.0) - self._clock()) if server is not None else 0.0

    # A round begins.

    def _begin_round(self) -> None:
        self.renew()
        self._silent = set(self._services)
        self._addresses, self.unknown = None, self.host
        self._deciding, self._late, self._too_late, self._offered = True, False, False, False
        if self._services:
            self._open.append(self._later(RECORD_SECONDS, self._is_late).cancel)
        self._open.append(self._later(PATIENCE_SECONDS, self._is_too_late).cancel)
        for name in self._services:
            self._open.append(self._find_records(name, partial(self._has_records, name)))
        self._open.append(self._find(self.host, self._has_addresses))

    def _is_late(self) -> None:
        self._late = True
        self._decide()

    def _is_too_late(self) -> None:
        self._too_late = True
        self._decide()

    def _has_records(self, name: str, records: tuple[Record, ...] | None) -> None:
        self._silent.discard(name)
        if records is not None:
            self._known[name] = records
        self._decide()

    def _has_addresses(self, addresses: tuple[str, ...]) -> None:
        self._addresses = addresses
        self._decide()

    def _decide(self) -> None:
        """Begin, once more waiting is worth nothing."""
        known = ((kind, self._known.get(name, ())) for name, kind in self._services.items())
        found = servers(known, self._chance)
        waits_for_records = self._silent and not (self._late and (self._addresses or found))
        waits_for_addresses = self._addresses is None and (not found or self._proves_its_name)
        if not self._deciding or (not self._too_late and (waits_for_records or waits_for_addresses)):
            return
        self._deciding = False
        self._ask_nothing()
        self._by_name = not found or self._proves_its_name
        self._left = deque([server for server in found if not self._rests(server)] or found)
        if self._working is not None and self._working in self._left:
            self._left.remove(self._working)
            self._left.appendleft(self._working)
        self._go_on()

    @property
    def _proves_its_name(self) -> bool:
        return "tls" in self._services.values()

    # Its ways.

    def _go_on(self) -> None:
        """The first that is left, looked up if need be."""
        if not self._left:
            self._without_servers()
            return
        first = self._left[0]
        if isinstance(first, Way):
            self._tell(first)
        elif is_address(first.host):
            self._has_server(first, (first.host,))
        else:
            has = partial(self._has_server, first)
            self._open.append(self._later(PATIENCE_SECONDS, partial(has, ())).cancel)
            self._open.append(self._find(first.host, has))

    def _has_server(self, server: Server, addresses: tuple[str, ...]) -> None:
        self._ask_nothing()
        self._left.popleft()
        found = ways_to(server, addresses, self.host, self._addresses or ())
        if not found:
            log.info("the records of %s name %s, where we cannot go", self.host, server)
            self.unknown = self.unknown if addresses else server.host
        self._left.extendleft(reversed(found))
        self._go_on()

    def _without_servers(self) -> None:
        """No records, or with TLS none that may be followed: the name itself, as it always was."""
        if self._addresses and self._by_name and not self._offered:
            self._left.append(Way(self._addresses[0]))
            self._tell(Way(self._addresses[0]))
        else:
            self._tell(None)

    def _tell(self, way: Way | None) -> None:
        told = self._told
        self.give_up()
        if way is not None:
            self._last, self._offered = way.server, True
        told(way)

    def _ask_nothing(self) -> None:
        for stop in self._open:
            stop()
        self._open.clear()


def _server(what: Server | Way) -> Server | None:
    return what.server if isinstance(what, Way) else what
