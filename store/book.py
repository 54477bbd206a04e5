"""The port: what the console asks of the store. Every book (memory, SQL) passes the same suite.

A book is used from one thread at a time, never the window's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import msgspec

from store.trial import MOST_CASES, PastCase

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from store.changes import AnyChange
    from store.comment import Mention
    from store.customer import Customer
    from store.directory import Directory
    from store.erasure import Erasure, WhatGoes
    from store.escalation import Escalation, EscalationStep
    from store.feedback import Feedback
    from store.floor import FloorView
    from store.grant import Grant
    from store.inbox import Inbox
    from store.load import AtRisk, Load
    from store.offer import Offer
    from store.policy import Policy, PolicyVersion
    from store.recommendation import Recommendation
    from store.recording import LegConduct, Listening, Recording, RecordingQuery, RecordingRow, RecordingRules
    from store.rehearsal import RehearsalTry
    from store.reports import Filter, Report, Slice
    from store.reviewing import PickQuery, Reviewable, ReviewFile, ReviewQuery, ReviewRow
    from store.scorecard import ScorecardVersion
    from store.ticket import Call, CallLeg, Draft, Entry, Ticket
    from store.training import Learning
    from store.trends import TrendFilter, Trends
    from store.update import CustomerUpdate
    from store.waiting import Waiting


class TicketRow(msgspec.Struct, frozen=True, kw_only=True):
    """A ticket in a list."""

    ticket: Ticket
    customer_name: str = ""
    company: str = ""
    escalated_to: int | None = None
    """Level of its newest escalation that was not called off."""


HISTORY_KINDS = ("", "in", "out", "missed")
"""All calls, those of one direction, or incoming ones that nobody took."""


class CallRow(msgspec.Struct, frozen=True, kw_only=True):
    """A call in a list."""

    call: Call
    ticket: Ticket
    customer_name: str = ""
    company: str = ""


class EscalationRow(msgspec.Struct, frozen=True, kw_only=True):
    """An escalation in a list, with its last step and the levels that the ticket has passed."""

    escalation: Escalation
    ticket: Ticket
    customer_name: str = ""
    company: str = ""
    last_step: EscalationStep | None = None
    path: tuple[int, ...] = ()


class UpdateRow(msgspec.Struct, frozen=True, kw_only=True):
    """A message to a customer, or a call to be made, in a list."""

    update: CustomerUpdate
    ticket: Ticket
    customer_name: str = ""
    company: str = ""


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """Everything about one ticket, ready for the screen. Lists are oldest first, ``history`` newest first."""

    ticket: Ticket
    customer: Customer | None = None
    history: tuple[TicketRow, ...] = ()
    """The customer's other tickets, five at most."""
    history_count: int = 0
    calls_year: int = 0
    """Calls of this customer in the last 365 days, this one included."""
    calls: tuple[Call, ...] = ()
    legs: tuple[CallLeg, ...] = ()
    entries: tuple[Entry, ...] = ()
    escalations: tuple[Escalation, ...] = ()
    steps: tuple[EscalationStep, ...] = ()
    drafts: tuple[Draft, ...] = ()
    updates: tuple[CustomerUpdate, ...] = ()
    mentions: tuple[Mention, ...] = ()
    offers: tuple[Offer, ...] = ()
    feedback: tuple[Feedback, ...] = ()
    recordings: tuple[Recording, ...] = ()
    """Lost and erased ones included."""
    conducts: tuple[LegConduct, ...] = ()


class DayFigures(msgspec.Struct, frozen=True, kw_only=True):
    """A person's own day. ``handling_seconds`` is the mean from answer to end; None without a call."""

    calls: int = 0
    handling_seconds: float | None = None
    answered: int = 0
    missed: int = 0
    escalated: int = 0
    escalations_open: int = 0
    resolved: int = 0


class CauseRow(msgspec.Struct, frozen=True, kw_only=True):
    """A fault that tickets share: how many, ``open`` of them, whom it keeps from working (of the open ones).

    ``escalated`` of the open ones are with somebody already.
    """

    cause: str
    tickets: int
    open: int
    escalated: int
    impact: int
    newest: UUID
    """The open ticket of the highest number, else the one of the highest number."""
    since: datetime
    """When the first of them was opened."""


class RiskSigns(msgspec.Struct, frozen=True, kw_only=True):
    """Signs that a customer may leave: demands for a manager, low scores (1 or 2), matters that came up again."""

    demands: int = 0
    low_scores: int = 0
    repeats: int = 0

    @property
    def all(self) -> int:
        """Together."""
        return self.demands + self.low_scores + self.repeats


class Book(Protocol):
    """Queries, and one way to change anything."""

    def apply(self, change: AnyChange) -> None:
        """Carry a change out in one transaction, once. Raises Rejected or StoreUnavailable; never half."""

    def apply_all(self, changes: tuple[AnyChange, ...]) -> None:
        """Several in one transaction, in order; one that was applied before is skipped."""

    def case(self, ticket: UUID) -> Case | None:
        """One ticket with all that belongs to it."""

    def case_of_call(self, call: UUID) -> Case | None:
        """The case that a call belongs to."""

    def ticket_by_number(self, number: int) -> Ticket | None:
        """By the number that this store gave."""

    def tickets(
        self, query: str = "", *, limit: int = 50, before: UUID | None = None
    ) -> tuple[TicketRow, ...]:
        """Newest first. Words of ``query`` match by their beginning.

        They are looked for in number, subject, notes, names and telephone numbers.
        ``before`` is the last row of the page before (keyset).
        """

    def customer_by_number(self, number: str) -> Customer | None:
        """By E.164 or extension; None if nobody or more than one has it (``customers_by_number`` tells)."""

    def customers_by_number(self, number: str) -> tuple[Customer, ...]:
        """All who have it."""

    def calls(self, person: str, since: datetime, *, limit: int = 50) -> tuple[CallRow, ...]:
        """A person's calls, newest first."""

    def history(
        self, person: str, query: str = "", *, kind: str = "", before: UUID | None = None, limit: int = 50
    ) -> tuple[CallRow, ...]:
        """All calls that this person ever had, the one recorded last first.

        Words of ``query`` match by their beginning: names, company, telephone numbers, number and subject of the
        ticket. ``kind`` is one of :data:`HISTORY_KINDS`; ``before`` is the last row of the page before (keyset).
        """

    def customers(self, query: str = "", *, limit: int = 30) -> tuple[Customer, ...]:
        """Customers whose name, company and numbers have words that begin so; of many the first by the first word.

        Without a query the first by name.
        """

    def customers_like(self, customers: tuple[Customer, ...]) -> tuple[Customer, ...]:
        """Those of the store that have the id, or one of the numbers, of one of these; by id."""

    def escalations_from(self, person: str, *, limit: int = 20) -> tuple[EscalationRow, ...]:
        """Those that this person has sent and that are open, newest first."""

    def escalations_for(
        self, person: str, departments: tuple[str, ...] = (), *, limit: int = 50
    ) -> tuple[EscalationRow, ...]:
        """Those that wait for this person (directory key) or one of the departments, newest first."""

    def inbox(
        self, person: str, departments: tuple[str, ...] = (), *, senior: bool = False, now: datetime
    ) -> Inbox:
        """The open escalations that are this person's business, the most urgent first, and what they are to read.

        ``senior``: all that are open, for who answers for others' cases (:mod:`store.inbox`).
        """

    def floor(self, now: datetime, midnight: datetime) -> FloorView:
        """Everybody, their calls, who waits and what is at risk; figures count since ``midnight``."""

    def due(self, now: datetime, *, limit: int = 100) -> tuple[Escalation, ...]:
        """Escalations whose clock has something to do (:func:`store.timing.due` says what), the longest due first."""

    def tickets_due(self, now: datetime, *, limit: int = 100) -> tuple[tuple[Ticket, str], ...]:
        """Tickets of which a promise has a moment (:mod:`store.standing`), the longest due first, with their tier."""

    def next_due(self) -> datetime | None:
        """When the clock of some escalation or ticket has something to do; None while no one's has."""

    def policy(self, at: datetime) -> Policy:
        """The one that is followed at that time; version 0, which leads nowhere, while there is none."""

    def policies(self) -> tuple[PolicyVersion, ...]:
        """All versions, newest first."""

    def updates_due(self, now: datetime, *, limit: int = 20) -> tuple[CustomerUpdate, ...]:
        """E-mail that is to be sent, or whose sender has not told in time how that went; the longest due first."""

    def updates_for(
        self, person: str, departments: tuple[str, ...] = (), *, limit: int = 50
    ) -> tuple[UpdateRow, ...]:
        """Calls to be made, and messages that are held or have failed, of tickets that this person owns.

        Of a ticket that no person owns, whoever of its department looks; of nobody's, who told the customer.
        """

    def to_rate(self, person: str, since: datetime, *, limit: int = 5) -> tuple[EscalationRow, ...]:
        """Escalations resolved since then that the person sent or had, and has not said anything about (R31)."""

    def causes(self, since: datetime, *, limit: int = 20) -> tuple[CauseRow, ...]:
        """The faults of the tickets opened since then, that with most open tickets first, then by its word."""

    def risk_signs(self, customer: UUID, since: datetime) -> RiskSigns:
        """Of the customer's tickets opened since then."""

    def past_cases(self, since: datetime, *, limit: int = MOST_CASES + 1) -> tuple[PastCase, ...]:
        """Cases that were opened or escalated since then, the newest number first: what a policy is tried on."""

    def scorecards(self) -> tuple[ScorecardVersion, ...]:
        """All versions of all cards, by key, the newest first."""

    def reviews(self, asked: ReviewQuery) -> tuple[ReviewRow, ...]:
        """Reviews with their calls; withdrawn ones only if the query names that state."""

    def review(self, review: UUID) -> ReviewFile | None:
        """All of one: its card, its versions, those that it is compared with."""

    def to_review(self, asked: PickQuery) -> tuple[Reviewable, ...]:
        """Answered calls that could be reviewed, in the order of the pick: a sample by person, holds the longest first.

        What a call is worth a look for is of its whole ticket: hops, scores, a demand for a manager.
        """

    def figures(self, person: str, since: datetime) -> DayFigures:
        """The person's day since then."""

    def report(self, asked: Filter) -> Report:
        """All figures of a time (:mod:`store.reports`)."""

    def report_cases(
        self, asked: Filter, part: Slice, *, before: UUID | None = None, limit: int = 50
    ) -> tuple[EscalationRow, ...]:
        """The cases behind one bar of a report, newest first; ``before`` is the last of the page before (keyset)."""

    def recommendations(self) -> tuple[Recommendation, ...]:
        """What is to change, newest first."""

    def rehearsal_tries(
        self, person: str = "", scenario: str = "", *, limit: int = 200
    ) -> tuple[RehearsalTry, ...]:
        """Tries of rehearsals, the newest first: one person's (directory key or extension), or everybody's."""

    def try_sounds_to_delete(self, before: datetime, *, limit: int = 50) -> tuple[RehearsalTry, ...]:
        """Tries with sounds that were deleted, or began before that moment; the oldest first."""

    def recordings(self, ticket: UUID) -> tuple[Recording, ...]:
        """All of a ticket, by their ids; lost and erased ones included."""

    def recording(self, recording: UUID) -> Recording | None:
        """By id."""

    def recordings_list(self, query: RecordingQuery) -> tuple[RecordingRow, ...]:
        """A page of those that the query asks for, the newest first or as it says."""

    def recordings_sample(self, query: RecordingQuery, *, each: int, seed: str) -> tuple[RecordingRow, ...]:
        """``each`` of every person, drawn at random by ``seed``: who draws again draws the same.

        ``words``, ``order``, ``before`` and ``limit`` of the query are not looked at.
        """

    def recordings_to_keep(self, *, limit: int = 50) -> tuple[Recording, ...]:
        """Those whose WAV is to go to the archive, the oldest first."""

    def recordings_to_delete(self, now: datetime, *, limit: int = 50) -> tuple[Recording, ...]:
        """Erased ones whose files are still there; :class:`ExpireRecordings` makes them of those that are due."""

    def listenings(self, recording: UUID) -> tuple[Listening, ...]:
        """Who has heard it, the oldest first."""

    def may_hear(self, person: str, recording: UUID) -> bool:
        """Whether :class:`HeardRecording` would be accepted from this person (key or extension)."""

    def recording_rules(self) -> RecordingRules:
        """What the floor goes by; the usual while nobody has said anything."""

    def recordings_going(self, rules: RecordingRules, at: datetime) -> int:
        """How many recordings these rules would let nobody keep any longer than ``at``; what is held is not counted."""

    def what_goes(self, customer: UUID, now: datetime) -> WhatGoes | None:
        """What the erasure of a customer would take along; None: there is no such customer."""

    def erasures(self) -> tuple[Erasure, ...]:
        """Of customers, the oldest first."""

    def scrub(self, now: datetime) -> bool:
        """Finish erasures that were cut short: no page of the database holds their data then; False: none was.

        ``apply`` does it by itself, and goes on if it cannot. Copies from before a migration that are older than 30
        days are deleted too. It may take seconds, and lock all others out. Raises StoreUnavailable.
        """

    def learning(self, people: tuple[str, ...] | None, now: datetime) -> Learning:
        """Courses, and the plans, sessions and trainings of these people (keys), with who is due; None: everybody's."""

    def trends(self, asked: TrendFilter) -> Trends:
        """Scores, conduct, agreement and root causes over the weeks (:mod:`store.trends`)."""

    def loads(self, since: datetime, until: datetime) -> tuple[Load, ...]:
        """What lay on each agent then (:mod:`store.load`), the heaviest first."""

    def at_risk(self, since: datetime, *, least: int = 3, limit: int = 50) -> tuple[AtRisk, ...]:
        """Customers with ``least`` signs of leaving in their tickets since then, those with most first."""

    def directory(self) -> Directory:
        """Everybody."""

    def grant(self, grant: UUID) -> Grant | None:
        """A leave to listen, by id; used or not."""

    def use_nonce(self, nonce: bytes, call: UUID, now: datetime) -> bool:
        """Whether a hand-over context's nonce is new, or was used by this same call. Kept for an hour."""

    def tell_waiting(self, waiting: tuple[Waiting, ...], now: datetime) -> None:
        """These wait in the PBX's queues now, and nobody else; known for :data:`store.waiting.FRESH`."""

    def waiting(self, now: datetime) -> tuple[Waiting, ...] | None:
        """Who waits in the PBX's queues, the longest first; None if nobody has told lately."""

    def changed(self) -> bool:
        """Whether another process has written since the last time this was asked (cheap; for polling)."""

    def close(self) -> None:
        """Release everything."""
