"""The escalation policy at the desk: which one is followed, and the draft of the next (R22, R82)."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from console.desk import intents_policy as ask
from console.desk.core import Core
from console.desk.drafting import DraftCard, PolicyDraft, Steps, from_text, to_text, without_states
from console.desk.intents import Refusal
from store.changes import AnyChange, ApprovePolicy, SavePolicy
from store.changes_directory import EditDirectory
from store.directory import MANAGERS
from store.errors import StoreError
from store.policy import Policy, PolicyVersion, followed
from store.policy_checks import check
from store.trial import LAST_MONTH, Trial, try_policy
from store.values import replace

_SAVE_SECONDS = 0.5
_LOOK_SECONDS = 300.0
"""A machine that slept over the moment from which a policy is followed sees it so late at most."""


class Drafts(Protocol):
    """Keeps the text of a draft beside the person's data."""

    def load(self) -> bytes:
        """What was kept; empty without one."""

    def save(self, text: bytes) -> None:
        """Keep it; empty: forget it. OSError if it cannot be written."""


@dataclass
class NoDrafts:
    """For a desk that has no folder: it forgets."""

    text: bytes = field(default=b"")

    def load(self) -> bytes:
        """What was kept."""
        return self.text

    def save(self, text: bytes) -> None:
        """Keep it."""
        self.text = text


def no_template() -> Policy:
    """For a desk that was given none."""
    return Policy(version=0)


class Policies:
    """``template`` reads the policy that comes with Warmline."""

    def __init__(self, core: Core, drafts: Drafts, template: Callable[[], Policy]) -> None:
        self._core = core
        self._drafts = drafts
        self._template = template
        self._steps: Steps | None = None
        self._call_off: Callable[[], None] | None = None
        self._keep_soon: Callable[[], None] | None = None
        self._loaded = False

    def table(self) -> dict[type, Callable[[Any], Refusal | None]]:
        """By the type of the intent."""
        return {
            ask.EditDraft: self._managed(lambda i: self._edit(i.policy, i.directory, i.what)),
            ask.UndoDraft: self._managed(lambda _: self._step("undo")),
            ask.RedoDraft: self._managed(lambda _: self._step("redo")),
            ask.DropDraft: self._managed(lambda _: self._drop()),
            ask.UseTemplate: self._managed(lambda _: self._edit(self._template(), None, "")),
            ask.TryDraft: self._managed(lambda _: self._try()),
            ask.SaveDraft: self._managed(lambda i: self._save(i.note)),
            ask.SettleConflict: self._managed(lambda i: self._settle(i.keep)),
            ask.ApproveVersion: self._managed(lambda i: self._approve(i.version, i.valid_from)),
            ask.RollBack: self._managed(lambda i: self._roll_back(i.version)),
        }

    def _managed(self, do: Callable[[Any], Refusal | None]) -> Callable[[Any], Refusal | None]:
        def only_managers(intent: Any) -> Refusal | None:
            if self._core.board.me.role not in MANAGERS:
                return Refusal("not_allowed", "Only an escalation manager or an administrator can do this.")
            return do(intent)

        return only_managers

    # -- the one that is followed

    def read_anew(self) -> None:
        """Versions or people may have changed."""
        self._look()
        if self._core.board.me.role in MANAGERS:
            self._load()
            self._follow()

    def _look(self) -> None:
        """The policy of this moment, and again when another one's moment comes."""
        core = self._core
        now = core.now()
        policy = followed(core.board.policies, now)
        if policy != core.board.policy:
            core.put(policy=policy)
        coming = [
            v.valid_from
            for v in core.board.policies
            if v.approved_at is not None and v.valid_from is not None and v.valid_from > now
        ]
        if self._call_off is not None:
            self._call_off()
            self._call_off = None
        if coming:
            wait = (min(coming) - now).total_seconds()
            self._call_off = core.later(min(wait, _LOOK_SECONDS), self._look)

    # -- the draft

    def _newest(self) -> PolicyVersion | None:
        return max(self._core.board.policies, key=lambda v: v.version, default=None)

    def _ground(self) -> PolicyDraft:
        """What is saved."""
        newest = self._newest()
        policy = newest.policy if newest is not None else Policy(version=0)
        directory = without_states(self._core.board.directory)
        return PolicyDraft(
            base_version=newest.version if newest is not None else 0,
            base_policy=policy,
            base_directory=directory,
            policy=policy,
            directory=directory,
        )

    def _load(self) -> None:
        """A draft that was left: once, and not without the directory that it is about."""
        if self._loaded or not self._core.board.directory.people:
            return
        self._loaded = True
        text = self._drafts.load()
        if text:
            try:
                self._steps = Steps(from_text(text))
            except ValueError as error:
                self._core.tell("warn", "draft_unreadable", why=str(error))
                return
            self._show(kept_at=self._core.now())

    def _edit(self, policy: Policy | None, directory: Any, what: str) -> Refusal | None:
        self._loaded = True  # what is typed now is newer than what was left
        steps = self._steps or Steps(self._ground())
        now = steps.now
        made = replace(
            now,
            policy=policy if policy is not None else now.policy,
            directory=directory if directory is not None else now.directory,
        )
        steps.edit(made, what)
        self._steps = steps
        self._show()
        self._keep()
        return None

    def _step(self, way: str) -> Refusal | None:
        steps = self._steps
        if steps is None or not (steps.undo() if way == "undo" else steps.redo()):
            return Refusal("nothing", "There is nothing to take back." if way == "undo" else "That was all.")
        self._show()
        self._keep()
        return None

    def _drop(self) -> None:
        self._steps = None
        self._core.put(draft=None)
        self._keep()

    def _show(self, **more: Any) -> None:
        """The card of the draft as it is now; a trial of another state is gone."""
        steps, core = self._steps, self._core
        if steps is None:
            core.put(draft=None)
            return
        card = core.board.draft
        same = card is not None and card.draft == steps.now
        values: dict[str, Any] = {
            "draft": steps.now,
            "back": steps.back,
            "forth": steps.forth,
            "problem": "",
            "findings": check(steps.now.policy, steps.now.directory),
        }
        if not same:
            values |= {"trial": None, "trying": False}
        card = replace(card, **values) if card is not None else DraftCard(**values)
        core.put(draft=replace(card, **more))

    def _keep(self) -> None:
        """Beside the person's data, as soon as nothing is typed for a moment."""
        if self._keep_soon is not None:
            self._keep_soon()
        self._keep_soon = self._core.later(_SAVE_SECONDS, self._keep_now)

    def _keep_now(self) -> None:
        self._keep_soon = None
        steps, core = self._steps, self._core
        try:
            self._drafts.save(to_text(steps.now) if steps is not None and steps.now.dirty else b"")
        except OSError as error:
            core.tell("warn", "draft_not_kept", why=error.strerror or str(error))
            return
        if core.board.draft is not None:
            core.put(draft=replace(core.board.draft, kept_at=core.now()))

    def close(self) -> None:
        """The console goes: what was typed last is kept."""
        if self._keep_soon is not None:
            self._keep_soon()
            self._keep_now()

    # -- somebody else saves meanwhile

    def _follow(self) -> None:
        """The draft stands on what is saved; where both say something else about one thing, the person decides."""
        steps, ground = self._steps, self._ground()
        if steps is None:
            return
        draft = steps.now
        same = (draft.base_version, draft.base_directory) == (ground.base_version, ground.base_directory)
        if same:
            return
        if not draft.dirty:
            self._drop()
            return
        made, clashes = draft.on_top_of(ground.base_version, ground.policy, ground.directory)
        card = self._core.board.draft
        if clashes:
            if card is not None:
                theirs = ground.base_version if ground.base_version != draft.base_version else 0
                self._core.put(draft=replace(card, clashes=clashes, theirs=theirs))
            return
        self._stand_on(ground)
        if not made.dirty:
            self._drop()

    def _stand_on(self, ground: PolicyDraft) -> None:
        if self._steps is not None:
            self._steps.rebase(lambda d: d.on_top_of(ground.base_version, ground.policy, ground.directory)[0])
            self._show(clashes=(), theirs=0)
            self._keep()

    def _settle(self, keep: str) -> Refusal | None:
        card = self._core.board.draft
        if card is None or not card.clashes:
            return Refusal("nothing", "Nobody else has saved the same.")
        if keep not in ("mine", "theirs"):
            return Refusal("bad_value", "Keep “mine” or “theirs”.")
        self._stand_on(self._ground())
        if keep == "theirs" and self._steps is not None:
            ground = self._ground()
            self._steps.edit(ground, "")
            self._show()
        return None

    # -- trying, saving, approving

    def _try(self) -> Refusal | None:
        core = self._core
        draft = self._steps.now if self._steps is not None else self._ground()
        if self._steps is None:
            self._steps = Steps(draft)
        self._show(trying=True)
        until = core.now()
        since = until - LAST_MONTH

        def found(trial: Trial) -> None:
            card = core.board.draft
            if card is not None and card.draft == draft:
                with core.turn():
                    core.put(draft=replace(card, trial=trial, trying=False))

        def failed(error: StoreError) -> None:
            self._failed(error)

        core.keeper.run(
            lambda book: try_policy(draft.policy, draft.directory, book.past_cases(since), since, until),
            found,
            failed,
        )
        return None

    def _save(self, note: str) -> Refusal | None:
        card = self._core.board.draft
        if card is None or not card.draft.dirty:
            return Refusal("nothing", "Nothing was changed.")
        if card.clashes:
            return Refusal("conflict", "Somebody else has saved the same meanwhile: settle that first.")
        if card.errors:
            return Refusal("bad_policy", "The policy cannot be followed as it is: see what is wrong with it.")
        core, draft = self._core, card.draft
        now, me = core.now(), core.board.me.key
        changes: list[AnyChange] = []
        if draft.directory_changes:
            changes.append(
                EditDirectory(
                    id=core.new_id(),
                    at=now,
                    person=me,
                    base=draft.base_directory,
                    directory=draft.directory,
                )
            )
        if draft.policy_changes:
            changes.append(
                SavePolicy(
                    id=core.new_id(),
                    at=now,
                    person=me,
                    policy=draft.policy,
                    base_version=draft.base_version,
                    note=note.strip(),
                )
            )

        def saved() -> None:
            if self._steps is not None and self._steps.now == draft:
                self._drop()
            else:
                self._show(saving=False)
            core.tell("ok", "policy_saved" if draft.policy_changes else "directory_saved")

        core.put(draft=replace(card, saving=True, problem=""))
        core.write(changes, after=saved, failed=self._failed)
        return None

    def _failed(self, error: StoreError) -> None:
        card = self._core.board.draft
        if card is not None:
            with self._core.turn():
                self._core.put(draft=replace(card, saving=False, trying=False, problem=error.message))

    def _approve(self, version: int, valid_from: datetime | None) -> Refusal | None:
        core = self._core
        saved = self._version(version)
        if isinstance(saved, Refusal):
            return saved
        if saved.approved_at is not None:
            return Refusal("not_now", f"Version {version} is approved already.")
        now = core.now()
        change = ApprovePolicy(
            id=core.new_id(), at=now, person=core.board.me.key, version=version, valid_from=valid_from or now
        )
        core.write((change,), after=lambda: core.tell("ok", "policy_approved", version=str(version)))
        return None

    def _roll_back(self, version: int) -> Refusal | None:
        core = self._core
        saved, newest = self._version(version), self._newest()
        if isinstance(saved, Refusal):
            return saved
        if newest is not None and newest.policy == replace(saved.policy, version=newest.version):
            return Refusal("nothing", f"The newest version says what version {version} says.")
        change = SavePolicy(
            id=core.new_id(),
            at=core.now(),
            person=core.board.me.key,
            policy=saved.policy,
            base_version=newest.version if newest is not None else 0,
            note=f"back to version {version}",
        )
        core.write((change,), after=lambda: core.tell("ok", "policy_saved"))
        return None

    def _version(self, version: int) -> PolicyVersion | Refusal:
        found = next((v for v in self._core.board.policies if v.version == version), None)
        return found or Refusal("unknown_policy", f"There is no version {version} of the policy.")
