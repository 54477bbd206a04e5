"""Media keys of keyboards and headsets become intents while a call is there: one table over how the desk stands.

             play-pause   play         pause      stop (if the settings allow it)
ringing      answer       answer       –          decline
dialling     –            –            –          hang up
talking      mute         mute off     mute on    hang up
held         resume       resume       –          hang up       also two lines that are both held
two lines    mute         mute off     mute on    hang up
knocked      answer       answer       mute on    decline       one is up, another one rings
consult      mute         mute off     mute on    hang up       the consult ends, the customer stays

In a call the key is the microphone's, since that can be undone by the same key at once and the other side hears
nothing of it; hold would play music to a customer whenever somebody means to pause theirs. Pause alone answers
nothing: desktops send it unasked to whatever plays (KDE Connect when a mobile rings). Next and previous do nothing.

The keyboard's microphone key comes by no player. An X server gives it for the time of a call, if no desktop has it.
"""

import logging
import os
from collections.abc import Callable
from typing import Final, Protocol

from console.desk.board import Board
from console.desk.intents import Intent, Mute, Refusal
from console.errors import ConsoleError
from console.headset.keys import Act, Place, Situation, intent, situation
from console.hotkeys.hotkeys import Given, Grabber, Open
from console.hotkeys.hotkeys import wish_of as wish_of_key
from console.hotkeys.mpris import Mpris
from console.hotkeys.player import Player, Press
from console.hotkeys.sequences import MICROPHONE
from console.settings_hotkeys import HotKeys
from telephony.party import clean

_log = logging.getLogger(__name__)
_TITLE: Final = "Call"
_LONGEST_TITLE: Final = 120

_COLUMNS: Final = (Press.PLAY_PAUSE, Press.PLAY, Press.PAUSE, Press.STOP)
_NO = Act.NOTHING
_ROWS: Final = {
    Place.IDLE: (_NO, _NO, _NO, _NO),
    Place.RINGING: (Act.ANSWER, Act.ANSWER, _NO, Act.DECLINE),
    Place.DIALLING: (_NO, _NO, _NO, Act.HANG_UP),
    Place.TALKING: (Act.MUTE, Act.MUTE, Act.MUTE, Act.HANG_UP),
    Place.HELD: (Act.RESUME, Act.RESUME, _NO, Act.HANG_UP),
    Place.TWO_LINES: (Act.MUTE, Act.MUTE, Act.MUTE, Act.HANG_UP),
    Place.KNOCKED: (Act.ANSWER, Act.ANSWER, Act.MUTE, Act.DECLINE),
    Place.CONSULT: (Act.MUTE, Act.MUTE, Act.MUTE, Act.HANG_UP),
}
TABLE: Final = {
    (place, press): act for place, row in _ROWS.items() for press, act in zip(_COLUMNS, row, strict=True)
}
_MUTES: Final = {Press.PLAY: False, Press.PAUSE: True}


class Shows(Protocol):
    """Whoever stands on the bus as a player."""

    def show(self, player: Player | None) -> None:
        """Be that player; None: be none."""

    def close(self) -> None:
        """Be none any more."""


class MediaKeys:
    """``do`` asks the desk. Give every board to :meth:`show_board`.

    ``open_player`` and ``open_grabber`` are where keys come from: the session bus, and an X server.
    """

    def __init__(
        self,
        *,
        do: Callable[[Intent], Refusal | None],
        settings: HotKeys,
        open_player: Callable[[Callable[[Press], None]], Shows] = Mpris,
        open_grabber: Open | None = None,
    ) -> None:
        self._do = do
        self._settings = settings
        self._now = Situation()
        self._title = ""
        self._player = open_player(self.pressed)
        self._grabber: Grabber | None = None
        self._grabbed = False
        try:
            self._grabber = (open_grabber or _x_keys)(self.pressed_microphone, lambda _: None)
        except ConsoleError as error:
            _log.info("no microphone key: %s", error.message)

    def use(self, settings: HotKeys) -> None:
        """Other settings, at once."""
        self._settings = settings
        self._show()

    def show_board(self, board: Board) -> None:
        """The desk has changed."""
        self._now = situation(board)
        self._title = clean(_who(board, self._now), _LONGEST_TITLE)
        self._show()

    def pressed(self, press: Press) -> None:
        """A key was pressed somewhere."""
        if self._settings.media:
            wish = wish_of(press, self._now, stop=self._settings.media_stop)
            if wish is not None:
                self._do(wish)

    def pressed_microphone(self, name: str) -> None:
        """The microphone's key was pressed somewhere."""
        wish = wish_of_key(name, self._now)
        if wish is not None and self._grabbed:
            self._do(wish)

    def close(self) -> None:
        """Leave the keys to others."""
        self._player.close()
        if self._grabber is not None:
            self._grabber.close()

    def _grab(self, *, wanted: bool) -> None:
        if self._grabber is not None and wanted is not self._grabbed:
            self._grabbed = wanted
            self._grabber.grab({"mute": MICROPHONE} if wanted else {})

    def _show(self) -> None:
        now = self._now
        self._grab(wanted=now.off_hook and self._settings.media)
        if now.place is Place.IDLE or not self._settings.media:
            self._player.show(None)
            return
        title = self._title if self._settings.media_names else ""
        self._player.show(Player(playing=_plays(now), title=title or _TITLE))


def wish_of(press: Press, now: Situation, *, stop: bool) -> Intent | None:
    """What a key asks for as the desk stands; None: nothing. ``stop``: that key may end a call."""
    if press is Press.STOP and not stop:
        return None
    place = Place.HELD if now.held and now.place is Place.TWO_LINES else now.place
    wish = intent(TABLE[place, press], now, mute=_MUTES.get(press))
    return None if isinstance(wish, Mute) and wish.on == now.muted else wish


def _x_keys(pressed: Callable[[str], None], given: Given) -> Grabber:
    """ConsoleError on Wayland, whose desktops give no key for a while."""
    if os.environ.get("WAYLAND_DISPLAY"):
        raise ConsoleError("no_display", "Wayland gives no such key.")
    from console.hotkeys.x11 import XKeys  # noqa: PLC0415 - not where there is no X

    return XKeys(pressed, given)


def _plays(now: Situation) -> bool:
    """Whether the other side hears us. What rings does not "play": Plasma sends Play only to what is paused."""
    return now.place is not Place.RINGING and not now.muted and not now.held


def _who(board: Board, now: Situation) -> str:
    card = board.ringing if now.ringing else board.card(now.call)
    if card is not None:
        return card.name or card.number
    return board.transfer.target_name if board.transfer is not None else ""
