"""Dates, times and keys as they are typed."""

from datetime import UTC, datetime


def moment(text: str) -> datetime | None:
    """``2026-12-01`` or ``2026-12-01 08:00`` where the person sits, as UTC; None for nothing; ValueError."""
    if not text:
        return None
    try:
        found = datetime.fromisoformat(text.replace(" ", "T"))
    except ValueError as error:
        raise ValueError(f"“{text}” is no date: write 2026-12-01 or 2026-12-01 08:00.") from error
    return found.astimezone(UTC)  # without a zone it is the person's own


def moment_text(at: datetime | None) -> str:
    """What :func:`moment` reads."""
    if at is None:
        return ""
    local = at.astimezone()
    return local.strftime("%Y-%m-%d" if (local.hour, local.minute) == (0, 0) else "%Y-%m-%d %H:%M")


def checked_key(key: str, taken: set[str]) -> str:
    """A key that others may know somebody by. ValueError."""
    allowed = key.isascii() and key == key.lower() and all(c.isalnum() or c in "._-" for c in key)
    if not key or not allowed or not key[0].isalnum() or len(key) > 64:  # noqa: PLR2004
        raise ValueError("A short name: a-z, 0-9, dot, _ and -.")
    if key in taken:
        raise ValueError(f"“{key}” is taken.")
    return key
