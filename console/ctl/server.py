"""The console's side of `warmline ctl`: a private socket, one question a connection, JSON lines."""

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Protocol, TypeVar

from PySide6.QtCore import QCoreApplication, QObject, Signal
from PySide6.QtNetwork import QLocalServer

from console.ctl.conversation import Conversation
from console.desk.board import Board
from console.desk.intents import Intent, Refusal
from console.errors import ConsoleError
from store.book import Book
from store.errors import StoreError
from telephony.platform_specific import is_our_user, peer_uid

T = TypeVar("T")
_log = logging.getLogger(__name__)

Do = Callable[[Intent], Refusal | None]
Stop = Callable[[], None]
Watch = Callable[[Callable[[Board], None]], Stop]
Refusals = Callable[[Callable[[str, str, str], None]], Stop]


class Ask(Protocol):
    """Puts a question to the store, on its thread; the answer comes back on ours."""

    def __call__(
        self,
        job: Callable[[Book], T],
        then: Callable[[T], None] | None = None,
        failed: Callable[[StoreError], None] | None = None,
        /,
    ) -> None:
        """Queue the question."""


class CtlServer(QObject):
    """Listens at ``path`` once :meth:`listen` was called. Whoever calls it holds the profile's lock.

    ``do`` asks the desk, ``board`` is how it stands, ``watch`` and ``refusals`` subscribe to its boards and to
    what the engine refuses (command, code, message), ``ask`` asks the store. ``quit`` ends the console.

    Signals: ``raise_asked``, the window shall come to the front.
    """

    raise_asked = Signal()

    def __init__(
        self,
        path: Path,
        *,
        do: Do,
        board: Callable[[], Board],
        watch: Watch,
        ask: Ask,
        refusals: Refusals,
        quit: Callable[[], None] = QCoreApplication.quit,  # noqa: A002 - the verb's name
    ) -> None:
        super().__init__()
        self.do = do
        self.board = board
        self.watch = watch
        self.ask = ask
        self.quit = quit
        self._path = path
        self._refusals = refusals
        self._stop_refusals: Stop | None = None
        self._conversations: list[Conversation] = []
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._welcome)

    def listen(self) -> None:
        """Open the socket; ConsoleError ``cannot_listen`` if that is impossible."""
        # One that a crash has left behind. Nobody lives there: we hold the lock.
        QLocalServer.removeServer(str(self._path))
        if not self._server.listen(str(self._path)):
            why = self._server.errorString()
            raise ConsoleError("cannot_listen", f"{self._path} cannot be listened at: {why}.")
        self._stop_refusals = self._refusals(self._refused)

    def close(self) -> None:
        """Take the socket away and end what is being said."""
        if self._stop_refusals is not None:
            self._stop_refusals()
            self._stop_refusals = None
        self._server.close()
        for conversation in tuple(self._conversations):
            conversation.end()

    def _welcome(self) -> None:
        while (socket := self._server.nextPendingConnection()) is not None:
            uid = peer_uid(int(socket.socketDescriptor()))
            if not is_our_user(uid):
                _log.warning("user %s was turned away at the control socket", uid)
                socket.abort()
                socket.deleteLater()
                continue
            conversation = Conversation(self, socket)
            self._conversations.append(conversation)
            conversation.over.connect(lambda c=conversation: self._conversations.remove(c))
            conversation.begin()

    def _refused(self, command: str, code: str, message: str) -> None:
        """Tell the one whose command it was.

        The desk does not say which command an intent became; but the engine answers in order and within
        milliseconds, so it is the newest that can still be refused.
        """
        for conversation in tuple(self._conversations):
            conversation.told_refusal(command, code, message)
        for conversation in reversed(self._conversations):
            if conversation.waits_for_the_phone:
                conversation.refuse(Refusal(code, message))
                return
