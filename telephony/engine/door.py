"""The engine's door: one lock, one listening socket, and who comes in through it."""

import logging
import os
import stat
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QLockFile, QObject, QSysInfo, QTimer
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from telephony import wire
from telephony.errors import EngineError
from telephony.platform_specific import LONGEST_SOCKET_PATH, is_our_user, peer_uid, process_lives

log = logging.getLogger("telephony.engine.door")

MOST_UNREAD = 16 << 20
"""Bytes that a console may leave unread before it is given up: it hangs, and all is in the journal."""
_LOCK_POLL = 0.02
_TORN_SECONDS = 1.0
_GREETING_MS = 5_000
_FLUSH_MS = 300


def take_lock(path: Path, socket: Path, seconds: float = 5.0) -> QLockFile:
    """Hold the profile's lock, waiting for an engine that is just leaving.

    Taken before listening, since a second ``listen`` on the same path succeeds and steals the socket.
    The lock of a process that has died is taken over. EngineError: ``already_running`` (at once, when one
    answers at ``socket``), or ``no_lock`` when the file is not ours to take.
    """
    lock = QLockFile(str(path))
    lock.setStaleLockTime(0)
    give_up = time.monotonic() + seconds
    torn_until = time.monotonic() + _TORN_SECONDS
    while not lock.tryLock(0):
        if lock.error() is QLockFile.LockError.PermissionError:
            raise EngineError("no_lock", f"{path} cannot be written.")
        if not path.parent.is_dir():  # whoever started us has gone, and the profile's folder with them
            raise EngineError("no_lock", f"{path.parent} is not there any more.")
        pid, host, _application = _holder(lock)
        if not pid:
            _torn_or_foreign(path, lock, over=time.monotonic() > torn_until)
        elif host == QSysInfo.machineHostName() and not process_lives(pid):
            lock.removeStaleLockFile()
        elif _answers(socket) or time.monotonic() > give_up:
            raise EngineError("already_running", f"Process {pid} on {host} holds {path}.")
        time.sleep(_LOCK_POLL)
    return lock


def _holder(lock: QLockFile) -> tuple[int, str, str]:
    """Read the process, host and program that a lock file names; process 0 when it cannot be read."""
    pid, host, application = lock.getLockInfo()
    return int(pid), str(host), str(application)


def _torn_or_foreign(path: Path, lock: QLockFile, *, over: bool) -> None:
    """Tell an empty lock from a foreign file: it is written just now, or was torn by a power cut."""
    try:
        found = path.lstat()
    except FileNotFoundError:
        return
    if not stat.S_ISREG(found.st_mode) or found.st_size:
        raise EngineError("no_lock", f"{path} is no lock of ours. Move it away, then start again.")
    if over:
        lock.removeStaleLockFile()


def _answers(socket: Path) -> bool:
    probe = QLocalSocket()
    probe.connectToServer(str(socket))
    answers = probe.waitForConnected(100)
    probe.abort()
    return answers


class Peer(QObject):
    """One connection. ``hears`` gets each message's bytes, ``gone`` the end of the connection, once."""

    def __init__(
        self, socket: QLocalSocket, hears: Callable[["Peer", bytes], None], gone: Callable[["Peer"], None]
    ) -> None:
        super().__init__()
        self.attached = False
        self.leaves_on_purpose = False
        self._socket = socket
        self._splitter = wire.Splitter()
        self._hears = hears
        self._gone: Callable[[Peer], None] | None = gone
        self._open = True
        socket.setParent(self)
        socket.readyRead.connect(self._read)
        socket.disconnected.connect(self._ended)
        self._greeting = QTimer(self, singleShot=True, interval=_GREETING_MS)
        self._greeting.timeout.connect(self._is_silent)
        self._greeting.start()

    def send(self, message: wire.ToConsole) -> None:
        """Hand it to the socket; never waits. A console that reads nothing any more is dropped."""
        if not self._open:
            return
        self._socket.write(wire.encode(message))
        if self._socket.bytesToWrite() > MOST_UNREAD:
            log.error("the console reads nothing any more; its connection is ended")
            self.leaves_on_purpose = True  # it is still there: a second one would be of no use
            self._socket.abort()

    def dismiss(self, code: str, message: str) -> None:
        """Say why, then end the connection. What was sent before still arrives."""
        self.leaves_on_purpose = True
        self.send(wire.Dismissed(code=code, message=message))
        self.end()

    def end(self) -> None:
        """End the connection, once everything is written."""
        if not self._open:
            return
        self._open = False
        self._socket.flush()
        if self._socket.bytesToWrite():
            self._socket.waitForBytesWritten(_FLUSH_MS)
        self._socket.disconnectFromServer()
        if self._socket.state() is QLocalSocket.LocalSocketState.UnconnectedState:
            self._ended()

    def _is_silent(self) -> None:
        if not self.attached:
            log.warning("a connection that said nothing is ended")
            self.end()

    def _read(self) -> None:
        if not self._open:
            self._socket.readAll()
            return
        try:
            for body in self._splitter.feed(bytes(self._socket.readAll().data())):
                if self._open:
                    self._hears(self, body)
        except EngineError as error:
            log.warning("a connection is ended: %s", error)
            self.dismiss("garbage", error.message)

    def _ended(self) -> None:
        self._open = False
        self._greeting.stop()
        gone, self._gone = self._gone, None
        if gone is not None:
            gone(self)
            self.deleteLater()


class Door(QObject):
    """Listens at a path in a folder that is ours alone, and lets in only our own user."""

    def __init__(self, path: Path, meets: Callable[[QLocalSocket], None]) -> None:
        super().__init__()
        self._path = path
        self._meets = meets
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._knock)

    def open(self) -> None:
        """Listen. The lock must be held: a socket that is found here is then a dead engine's.

        EngineError ``no_socket``: the path is too long, or what is there is no socket (Qt would delete it).
        """
        length = len(os.fsencode(self._path))
        if length > LONGEST_SOCKET_PATH:
            raise EngineError(
                "no_socket",
                f"The socket's path has {length} bytes, {LONGEST_SOCKET_PATH} are possible: {self._path}",
            )
        try:
            if not stat.S_ISSOCK(self._path.lstat().st_mode):
                raise EngineError("no_socket", f"{self._path} is no socket. Move it away, then start again.")
            self._path.unlink()
        except FileNotFoundError:
            pass
        except OSError as error:
            raise EngineError("no_socket", f"{self._path} cannot be used: {error.strerror}.") from error
        if not self._server.listen(str(self._path)):
            raise EngineError("no_socket", f"{self._path} cannot be used: {self._server.errorString()}.")

    def close(self) -> None:
        """Stop listening and remove the socket; connections stay."""
        self._server.close()

    def _knock(self) -> None:
        while True:
            socket = self._server.nextPendingConnection()
            if socket is None:
                return
            uid = peer_uid(int(socket.socketDescriptor()))
            if is_our_user(uid):
                self._meets(socket)
            else:
                log.error("a connection of user %s is refused", uid)
                socket.abort()
                socket.deleteLater()
