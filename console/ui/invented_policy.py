"""An invented escalation policy, for the gallery and for tests."""

from datetime import timedelta

from store.escalation import Kind
from store.policy import (
    USUAL_REASONS,
    Authority,
    CallStep,
    Criteria,
    Path,
    PathStep,
    Policy,
    ReasonWord,
    Ref,
    Rule,
)


def _path(key: str, name: str, *targets: str) -> Path:
    steps = [PathStep(target=Ref.parse(t), after=timedelta(hours=2)) for t in targets]
    last = PathStep(target=steps[-1].target)
    return Path(key=key, name=name, steps=(*steps[:-1], last))


POLICY = Policy(
    version=3,
    reasons=(*USUAL_REASONS, ReasonWord(key="security", name="Security", kind=Kind.FUNCTIONAL)),
    authorities=(
        Authority(level=1, credit_cents=5_000),
        Authority(level=2, credit_cents=20_000),
        Authority(level=3, credit_cents=200_000),
    ),
    paths=(
        _path("network", "Network", "level:2@network", "department:network", "person:marta.quist"),
        _path("money", "Money", "department:billing", "person:selin.kaya"),
        _path("above", "Above", "level:2@support", "level:3"),
    ),
    rules=(
        Rule(
            key="N-12",
            name="Firmware faults on Gold plans go to Network support",
            rank=10,
            criteria=Criteria(categories=frozenset({"network"})),
            path="network",
        ),
        Rule(
            key="M-1",
            name="A refund over the limit",
            rank=5,
            criteria=Criteria(reasons=frozenset({"lacks_authority"})),
            path="money",
        ),
        Rule(
            key="H-1",
            name="Whoever demands a manager gets one",
            rank=1,
            criteria=Criteria(reasons=frozenset({"customer_demands_manager"})),
            kind=Kind.HIERARCHICAL,
            path="above",
        ),
    ),
    steps=(
        CallStep(key="name", required=True),
        CallStep(key="number"),
        CallStep(key="email", required=True),
        CallStep(key="serial", name="Serial number", categories=frozenset({"network"})),
    ),
)
