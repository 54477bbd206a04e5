"""The verbs about learning, on a desk without a window (R61, R64, R66)."""

from typing import Any
from uuid import UUID, uuid4

from console.ctl import learning_verbs
from console.ctl.plan import Plan, Request
from console.desk import intents_learning as ask
from console.desk.intents import Refusal
from tests.console.desk.desk_fixture import Office
from tests.console.desk.test_desk_learning import MAYA, hard_call, office, plan


def asked(made: Office, verb: str, **args: Any) -> Any:
    """What the verb answers, once its intents were done."""
    found = getattr(learning_verbs, verb)(Request(verb, args, made.board))
    if isinstance(found, Refusal):
        return found
    assert isinstance(found, Plan)
    for intent in found.intents:
        made.do(intent)
    assert found.query is not None
    return found.query(made.book)


def test_R64_what_is_due_and_planned_is_listed_and_a_step_is_ticked() -> None:
    made = office()
    made.do(ask.KeepCourse(name="Refunds", areas=("authority",), roles=("agent",)))
    key = plan(made)
    found = asked(made, "training", team=True)
    assert [(d["person"], d["course"], d["why"]) for d in found["due"]] == [(MAYA, "Refunds", "never")]
    assert UUID(found["plans"][0]["id"]) == key
    assert asked(made, "training")["plans"] == []
    assert asked(made, "tick", plan=key.hex, step=1)["done"] is True
    assert asked(made, "tick", plan=key.hex, step=1, undo=True)["done"] is False
    assert asked(made, "tick", plan="x", step=1).code == "bad_value"
    assert asked(made, "tick", plan=key.hex, step=0).code == "bad_value"


def test_R64_a_plan_that_is_not_there_is_told() -> None:
    made = learning_verbs.tick(Request("tick", {"plan": uuid4().hex, "step": 1}, office().board))
    assert isinstance(made, Plan)
    assert made.query is not None
    told = made.query(office().book)
    assert isinstance(told, Refusal)
    assert told.code == "no_such_plan"


def test_R61_R66_teams_are_for_coaches() -> None:
    agent = Office()
    for verb in ("training", "trends"):
        assert asked(agent, verb, team=True).code == "not_allowed"
    assert asked(agent, "load").code == "not_allowed"
    assert asked(agent, "trends")["figures"] == []


def test_R66_the_load_of_today_is_told() -> None:
    made = office()
    hard_call(made)
    (found,) = asked(made, "load")["load"]
    assert (found["person"], found["hard"], found["row"]) == (MAYA, 1, 1)
