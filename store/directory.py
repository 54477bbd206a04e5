"""Who and what can be escalated to: people, departments, levels."""

from datetime import UTC, datetime

import msgspec

MANAGERS = frozenset({"escalation_manager", "administrator"})
"""Roles whose people edit the directory and the escalation policy, and approve it."""


class Level(msgspec.Struct, frozen=True, kw_only=True):
    """L0 to L3 (R12), with what its owners may decide."""

    number: int
    name: str
    competence: str = ""
    authority: str = ""


class Department(msgspec.Struct, frozen=True, kw_only=True):
    """``target`` is what is dialled for it; ``is_queue``: its 200 may only be music."""

    key: str
    name: str
    target: str = ""
    is_queue: bool = False
    expertise: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    hours: str = ""


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """``key`` is short and stable (``daniel.okafor``). ``target`` is what is dialled: a URI or an extension.

    ``state`` is what this person's console last said (``available``, ``on_call``, ``away``, ``dnd``,
    ``wrapup``, ``offline``), "" if nothing is known.
    """

    key: str
    name: str
    role: str = "agent"
    level: int = 1
    extension: str = ""
    target: str = ""
    department: str = ""
    skills: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    state: str = ""
    state_since: str = ""
    """ISO 8601, UTC."""
    absent_until: str = ""
    """ISO 8601, UTC: away for long until then, and their deputy stands in."""
    deputy: str = ""
    """Who stands in: a person's key."""
    on_call: bool = False
    """Reached outside the hours too."""
    email: str = ""
    state_reason: str = ""
    """Why somebody is away: a word of their console's settings."""

    @property
    def back_at(self) -> datetime | None:
        """When their long absence ends, UTC; None without one. ValueError if it is no date and time."""
        if not self.absent_until:
            return None
        found = datetime.fromisoformat(self.absent_until)
        return found.astimezone(UTC) if found.tzinfo is not None else found.replace(tzinfo=UTC)


class Directory(msgspec.Struct, frozen=True, kw_only=True):
    """Everything at once: it is small, read often, and replaced as a whole."""

    levels: tuple[Level, ...] = ()
    departments: tuple[Department, ...] = ()
    people: tuple[Person, ...] = ()

    def person(self, key: str) -> Person | None:
        """By key, or by extension."""
        return next((p for p in self.people if key and key in (p.key, p.extension)), None)

    def trusts(self, who: str, roles: frozenset[str]) -> bool:
        """Whether this person (key or extension) has one of the roles; where nobody is a manager, all have them."""
        person = self.person(who)
        if person is not None and person.role in roles:
            return True
        return not any(p.role in MANAGERS for p in self.people)

    def department(self, key: str) -> Department | None:
        """By key."""
        return next((d for d in self.departments if d.key == key), None)
