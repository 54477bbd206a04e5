"""The section of the settings about recordings: where and how they are kept. For how long is the store's business.

Which calls are recorded, and what happens meanwhile, is in settings_recording_policy.py.
"""

import re
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

import msgspec
from msgspec import Meta

from console.errors import SettingsError
from console.key_text import public_from_text
from console.settings_recording_policy import RecordingPolicy, check_notice, place_notice
from store.archive.place import is_shared


class Recording(RecordingPolicy, frozen=True, kw_only=True):
    """Where recordings are kept. Without ``url`` it is a folder of the profile's data."""

    url: Annotated[
        str,
        Meta(description='a folder, or an address such as "s3://bucket/recordings", without a password'),
    ] = ""
    encrypt: Annotated[
        Literal["if_possible", "always"],
        Meta(description='"if_possible" (once there is a key; always at a shared address) or "always"'),
    ] = "if_possible"
    public_key: Annotated[
        str, Meta(max_length=80, description="the text that `warmline key recordings public` shows")
    ] = ""


def check(path: Path, recording: Recording) -> None:
    """SettingsError for what the fields' own descriptions cannot say."""
    check_notice(path, recording)
    url = recording.url
    try:
        password = urlsplit(url).password
    except ValueError as error:
        raise SettingsError(path, "recording.url", f"is no URL ({error}).") from error
    if password is not None:
        problem = "a password is never kept in this file. Leave it to the place's own configuration, such as ~/.aws."
        raise SettingsError(path, "recording.url", problem)
    if recording.public_key and public_from_text(recording.public_key) is None:
        problem = (
            "is no public key of recordings. `warmline key recordings public` shows it where it was made."
        )
        raise SettingsError(path, "recording.public_key", problem)


def placed(path: Path, recording: Recording) -> Recording:
    """The same with an absolute path: a relative one is meant from the settings file's folder."""
    recording = msgspec.structs.replace(recording, notice=place_notice(path, recording.notice))
    url = recording.url
    if not url or is_shared(url):
        return recording
    folder = Path(re.sub(r"^(file|local)://", "", url)).expanduser()
    return msgspec.structs.replace(recording, url=str((path.parent / folder).absolute()))
