"""Rules for listening: who may hear whom, for moments and once (R52)."""

from store.changes_listening import GrantListening, UseGrant
from store.errors import Rejected
from store.grant import LISTENERS, Grant
from store.rules.common import Work
from store.values import replace


def grant_listening(change: GrantListening, work: Work) -> None:
    """By the directory alone: what a telephone says of who calls, and the floor's key, count for nothing here."""
    supervisor, agent = work.unit.person(change.person), work.unit.person(change.agent)
    if supervisor is None or supervisor.role not in LISTENERS:
        raise Rejected("not_allowed", "Only a supervisor of the directory may listen to a colleague's calls.")
    if agent is None:
        raise Rejected("unknown_person", f"There is no “{change.agent}” in the directory.")
    if agent.key == supervisor.key:
        raise Rejected("not_allowed", "Nobody listens to themselves.")
    if work.unit.get(Grant, change.grant) is not None:
        raise Rejected("bad_grant", "This grant was given already.")
    work.unit.add(
        Grant(id=change.grant, supervisor=supervisor.key, agent=agent.key, ear=change.ear, at=work.at)
    )


def use_grant(change: UseGrant, work: Work) -> None:
    """Whoever is second reads it as used, or is refused by the database and reads it again."""
    grant = work.unit.get(Grant, change.grant)
    if grant is None or grant.agent != work.who or not grant.holds(work.at):
        raise Rejected("bad_grant", "Nobody has leave to hear this call.")
    supervisor = work.unit.person(grant.supervisor)
    if supervisor is None or supervisor.role not in LISTENERS:
        raise Rejected("bad_grant", "Whoever gave this leave is no supervisor any more.")
    work.unit.put(replace(grant, used_at=work.at, call=change.call))
