"""As in the tests of the archive."""

from tests.store.archive.conftest import _empty_memory, private, unlock, wav

__all__ = ["_empty_memory", "private", "unlock", "wav"]
