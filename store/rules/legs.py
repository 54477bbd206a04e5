"""Rules for the further legs of a call. Rows of the time line are for those only: the call has its own."""

from math import isfinite
from typing import Any

from store.changes import AnswerLeg, EndLeg, HoldLeg, OpenLeg
from store.rules.common import Work, bad_value, shown
from store.ticket import CallLeg, LegQuality
from store.values import replace

KINDS = ("customer", "consult", "handover")


def with_quality(leg: CallLeg, quality: LegQuality | None) -> CallLeg:
    """The leg with how well it was heard, where that was measured. What is no number counts as not known."""
    if quality is None:
        return leg
    known: dict[str, Any] = {n: _known(getattr(quality, n)) for n in LegQuality.__struct_fields__}
    return replace(leg, **known)


def _known(value: float | None) -> float | None:
    return value if value is not None and isfinite(value) else None


def open_leg(change: OpenLeg, work: Work) -> None:
    """A leg beside the call's first one; nothing for a leg that is known already."""
    if change.kind not in KINDS:
        raise bad_value("kind of leg", change.kind, KINDS)
    call = work.call(change.call)
    if work.unit.leg(change.leg) is not None:
        return
    parent = work.leg(change.parent).id if change.parent else None
    work.unit.add_leg(
        CallLeg(
            id=change.leg, call=call.id, parent=parent, kind=change.kind, remote_name=change.remote_name,
            remote_number=change.remote_number, started_at=change.at,
        )
    )  # fmt: skip
    work.entry(call.ticket, "leg_opened", shown(change.remote_name, change.remote_number))


def answer_leg(change: AnswerLeg, work: Work) -> None:
    """The first answer stands."""
    leg = work.leg(change.leg)
    if leg.answered_at is not None:
        return
    at = change.at if leg.ended_at is None else min(change.at, leg.ended_at)
    work.unit.put_leg(replace(leg, answered_at=at, codec=change.codec or leg.codec))
    if leg.id != leg.call:
        work.entry(work.call(leg.call).ticket, "leg_answered", shown(leg.remote_name, leg.remote_number))


def hold_leg(change: HoldLeg, work: Work) -> None:
    """How often, and how long in all."""
    if not (isfinite(change.seconds) and change.seconds >= 0):
        raise bad_value("time on hold", change.seconds, "seconds from 0 upward")
    leg = work.leg(change.leg)
    ticket = work.call(leg.call).ticket
    if change.held:
        work.unit.put_leg(replace(leg, holds=leg.holds + 1))
        work.entry(ticket, "held", shown(leg.remote_name, leg.remote_number))
    else:
        work.unit.put_leg(replace(leg, held_seconds=leg.held_seconds + change.seconds))
        work.entry(ticket, "resumed", f"{change.seconds:.1f}")


def end_leg(change: EndLeg, work: Work) -> None:
    """The first end stands."""
    leg = work.leg(change.leg)
    if leg.ended_at is not None:
        return
    at = max(change.at, leg.started_at)
    leg = with_quality(leg, change.quality)
    work.unit.put_leg(
        replace(leg, ended_at=at, ended_by=change.ended_by, code=change.code, reason=change.reason)
    )
    if leg.id != leg.call:
        work.entry(work.call(leg.call).ticket, "leg_ended", change.ended_by, change.code)
