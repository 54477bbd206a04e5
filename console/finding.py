"""What `warmline doctor` finds."""

from enum import StrEnum

import msgspec


class Verdict(StrEnum):
    """How bad it is."""

    OK = "ok"
    NOTE = "note"
    """Works, but something is less than it could be."""
    MISSING = "missing"
    """Warmline does not work without it."""


class Finding(msgspec.Struct, frozen=True):
    """One thing that was looked at: what was found, and what to do if it is not well."""

    verdict: Verdict
    name: str
    found: str
    do: str = ""
