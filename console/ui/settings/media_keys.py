"""Media keys: whether they are taken in a call, and what they may do and tell."""

from console.ui.settings.parts import Head
from console.ui.settings.port import SettingsPort
from console.ui.settings.saved import SavedCard
from console.ui.widgets.labels import Label
from console.ui.widgets.layout import column

_P = "settings.hotkeys"


class MediaKeyCard(SavedCard):
    """Each choice is in force at once."""

    def __init__(self, port: SettingsPort) -> None:
        super().__init__(port, _P)
        about = self.tr(
            "Play or pause, on the keyboard or on a Bluetooth headset, answers a call that rings and mutes or unmutes "
            "the microphone in one; a held call is taken back. Without a call they are your music player's."
        )
        media = self._yes_or_no(
            "hotkeys.media", self.tr("During a call"), self.tr("Warmline's"), self.tr("The music player's")
        )
        stop = self._yes_or_no(
            "hotkeys.media_stop", self.tr("The stop key"), self.tr("Ends the call"), self.tr("Does nothing")
        )
        names = self._yes_or_no(
            "hotkeys.media_names",
            self.tr("The desktop shows, also when locked"),
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
