"""Rules for the escalation policy: who may change what is followed, and when (R22, R82)."""

from store.changes import ApprovePolicy, SavePolicy
from store.directory import MANAGERS
from store.errors import Rejected
from store.policy import PolicyVersion
from store.policy_checks import Weight, check
from store.rules.common import Work
from store.values import replace


def save_policy(change: SavePolicy, work: Work) -> None:
    """A further version, followed by nobody yet."""
    last = work.unit.last_policy()
    if change.base_version != last:
        raise Rejected(
            "conflict", f"Version {last} of the policy was saved by somebody else in the meantime."
        )
    wrong = [f for f in check(change.policy, work.unit.directory()) if f.weight is Weight.ERROR]
    if wrong:
        told = ", ".join(f"{f.where} ({f.code})" for f in wrong)
        raise Rejected("bad_policy", f"The policy cannot be followed as it is: {told}.")
    work.unit.add_policy(
        PolicyVersion(
            version=last + 1, policy=replace(change.policy, version=last + 1), saved_at=work.at,
            saved_by=work.who, note=change.note,
        )
    )  # fmt: skip


def approve_policy(change: ApprovePolicy, work: Work) -> None:
    """From then on it is followed; what was escalated before keeps the version it was made under."""
    saved = work.unit.policy(change.version)
    if saved is None:
        raise Rejected("unknown_policy", f"There is no version {change.version} of the policy.")
    if saved.approved_at is not None:
        raise Rejected("not_now", f"Version {change.version} was approved by {saved.approved_by} already.")
    others = [p for p in work.unit.directory().people if p.role in MANAGERS and p.key != work.who]
    if saved.saved_by == work.who and others:
        raise Rejected("own_policy", "Somebody else has to approve it: you have written it yourself.")
    work.unit.put_policy(
        replace(
            saved,
            approved_at=work.at,
            approved_by=work.who,
            valid_from=max(change.valid_from, work.at),
        )
    )
