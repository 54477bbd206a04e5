"""Who hears this call beside the customer: a supervisor who listens, whispers or has joined, and for how long."""

from datetime import datetime

from console.desk.calling import Listener
from console.ui import format as fmt
from console.ui.agent.caller import Hint
from store.grant import Ear
from telephony.call import CallId


class Listeners(Hint):
    """One line below the buttons; with nobody there it is not there either."""

    def __init__(self) -> None:
        super().__init__("vio", "headphones", "vio", "call.listener")
        self._heard: Listener | None = None

    def put_listeners(self, listeners: tuple[Listener, ...], call: CallId, now: datetime) -> None:
        """Those of this call; there is room for one at a time."""
        self._heard = next((each for each in listeners if each.customer == call), None)
        self.tick(now)

    def tick(self, now: datetime) -> None:
        """A second has passed."""
        if self._heard is None:
            self.put("")
            return
        said, note = self._words(self._heard)
        self.put(f"{said} · {fmt.between(self._heard.since, now)}", note)

    def _words(self, heard: Listener) -> tuple[str, str]:
        """What they do, and who hears them."""
        said, note = {
            Ear.LISTEN: (
                self.tr("{name} listens to this call"),
                self.tr("Neither you nor the customer hears them."),
            ),
            Ear.WHISPER: (self.tr("{name} whispers to you"), self.tr("The customer does not hear them.")),
            Ear.JOIN: (self.tr("{name} has joined this call"), self.tr("You and the customer hear them.")),
        }[heard.ear]
        return said.replace("{name}", heard.name), note
