"""The keys of a floor's recordings on this desk: what to seal for, and what opens what was sealed.

Whoever records needs the public key alone: from the settings, or of the private key in the keyring. Whoever listens
needs the private one. A floor that changes its key keeps the ones before, or what was sealed for them stays shut.
"""

import threading
from uuid import UUID

from console import secrets
from console.errors import SecretsError
from console.key_text import public_from_text
from store.archive.errors import ArchiveError
from store.archive.keys import name_of, public_of, unwrap, wrapped_for


class RecordingKeys:
    """``public_key`` is the settings' text, "" to take the keyring's. For any thread; a keyring may take its time."""

    def __init__(self, floor: str, public_key: str = "") -> None:
        self._floor = floor
        self._public_key = public_key
        self._lock = threading.Lock()
        self._known: dict[str, bytes] = {}

    def public(self) -> bytes:
        """What to seal for; b"" while this floor has no key. SecretsError if the keyring stays locked."""
        given = public_from_text(self._public_key)
        if given is not None:
            return given
        private = secrets.recordings_key(self._floor)
        return b"" if private is None else public_of(private)

    def unlock(self, recording: UUID, wrapped: str) -> bytes:
        """The key of a recording (:data:`store.archive.keys.Unlock`). ArchiveError ``no_key`` says what to do."""
        return unwrap(wrapped, self._private(wrapped_for(wrapped)), recording)

    def _private(self, name: str) -> bytes:
        with self._lock:
            if name not in self._known:
                self._known[name] = self._find(name)
            return self._known[name]

    def _find(self, name: str) -> bytes:
        try:
            for entry in (name, ""):
                key = secrets.recordings_key(self._floor, entry)
                if key is not None and name_of(public_of(key)) == name:
                    return key
        except SecretsError as error:
            raise ArchiveError("no_key", error.message) from error
        raise ArchiveError(
            "no_key",
            f"This recording is encrypted for the key {name}, which is not in this keyring. "
            "Take it in from its back-up: `warmline key recordings import FILE`.",
        )
