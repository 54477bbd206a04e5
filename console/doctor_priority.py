"""The doctor's look at whether sound may go before other programs: by trying it, with a thread that ends at once."""

import sys
import threading

from console.finding import Finding, Verdict
from telephony.errors import EngineError
from telephony.platform_specific import NICE, go_first

_NAME = "sound first"
_DO = {
    "no_kit": "sudo apt-get install rtkit",
    "no_bus": "start the system's D-Bus, and install rtkit",
    "refused": "start Warmline at this computer's own screen: polkit refuses it to sessions over the network",
    "no_answer": "look again in a minute; `systemctl status rtkit-daemon` may say what is the matter",
}


def examine() -> Finding:
    """Ask as an engine does; waits at most as long as that."""
    if sys.platform != "linux":
        return Finding(Verdict.OK, _NAME, "the system's")
    found: list[Finding] = []
    thread = threading.Thread(target=lambda: found.append(_try()), name="sound first")
    thread.start()
    thread.join()
    return found[0]


def _try() -> Finding:
    if go_first():
        return Finding(Verdict.OK, _NAME, "the engine may go before other programs")
    try:
        from telephony.engine import realtime_kit  # noqa: PLC0415 - only for who needs it

        nice = realtime_kit.prefer((threading.get_native_id(),), NICE)
    except ImportError as error:
        return _not(str(error), "install jeepney")
    except EngineError as error:
        return _not(error.message, _DO[error.code])
    return Finding(Verdict.OK, _NAME, f"RealtimeKit lets the engine go before other programs (nice {nice})")


def _not(why: str, do: str) -> Finding:
    right = f"or write “LOGIN - nice {NICE}” into /etc/security/limits.d/warmline.conf, and log in anew"
    found = f"no: it may break up while other programs keep the processors busy. {why}"
    return Finding(Verdict.NOTE, _NAME, found, f"{do}; {right}")
