"""The escalation policy as a page of HTML (R32): levels, owners, paths, rules, reasons, times, and everyone's part.

It is made from the live data, holds everything in itself, and escapes every word: names come from people. The same page
is what the PDF is made of (console/ui/policy_pdf.py), so it keeps to the HTML and CSS that Qt's rich text understands.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from html import escape

import msgspec

from console import hours
from console.ui import format as fmt
from console.ui.directory.words import EditorWords
from store.directory import Directory, Person
from store.policy import Path, Policy, PolicyVersion, RefKind
from store.ticket import Severity

STYLE = """
body { font-family: Inter, "Segoe UI", "Helvetica Neue", sans-serif; font-size: 10pt; color: #16202E; }
h1 { font-size: 20pt; font-weight: 600; margin-bottom: 3px; }
h2 { font-size: 13pt; font-weight: 600; margin-top: 22px; margin-bottom: 4px; }
h3 { font-size: 11pt; font-weight: 600; margin-top: 12px; margin-bottom: 2px; }
p, li, ul { margin-top: 2px; margin-bottom: 2px; }
td, th { text-align: left; vertical-align: top; }
th { color: #55637A; font-weight: 600; font-size: 9pt; }
.meta { color: #55637A; }
td, th { border-bottom: 1px solid #DFE5EC; }
"""
_SCREEN = """
@media screen { body { max-width: 900px; margin: 32px auto; padding: 0 20px; } }
table { border-collapse: collapse; width: 100%; }
td, th { padding: 5px 10px 5px 0; }
@page { size: A4; margin: 18mm 16mm; }
@media print { h2, h3 { break-after: avoid; } tr, li { break-inside: avoid; } }
"""
"""For a browser only; Qt's rich text does not understand it."""


class Paper(msgspec.Struct, frozen=True, kw_only=True):
    """What is printed: the policy that is followed at ``now``, of the center called ``name``.

    ``person`` is a directory key: their part comes first, and the others' parts are left out.
    """

    policy: Policy
    directory: Directory
    versions: tuple[PolicyVersion, ...] = ()
    name: str = "Warmline"
    now: datetime
    person: str = ""


def policy_html(paper: Paper, words: EditorWords, *, screen: bool = True) -> str:
    """The whole page; without ``screen`` only what Qt's rich text understands, to make a PDF of."""
    body = "".join(_body(paper, words))
    title = escape(words.tr("Escalation policy"))
    language = escape(words.words.locale.name().replace("_", "-"))
    return (
        f'<!DOCTYPE html>\n<html lang="{language}"><head><meta charset="utf-8"><title>{title}</title>\n'
        f"<style>{STYLE}{_SCREEN if screen else ''}</style></head>\n<body>{body}</body></html>\n"
    )


def _body(paper: Paper, words: EditorWords) -> Iterable[str]:
    tr = words.tr
    yield _head(paper, words)
    person = paper.directory.person(paper.person) if paper.person else None
    if person is not None:
        yield _title(tr("Your part in it"))
        yield _part(person, paper, words)
    for heading, make in (
        (tr("Levels"), _levels),
        (tr("When a case is escalated, and where to"), _rules),
        (tr("Paths"), _paths),
        (tr("Departments"), _departments),
        (tr("Reasons that can be given"), _reasons),
        (tr("Service levels"), _promises),
        (tr("Asked at the start of a call"), _steps),
        (tr("Coaching and conduct"), _coaching),
    ):
        made = make(paper, words)
        if made:
            yield _title(heading) + made
    if person is None:
        yield _title(tr("Everybody's part in it"))
        for each in sorted(paper.directory.people, key=lambda p: (p.name.casefold(), p.key)):
            yield f"<h3>{escape(each.name)}</h3>" + _part(each, paper, words)


def _title(text: str) -> str:
    return f"\n<h2>{escape(text)}</h2>\n"


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Cells are escaped here; "" without a row."""
    lines = ["".join(f"<td>{escape(cell)}</td>" for cell in row) for row in rows]
    if not lines:
        return ""
    head = "".join(f"<th>{escape(h)}</th>" for h in heads)
    body = "".join(f"<tr>{line}</tr>\n" for line in lines)
    return f'<table width="100%" cellspacing="0" cellpadding="4"><tr>{head}</tr>\n{body}</table>\n'


def _head(paper: Paper, words: EditorWords) -> str:
    tr = words.tr
    policy = paper.policy
    saved = next((v for v in paper.versions if v.version == policy.version), None)
    said = [tr("No policy is in force.")] if not policy.version else []
    if policy.version:
        said = [tr("Version {n}").replace("{n}", str(policy.version))]
        if saved is not None and saved.valid_from is not None:
            text = tr("in force from {when}, approved by {who}")
            text = text.replace("{when}", words.time(saved.valid_from, paper.now))
            said.append(text.replace("{who}", words.words.colleague(saved.approved_by, paper.directory)))
    said.append(tr("printed {when}").replace("{when}", words.time(paper.now, paper.now)))
    center = tr("Hours of the center: {calendar}").replace("{calendar}", words.calendar(policy.calendar))
    return (
        f"<h1>{escape(tr('Escalation policy'))} · {escape(paper.name)}</h1>\n"
        f'<p class="meta">{escape("; ".join(said))}.</p>\n<p>{escape(center)}.</p>\n'
    )


def _levels(paper: Paper, words: EditorWords) -> str:
    tr = words.tr
    rows = []
    for level in sorted(paper.directory.levels, key=lambda v: v.number):
        owners = sorted(p.name for p in paper.directory.people if p.level == level.number)
        rows.append(
            (
                f"L{level.number} {level.name}",
                level.competence,
                _may(level.number, paper, words, level.authority),
                ", ".join(owners) or "–",
            )
        )
    return _table((tr("Level"), tr("Competence"), tr("Authority"), tr("Owned by")), rows)


def _may(level: int, paper: Paper, words: EditorWords, said: str = "") -> str:
    """The authority of a level: what the policy says, and only without that what is ``said`` of it."""
    authority = paper.policy.authority(level)
    parts = []
    if said and not (authority.credit_cents or authority.may):
        parts.append(said.rstrip("."))
    if authority.credit_cents:
        money = fmt.money(authority.credit_cents, authority.currency, words.words.locale)
        parts.append(words.tr("credit up to {amount}").replace("{amount}", money))
    parts += sorted(authority.may)
    return "; ".join(parts) or "–"


def _rules(paper: Paper, words: EditorWords) -> str:
    tr = words.tr
    rows = []
    for rule in sorted(paper.policy.rules, key=lambda r: (r.rank, r.key)):
        path = paper.policy.path(rule.path)
        name = rule.name
        if not rule.in_force(paper.now):
            name += " (" + (tr("off") if not rule.enabled else tr("not in force now")) + ")"
        rows.append(
            (
                str(rule.rank),
                name,
                words.criteria(rule.criteria, paper.policy),
                words.words.kind(rule.kind),
                path.name if path is not None else "–",
                str(rule.hops),
            )
        )
    heads = (tr("Rank"), tr("Scenario"), tr("Criteria"), tr("Kind"), tr("Path"), tr("Hops at most"))
    return _table(heads, rows)


def _paths(paper: Paper, words: EditorWords) -> str:
    tr = words.tr
    rows = []
    for path in paper.policy.paths:
        for number, step in enumerate(path.steps, 1):
            after = hours.duration_text(step.after) or tr("stays")
            target = words.ref(step.target, paper.directory)
            rows.append((path.name if number == 1 else "", str(number), target, after))
    return _table((tr("Path"), tr("Step"), tr("Owner"), tr("Unsolved, moves on after")), rows)


def _departments(paper: Paper, words: EditorWords) -> str:
    tr = words.tr
    rows = []
    for department in paper.directory.departments:
        name = department.name
        if department.key in paper.policy.off_for:
            name += " (" + tr("escalation off") + ")"
        rows.append(
            (
                name,
                ", ".join(department.expertise) or "–",
                ", ".join(department.languages) or "–",
                hours.week_text(paper.policy.hours_of(department.key).week) or tr("never open"),
            )
        )
    return _table((tr("Department"), tr("Expertise"), tr("Languages"), tr("Hours")), rows)


def _reasons(paper: Paper, words: EditorWords) -> str:
    rows = [
        (words.reason(r), words.words.kind(r.kind) if r.kind else "–")
        for r in paper.policy.reasons
        if r.active
    ]
    return _table((words.tr("Reason"), words.tr("Usually asks for")), rows)


def _promises(paper: Paper, words: EditorWords) -> str:
    tr = words.tr
    order = list(Severity)
    targets = sorted(paper.policy.sla.targets, key=lambda t: (-order.index(t.severity), t.tier))
    rows = [
        (
            words.words.severity(t.severity),
            t.tier or tr("all"),
            hours.duration_text(t.first_response) or "–",
            hours.duration_text(t.next_update) or "–",
            hours.duration_text(t.resolution) or "–",
        )
        for t in targets
    ]
    heads = (tr("Severity"), tr("Tier"), tr("First answer"), tr("Next update"), tr("Resolution"))
    made = _table(heads, rows)
    if not made:
        return ""
    share = f"{paper.policy.sla.warn_share:.0%}"
    note = tr("In business time. A promise warns at {share} of its time; a broken one always escalates.")
    return made + f'<p class="meta">{escape(note.replace("{share}", share))}</p>\n'


def _steps(paper: Paper, words: EditorWords) -> str:
    tr = words.tr
    usual = {"name": tr("Name"), "number": tr("Number"), "email": tr("E-mail")}
    rows = [
        (s.name or usual.get(s.key, s.key), tr("required") if s.required else tr("asked"))
        for s in paper.policy.steps
    ]
    return _table((tr("What"), tr("Whether it must be there")), rows)


def _coaching(paper: Paper, words: EditorWords) -> str:
    tr = words.tr
    low, goals = paper.policy.coaching, paper.policy.conduct

    def amount(field: str) -> str:
        return words.amount(field, getattr(goals, field))

    said = tr(
        "A coaching plan is proposed when a question scores under {share} in {n} or more reviews of {m} weeks."
    )
    said = said.replace("{share}", words.amount("below", low.below))
    said = said.replace("{n}", str(low.reviews)).replace("{m}", str(low.weeks))
    if not low.below:
        said = tr("No coaching plan is proposed by itself.")
    ratio = tr("{low} to {high}").replace("{low}", amount("talk_low")).replace("{high}", amount("talk_high"))
    rows = (
        (tr("Share of staff in what is spoken"), ratio),
        (tr("Both speak at once"), tr("at most {n}").replace("{n}", amount("talk_over"))),
        (tr("Longest silence, hold not counted"), tr("at most {n}").replace("{n}", amount("silence"))),
        (tr("On hold"), tr("at most {n}").replace("{n}", amount("hold"))),
    )
    return _table((tr("Measured in a call"), tr("Goal")), rows) + f'<p class="meta">{escape(said)}</p>\n'


# -- one person's part


def _part(person: Person, paper: Paper, words: EditorWords) -> str:
    lines = [*_standing(person, paper, words), *_own_steps(person, paper, words)]
    return "<ul>" + "".join(f"<li>{escape(line)}</li>\n" for line in lines) + "</ul>\n"


def _standing(person: Person, paper: Paper, words: EditorWords) -> Iterable[str]:
    """Level, authority, absence, and whom they stand in for."""
    tr = words.tr
    directory = paper.directory
    department = directory.department(person.department)
    said = tr("{role}, L{n}").replace("{role}", words.role(person.role)).replace("{n}", str(person.level))
    yield said + (f", {department.name}" if department else "")
    yield tr("May decide: {what}").replace("{what}", _may(person.level, paper, words))
    if person.department in paper.policy.off_for:
        yield tr("Does not escalate: escalation is off for this department.")
    elif paper.policy.rules and person.role != "bot":
        yield tr("Escalates by the rules, with a reason, what was tried and what the customer expects.")
    if person.on_call:
        yield tr("Is reached outside the hours too.")
    back = person.back_at
    if back is not None and back > paper.now:
        deputy = words.words.colleague(person.deputy, directory) if person.deputy else tr("nobody")
        said = tr("Absent until {when}; {who} stands in.").replace("{when}", words.time(back, paper.now))
        yield said.replace("{who}", deputy)
    for other in directory.people:
        if other.deputy == person.key:
            yield tr("Stands in for {who}.").replace("{who}", other.name)


def _own_steps(person: Person, paper: Paper, words: EditorWords) -> Iterable[str]:
    """Where on a path cases come to them, and how long they have."""
    tr = words.tr
    for path in paper.policy.paths:
        for number, step in enumerate(path.steps, 1):
            if not _is_meant(person, path, number - 1):
                continue
            rules = [r.name for r in paper.policy.rules if r.path == path.key and r.enabled]
            said = tr("Owns step {n} of “{path}”").replace("{n}", str(number)).replace("{path}", path.name)
            if rules:
                said += " (" + ", ".join(rules) + ")"
            if step.after is not None:
                more = tr(": {time} to solve it, then it goes to {next}")
                after = path.steps[number].target if number < len(path.steps) else None
                following = words.ref(after, paper.directory) if after is not None else tr("nobody")
                said += more.replace("{time}", hours.duration_text(step.after)).replace("{next}", following)
            yield said + "."


def _is_meant(person: Person, path: Path, step: int) -> bool:
    ref = path.steps[step].target
    means: dict[RefKind, Callable[[], bool]] = {
        RefKind.PERSON: lambda: ref.key == person.key,
        RefKind.DEPARTMENT: lambda: ref.key == person.department,
        RefKind.LEVEL: lambda: int(ref.key) == person.level and ref.department in ("", person.department),
    }
    return means[ref.kind]()
