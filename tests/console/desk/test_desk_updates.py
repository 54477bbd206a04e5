"""At the desk: customers to be called, messages to be settled, the composer, and feedback (R29, R30, R31)."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
import uuid6

from console.desk.intents import TypeDraft
from console.desk.intents_updates import (
    CallUpdate,
    CloseComposer,
    ComposeUpdate,
    FileFeedback,
    GiveFeedback,
    SendUpdate,
    SettleUpdate,
)
from console.desk.updates import ticket_number
from console.updates.elements import Element, missing
from console.updates.values import token_of
from store.changes import AnswerCall, BeginEscalation, OpenCall, PutCustomers, RecordStep
from store.changes_updates import QueueUpdate, RecordUpdate
from store.escalation import Kind, Mode, Outcome
from store.memory_unit import MemoryUnit
from store.update import Channel, Occasion, UpdateState
from store.values import replace
from telephony import commands
from tests.console.desk.desk_fixture import ANNA, Office

MARY = replace(ANNA, email="anna@quillpost.example", languages=("de", "en"), time_zone="Europe/Berlin")


def now() -> datetime:
    return datetime.now(UTC)


class Floor:
    """An office with a case of Anna's in its store."""

    def __init__(self, *, email: bool = True) -> None:
        self.office = Office(policy={"host": "pbx.example"})
        self.book = self.office.book
        self.ticket = uuid6.uuid7()
        call = uuid6.uuid7()
        if email:
            self.tell(PutCustomers, customers=(MARY,))
        self.tell(OpenCall, call=call, ticket=self.ticket, direction="in", remote_number="+14155550132")
        self.tell(AnswerCall, call=call)
        self.office.desk.refresh()

    def tell(self, kind: Any, /, **values: Any) -> None:
        self.book.apply(kind(**({"id": uuid6.uuid7(), "at": now(), "person": "maya.torres"} | values)))

    def escalate(self) -> UUID:
        escalation = uuid6.uuid7()
        self.tell(
            BeginEscalation, escalation=escalation, ticket=self.ticket, call=None, kind=Kind.HIERARCHICAL,
            mode=Mode.NO_CALL, reason="complexity", summary="INTERNAL: a difficult one", target="daniel.okafor",
            promised_at=datetime(2026, 3, 3, 13, 30, tzinfo=UTC),
        )  # fmt: skip
        self.tell(RecordStep, escalation=escalation, step="sent", outcome=Outcome.SENT)
        return escalation

    def queue(self, **more: Any) -> UUID:
        update = uuid4()
        values = {"subject": "a", "body": "b", "ticket": self.ticket, "update": update}
        self.tell(QueueUpdate, **(values | more))
        self.office.desk.refresh()
        return update

    def update(self, update: UUID) -> Any:
        case = self.book.case(self.ticket)
        assert case is not None
        return next(u for u in case.updates if u.id == update)

    @property
    def updates(self) -> list[UUID]:
        return [r.update.id for r in self.office.board.updates]


@pytest.fixture
def floor() -> Floor:
    return Floor()


def test_R29_one_key_dials_the_customer_and_their_answer_settles_it() -> None:
    floor = Floor(email=False)
    update = floor.queue(occasion=Occasion.ACCEPTED)
    assert floor.update(update).channel is Channel.CALL
    assert floor.updates == [update]
    floor.office.do(CallUpdate(update=update))
    (dial,) = floor.office.sent(commands.Dial)
    assert "4155550132" in dial.target
    assert floor.update(update).state is UpdateState.QUEUED, "nobody has been told anything yet"
    floor.office.phone.answers(dial.call)
    assert floor.update(update).state is UpdateState.DONE
    assert floor.updates == []


def test_R29_a_call_that_is_not_to_be_made_is_refused(floor: Floor) -> None:
    assert floor.office.refused(CallUpdate(update=uuid4())) == "no_update"
    assert floor.office.refused(SettleUpdate(update=uuid4(), how="done")) == "no_update"
    floor.office.desk._parts.updates.answered(None)


@pytest.mark.parametrize(
    ("how", "state"),
    [
        ("again", UpdateState.QUEUED),
        ("arrived", UpdateState.SENT),
        ("done", UpdateState.DONE),
        ("drop", UpdateState.DROPPED),
    ],
)
def test_R29_a_person_settles_what_is_held(floor: Floor, how: str, state: UpdateState) -> None:
    update = floor.queue()
    floor.tell(
        RecordUpdate, update=update, was=UpdateState.QUEUED, tries=0, state=UpdateState.SENDING,
        due_at=now() + timedelta(minutes=9), message_id="<a@b.example>",
    )  # fmt: skip
    floor.tell(RecordUpdate, update=update, was=UpdateState.SENDING, tries=1, state=UpdateState.HELD)
    floor.office.desk.refresh()
    assert floor.updates == [update]
    assert floor.office.refused(SettleUpdate(update=update, how="whatever")) == "bad_value"
    floor.office.do(SettleUpdate(update=update, how=how))
    assert floor.update(update).state is state
    assert floor.updates == []


def test_R30_the_composer_is_filled_in_from_the_records_in_the_customers_language(floor: Floor) -> None:
    escalation = floor.escalate()
    floor.office.do(ComposeUpdate(ticket=floor.ticket))
    form = floor.office.board.composing
    assert form is not None
    assert (form.to, form.language, form.escalation) == ("anna@quillpost.example", "de", escalation)
    assert form.subject == "Ihr Fall TK-0000001"
    assert form.greeting == "Guten Tag Anna Petrova,"
    assert "Maya Torres" in form.closing
    assert "Daniel Okafor weitergegeben" in form.fields["steps"]
    assert "Dienstag, 3. März 2026, 14:30 (Berlin)" in form.fields["time_line"]
    assert "Daniel Okafor" in form.fields["contact"]
    assert not any("INTERNAL" in text for text in form.fields.values()), "notes stay inside"
    assert missing(form.fields) == (
        Element.EMPATHY, Element.FAULT, Element.APOLOGY, Element.SERIOUS, Element.COMMITMENT,
    )  # fmt: skip


def test_R30_what_was_typed_is_there_again(floor: Floor) -> None:
    typed = {"empathy": "I see.", "subject": "About the outage", "to": "other@example.org", "language": "fr"}
    floor.office.do(TypeDraft(ticket=floor.ticket, scope="update", fields=typed))
    floor.office.do(ComposeUpdate(ticket=floor.ticket))
    form = floor.office.board.composing
    assert form is not None
    assert (form.fields["empathy"], form.subject, form.to) == (
        "I see.",
        "About the outage",
        "other@example.org",
    )
    assert form.language == "fr"
    assert form.greeting.startswith("Bonjour")
    assert form.drafted
    floor.office.do(CloseComposer())
    assert floor.office.board.composing is None


def test_R30_sending_puts_it_in_the_queue_once_and_its_draft_away(floor: Floor) -> None:
    floor.escalate()
    floor.office.do(TypeDraft(ticket=floor.ticket, scope="update", fields={"empathy": "I see."}))
    floor.office.do(ComposeUpdate(ticket=floor.ticket))
    floor.office.do(
        SendUpdate(to="anna@quillpost.example", subject="Your case", body="Dear Anna\n", language="en")
    )
    case = floor.book.case(floor.ticket)
    assert case is not None
    (update,) = case.updates
    assert (update.occasion, update.subject, update.by) == (Occasion.COMPOSED, "Your case", "maya.torres")
    assert update.escalation == case.escalations[0].id
    assert [d for d in case.drafts if d.scope == "update"] == []
    assert floor.office.board.composing is None
    assert "update_queued" in floor.office.notices()
    assert floor.office.refused(SendUpdate(to="", subject="a", body="b")) == "no_form"


@pytest.mark.parametrize(
    ("to", "subject", "body", "code"),
    [
        ("a@b@c", "a", "b", "bad_address"),
        ("a@b.example", " ", "b", "empty"),
        ("a@b.example", "a", "\n", "empty"),
    ],
)
def test_R30_what_cannot_be_sent_is_said_and_stays(
    floor: Floor, to: str, subject: str, body: str, code: str
) -> None:
    floor.office.do(ComposeUpdate(ticket=floor.ticket))
    assert floor.office.refused(SendUpdate(to=to, subject=subject, body=body)) == code
    assert floor.office.board.composing is not None


def test_R30_what_the_store_refuses_is_shown_in_the_composer(floor: Floor) -> None:
    floor.office.do(ComposeUpdate(ticket=floor.ticket))
    floor.office.do(SendUpdate(to="a@b.example", subject="a", body="x" * 60_000))
    form = floor.office.board.composing
    assert form is not None
    assert "longer" in form.problem


def test_R30_without_a_case_there_is_nobody_to_write_to(floor: Floor) -> None:
    assert floor.office.refused(ComposeUpdate()) == "no_ticket"
    floor.office.do(ComposeUpdate(ticket=uuid4()))
    assert floor.office.board.composing is None
    assert "no_such_ticket" in floor.office.notices()


def test_R31_staff_answer_on_the_screen(floor: Floor) -> None:
    escalation = floor.escalate()
    unit = MemoryUnit(floor.book._tables)
    found = unit.escalation(escalation)
    assert found is not None
    unit.put_escalation(replace(found, closed_at=now(), resolution="solved"))
    rows = floor.book.to_rate("maya.torres", now() - timedelta(hours=1))
    floor.office.desk._core.put(to_rate=rows)
    assert floor.office.refused(GiveFeedback(escalation=escalation, score=6)) == "bad_value"
    assert floor.office.refused(GiveFeedback(escalation=uuid4(), score=5)) == "no_escalation"
    floor.office.do(GiveFeedback(escalation=escalation, score=4, text=" quick "))
    case = floor.book.case(floor.ticket)
    assert case is not None
    (said,) = case.feedback
    assert (said.score, said.text, said.person, said.via) == (4, "quick", "maya.torres", "screen")
    assert floor.office.board.to_rate == ()


def test_R31_a_customers_answer_by_e_mail_is_filed_by_its_token(floor: Floor) -> None:
    escalation = floor.escalate()
    update = floor.queue(escalation=escalation)
    token = token_of("TK-0000001", update)
    floor.office.do(FileFeedback(token=f" {token.lower()} ", score=5, text="Good"))
    case = floor.book.case(floor.ticket)
    assert case is not None
    (said,) = case.feedback
    assert (said.score, said.asked, said.via, said.escalation) == (5, "customer", "email", escalation)
    assert "feedback_filed" in floor.office.notices()
    floor.office.do(FileFeedback(token="TK-0000001-AAAAAA", score=1))
    assert "no_such_token" in floor.office.notices()
    assert floor.office.refused(FileFeedback(token="hello", score=1)) == "bad_token"
    floor.office.do(FileFeedback(ticket=floor.ticket, score=2))
    case = floor.book.case(floor.ticket)
    assert case is not None
    assert [f.score for f in case.feedback] == [5, 2]
    assert floor.office.refused(FileFeedback(token=token, score=0)) == "bad_value"


@pytest.mark.parametrize(
    ("token", "number"),
    [
        ("TK-0048213-K7Q2MP", 48213),
        (" tk-1-aaaaaa", 1),
        ("TK-x-AAAAAA", None),
        ("", None),
        ("TK-1", None),
        ("TK-٣-AAAAAA", None),
        ("TK-99999999999999-A", None),
    ],
)
def test_R31_what_is_a_token(token: str, number: int | None) -> None:
    assert ticket_number(token) == number


def test_R29_trouble_with_the_account_is_a_banner_until_it_is_over(floor: Floor) -> None:
    floor.office.desk.mail_is("mail.example refuses the login of desk.", ("en/accepted.txt, line 4: bad.",))
    assert {"mail_account", "mail_templates"} <= floor.office.notices()
    floor.office.desk.mail_is("", ())
    assert not {"mail_account", "mail_templates"} & floor.office.notices()
