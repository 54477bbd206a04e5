"""The window is closed by its own button: in a call its person is asked first."""

from PySide6.QtGui import QCloseEvent

from console.desk.intents import HangUp
from console.ui import invented
from tests.console.ui.screens import Screen


class Closing(QCloseEvent):
    """As the window's own button sends it."""

    def spontaneous(self) -> bool:
        return True


def test_closing_the_window_in_a_call_asks_first_and_the_call_goes_on(screen: Screen) -> None:
    screen.show(invented.TALKING)
    event = Closing()
    screen.window.closeEvent(event)
    assert not event.isAccepted()
    screen.press("closing.yes")
    assert not screen.window.isVisible()
    assert not screen.desk.take(HangUp)


def test_closing_the_window_without_a_call_asks_nothing(screen: Screen) -> None:
    event = Closing()
    screen.window.closeEvent(event)
    assert event.isAccepted()
