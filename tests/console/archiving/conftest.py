"""As in the tests of the archive, with a store in memory."""

import pytest

from store.book import Book
from store.memory import MemoryBook
from tests.store.archive.conftest import _empty_memory, archive, private, unlock, wav

__all__ = ["_empty_memory", "archive", "private", "unlock", "wav"]


@pytest.fixture
def book() -> Book:
    return MemoryBook()
