"""Media keys from the desktop's bus to a real call: a window on a real X server, a bus and a caller of their own."""

from collections.abc import Callable

from telephony.commands import Dial, HangUp
from tests.agents import Agent, new_id
from tests.bus_daemon import BusDaemon
from tests.console.hotkeys.test_hotkeys import display
from tests.console.hotkeys.test_mpris import Desktop, bus, desktop, pytestmark
from tests.end_to_end.conftest import ANNA_HZ
from tests.end_to_end.console_process import StartConsole, Status, consoles

__all__ = ["bus", "consoles", "desktop", "display", "pytestmark"]


def test_r3_a_media_key_answers_and_mutes_and_never_hangs_up(
    consoles: StartConsole,
    sip_agents: Callable[..., Agent],
    bus: BusDaemon,
    desktop: Desktop,
    display: str,
) -> None:
    here = {"DISPLAY": display, "QT_QPA_PLATFORM": "xcb", "DBUS_SESSION_BUS_ADDRESS": bus.address}
    maya = consoles("maya", "2041", headless=False, environment=here)
    anna = sip_agents("anna", voice=ANNA_HZ)
    uri = maya.until(lambda s: s["registration"]["uri"])["registration"]["uri"]
    assert not desktop.players()
    call = new_id()
    anna.obey(Dial(id=new_id(), call=call, target=uri))
    maya.until(lambda _: desktop.is_there(), "a player while it rings")

    def pressed(key: str, status: Status, **expected: object) -> bool:
        """Press it until it has had its effect; by then it has none any more."""
        desktop.call(key)
        return all(status["calls"][0][name] == value for name, value in expected.items())

    desktop.call("Stop")
    maya.until(lambda s: pressed("Play", s, state="up"), "answered")
    maya.until(lambda s: pressed("Pause", s, muted=True), "muted")
    desktop.status("Paused")
    maya.until(lambda s: pressed("Play", s, muted=False), "not muted any more")
    desktop.status("Playing")
    assert desktop.get("Metadata")["xesam:title"] == ("s", "Call")
    anna.obey(HangUp(id=new_id(), call=call))
    maya.until(lambda _: not desktop.players(), "no player after the call")
