"""The archive that a profile's settings mean."""

from console.errors import SecretsError
from console.places import Places
from console.recording_keys import RecordingKeys
from console.settings import Settings
from store.archive.errors import ArchiveError
from store.recordings import Archive


def keys_of(settings: Settings) -> RecordingKeys:
    """What seals and what opens."""
    return RecordingKeys(settings.floor.name, settings.recording.public_key)


def archive_to_read(settings: Settings, places: Places) -> Archive:
    """For whoever listens or deletes; no keyring is asked."""
    return Archive(settings.recording.url or str(places.archive), work=places.archiving)


def archive_to_keep(settings: Settings, places: Places, keys: RecordingKeys) -> Archive:
    """For whoever puts recordings there. A keyring may take its time; ArchiveError ``no_key`` if it stays locked."""
    recording = settings.recording
    try:
        public_key = keys.public()
    except SecretsError as error:
        raise ArchiveError("no_key", error.message) from error
    return Archive(
        recording.url or str(places.archive),
        work=places.archiving,
        public_key=public_key,
        sealed_only=recording.encrypt == "always",
    )
