"""Where recordings are kept, and what they are encrypted for; tried by a small file that is written and removed."""

from console.ui.settings.parts import Head, form
from console.ui.settings.port import SettingsPort
from console.ui.settings.typed import TriedCard
from console.ui.shell.telephone import Said
from console.ui.widgets.labels import Label
from console.ui.widgets.layout import column, row

_P = "settings.archive"


class ArchiveCard(TriedCard):
    """``[recording]``: its place and its key."""

    def __init__(self, port: SettingsPort) -> None:
        super().__init__(port, _P, use=self.tr("Save"), try_=self.tr("Try it"), icon="refresh-cw")
        url = self._text(
            "recording.url", self.tr("Folder or address"), hint=self.tr("empty: beside the tickets")
        )
        encrypt = self._choice(
            "recording.encrypt",
            self.tr("Encryption"),
            [("if_possible", self.tr("Once there is a key")), ("always", self.tr("Always, or not kept"))],
        )
        public = self._text(
            "recording.public_key", self.tr("Public key"), hint=self.tr("empty: the keyring's")
        )
        about = self.tr(
            "A folder, or an address such as s3://bucket/recordings; its login stays where that place keeps it, never "
            "here. It holds for recordings from now on: those that are kept already stay where they are, and are "
            "heard again once their files are here too."
        )
        key = self.tr(
            "Who makes the key has it in the keyring and listens; back it up. Desks that record and do not listen need "
            "its public half alone, which “warmline key recordings public” shows there."
        )
        self.setLayout(
            column(
                Head(self.tr("Where recordings are kept"), _P),
                Label(about, "muted", wrap=True),
                url,
                form((encrypt, public)),
                Label(key, "meta", wrap=True),
                self._problem,
                row(self._use, self._undo, None, self._try, gap=8),
                gap=12,
                margins=(20, 16, 20, 16),
            )
        )
        self.begin()

    def try_(self) -> None:
        """As a recording would be kept there."""
        self._begin_trial(self.tr("Looking whether recordings can be kept there …"))
        self._port.try_archive(self._tried)

    def _tried(self, why: str) -> None:
        if why:
            wait = self.tr("Until then they wait on this computer; nothing is lost.")
            self._end_trial(Said("bad", why, wait))
        else:
            self._end_trial(Said("ok", self.tr("Recordings can be kept there."), ""))
