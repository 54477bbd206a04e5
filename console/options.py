"""Options that most commands of `warmline` have."""

from pathlib import Path
from typing import Annotated

import typer

Profile = Annotated[
    str,
    typer.Option(
        "--profile",
        metavar="NAME",
        help="One of several desks on this machine; its settings are profiles/NAME.toml.",
    ),
]
Config = Annotated[
    Path | None,
    typer.Option("--config", metavar="FILE", help="A settings file anywhere, in place of a profile."),
]
