"""RESULTS.md: a section for each group, so that some can be measured anew without the others."""

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from tests.bench.figures import Figure, markdown_table

_SECTION = re.compile(r"^## (\w+)\n\n(.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)
_HEAD = """# Figures

Written by `make bench`; what each is measured from and to stands in the docstrings beside this file. "Busy" is what
the machine had to do besides: its load before, and what its host gave to others meanwhile; both make figures worse.
p50 is the median, p95 by nearest rank (of fewer than 20 samples the largest), both of n samples. "Measured elsewhere"
are figures of other programs or of a trial, taken on another day with the same kind of test; they are no part of
these runs. SIP and sound stay on this machine (loopback), windows are painted offscreen.

"""


class Measured(NamedTuple):
    """A group's figures, with when it was measured and how busy the machine was."""

    when: str
    figures: Sequence[Figure]


def merged(
    before: str, machine: Mapping[str, str], measured: Mapping[str, Measured], order: Sequence[str]
) -> str:
    """The whole file: sections that were measured are new, those of other groups stay, in this order."""
    sections = {name: text.strip() for name, text in _SECTION.findall(before)}
    sections |= {name: f"{each.when}\n\n{markdown_table(each.figures)}" for name, each in measured.items()}
    facts = "\n".join(f"- {name}: {value}" for name, value in machine.items())
    parts = [f"## {name}\n\n{sections[name]}\n" for name in order if name in sections]
    return "\n".join([f"{_HEAD}{facts}\n", *parts])
