"""Errors of the archive of recordings.

==================  ==========================================================================  =========
code                what                                                                        passes
==================  ==========================================================================  =========
``unreachable``     the place does not answer, or not as it should                              yes
``full``            no room there, or on this machine                                           yes
``refused``         no right to write or to read there                                          yes
``stopped``         the console is being closed                                                 yes
``gone``            there is no such file                                                       no
``damaged``         the WAV cannot be read, or has no sound in it                               no
``changed``         what is in the archive is not what was put there                            no
``no_key``          it is sealed for a key that is not here, or there is no key to seal for     no
``not_encrypted``   a shared place is only for sealed recordings                                no
``bad_url``         this is the address of nothing                                              no
``no_driver``       a package is missing that knows this kind of place                          no
==================  ==========================================================================  =========
"""

import errno
from typing import Final

from store.errors import StoreError

PASSING: Final = frozenset({"unreachable", "full", "refused", "stopped"})
_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_REFUSED: Final = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})


class ArchiveError(StoreError):
    """See the table above."""

    @property
    def passes(self) -> bool:
        """Whether the same may work later without anything having been changed in the settings."""
        return self.code in PASSING


def of_disk(error: OSError, where: str) -> ArchiveError:
    """What an error of a disk means for a recording."""
    why = error.strerror or str(error) or type(error).__name__
    if error.errno in _FULL:
        return ArchiveError("full", f"There is no room for recordings at {where}: {why}.")
    if error.errno in _REFUSED or isinstance(error, PermissionError):
        return ArchiveError("refused", f"Recordings may not be kept at {where}: {why}.")
    return ArchiveError("unreachable", f"Recordings cannot be kept at {where}: {why}.")
