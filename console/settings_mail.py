"""The section of the settings about e-mail to customers. Nothing is sent until ``host`` and ``sender`` are set."""

import re
from pathlib import Path
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from console.errors import SettingsError
from store.update import is_address
from store.values import replace

PORTS = {"starttls": 587, "tls": 465, "none": 25}
"""RFC 6409, RFC 8314 (3.3), RFC 5321."""
_PLACES = frozenset({"score", "token"})


class Mail(msgspec.Struct, frozen=True, kw_only=True):
    """The account that customers are written from."""

    host: Annotated[
        str,
        Meta(
            pattern=r"^([A-Za-z0-9]([A-Za-z0-9.:-]{0,251}[A-Za-z0-9])?)?$",
            description='the mail server, such as "mail.example"',
        ),
    ] = ""
    port: Annotated[
        int, Meta(ge=0, le=65535, description="a port from 1 to 65535, or 0 for the usual one")
    ] = 0
    security: Annotated[
        Literal["starttls", "tls", "none"], Meta(description='"starttls", "tls" or "none"')
    ] = "starttls"
    username: Annotated[str, Meta(max_length=254, description="a text: the login at the mail server")] = ""
    sender: Annotated[
        str, Meta(max_length=254, description='an e-mail address, such as "support@center.example"')
    ] = ""
    reply_to: Annotated[
        str, Meta(max_length=254, description="an e-mail address, if answers go to another one than sender")
    ] = ""
    ca_file: Annotated[
        str, Meta(description="the path of a PEM file with the authorities that TLS trusts")
    ] = ""
    templates: Annotated[
        str, Meta(description="the path of a folder with templates of the center's own, by language")
    ] = ""
    survey_url: Annotated[
        str,
        Meta(
            max_length=500,
            description='an address with {score} and {token}, such as "https://center.example/rate?s={score}&t={token}"',
        ),
    ] = ""

    @property
    def is_set(self) -> bool:
        """Whether there is an account to send from."""
        return bool(self.host and self.sender)

    @property
    def entry(self) -> str:
        """What the keyring calls its password."""
        return f"mail:{self.username}@{self.host}"

    @property
    def place(self) -> tuple[str, int]:
        """Where the server listens."""
        return self.host, self.port or PORTS[self.security]


def check(path: Path, mail: Mail) -> None:
    """SettingsError for what the fields' own descriptions cannot say."""
    for key, value in (("sender", mail.sender), ("reply_to", mail.reply_to)):
        if value and not is_address(value):
            raise SettingsError(path, f"mail.{key}", f"“{value}” is no e-mail address.")
    if mail.host and not mail.sender:
        raise SettingsError(
            path, "mail.sender", "is missing: whom is the e-mail from? Set the center's address."
        )
    if mail.username and mail.security == "none":
        problem = "a login would cross the network for everybody to read. Use starttls or tls, or no login."
        raise SettingsError(path, "mail.security", problem)
    url = mail.survey_url
    places = set(re.findall(r"\{([^{}]*)\}", url))
    if url and (not url.startswith(("https://", "http://")) or places != _PLACES or re.search(r"\s", url)):
        problem = "must begin with https:// and have {score} and {token} in it, and no other braces."
        raise SettingsError(path, "mail.survey_url", problem)


def placed(path: Path, mail: Mail) -> Mail:
    """The same with absolute paths: relative ones are meant from the settings file's folder."""
    ca_file, templates = _absolute(path, mail.ca_file), _absolute(path, mail.templates)
    if ca_file and not Path(ca_file).is_file():
        raise SettingsError(path, "mail.ca_file", f"there is no file {ca_file}.")
    if templates and not Path(templates).is_dir():
        raise SettingsError(path, "mail.templates", f"there is no folder {templates}.")
    return replace(mail, ca_file=ca_file, templates=templates)


def _absolute(path: Path, text: str) -> str:
    return str((path.parent / Path(text).expanduser()).absolute()) if text else ""
