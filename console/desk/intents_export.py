"""What is asked of taking a case along; see intents.py."""

from dataclasses import dataclass
from pathlib import Path
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportCase:
    """Write the case with its recordings into a new folder, or a new ZIP if ``out`` ends with .zip."""

    ticket: UUID
    out: Path


ExportIntent = ExportCase
