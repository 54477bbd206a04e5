"""The doctor's look at the account: a real REGISTER by an engine of its own, and what stands in the way in words.

If a console of the profile runs, its engine is asked instead: two telephones of one account would take each other's
calls. The sound devices are looked at by the same engine, since they are the engine's to find.
"""

import socket
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec
from PySide6.QtCore import QCoreApplication, QElapsedTimer, QEventLoop, QTimer

from console import secrets
from console.account import account
from console.errors import ConsoleError
from console.finding import Finding, Verdict
from console.places import Places
from console.settings import Settings
from store.values import replace
from telephony.commands import Account, Sound
from telephony.events import (
    Envelope,
    Reading,
    RegistrationChanged,
    RegistrationProblem,
    RegistrationState,
    Snapshot,
    SoundChanged,
    SoundTrouble,
)
from telephony.launch import Launch
from telephony.phone import Phone

SECONDS = 10.0
"""For the whole attempt."""
_PROBE_SECONDS = 1.0
_LEAVE_MS = 3_000
_SOUND_MS = 2_000
_SIP, _SIPS = 5060, 5061
_NAME = "account"
_KEPT = ("state", "code", "reason", "uri", "problem", "server", "over")

_CERTIFICATE = (
    ("does not trust", "set [sip] ca_file to the PEM file with the certificate of that authority"),
    ("has expired", "the PBX's administrator has to renew it; check this computer's date too"),
    ("not valid before", "set this computer's clock right, or ask the PBX's administrator"),
    ("is for", "set [sip] registrar (or proxy) to the name that the certificate is for"),
    ("", "ask the PBX's administrator; [sip] ca_file names the authorities that are trusted"),
)
"""What to do, by what the engine says of the certificate."""
_DO = {
    RegistrationProblem.NAME: "check [sip] registrar and proxy for a slip of the pen, and this computer's DNS or VPN",
    RegistrationProblem.NO_NETWORK: "connect this computer to the network, or start the VPN that leads to the PBX",
    RegistrationProblem.PASSWORD: "`warmline key password`, and check [sip] username",
    RegistrationProblem.FORBIDDEN: "ask the PBX's administrator whether this telephone may register; some PBXs say "
    "this of a wrong password too: `warmline key password`",
    RegistrationProblem.UNKNOWN: "check [sip] id and registrar: the PBX has no such extension",
    RegistrationProblem.BUSY: "wait a few minutes; if it stays so, ask the PBX's administrator",
    RegistrationProblem.PORT: "set [sip] bind to an address of this machine and port to a free one",
    RegistrationProblem.OTHER: "show this to the PBX's administrator",
}
_SOUND = {
    SoundTrouble.NO_SERVER: ("no sound server answers", "start PipeWire or PulseAudio in your session"),
    SoundTrouble.NO_MICROPHONE: ("there is none", "plug in a headset, or switch it on; nobody will hear you"),
    SoundTrouble.NO_SPEAKER: ("there is one, but no loudspeaker", "plug in a headset; you will hear nobody"),
    SoundTrouble.LOST: ("the one that was chosen is gone", "plug it in again, or choose another in Settings"),
}


def examine(found: Settings, places: Places) -> Iterator[Finding]:
    """Look at account and microphone."""
    who = account(found)
    status = _ask_console(places)
    if status is not None:
        told = _told(status)
        yield from _records(who, told)
        yield _finding(who, told)
        return
    if who.registrar:
        try:
            who = replace(who, password=secrets.password(who.uri))
        except ConsoleError as error:
            yield Finding(Verdict.NOTE, "password", error.message, "unlock the keyring")
        if not who.password:
            do = f"`warmline key password`, or set {secrets.PASSWORD_VARIABLE}"
            yield Finding(Verdict.NOTE, "password", "none is known", do)
    if not places.runtime.is_dir():
        do = "make the folders that are named above possible first"
        yield Finding(Verdict.MISSING, _NAME, "cannot be tried without a runtime folder", do)
        return
    registration, sound = _try(who, places)
    yield from _records(who, registration)
    yield _finding(who, registration)
    yield _microphone(sound)


class _Ear:
    """Listens until it knows how account and sound stand; devices are found a moment after the engine is there."""

    def __init__(self, done: QEventLoop) -> None:
        self.registration: RegistrationChanged | None = None
        self.sound: SoundChanged | None = None
        self.lost = ""
        self._done = done

    def phone_attached(self, snapshot: Snapshot) -> None:
        self._hear_sound(snapshot.sound)
        self._hear(snapshot.registration)

    def phone_told(self, envelope: Envelope) -> None:
        if isinstance(envelope.event, RegistrationChanged):
            self._hear(envelope.event)
        elif isinstance(envelope.event, SoundChanged):
            self._hear_sound(envelope.event)

    def phone_sensed(self, reading: Reading) -> None:
        """Nothing that matters here."""

    def phone_lost(self, why: str) -> None:
        self.lost = why
        self._done.quit()

    def _hear(self, change: RegistrationChanged) -> None:
        self.registration = change
        if not self._is_settled:
            return
        if self.sound is not None:
            self._done.quit()
        else:
            QTimer.singleShot(_SOUND_MS, self._done, self._done.quit)

    def _hear_sound(self, sound: SoundChanged) -> None:
        if not sound.microphones and sound.trouble is SoundTrouble.NONE:
            return  # the sound server has not been asked yet
        self.sound = sound
        if self._is_settled:
            self._done.quit()

    @property
    def _is_settled(self) -> bool:
        return self.registration is not None and self.registration.state is not RegistrationState.TRYING


def _try(who: Account, places: Places) -> tuple[RegistrationChanged, SoundChanged | None]:
    """Let an engine of our own register, for at most ten seconds, and take it back."""
    application = QCoreApplication.instance() or QCoreApplication(["warmline-doctor"])
    spent = QElapsedTimer()
    spent.start()
    with tempfile.TemporaryDirectory(prefix="d", dir=places.runtime, ignore_cleanup_errors=True) as name:
        folder = Path(name)
        launch = Launch(
            socket=folder / "e",
            lock=folder / "l",
            journal=folder / "j",
            log=folder / "engine.log",
            linger=1.0,
        )
        loop = QEventLoop(application)
        ear = _Ear(loop)
        # Any port: the one that the settings name has a check of its own.
        phone = Phone(replace(who, port=0), launch, sound=Sound())
        QTimer.singleShot(int(SECONDS * 1000), loop, loop.quit)
        phone.open(ear)
        loop.exec()
        phone.close(quit_engine=True)
        _wait_until_gone(launch.socket)
    found = ear.registration
    if ear.lost and (found is None or found.state is RegistrationState.TRYING):
        found = _lost(RegistrationProblem.OTHER, ear.lost)
    if found is None or found.state is RegistrationState.TRYING:
        found = _lost(RegistrationProblem.NO_ANSWER, "")
    return found, ear.sound


def _wait_until_gone(path: Path) -> None:
    """Until the engine has unregistered and removed its socket: its folder is ours to clear."""
    loop = QEventLoop()
    look = QTimer(loop, interval=20)
    look.timeout.connect(lambda: loop.quit() if not path.exists() else None)
    look.start()
    QTimer.singleShot(_LEAVE_MS, loop, loop.quit)
    loop.exec()


def _lost(problem: RegistrationProblem, reason: str) -> RegistrationChanged:
    return RegistrationChanged(state=RegistrationState.LOST, problem=problem, reason=reason)


def _records(who: Account, told: RegistrationChanged) -> Iterator[Finding]:
    """Where the domain's records have led, if there are any: the settings do not show it."""
    if told.server:
        found = f"the SRV records of {_host(who)[0]} lead to {told.server} by {told.over.upper()}"
        yield Finding(Verdict.OK, "server of the PBX", found)


def _finding(who: Account, told: RegistrationChanged) -> Finding:
    if told.state is RegistrationState.DIRECT:
        return Finding(Verdict.OK, _NAME, f"no registrar: called by address, {told.uri or who.uri}")
    if told.state is RegistrationState.REGISTERED:
        return Finding(Verdict.OK, _NAME, f"{who.uri} is registered at {_host(who)[0]}")
    if told.problem is RegistrationProblem.NO_ANSWER:
        return _no_answer(who, told)
    reason = told.reason or told.problem.value or "not registered yet"
    if told.problem is RegistrationProblem.CERTIFICATE:
        do = next(do for says, do in _CERTIFICATE if says in reason)
    else:
        do = _DO.get(told.problem, _DO[RegistrationProblem.OTHER])
    return Finding(Verdict.MISSING, _NAME, _in_words(who, told, reason), do)


def _in_words(who: Account, told: RegistrationChanged, reason: str) -> str:
    host = _host(who)[0]
    answer = f"{told.code} {told.reason}".strip()
    return {
        RegistrationProblem.PASSWORD: f"{host} does not take the password of {who.username} ({answer})",
        RegistrationProblem.FORBIDDEN: f"{host} does not let {who.uri} register ({answer})",
        RegistrationProblem.UNKNOWN: f"{host} does not know {who.uri} ({answer})",
        RegistrationProblem.BUSY: f"{host} cannot serve us now ({answer})",
        RegistrationProblem.OTHER: f"{host} answers {answer}" if told.code else reason,
    }.get(told.problem, reason)


def _no_answer(who: Account, told: RegistrationChanged) -> Finding:
    """Nobody there, or somebody in between: the two look different from here."""
    host, port = _host(who)
    way = "UDP" if (told.over or who.transport).startswith("udp") else "TCP"
    if told.server:
        host, _, number = told.server.rpartition(":")
        port = int(number)
    if _refuses(host, port, way):
        found = f"{host} has nothing that listens at {way} port {port}"
        do = (
            f"the PBX is not running there, or the SRV records of {_host(who)[0]} are wrong: ask its administrator"
            if told.server
            else "check port and transport in [sip]; if they are right, the PBX is not running"
        )
    else:
        found = f"{host} does not answer at {way} port {port}"
        other = '; try transport = "tcp"' if way == "UDP" and not told.server else ""
        do = f"the PBX is down, or a firewall drops it: let {way} port {port} out to {host}{other}"
    return Finding(Verdict.MISSING, _NAME, found, do)


def _refuses(host: str, port: int, way: str) -> bool:
    """Whether the machine itself says that the port is closed; a firewall says nothing."""
    kind = socket.SOCK_DGRAM if way == "UDP" else socket.SOCK_STREAM
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=kind)[0]
    except OSError:
        return False
    with socket.socket(family, kind) as probe:
        probe.settimeout(_PROBE_SECONDS)
        try:
            probe.connect(address)
            if way == "UDP":
                probe.send(b"\r\n\r\n")  # a keep-alive (RFC 5626 section 3.5.1): no SIP, and no answer is due
                probe.recv(1)
        except ConnectionRefusedError:
            return True
        except OSError:
            return False
    return False


def _host(who: Account) -> tuple[str, int]:
    """The first hop."""
    address = (who.proxy or who.registrar).removeprefix("sips:").removeprefix("sip:").partition(";")[0]
    host, colon, port = address.rpartition(":")
    if not colon or not port.isdigit():
        host, port = address, str(_SIPS if who.transport == "tls" else _SIP)
    return host.strip("[]"), int(port)


def _microphone(sound: SoundChanged | None) -> Finding:
    if sound is None:
        return Finding(Verdict.NOTE, "microphone", "the telephone engine did not say", "see its log")
    found, do = _SOUND.get(sound.trouble, ("", ""))
    if found:
        return Finding(Verdict.NOTE, "microphone", found, do)
    names = ", ".join(sound.microphones) or sound.microphone or sound.system_microphone
    if not names:
        return Finding(Verdict.NOTE, "microphone", *_SOUND[SoundTrouble.NO_MICROPHONE])
    return Finding(Verdict.OK, "microphone", names)


def _ask_console(places: Places) -> Mapping[str, object] | None:
    """How the account stands in the console that runs; None if none does."""
    from console.ctl.client import NoConsoleError, ask  # noqa: PLC0415 - last of all, and seldom

    try:
        status = next(ask(places.ctl_socket, "status", {}, seconds=2.0))
    except (NoConsoleError, StopIteration):
        return None
    found = status.get("registration")
    return found if isinstance(found, Mapping) else None


def _told(status: Mapping[str, object]) -> RegistrationChanged:
    known = {key: status[key] for key in _KEPT if key in status}
    return msgspec.convert(known, RegistrationChanged)
