"""What `warmline ctl events` tells: what is different between two boards."""

from datetime import UTC, datetime
from typing import Any

from console.ctl import show
from console.desk.board import Board

Json = dict[str, Any]


def between(before: Board, after: Board) -> list[Json]:
    """One object a change, in an order that makes sense when read: the telephone, calls, hand-over, paper."""
    old, new = show.status(before), show.status(after)
    told: list[Json] = []
    for key, event in (("registration", "registration"), ("engine", "engine"), ("store_down", "store")):
        if old[key] != new[key]:
            told.append({"event": event, key: new[key]})
    if (old["state"], old["reason"]) != (new["state"], new["reason"]):
        told.append({"event": "state", "state": new["state"], "reason": new["reason"]})
    told += [{"event": k, k: new[k]} for k in ("queue", "sound", "offer") if old[k] != new[k]]
    told += _listed("call", "id", old["calls"], new["calls"], ended="ended")
    for key in ("transfer", "consult"):
        if old[key] != new[key]:
            told.append({"event": key, key: new[key]})
    told += _listed("wrapup", "call", old["wrapups"], new["wrapups"], ended="done")
    for key in ("listening", "listeners", "surveys", "recording"):
        if old[key] != new[key]:
            told.append({"event": key, key: new[key]})
    for key in ("inbox", "sent"):
        if old[key] != new[key]:
            told.append({"event": key, key: new[key]})
    known = {n["id"] for n in old["notices"]}
    told += [{"event": "notice", "notice": n} for n in new["notices"] if n["id"] not in known]
    return [dated(one) for one in told]


def dated(event: Json) -> Json:
    """With the time at which it was told, UTC."""
    return {"at": datetime.now(UTC).isoformat(), **event}


def _listed(event: str, key: str, old: list[Json], new: list[Json], *, ended: str) -> list[Json]:
    before = {one[key]: one for one in old}
    after = {one[key]: one for one in new}
    told = [
        {"event": event, "change": "added", event: one} for name, one in after.items() if name not in before
    ]
    told += [
        {"event": event, "change": "changed", event: one}
        for name, one in after.items()
        if name in before and before[name] != one
    ]
    told += [
        {"event": event, "change": ended, event: one} for name, one in before.items() if name not in after
    ]
    return told
