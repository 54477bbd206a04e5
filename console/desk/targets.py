"""Whom an escalation goes to: the directory first, then whatever may be dialled."""

import msgspec

from console.desk.core import Core
from console.desk.intents import Refusal
from telephony.address import NumberKind, check_target, normalise
from telephony.errors import AddressError


class Target(msgspec.Struct, frozen=True, kw_only=True):
    """Whom to escalate to, as the directory knows them; ``key`` is the URI if it does not."""

    key: str
    uri: str
    name: str
    number: str = ""
    level: int = 0
    department: str = ""
    is_department: bool = False
    is_queue: bool = False


def resolve(core: Core, target: str) -> str | Refusal:
    """What was asked for, as a URI that may be dialled: directory first, then numbers and addresses."""
    directory = core.board.directory
    person = directory.person(target)
    department = directory.department(target)
    text = (person.target or person.extension) if person else department.target if department else target
    if "@" not in text:
        number = normalise(text, core.terms.country)
        text = number.value if number.kind is NumberKind.E164 else text
    return resolve_code(core, text)


def resolve_code(core: Core, code: str) -> str | Refusal:
    """What is dialled as it stands: digits alone are a code of the PBX, and no telephone number of this country."""
    try:
        return check_target(code, default_host=core.terms.host, default_port=core.terms.port)
    except AddressError as error:
        return Refusal("bad_target", error.message)


def find_target(core: Core, to: str) -> Target | Refusal:
    """By directory key, extension, name or dialled address; else whatever may be dialled."""
    directory = core.board.directory
    person = directory.person(to) or next((p for p in directory.people if p.target == to), None)
    department = directory.department(to) or next(
        (d for d in directory.departments if to in (d.target, d.name)), None
    )
    uri = resolve(core, to)
    if isinstance(uri, Refusal):
        return uri
    if person is not None:
        home = directory.department(person.department)
        return Target(
            key=person.key,
            uri=uri,
            name=person.name,
            number=person.extension,
            level=person.level,
            department=home.name if home else "",
        )
    if department is not None:
        level = max((p.level for p in directory.people if p.department == department.key), default=2)
        return Target(
            key=department.key,
            uri=uri,
            name=department.name,
            number=department.target if department.target.isdigit() else "",
            level=level,
            department=department.name,
            is_department=True,
            is_queue=department.is_queue,
        )
    return Target(key=to, uri=uri, name=uri.removeprefix("sip:"), level=core.board.me.level)
