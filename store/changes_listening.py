"""Changes of listening (R52): a grant is given by a supervisor, and used once by the console of the agent."""

from uuid import UUID

from store.change import Change
from store.grant import Ear


class GrantListening(Change, frozen=True, kw_only=True):
    """``person``, a supervisor of the directory, may hear ``agent`` (key or extension) once, within 30 s.

    ``Rejected("not_allowed")`` for anybody else, ``Rejected("unknown_person")`` without such an agent.
    """

    grant: UUID
    agent: str
    ear: Ear


class UseGrant(Change, frozen=True, kw_only=True):
    """The console of ``person`` is about to let the supervisor into ``call``, the customer's call.

    ``Rejected("bad_grant")`` unless the grant is for this person, in time, and was not used before.
    """

    grant: UUID
    call: UUID
