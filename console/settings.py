"""What a person or an administrator sets: one TOML file a profile, typed, checked, with a default for everything.

The ``description`` of each field is what the file's error messages and the README say about it. Secrets are not
here; see secrets.py.
"""

import getpass
import re
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

import msgspec
from msgspec import Meta, field

from console import settings_calls, settings_mail, settings_recording, toml_file
from console.errors import SettingsError
from console.settings_calls import Calls, Monitor, Queue, Sound, States
from console.settings_hotkeys import HotKeys
from console.settings_mail import Mail
from console.settings_manager import Manager
from console.settings_recording import Recording
from console.settings_review import Review
from store.values import replace
from telephony.address import check_target
from telephony.errors import AddressError

_TRUSTED = re.compile(
    r"[A-Za-z0-9]([A-Za-z0-9.-]{0,252}[A-Za-z0-9])?(/[0-9]{1,2})?|[0-9A-Fa-f:]{2,39}(/[0-9]{1,3})?"
)
"""A name or an IPv4 address with or without a network's length, or an IPv6 address."""


def _login() -> str:
    """The name of the person who is logged in; "agent" where the system does not tell."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container's user without an entry in passwd; OSError from Python 3.13 on
        return "agent"


class Sip(msgspec.Struct, frozen=True, kw_only=True):
    """Whose phone this is. Without ``registrar`` it listens and is called by address (direct mode)."""

    id: Annotated[str, Meta(description='an extension ("2041") or an address ("sip:2041@pbx.example")')] = ""
    registrar: Annotated[str, Meta(description='a host ("pbx.example" or "pbx.example:5070")')] = ""
    proxy: Annotated[
        str, Meta(description='a host ("proxy.example") or an address ("sip:proxy.example;lr")')
    ] = ""
    username: Annotated[
        str, Meta(description="a text: the login at the registrar, if it is not the user part of id")
    ] = ""
    transport: Annotated[
        Literal["udp", "tcp", "tls", "udp+tcp"], Meta(description='"udp", "tcp", "tls" or "udp+tcp"')
    ] = "udp+tcp"
    bind: Annotated[str, Meta(description='an IP address of this machine, or "0.0.0.0" for all')] = "0.0.0.0"  # noqa: S104 - to be called
    port: Annotated[
        int, Meta(ge=0, le=65535, description="a port from 1 to 65535, or 0 for any free one")
    ] = 0
    srtp: Annotated[
        Literal["off", "optional", "mandatory"], Meta(description='"off", "optional" or "mandatory"')
    ] = "off"
    ca_file: Annotated[
        str, Meta(description="the path of a PEM file with the authorities that TLS trusts")
    ] = ""
    dtmf: Annotated[Literal["auto", "rfc2833", "info"], Meta(description='"auto", "rfc2833" or "info"')] = (
        "auto"
    )
    hold_music: Annotated[Literal["auto", "own", "pbx"], Meta(description='"auto", "own" or "pbx"')] = "auto"
    register_seconds: Annotated[
        int, Meta(ge=30, le=7200, description="a number of seconds from 30 to 7200")
    ] = 300
    trusted: Annotated[
        tuple[str, ...],
        Meta(description='a list of addresses, networks or names, such as ["10.0.0.7", "10.1.0.0/24"]'),
    ] = ()


class Store(msgspec.Struct, frozen=True, kw_only=True):
    """Where tickets are kept."""

    url: Annotated[
        str, Meta(description='"sqlite:///…/warmline.db" or "postgresql://host/database", without a password')
    ] = ""


class Floor(msgspec.Struct, frozen=True, kw_only=True):
    """The call center that this desk belongs to."""

    name: Annotated[str, Meta(max_length=80, description="a text of at most 80 characters")] = "Warmline"
    country: Annotated[
        str, Meta(pattern="^[A-Z]{2}$", description='two capital letters (ISO 3166), such as "GB"')
    ] = "GB"
    ring_seconds: Annotated[float, Meta(ge=5, le=300, description="a number of seconds from 5 to 300")] = 30.0
    notify_seconds: Annotated[float, Meta(ge=5, le=300, description="a number of seconds from 5 to 300")] = (
        30.0
    )
    directory: Annotated[str, Meta(description="the path of a TOML file with people and departments")] = ""
    customers: Annotated[str, Meta(description="the path of a TOML file with customers")] = ""


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """Who sits at this desk."""

    key: Annotated[
        str,
        Meta(
            pattern=r"^[a-z0-9][a-z0-9._-]{0,63}$",
            description="a key of the directory: a-z, 0-9, dot, _ and -",
        ),
    ] = ""
    name: Annotated[str, Meta(max_length=120, description="a text of at most 120 characters")] = ""
    extension: Annotated[str, Meta(pattern="^([0-9]{2,6})?$", description="2 to 6 digits in quotes")] = ""
    role: Annotated[
        Literal["agent", "supervisor", "escalation_manager", "trainer", "administrator"],
        Meta(description='"agent", "supervisor", "escalation_manager", "trainer" or "administrator"'),
    ] = "agent"
    level: Annotated[int, Meta(ge=0, le=3, description="a level from 0 to 3")] = 1
    department: Annotated[str, Meta(max_length=64, description="a key of the directory")] = ""


class Ui(msgspec.Struct, frozen=True, kw_only=True):
    """How the window looks and speaks."""

    theme: Annotated[Literal["system", "light", "dark"], Meta(description='"system", "light" or "dark"')] = (
        "system"
    )
    language: Annotated[
        str,
        Meta(
            pattern=r"^([a-z]{2,3}(-[A-Za-z0-9]{2,8})*)?$",
            description='a language tag such as "en" or "pt-BR"',
        ),
    ] = ""
    keys: Annotated[
        dict[str, str], Meta(description='a table of keys that are not the standard, such as hold = "F11"')
    ] = field(default_factory=dict)


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """The whole file. Paths in it are absolute once it is loaded, and ``person`` is filled in."""

    sip: Sip = field(default_factory=Sip)
    store: Store = field(default_factory=Store)
    floor: Floor = field(default_factory=Floor)
    person: Person = field(default_factory=Person)
    ui: Ui = field(default_factory=Ui)
    hotkeys: HotKeys = field(default_factory=HotKeys)
    sound: Sound = field(default_factory=Sound)
    calls: Calls = field(default_factory=Calls)
    states: States = field(default_factory=States)
    queue: Queue = field(default_factory=Queue)
    mail: Mail = field(default_factory=Mail)
    monitor: Monitor = field(default_factory=Monitor)
    manager: Manager = field(default_factory=Manager)
    review: Review = field(default_factory=Review)
    recording: Recording = field(default_factory=Recording)


def load(path: Path, *, must_exist: bool = False) -> Settings:
    """Read and check the settings. No file: defaults (direct mode), unless ``must_exist``. SettingsError otherwise."""
    if not must_exist and not path.exists():
        return _completed(Settings())
    settings = toml_file.read(path, Settings)
    _check_sip(path, settings.sip)
    _check_store(path, settings.store)
    settings_calls.check(path, settings.queue, settings.states)
    settings_mail.check(path, settings.mail)
    settings_recording.check(path, settings.recording)
    mail = settings_mail.placed(path, settings.mail)
    recording = settings_recording.placed(path, settings.recording)
    sip = replace(settings.sip, ca_file=_file(path, "sip.ca_file", settings.sip.ca_file))
    floor = replace(
        settings.floor,
        directory=_file(path, "floor.directory", settings.floor.directory),
        customers=_file(path, "floor.customers", settings.floor.customers),
    )
    manager = replace(settings.manager, ca_file=_file(path, "manager.ca_file", settings.manager.ca_file))
    placed = replace(settings, sip=sip, floor=floor, mail=mail, manager=manager, recording=recording)
    return _completed(placed)


def _completed(settings: Settings) -> Settings:
    """Without a key the person is the user of the SIP address, or who is logged in; without a name the key is shown.

    Two desks of one login are two people, as long as they have two addresses.
    """
    person = settings.person
    key = person.key or _key(_user_of(settings.sip.id)) or _key(_login()) or "agent"
    extension = person.extension or _extension_of(settings.sip.id)
    person = replace(person, key=key, name=person.name or key, extension=extension)
    return replace(settings, person=person)


def _key(text: str) -> str:
    return re.sub(r"[^a-z0-9._-]+", ".", text.lower()).strip("._-")[:64]


def _user_of(sip_id: str) -> str:
    return sip_id.removeprefix("sip:").partition("@")[0]


def _extension_of(sip_id: str) -> str:
    user = _user_of(sip_id)
    return user if re.fullmatch("[0-9]{2,6}", user) else ""


def _check_sip(path: Path, sip: Sip) -> None:
    """Addresses pass the same door as whatever is dialled: no password, no headers, no line breaks."""
    for key, text in (
        ("id", sip.id),
        ("registrar", host_address(sip.registrar, "sip")),
        ("proxy", host_address(sip.proxy.removesuffix(";lr"), "proxy")),
    ):
        if not text:
            continue
        try:
            check_target(text, default_host="localhost")
        except AddressError as error:
            words = toml_file.secret_belongs("password") if error.code == "password" else error.message
            raise SettingsError(path, f"sip.{key}", words) from error
    try:
        ip_address(sip.bind)
    except ValueError as error:
        problem = 'is no IP address. It must be one of this machine, or "0.0.0.0" for all.'
        raise SettingsError(path, "sip.bind", problem) from error
    for each in sip.trusted:
        if not _is_trusted(each):
            problem = f"“{each}” is no address, network or name of a host."
            raise SettingsError(path, "sip.trusted", problem)
    if sip.registrar and not sip.id:
        raise SettingsError(path, "sip.id", "is missing: whom should the registrar know? Set the extension.")


def _is_trusted(text: str) -> bool:
    """Whether it is an address, a network, or may be the name of a host: those do not end in a number (RFC 3696, 2)."""
    if not _TRUSTED.fullmatch(text):
        return False
    if "/" not in text and ":" not in text and not text.rpartition(".")[2].isdigit():
        return True
    try:
        ip_network(text, strict=False)
    except ValueError:
        return False
    return True


def host_address(text: str, user: str = "") -> str:
    """Make an address of a host: ``sip:host``, or ``sip:user@host``; "" stays ""."""
    if not text:
        return ""
    host = re.sub(r"^sips?:", "", text)
    at = "" if "@" in host or not user else f"{user}@"
    return f"sip:{at}{host}"


def _check_store(path: Path, store: Store) -> None:
    if not store.url:
        return
    try:
        url = urlsplit(store.url)
        password = url.password
    except ValueError as error:
        raise SettingsError(path, "store.url", f"is no URL ({error}).") from error
    if password is not None or re.search(r"[?&](password|passfile)=", store.url):
        problem = "a password is never kept in this file. Delete it, and write it to ~/.pgpass (mode 0600)."
        raise SettingsError(path, "store.url", problem)
    if url.scheme.partition("+")[0] not in {"sqlite", "postgresql"}:
        problem = 'is not allowed. It must begin with "sqlite:///" or "postgresql://".'
        raise SettingsError(path, "store.url", problem)


def _file(settings: Path, key: str, text: str) -> str:
    """Make a path absolute: relative ones are meant from the settings file's folder."""
    if not text:
        return ""
    found = (settings.parent / Path(text).expanduser()).absolute()
    if not found.is_file():
        raise SettingsError(settings, key, f"there is no file {found}.")
    return str(found)
