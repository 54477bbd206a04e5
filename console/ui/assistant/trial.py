"""Settings that are tried and not saved: the assistant writes only at its end."""

from typing import TYPE_CHECKING

from console.ui.settings.port import SettingsPort, Told

if TYPE_CHECKING:
    from console.settings import Settings


class Trial:
    """Implements SettingsPort over the real one."""

    def __init__(self, real: SettingsPort) -> None:
        self._real = real
        self._draft = real.settings
        self.password = ""

    @property
    def settings(self) -> "Settings":
        """As they would be."""
        return self._draft

    @property
    def file(self) -> str:
        """Where they would be kept."""
        return self._real.file

    @property
    def demo(self) -> bool:
        """As the real ones."""
        return self._real.demo

    @property
    def is_changed(self) -> bool:
        """Whether anything was typed."""
        return self._draft != self._real.settings

    def change(self, settings: "Settings") -> None:
        """Keep them for the end. SettingsError if they cannot be saved then."""
        self._real.check(settings)
        self._draft = settings

    def check(self, settings: "Settings") -> None:
        """As the real ones."""
        self._real.check(settings)

    def use_account(self, password: str, told: Told) -> None:
        """Try to register; the password that was typed last is good until another one is."""
        self.password = password or self.password
        self._real.try_account(self._draft, self.password)
        told("")

    def try_account(self, settings: "Settings", password: str) -> None:
        """Try to register."""
        self._real.try_account(settings, password)

    def use_mail(self, password: str, told: Told) -> None:
        """The assistant asks for no such account."""
        self._real.use_mail(password, told)

    def try_mail(self, password: str, told: Told) -> None:
        """As above."""
        self._real.try_mail(password, told)

    def try_archive(self, told: Told) -> None:
        """As above."""
        self._real.try_archive(told)

    def log(self) -> tuple[str, ...]:
        """As the real ones."""
        return self._real.log()

    def finish(self, settings: "Settings") -> None:
        """Write them, and keep the password. SettingsError: nothing is written."""
        self._real.finish(settings)
        if self.password:
            self._real.use_account(self.password, lambda _: None)

    def begin(self) -> None:
        """From what is saved."""
        self._draft = self._real.settings
        self.password = ""

    def give_up(self) -> None:
        """Back to what is saved."""
        if self.is_changed:
            self._real.use_account("", lambda _: None)
        self.begin()
