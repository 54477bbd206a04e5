"""RealtimeKit: how a desktop lets an ordinary user's sound go before other programs. The engine's only way to D-Bus.

    org.freedesktop.RealtimeKit1 on the system's bus    MinNiceLevel (i)           the lowest nice that it gives
                                                        MakeThreadHighPriority     (t: the thread, i: its nice)

It knows the process by the connection, and asks polkit, whose rules are for whoever sits at the machine: over the
network it is refused. A user has 25 such threads at the most, and asks for 25 in 20 s. What it has preferred hands
nothing on: SCHED_RESET_ON_FORK is set, and threads and processes that such a thread makes begin at nice 0, so each is
asked for by itself (rtkit-daemon.c of 0.13; PulseAudio asks in the same way).
"""

import struct
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from jeepney import DBusAddress, HeaderFields, MessageType, Properties, new_method_call
from jeepney.bus import get_bus
from jeepney.io.blocking import DBusConnection, prep_socket
from jeepney.wrappers import DBusErrorResponse

from telephony.errors import EngineError
from telephony.party import clean

SECONDS: Final = 2.0
"""For all of it: one that takes longer has other things to do."""
_NAME: Final = "org.freedesktop.RealtimeKit1"
_AT: Final = DBusAddress("/org/freedesktop/RealtimeKit1", _NAME, _NAME)
_ERROR: Final = "org.freedesktop.DBus.Error."
_ABSENT: Final = ("ServiceUnknown", "NameHasNoOwner", "Spawn.")
"""What the bus says of a service that it neither has nor can start."""
_MALFORMED: Final = (ValueError, KeyError, IndexError, TypeError, AssertionError, RuntimeError, StopIteration)
_LONGEST: Final = 120


def prefer(threads: Iterable[int], nice: int, seconds: float = SECONDS) -> int:
    """Let these threads of this process go before others: the nice that they have now, perhaps a higher one than asked.

    A thread that has ended meanwhile is passed over. EngineError with words for a person: ``no_bus``, ``no_kit``,
    ``refused`` or ``no_answer``; threads that were asked for before that are preferred all the same. Waits at most
    ``seconds``.
    """
    try:
        with _opened(seconds) as kit:
            level: int = max(nice, kit.lowest())
            if level >= 0:
                raise EngineError("refused", "RealtimeKit prefers nobody here.")
            for thread in threads:
                kit.prefer(thread, level)
            return level
    except TimeoutError:
        raise EngineError("no_answer", f"RealtimeKit has not answered within {seconds:g} s.") from None
    except OSError as error:
        raise EngineError("no_answer", f"The system's D-Bus has hung up: {_cut(error)}.") from error
    except DBusErrorResponse as error:
        raise EngineError("no_answer", f"The system's D-Bus lets nobody in: {_cut(error)}.") from error
    except (*_MALFORMED, struct.error) as error:
        raise EngineError("no_answer", f"RealtimeKit's answer cannot be read: {_cut(error)}.") from error


class _Kit(DBusConnection):  # type: ignore[misc] # jeepney is not marked as typed
    """A connection that is over at ``end``; jeepney greets the bus without any limit."""

    def __init__(self, sock: Any, end: float) -> None:
        self._end = end
        super().__init__(sock)

    def receive(self, *, timeout: float | None = None) -> Any:
        """See jeepney; TimeoutError also where messages come without end."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return super().receive(timeout=left if timeout is None else min(left, timeout))

    def lowest(self) -> int:
        """The lowest nice that it gives."""
        ((kind, value),) = self._ask(Properties(_AT).get("MinNiceLevel"))
        if kind != "i":
            raise TypeError(f"a nice of type {kind}")
        return int(value)

    def prefer(self, thread: int, nice: int) -> None:
        """Have it run at that nice, unless it has ended."""
        try:
            self._ask(new_method_call(_AT, "MakeThreadHighPriority", "ti", (thread, nice)))
        except EngineError:
            if Path(f"/proc/self/task/{thread}").exists():
                raise

    def _ask(self, call: Any) -> tuple[Any, ...]:
        reply = self.send_and_get_reply(call)
        if reply.header.message_type is not MessageType.error:
            return tuple(reply.body)
        name = str(reply.header.fields.get(HeaderFields.error_name, "")).removeprefix(_ERROR)
        if name.startswith(_ABSENT):
            raise EngineError("no_kit", "RealtimeKit is not installed, or cannot be started.")
        said = " ".join(word for word in reply.body if isinstance(word, str))
        raise EngineError("refused", f"RealtimeKit refuses: {_cut(said or name)}.")


def _opened(seconds: float) -> _Kit:
    end = time.monotonic() + seconds
    try:
        sock = prep_socket(get_bus("SYSTEM"), timeout=seconds)
    except TimeoutError:
        raise
    except (OSError, *_MALFORMED) as error:
        raise EngineError("no_bus", f"The system's D-Bus cannot be reached: {_cut(error)}.") from error
    try:
        return _Kit(sock, end)
    except BaseException:
        sock.close()
        raise


def _cut(said: object) -> str:
    """Words of others, to be shown in a sentence of ours."""
    words = said.strerror if isinstance(said, OSError) and said.strerror else str(said) or repr(said)
    return clean(words, _LONGEST).rstrip(".")
