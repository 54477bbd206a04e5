"""Which servers a domain names for SIP, and in which order they are tried (RFC 3263 section 4, RFC 2782). Pure.

    transport   asked for, in this order           goes to
    udp         _sip._udp                          UDP
    tcp         _sip._tcp                          TCP
    udp+tcp     _sip._udp, then _sip._tcp          UDP, and where none of those answers TCP
    tls         _sips._tcp                         TLS, and to no other name than the domain's, see :func:`ways_to`

A host with a port, an address and a name without a dot are gone to as they stand. NAPTR is not asked for: which
transport it shall be, the settings say.
"""

from collections.abc import Callable, Iterable
from itertools import groupby
from typing import NamedTuple

from telephony.engine.network_names import Record, host_of, is_address
from telephony.party import parameter

MOST = 16
"""Servers of one domain; whatever comes after them is not tried."""
_SERVICES = {"udp": "_sip._udp", "tcp": "_sip._tcp", "tls": "_sips._tcp"}


class Server(NamedTuple):
    """One that the records name; ``transport`` is udp, tcp or tls."""

    transport: str
    host: str
    port: int

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"


class Way(NamedTuple):
    """One next hop. Without ``server`` there are no records: the first hop is gone to as it is set.

    ``address`` is the IP address, ``dialled`` what pjsip is told: the same, or with TLS the name to be proved.
    """

    address: str
    server: Server | None = None
    dialled: str = ""

    @property
    def route(self) -> str:
        """The URI for pjsua's route set, "" for none.

        ``hide`` keeps pjsip from writing it: records change where a request goes, never what it says.
        """
        if self.server is None:
            return ""
        return f"sip:{self.dialled}:{self.server.port};transport={self.server.transport};lr;hide"


def services(address: str, transport: str) -> dict[str, str]:
    """The names to ask for a first hop, with the transport that each is for; none where there is nothing to ask."""
    host, port = host_of(address)
    if port or is_address(host) or "." not in host.strip("."):
        return {}
    kinds = transport_of(address, transport).split("+")
    return {f"{_SERVICES[kind]}.{host}": kind for kind in kinds if kind in _SERVICES}


def transport_of(address: str, transport: str) -> str:
    """What a URI says of its transport, or else ``transport``."""
    return parameter(address, "transport").lower() or transport


def in_order(records: Iterable[Record], chance: Callable[[], float]) -> list[Record]:
    """Lowest priority first; within one by lot, where a weight is a share of it (RFC 2782, page 4).

    ``chance`` gives a number from 0 up to, but not including, 1.
    """
    ordered = []
    unweighted_first = sorted(records, key=lambda record: (record.priority, record.weight > 0))
    for _priority, group in groupby(unweighted_first, key=lambda record: record.priority):
        waiting = list(group)
        while waiting:
            drawn = int(chance() * (sum(record.weight for record in waiting) + 1))
            running, chosen = 0, waiting[-1]
            for record in waiting:
                running += record.weight
                if running >= drawn:
                    chosen = record
                    break
            waiting.remove(chosen)
            ordered.append(chosen)
    return ordered


def servers(
    found: Iterable[tuple[str, tuple[Record, ...]]], chance: Callable[[], float]
) -> tuple[Server, ...]:
    """All that the answers name, each answer with its transport. The target "." says that there is none."""
    named = [
        Server(transport, record.host, record.port)
        for transport, records in found
        for record in in_order(records, chance)
        if record.host and record.port
    ]
    return tuple(dict.fromkeys(named))[:MOST]


def ways_to(
    server: Server, addresses: Iterable[str], domain: str, of_domain: Iterable[str]
) -> tuple[Way, ...]:
    """The ways to a server at these addresses: one to each of them, but of IPv4 only, since we listen on no other.

    pjsip holds a certificate against the name that is dialled, and that must stay the domain's (RFC 5922 section 4):
    who can forge an answer of a name server could otherwise send us to any machine that has a certificate, of a
    company's own authority say. So with TLS only the machine that the domain itself leads to is gone to, by its port.
    """
    usable = [address for address in addresses if ":" not in address]
    if server.transport != "tls":
        return tuple(Way(address, server, address) for address in usable)
    wanted = {address for address in of_domain if ":" not in address}
    same = server.host.casefold() == domain.casefold() or (bool(wanted) and wanted <= set(usable))
    return (Way(usable[0], server, domain),) if same and usable else ()
