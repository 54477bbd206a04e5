"""The commands of `warmline` about recordings: their key, taking a case along, and whether it is still whole."""

from pathlib import Path
from typing import Annotated

import typer

from console.opening import places_of, settings_of
from console.options import Config, Profile

_ABOUT = """The key that recordings are encrypted for. Its public half seals, and may be in anybody's settings
([recording] public_key); its private half opens, and is in the keyring of whoever may listen. Where there is no
keyring, set WARMLINE_RECORDINGS_KEY instead."""

recordings = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    short_help="The key that recordings are encrypted for.",
    help=_ABOUT,
)
_Replace = Annotated[
    bool, typer.Option("--replace", help="Seal for this one from now on; the one before is kept beside it.")
]


def join(app: typer.Typer, keys: typer.Typer) -> None:
    """Let them be typed."""
    keys.add_typer(recordings, name="recordings")
    app.command("export")(export)
    app.command("verify")(verify)


def export(
    ticket: Annotated[str, typer.Argument(metavar="TICKET", help="Its number, 48213 or TK-0048213.")],
    out: Annotated[
        Path, typer.Option("--out", metavar="FILE", help="A folder that is not there yet, or a new .zip.")
    ],
    profile: Profile = "",
    config: Config = None,
) -> None:
    """Take a case along: its recordings, its time line as JSON and as a page, and hashes of all of it.

    Recordings that you may not hear are left out; those that you may are in the log of listening afterwards.
    """
    from console.exporting.commands import run_export

    raise typer.Exit(run_export(ticket, out, places_of(profile, config)))


def verify(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="What `warmline export` wrote: a folder or a ZIP.")
    ],
    seal: Annotated[
        str,
        typer.Option(
            "--seal", metavar="HEX", help="What was said when it was written, or the first 16 of it."
        ),
    ] = "",
) -> None:
    """Say whether an exported case is as it was written; which file was changed, added or is missing, and where.

    Exit code 0: nothing was changed, 3: something was, 1: this is no export. Without its seal nobody can tell an
    export that was written anew as a whole from the one that was.
    """
    from console.exporting.commands import run_verify

    raise typer.Exit(run_verify(file, seal))


@recordings.command("new")
def recordings_new(profile: Profile = "", config: Config = None, replace: _Replace = False) -> None:
    """Make a key, keep it in the keyring, and show its public half."""
    from console.keys_recordings import new

    raise typer.Exit(new(settings_of(places_of(profile, config)), replace=replace))


@recordings.command("public")
def recordings_public(profile: Profile = "", config: Config = None) -> None:
    """Show the public half, for the settings of desks that record and do not listen."""
    from console.keys_recordings import public

    raise typer.Exit(public(settings_of(places_of(profile, config))))


@recordings.command("export")
def recordings_export(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Where to; it is written over.")],
    profile: Profile = "",
    config: Config = None,
) -> None:
    """Back the key up, encrypted with a passphrase, which is asked for or read from a pipe."""
    from console.keys_recordings import export

    raise typer.Exit(export(settings_of(places_of(profile, config)), file))


@recordings.command("import")
def recordings_import(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A back-up of the key.")],
    profile: Profile = "",
    config: Config = None,
    replace: _Replace = False,
) -> None:
    """Take a key in from its back-up: after a new machine, or at a desk that is to listen."""
    from console.keys_recordings import import_

    raise typer.Exit(import_(settings_of(places_of(profile, config)), file, replace=replace))
