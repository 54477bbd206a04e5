"""What is asked of taking a case along; see intents.py."""

from pathlib import Path
from uuid import UUID

from msgspec import Struct


class ExportCase(Struct, frozen=True, kw_only=True):
    """Write the case with its recordings into a new folder, or a new ZIP if ``out`` ends with .zip."""

    ticket: UUID
    out: Path


ExportIntent = ExportCase
