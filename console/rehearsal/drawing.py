"""What a seed makes of a scenario: the same number gives the same customer and the same colleagues."""

import json
from pathlib import Path
from random import Random
from typing import Any

import msgspec

from console.rehearsal.scenario import FOLDER, Colleague, Rehearsal, Span
from resources import ROOT
from telephony.floor.scenario import Line, Scenario, prompt_file, read_scenario, scenario_file

_FILE = "customer_of_a_rehearsal.toml"
"""No scenario has this name, so that no prompt of another one is taken for a line of this."""


class Drawn(msgspec.Struct, frozen=True, kw_only=True):
    """``customer`` is the text of a file for the floor, ``orders`` what the house is told (stage.Order)."""

    customer: str
    orders: tuple[dict[str, Any], ...]
    patience: dict[str, float]

    def write(self, folder: Path) -> Path:
        """The customer's file."""
        file = folder / _FILE
        file.write_text(self.customer, encoding="utf-8")
        return file


def draw(rehearsal: Rehearsal, seed: int) -> Drawn:
    """Draw all of it."""
    drawn = Random(f"{seed}/{rehearsal.key}")  # noqa: S311 - an exercise is no secret

    def pick(span: Span) -> float:
        return round(drawn.uniform(*span), 2)

    patience = rehearsal.patience
    bears = {"ring": pick(patience.ring), "hold": pick(patience.hold), "call": pick(patience.call)}
    orders = tuple(_order(colleague, pick) for colleague in rehearsal.colleagues)
    return Drawn(customer=_customer(rehearsal, bears), orders=orders, patience=bears)


def _order(colleague: Colleague, pick: Any) -> dict[str, Any]:
    told = {"do": "behave", "party": colleague.user}
    told |= {name: getattr(colleague, name) for name in ("does", "replaced") if getattr(colleague, name)}
    spans = {name: getattr(colleague, name) for name in ("after", "person_after")}
    return told | {name: pick(span) for name, span in spans.items() if span is not None}


def _customer(rehearsal: Rehearsal, bears: dict[str, float]) -> str:
    base: Scenario = read_scenario(rehearsal.call)
    says = [_line(rehearsal.file, rehearsal.says, line) for line in rehearsal.says]
    if not any(line.when == "answered" for line in rehearsal.says):  # these come on top of the customer's own
        file = scenario_file(rehearsal.call)
        says = [_line(file, base.says, line) for line in base.says] + says
    parts = [
        f"title = {_word(rehearsal.title)}",
        f"accepts_transfer = {_word(rehearsal.accepts_transfer)}",
        _table("customer", {f: getattr(base.customer, f) for f in ("name", "number", "language")}),
        _table("voice", {f: getattr(base.voice, f) for f in ("name", "speed", "pitch")}),
        _table("patience", bears),
    ]
    if base.leaves is not None and base.leaves.when == "transferred":
        parts.append(_table("leaves", {"when": base.leaves.when, "after": base.leaves.after}))
    parts += [_table("[says]", line) for line in says]
    return "\n\n".join(parts) + "\n"


def _line(file: Path, says: tuple[Line, ...], line: Line) -> dict[str, Any]:
    told: dict[str, Any] = {
        "when": line.when,
        "after": line.after,
        "or_after": line.or_after,
        "text": line.text,
    }
    ours = file.parent in {ROOT / "scenarios", ROOT / FOLDER}
    if line.wav or ours:
        told["wav"] = str(prompt_file(file, "", says, line).absolute())
    return told


def _table(name: str, values: dict[str, Any]) -> str:
    return "\n".join([f"[{name}]", *(f"{key} = {_word(value)}" for key, value in values.items())])


def _word(value: object) -> str:
    """A value as TOML writes it; its basic strings are JSON's."""
    return json.dumps(value, ensure_ascii=False)
