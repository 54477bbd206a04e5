"""What a transfer is given: the order, its place among the legs, and what a target's refusal means."""

from typing import NamedTuple, Protocol

from telephony.call import CallId, Purpose
from telephony.engine.line import Line
from telephony.engine.loop import Loop
from telephony.engine.patchbay import Patchbay
from telephony.events import Event
from telephony.transfer import Input

_BUSY = frozenset({486, 600})
_UNREACHABLE = frozenset({404, 408, 410, 484})
_SERVER, _GLOBAL = 500, 600


class Plan(NamedTuple):
    """What was ordered. ``target`` is a checked URI; ``consult`` is "" for a blind transfer."""

    transfer: str
    customer: CallId
    consult: CallId
    target: str
    target_is_queue: bool
    user_to_user: str
    case: tuple[str, ...]
    ring_seconds: float
    notify_seconds: float


class Board(Protocol):
    """What a transfer needs of the switchboard."""

    lines: dict[CallId, Line]
    loop: Loop
    patchbay: Patchbay

    def tell(self, event: Event) -> None:
        """Tell everyone outside."""

    def dial(
        self, call: CallId, uri: str, purpose: Purpose, *, parent: CallId = "", user_to_user: str = ""
    ) -> Line:
        """INVITE; raises pj.Error."""


def final_answer(code: int) -> Input:
    """What a final answer of 300 or more to the consult's INVITE means."""
    if code in _BUSY:
        return Input.TARGET_BUSY
    if code in _UNREACHABLE or _SERVER <= code < _GLOBAL:
        return Input.TARGET_UNREACHABLE
    return Input.TARGET_DECLINED
