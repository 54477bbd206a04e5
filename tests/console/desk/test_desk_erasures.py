"""R60: managers alone erase a customer from the window, seen first, meant by name; this desk forgets them too."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
import uuid6
from msgspec import structs

from console.desk.erasing import ErasingCard, Forgotten
from console.desk.intents import FindContacts, OpenTicket, Search
from console.desk.intents_keeping import ConsiderErasing, EraseForGood
from store.changes import EndCall, OpenCall, PutDirectory
from store.changes_recordings import BeginRecording, EraseCustomer, HoldCase
from store.directory import Person
from store.errors import Rejected
from store.memory import MemoryBook
from store.ticket import Outcome
from store.values import replace
from tests.console.desk.desk_fixture import ANNA, DIRECTORY, Office

ERASE = EraseForGood(customer=ANNA.id, typed=" anna  PETROVA ")


class Floor:
    """A manager's desk, and a case of Anna's with a recording. ``finish`` lets what was begun end."""

    def __init__(self, me: str = "ines.vidal") -> None:
        self.book = MemoryBook()
        self.begun: list[Callable[[], None]] = []
        self.left = Forgotten()
        self.office = Office(me=me, role="escalation_manager", book=self.book, means={"erase": self.erase})
        people = (*DIRECTORY.people, Person(key="ines.vidal", name="Ines Vidal", role="escalation_manager"))
        self.tell(PutDirectory, directory=replace(DIRECTORY, people=people))
        self.call, self.ticket, self.recording = uuid4(), uuid4(), uuid4()
        number = ANNA.numbers[0]
        self.tell(OpenCall, call=self.call, ticket=self.ticket, direction="in", remote_number=number)
        self.tell(BeginRecording, recording=self.recording, call=self.call, started_at=datetime.now(UTC))
        self.tell(EndCall, call=self.call, outcome=Outcome.ANSWERED)
        self.office.desk.refresh()

    def tell(self, kind: Any, person: str = "ines.vidal", **values: Any) -> UUID:
        which = uuid6.uuid7()
        self.book.apply(kind(id=which, at=datetime.now(UTC), person=person, **values))
        return which

    def erase(self, customer: UUID, then: Callable[[Forgotten], None], /) -> None:
        """As console.erasing does it, without files."""

        def work() -> None:
            try:
                which = self.tell(EraseCustomer, customer=customer)
            except Rejected as error:
                then(Forgotten(refused=error.message))
                return
            erasure = next(e for e in self.book.erasures() if e.id == which)
            then(replace(self.left, erasure=erasure))

        self.begun.append(work)

    def finish(self) -> None:
        (work,) = self.begun
        self.begun.clear()
        work()

    def consider(self) -> None:
        self.office.do(ConsiderErasing(customer=ANNA.id))

    @property
    def card(self) -> ErasingCard:
        assert self.office.board.erasing is not None
        return self.office.board.erasing

    def told(self, code: str) -> dict[str, str]:
        (notice,) = (n for n in self.office.board.notices if n.code == code)
        return notice.values


def test_R60_what_goes_is_seen_first_and_the_name_begins_it() -> None:
    floor = Floor()
    assert floor.office.refused(ERASE) == "not_seen"
    floor.consider()
    goes = floor.card.goes
    assert goes is not None
    assert (goes.customer, goes.tickets, goes.calls, goes.recordings) == (ANNA, 1, 1, 1)
    for typed in ("", "Anna", "Anna Petrov", "Daniel Okafor"):
        assert floor.office.refused(structs.replace(ERASE, typed=typed)) == "not_meant"
    floor.office.do(ERASE)
    assert floor.card.running
    assert floor.office.refused(ERASE) == "busy"
    assert floor.office.refused(ConsiderErasing(customer=uuid4())) == "busy"
    floor.office.do(ConsiderErasing(customer=None))
    assert floor.card.running, "what has begun goes on"
    floor.finish()
    assert floor.office.board.erasing is None
    told = floor.told("erased")
    assert (told["tickets"], told["recordings"]) == ("1", "1")
    assert floor.book.erasures()[0].id.hex.startswith(told["entry"])
    assert floor.book.customers("anna") == ()


def test_R60_this_desk_forgets_them_too() -> None:
    floor = Floor()
    floor.office.do(OpenTicket(ticket=floor.ticket))
    floor.office.do(Search(query="anna"))
    floor.office.do(FindContacts(query="anna"))
    floor.office.desk.tell("ok", "you_have_the_customer", name=ANNA.name)
    board = floor.office.board
    assert board.opened
    assert board.found
    assert board.contacts
    floor.consider()
    floor.office.do(ERASE)
    floor.finish()
    board = floor.office.board
    assert board.opened is None
    assert (board.found, board.contacts) == ((), ())
    assert ANNA.name not in repr(board)
    assert ANNA.numbers[0] not in repr(board)


@pytest.mark.parametrize("me", ["maya.torres", "daniel.okafor", "nobody.known"])
def test_R60_only_managers_look_and_erase(me: str) -> None:
    floor = Floor(me=me)
    assert floor.office.refused(ConsiderErasing(customer=ANNA.id)) == "not_allowed"
    assert floor.office.refused(ERASE) == "not_allowed"
    assert not floor.begun


def test_R60_a_case_on_hold_refuses_it_and_says_which_also_when_it_was_held_meanwhile() -> None:
    floor = Floor()
    floor.consider()
    floor.tell(HoldCase, ticket=floor.ticket, on=True, why="A claim")
    floor.office.desk.refresh()
    case = floor.book.case(floor.ticket)
    assert case is not None
    assert floor.card.goes is not None
    assert floor.card.goes.held == (case.ticket.shown_number,)
    assert floor.office.refused(ERASE) == "legal_hold"
    floor.tell(HoldCase, ticket=floor.ticket, on=False, why="Settled")
    floor.office.desk.refresh()
    floor.office.do(ERASE)
    floor.tell(HoldCase, ticket=floor.ticket, on=True, why="Another claim")
    floor.finish()
    assert "legal hold" in floor.told("not_erased")["why"]
    assert (floor.card.running, "legal hold" in floor.card.refused) == (False, True)
    assert floor.book.customers("anna") == (ANNA,)


def test_R60_who_is_on_a_call_is_not_erased() -> None:
    floor = Floor()
    floor.tell(OpenCall, call=uuid4(), ticket=uuid4(), direction="in", remote_number=ANNA.numbers[0])
    floor.consider()
    assert floor.office.refused(ERASE) == "not_now"


def test_R60_who_was_erased_by_somebody_else_meanwhile_is_missing() -> None:
    floor = Floor()
    floor.consider()
    floor.tell(EraseCustomer, customer=ANNA.id)
    floor.office.desk.refresh()
    assert (floor.card.missing, floor.card.goes) == (True, None)
    assert floor.office.refused(ERASE) == "not_seen"


@pytest.mark.parametrize(
    ("left", "code"),
    [
        (Forgotten(scrubbed=False), "erased_pages_left"),
        (Forgotten(left=2, why="The archive cannot be reached."), "erased_audio_left"),
    ],
)
def test_R60_what_is_left_to_do_is_told(left: Forgotten, code: str) -> None:
    floor = Floor()
    floor.left = left
    floor.consider()
    floor.office.do(ERASE)
    floor.finish()
    assert floor.told(code)["entry"]


def test_while_the_store_is_away_nothing_can_be_meant() -> None:
    floor = Floor()
    floor.office.keeper.held = True
    floor.consider()
    assert floor.card.loading
    assert floor.office.refused(ERASE) == "not_seen"
    floor.office.do(ConsiderErasing(customer=None))
    floor.office.keeper.release()
    assert floor.office.board.erasing is None
