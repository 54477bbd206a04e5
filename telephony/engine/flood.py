"""Shelter from floods of INVITEs.

pjsip opens two sockets for the media of every INVITE before anyone is asked, keeps the place of a closed
socket for half a second, has 64 places, and aborts the process when they are used up: 30 callers who give
up at once within half a second are enough. So when INVITEs come too fast, further ones are given to a second
account whose media have no sockets, and are refused. Calls that are up know nothing of it.
"""

import time
from collections import OrderedDict, deque

_REMEMBERED = 2048
_REMEMBER_SECONDS = 120.0
WINDOW_SECONDS = 0.6
"""pjsip's half second and a margin."""
LIMIT = 20
"""INVITEs with sockets, in or out, within the window: 40 places, beside those of four calls and of SIP itself."""


class Shelter:
    """Counts the INVITEs that opened sockets."""

    def __init__(self) -> None:
        self._times: deque[float] = deque()

    @property
    def needed(self) -> bool:
        """Another INVITE with sockets would be one too many."""
        since = time.monotonic() - WINDOW_SECONDS
        while self._times and self._times[0] < since:
            self._times.popleft()
        return len(self._times) >= LIMIT

    def saw(self) -> None:
        """An INVITE, in or out, has opened sockets."""
        self._times.append(time.monotonic())


class Repeats:
    """Which INVITE was here before, under any branch: the network may repeat it for minutes."""

    def __init__(self) -> None:
        self._seen: OrderedDict[tuple[str, str], float] = OrderedDict()

    def known(self, key: tuple[str, str]) -> bool:
        """Whether a call of this Call-ID and From tag came in the last two minutes; it has now."""
        now = time.monotonic()
        while self._seen and (
            len(self._seen) > _REMEMBERED or next(iter(self._seen.values())) < now - _REMEMBER_SECONDS
        ):
            self._seen.popitem(last=False)
        known = key in self._seen
        self._seen.setdefault(key, now)
        return known

    def forget(self, key: tuple[str, str]) -> None:
        """Its caller has given up: the next INVITE of this key is another try (RFC 3261 section 8.2.2.2).

        A proxy that hunts through a group comes round again with the same Call-ID and tag, under a new branch.
        """
        self._seen.pop(key, None)
