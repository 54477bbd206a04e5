"""The list of erasures as a file: what a restored backup has to forget again. Ids only, one JSON object a line.

It lies beside the store, or wherever the backups are kept, and is not part of any of them.
"""

import json
import os
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from store.book import Book
from store.changes_recordings import EraseAgain
from store.erasure import Erasure
from store.errors import StoreUnavailable
from store.values import replace


def beside(store: Path) -> Path:
    """Where the list of a store in a file is."""
    return store.with_name(store.name + ".erasures")


def read(path: Path) -> tuple[Erasure, ...]:
    """The list, oldest first; nothing without a file. Raises StoreUnavailable if it cannot be read or is no list."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return ()
    except (OSError, UnicodeDecodeError) as error:
        raise StoreUnavailable("bad_erasures", f"{path} cannot be read: {error}.") from error
    try:
        return tuple(_erasure(json.loads(line)) for line in lines if line.strip())
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise StoreUnavailable("bad_erasures", f"{path} is no list of erasures: {error}.") from error


def write(path: Path, erasures: Iterable[Erasure]) -> None:
    """Replace the list in one piece; what was in it and is not in ``erasures`` stays. Raises StoreUnavailable."""
    known = {e.id: e for e in read(path)} | {e.id: e for e in erasures}
    ordered = sorted(known.values(), key=lambda e: (e.at, e.id))
    text = "".join(json.dumps(_object(e)) + "\n" for e in ordered)
    part = path.with_name(path.name + ".part")
    try:
        part.unlink(missing_ok=True)
        handle = os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as error:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise StoreUnavailable(
            "full", f"The list of erasures cannot be written to {path}: {error.strerror}."
        ) from error


def replay(book: Book, erasures: Iterable[Erasure], now: datetime) -> int:
    """Erase again what this book does not know to be erased, a backup put in its place; how many customers."""
    known = {e.id for e in book.erasures()}
    missing = [e for e in erasures if e.id not in known]
    book.apply_all(
        tuple(
            EraseAgain(
                id=uuid4(),
                at=now,
                person=e.by,
                erasure=e.id,
                customer=e.customer,
                by=e.by,
                erased_at=e.at,
                tickets=e.tickets,
                recordings=e.recordings,
            )
            for e in missing
        )
    )
    return len(missing)


def _object(erasure: Erasure) -> dict[str, Any]:
    return {
        "id": erasure.id.hex,
        "customer": erasure.customer.hex,
        "at": erasure.at.isoformat(),
        "by": erasure.by,
        "tickets": [each.hex for each in erasure.tickets],
        "recordings": [each.hex for each in erasure.recordings],
    }


def _erasure(found: dict[str, Any]) -> Erasure:
    at = datetime.fromisoformat(found["at"])
    if at.tzinfo is None:
        raise ValueError(f"a time without a zone: {found['at']}")
    return replace(
        Erasure(id=UUID(found["id"]), customer=UUID(found["customer"]), at=at, by=str(found["by"])),
        tickets=tuple(map(UUID, found["tickets"])),
        recordings=tuple(map(UUID, found["recordings"])),
    )
