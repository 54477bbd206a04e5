"""The section of the settings about recordings: where and how they are kept. For how long is the store's business.

Which calls are recorded, and what happens meanwhile, is in settings_recording_policy.py.
"""

import re
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from msgspec import Meta

from console.errors import SettingsError
from console.key_text import public_from_text
from console.settings_recording_policy import RecordingPolicy, check_notice, place_notice
from store.archive.place import is_shared
from store.values import replace


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
    rehearsals: Annotated[
        str, Meta(description="a folder or an address of its own, in which nothing of a customer's is kept")
    ] = ""
    rehearsal_days: Annotated[int, Meta(ge=1, le=365, description="a number of days from 1 to 365")] = 30


def check(path: Path, recording: Recording) -> None:
    """SettingsError for what the fields' own descriptions cannot say."""
    check_notice(path, recording)
    _check_url(path, "recording.url", recording.url)
    _check_url(path, "recording.rehearsals", recording.rehearsals)
    where = placed(path, recording)
    if where.rehearsals and where.rehearsals == where.url:
        problem = "is where the calls of customers are kept. Rehearsals need a place of their own."
        raise SettingsError(path, "recording.rehearsals", problem)
    if recording.public_key and public_from_text(recording.public_key) is None:
        problem = (
            "is no public key of recordings. `warmline key recordings public` shows it where it was made."
        )
        raise SettingsError(path, "recording.public_key", problem)


def placed(path: Path, recording: Recording) -> Recording:
    """The same with an absolute path: a relative one is meant from the settings file's folder."""
    recording = replace(recording, notice=place_notice(path, recording.notice))
    return replace(
        recording, url=_placed(path, recording.url), rehearsals=_placed(path, recording.rehearsals)
    )


def _placed(path: Path, url: str) -> str:
    if not url or is_shared(url):
        return url
    folder = Path(re.sub(r"^(file|local)://", "", url)).expanduser()
    return str((path.parent / folder).absolute())


def _check_url(path: Path, key: str, url: str) -> None:
    try:
        password = urlsplit(url).password
    except ValueError as error:
        raise SettingsError(path, key, f"is no URL ({error}).") from error
    if password is not None:
        problem = "a password is never kept in this file. Leave it to the place's own configuration, such as ~/.aws."
        raise SettingsError(path, key, problem)
