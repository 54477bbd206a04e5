"""The commands of `warmline` about forgetting and keeping: customers who are erased, holds, days."""

from pathlib import Path
from typing import Annotated

import typer

from console.opening import places_of
from console.options import Config, Profile

erasures = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    short_help="The list of erased customers, for backups.",
    help="The list of erasures: ids only. A backup that is put back forgets again by it what was erased since.",
)
_Ticket = Annotated[str, typer.Argument(metavar="TICKET", help="Its number, TK-0048213.")]
_Why = Annotated[str, typer.Option("--why", metavar="TEXT", help="The reason; it is kept with the ticket.")]


def join(app: typer.Typer) -> None:
    """Let them be typed."""
    app.command()(erase)
    app.command()(hold)
    app.command()(release)
    app.command()(retention)
    app.add_typer(erasures, name="erasures")


def erase(
    who: Annotated[
        str, typer.Argument(metavar="CUSTOMER", help="Telephone number, name, or id if several have it.")
    ],
    apply: Annotated[
        bool, typer.Option("--apply", help="Erase it; without it only what would be erased.")
    ] = False,
    profile: Profile = "",
    config: Config = None,
) -> None:
    """Erase a customer for good: tickets, calls, notes, recordings. Only ids stay. For managers."""
    from console.erasing import erase as run

    raise typer.Exit(run(who, places_of(profile, config), apply=apply))


def hold(ticket: _Ticket, why: _Why, profile: Profile = "", config: Config = None) -> None:
    """Put a ticket's recordings on legal hold: no rule deletes them, and its customer is not erased."""
    from console.erasing import hold as run

    raise typer.Exit(run(ticket, why, places_of(profile, config), on=True))


def release(ticket: _Ticket, why: _Why, profile: Profile = "", config: Config = None) -> None:
    """End a legal hold; the rules say then how long its recordings stay."""
    from console.erasing import hold as run

    raise typer.Exit(run(ticket, why, places_of(profile, config), on=False))


def retention(
    days: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[KIND=DAYS]...",
            help="customer, consult, complaint, escalated, emergency or objected; no DAYS is no end of its own.",
        ),
    ] = None,
    hear_own: Annotated[
        bool | None,
        typer.Option("--agents-hear-own/--agents-hear-none", help="Whether agents hear their own."),
    ] = None,
    profile: Profile = "",
    config: Config = None,
) -> None:
    """Show for how long recordings are kept, or change it for the whole floor. Of several kinds the longest counts."""
    from console.erasing import retention as run

    raise typer.Exit(run(tuple(days or ()), places_of(profile, config), hear_own=hear_own))


@erasures.command("replay")
def erasures_replay(
    file: Annotated[
        Path | None, typer.Argument(metavar="FILE", help="The list; else the one beside the store.")
    ] = None,
    profile: Profile = "",
    config: Config = None,
) -> None:
    """Erase again what a backup has brought back. A store in a file does it by itself when it is opened."""
    from console.erasing import replay

    raise typer.Exit(replay(file, places_of(profile, config)))


@erasures.command("export")
def erasures_export(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Where to; what is in it stays.")],
    profile: Profile = "",
    config: Config = None,
) -> None:
    """Write the list, to keep it where the backups are."""
    from console.erasing import export

    raise typer.Exit(export(file, places_of(profile, config)))
