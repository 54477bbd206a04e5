"""The draft of a policy and a directory that a manager works on, with its steps back and forth. Pure.

It is kept as text beside the person's data, so that nothing typed is lost; it is nobody else's business until it is
saved as a version.
"""

from collections.abc import Callable
from datetime import datetime
from hashlib import sha256

import msgspec

from store.directory import Directory
from store.merging import Clash, Difference, differences, merge
from store.policy import Policy
from store.policy_checks import Finding, Weight
from store.trial import Trial
from store.values import replace

MOST_STEPS = 200
"""Steps that can be taken back."""


class PolicyDraft(msgspec.Struct, frozen=True, kw_only=True):
    """What is edited, and what it began with: version ``base_version`` (0: none was saved) and the directory then."""

    base_version: int = 0
    base_policy: Policy = msgspec.field(default_factory=lambda: Policy(version=0))
    base_directory: Directory = msgspec.field(default_factory=Directory)
    policy: Policy = msgspec.field(default_factory=lambda: Policy(version=0))
    directory: Directory = msgspec.field(default_factory=Directory)

    @property
    def policy_changes(self) -> tuple[Difference, ...]:
        """What is different from the version that it began with."""
        return differences(self.base_policy, self.policy)

    @property
    def directory_changes(self) -> tuple[Difference, ...]:
        """What is different in the directory."""
        return differences(self.base_directory, self.directory)

    @property
    def dirty(self) -> bool:
        """Whether there is anything to save."""
        return bool(self.policy_changes or self.directory_changes)

    def on_top_of(
        self, version: int, policy: Policy, directory: Directory
    ) -> tuple["PolicyDraft", tuple[Clash, ...]]:
        """The same edits of what somebody else has saved meanwhile; where both set one field mine is kept, and told."""
        made_policy, one = merge(self.base_policy, self.policy, policy)
        made_directory, other = merge(self.base_directory, self.directory, directory)
        made = PolicyDraft(
            base_version=version,
            base_policy=policy,
            base_directory=directory,
            policy=made_policy,
            directory=made_directory,
        )
        return made, (*one, *other)


def to_text(draft: PolicyDraft) -> bytes:
    """As it is kept: JSON."""
    return msgspec.json.encode(draft)


def from_text(text: bytes) -> PolicyDraft:
    """Read what :func:`to_text` wrote; ValueError with what is wrong."""
    return msgspec.json.decode(text, type=PolicyDraft)


class DraftCard(msgspec.Struct, frozen=True, kw_only=True):
    """A draft as the editor shows it.

    ``findings`` are what is wrong with it, ``back`` and ``forth`` how many steps can be taken. ``clashes`` are what
    somebody else has saved meanwhile where this draft says otherwise: ``theirs`` is their version (0: only the
    directory). ``trial`` is the last one, until the draft is changed.
    """

    draft: PolicyDraft
    findings: tuple[Finding, ...] = ()
    back: int = 0
    forth: int = 0
    kept_at: datetime | None = None
    trying: bool = False
    trial: Trial | None = None
    saving: bool = False
    clashes: tuple[Clash, ...] = ()
    theirs: int = 0
    problem: str = ""
    """Why it was not saved, in words."""

    @property
    def errors(self) -> int:
        """Findings that keep it from being saved."""
        return sum(f.weight is Weight.ERROR for f in self.findings)


class Steps:
    """A draft that can be taken back. Edits of one ``what`` that follow each other are one step."""

    def __init__(self, draft: PolicyDraft) -> None:
        self.now = draft
        self._back: list[PolicyDraft] = []
        self._forth: list[PolicyDraft] = []
        self._what = ""

    @property
    def back(self) -> int:
        """How many steps can be taken back."""
        return len(self._back)

    @property
    def forth(self) -> int:
        """How many can be done again."""
        return len(self._forth)

    def edit(self, draft: PolicyDraft, what: str) -> None:
        """Another state of it."""
        if draft == self.now:
            return
        if not what or what != self._what or not self._back:
            self._back = [*self._back, self.now][-MOST_STEPS:]
        self._what = what
        self._forth = []
        self.now = draft

    def undo(self) -> bool:
        """One step back; False if there is none."""
        return self._turn(self._back, self._forth)

    def redo(self) -> bool:
        """And forth."""
        return self._turn(self._forth, self._back)

    def _turn(self, source: list[PolicyDraft], target: list[PolicyDraft]) -> bool:
        self._what = ""
        if not source:
            return False
        target.append(self.now)
        self.now = source.pop()
        return True

    def rebase(self, change: Callable[[PolicyDraft], PolicyDraft]) -> None:
        """All of it, the steps too, on another ground."""
        self._what = ""
        self._back = [change(d) for d in self._back]
        self._forth = [change(d) for d in self._forth]
        self.now = change(self.now)


def digest(directory: Directory) -> str:
    """By which a directory that was read from a file is known again; SHA-256 in hex."""
    return sha256(msgspec.json.encode(without_states(directory))).hexdigest()


def without_states(directory: Directory) -> Directory:
    """Nobody edits what the consoles say."""
    people = tuple(replace(p, state="", state_since="", state_reason="") for p in directory.people)
    return replace(directory, people=people)
