"""What is true for a moment only: levels, the quality of a call, who is at their desk."""

from collections.abc import Callable

from console.desk.aside import EchoTests
from console.desk.core import Core
from console.desk.targets import resolve
from telephony import commands
from telephony.events import PresenceSeen, QualityMeasured, Reading
from telephony.quality import Quality

ReadingWatcher = Callable[[Reading], None]

_MOS = 0.1
_LOSS = 0.5
_DELAY_MS = 20.0


class Watching:
    """Readings go to their watchers as they come; the board only gets what is worth a repaint."""

    def __init__(self, core: Core, echo: EchoTests) -> None:
        self._core = core
        self._echo = echo
        self._watchers: list[ReadingWatcher] = []
        self._keys: dict[str, str] = {}
        """Directory key by what was subscribed to."""
        self._pbx: dict[str, str] = {}
        """What the PBX says, by directory key."""

    def watch(self, watcher: ReadingWatcher) -> Callable[[], None]:
        """Be told every reading; answers with how to stop."""
        self._watchers.append(watcher)
        return lambda: self._watchers.remove(watcher)

    def sensed(self, reading: Reading) -> None:
        """One reading."""
        for watcher in tuple(self._watchers):
            watcher(reading)
        if isinstance(reading, QualityMeasured):
            self._measured(reading)
        elif isinstance(reading, PresenceSeen):
            key = self._keys.get(reading.target)
            if key is not None:
                self._pbx[key] = reading.state
                self.merge()

    def _measured(self, reading: QualityMeasured) -> None:
        card = self._core.board.card(reading.call)
        if card is not None and differs(card.quality, reading.quality):
            self._core.change_card(reading.call, quality=reading.quality)
        test = self._core.board.echo_test
        if test is not None and test.call == reading.call and differs(test.quality, reading.quality):
            self._echo.measured(reading.call, quality=reading.quality)

    # -- presence

    def attached(self) -> None:
        """An engine is there: it watches nobody yet."""
        self._keys, self._pbx = {}, {}
        self.directory_changed()

    def directory_changed(self) -> None:
        """Watch exactly those who can be watched, and show what the store says of the others."""
        core = self._core
        if core.terms.host:
            wanted: dict[str, str] = {}
            for person in core.board.directory.people:
                uri = resolve(core, person.key) if person.target or person.extension else ""
                if isinstance(uri, str) and uri and person.key != core.board.me.key:
                    wanted[uri] = person.key
            if wanted != self._keys:
                self._keys = wanted
                self._pbx = {k: s for k, s in self._pbx.items() if k in wanted.values()}
                core.phone.send(commands.WatchPresence(id=core.command_id(), targets=tuple(wanted)))
        self.merge()

    def merge(self) -> None:
        """The PBX knows who talks, the store knows why somebody does not."""
        seen = {}
        for person in self._core.board.directory.people:
            state = merged(self._pbx.get(person.key, ""), person.state)
            if state:
                seen[person.key] = state
        if seen != self._core.board.seen:
            self._core.put(seen=seen)


def merged(pbx: str, store: str) -> str:
    """One state of two: the PBX's where it says something, unless the store knows it better.

    Words are the store's: ``available``, ``on_call``, ``away``, ``dnd``, ``wrapup``, ``offline``, "" for unknown.
    """
    told = "on_call" if pbx == "busy" else pbx
    if told in {"available", "away"} and store in {"away", "dnd", "wrapup"}:
        return store
    return told or store


def differs(before: Quality | None, now: Quality) -> bool:
    """Whether a person would see a difference."""
    if before is None:
        return True
    steps = (
        (before.mos_in, now.mos_in, _MOS),
        (before.mos_out, now.mos_out, _MOS),
        (before.loss_in, now.loss_in, _LOSS),
        (before.loss_out, now.loss_out, _LOSS),
        (before.rtt_ms, now.rtt_ms, _DELAY_MS),
        (before.jitter_in_ms, now.jitter_in_ms, _DELAY_MS),
    )
    return any((a is None) is not (b is None) or abs((a or 0.0) - (b or 0.0)) >= step for a, b, step in steps)
