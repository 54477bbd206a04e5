"""Taking a case along: it is written beside the desk's work, and told when it is there."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol
from uuid import UUID

import msgspec

from console.desk.core import Core
from console.desk.intents import Refusal
from console.desk.intents_export import ExportCase

SEAL_SHOWN = 16
"""Letters of the seal that a person copies; `warmline verify --seal` takes a part of it."""


class Exported(msgspec.Struct, frozen=True, kw_only=True):
    """What became of it: ``why`` not, "" if it is there, with its seal and what was ``left_out``."""

    why: str = ""
    seal: str = ""
    recordings: int = 0
    left_out: tuple[str, ...] = ()


class Export(Protocol):
    """Writes a case on a thread of its own."""

    def __call__(self, ticket: UUID, out: Path, then: Callable[[Exported], None], /) -> None:
        """``then`` is called on the desk's thread."""


def no_export(_ticket: UUID, _out: Path, then: Callable[[Exported], None], /) -> None:
    """A desk without an archive."""
    then(Exported(why="This desk has no archive of recordings."))


class Exports:
    """One after another, or several at once."""

    def __init__(self, core: Core, export: Export) -> None:
        self._core, self._export = core, export

    def table(self) -> dict[type, Callable[[Any], Refusal | None]]:
        """By the type of the intent."""
        return {ExportCase: self.export}

    def export(self, asked: ExportCase) -> Refusal | None:
        """Write it."""
        if asked.out.exists():
            return Refusal("exists", f"{asked.out} is there already. Choose another name.")
        self._core.banner("info", "exporting", path=asked.out.name)

        def done(exported: Exported) -> None:
            with self._core.turn():
                self._told(asked.out, exported)

        self._export(asked.ticket, asked.out, done)
        return None

    def _told(self, out: Path, exported: Exported) -> None:
        core = self._core
        core.untell("exporting")
        if exported.why:
            core.tell("error", "not_exported", why=exported.why)
            return
        core.tell("ok", "exported", path=str(out), seal=exported.seal[:SEAL_SHOWN])
        for why in dict.fromkeys(exported.left_out):
            core.tell("warn", "left_out", why=why)
