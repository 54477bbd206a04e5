"""What the adviser says, in sentences: why somebody is recommended, why others are not, and what is proposed."""

from collections.abc import Mapping
from typing import NamedTuple

from PySide6.QtCore import QObject

from console.desk.escalating import Proposal
from console.ui import format as fmt
from console.ui.words import Words
from store.adviser import Because, Candidate
from store.directory import Directory


class Why(NamedTuple):
    """One row: a word, its icon, and the sentence."""

    word: str
    icon: str
    sentence: str


class AdviceWords(QObject):
    """``words`` is the window's vocabulary."""

    def __init__(self, words: Words) -> None:
        super().__init__()
        self._words = words
        self._people = {
            0: self.tr("nobody"),
            1: self.tr("one person"),
            2: self.tr("two people"),
            3: self.tr("three people"),
            4: self.tr("four people"),
        }
        self._forbidden = {
            "self": self.tr("that is you"),
            "tried": self.tr("was rung already"),
            "level": self.tr("not above your level"),
            "authority": self.tr("may not give as much"),
            "hops": self.tr("has moved as often as its rule allows"),
            "off": self.tr("switched off"),
        }
        self._must_not = {
            "self": self.tr("You cannot escalate to yourself."),
            "level": self.tr(
                "Hierarchical goes to a higher level than yours. Choose one that is recommended."
            ),
            "authority": self.tr("They may not give as much as the customer is to get."),
            "hops": self.tr(
                "This case has moved as often as its rule allows. Whoever has it is to solve it."
            ),
        }
        self._proposals = {
            "cause": (
                self.tr("{count} open tickets are about “{cause}”"),
                self.tr("Escalate it before anyone complains."),
            ),
            "risk": (
                self.tr("{name} may leave"),
                self.tr("Demands for a manager: {demands}, low scores: {low}, opened again: {repeats}."),
            ),
            "reopened": (self.tr("{number} was opened again"), self.tr("What was done did not hold.")),
            "bot": (
                self.tr("The bot could not help; {name} is the one for it"),
                self.tr("By the rule for failed bots."),
            ),
            "ivr": (
                self.tr("The menu could not help; {name} is the one for it"),
                self.tr("By the rule for failed menus."),
            ),
        }

    # -- why somebody

    def whys(self, candidate: Candidate, directory: Directory) -> tuple[Why, ...]:
        """Each reason as a row; the rule with what it goes over, and who is there, are one row each."""
        found = {because.code: because for because in candidate.reasons}
        rows = (
            Why(self.tr("Rule"), "book", self._rule(found)),
            Why(self.tr("Level"), "arrow-up", self._level(found, directory)),
            Why(self.tr("Free"), "user", _begun(self._there(candidate, found, directory))),
            Why(self.tr("Speaks"), "languages", self._speaks(found) if candidate.is_department else ""),
            Why(self.tr("Path"), "arrow-right", _begun(self._path(found))),
        )
        return tuple(row for row in rows if row.sentence)

    def line(self, candidate: Candidate, directory: Directory) -> str:
        """``Payments: refund over your limit of 50 EUR; L2; two people free; hop 1 of 2``."""
        name = name_of(candidate, directory)
        found = {because.code: because for because in candidate.reasons}
        level = f"L{_value(found, 'level', 'level')}" if "level" in found else ""
        parts = (self._rule(found), level, self._there(candidate, found, directory), self._path(found))
        return f"{name}: " + "; ".join(p.rstrip(".") for p in parts if p)

    def _rule(self, found: Mapping[str, Because]) -> str:
        name = _value(found, "rule", "name")
        if "over_limit" not in found:
            return name
        limit = self._money(_value(found, "over_limit", "limit"), _value(found, "over_limit", "currency"))
        said = self.tr("{rule}, over your limit of {limit}")
        return fmt.fill(said, rule=name, limit=limit)

    def _money(self, cents: str, currency: str) -> str:
        return (
            f"{int(cents or 0) // 100} {currency}" if int(cents or 0) % 100 == 0 else _exact(cents, currency)
        )

    def _level(self, found: Mapping[str, Because], directory: Directory) -> str:
        number = _value(found, "level", "level")
        level = next((lv for lv in directory.levels if str(lv.number) == number), None)
        told = " · ".join(t for t in (level.name, level.authority or level.competence) if t) if level else ""
        return f"L{number} · {told}" if told else f"L{number}"

    def _there(self, candidate: Candidate, found: Mapping[str, Because], directory: Directory) -> str:
        stands_for = _value(found, "deputy", "for")
        if candidate.is_department:
            n = candidate.free
            said = fmt.fill(
                self.tr("{people} free"), people=self._people.get(n, self.tr("{n} people").format(n=n))
            )
            if not n and candidate.soon:
                said = self.tr("nobody free, {n} on a call").format(n=candidate.soon)
        else:
            said = (
                self.tr("Free now")
                if candidate.free
                else self._words.presence(_value(found, "state", "state"))
            )
        if stands_for:
            whose = self._words.colleague(stands_for, directory)
            said = fmt.fill(self.tr("{said}, stands in for {name}"), said=said, name=whose)
        return said

    def _speaks(self, found: Mapping[str, Because]) -> str:
        tag = _value(found, "speaks", "language")
        return fmt.languages((tag,)) if tag else ""

    def _path(self, found: Mapping[str, Because]) -> str:
        hop, of = _value(found, "hop", "hop"), _value(found, "hop", "of")
        return fmt.fill(self.tr("hop {n} of {of}"), n=hop, of=of) if hop else ""

    # -- why not

    def left_out(self, forbidden: tuple[tuple[str, str], ...], directory: Directory) -> str:
        """``Not offered: Selin Kaya (not above your level)``; "" if nobody was left out."""
        told = [
            f"{self._words.colleague(target, directory)} ({self._forbidden.get(why, why)})"
            for target, why in forbidden
            if not target.startswith("rule:")
        ]
        return fmt.fill(self.tr("Not offered: {who}"), who=", ".join(told)) if told else ""

    def must_not(self, why: str) -> str:
        """Why it was refused."""
        return self._must_not.get(why, self.tr("The policy does not allow this target."))

    # -- what is proposed

    def proposal(self, proposal: Proposal) -> tuple[str, str]:
        """A title and a line."""
        title, note = self._proposals.get(proposal.code, (proposal.code, ""))
        values = dict(proposal.values) | {"number": proposal.number}
        said = fmt.fill(note, **values)
        down = int(values.get("impact", "0") or 0)
        if proposal.code == "cause" and down:
            said = self.tr("{n} people or sites are down.").format(n=down) + " " + said
        return fmt.fill(title, **values), said

    def machine(self, code: str) -> tuple[str, str]:
        """What has failed before this call."""
        return {
            "bot": (self.tr("The bot could not help"), self.tr("Escalated to you by the bot.")),
            "ivr": (self.tr("The menu could not help"), self.tr("Escalated to you by the menu.")),
        }.get(code, ("", ""))


def name_of(candidate: Candidate, directory: Directory) -> str:
    """The target's name; its key if the directory has changed meanwhile."""
    found = (
        directory.department(candidate.target)
        if candidate.is_department
        else directory.person(candidate.target)
    )
    return found.name if found is not None else candidate.target


def _begun(text: str) -> str:
    return text[:1].upper() + text[1:]


def _value(found: Mapping[str, Because], code: str, name: str) -> str:
    because = found.get(code)
    return dict(because.values).get(name, "") if because is not None else ""


def _exact(cents: str, currency: str) -> str:
    return f"{int(cents) // 100}.{int(cents) % 100:02d} {currency}"
