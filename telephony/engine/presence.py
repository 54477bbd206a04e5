"""Colleagues' presence: SUBSCRIBE (RFC 3856) to what the PBX says of an extension, read as PIDF (RFC 3863) and RPID.

Objects of pjsua2 again: each Buddy is kept here, and all are dropped before the account is (rule 4 of library.py's
order: a Buddy that Python finalises after pjsua2 is gone aborts the process).
"""

import logging
from collections.abc import Callable
from functools import partial

import pjsua2 as pj

from telephony.address import check_target
from telephony.engine.library import words
from telephony.engine.loop import Later, Loop, callback
from telephony.errors import AddressError
from telephony.events import PresenceSeen, Reading
from telephony.party import clean

log = logging.getLogger("telephony.engine")

MOST = 40
"""Subscriptions at once; of targets beyond it nothing is known."""
STAGGER_SECONDS = 0.1
"""Between two SUBSCRIBEs: forty at once are a burst that small PBXs drop."""
_MAX_NOTE = 80
_BUSY_NOTES = frozenset({"on the phone", "busy", "ringing", "in a call", "in use", "do not disturb", "dnd"})
_AWAY_NOTES = frozenset({"away", "be right back", "out to lunch", "idle"})
"""What PBXs that send no RPID write into the note."""


class Watcher(pj.Buddy):  # type: ignore[misc] # SWIG
    """One subscription; ``told`` is called, after pjsua2 has returned, each time it may have changed."""

    def __init__(self, loop: Loop, told: Callable[[], None]) -> None:
        super().__init__()
        self.loop = loop
        self.told: Callable[[], None] | None = told

    @callback
    def onBuddyState(self) -> None:
        """A NOTIFY came, or the subscription ended."""
        if self.told is not None:
            self.loop.post(self.told)


class Presence:
    """``sense`` is told of each target that is watched, as the console names it."""

    def __init__(self, loop: Loop, sense: Callable[[Reading], None]) -> None:
        self._loop, self._sense = loop, sense
        self._account: pj.Account | None = None
        self._host, self._port = "", 0
        self._targets: tuple[str, ...] = ()
        self._seen: dict[str, PresenceSeen] = {}
        self._watchers: dict[str, Watcher] = {}
        self._next: Later | None = None

    def begin(self, account: "pj.Account", host: str, port: int) -> None:
        """Subscribe by this account, once :meth:`renew` says that it may; a bare extension is one of ``host``."""
        self._account, self._host, self._port = account, host, port

    def watch(self, targets: tuple[str, ...], *, now: bool) -> None:
        """Watch exactly these; what is known of them is told again. Unless ``now``, :meth:`renew` begins it."""
        wanted = tuple(dict.fromkeys(targets))
        self._targets = wanted[:MOST]
        for target in set(self._watchers) - set(self._targets):
            self._drop(target)
        for target in wanted:
            known = self._seen.get(target)
            if known is not None and target in self._watchers:
                self._sense(known)
            elif target not in self._targets:
                self._sense(PresenceSeen(target=target, state=""))
        if now:
            self._go_on()

    def renew(self) -> None:
        """Subscribe to everything once more: the PBX, or the way to it, is another."""
        for target in tuple(self._watchers):
            self._drop(target)
        self._go_on()

    def close(self) -> None:
        """Drop all; their last SUBSCRIBE goes out while pjsua2 is turned a little longer."""
        self._targets = ()
        if self._next is not None:
            self._next.cancel()
            self._next = None
        for target in tuple(self._watchers):
            self._drop(target)
        self._account = None

    def _go_on(self) -> None:
        """Subscribe to the next that is not watched, and come back for the others."""
        if self._next is not None:
            self._next.cancel()
            self._next = None
        waiting = [target for target in self._targets if target not in self._watchers]
        if not waiting or self._account is None:
            return
        self._subscribe(waiting[0])
        if len(waiting) > 1:
            self._next = self._loop.later(STAGGER_SECONDS, self._go_on)

    def _subscribe(self, target: str) -> None:
        watcher = self._watchers[target] = Watcher(self._loop, partial(self._changed, target))
        config = pj.BuddyConfig()
        config.subscribe = True
        try:
            config.uri = check_target(target, default_host=self._host, default_port=self._port or None)
            watcher.create(self._account, config)
        except AddressError as error:
            log.info("nobody's presence: %s", error.message)
            self._tell(PresenceSeen(target=target, state=""))
        except pj.Error as error:
            log.info("presence cannot be asked for: %s", words(error))
            self._tell(PresenceSeen(target=target, state=""))

    def _changed(self, target: str) -> None:
        watcher = self._watchers.get(target)
        if watcher is None or not watcher.isValid():
            return
        try:
            info = watcher.getInfo()
        except pj.Error:
            return
        over = info.subState in {pj.PJSIP_EVSUB_STATE_TERMINATED, pj.PJSIP_EVSUB_STATE_NULL}
        if info.subState != pj.PJSIP_EVSUB_STATE_ACTIVE and not over:
            return
        seen = info.presStatus
        note = clean(str(seen.note) or str(seen.statusText), _MAX_NOTE)
        state = "" if over else read(int(seen.status), int(seen.activity), note)
        self._tell(PresenceSeen(target=target, state=state, note="" if over or note in _EMPTY else note))

    def _tell(self, seen: PresenceSeen) -> None:
        if self._seen.get(seen.target) != seen or not seen.state:
            self._seen[seen.target] = seen
            self._sense(seen)

    def _drop(self, target: str) -> None:
        watcher = self._watchers.pop(target)
        watcher.told = None
        self._seen.pop(target, None)


_EMPTY = frozenset({"Online", "Offline", "?"})
"""pjsua's own words where there is no note."""


def read(status: int, activity: int, note: str) -> str:
    """One word of a PIDF document's basic status, RPID's activity, and the note."""
    if status == pj.PJSUA_BUDDY_STATUS_OFFLINE:
        return "offline"
    if status != pj.PJSUA_BUDDY_STATUS_ONLINE:
        return ""
    words_ = note.casefold()
    if activity == pj.PJRPID_ACTIVITY_BUSY or words_ in _BUSY_NOTES:
        return "busy"
    if activity == pj.PJRPID_ACTIVITY_AWAY or words_ in _AWAY_NOTES:
        return "away"
    return "available"
