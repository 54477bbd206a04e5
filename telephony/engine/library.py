"""pjsua2 set up and taken down: endpoint, transports, codecs, log. Every constant here was paid for by a crash."""

import gc
import logging
import random
import ssl
from collections.abc import Callable
from functools import partial
from typing import NamedTuple

import pjsua2 as pj

from telephony.address import check_target
from telephony.commands import Account
from telephony.engine.certificate import Certificate
from telephony.engine.headers import Message
from telephony.engine.loop import Loop, callback, open_sockets
from telephony.errors import EngineError
from telephony.party import MAX_NAME, clean
from telephony.platform_specific import system_authorities

log = logging.getLogger("telephony.engine.pjsip")

MAX_CALLS = 4
"""All that the wheel has; it clamps silently."""
PRIORITIES = {"G722/16000": 250, "PCMA/8000": 240, "PCMU/8000": 230}
"""Few codecs keep an INVITE with context under 1,300 bytes; Speex from the network has crashed the process."""
_KEPT = ("telephone-event",)
_BUSY = 486
_NO_NETWORK = 3
"""PJSUA_DESTROY_NO_NETWORK: all answers have been waited for, and pjsua's own wait is a whole second."""
_TRIES = 10
"""For a port that is free on UDP and on TCP."""
_ANY_PORT = (20000, 59999)
_RTP_PORTS = (10000, 31998)
_PJ_WARNING, _PJ_DEBUG = 3, 5


class Transport(NamedTuple):
    """One way in: ``kind`` is udp, tcp or tls; host and port are what others can call."""

    kind: str
    id: int
    host: str
    port: int


class _Writer(pj.LogWriter):  # type: ignore[misc] # SWIG
    """pjlib's own words go to logging: stdout belongs to nobody, and pjlib writes there."""

    def write(self, entry: "pj.LogEntry") -> None:
        # What matters reaches us as a status; a stranger's bad packet is no warning.
        log.debug("%s", entry.msg.rstrip())


class Endpoint(pj.Endpoint):  # type: ignore[misc] # SWIG
    """The endpoint, with a say in which account a request is for: ``shelter`` gives one for its source, or None."""

    def __init__(self) -> None:
        super().__init__()
        self.loop: Loop
        self.shelter: Callable[[str], int | None] = lambda _source: None
        self.turned_away: Callable[[Message], None] = lambda _message: None
        self.distrusted: Callable[[Certificate], None] = lambda _certificate: None
        self.disconnected: Callable[[], None] = lambda: None
        self.streams: set[int] = set()
        """Connections of TCP and TLS that are up."""
        self.streams_changed: Callable[[], None] = lambda: None

    @callback
    def onSelectAccount(self, prm: "pj.OnSelectAccountParam") -> None:
        """Ask before pjsua makes media for the INVITE."""
        account = self.shelter(str(prm.rdata.srcAddress))
        if account is not None:
            prm.accountIndex = account

    @callback
    def onTransportState(self, prm: "pj.OnTransportStateParam") -> None:
        """A connection is up, or lost; or a TLS server was not believed, and pjsip has sent nothing over it."""
        if str(prm.type).upper().startswith(("TCP", "TLS")):
            self.loop.post(
                partial(self._stream_is, int(prm.hnd), up=prm.state == pj.PJSIP_TP_STATE_CONNECTED)
            )
        told = prm.tlsInfo
        if prm.state != pj.PJSIP_TP_STATE_DISCONNECTED:
            return
        if told.isEmpty() or not told.verifyStatus:
            self.loop.post(self.disconnected)
        else:
            seen = told.remoteCertInfo
            certificate = Certificate(
                status=int(told.verifyStatus),
                subject=str(seen.subjectCn),
                issuer=str(seen.issuerCn),
                names=tuple(str(name.name) for name in seen.subjectAltName),
                begins=int(seen.validityStart.sec),
                ends=int(seen.validityEnd.sec),
            )
            self.loop.post(partial(self.distrusted, certificate))

    def _stream_is(self, which: int, *, up: bool) -> None:
        (self.streams.add if up else self.streams.discard)(which)
        self.streams_changed()

    @callback
    def onRejectedIncomingCall(self, prm: "pj.OnRejectedIncomingCallParam") -> None:
        """All four calls were in use, and pjsua has sent its 486 already."""
        if prm.statusCode == _BUSY:
            message = Message(prm.rdata.wholeMsg, str(prm.rdata.srcAddress))
            self.loop.post(partial(self.turned_away, message))


class Library:
    """The one pjsua2 of this process. Made and closed on the main thread."""

    def __init__(self) -> None:
        self.endpoint = Endpoint()
        self.transports: list[Transport] = []
        self.descriptors: set[int] = set()
        """Of UDP."""
        self.listeners: set[int] = set()
        """Of TCP and TLS: where connections come in."""
        self._writer = _Writer()
        self._clock_runs = False

    def open(self, account: Account, user_agent: str) -> None:
        """Create, configure, bind and start. Raises EngineError with words; nothing is left open then."""
        endpoint = self.endpoint
        try:
            endpoint.libCreate()
            endpoint.libInit(self._configuration(user_agent))
            self._open_transports(account)
            endpoint.libStart()
            endpoint.audDevManager().setNoDev()
            self._choose_codecs()
        except pj.Error as error:
            self.close()
            raise EngineError("sip_start", f"SIP cannot start: {words(error)}") from None
        except EngineError:
            self.close()
            raise

    def close(self) -> None:
        """Destroy. Calls, players, account and whatever else is pjsua2's must be gone before."""
        gc.collect()
        try:
            self.endpoint.libDestroy(_NO_NETWORK)
        except pj.Error as error:
            log.warning("libDestroy: %s", words(error))
        self.transports.clear()

    def run_clock(self, *, on: bool) -> None:
        """The null device is the conference's clock; closed when idle it saves 2 % of a processor."""
        if on == self._clock_runs:
            return
        self._clock_runs = on
        devices = self.endpoint.audDevManager()
        if on:
            devices.setNullDev()
        else:
            devices.setNoDev()

    def _configuration(self, user_agent: str) -> "pj.EpConfig":
        config = pj.EpConfig()
        config.uaConfig.threadCnt = 0
        config.uaConfig.mainThreadOnly = True
        config.uaConfig.maxCalls = MAX_CALLS
        config.uaConfig.userAgent = user_agent
        config.medConfig.sndAutoCloseTime = (
            -1
        )  # else one conference port leaks a call, and after 280 all fail
        config.medConfig.audioFramePtime = (
            20  # a packet's; at 10 Python is called twice as often: 2 % of a core
        )
        config.medConfig.clockRate = 16000
        config.medConfig.noVad = True
        config.medConfig.ecTailLen = 0
        config.logConfig.msgLogging = int(log.isEnabledFor(logging.DEBUG))
        config.logConfig.level = _PJ_DEBUG if log.isEnabledFor(logging.DEBUG) else _PJ_WARNING
        config.logConfig.consoleLevel = config.logConfig.level
        config.logConfig.writer = self._writer
        return config

    def _choose_codecs(self) -> None:
        for codec in self.endpoint.codecEnum2():
            name = codec.codecId
            if name.startswith(_KEPT):
                continue
            priority = next((p for prefix, p in PRIORITIES.items() if name.startswith(prefix)), 0)
            self.endpoint.codecSetPriority(name, priority)

    def _open_transports(self, account: Account) -> None:
        before = open_sockets()
        kinds = account.transport.split("+")
        for attempt in range(_TRIES):
            port = account.port
            if port == 0 and len(kinds) > 1:
                port = random.randint(*_ANY_PORT)  # noqa: S311 - not a secret
            try:
                for kind in kinds:
                    self._bind(kind, account, port)
            except pj.Error as error:
                if account.port or attempt == _TRIES - 1:
                    where = f"{account.bind}:{port or 'any'}"
                    raise EngineError(
                        "cannot_bind", f"{kind.upper()} cannot listen on {where}: {words(error)}"
                    ) from None
                for transport in self.transports:
                    self.endpoint.transportClose(transport.id)
                self.transports.clear()
                continue
            break
        ours = open_sockets() - before
        self.descriptors = {each.descriptor for each in ours if each.datagrams}
        self.listeners = {each.descriptor for each in ours if each.listens}

    def _bind(self, kind: str, account: Account, port: int) -> None:
        config = pj.TransportConfig()
        config.port = port
        if account.bind not in {"", "0.0.0.0"}:  # noqa: S104 - compared, not bound
            config.boundAddress = account.bind
        if kind == "tls":
            config.tlsConfig.verifyServer = True
            config.tlsConfig.proto = pj.PJ_SSL_SOCK_PROTO_TLS1_2
            _trust(config.tlsConfig, account.ca_file)
        types = {
            "udp": pj.PJSIP_TRANSPORT_UDP,
            "tcp": pj.PJSIP_TRANSPORT_TCP,
            "tls": pj.PJSIP_TRANSPORT_TLS,
        }
        number = self.endpoint.transportCreate(types[kind], config)
        name = self.endpoint.transportGetInfo(number).localName
        host, _, bound = name.rpartition(":")
        self.transports.append(Transport(kind, number, host, int(bound)))


def _trust(tls: "pj.TlsConfig", ca_file: str) -> None:
    """Whom to believe: the authorities in ``ca_file``, or those that the system trusts. EngineError if there are none.

    pjsip takes a damaged file without a word, and then believes nobody.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    path = ca_file or system_authorities()
    try:
        if path:
            context.load_verify_locations(cafile=path)
        else:
            context.load_default_certs()
    except (OSError, ssl.SSLError) as error:
        message = f"{path} has no certificates of authorities that can be read: {error}"
        raise EngineError("bad_ca_file", message) from None
    if path:
        tls.CaListFile = path
        return
    known = context.get_ca_certs(binary_form=True)
    tls.CaBuf = "".join(ssl.DER_cert_to_PEM_cert(each) for each in known)


def account_configuration(account: Account, uri: str, route: str = "") -> "pj.AccountConfig":
    """What pjsua2 wants to know of the account.

    ``uri`` is the checked identity without a display name, ``route`` the next hop if it is not the first hop's name.
    """
    config = pj.AccountConfig()
    name = clean(account.display_name, MAX_NAME).replace("\\", "\\\\").replace('"', '\\"')
    config.idUri = f'"{name}" <{uri}>' if name else uri
    over = f";transport={account.transport}" if account.transport in {"tcp", "tls"} else ""
    registration = config.regConfig
    registration.registrarUri = _routed(account.registrar, over) if account.registrar else ""
    registration.timeoutSec = account.register_seconds
    registration.registerOnAdd = False  # registration_driver.py asks, and asks again
    registration.retryIntervalSec = registration.firstRetryIntervalSec = 0
    registration.dropCallsOnFail = False
    config.ipChangeConfig.shutdownTp = True
    config.ipChangeConfig.hangupCalls = False
    config.ipChangeConfig.reinviteFlags = 0  # moving.py does it, and again where it has to wait
    if route:
        config.sipConfig.proxies.append(route)
    if account.proxy:
        config.sipConfig.proxies.append(_routed(account.proxy, over) + ";lr")
    if account.username or account.password:
        config.sipConfig.authCreds.append(
            pj.AuthCredInfo("digest", "*", account.username, 0, account.password)
        )
    _media(config.mediaConfig, account)
    config.videoConfig.autoTransmitOutgoing = False
    config.videoConfig.autoShowIncoming = False
    return config


def shelter_configuration(uri: str) -> "pj.AccountConfig":
    """The account that floods are sent to; see flood.py."""
    config = pj.AccountConfig()
    config.idUri = uri
    config.mediaConfig.useLoopMedTp = True
    return config


def _media(media: "pj.AccountMediaConfig", account: Account) -> None:
    media.srtpUse = {
        "off": pj.PJMEDIA_SRTP_DISABLED,
        "optional": pj.PJMEDIA_SRTP_OPTIONAL,
        "mandatory": pj.PJMEDIA_SRTP_MANDATORY,
    }[account.srtp]
    media.srtpSecureSignaling = 1 if account.transport == "tls" and account.srtp != "off" else 0
    first, last = _RTP_PORTS
    media.transportConfig.port = random.randrange(first, last, 2)  # noqa: S311 - not a secret
    if account.bind not in {"", "0.0.0.0"}:  # noqa: S104 - compared, not bound
        media.transportConfig.boundAddress = account.bind


def _routed(address: str, over: str) -> str:
    uri = check_target(address if address.startswith(("sip:", "sips:")) else f"sip:{address}")
    return uri if "transport=" in uri else uri + over


def words(error: "pj.Error") -> str:
    """A pj.Error as a short sentence."""
    reason = str(error.reason or error.title or "pjsip error")
    return f"{reason} ({error.status})"
