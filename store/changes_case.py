"""Changes to a case beside its calls: what the customer demands, and what is asked at the start of a call."""

from uuid import UUID

from store.change import Change


class DemandManager(Change, frozen=True, kw_only=True):
    """The customer wants a manager. The first time is kept on the ticket, each time is a row of its own."""

    ticket: UUID


class MachineFailed(Change, frozen=True, kw_only=True):
    """A bot or an IVR (``by``) could not help, and its caller rings ``person``: a hierarchical escalation (R26).

    ``said`` is what the PBX told of it. Answered, the case is taken; not answered, the attempt has failed.
    """

    escalation: UUID
    call: UUID
    by: str
    said: str = ""
    policy: int = 0
    rule: str = ""
    path: str = ""
    path_step: int = 0


class CaptureStep(Change, frozen=True, kw_only=True):
    """What was asked at the start of a call (R41); an empty text takes it back."""

    ticket: UUID
    step: str
    text: str
