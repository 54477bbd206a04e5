"""`warmline import`: contacts from a file into this profile's store, with or without a console that runs."""

from pathlib import Path

from console.contacts import take_in
from console.errors import ConsoleError
from console.opening import settings_of
from console.places import Places
from store.errors import StoreError
from store.open import open_book

EXIT_DONE = 0
EXIT_PROBLEMS = 1
"""Some rows could not be read; the others were."""


def run(file: Path, places: Places, *, apply: bool) -> int:
    """Say what would change, or change it; the exit code. ConsoleError if the file or the store cannot be used."""
    if not file.is_file():
        raise ConsoleError("no_file", f"There is no file {file}.")
    settings = settings_of(places)
    places.prepare()
    try:
        book = open_book(settings.store.url or places.store_url)
        try:
            report = take_in(
                book, file, apply=apply, country=settings.floor.country, person=settings.person.key
            )
        finally:
            book.close()
    except StoreError as error:
        raise ConsoleError(error.code, error.message) from error
    if report.error:
        raise ConsoleError("bad_file", report.error)
    print(
        f"{'Taken in' if apply else 'Would be taken in'}: {report.new} new, {report.changed} changed,"
        f" {report.same} as they were."
    )
    for line, why in report.problems:
        print(f"  line {line}: {why}" if line else f"  … {why}")
    if not apply:
        print("Nothing was written. Say --apply to take them in.")
    return EXIT_PROBLEMS if report.problems else EXIT_DONE
