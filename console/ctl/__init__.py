"""`warmline ctl`: the console under the control of scripts, macro keys and links.

    commands.py   what can be typed (client)            server.py   the socket in the console's process
    client.py     one question through the socket       verbs.py    a verb as an intent and what must come of it
                                                        show.py     the board and a case as JSON

One connection is one question: a line of JSON there, one or more lines of JSON back. The client imports neither Qt
nor typer, since a macro key shall not wait.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from console.ctl.server import CtlServer

__all__ = ["CtlServer"]


def __getattr__(name: str) -> object:
    """Import the server's side, with Qt, only for whoever asks for it."""
    if name == "CtlServer":
        from console.ctl.server import CtlServer  # noqa: PLC0415 - see above

        return CtlServer
    raise AttributeError(name)
