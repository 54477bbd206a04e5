"""Run the groups one after another, print the table, and keep it in RESULTS.md, a section for each group."""

import argparse
import importlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import msgspec

from tests.bench import machine
from tests.bench.figures import Figure, text_table
from tests.bench.results import Measured, merged
from tests.bench.setup import QUICK_TICKETS, TICKETS, Setup

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
LIMITS = {
    "starting": 90.0,
    "ringing": 60.0,
    "card": 60.0,
    "answer": 90.0,
    "handover": 120.0,
    "memory": 90.0,
    "crashes": 90.0,
    "books": 60.0,
    "reports": 900.0,
    "training": 600.0,
    "beside": 300.0,
    "shift": 400.0,
    "flood": 240.0,
    "sound": 400.0,
    "ten_minutes": 800.0,
    "recording": 300.0,
    "replay": 300.0,
    "archive": 300.0,
    "recordings": 1800.0,
    "reviews": 900.0,
}
"""Group → seconds after which it is given up."""
_SEED_LIMIT = 240.0


def main() -> int:
    """0 if every group has given its figures."""
    options = parse()
    if options.group:
        return run_group(options)
    began = time.monotonic()
    folder = Path(tempfile.mkdtemp(prefix="wlb-"))
    try:
        measured, failed = measure_all(folder, options)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    figures = [figure for each in measured.values() for figure in each.figures]
    print(text_table(figures), f"\n{time.monotonic() - began:.0f} s")
    if not options.quick:
        path = HERE / "RESULTS.md"
        path.write_text(merged(path.read_text(), machine.facts(), measured, tuple(LIMITS)))
    if failed:
        print(f"no figures of: {', '.join(failed)}", file=sys.stderr)
        return 1
    return 0


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description="Measure Warmline.")
    parser.add_argument("--quick", action="store_true", help="a few samples, a small store, nothing written")
    parser.add_argument("--only", default="", help=f"some of {','.join(LIMITS)}; the others' figures stay")
    parser.add_argument("--tickets", type=int, default=0, help="another size of the store")
    parser.add_argument("--group", help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    return parser.parse_args()


def measure_all(folder: Path, options: argparse.Namespace) -> tuple[dict[str, Measured], list[str]]:
    """The figures by group, and the groups that gave none."""
    measured: dict[str, Measured] = {}
    failed = []
    names = [name for name in options.only.split(",") if name] or list(LIMITS)
    for name in ("seed", *names):
        part = folder / name
        part.mkdir()
        limit = LIMITS.get(name, _SEED_LIMIT)
        began, busy = time.monotonic(), machine.Busy()
        told = part / "stderr.txt"
        try:
            with told.open("wb") as stderr:
                command = child_command(name, part, options)
                done = subprocess.run(
                    command,
                    cwd=ROOT,
                    env=as_installed(),
                    stdout=subprocess.PIPE,
                    stderr=stderr,
                    timeout=limit,
                    check=True,
                )
            figures = msgspec.json.decode(done.stdout, type=list[Figure])
            if figures:
                measured[name] = Measured(busy.words(), figures)
        except (subprocess.SubprocessError, msgspec.DecodeError) as error:
            print(f"{name}: {error}", file=sys.stderr)
            failed.append(name)
        print(told.read_text(errors="replace")[-3000:], end="", file=sys.stderr)
        print(f"{name}: {time.monotonic() - began:.1f} s", file=sys.stderr)
        if failed == ["seed"]:
            break
        if name != "seed":
            shutil.rmtree(part, ignore_errors=True)
    return measured, failed


def as_installed() -> dict[str, str]:
    """With its modules compiled, as pip leaves them: whoever develops may have told Python to keep none."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def child_command(name: str, part: Path, options: argparse.Namespace) -> list[str]:
    more = [*(["--quick"] if options.quick else []), "--tickets", str(options.tickets)]
    return [sys.executable, "-m", "tests.bench", "--group", name, "--folder", str(part), *more]


def run_group(options: argparse.Namespace) -> int:
    """In the child: the figures as JSON on stdout, which nothing else may write to."""
    out = os.dup(1)
    os.dup2(2, 1)
    tickets = options.tickets or (QUICK_TICKETS if options.quick else TICKETS)
    store = options.folder.parent / "seed" / "store.db"
    setup = Setup(folder=options.folder, store=store, tickets=tickets, quick=options.quick)
    if options.group == "seed":
        seed(setup)
        figures = []
    else:
        figures = importlib.import_module(f"tests.bench.{options.group}").measure(setup)
    os.write(out, msgspec.json.encode(figures))
    return 0


def seed(setup: Setup) -> None:
    """Fill the store that every group gets a copy of."""
    from store.open import open_book
    from store.seed import big_floor

    book = open_book(f"sqlite:///{setup.store}")
    big_floor(book, setup.tickets)  # type: ignore[arg-type]
    book.close()


sys.exit(main())
