"""What the window may do with the settings. The real one is console.preferences, this module has one in memory."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from console.settings import Settings

Told = Callable[[str], None]
"""A sentence for the person, "" if there is nothing to say."""


class SettingsPort(Protocol):
    """The settings of this profile."""

    @property
    def settings(self) -> "Settings":
        """As they are now."""

    @property
    def file(self) -> str:
        """Where they are kept."""

    @property
    def demo(self) -> bool:
        """Everything here is invented and is thrown away afterwards."""

    def change(self, settings: "Settings") -> None:
        """Save them, and let what can apply at once do so. SettingsError: nothing has changed."""

    def use_account(self, password: str, told: Told) -> None:
        """Register as the settings say. ``password`` "" keeps the one that is known. ``told``: where it is kept."""

    def use_mail(self, password: str, told: Told) -> None:
        """The password of the account that customers are written from; "" keeps it. ``told``: where it is kept."""

    def try_mail(self, password: str, told: Told) -> None:
        """Send a message to the center's own address; ``told`` what is wrong, "" if the server took it."""

    def try_archive(self, told: Told) -> None:
        """Write a small file where recordings are kept; ``told`` what keeps them from there, "" if nothing does."""

    def log(self) -> tuple[str, ...]:
        """The last lines of the telephone's log, oldest first. OSError if it cannot be read."""

    # The assistant tries before it saves.

    def check(self, settings: "Settings") -> None:
        """SettingsError if :meth:`change` would refuse what they say."""

    def try_account(self, settings: "Settings", password: str) -> None:
        """Register as these say; nothing is saved."""

    def finish(self, settings: "Settings") -> None:
        """As :meth:`change`, and there is a file afterwards even if everything is as usual."""


class InMemory:
    """A port that keeps nothing: for the gallery and for tests."""

    def __init__(self, settings: "Settings | None" = None, *, demo: bool = False) -> None:
        from console.settings import Settings  # noqa: PLC0415 - the window is there before it

        self._settings = settings or Settings()
        self._demo = demo
        self.accounts: list[str] = []
        """The passwords of the accounts that were to be used."""
        self.mail_passwords: list[str] = []
        self.mail_answer = ""
        self.archive_answer = ""
        self.tried: list[Settings] = []
        self.finished = False

    @property
    def settings(self) -> "Settings":
        """As they are now."""
        return self._settings

    @property
    def file(self) -> str:
        """Nowhere."""
        return "config.toml"

    @property
    def demo(self) -> bool:
        """As it was said."""
        return self._demo

    def change(self, settings: "Settings") -> None:
        """Remember them."""
        self._settings = settings

    def use_account(self, password: str, told: Told) -> None:
        """Remember the password."""
        self.accounts.append(password)
        told("")

    def use_mail(self, password: str, told: Told) -> None:
        """Remember the password."""
        self.mail_passwords.append(password)
        told("")

    def try_mail(self, password: str, told: Told) -> None:
        """As it was set to answer."""
        self.mail_passwords.append(password)
        told(self.mail_answer)

    def try_archive(self, told: Told) -> None:
        """As it was set to answer."""
        told(self.archive_answer)

    def log(self) -> tuple[str, ...]:
        """Two lines."""
        return (
            "14:07:01 registrar pbx.example answered 200 OK",
            "14:07:01 registered as sip:2041@pbx.example for 300 s",
        )

    def check(self, settings: "Settings") -> None:
        """Everything is allowed."""

    def try_account(self, settings: "Settings", password: str) -> None:
        """Remember both."""
        self.tried.append(settings)
        self.accounts.append(password)

    def finish(self, settings: "Settings") -> None:
        """Remember them."""
        self._settings = settings
        self.finished = True
