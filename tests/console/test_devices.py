"""What was chosen for sound is there after a restart: devices for their set, volumes in the settings."""

from pathlib import Path

import msgspec
import pytest

from console.devices import Devices, read_choices, sound_of, write_choices
from console.errors import SettingsError
from console.settings import Settings
from telephony.commands import Sound, SoundChoice

DOCK = SoundChoice(present=("Built-in", "Headset"), microphone="Headset", speaker="Headset")


class Kept:
    def __init__(self) -> None:
        self.settings = Settings()
        self.warnings: list[str] = []
        self.changes = 0
        self.problem = False

    def change(self, settings: Settings) -> None:
        if self.problem:
            raise SettingsError(Path("config.toml"), "", "cannot be written.")
        self.changes += 1
        self.settings = settings


@pytest.fixture
def kept() -> Kept:
    return Kept()


def devices(file: Path, kept: Kept) -> Devices:
    return Devices(file, settings=lambda: kept.settings, change=kept.change, warn=kept.warnings.append)


def test_a_choice_is_there_after_a_restart(tmp_path: Path, kept: Kept, qtbot: object) -> None:
    file = tmp_path / "devices.json"
    keeper = devices(file, kept)
    keeper.save(Sound(microphone="Headset", speaker_volume=0.4, remembered=(DOCK,)))
    keeper.save(Sound(microphone="Headset", speaker_volume=0.5, remembered=(DOCK,)))
    keeper.flush()
    assert kept.changes == 1
    assert kept.settings.sound.speaker_volume == 0.5
    assert read_choices(file) == (DOCK,)
    assert file.stat().st_mode & 0o077 == 0
    again = sound_of(kept.settings, read_choices(file))
    assert (again.microphone, again.remembered) == ("Headset", (DOCK,))
    keeper.flush()
    assert kept.changes == 1


def test_only_a_remembered_device_changes_no_settings(tmp_path: Path, kept: Kept, qtbot: object) -> None:
    keeper = devices(tmp_path / "devices.json", kept)
    keeper.save(Sound(remembered=(DOCK,)))
    keeper.flush()
    assert kept.changes == 0


def test_what_cannot_be_saved_is_told(tmp_path: Path, kept: Kept, qtbot: object) -> None:
    keeper = devices(tmp_path / "no" / "devices.json", kept)
    keeper.save(Sound(remembered=(DOCK,)))
    keeper.flush()
    kept.problem = True
    keeper = devices(tmp_path / "devices.json", kept)
    keeper.save(Sound(ringer_volume=0.1))
    keeper.flush()
    assert len(kept.warnings) == 2


@pytest.mark.allow_logs
@pytest.mark.parametrize("content", [b"", b"{", b"[1]", b'[{"present": "x"}]', b"\xff\x00", b"[" * 100_000])
def test_a_damaged_file_is_as_good_as_none(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "devices.json"
    file.write_bytes(content)
    assert read_choices(file) == ()


def test_without_a_file_nothing_was_chosen(tmp_path: Path) -> None:
    assert read_choices(tmp_path / "devices.json") == ()
    write_choices(tmp_path / "devices.json", (DOCK,))
    assert read_choices(tmp_path / "devices.json") == (DOCK,)
    assert [p.name for p in tmp_path.iterdir()] == ["devices.json"]


def test_every_field_of_the_settings_is_one_of_the_sounds() -> None:
    assert set(Settings().sound.__struct_fields__) <= set(msgspec.structs.asdict(Sound()))
