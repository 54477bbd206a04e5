"""Where files of the archive are: a folder, or whatever else fsspec knows (S3, SFTP, …). Names in, bytes out.

A file appears under its name only when all of it is there: it is written as ``<name>.part`` and then moved. Where a
place keeps its login is that place's own business (``~/.aws``, environment, fsspec's configuration), never the URL's.
"""

import hashlib
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any, Final, cast

import msgspec

from store.archive.errors import ArchiveError, of_disk
from store.sync import sync_folder

PART: Final = ".part"
_FETCH: Final = 1 << 18
"""Bytes that a place behind a network is asked for at a time: fsspec's own 5 MB would make every seek wait."""
_BUGS: Final = (TypeError, AttributeError, NameError, AssertionError, LookupError)


def is_shared(url: str) -> bool:
    """Whether it is more than a folder of this machine, as far as an address can tell."""
    scheme, found, _ = url.partition("://")
    return "::" in url or (bool(found) and scheme not in {"file", "local"})


class Put(msgspec.Struct, frozen=True):
    """What is there now. ``sha256`` in hex, of the file as it is stored."""

    size: int
    sha256: str


class Place:
    """A place by its URL. Nothing is imported, and nobody asked, before it is used. Raises ArchiveError."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.shared = is_shared(url)
        self._fs: Any = None
        self._root = ""

    def put(self, name: str, pieces: Iterable[bytes]) -> Put:
        """Write a file, whole or not at all; one of that name is replaced."""
        fs, path = self._at(name)
        digest, size = hashlib.sha256(), 0
        with self._told():
            self._make_folder(fs)
            with fs.open(path + PART, "wb") as file:
                for piece in pieces:
                    file.write(piece)
                    digest.update(piece)
                    size += len(piece)
                if not self.shared:
                    file.flush()
                    os.fsync(file.fileno())
            self._rename(fs, path)
            fs.invalidate_cache()
            found = fs.size(path)
        if found != size:
            raise ArchiveError("unreachable", f"{self.url} has taken {found} of {size} bytes.")
        return Put(size=size, sha256=digest.hexdigest())

    def open(self, name: str) -> tuple[IO[bytes], int]:
        """A file to read from, anywhere in it, and its size. ``gone`` if there is none."""
        fs, path = self._at(name)
        with self._told(name):
            fs.invalidate_cache()
            size = int(fs.size(path))
            return cast("IO[bytes]", fs.open(path, "rb", block_size=_FETCH)), size

    def size(self, name: str) -> int | None:
        """In bytes; None if there is no such file."""
        fs, path = self._at(name)
        with self._told():
            fs.invalidate_cache()
            return int(fs.size(path)) if fs.exists(path) else None

    def remove(self, name: str) -> bool:
        """Delete a file, and what is left of one that was being written; whether there was any."""
        fs, path = self._at(name)
        removed = False
        with self._told():
            fs.invalidate_cache()
            for one in (path, path + PART):
                if fs.exists(one):
                    with suppress(FileNotFoundError):  # somebody else was quicker
                        fs.rm_file(one)
                        removed = True
        return removed

    def names(self) -> list[str]:
        """All files, also those that were being written; none if there is no such folder yet."""
        fs, _ = self._at("")
        with self._told():
            fs.invalidate_cache()
            if not fs.exists(self._root):
                return []
            return sorted(str(path).rpartition("/")[2] for path in fs.ls(self._root, detail=False))

    def _at(self, name: str) -> tuple[Any, str]:
        """The file system and the whole path."""
        if self._fs is None:
            import fsspec  # noqa: PLC0415 - 60 ms, only when something is kept or opened

            with self._told():
                try:
                    self._fs, root = fsspec.core.url_to_fs(self.url)
                except ImportError as error:
                    what = f"For recordings at {self.url} a package is missing: {error}."
                    raise ArchiveError("no_driver", what) from error
                except ValueError as error:
                    raise ArchiveError(
                        "bad_url", f"Recordings cannot be kept at {self.url}: {error}."
                    ) from error
                self._root = str(root).rstrip("/")
        return self._fs, f"{self._root}/{name}"

    def _make_folder(self, fs: Any) -> None:
        """The last folder only: where a disk is not mounted nothing is to be written beside it."""
        if self.shared:
            fs.makedirs(self._root, exist_ok=True)
            return
        folder = Path(self._root)
        if not folder.is_dir():
            folder.mkdir(mode=0o700)

    def _rename(self, fs: Any, path: str) -> None:
        if not self.shared:
            Path(path + PART).replace(path)
            sync_folder(Path(self._root))
            return
        if fs.exists(path):  # left by a try that was interrupted; some places rename onto nothing that exists
            fs.rm_file(path)
        fs.mv(path + PART, path)

    @contextmanager
    def _told(self, name: str = "") -> Iterator[None]:
        """Tell what went wrong there in our words."""
        try:
            yield
        except (ArchiveError, *_BUGS):
            raise
        except OSError as error:
            raise self._of(error, name) from error
        except Exception as error:  # each place raises what the library that knows it raises
            raise ArchiveError("unreachable", f"Recordings cannot be kept at {self.url}: {error}.") from error

    def _of(self, error: OSError, name: str) -> ArchiveError:
        if isinstance(error, FileNotFoundError) and name:
            return ArchiveError("gone", f"{name} is not in the archive of recordings ({self.url}).")
        return of_disk(error, self.url)
