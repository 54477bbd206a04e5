"""A telephone for who needs none: a trainer without a SIP account. No engine is started until there is one."""

from telephony.commands import Account, Command
from telephony.contract import Listener
from telephony.phone import Phone

_NONE = "There is no telephone at this desk. Give it an account in the settings."


class QuietPhone(Phone):
    """A :class:`Phone` that is not there until :meth:`turn_on`."""

    _on = False
    _waiting: Listener | None = None

    def prepare(self) -> None:
        """Nothing."""
        if self._on:
            super().prepare()

    def open(self, listener: Listener) -> None:
        """Nobody is told anything."""
        self._waiting = self._listener = listener
        if self._on:
            super().open(listener)

    def use(self, account: Account) -> None:
        """For later."""
        if self._on:
            super().use(account)
        else:
            self._account = account

    def turn_on(self) -> None:
        """There is an account now."""
        if not self._on:
            self._on = True
            if self._waiting is not None:
                super().open(self._waiting)

    def send(self, command: Command) -> None:
        """Refused with ``no_telephone``."""
        if self._on:
            super().send(command)
        else:
            self._refused_here(command.id, "no_telephone", _NONE)
