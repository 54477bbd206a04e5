"""Text that comes from strangers, and the languages to look in: what templates and composer share, without Jinja2."""

import unicodedata
from collections.abc import Iterator

FALLBACK = "en"
LONGEST_VALUE = 2_000
"""Characters of what is filled in."""


def languages(tag: str) -> list[str]:
    """The languages to look in, best first; a tag that could lead out of the folder is none."""
    parts = [p for p in tag.replace("_", "-").split("-") if p]
    safe = all(p.isascii() and p.isalnum() for p in parts) and len(parts) <= 4  # noqa: PLR2004 - BCP 47 as people use it
    found = ["-".join(parts[:n]) for n in range(len(parts), 0, -1)] if safe else []
    return [*dict.fromkeys([*found, *(f.lower() for f in found[-1:]), FALLBACK])]


def plain(text: str) -> str:
    """What may be filled in: as :func:`printable`, and no longer than a value may be."""
    kept = printable(text[: 2 * LONGEST_VALUE])  # of a flood nobody reads the end
    return kept if len(kept) <= LONGEST_VALUE else kept[: LONGEST_VALUE - 1] + "…"


def printable(text: str) -> str:
    """Without control characters (line ends excepted) and without signs that turn the direction of what follows."""
    return "".join(_kept(text.replace("\r\n", "\n").replace("\r", "\n")))


_TURNS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Explicit bidirectional formatting (UAX 9); letters have a direction of their own."""


def _kept(text: str) -> Iterator[str]:
    for sign in text:
        if sign == "\n" or (unicodedata.category(sign) not in {"Cc", "Cs"} and sign not in _TURNS):
            yield sign
