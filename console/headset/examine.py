"""For `warmline doctor`: which headsets are there, and whether their keys may be used."""

from collections.abc import Iterator
from typing import NamedTuple

import resources
from console.headset.hid import HidModule, load
from console.headset.watcher import is_withheld, telephones

RULE = "desktop/70-warmline-headset.rules"


class Examined(NamedTuple):
    """One headset; ``do`` is "" if all is well with it."""

    found: str
    do: str = ""


def examine(hid: HidModule | None = None) -> Iterator[Examined]:
    """Every headset that is plugged in, or why none can be seen. No device is opened."""
    try:
        rows = dict(telephones(hid or load()))
    except (ImportError, OSError) as error:
        yield Examined(f"cannot be looked for: {error}", "install Warmline again; calls work without")
        return
    if not rows:
        yield Examined("none with keys is plugged in")
    for path, name in rows.items():
        if is_withheld(path):
            yield Examined(f"{name}: its keys are withheld by the system ({path})", remedy())
        else:
            yield Examined(name)


def remedy() -> str:
    """What an administrator types, once."""
    rule = resources.path(RULE)
    return f"sudo cp '{rule}' /etc/udev/rules.d/ && sudo udevadm control --reload, then plug it in again"
