"""The settings as a person changes them in the window: saved in the file, and put in force where that can be at once.

window ─change─► file (settings_file.py) ─► read again ─► applied(settings): the desk's policy
window ─use_account─► the telephone at once ; the keyring in a thread of its own, for it may ask the person first
"""

import threading
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from console import secrets, settings_file
from console import settings as settings_
from console.account import account
from console.errors import SecretsError
from console.settings import Settings
from telephony.commands import Account

Told = Callable[[str], None]
_LINES = 200
_TAIL = 64 << 10
"""Bytes of the log that are looked at."""


class Preferences(QObject):
    """Implements :class:`console.ui.settings.port.SettingsPort`. ``password`` is what the telephone was given.

    ``applied`` is called after each change; ``use`` is the telephone's (:meth:`telephony.phone.Phone.use`).
    ``try_archive`` says what keeps recordings from their place, on a thread of its own.
    """

    _was_kept = Signal(int, str)
    _was_found = Signal(str, str)
    _mail_kept = Signal()

    def __init__(
        self,
        path: Path,
        settings: Settings,
        *,
        password: str,
        log: Path,
        applied: Callable[[Settings], None],
        use: Callable[[Account], None],
        try_archive: Callable[[Settings], str] = lambda _: "",
        demo: bool = False,
    ) -> None:
        super().__init__()
        self._path, self._log, self._demo = path, log, demo
        self._settings = settings
        self._seen = settings_file.fingerprint(path)
        self._password, self._uri = password, account(settings).uri
        self._applied, self._use = applied, use
        self._archive_problem = try_archive
        self._asked: list[Told] = []
        self._was_kept.connect(self._tell)
        self._was_found.connect(self._use_found)
        self._mail_kept.connect(lambda: self._applied(self._settings))

    @property
    def settings(self) -> Settings:
        """As they are now."""
        return self._settings

    @property
    def file(self) -> str:
        """Where they are kept."""
        return str(self._path)

    @property
    def demo(self) -> bool:
        """Everything here is invented."""
        return self._demo

    def change(self, settings: Settings) -> None:
        """Save, read again, apply. SettingsError: nothing has changed."""
        if settings != self._settings:
            self.finish(settings)

    def check(self, settings: Settings) -> None:
        """SettingsError if they cannot be saved because of what they say."""
        settings_file.check(self._path, settings)

    def finish(self, settings: Settings) -> None:
        """As :meth:`change`, and the file is there afterwards even if everything is as usual."""
        settings_file.save(self._path, settings, seen=self._seen)
        self._seen = settings_file.fingerprint(self._path)
        self._settings = settings_.load(self._path)
        self._applied(self._settings)

    def try_account(self, settings: Settings, password: str) -> None:
        """Register as these say, without saving anything."""
        self._use(account(settings, password=password))

    def use_account(self, password: str, told: Told) -> None:
        """Register anew; the password goes into the keyring if there is one, and else is known for this run only."""
        who = account(self._settings)
        other, self._uri = who.uri != self._uri, who.uri
        if password or other:
            self._password = password  # an account never gets another one's
        self._use(account(self._settings, password=self._password))
        if not who.registrar:
            told("")
        elif password:
            self._asked.append(told)
            self._start(self._keep, len(self._asked) - 1, who.uri, password)
        else:
            told("")
            if other:
                self._start(self._find, who.uri)

    def password_found(self, uri: str, password: str) -> None:
        """The keyring has answered after the start."""
        if password:
            self._use_found(uri, password)

    def _start(self, job: Callable[..., None], *arguments: int | str) -> None:
        """In a thread of its own: a keyring may first ask the person to unlock it."""
        threading.Thread(target=job, args=arguments, name="keyring", daemon=True).start()

    def _find(self, uri: str) -> None:
        try:
            found = secrets.password(uri)
        except SecretsError:
            return  # the registrar will ask for it, and that is told with what to do
        if found:
            self._was_found.emit(uri, found)

    def _use_found(self, uri: str, password: str) -> None:
        if uri == self._uri and not self._password:
            self._password = password
            self._use(account(self._settings, password=password))

    def _keep(self, number: int, uri: str, password: str) -> None:
        try:
            secrets.keep_password(uri, password)
        except SecretsError as error:
            self._was_kept.emit(number, error.message)
        else:
            self._was_kept.emit(number, "")

    def _tell(self, number: int, why: str) -> None:
        self._asked[number](why)

    def use_mail(self, password: str, told: Told) -> None:
        """The password of the account of :attr:`Settings.mail`, into the keyring; "" leaves the one that is there."""
        entry = self._settings.mail.entry
        if not password:
            told("")
            self._applied(self._settings)
            return
        self._asked.append(told)
        self._start(self._keep_mail, len(self._asked) - 1, entry, password)

    def _keep_mail(self, number: int, entry: str, password: str) -> None:
        try:
            secrets.keep_mail_password(entry, password)
        except SecretsError as error:
            self._was_kept.emit(number, error.message)
        else:
            self._mail_kept.emit()
            self._was_kept.emit(number, "")

    def try_mail(self, password: str, told: Told) -> None:
        """Send the center a message from itself; ``told`` what is wrong, "" if it was taken."""
        self._asked.append(told)
        self._start(self._try_mail, len(self._asked) - 1, password)

    def _try_mail(self, number: int, password: str) -> None:
        from console.updates.trial import send_trial  # noqa: PLC0415 - smtplib and ssl only when it is asked for

        try:
            mail = self._settings.mail
            secret = password or (secrets.mail_password(mail.entry) if mail.username else "")
        except SecretsError as error:
            self._was_kept.emit(number, error.message)
            return
        self._was_kept.emit(number, send_trial(mail, secret, self._settings.floor.name))

    def try_archive(self, told: Told) -> None:
        """Write a small file where recordings are kept; ``told`` what keeps them from there, "" if nothing does."""
        self._asked.append(told)
        self._start(self._try_archive, len(self._asked) - 1)

    def _try_archive(self, number: int) -> None:
        self._was_kept.emit(number, self._archive_problem(self._settings))

    def log(self) -> tuple[str, ...]:
        """The last lines, at most 200. OSError if it cannot be read."""
        with self._log.open("rb") as stream:
            size = stream.seek(0, 2)
            stream.seek(max(0, size - _TAIL))
            lines = stream.read().decode("utf-8", "replace").splitlines()
        return tuple(lines[1:] if size > _TAIL else lines)[-_LINES:]
