"""The section of the settings about recordings: which calls, and where and how they are kept."""

from pathlib import Path

import msgspec

from console.settings_recording_policy import RecordingPolicy, check_notice, place_notice


class Recording(RecordingPolicy, frozen=True, kw_only=True):
    """Which calls are recorded, who is told, and what pauses it."""


def check(path: Path, recording: Recording) -> None:
    """SettingsError for what the fields' own descriptions cannot say."""
    check_notice(path, recording)


def placed(path: Path, recording: Recording) -> Recording:
    """The same with absolute paths: relative ones are meant from the settings file's folder."""
    return msgspec.structs.replace(recording, notice=place_notice(path, recording.notice))
