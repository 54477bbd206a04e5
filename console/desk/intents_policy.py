"""What an escalation manager asks for: editing the policy and the directory, trying, saving and approving it."""

from dataclasses import dataclass
from datetime import datetime

from store.directory import Directory
from store.policy import Policy


@dataclass(frozen=True, slots=True, kw_only=True)
class EditDraft:
    """The draft is to be this (None: that half stays). Edits of one ``what`` in a row are taken back as one."""

    policy: Policy | None = None
    directory: Directory | None = None
    what: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class UndoDraft:
    """One step back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RedoDraft:
    """One step forth."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DropDraft:
    """Forget the draft: what was saved is shown again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UseTemplate:
    """Begin with the policy that comes with Warmline; one undo takes it back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TryDraft:
    """What the draft would have done with last month's cases (R82); nothing is written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveDraft:
    """Save it: the directory at once, the policy as a further version that waits for approval."""

    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SettleConflict:
    """Somebody else has saved the same: keep ``mine`` on top of theirs, or take ``theirs``."""

    keep: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ApproveVersion:
    """A saved version is followed from ``valid_from`` on; None: from now."""

    version: int
    valid_from: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RollBack:
    """Save an old version once more, as a new one."""

    version: int


PolicyIntent = (
    EditDraft
    | UndoDraft
    | RedoDraft
    | DropDraft
    | UseTemplate
    | TryDraft
    | SaveDraft
    | SettleConflict
    | ApproveVersion
    | RollBack
)
