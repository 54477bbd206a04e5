"""Between this account and its PBX: registration, what the network does, who may ring, and colleagues' presence.

Network ─ Registration          asks the registrar, and asks again in time
    ├──── NetworkWatch          addresses changed, the machine woke
    ├──── Strangers             whose INVITE and MESSAGE are let in
    └──── Presence              SUBSCRIBE for colleagues
"""

import logging
import socket
from collections.abc import Callable

from PySide6.QtNetwork import QNetworkInterface

from telephony.commands import Account, Command, Register
from telephony.engine.certificate import why
from telephony.engine.library import Library
from telephony.engine.loop import Loop
from telephony.engine.network_names import Names, host_of
from telephony.engine.refusal import Refusal
from telephony.engine.registration import Outcome
from telephony.engine.registration_driver import Registration
from telephony.engine.sip_account import SipAccount
from telephony.engine.strangers import Gate, Trusted
from telephony.events import Event, Reading, RegistrationChanged

log = logging.getLogger("telephony.engine")


class Network:
    """``tell`` and ``sense`` as in :class:`telephony.engine.softphone.Softphone`."""

    def __init__(
        self, library: Library, loop: Loop, tell: Callable[[Event], None], sense: Callable[[Reading], None]
    ) -> None:
        self._library, self._loop, self._sense = library, loop, sense
        self._names = Names()
        self._registration = Registration(tell, loop.later, self._names.find, reaches)
        self._trusted = Trusted(self._names.find)
        self._gate = Gate(self._trusted, loop.later)

    @property
    def registration(self) -> RegistrationChanged:
        """As last told."""
        return self._registration.current

    @property
    def registered(self) -> bool:
        """The registrar knows where we are, and has to be told when we go."""
        return self._registration.registered

    def begin(self, sip: SipAccount, account: Account, uri: str) -> None:
        """Register, if there is a registrar, and let in whom the account trusts."""
        self._trusted.begin(account)
        self._gate.watch(self._library.descriptors)
        self._loop.before = self._gate.guard
        host = host_of(account.proxy or account.registrar)[0]
        self._library.endpoint.distrusted = lambda seen: self._registration.distrusts(why(seen, host))
        if account.registrar:
            self._registration.begin(sip.setRegistration, account.proxy or account.registrar, uri)
        else:
            self._registration.direct(uri)

    def obey(self, command: Command) -> bool:
        """Carry out what is the network's; False for any other command."""
        if not isinstance(command, Register):
            return False
        if not self._registration.again():
            raise Refusal("no_registrar", "This telephone has no registrar: it is called by its address.")
        return True

    def knows(self, source: str) -> bool:
        """Whether this address is the PBX's."""
        return self._trusted.knows(source)

    def is_stranger(self, source: str) -> bool:
        """Whether this address may neither ring nor write; each is counted."""
        if self._trusted.knows(source):
            return False
        self._gate.count(source)
        return True

    def registered_is(self, outcome: Outcome) -> None:
        """The registrar has answered, or has not."""
        if outcome.answered and outcome.expires:
            self._trusted.add(outcome.source)
        self._registration.answered(outcome)

    def close(self) -> None:
        """Take the registration back, and watch nothing any more."""
        self._registration.close()
        self._loop.before = lambda: None
        self._gate.close()
        self._library.endpoint.distrusted = lambda _certificate: None


def reaches(address: str) -> bool:
    """Whether there is a way to an address, or with "" any network beside the machine itself. Nothing is sent."""
    if not address:
        return any(not each.isLoopback() for each in QNetworkInterface.allAddresses())
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect((address, 9))
        except OSError:
            return False
    return True
