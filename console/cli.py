"""The entry point of `warmline`: which command, and how errors are told.

The commands themselves are in commands.py. `warmline ctl` and the opening of a console go past it: importing
typer takes 50 to 100 ms, a whole call of ctl shall take less than 150, and a window be there in 500.
"""

import sys
from typing import NoReturn

from console.errors import ConsoleError
from store.errors import StoreError
from telephony.errors import TelephonyError

EXIT_ERROR = 1
EXIT_INTERRUPTED = 130


def main() -> NoReturn:
    """Run what was typed. An error of the environment is one sentence on stderr and exit 1; a bug is a traceback."""
    try:
        sys.exit(_run(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(EXIT_INTERRUPTED)
    except BrokenPipeError:  # `warmline ctl events --follow | head`
        sys.stdout = None  # or the interpreter complains once more when it flushes
        sys.exit(EXIT_ERROR)


def _run(arguments: list[str]) -> int:
    try:
        if arguments[:1] == ["ctl"]:
            from console.ctl.commands import main as ctl

            return ctl(arguments)
        from console.opening import open_console, plain_wish

        wish = plain_wish(arguments)
        if wish is not None:
            return open_console(wish.profile, wish.config, headless=wish.headless, assistant=wish.assistant)
        from console.commands import main as others

        return others(arguments)
    except (ConsoleError, StoreError, TelephonyError) as error:
        print(f"warmline: {error.message}", file=sys.stderr)
        return EXIT_ERROR
