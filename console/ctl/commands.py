"""What can be typed after `warmline ctl`: one row a verb, parsed by argparse (8 ms; typer takes 80).

Exit codes: 0 done, 3 refused, 4 no console is running, 2 typed wrongly.
"""

import argparse
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from console import places
from console.ctl.client import NoConsoleError, ask
from telephony.platform_specific import process_lives

EXIT_DONE = 0
EXIT_REFUSED = 3
EXIT_NO_CONSOLE = 4

_QUITTING_SECONDS = 10.0

_ABOUT = """Control the console that runs. A verb is done when its effect is there: `answer` when the call is up,
`complete` when the customer is handed over. The answer is one JSON object; the exit code is 0 when it is done,
3 when it was refused ({"error": {"code", "message"}}), 4 when no console is running."""

_EARS = ("listen", "whisper", "join")

Fill = Callable[[argparse.ArgumentParser], None]


def _print(line: str) -> None:
    print(line, flush=True)


def main(arguments: list[str], say: Callable[[str], None] = _print) -> int:
    """Ask the console and print what it says; the exit code. ``arguments`` begin with ``ctl``."""
    parsed = vars(_parser().parse_args(arguments[1:]))
    verb = parsed.pop("verb")
    profile, config, seconds = parsed.pop("profile"), parsed.pop("config"), parsed.pop("timeout")
    follow = parsed.get("follow", False)
    socket = places.ctl_socket(profile, config)
    code = EXIT_NO_CONSOLE
    try:
        for answer in ask(socket, verb, parsed, seconds=None if follow else seconds):
            say(json.dumps(answer, ensure_ascii=False))
            code = EXIT_REFUSED if "error" in answer else EXIT_DONE
            if verb == "quit" and code == EXIT_DONE:
                _wait_for_the_end_of(answer["console"]["pid"])
    except NoConsoleError as error:
        say(json.dumps({"error": {"code": "no_console", "message": str(error)}}))
        return EXIT_NO_CONSOLE
    return code


def _wait_for_the_end_of(pid: int) -> None:
    deadline = time.monotonic() + _QUITTING_SECONDS
    while process_lives(pid) and time.monotonic() < deadline:
        time.sleep(0.02)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="warmline ctl", description=_ABOUT)
    parser.add_argument(
        "--profile", metavar="NAME", default="", help="which desk, if this machine has several"
    )
    parser.add_argument(
        "--config", metavar="FILE", type=Path, help="or the settings file that it was started with"
    )
    parser.add_argument(
        "--timeout", metavar="SECONDS", type=_seconds, default=None, help="how long to wait for the effect"
    )
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True)
    for name, about, fill in _VERBS:
        fill(verbs.add_parser(name, help=about, description=about[0].upper() + about[1:] + "."))
    return parser


def _seconds(text: str) -> float:
    value = float(text)
    if not 0 < value <= 3600:  # noqa: PLR2004 - an hour
        raise argparse.ArgumentTypeError("must be more than 0 and at most 3600")
    return value


def _field(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name:
        raise argparse.ArgumentTypeError(f"{text!r} is not FIELD=VALUE")
    return name, value


class _Fields(argparse.Action):
    """Makes one table of all FIELD=VALUE."""

    def __call__(
        self, _parser: object, namespace: argparse.Namespace, values: Any, _option: object = None
    ) -> None:
        setattr(namespace, self.dest, dict(values))


def _nothing(_: argparse.ArgumentParser) -> None:
    """No arguments."""


def _call(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--call", default="", metavar="ID", help="which call; without it the obvious one")


def _hangup(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--call",
        default="",
        metavar="ID",
        help="which call: an id, “customer” or “consult” (needed during a consult)",
    )


def _one(name: str, about: str) -> Fill:
    def fill(parser: argparse.ArgumentParser) -> None:
        parser.add_argument(name, help=about)

    return fill


def _dial(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("target", metavar="T", help="a number, an extension, a SIP address or a tel: link")
    parser.add_argument("--ticket", default="", metavar="NUMBER", help="the call is about this ticket")


def _dtmf(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("digits", metavar="D", help="0 to 9, *, # and A to D")
    _call(parser)


def _note(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("text", metavar="TEXT")
    parser.add_argument(
        "--ticket", default="", metavar="NUMBER", help="on this ticket; without it the current one"
    )


def _set(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "fields",
        metavar="FIELD=VALUE",
        nargs="+",
        type=_field,
        action=_Fields,
        help="subject, category, severity, status, notes, owner, owner_department",
    )
    parser.add_argument(
        "--ticket", default="", metavar="NUMBER", help="on this ticket; without it the current one"
    )


def _escalate(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--to", required=True, metavar="T", help="a person or department of the directory, or a number"
    )
    parser.add_argument("--kind", required=True, choices=["functional", "hierarchical"])
    parser.add_argument("--reason", required=True, metavar="CODE", help="lacks_knowledge, lacks_authority, …")
    parser.add_argument("--summary", required=True, metavar="TEXT", help="what was tried")
    parser.add_argument("--expects", default="", metavar="TEXT", help="what the customer expects")
    parser.add_argument(
        "--promised",
        default="",
        metavar="TIME",
        help="by when the customer hears of it: 2025-11-21T18:00+01:00",
    )
    mode = parser.add_mutually_exclusive_group()
    for option, value, about in (
        ("--warm", "warm", "speak with them first (this is what happens without an option)"),
        ("--blind", "blind", "hand over without a word"),
        ("--no-call", "no_call", "send the case alone"),
    ):
        mode.add_argument(option, dest="mode", action="store_const", const=value, default="warm", help=about)


def _advice(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--reason", default="", metavar="CODE", help="for this reason")
    parser.add_argument("--kind", default="", choices=["", "functional", "hierarchical"])
    parser.add_argument("--credit", default="", metavar="AMOUNT", help="what the customer is to get")


def _capture(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("step", metavar="STEP", help="name, number, email, or a step of the policy")
    parser.add_argument("text", metavar="TEXT", help="what the customer says")


def _told(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("update", metavar="ID", help="as `updates` lists it; its beginning is enough")
    parser.add_argument(
        "how", choices=("again", "arrived", "done", "drop"), help="what is to be done about it"
    )


def _rated(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("token", metavar="TOKEN", help="from the subject, TK-0048213-K7Q2MP")
    parser.add_argument("score", type=int, choices=range(1, 6), metavar="SCORE", help="1 to 5")
    parser.add_argument("text", nargs="?", default="", metavar="TEXT", help="what they said")


def _return(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--keep", action="store_true", help="keep the consult on hold")
    parser.add_argument(
        "--ticket", default="", metavar="NUMBER", help="return this case to its sender instead"
    )
    parser.add_argument("--advice", default="", metavar="TEXT", help="what its sender is to do")


def _inbox(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--tab", default="all", choices=["needs", "mine", "waiting", "all"])


def _review(parser: argparse.ArgumentParser) -> None:
    what = ["list", "find", "assign", "open", "share", "answer", "acknowledge"]
    parser.add_argument("what", choices=what, help="list what is to be done, find calls, assign them …")
    parser.add_argument("id", nargs="?", default="", metavar="ID", help="calls to assign (A,B), or a review")
    parser.add_argument(
        "text", nargs="?", default="", metavar="TEXT", help="what you say to a review of your call"
    )
    picks = ["sample", "long_hold", "demanded_manager", "low_csat", "many_hops", "all"]
    parser.add_argument("--pick", default="sample", choices=picks, help="which calls to find")
    parser.add_argument(
        "--span", default="1w", choices=["1w", "last", "4w", "12w", "52w"], help="of which weeks"
    )
    parser.add_argument("--each", type=int, default=2, metavar="N", help="calls of each agent in a sample")
    parser.add_argument("--seed", default="", metavar="WORD", help="draws the sample; by default the week")
    parser.add_argument("--person", default="", metavar="KEY", help="only this agent's")
    parser.add_argument("--department", default="", metavar="KEY", help="only of this department")
    parser.add_argument("--unrecorded", action="store_true", help="calls without a recording too")
    parser.add_argument("--to", default="", metavar="KEY,…", help="who reviews them, in turn; by default you")
    parser.add_argument(
        "--compare", action="store_true", help="each call goes to all of them, to be compared"
    )
    parser.add_argument("--days", type=int, default=0, metavar="N", help="due in so many days")
    parser.add_argument("--why", default="", choices=["", *picks], help="why they are to be reviewed")


def _case(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("ticket", metavar="NUMBER", help="the ticket: 48213 or TK-0048213")


def _resolve(parser: argparse.ArgumentParser) -> None:
    _case(parser)
    parser.add_argument("--cause", required=True, metavar="WORD", help="the root cause")
    ends = ["solved", "not_solved", "withdrawn", "duplicate"]
    parser.add_argument("--outcome", default="solved", choices=ends)
    parser.add_argument("--text", default="", metavar="TEXT", help="what was done")
    parser.add_argument("--quiet", action="store_true", help="tell the customer nothing of it")


def _reopen(parser: argparse.ArgumentParser) -> None:
    _case(parser)
    parser.add_argument("--why", required=True, metavar="TEXT")


def _pass(parser: argparse.ArgumentParser) -> None:
    _case(parser)
    parser.add_argument("--to", required=True, metavar="T", help="a person or department of the directory")
    parser.add_argument("--why", default="", metavar="TEXT", help="what they are to know")


def _comment(parser: argparse.ArgumentParser) -> None:
    _case(parser)
    parser.add_argument("text", metavar="TEXT", help="@KEY asks a person or a department to read it")


def _wrapup(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "code", metavar="CODE", nargs="?", default="solved", help="solved (the default), escalated, …"
    )
    _call(parser)


def _state(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("presence", choices=["available", "away", "dnd"])
    parser.add_argument("--reason", default="", metavar="WORD", help="why away: a word of [states] reasons")


def _settle(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("answer", choices=["yes", "no"])


def _history(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--query", default="", metavar="Q", help="a name, a number, a company, a ticket")
    parser.add_argument("--kind", default="", choices=["", "in", "out", "missed"])
    parser.add_argument("--limit", type=int, default=50, metavar="N", choices=range(1, 501))


def _contacts(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--query", default="", metavar="Q", help="the beginning of a name, company or number")


def _import(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("path", metavar="FILE", type=_whole_path, help="a CSV or vCard file")
    parser.add_argument("--apply", action="store_true", help="take it in; without it only what would change")


def _whole_path(text: str) -> str:
    return str(Path(text).expanduser().absolute())  # the console may run in another folder


def _sound(parser: argparse.ArgumentParser) -> None:
    for name in ("microphone", "speaker", "ringer", "fallback"):
        parser.add_argument(f"--{name}", default=None, metavar="DEVICE", help=f"another {name} from now on")


def _tickets(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--query", default="", metavar="Q", help="words, a number, a name")
    parser.add_argument("--limit", type=int, default=50, metavar="N", choices=range(1, 501))


def _events(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--follow", action="store_true", help="go on until Ctrl-C; without it only how things stand"
    )


def _training(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--team", action="store_true", help="of everybody whom you coach")
    parser.add_argument("--department", default="", metavar="KEY", help="of that department only")
    parser.add_argument("--person", default="", metavar="KEY", help="of that person only")


def _trends(parser: argparse.ArgumentParser) -> None:
    _training(parser)
    parser.add_argument("--span", default="12w", choices=["1w", "4w", "12w", "26w", "52w"])


def _load(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--days", type=int, default=1, metavar="N", choices=range(1, 32), help="today is 1")
    parser.add_argument("--department", default="", metavar="KEY", help="of that department only")


def _tick(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("plan", metavar="PLAN", help="its id, as `training` lists it")
    parser.add_argument("step", type=int, metavar="N", help="which of its steps, from 1")
    parser.add_argument("--undo", action="store_true", help="it is not done after all")


def _listen(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("person", help="a colleague, by key or extension")
    parser.add_argument("--ear", default="listen", choices=_EARS, help="what they hear of you")


def _ear(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("ear", choices=_EARS, help="nothing, the agent only, or both")


def _record(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--agreed", action="store_true", help="the caller was asked, and agrees")
    _call(parser)


def _consent(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("said", choices=("given", "objected", "unknown"), help="what the caller says")
    _call(parser)


def _quit(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--hang-up", action="store_true", help="even with a call: end it first")


_VERBS: tuple[tuple[str, str, Fill], ...] = (
    ("status", "how the desk stands: registration, calls, hand-over, wrap-ups", _nothing),
    ("dial", "call somebody", _dial),
    (
        "offer",
        "show what a link would dial; the person is asked",
        _one("link", "tel:, sip:, sips: or callto:"),
    ),
    ("answer", "take the call that rings", _call),
    ("decline", "refuse the call that rings", _call),
    ("hold", "put the call on hold, with music", _call),
    ("resume", "take the call back from hold", _call),
    ("mute", "the microphone off", _call),
    ("unmute", "the microphone on", _call),
    ("dtmf", "send keys", _dtmf),
    ("hangup", "end a call", _hangup),
    ("note", "write a note on the ticket", _note),
    ("set", "set fields of the ticket", _set),
    ("escalate", "hand the case over, or consult somebody", _escalate),
    ("advice", "open the panel, and say whom the policy recommends", _advice),
    ("next", "nobody answers: ring the next candidate", _nothing),
    ("demand", "the customer demands a manager", _nothing),
    ("capture", "keep what was asked at the start of a call", _capture),
    ("updates", "customers to be called, and messages that are held or have failed", _nothing),
    ("told", "settle one of them", _told),
    ("rated", "file what a customer answered by e-mail to how content they are", _rated),
    ("confirm", "a person speaks at the queue's end", _nothing),
    ("complete", "hand the customer over now, or try again", _nothing),
    ("conference", "all three together", _nothing),
    ("split", "the customer back on hold, you and the target alone", _nothing),
    ("return", "back to the customer; or, with --ticket and --advice, a case to its sender", _return),
    ("inbox", "the escalated cases that are yours to look after, the most urgent first", _inbox),
    ("accept", "take an escalated case up", _case),
    ("resolve", "bring an escalated case to its end", _resolve),
    ("reopen", "open an escalated case again", _reopen),
    ("pass", "pass an escalated case on", _pass),
    ("comment", "tell colleagues something about a case", _comment),
    ("again", "back to the consult that was kept", _nothing),
    ("take", "take a case whose customer is here though no signal said so", _call),
    ("wrapup", "finish a call with its code", _wrapup),
    ("state", "what colleagues see", _state),
    ("extend", "more time before the wrap-up ends by itself", _nothing),
    ("swap", "to the other customer's line", _nothing),
    ("redial", "call the number dialled last", _nothing),
    ("settle", "dial what an opened link asks for, or not", _settle),
    ("test-call", "call the echo test of the settings", _nothing),
    ("listen", "hear a colleague's call, as a supervisor", _listen),
    ("ear", "hear it in another way", _ear),
    ("leave", "leave the call that you listen to", _nothing),
    ("survey", "leave the customer to the survey", _call),
    ("record", "record the call from now on", _record),
    ("pause-recording", "keep nothing of the call until it is resumed", _call),
    ("resume-recording", "keep the call again", _call),
    ("stop-recording", "close the recording, where calls are recorded on demand", _call),
    ("consent", "what the caller says to being recorded", _consent),
    ("review", "reviews of calls: list, find, assign, open, share, answer, acknowledge", _review),
    ("register", "register again, now", _nothing),
    ("history", "all calls, newest first", _history),
    ("directory", "colleagues and departments, and how they are", _nothing),
    ("contacts", "customers by name, company or number", _contacts),
    ("import", "what a file of contacts would change, or take it in", _import),
    ("sound", "the devices; with options use others", _sound),
    ("training", "trainings that are due, plans and sessions", _training),
    ("trends", "scores, conduct and agreement over the weeks", _trends),
    ("load", "what lies on each agent, and customers at risk", _load),
    ("tick", "a step of a plan is done", _tick),
    ("ticket", "print a whole case", _one("number", "its number: 48213 or TK-0048213")),
    ("tickets", "find tickets, newest first", _tickets),
    ("events", "what happens on the desk, one JSON object a line", _events),
    ("quit", "close the console", _quit),
)
