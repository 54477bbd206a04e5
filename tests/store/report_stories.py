"""Invented records for reports: any story at all, for the books to agree on."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import strategies as st

from store.escalation import Escalation, Kind, Mode, Outcome
from store.feedback import Asked, Feedback
from store.records import Records
from store.ticket import Entry, Severity, Status, Ticket

# Round the night in which clocks go forward in Berlin; with microseconds that no rounding may lose.
FIRST = datetime(2026, 3, 16, 22, 30, 0, 999_999, tzinfo=UTC)
moments = st.integers(0, 30 * 24 * 4).map(lambda quarters: FIRST + timedelta(minutes=15 * quarters))
gaps = st.sampled_from([0.0, 1.5, 1799.9999, 1800.0, 1800.000001, 86_400.0, 31 * 86_400.0])
causes = st.sampled_from(["", "", "Firmware", "firmware ", "Billing run", "\u212aelvin", "4 \x1e\x1f 2"])
# The last ones have in them what the books in SQL put between texts.
targets = st.sampled_from(
    ["daniel.okafor", "maria.lopez", "ines.weber", "payments", "network", "sip:x@y", "7100", "zo\u00eb\x1f2"]
)


def later(at: datetime) -> st.SearchStrategy[datetime | None]:
    return st.one_of(st.none(), gaps.map(lambda seconds: at + timedelta(seconds=seconds)))


@st.composite
def _escalation(draw: st.DrawFn, key: int, ticket: UUID) -> Escalation:
    at = draw(moments)
    closed = draw(later(at))
    return Escalation(
        id=UUID(int=1000 + key), ticket=ticket, kind=draw(st.sampled_from(Kind)), mode=draw(st.sampled_from(Mode)),
        trigger=draw(st.sampled_from(["agent", "sla"])), posture=draw(st.sampled_from(["reactive", "proactive"])),
        reason=draw(st.sampled_from(["overload", "customer_demands_manager", "our own"])), summary="x",
        from_person="maria.lopez", target=draw(targets), target_is_department=draw(st.booleans()),
        to_level=draw(st.integers(0, 3)), hop=draw(st.integers(1, 5)), outcome=draw(st.sampled_from(Outcome)),
        created_at=at, accepted_at=draw(later(at)), closed_at=closed, due_at=at + timedelta(days=30),
        promised_at=draw(later(at)), root_cause=draw(causes),
    )  # fmt: skip


@st.composite
def _ticket(draw: st.DrawFn, number: int) -> Ticket:
    at = draw(moments)
    return Ticket(
        id=UUID(int=number), number=number, opened_at=at, updated_at=at, severity=Severity.NORMAL,
        closed_at=draw(later(at)), status=Status.OPEN, channel=draw(st.sampled_from(["phone", "phone", "email"])),
        origin=draw(st.sampled_from(["", "", "TK-0000009"])), demanded_at=draw(later(at)),
    )  # fmt: skip


@st.composite
def records(draw: st.DrawFn) -> Records:
    """A few tickets with what a report counts of them."""
    tickets = [draw(_ticket(number)) for number in range(1, draw(st.integers(1, 6)) + 1)]
    ids = st.sampled_from([ticket.id for ticket in tickets])
    escalations = [draw(_escalation(key, draw(ids))) for key in range(draw(st.integers(0, 12)))]
    entries = [
        Entry(
            id=UUID(int=2000 + key), ticket=draw(ids), at=draw(moments), person="", text=draw(st.sampled_from(
                ["first_response", "resolution"])), kind=draw(st.sampled_from(["sla_warned", "sla_breached", "note"])),
        )
        for key in range(draw(st.integers(0, 5)))
    ]  # fmt: skip
    said = [
        Feedback(
            id=UUID(int=3000 + key), ticket=draw(ids), at=draw(moments), asked=draw(st.sampled_from(Asked)),
            score=draw(st.integers(1, 5)),
        )
        for key in range(draw(st.integers(0, 6)))
    ]  # fmt: skip
    return Records(
        tickets=tuple(tickets), escalations=tuple(escalations), entries=tuple(entries), kept=tuple(said)
    )
