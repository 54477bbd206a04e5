"""What has happened on the demo's floor before it is opened: half a year of cases, and those that are open now.

All of it is invented, the same each time, and tells of no real center: the reports, the inbox and the floor are to
show how they look when they are in use. The cases of the demo itself are made by its calls alone.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random
from uuid import UUID, uuid5

import msgspec

import resources
from console import policy_file
from console.demo.today import OPEN, RUNNING
from store.book import Book
from store.changes import ApprovePolicy, SavePolicy
from store.customer import Customer
from store.escalation import Escalation, EscalationStep, Kind, Mode, Outcome, Reason, Resolution
from store.feedback import Asked, Feedback
from store.policy import Policy
from store.records import Records
from store.seed import Loadable
from store.standing import moments_of
from store.ticket import Call, CallLeg, Entry, Severity, Status, Ticket
from store.ticket import Outcome as CallOutcome
from store.values import replace

WEEKS = 24
_PAST = UUID("6e0a4e0c-3f2b-5d0a-9a53-2f6c6f1d7b10")
_AUTHOR, _APPROVER = "selin.kaya", "marta.quist"
_TICKETS_A_WEEK = (132, 138, 126, 140, 150, 146, 138, 152, 176, 188, 170, 142)
"""As they come and go with the seasons of a center; again after so many weeks."""
_CLERKS = ("yusuf.demir", "tess.okoro", "bo.jensen", "ana.ribeiro", "ivo.petrov", "lena.sorg")
_MINUTES = {1: 11.0, 2: 74.0, 3: 260.0}
"""How long an escalation takes on each level, in the middle."""


class _Place(msgspec.Struct, frozen=True):
    """A department as the past has it: who takes what on which level."""

    key: str
    name: str
    category: str
    subjects: tuple[str, ...]
    level_2: str
    level_3: str
    causes: tuple[str, ...]
    score_before: float


_PLACES = (
    _Place(
        "network", "Network support", "network",
        ("VPN tunnel drops", "Calls break off", "Fax over VoIP fails", "Router does not start"),
        "daniel.okafor", "marta.quist", ("firmware 4.2", "cable works", ""), 2.9,
    ),
    _Place(
        "billing", "Billing (Payments)", "billing",
        ("Charged twice", "Refund refused", "Invoice is missing", "Extra channel not billed"),
        "selin.kaya", "selin.kaya", ("double run of invoices", ""), 2.4,
    ),
    _Place(
        "licensing", "Licensing", "licensing",
        ("Licence refused on renewal", "Activation key is gone", "Seats are missing"),
        "lin.chen", "marta.quist", ("renewal mail too late", ""), 3.1,
    ),
)  # fmt: skip
_FIRST = (
    "Ada",
    "Bram",
    "Chidi",
    "Dora",
    "Emil",
    "Freya",
    "Goran",
    "Hana",
    "Ilse",
    "Jonas",
    "Kemal",
    "Lucía",
    "Mats",
)
_LAST = (
    "Arslan",
    "Bergman",
    "Costa",
    "Dietz",
    "Egede",
    "Farkas",
    "Gallo",
    "Horvat",
    "Iversen",
    "Jovic",
    "Keller",
)
_TRADE = ("Bakery", "Dental", "Freight", "Garden", "Legal", "Optics", "Print", "Travel")
_CUSTOMERS = 240
_REASONS = (
    (Reason.LACKS_KNOWLEDGE, 33),
    (Reason.LACKS_AUTHORITY, 24),
    (Reason.COMPLEXITY, 15),
    (Reason.CUSTOMER_DEMANDS_MANAGER, 13),
    (Reason.SLA_EXCEEDED, 10),
    (Reason.CUSTOMER_IMPACT, 4),
    (Reason.OVERLOAD, 1),
)


def policy() -> Policy:
    """The demo's."""
    return policy_file.read_policy(resources.path("demo/policy.toml"))


def approve_policy(book: Book, now: datetime) -> None:
    """It has been followed for long; everybody is in the directory."""
    at = now - timedelta(weeks=WEEKS + 1)
    save = SavePolicy(
        id=uuid5(_PAST, "save"), at=at, person=_AUTHOR, policy=policy(), base_version=0,
        note="What this center has agreed on.",
    )  # fmt: skip
    approve = ApprovePolicy(
        id=uuid5(_PAST, "approve"), at=at, person=_APPROVER, version=1, valid_from=at
    )  # fmt: skip
    book.apply_all((save, approve))


def load(book: Loadable, customers: tuple[Customer, ...], first: int, now: datetime) -> None:
    """The half year, then what is under way; tickets are numbered from ``first`` on."""
    maker = _Maker(customers, first, now)
    book.load(maker.weeks())
    book.load((maker.under_way(),))


class _Maker:
    def __init__(self, customers: tuple[Customer, ...], first: int, now: datetime) -> None:
        self._random = Random(11)  # noqa: S311 - invented data
        self._known, self._number, self._now = customers, first - 1, now
        self._policy = policy()
        self._rows = 0
        self._customers = tuple(map(self._customer, range(_CUSTOMERS)))
        """Of the past: the demo's own have theirs in demo/customers.toml."""

    def _id(self, at: datetime) -> UUID:
        self._rows += 1
        head = int(at.timestamp() * 1000) << 80 | 7 << 76 | 2 << 62
        return UUID(int=head | (self._rows & 0xFFF) << 64 | self._random.getrandbits(62))

    # -- half a year

    def weeks(self) -> Iterator[Records]:
        """The customers of the past, then their cases, the oldest first."""
        yield Records(customers=self._customers)
        for ago in range(WEEKS, 0, -1):
            parts = list(self._week(ago))
            yield Records(
                tickets=tuple(p.tickets[0] for p in parts),
                escalations=tuple(e for p in parts for e in p.escalations),
                calls=tuple(p.calls[0] for p in parts),
                legs=tuple(p.legs[0] for p in parts),
                entries=tuple(e for p in parts for e in p.entries),
                steps=tuple(s for p in parts for s in p.steps),
                kept=tuple(k for p in parts for k in p.kept),
            )

    def _customer(self, number: int) -> Customer:
        pick = self._random.choice
        return Customer(
            id=self._id(self._now - timedelta(weeks=WEEKS)), name=f"{pick(_FIRST)} {pick(_LAST)}",
            company=f"{pick(_LAST)} {pick(_TRADE)}", languages=("en",), tier=pick(("Basic", "Silver", "Gold")),
            value_cents=self._random.randrange(20_000, 4_000_000),
            numbers=(f"+1{201 + number // 100}55501{number % 100:02d}",),
        )  # fmt: skip

    def _week(self, ago: int) -> Iterator[Records]:
        begin = self._now - timedelta(weeks=ago)
        count = _TICKETS_A_WEEK[ago % len(_TICKETS_A_WEEK)]
        better = (WEEKS - ago) / WEEKS * 0.06
        for moment in sorted(self._random.random() for _ in range(count)):
            at = begin + timedelta(weeks=1) * moment * 0.98
            yield self._case(at, escalated=self._random.random() > 0.66 + better)

    def _case(self, at: datetime, *, escalated: bool) -> Records:
        pick, self._number = self._random.choice, self._number + 1
        place, customer, clerk = pick(_PLACES), pick(self._customers), pick(_CLERKS)
        end = at + timedelta(seconds=self._random.randrange(90, 900))
        ticket = Ticket(
            id=self._id(at), number=self._number, opened_at=at, customer=customer.id,
            caller=customer.numbers[0] if customer.numbers else "", caller_name=customer.name,
            subject=pick(place.subjects), category=place.category,
            severity=pick((Severity.LOW, Severity.NORMAL, Severity.NORMAL, Severity.HIGH)),
            status=Status.CLOSED, owner=clerk, updated_at=end, closed_at=end, responded_at=at, told_at=end,
            policy=1,
        )  # fmt: skip
        call, leg = self._call(ticket, clerk, at, end)
        made = Records(tickets=(ticket,), calls=(call,), legs=(leg,))
        return self._escalated(made, ticket, place, clerk) if escalated else made

    def _call(self, ticket: Ticket, person: str, at: datetime, end: datetime | None) -> tuple[Call, CallLeg]:
        answered = at + timedelta(seconds=self._random.randrange(3, 25))
        call = Call(
            id=self._id(at), ticket=ticket.id, direction="in", person=person, remote_name=ticket.caller_name,
            remote_number=ticket.caller, started_at=at, answered_at=answered, ended_at=end,
            outcome=CallOutcome.ANSWERED if end else CallOutcome.TALKING,
            wrapup_code="solved" if end else "", wrapped_up_at=end,
        )  # fmt: skip
        leg = CallLeg(
            id=call.id, call=call.id, remote_name=call.remote_name, remote_number=call.remote_number,
            started_at=at, answered_at=answered, ended_at=end, ended_by="them" if end else "", codec="G722",
        )  # fmt: skip
        return call, leg

    def _escalated(self, made: Records, ticket: Ticket, place: _Place, clerk: str) -> Records:
        random, at = self._random, ticket.opened_at + timedelta(minutes=4)
        reason = random.choices([r for r, _ in _REASONS], [weight for _, weight in _REASONS])[0]
        level = random.choices((1, 2, 3), (20, 62, 18))[0]
        functional = level < 3 and reason not in {Reason.CUSTOMER_DEMANDS_MANAGER, Reason.SLA_EXCEEDED}  # noqa: PLR2004
        accepted = at + timedelta(seconds=random.expovariate(1 / 240))
        closed = min(accepted + timedelta(minutes=random.expovariate(1 / _MINUTES[level])), self._now)
        target = place.key if functional else (place.level_3 if level == 3 else place.level_2)  # noqa: PLR2004
        one = Escalation(
            id=self._id(at), ticket=ticket.id, call=made.calls[0].id,
            kind=Kind.FUNCTIONAL if functional else Kind.HIERARCHICAL,
            mode=random.choice((Mode.WARM, Mode.WARM, Mode.WARM, Mode.NO_CALL)),
            trigger="sla" if reason is Reason.SLA_EXCEEDED else "agent", reason=reason.value,
            summary=f"{ticket.subject}: what is usual was tried.", expects="That it holds.", from_person=clerk,
            target=target, target_name=place.name if functional else target.replace(".", " ").title(),
            target_is_department=functional, to_level=level, outcome=Outcome.HANDED_OVER, created_at=at,
            accepted_at=accepted, accepted_by=place.level_2, closed_at=closed, due_at=at + timedelta(days=30),
            policy=1, resolution=Resolution.SOLVED.value, root_cause=random.choice(place.causes),
        )  # fmt: skip
        step = EscalationStep(
            id=self._id(at), escalation=one.id, seq=1, at=accepted, step="handed_over", person=clerk
        )
        demanded = at if reason is Reason.CUSTOMER_DEMANDS_MANAGER else None
        ticket = replace(
            ticket, closed_at=closed, updated_at=closed, owner=place.level_2, demanded_at=demanded
        )
        broken = () if reason is not Reason.SLA_EXCEEDED else (self._entry(ticket, at, "sla_breached"),)
        return replace(
            made, tickets=(ticket,), escalations=(one,), steps=(step,), entries=broken,
            kept=tuple(self._said(one, place)),
        )  # fmt: skip

    def _entry(self, ticket: Ticket, at: datetime, kind: str) -> Entry:
        text = "resolution" if kind.startswith("sla_") else ""
        return Entry(id=self._id(at), ticket=ticket.id, at=at, kind=kind, person="clock", text=text)

    def _said(self, one: Escalation, place: _Place) -> Iterator[Feedback]:
        assert one.closed_at is not None  # noqa: S101 - all of the past is closed
        before = one.created_at - timedelta(seconds=30)
        for at, middle, share in ((before, place.score_before, 0.4), (one.closed_at, 4.1, 0.5)):
            if self._random.random() < share:
                score = min(5, max(1, round(self._random.gauss(middle, 0.8))))
                yield Feedback(
                    id=self._id(at), ticket=one.ticket, escalation=one.id, at=at, asked=Asked.CUSTOMER,
                    score=score, via="dtmf",
                )  # fmt: skip

    # -- just now

    def under_way(self) -> Records:
        """What waits for Daniel, what others have, and the calls of colleagues."""
        cases = [self._open(*row) for row in OPEN]
        calls = [self._running(*row) for row in RUNNING]
        return Records(
            tickets=tuple(c.tickets[0] for c in (*cases, *calls)),
            escalations=tuple(c.escalations[0] for c in cases),
            calls=tuple(c.calls[0] for c in calls),
            legs=tuple(c.legs[0] for c in calls),
            entries=tuple(e for c in (*cases, *calls) for e in c.entries),
            steps=tuple(c.steps[0] for c in cases),
        )

    def _whose(self, name: str) -> Customer:
        return next(c for c in self._known if c.name == name)

    def _open(
        self,
        subject: str,
        name: str,
        severity: str,
        left: float,
        to: str,
        reason: str,
        tried: str,
        expects: str,
    ) -> Records:
        """A case whose nearest promise is ``left`` hours away."""
        self._number += 1
        customer, kind = self._whose(name), Severity(severity)
        target = self._policy.sla.target(kind, customer.tier)
        whole = target.resolution if target and target.resolution else timedelta(hours=20)
        opened = self._now - whole + timedelta(hours=left)
        ticket = Ticket(
            id=self._id(opened), number=self._number, opened_at=opened, customer=customer.id,
            caller=customer.numbers[0], caller_name=customer.name, subject=subject, category="network",
            severity=kind, status=Status.ESCALATED, owner=to, updated_at=opened, responded_at=opened,
            told_at=self._now, policy=1,
        )  # fmt: skip
        ahead = [m.at for m in moments_of(ticket, customer.tier, self._policy) if m.at > self._now]
        ticket = replace(ticket, next_at=min(ahead, default=None))
        sender = self._random.choice(("maya.torres", "tess.okoro", "bo.jensen"))
        at = opened + timedelta(minutes=6)
        one = Escalation(
            id=self._id(at), ticket=ticket.id, kind=Kind.HIERARCHICAL, mode=Mode.NO_CALL, reason=reason,
            summary=tried, expects=expects, from_person=sender, target=to,
            target_name=to.replace(".", " ").title(), to_level=2, outcome=Outcome.SENT, created_at=at,
            due_at=at + timedelta(days=30), policy=1, next_at=at + timedelta(days=20),
        )  # fmt: skip
        step = EscalationStep(id=self._id(at), escalation=one.id, seq=1, at=at, step="sent", person=sender)
        entry = replace(self._entry(ticket, at, "escalated"), person=sender, text=one.target_name, code=2)
        return Records(tickets=(ticket,), escalations=(one,), steps=(step,), entries=(entry,))

    def _running(self, person: str, name: str, subject: str, minutes: float, held: float) -> Records:
        """A colleague's call that is up since ``minutes``; its customer waits since ``held`` of them."""
        self._number += 1
        customer, at = self._whose(name), self._now - timedelta(minutes=minutes)
        ticket = Ticket(
            id=self._id(at), number=self._number, opened_at=at, customer=customer.id,
            caller=customer.numbers[0], caller_name=customer.name, subject=subject, status=Status.OPEN,
            owner=person, updated_at=at, responded_at=at, told_at=self._now, policy=1,
        )  # fmt: skip
        call, leg = self._call(ticket, person, at, None)
        since = self._now - timedelta(minutes=held)
        hold = () if not held else (replace(self._entry(ticket, since, "held"), person=person, text=name),)
        return Records(tickets=(ticket,), calls=(call,), legs=(leg,), entries=hold)
