"""The archives that a profile's settings mean: of customers' calls, and of rehearsals."""

from pathlib import Path

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
    return _sealing(recording.url or str(places.archive), places.archiving, settings, keys)


def rehearsals_to_read(settings: Settings, places: Places) -> Archive:
    """The archive of rehearsals' sound, which is none of customers' calls; no keyring is asked."""
    return Archive(settings.recording.rehearsals or str(places.rehearsals), work=places.rehearsing)


def rehearsals_to_keep(settings: Settings, places: Places, keys: RecordingKeys) -> Archive:
    """Sealed like a call; ArchiveError ``no_key`` as in :func:`archive_to_keep`."""
    url = settings.recording.rehearsals or str(places.rehearsals)
    return _sealing(url, places.rehearsing, settings, keys)


def _sealing(url: str, work: Path, settings: Settings, keys: RecordingKeys) -> Archive:
    try:
        public_key = keys.public()
    except SecretsError as error:
        raise ArchiveError("no_key", error.message) from error
    return Archive(url, work=work, public_key=public_key, sealed_only=settings.recording.encrypt == "always")
