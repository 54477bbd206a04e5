"""Comments between colleagues, and whom they mention (R28). The comment itself is an :class:`store.ticket.Entry`."""

import re
from datetime import datetime
from uuid import UUID

import msgspec

from store.directory import Directory

_MENTION = re.compile(r"(?<![\w@])@([\w][\w.\-]*[\w])", re.ASCII)


class Mention(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody is to read the comment ``entry`` of ``ticket``.

    ``whom`` is a key of the directory: a person, or with ``is_department`` a department, which has read it when one
    of its people has.
    """

    id: UUID
    ticket: UUID
    entry: UUID
    whom: str
    is_department: bool = False
    by: str
    at: datetime
    read_at: datetime | None = None
    read_by: str = ""


def mentioned(text: str, directory: Directory) -> tuple[tuple[str, bool], ...]:
    """Whom ``@key`` in a comment means, each once: key, and whether it is a department. Others are only words."""
    found: dict[str, bool] = {}
    for key in _MENTION.findall(text):
        person = directory.person(key)
        if person is not None:
            found.setdefault(person.key, False)
        elif directory.department(key) is not None:
            found.setdefault(key, True)
    return tuple(found.items())
