"""What the sections of the editor are given: the draft as it is now, and how to change it."""

from typing import Any

import msgspec

from console.desk.board import Board
from console.desk.drafting import PolicyDraft, without_states
from console.desk.intents_policy import EditDraft
from console.ui.directory.words import EditorWords
from console.ui.kit import Kit
from store.directory import Directory
from store.policy import Policy
from store.policy_checks import Finding
from store.values import replace


class View(msgspec.Struct, frozen=True, kw_only=True):
    """One state of the draft; where nothing is drafted, of what is saved."""

    kit: Kit
    words: EditorWords
    board: Board
    draft: PolicyDraft
    findings: tuple[Finding, ...] = ()

    @property
    def policy(self) -> Policy:
        """As it is edited."""
        return self.draft.policy

    @property
    def directory(self) -> Directory:
        """As it is edited."""
        return self.draft.directory

    def edit(self, what: str, directory: Directory | None = None, **policy: Any) -> None:
        """Change fields of the policy, the directory, or both at once."""
        made = replace(self.policy, **policy) if policy else None
        self.kit.do(EditDraft(policy=made, directory=directory, what=what))

    def edit_directory(self, what: str, **directory: Any) -> None:
        """Change fields of the directory."""
        self.edit(what, replace(self.directory, **directory))

    def findings_at(self, *kinds: str, key: str = "") -> tuple[Finding, ...]:
        """Those of an item: ``where`` is ``kind:key``, or begins so."""
        return tuple(f for f in self.findings if any(_is_at(f.where, kind, key) for kind in kinds))


def _is_at(where: str, kind: str, key: str) -> bool:
    return where == f"{kind}:{key}" or where.startswith(f"{kind}:{key}@")


def view_of(kit: Kit, words: EditorWords, board: Board) -> View:
    """What there is to edit."""
    if board.draft is not None:
        return View(kit=kit, words=words, board=board, draft=board.draft.draft, findings=board.draft.findings)
    newest = max(board.policies, key=lambda v: v.version, default=None)
    policy = newest.policy if newest is not None else Policy(version=0)
    directory = without_states(board.directory)
    draft = PolicyDraft(
        base_version=newest.version if newest is not None else 0,
        base_policy=policy,
        base_directory=directory,
        policy=policy,
        directory=directory,
    )
    return View(kit=kit, words=words, board=board, draft=draft)


def fresh_key(taken: set[str], stem: str) -> str:
    """``rule-1``, ``rule-2`` …: the first that nobody has."""
    return next(k for n in range(1, len(taken) + 2) if (k := f"{stem}-{n}") not in taken)
