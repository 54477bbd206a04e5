"""Between this account and its PBX: registration, what the network does, who may ring, and colleagues' presence.

Network ─ Registration          asks the registrar, and asks again in time
    │       └── Ways              where: the servers that the domain's records name
    ├──── NetworkWatch          addresses changed, the machine woke
    ├──── Strangers             whose INVITE and MESSAGE are let in
    └──── Presence              SUBSCRIBE for colleagues
"""

import contextlib
import logging
from collections.abc import Callable, Iterable, Iterator

import msgspec
import pjsua2 as pj

from telephony.commands import Account, Command, Register, WatchPresence
from telephony.engine.certificate import why
from telephony.engine.library import Library, account_configuration, words
from telephony.engine.line import Line
from telephony.engine.loop import Later, Loop
from telephony.engine.moving import move
from telephony.engine.network_names import Names, host_of
from telephony.engine.network_watch import NetworkWatch, way_to
from telephony.engine.presence import Presence
from telephony.engine.refusal import Refusal
from telephony.engine.registration import Outcome
from telephony.engine.registration_driver import Registration
from telephony.engine.servers import Way
from telephony.engine.sip_account import SipAccount
from telephony.engine.strangers import Gate, Trusted
from telephony.engine.ways import Ways
from telephony.events import Event, Reading, RegistrationChanged, RegistrationState

log = logging.getLogger("telephony.engine")

_MOVE_SECONDS = 3.0
"""So long the re-INVITEs wait for the registrar to know the new address; later they are better than nothing."""


class Network:
    """``tell`` and ``sense`` as in :class:`telephony.engine.softphone.Softphone`; ``names`` finds hosts and records."""

    def __init__(
        self,
        library: Library,
        loop: Loop,
        tell: Callable[[Event], None],
        sense: Callable[[Reading], None],
        lines: Callable[[], Iterable[Line]],
        names: Names,
    ) -> None:
        self._library, self._loop, self._lines = library, loop, lines
        self._names = names
        self._ways = Ways(self._names.find, self._names.find_records, loop.later)
        self._registration = Registration(tell, loop.later, self._ways, lambda host: bool(way_to(host)))
        self._watch = NetworkWatch(self._way, self._network_changed, self._woke)
        self._address = ""
        """Ours, on the way to the PBX, as calls and registration know it; the last one while there is none."""
        self._to_move: Later | None = None
        self._sip: SipAccount | None = None
        self._account: Account
        self._uri = self._route = ""
        self._trusted = Trusted(self._names.find, self._names.find_servers)
        self._gate = Gate(self._trusted, loop.later)
        self._presence = Presence(loop, sense)

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
        self._sip, self._account, self._uri = sip, account, uri
        first_hop = account.proxy or account.registrar
        if account.registrar:
            self._ways.begin(first_hop, account.transport)
        self._trusted.begin(account)
        self._gate.watch(self._library.descriptors)
        self._loop.before = self._gate.guard
        host = host_of(first_hop)[0]
        self._library.endpoint.distrusted = lambda seen: self._registration.distrusts(why(seen, host))
        self._library.endpoint.disconnected = self._registration.connection_is_lost
        if account.registrar:
            self._registration.begin(self._register, uri)
        else:
            self._registration.direct(uri)
        self._presence.begin(sip, *host_of(account.registrar))
        self._watch.start()
        if not account.registrar:
            self._address = self._way()

    def obey(self, command: Command) -> bool:
        """Carry out what is the network's; False for any other command."""
        if isinstance(command, WatchPresence):
            self._presence.watch(command.targets, now=self._may_subscribe)
            return True
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
            self._trusted.refresh()  # every few minutes: a name of the PBX may get another address
        before = self._registration.current.state
        self._registration.answered(outcome)
        if not self._registration.registered:
            return
        if before is not RegistrationState.REGISTERED or self._to_move is not None:
            self._presence.renew()
        if self._to_move is not None:
            self._move()
        elif not self._address:
            self._watch.settled()
            self._address = self._way()

    def call_is_lost(self) -> None:
        """See :meth:`telephony.engine.registration_driver.Registration.call_is_lost`."""
        self._registration.call_is_lost()

    def close(self) -> None:
        """Take the registration back, and watch nothing any more."""
        self._watch.stop()
        self._presence.close()
        self._registration.close()
        self._sip = None
        self._loop.before = lambda: None
        self._gate.close()
        self._library.endpoint.distrusted = lambda _certificate: None
        self._library.endpoint.disconnected = lambda: None

    @property
    def _may_subscribe(self) -> bool:
        """A PBX tells a telephone that it does not know nothing."""
        return self._direct or self._registration.registered

    @property
    def _direct(self) -> bool:
        return self._registration.current.state is RegistrationState.DIRECT

    def _register(self, way: Way | None) -> None:
        """Register by this way, by which everything outside a dialog goes then too; pj.Error if it cannot be sent."""
        sip = self._sip
        if sip is None:
            return
        if way is None or way.route == self._route:
            sip.setRegistration(way is not None)
            return
        if self.registered:
            # Else pjsua says goodbye to the server before, and two that share what they know forget us by it.
            with contextlib.suppress(pj.Error):
                sip.setRegistration(True)
        self._route = way.route
        sip.modify(account_configuration(self._account, self._uri, way.route))

    @contextlib.contextmanager
    def secured(self) -> Iterator[None]:
        """Within it what is dialled offers SRTP and nothing else; pj.Error if pjsua cannot."""
        if self._sip is None:
            return
        only = msgspec.structs.replace(self._account, srtp="mandatory")
        self._sip.modify(account_configuration(only, self._uri, self._route))
        try:
            yield
        finally:
            self._sip.modify(account_configuration(self._account, self._uri, self._route))

    # What the network does.

    def _way(self) -> str:
        return way_to(self._registration.address)

    def _network_changed(self, _before: str, now: str) -> None:
        """Register from where we are now; then take the calls along, since the PBX must know us there first."""
        if not now:
            self._registration.network_is_gone()
            return
        old = self._address
        moved = bool(old) and now != old
        if moved:
            self._address = now
            self._leave_connections()
            if self._direct:
                self._be_called_at(self._uri.replace(f"@{old}", f"@{now}"))
        self._trusted.refresh()
        self._registration.network_is_back()
        if moved:
            if self._to_move is not None:
                self._to_move.cancel()
            self._to_move = self._loop.later(0.0 if self._direct else _MOVE_SECONDS, self._move)

    def _be_called_at(self, uri: str) -> None:
        """In direct mode our address is who we are: whoever calls back must find us."""
        if self._sip is None or uri == self._uri:
            return
        try:
            self._sip.modify(account_configuration(self._account, uri))
        except pj.Error as error:
            log.warning("we are still called by our old address: %s", words(error))
            return
        self._uri = uri
        self._registration.direct(uri)

    def _woke(self) -> None:
        """The registration may have run out while we slept, and a NAT has forgotten us."""
        self._trusted.refresh()
        self._registration.network_is_back()

    def _leave_connections(self) -> None:
        """TCP and TLS connections from an address that is no more would be waited for; calls outlive requests on them.

        Listeners stay: ours are bound to all addresses, or to one that the settings name.
        """
        prm = pj.IpChangeParam()
        prm.restartListener = False
        prm.shutdownTransport = True
        try:
            self._library.endpoint.handleIpChange(prm)
        except pj.Error as error:
            log.info("connections from the old address are left as they are: %s", words(error))

    def _move(self) -> None:
        if self._to_move is not None:
            self._to_move.cancel()
            self._to_move = None
        move(self._lines(), self._loop.later)
