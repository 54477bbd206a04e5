"""The people of a call center and its customers, as TOML files that an administrator writes.

    [[levels]]       number, name, competence, authority
    [[departments]]  key, name, target, is_queue, expertise, languages, hours
    [[people]]       key, name, role, level, extension, target, department, skills, languages

    [[customers]]          id, name, company, role, languages, tier, since, value_cents, currency, numbers, …
    [[customers.tickets]]  days_ago, subject, category, severity, status, notes: what was before Warmline

``resources/demo`` holds an example of both. Errors are told as those of the settings are.
"""

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Annotated, Literal
from uuid import UUID, uuid5

import msgspec
from msgspec import Meta

from console import toml_file
from console.errors import SettingsError
from store.customer import Customer
from store.directory import Department, Directory, Level, Person
from store.ticket import CATEGORIES
from store.update import is_address
from telephony.address import NumberKind, check_target, normalise
from telephony.errors import AddressError

_CUSTOMERS = UUID("8a0fb9a5-63cd-5a3e-9c1d-6d9b1f0b7f52")
"""Namespace of the ids of customers who were given none."""

_Key = Annotated[
    str, Meta(pattern=r"^[a-z0-9][a-z0-9._-]{0,63}$", description="a short name: a-z, 0-9, dot, _ and -")
]
_Text = Annotated[str, Meta(max_length=200, description="a text of at most 200 characters")]
_Name = Annotated[str, Meta(min_length=1, max_length=120, description="a text of 1 to 120 characters")]
_LevelNumber = Annotated[int, Meta(ge=0, le=3, description="a level from 0 to 3")]
_Language = Annotated[
    str,
    Meta(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$", description='a language tag such as "en" or "pt-BR"'),
]


class _LevelRow(msgspec.Struct, frozen=True, kw_only=True):
    number: _LevelNumber
    name: _Name
    competence: _Text = ""
    authority: _Text = ""


class _DepartmentRow(msgspec.Struct, frozen=True, kw_only=True):
    key: _Key
    name: _Name
    target: _Text = ""
    is_queue: bool = False
    expertise: tuple[_Text, ...] = ()
    languages: tuple[_Language, ...] = ()
    hours: _Text = ""


class _PersonRow(msgspec.Struct, frozen=True, kw_only=True):
    key: _Key
    name: _Name
    role: Annotated[
        str,
        Meta(
            pattern="^[a-z][a-z_]{0,31}$", description='a word such as "agent", "specialist" or "supervisor"'
        ),
    ] = "agent"
    level: _LevelNumber = 1
    extension: Annotated[str, Meta(pattern="^([0-9]{2,6})?$", description="2 to 6 digits in quotes")] = ""
    target: _Text = ""
    department: _Text = ""
    skills: tuple[_Text, ...] = ()
    languages: tuple[_Language, ...] = ()


class _DirectoryFile(msgspec.Struct, frozen=True, kw_only=True):
    levels: tuple[_LevelRow, ...] = ()
    departments: tuple[_DepartmentRow, ...] = ()
    people: tuple[_PersonRow, ...] = ()


class PastTicket(msgspec.Struct, frozen=True, kw_only=True):
    """What a customer wanted ``days_ago``, before Warmline was there to write it down."""

    days_ago: Annotated[float, Meta(ge=0, le=36500, description="a number of days from 0 to 36500")]
    subject: _Name
    category: Annotated[str, Meta(description=f"one of {', '.join(CATEGORIES)}")] = "general"
    severity: Annotated[
        Literal["low", "normal", "high", "critical"],
        Meta(description='"low", "normal", "high" or "critical"'),
    ] = "normal"
    status: Annotated[
        Literal["new", "open", "waiting", "escalated", "resolved", "closed"],
        Meta(description='"new", "open", "waiting", "escalated", "resolved" or "closed"'),
    ] = "closed"
    notes: str = ""


class _CustomerRow(msgspec.Struct, frozen=True, kw_only=True):
    id: UUID | None = None
    name: _Name
    company: _Text = ""
    role: _Text = ""
    languages: tuple[_Language, ...] = ()
    tier: _Text = ""
    since: date | None = None
    value_cents: Annotated[int, Meta(ge=0, description="a whole number of cents")] | None = None
    currency: Annotated[
        str, Meta(pattern="^[A-Z]{3}$", description='three capital letters (ISO 4217), such as "EUR"')
    ] = "EUR"
    numbers: tuple[_Text, ...] = ()
    time_zone: _Text = ""
    email: _Text = ""
    warning: _Text = ""
    tickets: tuple[PastTicket, ...] = ()


class _CustomersFile(msgspec.Struct, frozen=True, kw_only=True):
    customers: tuple[_CustomerRow, ...] = ()


def read_directory(file: Path) -> Directory:
    """Levels, departments and people. SettingsError also for keys that occur twice or name nobody."""
    rows = toml_file.read(file, _DirectoryFile)
    _once(file, "levels", "number", (str(row.number) for row in rows.levels))
    _once(file, "departments", "key", (row.key for row in rows.departments))
    _once(file, "people", "key", (row.key for row in rows.people))
    _once(file, "people", "extension", (row.extension for row in rows.people))
    departments = {row.key for row in rows.departments}
    for at, row in enumerate(rows.people):
        if row.department and row.department not in departments:
            problem = (
                f"there is no department {row.department!r}. There are: {', '.join(sorted(departments))}."
            )
            raise SettingsError(file, f"people[{at}].department", problem)
        _check_target(file, f"people[{at}].target", row.target)
    for at, department in enumerate(rows.departments):
        _check_target(file, f"departments[{at}].target", department.target)
    return Directory(
        levels=tuple(Level(**msgspec.structs.asdict(row)) for row in rows.levels),
        departments=tuple(Department(**msgspec.structs.asdict(row)) for row in rows.departments),
        people=tuple(Person(**msgspec.structs.asdict(row)) for row in rows.people),
    )


def read_customers(file: Path, country: str = "") -> tuple[Customer, ...]:
    """Customers with their numbers as E.164; ``country`` reads those without a country code.

    Who has no ``id`` gets one that is the same each time the file is read, from name and first number.
    """
    return tuple(customer for customer, _ in read_customers_with_past(file, country))


def read_customers_with_past(
    file: Path, country: str = ""
) -> tuple[tuple[Customer, tuple[PastTicket, ...]], ...]:
    """The same, each with what was before."""
    rows = toml_file.read(file, _CustomersFile).customers
    found = []
    for at, row in enumerate(rows):
        numbers = tuple(
            _number(file, f"customers[{at}].numbers[{n}]", x, country) for n, x in enumerate(row.numbers)
        )
        if row.email and not is_address(row.email):
            raise SettingsError(file, f"customers[{at}].email", f"“{row.email}” is no e-mail address.")
        for n, ticket in enumerate(row.tickets):
            if ticket.category not in CATEGORIES:
                problem = f"is not allowed. It must be one of {', '.join(CATEGORIES)}."
                raise SettingsError(file, f"customers[{at}].tickets[{n}].category", problem)
        values = msgspec.structs.asdict(row) | {"numbers": numbers}
        del values["tickets"]
        values["id"] = row.id or uuid5(_CUSTOMERS, f"{row.name}\0{numbers[0] if numbers else row.company}")
        found.append((Customer(**values), row.tickets))
    _once(file, "customers", "id", (str(customer.id) for customer, _ in found))
    return tuple(found)


def _number(file: Path, key: str, text: str, country: str) -> str:
    number = normalise(text, country)
    if number.kind not in (NumberKind.E164, NumberKind.EXTENSION):
        hint = "" if country else " Write it with + and the country code."
        raise SettingsError(file, key, f"“{text}” is no telephone number and no extension.{hint}")
    return number.value


def _check_target(file: Path, key: str, target: str) -> None:
    if not target:
        return
    try:
        check_target(target, default_host="localhost")
    except AddressError as error:
        raise SettingsError(file, key, error.message) from error


def _once(file: Path, table: str, key: str, values: Iterable[str]) -> None:
    """Two rows with one key would hide each other."""
    seen: set[str] = set()
    for at, value in enumerate(values):
        if value and value in seen:
            raise SettingsError(file, f"{table}[{at}].{key}", f"“{value}” occurs twice.")
        seen.add(value)
