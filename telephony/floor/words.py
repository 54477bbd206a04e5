"""What the simulated people experience, as lines for a person at a terminal."""

from collections.abc import Callable
from typing import Any

from telephony.floor.scenario import House
from telephony.status import with_code

_DOES = {
    "answers": "answers",
    "queue": "queue with music, then a person",
    "busy": "is busy (486)",
    "declines": "declines (603)",
    "unavailable": "is not available (480)",
    "gone": "does not exist (404)",
    "never": "never answers",
}


def house_words(house: House, told: dict[str, Any]) -> str:
    """Say whom one can call, then who is called; "" for what is not worth a line."""
    if told["event"] == "Ready":
        address = told["address"]
        rows = [f"  {f'sip:{p.user}@{address}':<30}  {p.name:<18}  {_DOES[p.does]}" for p in house.parties]
        return "\n".join(["The simulated floor listens. Call with any softphone:", *rows, "Ctrl-C ends it."])
    if told["event"] == "CallRang" and not told["replaces"]:
        remote = told["remote"]
        return f"{told['dialled']}: {remote['name'] or remote['user'] or 'somebody'} calls"
    return _common(told)


def customer_words(told: dict[str, Any]) -> str:
    """Say how the customer's call goes; "" for what is not worth a line."""
    if told["event"] == "CallDialled":
        return f"{told['party']}: calls {told['remote']['user']}@{told['remote']['host']}"
    return _common(told)


def _common(told: dict[str, Any]) -> str:
    made = _SENTENCES.get(told["event"])
    return made(told.get("party", ""), told) if made is not None else ""


_Made = Callable[[str, dict[str, Any]], str]
_SENTENCES: dict[str, _Made] = {
    "CallAnswered": lambda who, _: f"{who}: is connected",
    "CallHoldChanged": lambda who, told: f"{who}: is {'put on' if told['held'] else 'taken off'} hold",
    "Said": lambda who, told: f"{who}: says “{told['text']}”",
    "Transferred": lambda who, _: f"{who}: the customer has been handed over",
    "PersonCame": lambda who, _: f"{who}: a person comes to the telephone",
    "CallEnded": lambda who, told: f"{who}: {_ended(told['code'])}",
    "Bug": lambda _, told: f"A bug: {told['what']}",
}


def _ended(code: int) -> str:
    return "the call is over" if code == 200 else with_code(code)  # noqa: PLR2004 - after a BYE
