"""The commands of `warmline`. Each imports what it needs itself, so that `--help` shows at once."""

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from console import commands_erasing, commands_recordings
from console.opening import has_display, places_of, settings_of
from console.opening import open_console as _open_console
from console.options import Config, Profile
from telephony.sources_unread import leave_sources_unread

if TYPE_CHECKING:
    from console.links import Standing

_ABOUT = """Warmline, a telephone console for call centers.

A call becomes a ticket, and is handed over warm, together with everything that was said about it.

Without a command the console opens. To see it without any telephone system: warmline demo.
"""

app = typer.Typer(
    help=_ABOUT,
    add_completion=False,
    pretty_exceptions_enable=False,  # they print local variables, and those may hold a password
    rich_markup_mode=None,
)
keys = typer.Typer(no_args_is_help=True, rich_markup_mode=None)
app.add_typer(
    keys,
    name="key",
    short_help="The floor's key and the SIP password, in the keyring.",
    help="The floor's key, which signs what its consoles tell each other, and the SIP password. Both are kept in "
    "the keyring. Where there is none, set WARMLINE_FLOOR_KEY and WARMLINE_SIP_PASSWORD instead.",
)
commands_recordings.join(app, keys)
commands_erasing.join(app)

policy = typer.Typer(no_args_is_help=True, rich_markup_mode=None)
app.add_typer(
    policy,
    name="policy",
    short_help="The escalation policy on paper.",
    help="The escalation policy that is in force, from this profile's store.",
)

links = typer.Typer(no_args_is_help=True, rich_markup_mode=None)
app.add_typer(
    links,
    name="links",
    short_help="Let tel:, sip: and callto: links open Warmline.",
    help="Let tel:, sip:, sips: and callto: links of other programs open Warmline, which asks before it dials. This "
    "is for the user who types it; nothing of the system is changed.",
)

Headless = Annotated[bool, typer.Option("--headless", help="Without a window; controlled by `warmline ctl`.")]
Assistant = Annotated[
    bool, typer.Option("--assistant", help="Ask for account and devices first, as at the first start.")
]


class Role(StrEnum):
    """Whose window the demo opens."""

    AGENT = "agent"
    SUPERVISOR = "supervisor"
    TRAINER = "trainer"


class PaperKind(StrEnum):
    """What the policy is printed as."""

    PDF = "pdf"
    HTML = "html"


def main(arguments: list[str]) -> int:
    """Run a command; its exit code."""
    done = app(args=arguments, prog_name="warmline", standalone_mode=True)
    return done if isinstance(done, int) else 0


@app.callback(invoke_without_command=True)
def _default(
    context: typer.Context, profile: Profile = "", config: Config = None, assistant: Assistant = False
) -> None:
    if context.invoked_subcommand is None:
        raise typer.Exit(_open_console(profile, config, headless=False, assistant=assistant))
    if profile or config or assistant:
        raise typer.BadParameter(
            f"write them after “{context.invoked_subcommand}”", param_hint="--profile, --config, --assistant"
        )


@app.command()
def console(
    profile: Profile = "", config: Config = None, headless: Headless = False, assistant: Assistant = False
) -> None:
    """Open the agent's window; `warmline` alone does the same.

    If this desk's window is open already, it is brought to the front.
    """
    raise typer.Exit(_open_console(profile, config, headless=headless, assistant=assistant))


@app.command()
def demo(
    auto: Annotated[
        bool, typer.Option("--auto", help="Play one whole shift without anybody, and tell it as JSON.")
    ] = False,
    role: Annotated[Role, typer.Option("--role", help="Whose window to open.")] = Role.AGENT,
    seed: Annotated[
        int, typer.Option("--seed", min=0, help="The same number gives the same customers in the same order.")
    ] = 1,
    screenshots: Annotated[
        Path | None,
        typer.Option("--screenshots", metavar="DIR", help="Save a picture of each main moment there."),
    ] = None,
) -> None:
    """Open the console against a simulated call center.

    Customers call and colleagues answer on real SIP. Nothing has to be set up, and nothing of it stays.
    Without a display the shift plays by itself, as with --auto.
    """
    leave_sources_unread()
    from console.demo import run

    raise typer.Exit(run(auto=auto or not has_display(), role=role.value, seed=seed, screenshots=screenshots))


@app.command()
def floor(
    bind: Annotated[
        str, typer.Option("--bind", metavar="ADDRESS", help="This machine's address to listen at.")
    ] = "127.0.0.1",
    port: Annotated[
        int, typer.Option("--port", min=1, max=65535, help="Where its colleagues answer.")
    ] = 5070,
    call: Annotated[
        str,
        typer.Option(
            "--call", metavar="SCENARIO", help="Be a customer who calls instead, such as vpn_drops."
        ),
    ] = "",
    to: Annotated[str, typer.Option("--to", metavar="ADDRESS", help="Whom that customer calls.")] = "",
) -> None:
    """Run the simulated call center alone, for any softphone to call. Ctrl-C ends it."""
    if bool(call) != bool(to):
        raise typer.BadParameter("a customer needs both", param_hint="--call, --to")
    import subprocess

    from telephony.launch import environment

    words = ["call", "--scenario", call, "--to", to] if call else ["house", "--port", str(port)]
    # A process of its own: pjsua2 wants to be the last thing that a process does.
    command = [sys.executable, "-P", "-m", "telephony.floor", *words, "--bind", bind]
    raise typer.Exit(subprocess.call(command, env=environment()))  # noqa: S603 - our own program


@app.command()
def rehearse(
    scenario: Annotated[
        str, typer.Argument(metavar="SCENARIO", help="One of --list, or a TOML file of your own.")
    ] = "",
    list_: Annotated[bool, typer.Option("--list", help="Which scenarios there are.")] = False,
    seed: Annotated[
        int | None,
        typer.Option("--seed", min=0, help="The same number gives the same customer, as patient as before."),
    ] = None,
    headless: Annotated[
        bool,
        typer.Option(
            "--headless", help="Let a scripted trainee do all of it right, and tell the result as JSON."
        ),
    ] = False,
    leave_out: Annotated[
        str, typer.Option("--leave-out", metavar="STEP", help="With --headless: all but this step.")
    ] = "",
    sound: Annotated[
        Path | None,
        typer.Option("--sound", metavar="FOLDER", help="With --headless: record each leg into a WAV there."),
    ] = None,
    profile: Profile = "",
    config: Config = None,
) -> None:
    """Rehearse a call: a scripted customer calls over SIP, and what you do in the real console is scored.

    Nothing of the center's data is touched; only the result and its sound are kept, for you and your trainer.
    """
    leave_sources_unread()
    from console.rehearsal.run import Wish, run, tell_list

    if list_:
        raise typer.Exit(tell_list())
    if not scenario:
        raise typer.BadParameter("which one? --list tells them", param_hint="SCENARIO")
    if leave_out and not headless:
        raise typer.BadParameter("only a scripted trainee leaves steps out", param_hint="--leave-out")
    if sound is not None and not headless:
        raise typer.BadParameter("with a window the sound is kept with the try", param_hint="--sound")
    if not headless and not has_display():
        raise typer.BadParameter("there is no display for its window", param_hint="--headless")
    places = places_of(profile, config)
    wish = Wish(scenario=scenario, seed=seed, headless=headless, leave_out=leave_out, sound=sound)
    raise typer.Exit(run(wish, settings_of(places), places))


@app.command(
    context_settings={"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []},
)
def ctl(context: typer.Context) -> None:
    """Control the console that runs, from scripts: `warmline ctl --help`."""
    from console.ctl.commands import main as run  # reached only by way of options before the command

    raise typer.Exit(run(["ctl", *context.args]))


@app.command("open")
def open_(
    link: Annotated[str, typer.Argument(metavar="LINK", help="A tel:, sip:, sips: or callto: link.")] = "",
    profile: Profile = "",
    config: Config = None,
) -> None:
    """Show what a link would dial, and ask. Opens the window if it is not open: warmline open -- LINK."""
    from console.links import open_link

    if not link:  # opened as an application, not by a link
        raise typer.Exit(_open_console(profile, config, headless=False))
    raise typer.Exit(open_link(link, profile, config))


@links.command("install")
def links_install(profile: Profile = "", config: Config = None) -> None:
    """Let links open this Warmline."""
    from console.links import install

    raise typer.Exit(_tell_links(install(places_of(profile, config).arguments)))


@links.command("remove")
def links_remove() -> None:
    """Take it back; what opened links before does again."""
    from console.links import remove

    _tell_links(remove())


@links.command("status")
def links_status() -> None:
    """Say what opens which link; exit 1 unless all of them open Warmline."""
    from console.links import status

    raise typer.Exit(_tell_links(status()))


def _tell_links(standing: "Standing") -> int:
    typer.echo(f"Warmline: {standing.command or 'not installed for links'}")
    for scheme, entry in standing.schemes.items():
        typer.echo(f"{scheme + ':':8} {entry or 'whatever the desktop picks'}")
    return int(not standing.complete)


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Contacts as CSV or vCard.")],
    apply: Annotated[
        bool, typer.Option("--apply", help="Take them in; without it only what would change.")
    ] = False,
    profile: Profile = "",
    config: Config = None,
) -> None:
    """Take contacts in as customers, as often as you like: the same file again changes nothing."""
    from console.importing import run

    raise typer.Exit(run(file, places_of(profile, config), apply=apply))


class ReportKind(StrEnum):
    """What a report is written as."""

    CSV = "csv"
    JSON = "json"


class ReportStep(StrEnum):
    """How wide its bars are."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


@app.command()
def report(  # noqa: PLR0913, PLR0917 - one option each
    since: Annotated[str, typer.Option("--since", metavar="DAY", help="The first day, 2026-01-01.")] = "",
    until: Annotated[str, typer.Option("--until", metavar="DAY", help="The last day; today.")] = "",
    kind: Annotated[
        ReportKind, typer.Option("--format", help="For a spreadsheet, or for a program.")
    ] = ReportKind.CSV,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="Where to; it is written over. Else stdout.")
    ] = None,
    step: Annotated[ReportStep | None, typer.Option("--step", help="By day, week or month.")] = None,
    department: Annotated[
        list[str] | None, typer.Option("--department", metavar="KEY", help="Only of these.")
    ] = None,
    reason: Annotated[
        list[str] | None, typer.Option("--reason", metavar="CODE", help="Only with these.")
    ] = None,
    escalation: Annotated[
        list[str] | None, typer.Option("--kind", metavar="KIND", help="functional or hierarchical.")
    ] = None,
    level: Annotated[list[int] | None, typer.Option("--level", help="Only to these.")] = None,
    compare: Annotated[bool, typer.Option("--compare/--no-compare", help="With as many days before.")] = True,
    profile: Profile = "",
    config: Config = None,
) -> None:
    """Report escalations, first-line resolution, hops, times, SLA and opinions of a time; the last twelve weeks."""
    from console.reporting import Wish, run

    wish = Wish(
        since=since, until=until, step=step.value if step else "", departments=department or (),
        kinds=escalation or (), reasons=reason or (), levels=level or (), compare=compare,
    )  # fmt: skip
    raise typer.Exit(run(wish, places_of(profile, config), kind=kind.value, out=out))


@app.command()
def clock(
    profile: Profile = "",
    config: Config = None,
    once: Annotated[bool, typer.Option("--once", help="Do what is due now, and end.")] = False,
) -> None:
    """Move what is due on while no console is open: escalations, reminders, promises. Runs until it is stopped.

    With a [manager] in the settings it also tells the floor who waits in the PBX's queues, with [mail] it writes to
    customers what is due.
    """
    from console.clock import run

    places = places_of(profile, config)
    settings = settings_of(places)
    url = settings.store.url or places.prepare().store_url
    raise typer.Exit(run(url, settings, once=once))


@app.command()
def doctor(profile: Profile = "", config: Config = None) -> None:
    """Say what is missing on this machine, and what to do about it."""
    from console.doctor import run

    raise typer.Exit(run(places_of(profile, config)))


@keys.command("new")
def key_new(
    profile: Profile = "",
    config: Config = None,
    replace: Annotated[
        bool, typer.Option("--replace", help="Even if there is one: every other desk then needs the new one.")
    ] = False,
) -> None:
    """Make a key for a new floor, keep it in the keyring and show it."""
    from console.keys import new

    raise typer.Exit(new(settings_of(places_of(profile, config)), replace=replace))


@keys.command("show")
def key_show(profile: Profile = "", config: Config = None) -> None:
    """Show the floor's key, to type it in at another desk."""
    from console.keys import show

    raise typer.Exit(show(settings_of(places_of(profile, config))))


@policy.command("print")
def policy_print(
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="Where to; it is written over.")],
    kind: Annotated[
        PaperKind, typer.Option("--format", help="For a printer, or for a browser.")
    ] = PaperKind.PDF,
    person: Annotated[
        str, typer.Option("--person", metavar="KEY", help="Only this person's part; it comes first.")
    ] = "",
    profile: Profile = "",
    config: Config = None,
) -> None:
    """Print levels, owners, paths, rules, reasons and times, and everybody's part in it."""
    from console.printing import run

    raise typer.Exit(run(out, places_of(profile, config), kind=kind.value, person=person))


@keys.command("import")
def key_import(profile: Profile = "", config: Config = None) -> None:
    """Keep the key of a floor that exists. It is asked for, or read from a pipe; never given as an argument."""
    from console.keys import import_

    raise typer.Exit(import_(settings_of(places_of(profile, config))))


@keys.command("password")
def key_password(profile: Profile = "", config: Config = None) -> None:
    """Keep the password of the SIP account. It is asked for, or read from a pipe; never given as an argument."""
    from console.keys import keep_password

    raise typer.Exit(keep_password(settings_of(places_of(profile, config))))


@keys.command("manager")
def key_manager(profile: Profile = "", config: Config = None) -> None:
    """Keep the secret of the PBX's manager login, for `warmline clock`. It is asked for, or read from a pipe."""
    from console.keys import keep_manager_secret

    raise typer.Exit(keep_manager_secret(settings_of(places_of(profile, config))))
