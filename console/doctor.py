"""`warmline doctor`: what is missing on this machine, in words, and what to do about it."""

import ctypes
import importlib
import os
import shutil
import socket
import sys
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import resources
from console import secrets, settings
from console.errors import ConsoleError
from console.finding import Finding, Verdict
from console.places import Places
from console.settings import Settings
from telephony.errors import TelephonyError

_SHIPPED = (
    "icons/phone.svg",
    "fonts/Inter-Regular.ttf",
    "demo/directory.toml",
    "scenarios",
    "prompts",
    "sounds",
)
_FREE_BYTES = 500 << 20


def run(places: Places) -> int:
    """Look at everything and tell it; 0 if nothing that is needed is missing."""
    findings = list(examine(places))
    width = max(len(f.name) for f in findings)
    marks = {Verdict.OK: "ok", Verdict.NOTE: "--", Verdict.MISSING: "!!"}
    for finding in findings:
        print(f"{marks[finding.verdict]}  {finding.name:<{width}}  {finding.found}")
        if finding.do:
            print(f"    {'':<{width}}  → {finding.do}")
    missing = [f for f in findings if f.verdict is Verdict.MISSING]
    print()
    if missing:
        print(f"Warmline cannot work yet: {', '.join(f.name for f in missing)}.")
        return 1
    print("Warmline has what it needs.")
    return 0


def examine(places: Places) -> Iterator[Finding]:
    """All checks, the most basic first. A check that cannot be made says so and the others go on."""
    yield _python()
    yield from _system_packages()
    yield _module("pjsua2", "the SIP library", "pip install 'pjsua2-python==2.15.1.post1'")
    yield _module("PySide6.QtWidgets", "the window", "install the system packages named above")
    yield _module("PySide6.QtMultimedia", "sound", "install libpulse0")
    yield _display()
    yield _sound()
    yield _priority()
    yield from _headsets()
    yield _resources()
    found = _settings(places)
    yield found[0]
    yield from _folders(places)
    yield _disk(places)
    if found[1] is not None:
        yield _network(found[1])
        yield from _secrets(found[1])
        yield from _account(found[1], places)
        yield from _mail(found[1])
        yield from _recordings(found[1], places)
    yield _running(places)


def _python() -> Finding:
    version = ".".join(str(n) for n in sys.version_info[:3])
    if (3, 11) <= sys.version_info[:2] < (3, 13):
        return Finding(Verdict.OK, "Python", version)
    return Finding(
        Verdict.MISSING, "Python", version, "use Python 3.11 or 3.12: the SIP library has no other wheels"
    )


def _system_packages() -> Iterator[Finding]:
    """The list that the set-up installs from, by trying each library."""
    if sys.platform != "linux":
        return
    for section, name in (("run", "system libraries"), ("window", "window libraries")):
        wanted = [(package, proof) for s, package, proof in system_packages() if s == section]
        missing = [package for package, proof in wanted if not _is_there(proof)]
        if missing:
            verdict = Verdict.MISSING if section == "run" else Verdict.NOTE
            yield Finding(
                verdict, name, "missing: " + ", ".join(missing), f"sudo apt-get install {' '.join(missing)}"
            )
        else:
            yield Finding(Verdict.OK, name, f"all {len(wanted)}")


def system_packages() -> list[tuple[str, str, str]]:
    """Section, package and its proof (a library or a command), from resources/system_packages.txt."""
    found, section = [], ""
    for line in resources.path("system_packages.txt").read_text(encoding="utf-8").splitlines():
        words = line.partition("#")[0].split()
        if len(words) == 1:
            section = words[0].strip("[]")
        elif words:
            package, proof = words
            found.append((section, package, proof))
    return found


def _is_there(proof: str) -> bool:
    if ".so." not in proof:
        return shutil.which(proof) is not None
    try:
        ctypes.CDLL(proof)
    except OSError:
        return False
    return True


def _module(name: str, what: str, do: str) -> Finding:
    try:
        module = importlib.import_module(name)
    except ImportError as error:
        return Finding(Verdict.MISSING, what, f"{name} cannot be loaded: {error}", do)
    version = getattr(sys.modules[name.partition(".")[0]], "__version__", "")
    return Finding(Verdict.OK, what, f"{module.__name__} {version}".rstrip())


def _display() -> Finding:
    if sys.platform != "linux":
        return Finding(Verdict.OK, "display", "the desktop's")
    for name in ("WAYLAND_DISPLAY", "DISPLAY"):
        if os.environ.get(name):
            return Finding(Verdict.OK, "display", f"{name}={os.environ[name]}")
    do = "start it on a desktop, or use `warmline console --headless` with `warmline ctl`"
    return Finding(Verdict.NOTE, "display", "none: no window can open", do)


def _sound() -> Finding:
    """Whether a sound server answers; the devices themselves are the engine's to list."""
    if sys.platform != "linux":
        return Finding(Verdict.OK, "sound server", "the system's")
    server = os.environ.get("PULSE_SERVER", "")
    runtime = os.environ.get("XDG_RUNTIME_DIR") or f"/run/user/{os.getuid()}"
    native = Path(runtime) / "pulse" / "native"
    if server or native.exists():
        return Finding(Verdict.OK, "sound server", server or str(native))
    do = "start PipeWire or PulseAudio in your session; until then calls are silent"
    return Finding(Verdict.NOTE, "sound server", "none", do)


def _priority() -> Finding:
    from console.doctor_priority import examine as priority  # noqa: PLC0415 - jeepney is not needed for the rest

    return priority()


def _headsets() -> Iterator[Finding]:
    from console.headset.examine import examine as headsets  # noqa: PLC0415 - hidapi is not needed for the rest

    for found, do in headsets():
        yield Finding(Verdict.NOTE if do else Verdict.OK, "headset keys", found, do)


def _resources() -> Finding:
    missing = []
    for name in _SHIPPED:
        try:
            resources.path(name)
        except FileNotFoundError:
            missing.append(name)
    if missing:
        found = f"missing in {resources.ROOT}: {', '.join(missing)}"
        return Finding(Verdict.MISSING, "resources", found, "install Warmline again")
    return Finding(Verdict.OK, "resources", str(resources.ROOT))


def _settings(places: Places) -> tuple[Finding, Settings | None]:
    try:
        found = settings.load(places.config, must_exist="--config" in places.arguments)
    except ConsoleError as error:
        return Finding(Verdict.MISSING, "settings", error.message, "correct the file"), None
    where = str(places.config) if places.config.exists() else f"defaults ({places.config} is not there)"
    return Finding(Verdict.OK, "settings", where), found


def _folders(places: Places) -> Iterator[Finding]:
    try:
        places.prepare()
    except ConsoleError as error:
        yield Finding(
            Verdict.MISSING, "folders", error.message, "make it yours, or set WARMLINE_HOME to another folder"
        )
        return
    for name, folder in (("data folder", places.data), ("runtime folder", places.runtime)):
        yield _attempt(name, str(folder), partial(_write_in, folder), "make it writable")


def _write_in(folder: Path) -> None:
    with tempfile.TemporaryFile(dir=folder) as file:
        file.write(b"x")


def _disk(places: Places) -> Finding:
    folder = next(p for p in (places.data, *places.data.parents) if p.exists())
    free = shutil.disk_usage(folder).free
    if free >= _FREE_BYTES:
        return Finding(Verdict.OK, "disk", f"{free >> 20:,} MiB free")
    return Finding(
        Verdict.NOTE,
        "disk",
        f"only {free >> 20:,} MiB free",
        "recordings stop without warning on a full disk",
    )


def _network(found: Settings) -> Finding:
    """Whether the address and port that SIP shall have can be bound."""
    sip = found.sip
    family = socket.AF_INET6 if ":" in sip.bind else socket.AF_INET
    name = f"{sip.bind} port {sip.port or 'any'}"
    kinds = [k for k in (socket.SOCK_DGRAM, socket.SOCK_STREAM) if _is_used(sip.transport, k)]

    def bind() -> None:
        for kind in kinds:
            with socket.socket(family, kind) as probe:
                probe.bind((sip.bind, sip.port))

    do = "set [sip] bind to an address of this machine and port to a free one; a running Warmline has it too"
    return _attempt("SIP port", f"{name}, {sip.transport}", bind, do, verdict=Verdict.NOTE)


def _is_used(transport: str, kind: int) -> bool:
    return "udp" in transport if kind == socket.SOCK_DGRAM else transport != "udp"


def _secrets(found: Settings) -> Iterator[Finding]:
    if secrets.has_keyring():
        yield Finding(Verdict.OK, "keyring", "there is one")
    else:
        variables = f"{secrets.PASSWORD_VARIABLE} and {secrets.KEY_VARIABLE}"
        yield Finding(
            Verdict.NOTE, "keyring", "none in this session", f"secrets are read from {variables} instead"
        )
    try:
        key = secrets.floor_key(found.floor.name)
    except ConsoleError as error:
        yield Finding(
            Verdict.NOTE, "floor key", error.message, "`warmline key import`, with the key of another desk"
        )
        return
    if key is None:
        do = "`warmline key new` at one desk, `warmline key import` at the others"
        yield Finding(Verdict.NOTE, "floor key", "none: the case does not travel with a consult", do)
    else:
        yield Finding(Verdict.OK, "floor key", f"there is one for “{found.floor.name}”")


def _account(found: Settings, places: Places) -> Iterator[Finding]:
    try:
        from console import doctor_account  # noqa: PLC0415 - without Qt's libraries the rest is told all the same
    except ImportError as error:
        yield Finding(Verdict.MISSING, "account", f"cannot be tried: {error}", "install what is named above")
        return
    yield from doctor_account.examine(found, places)


def _recordings(found: Settings, places: Places) -> Iterator[Finding]:
    from console.archiving.doctor import examine as archive  # noqa: PLC0415 - only if the rest can be looked at

    yield from archive(found, places)


def _mail(found: Settings) -> Iterator[Finding]:
    from console.updates.doctor import examine as mail  # noqa: PLC0415 - smtplib and ssl

    yield from mail(found.mail)


def _running(places: Places) -> Finding:
    from console.ctl.client import NoConsoleError, ask  # noqa: PLC0415 - last of all, and seldom

    try:
        status = next(ask(places.ctl_socket, "status", {}, seconds=2.0))
    except (NoConsoleError, StopIteration):
        return Finding(Verdict.OK, "console", f"none runs for the profile “{places.profile}”")
    registered = "registered" if status.get("registered") else "not registered"
    return Finding(Verdict.OK, "console", f"runs (process {status['console']['pid']}), {registered}")


def _attempt(
    name: str, found: str, attempt: Callable[[], None], do: str, *, verdict: Verdict = Verdict.MISSING
) -> Finding:
    try:
        attempt()
    except OSError as error:
        return Finding(verdict, name, f"{found}: {error.strerror or error}", do)
    except TelephonyError as error:
        return Finding(verdict, name, error.message, do)
    return Finding(Verdict.OK, name, found)
