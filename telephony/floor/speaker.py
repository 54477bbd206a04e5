"""Says the lines of one speaker into one call, each at its time."""

from collections.abc import Callable
from pathlib import Path

from telephony.call import CallId
from telephony.floor.scenario import Line, prompt_file
from telephony.floor.stage import Stage

_FOLLOWS = frozenset({"then", "heard"})


class Speaker:
    """A group of lines begins with one whose ``when`` has happened, and goes on with ``then`` and ``heard``.

    A new beginning ends the group before. While ``on_hold`` nothing is said: the line that is due waits.
    ``done`` is called after the last line of each group, and when a beginning has no lines at all.
    """

    def __init__(
        self, stage: Stage, file: Path, user: str, lines: tuple[Line, ...], done: Callable[[str], None]
    ) -> None:
        self._stage = stage
        self._lines = lines
        self._wavs = [prompt_file(file, user, lines, line) for line in lines]
        self._done = done
        self._call: CallId = ""
        self._next = len(lines)
        self._began = ""
        self._cancel: Callable[[], None] = lambda: None
        self._was_heard = self._hearing = self._waits_for_ear = False
        self._due = False
        self._on_hold = False
        self._group = 0

    def begin(self, when: str, call: CallId) -> None:
        """``when`` has happened, and this is the call now."""
        self._cancel()
        self._due = self._waits_for_ear = False
        self._group += 1
        self._call, self._began = call, when
        self._next = next((i for i, line in enumerate(self._lines) if line.when == when), len(self._lines))
        if self._next == len(self._lines):
            self._done(when)
            return
        self._in(self._lines[self._next].after, self._speak)

    def heard(self, *, sound: bool) -> None:
        """The other side began or ceased to speak; what they say into a line of ours counts as well."""
        self._hearing = sound
        self._was_heard = self._was_heard or (sound and not self._on_hold)  # on hold it is music
        if self._waits_for_ear:
            self._cancel()
            self._wait_for_ear()

    def hold(self, *, on: bool) -> None:
        """The other side holds us, or is back."""
        self._on_hold = on
        if not on and self._due:
            self._due = False
            self._speak()

    def stop(self) -> None:
        """Fall silent for good."""
        self._cancel()
        self._group += 1
        self._next = len(self._lines)
        self._due = self._waits_for_ear = False

    def _in(self, seconds: float, do: Callable[[], None]) -> None:
        self._cancel = self._stage.later(seconds, do)

    def _speak(self) -> None:
        self._waits_for_ear = False
        if self._on_hold:
            self._due = True
            return
        self._was_heard = False
        line, wav = self._lines[self._next], self._wavs[self._next]
        group = self._group

        def spoken() -> None:
            if self._group == group:
                self._go_on()

        self._next += 1
        self._stage.say(self._call, wav, line.text, spoken)

    def _go_on(self) -> None:
        if self._next >= len(self._lines) or self._lines[self._next].when not in _FOLLOWS:
            self._next = len(self._lines)
            self._done(self._began)
            return
        if self._lines[self._next].when == "heard":
            self._waits_for_ear = True
            self._wait_for_ear()
        else:
            self._in(self._lines[self._next].after, self._speak)

    def _wait_for_ear(self) -> None:
        line = self._lines[self._next]
        they_have_ended = self._was_heard and not self._hearing
        self._in(line.after if they_have_ended else line.or_after, self._speak)
