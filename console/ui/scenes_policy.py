"""The editor of policy and directory: each section, a draft with errors, a trial, a conflict, versions."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from PySide6.QtWidgets import QLineEdit

from console.desk.board import Board
from console.desk.drafting import DraftCard, PolicyDraft, without_states
from console.desk.retaining import Going, RetentionCard
from console.ui import invented as i
from console.ui.scene import Scene, press
from console.ui.window import Window
from store.calendar import weekly
from store.coaching import Coaching, ConductGoals
from store.directory import Directory
from store.escalation import Kind
from store.merging import Clash
from store.policy import (
    Authority,
    Criteria,
    Hours,
    Path,
    PathStep,
    Policy,
    PolicyVersion,
    Ref,
    Rule,
)
from store.policy_checks import check
from store.recording import RecordingRules
from store.sla import Sla, Target
from store.ticket import Severity
from store.trial import Trial, Tried, Verdict
from store.values import replace

HOUR = timedelta(hours=1)
OFFICE = weekly("center", "Europe/London", 8 * 60, 18 * 60, country="GB")


def path(key: str, name: str, *targets: str) -> Path:
    """It moves on after two hours, and stays at its end."""
    steps = [PathStep(target=Ref.parse(t), after=2 * HOUR) for t in targets]
    return Path(key=key, name=name, steps=(*steps[:-1], replace(steps[-1], after=None)))


POLICY = Policy(
    version=2,
    calendar=OFFICE,
    sla=Sla(
        calendar=OFFICE,
        targets=(
            Target(severity=Severity.CRITICAL, first_response=HOUR / 4, next_update=HOUR, resolution=4 * HOUR),
            Target(severity=Severity.HIGH, first_response=HOUR / 2, resolution=8 * HOUR),
            Target(severity=Severity.HIGH, tier="Gold", first_response=HOUR / 4, resolution=4 * HOUR),
        ),
    ),
    authorities=(
        Authority(level=1, credit_cents=50_00),
        Authority(level=2, credit_cents=250_00, may=frozenset({"exchange of devices"})),
        Authority(level=3, credit_cents=5_000_00),
    ),
    paths=(
        path("network", "Network", "level:2@network", "level:3@network"),
        path("payments", "Payments", "department:billing", "level:3"),
        path("leads", "Leads", "level:3"),
    ),
    rules=(
        Rule(
            key="manager", name="Asks for a manager", rank=10, kind=Kind.HIERARCHICAL, path="leads", hops=3,
            criteria=Criteria(reasons=frozenset({"customer_demands_manager"})),
        ),
        Rule(
            key="refund", name="Refunds and invoices", rank=20, path="payments",
            criteria=Criteria(categories=frozenset({"billing"})),
        ),
        Rule(
            key="network", name="Network", rank=30, path="network",
            criteria=Criteria(
                categories=frozenset({"network"}), severities=frozenset({Severity.HIGH, Severity.CRITICAL})
            ),
        ),
    ),
    hours=(Hours(department="billing", calendar=replace(OFFICE, key="billing")),),
)  # fmt: skip
OLD = replace(POLICY, version=1, rules=POLICY.rules[:2])
VERSIONS = (
    PolicyVersion(
        version=2, policy=POLICY, saved_at=i.ago(90), saved_by="maya.torres", note="Network has its own path"
    ),
    PolicyVersion(
        version=1, policy=OLD, saved_at=i.ago(40_000), saved_by="selin.kaya", approved_at=i.ago(39_000),
        approved_by="maya.torres", valid_from=i.ago(39_000),
    ),
)  # fmt: skip
MANAGER = replace(i.IDLE, me=replace(i.ME, role="escalation_manager"), policy=OLD, policies=VERSIONS)


def drafted(policy: Policy, directory: Directory = i.DIRECTORY, **more: Any) -> Board:
    """The manager's board with this draft."""
    base = without_states(i.DIRECTORY)
    draft = PolicyDraft(
        base_version=2, base_policy=POLICY, base_directory=base, policy=policy,
        directory=without_states(directory),
    )  # fmt: skip
    found = check(draft.policy, draft.directory)
    card = DraftCard(draft=draft, findings=found, back=2, forth=1, kept_at=i.ago(0.2), **more)
    return replace(MANAGER, draft=card)


_NEW = replace(
    POLICY,
    paths=(*POLICY.paths, path("outage", "Outage " + i.LONG, "level:2", "person:marta.quist")),
    rules=(replace(POLICY.rules[0], rank=5), *POLICY.rules[1:]),
)
_WRONG = replace(
    _NEW,
    paths=(replace(_NEW.paths[0], steps=(_NEW.paths[0].steps[0],) * 2), *_NEW.paths[1:]),
    rules=(replace(_NEW.rules[0], path="gone"), *_NEW.rules[1:]),
)
_OWN_GOALS = replace(
    POLICY,
    coaching=Coaching(below=72.5, reviews=2, weeks=26),
    conduct=ConductGoals(talk_low=30, talk_high=55, talk_over=2.5, silence=45, hold=3600),
)
_NO_GOALS = replace(POLICY, coaching=Coaching(below=0), conduct=ConductGoals(talk_low=70, silence=9000))
_TRIAL = Trial(
    since=i.ago(43_200),
    until=i.NOW,
    cases=412,
    escalations=61,
    rows=(
        Tried(
            ticket=i.uid(901), number="TK-0048120", subject="Charged twice in " + i.LONG, at=i.ago(900),
            verdict=Verdict.OTHER, escalation=i.uid(902), was="daniel.okafor", would="billing", rule="refund",
            path="payments",
        ),
        Tried(
            ticket=i.uid(903), number="TK-0048007", subject=i.HOSTILE, at=i.ago(2900), verdict=Verdict.SAME,
            escalation=i.uid(904), was="selin.kaya", would="selin.kaya", sooner=2 * HOUR, why="resolution",
        ),
        Tried(
            ticket=i.uid(905), number="TK-0047990", subject="Router does not start", at=i.ago(9900),
            verdict=Verdict.ADDED, would="marta.quist", why="first_response",
        ),
        Tried(
            ticket=i.uid(906), number="TK-0047801", subject="Contract", at=i.ago(12_900),
            verdict=Verdict.NOBODY, escalation=i.uid(907), was="omar.said",
        ),
    ),
)  # fmt: skip


def at(section: str, board: Board = MANAGER) -> Callable[[], Scene]:
    """That section."""
    return lambda: Scene(board, "directory", press(f"policy.section.{section}"))


_CLASH = Clash(kind="rule", key="manager", field="rank", mine=5, theirs=15)
KEPT = RetentionCard(
    loading=False,
    rules=RecordingRules(changed_by="selin.kaya", changed_at=i.ago(30_000)),
    going=Going(now=0, ahead=212),
)


def kept(card: RetentionCard | None = KEPT, days: dict[str, str] = {}, **more: Any) -> Callable[[], Scene]:  # noqa: B006 - read only
    """How long recordings are kept, with that typed."""

    def typed(window: Window) -> None:
        press("policy.section.keeping")(window)
        press("retention.undo")(window)
        for kind, text in days.items():
            field = window.findChild(QLineEdit, f"retention.{kind}")
            if field is not None:
                field.setText(text)
                field.textEdited.emit(text)
        window.show_board(replace(MANAGER, retention=card, **more))  # as the desk has counted meanwhile

    first = KEPT if card is not None else None
    return lambda: Scene(replace(MANAGER, retention=first, **more), "directory", typed)


def _sure(window: Window) -> None:
    kept(replace(KEPT, would=Going(now=1204, ahead=1514)), {"customer": "90"})().then(window)
    press("retention.save")(window)


_LONG_NAME = "Wolfeschlegelsteinhausenbergerdorff-Featherstonehaugh of the Department for Everything " * 2
POLICY_SCENES: dict[str, Callable[[], Scene]] = {
    "policy_who": at("who"),
    "policy_people": at("people"),
    "policy_departments": at("departments"),
    "policy_levels": at("levels"),
    "policy_paths": at("paths", drafted(_NEW)),
    "policy_paths_wrong": at("paths", drafted(_WRONG)),
    "policy_rules": at("rules"),
    "policy_rules_wrong": at("rules", drafted(_WRONG)),
    "policy_reasons": at("reasons"),
    "policy_sla": at("sla"),
    "policy_steps": at("steps"),
    "policy_coaching": at("coaching"),
    "policy_coaching_own": at("coaching", drafted(_OWN_GOALS)),
    "policy_coaching_wrong": at("coaching", drafted(_NO_GOALS)),
    "policy_center": at("center"),
    "policy_recordings": kept(),
    "policy_recordings_shorter": kept(replace(KEPT, would=Going(now=1204, ahead=1514)), {"customer": "90"}),
    "policy_recordings_sure": lambda: Scene(replace(MANAGER, retention=KEPT), "directory", _sure),
    "policy_recordings_wrong": kept(KEPT, {"customer": "-1", "emergency": "99999", "objected": "soon"}),
    "policy_recordings_clash": kept(
        replace(
            KEPT, rules=RecordingRules(days={"customer": 30}, changed_by=_LONG_NAME, changed_at=i.ago(1))
        ),
        {"consult": "14"},
    ),
    "policy_recordings_loading": kept(None),
    "policy_recordings_away": kept(None, store_down="The database does not answer."),
    "policy_review": at("review"),
    "policy_review_wrong": at("review", drafted(_WRONG)),
    "policy_review_goals": at("review", drafted(_OWN_GOALS)),
    "policy_review_goals_wrong": at("review", drafted(_NO_GOALS)),
    "policy_review_trial": at("review", drafted(_NEW, trial=_TRIAL)),
    "policy_review_trying": at("review", drafted(_NEW, trying=True)),
    "policy_conflict": at("review", drafted(_NEW, clashes=(_CLASH,), theirs=2)),
    "policy_problem": at("review", drafted(_NEW, problem="The store cannot be reached.")),
    "policy_versions": at("versions"),
    "policy_none": at("versions", replace(MANAGER, policy=Policy(version=0), policies=())),
    "policy_empty": at(
        "rules", replace(MANAGER, policy=Policy(version=0), policies=(), directory=Directory())
    ),
}
