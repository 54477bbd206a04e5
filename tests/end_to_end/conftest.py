"""End-to-end tests: the desk, the real engine, the real store, and real SIP agents around them."""

from collections.abc import Callable

import pytest

from console.desk import intents as ask
from telephony.commands import Dial
from tests.agents import Agent, new_id, sip_agents
from tests.end_to_end.real_desk import RealDesk, real_desks

__all__ = ["real_desks", "sip_agents"]

ANNA_HZ, MAYA_MUSIC_HZ, DANIEL_HZ = 700.0, 440.0, 1100.0
TONES = (ANNA_HZ, MAYA_MUSIC_HZ, DANIEL_HZ)

Answered = Callable[..., tuple[RealDesk, Agent, str]]


@pytest.fixture
def answered(real_desks: Callable[..., RealDesk], sip_agents: Callable[..., Agent]) -> Answered:
    """Maya has answered Anna's call: the desk, the customer's agent, and the customer's own name of the call."""

    def start(**policy: object) -> tuple[RealDesk, Agent, str]:
        maya = real_desks("maya.torres", "2041", **policy)
        anna = sip_agents("anna", voice=ANNA_HZ, accept_refer=True)
        call = new_id()
        anna.obey(Dial(id=new_id(), call=call, target=maya.uri))
        maya.until(lambda: maya.board.ringing and maya.board.ringing.case, "the call rings and has a ticket")
        maya.do(ask.Answer())
        maya.until(lambda: maya.board.cards and maya.card.answered_at, "answered")
        return maya, anna, call

    return start


def to(target: str, **more: str) -> ask.Escalate:
    """An escalation with everything that is demanded."""
    fields = {
        "kind": "functional",
        "reason": "lacks_knowledge",
        "summary": "Restarted twice, same fault",
        "expects": "Stable by 18:00",
    }
    return ask.Escalate(to=target, **(fields | more))
