"""On which line of a TOML file a key stands, for whoever has to mend it."""

import re
from collections import Counter

_HEADER = re.compile(r"^\s*(\[\[?)\s*([A-Za-z0-9_.-]+)\s*\]\]?")
_KEY = re.compile(r"^\s*([A-Za-z0-9_-]+)\s*=")


def lines_of(text: str) -> dict[str, int]:
    """Line numbers, from 1, by path: ``title``, ``right``, ``right.kind``, ``steps[2]``, ``steps[2].weight``.

    Lines inside a text of several lines may be taken for keys; the first one of a path counts.
    """
    found: dict[str, int] = {}
    counts: Counter[str] = Counter()
    inside = ""
    for number, line in enumerate(text.splitlines(), 1):
        header = _HEADER.match(line)
        key = _KEY.match(line)
        if header:
            inside = header[2]
            if header[1] == "[[":
                inside = f"{header[2]}[{counts[header[2]]}]"
                counts[header[2]] += 1
            found.setdefault(inside, number)
        elif key:
            found.setdefault(f"{inside}.{key[1]}" if inside else key[1], number)
    return found


def line_of(lines: dict[str, int], path: str) -> int:
    """The line of a path, else of what it stands in, else the first."""
    while path:
        if path in lines:
            return lines[path]
        path = re.sub(r"(\.[^.\[\]]*|\[[^\]]*\]|^[^.\[\]]+)$", "", path)
    return 1
