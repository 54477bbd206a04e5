"""What was chosen for sound, kept: for the devices that were there in a file of the profile, else in the settings.

    desk ─Sound─► Devices ──► devices.json (which devices, for which set of them)
                          └─► settings ([sound]: the last choice, gains and volumes)

The remembered choices are not in the settings: they are of this machine and are written by no person.
"""

import logging
from collections.abc import Callable
from pathlib import Path

import msgspec
from PySide6.QtCore import QObject, QTimer

from console import whole_file
from console.errors import SettingsError
from console.settings import Settings
from store.values import replace
from telephony.commands import Sound, SoundChoice

log = logging.getLogger("console.devices")

_QUIET_MS = 500
"""A volume that is dragged is saved when it stands still."""
_LONGEST = 1 << 20
_MOST = 100


def read_choices(file: Path) -> tuple[SoundChoice, ...]:
    """What was chosen for which devices. A file that cannot be read is as good as none, but for a line in the log."""
    try:
        with file.open("rb") as stream:
            return msgspec.json.decode(stream.read(_LONGEST), type=tuple[SoundChoice, ...])[-_MOST:]
    except FileNotFoundError:
        return ()
    except (OSError, msgspec.MsgspecError) as error:
        log.warning("The devices chosen before cannot be read from %s: %s", file, error)
        return ()


def write_choices(file: Path, choices: tuple[SoundChoice, ...]) -> None:
    """At once or not at all. OSError if it cannot be written."""
    whole_file.write(file, msgspec.json.format(msgspec.json.encode(choices)))


def sound_of(settings: Settings, choices: tuple[SoundChoice, ...]) -> Sound:
    """The sound that the engine is told at the start."""
    return Sound(**msgspec.structs.asdict(settings.sound), remembered=choices)


class Devices(QObject):
    """``change`` saves the settings (SettingsError: nothing was saved), ``warn`` is told why something was not."""

    def __init__(
        self,
        file: Path,
        *,
        settings: Callable[[], Settings],
        change: Callable[[Settings], None],
        warn: Callable[[str], None],
    ) -> None:
        super().__init__()
        self._file = file
        self._settings = settings
        self._change = change
        self._warn = warn
        self._due: Sound | None = None
        self._timer = QTimer(self, singleShot=True, interval=_QUIET_MS)
        self._timer.timeout.connect(self.flush)

    def save(self, sound: Sound) -> None:
        """Soon."""
        self._due = sound
        self._timer.start()

    def flush(self) -> None:
        """Now, if something is still to be saved."""
        self._timer.stop()
        sound, self._due = self._due, None
        if sound is None:
            return
        now = self._settings()
        names = {f: getattr(sound, f) for f in now.sound.__struct_fields__}
        chosen = replace(now.sound, **names)
        try:
            if sound.remembered != read_choices(self._file):
                write_choices(self._file, sound.remembered)
            if chosen != now.sound:
                self._change(replace(now, sound=chosen))
        except OSError as error:
            self._warn(f"{self._file} cannot be written ({error.strerror}).")
        except SettingsError as error:
            self._warn(error.message)
