"""Reviews of the book in memory: the plainest reading of what is asked."""

from collections.abc import Iterable
from operator import attrgetter
from typing import cast
from uuid import UUID

from store.feedback import Asked, Feedback
from store.memory_unit import MemoryUnit, Tables
from store.recording import Recording
from store.review import Pick, Review, ReviewState, ReviewVersion, version_id
from store.reviewing import (
    PickQuery,
    Reviewable,
    ReviewFile,
    ReviewQuery,
    ReviewRow,
    Standing,
    lot_of,
    place_of,
    turn_of,
    worth_a_look,
)
from store.scorecard import ScorecardVersion, card_id
from store.ticket import Call
from store.views import LIVE


class MemoryReviews:
    """Answers from the tables as they are."""

    def __init__(self, tables: Tables) -> None:
        self._t = tables
        self._unit = MemoryUnit(tables)

    def scorecards(self) -> tuple[ScorecardVersion, ...]:
        """By key, the newest version first."""
        rows = cast("Iterable[ScorecardVersion]", self._t.kept[ScorecardVersion].values())
        return tuple(sorted(rows, key=lambda c: (c.key, -c.version)))

    def reviews(self, asked: ReviewQuery) -> tuple[ReviewRow, ...]:
        """As :class:`store.reviewing.ReviewQuery` says."""
        found = [r for r in self._all() if _wanted(r, asked)]
        if asked.newest:
            found.sort(key=lambda r: (r.shared_at or r.assigned_at, r.id), reverse=True)
        else:
            found.sort(key=lambda r: (r.due_at is None, r.due_at or r.assigned_at, r.assigned_at, r.id))
        return tuple(self._row(r) for r in found[: asked.limit])

    def review(self, review: UUID) -> ReviewFile | None:
        """All of one."""
        found = cast("Review | None", self._t.kept[Review].get(review))
        if found is None:
            return None
        versions = [v for v in self._versions() if v.review == review]
        versions.sort(key=attrgetter("version"))
        others = [
            r
            for r in self._all()
            if found.calibration is not None and r.calibration == found.calibration and r.id != found.id
        ]
        others.sort(key=attrgetter("assigned_at", "id"))
        return ReviewFile(
            row=self._row(found),
            card=self._card(found.card, found.card_version),
            versions=tuple(versions),
            version_cards=tuple(
                c for c in (self._card(*k) for k in sorted({(v.card, v.card_version) for v in versions})) if c
            ),
            group=(found, *others),
        )

    def to_review(self, asked: PickQuery) -> tuple[Reviewable, ...]:
        """Calls that could be reviewed."""
        found = [self._reviewable(c) for c in self._t.calls.values() if self._counts(c, asked)]
        return tuple(_picked(found, asked)[: asked.limit])

    # --- what they share

    def _all(self) -> Iterable[Review]:
        return cast("Iterable[Review]", self._t.kept[Review].values())

    def _versions(self) -> Iterable[ReviewVersion]:
        return cast("Iterable[ReviewVersion]", self._t.kept[ReviewVersion].values())

    def _card(self, key: str, version: int) -> ScorecardVersion | None:
        return cast("ScorecardVersion | None", self._t.kept[ScorecardVersion].get(card_id(key, version)))

    def _names(self, ticket: UUID) -> tuple[str, str]:
        of = self._t.tickets[ticket]
        customer = self._t.customers.get(of.customer) if of.customer else None
        return (customer.name, customer.company) if customer else ("", "")

    def _row(self, review: Review) -> ReviewRow:
        call, ticket = self._t.calls[review.call], self._t.tickets[review.ticket]
        name, company = self._names(review.ticket)
        shown = self._t.kept[ReviewVersion].get(version_id(review.id, review.version))
        return ReviewRow(
            review=review, number=ticket.shown_number, subject=ticket.subject, customer_name=name,
            company=company, at=call.started_at, seconds=_seconds(call),
            shown=cast("ReviewVersion | None", shown),
        )  # fmt: skip

    def _recorded(self, call: UUID) -> bool:
        rows = cast("Iterable[Recording]", self._t.kept[Recording].values())
        return any(r.call == call and r.state in {"kept", "recorded"} for r in rows)

    def _held(self, call: UUID) -> bool:
        rows = cast("Iterable[Recording]", self._t.kept[Recording].values())
        return any(r.call == call and r.legal_hold for r in rows)

    def _counts(self, call: Call, asked: PickQuery) -> bool:
        if (
            call.answered_at is None
            or call.ended_at is None
            or not asked.since <= call.started_at < asked.until
        ):
            return False
        names = {n for key in asked.persons for n in self._names_of(key)}
        if (names and call.person not in names) or _seconds(call) < asked.min_seconds:
            return False
        if asked.held and not self._held(call.id):
            return False
        return self._recorded(call.id) or not asked.recorded

    def _names_of(self, key: str) -> set[str]:
        found = self._t.directory.person(key)
        return {key} | ({found.key, found.extension or found.key} if found else set())

    def _reviewable(self, call: Call) -> Reviewable:
        ticket = self._t.tickets[call.ticket]
        name, company = self._names(call.ticket)
        given = cast("Iterable[Feedback]", self._t.kept[Feedback].values())
        scores = [f.score for f in given if f.ticket == ticket.id and f.asked is Asked.CUSTOMER]
        holds = [leg.held_seconds for leg in self._unit.legs_of(call.id) if leg.kind != "consult"]
        escalations = self._unit.escalations_of(ticket.id)
        reviews = [r for r in self._all() if r.call == call.id and r.state is not ReviewState.WITHDRAWN]
        reviews.sort(key=attrgetter("assigned_at", "id"))
        found = self._t.directory.person(call.person)
        return Reviewable(
            call=call.id, ticket=ticket.id, number=ticket.shown_number, subject=ticket.subject,
            customer_name=name, company=company, person=found.key if found else call.person,
            at=call.started_at, seconds=_seconds(call), hold_seconds=max(holds, default=0.0),
            hops=max((e.hop for e in escalations if e.outcome in LIVE), default=0),
            csat=min(scores, default=None), demanded_manager=ticket.demanded_at is not None,
            recorded=self._recorded(call.id), held=self._held(call.id),
            reviews=tuple(Standing(review=r.id, reviewer=r.reviewer, state=r.state) for r in reviews),
        )  # fmt: skip


def _seconds(call: Call) -> float:
    if call.answered_at is None or call.ended_at is None:
        return 0.0
    return float(max(0, int(call.ended_at.timestamp()) - int(call.answered_at.timestamp())))


def _wanted(review: Review, asked: ReviewQuery) -> bool:
    given = (
        not asked.reviewers or review.reviewer in asked.reviewers,
        not asked.agents or review.agent in asked.agents,
        not asked.tickets or review.ticket in asked.tickets,
        review.state in asked.states if asked.states else review.state is not ReviewState.WITHDRAWN,
        review.version > 0 or not asked.shared,
        review.calibration is not None or not asked.calibrations,
    )
    if not all(given):
        return False
    shared = review.shared_at
    if asked.shared_since is not None and (shared is None or shared < asked.shared_since):
        return False
    return asked.shared_until is None or (shared is not None and shared < asked.shared_until)


def _picked(found: list[Reviewable], asked: PickQuery) -> list[Reviewable]:
    """Those that the pick is about, in its order."""
    if asked.pick is Pick.SAMPLE:
        return _sample(found, asked)
    kept = [r for r in found if _worth(r, asked.pick)]
    kept.sort(key=attrgetter("at", "call"), reverse=True)
    if asked.pick is Pick.LONG_HOLD:
        kept.sort(key=attrgetter("hold_seconds"), reverse=True)
    return kept


def _worth(one: Reviewable, pick: Pick) -> bool:
    return pick is Pick.ALL or pick in worth_a_look(one)


def _sample(found: list[Reviewable], asked: PickQuery) -> list[Reviewable]:
    turn = turn_of(asked.seed)
    drawn: dict[str, list[Reviewable]] = {}
    for one in sorted(found, key=lambda r: (place_of(lot_of(r.call), turn), r.call)):
        mine = drawn.setdefault(one.person, [])
        if len(mine) < asked.each:
            mine.append(one)
    return [one for person in sorted(drawn) for one in drawn[person]]
