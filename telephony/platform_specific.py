"""What differs between Linux, macOS and Windows on the telephone's side; nowhere else is a system named."""

import contextlib
import os
import signal
import socket
import stat
import struct
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from telephony.errors import EngineError

LONGEST_SOCKET_PATH = 90
"""Bytes. A Unix socket's address holds 107; Qt binds to a longer temporary name first and then renames."""


def boottime() -> float:
    """Seconds that also count while the machine sleeps (the monotonic clock stops on Linux)."""
    if sys.platform == "linux":
        return time.clock_gettime(time.CLOCK_BOOTTIME)
    return time.monotonic()


def slept() -> float:
    """Seconds on a clock that moves only while the machine sleeps: two readings that differ have a sleep between.

    Elsewhere than on Linux it also moves when somebody sets the clock, which must do no harm to whoever reads it.
    """
    if sys.platform == "linux":
        return time.clock_gettime(time.CLOCK_BOOTTIME) - time.clock_gettime(time.CLOCK_MONOTONIC)
    return time.time() - time.monotonic()


def network_news() -> socket.socket | None:
    """Open a socket that becomes readable when an address, a route or a link changes; None where there is no such.

    rtnetlink(7): the groups of links, and of addresses and routes of both families. What is in the messages does not
    matter; whoever reads them looks for himself.
    """
    if sys.platform != "linux":
        return None
    link, v4_address, v4_route, v6_address, v6_route = 0x1, 0x10, 0x40, 0x100, 0x400
    kind = socket.SOCK_RAW | socket.SOCK_NONBLOCK | socket.SOCK_CLOEXEC
    try:
        news = socket.socket(socket.AF_NETLINK, kind, socket.NETLINK_ROUTE)
    except OSError:
        return None
    try:
        news.bind((0, link | v4_address | v4_route | v6_address | v6_route))
    except OSError:
        news.close()
        return None
    return news


def boot_id() -> str:
    """Which start of the machine this is, so that boot times of two starts are not compared; "" if untold."""
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
    except OSError:
        return ""


def peer_uid(descriptor: int) -> int | None:
    """Name the user at the other end of a local socket; None where the system does not tell."""
    if sys.platform != "linux":
        return None
    copy = socket.socket(fileno=os.dup(descriptor))
    with copy:
        answer = copy.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
    _pid, uid, _gid = struct.unpack("3i", answer)
    return int(uid)


def is_our_user(uid: int | None) -> bool:
    """Whether the peer may talk to us: our own user, or one that the system does not tell."""
    return uid is None or uid == os.getuid()


def process_lives(pid: int) -> bool:
    """Whether the process runs; one that has died and is not yet reaped by its parent does not."""
    if sys.platform == "linux":
        try:
            state = Path(f"/proc/{pid}/stat").read_bytes().rpartition(b")")[2].split()[0]
        except OSError:
            return False
        return state not in {b"Z", b"X"}
    if sys.platform == "win32":
        return True  # QLockFile has already looked
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def runtime_folder() -> Path:
    """Find or make a folder for sockets: short, ours, closed to others (0700); EngineError if there is none.

    ``/run/user/UID`` is taken even when the environment does not name it, so that a console started over
    ssh finds the engine that one on the desktop has started.
    """
    if sys.platform == "win32":
        return Path(tempfile.gettempdir())  # names of pipes live elsewhere; kept for the lock alone
    uid = os.getuid()
    bases = [Path(p) for p in (os.environ.get("XDG_RUNTIME_DIR", ""), f"/run/user/{uid}") if p]
    for base in bases:
        if len(os.fsencode(base)) <= LONGEST_SOCKET_PATH - 40 and _is_private(base):
            return _private(base / "warmline")
    return _private(Path(tempfile.gettempdir()) / f"warmline-{uid}")


def _is_private(folder: Path) -> bool:
    try:
        found = folder.lstat()
    except OSError:
        return False
    return stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid() and not found.st_mode & 0o077


def _private(folder: Path) -> Path:
    """Make it, or make sure that nobody else has made it: in a shared folder anyone may have been first."""
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise EngineError("no_runtime_folder", f"{folder} cannot be made: {error.strerror}.") from error
    if not _is_private(folder):
        raise EngineError(
            "no_runtime_folder",
            f"{folder} is no folder that belongs to you alone (mode 0700). Remove it or set XDG_RUNTIME_DIR.",
        )
    return folder


def watch_for_end() -> int:
    """Turn SIGTERM and SIGINT into a byte that can be read at the descriptor returned.

    Python runs a signal's handler only between two of its own instructions, and an event loop that waits
    executes none; a descriptor wakes it. Windows ends such processes otherwise: -1 there.
    """
    if sys.platform == "win32":
        return -1
    reader, writer = socket.socketpair()
    reader.setblocking(False)
    writer.setblocking(False)
    signal.set_wakeup_fd(writer.detach(), warn_on_full_buffer=False)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: None)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)  # the terminal from which it was started may close
    return reader.detach()


_AUTHORITIES = (
    "/etc/ssl/certs/ca-certificates.crt",  # Debian, Ubuntu, Arch
    "/etc/pki/tls/certs/ca-bundle.crt",  # Fedora, RHEL
    "/etc/ssl/ca-bundle.pem",  # openSUSE
    "/etc/ssl/cert.pem",  # Alpine, and macOS where it has been made
)


def system_authorities() -> str:
    """The PEM file with the authorities that this system trusts; "" where it keeps them elsewhere (Windows, macOS)."""
    named = os.environ.get("SSL_CERT_FILE", "")
    paths = (named, *_AUTHORITIES) if sys.platform == "linux" else (named,)
    return next((path for path in paths if path and Path(path).is_file()), "")


def limit_core_dumps() -> None:
    """No core file: the account's password is in this process's memory."""
    if sys.platform != "win32":
        import resource  # noqa: PLC0415 - not on Windows

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def keep_files_private() -> int:
    """Let files that this process makes be its user's alone; the umask that was before."""
    return os.umask(0o077)


class Detached:
    """A process that outlives us, without our terminal and our standard streams.

    While we live we are its parent all the same and have to reap it: a dead engine that is not reaped
    still holds its lock in QLockFile's eyes.
    """

    def __init__(self, argv: Sequence[str], environment: Mapping[str, str], *, umask: int = -1) -> None:
        """Start it; ``umask`` -1 keeps ours.

        EngineError ``cannot_start`` if there is nothing to execute, or no process can be made.
        """
        try:
            self._process = subprocess.Popen(  # noqa: S603 - the command is our own
                list(argv),
                env=dict(environment),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
                close_fds=True,
                umask=umask,
            )
        except OSError as error:
            raise EngineError("cannot_start", f"{argv[0]} cannot be started: {error.strerror}.") from error
        self.pid = self._process.pid
        stand_in_line(self.pid)  # it has inherited our nice

    def ended(self) -> int | None:
        """Reap it and return its exit code (negative: the signal that killed it); None while it runs."""
        return self._process.poll()

    def kill(self) -> None:
        """End it at once; for one that was started and does not answer."""
        self._process.kill()
        self._process.wait()

    def let_go(self) -> None:
        """Leave it running when we go, which subprocess would otherwise warn about."""
        if self._process.poll() is None:
            self._process.returncode = 0


NICE = -11
"""At which sound goes before other programs on Linux: PulseAudio's own value."""


def go_first() -> bool:
    """Let the caller's thread, and those that it makes, go before others, as sound must; whether that is allowed.

    On Linux by their nice, which root may lower, and who has been given RLIMIT_NICE. True elsewhere: nothing is to do.
    """
    if sys.platform == "linux":
        try:
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICE)
        except OSError:
            return False
    return True


def let_others_first() -> None:
    """Let the caller's thread go after all others, as work that nobody waits for should: on Linux a thread's nice."""
    if sys.platform == "linux":
        with contextlib.suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), 10)


def stand_in_line(task: int = 0) -> None:
    """Let a thread or process go neither before nor after others, although whoever made it goes first; 0: the caller's.

    What Python does for others at leisure, but in the same process as sound: as one that lets others first it is
    interrupted with Python's lock in its hand, and sound waits for that (with all cores busy four times as often).
    """
    if sys.platform == "linux":
        with contextlib.suppress(OSError):
            if os.getpriority(os.PRIO_PROCESS, task) < 0:
                os.setpriority(os.PRIO_PROCESS, task, 0)


def threads_in_line(nice: int) -> tuple[int, ...]:
    """Threads of this process that others go before at that nice, the oldest first; none elsewhere than on Linux.

    Those of Python's ``threading`` are not among them: they stand in line on purpose.
    """
    if sys.platform != "linux":
        return ()
    on_purpose = {thread.native_id for thread in threading.enumerate() if type(thread) is threading.Thread}
    found = []
    for task in Path("/proc/self/task").iterdir():
        with contextlib.suppress(OSError):  # it has ended
            thread = int(task.name)
            if thread not in on_purpose and os.getpriority(os.PRIO_PROCESS, thread) > nice:
                found.append(thread)
    return tuple(sorted(found))
