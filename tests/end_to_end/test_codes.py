"""Feature codes and the echo test with a real engine: they ring at the PBX, and nothing of them is a case."""

from collections.abc import Callable

import pytest

from console.desk import intents as ask
from console.desk.seat import QueueState
from console.desk.terms import QueueCodes
from store.book import Book
from telephony.commands import HangUp
from telephony.events import CallAnswered, CallEnded, CallRang
from tests.agents import Agent, new_id
from tests.end_to_end.real_desk import RealDesk

pytestmark = pytest.mark.sip
CODES = QueueCodes(login="*51", logout="*52", pause="*53{reason}", unpause="*54")
PATIENCE = 30.0


@pytest.fixture
def pbx(sip_agents: Callable[..., Agent]) -> Agent:
    """Takes every call at once."""
    return sip_agents("pbx", answer_ms=0)


def takes(maya: RealDesk, pbx: Agent, nth: int) -> str:
    """Let the PBX take the code that is dialled as the ``nth`` and end it; which one it was."""
    rang = maya.until(lambda: pbx.seen(CallRang)[nth - 1 : nth], f"code {nth} rings", PATIENCE)[0]
    maya.until(lambda: pbx.seen(CallAnswered, call=rang.call), f"code {nth} is taken", PATIENCE)
    pbx.obey(HangUp(id=new_id(), call=rang.call))
    maya.until(lambda: pbx.seen(CallEnded, call=rang.call), f"code {nth} is over", PATIENCE)
    return rang.dialled


def queue_of(desk: RealDesk) -> QueueState:
    return desk.board.phone.queue


def nothing_on_record(book: Book) -> bool:
    return book.tickets() == () and book.history("maya.torres") == ()


def test_r72_the_queue_of_a_pbx_is_told_the_persons_state(
    real_desks: Callable[..., RealDesk], pbx: Agent
) -> None:
    maya = real_desks("maya.torres", "2041", host="127.0.0.1", port=pbx.port, queue=CODES)
    assert [takes(maya, pbx, 1), takes(maya, pbx, 2)] == ["*51", "*54"]
    maya.until(lambda: queue_of(maya) is QueueState.IN, "in the queue", PATIENCE)
    maya.do(ask.SetPresence(presence="away", reason="training"))
    assert takes(maya, pbx, 3) == "*532"
    maya.until(lambda: queue_of(maya) is QueueState.PAUSED, "paused", PATIENCE)
    out: list[str] = []
    assert maya.desk.leave_queue(lambda: out.append("out"))
    assert takes(maya, pbx, 4) == "*52"
    maya.until(lambda: out, "out of the queue", PATIENCE)
    assert maya.board.cards == ()
    assert maya.board.wrapups == ()
    assert maya.query(nothing_on_record)


def test_the_echo_test_is_up_and_ended_without_a_case(
    real_desks: Callable[..., RealDesk], pbx: Agent
) -> None:
    maya = real_desks("maya.torres", "2041", host="127.0.0.1", port=pbx.port, echo="*43")
    maya.do(ask.TestCall())
    maya.until(lambda: maya.board.echo_test and maya.board.echo_test.answered_at, "it is up", PATIENCE)
    assert pbx.wait(CallRang).dialled == "*43"
    assert len(pbx.seen(CallRang)) == 1
    assert maya.board.cards == ()
    maya.do(ask.HangUp())
    maya.until(lambda: maya.board.echo_test and maya.board.echo_test.ended_at, "it has ended", PATIENCE)
    assert maya.query(nothing_on_record)
