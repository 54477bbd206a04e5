"""The verbs about customers being told (R29) and what they answer (R31)."""

from typing import Any

from console.ctl import update_verbs
from console.ctl.plan import Plan, Request
from console.desk.intents import Refusal
from console.updates.values import token_of
from store.update import UpdateState
from tests.console.desk.test_desk_updates import Floor


def asked(floor: Floor, verb: str, **args: Any) -> Any:
    """What the verb answers, once its intents were done."""
    made = getattr(update_verbs, verb)(Request(verb, args, floor.office.board))
    if isinstance(made, Refusal):
        return made
    assert isinstance(made, Plan)
    for intent in made.intents:
        refusal = floor.office.desk.do(intent)
        if refusal is not None:
            return refusal
    return made.look(floor.office.board) if made.look else made.query(floor.book) if made.query else None


def test_R29_what_waits_for_me_is_listed_and_settled() -> None:
    floor = Floor(email=False)
    update = floor.queue()
    (listed,) = asked(floor, "updates")["updates"]
    assert (listed["id"], listed["channel"], listed["to"]) == (update.hex, "call", "+14155550132")
    assert asked(floor, "told", update="zz", how="done").code == "no_update"
    assert asked(floor, "told", update=update.hex[:8], how="done") == {
        "ticket": "TK-0000001",
        "settled": "done",
    }
    assert floor.update(update).state is UpdateState.DONE


def test_R31_an_answer_is_filed() -> None:
    floor = Floor()
    token = token_of("TK-0000001", floor.queue())
    assert asked(floor, "rated", token=token, score=4, text="good") == {"ticket": "TK-0000001", "score": 4}
    assert asked(floor, "rated", token="TK-0000001-AAAAAA", score=4).code == "no_such_token"
    assert asked(floor, "rated", token=token, score="x").code == "bad_value"
    assert asked(floor, "rated", token="hello", score=4).code == "bad_token"
