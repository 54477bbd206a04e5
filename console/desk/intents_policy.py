"""What an escalation manager asks for: editing the policy and the directory, trying, saving and approving it."""

from datetime import datetime

from msgspec import Struct

from store.directory import Directory
from store.policy import Policy


class EditDraft(Struct, frozen=True, kw_only=True):
    """The draft is to be this (None: that half stays). Edits of one ``what`` in a row are taken back as one."""

    policy: Policy | None = None
    directory: Directory | None = None
    what: str = ""


class UndoDraft(Struct, frozen=True, kw_only=True):
    """One step back."""


class RedoDraft(Struct, frozen=True, kw_only=True):
    """One step forth."""


class DropDraft(Struct, frozen=True, kw_only=True):
    """Forget the draft: what was saved is shown again."""


class UseTemplate(Struct, frozen=True, kw_only=True):
    """Begin with the policy that comes with Warmline; one undo takes it back."""


class TryDraft(Struct, frozen=True, kw_only=True):
    """What the draft would have done with last month's cases (R82); nothing is written."""


class SaveDraft(Struct, frozen=True, kw_only=True):
    """Save it: the directory at once, the policy as a further version that waits for approval."""

    note: str = ""


class SettleConflict(Struct, frozen=True, kw_only=True):
    """Somebody else has saved the same: keep ``mine`` on top of theirs, or take ``theirs``."""

    keep: str


class ApproveVersion(Struct, frozen=True, kw_only=True):
    """A saved version is followed from ``valid_from`` on; None: from now."""

    version: int
    valid_from: datetime | None = None


class RollBack(Struct, frozen=True, kw_only=True):
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
