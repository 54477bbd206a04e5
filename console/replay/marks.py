"""Markers out of a ticket's time line and its escalations' steps: what is worth hearing again, each once."""

from collections.abc import Iterator

from console.replay.line import Marker, Stretch, place
from store.book import Case
from store.ticket import Entry

_KINDS = frozenset(
    {
        "note",
        "comment",
        "step_captured",
        "manager_demanded",
        "machine_failed",
        "customer_linked",
        "customer_unlinked",
        "escalated",
        "summary_completed",
        "taken",
        "moved_on",
        "accepted",
        "returned",
        "passed_on",
        "resolved",
        "reopened",
        "wrapped_up",
        "offered",
        "offer_withdrawn",
        "sla_warned",
        "sla_breached",
        "nobody_to_escalate_to",
        "overdue",
        "end_of_path",
        "update_sent",
        "update_held",
        "update_failed",
        "update_called",
        "feedback",
        "merged",
        "held",
    }
)
_EDITS = frozenset({"status", "severity", "owner", "owner_department", "category", "cause", "impact"})
"""Fields whose change is an event; what is typed is told by :func:`_typed`."""
_STEPS = frozenset(
    {
        "consult_started",
        "blind_started",
        "sent",
        "hold_refused",
        "answered",
        "queue_answered",
        "declined",
        "busy",
        "unreachable",
        "no_answer",
        "cancelled",
        "returned",
        "consult_kept",
        "consult_resumed",
        "consult_left",
        "conference_joined",
        "conference_split",
        "target_left",
        "transfer_refused",
        "no_notify",
        "customer_back",
        "customer_left",
        "handed_over",
    }
)
_ENDED_BADLY = frozenset({"cut_off", "abandoned"})
_TYPING_SECONDS = 5.0
"""What was typed with no longer pause than this is one piece."""


def markers(case: Case, stretches: tuple[Stretch, ...]) -> tuple[Marker, ...]:
    """In order of line time; of those at one place the first that happened first."""
    found = [*_of_entries(case), *_of_steps(case)]
    placed = []
    for marker in found:
        at, inside = place(stretches, marker.when)
        placed.append(_at(marker, at, outside=not inside))
    return tuple(sorted(placed, key=lambda m: (m.at, m.when)))


def _at(marker: Marker, at: float, *, outside: bool) -> Marker:
    return Marker(
        id=marker.id, at=at, when=marker.when, kind=marker.kind, text=marker.text, person=marker.person,
        code=marker.code, outside=outside,
    )  # fmt: skip


def _of_entries(case: Case) -> Iterator[Marker]:
    entries = sorted(case.entries, key=lambda e: e.at)
    for entry in entries:
        if entry.kind in _KINDS or (entry.kind == "call_ended" and entry.text in _ENDED_BADLY):
            yield _marker(entry, entry.kind, entry.text)
        elif entry.kind == "edited" and entry.text.partition("=")[0] in _EDITS:
            yield _marker(entry, "edited", entry.text)
    yield from _typed([e for e in entries if e.kind == "edited" and e.text.startswith("notes=")])


def _marker(entry: Entry, kind: str, text: str) -> Marker:
    return Marker(
        id=entry.id, at=0.0, when=entry.at, kind=kind, text=text, person=entry.person, code=entry.code
    )


def _typed(edits: list[Entry]) -> Iterator[Marker]:
    """Notes as they were typed: each piece with what came in by it, at the moment at which it was saved."""
    before = piece = ""
    last: Entry | None = None
    for edit in edits:
        text = edit.text.partition("=")[2]
        if last is not None and (
            (edit.at - last.at).total_seconds() > _TYPING_SECONDS or edit.person != last.person
        ):
            yield _marker(last, "typed", _added(before, piece))
            before = piece
        piece, last = text, edit
    if last is not None:
        yield _marker(last, "typed", _added(before, piece))


def _added(before: str, after: str) -> str:
    """What is new; all of it if nothing is (words were taken out)."""
    same = next((n for n, (a, b) in enumerate(zip(before, after, strict=False)) if a != b), len(before))
    new = after[same:].strip()
    return new or after.strip()


def _of_steps(case: Case) -> Iterator[Marker]:
    targets = {e.id: e.target_name or e.target for e in case.escalations}
    for step in sorted(case.steps, key=lambda s: (s.at, s.seq)):
        if step.step in {"consult_started", "blind_started"} and step.reason:
            targets[step.escalation] = step.reason  # the target of this try; the record has the last one's
        if step.step in _STEPS:
            yield Marker(
                id=step.id, at=0.0, when=step.at, kind=f"step.{step.step}", person=step.person, code=step.code,
                text=targets.get(step.escalation, ""),
            )  # fmt: skip
