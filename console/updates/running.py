"""The sender as a console runs it: account of the settings, password of the keyring, told on the desk's thread."""

import threading
from collections.abc import Callable
from uuid import UUID

from PySide6.QtCore import QObject, Qt, Signal

from console import secrets
from console.errors import SecretsError
from console.settings import Settings
from console.updates.sender import MailAccount, Sender
from store.book import Book


class RunningSender(QObject):
    """``told`` is called on this thread: what is wrong with the account, and with templates of the center's own."""

    _said = Signal(str, tuple)

    def __init__(
        self,
        open_book: Callable[[], Book],
        settings: Settings,
        *,
        new_id: Callable[[], UUID],
        told: Callable[[str, tuple[str, ...]], None],
    ) -> None:
        super().__init__()
        self._settings = settings
        self._password: tuple[str, str] | None = None  # of which entry of the keyring, and what it is
        self._said.connect(told, Qt.ConnectionType.QueuedConnection)
        self._lock = threading.Lock()
        self._sender = Sender(open_book, self._account, new_id=new_id, told=self._said.emit)

    def start(self) -> None:
        """Begin; nothing is sent, and no store opened, while no account is set."""
        self._sender.start()

    def use(self, settings: Settings) -> None:
        """Other settings, or another password."""
        with self._lock:
            self._settings, self._password = settings, None
        self._sender.nudge()

    def nudge(self) -> None:
        """Something may be there to be sent."""
        self._sender.nudge()

    def stop(self) -> None:
        """No more."""
        self._sender.stop()

    def _account(self) -> MailAccount | None:
        """On the sender's thread: a keyring may first ask the person to unlock it."""
        with self._lock:
            settings, known = self._settings, self._password
        mail = settings.mail
        if not mail.is_set:
            return None
        if not mail.username:
            return MailAccount(mail=mail, center=settings.floor.name)
        if known is None or known[0] != mail.entry or not known[1]:
            try:
                known = mail.entry, secrets.mail_password(mail.entry)
            except SecretsError as error:
                self._said.emit(error.message, ())
                return None
            with self._lock:
                if self._settings is settings:
                    self._password = known
        return MailAccount(mail=mail, password=known[1], center=settings.floor.name)
