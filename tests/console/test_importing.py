"""`warmline import`: what it says, what it writes, and how it ends."""

from pathlib import Path

import pytest

from console import places
from console.errors import ConsoleError
from console.importing import EXIT_DONE, EXIT_PROBLEMS, run
from store.open import open_book


@pytest.fixture
def where(warmline_home: Path) -> places.Places:
    return places.of()


def names(where: places.Places) -> list[str]:
    book = open_book(where.store_url)
    found = [customer.name for customer in book.customers()]
    book.close()
    return found


def test_a_dry_run_then_the_import(
    where: places.Places, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "contacts.csv"
    file.write_text("Name,Phone\nAnn Lee,020 7946 0001\n")
    assert run(file, where, apply=False) == EXIT_DONE
    assert "1 new" in capsys.readouterr().out
    assert names(where) == []
    assert run(file, where, apply=True) == EXIT_DONE
    assert names(where) == ["Ann Lee"]
    capsys.readouterr()
    assert run(file, where, apply=True) == EXIT_DONE
    assert "0 new, 0 changed, 1 as they were" in capsys.readouterr().out


def test_rows_that_cannot_be_read_are_told(
    where: places.Places, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "contacts.csv"
    file.write_text("Name,Phone\nAnn Lee,020 7946 0001\nBen,none\n")
    assert run(file, where, apply=True) == EXIT_PROBLEMS
    assert "line 3" in capsys.readouterr().out
    assert names(where) == ["Ann Lee"]


@pytest.mark.parametrize("content", [None, b"", bytes(range(32)) * 20])
def test_what_is_no_file_of_contacts_is_a_sentence(
    where: places.Places, tmp_path: Path, content: bytes | None
) -> None:
    file = tmp_path / "contacts.csv"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(ConsoleError) as refused:
        run(file, where, apply=True)
    assert refused.value.message.endswith(".")
