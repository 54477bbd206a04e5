"""Keys that work beside the window's own: a headset's, and the keyboard's while another window is in front."""

from collections.abc import Callable

from console.desk.board import Board
from console.desk.desk import Desk
from console.headset import Headset
from console.hotkeys import HotKeys
from console.hotkeys.media import MediaKeys
from console.settings import Settings
from console.ui import keys


class HandKeys:
    """On from the start. ``on_desktop`` False: nobody can see the window, so the headset alone has keys."""

    def __init__(self, desk: Desk, settings: Settings, *, on_desktop: bool) -> None:
        self._desk = desk
        self._hotkeys: HotKeys | None = None
        self._media: MediaKeys | None = None
        if on_desktop:
            self._hotkeys = HotKeys(do=desk.do, show=desk.works_in_background)
            self._follow(self._hotkeys.show_board)
            self._media = MediaKeys(do=desk.do, settings=settings.hotkeys)
            self._follow(self._media.show_board)
            self.use(settings)
        self._headset = Headset(do=desk.do, show=desk.headset_is)
        self._follow(self._headset.show_board)
        self._headset.start()

    def _follow(self, show: Callable[[Board], None]) -> None:
        show(self._desk.board)
        self._desk.watch(show)

    def use(self, settings: Settings) -> None:
        """Other keys from now on, or none."""
        if self._hotkeys is not None:
            self._hotkeys.use({**keys.STANDARD, **settings.ui.keys})
        if self._media is not None:
            self._media.use(settings.hotkeys)

    def close(self) -> None:
        """Give them back."""
        self._headset.close()
        if self._hotkeys is not None:
            self._hotkeys.close()
        if self._media is not None:
            self._media.close()
