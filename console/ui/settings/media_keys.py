"""Media keys: whether they are taken in a call, and what they may do and tell."""

from console.ui.settings.parts import Bound, Head
from console.ui.settings.port import SettingsPort
from console.ui.widgets.fields import Choice, Field
from console.ui.widgets.labels import Label
from console.ui.widgets.layout import Box, column

_P = "settings.hotkeys"


class MediaKeyCard(Box):
    """Each choice is in force at once."""

    def __init__(self, port: SettingsPort) -> None:
        super().__init__("card", name=_P)
        self._port = port
        self._bound: list[Bound] = []
        about = self.tr(
            "Play or pause, on the keyboard or on a Bluetooth headset, answers a call that rings and mutes or unmutes "
            "the microphone in one; a held call is taken back. Without a call they are your music player's."
        )
        media = self._choice(
            self.tr("During a call"), "media", self.tr("Warmline's"), self.tr("The music player's")
        )
        stop = self._choice(
            self.tr("The stop key"), "media_stop", self.tr("Ends the call"), self.tr("Does nothing")
        )
        names = self._choice(
            self.tr("The desktop shows, also when locked"),
            "media_names",
            self.tr("Who it is"),
            self.tr("“Call”, no name"),
        )
        self.setLayout(
            column(
                Head(self.tr("Media keys"), _P),
                Label(about, "muted", wrap=True),
                media,
                stop,
                names,
                gap=12,
                margins=(20, 16, 20, 16),
            )
        )
        self.put()

    def put(self) -> None:
        """Show what is in force."""
        for bound in self._bound:
            bound.put()

    def _choice(self, label: str, key: str, yes: str, no: str) -> Field:
        field = Field(label, Choice(f"{_P}.{key}", label, [("yes", yes), ("no", no)]))
        bound = Bound(
            self._port,
            field,
            "hotkeys",
            key,
            read=lambda on: "yes" if on else "no",
            write=lambda text: text == "yes",
        )
        self._bound.append(bound)
        return field
