"""Work beside the desk is told on the desk's thread, however it ends."""

import threading
from typing import NoReturn, cast

import pytest
from pytestqt.qtbot import QtBot

from console.beside import Beside
from store.book import Book
from store.errors import StoreUnavailable
from store.memory import MemoryBook


def away() -> NoReturn:
    raise StoreUnavailable("away", "The store is away.")


def told(beside: Beside, qtbot: QtBot, *, fails: bool = False) -> tuple[str, bool]:
    """The result, and whether it was told here."""
    found: list[tuple[str, bool]] = []
    here = threading.get_ident()

    def work(_book: Book) -> str:
        assert threading.get_ident() != here
        return f"{1 // (not fails)} done"

    beside.run(
        "count", work, lambda why: why, lambda said: found.append((said, threading.get_ident() == here))
    )
    qtbot.waitUntil(lambda: bool(found), timeout=10_000)
    return found[0]


def test_what_was_done_is_told(qtbot: QtBot) -> None:
    assert told(Beside(lambda: cast("Book", MemoryBook())), qtbot) == ("1 done", True)


def test_a_store_that_is_away_is_told_in_its_words(qtbot: QtBot) -> None:
    assert told(Beside(away), qtbot) == ("The store is away.", True)


@pytest.mark.allow_logs
def test_a_bug_is_told_too_and_nobody_waits_for_ever(qtbot: QtBot) -> None:
    said, here = told(Beside(lambda: cast("Book", MemoryBook())), qtbot, fails=True)
    assert here
    assert "its log says what" in said
