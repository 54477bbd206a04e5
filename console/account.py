"""From settings to the account that the engine is told."""

import socket

from console.settings import Settings, host_address
from telephony.address import check_target
from telephony.commands import Account

_ALL = frozenset({"0.0.0.0", "::"})  # noqa: S104 - compared with, not bound to


def account(settings: Settings, *, password: str = "") -> Account:
    """Describe this desk's phone to the engine. ``password`` crosses the private socket only (see secrets.py).

    ``[sip] id`` may be only the user part: its host is then the registrar's, or in direct mode this machine's
    own address, so that whoever sees the caller's address can call it.
    """
    sip = settings.sip
    registrar = host_address(sip.registrar)
    host = registrar.removeprefix("sip:").partition(";")[0]
    user = sip.id or settings.person.extension or settings.person.key
    host = host or (own_address() if sip.bind in _ALL else sip.bind)
    name, port = host_and_port(host)
    uri = check_target(
        user, default_host=name, default_port=port or (sip.port if not registrar else 0) or None
    )
    return Account(
        uri=uri.partition(";")[0],
        display_name=settings.person.name,
        registrar=registrar,
        proxy=host_address(sip.proxy),
        username=sip.username or uri.removeprefix("sip:").partition("@")[0],
        password=password,
        transport=sip.transport,
        bind=sip.bind,
        port=sip.port,
        srtp=sip.srtp,
        ca_file=sip.ca_file,
        dtmf=sip.dtmf,
        register_seconds=sip.register_seconds,
        trusted=sip.trusted,
        hold_music=sip.hold_music,
        mark_header=settings.calls.mark_header,
    )


def has_phone(settings: Settings) -> bool:
    """Whether this desk has a telephone at all: a trainer may work without an account."""
    return bool(settings.sip.id) or settings.person.role != "trainer"


def host_and_port(host: str) -> tuple[str, int]:
    """Take ``pbx:5070`` apart; an IPv6 address comes out in brackets."""
    if host.count(":") > 1 and not host.startswith("["):
        return f"[{host}]", 0
    name, colon, port = host.rpartition(":")
    return (name, int(port)) if colon and port.isdigit() else (host, 0)


def own_address() -> str:
    """The address by which others reach this machine; 127.0.0.1 without a network. Nothing is sent.

    Connecting a UDP socket only asks the system which way it would send. 192.0.2.1 is nobody (RFC 5737).
    """
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return "127.0.0.1"
        return str(probe.getsockname()[0])
