"""Where a file lies, and whether SQLite's WAL works there: it needs memory that all its users share."""

import os
import sys
from pathlib import Path

from store.errors import StoreUnavailable

NETWORK = frozenset(
    {
        "9p", "afs", "beegfs", "ceph", "cifs", "coda", "davfs", "fuse.davfs", "fuse.glusterfs", "fuse.s3fs",
        "fuse.sshfs", "fuse.rclone", "glusterfs", "gpfs", "lustre", "ncpfs", "nfs", "nfs4", "ocfs2", "orangefs",
        "prl_fs", "smb3", "smbfs", "vboxsf", "fuse.vmhgfs-fuse", "vmhgfs",
    }
)  # fmt: skip
"""Types of file systems (Linux, ``/proc/self/mountinfo``) that other machines write to as well."""

_MOUNTS = Path("/proc/self/mountinfo")


def file_system(path: Path, mounts: str) -> str:
    """The type of the file system that ``path`` is on; ``mounts`` as in proc(5), "" if none fits.

    By name and not by ``statfs``: that gives all FUSE file systems one number, sshfs and local ones alike.
    """
    best, found = -1, ""
    target = os.path.realpath(path)
    for line in mounts.splitlines():
        before, separator, after = line.partition(" - ")
        fields = before.split()
        if not separator or len(fields) < 5:  # noqa: PLR2004 - the mount point is the fifth field
            continue
        point = fields[4].encode().decode("unicode_escape")  # a space is \040
        inside = target == point or target.startswith(point.rstrip("/") + "/")
        if inside and len(point) >= best:  # of two on one point the later one covers the other
            best, found = len(point), after.split()[0]
    return found


def refuse_network(path: Path, mounts: str | None = None) -> None:
    """Raise StoreUnavailable if other machines can write to the folder too. Linux only; elsewhere nothing."""
    if mounts is None:
        if not sys.platform.startswith("linux"):
            return
        try:
            mounts = _MOUNTS.read_text(encoding="utf-8", errors="surrogateescape")
        except OSError:  # a sandbox without /proc: nothing is known, so nothing is refused
            return
    kind = file_system(path, mounts)
    if kind in NETWORK:
        raise StoreUnavailable(
            "network_disk",
            f"{path} is on a network disk ({kind}), where a store is damaged sooner or later. Set a local file"
            " under [store] url; to share a store between machines use PostgreSQL.",
        )


def prepare(path: Path) -> None:
    """Make the file, readable for its owner only, or see that it can be used. Raises StoreUnavailable."""
    folder = path.parent
    if not folder.is_dir():
        raise StoreUnavailable(
            "missing_folder",
            f"The folder {folder} does not exist. Create it, or set another file under [store] url.",
        )
    refuse_network(folder)
    if path.is_dir():
        raise StoreUnavailable("cannot_open", f"{path} is a folder. Set a file under [store] url.")
    try:
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError as e:
        raise StoreUnavailable(
            "read_only",
            f"{path} cannot be written to ({e.strerror}). Make the file and its folder writable for you, or set"
            " another file under [store] url.",
        ) from e
    if not os.access(folder, os.W_OK):
        raise StoreUnavailable(
            "read_only",
            f"The folder {folder} cannot be written to, and the store keeps more than one file in it. Make it"
            " writable for you, or set another file under [store] url.",
        )
