"""What `warmline doctor` says about the archive of recordings: it writes a small file there, and removes it."""

from collections.abc import Iterator

from console import secrets
from console.archiving.made import archive_to_keep, keys_of
from console.errors import SecretsError
from console.finding import Finding, Verdict
from console.key_text import public_from_text
from console.places import Places
from console.settings import Settings
from store.archive.errors import ArchiveError
from store.archive.keys import name_of, public_of

_NAME = "recordings"
_KEY = "recordings' key"
_MAKE = "make one with `warmline key recordings new`, then back it up"


def examine(settings: Settings, places: Places) -> Iterator[Finding]:
    """Where recordings are kept, what they are encrypted for, and what waits. Nothing where calls are not recorded."""
    recording = settings.recording
    if recording.policy == "off" and not recording.url and not places.recordings.is_dir():
        return
    try:
        archive = archive_to_keep(settings, places, keys_of(settings))
        archive.check()
        archive.try_out()
        yield Finding(Verdict.OK, _NAME, f"kept at {archive.url}{', encrypted' if archive.seals else ''}")
    except ArchiveError as error:
        yield Finding(Verdict.NOTE, _NAME, error.message, "until then they wait on this machine")
    yield _key(settings)
    waiting = len(list(places.recordings.glob("*.wav"))) if places.recordings.is_dir() else 0
    if waiting:
        do = "an open console keeps them within a minute, if the archive can be reached"
        yield Finding(Verdict.NOTE, _NAME, f"{waiting} wait in {places.recordings}", do)


def _key(settings: Settings) -> Finding:
    public = public_from_text(settings.recording.public_key)
    try:
        private = secrets.recordings_key(settings.floor.name)
        if public is not None and (private is None or public_of(private) != public):
            private = secrets.recordings_key(settings.floor.name, name_of(public))
    except SecretsError as error:
        return Finding(Verdict.NOTE, _KEY, error.message, "unlock the keyring")
    if private is not None and (public is None or public_of(private) == public):
        return Finding(Verdict.OK, _KEY, f"{name_of(public_of(private))}: this desk can listen")
    if public is not None:
        found = f"{name_of(public)}: this desk records, and cannot open what it has recorded"
        do = "where somebody is to listen: `warmline key recordings import FILE`"
        return Finding(Verdict.NOTE, _KEY, found, do)
    return Finding(Verdict.NOTE, _KEY, "none: what is recorded is not encrypted where it is kept", _MAKE)
