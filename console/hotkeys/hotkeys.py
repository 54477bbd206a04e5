"""Keys in the background become intents, the same as the window's own buttons would."""

import logging
import os
import sys
from collections.abc import Callable, Mapping
from typing import Protocol

from console.desk import intents
from console.desk.board import Board
from console.desk.intents import Intent, Refusal
from console.desk.intents_recording import PauseRecording, ResumeRecording
from console.desk.recorded import PausedBy, RecordedCall
from console.errors import ConsoleError
from console.headset.keys import Place, Situation, situation
from console.hotkeys.sequences import Chord, chords

_log = logging.getLogger(__name__)
_NOT_RECORDED = RecordedCall(call="")


class Grabber(Protocol):
    """Whoever can take keys from the desktop."""

    def grab(self, chords: Mapping[str, Chord]) -> None:
        """Take these and no others; which were given is told, at once or later."""

    def close(self) -> None:
        """Give all back."""


Given = Callable[[tuple[str, ...]], None]
Open = Callable[[Callable[[str], None], Given], Grabber]


class HotKeys:
    """``do`` asks the desk, ``show`` is told which keys work in the background, by their names in ui.keys."""

    def __init__(
        self,
        *,
        do: Callable[[Intent], Refusal | None],
        show: Callable[[tuple[str, ...]], None],
        open_grabber: Open | None = None,
    ) -> None:
        self._do = do
        self._now = Situation()
        self._recorded = _NOT_RECORDED
        self._grabber: Grabber | None = None
        try:
            self._grabber = (open_grabber or _of_this_desktop)(self.pressed, show)
        except ConsoleError as error:
            _log.info("no keys in the background: %s", error.message)

    def use(self, sequences: Mapping[str, str]) -> None:
        """Take these keys of the window's; again after they were changed."""
        if self._grabber is not None:
            self._grabber.grab(chords(sequences))

    def show_board(self, board: Board) -> None:
        """The desk has changed."""
        self._now = situation(board)
        self._recorded = board.recording.of(self._now.call)

    def pressed(self, name: str) -> None:
        """A key of that name was pressed somewhere."""
        wish = wish_of(name, self._now, self._recorded)
        if wish is not None:
            self._do(wish)

    def close(self) -> None:
        """Give the keys back."""
        if self._grabber is not None:
            self._grabber.close()


def wish_of(name: str, now: Situation, recorded: RecordedCall = _NOT_RECORDED) -> Intent | None:
    """What a key asks for as the desk stands; None: nothing that makes sense now."""
    by_person = recorded.paused_by in {PausedBy.HAND, PausedBy.BEFORE}
    talks = now.place in (Place.TALKING, Place.HELD, Place.KNOCKED, Place.TWO_LINES)
    wishes: dict[str, tuple[bool, Intent]] = {
        "answer": (now.ringing, intents.Answer()),
        "decline": (now.ringing, intents.Decline()),
        "end": (now.off_hook, intents.HangUp(call=now.call)),
        "mute": (talks or now.place is Place.CONSULT, intents.Mute(on=not now.muted)),
        "hold": (talks, intents.Resume(call=now.call) if now.waits else intents.Hold(call=now.call)),
        # The card's number is typed in another program, whose window is in front then.
        "record": (
            recorded.running,
            ResumeRecording(call=recorded.call) if by_person else PauseRecording(call=recorded.call),
        ),
    }
    may, wish = wishes[name]
    return wish if may else None


def _of_this_desktop(pressed: Callable[[str], None], given: Given) -> Grabber:
    """An X server gives keys to who asks first. On Wayland the desktop's portal asks the person."""
    if not sys.platform.startswith("linux"):
        raise ConsoleError("no_display", "Keys in the background are not there for this system yet.")
    if os.environ.get("WAYLAND_DISPLAY"):
        from console.hotkeys.portal import PortalKeys  # noqa: PLC0415 - only there

        return PortalKeys(pressed, given)
    from console.hotkeys.x11 import XKeys  # noqa: PLC0415 - not where there is no X

    return XKeys(pressed, given)
