"""The desk of whoever answers for escalated cases, what a sender is told, and the floor while it is looked at."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from console.desk import intents as ask
from console.desk import intents_inbox as cases
from console.desk.board import Notice
from store.changes import BeginEscalation, RecordStep
from store.changes_inbox import AddComment
from store.escalation import Escalation, Kind, Mode, Outcome
from store.inbox import Inbox, Tab
from store.memory import MemoryBook
from store.ticket import Status
from telephony import commands
from tests.console.desk.desk_fixture import ANNA, Office, daniels


def pair(**policy: Any) -> tuple[Office, Office]:
    """Maya, who sends, and Daniel, who answers for the cases, on one store."""
    book = MemoryBook()
    maya = Office(book=book)
    daniel = daniels(
        book=book,
        policy=policy,
    )
    return maya, daniel


def send(maya: Office, target: str = "daniel.okafor", **more: Any) -> tuple[UUID, UUID]:
    """A call of Anna's, escalated without a call: ticket and escalation."""
    call = maya.phone.ring("", "+14155550132")
    maya.do(ask.Answer())
    ticket = maya.card.ticket
    assert ticket is not None
    escalation = uuid4()
    now = maya.desk._core.now
    given = {
        "kind": Kind.HIERARCHICAL,
        "mode": Mode.NO_CALL,
        "reason": "lacks_authority",
        "summary": "A refund.",
    }
    begin = BeginEscalation(
        id=uuid4(), at=now(), person="maya.torres", escalation=escalation, ticket=ticket, call=UUID(call),
        target=target, to_level=2, **(given | more),
    )  # fmt: skip
    done = RecordStep(
        id=uuid4(), at=now(), person="maya.torres", escalation=escalation, step="sent", outcome=Outcome.SENT
    )
    maya.book.apply_all((begin, done))
    maya.phone.hang_up_remote(call)
    return ticket, escalation


def see(*offices: Office) -> None:
    """What the watch of a shared store does."""
    for office in offices:
        office.desk.refresh()


def record(office: Office, ticket: UUID) -> Escalation:
    case = office.book.case(ticket)
    assert case is not None
    return case.escalations[-1]


def told(office: Office, code: str) -> Notice:
    return next(n for n in office.board.notices if n.code == code)


def test_R53_a_case_is_accepted_and_the_sender_is_told() -> None:
    maya, daniel = pair()
    ticket, escalation = send(maya)
    see(maya, daniel)
    assert [r.row.escalation.id for r in daniel.board.cases.tab(Tab.NEEDS)] == [escalation]
    daniel.do(cases.Accept(escalation=escalation))
    assert record(daniel, ticket).accepted_by == "daniel.okafor"
    assert daniel.board.cases.count(Tab.NEEDS) == 0
    assert daniel.board.cases.count(Tab.MINE) == 1
    see(maya)
    assert told(maya, "sent_accepted").values["who"] == "Daniel Okafor"
    see(maya)
    assert [n.code for n in maya.board.notices].count("sent_accepted") == 1


def test_R53_who_is_second_is_told_that_it_was_not_stored() -> None:
    maya, daniel = pair()
    _, escalation = send(maya, "network", target_is_department=True)
    selin = Office(me="selin.kaya", extension="3201", role="supervisor", level=3, book=maya.book)
    daniel.do(cases.Accept(escalation=escalation))
    selin.do(cases.Accept(escalation=escalation))
    assert "daniel.okafor has taken" in told(selin, "rejected").values["why"]


def test_R53_advice_goes_back_on_top_and_the_sender_is_told() -> None:
    maya, daniel = pair()
    ticket, escalation = send(maya)
    see(maya, daniel)
    assert daniel.refused(cases.ReturnWithAdvice(escalation=escalation, advice=" ")) == "no_advice"
    daniel.do(cases.ReturnWithAdvice(escalation=escalation, advice="Credit the invoice."))
    see(maya)
    assert told(maya, "sent_returned").values["ticket"] == "TK-0000001"
    (mention,) = maya.board.cases.mentions
    assert mention.text == "Credit the invoice."
    case = maya.book.case(ticket)
    assert case is not None
    assert (case.ticket.owner, case.ticket.status) == ("maya.torres", Status.OPEN)


def test_R53_what_the_policy_forbids_is_said_before_anything_is_stored() -> None:
    maya, daniel = pair()
    _, escalation = send(maya)
    see(daniel)
    assert daniel.refused(cases.PassOn(escalation=escalation, target="nobody")) == "no_target"
    assert daniel.refused(cases.PassOn(escalation=escalation, target="maya.torres")) == "forbidden"
    daniel.do(cases.PassOn(escalation=escalation, target="selin.kaya", why="Yours."))
    assert daniel.board.cases.count(Tab.NEEDS) == 0
    selin = Office(me="selin.kaya", extension="3201", role="supervisor", level=3, book=maya.book)
    assert [r.row.escalation.hop for r in selin.board.cases.tab(Tab.NEEDS)] == [2]


def test_R53_resolved_it_is_closed_told_and_can_be_reopened() -> None:
    maya, daniel = pair()
    ticket, escalation = send(maya)
    see(maya, daniel)
    daniel.do(ask.OpenTicket(ticket=ticket))
    assert daniel.refused(cases.Resolve(escalation=escalation, root_cause="")) == "no_cause"
    assert (
        daniel.refused(cases.Resolve(escalation=escalation, root_cause="x", resolution="fun")) == "bad_value"
    )
    daniel.do(cases.Resolve(escalation=escalation, root_cause="billing run", text="Paid back."))
    see(maya)
    assert told(maya, "sent_resolved").values["who"] == "Daniel Okafor"
    assert daniel.board.opened is not None
    assert daniel.board.opened.escalations[0].root_cause == "billing run"
    assert daniel.refused(cases.Reopen(escalation=escalation, why="")) == "no_reason"
    daniel.do(cases.Reopen(escalation=escalation, why="Not paid after all."))
    assert daniel.board.cases.count(Tab.MINE) == 1


def test_R53_the_customer_is_called_and_the_call_belongs_to_the_case() -> None:
    maya, daniel = pair(host="pbx.example")
    ticket, _ = send(maya)
    assert daniel.refused(cases.CallCustomer(ticket=ticket)) == "no_such_ticket"
    daniel.do(ask.OpenTicket(ticket=ticket))
    daniel.do(cases.CallCustomer(ticket=ticket))
    (dialled,) = daniel.sent(commands.Dial)
    assert "+14155550132" in dialled.target
    daniel.phone.answers(dialled.call)
    assert daniel.card.ticket == ticket


def test_R28_a_mention_is_told_once_and_counted_until_it_is_read() -> None:
    maya, daniel = pair()
    ticket, _ = send(maya)
    see(daniel)
    maya.do(cases.Comment(ticket=ticket, text="@daniel.okafor please look"))
    assert maya.refused(cases.Comment(ticket=ticket, text=" ")) == "empty"
    see(daniel)
    see(daniel)
    mentioned = [n for n in daniel.board.notices if n.code == "mentioned"]
    assert [n.values["who"] for n in mentioned] == ["Maya Torres"]
    assert daniel.board.cases.rows[0].unread == 1
    daniel.do(cases.ReadCase(ticket=ticket))
    assert daniel.board.cases.mentions == ()
    before = len(daniel.book._tables.applied)
    daniel.do(cases.ReadCase(ticket=ticket))
    assert len(daniel.book._tables.applied) == before, "nothing is written for what was read"


def test_R28_what_was_unread_before_this_console_is_counted_and_not_told() -> None:
    maya, _ = pair()
    ticket, _ = send(maya)
    comment = AddComment(
        id=uuid4(), at=maya.desk._core.now(), person="maya.torres", ticket=ticket, text="@selin.kaya see this"
    )
    maya.book.apply(comment)
    selin = Office(me="selin.kaya", extension="3201", role="supervisor", level=3, book=maya.book)
    assert len(selin.board.cases.mentions) == 1
    assert "mentioned" not in selin.notices()


def test_R25_an_offer_needs_the_value_an_amount_a_reason_and_authority() -> None:
    maya, daniel = pair()
    ticket, escalation = send(maya)
    offer = {"ticket": ticket, "escalation": escalation, "why": "Sorry."}
    assert daniel.refused(cases.Offer(amount_cents=0, **offer)) == "no_amount"  # type: ignore[arg-type]
    bare = cases.Offer(ticket=ticket, amount_cents=100, why="")
    assert daniel.refused(bare) == "no_reason"
    assert daniel.refused(cases.Offer(amount_cents=1, form="yacht", **offer)) == "bad_value"  # type: ignore[arg-type]
    daniel.do(cases.Offer(amount_cents=100, **offer))  # type: ignore[arg-type]
    assert "Look at what the customer is worth" in told(daniel, "rejected").values["why"]
    daniel.do(cases.LookAtValue(ticket=ticket))
    daniel.do(cases.Offer(amount_cents=100, **offer))  # type: ignore[arg-type]
    whys = [n.values["why"] for n in daniel.board.notices if n.code == "rejected"]
    assert "L2 may give up to 0.00 EUR" in whys[-1], "no policy says what anybody may give"


def test_R51_the_floor_is_read_while_it_is_looked_at() -> None:
    maya, daniel = pair()
    assert daniel.board.floor is None
    daniel.do(cases.WatchFloor(on=True))
    assert daniel.board.floor is not None
    assert daniel.board.floor.people[0].person.key == "maya.torres"
    maya.phone.ring("", "+14155550132")
    see(daniel)
    assert [w.name for w in daniel.board.floor.waiting] == [ANNA.name]
    maya.do(ask.Answer())
    see(daniel)
    assert [c.customer_name for c in daniel.board.floor.people[0].calls] == [ANNA.name]
    assert daniel.board.floor.waiting == ()
    daniel.do(cases.WatchFloor(on=False))
    see(daniel)
    assert daniel.board.floor is None


def test_R42_the_inbox_is_looked_at_again_when_only_time_has_passed(monkeypatch: pytest.MonkeyPatch) -> None:
    _, daniel = pair()
    reads: list[str] = []
    before = daniel.book.inbox

    def counted(*args: Any, **more: Any) -> Inbox:
        reads.append("read")
        return before(*args, **more)

    monkeypatch.setattr(daniel.book, "inbox", counted)
    daniel.timers.pass_(60)
    assert reads == ["read"]
