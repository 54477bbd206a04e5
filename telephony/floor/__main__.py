"""The simulated floor from the command line.

    python -m telephony.floor [house] [--bind 127.0.0.1] [--port 5070]      colleagues; call them with any softphone
    python -m telephony.floor call --scenario vpn_drops --to sip:2041@127.0.0.1:5080      a customer calls

Ctrl-C ends it. With ``--json`` it speaks and obeys as telephony/floor/stage.py says; that is how the demo and
the tests run it.
"""

import argparse
import contextlib
import json
import os
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TextIO

from telephony.address import check_target
from telephony.commands import Account
from telephony.errors import TelephonyError
from telephony.floor.scenario import HOUSE, read_house, read_scenario, scenario_file, scenario_names
from telephony.floor.words import customer_words, house_words

_FAILED = 1
_HOUSE_PORT = 5070


def parse(argv: Sequence[str]) -> argparse.Namespace:
    """Read the command line; ends the process with code 2 if it cannot be read."""
    parser = argparse.ArgumentParser(
        prog="python -m telephony.floor", description="Simulated colleagues and customers on real SIP."
    )
    parser.add_argument("role", nargs="?", choices=("house", "call"), default="house")
    parser.add_argument("--bind", default="127.0.0.1", help="this machine's address to listen at")
    parser.add_argument("--port", type=int, help="0 takes any; without it the house takes 5070")
    parser.add_argument("--transport", default="udp+tcp", choices=("udp", "tcp", "udp+tcp"))
    parser.add_argument(
        "--scenario", default="", help=f"a TOML file, or one of: {', '.join(scenario_names())}"
    )
    parser.add_argument("--to", default="", help="whom the customer calls: sip:2041@127.0.0.1:5080")
    parser.add_argument("--record", type=Path, help="folder to keep what was heard in, a WAV for each call")
    parser.add_argument("--json", action="store_true", help="JSON lines in and out, for programs")
    return parser.parse_args(argv)


def main(argv: Sequence[str]) -> int:
    """Play somebody until the end; the exit code."""
    options = parse(argv)
    if options.port is None:
        options.port = _HOUSE_PORT if options.role == "house" else 0
    out = own_output()
    try:
        return _play(options, out)
    except TelephonyError as error:
        # A program reads what went wrong where it reads everything else, a person where errors are told.
        if options.json:
            out.write(json.dumps({"event": "Failed", "what": error.message}) + "\n")
        else:
            sys.stderr.write(error.message + "\n")
        return _FAILED
    finally:
        with contextlib.suppress(BrokenPipeError):
            out.flush()


def _play(options: argparse.Namespace, out: TextIO) -> int:
    # Not before: pjsua2 prints, and a mistake in a scenario is told without waiting for it.
    from telephony.floor.customer import CustomerRole  # noqa: PLC0415
    from telephony.floor.house import HouseRole  # noqa: PLC0415
    from telephony.floor.stage import Stage  # noqa: PLC0415

    file = scenario_file(options.scenario or HOUSE)
    if options.role == "house":
        house = read_house(options.scenario or HOUSE)
        account = _account(options, "floor", "")
        words = partial(house_words, house)
        stage = Stage(
            account,
            accept_refer=False,
            record=options.record,
            out=out,
            words=None if options.json else words,
        )
        return stage.run(HouseRole(stage, house, file))
    scenario = read_scenario(options.scenario)
    target = check_target(options.to)
    account = _account(options, scenario.customer.number or "anonymous", scenario.customer.name)
    stage = Stage(
        account,
        accept_refer=scenario.accepts_transfer,
        record=options.record,
        out=out,
        words=None if options.json else customer_words,
    )
    return stage.run(CustomerRole(stage, scenario, file, target))


def _account(options: argparse.Namespace, user: str, name: str) -> Account:
    return Account(
        uri=f"sip:{user}@{options.bind}",
        display_name=name,
        transport=options.transport,
        bind=options.bind,
        port=options.port,
    )


def own_output() -> TextIO:
    """Take standard output for our lines alone: pjlib prints there before it can be told not to."""
    ours = os.fdopen(os.dup(1), "w", encoding="utf-8")
    with Path(os.devnull).open("wb") as nowhere:
        os.dup2(nowhere.fileno(), 1)
    return ours


if __name__ == "__main__":
    # Without Python's clearing up, in which pjsua2's objects would be finalised in any order.
    os._exit(main(sys.argv[1:]))
