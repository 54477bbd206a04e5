"""What `warmline doctor` finds."""

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """How bad it is."""

    OK = "ok"
    NOTE = "note"
    """Works, but something is less than it could be."""
    MISSING = "missing"
    """Warmline does not work without it."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at: what was found, and what to do if it is not well."""

    verdict: Verdict
    name: str
    found: str
    do: str = ""
