"""Whether recordings can be kept where the settings say: a small file is written there, and removed again."""

from console.archiving.made import archive_to_keep, keys_of
from console.places import Places
from console.settings import Settings
from store.archive.errors import ArchiveError


def why_not_kept(settings: Settings, places: Places) -> str:
    """What keeps recordings from there, for the person; "" if nothing does. A place or a keyring may take its time."""
    try:
        archive = archive_to_keep(settings, places, keys_of(settings))
        archive.check()
        archive.try_out()
    except ArchiveError as error:
        return error.message
    return ""
